"""Confirm, dismiss, reset: a confirmed measure is a draft, a dismissed one has a reason, and either can be undone."""

from typing import Any

import pytest

from tasks_app.audit.models import Event
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import (
    confirm_measure,
    create_item,
    dismiss_measure,
    issue_document,
    reset_measure,
)
from tasks_app.work.services.drafts import Owners
from tests.factories import AT, DAY, document_with_measures, make_item
from tests.personas import County

DUE = AT.date() + 20 * DAY


def test_confirming_again_changes_the_draft_and_keeps_rows_that_stay(county: County) -> None:
    _document, (measure, _other) = document_with_measures(supervisor=county.supervisor)
    boss = county.supervisor
    owners = Owners(lead=county.bureau, supports=(county.finance, county.town))
    first = confirm_measure(user=boss, measure=measure, at=AT, title="One", owners=owners)
    kept = first.assignments.get(unit=county.town).pk
    owners = Owners(lead=county.finance, supports=(county.bureau, county.town))
    second = confirm_measure(user=boss, measure=measure, at=AT, title="Two", owners=owners, deadline=DUE)
    assert (second.pk, second.title, WorkItem.objects.count()) == (first.pk, "Two", 1)
    rows = set(Assignment.objects.values_list("unit", "role", "state"))
    assert rows == {
        (county.finance.pk, "lead", "draft"),
        (county.bureau.pk, "support", "draft"),
        (county.town.pk, "support", "draft"),
    }
    assert second.assignments.get(unit=county.town).pk == kept


def test_dismissing_drops_the_draft_keeps_the_reason_and_can_be_undone(county: County) -> None:
    _document, (measure, _other) = document_with_measures(supervisor=county.supervisor)
    boss = county.supervisor
    confirm_measure(user=boss, measure=measure, at=AT, title="One", owners=Owners(lead=county.bureau))
    dismissed = dismiss_measure(user=boss, measure=measure, reason=" routine ", at=AT)
    assert (dismissed.state, dismissed.reason, dismissed.decided_by) == ("dismissed", "routine", boss)
    assert not WorkItem.objects.exists()
    assert Event.objects.filter(action="item.draft_dropped").exists()
    undone = reset_measure(user=boss, measure=measure, at=AT)
    assert (undone.state, undone.reason, undone.decided_by, undone.decided_at) == (
        "undecided",
        "",
        None,
        None,
    )


def test_a_dismissal_without_a_reason_changes_nothing(county: County) -> None:
    _document, (measure, _other) = document_with_measures(supervisor=county.supervisor)
    confirm_measure(user=county.supervisor, measure=measure, at=AT, title="One", owners=Owners())
    with pytest.raises(Invalid) as error:
        dismiss_measure(user=county.supervisor, measure=measure, reason=" ", at=AT)
    assert error.value.code == "work.reason_missing"
    assert WorkItem.objects.count() == 1


def test_after_the_issue_no_decision_can_be_changed(county: County) -> None:
    document, (first, second) = document_with_measures(supervisor=county.supervisor)
    boss = county.supervisor
    owners = Owners(lead=county.bureau)
    confirm_measure(user=boss, measure=first, at=AT, title="One", owners=owners, deadline=DUE)
    dismiss_measure(user=boss, measure=second, reason="routine", at=AT)
    issue_document(user=boss, document=document, at=AT)
    items = WorkItem.objects.count()
    for measure in (first, second):
        with pytest.raises(Conflict):
            confirm_measure(user=boss, measure=measure, at=AT, title="Again", owners=owners)
        with pytest.raises(Conflict):
            dismiss_measure(user=boss, measure=measure, reason="late", at=AT)
        with pytest.raises(Conflict):
            reset_measure(user=boss, measure=measure, at=AT)
    assert WorkItem.objects.count() == items


BAD: list[tuple[dict[str, Any], str]] = [
    ({"title": "  "}, "work.title_missing"),
    ({"title": "长" * 201}, "work.title_long"),
    ({"deadline": DUE, "long_term": True}, "work.deadline_and_long_term"),
]


@pytest.mark.parametrize(("change", "code"), BAD)
def test_input_that_cannot_stand_is_refused_whole(county: County, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as error:
        create_item(user=county.supervisor, at=AT, owners=Owners(), **({"title": "One"} | change))
    assert error.value.code == code and error.value.fields
    assert not WorkItem.objects.exists()


def test_a_unit_has_one_role_and_a_responsible_leader_is_a_leader(county: County) -> None:
    with pytest.raises(Invalid) as error:
        make_item(supervisor=county.supervisor, lead=county.bureau, supports=[county.bureau])
    assert error.value.code == "work.unit_twice"
    assert not WorkItem.objects.exists()
    with pytest.raises(Invalid) as error:
        make_item(supervisor=county.supervisor, responsible_leader=county.officer)
    assert error.value.code == "work.not_a_leader"


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_decides_on_measures(county: County, who: str) -> None:
    _document, (measure, _other) = document_with_measures(supervisor=county.supervisor)
    user = county.person(who)
    with pytest.raises(NotAllowed):
        confirm_measure(user=user, measure=measure, at=AT, title="One", owners=Owners())
    with pytest.raises(NotAllowed):
        dismiss_measure(user=user, measure=measure, reason="routine", at=AT)
    with pytest.raises(NotAllowed):
        reset_measure(user=user, measure=measure, at=AT)
