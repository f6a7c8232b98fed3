"""Running subjects: a sentence without a subject that clearly continues the one before keeps its owners."""

from __future__ import annotations

import re

from .clauses import MODAL
from .draft import Draft
from .pieces import Piece
from .rows import Rows
from .types import OwnerFound

_CONDITIONAL = re.compile(r"^(?:对|凡|遇|如|若|因|发现|出现|存在|逾期|对于|一旦|未)")
_CARRY_HEAD = re.compile(
    r"^(?:(?:会后|同时|此外|另外|当前|今年|并|并且|还|也|年底前?|年内|[^，]{2,14}(?:期间|前|时|后|以前)|(?:面对|按照|根据|结合|围绕|立足|聚焦|通过)[^，]{2,30}(?=，[要必应]))，?)*(?:要|应当?|必须|务必|不得|严禁|每[年月周日天季半]|按[月季]|及时|定期|切实|积极|进一步|全面|深入|认真|着力|大力|加快|加强|强化|严格|健全|完善)"
)
_PUBLIC = re.compile(
    r"^(?:各|全)|上下$|政府|部门|地区|党委|党组|领导|干部|机关|[局委办署厅院部会组室所站队]$|）$|组织$|书记|成员$|同志$"
)
#: Who else may go on with 要…, though not with a bare verb.
_WIDER = re.compile(r"^我们$|员$|单位$|公司$|企业$|们$|[队站所校院村]$")
_OTHER_SUBJECT = re.compile(r"^[^，]{2,24}?(?<![需重主只必还也都就将并])(?:要|应|须|必须|不得|由)")
_CONDITION_THEN_NO_MODAL = re.compile(r"^[^，]{2,60}的，(?!要)")
_CONDITION = re.compile(r"^[^，]{2,60}的，")
#: 对进展缓慢的，要查明原因: the case is treated by whom the sentence before addressed.
_CASE = re.compile(r"^(?:对|对于)[^，；]{2,40}的，要")


class Running(Rows):
    """Carries subjects from sentence to sentence."""

    def run_on(self, draft: Draft, piece: Piece, start: int, end: int) -> None:
        """Carry a running subject into a sentence that clearly continues it, and remember this one's."""
        norm = self.norm
        if self.lead_owners and piece.marker is not None and self.lead_series in (0, piece.series):
            self.lead_series = piece.series
            if not draft.owners:
                draft.own([o._replace(rule="owner.lead-in") for o in self.lead_owners])
                return
        elif self.lead_owners and piece.opens:
            self.lead_owners = []
        own = [o for o in draft.owners if o.rule in ("owner.subject", "owner.called", "owner.joint")]
        if draft.owners:
            joint_only = all(o.role == "co" and o.rule == "owner.joint" for o in draft.owners)
            if joint_only and self.runner and self.runner_item == piece.item:
                leads = [
                    OwnerFound(o.name, "lead", False, o.start, o.end, "owner.running-subject")
                    for o in self.runner
                ]
                draft.owners[:0] = leads
                return
            # a subject that follows another order in its sentence (要抓好升规，县统计局做好指导) is no topic of the next
            own = [o for o in own if not MODAL.search(norm, start, o.start)]
            self.runner = own if own and not any(o.rule == "owner.by" for o in draft.owners) else []
            self.runner_item = piece.item
            return
        if (
            not self.runner
            or self.runner_item != piece.item
            or self.last_draft is None
            or piece.marker is not None
        ):
            self.runner = []
            return
        if self.last_draft.paragraph != piece.paragraph:
            self.runner = []
            return
        sentence = norm[start:end]
        semicolon = norm[self.last_draft.end - 1] == "；"
        carry = False
        case = _CASE.match(sentence) is not None and all(_PUBLIC.search(o.name) for o in self.runner)
        if case:
            carry = True
        elif semicolon:
            carry = (not _CONDITIONAL.match(sentence) and not _CONDITION_THEN_NO_MODAL.match(sentence)) or (
                sentence.startswith("发现") and "的，" not in sentence
            )
        elif not _CONDITIONAL.match(sentence) and not _CONDITION.match(sentence):
            public = all(_PUBLIC.search(o.name) for o in self.runner)
            wider = public or all(_PUBLIC.search(o.name) or _WIDER.search(o.name) for o in self.runner)
            carry = (_CARRY_HEAD.match(sentence) is not None and (wider or sentence[:1] in "要每")) or (
                draft.rule == "measure.verb" and public
            )
            if (
                carry
                and not sentence.startswith("要")
                and _OTHER_SUBJECT.match(sentence)
                and draft.rule != "measure.verb"
            ):
                carry = _CARRY_HEAD.match(sentence) is not None
        if not carry:
            self.runner = []
            return
        draft.owners = [
            OwnerFound(
                o.name, o.role if o.role != "co" else "co", False, o.start, o.end, "owner.running-subject"
            )
            for o in self.runner
            if o.role != "co"
        ]
        for index, owner in enumerate(draft.owners):
            if owner.role == "lead":
                draft.owners[index] = OwnerFound(
                    owner.name, "responsible", False, owner.start, owner.end, owner.rule
                )
        draft.carried = True
        if semicolon and sentence.startswith("并") and not any(d.date for d in draft.deadlines):
            draft.deadlines = [d for d in self.last_draft.deadlines if d.date]
