"""How messages name a sentence."""

import pytest

from tasks_app.core.errors import quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("各镇要清理河道。", "各镇要清理河道。"),
        ("各镇要\n  清理河道。", "各镇要 清理河道。"),
        ("清" * 40, "清" * 40),
        ("清" * 41, "清" * 39 + "…"),
    ],
)
def test_a_message_names_a_sentence_on_one_line_and_says_where_it_was_cut(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_the_length_can_be_chosen() -> None:
    assert quoted("清理河道", 3) == "清理…"
