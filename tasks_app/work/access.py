"""Who may do what with an assignment. One matrix, asked by services, pages and API alike."""

from tasks_app.org.models import User
from tasks_app.work.lifecycle import Permission, Transition, from_state
from tasks_app.work.models import Assignment


def may(user: User, permission: str, assignment: Assignment) -> bool:
    """Whether this person holds the permission for this assignment.

    supervise: supervisors. decide: supervisors, and the item's responsible leader or, where none is named, a leader
    whose portfolio holds the unit. do: officers of the unit, and heads of the unit or of one above it.
    """
    if not user.is_active:
        return False
    if permission == Permission.SUPERVISE:
        return user.is_supervisor
    if permission == Permission.DECIDE:
        return user.is_supervisor or _is_responsible_leader(user, assignment)
    if permission == Permission.DO:
        return _does_the_work(user, assignment)
    raise ValueError(f"unknown permission {permission!r}")


def _is_responsible_leader(user: User, assignment: Assignment) -> bool:
    if user.role != User.Role.LEADER:
        return False
    named = assignment.item.responsible_leader_id
    if named is not None:
        return named == user.pk
    return User.objects.leaders_of(assignment.unit).filter(pk=user.pk).exists()


def _does_the_work(user: User, assignment: Assignment) -> bool:
    if user.unit_id is None or user.unit is None:
        return False
    if user.role == User.Role.OFFICER:
        return user.unit_id == assignment.unit_id
    if user.role == User.Role.HEAD:
        return assignment.unit.path.startswith(user.unit.path)
    return False


def available(user: User, assignment: Assignment) -> list[Transition]:
    """The transitions that this person may make now, in the order of the table: the buttons of the page."""
    return [row for row in from_state(assignment.state) if may(user, row.permission, assignment)]
