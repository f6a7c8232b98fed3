"""Web pages (.html): blocks of text as lines, rows of tables with tabs between the cells. Standard library only."""

import re
from html.parser import HTMLParser

from tasks_app.documents.readers.base import COLUMNS_MAX, ReadResult, newlines
from tasks_app.documents.readers.plain import decode

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "thead", "tfoot", "tr", "ul", "caption",
))  # fmt: skip
_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "head", "svg", "select", "textarea", "button")
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ROWS_SPANNED_MAX = 1000
_BLANKS = re.compile(r"[ \t\r\n\xa0]+")


def read_html(name: str, content: bytes) -> ReadResult:
    """The text of a page, without scripts, styles, menus of forms. Raises Invalid when it is not text."""
    warnings: tuple[object, ...] = ()
    text = _declared(content)
    if text is None:
        text, warnings = decode(name, content)
    parser = _Blocks()
    parser.feed(newlines(text))
    parser.close()
    parser.end_line()
    return ReadResult("\n".join(parser.lines) + "\n", "html", warnings)


def _span(given: str | None, most: int) -> int:
    """How many columns or rows a cell spans, at most `most`; what is no number counts as 1."""
    if not (given and given.isascii() and given.isdigit() and len(given) < 6):
        return 1
    return min(max(1, int(given)), most)


def _declared(content: bytes) -> str | None:
    """The text in the encoding that the page itself names; None when it names none or is not written in it."""
    found = _CHARSET.search(content[:4096])
    if found is None:
        return None
    encoding = found.group(1).decode("ascii", errors="ignore").lower()
    try:
        text = content.decode("gb18030" if encoding in ("gb2312", "gbk") else encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if "\x00" in text else text.removeprefix("\ufeff")


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.skipping: list[str] = []
        self.cells = 0  # columns of the present row so far
        self.written = 0  # cells that it has itself
        self.in_cell = False
        self.owed = 0  # empty cells that follow the present one, because it spans several columns
        self.below: dict[int, int] = {}  # column: rows below that its cell still spans

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping.append(tag)
        elif self.skipping:
            return
        elif tag in ("td", "th"):
            self._cell(dict(attrs))
        elif tag == "br" or tag in _BLOCKS:
            self._break(tag)
            if tag == "table":
                self.below = {}

    def _cell(self, attributes: dict[str, str | None]) -> None:
        """Begin a cell in its own column: one that is merged with the cell above or to the left is empty there."""
        self._end_cell()
        if self.cells:
            self.line = self.line.rstrip(" ") + "\t"
        while self.below.get(self.cells, 0) > 0:
            self.below[self.cells] -= 1
            self.cells += 1
            self.line += "\t"
        wide = _span(attributes.get("colspan"), max(1, COLUMNS_MAX - self.cells))
        tall = _span(attributes.get("rowspan"), _ROWS_SPANNED_MAX)
        for _n in range(wide):
            self.below[self.cells] = tall - 1
            self.cells += 1
        self.owed, self.in_cell, self.written = wide - 1, True, self.written + 1

    def _end_cell(self) -> None:
        self.in_cell = False
        if self.owed:
            self.line = self.line.rstrip(" ") + "\t" * self.owed
            self.owed = 0

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag in self.skipping:  # what was left open inside ends with it
                del self.skipping[self.skipping.index(tag) :]
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        text = _BLANKS.sub(" ", data)
        if self.line == "" or self.line.endswith((" ", "\t")):
            text = text.lstrip(" ")
        if not (self.cells and not self.in_cell):
            self.line += text

    def _break(self, tag: str) -> None:
        if self.in_cell and tag not in ("tr", "table"):  # paragraphs inside a cell stay in its line
            if self.line and not self.line.endswith((" ", "\t")):
                self.line += " "
            return
        self.end_line()

    def end_line(self) -> None:
        """Finish the present line; empty ones are left out."""
        line = self.line.strip(" ")
        if self.cells:
            for column in self.below:
                if column >= self.cells:
                    self.below[column] = max(0, self.below[column] - 1)
        if self.written == 1:
            line = line.strip("\t ")  # a heading over the whole table
        if line.strip():
            self.lines.append(line)
        self.line, self.cells, self.written, self.in_cell, self.owed = "", 0, 0, False, 0
