"""The queries of each page are written down in tests/query_counts.json, and do not grow with the rows."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.web.conftest import World

BUDGET = json.loads((Path(__file__).parent.parent / "query_counts.json").read_text(encoding="utf-8"))["web"]


def queries(world: World, name: str, page: str) -> int:
    client = world.client_of(name)
    address = reverse("web:item", args=[world.item.pk]) if page == "item" else reverse(f"web:{page}")
    client.get(address)  # templates and icons are read once
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_pages_keep_to_their_budget_however_many_rows(world: World, name: str) -> None:
    before = {page: queries(world, name, page) for page in BUDGET[name]}
    county = world.county
    for number in range(12):
        more = factories.issued_item(
            supervisor=county.supervisor,
            lead=county.bureau,
            supports=[county.finance],
            title=f"更多 {number}",
        )
        factories.assignment_in(
            "in_progress", supervisor=county.supervisor, officer=county.officer, title=f"在办 {number}"
        )
        assert more.pk
    after = {page: queries(world, name, page) for page in BUDGET[name]}
    assert after == before
    over = {page: count for page, count in after.items() if count > BUDGET[name][page]}
    assert over == {}, "more queries than tests/query_counts.json allows"
