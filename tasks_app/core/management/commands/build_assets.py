"""`manage.py build_assets`: copies what pages need of node_modules to ASSETS_DIR/vendor. No bundler, nothing compiled."""

import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "htmx.org/dist/htmx.min.js",
    "echarts/dist/echarts.min.js",
)
ICON_LIST = Path("tasks_app/web/icons.txt")
ICON_FOLDERS = ("outline", "filled")
# The maps are not served: their mention would make browsers ask for them and collectstatic fail.
SOURCE_MAP = re.compile(rb"\n?(?://[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=[^*]+\*/)\s*$")


class Command(BaseCommand):
    help = "Copy the front-end files named in package.json from node_modules to where Django finds them."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        base = Path(settings.BASE_DIR)
        modules = base / "node_modules"
        if not modules.is_dir():
            raise CommandError(f"{modules} is missing: run `make assets`, which fetches it with npm.")
        vendor = Path(settings.ASSETS_DIR) / "vendor"
        fresh = vendor.with_name("vendor.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in FILES:
            _copy_without_map(_existing(modules / name), fresh / Path(name).name)
        icons = read_icon_names(base / ICON_LIST)
        for icon in icons:
            _copy_icon(modules / "@tabler/icons/icons", icon, fresh / "icons")
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.rename(vendor)
        self.stdout.write(f"{len(FILES)} files and {len(icons)} icons in {vendor}")


def read_icon_names(path: Path) -> list[str]:
    """The icons named in `path`, one a line; `name` takes every style there is, `name-filled` only the filled one.

    Blank lines and what follows a # are left out.
    """
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise CommandError(f"{path} is missing: remove node_modules and run `make assets` again.")
    return path


def _copy_without_map(source: Path, target: Path) -> None:
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def _copy_icon(source: Path, name: str, target: Path) -> None:
    """Copy an icon as outline/NAME.svg and, where it exists, filled/NAME.svg."""
    if name.endswith("-filled"):
        wanted = [("filled", name.removesuffix("-filled"))]
    else:
        wanted = [(folder, name) for folder in ICON_FOLDERS]
    found = [(folder, stem) for folder, stem in wanted if (source / folder / f"{stem}.svg").is_file()]
    if not found:
        raise CommandError(f"{ICON_LIST} names the icon {name!r}, which @tabler/icons does not have.")
    for folder, stem in found:
        (target / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / folder / f"{stem}.svg", target / folder / f"{stem}.svg")
