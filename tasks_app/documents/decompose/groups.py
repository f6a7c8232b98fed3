"""Brackets and label lines that name units and time limits, and which measures they hold for."""

from __future__ import annotations

import re

from .cadences import find_cadences
from .cells import TIME_CELL, cell_deadline
from .deadlines import find_deadlines
from .draft import Draft
from .orgs import is_org, split_names
from .owners import Group, label_role, parse_group
from .pieces import Piece
from .state import State
from .types import CadenceFound, DeadlineFound, OwnerFound, Segment

LABEL_LINE = re.compile(r"^【?(?P<label>[\u4e00-\u9fff]{2,12})(?:】\s*：?|：)")
_LABEL_END = re.compile("[】：]")
TRAILING = re.compile(r"[（【](?P<in>[^（）【】]*(?:（[^（）【】]{1,16}）[^（）【】]*)*)[）】][。；]?$")
#: （县水利局供稿）, （记者：李明）, （县水利局）at the end of a report: where it comes from, not who acts.
_SOURCE = re.compile(r"（[^（）。；，]{2,30}）。?")
#: 县发改局牵头，县财政局配合: every clause ends with what the units before it do.
_UNIT_LINE = re.compile(
    r"(?:[，；]?(?:(?![要应须])[\u4e00-\u9fff（）、]){3,90}?(?:牵头|负责|配合|参与|协助|落实|办理|承办)(?=，|；|$))+"
)
MAX_UNIT_LINE = 160
#: Label lines in a row that are still read; a document has a handful.
MAX_LABEL_LINES = 40


class Groups(State):
    """Reads units and limits that stand apart from the sentence."""

    def label_line(self, piece: Piece) -> re.Match[str] | None:
        """Match the label (责任单位：) that the piece opens with."""
        norm, start = self.norm, piece.body
        if _LABEL_END.search(norm, start, min(piece.end, start + 14)) is None:
            return None
        return LABEL_LINE.match(norm[start : min(piece.end, start + 20)])

    def trailing_group(self, start: int, end: int) -> Group | None:
        """Read a bracket at the end of a sentence as owners."""
        norm = self.norm
        if norm[end - 1] not in "）】" and (end < 2 or norm[end - 2] not in "）】"):
            return None
        at = max(start, end - 420)
        match = TRAILING.search(self.norm[at:end])
        if match is None:
            return None
        return parse_group(
            self.text, self.norm, at + match.start("in"), at + match.end("in"), self.first_leads
        )

    def brackets_or_label(self, piece: Piece) -> bool:
        """Handle a piece that only names units or time limits; return True when it was one."""
        norm = self.norm
        if piece.marker is not None and not self.label_line(piece):
            return False
        head = norm[piece.body]
        if self.news and piece.closes and not piece.opens and _SOURCE.fullmatch(norm, piece.start, piece.end):
            self.segment(piece, "noise", "noise.page")  # who sent the report
            return True
        group: Group | None = None
        block = False
        if head in "（【":
            close = norm.find("）" if head == "（" else "】", piece.start, piece.end)
            label = LABEL_LINE.match(norm[piece.start : min(piece.end, piece.start + 16)])
            if head == "【" and label and label_role(label.group("label")):
                inner_end = piece.end
                while (
                    inner_end > piece.start
                    and norm[inner_end - 1] in "。；】"
                    and "【" not in norm[piece.start + 1 : inner_end - 1]
                ):
                    inner_end -= 1
                group = parse_group(
                    self.text,
                    norm,
                    piece.start + 1 if norm[inner_end : inner_end + 1] == "】" else piece.start,
                    inner_end,
                    self.first_leads,
                )
                block = True
            elif close >= 0:
                inner_end = piece.end
                while inner_end > piece.start and norm[inner_end - 1] in "。；":
                    inner_end -= 1
                if norm[inner_end - 1] in "）】":
                    inner_end -= 1
                    group = parse_group(self.text, norm, piece.start + 1, inner_end, self.first_leads)
        else:
            match = self.label_line(piece)
            role = label_role(match.group("label")) if match else None
            if (
                match and role and piece.body + match.end() >= piece.end
            ):  # 责任单位： with the names on lines of their own
                self.open_label = role
                self.segment(
                    piece,
                    "continuation" if self.drafts and self.last_draft else "frame",
                    "continuation.units",
                )
                return True
            if match and role:
                group = parse_group(self.text, norm, piece.body, piece.end, self.first_leads)
                block = True
                if group is None and role == "time":
                    return False
                self.time_paragraph = piece.paragraph if role == "time" else -1
            elif (
                self.in_labels
                and self.time_paragraph == piece.paragraph
                and TIME_CELL.search(norm[piece.start : min(piece.end, piece.start + 8)])
            ):  # 进度安排：6月底前…；12月底前…
                found = find_deadlines(self.text, norm, piece.start, piece.end, self.base)[0]
                for draft in self.drafts[self.label_floor :]:
                    draft.deadlines.extend(found)
                self.segment(piece, "continuation" if self.last_draft else "frame", "continuation.units")
                return True
            elif self.open_label and piece.marker is None:
                group = self._below_label(piece)
                block = group is not None
        if group is None and piece.opens and piece.closes and self.last_draft is not None:
            group = self._unit_line(piece)
            block = group is not None
        if group is None:
            self.open_label = ""
            return False
        self.first_leads = self.first_leads or group.first_leads
        self._apply(group, piece, block)
        self.segment(
            piece, "continuation" if self.drafts and self.last_draft else "frame", "continuation.units"
        )
        return True

    def says_who_or_when(self, start: int, end: int) -> bool:
        """Tell whether a short line without a stop is only names or a time limit, as below a label."""
        norm = self.norm
        if end - start <= 14 and TIME_CELL.search(norm, start, end):
            return True
        names = split_names(norm, start, end) if end - start <= 30 else None
        return names is not None and all(is_org(norm[a:b]) for a, b in names)

    def _below_label(self, piece: Piece) -> Group | None:
        """Read a line below 责任单位： or 完成时限： as what belongs there."""
        norm, start, end = self.norm, piece.start, piece.end
        while end > start and norm[end - 1] in "。；、，":
            end -= 1
        if end - start > MAX_UNIT_LINE:
            return None
        if self.open_label == "time":
            return Group(times=[(start, end)]) if TIME_CELL.search(norm, start, end) else None
        names = split_names(norm, start, end)
        if not names or not all(is_org(norm[a:b]) for a, b in names):
            return None
        role = {"lead": "lead", "co": "co"}.get(self.open_label, "responsible")
        return Group([OwnerFound(self.text[a:b], role, False, a, b, "owner.label") for a, b in names])

    def _unit_line(self, piece: Piece) -> Group | None:
        """Read a line that only says who leads or helps, without label or brackets: 县发改局牵头，县财政局配合。"""
        norm = self.norm
        end = piece.end
        while end > piece.start and norm[end - 1] in "。；":
            end -= 1
        if end - piece.start > MAX_UNIT_LINE or not _UNIT_LINE.fullmatch(norm, piece.start, end):
            return None
        group = parse_group(self.text, norm, piece.start, end, self.first_leads, bare=False)
        return group if group and all(is_org(o.name) for o in group.owners) else None

    def _apply(self, group: Group, piece: Piece, block: bool) -> None:
        """Give the owners and limits of a group to the measures they hold for."""
        if block:
            if not self.in_labels:
                self.label_floor, self.label_lines = self.block_floor, 0
            self.label_lines += 1
            self.in_labels = True
            covered = self.drafts[self.label_floor :] if self.label_lines <= MAX_LABEL_LINES else []
            self.block_floor = self.item_floor = len(self.drafts)
        else:
            covered = [d for d in self.drafts[self.item_floor :] if d.item == piece.item]
            if piece.opens and piece.closes and self.path:
                covered = self.drafts[self._bracket_floor() :]
            else:
                covered = self.whole_list(covered, piece)
            self.item_floor = self.block_floor = len(self.drafts)
        if not covered and group.owners:
            covered = self.promote(piece)
        self.cover(group, covered)
        if self.path and not block and self.headings[self.path[-1]].item == piece.item:
            owners = self.headings[self.path[-1]].owners
            names = {o.name for o in owners}
            owners.extend(o for o in group.owners if o.name not in names)

    def whole_list(self, covered: list[Draft], piece: Piece) -> list[Draft]:
        """Add the points that a bracket at the end of the last one holds for as well.

        These are the points before it in the same list (they end with a semicolon) and, where the bracket stands deeper
        than brackets usually do in this document, everything under the heading of the usual level; those that name
        somebody themselves are left alone.
        """
        drafts = self.drafts
        first = len(drafts) - len(covered)
        if not covered or first < 0 or drafts[first] is not covered[0]:
            return covered
        level = len(self.path)
        usual = min(self.bracket_levels, default=level)
        floor = first
        if level > usual > 0:
            if piece.closes:
                floor = max(self.deep_floor, self.headings[self.path[usual - 1]].first_draft)
            self.deep_floor = len(drafts)
        else:
            self.bracket_levels.add(level)
        while (
            first > 0
            and (drafts[first - 1].carried or not drafts[first - 1].owners)
            and (
                first > floor
                or (
                    self.norm[drafts[first - 1].end - 1] == "；"
                    and drafts[first - 1].item != drafts[first].item
                    and drafts[first - 1].node == drafts[first].node
                )
            )
        ):
            first -= 1
        return drafts[first:]

    def _bracket_floor(self) -> int:
        """First measure that a bracket in a paragraph of its own holds for.

        Documents put these brackets under headings of one level; where the bracket stands deeper than usual (after
        sub-items) it holds for everything under the heading of the usual level.
        """
        level = len(self.path)
        usual = min(self.bracket_levels, default=level)
        if level <= usual:
            self.bracket_levels.add(level)
            return max(self.block_floor, self.headings[self.path[-1]].first_draft)
        floor = max(self.deep_floor, self.headings[self.path[usual - 1]].first_draft)
        self.deep_floor = len(self.drafts)
        return floor

    def promote(self, piece: Piece) -> list[Draft]:
        """A sentence without a known verb that is followed by its units is a measure after all."""
        before = self.unordered
        if (
            before is None
            or before.item != piece.item
            or not self.segments
            or self.segments[-1].start != before.start
        ):
            return []
        self.segments.pop()
        rule = "measure.followed-by-units"
        draft = Draft(
            before.start,
            before.end,
            rule,
            0.4,
            self.path[-1] if self.path else None,
            before.item,
            before.paragraph,
        )
        self.fields(draft, before.body, before.end)
        self.drafts.append(draft)
        self.segments.append(Segment(before.start, before.end, "measure", rule))
        self.last_draft = draft
        self.item_floor = self.block_floor = len(self.drafts)
        return [draft]

    def _limits(self, start: int, end: int) -> list[DeadlineFound]:
        """Read a time limit that stands alone: a bare date needs no 前 or 完成 beside it."""
        norm = self.norm
        a = norm.find("：", start, end) + 1 or start
        b = end
        while b > a and norm[b - 1] in "。；， ）】":
            b -= 1
        while a < b and norm[a].isspace():
            a += 1
        if norm.endswith(("完成", "办结"), a, b) and b - a > 4:
            b -= 2
        own = cell_deadline(self.text, norm, a, b, self.base)
        return [own] if own else find_deadlines(self.text, norm, start, end, self.base)[0]

    def cover(self, group: Group, covered: list[Draft]) -> None:
        """Add what a group says to every measure it holds for."""
        deadlines: list[DeadlineFound] = []
        cadences: list[CadenceFound] = []
        for a, b in group.times:
            deadlines += self._limits(a, b)
            cadences += find_cadences(self.text, self.norm, a, b)
        for draft in covered:
            if draft.carried and group.owners:
                draft.carried = False
            draft.own(group.owners)
            draft.limit(deadlines)
            draft.repeat(cadences)
            if self.default_limit and group.owners and not group.times:
                draft.limit(self.default_limit)
