"""The passage around a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from tasks_app.web.source import PARAGRAPH, passage

TEXT = "第一段。\n前一句。要办的事。后一句。\n第三段。"
START = TEXT.index("要办")
END = START + len("要办的事。")


def test_for_the_unit_it_is_the_paragraph() -> None:
    found = passage(TEXT, START, END, whole=False)
    assert (found.before, found.quote, found.after) == ("前一句。", "要办的事。", "后一句。")
    assert found.cut_before and found.cut_after


def test_for_the_supervisor_it_goes_beyond() -> None:
    found = passage(TEXT, START, END, whole=True)
    assert found.before + found.quote + found.after == TEXT
    assert not found.cut_before and not found.cut_after


def test_one_endless_line_is_cut_at_sentences() -> None:
    text = "很长的一句话。" * 200 + "要办的事。" + "很长的一句话。" * 200
    start = text.index("要办")
    found = passage(text, start, start + 5, whole=False)
    assert found.before.startswith("很长") and found.after.endswith("。")
    assert len(found.before) <= PARAGRAPH and len(found.after) <= PARAGRAPH


@given(st.text(alphabet="字，。；\n", min_size=1, max_size=900), st.data(), st.booleans())
def test_it_is_always_a_piece_of_the_text(text: str, data: st.DataObject, whole: bool) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = passage(text, start, end, whole=whole)
    assert found.quote == text[start:end]
    assert found.before + found.quote + found.after in text
