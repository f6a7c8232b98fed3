"""Questions about reminders: who was told what, what waits, what reached nobody."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from tasks_app.work.models import Assignment

if TYPE_CHECKING:
    from tasks_app.org.models import User
    from tasks_app.reminders.models import Reminder, ReminderRule
    from tasks_app.work.models import WorkItem


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def enabled(self) -> "ReminderRuleQuerySet":
        return self.filter(enabled=True)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: "User") -> "ReminderQuerySet":
        """Reminders about assignments that the person may see."""
        return self.filter(assignment__in=Assignment.objects.visible_to(user))

    def for_list(self) -> "ReminderQuerySet":
        """With everything that a row of 'who was told' shows: five queries, however many rows."""
        return self.select_related(
            "rule",
            "recipient__unit",
            "message",
            "assignment__item",
            "assignment__unit",
            "assignment__person",
            "assignment__acknowledged_by",
        ).prefetch_related("message__deliveries")

    def for_item(self, item: "WorkItem") -> "ReminderQuerySet":
        """Who was told about an item: newest first, with rule, person, message, server's answers, acknowledgement."""
        return self.filter(assignment__item=item).for_list().order_by("-due_at", "-pk")

    def planned(self) -> "ReminderQuerySet":
        return self.filter(state="planned")

    def due(self, at: dt.datetime) -> "ReminderQuerySet":
        """Planned, and the moment has come."""
        return self.planned().filter(due_at__lte=at)

    def standing(self) -> "ReminderQuerySet":
        """Everything that has not been cancelled."""
        return self.exclude(state="cancelled")

    def undeliverable(self) -> "ReminderQuerySet":
        """Addressed to nobody, or to somebody without a mailbox."""
        return self.filter(state="undeliverable")

    def failed(self) -> "ReminderQuerySet":
        """Given up by the mail server or by us, or undeliverable from the start: the supervisor must act."""
        return self.filter(Q(state="undeliverable") | Q(state="composed", message__state="failed"))

    def sent(self) -> "ReminderQuerySet":
        return self.filter(state="composed", message__state="sent")
