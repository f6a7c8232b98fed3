"""The pages that are written from the code are up to date, and docs/api.md names every address."""

import re

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from tasks_app.api.rendering import rendered
from tasks_app.work.lifecycle import TRANSITIONS


def test_the_written_pages_equal_the_code() -> None:
    for name, text in rendered().items():
        assert (settings.BASE_DIR / "docs" / name).read_text() == text, "run manage.py render_docs"


def test_the_diagram_holds_every_action() -> None:
    diagram = rendered()["lifecycle.md"].split("```")[1]
    for row in TRANSITIONS:
        assert re.search(rf"    {row.source} --> \w+: {row.action}\n", diagram), row


def test_every_address_is_in_the_description() -> None:
    text = (settings.BASE_DIR / "docs" / "api.md").read_text()
    for path in SchemaGenerator().get_schema(public=True)["paths"]:
        collection = path.removeprefix("/api/v1/").split("/")[0]
        assert f"`{collection}/" in text, path
