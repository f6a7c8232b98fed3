"""All settings, in one file, with defaults that work on a bare machine.

Every value that an installation may want to change comes from the environment (or a `.env` file beside manage.py);
`deploy/env.example` lists them. A value that cannot be understood stops the start with a message that names it.
"""

import zoneinfo
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tasks_app.core.embedded_redis import default_socket, socket_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
ENV_FILE = env.str("ENV_FILE", default=str(BASE_DIR / ".env"))  # empty: the environment alone
if ENV_FILE and Path(ENV_FILE).exists():
    environ.Env.read_env(ENV_FILE)


def env_bool(name: str, default: bool) -> bool:
    """A boolean from the environment; a misspelt one stops the start instead of silently meaning False."""
    raw = env.str(name, default="")
    if raw == "":
        return default
    value = raw.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is not a boolean: write true or false.")


def env_time_zone(name: str, default: str) -> str:
    """The name of a time zone; checked here, because Django's own words for a wrong one do not say where it stands."""
    value = env.str(name, default=default)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a time zone: write for example Asia/Shanghai."
        ) from error
    return value


def env_database(name: str, default: Path) -> dict[str, Any]:
    """A database from its address, else SQLite in the file `default`, whatever signs are in its path.

    The address is not repeated in the message: it may hold a password.
    """
    if not env.str(name, default=""):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    try:
        database = env.db_url(name)
    except (ImproperlyConfigured, ValueError):
        database = {}
    if database.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured(
            f"{name} is not the address of a supported database: write sqlite:////path/to/file or "
            "postgres://user:password@host:port/name (a sign like @ or # in the password as %40 or %23)."
        )
    return database


DEBUG = env_bool("DEBUG", False)
INSECURE_SECRET_KEY = "insecure-development-key-change-me"  # noqa: S105 - refused while DEBUG is off
SECRET_KEY = env.str("SECRET_KEY", default="") or INSECURE_SECRET_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Everything that the running product writes lives here: database, uploads, private Redis, mails of the demo.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

INSTALLED_APPS = [
    "tasks_app.core",
    "tasks_app.audit",
    "tasks_app.outbox",
    "tasks_app.org",
    "tasks_app.documents",
    "tasks_app.work",
    "tasks_app.progress",
    "tasks_app.reminders",
    "tasks_app.web",
    "tasks_app.api",
    "tasks_app.bench",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "import_export",
    "axes",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasks_app.web.context.shell",
            ],
        },
    }
]

# --- Data --------------------------------------------------------------------------------------------------------
DATABASES = {"default": env_database("DATABASE_URL", default=VAR_DIR / "duban.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with these no lock errors under four writers; with Django's defaults hundreds (DESIGN §7).
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command="PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.User"

MEDIA_ROOT = VAR_DIR / "media"  # private: served only by views that check who may see the file
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=10 * 1024 * 1024)
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20 * 1024 * 1024)

# --- Who ---------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_VERBOSE = False  # no greeting at the start of every command
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = env_bool("HTTPS", False)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "SAMEORIGIN"

# --- Language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_time_zone("TIME_ZONE", default="Asia/Shanghai")

# --- Static files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Made by `manage.py build_assets` from node_modules.
ASSETS_DIR = Path(env.str("ASSETS_DIR", default=str(VAR_DIR / "assets"))).resolve()
STATICFILES_DIRS = [ASSETS_DIR] if ASSETS_DIR.exists() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", default="")
        or "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- Celery and Redis --------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")  # empty: `runall` starts a private Redis on REDIS_SOCKET
REDIS_SOCKET = Path(env.str("REDIS_SOCKET", default=str(default_socket(VAR_DIR))))
CELERY_BROKER_URL = REDIS_URL or socket_url(REDIS_SOCKET)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Kombu gives a lost task back only after visibility_timeout, looked at every unacked_restore_* rounds (DESIGN §7).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 10,
    "unacked_restore_limit": 100,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "plan-reminders": {"task": "reminders.plan", "schedule": 60.0},
    "send-messages": {"task": "outbox.send", "schedule": 30.0},
}

# --- Mail --------------------------------------------------------------------------------------------------------
OUTBOX_DIR = VAR_DIR / "outbox"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="tasks_app.outbox.backends.EmlFileBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="督办 <duban@localhost>")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- Reminders: office hours, local time "HH:MM" (DESIGN §4) ------------------------------------------------------
REMINDER_DIGEST_TIME = env.str("REMINDER_DIGEST_TIME", default="08:30")
# "from-until", across midnight or not; empty: none. Quiet hours delay, never drop. None while DEBUG is on: who tries the
# product out at night wants to see the mail.
REMINDER_QUIET_HOURS = env.str("REMINDER_QUIET_HOURS", default="" if DEBUG else "21:00-07:00")

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tasks_app.api.errors.handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Duban API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {  # one name for each set of choices, whatever the field is called
        "AssignmentRole": "tasks_app.work.models.Assignment.Role",
        "AssignmentState": "tasks_app.work.lifecycle.State",
        "DocumentKind": "tasks_app.documents.models.SourceDocument.DocumentKind",
        "DocumentState": "tasks_app.documents.models.SourceDocument.State",
        "ExtensionState": "tasks_app.work.models.ExtensionRequest.State",
        "MeasureState": "tasks_app.documents.models.Measure.State",
        "MessageState": "tasks_app.outbox.models.Message.State",
        "ReminderState": "tasks_app.reminders.models.Reminder.State",
        "PortfolioKind": "tasks_app.org.models.Portfolio.Kind",
        "UnitKind": "tasks_app.org.models.Unit.Kind",
        "UserRole": "tasks_app.org.models.User.Role",
        "WorkKind": "tasks_app.documents.models.Kind",
    },
}


# --- Admin ----------------------------------------------------------------------------------------------------------
def admin_link(title: Any, icon: str, model: str) -> dict[str, Any]:
    """An entry of the admin's side bar: the list of one model."""
    return {"title": capfirst(title), "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}


UNFOLD = {
    "SITE_TITLE": _("Duban administration"),
    "SITE_HEADER": _("Duban"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "fact_check",
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {  # Tabler's blue, as on the pages of the office
            "50": "oklch(97% .014 254)",
            "100": "oklch(93.2% .032 255)",
            "200": "oklch(88.2% .059 254)",
            "300": "oklch(80.9% .105 252)",
            "400": "oklch(70.7% .155 252)",
            "500": "oklch(60% .165 252)",
            "600": "oklch(52% .165 254)",
            "700": "oklch(45% .15 256)",
            "800": "oklch(39% .125 257)",
            "900": "oklch(34% .1 258)",
            "950": "oklch(26% .075 260)",
        }
    },
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "title": _("Documents"),
                "items": [
                    admin_link(_("source documents"), "description", "documents_sourcedocument"),
                    admin_link(_("outline headings"), "format_list_numbered", "documents_outlinenode"),
                    admin_link(_("measures"), "format_quote", "documents_measure"),
                    admin_link(_("likely duplicates"), "compare_arrows", "documents_likelypair"),
                    admin_link(_("signs of measures"), "fingerprint", "documents_measuresign"),
                    admin_link(_("rules for the kind of work"), "category", "documents_kindrule"),
                    admin_link(_("names of columns"), "view_column", "documents_columnword"),
                ],
            },
            {
                "title": _("Work items"),
                "separator": True,
                "items": [
                    admin_link(_("work items"), "task_alt", "work_workitem"),
                    admin_link(_("further sources"), "call_merge", "work_itemsource"),
                    admin_link(_("assignments"), "assignment_ind", "work_assignment"),
                    admin_link(_("extension requests"), "more_time", "work_extensionrequest"),
                    admin_link(_("progress reports"), "edit_note", "progress_progressreport"),
                    admin_link(_("evidence"), "attach_file", "progress_evidence"),
                ],
            },
            {
                "title": _("Reminders"),
                "separator": True,
                "items": [
                    admin_link(_("reminder rules"), "rule", "reminders_reminderrule"),
                    admin_link(_("reminders"), "notifications", "reminders_reminder"),
                    admin_link(_("messages"), "mail", "outbox_message"),
                    admin_link(_("delivery attempts"), "outgoing_mail", "outbox_deliveryattempt"),
                ],
            },
            {
                "title": _("Organisation"),
                "separator": True,
                "items": [
                    admin_link(_("units"), "account_tree", "org_unit"),
                    admin_link(_("names in documents"), "alternate_email", "org_knownname"),
                    admin_link(_("collectives"), "groups", "org_collective"),
                    admin_link(_("users"), "group", "org_user"),
                    admin_link(_("portfolios and linked areas"), "workspaces", "org_portfolio"),
                    admin_link(_("working calendar"), "calendar_month", "core_calendarday"),
                ],
            },
            {
                "title": _("Audit trail"),
                "separator": True,
                "items": [
                    admin_link(_("audit trail"), "history", "audit_event"),
                    admin_link(_("end of the audit chain"), "link", "audit_chainhead"),
                ],
            },
            {
                "title": _("System"),
                "separator": True,
                "collapsible": True,
                "items": [
                    admin_link(_("heartbeats"), "monitor_heart", "core_heartbeat"),
                    *(
                        {
                            **admin_link(title, icon, model),
                            "permission": lambda request: request.user.is_superuser,
                        }
                        for title, icon, model in (
                            (_("Periodic tasks"), "schedule", "django_celery_beat_periodictask"),
                            (_("Intervals"), "timelapse", "django_celery_beat_intervalschedule"),
                            (_("Crontabs"), "event_repeat", "django_celery_beat_crontabschedule"),
                            (_("Clocked"), "alarm", "django_celery_beat_clockedschedule"),
                            (_("Solar events"), "wb_sunny", "django_celery_beat_solarschedule"),
                            (_("Failed logins"), "gpp_bad", "axes_accessattempt"),
                            (_("Lockouts"), "lock", "axes_accessfailurelog"),
                            (_("Logins"), "login", "axes_accesslog"),
                            (_("API tokens"), "key", "authtoken_tokenproxy"),
                            (_("Groups"), "groups", "auth_group"),
                        )
                    ),
                ],
            },
        ],
    },
}


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": [], "propagate": True}
    },  # Django's own handlers would say everything twice
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
