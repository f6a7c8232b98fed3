"""Rows for tests, made through the services, so that a test stands on what the product itself would have written."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import import_document, mark_measure
from tasks_app.org.models import Unit, User
from tasks_app.org.services import save_unit
from tasks_app.progress.services import Upload, report
from tasks_app.work.lifecycle import Action, State
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import create_item, issue_item, transition
from tasks_app.work.services.drafts import Owners

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Tuesday morning without a holiday near it; the default moment of everything below.
AT = dt.datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "a-password-for-tests-2026"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def office_moment(text: str) -> dt.datetime:
    """The moment at which the office's clock shows '2026-03-10 10:00'."""
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def make_unit(
    name: str, parent: Unit | None = None, *, kind: str = "office", at: dt.datetime = AT, **more: Any
) -> Unit:
    return save_unit(unit=Unit(name=name, parent=parent, kind=kind, **more), at=at)


def make_user(username: str, role: str, unit: Unit | None = None, **more: Any) -> User:
    """A person who can log in with PASSWORD."""
    more.setdefault("email", f"{username}@county.example")
    more.setdefault("full_name", username.replace("_", " ").title())
    return User.objects.create_user(username=username, password=PASSWORD, role=role, unit=unit, **more)


def make_item(
    *,
    supervisor: User,
    lead: Unit | None = None,
    supports: Iterable[Unit] = (),
    eaches: Iterable[Unit] = (),
    people: Iterable[User] = (),
    at: dt.datetime = AT,
    deadline: dt.date | None = None,
    long_term: bool = False,
    title: str = "推进农村人居环境整治",
    **more: Any,
) -> WorkItem:
    """A draft item without a document; due in 30 days unless told otherwise."""
    if deadline is None and not long_term:
        deadline = at.date() + 30 * DAY
    return create_item(
        user=supervisor,
        at=at,
        title=title,
        owners=Owners(lead=lead, supports=tuple(supports), eaches=tuple(eaches), people=tuple(people)),
        deadline=deadline,
        long_term=long_term,
        **more,
    )


def issued_item(*, supervisor: User, at: dt.datetime = AT, **more: Any) -> WorkItem:
    """An item that was issued at `at`; arguments as for make_item."""
    return issue_item(user=supervisor, item=make_item(supervisor=supervisor, at=at, **more), at=at)


def assignment_in(
    state: str, *, supervisor: User, officer: User, at: dt.datetime = AT, **more: Any
) -> Assignment:
    """An assignment of the officer's unit, led through its life to `state`, one hour a step from `at`."""
    more.setdefault("lead", officer.unit)
    if state == State.DRAFT:
        return make_item(supervisor=supervisor, at=at, **more).assignments.get(role="lead")
    assignment = issued_item(supervisor=supervisor, at=at, **more).assignments.get(role="lead")
    steps: dict[str, list[tuple[User, str, str]]] = {
        State.ISSUED: [],
        State.IN_PROGRESS: [(officer, Action.ACKNOWLEDGE, "")],
        State.IN_REVIEW: [(officer, Action.ACKNOWLEDGE, ""), (officer, Action.SUBMIT, "")],
        State.CLOSED: [
            (officer, Action.ACKNOWLEDGE, ""),
            (officer, Action.SUBMIT, ""),
            (supervisor, Action.APPROVE, ""),
        ],
        State.SUSPENDED: [(officer, Action.ACKNOWLEDGE, ""), (supervisor, Action.SUSPEND, "waits for funds")],
        State.CANCELLED: [(supervisor, Action.CANCEL, "contained in another item")],
    }
    for number, (who, action, reason) in enumerate(steps[state], start=1):
        assignment = transition(
            user=who, assignment=assignment, action=action, at=at + number * HOUR, reason=reason
        )
    return assignment


def reported(
    assignment: Assignment, officer: User, *, percent: int = 50, at: dt.datetime = AT + 2 * HOUR, **more: Any
) -> Any:
    """A progress report on an assignment that is in progress."""
    return report(
        user=officer, assignment=assignment, percent=percent, text="已完成第一阶段工作。", at=at, **more
    )


def upload(name: str = "proof.pdf", content: bytes = PDF) -> Upload:
    return Upload(name, content)


# A document whose sentences are marked by hand, so that tests of services do not depend on what the engine finds.
PLAIN_TEXT = "会议记录。\n天气很好。\n农业农村局要在四月底前完成排查。\n财政局要拨付资金。\n"
SENTENCES = ("农业农村局要在四月底前完成排查。", "财政局要拨付资金。")


def make_document(
    *, supervisor: User, text: str = PLAIN_TEXT, at: dt.datetime = AT, title: str = "会议记录", **more: Any
) -> SourceDocument:
    return import_document(user=supervisor, title=title, text=text, at=at, **more)


def document_with_measures(
    *,
    supervisor: User,
    text: str = PLAIN_TEXT,
    sentences: Iterable[str] = SENTENCES,
    at: dt.datetime = AT,
    **more: Any,
) -> tuple[SourceDocument, list[Measure]]:
    """A document in which exactly `sentences` are measures, all undecided, whatever the engine found."""
    document = make_document(supervisor=supervisor, text=text, at=at, **more)
    document.measures.all().delete()
    measures = []
    for sentence in sentences:
        start = text.index(sentence)
        measures.append(
            mark_measure(user=supervisor, document=document, start=start, end=start + len(sentence), at=at)
        )
    return document, measures
