"""“What do the columns mean?” as the personas meet it in the browser, without scripts."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks_app.documents.models import ColumnWord, SourceDocument
from tasks_app.documents.services import decide_measure
from tests.api.test_documents import TEXT as PROSE
from tests.documents.test_columns import ODD, START, odd, rows
from tests.factories import AT
from tests.personas import County
from tests.web.pages import handlers, tags, values

BUDGET = json.loads((Path(__file__).parent.parent / "query_counts.json").read_text(encoding="utf-8"))


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def address(document: SourceDocument) -> str:
    return reverse("web:document_columns", args=[document.pk])


def form(html: str) -> dict[str, str]:
    """What a browser would send back of the form for the columns."""
    body = html[html.index('id="columns-form"') :]
    sent = {"remember": "1"} if "checked" in body[body.index('name="remember"') :][:60] else {}
    for part in body.split("<select")[1:]:
        name = part.split('name="', 1)[1].split('"', 1)[0]
        chosen = next(option for option in part.split("<option")[1:] if " selected" in option.split(">")[0])
        sent[name] = chosen.split('value="', 1)[1].split('"', 1)[0]
    return sent


ANSWERS = {f"role-{START}-{index}": role for index, role in enumerate(("number", "task", "lead", "deadline"))}


def test_the_import_leads_to_the_question_and_saving_to_the_workbench(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    answer = client.post(
        reverse("web:document_import"),
        {"title": "表", "kind": "division", "text": ODD, "issued_on": "2026-03-01"},
    )
    document = SourceDocument.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(document))
    html = client.get(address(document)).content.decode()
    assert [column["data-mark"] for column in tags(html, "data-mark")] == ["", "guess", "guess", "guess"]
    assert form(html)[f"header-{START}"] == "header" and form(html)["remember"] == "1"
    assert "修缮校舍12间" in html and not handlers(html)
    saved = client.post(address(document), {**form(html), **ANSWERS})
    assert saved["Location"] == reverse("web:document", args=[document.pk])
    assert rows(document) == [("修缮校舍12间", {"县财政局": "lead"}), ("疏浚沟渠", {"县农业农村局": "lead"})]
    assert {"谁来干"} <= set(ColumnWord.objects.values_list("name", flat=True))
    bench = client.get(saved["Location"]).content.decode()
    assert "Remembered for next time" in bench and values(bench, "data-columns") is not None


def test_the_next_import_asks_no_more(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    client.post(address(document), {**ANSWERS, "remember": "1"})
    answer = client.post(
        reverse("web:document_import"), {"title": "表二", "kind": "division", "text": ODD + "完。"}
    )
    assert answer["Location"] == reverse("web:document", args=[SourceDocument.objects.latest("pk").pk])


def test_a_file_with_an_unknown_header_asks_and_prose_does_not(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    file = SimpleUploadedFile("表.csv", "工作任务,谁来干\n清淤,县财政局\n".encode("gb18030"))
    answer = client.post(reverse("web:document_import"), {"title": "表", "kind": "division", "file": file})
    assert answer["Location"].endswith("/columns/")
    answer = client.post(reverse("web:document_import"), {"title": "文", "kind": "notice", "text": PROSE})
    assert not answer["Location"].endswith("/columns/")
    bench = client.get(answer["Location"]).content.decode()
    assert not tags(bench, "data-columns"), "no table, no page for it"


def test_counting_shows_what_would_follow_and_stores_nothing(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    before = list(document.measures.values())
    html = client.get(address(document)).content.decode()
    none = {**form(html), f"header-{START}": "none"}
    counted = client.post(address(document), {**none, "count": "1"}).content.decode()
    assert values(counted, "data-tasks") == ["0"] and form(counted)[f"header-{START}"] == "none"
    live = client.post(reverse("web:document_columns_count", args=[document.pk]), {**form(html), **ANSWERS})
    assert values(live.content.decode(), "data-tasks") == ["2"]
    assert list(document.measures.values()) == before and not ColumnWord.objects.exists()


def test_a_first_row_that_is_data_becomes_a_task(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    sent = {**ANSWERS, f"header-{START}": "data"}
    live = client.post(reverse("web:document_columns_count", args=[document.pk]), sent)
    assert values(live.content.decode(), "data-tasks") == ["3"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({f"role-{START}-2": "task"}, "only one column can be the task"),
        ({f"role-{START}-1": "ignore"}, "no column is the task"),
        ({f"role-{START}-1": "boss"}, "is no meaning of a column"),
    ],
)
def test_what_cannot_stand_is_said_and_the_choices_stay(
    client: Client, county: County, change: dict[str, str], words: str
) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    answer = client.post(address(document), {**ANSWERS, **change})
    html = answer.content.decode()
    assert answer.status_code == 400 and words in html
    assert "checked" not in html[html.index('name="remember"') :][:60], "what was unticked stays so"
    if "boss" not in change.values():
        assert form(html)[f"role-{START}-3"] == "deadline" and form(html).items() >= change.items()


def test_once_a_row_is_decided_the_page_says_how_to_go_on(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    row = next(row for row in document.measures.all() if row.rule.startswith("table."))
    html = client.get(address(document)).content.decode()
    decide_measure(user=county.supervisor, measure=row, state="dismissed", reason="x", at=AT)
    late = client.post(address(document), {**form(html), **ANSWERS})
    assert late.status_code == 409 and "Undo" in late.content.decode()
    page = client.get(address(document)).content.decode()
    assert values(page, "data-decided") == ["1"] and values(page, "data-editable") == ["0"]
    assert not ColumnWord.objects.exists()


def test_the_auditor_looks_and_changes_nothing(client: Client, county: County) -> None:
    document = odd(county)
    as_(client, county.auditor)
    html = client.get(address(document)).content.decode()
    assert values(html, "data-editable") == ["0"] and "hx-post" not in html
    assert client.post(address(document), ANSWERS).status_code == 403
    assert client.post(reverse("web:document_columns_count", args=[document.pk])).status_code == 403
    assert not ColumnWord.objects.exists()


@pytest.mark.parametrize("name", ["leader", "head", "officer", "town_officer", "outsider"])
def test_the_page_is_not_for_everybody(client: Client, county: County, name: str) -> None:
    document = odd(county)
    as_(client, county.person(name))
    assert client.get(address(document)).status_code == 403
    assert client.post(address(document), ANSWERS).status_code == 403


def test_a_document_without_tables_says_so(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county, text=PROSE)
    html = client.get(address(document)).content.decode()
    assert "There is no table" in html and not tags(html, "data-table")


def test_what_a_cell_holds_is_text_on_the_page(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county, text=ODD.replace("修缮校舍12间", "<b>修缮</b>校舍").replace("谁来干", "谁<i>干"))
    html = client.get(address(document)).content.decode()
    assert "<b>修缮" not in html and "谁<i>" not in html and "&lt;b&gt;修缮" in html


def test_the_page_keeps_to_its_budget(client: Client, county: County) -> None:
    as_(client, county.supervisor)
    document = odd(county)
    client.get(address(document))
    with CaptureQueriesContext(connection) as seen:
        client.get(address(document))
    few = len(seen)
    row = "".join(f"{number}\t修缮校舍{number}间\t县财政局\t6月底前\n" for number in range(3, 60))
    many = odd(county, text=ODD.replace("各单位", row + "各单位") + ODD, title="二")
    client.get(address(many))
    with CaptureQueriesContext(connection) as seen:
        client.get(address(many))
    assert len(seen) == few <= BUDGET["documents"]["document_columns"]
