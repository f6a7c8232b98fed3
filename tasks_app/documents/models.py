"""What was imported, its outline, and the sentences that order work."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from tasks_app.documents.decompose import Unwrapped, header_key, unwrap
from tasks_app.documents.querysets import (
    ColumnWordQuerySet,
    KindRuleQuerySet,
    LikelyPairQuerySet,
    MeasureQuerySet,
    SourceDocumentQuerySet,
)
from tasks_app.documents.words import split_words, validate_words


class Kind(models.TextChoices):
    """Kinds of work that a sentence can order (DESIGN §1, issue 5)."""

    RESPONSIBILITY = "responsibility", _("responsibility implementation")
    GRASSROOTS = "grassroots", _("grassroots organisation")
    DISCIPLINE = "discipline", _("discipline check")
    STUDY = "study", _("study and party life")
    IDEOLOGY = "ideology", _("ideology")
    ACTIVITY = "activity", _("activity")
    RECTIFICATION = "rectification", _("rectification")
    OTHER = "other", _("other work")


class KindRule(models.Model):
    """Words that speak for a kind of work. The rules in force suggest the kind of every sentence of the next import.

    Sentences that are stored keep their kind: what was suggested once is not rewritten behind the office's back.
    """

    kind = models.CharField(_("kind of work"), max_length=16, choices=Kind.choices)
    words = models.TextField(
        _("words"),
        max_length=4000,
        validators=[validate_words],
        help_text=_("One word a line, or with commas between them. They are looked for exactly as written."),
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0), MaxValueValidator(10)],
        help_text=_(
            "Counts for every word found; the kind with the greatest sum is suggested. 0: says nothing."
        ),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("A word that two rules name counts for the first of them.")
    )
    enabled = models.BooleanField(_("in force"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = KindRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for the kind of work")
        verbose_name_plural = _("rules for the kind of work")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__gte=0) & models.Q(weight__lte=10),
                name="kind_rule_weight",
                violation_error_message=_("The weight lies between 0 and 10."),
            )
        ]

    def __str__(self) -> str:
        shown = "、".join(self.word_list[:3])
        return f"{self.get_kind_display()}{pgettext('label', ': ')}{shown}{'…' if len(self.word_list) > 3 else ''}"

    @property
    def word_list(self) -> tuple[str, ...]:
        """The words, each once, in the order in which they were written."""
        return split_words(self.words)

    def clean(self) -> None:
        """Keep the words one a line."""
        super().clean()
        self.words = "\n".join(self.word_list)


class ColumnRole(models.TextChoices):
    """What a column of a table can mean; the values are decompose.COLUMN_ROLES."""

    TASK = "task", _("task")
    DETAIL = "detail", _("detail of the task")
    TARGET = "target", _("figure to be reached")
    LEAD = "lead", _("lead unit")
    RESPONSIBLE = "responsible", _("responsible units")
    CO = "co", _("supporting units")
    LEADER = "leader", _("responsible leader")
    DEADLINE = "deadline", _("time limit")
    CADENCE = "cadence", _("how often")
    NUMBER = "number", _("running number")
    IGNORE = "ignore", _("ignore, kept as background")


#: The longest name of a column that is remembered.
NAME_LENGTH = 80


class ColumnWord(models.Model):
    """The name of a column in the tables that this office gets, and what it means; stronger than the built-in names.

    Holds from the next import on: documents that are stored keep what was read in them.
    """

    name = models.CharField(_("name of the column"), max_length=NAME_LENGTH)
    # What names are compared by: without blanks, width and case.
    key = models.CharField(max_length=NAME_LENGTH, unique=True, editable=False)
    role = models.CharField(_("meaning"), max_length=12, choices=ColumnRole.choices)
    enabled = models.BooleanField(_("in force"), default=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("said by"),
    )
    noted_at = models.DateTimeField(_("said"), editable=False)

    objects = ColumnWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of a column")
        verbose_name_plural = _("names of columns")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}{pgettext('label', ': ')}{self.get_role_display()}"

    def clean(self) -> None:
        """Keep the key beside the name; a name that nothing could be recognised by, or that is there already, is refused."""
        super().clean()
        self.name = " ".join(self.name.split())
        self.key = header_key(self.name)
        if not self.key:
            raise ValidationError(
                {"name": _("Give the name as it stands in the table, with at least one letter.")}
            )
        twin = ColumnWord.objects.filter(key=self.key).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError({"name": _("“%(name)s” is in the list already.") % {"name": twin.name}})


def source_path(instance: "SourceDocument", filename: str) -> str:
    """Originals are stored under their digest: no name from outside ever becomes a path."""
    return f"documents/{instance.file_sha256[:2]}/{instance.file_sha256}"


class SourceDocument(models.Model):
    """A document whose text and file never change; a corrected document is another row that names this one."""

    class DocumentKind(models.TextChoices):
        SPEECH = "speech", _("speech")
        NOTICE = "notice", _("notice")
        MINUTES = "minutes", _("minutes")
        PLAN = "plan", _("rectification plan")
        DIVISION = "division", _("division of tasks")
        OTHER = "other", _("other document")

    class State(models.TextChoices):
        REVIEW = "review", _("in review")
        ISSUED = "issued", _("issued")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=10, choices=DocumentKind.choices, default=DocumentKind.OTHER
    )
    doc_number = models.CharField(_("document number"), max_length=60, blank=True)
    issuing_unit = models.CharField(_("issuing unit"), max_length=120, blank=True)
    issued_on = models.DateField(_("date of the document"), null=True, blank=True)
    text = models.TextField(_("text"), editable=False)
    text_sha256 = models.CharField(_("digest of the text"), max_length=64, editable=False)
    file = models.FileField(
        _("original file"), upload_to=source_path, max_length=120, blank=True, editable=False
    )
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    file_sha256 = models.CharField(_("digest of the file"), max_length=64, blank=True, editable=False)
    # [[start, end, label, rule], …]: every non-blank character is in exactly one of heading, measure, continuation,
    # background, frame, noise. As found at import; what people decided later is in the measures.
    segments = models.JSONField(_("segments"), default=list, editable=False)
    # What somebody said about its tables: {"words": {name: role}, "tables": {start: {"header": bool, "roles": […]}}}.
    columns = models.JSONField(_("columns of its tables"), default=dict, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REVIEW)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported"))
    first_issued_at = models.DateTimeField(_("issued"), null=True, blank=True)

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text_sha256"],
                name="document_text_once",
                violation_error_message=_("This text has already been imported."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_tables(self) -> bool:
        """Whether there may be a table in it; told from what was stored at import, without reading the text."""
        return any(str(rule).startswith("table.") for _start, _end, _label, rule in self.segments)

    @cached_property
    def unwrapped(self) -> Unwrapped:
        """The text as one line for each paragraph, where its lines were broken at the width of a page."""
        return unwrap(self.text)

    def quote(self, start: int, end: int) -> str:
        """text[start:end] as it reads: without the line ends, and numbers of pages, inside a sentence."""
        return self.unwrapped.quote(start, end)

    @cached_property
    def replacement(self) -> "SourceDocument | None":
        """The corrected version that replaced this one; then nothing is decided here any more."""
        return self.replaced_by.defer("text", "segments").order_by("pk").first()


class OutlineNode(models.Model):
    """A heading of the document's outline; `start`-`end` is what it covers, in code points of the text."""

    document = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    order = models.PositiveIntegerField(_("order"))
    level = models.PositiveSmallIntegerField(_("level"))
    marker = models.CharField(_("number"), max_length=20, blank=True)
    title = models.TextField(_("title"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("outline heading")
        verbose_name_plural = _("outline headings")
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="node_order_once")]

    def __str__(self) -> str:
        return f"{self.marker}{self.title}"[:80]


class Measure(models.Model):
    """One sentence that orders something, with its span, and what a person decided about it.

    `found` holds what the text states, each entry with its span and the rule that found it:
    {"owners": [{name, role, inherited, start, end, rule}], "deadlines": [{text, date, window_start, start, end, rule}],
    "cadences": [{text, code, …}], "targets": [{text, …}], "references": [{title, …}]}.
    """

    class State(models.TextChoices):
        UNDECIDED = "undecided", _("undecided")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")
        # The same task as a sentence of another document: that one's item answers both.
        ANSWERED = "answered", _("answered elsewhere")

    class Origin(models.TextChoices):
        FOUND = "found", _("found by the rules")
        MARKED = "marked", _("marked by a person")

    document = models.ForeignKey(
        SourceDocument, on_delete=models.CASCADE, related_name="measures", verbose_name=_("document")
    )
    node = models.ForeignKey(
        OutlineNode,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("heading"),
    )
    order = models.PositiveIntegerField(_("order"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("sentence"))
    soft = models.BooleanField(_("attitude or conduct"), default=False)
    kind = models.CharField(_("kind of work"), max_length=16, choices=Kind.choices, default=Kind.OTHER)
    doubt = models.FloatField(_("doubt"), default=0.0)
    rule = models.CharField(_("rule"), max_length=60, blank=True)
    found = models.JSONField(_("found in the text"), default=dict)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.FOUND)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UNDECIDED)
    reason = models.CharField(_("reason for dismissing"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["document", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="measure_span_not_empty",
                violation_error_message=_("A measure must hold at least one character of the document."),
            ),
            models.UniqueConstraint(
                fields=["document", "start"],
                name="measure_start_once",
                violation_error_message=_("Another measure already starts here."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed") | ~models.Q(reason=""),
                name="measure_dismissed_with_reason",
                violation_error_message=_("Say why the sentence is dismissed."),
            ),
        ]

    def __str__(self) -> str:
        return self.quote[:60]


class MeasureSign(models.Model):
    """An entry of the index by which sentences that may be the same task are found: see documents.duplicates."""

    code = models.IntegerField(editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="signs", editable=False)

    class Meta:
        verbose_name = _("sign of a measure")
        verbose_name_plural = _("signs of measures")
        indexes = [models.Index(fields=["code", "measure"], name="sign_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.measure_id}"


class LikelyPair(models.Model):
    """Two sentences of different documents that are likely the same task, found when the later one was stored.

    That they are the same is recorded by the item that answers both; that they are different tasks is recorded here.
    """

    earlier = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("likeness"))
    different_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called different by"),
    )
    different_at = models.DateTimeField(_("called different"), null=True, blank=True)

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="likely_pair_once"),
            models.CheckConstraint(
                condition=models.Q(earlier__lt=models.F("later")), name="likely_pair_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(different_at__isnull=True, different_by__isnull=True)
                | models.Q(different_at__isnull=False, different_by__isnull=False),
                name="likely_pair_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} ~ {self.later_id} ({self.score:.2f})"
