"""What somebody says about the columns of a document's tables, and the names that the office remembers."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.core.errors import Conflict, DomainError, Invalid, NotAllowed
from tasks_app.documents.column_words import (
    add_column_word,
    change_column_word,
    columns_in_force,
    remember_column,
)
from tasks_app.documents.columns import asking, read_tables, set_columns, tables_of
from tasks_app.documents.decompose import COLUMN_ROLES, TableGiven
from tasks_app.documents.models import ColumnRole, ColumnWord, MeasureSign, SourceDocument
from tasks_app.documents.services import decide_measure, mark_measure
from tasks_app.work.proposals import propose
from tests.factories import AT, make_document
from tests.personas import PERSONAS, County

# Of these four names only the first is a usual one.
ODD = (
    "一、春季工作\n县农业农村局要在4月底前制定方案。\n"
    "序号\t干什么\t谁来干\t何时干完\n1\t修缮校舍12间\t县财政局\t6月底前\n2\t疏浚沟渠\t县农业农村局\t9月底前\n"
    "各单位要认真落实。\n"
)
START = ODD.index("序号")
ROLES = ("number", "task", "lead", "deadline")
HEADERLESS = "1\t修缮校舍12间\t县财政局\t6月底前\n2\t疏浚沟渠\t县农业农村局\t9月底前\n"


def odd(county: County, **more: Any) -> SourceDocument:
    return make_document(supervisor=county.supervisor, text=more.pop("text", ODD), **more)


def say(
    county: County, document: SourceDocument, roles: Any = ROLES, *, header: bool = True, **more: Any
) -> Any:
    more.setdefault("remember", True)
    more.setdefault("user", county.supervisor)
    start = more.pop("start", tables_of(document)[0].start)
    return set_columns(document=document, tables=[TableGiven(start, header, tuple(roles))], at=AT, **more)


def rows(document: SourceDocument) -> list[tuple[str, dict[str, str]]]:
    """(title, {owner: role}) of the rows of tables."""
    return [
        (propose(row).title, {entry["name"]: entry["role"] for entry in row.found["owners"]})
        for row in document.measures.order_by("start")
        if row.rule.startswith("table.")
    ]


def test_the_roles_of_the_engine_are_those_that_a_person_can_choose() -> None:
    assert set(ColumnRole.values) == set(COLUMN_ROLES)


# --- one document ----------------------------------------------------------------------------------------------------
def test_a_sentence_stands_in_the_index_of_likely_duplicates_once_however_often_columns_are_said(
    county: County,
) -> None:
    document = odd(county)
    say(county, document)
    say(county, document, ("number", "task", "ignore", "deadline"))
    entries = list(MeasureSign.objects.values_list("code", "measure"))
    assert len(entries) == len(set(entries))
    assert {measure for _code, measure in entries} == set(document.measures.values_list("pk", flat=True))


def test_saying_what_the_columns_mean_reads_the_table_anew_and_leaves_the_rest(county: County) -> None:
    document = odd(county)
    assert [table.start for table in asking(document)] == [START]
    sentence = document.measures.get(quote__contains="制定方案")
    last = document.measures.filter(quote__contains="认真落实").count()
    applied = say(county, document)
    document.refresh_from_db()
    assert (applied.tasks, applied.remembered) == (2, ("干什么", "谁来干", "何时干完"))
    assert rows(document) == [("修缮校舍12间", {"县财政局": "lead"}), ("疏浚沟渠", {"县农业农村局": "lead"})]
    assert document.measures.get(pk=sentence.pk).quote == sentence.quote
    assert document.measures.filter(quote__contains="认真落实").count() == last
    assert asking(document) == ()
    covered = sum(end - start for start, end, _label, _rule in document.segments)
    assert covered >= len("".join(document.text.split())), "nothing is lost"
    assert document.segments == sorted(document.segments)
    event = Event.objects.get(action="document.columns")
    assert event.after["measures"] == 2 and event.after["remembered"] == ["干什么", "谁来干", "何时干完"]
    verify()


def test_a_row_that_stays_the_same_row_keeps_its_number(county: County) -> None:
    document = odd(county)
    before = {row.start: row.pk for row in document.measures.all() if row.rule.startswith("table.")}
    say(county, document)
    assert before and {row.start: row.pk for row in document.measures.filter(start__in=before)} == before


def test_a_table_without_header_takes_roles_by_position_and_remembers_nothing(county: County) -> None:
    document = odd(county, text=HEADERLESS)
    applied = say(county, document, ("number", "task", "co", "ignore"), header=False)
    assert (applied.tasks, applied.remembered) == (2, ())
    assert rows(document)[1] == ("疏浚沟渠", {"县农业农村局": "co"})
    assert not ColumnWord.objects.exists()


def test_a_table_that_holds_no_tasks_loses_them_and_teaches_only_unknown_names(county: County) -> None:
    document = odd(county)
    applied = say(county, document, ["ignore"] * 4)
    assert applied.tasks == 0 and rows(document) == []
    assert dict(ColumnWord.objects.values_list("name", "role")) == {
        "干什么": "ignore", "谁来干": "ignore", "何时干完": "ignore",
    }  # fmt: skip


def test_what_was_said_can_be_changed_while_nothing_is_decided(county: County) -> None:
    document = odd(county)
    say(county, document, ["ignore"] * 4)
    document.refresh_from_db()
    say(county, document)
    document.refresh_from_db()
    assert len(rows(document)) == 2
    assert dict(ColumnWord.objects.values_list("name", "role"))["干什么"] == "task"
    assert {table["roles"][1] for table in document.columns["tables"].values()} == {"task"}


def test_without_remembering_only_this_document_knows(county: County) -> None:
    document = odd(county)
    assert say(county, document, remember=False).remembered == ()
    document.refresh_from_db()
    assert len(rows(document)) == 2 and not ColumnWord.objects.exists() and asking(document) == ()
    other = odd(county, text=ODD.replace("校舍", "村道"), title="二")
    assert len(asking(other)) == 1


def test_a_sentence_that_somebody_marked_stays_where_no_row_covers_it(county: County) -> None:
    text = ODD.replace("2\t疏浚", "防汛工作专班\n2\t疏浚")
    document = odd(county, text=text)
    at = text.index("防汛工作专班")
    marked = mark_measure(user=county.supervisor, document=document, start=at, end=at + 6, at=AT)
    say(county, document)
    assert document.measures.filter(pk=marked.pk).exists()
    assert len(rows(document)) == 2


def test_a_decided_sentence_of_the_table_stops_it_and_one_outside_does_not(county: County) -> None:
    document = odd(county)
    outside = document.measures.get(quote__contains="制定方案")
    decide_measure(user=county.supervisor, measure=outside, state="dismissed", reason="x", at=AT)
    say(county, document)
    document.refresh_from_db()
    inside = document.measures.filter(rule="table.row").first()
    assert inside is not None
    decide_measure(user=county.supervisor, measure=inside, state="dismissed", reason="x", at=AT)
    before = list(document.measures.values_list("pk", "state"))
    with pytest.raises(Conflict) as caught:
        say(county, document, ["ignore"] * 4)
    assert caught.value.code == "documents.columns_decided" and "修缮" in caught.value.message
    assert list(document.measures.values_list("pk", "state")) == before


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "two tasks": (("number", "task", "task", "deadline"), "documents.two_task_columns"),
    "no task": (("number", "ignore", "lead", "deadline"), "documents.no_task_column"),
    "unknown role": (("number", "task", "boss", "deadline"), "documents.column_role"),
    "too few": (("number", "task"), "documents.columns_count"),
    "too many": ((*ROLES, "ignore"), "documents.columns_count"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_stand_is_refused_and_changes_nothing(county: County, name: str) -> None:
    roles, code = BAD[name]
    document = odd(county)
    before = list(document.measures.values_list("pk", flat=True))
    with pytest.raises(Invalid) as caught:
        say(county, document, roles)
    assert caught.value.code == code and caught.value.fields
    assert list(document.measures.values_list("pk", flat=True)) == before
    assert not ColumnWord.objects.exists()


def test_a_table_that_is_not_there_is_refused(county: County) -> None:
    with pytest.raises(Invalid) as caught:
        say(county, odd(county), start=1)
    assert caught.value.code == "documents.no_such_table"


@pytest.mark.parametrize("name", [name for name in PERSONAS if name != "supervisor"])
def test_only_a_supervisor_says_what_columns_mean(county: County, name: str) -> None:
    document = odd(county)
    with pytest.raises(NotAllowed):
        say(county, document, user=county.person(name))
    with pytest.raises(NotAllowed):
        remember_column(user=county.person(name), name="谁来干", role="lead", at=AT)
    assert not ColumnWord.objects.exists()


def test_a_version_that_was_replaced_is_left_alone(county: County) -> None:
    document = odd(county)
    odd(county, text=ODD + "完。\n", title="二", replaces=document)
    with pytest.raises(Conflict):
        say(county, document)


def test_looking_ahead_stores_nothing(county: County) -> None:
    document = odd(county)
    before = list(document.measures.values())
    reading = read_tables(document, [TableGiven(START, True, ROLES)])
    assert (reading.tasks, reading.counts) == (2, {START: 2})
    assert read_tables(document, [TableGiven(START, True, ("ignore",) * 4)]).tasks == 0
    assert list(document.measures.values()) == before


# --- names that are remembered ---------------------------------------------------------------------------------------
def test_a_remembered_name_holds_for_the_next_import_and_not_for_what_is_stored(county: County) -> None:
    say(county, odd(county))
    text = "序 号\t干什么\t谁来干：\t何时干完\n1\t植树造林\t县财政局\t10月底前\n"
    other = odd(county, text=text, title="二")
    assert asking(other) == ()
    assert rows(other) == [("植树造林", {"县财政局": "lead"})]


def test_a_name_is_kept_once_whatever_its_blanks(county: County) -> None:
    word = remember_column(user=county.supervisor, name="谁来干", role="lead", at=AT)
    again = remember_column(user=county.supervisor, name=" 谁 来干： ", role="co", at=AT)
    assert again.pk == word.pk and again.role == "co" and ColumnWord.objects.count() == 1
    with pytest.raises(Invalid) as caught:
        add_column_word(user=county.supervisor, name="谁来 干", role="lead", at=AT)
    assert "name" in caught.value.fields
    assert [event.action for event in Event.objects.filter(object_type="documents.columnword").order_by("sequence")] == [
        "column_word.created", "column_word.changed",
    ]  # fmt: skip


def test_a_name_that_is_switched_off_says_nothing_until_it_is_said_again(county: County) -> None:
    word = remember_column(user=county.supervisor, name="谁来干", role="lead", at=AT)
    change_column_word(user=county.supervisor, word=word, at=AT, enabled=False)
    assert columns_in_force().words == ()
    remember_column(user=county.supervisor, name="谁来干", role="lead", at=AT)
    assert columns_in_force().words == (("谁来干", "lead"),)


@pytest.mark.parametrize(
    ("name", "role"), [("", "task"), ("——", "task"), ("长" * 81, "task"), ("干什么", "boss")]
)
def test_a_name_that_cannot_stand_is_refused(county: County, name: str, role: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_column_word(user=county.supervisor, name=name, role=role, at=AT)
    assert {"name", "role"} & set(caught.value.fields)


def test_nothing_is_written_when_nothing_changes(county: County) -> None:
    word = remember_column(user=county.supervisor, name="谁来干", role="lead", at=AT)
    change_column_word(user=county.supervisor, word=word, at=AT, role="lead")
    assert Event.objects.filter(object_type="documents.columnword").count() == 1


def test_the_name_of_a_built_in_column_can_be_given_another_meaning(county: County) -> None:
    remember_column(user=county.supervisor, name="备注", role="detail", at=AT)
    document = odd(county, text="工作任务\t责任单位\t备注\n清淤\t县财政局\t年底前完成3公里\n")
    (measure,) = document.measures.all()
    assert [entry["date"] for entry in measure.found["deadlines"]] == [None]  # no date of the document
    assert any("3公里" in entry["text"] for entry in measure.found["targets"])


# --- commands --------------------------------------------------------------------------------------------------------
def run(command: str, path: Path, *arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(command, str(path), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "表.txt"
    path.write_text(ODD, encoding="utf-8")
    return path


WORDS = ("--column", "干什么=task", "--column", "谁来干=lead", "--column", "何时干完=deadline")


def test_import_names_the_unknown_columns_with_advice(county: County, file: Path) -> None:
    out, err = run("import_document", file, "--title", "表")
    document = SourceDocument.objects.get(pk=int(out))
    assert all(
        name in err
        for name in ("干什么", "谁来干", "何时干完", "--column", f"/documents/{document.pk}/columns/")
    )


def test_import_takes_what_columns_mean_for_this_document(county: County, file: Path) -> None:
    out, err = run("import_document", file, "--title", "表", *WORDS)
    document = SourceDocument.objects.get(pk=int(out))
    assert rows(document)[0] == ("修缮校舍12间", {"县财政局": "lead"})
    assert "--column" not in err and not ColumnWord.objects.exists()
    assert asking(document) == (), "known for this document later on, too"


def test_import_remembers_when_told_to(county: County, file: Path) -> None:
    run("import_document", file, "--title", "表", *WORDS, "--remember")
    assert dict(ColumnWord.objects.values_list("name", "role")) == {
        "干什么": "task", "谁来干": "lead", "何时干完": "deadline",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["干什么", "干什么=boss", "=task", "——=task"])
@pytest.mark.parametrize("command", ["import_document", "decompose"])
def test_a_column_that_is_not_understood_is_refused(db: None, file: Path, command: str, value: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(command, file, "--column", value)
    assert "HEADER=role" in str(caught.value) or "列名=role" in str(caught.value)


def test_decompose_takes_columns_and_names_unknown_ones_beside_its_result(file: Path) -> None:
    out, err = run("decompose", file)
    assert "谁来干" in err and "牵头：县财政局" not in out
    out, err = run("decompose", file, *WORDS)
    assert "牵头：县财政局" in out and err == ""


def test_import_by_service_refuses_a_meaning_that_does_not_exist(county: County) -> None:
    for columns in ({"干什么": "boss"}, {"": "task"}):
        with pytest.raises(DomainError):
            odd(county, columns=columns)
    assert not SourceDocument.objects.exists()
