"""Splitting a measure and merging two: spans stay quotes, nothing that was found is lost, each undoes the other."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks_app.audit.models import Event
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.reshaping import merge_measures, split_measure, unmark_measure
from tasks_app.documents.services import mark_measure
from tasks_app.documents.spans import boundaries, distributed, halves, joined
from tasks_app.work import services as work
from tasks_app.work.services import confirm_measure, create_item, dismiss_measure
from tasks_app.work.services.drafts import Owners
from tests.factories import AT, PLAIN_TEXT, document_with_measures, make_document
from tests.personas import County

SENTENCE = "财政局牵头， \n要在2026年6月30日前拨付资金；水利局配合，每月报送一次，完成率达到95%。"
TEXT = f"会议记录。\n一、压实责任\n{SENTENCE}\n二、强化保障\n农业农村局要在四月底前完成排查。\n"


def plain(words: str) -> str:
    """The words as a quote shows them: without the line end behind the comma."""
    return words.replace(" \n", "")


def state_of(measure: Measure) -> dict[str, Any]:
    measure.refresh_from_db()
    names = ("start", "end", "quote", "found", "soft", "kind", "doubt", "rule", "origin", "state", "node_id")
    return {name: getattr(measure, name) for name in names}


def entry(name: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "start": start, "end": end, "rule": "r", **more}


@pytest.fixture
def whole(county: County) -> Measure:
    """SENTENCE as one measure, with what a reader would find in it, and one owner inherited from before it."""
    document, (measure,) = document_with_measures(
        supervisor=county.supervisor, text=TEXT, sentences=(SENTENCE,)
    )
    at = TEXT.index

    def found(words: str, **more: Any) -> dict[str, Any]:
        return entry(words, at(words), at(words) + len(words), **more)

    measure.found = {
        "owners": [entry("会议", 0, 2, inherited=True), found("财政局"), found("水利局")],
        "deadlines": [found("2026年6月30日前", date="2026-06-30")],
        "cadences": [found("每月")],
        "targets": [found("95%")],
        "references": [],
    }
    measure.doubt, measure.soft = 0.4, True
    measure.quote = plain(SENTENCE)
    measure.save()
    assert document.measures.count() == 1
    return measure


def test_a_split_partitions_the_sentence_and_what_was_found_in_it(county: County, whole: Measure) -> None:
    cut = TEXT.index("水利局")
    first, second = split_measure(user=county.supervisor, measure=whole, at_offset=cut, at=AT)
    assert (first.quote, second.quote) == (
        plain(SENTENCE[: cut - whole.start]),
        SENTENCE[cut - whole.start :],
    )
    for half in (first, second):
        half.refresh_from_db()
        assert plain(TEXT[half.start : half.end]) == half.quote and half.state == "undecided"
        assert (half.doubt, half.soft, half.kind) == (0.4, True, whole.kind)
    names = [[row["name"] for row in half.found["owners"]] for half in (first, second)]
    assert names == [["会议", "财政局"], ["会议", "水利局"]]  # what is inherited holds for both
    assert [len(half.found["deadlines"]) for half in (first, second)] == [1, 0]
    assert [len(half.found["cadences"]) for half in (first, second)] == [0, 1]
    event = Event.objects.get(action="measure.split")
    assert event.before == {"measure": whole.pk, "start": whole.start, "end": whole.end}
    assert [row["measure"] for row in event.after["halves"]] == [first.pk, second.pk]


@pytest.mark.parametrize(
    ("text", "owners", "cut", "expected"),
    [
        # The subject runs on; an enumeration stays together; what stands before another subject does not.
        ("各乡镇要落实责任，加强巡查。", "各乡镇", "加强", "各乡镇"),
        ("各乡镇、各部门要落实责任，加强巡查。", "各乡镇 各部门", "加强", "各乡镇 各部门"),
        ("财政局要拨付资金，水利局要加固堤坝，储备物资。", "财政局 水利局", "储备", "水利局"),
        ("财政局要拨付资金，水利局要加固堤坝。", "财政局 水利局", "水利局", ""),
        ("落实责任，水利局要加固堤坝。", "水利局", "水利局", ""),
    ],
)
def test_the_subject_runs_on_into_a_second_half_without_one(
    county: County, text: str, owners: str, cut: str, expected: str
) -> None:
    _document, (measure,) = document_with_measures(supervisor=county.supervisor, text=text, sentences=(text,))
    names = owners.split()
    measure.found["owners"] = [
        entry(name, text.index(name), text.index(name) + len(name), role="responsible", inherited=False)
        for name in names
    ]
    measure.save()
    before = state_of(measure)
    first, second = split_measure(user=county.supervisor, measure=measure, at_offset=text.index(cut), at=AT)
    inherited = [row["name"] for row in second.found["owners"] if row["inherited"]]
    assert inherited == expected.split()
    assert [row["name"] for row in first.found["owners"]] == [
        name for name in names if text.index(name) < text.index(cut)
    ]
    assert not any(row["inherited"] for row in first.found["owners"])
    merge_measures(user=county.supervisor, measure=second, at=AT)
    assert state_of(measure) == before


def test_a_lead_keeps_its_supporters_when_a_sentence_is_split(county: County) -> None:
    text = "财政局牵头，水利局配合，6月底前完成清算；每月报送一次。"
    _document, (measure,) = document_with_measures(supervisor=county.supervisor, text=text, sentences=(text,))
    measure.found["owners"] = [
        entry("财政局", 0, 3, role="lead", inherited=False),
        entry("水利局", 6, 9, role="co", inherited=False),
    ]
    measure.save()
    _first, second = split_measure(
        user=county.supervisor, measure=measure, at_offset=text.index("每月"), at=AT
    )
    assert [(row["name"], row["role"], row["inherited"]) for row in second.found["owners"]] == [
        ("财政局", "lead", True),
        ("水利局", "co", True),
    ]


def test_blanks_at_the_cut_belong_to_neither_half(county: County, whole: Measure) -> None:
    for cut in range(TEXT.index(" \n"), TEXT.index(" \n") + 3):
        first, second = split_measure(user=county.supervisor, measure=whole, at_offset=cut, at=AT)
        assert first.quote == "财政局牵头，" and second.quote.startswith("要在")
        merge_measures(user=county.supervisor, measure=second, at=AT)


def test_wherever_a_sentence_is_split_merging_gives_it_back(county: County, whole: Measure) -> None:
    before, done = state_of(whole), 0
    for cut in range(whole.start - 1, whole.end + 2):
        whole.refresh_from_db()
        if halves(TEXT, whole.start, whole.end, cut) is None:
            continue
        first, second = split_measure(user=county.supervisor, measure=whole, at_offset=cut, at=AT)
        assert first.end <= second.start and TEXT[first.end : second.start].strip() == ""
        merged = merge_measures(user=county.supervisor, measure=second, at=AT)
        assert merged.pk == whole.pk and state_of(whole) == before
        done += 1
    assert done == len(SENTENCE) - 3  # everywhere but before "%。" and "。", where signs alone would be left
    assert Measure.objects.count() == 1
    assert Event.objects.filter(action="measure.merged").count() == done


def test_what_the_engine_found_survives_as_well(county: County) -> None:
    text = (
        "一、压实责任。各乡镇要落实责任，6月底前完成隐患排查；农业农村局牵头，财政局配合，每月调度一次，"
        "按照《防汛条例》执行，整改率达到100%。\n二、强化保障。财政局要及时拨付资金，水利局要做好配合。\n"
    )
    document = make_document(supervisor=county.supervisor, text=text, issued_on=dt.date(2026, 3, 1))
    tried = 0
    for measure in list(document.measures.all()):
        before = state_of(measure)
        for cut in boundaries(text, measure.start, measure.end):
            _first, second = split_measure(user=county.supervisor, measure=measure, at_offset=cut, at=AT)
            merge_measures(user=county.supervisor, measure=second, at=AT)
            assert state_of(measure) == before
            tried += 1
    assert tried >= 4


@pytest.mark.parametrize("where", ["start", "end", "before", "behind", "last stop"])
def test_a_cut_that_leaves_a_half_without_words_is_refused(
    county: County, whole: Measure, where: str
) -> None:
    places = {
        "start": whole.start,
        "end": whole.end,
        "before": 0,
        "behind": len(TEXT) + 5,
        "last stop": whole.end - 1,
    }
    with pytest.raises(Invalid) as error:
        split_measure(user=county.supervisor, measure=whole, at_offset=places[where], at=AT)
    assert error.value.code == "documents.split_outside"
    assert Measure.objects.get().quote == plain(SENTENCE)


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_splits_and_merges(county: County, who: str) -> None:
    _document, (first, second) = document_with_measures(supervisor=county.supervisor)
    for service in (work, None):
        split = service.split_measure if service else split_measure
        merge = service.merge_measures if service else merge_measures
        with pytest.raises(NotAllowed):
            split(user=county.person(who), measure=first, at_offset=first.start + 5, at=AT)
        with pytest.raises(NotAllowed):
            merge(user=county.person(who), measure=second, at=AT)
    assert Measure.objects.count() == 2


def test_what_is_decided_is_undone_first(county: County) -> None:
    _document, (first, second) = document_with_measures(supervisor=county.supervisor)
    confirm_measure(
        user=county.supervisor, measure=first, at=AT, title="排查", owners=Owners(), long_term=True
    )
    dismiss_measure(user=county.supervisor, measure=second, reason="已办", at=AT)
    for measure in (first, second):
        with pytest.raises(Conflict) as error:
            split_measure(user=county.supervisor, measure=measure, at_offset=measure.start + 5, at=AT)
        assert error.value.code == "documents.measure_decided" and measure.quote[:9] in error.value.message
    with pytest.raises(Conflict):
        merge_measures(user=county.supervisor, measure=second, at=AT)
    work.reset_measure(user=county.supervisor, measure=second, at=AT)
    with pytest.raises(Conflict) as error:  # the one before it is still confirmed, with its draft
        merge_measures(user=county.supervisor, measure=second, at=AT)
    assert error.value.code == "documents.measure_decided" and first.quote in error.value.message
    work.reset_measure(user=county.supervisor, measure=first, at=AT)
    merged = work.merge_measures(user=county.supervisor, measure=second, at=AT)
    assert merged.quote == PLAIN_TEXT[first.start : second.end]


def test_an_item_made_by_hand_keeps_its_sentence(county: County) -> None:
    _document, (first, second) = document_with_measures(supervisor=county.supervisor)
    create_item(user=county.supervisor, at=AT, title="排查", owners=Owners(), measure=first)
    for call in (
        lambda: work.split_measure(user=county.supervisor, measure=first, at_offset=first.start + 5, at=AT),
        lambda: work.merge_measures(user=county.supervisor, measure=second, at=AT),
    ):
        with pytest.raises(Conflict) as error:
            call()
        assert error.value.code == "work.measure_has_item"
    assert Measure.objects.count() == 2


def test_after_the_issue_nothing_is_split_or_merged(county: County) -> None:
    _document, (first, second) = document_with_measures(supervisor=county.supervisor)
    SourceDocument.objects.update(state="issued")
    with pytest.raises(Conflict) as error:
        split_measure(user=county.supervisor, measure=first, at_offset=first.start + 5, at=AT)
    assert error.value.code == "documents.issued"
    with pytest.raises(Conflict):
        merge_measures(user=county.supervisor, measure=second, at=AT)


def test_merging_takes_the_text_between_and_the_greater_doubt_but_no_heading(county: County) -> None:
    text = "财政局要拨付资金。\n天气很好。\n水利局要做好调度。\n一、压实责任\n农业农村局要完成排查。\n"
    sentences = [line + "。" for line in ("财政局要拨付资金", "水利局要做好调度", "农业农村局要完成排查")]
    document, (first, second, third) = document_with_measures(
        supervisor=county.supervisor, text=text, sentences=sentences
    )
    assert any(label == "heading" for _low, _high, label, _rule in document.segments)
    Measure.objects.filter(pk=second.pk).update(doubt=0.7, soft=True)
    with pytest.raises(Invalid) as error:
        merge_measures(user=county.supervisor, measure=first, at=AT)
    assert error.value.code == "documents.no_previous"
    with pytest.raises(Invalid) as error:
        merge_measures(user=county.supervisor, measure=third, at=AT)
    assert error.value.code == "documents.heading_between"
    merged = merge_measures(user=county.supervisor, measure=second, at=AT)
    assert merged.quote == "财政局要拨付资金。\n天气很好。\n水利局要做好调度。"
    assert (merged.pk, merged.doubt, merged.soft) == (first.pk, 0.7, False)
    with pytest.raises(Conflict) as gone:
        split_measure(user=county.supervisor, measure=second, at_offset=second.start + 3, at=AT)
    assert gone.value.code == "documents.measure_gone"


def test_a_mark_is_taken_back_and_the_text_counts_as_before(county: County) -> None:
    document = make_document(supervisor=county.supervisor, text="天气很好。\n财政局要拨付资金。\n")
    before = document.measures.count()
    marked = mark_measure(user=county.supervisor, document=document, start=0, end=5, at=AT)
    found = document.measures.exclude(pk=marked.pk).get()
    with pytest.raises(Invalid) as error:
        work.unmark_measure(user=county.supervisor, measure=found, at=AT)
    assert error.value.code == "documents.not_marked"
    with pytest.raises(NotAllowed):
        unmark_measure(user=county.officer, measure=marked, at=AT)
    dismiss_measure(user=county.supervisor, measure=marked, reason="已办", at=AT)
    with pytest.raises(Conflict):
        work.unmark_measure(user=county.supervisor, measure=marked, at=AT)
    work.reset_measure(user=county.supervisor, measure=marked, at=AT)
    work.unmark_measure(user=county.supervisor, measure=marked, at=AT)
    assert document.measures.count() == before and not Measure.objects.filter(pk=marked.pk).exists()
    event = Event.objects.get(action="measure.unmarked")
    assert (event.before["start"], event.before["end"], event.note) == (0, 5, "天气很好。")
    with pytest.raises(Conflict) as gone:
        work.unmark_measure(user=county.supervisor, measure=marked, at=AT)
    assert gone.value.code == "documents.measure_gone"


# --- pure -------------------------------------------------------------------------------------------------------------
SIGNS = st.text(alphabet="财政局要，。； \n　95%（）", min_size=1, max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=SIGNS, data=st.data())
def test_halves_partition_any_text_and_found_entries_come_back(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(-2, len(text) + 2))
    spans = halves(text, 0, len(text), offset)
    if spans is None:
        left, right = text[: max(0, offset)], text[max(0, offset) :]
        assert not (any(c.isalnum() for c in left) and any(c.isalnum() for c in right))
        return
    (low, mid), (middle, high) = spans
    assert low < mid <= offset <= middle < high
    assert text[low:mid].strip() == text[low:mid] and text[middle:high].strip() == text[middle:high]
    assert (text[:low] + text[mid:middle] + text[high:]).strip() == ""
    places = st.tuples(st.integers(0, len(text)), st.integers(1, 6))
    drawn = data.draw(st.lists(places, max_size=6, unique=True))
    entries = sorted(
        (entry(str(n), start - 3, start - 3 + length) for n, (start, length) in enumerate(drawn)),
        key=lambda row: (row["start"], row["end"]),
    )
    first, second = distributed({"owners": entries}, *spans, text)
    back = joined(first, second)["owners"]
    assert sorted(row["name"] for row in back) == sorted(row["name"] for row in entries)


def test_the_places_offered_are_ends_of_clauses_that_can_be_cut() -> None:
    text = "（财政局牵头，水利局配合。）要“拨付、使用”资金；年底前完成。"
    places = boundaries(text, 0, len(text))
    assert [text[place : place + 2] for place in places] == ["水利", "使用", "年底"]
    assert all(halves(text, 0, len(text), place) for place in places)
    assert boundaries("没有停顿的一句话。", 0, 9) == []
