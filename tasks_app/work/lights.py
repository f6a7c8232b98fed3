"""Lights (亮灯): derived, explained, never stored. One rule for every surface.

closed green · in review purple · overdue red · due within 7 working days, or not acknowledged within 1, orange ·
running under an extension yellow · otherwise blue · draft, suspended, cancelled grey (DESIGN §3). `light` decides for one
assignment; `querysets.with_light` says the same in SQL for lists, from the same `Window`; a property test compares them.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tasks_app.core.workdays import WorkCalendar
from tasks_app.work.lifecycle import State

NEAR_WORKDAYS = 7
ACKNOWLEDGE_WORKDAYS = 1


class Light(models.TextChoices):
    """In the order of urgency: worst first."""

    RED = "red", _("overdue")
    ORANGE = "orange", _("near due")
    YELLOW = "yellow", _("extended")
    BLUE = "blue", _("on course")
    PURPLE = "purple", _("in review")
    GREEN = "green", _("done")
    GREY = "grey", _("at rest")


# Worst first, for sorting and for rolling up.
RANK = {light: number for number, light in enumerate(Light.values)}


@dataclass(frozen=True)
class Window:
    """The dates that the lights of one day depend on.

    near_until: last deadline that counts as near (7 working days from today).
    unacknowledged_before: what was issued before this day and is not acknowledged yet is late (1 working day).
    """

    today: dt.date
    near_until: dt.date
    unacknowledged_before: dt.date
    calendar: WorkCalendar

    @classmethod
    def at(cls, today: dt.date, calendar: WorkCalendar) -> "Window":
        return cls(
            today=today,
            near_until=calendar.add_workdays(today, NEAR_WORKDAYS),
            unacknowledged_before=calendar.add_workdays(today, -ACKNOWLEDGE_WORKDAYS),
            calendar=calendar,
        )


@dataclass(frozen=True)
class Lit:
    """A light and why it shines, as a translatable sentence."""

    code: str
    reason: object

    @property
    def label(self) -> str:
        return str(Light(self.code).label)


def light(
    *,
    state: str,
    deadline: dt.date | None,
    original_deadline: dt.date | None,
    issued_on: dt.date | None,
    window: Window,
) -> Lit:
    """The light of one assignment.

    deadline: the present last day allowed, None when long-term or not yet given.
    original_deadline: the deadline at issue; a later `deadline` means that an extension was granted.
    issued_on: the office's date of issue, None for drafts.
    """
    if state == State.CLOSED:
        return Lit(Light.GREEN, _("Closed."))
    if state == State.DRAFT:
        return Lit(Light.GREY, _("Draft, not issued yet."))
    if state == State.SUSPENDED:
        return Lit(Light.GREY, _("Suspended."))
    if state == State.CANCELLED:
        return Lit(Light.GREY, _("Cancelled."))
    if state == State.IN_REVIEW:
        return Lit(Light.PURPLE, _("Submitted, waiting for review."))
    if deadline is not None and deadline < window.today:
        days = max(1, window.calendar.workdays_between(deadline, window.today))
        return Lit(
            Light.RED,
            ngettext_lazy("Overdue by %(days)d working day.", "Overdue by %(days)d working days.", "days")
            % {"days": days},
        )
    if deadline is not None and deadline <= window.near_until:
        days = window.calendar.workdays_between(window.today, deadline)
        if deadline == window.today or days == 0:
            return Lit(
                Light.ORANGE, _("Due today.") if deadline == window.today else _("Due on a day off ahead.")
            )
        return Lit(
            Light.ORANGE,
            ngettext_lazy("Due in %(days)d working day.", "Due in %(days)d working days.", "days")
            % {"days": days},
        )
    if state == State.ISSUED and issued_on is not None and issued_on < window.unacknowledged_before:
        return Lit(Light.ORANGE, _("Not acknowledged within one working day."))
    if deadline is not None and original_deadline is not None and deadline > original_deadline:
        return Lit(Light.YELLOW, _("Running under an extension."))
    if deadline is None:
        return Lit(Light.BLUE, _("Long-term, on course."))
    return Lit(Light.BLUE, _("On course."))
