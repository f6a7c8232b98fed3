"""`manage.py screenshots`: pictures of the running demo, for the README and for looking at."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tasks_app.core.demo import PERSONAS

# name -> (login, address)
PAGES = {
    "overview": ("supervisor", "/"),
    "desk": ("officer", "/desk/"),
    "ledger": ("supervisor", "/ledger/"),
    "document": ("supervisor", "/documents/3/"),
    "documents": ("supervisor", "/documents/"),
    "item": ("supervisor", "/items/5/"),
    "inbox": ("officer", "/inbox/"),
    "reminders": ("supervisor", "/reminders/"),
}
SIZES = {"": (1440, 900), "-phone": (390, 844)}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


class Command(BaseCommand):
    help = "Take pictures of the running demo (`make demo`) at 1440 and 390 pixels; needs Chromium and requirements-dev."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help=f"which of {', '.join(PAGES)}; all when none is given")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo answers")
        parser.add_argument("--to", default="docs/images", help="the folder of the pictures")
        parser.add_argument("--theme", choices=["light", "dark"], default="light")
        parser.add_argument("--locale", choices=["zh-CN", "en-US"], default="zh-CN")
        parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser")
        parser.add_argument("--wide-only", action="store_true", help="only the 1440 pixels")

    def handle(self, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is missing: `make venv-dev` installs it.") from error
        names = options["names"] or list(PAGES)
        unknown = [name for name in names if name not in PAGES]
        if unknown:
            raise CommandError(f"No page called {', '.join(unknown)}; there are {', '.join(PAGES)}.")
        if not Path(options["chromium"]).exists():
            raise CommandError(
                f"{options['chromium']} does not exist: install Chromium or say where it is with --chromium."
            )
        folder = Path(options["to"])
        folder.mkdir(parents=True, exist_ok=True)
        sizes = {"": SIZES[""]} if options["wide_only"] else SIZES
        passwords = {persona.username: persona.password for persona in PERSONAS}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options["chromium"], args=ARGUMENTS)
            for suffix, (width, height) in sizes.items():
                for name in names:
                    login, address = PAGES[name]
                    context = browser.new_context(
                        base_url=options["url"],
                        viewport={"width": width, "height": height},
                        locale=options["locale"],
                        color_scheme=options["theme"],
                    )
                    page = context.new_page()
                    page.goto("/login/")
                    page.fill("[name=username]", login)
                    page.fill("[name=password]", passwords[login])
                    page.press("[name=password]", "Enter")
                    page.wait_for_load_state("networkidle")
                    page.goto(address)
                    page.wait_for_load_state("networkidle")
                    path = folder / f"{name}{suffix}.png"
                    page.screenshot(path=path, full_page=bool(suffix))
                    self.stdout.write(str(path))
                    context.close()
            browser.close()
