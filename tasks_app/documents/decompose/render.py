"""A decomposition as JSON (the format of the corpus scorer, with more) and as text to read."""

from __future__ import annotations

from typing import Any

from .columns import is_understood
from .types import Decomposition, MeasureFound


def render_json(result: Decomposition) -> dict[str, Any]:
    """Return plain data: nodes, measures with all their fields and rules, segments, tables with their columns; dates in ISO form."""
    return {
        "reference_date": result.reference_date.isoformat() if result.reference_date else None,
        "length": len(result.text),
        "nodes": [
            {
                "level": n.level, "marker": n.marker, "title": n.title, "start": n.start, "end": n.end,
                "title_start": n.title_start, "title_end": n.title_end, "parent": n.parent, "rule": n.rule,
            }
            for n in result.nodes
        ],
        "measures": [_measure(result, m) for m in result.measures],
        "segments": [{"start": s.start, "end": s.end, "label": s.label, "rule": s.rule} for s in result.segments],
        "tables": [
            {
                "start": t.start, "end": t.end, "header": t.header, "rows": t.rows, "understood": is_understood(t),
                "columns": [{"name": c.name, "role": c.role, "rule": c.rule, "samples": list(c.samples)} for c in t.columns],
            }
            for t in result.tables
        ],
    }  # fmt: skip


def _measure(result: Decomposition, m: MeasureFound) -> dict[str, Any]:
    return {
        "start": m.start, "end": m.end, "text": result.quote(m.start, m.end), "soft": m.soft, "kind": m.kind,
        "doubt": round(m.doubt, 3), "rule": m.rule, "node": m.node,
        "owners": [
            {"name": o.name, "role": o.role, "inherited": o.inherited, "start": o.start, "end": o.end, "rule": o.rule}
            for o in m.owners
        ],
        "deadlines": [
            {
                "text": d.text, "date": d.date.isoformat() if d.date else None,
                "window_start": d.window_start.isoformat() if d.window_start else None,
                "start": d.start, "end": d.end, "rule": d.rule,
            }
            for d in m.deadlines
        ],
        "cadences": [{"text": c.text, "code": c.code, "start": c.start, "end": c.end, "rule": c.rule} for c in m.cadences],
        "targets": [{"text": t.text, "start": t.start, "end": t.end, "rule": t.rule} for t in m.targets],
        "references": [r.title for r in m.references],
        "reference_spans": [{"start": r.start, "end": r.end, "rule": r.rule} for r in m.references],
    }  # fmt: skip


_ROLE_WORD = {"lead": "牵头", "co": "配合", "responsible": "责任"}


def render_text(result: Decomposition) -> str:
    """Return the outline with its measures as indented lines, for people and for terminals."""
    by_node: dict[int | None, list[MeasureFound]] = {}
    for measure in result.measures:
        by_node.setdefault(measure.node, []).append(measure)
    lines: list[str] = []

    def show(measures: list[MeasureFound], depth: int) -> None:
        for m in measures:
            quote = " ".join(result.quote(m.start, m.end).split())
            lines.append(f"{'  ' * depth}- {quote}")
            notes = [f"{_ROLE_WORD[o.role]}：{o.name}{'（继承）' if o.inherited else ''}" for o in m.owners]
            notes += [
                f"时限：{d.text}" + (f"（{d.date.isoformat()}）" if d.date else "") for d in m.deadlines
            ]
            notes += [f"频次：{c.text}" for c in m.cadences]
            notes += [f"目标：{t.text}" for t in m.targets]
            notes += [f"文件：{r.title}" for r in m.references]
            if m.soft:
                notes.append("软性要求")
            if notes:
                lines.append(f"{'  ' * depth}    {'；'.join(notes)}")

    show(by_node.get(None, []), 0)
    for index, node in enumerate(result.nodes):
        lines.append(f"{'  ' * (node.level - 1)}{node.marker}{node.title}")
        show(by_node.get(index, []), node.level)
    return "\n".join(lines) + ("\n" if lines else "")
