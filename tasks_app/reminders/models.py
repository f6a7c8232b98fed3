"""Rules that say who is reminded of what and when, and one row for every reminder that was ever due to somebody."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tasks_app.outbox.models import Message
from tasks_app.reminders.querysets import ReminderQuerySet, ReminderRuleQuerySet
from tasks_app.work.models import Assignment


class Trigger(models.TextChoices):
    """What a rule waits for. Offsets count working days from the named day."""

    ISSUED = "issued", _("issued")
    UNACKNOWLEDGED = "unacknowledged", _("not acknowledged after issue")
    DUE = "due", _("deadline approaches")
    OVERDUE = "overdue", _("overdue, every working day")
    ESCALATION = "escalation", _("overdue, told upwards")
    RETURNED = "returned", _("returned or reopened")
    EXTENSION = "extension", _("extension decided")


class Audience(models.TextChoices):
    """To whom a rule speaks."""

    WORKERS = "workers", _("the handler, else the officers of the unit")
    HEADS = "heads", _("the head of the unit")
    LEADERS = "leaders", _("the responsible leader")
    SUPERVISORS = "supervisors", _("the supervisors")


class ReminderRule(models.Model):
    """One rule. The seeded ones are those of DESIGN §4; the office may change days, audience and roles, or switch it off."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    # Empty: `label` says it in the reader's language, from trigger and offset.
    name = models.CharField(_("name"), max_length=80, blank=True)
    trigger = models.CharField(_("occasion"), max_length=16, choices=Trigger.choices)
    offset = models.SmallIntegerField(
        _("working days"),
        default=0,
        help_text=_("Before the deadline negative, after it (or after issue) positive."),
    )
    audience = models.CharField(
        _("who is told"), max_length=12, choices=Audience.choices, default=Audience.WORKERS
    )
    for_lead = models.BooleanField(_("for leads"), default=True)
    for_each = models.BooleanField(_("for units that each answer"), default=True)
    for_support = models.BooleanField(_("for supporters"), default=False)
    immediate = models.BooleanField(
        _("at once"), default=False, help_text=_("Otherwise it waits for the person's daily digest.")
    )
    enabled = models.BooleanField(_("in force"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # Counts changes; a reminder remembers the version it was planned under.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(trigger="due") | Q(offset__lte=0),
                name="rule_due_not_after",
                violation_error_message=_(
                    "A reminder of an approaching deadline comes before it or on the day."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(trigger__in=["unacknowledged", "escalation"]) | Q(offset__gte=1),
                name="rule_later_is_positive",
                violation_error_message=_("This occasion needs at least one working day."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The rule in words, in the active language."""
        if self.name:
            return self.name
        days = abs(self.offset)
        if self.trigger == Trigger.DUE and days:
            text = ngettext(
                "%(days)d working day before the deadline", "%(days)d working days before the deadline", days
            )
            return text % {"days": days}
        if self.trigger == Trigger.DUE:
            return str(_("on the day of the deadline"))
        if self.trigger == Trigger.UNACKNOWLEDGED:
            text = ngettext(
                "not acknowledged after %(days)d working day",
                "not acknowledged after %(days)d working days",
                days,
            )
            return text % {"days": days}
        if self.trigger == Trigger.ESCALATION:
            text = ngettext(
                "overdue by %(days)d working day: %(who)s", "overdue by %(days)d working days: %(who)s", days
            )
            return text % {"days": days, "who": Audience(self.audience).label}
        return str(Trigger(self.trigger).label)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of assignments that the rule holds for."""
        chosen = (("lead", self.for_lead), ("each", self.for_each), ("support", self.for_support))
        return frozenset(role for role, wanted in chosen if wanted)


class Reminder(models.Model):
    """One occasion on which one person is to be told about one assignment: the table is the queue and the proof.

    The unique key (assignment, rule, occurrence, recipient, channel) makes planning twice planning once, whatever
    number of planners runs. `planned` waits for its mail; `composed` has one, whose state says what became of it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        COMPOSED = "composed", _("written")
        UNDELIVERABLE = "undeliverable", _("cannot be delivered")
        CANCELLED = "cancelled", _("not needed any more")

    class Reason(models.TextChoices):
        """Why a reminder was not written."""

        NONE = "", ""
        NOBODY = "nobody", _("nobody to address it to")
        NO_MAILBOX = "no_mailbox", _("the person has no mailbox")
        INACTIVE = "inactive", _("the account is not active")
        NOT_THEIRS = "not_theirs", _("now somebody else's work")
        ACKNOWLEDGED = "acknowledged", _("acknowledged meanwhile")
        MOVED = "moved", _("the deadline was moved")
        SUBMITTED = "submitted", _("submitted meanwhile")
        SUSPENDED = "suspended", _("suspended meanwhile")
        CLOSED = "closed", _("closed meanwhile")
        CALLED_OFF = "called_off", _("cancelled meanwhile")
        PAST = "past", _("overtaken by a later reminder")
        RULE_OFF = "rule_off", _("the rule was switched off")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("assignment")
    )
    rule = models.ForeignKey(
        ReminderRule, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("rule")
    )
    rule_version = models.PositiveIntegerField(_("version of the rule"), default=1)
    # What makes this occasion different from the next one of the same rule: a deadline, a day, a submission, a decision.
    occurrence = models.CharField(_("occasion"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("recipient"),
    )
    channel = models.CharField(
        _("channel"), max_length=10, choices=Message.Channel.choices, default=Message.Channel.EMAIL
    )
    due_at = models.DateTimeField(_("due"))
    planned_at = models.DateTimeField(_("planned"))
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason.choices, blank=True, default="")
    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("message"),
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-due_at", "-pk"]
        constraints = [
            # Also the planner's way to ask 'has this been recorded?', by its first columns.
            models.UniqueConstraint(
                fields=["assignment", "rule", "occurrence", "recipient", "channel"],
                name="reminder_once",
                violation_error_message=_("This person has this reminder already."),
            ),
            models.UniqueConstraint(
                fields=["assignment", "rule", "occurrence", "channel"],
                condition=Q(recipient__isnull=True),
                name="reminder_to_nobody_once",
                violation_error_message=_("It is already on record that this reminder has no recipient."),
            ),
            models.CheckConstraint(
                condition=~Q(state="composed") | Q(message__isnull=False),
                name="reminder_composed_has_message",
                violation_error_message=_("A written reminder must name its message."),
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(state__in=["planned", "composed"]),
                name="reminder_addressed",
                violation_error_message=_("A reminder without a recipient cannot be sent."),
            ),
        ]
        indexes = [
            # read by: compose, which asks who has something waiting
            models.Index(
                fields=["recipient", "due_at"], name="reminder_waiting", condition=Q(state="planned")
            ),
            # read by: the supervisor's list of what reached nobody, and the planner, which asks whether there is such a row
            models.Index(
                fields=["due_at"], name="reminder_undeliverable", condition=Q(state="undeliverable")
            ),
            # read by: the planner's look for people who have been given a mailbox, each minute
            models.Index(fields=["recipient"], name="reminder_no_mailbox", condition=Q(reason="no_mailbox")),
            models.Index(fields=["due_at"], name="reminder_by_day"),  # read by: list of reminders, bulletins
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.occurrence} → {self.recipient_id}"

    @property
    def outcome(self) -> str:
        """What became of it, in one code: planned, undeliverable, cancelled, or the state of its message."""
        return self.message.state if self.message else self.state

    @property
    def outcome_label(self) -> str:
        return self.message.get_state_display() if self.message else self.get_state_display()

    @property
    def explanation(self) -> str:
        """Why it was not written, or the mail server's last answer; empty while there is none."""
        return self.message.response if self.message else self.get_reason_display()

    @property
    def told_at(self) -> dt.datetime | None:
        """When the mail server accepted the message; None until then."""
        return self.message.sent_at if self.message else None

    @property
    def attempts(self) -> int:
        return self.message.attempts if self.message else 0

    @property
    def acknowledged_at(self) -> dt.datetime | None:
        """When the assignment was acknowledged, if it was after this person was told or at all."""
        return self.assignment.acknowledged_at
