"""How wide the full lines of a text are, and whether lines of that width were broken there.

A line is full when the first word of the next one would not have fitted. Programs break by cells (a Chinese character
takes two) or by characters, and some count quotation marks as one cell: the measure is chosen that most lines agree on.
What the lines join to must look like running text: it holds punctuation, ends with a stop, and is no wider than the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .groups import LABEL_LINE
from .lines import MARKING, NEVER_FIRST, OPENERS, RAGGED, STOPS, UNFINISHED, Line, measured, token
from .noise import frame_rule, noise_rule
from .normalize import normalize
from .outline import FLOATING, marker_at
from .owners import label_role

#: Cells of the narrowest line that can be a broken one, and of the widest.
MIN_WIDTH, MAX_WIDTH = 20, 240
#: Widths that one text may have: pasted together from several sources.
_WIDTHS = 3
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"), ("【", "】"))
_PUNCTUATION = re.compile("[，。；：、！？,.;:]")
#: Cells of running text that hold a sign of punctuation at the least.
_SPARSE = 80
#: Cells beside each other: a tab, or blanks wider than the indent of a paragraph that runs on in the line.
SENTENCE_END = re.compile("[。；！？](?=.)")
_CELLS = re.compile(r"\S(?:\u3000{3,}| {6,}|\t)\S")
_NAMED = re.compile(r"[\u4e00-\u9fff]{1,4}[\u3000 ]+[\u4e00-\u9fff]")
_REMARK = re.compile(r"(?:备\s*注|说\s*明|注|附|抄送|抄报|联系人)[：:]")
LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}[：:]")
_ROW_START = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[|｜]")
_BULLET = re.compile(r"[—●◆■★☆▲▪•·◇□○※*]|-(?=\D)")
_FRACTION = re.compile(r"(?:第\s*)?\d{1,4}\s*/\s*\d{1,4}(?:\s*页)?")


@dataclass(slots=True)
class Width:
    """One width of full lines; ``strict``: lines are filled to the last word that fits."""

    metric: int
    size: int
    strict: bool


class Widths:
    """Measures the lines of one text."""

    def __init__(self, lines: list[Line], evidence: int) -> None:
        self.lines = lines
        self.evidence = evidence  # breaks that must speak for a width
        self.after = [-1] * len(lines)  # the line that may go on with this one
        self.skipped: dict[int, list[int]] = {}  # page furniture between the two
        self.pages: set[int] = set()  # lines that are the number of a page
        self.heads: set[str] = set()  # what stands beside them again and again, digits as 0
        self.double = False  # every line has a blank one behind it
        self.barred = False  # the rows of a table begin with |
        self.labels: set[str] = set()  # with which lines of this text begin again and again
        self.last: dict[str, int] = {}  # the last number of every kind of enumerator
        self.width: dict[int, Width] = {}  # of the lines that are full
        self.sure: set[int] = set()  # lines that run on by their signs alone
        self.widest = [0, 0, 0]

    def find(self) -> bool:
        """Find the widths of full lines (``width``) and the lines that run on for sure (``sure``); False when there are none."""
        lines = self.lines
        if len(lines) < 2:
            return False
        pipes = Counter(line.body.count("|") for line in lines if "|" in line.body)
        whole = pipes.most_common(1)[0] if pipes else (0, 0)
        rows = whole[0] >= 2 and whole[1] * 10 >= pipes.total() * 7  # every row is a line
        if pipes:
            numbered = sum(_ROW_START.match(line.body) is not None for line in lines)
            self.barred = sum(line.body[0] == "|" for line in lines) > numbered
        for line in lines:
            line.row = (rows and "|" in line.body) or _CELLS.search(line.body) is not None
        gaps = sum(line.blank_before > 0 for line in lines[1:])
        self.double = len(lines) >= 6 and gaps >= 0.9 * (len(lines) - 1)
        self._furniture()
        self._follow()
        candidates = self._candidates()
        if not candidates:
            return False
        self.sure = {i for i in candidates if self._sure(i)}
        self.widest = [
            max((line.size(metric) for line in lines if not line.row), default=0) for metric in (0, 1, 2)
        ]
        left = [i for i in candidates if lines[i].cells >= MIN_WIDTH]
        found: list[Width] = []
        for _ in range(_WIDTHS):
            width = self._best(left, found)
            if width is None:
                break
            found.append(width)
            for i in range(len(lines)):
                if i not in self.width and self._full(i, width):
                    self.width[i] = width
            left = [i for i in left if i not in self.width]
        return bool(self.width or self.sure)

    # --- what stands between lines ------------------------------------------------------------------------------------

    def _furniture(self) -> None:
        """Find page numbers, and the lines beside them that come again: running heads."""
        lines = self.lines
        numbers: list[int] = []
        bare = 0
        for i, line in enumerate(lines):
            if len(line.body) <= 24 and (
                line.body[0] in "-—－–第·" or line.body[0].isdigit() or line.body[-1] in "-—－–页"
            ):
                norm = normalize(line.body)
                if noise_rule(norm) == "noise.page-number" or _FRACTION.fullmatch(norm):
                    numbers.append(i)
                    bare += norm.isdigit()
        if bare > 2 and bare * 12 > len(lines):  # the numbers of a table
            numbers = [i for i in numbers if not lines[i].body.isdigit()]
        self.pages = set(numbers)
        beside: Counter[str] = Counter()
        for i in numbers:
            for j in (i - 1, i + 1):
                if 0 <= j < len(lines) and j not in self.pages and len(lines[j].body) <= 40:
                    beside[_shape(lines[j].body)] += 1
        self.heads = {shape for shape, count in beside.items() if count >= 2 and shape[-1:] not in STOPS}

    def _is_furniture(self, i: int) -> bool:
        return i in self.pages or bool(self.heads and _shape(self.lines[i].body) in self.heads)

    def _follow(self) -> None:
        lines = self.lines
        count = len(lines)
        for i, line in enumerate(lines):
            if line.row or (self.pages and self._is_furniture(i)):
                continue
            j = i + 1
            between: list[int] = []
            while j < count and self.pages and self._is_furniture(j):
                between.append(j)
                j += 1
            if j >= count or lines[j].row:
                continue
            if not between and lines[j].blank_before and not (self.double and lines[j].blank_before == 1):
                continue
            self.after[i] = j
            if between:
                self.skipped[i] = between

    # --- how wide a full line is ---------------------------------------------------------------------------------------

    def _candidates(self) -> list[int]:
        """Lines that end without a stop before one that opens nothing."""
        out = []
        self.last = {}
        for i, line in enumerate(self.lines):
            self._count(i)
            j = self.after[i]
            if j >= 0 and line.open and not self._opens(i, j):
                out.append(i)
        return out

    def _count(self, i: int) -> None:
        """Remember the number with which a line begins."""
        body = self.lines[i].body
        if body[0] in MARKING or body[0].isdigit():
            norm = normalize(body[:12])
            marker = marker_at(norm, 0, len(norm))
            if marker is not None:
                self.last[marker.kind] = marker.ordinal

    def _opens(self, i: int, j: int) -> bool:
        """Tell whether line ``j`` begins something new, so that ``i`` cannot run on into it."""
        body = self.lines[j].body
        if body[0] in NEVER_FIRST:
            return False
        if _BULLET.match(body) and not (body[0] in "—·" and body[:2] != "——"):
            return True
        if "|" in body and self._begins_row(body):
            return True
        norm = normalize(body)
        if body[0] in MARKING or body[0].isdigit():
            marker = marker_at(norm, 0, min(len(norm), 14))
            if marker is not None and not self._splits_number(i, norm):
                known = self.last.get(marker.kind, 0)
                if marker.kind in FLOATING:
                    return not self.lines[i].open
                return marker.ordinal in (0, 1, known + 1, known + 2) or not self.lines[i].open
        if _REMARK.match(body):
            return True
        own = LABEL.match(body) if self.labels else None
        if own is not None and own.group() in self.labels:
            return True
        label = LABEL_LINE.match(norm[:16])
        if label is not None and label_role(label.group("label")):
            # 责任 | 单位： is a label in two halves
            return len(label.group("label")) > 3 or not self.lines[i].open
        if norm[0] == "【" and "】" in norm[1:14]:
            return True
        rule = frame_rule(norm) if len(norm) <= 60 else None
        return rule in (
            "frame.docnumber",
            "frame.date",
            "frame.attendance",
            "frame.annex",
            "frame.label",
            "frame.public",
        )

    def _may_be_title(self, i: int) -> bool:
        """Tell whether a line may be a numbered title that is as long as others by chance: 一、加强领导，压实责任."""
        norm = normalize(self.lines[i].body[:12])
        marker = marker_at(norm, 0, len(norm))
        return (
            marker is not None
            and marker.kind in ("cn", "cnp", "part")
            and SENTENCE_END.search(self.lines[i].body, marker.end) is None
        )

    def _begins_row(self, body: str) -> bool:
        return _ROW_START.match(body) is not None or (self.barred and body[0] == "|")

    def _splits_number(self, i: int, norm: str) -> bool:
        """Tell whether a number was broken between the lines: 「…1」「2.5万元」 is no second point."""
        last = self.lines[i].body[-1]
        return norm[0].isdigit() and (last.isdigit() or last in ".第约近超达至到")

    def _sure(self, i: int) -> bool:
        """Tell whether the signs alone say that line ``i`` runs on, whatever its width."""
        line, following = self.lines[i].body, self.lines[self.after[i]].body
        return line[-1] in UNFINISHED or self._torn(line, following)

    def _torn(self, line: str, following: str) -> bool:
        """Tell whether a line break parts what signs hold together: a bracket, or a sign from what it follows."""
        if line[-1] in OPENERS:
            return True
        if following[0] in NEVER_FIRST and following[0] not in "%％":
            return True
        for opener, closer in _PAIRS:
            opened = line.rfind(opener)
            if opened >= 0 and line.rfind(closer) < opened:
                closed = following.find(closer)
                again = following.find(opener)
                if closed >= 0 and (again < 0 or closed < again):
                    return True
        return False

    def _best(self, left: list[int], found: list[Width]) -> Width | None:
        """Return the width that most of the lines ``left`` agree on, if what it joins is running text."""
        best: tuple[int, Width] | None = None
        for metric in (0, 1, 2):
            sizes = Counter(self.lines[i].size(metric) for i in left)
            tops = sorted(sizes, key=lambda size: (-sum(sizes[size - k] for k in range(RAGGED)), size))[:8]
            for size in tops:
                if not MIN_WIDTH <= size * (2 if metric == 1 else 1) <= MAX_WIDTH:
                    continue
                if any(abs(width.size - size) <= 2 * RAGGED for width in found if width.metric == metric):
                    continue
                near = [i for i in left if size - 2 * RAGGED < self.lines[i].size(metric) <= size + 2]
                exact = Width(metric, size, True)
                hits = sum(self._full(i, exact) for i in near)
                strict = hits >= 0.8 * len(near)
                width = exact if strict else Width(metric, size, False)
                score = self._judge(near, width)
                if score:
                    score += (hits if strict else 0) - 2 * sum(not self._full(i, width) for i in near)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, width)
        return best[1] if best else None

    def _full(self, i: int, width: Width) -> bool:
        size = self.lines[i].size(width.metric)
        if size > width.size + (2 if self.lines[i].body[-1] in NEVER_FIRST else 0):
            return False
        j = self.after[i]
        if j < 0:
            return False
        slack = 0 if width.strict else RAGGED
        blanks = min(self.lines[i].tail, 4) + (self.lines[j].indent == 1)
        return size + blanks + measured(token(self.lines[j].body), width.metric) + slack > width.size

    def _judge(self, near: list[int], width: Width) -> int:
        """Return how many breaks speak for the width, less those that speak against it; 0 when they are too few."""
        lines = self.lines
        full = {i for i in near if self._full(i, width)}
        good = bad = signs = weak = 0
        top = width.size + 2 >= self.widest[width.metric]
        targets = {self.after[k] for k in full}
        for first in sorted(full):
            if first in targets:
                continue
            chain = [first]
            while self.after[chain[-1]] in full:
                chain.append(self.after[chain[-1]])
            last = self.after[chain[-1]]
            end = lines[last]
            closed = not end.open or (last + 1 < len(lines) and self._begins_row(lines[last + 1].body))
            size = sum(lines[k].cells for k in chain) + end.cells
            marks = sum(len(_PUNCTUATION.findall(lines[k].body)) for k in [*chain, last])
            wide = end.size(width.metric) > width.size + (2 if end.body[-1] in NEVER_FIRST else 0)
            if len(chain) > 2 and not closed:
                # lines built alike (坚持…，夯实…) are a list, and so are names with what stands behind them
                wide = wide or len({_first_mark(lines[k].body) for k in chain}) == 1
                wide = wide or 2 * sum(_NAMED.match(lines[k].body) is not None for k in chain) >= len(chain)
            if wide or (marks + 1) * _SPARSE < size:
                bad += len(chain)
            elif closed:
                if len(chain) > 1 or not self._may_be_title(first):
                    good += len(chain)
                    signs += sum(k in self.sure for k in chain)
            elif top and len(chain) > 1:
                good += len(chain)  # two full lines: no cell of a table, and nothing in the text is wider
            elif top and width.strict and marks:
                weak += 1  # the cell of a table set one below the other, or part of a list
            else:
                bad += 1
                good += len(chain) - 1
        if weak >= 6:
            good += weak
        else:
            bad += weak
        if bad * 2 > good or good + signs < self.evidence:
            return 0
        return good - 2 * bad + signs


def _first_mark(body: str) -> int:
    match = _PUNCTUATION.search(body)
    return match.start() if match else -1


def _shape(body: str) -> str:
    return re.sub(r"\d+", "0", "".join(body.split()))
