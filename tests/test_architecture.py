"""The house stays as it was designed: layers, file sizes, nothing from outside, complete migrations."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 500
CODE = ("config", "tasks_app", "tests", "templates", ".ci", "deploy")
TEXT_SUFFIXES = {".py", ".html", ".js", ".css", ".sh", ".toml", ".txt", ".yml", ".conf", ".service"}
# What a browser would fetch. Links that a person may follow (href of an <a>) and XML namespaces are not fetched.
FETCHED = re.compile(
    r"""(?:src|srcset|poster|data|action|hx-(?:get|post|put|patch|delete))\s*=\s*["']\s*(?:https?:)?//
      | <link\b[^>]*\bhref\s*=\s*["']\s*(?:https?:)?//
      | url\(\s*["']?\s*(?:https?:)?//
      | @import\s+["']\s*(?:https?:)?//
      | (?:fetch|import|open|WebSocket|EventSource|importScripts)\(\s*["'`](?:https?:|wss?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)
# Ways to write to the database that a view has no business to know; a login's own token is the exception.
WRITERS = re.compile(
    r"\.(?:bulk_create|bulk_update|get_or_create|update_or_create)\(|\.objects\.(?:create|update)\(|\.delete\(\)"
)


def tracked(*folders: str, suffix: str = "") -> list[Path]:
    """The project's own files below `folders`: what git knows or would add, without what it ignores."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:  # an unpacked archive: no git
        found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return sorted(path for path in found if path.is_file() and path.name.endswith(suffix))


def test_imports_go_down_the_layers_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_every_app_has_its_place_in_the_layers() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    apps = [path.parent.name for path in (ROOT / "tasks_app").glob("*/apps.py")]
    assert apps
    layers = contract.partition("layers = [")[2].partition("]")[0]
    assert [app for app in apps if not re.search(rf"\b{app}\b", layers)] == []


def test_no_file_is_longer_than_500_lines() -> None:
    files = [path for path in tracked(*CODE) if path.suffix in TEXT_SUFFIXES and "corpus" not in path.parts]
    assert len(files) > 20
    long = {str(path.relative_to(ROOT)): lines for path in files if (lines := count_lines(path)) > MAX_LINES}
    assert long == {}


def count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def front_end_files() -> Iterator[Path]:
    yield from tracked("templates", suffix=".html")
    for path in tracked("tasks_app"):
        if {"static", "templates"} & set(path.parts):
            yield path


def test_pages_fetch_nothing_from_outside() -> None:
    found = []
    for path in front_end_files():
        if path.suffix in {".html", ".js", ".css", ".svg", ".txt"}:
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in FETCHED.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("fetched", "text"),
    [
        (True, '<script src="https://cdn.example.com/a.js"></script>'),
        (True, '<link rel="stylesheet" href="//cdn.example.com/a.css">'),
        (True, "background: url(http://example.com/a.png)"),
        (True, 'fetch("https://example.com/data")'),
        (False, '<a href="https://www.gov.cn/">'),
        (False, '<svg xmlns="http://www.w3.org/2000/svg">'),
        (False, "<script src=\"{% static 'web/app.js' %}\">"),
    ],
)
def test_what_counts_as_fetched(fetched: bool, text: str) -> None:
    assert bool(FETCHED.search(text)) is fetched


def test_templates_escape_everything() -> None:
    """`{{ x|safe }}` and `{% autoescape off %}` turn a document's text into markup."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in front_end_files()
        if path.suffix == ".html"
        for match in re.finditer(r"\|\s*safe\b|autoescape\s+off", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_lock_files_name_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json", ".npmrc"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://\S*(?:registry|pypi|pythonhosted|npmjs|index|simple)", text), name
        assert '"resolved"' not in text, name


def test_every_python_dependency_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert pins
        assert [line for line in pins if not re.match(r"\S+==\S+ .*--hash=sha256:", line)] == []


def test_every_direct_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    wanted = []
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            match = re.match(r"[A-Za-z0-9._-]+", line)
            if match and not line.startswith("-"):
                wanted.append(match.group(0).lower())
    wanted += re.findall(r'"(@?[\w./-]+)": "\^', (ROOT / "package.json").read_text(encoding="utf-8"))
    assert [name for name in wanted if f"`{name}`" not in explained] == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    except (SystemExit, CommandError) as error:
        pytest.fail(f"makemigrations would write something: {error}")


def test_nothing_is_left_to_be_done_later() -> None:
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("config", "tasks_app", "tests", "templates", "deploy", "docs", "Makefile", ".ci")
        if (path.suffix in TEXT_SUFFIXES | {".md", ""}) and "corpus" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_services_and_their_like_are_the_only_writers() -> None:
    """Views, forms, serializers, permissions, templates' tags and the pure modules change nothing."""
    readers = ("web", "api")
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for app in readers
        for path in tracked(f"tasks_app/{app}", suffix=".py")
        if not {"migrations", "management"} & set(path.parts) and path.name != "services.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        for match in WRITERS.finditer(line)
        if "Token.objects" not in line
    ]
    assert found == []
