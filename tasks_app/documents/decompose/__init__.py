"""Decomposition of official Chinese documents into an outline and measures. Pure Python, no Django.

result = decompose(text, reference_date=datetime.date(2024, 4, 10))
render_json(result)["measures"][0]["owners"]
"""

from .columns import COLUMN_ROLES, NO_COLUMNS, Columns, Names, TableGiven, header_key, is_understood
from .engine import decompose
from .kinds import DEFAULT_KIND_RULES, KindRule
from .render import render_json, render_text
from .types import (
    CADENCES,
    KINDS,
    ROLES,
    SEGMENT_LABELS,
    CadenceFound,
    ColumnFound,
    DeadlineFound,
    Decomposition,
    Join,
    MeasureFound,
    Node,
    OwnerFound,
    ReferenceFound,
    Segment,
    TableFound,
    TargetFound,
    Workdays,
    quoted,
)
from .unwrap import Unwrapped, unwrap

__all__ = [
    "CADENCES", "COLUMN_ROLES", "DEFAULT_KIND_RULES", "KINDS", "NO_COLUMNS", "ROLES", "SEGMENT_LABELS", "CadenceFound", "ColumnFound",
    "Columns", "DeadlineFound", "Decomposition", "Join", "KindRule", "MeasureFound", "Names", "Node", "OwnerFound", "ReferenceFound", "Segment",
    "TableFound", "TableGiven", "TargetFound", "Unwrapped", "Workdays", "decompose", "header_key", "is_understood", "quoted", "render_json",
    "render_text", "unwrap",
]  # fmt: skip
