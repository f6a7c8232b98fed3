"""The audit trail of an item in words that a person reads: who did what, from what to what."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from tasks_app.audit.models import Event
from tasks_app.work.lifecycle import State

# action -> (words, icon)
WORDS: dict[str, tuple[Any, str]] = {
    "item.drafted": (pgettext_lazy("history", "drafted the item"), "pencil"),
    "item.edited": (pgettext_lazy("history", "changed the draft"), "pencil"),
    "item.draft_dropped": (pgettext_lazy("history", "dropped the draft"), "x"),
    "item.carried": (pgettext_lazy("history", "linked the item to a corrected version"), "files"),
    "item.kept": (
        pgettext_lazy("history", "kept the item running: the corrected version no longer holds its sentence"),
        "files",
    ),
    "item.source_added": (
        pgettext_lazy("history", "made this item answer a further sentence"),
        "arrows-join",
    ),
    "item.source_removed": (
        pgettext_lazy("history", "took a further sentence away from this item"),
        "arrows-join",
    ),
    "item.source_carried": (
        pgettext_lazy("history", "linked a further sentence to a corrected version"),
        "files",
    ),
    "item.issued": (pgettext_lazy("history", "issued the item"), "send"),
    "assignment.acknowledge": (pgettext_lazy("history", "acknowledged"), "user-check"),
    "assignment.submit": (pgettext_lazy("history", "submitted for review"), "send"),
    "assignment.approve": (pgettext_lazy("history", "approved and closed"), "circle-check"),
    "assignment.return": (pgettext_lazy("history", "returned"), "arrow-back-up"),
    "assignment.suspend": (pgettext_lazy("history", "suspended"), "player-pause"),
    "assignment.resume": (pgettext_lazy("history", "resumed"), "player-play"),
    "assignment.cancel": (pgettext_lazy("history", "cancelled"), "ban"),
    "assignment.reopen": (pgettext_lazy("history", "reopened"), "refresh"),
    "assignment.handler": (pgettext_lazy("history", "named the handler"), "user"),
    "progress.reported": (pgettext_lazy("history", "reported progress"), "message-report"),
    "extension.requested": (pgettext_lazy("history", "asked for more time"), "calendar-plus"),
    "extension.granted": (pgettext_lazy("history", "granted the extension"), "calendar-time"),
    "extension.refused": (pgettext_lazy("history", "refused the extension"), "calendar-time"),
    "reminder.resent": (pgettext_lazy("history", "sent a reminder again"), "bell"),
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline. detail: what changed; note: what the person wrote; subject: whose share it is about."""

    action: str
    at: dt.datetime
    who: str
    words: str
    icon: str
    subject: str
    detail: str
    note: str


def lines(events: Iterable[Event], subjects: dict[tuple[str, str], str], *, everything: bool) -> list[Line]:
    """The lines that a person may read, newest first.

    subjects: (kind of object, number) -> name of the unit, for the objects that this person may see.
    everything: also lines about objects that are not among them (supervisor and auditor).
    """
    found = []
    for event in events:
        subject = subjects.get((event.object_type, event.object_id))
        about_item = event.object_type == "work.workitem"
        if subject is None and not about_item and not everything:
            continue
        words, icon = WORDS.get(event.action, (event.action, "history"))
        who = _("the system") if event.actor_role == "system" else event.actor_name
        found.append(
            Line(event.action, event.at, who, str(words), icon, subject or "", _detail(event), event.note)
        )
    return found


def _detail(event: Event) -> str:
    before, after = event.before, event.after
    if event.action.startswith("extension.") and before.get("deadline") and after.get("deadline"):
        return f"{before['deadline']} → {after['deadline']}"
    if event.action == "progress.reported":
        files = after.get("files") or []
        parts = [f"{before.get('percent', 0)}% → {after.get('percent', 0)}%", *files]
        return " · ".join(parts)
    if event.action == "item.issued":
        owners = [unit for unit, _r in after.get("owners") or []]
        return " · ".join([part for part in (after.get("deadline") or "", "、".join(owners)) if part])
    if event.action in ("item.drafted", "item.edited"):
        return " · ".join(_group(entry) for entry in after.get("came_from") or [])
    if event.action == "item.carried":
        old, new = str(before.get("quote", "")), str(after.get("quote", ""))
        return old if old == new else f"{old} → {new}"
    if event.action in ("item.source_added", "item.source_removed", "item.source_carried"):
        told = after if after.get("quote") else before
        return f"{told.get('title', '')}{pgettext('label', ': ')}{told.get('quote', '')}"
    if event.action == "assignment.handler":
        return str(after.get("handler") or _("nobody in particular"))
    if {"state"} <= set(before) & set(after):
        return f"{_state(before['state'])} → {_state(after['state'])}"
    return ""


def _state(code: str) -> str:
    return str(State(code).label) if code in State.values else code


def _group(entry: dict[str, Any]) -> str:
    """A collective with the members of the moment of confirming, and those who were left out."""
    members = "、".join(str(row["name"]) for row in entry["members"])
    text = f"{entry['name']}{pgettext('label', ': ')}{members}"
    if entry["left_out"]:
        text += " " + _("(without %(names)s)") % {
            "names": "、".join(str(row["name"]) for row in entry["left_out"])
        }
    return text
