"""A large county for measurements: written in bulk, past the services, into a database of the benchmark's own."""

import datetime as dt
import hashlib
import random
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

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
NAMES, SHARES = zip(*STATES, strict=True)
NOON = local_moment(TODAY, dt.time(12))
QUOTE = "各乡镇、县直各部门要对照任务清单逐项推进，确保按期保质完成，每月报送一次进展情况。"


def build(size: int, *, active_only: bool = False) -> User:
    """`size` assignments of `size` items in one document; returns the supervisor.

    active_only: all in progress, due within the next ten days or up to ten days late: work for the planner.
    """
    supervisor = User.objects.create(username="supervisor", role="supervisor", email="s@yunling.example")
    units = _units()
    document = _document(supervisor)
    dice = random.Random(size)  # noqa: S311 - the same county every time
    item = _item(supervisor, document)
    share = Assignment(item_id=0, unit_id=0, role=Assignment.Role.LEAD, state_changed_at=NOON)
    for first in range(1, size + 1, BATCH):
        numbers = range(first, min(first + BATCH, size + 1))
        _insert(item, ({"id": n, "number": f"b-{n:07d}", "title": _title(n)} for n in numbers))
        _insert(share, ({"item_id": n, **_share(dice, units, active_only)} for n in numbers))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return supervisor


def _insert(pattern: Model, rows: Iterable[dict[str, Any]]) -> None:
    """One row like `pattern` for each of the rows, which say what differs, as the database writes it.

    Beside `bulk_create`, which prepares every column of every row anew, this takes a tenth of the time.
    """
    meta = pattern._meta
    columns: dict[str, Any] = {
        field.attname: field.get_db_prep_save(getattr(pattern, field.attname), connection)
        for field in meta.concrete_fields
        if not field.primary_key
    }
    first, *others = rows
    names = list(columns | first)
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({quoted}) VALUES ({places})"  # noqa: S608 - names of our own columns
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, [[(columns | row)[name] for name in names] for row in (first, *others)])


def _title(number: int) -> str:
    return f"第{number}号重点任务推进落实"


def _item(supervisor: User, document: SourceDocument) -> WorkItem:
    return WorkItem(
        document=document,
        quote=QUOTE,
        created_by=supervisor,
        created_at=NOON,
        issued_by=supervisor,
        issued_at=NOON,
    )


def _share(dice: random.Random, units: list[Unit], active_only: bool) -> dict[str, Any]:
    """What is different from one assignment to the next."""
    state = State.IN_PROGRESS if active_only else dice.choices(NAMES, SHARES)[0]
    due = _date(dice.randint(-10, 10) if active_only else dice.randint(-300, 90))
    issued = _moment(-dice.randint(20, 400))
    return {
        "unit_id": dice.choice(units).pk,
        "state": state.value,
        "state_changed_at": issued,
        "issued_at": issued,
        "acknowledged_at": None if state == State.ISSUED else issued,
        "deadline": due,
        "original_deadline": due,
        "percent": 100 if state == State.CLOSED else dice.randint(0, 90),
    }


@cache
def _date(days: int) -> Any:
    """The date so many days from TODAY, as the database writes it."""
    return connection.ops.adapt_datefield_value(TODAY + dt.timedelta(days=days))


@cache
def _moment(days: int) -> Any:
    """Noon so many days from TODAY, as the database writes it."""
    return connection.ops.adapt_datetimefield_value(NOON + dt.timedelta(days=days))


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
