"""A large county for measurements: written in bulk, past the services, into a database of the benchmark's own."""

import datetime as dt
import hashlib
import random

from django.db import connection

from tasks_app.core.clock import local_moment
from tasks_app.documents.models import SourceDocument
from tasks_app.org.models import Unit, User
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment, WorkItem

TODAY = dt.date(2026, 9, 1)
UNITS = 60
BATCH = 2000
# As in an office that has used the product for years: most is done, some is under way, little is late.
STATES = (
    (State.CLOSED, 55),
    (State.IN_PROGRESS, 25),
    (State.ISSUED, 8),
    (State.IN_REVIEW, 6),
    (State.SUSPENDED, 3),
    (State.CANCELLED, 3),
)
QUOTE = "各乡镇、县直各部门要对照任务清单逐项推进，确保按期保质完成，每月报送一次进展情况。"


def build(size: int, *, active_only: bool = False) -> User:
    """`size` assignments of `size` items in one document; returns the supervisor.

    active_only: all in progress, due within the next ten days or up to ten days late: work for the planner.
    """
    supervisor = User.objects.create(username="supervisor", role="supervisor", email="s@yunling.example")
    units = _units()
    document = _document(supervisor)
    dice = random.Random(size)  # noqa: S311 - the same county every time
    names = [state for state, _share in STATES]
    shares = [share for _state, share in STATES]
    noon = local_moment(TODAY, dt.time(12))
    for first in range(0, size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        items = WorkItem.objects.bulk_create(
            WorkItem(
                number=f"b-{number:07d}",
                title=f"第{number}号重点任务推进落实",
                document=document,
                quote=QUOTE,
                created_by=supervisor,
                created_at=noon,
                issued_by=supervisor,
                issued_at=noon,
            )
            for number in numbers
        )
        rows = []
        for item in items:
            state = State.IN_PROGRESS if active_only else dice.choices(names, shares)[0]
            due = TODAY + dt.timedelta(days=dice.randint(-10, 10) if active_only else dice.randint(-300, 90))
            issued = noon - dt.timedelta(days=dice.randint(20, 400))
            rows.append(
                Assignment(
                    item=item,
                    unit=dice.choice(units),
                    role=Assignment.Role.LEAD,
                    state=state,
                    state_changed_at=issued,
                    issued_at=issued,
                    acknowledged_at=None if state == State.ISSUED else issued,
                    deadline=due,
                    original_deadline=due,
                    percent=100 if state == State.CLOSED else dice.randint(0, 90),
                )
            )
        Assignment.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return supervisor


def _units() -> list[Unit]:
    root = Unit.objects.create(name="云岭县", kind="county", path="/1/")
    units = Unit.objects.bulk_create(Unit(name=f"第{number}单位", parent=root) for number in range(UNITS))
    for unit in units:
        unit.path = f"/{root.pk}/{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"])
    User.objects.bulk_create(
        User(
            username=f"{role}{number}",
            full_name=f"{role}{number}",
            role=role,
            unit=unit,
            email=f"{role}{number}@yunling.example",
        )
        for number, unit in enumerate(units)
        for role in ("officer", "head")
    )
    return units


def _document(supervisor: User) -> SourceDocument:
    text = QUOTE * 200
    return SourceDocument.objects.create(
        title="全年重点工作任务分解方案",
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        state=SourceDocument.State.ISSUED,
        imported_by=supervisor,
        imported_at=local_moment(TODAY, dt.time(8)),
    )
