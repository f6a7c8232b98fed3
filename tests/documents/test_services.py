"""Import and measures: once, unchanged, all or nothing."""

import datetime as dt
from typing import Any

import pytest

from tasks_app.audit.models import Event
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents import services
from tasks_app.documents.models import Measure, OutlineNode, SourceDocument
from tasks_app.documents.services import decide_measure, import_document, mark_measure
from tests.factories import AT, PLAIN_TEXT, SENTENCES, document_with_measures, make_document
from tests.personas import County

TEXT = """关于做好防汛工作的通知
一、压实责任
（一）各乡镇要落实包保责任，6月底前完成隐患排查。
（二）县水利局要每月调度一次。
二、强化保障
财政局要会同应急局保障经费。
"""


def test_what_is_imported_stays_as_it_was_and_every_span_is_its_quote(county: County) -> None:
    document = make_document(
        supervisor=county.supervisor,
        text=TEXT,
        title=" 防汛 \n 通知 ",
        issued_on=dt.date(2026, 5, 1),
        file_name="../secret/通知.txt",
        file_bytes=TEXT.encode(),
    )
    document.refresh_from_db()
    assert (document.text, document.title, document.state) == (TEXT, "防汛 通知", "review")
    with document.file.open() as stored:
        assert stored.read() == TEXT.encode()
    assert "secret" not in document.file.name
    measures = list(document.measures.all())
    assert len(measures) >= 3
    assert all(row.quote == TEXT[row.start : row.end] and row.state == "undecided" for row in measures)
    assert "2026-06-30" in {entry["date"] for row in measures for entry in row.found["deadlines"]}
    covered = sorted((start, end) for start, end, _label, _rule in document.segments)
    assert all(end <= start for (_s, end), (start, _e) in zip(covered, covered[1:], strict=False))  # noqa: RUF007
    nodes = list(document.nodes.all())
    assert nodes and all(node.parent is None or node.parent.level < node.level for node in nodes)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"title": "  "}, "documents.title_missing"),
    ({"text": " \n\t　"}, "documents.empty"),
]


@pytest.mark.parametrize(("change", "code"), BAD)
def test_an_import_that_cannot_stand_is_refused(county: County, change: dict[str, Any], code: str) -> None:
    given = {"title": "通知", "text": TEXT} | change
    with pytest.raises(Invalid) as error:
        import_document(user=county.supervisor, at=AT, **given)
    assert error.value.code == code and error.value.fields
    assert not SourceDocument.objects.exists()


def test_a_text_that_is_too_long_is_refused_by_bytes(county: County, settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES = len(TEXT.encode()) - 1
    with pytest.raises(Invalid) as error:
        make_document(supervisor=county.supervisor, text=TEXT)
    assert error.value.code == "documents.too_long"
    settings.DOCUMENT_MAX_BYTES += 1
    make_document(supervisor=county.supervisor, text=TEXT)


def test_the_same_text_twice_names_the_first(county: County) -> None:
    make_document(supervisor=county.supervisor, text=TEXT, title="First")
    with pytest.raises(Conflict) as error:
        make_document(supervisor=county.supervisor, text=TEXT, title="Second")
    assert error.value.code == "documents.twice"
    assert "First" in error.value.message


def test_a_text_without_any_order_is_imported_with_no_measure(county: County) -> None:
    document = make_document(supervisor=county.supervisor, text="今天天气很好。")
    assert document.measures.count() == 0


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_imports_and_marks(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        make_document(supervisor=county.person(who))
    document, _measures = document_with_measures(supervisor=county.supervisor)
    with pytest.raises(NotAllowed):
        mark_measure(user=county.person(who), document=document, start=0, end=4, at=AT)


def test_an_import_that_fails_half_way_leaves_nothing(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Exception):
        pass

    def fail(**_given: Any) -> None:
        raise Broken

    events = Event.objects.count()
    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(Broken):
        make_document(supervisor=county.supervisor, text=TEXT)
    for model in (SourceDocument, OutlineNode, Measure):
        assert not model.objects.exists()
    assert Event.objects.count() == events


def test_a_marked_sentence_is_a_measure_without_blanks_at_its_ends(county: County) -> None:
    document, _measures = document_with_measures(supervisor=county.supervisor, sentences=())
    start = PLAIN_TEXT.index(SENTENCES[0]) - 1
    measure = mark_measure(
        user=county.supervisor, document=document, start=start, end=start + len(SENTENCES[0]) + 2, at=AT
    )
    assert (measure.quote, measure.origin, measure.state) == (SENTENCES[0], "marked", "undecided")
    assert PLAIN_TEXT[measure.start : measure.end] == measure.quote
    assert Event.objects.filter(action="measure.marked").exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (-1, 5, "documents.span_outside"),
        (5, 5, "documents.span_outside"),
        (8, 3, "documents.span_outside"),
        (0, 10_000, "documents.span_outside"),
        (5, 6, "documents.span_blank"),
        (0, len(PLAIN_TEXT), "documents.span_taken"),
    ],
)
def test_a_selection_that_cannot_be_a_measure_is_refused(
    county: County, start: int, end: int, code: str
) -> None:
    document, measures = document_with_measures(supervisor=county.supervisor)
    with pytest.raises(Invalid) as error:
        mark_measure(user=county.supervisor, document=document, start=start, end=end, at=AT)
    assert error.value.code == code
    assert document.measures.count() == len(measures)


def test_after_the_issue_nothing_is_marked_or_decided(county: County) -> None:
    document, (measure, _other) = document_with_measures(supervisor=county.supervisor)
    SourceDocument.objects.update(state="issued")
    with pytest.raises(Conflict):
        mark_measure(user=county.supervisor, document=document, start=0, end=4, at=AT)
    with pytest.raises(Conflict):
        decide_measure(user=county.supervisor, measure=measure, state="confirmed", at=AT)
