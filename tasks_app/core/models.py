"""The working calendar and the heartbeats of the background processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_app.core.workdays import WorkCalendar


class CalendarDay(models.Model):
    """A day that differs from Monday-Friday: a day off, or a make-up working day."""

    day = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("occasion"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("working calendar")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


def load_calendar() -> WorkCalendar:
    """The working calendar as it stands in the database (one query)."""
    rows = dict(CalendarDay.objects.values_list("day", "is_workday"))
    return WorkCalendar(exceptions=rows, years=frozenset(day.year for day in rows))


class Heartbeat(models.Model):
    """The last sign of life of a background process (planner, sender, worker, beat).

    A process that has been silent for more than `interval` seconds is shown on every page and fails `/healthz`.
    """

    name = models.CharField(_("process"), max_length=40, unique=True)
    last_at = models.DateTimeField(_("last sign of life"))
    interval = models.PositiveIntegerField(_("interval in seconds"))
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
