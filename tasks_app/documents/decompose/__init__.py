"""Decomposition of official Chinese documents into an outline and measures. Pure Python, no Django.

result = decompose(text, reference_date=datetime.date(2024, 4, 10))
render_json(result)["measures"][0]["owners"]
"""

from .engine import decompose
from .kinds import DEFAULT_KIND_RULES, KindRule
from .render import render_json, render_text
from .types import (
    CADENCES,
    KINDS,
    ROLES,
    SEGMENT_LABELS,
    CadenceFound,
    DeadlineFound,
    Decomposition,
    MeasureFound,
    Node,
    OwnerFound,
    ReferenceFound,
    Segment,
    TargetFound,
    Workdays,
)

__all__ = [
    "CADENCES", "DEFAULT_KIND_RULES", "KINDS", "ROLES", "SEGMENT_LABELS", "CadenceFound", "DeadlineFound", "Decomposition", "KindRule",
    "MeasureFound", "Node", "OwnerFound", "ReferenceFound", "Segment", "TargetFound", "Workdays", "decompose", "render_json", "render_text",
]  # fmt: skip
