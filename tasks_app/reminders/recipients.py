"""Who belongs to an audience: the answers of org.querysets for many assignments at once, from a few queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q

from tasks_app.org.models import Portfolio, Unit, User
from tasks_app.reminders.models import Audience
from tasks_app.work.models import Assignment

# In SQL what Directory.audience asks of a handler, and of a leader whom the item names.
HANDLED = Q(handler__is_active=True, handler__unit=F("unit")) & ~Q(handler__role=User.Role.OUTSIDER)
LED = Q(item__responsible_leader__is_active=True) & ~Q(item__responsible_leader__role=User.Role.OUTSIDER)
# A share that is addressed to a person who is still here.
ADDRESSED = Q(person__is_active=True) & ~Q(person__role=User.Role.OUTSIDER)


def _above(unit: Unit) -> list[int]:
    """The unit and those above it, nearest first."""
    return [int(number) for number in reversed(unit.path.split("/")) if number]


class Directory:
    """The active people of the office, by what they answer for. Loaded once for a run of the planner."""

    def __init__(self) -> None:
        self._people: dict[int, User] = {}
        self._officers: dict[int, list[User]] = defaultdict(list)
        self._heads: dict[int, list[User]] = defaultdict(list)
        self._leaders: dict[int, list[User]] = defaultdict(list)
        self._supervisors: list[User] = []
        people = User.objects.active().exclude(role=User.Role.OUTSIDER).order_by("pk")
        for user in people.only("role", "unit", "email"):
            self._people[user.pk] = user
            if user.role == User.Role.OFFICER and user.unit_id:
                self._officers[user.unit_id].append(user)
            elif user.role == User.Role.HEAD and user.unit_id:
                self._heads[user.unit_id].append(user)
            elif user.role == User.Role.SUPERVISOR:
                self._supervisors.append(user)
        through = Portfolio.units.through.objects.filter(portfolio__kind=Portfolio.Kind.PORTFOLIO)
        for leader_id, unit_id in through.values_list("portfolio__leader_id", "unit_id").distinct():
            leader = self._people.get(leader_id)
            if leader and leader.role == User.Role.LEADER:
                self._leaders[unit_id].append(leader)

    def audience(self, audience: str, assignment: Assignment) -> list[User]:
        """The people to tell, each once; empty when there is nobody.

        workers: the handler while an active person of the unit, else the unit's officers, else its heads. heads: those
        of the unit, or of the nearest unit above that has one. leaders: the item's responsible leader, else those whose
        portfolio holds the unit or one above it. supervisors: all.

        A share that is addressed to a person: workers are the handler whom the person named, else the person; heads, where
        the unit and those above it have none, the person again; leaders are never the person: where there is no other one,
        the supervisors, because nobody else stands above.
        """
        if audience == Audience.WORKERS:
            return self._workers(assignment)
        if audience == Audience.HEADS:
            heads: list[User] = next(
                (self._heads[number] for number in _above(assignment.unit) if self._heads.get(number)), []
            )
            return heads or self._addressed(assignment)
        if audience == Audience.LEADERS:
            found = self._responsible(assignment)
            if assignment.person_id is None:
                return found
            others = [person for person in found if person.pk != assignment.person_id]
            return others or list(self._supervisors) or found
        if audience == Audience.SUPERVISORS:
            return list(self._supervisors)
        raise ValueError(f"unknown audience {audience!r}")

    def reaches(self, audience: str) -> Q:
        """The assignments for which `audience` is not empty, as a condition on assignments for the database."""
        if audience == Audience.WORKERS:
            of_unit = Q(unit__in=_with_people(self._officers) | _with_people(self._heads))
            return Q(person__isnull=True) & of_unit | HANDLED | ADDRESSED
        if audience == Audience.HEADS:
            return Q(unit__in=_at_or_below(_with_people(self._heads))) | ADDRESSED
        if audience == Audience.LEADERS:
            led = _at_or_below(_with_people(self._leaders))
            above = Q(person__isnull=False) if self._supervisors else Q(pk__in=[])
            return Q(unit__in=led) | LED | above
        if audience == Audience.SUPERVISORS:
            return Q() if self._supervisors else Q(pk__in=[])
        raise ValueError(f"unknown audience {audience!r}")

    def _workers(self, assignment: Assignment) -> list[User]:
        handler = self._people.get(assignment.handler_id or 0)
        if handler and handler.unit_id == assignment.unit_id:
            return [handler]
        if assignment.person_id is not None:
            return self._addressed(assignment)
        return self._officers.get(assignment.unit_id) or self._heads.get(assignment.unit_id, [])

    def _addressed(self, assignment: Assignment) -> list[User]:
        person = self._people.get(assignment.person_id or 0)
        return [person] if person else []

    def _responsible(self, assignment: Assignment) -> list[User]:
        named = self._people.get(assignment.item.responsible_leader_id or 0)
        if named:
            return [named]
        return _once(leader for number in _above(assignment.unit) for leader in self._leaders.get(number, []))


def _with_people(held: dict[int, list[User]]) -> set[int]:
    return {unit for unit, people in held.items() if people}


def _at_or_below(units: set[int]) -> set[int]:
    if not units:
        return set()
    paths = Unit.objects.values_list("pk", "path")
    return {
        pk for pk, path in paths if not units.isdisjoint(int(number) for number in path.split("/") if number)
    }


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
