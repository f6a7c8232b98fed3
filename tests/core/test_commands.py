"""build_assets, compile_translations and check_translations: what is missing is named, nothing is half done."""

import gettext
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tasks_app.core.management.commands.build_assets import FILES, read_icon_names
from tasks_app.core.management.commands.check_translations import compare
from tasks_app.core.translations import read_catalog

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"PO-Revision-Date: \\n"\n\n'


@pytest.fixture
def checkout(tmp_path: Path, settings: Any) -> Path:
    """A checkout with node_modules, as far as build_assets looks."""
    settings.BASE_DIR = tmp_path
    settings.ASSETS_DIR = tmp_path / "assets"
    for name in FILES:
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        map_line = (
            f"/*# sourceMappingURL={path.name}.map */"
            if path.suffix == ".css"
            else f"//# sourceMappingURL={path.name}.map"
        )
        path.write_text(f"content of {path.name}\n{map_line}\n")
    for icon in ("outline/bell", "filled/bell", "outline/x", "filled/star"):
        path = tmp_path / "node_modules/@tabler/icons/icons" / f"{icon}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<svg>{icon}</svg>")
    (tmp_path / "tasks_app" / "web").mkdir(parents=True)
    return tmp_path


def icons(checkout: Path, *names: str) -> None:
    (checkout / "tasks_app/web/icons.txt").write_text("# names\n" + "\n".join(names) + "\n")


def built(checkout: Path) -> list[str]:
    vendor = checkout / "assets" / "vendor"
    return sorted(str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file())


def test_only_the_named_files_and_icons_are_taken_and_no_map_is_mentioned(checkout: Path) -> None:
    icons(checkout, "bell", "x", "star-filled  # the mark of a favourite", "")
    call_command("build_assets", verbosity=0)
    assert built(checkout) == [
        "echarts.min.js",
        "htmx.min.js",
        "icons/filled/bell.svg",
        "icons/filled/star.svg",
        "icons/outline/bell.svg",
        "icons/outline/x.svg",
        "tabler.min.css",
        "tabler.min.js",
    ]
    for name in ("tabler.min.css", "tabler.min.js"):
        assert (checkout / "assets/vendor" / name).read_text() == f"content of {name}\n"


def test_an_icon_that_there_is_not_is_named_and_what_was_there_stays(checkout: Path) -> None:
    icons(checkout, "bell")
    call_command("build_assets", verbosity=0)
    before = built(checkout)
    icons(checkout, "x", "bel")
    with pytest.raises(CommandError, match="names the icon 'bel', which @tabler/icons does not have"):
        call_command("build_assets", verbosity=0)
    assert built(checkout) == before


def test_without_node_modules_the_way_to_get_them_is_told(checkout: Path) -> None:
    icons(checkout, "bell")
    shutil.rmtree(checkout / "node_modules")
    with pytest.raises(CommandError, match="run `make assets`"):
        call_command("build_assets", verbosity=0)


def test_the_projects_own_list_of_icons_has_no_doubles() -> None:
    path = Path(__file__).parents[2] / "tasks_app/web/icons.txt"
    lines = [line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    assert sorted(filter(None, lines)) == read_icon_names(path)


def po(folder: Path, text: str, header: str = HEADER) -> Path:
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + text, encoding="utf-8")
    return path


def test_compiled_translations_are_what_gettext_reads(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path]
    path = po(
        tmp_path,
        'msgid "Overdue"\nmsgstr "逾期"\n\n#, fuzzy\nmsgid "Due"\nmsgstr "错"\n\n'
        'msgctxt "verb"\nmsgid "Issue"\nmsgstr "交办"\n\n'
        'msgid "%(n)s item"\nmsgid_plural "%(n)s items"\nmsgstr[0] "%(n)s 项"\n',
    )
    call_command("compile_translations", verbosity=0)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Overdue") == "逾期"
    assert compiled.gettext("Due") == "Due"
    assert compiled.pgettext("verb", "Issue") == "交办"
    assert compiled.ngettext("%(n)s item", "%(n)s items", 5) == "%(n)s 项"


def test_a_broken_po_file_is_named(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path]
    path = po(tmp_path, 'msgid "Overdue"\nmsgstr "逾期"\nnot a line of it\n')
    with pytest.raises(CommandError, match=r"django\.po"):
        call_command("compile_translations", verbosity=0)
    assert not path.with_suffix(".mo").exists()


def test_every_kind_of_gap_in_a_translation_is_found(tmp_path: Path) -> None:
    stored = read_catalog(
        po(
            tmp_path / "stored",
            'msgid "Good"\nmsgstr "好"\n\nmsgid "Empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "猜"\n\n'
            'msgid "Gone"\nmsgstr "没了"\n\n#, python-format\nmsgid "%(n)s left"\nmsgstr "还有 %(m)s"\n',
        )
    )
    fresh = read_catalog(
        po(
            tmp_path / "fresh",
            "".join(f'msgid "{text}"\nmsgstr ""\n\n' for text in ("Good", "Empty", "Guess", "New"))
            + '#, python-format\nmsgid "%(n)s left"\nmsgstr ""\n',
        )
    )
    found = compare(stored, fresh)
    assert found[:4] == [
        "missing: New",
        "not in the sources any more: Gone",
        "fuzzy: Guess",
        "not translated: Empty",
    ]
    assert len(found) == 5
    assert found[4].endswith(": %(n)s left")
