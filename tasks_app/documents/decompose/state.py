"""What the walk through a document remembers, and the two things every step does: find fields, label a piece."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from .cadences import CADENCE_BIT, find_cadences
from .columns import NO_COLUMNS, Columns, Names
from .dates import DateBase, read_base
from .deadlines import DATE_BIT, find_deadlines
from .draft import Draft, Heading
from .kinds import DEFAULT_KIND_RULES, DEFAULT_SUGGESTER, KindRule, KindSuggester
from .normalize import normalize
from .pieces import Piece
from .signals import prefix_pattern, signal, signals
from .tables import Row, Table
from .targets import TARGET_BIT, find_targets
from .types import DeadlineFound, OwnerFound, ReferenceFound, Segment, Workdays

#: 未注明完成时限的，均为2025年12月底前完成: the limit of every measure that has units and none of its own.
_DEFAULT_LIMIT = re.compile(
    r"(?:未|没有)(?:注明|明确|标注|标明|规定)[^，。；（）]{0,6}(?:时限|时间|期限)[^，。；（）]{0,8}，(?P<limit>[^，。；（）]{2,40})"
)
_UNSAID = prefix_pattern(_DEFAULT_LIMIT, 3)
REFERENCE = re.compile(r"《[^《》]{2,80}(?:《[^《》]{1,60}》[^《》]{0,40})?》")
_REFERENCE_BIT = signal(REFERENCE)
#: 《…》确定的任务 says where something stands; it is neither carried out nor produced here.
_WHERE_IT_STANDS = re.compile(
    r"中?所?(?:确定|明确|提出|规定|部署|列出|下达|涉及)的|(?:各项)?(?:重点|主要)?(?:目标任务|工作任务)|的(?:责任|牵头)单位"
)
#: What is done with a document; 《方案》 alone means the one that is being read, unless something is done with it.
_DONE_WITH = re.compile(
    r"(?:落实|执行|贯彻|按照?|对照|依照|遵循|遵守|学习|制定|修订|修改|完善|编制|出台|印发|起草|宣传|实施)(?:好|了|完善)?$"
)
_SHORT_TITLE = re.compile(
    r"《(?:工作|实施|行动)?(?:方案|通知|意见|办法|计划|规定|要点|细则|条例|决定|报告|纲要|清单)》"
)
_PAPER = re.compile(r"[证照]》$")


class State:
    """The state of one run over one text."""

    def __init__(
        self,
        text: str,
        reference: datetime.date | None,
        workdays: Workdays | None,
        kind_rules: Iterable[KindRule],
        columns: Columns = NO_COLUMNS,
    ) -> None:
        self.text = text
        self.norm = normalize(text)
        self.reference = reference
        self.base: DateBase = read_base(self.norm, reference, workdays)
        self.kinds = DEFAULT_SUGGESTER if kind_rules is DEFAULT_KIND_RULES else KindSuggester(kind_rules)
        self.headings: list[Heading] = []
        self.drafts: list[Draft] = []
        self.segments: list[Segment] = []
        self.path: list[int] = []  # open headings
        self.first_leads = False
        said = _DEFAULT_LIMIT.search(self.norm) if self.base.reference and _UNSAID.search(self.norm) else None
        self.default_limit = (
            find_deadlines(text, self.norm, *said.span("limit"), self.base)[0] if said else []
        )
        self.block_floor = 0  # drafts from here on take the next block of label lines
        self.item_floor = 0  # drafts from here on take the next bracket of their item
        self.in_labels = False
        self.names = Names(columns)
        self.rows: dict[int, tuple[Table, Row]] = {}  # by the offset at which the row begins
        self.tables: list[Table] = []
        self.runner: list[OwnerFound] = []
        self.runner_item = -1
        self.last_draft: Draft | None = None
        self.ordered = False
        self.goal_open = False
        self.goal_dates: list[DeadlineFound] = []
        self.problem_series = 0
        self.problem_until = -1
        self.preamble = False
        self.describes = False  # below 问题一：… up to its 整改目标 or 整改措施
        self.labelled = False  # the document has such labels
        self.speech = False
        self.news = False  # reports a meeting
        self.peroration = False  # after the last point of a speech
        self.reports = False  # tells what was done (整改情况的报告)
        self.prefix_section = ""
        self.bracket_levels: set[int] = set()
        self.in_annex = False
        self.lead_owners: list[
            OwnerFound
        ] = []  # subject of 县教育局要做好以下工作：, for the points that follow
        self.lead_series = 0
        self.unordered: Piece | None = None  # the last sentence in which no order was found
        self.first_heading = -1
        self.problem_depth = 0
        self.label_floor = 0  # first measure the label lines of the present run hold for
        self.label_lines = 0
        self.time_paragraph = -1  # paragraph of the last label of a time limit
        self.open_label = ""  # role of a label whose names stand on the lines below it
        self.deep_floor = 0

    def segment(self, piece: Piece, label: str, rule: str) -> None:
        self.segments.append(Segment(piece.start, piece.end, label, rule))

    def background(self, piece: Piece, rule: str) -> None:
        self.segment(piece, "background", rule)

    def fields(self, draft: Draft, start: int, end: int, known: int | None = None) -> None:
        """Fill in what ``norm[start:end]`` says about when, how often and how much; ``known`` are its signals."""
        text, norm = self.text, self.norm
        signs = signals(norm[start:end]) if known is None else known
        services: list[tuple[int, int]] = []
        taken: list[tuple[int, int]] = []
        if signs & DATE_BIT or self.base.periods:
            draft.deadlines, services = find_deadlines(text, norm, start, end, self.base)
            taken = [(d.start, d.end) for d in draft.deadlines]
        if signs & CADENCE_BIT:
            draft.cadences = find_cadences(text, norm, start, end)
            taken += [(c.start, c.end) for c in draft.cadences]
        if signs & TARGET_BIT or services:
            taken.sort()
            draft.targets = find_targets(text, norm, start, end, taken, services)
        if signs & _REFERENCE_BIT:
            seen: set[str] = set()
            for match in REFERENCE.finditer(norm, start, end):
                title = text[match.start() : match.end()]
                if title not in seen and self._bears(match, start, end):
                    seen.add(title)
                    draft.references.append(
                        ReferenceFound(title, match.start(), match.end(), "reference.title-marks")
                    )

    def _bears(self, match: re.Match[str], start: int, end: int) -> bool:
        """Tell whether a title is that of a document to be carried out or produced."""
        norm = self.norm
        if _PAPER.search(norm, match.start(), match.end()) or _WHERE_IT_STANDS.match(norm, match.end(), end):
            return False
        short = _SHORT_TITLE.match(norm, match.start(), match.end())
        return not short or _DONE_WITH.search(norm[max(start, match.start() - 6) : match.start()]) is not None
