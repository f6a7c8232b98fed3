"""Which sentences are likely the same task: measured on pairs, and the properties that hold for all."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks_app.documents.decompose import decompose
from tasks_app.documents.likeness import LIKELY, Profile, likeness, profile, signs
from tests.documents.pairs import DESIGN_DIFFERENT, DESIGN_SAME, HELD_DIFFERENT, HELD_SAME, Pair


def read(quote: str) -> Profile:
    """The profile with what the engine finds in the sentence, as in the product."""
    measures = decompose(quote).measures
    return profile(
        quote,
        owners=[owner.name for measure in measures for owner in measure.owners],
        dates=[deadline.text for measure in measures for deadline in measure.deadlines],
    )


def asked(pairs: tuple[Pair, ...]) -> int:
    return sum(likeness(read(first), read(second)) >= LIKELY for first, second in pairs)


@pytest.mark.parametrize(
    ("name", "same", "different", "precision", "recall"),
    [
        ("design", DESIGN_SAME, DESIGN_DIFFERENT, 0.95, 0.95),
        ("held back", HELD_SAME, HELD_DIFFERENT, 0.95, 0.9),
    ],
)
def test_precision_and_recall(
    name: str,
    same: tuple[Pair, ...],
    different: tuple[Pair, ...],
    precision: float,
    recall: float,
) -> None:
    found, wrong = asked(same), asked(different)
    measured = (found / (found + wrong), found / len(same))
    sys.stdout.write(
        f"{name}: precision {measured[0]:.3f}, recall {measured[1]:.3f} "
        f"({found} of {len(same)} found, {wrong} of {len(different)} wrongly)\n"
    )
    assert measured[0] >= precision and measured[1] >= recall


@pytest.mark.parametrize("pair", [*DESIGN_SAME, *DESIGN_DIFFERENT, *HELD_SAME, *HELD_DIFFERENT])
def test_the_order_of_the_two_makes_no_difference(pair: Pair) -> None:
    first, second = read(pair[0]), read(pair[1])
    assert likeness(first, second) == pytest.approx(likeness(second, first))


def test_what_is_likely_shares_a_sign_of_the_index() -> None:
    """Otherwise it would never be compared."""
    missed = [
        pair
        for pair in (*DESIGN_SAME, *HELD_SAME)
        if likeness(read(pair[0]), read(pair[1])) >= LIKELY
        and not set(signs(read(pair[0]))) & set(signs(read(pair[1])))
    ]
    assert missed == []


def test_equal_sentences_are_one_task_whatever_their_blanks_and_stops() -> None:
    assert likeness(read("清理规范一批微信工作群。"), read(" 清理规范一批\n微信工作群；")) == 1.0


def test_another_day_is_no_other_task() -> None:
    first, second = (
        read("县水利局要在6月30日前完成堤防除险加固。"),
        read("县水利局要在4月底前完成堤防除险加固。"),
    )
    assert likeness(first, second) >= 0.9


def test_another_unit_or_place_is() -> None:
    whole = "对辖区老旧供水管网进行更换。"
    named = [
        profile(f"{name}要{whole}", owners=[name]) for name in ("城关镇人民政府", "松坪乡人民政府", "松坪乡")
    ]
    assert likeness(named[0], named[1]) < likeness(named[1], named[2])
    assert likeness(read("改造城关镇老旧供水管网。"), read("改造松坪乡老旧供水管网。")) < LIKELY


def test_slogans_are_never_the_same_task_unless_they_are_equal() -> None:
    first, second = "要进一步提高认识，加强领导。", "要切实加强领导，抓好落实。"
    assert likeness(read(first), read(second)) < LIKELY
    assert likeness(read(first), read(first)) == 1.0


@given(st.text(max_size=120), st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_likeness_between_0_and_1(first: str, second: str) -> None:
    one, other = profile(first), profile(second)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, one) == 1.0
    assert all(0 <= code < 2**31 for code in signs(one))
    assert signs(one) == signs(profile(first))


def test_a_very_long_sentence_has_few_signs() -> None:
    text = "".join(chr(0x4E00 + number * 7 % 5000) for number in range(20_000))
    assert len(signs(profile(text))) <= 41
