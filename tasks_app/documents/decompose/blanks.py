"""Blanks inside dates and figures (2024 年 6 月底前, 50 个), which typesetting and copying from a page leave behind.

The grammar is written for text without them. They are taken out before a document is read and every offset of the
result is carried back, so that the quotes are those of the text that was given.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import replace

from .columns import Columns
from .types import Decomposition

_BLANK = "[ \u00a0\u2009\u202f]{1,2}"
#: What may follow a number directly; a number that opens a line may be an enumerator (1 项目…), so there only dates count.
_DATE_UNIT = "年月日号"
_UNIT = "%％‰个万亿元名户人家项件条处座台所场次批亩吨米公平倍只间辆周天小分工季部份期类种套类级岁"
_INSIDE = re.compile(
    rf"(?:(?<=\d){_BLANK}(?=[{_DATE_UNIT}{_UNIT}])"
    rf"|(?<=年){_BLANK}(?=\d{{1,2}}{_BLANK}?月|[底末内])"
    rf"|(?<=月){_BLANK}(?=\d{{1,2}}{_BLANK}?[日号]|[底末初份]|[上中下]旬)"
    rf"|(?<=[日号旬底末份]){_BLANK}(?=之?前|以前))"
)
#: No such blank without one behind a digit or in front of one.
_BESIDE_DIGIT = re.compile(
    "[ \u00a0\u2009\u202f](?:(?<=\\d.)|(?=[ \u00a0\u2009\u202f]?\\d)|(?<=[日号旬底末份年月].))"
)
_OPENS_LINE = re.compile(r"(?:^|[\n\r\t|\u3000])[ \u00a0]*\d{1,3}$")


class Squeezed:
    """A text without such blanks, and the way back to the one it was made from."""

    __slots__ = ("_back", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self._back: array[int] | None = None  # for every sign kept, where it stood
        parts: list[str] = []
        kept = array("L")
        last = 0
        for match in _INSIDE.finditer(source) if _BESIDE_DIGIT.search(source) else ():
            a, b = match.span()
            if source[b] not in _DATE_UNIT and _OPENS_LINE.search(source, max(last, a - 8), a):
                continue
            parts.append(source[last:a])
            kept.extend(range(last, a))
            last = b
        if parts:
            parts.append(source[last:])
            kept.extend(range(last, len(source)))
            self.text, self._back = "".join(parts), kept

    def given(self, columns: Columns) -> Columns:
        """Return ``columns`` with the tables at their places in :attr:`text`."""
        if self._back is None or not columns.tables:
            return columns
        tables = tuple(replace(t, start=bisect_left(self._back, t.start)) for t in columns.tables)
        return replace(columns, tables=tables)

    def restore(self, result: Decomposition) -> Decomposition:
        """Return ``result``, which was found in :attr:`text`, with the offsets and quotes of the source."""
        back, source = self._back, self.source
        if back is None:
            return result

        def start(at: int) -> int:
            return back[at] if at < len(back) else len(source)

        def end(at: int) -> int:
            return back[at - 1] + 1 if at else 0

        def quote(a: int, b: int) -> str:
            return source[start(a) : end(b)]

        return result._replace(
            text=source,
            nodes=tuple(
                n._replace(
                    start=start(n.start), end=end(n.end), title_start=start(n.title_start), title_end=end(n.title_end),
                    marker=quote(n.start, n.start + len(n.marker)) if n.marker else n.marker,
                    title=quote(n.title_start, n.title_end),
                )
                for n in result.nodes
            ),
            tables=tuple(t._replace(start=start(t.start), end=end(t.end)) for t in result.tables),
            segments=tuple(s._replace(start=start(s.start), end=end(s.end)) for s in result.segments),
            measures=tuple(
                m._replace(
                    start=start(m.start), end=end(m.end), task=(start(m.task[0]), end(m.task[1])) if m.task else None,
                    owners=tuple(o._replace(start=start(o.start), end=end(o.end), name=quote(o.start, o.end)) for o in m.owners),
                    deadlines=tuple(d._replace(start=start(d.start), end=end(d.end), text=quote(d.start, d.end)) for d in m.deadlines),
                    cadences=tuple(c._replace(start=start(c.start), end=end(c.end), text=quote(c.start, c.end)) for c in m.cadences),
                    targets=tuple(t._replace(start=start(t.start), end=end(t.end), text=quote(t.start, t.end)) for t in m.targets),
                    references=tuple(r._replace(start=start(r.start), end=end(r.end), title=quote(r.start, r.end)) for r in m.references),
                )
                for m in result.measures
            ),
        )  # fmt: skip
