"""A document from import to issue, through the API alone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks_app.documents.models import SourceDocument
from tasks_app.work.models import Assignment, WorkItem
from tests.api.conftest import Caller
from tests.factories import PDF, assignment_in, document_with_measures
from tests.personas import County

TEXT = "一、抓好春耕备耕\n农业农村局要在2026年4月30日前完成农资排查。\n财政局要及时拨付资金。\n"


def test_from_text_to_issued_items(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    answer = client.post(
        "/api/v1/documents/",
        {"title": "春耕会议纪要", "kind": "minutes", "issued_on": "2026-03-10", "text": TEXT},
        format="json",
    )
    assert answer.status_code == 201, answer.data
    document = answer.data
    assert document["text"] == TEXT
    url = f"/api/v1/documents/{document['id']}/"
    measures = client.get(f"/api/v1/measures/?document={document['id']}").data["results"]
    assert [TEXT[row["start"] : row["end"]] for row in measures] == [row["quote"] for row in measures]
    assert len(measures) >= 2

    refused = client.post(url + "issue/")
    assert (refused.status_code, refused.data["code"]) == (400, "work.cannot_issue")
    assert len(client.get(url + "problems/").data) == len(measures) == len(refused.data["fields"]["problems"])

    first, *rest = measures
    proposal = client.get(f"/api/v1/measures/{first['id']}/proposal/").data
    assert proposal["title"]
    confirmed = client.post(
        f"/api/v1/measures/{first['id']}/confirm/",
        {"lead": county.bureau.pk, "supports": [county.finance.pk], "eaches": [], "deadline": "2026-04-30"},
        format="json",
    )
    assert confirmed.status_code == 200, confirmed.data
    assert confirmed.data["item"]["title"] == proposal["title"]
    # Confirming again changes only what is given.
    again = client.post(f"/api/v1/measures/{first['id']}/confirm/", {"title": "排查农资"}, format="json")
    assert again.data["item"]["title"] == "排查农资"
    item = WorkItem.objects.get(measure=first["id"])
    assert [(row.unit, row.role) for row in item.assignments.order_by("pk")] == [
        (county.bureau, "lead"),
        (county.finance, "support"),
    ]
    for row in rest:
        answer = client.post(
            f"/api/v1/measures/{row['id']}/dismiss/", {"reason": "原则性要求"}, format="json"
        )
        assert (answer.status_code, answer.data["state"]) == (200, "dismissed")
    issued = client.post(url + "issue/")
    assert issued.status_code == 200, issued.data
    assert [row["number"] for row in issued.data] == ["2026-0001"]
    assert client.get(url).data["state"] == "issued"
    assert client.post(url + "issue/").status_code == 409
    assert client.post(f"/api/v1/measures/{first['id']}/reset/").status_code == 409
    mine = call(county.officer).get("/api/v1/assignments/").data["results"]
    assert [row["item"]["title"] for row in mine] == ["排查农资"]


def test_from_a_file(county: County, call: Caller) -> None:
    file = SimpleUploadedFile("纪要.txt", TEXT.encode("gb18030"))
    answer = call(county.supervisor).post(
        "/api/v1/documents/", {"title": "纪要", "file": file}, format="multipart"
    )
    assert answer.status_code == 201, answer.data
    assert answer.data["text"] == TEXT
    assert answer.data["file_name"] == "纪要.txt"


def test_a_corrected_version_takes_over_what_is_left_out(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    first = {"title": "春耕会议纪要", "kind": "minutes", "issued_on": "2026-03-10", "text": TEXT}
    earlier = client.post("/api/v1/documents/", first, format="json").data["id"]
    corrected = {"replaces": earlier, "text": TEXT.replace("4月30日", "5月10日")}
    answer = client.post("/api/v1/documents/", corrected, format="json")
    assert answer.status_code == 201, answer.data
    assert {name: answer.data[name] for name in ("title", "kind", "issued_on", "replaces")} == {
        "title": "春耕会议纪要",
        "kind": "minutes",
        "issued_on": "2026-03-10",
        "replaces": earlier,
    }
    # The rules are those of the page: only the newest version is corrected, and by a supervisor.
    again = client.post("/api/v1/documents/", {"replaces": earlier, "text": "另一个版本。"}, format="json")
    assert (again.status_code, again.data["code"]) == (409, "documents.replaced")
    unknown = client.post("/api/v1/documents/", {"replaces": 999, "text": "另一个版本。"}, format="json")
    assert unknown.status_code == 400 and unknown.data["fields"]["replaces"]
    newest = answer.data["id"]
    body = {"replaces": newest, "title": "x", "text": "另一个版本。"}
    assert call(county.auditor).post("/api/v1/documents/", body, format="json").status_code == 403
    assert call(county.officer).post("/api/v1/documents/", body, format="json").status_code == 400
    assert SourceDocument.objects.count() == 2


BAD: dict[str, tuple[dict[str, Any], int]] = {
    "empty text": ({"title": "x", "text": "  \n"}, 400),
    "neither": ({"title": "x"}, 400),
    "no title": ({"title": " ", "text": TEXT}, 400),
    "no such date": ({"title": "x", "text": TEXT, "issued_on": "2026-02-30"}, 400),
    "no such kind": ({"title": "x", "text": TEXT, "kind": "poem"}, 400),
    "empty file": ({"title": "x", "file": SimpleUploadedFile("a.txt", b"")}, 400),
    "zip of something": ({"title": "x", "file": SimpleUploadedFile("a.docx", b"PK\x03\x04nonsense")}, 400),
    "both": ({"title": "x", "text": TEXT, "file": SimpleUploadedFile("a.txt", TEXT.encode())}, 400),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_clear_error_and_imports_nothing(county: County, call: Caller, name: str) -> None:
    body, status = BAD[name]
    answer = call(county.supervisor).post("/api/v1/documents/", body, format="multipart")
    assert answer.status_code == status, answer.data
    assert set(answer.data) == {"code", "detail", "fields"} and answer.data["fields"]
    assert not SourceDocument.objects.exists()


def test_a_file_that_is_too_large(county: County, call: Caller, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = 1000
    file = SimpleUploadedFile("a.txt", b"x" * 1001)
    answer = call(county.supervisor).post(
        "/api/v1/documents/", {"title": "x", "file": file}, format="multipart"
    )
    assert (answer.status_code, answer.data["code"]) == (400, "documents.file_too_large")


def test_the_same_text_twice_is_a_conflict(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    assert client.post("/api/v1/documents/", {"title": "x", "text": TEXT}, format="json").status_code == 201
    answer = client.post("/api/v1/documents/", {"title": "y", "text": TEXT}, format="json")
    assert (answer.status_code, answer.data["code"]) == (409, "documents.twice")


def test_dismissing_needs_a_reason(county: County, call: Caller) -> None:
    _document, measures = document_with_measures(supervisor=county.supervisor)
    answer = call(county.supervisor).post(f"/api/v1/measures/{measures[0].pk}/dismiss/", {}, format="json")
    assert (answer.status_code, answer.data["code"]) == (400, "work.reason_missing")


def test_deadline_and_long_term_exclude_each_other(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    body: dict[str, Any] = {"title": "电话交办", "lead": county.bureau.pk, "deadline": "2026-05-01"}
    item = client.post("/api/v1/items/", body, format="json").data
    url = f"/api/v1/items/{item['id']}/"
    changed = client.patch(url, {"long_term": True}, format="json").data
    assert (changed["deadline"], changed["long_term"]) == (None, True)
    both = client.patch(url, {"long_term": True, "deadline": "2026-05-01"}, format="json")
    assert (both.status_code, both.data["code"]) == (400, "work.deadline_and_long_term")
    assert client.post(url + "issue/").status_code == 200
    assert client.patch(url, {"title": "x"}, format="json").status_code == 409
    assert Assignment.objects.get(item=item["id"]).state == "issued"


def test_an_item_that_lacks_something_names_it(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    item = client.post("/api/v1/items/", {"title": "电话交办"}, format="json").data
    problems = client.get(f"/api/v1/items/{item['id']}/problems/").data
    assert [row["code"] for row in problems] == ["work.lead_missing", "work.deadline_missing"]


def test_a_report_with_a_file_comes_back_unchanged(county: County, call: Caller) -> None:
    assignment = assignment_in("in_progress", supervisor=county.supervisor, officer=county.officer)
    client = call(county.officer)
    body = {"percent": 70, "text": "已完成。", "files": [SimpleUploadedFile("证明.pdf", PDF)]}
    answer = client.post(f"/api/v1/assignments/{assignment.pk}/report/", body, format="multipart")
    assert answer.status_code == 201, answer.data
    file = client.get(answer.data["evidence"][0]["url"])
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"].startswith("attachment")
    for close in file._resource_closers:
        close()
    assert client.get(f"/api/v1/assignments/{assignment.pk}/").data["percent"] == 70


def test_a_file_that_is_not_what_it_says(county: County, call: Caller) -> None:
    assignment = assignment_in("in_progress", supervisor=county.supervisor, officer=county.officer)
    body = {"percent": 70, "text": "已完成。", "files": [SimpleUploadedFile("a.pdf", b"<html>")]}
    url = f"/api/v1/assignments/{assignment.pk}/report/"
    answer = call(county.officer).post(url, body, format="multipart")
    assert (answer.status_code, answer.data["code"]) == (400, "progress.file_content")
    assert not assignment.reports.exists()


def test_a_measure_is_split_and_merged_again(county: County, call: Caller) -> None:
    _document, (first, second) = document_with_measures(supervisor=county.supervisor)
    client = call(county.supervisor)
    url = f"/api/v1/measures/{first.pk}/"
    before = client.get(url).data
    bad = client.post(url + "split/", {"offset": first.end}, format="json")
    assert (bad.status_code, bad.data["code"]) == (400, "documents.split_outside") and bad.data["fields"]
    answer = client.post(url + "split/", {"offset": first.start + 5}, format="json")
    assert answer.status_code == 200, answer.data
    assert [row["quote"] for row in answer.data] == [first.quote[:5], first.quote[5:]]
    half = f"/api/v1/measures/{answer.data[1]['id']}/"
    assert client.post(half + "merge/").data == before == client.get(url).data
    assert client.get(half).status_code == 404
    client.post(url + "dismiss/", {"reason": "background"}, format="json")
    for refused in (
        client.post(url + "split/", {"offset": first.start + 5}, format="json"),
        client.post(f"/api/v1/measures/{second.pk}/merge/"),
    ):
        assert (refused.status_code, refused.data["code"]) == (409, "documents.measure_decided")
