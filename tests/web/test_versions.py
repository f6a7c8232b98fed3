"""Importing a corrected version and carrying over, as the personas meet it in the browser, without scripts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.documents.models import SourceDocument
from tasks_app.work.models import WorkItem
from tasks_app.work.services import dismiss_measure, issue_document
from tests.personas import County
from tests.web.pages import tags, values
from tests.work.test_versions import ADDED, GONE, IDLE, NEW, REWRITTEN, SAME, Two, new_version, old_version


@pytest.fixture
def two(county: County) -> Two:
    """The old version was issued."""
    old = old_version(county)
    issue_document(user=county.supervisor, document=old, at=old.imported_at)
    return Two(county, old, new_version(county, old))


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, two: Two, query: str = "") -> str:
    answer = client.get(reverse("web:document_versions", args=[two.new.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def statuses(html: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in tags(html, "data-status"):
        found.setdefault(row["data-kind"], []).append(row["data-status"])
    return found


def carry(client: Client, two: Two, **fields: Any) -> Any:
    return client.post(reverse("web:document_carry", args=[two.new.pk]), fields)


@pytest.mark.parametrize("name", ["leader", "head", "officer", "outsider"])
def test_the_versions_are_not_for_everybody(client: Client, two: Two, name: str) -> None:
    as_(client, two.county.person(name))
    item = WorkItem.objects.get(quote=GONE)
    cancel = reverse("web:document_cancel_left", args=[two.new.pk, item.pk])
    keep = reverse("web:document_keep_left", args=[two.new.pk, item.pk])
    assert client.post(keep).status_code == 403
    assert client.get(reverse("web:document_versions", args=[two.new.pk])).status_code == 403
    assert carry(client, two, all="1").status_code == 403
    assert client.post(cancel, {"reason": "x"}).status_code == 403
    assert client.get(f"{reverse('web:document_import')}?replaces={two.old.pk}").status_code == 403


def test_the_auditor_looks_and_changes_nothing(client: Client, two: Two) -> None:
    as_(client, two.county.auditor)
    html = page(client, two)
    assert statuses(html)["gone"] == ["left"]
    assert not [form for form in tags(html, "action") if "/versions/" in form["action"]]
    item = WorkItem.objects.get(quote=GONE)
    assert carry(client, two, all="1").status_code == 403
    cancel = reverse("web:document_cancel_left", args=[two.new.pk, item.pk])
    assert client.post(cancel, {"reason": "x"}).status_code == 403
    assert two.measure(SAME).state == "undecided" and item.state == "issued"
    assert "data-correct" not in client.get(reverse("web:document", args=[two.new.pk])).content.decode()


def test_from_the_button_through_the_form_to_the_versions(client: Client, county: County) -> None:
    old = old_version(county)
    as_(client, county.supervisor)
    html = client.get(reverse("web:document", args=[old.pk])).content.decode()
    (button,) = tags(html, "data-correct")
    form = client.get(button["href"]).content.decode()
    assert values(form, "data-replaces") == [str(old.pk)]
    given = {field["name"]: field.get("value", "") for field in tags(form, "name")}
    assert (given["replaces"], given["title"]) == (str(old.pk), old.title)
    fields = {name: given[name] for name in ("replaces", "title", "issued_on", "issuing_unit", "doc_number")}
    refused = client.post(reverse("web:document_import"), {**fields, "kind": "speech", "text": ""})
    assert refused.status_code == 400 and values(refused.content.decode(), "data-replaces") == [str(old.pk)]
    answer = client.post(reverse("web:document_import"), {**fields, "kind": "speech", "text": "\n".join(NEW)})
    new = SourceDocument.objects.get(replaces=old)
    assert answer.status_code == 302 and answer["Location"] == reverse("web:document_versions", args=[new.pk])

    html = client.get(reverse("web:document", args=[old.pk])).content.decode()
    assert values(html, "data-replaced") == [str(new.pk)]
    assert "data-correct" not in html and "wb-plus" not in html
    assert "data-replaced" in client.get(reverse("web:documents")).content.decode()
    late = client.post(reverse("web:document_import"), {**fields, "kind": "speech", "text": "另一个版本。"})
    assert late.status_code == 400 and not SourceDocument.objects.filter(text="另一个版本。").exists()
    assert client.get(reverse("web:document_issue", args=[old.pk])).status_code == 302


def test_all_that_is_unchanged_goes_over_at_once_and_the_rest_one_by_one(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    html = page(client, two)
    assert statuses(html) == {
        "changed": ["open"],
        "gone": ["left"],
        "new": ["none"],
        "same": ["open", "open"],
    }
    assert values(html, "data-plain") == ["2"]
    assert "<del>四</del>" in html and "<ins>五</ins>" in html
    assert carry(client, two, all="1").status_code == 302
    html = page(client, two)
    assert statuses(html)["same"] == ["carried", "carried"] and values(html, "data-plain") == []
    assert two.measure(SAME).item.number and two.measure(IDLE).state == "dismissed"

    old, new = two.pair(REWRITTEN)
    answer = carry(client, two, pair=f"{old}-{new}", show="changed")
    assert answer["Location"].endswith("?show=changed")
    item = WorkItem.objects.get(quote=GONE)
    cancel = reverse("web:document_cancel_left", args=[two.new.pk, item.pk])
    assert cancel in values(page(client, two), "action")
    assert client.post(cancel, {"reason": ""}).status_code == 400
    assert client.post(cancel, {"reason": "left out"}).status_code == 302
    assert WorkItem.objects.get(pk=item.pk).state == "cancelled"
    assert "data-finished" in page(client, two)
    history = client.get(reverse("web:item", args=[two.measure(REWRITTEN).item.pk])).content.decode()
    assert "四月底" in history and "五月底" in history


def test_a_gone_item_is_kept_with_a_name_and_the_question_is_answered(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    carry(client, two, all="1")
    old, new = two.pair(REWRITTEN)
    carry(client, two, pair=f"{old}-{new}")
    item = WorkItem.objects.get(quote=GONE)
    html = page(client, two)
    assert values(html, "data-keep") == [str(item.pk)] and "data-finished" not in html
    keep = reverse("web:document_keep_left", args=[two.new.pk, item.pk])
    assert client.post(keep, {"show": "gone"})["Location"].endswith("?show=gone")
    html = page(client, two, "?show=gone")
    assert statuses(html)["gone"] == ["kept"] and values(html, "data-keep") == []
    assert "data-finished" in page(client, two) and str(two.county.supervisor) in html
    assert client.post(keep).status_code == 409
    assert (
        client.get(reverse("web:item", args=[item.pk])).content.decode().count("kept the item running") == 1
    )
    history = client.get(reverse("web:document_history", args=[two.new.pk])).content.decode()
    assert "kept an item of the earlier version running" in history and item.number in history
    client.force_login(two.county.auditor)
    assert client.post(keep).status_code == 403


def test_the_old_card_of_a_carried_decision_says_where_it_went(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    carry(client, two, all="1")
    html = client.get(reverse("web:document", args=[two.old.pk])).content.decode()
    assert (
        html.count("data-handed-on") == 1
    )  # SAME; the dismissed sentence keeps its reason, the others their items
    card = html[html.index(f'id="m-{two.old.measures.get(quote=SAME).pk}"') :].partition("</article>")[0]
    assert reverse("web:document_versions", args=[two.new.pk]) in card and "not stated" not in card


def test_each_group_has_its_list(client: Client, two: Two) -> None:
    as_(client, two.county.auditor)
    for show, kinds in {
        "same": ["same"],
        "gone": ["gone"],
        "nonsense": ["changed", "gone", "new", "same"],
    }.items():
        html = page(client, two, f"?show={show}")
        assert values(html, "data-group") == kinds
    counts = {tab["data-show"]: tab["data-count"] for tab in tags(html, "data-show")}
    assert counts == {"all": "5", "changed": "1", "gone": "1", "new": "1", "same": "2"}


def test_what_somebody_else_decided_is_said_and_kept(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    old, new = two.pair(SAME)
    assert carry(client, two, pair=f"{old}-{new}").status_code == 302
    again = carry(client, two, pair=f"{old}-{new}")
    assert again.status_code == 409 and "data-error" in again.content.decode()
    assert carry(client, two, pair="x-1").status_code == 400
    assert carry(client, two).status_code == 400
    assert carry(client, two, pair="1-1").status_code == 409


def test_the_page_before_issue_names_what_runs_already(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    carry(client, two, all="1")
    boss, at = two.county.supervisor, two.new.imported_at
    for quote in (ADDED, REWRITTEN):
        dismiss_measure(user=boss, measure=two.measure(quote), reason="later", at=at)
    html = client.get(reverse("web:document_issue", args=[two.new.pk])).content.decode()
    assert values(html, "data-carried") == ["1"] and values(html, "data-left") == ["2"]
    answer = client.post(reverse("web:document_issue", args=[two.new.pk]))
    assert answer.status_code == 302
    assert WorkItem.objects.exclude(number="").count() == 3


def test_a_document_without_an_earlier_version_has_no_such_page(client: Client, two: Two) -> None:
    as_(client, two.county.supervisor)
    assert client.get(reverse("web:document_versions", args=[two.old.pk])).status_code == 404
    assert client.get(f"{reverse('web:document_import')}?replaces=999999").status_code == 404
    assert client.get(f"{reverse('web:document_import')}?replaces=x").status_code == 200
