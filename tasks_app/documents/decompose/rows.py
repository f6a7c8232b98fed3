"""Rows of task tables as measures."""

from __future__ import annotations

from .cadences import find_cadences
from .deadlines import find_deadlines
from .draft import Draft
from .groups import Groups
from .orgs import is_org, split_names
from .owners import Group, parse_group
from .pieces import Piece
from .tables import TIME_CELL, Cell, Table, cells, fill, header_roles
from .targets import find_targets
from .types import OwnerFound, Segment
from .vertical import align, vertical_cells


class Rows(Groups):
    """Reads table rows: the task cell is the measure, the other cells its fields."""

    def row(self, piece: Piece) -> None:
        """Turn one row into measures, or into the roles of the columns when it is a header."""
        norm, text = self.norm, self.text
        vertical = piece.rule == "table.vertical"
        row = (vertical_cells if vertical else cells)(norm, piece.start, piece.end)
        roles = header_roles(norm, row)
        if roles is not None:
            self.table = Table(roles)
            self.segment(piece, "frame", "table.header")
            return
        if self.table is None:
            self.table = Table(_guess_roles(norm, row))
        if vertical:
            row = align(norm, self.table.roles, row)
        filled = fill(norm, self.table, row)
        role_of = self.table.roles
        task = [
            c for i, c in enumerate(filled) if i < len(role_of) and role_of[i] == "task" and c.end > c.start
        ]
        if not task:
            self.segment(piece, "frame", "table.row-without-task")
            return
        first = len(self.drafts)
        parts: list[tuple[int, int]] = []
        for cell in task[-1:]:
            last = cell.start
            for at in range(cell.start, cell.end):
                if norm[at] in "。；" and at + 1 < cell.end:
                    parts.append((last, at + 1))
                    last = at + 1
            parts.append((last, cell.end))
        for number, (a, b) in enumerate(parts):
            draft = Draft(
                piece.start if number == 0 else a, piece.end if number == len(parts) - 1 else b, "table.row", 0.05,
                self.path[-1] if self.path else None, -piece.paragraph - 1, piece.paragraph,
            )  # fmt: skip
            self.fields(draft, a, b)
            self.drafts.append(draft)
            self.segments.append(Segment(draft.start, draft.end, "measure", draft.rule))
        covered = self.drafts[first:]
        for index, cell in enumerate(filled):
            role = role_of[index] if index < len(role_of) else ""
            if cell.end <= cell.start or role not in ("lead", "co", "who", "time"):
                continue
            if role == "time":
                group = Group(times=[(cell.start, cell.end)])
                self.cover(group, covered)
                extra, _ = find_deadlines(text, norm, cell.start, cell.end, self.base)
                taken = [(d.start, d.end) for d in extra] + [
                    (c.start, c.end) for c in find_cadences(text, norm, cell.start, cell.end)
                ]
                targets = (
                    find_targets(text, norm, cell.start, cell.end, taken)
                    if "，" in norm[cell.start : cell.end]
                    else []
                )
                for draft in covered:
                    draft.targets.extend(targets)
                continue
            group = parse_group(text, norm, cell.start, cell.end, False) or Group()
            if not group.owners:
                for a, b in split_names(norm, cell.start, cell.end, loose=True) or [(cell.start, cell.end)]:
                    group.owners.append(OwnerFound(text[a:b], "responsible", False, a, b, "owner.cell"))
            name = {"lead": "lead", "co": "co", "who": "responsible"}[role]
            group.owners = [
                OwnerFound(
                    o.name, name if o.role == "responsible" else o.role, False, o.start, o.end, "owner.cell"
                )
                for o in group.owners
            ]
            self.cover(group, covered)
        self.last_draft = self.drafts[-1]
        self.block_floor = self.item_floor = len(self.drafts)


def _guess_roles(norm: str, row: list[Cell]) -> list[str]:
    """Roles of the columns of a table without a header: the longest cell is the task, cells of units own it."""
    texts = [norm[c.start : c.end] for c in row]
    longest = max(range(len(texts)), key=lambda i: len(texts[i]))
    roles = []
    for index, value in enumerate(texts):
        if index == longest:
            roles.append("task")
        elif value.isdigit():
            roles.append("number")
        elif TIME_CELL.search(value) and len(value) < 20:
            roles.append("time")
        elif is_org(value) or "、" in value:
            roles.append("who")
        else:
            roles.append("")
    return roles
