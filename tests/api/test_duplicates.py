"""The same task in two documents, through the API."""

from tasks_app.documents.models import LikelyPair
from tasks_app.work.services import issue_document
from tests.api.conftest import Caller
from tests.factories import AT
from tests.personas import County
from tests.work.test_duplicates import PLAN, SPEECH, Two, two  # noqa: F401 - a fixture

API = "/api/v1"


def test_listed_answered_and_undone(two: Two, call: Caller) -> None:  # noqa: F811
    item = two.issued()
    client = call(two.county.supervisor)
    url = f"{API}/measures/{two.of_speech(0).pk}/"
    (row,) = client.get(f"{API}/documents/{two.speech.pk}/duplicates/").data
    assert [row] == client.get(url + "duplicates/").data
    assert (row["measure"], row["quote"]) == (two.of_speech(0).pk, SPEECH[0])
    assert row["other"] == {
        "id": two.of_plan(0).pk,
        "document": two.plan.pk,
        "document_title": "年度计划",
        "quote": PLAN[0],
        "state": "confirmed",
    }
    assert (row["item"]["number"], row["running"], row["different"]) == ("2026-0001", True, False)
    assert 0.5 <= row["score"] <= 1.0

    refused = client.post(url + "same/", {"other": row["other"]["id"], "take_units": True}, format="json")
    assert (refused.status_code, refused.data["code"]) == (400, "work.running_keeps")
    stale = client.post(url + "same/", {"other": row["other"]["id"], "version": "x"}, format="json")
    assert (stale.status_code, stale.data["code"]) == (409, "work.duplicate_changed")
    unknown = client.post(url + "same/", {"other": 999_999}, format="json")
    assert unknown.status_code == 400 and unknown.data["fields"]["other"]

    body = {"other": row["other"]["id"], "version": row["version"]}
    done = client.post(url + "same/", body, format="json")
    assert (done.status_code, done.data["number"]) == (200, "2026-0001")
    measure = client.get(url).data
    assert (measure["state"], measure["item"], measure["answered_by"]["id"]) == ("answered", None, item.pk)
    document = client.get(f"{API}/documents/{two.speech.pk}/").data
    assert (document["answered_count"], document["undecided_count"]) == (1, 2)
    sources = client.get(f"{API}/items/{item.pk}/").data["sources"]
    assert [(source["document_title"], source["quote"]) for source in sources] == [
        ("年度计划", PLAN[0]),
        ("讲话", SPEECH[0]),
    ]
    for name in ("items", "assignments"):
        for document_id in (two.plan.pk, two.speech.pk):
            assert client.get(f"{API}/{name}/?document={document_id}").data["count"] == 1
    assert client.post(url + "same/", body, format="json").status_code == 409

    assert client.post(url + "reset/").data["state"] == "undecided"
    assert len(client.get(f"{API}/items/{item.pk}/").data["sources"]) == 1


def test_different_and_asked_again(two: Two, call: Caller) -> None:  # noqa: F811
    client = call(two.county.supervisor)
    url = f"{API}/measures/{two.of_speech(1).pk}/"
    other = two.of_plan(1).pk
    (row,) = client.post(url + "different/", {"other": other}, format="json").data
    assert row["different"] is True
    assert LikelyPair.objects.get(different_at__isnull=False).different_by == two.county.supervisor
    listed = client.get(f"{API}/documents/{two.speech.pk}/duplicates/").data
    assert [entry["different"] for entry in listed] == [False, True]
    assert client.post(url + "same/", {"other": other}, format="json").status_code == 409
    (row,) = client.post(url + "different/", {"other": other, "different": False}, format="json").data
    assert row["different"] is False


def test_the_unit_reads_all_sources_of_its_item(two: Two, call: Caller) -> None:  # noqa: F811
    item = two.confirmed(0)
    two.same()
    county: County = two.county
    for place in (1, 2):
        call(county.supervisor).post(
            f"{API}/measures/{two.of_speech(place).pk}/dismiss/", {"reason": "x"}, format="json"
        )
    issue_document(user=county.supervisor, document=two.speech, at=AT)
    sources = call(county.officer).get(f"{API}/items/{item.pk}/").data["sources"]
    assert [source["quote"] for source in sources] == [PLAN[0], SPEECH[0]]
    assert call(county.officer).get(f"{API}/measures/{two.of_speech(0).pk}/").status_code == 404
