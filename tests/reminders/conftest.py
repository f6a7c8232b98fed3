"""A small office: one unit with head and officers, a supporting unit, a leader, two supervisors."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasks_app.org.models import Unit, User
from tasks_app.org.services import save_unit, set_portfolio
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import create_item, issue_item, transition
from tasks_app.work.services.drafts import Owners

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> dt.datetime:
    """An office moment: '11-23 09:00' in 2026, where 11-23 is a Monday."""
    return dt.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


@dataclass
class Office:
    supervisor: User
    leader: User
    head: User
    officer: User
    unit: Unit
    helpers: Unit
    helper: User
    people: dict[str, User] = field(default_factory=dict)

    def issue(
        self,
        *,
        at: str,
        deadline: str | None = None,
        title: str = "推进农村人居环境整治",
        support: bool = False,
    ) -> Assignment:
        """An item of the unit, issued; returns the lead's assignment."""
        item = create_item(
            user=self.supervisor,
            at=moment(at),
            title=title,
            owners=Owners(lead=self.unit, supports=(self.helpers,) if support else ()),
            deadline=day(deadline) if deadline else None,
            long_term=deadline is None,
        )
        WorkItem.objects.filter(pk=item.pk).update(quote="各乡镇要在年底前完成整治，确保取得实效。")
        issue_item(user=self.supervisor, item=item, at=moment(at))
        return Assignment.objects.get(item=item, role="lead")

    def act(self, who: User, assignment: Assignment, action: str, at: str, reason: str = "") -> Assignment:
        return transition(user=who, assignment=assignment, action=action, at=moment(at), reason=reason)

    def run(self, at: str) -> services.Composed:
        """What the planner's job does at a moment."""
        services.plan(at=moment(at))
        return services.compose(at=moment(at))

    def told(self, who: User | None = None) -> list[tuple[str, str]]:
        """(rule, outcome) of every reminder, in the order of planning, of one person or of all."""
        rows = Reminder.objects.select_related("rule", "message").order_by("planned_at", "rule__order", "pk")
        if who is not None:
            rows = rows.filter(recipient=who)
        return [(row.rule.code, row.outcome) for row in rows]


def person(username: str, role: str, unit: Unit | None = None, **more: Any) -> User:
    more.setdefault("email", f"{username}@county.example")
    return User.objects.create_user(
        username=username, role=role, unit=unit, full_name=username.title(), **more
    )


@pytest.fixture(autouse=True)
def _office_hours(settings: Any) -> None:
    settings.REMINDER_DIGEST_TIME = "08:30"
    settings.REMINDER_QUIET_HOURS = "21:00-07:00"
    settings.EMAIL_BACKEND = "tasks_app.outbox.backends.EmlFileBackend"


def make_office() -> Office:
    at = moment("11-02 09:00")
    county = save_unit(unit=Unit(name="示例县", kind="county"), at=at)
    unit = save_unit(unit=Unit(name="农业农村局", parent=county), at=at)
    helpers = save_unit(unit=Unit(name="财政局", parent=county), at=at)
    office = Office(
        supervisor=person("supervisor", "supervisor"),
        leader=person("leader", "leader"),
        head=person("head", "head", unit),
        officer=person("officer", "officer", unit),
        unit=unit,
        helpers=helpers,
        helper=person("helper", "officer", helpers),
    )
    set_portfolio(leader=office.leader, kind="portfolio", name="农业", units=[unit], at=at)
    return office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()
