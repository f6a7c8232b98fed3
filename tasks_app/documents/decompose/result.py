"""From working records to the frozen result."""

from __future__ import annotations

from .draft import Draft
from .running import Running
from .soft import is_soft
from .tables import found_tables
from .types import Decomposition, MeasureFound, Node, OwnerFound


class Result(Running):
    """Closes the outline and freezes the measures."""

    def freeze(self) -> Decomposition:
        text, norm = self.text, self.norm
        nodes = []
        ends = [len(text)] * len(self.headings)
        open_: list[int] = []
        for index, heading in enumerate(self.headings):
            while open_ and self.headings[open_[-1]].level >= heading.level:
                ends[open_.pop()] = heading.start
            open_.append(index)
        last_end = self.segments[-1].end if self.segments else len(text)
        for index, heading in enumerate(self.headings):
            end = min(ends[index], last_end)
            while end > heading.end and text[end - 1].isspace():
                end -= 1
            nodes.append(
                Node(
                    heading.level, heading.marker, text[heading.title_start : heading.title_end], heading.start, end,
                    heading.title_start, heading.title_end, heading.parent, heading.rule,
                )
            )  # fmt: skip
        measures = []
        for draft in self.drafts:
            self._inherit(draft)
            dated = any(d.date for d in draft.deadlines) or bool(draft.targets) or bool(draft.cadences)
            soft = is_soft(norm, draft.start, draft.end, dated, bool(draft.owners))
            measures.append(
                MeasureFound(
                    draft.start, draft.end, soft, self.kinds.suggest(norm[draft.start : draft.end]),
                    min(1.0, draft.doubt + (0.1 if soft else 0.0)), draft.rule, draft.node,
                    tuple(draft.owners), tuple(draft.deadlines), tuple(draft.cadences), tuple(draft.targets), tuple(draft.references),
                    draft.task,
                )
            )  # fmt: skip
        return Decomposition(
            text, self.reference, tuple(nodes), tuple(measures), tuple(self.segments), found_tables(text, self.tables)
        )  # fmt: skip

    def _inherit(self, draft: Draft) -> None:
        """Take from the headings above what the measure does not say: owners (marked inherited) and time limits."""
        index = draft.node
        while index is not None:
            heading = self.headings[index]
            if not draft.owners and heading.owners:
                draft.own(
                    [
                        OwnerFound(o.name, o.role, True, o.start, o.end, "owner.heading")
                        for o in heading.owners
                    ]
                )
            if heading.deadlines and not any(d.date for d in draft.deadlines):
                draft.deadlines.extend(heading.deadlines)
            index = heading.parent
