"""The demo county is founded, holds its meetings and does its work, through the services and at moments in the past."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import override

from tasks_app.bench.demo import county, plots
from tasks_app.bench.demo.plots import Plot, Share
from tasks_app.bench.demo.timeline import Timeline
from tasks_app.core.demo import PASSWORD, PERSONAS
from tasks_app.core.models import load_calendar
from tasks_app.core.services import seed_calendar
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import import_document
from tasks_app.org.models import KnownName, Unit, User
from tasks_app.org.naming import Said, remember_name, save_collective
from tasks_app.org.services import merge_unit, save_unit, set_portfolio
from tasks_app.outbox.models import Message
from tasks_app.outbox.services import send_due
from tasks_app.reminders.services import compose, plan
from tasks_app.work.duplicates import likely_of
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.proposals import Proposal, propose
from tasks_app.work.services import (
    answer_same,
    confirm_measure,
    create_item,
    dismiss_measure,
    issue_document,
    issue_item,
)
from tasks_app.work.services.drafts import Owners

# Fewer means that the decomposition has gone wrong, and a demo of it would be misleading.
LEAST_MEASURES = 25
SPEECH_ISSUED, NOTICE_ISSUED = ISSUE_DAYS = -28, -7
# Working days on which the planner is run in the past; what fell due in between comes once, merged, as after any pause.
MAIL_DAYS = (-27, -15, -6, -3, -2, -1)


class CannotSeed(Exception):
    """The database is not one for the demo, or the engine found too little; nothing was written."""


@dataclass(frozen=True)
class Seeded:
    """What was made, in numbers; all zero when the demo was there already."""

    units: int = 0
    people: int = 0
    documents: int = 0
    items: int = 0
    assignments: int = 0
    mails: int = 0


def is_seeded() -> bool:
    return Unit.objects.filter(name=county.COUNTY).exists() and SourceDocument.objects.exists()


def seed(*, at: dt.datetime) -> Seeded:
    """Make the demo, unless it is there. All or nothing, except for the mails, which a worker would send as well.

    Raises CannotSeed in a database that holds units or persons of somebody else.
    """
    if is_seeded():
        return Seeded()
    if Unit.objects.exists() or User.objects.exists() or WorkItem.objects.exists():
        raise CannotSeed(
            "This database already holds units or persons, so it is not filled with sample data. "
            "Use an empty one: set DATABASE_URL, or VAR_DIR to another folder."
        )
    with override("zh-hans"):
        with transaction.atomic():
            _Story(at).tell()
        ready = (
            Message.objects.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).distinct()
        )
        sent = [send_due(at=moment).sent for moment in list(ready) if moment <= at]
        plan(at=at)
        compose(at=at)
        sent.append(send_due(at=at).sent)
    return Seeded(
        units=Unit.objects.count(),
        people=User.objects.count(),
        documents=SourceDocument.objects.count(),
        items=WorkItem.objects.count(),
        assignments=Assignment.objects.count(),
        mails=sum(sent),
    )


class _Story:
    def __init__(self, at: dt.datetime) -> None:
        year = at.year
        seed_calendar(years=range(year - 1, year + 2))
        self.line = Timeline(at, load_calendar())
        self.units: dict[str, Unit] = {}
        self.people: dict[str, User] = {}
        self.shares = 0  # given out so far; chooses among texts and times of day
        self.turns: dict[tuple[Plot, ...], int] = {}
        self.undated = 0

    def tell(self) -> None:
        founded = self.line.moment(-60, "09:00")
        self._found(founded)
        self.line.add(-30, "15:00", self._speech)
        self.line.add(-9, "10:00", self._notice)
        self.line.add(-12, "09:40", self._telephone_order)
        self.line.add(-1, "16:30", self._fresh_order)
        self.line.add(-1, "17:00", self._minutes)
        for day in ISSUE_DAYS:
            self.line.add(day, "10:45", _remind)  # the news of the issue, before anybody acknowledges
        for day in MAIL_DAYS:
            self.line.add(day, "08:35", _remind)
        self.line.run()

    def _found(self, at: dt.datetime) -> None:
        """Units, people, portfolios. All logins of the demo have one password, hashed once: hashing is slow on purpose."""
        for order, row in enumerate(county.UNITS):
            unit = Unit(
                name=row.name,
                short_name=row.short_name,
                kind=row.kind,
                parent=self.units[row.parent] if row.parent else None,
                order=order,
            )
            self.units[row.name] = save_unit(unit=unit, at=at)
            KnownName.objects.bulk_create(KnownName(unit=unit, name=alias) for alias in row.aliases)
        password = make_password(PASSWORD)
        for number, person in enumerate(county.PEOPLE):
            is_admin = person.username == "supervisor"
            self.people[person.username] = User.objects.create(
                username=person.username,
                password=password,
                full_name=person.full_name,
                role=person.role,
                unit=self.units[person.unit] if person.unit else None,
                position=person.position,
                email=f"{person.username}@{county.MAIL_DOMAIN}",
                phone=f"0000-6{number:03d}{number * 37 % 1000:03d}",
                is_staff=is_admin,
                is_superuser=is_admin,
                date_joined=at,
            )
        missing = {persona.username for persona in PERSONAS} - set(self.people)
        if missing:
            raise CannotSeed(f"the demo has no person for {sorted(missing)}")
        for portfolio in county.PORTFOLIOS:
            set_portfolio(
                leader=self.people[portfolio.leader],
                kind=portfolio.kind,
                name=portfolio.name,
                units=[self.units[name] for name in portfolio.units],
                at=at,
            )
        self._name(at)

    def _name(self, at: dt.datetime) -> None:
        """What names in the county's documents mean: former names, a unit that was merged, collectives."""
        for former in county.FORMER_NAMES:
            said = Said(unit=self.units[former.unit], former=True, used_until=former.until)
            remember_name(user=self.supervisor, name=former.name, said=said, at=at)
        for name, short_name, into, on in county.MERGED:
            gone = Unit(name=name, short_name=short_name, parent=self.units[county.COUNTY], order=900)
            gone = save_unit(unit=gone, at=at)
            merge_unit(user=self.supervisor, unit=gone, into=self.units[into], on=on, at=at)
        for row in county.COLLECTIVES:
            save_collective(
                user=self.supervisor,
                at=at,
                name=row.name,
                rule=row.rule,
                names=row.names,
                units=[self.units[name] for name in row.units],
                people=[self.people[name] for name in row.people],
                role="leader" if row.rule == "role" else "",
                position_words=row.position_words,
            )

    @property
    def supervisor(self) -> User:
        return self.people["supervisor"]

    # --- Documents ---------------------------------------------------------------------------------------------------
    def _import(self, name: str, at: dt.datetime, dated: int, **about: Any) -> SourceDocument:
        day = self.line.day(dated)
        number = about.pop("doc_number", "").format(year=day.year)
        return import_document(
            user=self.supervisor,
            text=self.line.text(name, day),
            at=at,
            issued_on=day,
            doc_number=number,
            file_name=f"{about['title']}.txt",
            file_bytes=self.line.text(name, day).encode(),
            **about,
        )

    def _speech(self, at: dt.datetime) -> None:
        document = self._import(
            "speech",
            at,
            -31,
            title="在全县乡村振兴暨重点工作推进会上的讲话",
            kind="speech",
            issuing_unit="中共云岭县委办公室",
        )
        measures = list(document.measures.all())
        if len(measures) < LEAST_MEASURES:
            raise CannotSeed(
                f"the decomposition found {len(measures)} measures in the sample speech, not {LEAST_MEASURES}"
            )
        self._decide_and_issue(document, measures, SPEECH_ISSUED)

    def _notice(self, at: dt.datetime) -> None:
        document = self._import(
            "notice",
            at,
            -10,
            title="关于抓好近期重点民生工作的通知",
            kind="notice",
            doc_number="云政办发〔{year}〕18号",
            issuing_unit="云岭县人民政府办公室",
        )
        self._decide_and_issue(document, list(document.measures.all()), NOTICE_ISSUED)

    def _decide_and_issue(self, document: SourceDocument, measures: list[Measure], issued: int) -> None:
        """The supervisor confirms all but the vague ones and what runs already, and issues two days after the import."""
        stories: dict[int, list[Plot]] = {}

        def decide(at: dt.datetime) -> None:
            for number, measure in enumerate(measures):
                moment = at + dt.timedelta(minutes=number)
                proposal = propose(measure)
                running = [row for row in likely_of(document).get(measure.pk, []) if row.running]
                if running:  # ordered in the speech already: one item, both sources
                    answer_same(user=self.supervisor, measure=measure, other=running[0].other, at=moment)
                    continue
                if measure.soft and proposal.owners == Owners():
                    dismiss_measure(
                        user=self.supervisor, measure=measure, reason="原则性要求，无具体任务。", at=moment
                    )
                    continue
                stories[measure.pk] = self._confirm(measure, proposal, issued, moment)

        def issue(at: dt.datetime) -> None:
            for item in issue_document(user=self.supervisor, document=document, at=at):
                assert item.measure_id is not None
                self._follow(item, stories[item.measure_id], issued)

        self.line.add(issued - 1, "09:00", decide)
        self.line.add(issued, "10:30", issue)

    def _confirm(self, measure: Measure, proposal: Proposal, issued: int, at: dt.datetime) -> list[Plot]:
        """Confirm as proposed, filling in what the text leaves open; returns the plots, one for each unit in turn."""
        owners = proposal.owners
        if not owners.answering:
            lead = self._in_charge(measure, owners)
            # 各部门 among the supporters holds the unit in charge as well.
            owners = Owners(lead=lead, supports=tuple(unit for unit in owners.supports if unit.pk != lead.pk))
        deadline = proposal.deadline
        told: list[Plot] = []
        if deadline is None and not proposal.long_term and issued == SPEECH_ISSUED:
            offset, plot = plots.UNDATED[self.undated % len(plots.UNDATED)]
            self.undated += 1
            deadline = None if offset is None else self.line.day(offset)
            told = [plot]
        elif deadline is None and not proposal.long_term:
            deadline = self.line.day(20)
        if not told:
            told = self._turns(deadline, issued, max(1, len(owners.eaches) + len(owners.people)))
        confirm_measure(
            user=self.supervisor,
            measure=measure,
            at=at,
            title=proposal.title,
            owners=owners,
            kind=measure.kind,
            deadline=deadline,
            long_term=deadline is None,
            responsible_leader=self._leader(owners),
            evidence_required=measure.order % 3 == 0,
        )
        return told

    def _turns(self, deadline: dt.date | None, issued: int, count: int) -> list[Plot]:
        offset = None if deadline is None else self.line.offset(deadline)
        if offset is None or offset > 7:
            pool = plots.LATER
        elif offset >= 0:
            pool = plots.NEAR
        else:
            pool = plots.PAST
        if issued == NOTICE_ISSUED and pool is not plots.PAST:
            pool = (plots.under_way, plots.waiting, plots.acknowledged)
        turn = self.turns.get(pool, 0)
        self.turns[pool] = turn + count
        return [pool[(turn + number) % len(pool)] for number in range(count)]

    def _in_charge(self, measure: Measure, owners: Owners) -> Unit:
        taken = {unit.pk for unit in owners.supports}
        for word, name in county.IN_CHARGE:
            if word in measure.quote and self.units[name].pk not in taken:
                return self.units[name]
        return self.units[county.IN_CHARGE_OTHERWISE]

    def _leader(self, owners: Owners) -> User | None:
        return User.objects.leaders_of(owners.lead).first() if owners.lead else None

    # --- What becomes of the work ------------------------------------------------------------------------------------
    def _follow(self, item: WorkItem, told: list[Plot], issued: int) -> None:
        """Give each assignment its plot; most supporters just acknowledge."""
        main = 0
        for row in item.assignments.select_related("unit", "person").order_by("pk"):
            self.shares += 1
            officer = row.person or User.objects.workers_of(row.unit).first()
            if officer is None:
                continue
            leader = item.responsible_leader
            share = Share(
                pk=row.pk,
                number=self.shares,
                unit=str(row.unit),
                officer=officer,
                reviewer=leader
                if leader and leader != row.person and self.shares % 3 == 0
                else self.supervisor,
                supervisor=self.supervisor,
                issued=issued,
                due=None if row.deadline is None else self.line.offset(row.deadline),
                line=self.line,
            )
            if row.role == Assignment.Role.SUPPORT:
                (plots.waiting if self.shares % 6 == 0 else plots.acknowledged)(share)
            else:
                told[main % len(told)](share)
                main += 1

    def _telephone_order(self, at: dt.datetime) -> None:
        """An order without a document, with evidence asked for at closing."""
        item = create_item(
            user=self.supervisor,
            at=at,
            title="核查群众反映的河湾镇柳树村通村道路破损问题",
            owners=Owners(
                lead=self.units["云岭县交通运输局"],
                supports=(self.units["河湾镇"],),
            ),
            kind="rectification",
            deadline=self.line.day(3),
            responsible_leader=self.people["leader"],
            evidence_required=True,
        )
        issue_item(user=self.supervisor, item=item, at=at)
        self._follow(item, [plots.under_way], -12)

    def _fresh_order(self, at: dt.datetime) -> None:
        """Issued yesterday afternoon: nobody has had time to acknowledge it."""
        item = create_item(
            user=self.supervisor,
            at=at,
            title="报送秋粮收购进展和种植大户资金需求情况",
            owners=Owners(
                lead=self.units["云岭县农业农村局"],
                supports=(self.units["云岭县财政局"],),
            ),
            deadline=self.line.day(12),
            responsible_leader=self.people["leader"],
        )
        issue_item(user=self.supervisor, item=item, at=at)

    def _minutes(self, at: dt.datetime) -> None:
        """Imported yesterday and half decided, so that the workbench has something to do."""
        document = self._import(
            "minutes",
            at,
            -2,
            title="云岭县人民政府常务会议纪要",
            kind="minutes",
            doc_number="云府常纪〔{year}〕21号",
            issuing_unit="云岭县人民政府办公室",
        )
        for number, measure in enumerate(document.measures.all()):
            moment = at + dt.timedelta(minutes=number + 5)
            proposal = propose(measure)
            if likely_of(document).get(measure.pk):
                continue  # ordered in the speech as well, as it seems: the answer is left to whoever tries the demo
            if number % 4 == 0 and proposal.owners != Owners():
                confirm_measure(
                    user=self.supervisor,
                    measure=measure,
                    at=moment,
                    title=proposal.title,
                    owners=proposal.owners,
                    kind=measure.kind,
                    deadline=proposal.deadline,
                    responsible_leader=self._leader(proposal.owners),
                )
            elif number % 4 == 3:
                dismiss_measure(
                    user=self.supervisor,
                    measure=measure,
                    reason="日常工作要求，不单独立项督办。",
                    at=moment,
                )


def _remind(at: dt.datetime) -> None:
    plan(at=at)
    compose(at=at)
