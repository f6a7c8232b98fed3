"""No gate ever closes before a match: whatever a pattern finds, its signs, heads and beginnings are seen as well."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tasks_app.documents.decompose import decompose, outline
from tasks_app.documents.decompose.normalize import _TABLE, normalize
from tasks_app.documents.decompose.signals import (
    _DIGITS,
    _SPACES,
    GATES,
    HEADS,
    PREFIXES,
    SIGNS,
    heads_of,
    opening,
    prefix_pattern,
    sign_pattern,
    signals,
    signs_of,
)

CORPUS = sorted(Path("tests/corpus").glob("*.txt"))


def _pieces() -> list[str]:
    """Sentences and clauses of the corpus, and as many that were cut, joined and changed at random."""
    chance = random.Random(20)
    whole = [
        part
        for path in CORPUS
        for part in re.split(r"(?<=[。；，：\n])", normalize(path.read_text(encoding="utf-8")))
        if part.strip()
    ]
    signs = [*sorted({char for part in whole for char in part}), "٣", "\u2003", "①", "～", "X", "×"]
    changed = []
    for _ in range(2000):
        text = list("".join(chance.choice(whole) for _ in range(chance.randint(1, 4))))
        for _ in range(chance.randint(0, 6)):
            text[chance.randrange(len(text))] = chance.choice(signs)
        start = chance.randrange(len(text))
        changed.append("".join(text[start:]))
    return whole + changed


PIECES = _pieces()


def test_a_gate_is_open_wherever_its_pattern_matches() -> None:
    assert len(GATES.gates) > 40
    assert CORPUS
    for text in PIECES:
        found = signals(text)
        begins = found & opening(text[0])
        for gate in GATES.gates:
            if not found & gate.bit:
                assert gate.pattern.search(text) is None, (gate.pattern.pattern, text)
            if gate.opening and not begins & gate.bit:
                assert gate.pattern.match(text) is None, (gate.pattern.pattern, text)


@pytest.mark.parametrize("number", range(len(HEADS)))
def test_heads_hold_the_first_character_of_every_match(number: int) -> None:
    pattern, heads = HEADS[number]
    for text in PIECES:
        if text[0] not in heads:
            assert pattern.match(text) is None, (pattern.pattern, text)


@pytest.mark.parametrize("number", range(len(SIGNS)))
def test_signs_stand_in_every_match(number: int) -> None:
    pattern, sign = SIGNS[number]
    for text in PIECES:
        for match in pattern.finditer(text):
            assert sign.search(text, match.start(), match.end()), (pattern.pattern, text)


@pytest.mark.parametrize("number", range(len(PREFIXES)))
def test_a_match_begins_where_a_beginning_is_found(number: int) -> None:
    pattern, beginning = PREFIXES[number]
    for text in PIECES:
        for match in pattern.finditer(text):
            assert beginning.match(text, match.start()), (pattern.pattern, text)


def test_a_stray_enumerator_stands_at_a_place_for_one() -> None:
    for text in PIECES:
        if outline.STRAY_PLACE.search(text) is None:
            assert [m for m in outline._STRAY.finditer(text) if m.start() > 0] == []


def test_what_a_gate_needs_is_read_from_the_pattern() -> None:
    assert signs_of(re.compile("感谢|祝贺")) <= set("感谢祝贺")
    assert signs_of(re.compile("感谢|.{2}")) is None
    assert signs_of(re.compile("(?:感谢)?")) is None
    assert signs_of(re.compile("(?<=谢)。")) == {"。"}
    assert signs_of(re.compile("(?i)qq")) is None
    assert "٣" in signs_of(re.compile(r"\d"))
    assert heads_of(re.compile("(?:并|也)?要")) == set("并也要")
    assert heads_of(re.compile("要?")) is None
    assert heads_of(re.compile("[^要]求")) is None
    assert prefix_pattern(re.compile("(?<!不)要求|会[议上]")).pattern == "会上|会议|要求"
    assert prefix_pattern(re.compile(".{0,3}要")).search("") is not None  # anywhere: not to be told
    assert sign_pattern(re.compile("要?")).search("") is not None


def test_classes_of_characters_are_known_in_full() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert {char for char in every if re.fullmatch(r"\d", char)} == _DIGITS
    assert {char for char in every if re.fullmatch(r"\s", char)} == _SPACES


def test_normalisation_by_replacement_is_the_table() -> None:
    chance = random.Random(5)
    chars = [chr(code) for code in _TABLE] + list("县要0a。\n")
    for _ in range(200):
        text = "".join(chance.choice(chars) for _ in range(80))
        assert normalize(text) == text.translate(_TABLE)


def test_digits_of_other_scripts_close_no_gate() -> None:
    (measure,) = decompose("县财政局要于٣月底前办结。").measures
    assert measure.owners[0].name == "县财政局"
