"""Comparing two versions: pure, so that no database is needed."""

import time
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks_app.documents.versions import CHANGED, GONE, NEW, SAME, compare, differences, normalised


@dataclass
class Sentence:
    quote: str


def rows(*quotes: str) -> list[Sentence]:
    return [Sentence(quote) for quote in quotes]


def told(old: list[Sentence], new: list[Sentence]) -> list[tuple[str, int | None, int | None]]:
    """(kind, place in the old version, place in the new one)."""
    places = {id(row): place for version in (old, new) for place, row in enumerate(version)}
    return [
        (
            change.kind,
            None if change.old is None else places[id(change.old)],
            None if change.new is None else places[id(change.new)],
        )
        for change in compare(old, new)
    ]


A, B, C = "农业农村局要在四月底前完成排查。", "财政局要及时拨付资金。", "各乡镇要每月报送进度。"


def test_each_kind_in_the_order_of_the_new_text_and_then_what_is_gone() -> None:
    changed = "农业农村局要在五月底前完成排查和整改。"
    assert told(rows(A, B, C), rows(changed, "教育局负责校园安全检查。", C)) == [
        (CHANGED, 0, 0),
        (NEW, None, 1),
        (SAME, 2, 2),
        (GONE, 1, None),
    ]


def test_a_sentence_that_moved_is_the_same() -> None:
    assert told(rows(A, B, C), rows(C, A, B)) == [(SAME, 2, 0), (SAME, 0, 1), (SAME, 1, 2)]


@pytest.mark.parametrize(
    "other",
    [
        "财政局要及时拨付资金；",
        "财政局要\n及时拨付　资金",
        " 财政局要及时拨付资金. ",
    ],
)
def test_blanks_width_of_signs_and_the_last_stop_do_not_count(other: str) -> None:
    assert told(rows(B), rows(other)) == [(SAME, 0, 0)]


def test_the_width_of_signs_within_a_sentence() -> None:
    assert normalised("压缩至5个工作日，（见附件）“一网通办”。") == normalised(
        '压缩至５个工作日,(见附件)"一网通办"'
    )
    assert normalised("。。。")


def test_of_equal_sentences_those_with_the_same_neighbours_belong_together() -> None:
    again = "按期报送。"
    assert told(rows(A, again, B, again, C), rows(B, again, C)) == [
        (SAME, 2, 0),
        (SAME, 3, 1),
        (SAME, 4, 2),
        (GONE, 0, None),
        (GONE, 1, None),
    ]


def test_sentences_from_one_mould_keep_their_order() -> None:
    old = rows(*(f"各乡镇要切实做好第{number}批隐患排查工作。" for number in range(300)))
    new = rows(*(f"各乡镇要认真做好第{number}批隐患排查工作。" for number in range(300)))
    assert told(old, new) == [(CHANGED, place, place) for place in range(300)]


def test_sentences_that_have_nothing_in_common_are_not_paired() -> None:
    assert told(rows(A), rows("教育局负责校园周边环境治理。")) == [(NEW, None, 0), (GONE, 0, None)]
    assert told([], rows(A)) == [(NEW, None, 0)] and told(rows(A), []) == [(GONE, 0, None)]


sentences = st.lists(st.text(alphabet="甲乙丙丁、，。 1aＡ\n", max_size=12).map(Sentence), max_size=14)


@given(sentences)
def test_a_document_compared_with_itself_is_the_same_all_through(old: list[Sentence]) -> None:
    new = rows(*(row.quote for row in old))
    assert told(old, new) == [(SAME, place, place) for place in range(len(old))]


@given(sentences, sentences)
@settings(max_examples=200)
def test_every_sentence_is_in_exactly_one_entry(old: list[Sentence], new: list[Sentence]) -> None:
    found = told(old, new)
    assert sorted(first for _k, first, _s in found if first is not None) == list(range(len(old)))
    assert [second for _k, _f, second in found if second is not None] == list(range(len(new)))
    for kind, first, second in found:
        assert (first is None) == (kind == NEW) and (second is None) == (kind == GONE)
    equal = Counter(normalised(row.quote) for row in old) & Counter(normalised(row.quote) for row in new)
    assert sum(kind == SAME for kind, _f, _s in found) == equal.total()


def test_a_thousand_sentences_that_all_changed_take_seconds_at_most() -> None:
    old = rows(
        *(f"第{number}项：各乡镇要认真落实第{number * 7}条措施，确保在年底前完成。" for number in range(1000))
    )
    new = rows(*(f"{row.quote}并及时报送" for row in old))
    begun = time.perf_counter()
    found = compare(old, new)
    assert time.perf_counter() - begun < 20  # a quadratic comparison takes minutes
    assert Counter(change.kind for change in found) == {CHANGED: 1000}


def test_the_differing_words_are_marked_and_nothing_is_lost() -> None:
    old, new = "农业农村局要在4月30日前完成排查。", "农业农村局、财政局要在5月31日前完成排查。"
    left, right = differences(old, new)
    assert [part.text for part in left if part.differs] == ["4月30"]
    assert [part.text for part in right if part.differs] == ["、财政局", "5月31"]


@given(st.text(alphabet="甲乙丙 12ab。", max_size=30), st.text(alphabet="甲乙丙 12ab。", max_size=30))
def test_the_parts_are_the_sentences(old: str, new: str) -> None:
    left, right = differences(old, new)
    assert ("".join(part.text for part in left), "".join(part.text for part in right)) == (old, new)
    assert (old == new) == (not any(part.differs for part in left + right))
