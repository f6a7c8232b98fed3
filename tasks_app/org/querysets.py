"""Questions about units and people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User


def _inside(user: "User") -> bool:
    """What the office keeps about itself may be looked up by everybody inside it, and by no outsider."""
    return user.is_active and getattr(user, "role", "outsider") != "outsider"


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, user: "User") -> "UnitQuerySet":
        return self.all() if _inside(user) else self.none()

    def active(self) -> "UnitQuerySet":
        return self.filter(active=True)

    def offered(self, held: Iterable[int] = ()) -> "UnitQuerySet":
        """What a form lets somebody choose: active units, and those that are held already, or saving would drop them."""
        return self.filter(Q(active=True) | Q(pk__in=list(held)))

    def search(self, words: str) -> "UnitQuerySet":
        """Every word must occur in the name, the short name or an alias."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__name__icontains=word)
            )
        return found.distinct()

    def at_or_below(self, *roots: "Unit") -> "UnitQuerySet":
        """The given units and everything under them; nothing when none is given."""
        condition = Q(pk__in=[])
        for path in {root.path: None for root in roots}:
            condition |= Q(path__startswith=path)
        return self.filter(condition)

    def answered_for_by(self, user: "User") -> "UnitQuerySet":
        """The units whose work this person may see: by role, through unit, portfolio and linked areas.

        Supervisor and auditor: all. Leader: the units of the portfolios and linked areas, and those below. Head: the
        own unit and those below. Officer: the own unit. Outsider, or a person without a unit: none.
        """
        if not user.is_active or not getattr(user, "role", ""):
            return self.none()
        if user.sees_everything:
            return self.all()
        if user.role == "leader":
            return self.at_or_below(*(unit for _kind, unit in user.holdings()))
        if user.role == "head" and user.unit:
            return self.at_or_below(user.unit)
        if user.role == "officer" and user.unit_id:
            return self.filter(pk=user.unit_id)
        return self.none()

    def called(self, name: str) -> "UnitQuerySet":
        """Units whose own name or short name this is."""
        return self.filter(Q(name=name) | Q(short_name=name))

    def named(self, name: str) -> "UnitQuerySet":
        """Active units with exactly this name, short name or alias."""
        return self.active().filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name)).distinct()


class CollectiveQuerySet(models.QuerySet["Collective"]):
    def visible_to(self, user: "User") -> "CollectiveQuerySet":
        return self.all() if _inside(user) else self.none()

    def in_force(self) -> "CollectiveQuerySet":
        return self.filter(active=True)

    def with_members(self) -> "CollectiveQuerySet":
        """With all that says who belongs to them: four queries, however many collectives."""
        return self.prefetch_related("units", "except_units", "people")


class KnownNameQuerySet(models.QuerySet["KnownName"]):
    def visible_to(self, user: "User") -> "KnownNameQuerySet":
        return self.all() if _inside(user) else self.none()

    def with_meaning(self) -> "KnownNameQuerySet":
        """With what they mean: two queries, however many names."""
        return self.select_related("unit", "collective", "person", "remembered_by").prefetch_related("units")

    def newest_first(self) -> "KnownNameQuerySet":
        """What people have said before what an installation starts with."""
        return self.order_by(F("remembered_at").desc(nulls_last=True), "name")

    def meaning_a(self, meaning: str) -> "KnownNameQuerySet":
        """Those that mean a unit, several, a collective, a person or nobody (KnownName.Meaning)."""
        return self.filter(meaning=meaning)

    def search(self, words: str) -> "KnownNameQuerySet":
        """Every word must occur in the name or in what it means."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(unit__name__icontains=word)
                | Q(unit__short_name__icontains=word)
                | Q(collective__name__icontains=word)
                | Q(person__full_name__icontains=word)
            )
        return found


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def visible_to(self, user: "User") -> "PortfolioQuerySet":
        return self.all() if _inside(user) else self.none()

    def held_by(self, leader: "User", kind: str) -> "PortfolioQuerySet":
        return self.filter(leader=leader, kind=kind)

    def of_active_leaders(self) -> "PortfolioQuerySet":
        return self.filter(leader__is_active=True, leader__role="leader")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def with_role(self, *roles: str) -> "UserQuerySet":
        return self.filter(role__in=roles)

    def search(self, words: str) -> "UserQuerySet":
        """Every word must occur in the name, the position or the unit's name."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(full_name__icontains=word) | Q(position__icontains=word) | Q(unit__name__icontains=word)
            )
        return found

    def addressable(self) -> "UserQuerySet":
        """Who can be given a share in person: active people of a unit, but those who only look on."""
        return self.active().exclude(role__in=["outsider", "auditor"]).filter(unit__isnull=False)

    def offered(self, chosen: Iterable[int] = (), *, held: Iterable[int] = ()) -> "UserQuerySet":
        """Whom a form lets somebody choose to answer in person: leaders and heads.

        chosen: further ones that are offered as far as they are addressable (a sentence may name an officer). held: those
        who are members already, also when they have left, or saving would drop them.
        """
        addressable = self.addressable().order_by()
        usual = Q(pk__in=addressable.with_role("leader", "head").values("pk"))
        named = Q(pk__in=addressable.filter(pk__in=list(chosen)).values("pk"))
        return self.filter(usual | named | Q(pk__in=list(held))).select_related("unit")

    def supervisors(self) -> "UserQuerySet":
        return self.active().with_role("supervisor")

    def heads_of(self, unit: "Unit") -> "UserQuerySet":
        """The heads of the unit itself."""
        return self.active().with_role("head").filter(unit=unit)

    def workers_of(self, unit: "Unit") -> "UserQuerySet":
        """The officers of the unit; its heads where it has no officer, so that nothing is addressed to nobody."""
        officers = self.active().with_role("officer").filter(unit=unit)
        return officers if officers.exists() else self.heads_of(unit)

    def leaders_of(self, unit: "Unit") -> "UserQuerySet":
        """Leaders whose portfolio (not only a linked area) holds the unit or one above it."""
        return (
            self.active()
            .with_role("leader")
            .filter(portfolios__units__in=unit.lineage, portfolios__kind="portfolio")
            .distinct()
        )

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Everybody inside the office may look up colleagues; an outsider sees only the own row."""
        if not user.is_active:
            return self.none()
        return self.filter(pk=user.pk) if user.role == "outsider" else self.all()


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Users, with the questions of UserQuerySet."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> Any:
        """A superuser is a supervisor, so that a fresh installation has somebody who may do everything."""
        extra.setdefault("role", "supervisor")
        return super().create_superuser(username, email, password, **extra)
