"""Writers of units and people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import SYSTEM, Actor, actor_of, hold_chain, record
from tasks_app.core.errors import Conflict, Invalid
from tasks_app.org.models import KnownName, Portfolio, Unit, User
from tasks_app.org.naming import Said, put_name, remember_name, require_office, shown
from tasks_app.org.wording import squeezed


@transaction.atomic
def save_unit(*, unit: Unit, at: dt.datetime, actor: Actor = SYSTEM) -> Unit:
    """Save a unit and keep the paths of it and of everything below it right.

    Raises Invalid when the unit would become its own ancestor, or its own successor through others.
    """
    _refuse_circle(unit)
    old_path = unit.path
    if unit.parent and unit.pk and unit.parent.path.startswith(f"{old_path}") and old_path:
        raise Invalid("org.unit_cycle", _("A unit cannot belong to itself or to a unit below it."))
    created = unit.pk is None
    unit.save()
    unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    if unit.path != old_path:
        unit.save(update_fields=["path"])
        if old_path:
            for child in Unit.objects.filter(path__startswith=old_path).exclude(pk=unit.pk):
                child.path = unit.path + child.path.removeprefix(old_path)
                child.save(update_fields=["path"])
    record(
        actor=actor,
        action="unit.created" if created else "unit.changed",
        obj=unit,
        at=at,
        after={
            "name": unit.name,
            "parent": unit.parent_id,
            "active": unit.active,
            "successor": unit.successor_id,
        },
    )
    return unit


def _refuse_circle(unit: Unit) -> None:
    """Raises Invalid when following the successors of a unit leads back to it."""
    if unit.successor_id is None:
        return
    if unit.active:
        raise Invalid("org.merged_active", _("A unit that was merged into another one is not active."))
    following = dict(Unit.objects.filter(successor__isnull=False).values_list("pk", "successor_id"))
    at: int | None = unit.successor_id
    while at is not None:
        if at == unit.pk:
            raise Invalid("org.merged_circle", _("A unit cannot be merged into one that was merged into it."))
        at = following.pop(at, None)


@transaction.atomic
def rename_unit(
    *,
    user: User,
    unit: Unit,
    name: str,
    short_name: str = "",
    on: dt.date | None = None,
    at: dt.datetime,
) -> Unit:
    """Give a unit a new name; the old name and short name stay as former names, used until `on` (None: not known when).

    Raises NotAllowed for anybody but a supervisor, Invalid when the name is taken.
    """
    require_office(user)
    hold_chain()
    unit = Unit.objects.get(pk=unit.pk)
    old = [unit.name, unit.short_name]
    name, short_name = name.strip(), short_name.strip()
    if not name:
        raise Invalid("org.name_missing", _("A name has 1 to 120 characters."))
    refuse_taken(unit, name, short_name)
    unit.name, unit.short_name = name, short_name
    save_unit(unit=unit, at=at, actor=actor_of(user))
    keep_former(unit=unit, names=old, until=on, at=at, user=user)
    return unit


def keep_former(
    *, unit: Unit, names: Iterable[str], at: dt.datetime, user: Any, until: dt.date | None = None
) -> None:
    """Remember names that a unit has no longer as its former ones, inside the caller's transaction.

    A name that means something by now keeps that meaning: one that was said, or that another unit has itself.
    """
    present = {squeezed(unit.name), squeezed(unit.short_name)}
    for former in dict.fromkeys(squeezed(name) for name in names):
        if not former or former in present:
            continue
        said_already = KnownName.objects.filter(name=former).exists()
        if not said_already and not Unit.objects.active().called(former).exclude(pk=unit.pk).exists():
            said = Said(unit=unit, former=True, used_until=until)
            put_name(user=user, name=former, said=said, at=at)


@transaction.atomic
def merge_unit(*, user: User, unit: Unit, into: Unit, on: dt.date | None = None, at: dt.datetime) -> Unit:
    """Say that a unit was merged into another: it is inactive from now on, and its names lead to the other.

    Its running assignments are not touched. Raises NotAllowed for anybody but a supervisor, Invalid for a circle.
    """
    require_office(user)
    hold_chain()
    unit = Unit.objects.get(pk=unit.pk)
    unit.active, unit.successor, unit.merged_on = False, into, on
    if into.pk == unit.pk:
        raise Invalid("org.merged_circle", _("A unit cannot be merged into itself."))
    return save_unit(unit=unit, at=at, actor=actor_of(user))


def refuse_taken(unit: Unit | None, *names: str) -> None:
    """Raise Invalid when documents already mean something else by one of these names, or an inactive unit has it."""
    own = unit.pk if unit and unit.pk else 0
    for name in filter(None, names):
        other = Unit.objects.named(name).exclude(pk=own).first()
        # Also a name of a unit that is no more: it leads to the successor, and what was said comes before a unit's own name.
        known = KnownName.objects.with_meaning().filter(name=squeezed(name)).exclude(unit__pk=own).first()
        if other or known:
            meant = other.name if other else shown(known) if known else ""
            raise Invalid(
                "org.alias_taken",
                _("“%(name)s” already means %(unit)s."),
                {"name": name, "unit": meant},
            )
        if Unit.objects.filter(name=name, active=False).exclude(pk=own).exists():
            raise Invalid(
                "org.unit_inactive",
                _("There was a unit “%(name)s” before. Make it active again, or choose another name."),
                {"name": name},
            )


@transaction.atomic
def add_alias(*, user: User, unit: Unit, name: str, at: dt.datetime) -> KnownName:
    """Remember that documents call the unit by this name; see `naming.remember_name`, which also names the errors."""
    return remember_name(user=user, name=name, said=Said(unit=unit), at=at)


@transaction.atomic
def set_portfolio(
    *, leader: User, kind: str, name: str, units: Iterable[Unit], at: dt.datetime, actor: Actor = SYSTEM
) -> Portfolio:
    """Give a leader a portfolio or linked area with exactly these units."""
    portfolio, _created = Portfolio.objects.get_or_create(leader=leader, kind=kind, name=name)
    portfolio.units.set(units)
    record(
        actor=actor,
        action="portfolio.set",
        obj=portfolio,
        at=at,
        after={"leader": leader.pk, "units": sorted(unit.pk for unit in portfolio.units.all())},
    )
    return portfolio


def set_language(*, user: User, language: str) -> None:
    """Remember the language in which a person reads pages and mails. Raises Invalid for one that is not offered."""
    offered = {code for code, _name in User._meta.get_field("language").choices or ()}
    if language not in offered:
        raise Invalid("org.language", _("This language is not offered."))
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def save_portfolio(
    *,
    user: User,
    leader: User,
    kind: str,
    name: str,
    units: Iterable[Unit],
    at: dt.datetime,
    portfolio: Portfolio | None = None,
) -> Portfolio:
    """Give a leader a portfolio (分管战线) or linked areas (包联地区), or change one. The units are exactly these.

    Raises NotAllowed for anybody but a supervisor, Invalid for somebody who is no leader, or a name the leader has already,
    Conflict when the portfolio was taken away meanwhile.
    """
    require_office(user)
    hold_chain()
    if portfolio is not None:
        portfolio = _held(portfolio)
    name = " ".join(name.split())
    if leader.role != User.Role.LEADER or not name:
        raise Invalid("org.portfolio_leader", _("Choose a leader, and say in a few words what it is about."))
    same = Portfolio.objects.filter(leader=leader, kind=kind, name=name)
    if same.exclude(pk=portfolio.pk if portfolio else 0).exists():
        raise Invalid("org.portfolio_once", _("This leader already has a portfolio of that name."))
    if portfolio is not None and portfolio.name != name:
        Portfolio.objects.filter(pk=portfolio.pk).update(name=name)
    return set_portfolio(leader=leader, kind=kind, name=name, units=units, at=at, actor=actor_of(user))


@transaction.atomic
def drop_portfolio(*, user: User, portfolio: Portfolio, at: dt.datetime) -> None:
    """Take a portfolio or linked areas away from a leader.

    Raises NotAllowed for anybody but a supervisor, Conflict when somebody has taken it away already.
    """
    require_office(user)
    hold_chain()
    portfolio = _held(portfolio)
    units = sorted(unit.pk for unit in portfolio.units.all())
    record(
        actor=actor_of(user),
        action="portfolio.dropped",
        obj=portfolio,
        at=at,
        before={"leader": portfolio.leader_id, "kind": portfolio.kind, "units": units},
    )
    portfolio.delete()


def _held(portfolio: Portfolio) -> Portfolio:
    """The portfolio as it is now. Raises Conflict when it is gone."""
    current = Portfolio.objects.filter(pk=portfolio.pk).first()
    if current is None:
        raise Conflict(
            "org.portfolio_gone", _("This portfolio has been taken away meanwhile. Look at the list again.")
        )
    return current


#: What may be set of a unit without giving it another name (rename_unit) or an end (merge_unit).
UNIT_FIELDS = ("kind", "parent", "order", "active")


@transaction.atomic
def found_unit(*, user: User, name: str, short_name: str = "", at: dt.datetime, **values: Any) -> Unit:
    """Add a unit. values: any of UNIT_FIELDS.

    Raises NotAllowed for anybody but a supervisor, Invalid for a name that is taken.
    """
    require_office(user)
    hold_chain()
    name, short_name = name.strip(), short_name.strip()
    refuse_taken(None, name, short_name)
    return save_unit(unit=Unit(name=name, short_name=short_name, **values), at=at, actor=actor_of(user))


@transaction.atomic
def change_unit(*, user: User, unit: Unit, at: dt.datetime, **changes: Any) -> Unit:
    """Change any of UNIT_FIELDS. A unit that is active again has no successor any more.

    Raises NotAllowed for anybody but a supervisor, Invalid when it would belong to itself.
    """
    require_office(user)
    hold_chain()
    current = Unit.objects.get(pk=unit.pk)
    for name, value in changes.items():
        if name not in UNIT_FIELDS:
            raise TypeError(f"not editable: {name}")
        setattr(current, name, value)
    if current.active:
        current.successor, current.merged_on = None, None
    return save_unit(unit=current, at=at, actor=actor_of(user))
