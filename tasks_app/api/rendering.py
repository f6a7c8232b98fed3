"""docs/lifecycle.md and docs/permissions.md, written from the code; a test asserts that the files equal this."""

from collections.abc import Iterable
from pathlib import Path

from django.utils import translation

from tasks_app.api.permissions import OPERATIONS
from tasks_app.org.models import Unit, User
from tasks_app.work.access import may
from tasks_app.work.lifecycle import BACK, TRANSITIONS, Action, Permission, State
from tasks_app.work.models import Assignment, WorkItem

NOTE = "<!-- Written by `manage.py render_docs` from the code. Do not edit. -->"


def rendered() -> dict[str, str]:
    """File name -> content, in English."""
    with translation.override("en"):
        return {"lifecycle.md": lifecycle(), "permissions.md": permissions()}


def write(folder: Path) -> list[Path]:
    """Write the files; returns those that changed."""
    changed = []
    for name, text in rendered().items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            changed.append(path)
    return changed


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table."""
    head = list(head)
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *map(list, rows))]


def lifecycle() -> str:
    arrows = []
    for row in TRANSITIONS:
        if row.target == BACK:  # back to wherever it was suspended from
            targets = [step.source for step in TRANSITIONS if step.target == row.source]
        else:
            targets = [row.target]
        arrows += [f"    {row.source} --> {target}: {row.action}" for target in targets]
    finals = sorted({row.target for row in TRANSITIONS} - {row.source for row in TRANSITIONS} - {BACK})
    lines = [
        "# The life of an assignment",
        "",
        NOTE,
        "",
        "One table, `tasks_app/work/lifecycle.py`, says which action leads from which state to which, who may do",
        "it and what must be",
        "given. Buttons, API actions, this page and the tests come from it.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {State.DRAFT}",
        *arrows,
        *(f"    {state} --> [*]" for state in [State.CLOSED, *finals]),
        "```",
        "",
        *table(
            ["state", "action", "new state", "who", "reason"],
            (
                [
                    f"{State(row.source).label} (`{row.source}`)",
                    f"{Action(row.action).label} (`{row.action}`)",
                    "where it was before"
                    if row.target == BACK
                    else f"{State(row.target).label} (`{row.target}`)",
                    str(Permission(row.permission).label),
                    "required" if row.reason_required else "",
                ]
                for row in TRANSITIONS
            ),
        ),
        "",
        "Submitting also needs a progress report, and a file where the item asks for evidence. Issuing needs a",
        "lead (or units that each",
        "answer) and a deadline, or the mark long-term; a document is issued as a whole. An extension does not change the state.",
        "",
        "An item has no state of its own: it is closed when every lead or each assignment that was not cancelled",
        "is closed (supporters",
        "count where the item says so), cancelled when all are, and otherwise as far as the one that is furthest behind.",
        "",
    ]
    return "\n".join(lines)


def people() -> list[tuple[str, User]]:
    """Everybody in relation to one assignment: of unit 2, which belongs to unit 1; unit 3 is another. Nobody is saved."""
    above, own, other = (
        Unit(pk=1, name="above", path="/1/"),
        Unit(pk=2, name="own", path="/1/2/"),
        Unit(pk=3, name="other", path="/3/"),
    )
    return [
        ("supervisor", User(pk=1, role="supervisor")),
        ("responsible leader", User(pk=2, role="leader")),
        ("another leader", User(pk=3, role="leader")),
        ("head of the unit", User(pk=4, role="head", unit=own)),
        ("head of the unit above", User(pk=5, role="head", unit=above)),
        ("officer of the unit", User(pk=6, role="officer", unit=own)),
        ("officer of another unit", User(pk=7, role="officer", unit=other)),
        ("auditor", User(pk=8, role="auditor")),
        ("outsider", User(pk=9, role="outsider")),
    ]


def permissions() -> str:
    everybody = people()
    assignment = Assignment(
        item=WorkItem(responsible_leader_id=2), unit=Unit(pk=2, name="own", path="/1/2/"), role="lead"
    )
    names = [name for name, _user in everybody]
    actions = dict.fromkeys(row.action for row in TRANSITIONS)
    who = {row.action: row.permission for row in TRANSITIONS}
    roles = ("supervisor", "leader", "head", "officer", "auditor", "outsider")
    lines = [
        "# Who may do what",
        "",
        NOTE,
        "",
        "## What one sees",
        "",
        "Supervisors and auditors see everything. A leader sees the units of the own portfolios and linked areas,",
        "those below them, and",
        "the items that name the leader. A head sees the own unit and those below, an officer the own unit;",
        "each of them what is addressed to this very person;",
        "drafts and whole documents are",
        "for supervisors and auditors. An outsider sees nothing. What one does not see does not exist: the API",
        "answers 404. Messages are",
        "seen by their recipients alone.",
        "",
        "## Actions on an assignment",
        "",
        "Decided by `work.access.may`. The responsible leader is the one the item names, else the leader whose",
        "portfolio (not only a",
        "linked area) holds the unit.",
        "",
        *table(
            ["action", *names],
            (
                [
                    f"`{action}`",
                    *(
                        "✓" if may(user, who[action], assignment, frozenset()) else ""
                        for _n, user in everybody
                    ),
                ]
                for action in actions
            ),
        ),
        "",
        "## Everything else",
        "",
        "By role, for rows that the person sees; a head or officer for the own unit, a leader for the own portfolio.",
        "",
        *table(
            ["operation", "API", *roles],
            (
                [
                    str(step.title),
                    f"`{step.method} /api/v1/{step.path}`",
                    *("✓" if role in step.for_roles else "" for role in roles),
                ]
                for step in OPERATIONS
            ),
        ),
        "",
        "## Administration (`/admin/`)",
        "",
        "Superusers, and supervisors with the staff flag, keep users, units, aliases, portfolios, the working",
        "calendar, the reminder rules and the",
        "rules for the kind of work; auditors with the staff flag look. Everything with a lifecycle, and the",
        "audit trail, is only looked at there. Staff and",
        "superuser flags, superusers' accounts and the tables of the system are for superusers. Nobody else enters.",
        "",
    ]
    return "\n".join(lines)
