"""Everything that the page of one item shows, gathered for one person. The cost does not grow with owners or reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from tasks_app.audit.models import Event
from tasks_app.documents.models import OutlineNode
from tasks_app.org.models import User
from tasks_app.progress.models import ProgressReport
from tasks_app.reminders.models import Reminder
from tasks_app.web import history
from tasks_app.web.forms.work import ExtensionForm, ReportForm
from tasks_app.web.naming import kept_groups
from tasks_app.web.source import Passage, passage
from tasks_app.web.templatetags.duban import lit
from tasks_app.work.access import available, may, portfolio_of
from tasks_app.work.lifecycle import ACTIVE_STATES, Action, Permission, State, Transition
from tasks_app.work.lights import RANK, Lit, Window
from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem


@dataclass(frozen=True)
class Rejected:
    """A form that was not accepted, to be shown again as it was typed.

    kind: report, extension, decide, handler, or the action of the lifecycle; pk: of the assignment (of the request, for decide).
    """

    kind: str
    pk: int
    message: str
    form: Any = None
    typed: dict[str, str] = field(default_factory=dict)
    had_files: bool = False


@dataclass(frozen=True)
class Share:
    """One unit's share of the item with what this person may do about it."""

    assignment: Assignment
    steps: list[Transition]
    report_form: ReportForm | None
    extension_form: ExtensionForm | None
    people: list[User]
    extensions: list[ExtensionRequest]
    reports: list[ProgressReport]
    may_decide: bool
    rejected: Rejected | None
    covers: tuple[str, ...] = ()  # the units that the sentence makes the person answer for

    @property
    def pending(self) -> ExtensionRequest | None:
        return next((row for row in self.extensions if row.state == ExtensionRequest.State.PENDING), None)

    @property
    def open_report(self) -> bool:
        return bool(self.rejected and self.rejected.kind == "report")

    @property
    def open_extension(self) -> bool:
        return bool(self.rejected and self.rejected.kind == "extension")

    @property
    def rejected_kind(self) -> str:
        return self.rejected.kind if self.rejected else ""

    @property
    def acts(self) -> bool:
        """Whether there is anything for this person to press."""
        waits = self.pending is not None and self.may_decide
        return bool(self.steps or self.report_form or self.extension_form or waits)


def gather(user: User, pk: int, window: Window, rejected: Rejected | None = None) -> dict[str, Any]:
    """The context of the page. Raises Http404 where the person may not see the item."""
    item = WorkItem.objects.visible_to(user).for_page().filter(pk=pk).first()
    if item is None:
        raise Http404
    owners = sorted(
        item.assignments.all(),
        key=lambda row: (_ROLE_ORDER[row.role], row.unit.order, row.person_id or 0, row.pk),
    )
    seen = set(Assignment.objects.visible_to(user).of_item(item).values_list("pk", flat=True))
    visible = [row for row in owners if row.pk in seen]
    for row in visible:
        row.item = item  # access and forms look at it
    shares = _shares(user, visible, rejected)
    lights = [lit(row, window) for row in visible]
    # The share whose light and whose deadline, with its extensions, stand for the item.
    worst = min(range(len(visible)), key=lambda place: RANK[lights[place].code]) if visible else None
    return {
        "item": item,
        "shares": shares,
        "acting": [share for share in shares if share.acts],
        "others": [row for row in owners if row.pk not in seen],
        "groups": kept_groups(item.came_from, {}),
        "worst": lights[worst] if worst is not None else Lit("grey", ""),
        "worst_share": visible[worst] if worst is not None else None,
        "reports": _newest_first(share.reports for share in shares),
        "extensions": _newest_first(share.extensions for share in shares),
        "source": _source(item, whole=user.sees_everything),
        "path": _heading_path(item),
        "timeline": _timeline(user, item, shares),
        "told": list(Reminder.objects.visible_to(user).for_item(item)[:100]),
        "may_edit": user.is_supervisor and item.issued_at is None,
        "rejected": rejected,
    }


_ROLE_ORDER: dict[str, int] = {Assignment.Role.LEAD: 0, Assignment.Role.EACH: 1, Assignment.Role.SUPPORT: 2}


def _shares(user: User, rows: list[Assignment], rejected: Rejected | None) -> list[Share]:
    portfolio = portfolio_of(user)
    reports: dict[int, list[ProgressReport]] = {}
    for report in ProgressReport.objects.visible_to(user).of_assignments(rows).for_page():
        reports.setdefault(report.assignment_id, []).append(report)
    extensions: dict[int, list[ExtensionRequest]] = {}
    asked = ExtensionRequest.objects.visible_to(user).of_assignments(rows)
    for request in asked.select_related(
        "requested_by", "decided_by", "assignment__unit", "assignment__person"
    ):
        extensions.setdefault(request.assignment_id, []).append(request)
    doing = {row.pk for row in rows if may(user, Permission.DO, row, portfolio)}
    people = _people(user, [row for row in rows if row.pk in doing])
    return [
        _share(
            user,
            row,
            portfolio,
            row.pk in doing,
            reports.get(row.pk, []),
            extensions.get(row.pk, []),
            people,
            rejected,
        )
        for row in rows
    ]


def _share(
    user: User,
    row: Assignment,
    portfolio: frozenset[int],
    does: bool,
    reports: list[ProgressReport],
    extensions: list[ExtensionRequest],
    people: dict[int, list[User]],
    rejected: Rejected | None,
) -> Share:
    mine = rejected if rejected and _is_about(rejected, row, extensions) else None
    waits = any(request.state == ExtensionRequest.State.PENDING for request in extensions)
    reporting = does and row.state == State.IN_PROGRESS
    extending = does and row.state in ACTIVE_STATES and row.deadline is not None and not waits
    report_form = mine.form if mine and mine.kind == "report" else None
    extension_form = mine.form if mine and mine.kind == "extension" else None
    if reporting and report_form is None:
        report_form = ReportForm(assignment=row, initial={"percent": row.percent})
    if extending and extension_form is None:
        extension_form = ExtensionForm(assignment=row)
    return Share(
        assignment=row,
        # A draft is issued as a whole item, not share by share.
        steps=[step for step in available(user, row, portfolio) if step.action != Action.ISSUE],
        report_form=report_form,
        extension_form=extension_form,
        people=people.get(row.unit_id, []) if does else [],
        extensions=extensions,
        reports=reports,
        may_decide=may(user, Permission.DECIDE, row, portfolio),
        rejected=mine,
        covers=_covers(row),
    )


def _covers(row: Assignment) -> tuple[str, ...]:
    """What the item keeps of the units in charge and linked areas of the person whom the share is addressed to."""
    members = (member for entry in row.item.came_from for member in entry["members"])
    found = [
        member.get("covers") or []
        for member in members
        if member["kind"] == "person" and member["id"] == row.person_id
    ]
    return tuple(dict.fromkeys(name for names in found for name in names))


def _is_about(rejected: Rejected, row: Assignment, extensions: list[ExtensionRequest]) -> bool:
    if rejected.kind == "decide":
        return rejected.pk in {request.pk for request in extensions}
    return rejected.pk == row.pk


def _people(user: User, rows: list[Assignment]) -> dict[int, list[User]]:
    """unit -> its active people, who can be named handler."""
    if not rows:
        return {}
    found: dict[int, list[User]] = {}
    colleagues = User.objects.visible_to(user).active().filter(unit__in={row.unit_id for row in rows})
    for colleague in colleagues:
        assert colleague.unit_id is not None
        found.setdefault(colleague.unit_id, []).append(colleague)
    return found


def _newest_first(lists: Iterable[list[Any]]) -> list[Any]:
    rows = [row for rows in lists for row in rows]
    return sorted(rows, key=lambda row: row.pk, reverse=True)


def _source(item: WorkItem, *, whole: bool) -> Passage | None:
    if item.document is None or item.measure is None:
        return None
    lines = item.document.unwrapped
    return passage(lines.text, *lines.joined(item.measure.start, item.measure.end), whole=whole)


def _heading_path(item: WorkItem) -> list[str]:
    """The headings above the sentence, outermost first."""
    if item.measure is None or item.measure.node_id is None:
        return []
    nodes = {
        pk: (parent, f"{marker}{title}")
        for pk, parent, marker, title in OutlineNode.objects.filter(document_id=item.document_id).values_list(
            "pk", "parent_id", "marker", "title"
        )
    }
    path: list[str] = []
    at: int | None = item.measure.node_id
    while at is not None and at in nodes:
        at, title = nodes[at]
        path.insert(0, title[:80])
    return path


def _timeline(user: User, item: WorkItem, shares: list[Share]) -> list[history.Line]:
    subjects: dict[tuple[str, str], str] = {}
    for share in shares:
        unit = share.assignment.owner
        subjects["work.assignment", str(share.assignment.pk)] = unit
        subjects.update({("progress.progressreport", str(row.pk)): unit for row in share.reports})
        subjects.update({("work.extensionrequest", str(row.pk)): unit for row in share.extensions})
    events = Event.objects.filter(scope=item.scope).order_by("-sequence")[:200]
    return history.lines(events, subjects, everything=user.sees_everything)
