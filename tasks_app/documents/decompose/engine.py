"""Decomposition: text -> outline, measures with their fields, and a label for every piece of the text."""

from __future__ import annotations

import datetime
import gc
import re
from collections.abc import Iterable

from .cadences import find_cadences
from .classify import MODAL, TENSE, Context, judge
from .deadlines import DateBase, find_deadlines, read_base
from .draft import Draft, Heading
from .headings import choose, section_of
from .kinds import DEFAULT_KIND_RULES, DEFAULT_SUGGESTER, KindRule, KindSuggester
from .noise import frame_rule, looks_like_title
from .normalize import normalize
from .orgs import is_org
from .owners import Group, label_role, parse_group
from .pieces import Piece, cut
from .soft import is_soft
from .subjects import sentence_owners
from .tables import Table, cells, fill, header_roles
from .targets import find_targets
from .types import (
    Decomposition,
    MeasureFound,
    Node,
    OwnerFound,
    ReferenceFound,
    Segment,
    Workdays,
)

_REFERENCE = re.compile(r"《[^《》]{2,80}(?:《[^《》]{1,60}》[^《》]{0,40})?》")
_LABEL_LINE = re.compile(r"^【?(?P<label>[\u4e00-\u9fff]{2,12})(?:】\s*：?|：)")
_TRAILING = re.compile(r"[（【](?P<in>[^（）【】]*(?:（[^（）【】]{1,16}）[^（）【】]*)*)[）】][。；]?$")
_PREFIX = re.compile(r"^(?:【?(?P<word>整改目标|工作目标|目标任务|目标|问题表现|主要问题|具体问题|存在问题|反馈问题|问题|原因分析|整改进展|整改情况|进展情况|整改结果|整改成效|整改完成情况|具体措施|整改措施|工作措施|措施|任务|工作任务|工作要求|整改落实情况|完成情况|目前进展|落实情况)(?:\d{0,2})】?：|【(?P<boxed>[^】]{2,8})】)")
_PROBLEM_LEAD = re.compile(r"(?:问题|不足|短板|差距|现象|表现|原因|毛病|倾向)[^。；]{0,30}：$|(?:问题|不足|短板|差距|现象|原因)(?:主要)?(?:是|有|在于|集中在|表现在|体现在)?[^。；，]{0,12}[：:]?$|有[几三两四五]种现象|差距在哪里？$|(?:一些|不少|几个|突出|[几两三四五]个)(?:方面)?(?:的)?(?:问题|短板)")
_SIGNATURE = re.compile(r"^[\u4e00-\u9fffⅰ×〇]{2,30}(?:\s+\d{4}年\d{1,2}月\d{1,2}日.*)?$")
_CONDITIONAL = re.compile(r"^(?:对|凡|遇|如|若|因|发现|出现|存在|逾期|对于|一旦|未)")
_CARRY_HEAD = re.compile(
    r"^(?:(?:会后|同时|此外|另外|当前|今年|并|并且|还|也|年底前?|年内|[^，]{2,14}(?:期间|前|时|后|以前))，?)*(?:要|应当?|必须|务必|不得|严禁|每[年月周日天季半]|按[月季]|及时|定期|切实|积极|进一步|全面|深入|认真|着力|大力|加快)"
)
_PUBLIC = re.compile(r"^(?:各|全)|政府|部门|地区|党委|党组|领导|干部|机关|[局委办署厅院部会组室]$|组织$|书记|成员$|同志$")
_PURPOSE = re.compile(r"^(?:有效|坚决|加快|着力|切实|重点|努力)?(?:解决|纠正|破解|克服|防止)[^，。]{2,40}问题。$")
_OTHER_SUBJECT = re.compile(r"^[^，]{2,24}?(?<![需重主只必还也都就将并])(?:要|应|须|必须|不得|由)")


def decompose(
    text: str,
    *,
    reference_date: datetime.date | None = None,
    workdays: Workdays | None = None,
    kind_rules: Iterable[KindRule] = DEFAULT_KIND_RULES,
) -> Decomposition:
    """Decompose a document.

    ``text`` is any string; ``reference_date`` is the document's date, against which relative dates are read (None
    leaves them undated); ``workdays`` offers ``add_workdays(date, n)``, Monday to Friday otherwise; ``kind_rules``
    suggest the kind of work. Never raises on any text; time and memory are linear in its length.
    """
    # The records made here hold no cycles, so the collector would only walk them again and again: pause it. Where
    # another thread switches it back on meanwhile, nothing but speed is lost.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Engine(text, reference_date, workdays, kind_rules).run()
    finally:
        if collecting:
            gc.enable()


class _Engine:
    """One run over one text."""

    def __init__(
        self, text: str, reference: datetime.date | None, workdays: Workdays | None, kind_rules: Iterable[KindRule]
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
        self.block_floor = 0  # drafts from here on take the next block of label lines
        self.item_floor = 0  # drafts from here on take the next bracket of their item
        self.in_labels = False
        self.table: Table | None = None
        self.runner: list[OwnerFound] = []
        self.runner_item = -1
        self.last_draft: Draft | None = None
        self.ordered = False
        self.goal_open = False
        self.goal_dates: list = []
        self.problem_series = 0
        self.problem_until = -1
        self.preamble = False
        self.speech = False
        self.prefix_section = ""
        self.bracket_levels: set[int] = set()

    # --- the walk ---------------------------------------------------------------------------------------------------

    def run(self) -> Decomposition:
        norm = self.norm
        pieces = cut(norm)
        content = [self._is_content(p) for p in pieces]
        chosen = choose(norm, pieces, content)
        self.first_heading = min(chosen, default=-1)
        self.speech = bool(_RE_1.search(norm[:600]))
        opened = False
        last_text = max((i for i, p in enumerate(pieces) if p.kind == "" and norm[p.end - 1] in "。；！"), default=-1)
        for index, piece in enumerate(pieces):
            self.preamble = index < self.first_heading
            if piece.kind == "noise":
                self._segment(piece, "noise", piece.rule)
                continue
            if piece.kind == "row":
                self._row(piece)
                opened = True
                continue
            self.table = None if piece.opens and piece.marker is None else self.table
            if self._problem(piece, index, chosen):
                self._background(piece, "background.problem-list")
                continue
            if index in chosen and not (self.in_annex and piece.marker and piece.marker.kind != "cn"):
                self._heading(piece)
                opened = True
                continue
            if self._brackets_or_label(piece):
                continue
            self.in_labels = False
            frame = self._frame(piece, opened, index > last_text)
            if frame:
                self._segment(piece, "frame", frame)
                if norm[piece.end - 1] == "：":
                    self._after_lead(piece)
                continue
            opened = opened or norm[piece.end - 1] in "。；！"
            self._sentence(piece)
        return self._freeze()

    def _is_content(self, piece: Piece) -> bool:
        """Cheap test for the choice of headings: a sentence that is neither noise nor a list of units."""
        if piece.kind == "noise":
            return False
        if piece.kind == "row":
            return True
        norm = self.norm
        head = norm[piece.start]
        if head in "（【" and piece.marker is None and norm[piece.end - 1] in "）】。；":
            return False
        match = _LABEL_LINE.match(norm[piece.start : min(piece.end, piece.start + 20)])
        if match and label_role(match.group("label")):
            return False
        return True

    def _segment(self, piece: Piece, label: str, rule: str) -> None:
        self.segments.append(Segment(piece.start, piece.end, label, rule))

    def _background(self, piece: Piece, rule: str) -> None:
        self._segment(piece, "background", rule)

    # --- frames, problems, headings ---------------------------------------------------------------------------------

    def _frame(self, piece: Piece, opened: bool, after_text: bool) -> str | None:
        if piece.marker is not None:
            return "frame.annex-list" if self.in_annex and piece.end - piece.start < 80 else None
        line = self.norm[piece.start : piece.end]
        if len(line) <= 260:
            rule = frame_rule(line)
            if rule == "frame.annex":
                self.in_annex = True
            if rule and not (rule == "frame.attendance" and not piece.opens):
                if rule in ("frame.agenda", "frame.lead") and _RE_2.search(line):
                    return None
                return rule
        if piece.opens and piece.closes and line[-1] not in "。；！，？：":
            if self.in_annex:
                return "frame.annex-list"
            if not opened and len(line) <= 80:
                return "frame.title" if looks_like_title(line) else "frame.head"
            if after_text and (_SIGNATURE.match(line) or len(line) <= 40) and not _REFERENCE.search(line):
                return "frame.signature"
            if len(line) <= 60 and looks_like_title(line) and not _RE_3.search(line):
                return "frame.title"
        elif piece.opens and not opened and line[-1] == "：" and len(line) <= 200:
            return "frame.head"
        return None

    in_annex = False

    def _problem(self, piece: Piece, index: int, chosen: set[int]) -> bool:
        """Series that list problems (问题主要有：一是…二是…) are background, markers and all."""
        if self.problem_until < 0:
            return False
        if piece.marker is None:
            if piece.paragraph != self.problem_until:
                self.problem_until, self.problem_series = -1, 0
            return False
        if self.problem_series == 0 and MODAL.search(self.norm, piece.body, piece.end) and sentence_owners(self.text, self.norm, piece.body, piece.end):
            self.problem_until = -1
            return False
        if self.problem_series == 0:
            if piece.marker.kind in ("cn", "part") or (piece.marker.ordinal > 1):
                self.problem_until = -1
                return False
            self.problem_series = piece.series
            self.problem_depth = piece.depth
        if piece.series == self.problem_series or piece.depth > self.problem_depth:
            self.problem_until = piece.paragraph
            chosen.discard(index)
            return True
        self.problem_until, self.problem_series = -1, 0
        return False

    problem_depth = 0

    def _after_lead(self, piece: Piece) -> None:
        line = self.norm[piece.start : piece.end]
        if _PROBLEM_LEAD.search(line):
            self.problem_until, self.problem_series = piece.paragraph, 0

    def _heading(self, piece: Piece) -> None:
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
        marker = self.text[piece.start : piece.body]
        heading = Heading(
            len(self.path) + 1, piece.depth, marker, body, title_end, piece.start, end, parent,
            f"outline.{piece.marker.kind if piece.marker else 'topic'}", section,
        )  # fmt: skip
        group = self._trailing_group(piece.start, piece.end)
        if group is not None:
            heading.owners = list(group.owners)
            self.first_leads = self.first_leads or group.first_leads
        if _RE_4.search(title) and ("（" in title or section == "goal"):
            dates, _ = find_deadlines(self.text, norm, body, end, self.base)
            heading.deadlines = [d for d in dates if d.date]
            year = _RE_5.match(title)
            if year and section == "goal" and not heading.deadlines:
                from .types import DeadlineFound

                heading.deadlines = [DeadlineFound(self.text[body : body + 5], datetime.date(int(year.group(1)), 12, 31), None, body, body + 5, "deadline.heading-year")]
        self.headings.append(heading)
        self.path.append(len(self.headings) - 1)
        self._segment(piece, "heading", heading.rule)
        self.block_floor = self.item_floor = len(self.drafts)
        self.runner, self.last_draft = [], None
        self.goal_open, self.prefix_section, self.in_annex = False, "", False
        if piece.marker is not None and piece.marker.kind == "word" and marker.startswith("问题"):
            self.prefix_section = "problem"
        heading.first_draft = len(self.drafts)
        self.ordered = False

    # --- owners in brackets and label lines ----------------------------------------------------------------------------

    def _trailing_group(self, start: int, end: int) -> Group | None:
        """Read a bracket at the end of a sentence as owners."""
        last = self.norm[end - 1]
        if last not in "）】" and self.norm[end - 2 : end - 1] not in ("）", "】"):
            return None
        at = max(start, end - 420)
        match = _TRAILING.search(self.norm[at:end])
        if match is None:
            return None
        return parse_group(self.text, self.norm, at + match.start("in"), at + match.end("in"), self.first_leads)

    def _brackets_or_label(self, piece: Piece) -> bool:
        """Handle a piece that only names units or time limits; return True when it was one."""
        norm = self.norm
        if piece.marker is not None:
            return False
        head = norm[piece.start]
        group: Group | None = None
        block = False
        if head in "（【":
            close = norm.find("）" if head == "（" else "】", piece.start, piece.end)
            label = _LABEL_LINE.match(norm[piece.start : min(piece.end, piece.start + 16)])
            if head == "【" and label and label_role(label.group("label")):
                inner_end = piece.end
                while inner_end > piece.start and norm[inner_end - 1] in "。；】" and "【" not in norm[piece.start + 1 : inner_end - 1]:
                    inner_end -= 1
                group = parse_group(self.text, norm, piece.start + 1 if norm[inner_end : inner_end + 1] == "】" else piece.start, inner_end, self.first_leads)
                block = True
            elif close >= 0:
                inner_end = piece.end
                while inner_end > piece.start and norm[inner_end - 1] in "。；":
                    inner_end -= 1
                if norm[inner_end - 1] in "）】":
                    inner_end -= 1
                    group = parse_group(self.text, norm, piece.start + 1, inner_end, self.first_leads)
        else:
            match = _LABEL_LINE.match(norm[piece.start : min(piece.end, piece.start + 20)])
            if match and label_role(match.group("label")):
                group = parse_group(self.text, norm, piece.start, piece.end, self.first_leads)
                block = True
                if group is None and label_role(match.group("label")) == "time":
                    return False
        if group is None:
            return False
        self.first_leads = self.first_leads or group.first_leads
        self._apply(group, piece, block)
        self._segment(piece, "continuation" if self.drafts and self.last_draft else "frame", "continuation.units")
        return True

    def _apply(self, group: Group, piece: Piece, block: bool) -> None:
        """Give the owners and limits of a group to the measures they hold for."""
        if block:
            if not self.in_labels:
                self.label_floor = self.block_floor
            self.in_labels = True
            covered = self.drafts[self.label_floor :]
            self.block_floor = self.item_floor = len(self.drafts)
        else:
            covered = [d for d in self.drafts[self.item_floor :] if d.item == piece.item]
            if piece.opens and piece.closes and self.path:
                covered = self.drafts[self._bracket_floor() :]
            self.item_floor = self.block_floor = len(self.drafts)
        self._cover(group, covered)
        if not covered and self.path and not block:
            heading = self.headings[self.path[-1]]
            if heading.end == self.segments[-1].end if self.segments else False:
                heading.owners.extend(group.owners)
        elif self.path and not block and covered and self._item_is_heading(piece.item):
            heading = self.headings[self.path[-1]]
            heading.owners.extend(o for o in group.owners if o not in heading.owners)

    label_floor = 0

    def _bracket_floor(self) -> int:
        """First measure that a bracket in a paragraph of its own holds for.

        Documents put these brackets under headings of one level; where the bracket stands deeper than usual (after
        sub-items) it holds for everything under the heading of the usual level.
        """
        level = len(self.path)
        usual = min(self.bracket_levels, default=level)
        if level <= usual:
            self.bracket_levels.add(level)
            return max(self.item_floor, self.headings[self.path[-1]].first_draft)
        return self.headings[self.path[usual - 1]].first_draft

    def _item_is_heading(self, item: int) -> bool:
        return bool(self.path) and bool(self.segments) and self.headings[self.path[-1]].depth > 0

    def _cover(self, group: Group, covered: list[Draft]) -> None:
        deadlines, cadences = [], []
        for a, b in group.times:
            deadlines += find_deadlines(self.text, self.norm, a, b, self.base)[0]
            cadences += find_cadences(self.text, self.norm, a, b)
        for draft in covered:
            if draft.carried and group.owners:
                draft.carried = False
            draft.own(group.owners)
            draft.limit(deadlines)
            draft.repeat(cadences)

    # --- sentences -----------------------------------------------------------------------------------------------------

    def _section(self) -> str:
        if self.prefix_section:
            return self.prefix_section
        return self.headings[self.path[-1]].section if self.path else ""

    def _sentence(self, piece: Piece) -> None:
        norm = self.norm
        start, end = piece.body, piece.end
        if piece.opens or piece.marker is not None:
            self.prefix_section = ""
            if piece.opens:
                self.goal_open, self.goal_dates = False, []
        prefix = _PREFIX.match(norm[start : min(end, start + 24)])
        if prefix:
            word = prefix.group("word") or prefix.group("boxed") or ""
            if "目标" in word:
                self.prefix_section = "goal"
            elif "问题" in word or "原因" in word:
                self.prefix_section = "problem"
            elif "进展" in word or "情况" in word or "结果" in word or "成效" in word:
                self.prefix_section = "done"
            else:
                self.prefix_section = "" if self._section() in ("", "goal") else "normal"
            start += prefix.end()
        else:
            word = ""
        sentence = norm[start:end]
        if len(sentence) < 5 and not sentence.strip(" 。；！，、"):
            self._segment(piece, "frame", "frame.label")
            return
        if len(sentence) < 5:
            self._background(piece, "background.too-short")
            return
        if piece.marker is not None and piece.marker.kind != "shi" and len(self.drafts) > self.item_floor:
            self.item_floor = len(self.drafts)
        section = self._section()
        narrates = section == "problem" or section == "done"
        owners = [] if narrates and word else sentence_owners(self.text, norm, start, end, fact=self._tells(sentence))
        context = Context(
            section if section != "normal" else "", self.preamble, self.ordered or piece.marker is not None,
            self.goal_open, piece.marker is not None or bool(prefix), self.speech,
        )  # fmt: skip
        verdict = judge(sentence, context, bool(owners))
        label = verdict.label
        if label == "measure" and self.last_draft is None and self.path and _PURPOSE.match(sentence):
            if self.segments and self.segments[-1].label == "heading" and norm[self.segments[-1].end - 1] not in "。；":
                self._background(piece, "background.purpose-of-section")
                return
        if label == "continuation" and self.last_draft is None:
            label = "measure"
        if label == "measure" and norm[end - 1] == "：":
            if not owners and not _RE_6.search(sentence):
                label = "frame"
        if label != "measure":
            self._segment(piece, label, verdict.rule)
            if label == "background":
                self._after_lead(piece)
                if verdict.rule in ("background.narration", "background.reported-truth"):
                    self.ordered = False
                if piece.closes and norm[end - 1] != "：":
                    self.ordered = False
            return
        self._measure(piece, start, end, verdict.rule, verdict.doubt, owners)

    def _tells(self, sentence: str) -> bool:
        return TENSE.search(sentence) is not None

    def _measure(self, piece: Piece, start: int, end: int, rule: str, doubt: float, owners: list[OwnerFound]) -> Draft:
        text, norm = self.text, self.norm
        draft = Draft(piece.start, piece.end, rule, doubt, self.path[-1] if self.path else None, piece.item, piece.paragraph)
        self._fields(draft, start, end)
        group = self._trailing_group(start, end)
        if group is not None:
            self.first_leads = self.first_leads or group.first_leads
        bracket = group.owners[0].start if group and group.owners else end
        draft.own([o for o in owners if o.end <= bracket or group is None])
        self._run_on(draft, piece, start, end)
        if not any(d.date for d in draft.deadlines) and self.goal_dates and self._section() == "goal":
            draft.deadlines.extend(self.goal_dates)
        elif self._section() == "goal" and any(d.date for d in draft.deadlines):
            self.goal_dates = [d for d in draft.deadlines if d.date and d.text.startswith(("到", "至"))] or self.goal_dates
        self.goal_open = True
        self.drafts.append(draft)
        self._segment(piece, "measure", rule)
        if group is not None:
            covered = [d for d in self.drafts[self.item_floor :] if d.item == piece.item] or [draft]
            self._cover(group, covered)
            self.item_floor = self.block_floor = len(self.drafts)
            if not self.path or self.headings[self.path[-1]].depth:
                pass
        self.last_draft = draft
        self.ordered = True
        return draft

    def _fields(self, draft: Draft, start: int, end: int) -> None:
        text, norm = self.text, self.norm
        draft.deadlines, services = find_deadlines(text, norm, start, end, self.base)
        draft.cadences = find_cadences(text, norm, start, end)
        taken = [(d.start, d.end) for d in draft.deadlines] + [(c.start, c.end) for c in draft.cadences]
        taken.sort()
        draft.targets = find_targets(text, norm, start, end, taken, services)
        if "《" in norm[start:end]:
            seen = set()
            for match in _REFERENCE.finditer(norm, start, end):
                title = text[match.start() : match.end()]
                if title not in seen:
                    seen.add(title)
                    draft.references.append(ReferenceFound(title, match.start(), match.end(), "reference.title-marks"))

    def _run_on(self, draft: Draft, piece: Piece, start: int, end: int) -> None:
        """Carry a running subject into a sentence that clearly continues it, and remember this one's."""
        norm = self.norm
        own = [o for o in draft.owners if o.rule in ("owner.subject", "owner.called", "owner.joint")]
        if draft.owners:
            joint_only = all(o.role == "co" and o.rule == "owner.joint" for o in draft.owners)
            if joint_only and self.runner and self.runner_item == piece.item:
                leads = [OwnerFound(o.name, "lead", False, o.start, o.end, "owner.running-subject") for o in self.runner]
                draft.owners[:0] = leads
                return
            self.runner = own if own and not any(o.rule == "owner.by" for o in draft.owners) else []
            self.runner_item = piece.item
            return
        if not self.runner or self.runner_item != piece.item or self.last_draft is None or piece.marker is not None:
            self.runner = []
            return
        if self.last_draft.paragraph != piece.paragraph:
            self.runner = []
            return
        sentence = norm[start:end]
        semicolon = norm[self.last_draft.end - 1] == "；"
        carry = False
        if semicolon:
            carry = not _CONDITIONAL.match(sentence) and not _RE_7.match(sentence) or sentence.startswith("发现") and "的，" not in sentence
        elif not _CONDITIONAL.match(sentence) and not _RE_8.match(sentence):
            public = all(_PUBLIC.search(o.name) for o in self.runner)
            carry = _CARRY_HEAD.match(sentence) is not None and (public or sentence[:1] in "要每") or (draft.rule == "measure.verb" and public)
            if carry and not sentence.startswith("要") and _OTHER_SUBJECT.match(sentence) and draft.rule != "measure.verb":
                carry = _CARRY_HEAD.match(sentence) is not None
        if not carry:
            self.runner = []
            return
        draft.owners = [OwnerFound(o.name, o.role if o.role != "co" else "co", False, o.start, o.end, "owner.running-subject") for o in self.runner if o.role != "co"]
        for index, owner in enumerate(draft.owners):
            if owner.role == "lead":
                draft.owners[index] = OwnerFound(owner.name, "responsible", False, owner.start, owner.end, owner.rule)
        draft.carried = True
        if semicolon and sentence.startswith("并") and not any(d.date for d in draft.deadlines):
            draft.deadlines = [d for d in self.last_draft.deadlines if d.date]

    # --- tables -------------------------------------------------------------------------------------------------------

    def _row(self, piece: Piece) -> None:
        norm, text = self.norm, self.text
        row = cells(norm, piece.start, piece.end)
        roles = header_roles(norm, row)
        if roles is not None:
            self.table = Table(roles)
            self._segment(piece, "frame", "table.header")
            return
        if self.table is None:
            self.table = Table(_guess_roles(norm, row))
        filled = fill(norm, self.table, row)
        role_of = self.table.roles
        task = [c for i, c in enumerate(filled) if i < len(role_of) and role_of[i] == "task" and c.end > c.start]
        if not task:
            self._segment(piece, "frame", "table.row-without-task")
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
            self._fields(draft, a, b)
            self.drafts.append(draft)
            self.segments.append(Segment(draft.start, draft.end, "measure", draft.rule))
        covered = self.drafts[first:]
        for index, cell in enumerate(filled):
            role = role_of[index] if index < len(role_of) else ""
            if cell.end <= cell.start or role not in ("lead", "co", "who", "time"):
                continue
            if role == "time":
                group = Group(times=[(cell.start, cell.end)])
                self._cover(group, covered)
                extra, _ = find_deadlines(text, norm, cell.start, cell.end, self.base)
                taken = [(d.start, d.end) for d in extra] + [(c.start, c.end) for c in find_cadences(text, norm, cell.start, cell.end)]
                targets = find_targets(text, norm, cell.start, cell.end, taken) if "，" in norm[cell.start : cell.end] else []
                for draft in covered:
                    draft.targets.extend(targets)
                continue
            group = parse_group(text, norm, cell.start, cell.end, False) or Group()
            if not group.owners:
                from .orgs import split_names

                for a, b in split_names(norm, cell.start, cell.end, loose=True) or [(cell.start, cell.end)]:
                    group.owners.append(OwnerFound(text[a:b], "responsible", False, a, b, "owner.cell"))
            name = {"lead": "lead", "co": "co", "who": "responsible"}[role]
            group.owners = [
                OwnerFound(o.name, name if o.role == "responsible" else o.role, False, o.start, o.end, "owner.cell") for o in group.owners
            ]
            self._cover(group, covered)
        self.last_draft = self.drafts[-1]
        self.block_floor = self.item_floor = len(self.drafts)

    # --- the result -----------------------------------------------------------------------------------------------------

    def _freeze(self) -> Decomposition:
        text, norm = self.text, self.norm
        nodes = []
        ends = [len(text)] * len(self.headings)
        for index in range(len(self.headings) - 1, -1, -1):
            pass
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
                )
            )  # fmt: skip
        return Decomposition(text, self.reference, tuple(nodes), tuple(measures), tuple(self.segments))

    def _inherit(self, draft: Draft) -> None:
        """Take from the headings above what the measure does not say: owners (marked inherited) and time limits."""
        index = draft.node
        while index is not None:
            heading = self.headings[index]
            if not draft.owners and heading.owners:
                draft.owners = [OwnerFound(o.name, o.role, True, o.start, o.end, "owner.heading") for o in heading.owners]
            if heading.deadlines and not any(d.date for d in draft.deadlines):
                draft.deadlines.extend(heading.deadlines)
            index = heading.parent


def _guess_roles(norm: str, row: list) -> list[str]:
    """Roles of the columns of a table without a header: the longest cell is the task, cells of units own it."""
    texts = [norm[c.start : c.end] for c in row]
    longest = max(range(len(texts)), key=lambda i: len(texts[i]))
    roles = []
    for index, value in enumerate(texts):
        if index == longest:
            roles.append("task")
        elif value.isdigit():
            roles.append("number")
        elif _RE_9.search(value) and len(value) < 20:
            roles.append("time")
        elif is_org(value) or "、" in value:
            roles.append("who")
        else:
            roles.append("")
    return roles


# patterns used in one place each
_RE_1 = re.compile(r"讲话|发言|致辞|同志们[：，！]")
_RE_2 = re.compile(r"(?:由|请)[^，。]{2,16}(?:负责|牵头)|\d{1,2}月\d{0,2}日?底?前")
_RE_3 = re.compile(r"要|应|必须|负责")
_RE_4 = re.compile(r"\d")
_RE_5 = re.compile(r"(20\d\d)年")
_RE_6 = re.compile(r"\d")
_RE_7 = re.compile(r"^[^，]{2,60}的，(?!要)")
_RE_8 = re.compile(r"^[^，]{2,60}的，")
_RE_9 = re.compile(r"\d月|年底|长期|季度|\d年")
