"""Headings: their place in the outline, the section they open, and the units and dates they name for all below."""

from __future__ import annotations

import datetime
import re

from .cells import cell_deadline
from .deadlines import find_deadlines
from .draft import Heading
from .headings import section_of
from .pieces import Piece
from .result import Result
from .types import DeadlineFound

_DIGIT = re.compile(r"\d")
_ASIDE = re.compile(r"（(?P<in>[^（）]{2,30})）$")
_YEAR_TITLE = re.compile(r"(20\d\d)年")
#: Sections of a report on rectification that speak of the time ahead.
_AHEAD = re.compile(r"下一?步|今后|接下来|打算|努力方向|工作安排|(?:工作|有关|整改)要求|持续整改|继续整改")


class Titles(Result):
    """Enters headings."""

    def heading(self, piece: Piece) -> None:
        """Open a node of the outline; everything of the node before it is closed."""
        norm = self.norm
        while self.path and self.headings[self.path[-1]].depth >= piece.depth:
            self.path.pop()
        parent = self.path[-1] if self.path else None
        body, end = piece.body, piece.end
        title_end = end
        while title_end > body and norm[title_end - 1] in "。；：！ ":
            title_end -= 1
        while body < title_end and norm[body].isspace():
            body += 1
        title = norm[body:title_end]
        section = section_of(title) if len(title) <= 60 else ""
        if not section and parent is not None and self.headings[parent].section != "goal":
            section = self.headings[parent].section
        if self.reports and section in ("", "done"):
            section = "normal" if _AHEAD.search(title) else section or "done"
        marker = self.text[piece.start : piece.body]
        heading = Heading(
            len(self.path) + 1, piece.depth, marker, body, title_end, piece.start, end, parent,
            f"outline.{piece.marker.kind if piece.marker and marker else 'topic'}".replace("yao", "shi"), section,
        )  # fmt: skip
        group = self.trailing_group(piece.start, piece.end)
        if group is not None:
            heading.owners = list(group.owners)
            self.first_leads = self.first_leads or group.first_leads
        if _DIGIT.search(title) and ("（" in title or section == "goal"):
            dates, _ = find_deadlines(self.text, norm, body, end, self.base)
            aside = _ASIDE.search(norm, body, title_end)
            if aside and not dates:  # 巩固提升阶段（10月）
                own = cell_deadline(self.text, norm, *aside.span("in"), self.base)
                dates = [own] if own else []
            heading.deadlines = [d for d in dates if d.date]
            year = _YEAR_TITLE.match(title)
            if year and section == "goal" and not heading.deadlines:
                heading.deadlines = [
                    DeadlineFound(
                        self.text[body : body + 5],
                        datetime.date(int(year.group(1)), 12, 31),
                        None,
                        body,
                        body + 5,
                        "deadline.heading-year",
                    )
                ]
        self.headings.append(heading)
        self.path.append(len(self.headings) - 1)
        self.segment(piece, "heading", heading.rule)
        self.block_floor = self.item_floor = len(self.drafts)
        self.runner, self.last_draft = [], None
        self.lead_owners = []
        self.goal_open, self.prefix_section, self.in_annex = False, "", False
        if piece.marker is not None and piece.marker.kind == "word" and marker.startswith("问题"):
            self.prefix_section = "problem"
            self.describes = self.labelled
        heading.first_draft, heading.item = len(self.drafts), piece.item
        self.ordered = False
