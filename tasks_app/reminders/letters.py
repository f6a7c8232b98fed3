"""The words of a mail: what it says about each assignment, in the recipient's language, and its subject."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks_app.core.clock import local_date
from tasks_app.org.models import User
from tasks_app.outbox.mail import thread_id
from tasks_app.reminders.models import Audience, Reminder, Trigger
from tasks_app.reminders.tokens import ACKNOWLEDGE, make_token
from tasks_app.work.access import may
from tasks_app.work.lifecycle import Permission, State
from tasks_app.work.lights import RANK, Lit, Window, light
from tasks_app.work.models import Assignment

# So many are told in full; of the rest one line each, so that a mail stays readable. None is left out.
IN_FULL = 20
QUOTE_LENGTH = 400
# Background and text of the word for each light: readable without colour, at least 4.5 : 1.
COLOURS = {
    "red": ("#fbe3e4", "#a01622"),
    "orange": ("#fdebd7", "#8a4100"),
    "yellow": ("#fdf6d0", "#6b5500"),
    "blue": ("#e1edfb", "#0b4a92"),
    "purple": ("#efe5fa", "#5b2a91"),
    "green": ("#e0f3e6", "#14612f"),
    "grey": ("#eceef1", "#454d57"),
}


@dataclass(frozen=True)
class Entry:
    """One assignment in a mail, with every reason why it is there."""

    assignment: Assignment
    lit: Lit
    reasons: tuple[str, ...]
    heading: str
    link: str
    acknowledge_link: str

    @property
    def rank(self) -> tuple[int, dt.date, int]:
        """Worst light first, then the earliest deadline."""
        return RANK[self.lit.code], self.assignment.deadline or dt.date.max, self.assignment.pk

    @property
    def quote(self) -> str:
        text = " ".join(self.assignment.item.quote.split())
        return text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1] + "…"

    @property
    def background(self) -> str:
        return COLOURS[self.lit.code][0]

    @property
    def colour(self) -> str:
        return COLOURS[self.lit.code][1]


@dataclass(frozen=True)
class Letter:
    """A mail, ready for the outbox."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]


def write(
    *, user: User, reminders: Sequence[Reminder], window: Window, at: dt.datetime, digest: bool
) -> Letter:
    """One mail for one person about these reminders (at least one), whose assignments came through with_facts."""
    with translation.override(user.language):
        by_assignment: dict[int, list[Reminder]] = {}
        for reminder in sorted(reminders, key=lambda row: (row.rule.order, row.due_at, row.pk)):
            by_assignment.setdefault(reminder.assignment_id, []).append(reminder)
        entries = sorted(
            (_entry(user, rows, window, at) for rows in by_assignment.values()), key=lambda e: e.rank
        )
        context = {
            "user": user,
            "entries": entries[:IN_FULL],
            "more": entries[IN_FULL:],
            "count": len(entries),
            "digest": digest,
            "today": window.today,
            "intro": _intro(entries, digest),
            "has_key": any(entry.acknowledge_link for entry in entries[:IN_FULL]),
            "desk_link": settings.SITE_URL + reverse("web:desk"),
        }
        return Letter(
            subject=_subject(entries, reminders, digest),
            text=render_to_string("mail/reminder.txt", context).strip() + "\n",
            html=render_to_string("mail/reminder.html", context).strip() + "\n",
            headers=_headers(entries),
        )


def _headers(entries: Sequence[Entry]) -> dict[str, str]:
    """Mails about one item form a thread; a mail about several belongs to none."""
    items = {entry.assignment.item_id for entry in entries}
    if len(items) != 1:
        return {}
    thread = thread_id(f"item-{items.pop()}")
    return {"In-Reply-To": thread, "References": thread}


def _entry(user: User, rows: Sequence[Reminder], window: Window, at: dt.datetime) -> Entry:
    assignment = rows[0].assignment
    assert assignment.issued_at is not None
    lit = light(
        state=assignment.state,
        deadline=assignment.deadline,
        original_deadline=assignment.original_deadline,
        issued_on=local_date(assignment.issued_at),
        window=window,
    )
    acknowledge_link = ""
    if assignment.state == State.ISSUED and may(user, Permission.DO, assignment):
        token = make_token(action=ACKNOWLEDGE, assignment_id=assignment.pk, user_id=user.pk, at=at)
        acknowledge_link = settings.SITE_URL + reverse("web:mail_action", args=[token])
    speaking = _speaking(rows)
    return Entry(
        assignment=assignment,
        lit=lit,
        reasons=tuple(_why(row, window) for row in speaking),
        heading=_heading(speaking[0], lit),
        link=settings.SITE_URL + reverse("web:item", args=[assignment.item_id]),
        acknowledge_link=acknowledge_link,
    )


def _speaking(rows: Sequence[Reminder]) -> list[Reminder]:
    """Of several steps of one kind the newest; 'not acknowledged yet' makes 'newly issued' superfluous."""
    newest: dict[tuple[str, str, str], Reminder] = {}
    for row in rows:
        decision = row.occurrence if row.rule.trigger == Trigger.EXTENSION else ""
        newest[row.rule.trigger, row.rule.audience, decision] = row
    late = any(row.rule.trigger == Trigger.UNACKNOWLEDGED for row in rows)
    return [row for row in newest.values() if not (late and row.rule.trigger == Trigger.ISSUED)]


def _why(reminder: Reminder, window: Window) -> str:
    """Why this assignment is in the mail, in a sentence."""
    assignment, rule = reminder.assignment, reminder.rule
    if rule.trigger == Trigger.ISSUED:
        return _("Newly issued to %(unit)s. Please acknowledge it.") % {"unit": assignment.owner}
    if rule.trigger == Trigger.UNACKNOWLEDGED:
        assert assignment.issued_at is not None
        return _("Issued on %(date)s and not acknowledged yet.") % {"date": local_date(assignment.issued_at)}
    if rule.trigger == Trigger.DUE:
        return _("Reminder of the deadline coming up.")
    if rule.trigger == Trigger.OVERDUE:
        return _(
            "The deadline has passed. You are reminded each working day until it is submitted or extended."
        )
    if rule.trigger == Trigger.ESCALATION:
        return _escalated(reminder, window)
    if rule.trigger == Trigger.RETURNED:
        return _("Returned for more work: %(reason)s") % {"reason": assignment.return_reason}
    return _decided(reminder)


def _escalated(reminder: Reminder, window: Window) -> str:
    assignment = reminder.assignment
    assert assignment.deadline is not None
    days = max(1, window.calendar.workdays_between(assignment.deadline, window.today))
    params = {"days": days, "unit": assignment.owner}
    told = reminder.recipient
    if told is not None and told.pk == assignment.person_id:
        # Nobody stands between the office and the person whom the share is addressed to.
        text = ngettext(
            "What is addressed to you is %(days)d working day overdue.",
            "What is addressed to you is %(days)d working days overdue.",
            days,
        )
    elif reminder.rule.audience == Audience.HEADS:
        text = ngettext(
            "%(unit)s is %(days)d working day overdue. You are told as its head.",
            "%(unit)s is %(days)d working days overdue. You are told as its head.",
            days,
        )
    elif reminder.rule.audience == Audience.LEADERS and not (told and told.is_supervisor):
        text = ngettext(
            "%(unit)s is %(days)d working day overdue. You are told as the responsible leader.",
            "%(unit)s is %(days)d working days overdue. You are told as the responsible leader.",
            days,
        )
    else:
        text = ngettext(
            "%(unit)s is %(days)d working day overdue. You are told because the steps before this one did not help.",
            "%(unit)s is %(days)d working days overdue. You are told because the steps before this one did not help.",
            days,
        )
    return text % params


def _decided(reminder: Reminder) -> str:
    decision = next(row for row in reminder.assignment.decided if str(row.pk) == reminder.occurrence)  # type: ignore[attr-defined]
    if decision.state == "granted":
        return _("Extension granted: the deadline is now %(date)s.") % {"date": decision.new_deadline}
    return _("Extension refused: %(note)s The deadline stays %(date)s.") % {
        "note": decision.decision_note.rstrip("。.") + _(". "),
        "date": decision.old_deadline,
    }


def _heading(reminder: Reminder, lit: Lit) -> str:
    """The subject's first word for a mail about one assignment."""
    if reminder.rule.trigger == Trigger.ISSUED:
        return _("Newly issued")
    if reminder.rule.trigger == Trigger.UNACKNOWLEDGED:
        return _("Not acknowledged yet")
    if reminder.rule.trigger == Trigger.RETURNED:
        return _("Returned")
    if reminder.rule.trigger == Trigger.EXTENSION:
        return _("Extension decided")
    return str(lit.reason).rstrip("。.")


def _subject(entries: Sequence[Entry], reminders: Sequence[Reminder], digest: bool) -> str:
    if len(entries) == 1:
        text = _("%(what)s: %(title)s") % {
            "what": entries[0].heading,
            "title": entries[0].assignment.item.title,
        }
    elif all(row.rule.trigger == Trigger.ISSUED for row in reminders):
        text = _("%(count)d items newly issued to you") % {"count": len(entries)}
    elif digest:
        text = _("Today: %(counts)s") % {"counts": _counts(entries)}
    else:
        text = _("%(count)d items need your attention: %(counts)s") % {
            "count": len(entries),
            "counts": _counts(entries),
        }
    return _("[Duban] %(subject)s") % {"subject": text}


def _counts(entries: Sequence[Entry]) -> str:
    """'2 overdue, 3 near due', worst first."""
    numbers: dict[str, int] = {}
    for entry in entries:
        numbers[entry.lit.label] = numbers.get(entry.lit.label, 0) + 1
    parts = [
        _("%(number)d %(light)s") % {"number": number, "light": label} for label, number in numbers.items()
    ]
    return _(", ").join(parts)


def _intro(entries: Sequence[Entry], digest: bool) -> str:
    if digest:
        text = ngettext(
            "%(count)d item needs you today. Worst first.",
            "%(count)d items need you today. Worst first.",
            len(entries),
        )
    else:
        text = ngettext(
            "There is news about %(count)d item.", "There is news about %(count)d items.", len(entries)
        )
    return text % {"count": len(entries)}
