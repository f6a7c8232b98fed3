"""Likely duplicates as the personas of the county meet them in the browser, without scripts and with them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks_app.documents.models import LikelyPair, Measure
from tasks_app.work.models import ItemSource, WorkItem
from tasks_app.work.owners import Owners
from tasks_app.work.services import answer_same, confirm_measure, dismiss_measure, issue_document
from tests.factories import AT
from tests.personas import County
from tests.web.pages import tags, values
from tests.work.test_duplicates import LATER, PLAN, SPEECH, Two, store, two  # noqa: F401 - a fixture


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, name: str, pk: int, status: int = 200) -> str:
    answer = client.get(reverse(f"web:{name}", args=[pk]))
    assert answer.status_code == status
    return answer.content.decode()


def fields(html: str, measure: Measure) -> dict[str, str]:
    """The hidden fields of the form on the card."""
    part = html.split(f'data-likely="{measure.pk}-')[1].split("</form>", maxsplit=1)[0]
    given = {tag["name"]: tag.get("value", "") for tag in tags(part, "name") if tag.get("type") == "hidden"}
    return {name: given[name] for name in ("other", "version")}


def send(client: Client, name: str, measure: Measure, data: dict[str, Any], **more: Any) -> Any:
    return client.post(reverse(f"web:{name}", args=[measure.pk]), data, **more)


@pytest.mark.parametrize("name", ["leader", "head", "officer", "outsider"])
def test_not_for_everybody(client: Client, two: Two, name: str) -> None:  # noqa: F811
    as_(client, two.county.person(name))
    assert client.get(reverse("web:document_duplicates", args=[two.speech.pk])).status_code == 403
    for view in ("measure_same", "measure_different", "measure_ask_again"):
        assert send(client, view, two.of_speech(0), {"other": two.of_plan(0).pk}).status_code == 403
    assert not ItemSource.objects.exists()


def test_the_auditor_sees_and_answers_nothing(client: Client, two: Two) -> None:  # noqa: F811
    as_(client, two.county.auditor)
    html = page(client, "document", two.speech.pk)
    assert len(values(html, "data-likely")) == 2 and values(html, "data-duplicates") == ["2"]
    assert "measure_same" not in html and 'data-do="same"' not in html
    html = page(client, "document_duplicates", two.speech.pk)
    assert len(values(html, "data-likely")) == 2 and 'type="radio"' not in html
    for view in ("measure_same", "measure_different", "measure_ask_again"):
        assert send(client, view, two.of_speech(0), {"other": two.of_plan(0).pk}).status_code == 403
    data = {f"answer-{two.of_speech(0).pk}-{two.of_plan(0).pk}": "same"}
    assert send(client, "document_duplicates", two.speech, data).status_code == 403  # type: ignore[arg-type]
    assert not ItemSource.objects.exists()


def test_a_card_shows_both_sentences_and_what_runs(client: Client, two: Two) -> None:  # noqa: F811
    two.issued()
    html = page(as_(client, two.county.supervisor), "document", two.speech.pk)
    (key,) = values(html, "data-likely")
    assert key == f"{two.of_speech(0).pk}-{two.of_plan(0).pk}"
    card = html.split("data-likely=")[1].split("</section>")[0]
    assert "年度计划" in card and "2026-0001" in card and "<ins>" in card and 'class="lk-other"' in card
    assert "issued" in card and str(two.county.bureau) in card
    assert 'name="take"' not in card
    assert values(html, "data-duplicates") == ["1"]


def test_same_different_and_undo_from_the_card(client: Client, two: Two) -> None:  # noqa: F811
    item = two.issued()
    as_(client, two.county.supervisor)
    measure = two.of_speech(0)
    data = fields(page(client, "measure", measure.pk), measure)
    answer = send(client, "measure_same", measure, data)
    assert answer.status_code == 302 and answer["Location"].endswith(f"#m-{measure.pk}")
    html = page(client, "measure", measure.pk)
    assert values(html, "data-answered-by") == [str(item.pk)] and 'data-undecided="2"' in html
    assert "data-likely" not in html
    html = page(client, "document_duplicates", two.speech.pk)
    assert values(html, "data-answered") == [str(measure.pk)]
    assert values(page(client, "measure", two.of_plan(0).pk), "data-also-answers") == [str(measure.pk)]
    # Pressed twice: the second is told.
    again = send(client, "measure_same", measure, data)
    assert again.status_code == 409 and "data-error" in again.content.decode()

    version = next(
        tag["value"] for tag in tags(page(client, "measure", measure.pk), "name") if tag["name"] == "version"
    )
    assert send(client, "measure_reset", measure, {"version": version}).status_code == 302
    assert two.of_speech(0).state == "undecided"
    data = fields(page(client, "measure", measure.pk), measure)
    assert send(client, "measure_different", measure, data).status_code == 302
    assert "data-likely" not in page(client, "measure", measure.pk)
    html = page(client, "document_duplicates", two.speech.pk)
    assert values(html, "data-different") == [f"{measure.pk}-{two.of_plan(0).pk}"]
    send(client, "measure_ask_again", measure, {"other": two.of_plan(0).pk})
    assert not LikelyPair.objects.filter(different_at__isnull=False).exists()
    history = page(client, "document_history", two.speech.pk)
    for action in ("measure.answered", "measure.undecided", "measure.different", "measure.asked_again"):
        assert action in values(history, "data-event")
    timeline = values(page(client, "item", item.pk), "data-action")
    assert {"item.source_added", "item.source_removed"} <= set(timeline)


def test_with_scripts_the_card_comes_back_alone(client: Client, two: Two) -> None:  # noqa: F811
    two.issued()
    as_(client, two.county.supervisor)
    measure = two.of_speech(0)
    data = fields(page(client, "measure", measure.pk), measure)
    stale = send(client, "measure_same", measure, {**data, "version": "x"}, headers={"HX-Request": "true"})
    assert stale.status_code == 409 and "data-error" in stale.content.decode()
    answer = send(client, "measure_same", measure, data, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in html
    assert values(html, "data-card") == [str(measure.pk)] and 'data-state="answered"' in html


@pytest.mark.parametrize("other", ["", "x", "999999", "²", "9" * 40])
def test_a_senseless_pair_is_told_on_the_card(client: Client, two: Two, other: str) -> None:  # noqa: F811
    answer = send(as_(client, two.county.supervisor), "measure_same", two.of_speech(0), {"other": other})
    assert answer.status_code == 409 and answer.context["card"].error
    assert not ItemSource.objects.exists()


def test_a_draft_offers_to_take_date_and_units_over(client: Client, two: Two) -> None:  # noqa: F811
    item = two.confirmed(0, owners=Owners(lead=two.county.finance))
    Measure.objects.filter(quote=SPEECH[0]).update(
        found={
            "owners": [{"name": "农业农村局", "role": "resp"}],
            "deadlines": [{"text": "三月底", "date": "2026-03-31"}],
        }
    )
    as_(client, two.county.supervisor)
    measure = two.of_speech(0)
    html = page(client, "measure", measure.pk)
    assert "earlier" in html and "data-differs" in html
    takes = [tag["value"] for tag in tags(html, "name") if tag["name"] == "take"]
    assert takes == ["deadline", "units"]
    data = {**fields(html, measure), "take": takes}
    assert send(client, "measure_same", measure, data).status_code == 302
    item.refresh_from_db()
    assert str(item.deadline) == "2026-03-31"
    assert [(row.unit, row.role) for row in item.assignments.order_by("pk")] == [
        (two.county.finance, "lead"),
        (two.county.bureau, "support"),
    ]


def test_many_are_answered_on_one_page_or_none(client: Client, two: Two) -> None:  # noqa: F811
    as_(client, two.county.supervisor)
    html = page(client, "document_duplicates", two.speech.pk)
    keys = values(html, "data-likely")
    versions = {tag["name"]: tag["value"] for tag in tags(html, "name") if tag["name"].startswith("version-")}
    assert len(keys) == len(versions) == 2 and values(html, "data-open-pairs") == ["2"]
    assert send(client, "document_duplicates", two.speech, versions).status_code == 400  # type: ignore[arg-type]
    answers = {f"answer-{keys[0]}": "same", f"answer-{keys[1]}": "different"}
    stale = {**answers, **versions, f"version-{keys[1]}": "x"}
    refused = send(client, "document_duplicates", two.speech, stale)  # type: ignore[arg-type]
    html = refused.content.decode()
    assert refused.status_code == 409 and "data-error" in html and not ItemSource.objects.exists()
    # What was chosen is still chosen.
    assert [tag["value"] for tag in tags(html, "checked") if tag.get("type") == "radio"] == [
        "same",
        "different",
    ]
    done = send(client, "document_duplicates", two.speech, {**answers, **versions})  # type: ignore[arg-type]
    assert done.status_code == 302 and ItemSource.objects.count() == 1
    late = send(client, "document_duplicates", two.speech, {**answers, **versions})  # type: ignore[arg-type]
    assert late.status_code == 409


def test_before_issue_what_is_open_and_what_runs_is_named(client: Client, two: Two) -> None:  # noqa: F811
    boss = two.county.supervisor
    two.issued()
    as_(client, boss)
    for place in (0, 1, 2):
        confirm_measure(
            user=boss,
            measure=two.of_speech(place),
            at=AT,
            title="x",
            owners=Owners(lead=two.county.bureau),
            long_term=True,
        )
    html = page(client, "document_issue", two.speech.pk)
    assert values(html, "data-duplicates") == ["1"] and "data-problems" not in html
    two.same()
    html = page(client, "document_issue", two.speech.pk)
    assert values(html, "data-duplicates") == [] and values(html, "data-answered") == ["1"]
    assert client.post(reverse("web:document_issue", args=[two.speech.pk])).status_code == 302
    assert WorkItem.objects.exclude(number="").count() == 3
    ledger = client.get(f"{reverse('web:ledger')}?document={two.speech.pk}").content.decode()
    assert "2026-0001" in ledger
    # The button counts what the list shows.
    assert "3 items in the ledger" in page(client, "document", two.speech.pk)


def test_a_draft_of_another_document_is_issued_along(client: Client, two: Two) -> None:  # noqa: F811
    boss = two.county.supervisor
    item = two.confirmed(0)
    two.same()
    for place in (1, 2):
        dismiss_measure(user=boss, measure=two.of_speech(place), reason="x", at=LATER)
    as_(client, boss)
    assert values(page(client, "document_issue", two.speech.pk), "data-along") == [str(item.pk)]
    assert client.post(reverse("web:document_issue", args=[two.speech.pk])).status_code == 302
    item.refresh_from_db()
    assert item.number == "2026-0001"


@pytest.mark.parametrize("name", ["supervisor", "auditor", "officer", "leader"])
def test_whoever_sees_the_item_sees_all_its_sources(client: Client, two: Two, name: str) -> None:  # noqa: F811
    item = two.issued()
    two.same()
    as_(client, two.county.person(name))
    html = page(client, "item", item.pk)
    assert values(html, "data-further-source") == [str(two.of_speech(0).pk)]
    assert SPEECH[0] in html and "讲话" in html and PLAN[0] in html
    linked = reverse("web:measure", args=[two.of_speech(0).pk]) in html
    assert linked == (name in ("supervisor", "auditor"))


def test_bulk_confirming_leaves_out_what_is_likely_elsewhere(client: Client, two: Two) -> None:  # noqa: F811
    Measure.objects.filter(document=two.speech).update(
        found={
            "owners": [{"name": "农业农村局", "role": "resp"}],
            "deadlines": [{"text": "三月底", "date": "2026-03-31"}],
        }
    )
    html = page(as_(client, two.county.supervisor), "document_confirm", two.speech.pk)
    offered = [tag["value"] for tag in tags(html, "name") if tag["name"] == "measure"]
    assert [value.split(":")[0] for value in offered] == [str(two.of_speech(2).pk)]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_cost_does_not_grow_with_the_pairs(client: Client, county: County) -> None:
    names = ("校园食堂", "乡镇卫生院", "养老机构", "燃气管网", "农贸市场", "客运车站")
    quotes = [f"要对全县{name}开展一次拉网式排查，建立台账。" for name in names]
    first = (
        store(county, quotes[:2], "计划一"),
        store(county, [f"抓紧{quote}" for quote in quotes[:2]], "讲话一"),
    )
    as_(client, county.supervisor)
    addresses = [
        [reverse(f"web:{name}", args=[document.pk]) for name in ("document", "document_duplicates")]
        for document in (first[1], None)
        if document
    ]
    before = [queries(client, address) for address in addresses[0]]
    store(county, quotes[2:], "计划二")
    more = store(county, [f"继续{quote}" for quote in quotes], "讲话二")
    after = [
        queries(client, reverse(f"web:{name}", args=[more.pk]))
        for name in ("document", "document_duplicates")
    ]
    assert LikelyPair.objects.count() >= 6
    assert after == before


def test_the_ledger_and_the_versions_know_an_answered_sentence(client: Client, two: Two) -> None:  # noqa: F811
    two.issued()
    two.same()
    as_(client, two.county.officer)
    ledger = client.get(f"{reverse('web:ledger')}?document={two.speech.pk}").content.decode()
    assert "2026-0001" in ledger and f'<option value="{two.speech.pk}" selected>讲话' in ledger
    new = store(two.county, ["要做好值班。", *SPEECH], "讲话（修订）", replaces=two.speech, at=LATER)
    html = page(as_(client, two.county.supervisor), "document_versions", new.pk)
    row = next(
        tag for tag in tags(html, "data-pair") if tag["data-pair"].startswith(f"{two.of_speech(0).pk}-")
    )
    assert row["data-status"] == "open" and "2026-0001" in html and "Cancel the item" not in html
    answer = send(client, "document_carry", new, {"pair": row["data-pair"]})  # type: ignore[arg-type]
    assert answer.status_code == 302 and new.measures.get(quote=SPEECH[0]).state == "answered"


def test_an_issued_document_asks_nothing(client: Client, two: Two) -> None:  # noqa: F811
    boss = two.county.supervisor
    two.issued()
    answer_same(user=boss, measure=two.of_speech(0), other=two.of_plan(0), at=LATER)
    for place in (1, 2):
        dismiss_measure(user=boss, measure=two.of_speech(place), reason="x", at=LATER)
    issue_document(user=boss, document=two.speech, at=LATER)
    as_(client, boss)
    html = page(client, "document_duplicates", two.speech.pk)
    assert "data-likely" not in html and values(html, "data-answered") == [str(two.of_speech(0).pk)]
    assert send(client, "measure_same", two.of_speech(0), {"other": two.of_plan(0).pk}).status_code == 409
