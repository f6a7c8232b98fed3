"""Writers of units and people."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import SYSTEM, Actor, actor_of, record
from tasks_app.core.errors import Invalid, NotAllowed
from tasks_app.org.models import Portfolio, Unit, UnitAlias, User


@transaction.atomic
def save_unit(*, unit: Unit, at: dt.datetime, actor: Actor = SYSTEM) -> Unit:
    """Save a unit and keep the paths of it and of everything below it right.

    Raises Invalid when the unit would become its own ancestor.
    """
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
        after={"name": unit.name, "parent": unit.parent_id, "active": unit.active},
    )
    return unit


@transaction.atomic
def add_alias(*, user: User, unit: Unit, name: str, at: dt.datetime) -> UnitAlias:
    """Remember that documents call the unit by this name. Raises Invalid when the name means another unit."""
    if not user.is_supervisor:
        raise NotAllowed("org.alias_supervisor", _("Only a supervisor may add aliases of units."))
    name = name.strip()
    other = Unit.objects.named(name).exclude(pk=unit.pk).first()
    if other:
        raise Invalid(
            "org.alias_taken", _("“%(name)s” already means %(unit)s."), {"name": name, "unit": other.name}
        )
    alias, created = UnitAlias.objects.get_or_create(unit=unit, name=name)
    if created:
        record(actor=actor_of(user), action="unit.alias_added", obj=unit, at=at, after={"alias": name})
    return alias


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
