"""Rows of task tables as measures."""

from __future__ import annotations

import re

from .cadences import find_cadences
from .cells import Cell, cell_deadline, is_continuous, says_nothing
from .columns import OWNER_ROLES
from .deadlines import find_deadlines
from .draft import Draft
from .groups import Groups
from .orgs import split_names
from .owners import Group, parse_group
from .pieces import Piece
from .tables import Row, Table, fill
from .targets import find_targets
from .types import CadenceFound, DeadlineFound, OwnerFound, Segment, TargetFound

#: The points of a cell, and a point that is only a topic.
_POINT = re.compile(
    r"\s*(?:\d{1,2}[.、．]|（[\d一二三四五六七八九十]{1,2}）|[①-⑳]|[一二三四五六七八九十]{1,2}[是、])"
)
_TOPIC = re.compile(_POINT.pattern + r"[^，。；\d]{2,14}。")


class Rows(Groups):
    """Reads table rows: the task cell is the measure, the other cells its fields."""

    def row(self, piece: Piece) -> None:
        """Turn one row into measures; a row without a task goes on with the one before it, or says nothing."""
        table, row = self.rows[piece.start]
        if row.kind != "data":
            self.segment(piece, "frame", f"table.{row.kind}")
            return
        if table.idle:
            self.background(piece, "table.no-tasks")
            return
        norm = self.norm
        filled = fill(norm, table, row)
        of_role: dict[str, list[Cell]] = {}
        for role, cell in zip(table.roles, filled, strict=False):
            if cell.end > cell.start:
                of_role.setdefault(role, []).append(cell)
        details = of_role.get("detail", [])
        task = [*details, *of_role.get("task", [])][-1:]
        if not task:
            if not self._goes_on(piece, row, of_role):
                self.segment(piece, "frame", "table.row-without-task")
            return
        covered = self._measures(piece, table, task[0])
        for cell in details:
            if cell is not task[0]:
                beside = covered[0] if cell.start < task[0].start else covered[-1]
                self._detail(beside, cell)
        self._cells(of_role, covered)
        self.last_draft = self.drafts[-1]
        self.block_floor = self.item_floor = len(self.drafts)

    def _measures(self, piece: Piece, table: Table, cell: Cell) -> list[Draft]:
        """One measure for each sentence of the task; together they hold the whole row."""
        norm = self.norm
        parts: list[tuple[int, int]] = []
        last = cell.start
        for at in range(cell.start, cell.end):
            if norm[at] in "。；" and at + 1 < cell.end:
                parts.append((last, at + 1))
                last = at + 1
        parts.append((last, cell.end))
        parts = self._with_topics(parts)
        rule, doubt = ("table.row-guess", 0.3) if table.guessed else ("table.row", 0.05)
        first = len(self.drafts)
        for number, (a, b) in enumerate(parts):
            draft = Draft(
                piece.start if number == 0 else a, piece.end if number == len(parts) - 1 else b, rule, doubt,
                self.path[-1] if self.path else None, -piece.paragraph - 1, piece.paragraph,
            )  # fmt: skip
            draft.task = (a, b)
            self.fields(draft, a, b)
            self.drafts.append(draft)
            self.segments.append(Segment(draft.start, draft.end, "measure", draft.rule))
        return self.drafts[first:]

    def _with_topics(self, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join a topic (1.加强督办。) with the sentence behind it: in a cell both are one point."""
        out: list[tuple[int, int]] = []
        for a, b in parts:
            topic = out and _TOPIC.fullmatch(self.norm, *out[-1])
            if topic and not _POINT.match(self.norm, a, b):
                out[-1] = (out[-1][0], b)
            else:
                out.append((a, b))
        return out

    def _goes_on(self, piece: Piece, row: Row, of_role: dict[str, list[Cell]]) -> bool:
        """Below a task whose cell spans several rows: give its measures what this row adds, or return False."""
        own = {(cell.start, cell.end) for cell in row.filled}
        added = {
            role: [c for c in found if (c.start, c.end) in own]
            for role, found in of_role.items()
            if role in OWNER_ROLES or role in ("deadline", "cadence", "target")
        }
        before = self.segments[-1] if self.segments else None
        if row.between or row.vertical or "number" in of_role or not any(added.values()):
            return False
        if before is None or not before.rule.startswith(("table.row", "table.goes-on")):
            return False
        if before.label not in ("measure", "continuation") or self.last_draft is None:
            return False
        last = [draft for draft in self.drafts[-8:] if draft.paragraph == self.last_draft.paragraph]
        self._cells(added, last)
        self.segment(piece, "continuation", "table.goes-on")
        return True

    # --- cells ---------------------------------------------------------------------------------------------------------

    def _cells(self, of_role: dict[str, list[Cell]], covered: list[Draft]) -> None:
        """Give the measures what the cells beside the task say."""
        for role, found in of_role.items():
            for cell in found:
                if says_nothing(self.norm[cell.start : cell.end]):
                    continue
                if role in OWNER_ROLES:
                    self.cover(self._owners(cell, role), covered)
                elif role in ("deadline", "cadence"):
                    self._limit(cell, role, covered)
                elif role == "target":
                    for draft in covered:
                        draft.targets.extend(self._targets(cell))

    def _owners(self, cell: Cell, role: str) -> Group:
        text, norm = self.text, self.norm
        group = parse_group(text, norm, cell.start, cell.end, False) or Group()
        if not group.owners:
            for a, b in split_names(norm, cell.start, cell.end, loose=True) or [(cell.start, cell.end)]:
                group.owners.append(OwnerFound(text[a:b], "responsible", False, a, b, ""))
        name = OWNER_ROLES[role]
        rule = "owner.cell-leader" if role == "leader" else "owner.cell"
        group.owners = [
            OwnerFound(o.name, name if o.role == "responsible" else o.role, False, o.start, o.end, rule)
            for o in group.owners
        ]
        return group

    def _limit(self, cell: Cell, role: str, covered: list[Draft]) -> None:
        """A cell of a time limit: a date in a short form, a time limit as in a sentence, how often, or neither."""
        text, norm, start, end = self.text, self.norm, cell.start, cell.end
        own = cell_deadline(text, norm, start, end, self.base)
        deadlines = [own] if own else find_deadlines(text, norm, start, end, self.base)[0]
        cadences = find_cadences(text, norm, start, end) if own is None else []
        if not cadences and not deadlines and is_continuous(norm[start:end]):
            cadences = [CadenceFound(text[start:end], "continuous", start, end, "cadence.cell")]
        if not deadlines and not cadences and role == "deadline":
            deadlines = [DeadlineFound(text[start:end], None, None, start, end, "deadline.cell")]
        taken = [(d.start, d.end) for d in deadlines] + [(c.start, c.end) for c in cadences]
        targets = find_targets(text, norm, start, end, taken) if "，" in norm[start:end] else []
        for draft in covered:
            draft.limit(deadlines)
            draft.repeat(cadences)
            draft.targets.extend(targets)

    def _targets(self, cell: Cell) -> list[TargetFound]:
        """A cell of a target column: what the grammar finds in it, else the whole cell where it holds a figure."""
        text, start, end = self.text, cell.start, cell.end
        found = find_targets(text, self.norm, start, end, [])
        if not found and any(sign.isdigit() for sign in text[start:end]):
            found = [TargetFound(text[start:end], start, end, "target.cell")]
        return found

    def _detail(self, draft: Draft, cell: Cell) -> None:
        """What belongs to the task adds its figures, documents, limits and how often."""
        extra = Draft(cell.start, cell.end, draft.rule, 0.0, None, draft.item, draft.paragraph)
        self.fields(extra, cell.start, cell.end)
        draft.limit(extra.deadlines)
        draft.repeat(extra.cadences)
        draft.targets.extend(extra.targets)
        titles = {reference.title for reference in draft.references}
        draft.references.extend(r for r in extra.references if r.title not in titles)
