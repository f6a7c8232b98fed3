"""Writers of names and collectives: what the office says that a name in documents means, for all documents at once.

Names live in one table with a unique name, and every writer first holds the end of the audit chain: of two people who
explain the same name at the same moment the second sees what the first has said.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.models import Event
from tasks_app.audit.services import actor_of, hold_chain, record
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.models import Collective, KnownName, Unit, User
from tasks_app.org.wording import squeezed

REMEMBERED, CHANGED, FORGOTTEN = "name.remembered", "name.changed", "name.forgotten"
NAME_ACTIONS = (REMEMBERED, CHANGED, FORGOTTEN)
#: What the office may set of a collective; units, except_units and people are lists.
COLLECTIVE_FIELDS = (
    "name",
    "rule",
    "unit_kind",
    "role",
    "position_words",
    "share",
    "order",
    "active",
    "note",
)
COLLECTIVE_LISTS = ("units", "except_units", "people")


@dataclass(frozen=True)
class Said:
    """What a name is said to mean: `meaning` and the one thing that goes with it.

    former: the unit had this name from `used_from` until `used_until` (either may be unknown).
    """

    meaning: str = KnownName.Meaning.UNIT
    unit: Unit | None = None
    units: tuple[Unit, ...] = field(default=())
    collective: Collective | None = None
    person: User | None = None
    former: bool = False
    used_from: dt.date | None = None
    used_until: dt.date | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Said":
        """From the cleaned data of a form that has these fields; what it leaves out is not said."""
        return cls(
            meaning=given["meaning"],
            unit=given.get("unit"),
            units=tuple(given.get("units") or ()),
            collective=given.get("collective"),
            person=given.get("person"),
            former=bool(given.get("former")),
            used_from=given.get("used_from"),
            used_until=given.get("used_until"),
        )


def require_office(user: User) -> None:
    """Raises NotAllowed for anybody but a supervisor, who alone says what names mean and who belongs to a collective."""
    if not user.is_supervisor:
        raise NotAllowed("org.alias_supervisor", _("Only a supervisor may say what names in documents mean."))


def shown(known: KnownName) -> str:
    """What a name means, in words."""
    if known.meaning == KnownName.Meaning.UNITS:
        return "、".join(str(unit) for unit in known.units.all())
    target = known.unit or known.collective or known.person
    return str(target) if target else _now("no owner")


def state_of(known: KnownName | None) -> dict[str, Any]:
    """A name and its meaning as the audit trail keeps it; {} for a name that is not there."""
    if known is None:
        return {}
    return {
        "name": known.name,
        "meaning": str(known.meaning),
        "unit": known.unit_id,
        "units": sorted(unit.pk for unit in known.units.all()),
        "collective": known.collective_id,
        "person": known.person_id,
        "former": known.former,
        "used_from": known.used_from.isoformat() if known.used_from else None,
        "used_until": known.used_until.isoformat() if known.used_until else None,
        "shown": shown(known),
    }


def _compared(state: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key != "shown"}


def _refuse_taken(name: str, said: Said) -> None:
    """Raises Invalid when the name is that of exactly one other active unit: documents would be given to the wrong one."""
    units = list(Unit.objects.active().called(name)[:2])
    if len(units) == 1 and (said.unit is None or said.unit.pk != units[0].pk):
        raise Invalid(
            "org.alias_taken",
            _("“%(name)s” already means %(unit)s."),
            {"name": name, "unit": units[0].name},
        )


def check_name(name: str, said: Said) -> str:
    """The name as it is kept, without blanks; raises Invalid for what `remember_name` would not take."""
    name = squeezed(name)
    if not name or len(name) > 120:
        raise Invalid("org.name_missing", _("A name has 1 to 120 characters."))
    wanted = {
        KnownName.Meaning.UNIT: said.unit is not None,
        KnownName.Meaning.UNITS: bool(said.units),
        KnownName.Meaning.COLLECTIVE: said.collective is not None,
        KnownName.Meaning.PERSON: said.person is not None,
        KnownName.Meaning.NOBODY: True,
    }
    if not wanted.get(KnownName.Meaning(said.meaning)):
        raise Invalid("org.name_means_nothing", _("Say whom “%(name)s” means."), {"name": name})
    if said.used_from and said.used_until and said.used_until < said.used_from:
        raise Invalid("org.name_dates", _("“Used until” lies before “used from”."))
    _refuse_taken(name, said)
    return name


def _write(known: KnownName, said: Said, user: User, at: dt.datetime) -> None:
    only = said.meaning
    known.meaning = only
    known.unit = said.unit if only == KnownName.Meaning.UNIT else None
    known.collective = said.collective if only == KnownName.Meaning.COLLECTIVE else None
    known.person = said.person if only == KnownName.Meaning.PERSON else None
    known.former = said.former and only == KnownName.Meaning.UNIT
    known.used_from, known.used_until = (said.used_from, said.used_until) if known.former else (None, None)
    known.remembered_by, known.remembered_at = user, at
    known.save()
    known.units.set(said.units if only == KnownName.Meaning.UNITS else [])


@transaction.atomic
def remember_name(*, user: User, name: str, said: Said, at: dt.datetime) -> KnownName:
    """Remember for all documents what a name means. Saying the same twice changes nothing.

    Raises NotAllowed for anybody but a supervisor; Invalid when the name is another unit's own or nothing is said;
    Conflict when it is remembered with another meaning already (see `change_name`).
    """
    require_office(user)
    return put_name(user=user, name=name, said=said, at=at)


def put_name(*, user: User, name: str, said: Said, at: dt.datetime) -> KnownName:
    """`remember_name` as part of a change for which the right was asked already, in the caller's transaction."""
    hold_chain()
    name = check_name(name, said)
    known = KnownName.objects.with_meaning().filter(name=name).first()
    if known is None:
        known = KnownName(name=name)
        _write(known, said, user, at)
        record(actor=actor_of(user), action=REMEMBERED, obj=known, at=at, after=state_of(known))
        return known
    if not _means(known, said):
        raise Conflict(
            "org.name_remembered",
            _("“%(name)s” has been remembered already: %(meaning)s. It is changed on the page “Names”."),
            {"name": name, "meaning": shown(known)},
        )
    return known


def _means(known: KnownName, said: Said) -> bool:
    return (
        known.meaning == said.meaning
        and (said.meaning != KnownName.Meaning.UNIT or known.unit_id == (said.unit.pk if said.unit else None))
        and (
            said.meaning != KnownName.Meaning.COLLECTIVE
            or known.collective_id == (said.collective.pk if said.collective else None)
        )
        and (
            said.meaning != KnownName.Meaning.PERSON
            or known.person_id == (said.person.pk if said.person else None)
        )
        and (
            said.meaning != KnownName.Meaning.UNITS
            or {unit.pk for unit in known.units.all()} == {unit.pk for unit in said.units}
        )
    )


@transaction.atomic
def change_name(*, user: User, known: KnownName, said: Said, at: dt.datetime) -> KnownName:
    """Give a remembered name another meaning, for all sentences that are still to be decided. Raises like `remember_name`."""
    require_office(user)
    hold_chain()
    current = _present(known)
    check_name(current.name, said)
    before = state_of(current)
    _write(current, said, user, at)
    current = _present(current)
    after = state_of(current)
    if _compared(before) != _compared(after):
        record(actor=actor_of(user), action=CHANGED, obj=current, at=at, before=before, after=after)
    return current


@transaction.atomic
def forget_name(*, user: User, known: KnownName, at: dt.datetime) -> None:
    """Take back what a name means: where it occurs, it is asked for again. Items that were confirmed keep their owners.

    Raises NotAllowed for anybody but a supervisor, Conflict when somebody has forgotten it already.
    """
    require_office(user)
    hold_chain()
    current = _present(known)
    record(actor=actor_of(user), action=FORGOTTEN, obj=current, at=at, before=state_of(current))
    current.delete()


def _present(known: KnownName) -> KnownName:
    current = KnownName.objects.with_meaning().filter(pk=known.pk).first()
    if current is None:
        raise Conflict("org.name_gone", _("This name has been forgotten meanwhile. Reload the page."))
    return current


@transaction.atomic
def undo_name(*, user: User, event: Event, at: dt.datetime) -> KnownName | None:
    """Undo a line of the history of names: the name means again what it meant before, or is asked for again.

    event: one of NAME_ACTIONS. Raises NotAllowed for anybody but a supervisor, Conflict when the name has been changed
    since, or when what it meant is no more. Returns the name as it is now; None when it is not remembered.
    """
    require_office(user)
    hold_chain()
    if event.action not in NAME_ACTIONS:
        raise Invalid("org.not_a_name", _("This line of the history is not about a name."))
    name = str((event.after or event.before).get("name", ""))
    current = KnownName.objects.with_meaning().filter(name=name).first()
    if _compared(state_of(current)) != _compared(event.after):
        raise Conflict(
            "org.name_changed_since",
            _("“%(name)s” has been changed since; nothing was undone. Look at the list again."),
            {"name": name},
        )
    if not event.before:
        if current is not None:
            forget_name(user=user, known=current, at=at)
        return None
    said = _said_before(event.before)
    if current is None:
        return remember_name(user=user, name=name, said=said, at=at)
    return change_name(user=user, known=current, said=said, at=at)


def _said_before(state: dict[str, Any]) -> Said:
    units = list(Unit.objects.filter(pk__in=state.get("units") or []))
    return Said(
        meaning=str(state["meaning"]),
        unit=Unit.objects.filter(pk=state.get("unit") or 0).first(),
        units=tuple(units),
        collective=Collective.objects.filter(pk=state.get("collective") or 0).first(),
        person=User.objects.filter(pk=state.get("person") or 0).first(),
        former=bool(state.get("former")),
        used_from=_day(state.get("used_from")),
        used_until=_day(state.get("used_until")),
    )


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


# --- Collectives -----------------------------------------------------------------------------------------------------
@transaction.atomic
def save_collective(
    *,
    user: User,
    at: dt.datetime,
    collective: Collective | None = None,
    names: Iterable[str] = (),
    dropped: Iterable[str] = (),
    **values: Any,
) -> Collective:
    """Make a collective, or change it; its name is remembered, and so are `names`, further ones that mean it.

    dropped: names that are to mean it no longer; its own name always does.
    values: any of COLLECTIVE_FIELDS and COLLECTIVE_LISTS. A change holds for every sentence that is confirmed from now on;
    items keep the members of their moment.
    Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand, Conflict when a name
    is remembered with another meaning.
    """
    require_office(user)
    unknown = set(values) - {*COLLECTIVE_FIELDS, *COLLECTIVE_LISTS}
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    hold_chain()
    row = Collective.objects.get(pk=collective.pk) if collective and collective.pk else Collective()
    created = row.pk is None
    before = {} if created else collective_state(row)
    for name in COLLECTIVE_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.name = squeezed(row.name)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(
            "org.collective_invalid",
            _("The collective cannot be saved: %(why)s"),
            {"why": " ".join(error.messages)},
            fields=dict(error.message_dict),
        ) from error
    row.save()
    for name in COLLECTIVE_LISTS:
        if name in values:
            getattr(row, name).set(values[name])
    for name in dict.fromkeys([row.name, *(squeezed(name) for name in names if name.strip())]):
        said = Said(meaning=KnownName.Meaning.COLLECTIVE, collective=row)
        remember_name(user=user, name=name, said=said, at=at)
    gone = {squeezed(name) for name in dropped} - {row.name}
    for known in row.names.filter(name__in=gone):
        forget_name(user=user, known=known, at=at)
    after = collective_state(row)
    if before != after:
        record(
            actor=actor_of(user),
            action="collective.created" if created else "collective.changed",
            obj=row,
            at=at,
            before=before,
            after=after,
        )
    return row


def collective_state(row: Collective) -> dict[str, Any]:
    """A collective as the audit trail keeps it."""
    found: dict[str, Any] = {name: getattr(row, name) for name in COLLECTIVE_FIELDS}
    for name in COLLECTIVE_LISTS:
        found[name] = sorted(member.pk for member in getattr(row, name).all())
    return {name: str(value) if isinstance(value, str) else value for name, value in found.items()}
