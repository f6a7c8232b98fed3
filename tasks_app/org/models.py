"""People and units: who belongs where, who answers for which portfolio (分管战线) and which linked areas (包联地区)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_app.org.querysets import UnitQuerySet, UserManager


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

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def lineage(self) -> tuple[int, ...]:
        """The numbers of the units from the root of the tree down to this one, read from its path."""
        return tuple(int(number) for number in self.path.strip("/").split("/") if number)


class UnitAlias(models.Model):
    """Another name under which documents mention a unit: short form, former name, spelling."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("alias of a unit")
        verbose_name_plural = _("aliases of units")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
