"""Shares that are addressed to a person: one measure to N people is one item with N shares, on their desks and in their mail."""

from typing import Any

import pytest

from tasks_app.audit.models import Event
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents.models import Measure
from tasks_app.org.models import Unit
from tasks_app.org.naming import save_collective
from tasks_app.org.services import set_portfolio
from tasks_app.outbox.models import Message
from tasks_app.reminders.models import Reminder
from tasks_app.reminders.recipients import Directory as People
from tasks_app.reminders.services import compose, plan
from tasks_app.work.access import available, may
from tasks_app.work.lifecycle import Action, Permission, State
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.proposals import propose
from tasks_app.work.services import confirm_measure, edit_item, issue_item, set_handler, transition
from tasks_app.work.services.drafts import Owners
from tests.factories import AT, DAY, HOUR, document_with_measures, issued_item, make_item, make_user
from tests.personas import PERSONAS, County

SENTENCE = "县政府党组成员要在四月底前抓好分管战线的安全生产。"


def measure(*owners: tuple[str, str], quote: str = SENTENCE) -> Measure:
    return Measure(quote=quote, found={"owners": [{"name": name, "role": role} for name, role in owners]})


@pytest.fixture
def body(county: County) -> County:
    save_collective(
        user=county.supervisor,
        at=AT,
        name="县政府党组成员",
        rule="body",
        people=[county.leader, county.other_leader],
    )
    return county


@pytest.fixture
def stored(body: County) -> Measure:
    """The sentence in a document, with what the engine would have found in it."""
    text = f"会议纪要。\n{SENTENCE}\n"
    _document, (row,) = document_with_measures(supervisor=body.supervisor, text=text, sentences=[SENTENCE])
    row.found = {"owners": [{"name": "县政府党组成员", "role": "responsible"}]}
    row.save()
    return row


def confirmed(county: County, row: Measure, **changes: Any) -> WorkItem:
    proposal = propose(row)
    values = {"title": proposal.title, "owners": proposal.owners, "deadline": AT.date() + 30 * DAY, **changes}
    return confirm_measure(user=county.supervisor, measure=row, at=AT, **values)


def share_of(item: WorkItem, user: Any) -> Assignment:
    return item.assignments.select_related("item", "unit", "person").get(person=user)


# --- From the sentence to the shares -------------------------------------------------------------------------------------
def test_a_body_is_proposed_person_by_person(body: County) -> None:
    found = propose(measure(("县政府党组成员", "responsible"))).owners
    assert found.people == (body.leader, body.other_leader)
    assert [(row.person, row.unit, row.role) for row in found.rows()] == [
        (body.leader, body.root, "each"),
        (body.other_leader, body.root, "each"),
    ]


def test_one_measure_to_two_people_and_a_unit_is_one_item_with_three_shares(body: County) -> None:
    found = propose(measure(("县政府党组成员", "responsible"), ("财政局", "responsible"))).owners
    assert [(str(row.person or row.unit), row.role) for row in found.rows()] == [
        ("Leader", "each"),
        ("Other Leader", "each"),
        ("财政局", "each"),
    ]


def test_the_leader_in_charge_leads_and_the_units_beside_support(body: County) -> None:
    found = propose(measure(("分管副县长", "lead"), ("财政局", "co"))).owners
    assert (found.people, found.supports) == ((body.other_leader,), (body.finance,))
    assert [(str(row.person or row.unit), row.role) for row in found.rows()] == [
        ("Other Leader", "lead"),
        ("财政局", "support"),
    ]


def test_the_item_keeps_which_collective_it_came_from_and_the_members_of_that_moment(
    body: County, stored: Measure
) -> None:
    item = confirmed(body, stored)
    (entry,) = item.came_from
    assert entry["name"] == "县政府党组成员" and entry["left_out"] == []
    assert [(row["kind"], row["name"], row["scopes"], row["covers"]) for row in entry["members"]] == [
        ("person", "Leader", ["portfolio"], ["农业农村局"]),
        ("person", "Other Leader", ["portfolio"], ["财政局"]),
    ]
    assert item.assignments.count() == 2
    event = Event.objects.get(scope=item.scope, action="item.drafted")
    assert event.after["came_from"] == item.came_from
    # What changes later changes nothing here.
    set_portfolio(leader=body.leader, kind="portfolio", name="农业农村", units=[], at=AT)
    body.other_leader.is_active = False
    body.other_leader.save()
    assert WorkItem.objects.get(pk=item.pk).came_from == item.came_from


def test_a_member_taken_out_by_hand_is_on_record(body: County, stored: Measure) -> None:
    item = confirmed(body, stored, owners=Owners(people=(body.leader,)))
    (entry,) = item.came_from
    assert [row["name"] for row in entry["left_out"]] == ["Other Leader"]
    assert [row.role for row in item.assignments.all()] == ["lead"]


def test_the_excepted_are_on_record(county: County) -> None:
    text = "除东河镇外，各乡镇要完成排查。"
    _document, (row,) = document_with_measures(supervisor=county.supervisor, text=text, sentences=[text])
    west = Unit.objects.create(name="西山乡", parent=county.root, kind="township")
    row.found = {"owners": [{"name": "各乡镇", "role": "responsible"}]}
    row.save()
    item = confirmed(county, row)
    assert [(share.unit, share.role) for share in item.assignments.all()] == [(west, "lead")]
    (entry,) = item.came_from
    assert [row["name"] for row in entry["left_out"]] == ["东河镇"]


def test_a_draft_that_is_changed_keeps_the_shares_that_stay(body: County, stored: Measure) -> None:
    item = confirmed(body, stored)
    kept = share_of(item, body.leader).pk
    edit_item(
        user=body.supervisor,
        item=item,
        at=AT,
        title="安全生产",
        owners=Owners(people=(body.leader,), eaches=(body.finance,)),
        kind="other",
        deadline=AT.date() + DAY,
        long_term=False,
    )
    assert share_of(item, body.leader).pk == kept
    assert not item.assignments.filter(person=body.other_leader).exists()


def test_nobody_is_named_twice_and_nobody_without_a_unit(county: County) -> None:
    with pytest.raises(Invalid) as error:
        make_item(supervisor=county.supervisor, people=[county.leader, county.leader])
    assert error.value.code == "work.unit_twice"
    with pytest.raises(Invalid) as error:
        make_item(supervisor=county.supervisor, people=[county.outsider])
    assert error.value.code == "work.person_without_unit"


def test_a_unit_and_a_person_of_it_may_both_have_a_share(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, lead=county.bureau, people=[county.head])
    assert [(row.unit, row.person, row.role) for row in item.assignments.all()] == [
        (county.bureau, None, "lead"),
        (county.bureau, county.head, "each"),
    ]


# --- Who may do what -------------------------------------------------------------------------------------------------------
def test_the_person_does_it_and_nobody_else_of_the_unit(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, people=[county.leader, county.head])
    mine, of_head = share_of(item, county.leader), share_of(item, county.head)
    assert [who for who in PERSONAS if may(county.person(who), Permission.DO, mine)] == ["leader"]
    assert [who for who in PERSONAS if may(county.person(who), Permission.DO, of_head)] == ["head"]


def test_nobody_decides_on_a_share_of_the_own(county: County) -> None:
    set_portfolio(leader=county.leader, kind="portfolio", name="全面工作", units=[county.root], at=AT)
    item = issued_item(supervisor=county.supervisor, people=[county.leader, county.other_leader])
    for who, decides in (("leader", "other_leader"), ("other_leader", None)):
        share = share_of(item, county.person(who))
        deciders = [name for name in PERSONAS if may(county.person(name), Permission.DECIDE, share)]
        # The leader whose portfolio holds the whole county decides on the share of the other one.
        assert deciders == (["supervisor"] if decides else ["supervisor", "leader"])
    WorkItem.objects.filter(pk=item.pk).update(responsible_leader=county.leader)
    assert not may(county.leader, Permission.DECIDE, share_of(item, county.leader))


@pytest.mark.parametrize("who", PERSONAS)
@pytest.mark.parametrize("named", [None, "leader", "other_leader"])
def test_the_database_knows_who_may_decide(county: County, who: str, named: str | None) -> None:
    set_portfolio(leader=county.leader, kind="portfolio", name="全面工作", units=[county.root], at=AT)
    issued_item(
        supervisor=county.supervisor,
        lead=county.bureau,
        people=[county.leader, county.other_leader, county.head],
        responsible_leader=county.person(named) if named else None,
    )
    user = county.person(who)
    rows = Assignment.objects.select_related("item", "unit")
    expected = {row.pk for row in rows if may(user, Permission.DECIDE, row)}
    assert {row.pk for row in rows.decided_by(user)} == expected


SEEN = {"supervisor": 3, "auditor": 3, "leader": 2, "other_leader": 1, "head": 2, "officer": 2}


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_a_share_in_person(county: County, who: str) -> None:
    """The person, whoever sees the work of the unit, supervisor and auditor."""
    issued_item(supervisor=county.supervisor, lead=county.bureau, people=[county.head, county.other_leader])
    assert Assignment.objects.visible_to(county.person(who)).count() == SEEN.get(who, 0)


def test_a_leader_leads_the_share_through_its_life(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, people=[county.leader, county.other_leader])
    share = share_of(item, county.leader)
    assert [step.action for step in available(county.leader, share)] == [Action.ACKNOWLEDGE]
    for number, (who, action) in enumerate(
        [
            (county.leader, Action.ACKNOWLEDGE),
            (county.leader, Action.SUBMIT),
            (county.supervisor, Action.APPROVE),
        ]
    ):
        share = transition(user=who, assignment=share, action=action, at=AT + (number + 1) * HOUR)
    assert share.state == State.CLOSED and WorkItem.objects.get(pk=item.pk).state == State.ISSUED
    with pytest.raises(NotAllowed):
        transition(
            user=county.other_head,
            assignment=share_of(item, county.other_leader),
            action=Action.ACKNOWLEDGE,
            at=AT,
        )
    with pytest.raises(Conflict):
        issue_item(user=county.supervisor, item=item, at=AT)


# --- Who is told -----------------------------------------------------------------------------------------------------------
def test_a_mail_goes_to_the_person(county: County) -> None:
    officer = make_user("clerk", "officer", county.root)
    issued_item(supervisor=county.supervisor, people=[county.leader])
    plan(at=AT + HOUR)
    compose(at=AT + HOUR)
    told = set(Reminder.objects.values_list("recipient__username", flat=True))
    assert told == {"leader"} and officer.username not in told
    message = Message.objects.get()
    assert message.address == "leader@county.example" and "Leader" in message.text


def test_a_handler_whom_the_leader_names_is_told_instead_and_may_act(county: County) -> None:
    clerk = make_user("clerk", "officer", county.root)
    item = issued_item(supervisor=county.supervisor, people=[county.leader])
    share = set_handler(user=county.leader, assignment=share_of(item, county.leader), handler=clerk, at=AT)
    plan(at=AT + HOUR)
    assert set(Reminder.objects.values_list("recipient__username", flat=True)) == {"clerk"}
    assert may(clerk, Permission.DO, share) and may(county.leader, Permission.DO, share)


@pytest.mark.parametrize("stays", ["", "leader", "head", "clerk", "supervisor", "other_leader"])
@pytest.mark.parametrize("audience", ["workers", "heads", "leaders", "supervisors"])
@pytest.mark.parametrize("handled", [False, True])
def test_the_database_knows_whom_a_share_in_person_reaches(
    county: County, stays: str, audience: str, handled: bool
) -> None:
    clerk = make_user("clerk", "officer", county.root)
    set_portfolio(leader=county.leader, kind="portfolio", name="全面工作", units=[county.root], at=AT)
    item = issued_item(
        supervisor=county.supervisor,
        lead=county.bureau,
        people=[county.leader, county.other_leader, county.head],
    )
    issued_item(supervisor=county.supervisor, people=[county.leader], responsible_leader=county.leader)
    if handled:
        set_handler(user=county.leader, assignment=share_of(item, county.leader), handler=clerk, at=AT)
    people = type(clerk).objects.all()
    people.exclude(username=stays).update(is_active=False)
    directory = People()
    rows = Assignment.objects.select_related("item", "unit")
    expected = {row.pk for row in rows if directory.audience(audience, row)}
    assert {row.pk for row in rows.filter(directory.reaches(audience))} == expected


def test_escalation_goes_past_the_person(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, people=[county.leader, county.other_leader])
    share = share_of(item, county.leader)
    directory = People()
    assert directory.audience("workers", share) == [county.leader]
    assert directory.audience("heads", share) == [county.leader]
    assert directory.audience("leaders", share) == [county.supervisor]
    WorkItem.objects.filter(pk=item.pk).update(responsible_leader=county.other_leader)
    assert directory.audience("leaders", share_of(item, county.leader)) == [county.other_leader]


def test_the_mails_of_an_escalation_say_whose_share_it_is(county: County) -> None:
    type(county.leader).objects.update(language="en")
    issued_item(supervisor=county.supervisor, people=[county.leader], deadline=AT.date() + 3 * DAY)
    for day in range(4, 12):
        plan(at=AT + day * DAY)
        compose(at=AT + day * DAY)
    to_leader = "\n".join(
        Message.objects.filter(recipient_id=county.leader.pk).values_list("text", flat=True)
    )
    to_office = "\n".join(
        Message.objects.filter(recipient_id=county.supervisor.pk).values_list("text", flat=True)
    )
    assert "What is addressed to you is" in to_leader
    assert "as its head" not in to_leader and "responsible leader" not in to_office
    assert "Leader" in to_office
