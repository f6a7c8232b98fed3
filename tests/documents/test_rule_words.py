"""Every rule that the decomposition uses is said in words: nobody meets a bare code."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from tasks_app.documents.decompose import decompose
from tasks_app.documents.rule_words import RULE_WORDS, explain

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
DECOMPOSE = Path(__file__).resolve().parents[2] / "tasks_app" / "documents" / "decompose"
CODE = re.compile(r"\b[a-z]+\.[a-z-]+")


def rules_of(text: str) -> Iterator[str]:
    result = decompose(text, reference_date=dt.date(2026, 3, 1))
    yield from (part.rule for part in result.segments)
    for measure in result.measures:
        yield measure.rule
        for name in ("owners", "deadlines", "cadences", "targets", "references"):
            yield from (entry.rule for entry in getattr(measure, name))


def test_every_rule_that_occurs_is_said_in_words() -> None:
    used = {rule for path in CORPUS.glob("*.txt") for rule in rules_of(path.read_text(encoding="utf-8"))}
    assert len(used) > 80
    for rule in used - {""}:
        family = rule.partition(".")[0]
        assert family in RULE_WORDS, rule
        assert explain(rule) and not CODE.search(explain(rule)), rule


def test_every_rule_that_is_written_down_belongs_to_a_family_with_words() -> None:
    written = {
        rule
        for path in DECOMPOSE.glob("*.py")
        for rule in re.findall(r'"([a-z]+\.[a-z][a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 80
    assert {rule for rule in written if rule.partition(".")[0] not in RULE_WORDS} == set()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("owner.bracket-lead", "lead: named so in brackets"),
        ("owner.of-tomorrow", "who is responsible"),  # a rule without words of its own: its family
        ("quite.new", "found by a rule of the decomposition"),
        ("marked by a person", "marked by a person"),
        ("", ""),
    ],
)
def test_words_of_a_rule(rule: str, words: str) -> None:
    with override("en"):
        assert explain(rule) == words
