"""Who may do what with an assignment. One matrix, asked by services, pages and API alike."""

from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import NotAllowed
from tasks_app.org.models import Portfolio, User
from tasks_app.work.lifecycle import Permission, Transition, from_state
from tasks_app.work.models import Assignment


def portfolio_of(user: User) -> frozenset[int]:
    """The numbers of the units in a leader's portfolios (not only linked areas): one query, for lists of assignments."""
    if user.role != User.Role.LEADER:
        return frozenset()
    return frozenset(unit.pk for kind, unit in user.holdings() if kind == Portfolio.Kind.PORTFOLIO)


def may(user: User, permission: str, assignment: Assignment, portfolio: frozenset[int] | None = None) -> bool:
    """Whether this person holds the permission for this assignment.

    supervise: supervisors. decide: supervisors, and the item's responsible leader or, where none is named, a leader
    whose portfolio holds the unit; nobody decides on a share that is addressed to that very person. do: officers of the
    unit, and heads of the unit or of one above it; of a share that is addressed to a person, that person and the handler
    whom the person has named.

    portfolio: `portfolio_of(user)` where many assignments are looked at, so that it is asked for once; None: ask now.
    """
    if not user.is_active:
        return False
    if permission == Permission.SUPERVISE:
        return user.is_supervisor
    if permission == Permission.DECIDE:
        return user.is_supervisor or _is_responsible_leader(user, assignment, portfolio)
    if permission == Permission.DO:
        return _does_the_work(user, assignment)
    raise ValueError(f"unknown permission {permission!r}")


def _is_responsible_leader(user: User, assignment: Assignment, portfolio: frozenset[int] | None) -> bool:
    if user.role != User.Role.LEADER or assignment.person_id == user.pk:
        return False
    named = assignment.item.responsible_leader_id
    if named is not None:
        return named == user.pk
    held = portfolio_of(user) if portfolio is None else portfolio
    return any(number in held for number in assignment.unit.lineage)


def _does_the_work(user: User, assignment: Assignment) -> bool:
    if assignment.person_id is not None:
        return user.pk in (assignment.person_id, assignment.handler_id)
    if user.unit_id is None or user.unit is None:
        return False
    if user.role == User.Role.OFFICER:
        return user.unit_id == assignment.unit_id
    if user.role == User.Role.HEAD:
        return assignment.unit.path.startswith(user.unit.path)
    return False


def require_supervisor(user: User) -> None:
    """Raises NotAllowed for anybody but a supervisor, who alone prepares, issues and carries over items."""
    if not user.is_supervisor:
        raise NotAllowed("work.supervisor_only", _("Only a supervisor may prepare and issue items."))


def available(
    user: User, assignment: Assignment, portfolio: frozenset[int] | None = None
) -> list[Transition]:
    """The transitions that this person may make now, in the order of the table: the buttons of the page."""
    rows = from_state(assignment.state)
    return [row for row in rows if may(user, row.permission, assignment, portfolio)]
