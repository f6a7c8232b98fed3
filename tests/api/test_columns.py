"""The columns of tables through the API."""

from typing import Any

import pytest

from tasks_app.documents.models import ColumnWord
from tests.api.conftest import Caller
from tests.documents.test_columns import ODD, ROLES, START, odd, rows
from tests.personas import County


def imported(client: Any, **more: Any) -> Any:
    return client.post("/api/v1/documents/", {"title": "表", "text": ODD, **more}, format="json")


def test_the_import_lists_what_it_did_not_understand_and_takes_the_answer(
    county: County, call: Caller
) -> None:
    client = call(county.supervisor)
    answer = imported(client)
    assert answer.status_code == 201, answer.data
    (table,) = answer.data["unclear_tables"]
    assert (table["start"], table["header"], table["rows"], table["understood"]) == (START, True, 2, False)
    assert [column["name"] for column in table["columns"]] == ["序号", "干什么", "谁来干", "何时干完"]
    assert table["columns"][1]["samples"] == ["修缮校舍12间", "疏浚沟渠"]
    url = f"/api/v1/documents/{answer.data['id']}/columns/"
    saved = client.post(url, {"tables": [{"start": START, "roles": list(ROLES)}]}, format="json")
    assert saved.status_code == 200, saved.data
    assert saved.data["tasks"] == 2 and saved.data["remembered"] == ["干什么", "谁来干", "何时干完"]
    assert [table["understood"] for table in saved.data["tables"]] == [True]
    measures = client.get(f"/api/v1/measures/?document={answer.data['id']}").data["results"]
    assert [row["found"]["owners"][0]["role"] for row in measures if row["rule"] == "table.row"] == [
        "lead",
        "lead",
    ]
    assert imported(client, text=ODD + "完。\n", title="二").data["unclear_tables"] == []


def test_the_import_takes_names_for_this_document(county: County, call: Caller) -> None:
    words = {"干什么": "task", "谁来干": "lead", "何时干完": "deadline"}
    answer = imported(call(county.supervisor), columns=words)
    assert answer.status_code == 201 and answer.data["unclear_tables"] == []
    assert not ColumnWord.objects.exists()
    refused = imported(call(county.supervisor), columns={"干什么": "boss"}, text=ODD + "完。\n")
    assert (refused.status_code, refused.data["code"]) == (400, "documents.column_role")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"tables": [{"start": START, "roles": ["number", "task", "task", "deadline"]}]},
            "documents.two_task_columns",
        ),
        (
            {"tables": [{"start": START, "roles": ["number", "lead", "co", "deadline"]}]},
            "documents.no_task_column",
        ),
        ({"tables": [{"start": START, "roles": ["boss"] * 4}]}, "documents.column_role"),
        ({"tables": [{"start": START, "roles": ["task"]}]}, "documents.columns_count"),
        ({"tables": [{"start": 1, "roles": ["task"]}]}, "documents.no_such_table"),
        ({"tables": []}, None),
        ({}, None),
        ({"tables": [{"start": -1, "roles": []}]}, None),
    ],
)
def test_what_cannot_stand_is_refused(
    county: County, call: Caller, body: dict[str, Any], code: str | None
) -> None:
    document = odd(county)
    answer = call(county.supervisor).post(f"/api/v1/documents/{document.pk}/columns/", body, format="json")
    assert answer.status_code == 400
    assert code is None or answer.data["code"] == code


def test_who_may(county: County, call: Caller) -> None:
    document = odd(county)
    url = f"/api/v1/documents/{document.pk}/columns/"
    body = {"tables": [{"start": START, "roles": list(ROLES)}], "remember": False}
    assert call(county.officer).get(url).status_code == 404
    assert call(county.auditor).get(url).data[0]["start"] == START
    assert call(county.auditor).post(url, body, format="json").status_code == 403
    assert call(county.supervisor).post(url, body, format="json").data["remembered"] == []
    assert len(rows(document)) == 2
