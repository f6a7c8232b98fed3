"""A sentence in its context: the text around it, cut at paragraphs or sentences. Pure."""

from dataclasses import dataclass

AROUND = 260  # characters each side for those who may read the whole document
PARAGRAPH = 160  # characters each side of a sentence in a very long paragraph, for everybody else
STOPS = "。！？；\n"


@dataclass(frozen=True)
class Passage:
    """before + quote + after is a piece of the document; cut_before, cut_after: there is more on that side."""

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool


def passage(text: str, start: int, end: int, *, whole: bool) -> Passage:
    """The surroundings of text[start:end]; `text` holds a paragraph in one line.

    whole: a wide window; otherwise only the paragraph that holds the sentence, and of a paragraph without line breaks
    at most PARAGRAPH characters each side, cut after a sentence.
    """
    reach = AROUND if whole else PARAGRAPH
    first, last = max(0, start - reach), min(len(text), end + reach)
    if not whole:
        first = max(first, text.rfind("\n", 0, start) + 1)
        line_end = text.find("\n", end)
        last = min(last, line_end if line_end >= 0 else len(text))
    if first > 0 and text[first - 1] != "\n":
        first = _after_stop(text, first, start)
    if last < len(text) and text[last] != "\n":
        last = _before_stop(text, end, last)
    return Passage(
        before=text[first:start].lstrip("\n"),
        quote=text[start:end],
        after=text[end:last].rstrip("\n"),
        cut_before=bool(text[:first].strip()),
        cut_after=bool(text[last:].strip()),
    )


def _after_stop(text: str, first: int, start: int) -> int:
    """The first place in [first, start) that follows the end of a sentence; `first` where there is none."""
    for position in range(first, start):
        if text[position] in STOPS:
            return position + 1
    return first


def _before_stop(text: str, end: int, last: int) -> int:
    """The last place in (end, last] that follows the end of a sentence; `last` where there is none."""
    for position in range(last - 1, end - 1, -1):
        if text[position] in STOPS:
            return position + 1
    return last
