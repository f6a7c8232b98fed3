"""Items, their assignments, and requests for more time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tasks_app.documents.models import Kind, Measure, SourceDocument
from tasks_app.org.models import Unit
from tasks_app.work.lifecycle import State, item_state
from tasks_app.work.querysets import (
    AssignmentQuerySet,
    ExtensionQuerySet,
    ItemSourceQuerySet,
    WorkItemQuerySet,
)


class WorkItem(models.Model):
    """One thing to be done (督办事项), from a sentence of a document or entered by hand.

    Its state is derived from its assignments and never stored.
    """

    # Given at issue, counting up within the year: 2026-0001.
    number = models.CharField(_("number"), max_length=16, blank=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind of work"), max_length=16, choices=Kind.choices, default=Kind.OTHER)
    document = models.ForeignKey(
        SourceDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("document"),
    )
    measure = models.OneToOneField(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="item",
        verbose_name=_("measure"),
    )
    quote = models.TextField(_("sentence"), blank=True)
    # Which collectives of the sentence its owners came from, with the members of the moment of confirming (see
    # proposals.came_from). Evidence of that moment, not data to query: who must do what are the assignments.
    came_from = models.JSONField(_("collectives"), default=list, blank=True, editable=False)
    responsible_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_items",
        limit_choices_to={"role": "leader"},
        verbose_name=_("responsible leader"),
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    long_term = models.BooleanField(_("long-term"), default=False)
    evidence_required = models.BooleanField(_("evidence required at closing"), default=False)
    supporters_block = models.BooleanField(_("supporters must finish too"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    # A corrected version no longer holds its sentence, and this person said that the item runs on all the same.
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    kept_at = models.DateTimeField(_("kept"), null=True, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="item_number_once",
                violation_error_message=_("This number is already in use."),
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(long_term=False),
                name="item_deadline_or_long_term",
                violation_error_message=_("Give a deadline or mark the item as long-term, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def scope(self) -> str:
        """The key of this item's history in the audit trail."""
        return f"item:{self.pk}"

    @property
    def state(self) -> str:
        """The derived state; cheap when the assignments are prefetched."""
        rows = [(row.role, row.state) for row in self.assignments.all()]
        return item_state(rows, supporters_block=self.supporters_block)

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


class Assignment(models.Model):
    """One unit's share of an item (承办): everything reminded, lit and scored is an assignment."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        SUPPORT = "support", _("support")
        EACH = "each", _("each")

    item = models.ForeignKey(
        WorkItem, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("work item")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("unit")
    )
    # Addressed to this person of the unit (a leader answering for the portfolio), who does it; none: to the unit as a whole.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_shares",
        verbose_name=_("in person"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.LEAD)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="handled",
        verbose_name=_("handler"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    state_changed_at = models.DateTimeField(_("in this state since"))
    suspended_from = models.CharField(max_length=12, blank=True, editable=False)
    # Counts changes; a form carries the number it was made from, so that the second of two is told instead of winning.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    original_deadline = models.DateField(_("original deadline"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    return_reason = models.CharField(_("reason for returning"), max_length=500, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "unit"],
                condition=Q(person__isnull=True),
                name="assignment_unit_once",
                violation_error_message=_("This unit already has a share of this item."),
            ),
            models.UniqueConstraint(
                fields=["item", "person"],
                condition=Q(person__isnull=False),
                name="assignment_person_once",
                violation_error_message=_("This person already has a share of this item."),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(role="lead"),
                name="assignment_one_lead",
                violation_error_message=_("An item has one lead. Give the others the role support or each."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="assignment_percent_range",
                violation_error_message=_("Progress is a number from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_at__isnull=False),
                name="assignment_issued_has_date",
                violation_error_message=_("An issued assignment must have its date of issue."),
            ),
        ]
        indexes = [
            # read by: planner, dashboard, 'due this week', 'overdue'
            models.Index(
                fields=["deadline"], name="assignment_due", condition=Q(state__in=["issued", "in_progress"])
            ),
            models.Index(
                fields=["unit", "state"], name="assignment_unit_state"
            ),  # read by: a unit's desk and figures
            # read by: ledger by state; also all that a light and a unit's line ask, so that the ledger's order by light
            # and the figures by light need not read the rows
            models.Index(
                fields=["state", "deadline", "original_deadline", "issued_at", "unit", "id"],
                name="assignment_lit",
            ),
            models.Index(fields=["deadline", "id"], name="assignment_by_deadline"),  # read by: ledger page
        ]

    def __str__(self) -> str:
        return f"{self.item.number} {self.owner} ({self.get_role_display()})".strip()

    @property
    def owner(self) -> str:
        """Whose share it is, in words: the unit, or the person whom it is addressed to."""
        return str(self.person) if self.person_id else str(self.unit)

    @property
    def key(self) -> tuple[str, int]:
        """What an item holds at most once: a unit, or a person (owners.Row.key)."""
        return ("person", self.person_id) if self.person_id else ("unit", self.unit_id)

    @property
    def is_extended(self) -> bool:
        return bool(self.deadline and self.original_deadline and self.deadline > self.original_deadline)


class ExtensionRequest(models.Model):
    """A unit asks for more time; the original deadline stays on the assignment for ever."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("assignment")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked"))
    late = models.BooleanField(_("asked after the deadline"), default=False)
    reason = models.CharField(_("reason"), max_length=500)
    old_deadline = models.DateField(_("deadline until then"))
    new_deadline = models.DateField(_("new deadline"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.CharField(_("note on the decision"), max_length=500, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state="pending"),
                name="extension_one_pending",
                violation_error_message=_(
                    "An extension has already been asked for and is waiting for a decision."
                ),
            ),
            models.CheckConstraint(
                condition=Q(new_deadline__gt=F("old_deadline")),
                name="extension_later",
                violation_error_message=_("The new deadline must be later than the present one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} → {self.new_deadline:%Y-%m-%d}"


class ItemSource(models.Model):
    """A further sentence that an item answers: the same task, ordered once more in another document.

    The sentence from which an item was made is `WorkItem.measure`; a sentence has one item that answers it, or none.
    """

    item = models.ForeignKey(
        WorkItem, on_delete=models.CASCADE, related_name="further_sources", verbose_name=_("work item")
    )
    measure = models.OneToOneField(
        Measure, on_delete=models.PROTECT, related_name="answered", verbose_name=_("measure")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))

    objects = ItemSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("further source")
        verbose_name_plural = _("further sources")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item} ← {self.measure}"
