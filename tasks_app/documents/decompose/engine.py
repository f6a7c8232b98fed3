"""Decomposition: text -> outline, measures with their fields, and a label for every piece of the text."""

from __future__ import annotations

import datetime
import gc
import re
from collections.abc import Iterable

from .blanks import Squeezed
from .classify import TENSE, TENSE_BIT, Context, judge
from .clauses import MODAL, split_clauses, verb_headed
from .columns import NO_COLUMNS, Columns
from .deadlines import find_deadlines
from .draft import Draft
from .headings import choose
from .kinds import DEFAULT_KIND_RULES, KindRule
from .noise import frame_rule, looks_like_title
from .owners import label_role
from .pieces import Piece, cut
from .signals import heads, signal, signals
from .state import REFERENCE
from .subjects import sentence_owners
from .tables import lay_out
from .titles import Titles
from .types import Decomposition, OwnerFound, Workdays
from .unnumbered import title_lines
from .unwrap import unwrap

_PREFIX = re.compile(
    r"^(?:【?(?P<word>整改目标|工作目标|目标任务|目标|问题表现|主要问题|具体问题|存在问题|反馈问题|问题|原因分析|整改进展|整改情况|进展情况|整改结果|整改成效|整改完成情况|具体措施|整改措施|工作措施|措施|任务|工作任务|工作要求|整改落实情况|完成情况|目前进展|落实情况|主要职责|工作职责|职责)(?:\d{0,2})】?：|【(?P<boxed>[^】]{2,8})】)"
)
_PREFIX_BIT = signal(_PREFIX)
_PROBLEM_LEAD = re.compile(
    r"(?:问题|不足|短板|差距|现象|表现|原因|毛病|倾向)[^。；]{0,30}：$|(?:问题|不足|短板|差距|现象|原因)(?:主要)?(?:是|有|在于|集中在|表现在|体现在)?[^。；，]{0,12}[：:]?$|有[几三两四五]种现象|差距在哪里？$|(?:一些|不少|几个|突出|[几两三四五]个)(?:方面)?(?:的)?(?:问题|短板)"
    r"|(?:[几两三四五六]个|[几两三四五六]点|以下|主要有)(?:方面)?(?:的)?(?:突出|明显|鲜明|主要|显著)?(?:的)?(?:特点|变化|亮点|成效|成绩|体会|启示|感受|经验|优势)[。：]$"
)
_PROBLEM_LEAD_BIT = signal(_PROBLEM_LEAD)
_SIGNATURE = re.compile(r"^[\u4e00-\u9fffⅰ×〇]{2,30}(?:\s+\d{4}年\d{1,2}月\d{1,2}日.*)?$")
_PURPOSE = re.compile(
    r"^(?:有效|坚决|加快|着力|切实|重点|努力)?(?:解决|纠正|破解|克服|防止)[^，。]{2,40}问题。$"
)

_LEAD_IN = re.compile(r"以下|如下|下列|[几两三四五六七八]个?(?:项|件|点|方面|事)")
_SPEECH = re.compile(r"讲话|发言|致辞|同志们[：，！]")
#: The report of a meeting tells more than it orders, as a speech does.
_NEWS = re.compile(
    r"本[报网台]讯|记者|通讯员|(?:[上下]午|近日|日前|\d日|[今昨][天日])[^。]{0,60}(?:召开|主持|举行)|会议(?:指出|强调|要求|认为|听取)"
)
#: Minutes record what was decided: nearly every sentence orders.
_MINUTES = re.compile(r"纪\s?要|议定")
#: 会议要求， before 一要…: who speaks.
_REPORTS = re.compile(r"[^，。；：]{1,40}(?:指出|强调|要求|认为|指示|明确|提出|部署|决定)[，：]")
_ASSIGNS = re.compile(
    r"(?:由|请)[^，。]{2,16}(?:负责|牵头)|\d{1,2}月\d{0,2}日?底?前|，请[^，。]{0,24}(?:立即|限期|对照)[^。]{2,}|，请[^，。]{2,24}，要"
)
_ORDERS = re.compile(r"要|应|必须|负责")
_EVERYBODY = frozenset(["我们", "大家", "咱们", "同志们"])
_DIGIT = re.compile(r"\d")
#: 2024年，全县…达到…: a year that is over when the document is written.
_YEAR_HEAD = re.compile(r"(20\d\d)年(?:度|全年)?(?=[，\u4e00-\u9fff])(?!底|末|[^，。]{0,6}前|[至到—-])")
#: ——实施…: signs that open a point without numbering it.
_BULLET = re.compile(r"[—●◆■★☆▲▪•·◇□○※*\-]+\s*")
_BULLETS = heads(_BULLET)
_MEASURES_LABEL = re.compile(r"整改(?:目标|措施)|^(?:具体|工作)?措施：", re.M)
#: 关于…问题整改情况的报告: a document that tells what was done; orders stand only in what it says of the time ahead.
_REPORT_TITLE = re.compile(
    r"(?:整改|落实|办理)(?:工作)?(?:进展|完成|落实)?(?:的)?情况的?(?:报告|汇报|函|公示|公告|说明)(?=[\s》（）]|$)|(?:巡视|巡察|审计|督察)[^。\n]{0,20}整改(?:进展|落实)?情况的通报"
)
_AHEAD_HEAD = re.compile(r"(?:下一?步|接下来|今后)(?:工作)?[，：]?")
#: 领导小组设4个工作组：, 分3个阶段：: how the following is divided.
_DIVIDED = re.compile(
    r"(?:设|分|分为|成立|组建|包括|共)[^，。]{0,6}[\d一二三四五六七八九]个?[^，。]{0,6}(?:组|专班|阶段|步骤|环节|部分|方面)：$"
)
#: 主要预期目标是：…: opens a list of goals wherever it stands.
_GOALS = re.compile(r"[^，。；]{0,24}目标(?:是|为)?：?[^。；]{0,30}\d")
_CONTACT = re.compile(r"（(?:联系人|联系电话|电话|联系方式|传真|邮箱)：[^（）]{2,120}）。?$")
# How the reader of Word files writes out a footnote or endnote: a paragraph of its own behind the one it belongs to.
_NOTE = re.compile(r"（注\d{1,4}：")


def decompose(
    text: str,
    *,
    reference_date: datetime.date | None = None,
    workdays: Workdays | None = None,
    kind_rules: Iterable[KindRule] = DEFAULT_KIND_RULES,
    columns: Columns = NO_COLUMNS,
) -> Decomposition:
    """Decompose a document.

    ``text`` is any string; ``reference_date`` is the document's date, against which relative dates are read (None
    leaves them undated); ``workdays`` offers ``add_workdays(date, n)``, Monday to Friday otherwise; ``kind_rules``
    suggest the kind of work; ``columns`` says what columns of tables mean beyond the built-in names. Never raises on any text; time and memory are linear in its length.
    """
    # The records made here hold no cycles, so the collector would only walk them again and again: pause it. Where
    # another thread switches it back on meanwhile, nothing but speed is lost.
    collecting = gc.isenabled()
    gc.disable()
    try:
        lines = unwrap(text)
        squeezed = Squeezed(lines.text)
        given = squeezed.given(lines.columns(columns))
        return lines.restore(
            squeezed.restore(_Engine(squeezed.text, reference_date, workdays, kind_rules, given).run())
        )
    finally:
        if collecting:
            gc.enable()


def _bare(piece: Piece) -> bool:
    """Tell whether the piece is a point without a number: what stands before it need not be a preamble."""
    return piece.marker is not None and piece.marker.kind == "bare"


class _Engine(Titles):
    """One run over one text."""

    # --- the walk ---------------------------------------------------------------------------------------------------

    def run(self) -> Decomposition:
        norm = self.norm
        pieces = cut(norm, self.names)
        title_lines(norm, pieces)
        self.rows, self.tables = lay_out(norm, pieces, self.names)
        last_text = max(
            (i for i, p in enumerate(pieces) if p.kind == "" and norm[p.end - 1] in "。；！"), default=-1
        )
        # after the last sentence only titles have content: the rest is signature, date and attachments
        content = [
            self._is_content(p)
            and (i <= last_text or p.marker is not None or p.kind == "row" or last_text < 0)
            for i, p in enumerate(pieces)
        ]
        chosen = choose(norm, pieces, content)
        first = min((i for i in chosen if not _bare(pieces[i])), default=-1)
        if first >= 0 and pieces[first].marker is not None:
            # the points before it in its own series are no preamble, whether headings or not
            first = next(
                i for i, p in enumerate(pieces) if p.marker is not None and p.series == pieces[first].series
            )
        self.first_heading = first
        self.labelled = ("整改" in norm or "措施：" in norm) and _MEASURES_LABEL.search(norm) is not None
        opening = norm[:600]
        self.news = not (self.labelled or _MINUTES.search(opening)) and _NEWS.search(opening) is not None
        self.speech = self.news or _SPEECH.search(norm[:600]) is not None
        last_point = max((i for i, p in enumerate(pieces) if p.marker is not None), default=len(pieces))
        title = _REPORT_TITLE.search(norm[:300])
        self.reports = title is not None and "。" not in norm[: title.start()]
        opened = False
        note = -1  # the paragraph that is a note
        for index, piece in enumerate(pieces):
            # in the report of a meeting orders stand before the first numbered point as well
            if index > last_point and piece.opens and norm.startswith("同志们", piece.start):
                self.peroration = True
            self.preamble = index < self.first_heading and not (self.news and self.ordered)
            if piece.opens and norm.startswith("（注", piece.start) and _NOTE.match(norm, piece.start):
                note = piece.paragraph
            if piece.paragraph == note:
                # A note explains; it neither orders nor ends what the paragraphs around it go on with.
                self.segment(piece, "background", "background.note")
                continue
            if piece.kind == "noise":
                self.segment(piece, "noise", piece.rule)
                continue
            if piece.kind == "row":
                self.row(piece)
                opened = True
                continue
            if self._problem(piece, index, chosen):
                self.background(piece, "background.problem-list")
                continue
            if piece.marker is not None:
                self.describes = False
            if piece.marker is not None and self.brackets_or_label(piece):  # （三）整改时限：…
                continue
            if index in chosen and not (self.in_annex and piece.marker and piece.marker.kind != "cn"):
                self.heading(piece)
                opened = True
                continue
            if piece.marker is None and _CONTACT.match(norm, piece.start, piece.end):
                self.segment(piece, "noise", "noise.contact")
                continue
            if piece.marker is None and self.brackets_or_label(piece):
                continue
            self.in_labels = False
            signs = signals(norm[piece.start : piece.end])
            frame = self._frame(piece, opened, index > last_text, signs)
            if frame:
                self.segment(piece, "frame", frame)
                if norm[piece.end - 1] == "：":
                    self.describes = False
                    self._after_lead(piece)
                continue
            opened = opened or norm[piece.end - 1] in "。；！"
            self._sentence(piece, signs)
        return self.freeze()

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
        match = self.label_line(piece)
        if match and label_role(match.group("label")):
            return False
        if piece.opens and piece.closes and piece.marker is None and norm[piece.end - 1] not in "。；！：":
            return not self.says_who_or_when(piece.start, piece.end)
        return True

    # --- frames, problems, headings ---------------------------------------------------------------------------------

    def _frame(self, piece: Piece, opened: bool, after_text: bool, signs: int) -> str | None:
        if piece.marker is not None:
            return "frame.annex-list" if self.in_annex and piece.end - piece.start < 80 else None
        line = self.norm[piece.start : piece.end]
        if line[-1] in "，：" and not piece.closes and _REPORTS.fullmatch(line):
            return "frame.speaker"
        if len(line) <= 260:
            rule = frame_rule(line, signs)
            if rule == "frame.addressee" and opened:
                rule = None
            if rule in ("frame.lead", "frame.agenda") and sentence_owners(
                self.text, self.norm, piece.start, piece.end, known=signs
            ):
                rule = None
            if rule == "frame.annex":
                self.in_annex = True
            if rule and not (rule == "frame.attendance" and not piece.opens):
                if rule in ("frame.agenda", "frame.lead") and _ASSIGNS.search(line):
                    return None
                return rule
        if piece.opens and piece.closes and line[-1] not in "。；！，？：":
            if self.in_annex:
                return "frame.annex-list"
            if not opened and len(line) <= 80:
                return "frame.title" if looks_like_title(line) else "frame.head"
            if after_text and (_SIGNATURE.match(line) or len(line) <= 40) and not REFERENCE.search(line):
                return "frame.signature"
            if len(line) <= 60 and looks_like_title(line) and not _ORDERS.search(line):
                return "frame.title"
        elif piece.opens and not opened and line[-1] == "：" and len(line) <= 200:
            return "frame.head"
        return None

    def _problem(self, piece: Piece, index: int, chosen: set[int]) -> bool:
        """Series that list problems (问题主要有：一是…二是…) are background, markers and all."""
        if self.problem_until < 0:
            return False
        if piece.marker is None:
            if piece.paragraph != self.problem_until:
                self.problem_until, self.problem_series = -1, 0
            return False
        if (
            self.problem_series == 0
            and MODAL.search(self.norm, piece.body, piece.end)
            and sentence_owners(self.text, self.norm, piece.body, piece.end)
        ):
            self.problem_until = -1
            return False
        if self.problem_series == 0:
            if piece.marker.kind in ("cn", "part", "title") or (piece.marker.ordinal > 1):
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

    def _after_lead(self, piece: Piece) -> None:
        line = self.norm[piece.start : piece.end]
        if _PROBLEM_LEAD.search(line):
            self.problem_until, self.problem_series = piece.paragraph, 0

    # --- sentences -----------------------------------------------------------------------------------------------------

    def _section(self) -> str:
        if self.prefix_section:
            return self.prefix_section
        if self.describes:
            return "problem"
        return self.headings[self.path[-1]].section if self.path else ""

    def _sentence(self, piece: Piece, signs: int) -> None:
        norm = self.norm
        start, end = piece.body, piece.end
        if norm[start] in _BULLETS:
            bullet = _BULLET.match(norm, start, end - 1)
            if bullet:
                start = bullet.end()
        if piece.opens or piece.marker is not None:
            self.prefix_section = ""
            if piece.opens:
                self.goal_open, self.goal_dates = False, []
        prefix = _PREFIX.match(norm[start : min(end, start + 24)]) if signs & _PREFIX_BIT else None
        if prefix:
            self.describes = False
            word = prefix.group("word") or prefix.group("boxed") or ""
            if "目标" in word:
                self.prefix_section = "goal"
            elif "问题" in word or "原因" in word:
                self.prefix_section = "problem"
            elif "进展" in word or "情况" in word or "结果" in word or "成效" in word:
                self.prefix_section = "done"
            else:
                self.prefix_section = "" if self._section() in ("", "goal") or self.reports else "normal"
            start += prefix.end()
        else:
            word = ""
        sentence = norm[start:end]
        if self.preamble and not self.prefix_section and _GOALS.match(sentence) and not self._tells(sentence):
            self.prefix_section = "goal"
        if self.reports and _AHEAD_HEAD.match(sentence):
            self.prefix_section = "normal"
        if len(sentence) < 5 and not sentence.strip(" 。；！，、"):
            self.segment(piece, "frame", "frame.label")
            return
        if len(sentence) < 5:
            self.background(piece, "background.too-short")
            return
        if (
            piece.marker is not None
            and piece.marker.kind not in ("shi", "yao")
            and len(self.drafts) > self.item_floor
        ):
            self.item_floor = len(self.drafts)
        section = self._section()
        narrates = section == "problem" or section == "done"
        owners = (
            []
            if narrates and word
            else sentence_owners(
                self.text,
                norm,
                start,
                end,
                fact=bool(signs & TENSE_BIT) and self._tells(sentence),
                known=signs,
            )
        )
        if norm[end - 1] == "：" and owners:
            self.lead_owners, self.lead_series = owners, 0
            if _LEAD_IN.search(sentence):
                self.segment(piece, "frame", "frame.lead-in")
                return
        context = Context(
            section if section != "normal" else "", self.preamble, self.ordered or piece.marker is not None,
            self.goal_open, piece.marker is not None or bool(prefix), self.speech,
            self.news and not self.path,
        )  # fmt: skip
        verdict = judge(sentence, context, bool(owners), signs)
        label = verdict.label
        if (
            label == "measure"
            and verdict.doubt >= 0.2
            and self._is_over(sentence, start, end, verdict.rule == "measure.dated")
        ):
            self.background(piece, "background.time-that-is-over")
            return
        if label == "measure" and self.peroration and self._rouses(sentence, owners):
            self.background(piece, "background.peroration")
            return
        if label == "measure" and self.last_draft is None and self.path and _PURPOSE.match(sentence):
            if (
                self.segments
                and self.segments[-1].label == "heading"
                and norm[self.segments[-1].end - 1] not in "。；"
            ):
                self.background(piece, "background.purpose-of-section")
                return
        if label == "continuation" and self.last_draft is None:
            label = "measure"
        if label == "measure" and norm[end - 1] == "：":
            if (
                not owners
                and (not _DIGIT.search(sentence) or _DIVIDED.search(sentence))
                and not self._orders_before_list(sentence)
            ):
                label = "frame"
        if label == "measure" and not piece.closes and norm[end - 1] not in "。；！？：”）】.":
            # 各乡镇要做好三件事，一是… 要求各村一要…
            self.lead_owners, self.lead_series = owners, 0
            self.segment(piece, "frame", "frame.lead-in")
            return
        if label != "measure":
            self.segment(piece, label, verdict.rule)
            self.unordered = piece if verdict.rule == "background.no-order" else None
            if label == "background":
                if signs & _PROBLEM_LEAD_BIT:
                    self._after_lead(piece)
                if verdict.rule in ("background.narration", "background.reported-truth"):
                    self.ordered = False
                if piece.closes and norm[end - 1] != "：":
                    self.ordered = False
            return
        self._measure(piece, start, end, verdict.rule, verdict.doubt, owners, signs)

    def _rouses(self, sentence: str, owners: list[OwnerFound]) -> bool:
        """Tell whether a sentence after the last point of a speech (同志们，…) rouses everybody and orders nobody."""
        if _DIGIT.search(sentence):
            return False
        return sentence.startswith("希望") or all(o.name in _EVERYBODY for o in owners)

    def _is_over(self, sentence: str, start: int, end: int, dated: bool) -> bool:
        """Tell whether a sentence without an order opens with a past year, or, ``dated``, has past dates only."""
        if MODAL.search(sentence):
            return False
        if dated:
            dates = [d.date for d in find_deadlines(self.text, self.norm, start, end, self.base)[0] if d.date]
            return bool(dates) and self.reference is not None and max(dates) < self.reference
        head = _YEAR_HEAD.match(sentence)
        year = self.reference.year if self.reference else 0
        return head is not None and int(head.group(1)) < year

    def _orders_before_list(self, sentence: str) -> bool:
        """Tell whether a sentence that leads to a list orders things itself: 培育人才，引进团队，实施以下项目：."""
        return sum(verb_headed(clause.strip()) for clause in split_clauses(sentence)[:-1]) >= 2

    def _tells(self, sentence: str) -> bool:
        return TENSE.search(sentence) is not None

    def _measure(
        self,
        piece: Piece,
        start: int,
        end: int,
        rule: str,
        doubt: float,
        owners: list[OwnerFound],
        signs: int,
    ) -> Draft:
        draft = Draft(
            piece.start,
            piece.end,
            rule,
            doubt,
            self.path[-1] if self.path else None,
            piece.item,
            piece.paragraph,
        )
        self.fields(draft, start, end, signs)
        group = self.trailing_group(start, end)
        if group is not None:
            self.first_leads = self.first_leads or group.first_leads
        bracket = group.owners[0].start if group and group.owners else end
        draft.own([o for o in owners if o.end <= bracket or group is None])
        self.run_on(draft, piece, start, end)
        if not any(d.date for d in draft.deadlines) and self.goal_dates and self._section() == "goal":
            draft.deadlines.extend(self.goal_dates)
        elif self._section() == "goal" and any(d.date for d in draft.deadlines):
            self.goal_dates = [
                d for d in draft.deadlines if d.date and d.text.startswith(("到", "至"))
            ] or self.goal_dates
        self.goal_open = True
        self.drafts.append(draft)
        self.segment(piece, "measure", rule)
        if group is not None:
            covered = self.whole_list(
                [d for d in self.drafts[self.item_floor :] if d.item == piece.item] or [draft], piece
            )
            self.cover(group, covered)
            self.item_floor = self.block_floor = len(self.drafts)
        self.last_draft = draft
        self.ordered = True
        return draft
