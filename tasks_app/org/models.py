"""People and units: who belongs where, who answers for which portfolio (分管战线) and which linked areas (包联地区)."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tasks_app.org.querysets import (
    CollectiveQuerySet,
    KnownNameQuerySet,
    PortfolioQuerySet,
    UnitQuerySet,
    UserManager,
)


class Unit(models.Model):
    """An organisation that work can be given to, in a tree (county, bureaus, townships, villages)."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("county leadership")
        OFFICE = "office", _("office or bureau")
        TOWNSHIP = "township", _("township or subdistrict")
        VILLAGE = "village", _("village or community")
        ENTERPRISE = "enterprise", _("enterprise or institution")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OFFICE)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    # '/1/4/9/' — the numbers from the root to this unit, kept by services.save_unit; makes 'and below' one indexed test.
    path = models.CharField(_("path"), max_length=255, blank=True, editable=False, db_index=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)
    # A unit that was merged or abolished: whatever documents still call by its names is given to the successor.
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
    )
    merged_on = models.DateField(_("merged on"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(active=False),
                name="unit_merged_is_inactive",
                violation_error_message=_("A unit that was merged into another one is not active."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="unit_not_its_own_successor",
                violation_error_message=_("A unit cannot be merged into itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def lineage(self) -> tuple[int, ...]:
        """The numbers of the units from the root of the tree down to this one, read from its path."""
        return tuple(int(number) for number in self.path.strip("/").split("/") if number)


class User(AbstractUser):
    """A person. The role says what the person may do; unit, portfolio and linked areas say for what."""

    class Role(models.TextChoices):
        SUPERVISOR = "supervisor", _("supervisor")
        LEADER = "leader", _("leader")
        HEAD = "head", _("head of unit")
        OFFICER = "officer", _("officer")
        AUDITOR = "auditor", _("auditor")
        OUTSIDER = "outsider", _("outsider")

    full_name = models.CharField(_("name"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.OUTSIDER)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )

    # Where the request came from; set by the web and API edges for the audit trail, never stored.
    current_address: str = ""
    # What `holdings` has answered, for the length of one request; kept by the edges, never below them.
    kept_holdings: "tuple[tuple[str, Unit], ...] | None" = None

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["unit__order", "pk"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        return self.full_name or super().get_full_name()

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def is_supervisor(self) -> bool:
        return self.role == self.Role.SUPERVISOR

    @property
    def sees_everything(self) -> bool:
        return self.role in {self.Role.SUPERVISOR, self.Role.AUDITOR}

    def holdings(self) -> "tuple[tuple[str, Unit], ...]":
        """(kind of portfolio, unit) for each unit in this person's portfolios and linked areas."""
        if self.kept_holdings is not None:
            return self.kept_holdings
        rows = Portfolio.units.through.objects.filter(portfolio__leader=self)
        return tuple((row.portfolio.kind, row.unit) for row in rows.select_related("portfolio", "unit"))

    def keep_holdings(self) -> None:
        """Asks for a leader's holdings once for all questions of a request, which goes through them for every list."""
        if self.role == self.Role.LEADER:
            self.kept_holdings = self.holdings()


class Portfolio(models.Model):
    """What a leader answers for: a portfolio of units (分管战线) or linked areas (包联地区)."""

    class Kind(models.TextChoices):
        PORTFOLIO = "portfolio", _("portfolio")
        AREA = "area", _("linked area")

    leader = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="portfolios", verbose_name=_("leader")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PORTFOLIO)
    name = models.CharField(_("name"), max_length=80)
    units = models.ManyToManyField(Unit, related_name="portfolios", verbose_name=_("units"), blank=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio or linked area")
        verbose_name_plural = _("portfolios and linked areas")
        ordering = ["leader", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "kind", "name"],
                name="portfolio_once",
                violation_error_message=_("This leader already has a portfolio of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Collective(models.Model):
    """What a document means by 各乡镇, 试点地区 or 县政府党组成员: a rule that is worked out at the moment of confirming."""

    class Rule(models.TextChoices):
        KIND = "kind", _("all active units of a kind")
        LIST = "list", _("a list of units")
        ROLE = "role", _("people by role and position")
        BODY = "body", _("a list of people")
        IN_CHARGE = "in_charge", _("the leaders in charge of the units named beside it")

    class Share(models.TextChoices):
        PERSON = "person", _("each person answers in person")
        UNITS = "units", _("the units in the portfolio of each person")

    name = models.CharField(_("name"), max_length=120, unique=True)
    rule = models.CharField(_("who belongs to it"), max_length=10, choices=Rule.choices, default=Rule.LIST)
    unit_kind = models.CharField(_("kind of unit"), max_length=12, choices=Unit.Kind.choices, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("units"), blank=True)
    except_units = models.ManyToManyField(
        Unit, related_name="+", verbose_name=_("never these units"), blank=True
    )
    people = models.ManyToManyField(User, related_name="+", verbose_name=_("people"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=User.Role.choices, blank=True)
    position_words = models.CharField(
        _("words of the position"),
        max_length=120,
        blank=True,
        help_text=_(
            "People count whose position contains one of these words, with commas between. Empty: any position."
        ),
    )
    share = models.CharField(_("who gets a share"), max_length=8, choices=Share.choices, default=Share.PERSON)
    order = models.PositiveIntegerField(_("order"), default=100)
    active = models.BooleanField(_("in force"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CollectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("collective")
        verbose_name_plural = _("collectives")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule="kind") | ~Q(unit_kind=""),
                name="collective_kind_given",
                violation_error_message=_("Say which kind of units belongs to it."),
            ),
            models.CheckConstraint(
                condition=~Q(rule="role") | ~Q(role=""),
                name="collective_role_given",
                violation_error_message=_("Say which role its people have."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def of_people(self) -> bool:
        return self.rule in {self.Rule.ROLE, self.Rule.BODY, self.Rule.IN_CHARGE}


class KnownName(models.Model):
    """What a name in documents means: another name of a unit, a former one, a collective, or nobody. One row for a name."""

    class Meaning(models.TextChoices):
        UNIT = "unit", _("a unit")
        UNITS = "units", _("several units")
        COLLECTIVE = "collective", _("a collective")
        PERSON = "person", _("a person")
        NOBODY = "nobody", _("no owner: the name is passed over")

    name = models.CharField(_("name"), max_length=120, unique=True)
    meaning = models.CharField(
        _("what it means"), max_length=12, choices=Meaning.choices, default=Meaning.UNIT
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("unit"),
    )
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("several units"), blank=True)
    collective = models.ForeignKey(
        Collective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="names",
        verbose_name=_("collective"),
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    former = models.BooleanField(_("former name"), default=False)
    used_from = models.DateField(_("used from"), null=True, blank=True)
    used_until = models.DateField(_("used until"), null=True, blank=True)
    remembered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("remembered by"),
    )
    remembered_at = models.DateTimeField(_("remembered"), null=True, blank=True, editable=False)

    objects = KnownNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name in documents")
        verbose_name_plural = _("names in documents")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meaning="unit", unit__isnull=False, collective__isnull=True, person__isnull=True)
                | Q(meaning="collective", unit__isnull=True, collective__isnull=False, person__isnull=True)
                | Q(meaning="person", unit__isnull=True, collective__isnull=True, person__isnull=False)
                | Q(
                    meaning__in=["units", "nobody"],
                    unit__isnull=True,
                    collective__isnull=True,
                    person__isnull=True,
                ),
                name="known_name_means_one_thing",
                violation_error_message=_("Say what the name means: exactly one unit, collective or person."),
            ),
            models.CheckConstraint(
                condition=Q(used_from__isnull=True)
                | Q(used_until__isnull=True)
                | Q(used_until__gte=F("used_from")),
                name="known_name_dates_in_order",
                violation_error_message=_("“Used until” lies before “used from”."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
