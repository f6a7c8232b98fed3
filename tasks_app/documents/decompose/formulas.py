"""Formulas of official documents that order nothing: how the document was approved, how to object, who may apply."""

from __future__ import annotations

import re

from .signals import signal

#: 《方案》已经县政府同意，现印发给你们。: says how the document came about.
_APPROVED = re.compile(
    r"^[^。；]{2,90}已?经[^。；，]{2,50}(?:审议|研究|讨论|会议|同意|审定|批准)(?:并)?(?:原则)?(?:通过|同意|审定|批准|研究)?(?:，(?:现|请)[^。]{0,40}|，并)?[。；]"
)
_APPROVED_BIT = signal(_APPROVED)
#: 督察反馈问题：…: what was found.
_FOUND = re.compile(r"^[^：。]{0,70}(?:反馈|存在|指出|发现)的?问题：")
_FOUND_BIT = signal(_FOUND)
#: 如有异议，请…反馈: said to everybody, no order.
_OBJECTION = re.compile(
    r"^(?:公示期[间内]?，?)?(?:社会各界|任何[^，]{2,10})?(?:如|若|凡)?(?:对[^，]{2,20})?有(?:异议|疑问)"
)
_OBJECTION_BIT = signal(_OBJECTION, opening=True)
#: 凡…的居民均可参保: who may, not who must.
_ENTITLED = re.compile(r"均?可(?:以)?(?:参保|享受|申请|申领|报名|参加|领取)")


def formula_rule(text: str, signs: int) -> str | None:
    """Return the name of the rule for a sentence (with these signals) that is such a formula, or None."""
    if signs & _APPROVED_BIT and "经" in text and _APPROVED.fullmatch(text):
        return "frame.approved"
    if signs & _FOUND_BIT and "问题：" in text and _FOUND.match(text):
        return "background.problem"
    if signs & _OBJECTION_BIT and _OBJECTION.match(text):
        return "background.objection"
    if text.startswith("凡") and _ENTITLED.search(text):
        return "background.entitlement"
    return None
