"""Who sees which work; and that every named list holds what it says."""

import datetime as dt

import pytest

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.work.access import may
from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem
from tasks_app.work.services import request_extension
from tests.factories import (
    AT,
    DAY,
    assignment_in,
    document_with_measures,
    issued_item,
    make_item,
    make_user,
)
from tests.personas import PERSONAS, County

UNITS = ("bureau", "station", "finance", "town", "village")
SEEN = {
    "supervisor": set(UNITS),
    "auditor": set(UNITS),
    "leader": {"bureau", "station", "town", "village"},
    "other_leader": {"finance"},
    "head": {"bureau", "station"},
    "officer": {"bureau"},
    "other_head": {"finance"},
    "other_officer": {"finance"},
    "town_officer": {"town"},
    "outsider": set(),
}


@pytest.mark.parametrize("who", PERSONAS)
def test_a_person_sees_the_work_of_the_units_that_the_person_answers_for(county: County, who: str) -> None:
    for name in UNITS:
        issued_item(supervisor=county.supervisor, lead=getattr(county, name), title=name)
    user = county.person(who)
    assert set(Assignment.objects.visible_to(user).values_list("item__title", flat=True)) == SEEN[who]
    assert set(WorkItem.objects.visible_to(user).values_list("title", flat=True)) == SEEN[who]


@pytest.mark.parametrize("who", PERSONAS)
def test_drafts_are_for_supervisor_and_auditor(county: County, who: str) -> None:
    make_item(supervisor=county.supervisor, lead=county.bureau, responsible_leader=county.leader)
    expected = int(who in ("supervisor", "auditor"))
    assert Assignment.objects.visible_to(county.person(who)).count() == expected
    assert WorkItem.objects.visible_to(county.person(who)).count() == expected


def test_one_share_of_an_item_does_not_show_the_others(county: County) -> None:
    issued_item(supervisor=county.supervisor, lead=county.bureau, supports=[county.finance])
    seen = Assignment.objects.visible_to(county.other_officer)
    assert [row.unit for row in seen] == [county.finance]


def test_the_responsible_leader_sees_an_item_outside_the_portfolio(county: County) -> None:
    issued_item(supervisor=county.supervisor, lead=county.finance, responsible_leader=county.leader)
    assert Assignment.objects.visible_to(county.leader).count() == 1


@pytest.mark.parametrize("who", PERSONAS)
def test_somebody_who_has_left_sees_nothing(county: County, who: str) -> None:
    issued_item(supervisor=county.supervisor, lead=county.bureau)
    user = county.person(who)
    user.is_active = False
    assert not Assignment.objects.visible_to(user).exists()
    assert not WorkItem.objects.visible_to(user).exists()


@pytest.mark.parametrize("role", ["head", "officer", "leader"])
def test_what_is_addressed_to_a_person_stays_visible_after_a_move(county: County, role: str) -> None:
    user = make_user("mover", role, county.bureau)
    item = issued_item(supervisor=county.supervisor, lead=county.town, people=[user])
    user.unit = county.finance
    user.save()
    own = item.assignments.get(person=user)
    assert list(Assignment.objects.visible_to(user)) == [own]
    assert may(user, "do", own)
    user.role = "outsider"
    assert not Assignment.objects.visible_to(user).exists()


@pytest.mark.parametrize("who", PERSONAS)
def test_whole_documents_are_for_supervisor_and_auditor(county: County, who: str) -> None:
    document_with_measures(supervisor=county.supervisor)
    user, expected = county.person(who), who in ("supervisor", "auditor")
    assert SourceDocument.objects.visible_to(user).exists() is expected
    assert Measure.objects.visible_to(user).exists() is expected


@pytest.mark.parametrize("who", PERSONAS)
def test_a_request_for_more_time_is_seen_with_its_assignment(county: County, who: str) -> None:
    assignment = assignment_in("in_progress", supervisor=county.supervisor, officer=county.officer)
    assert assignment.deadline
    request_extension(
        user=county.officer,
        assignment=assignment,
        new_deadline=assignment.deadline + dt.timedelta(days=5),
        reason="rain",
        at=AT + DAY,
    )
    seen = ExtensionRequest.objects.visible_to(county.person(who)).exists()
    assert seen is ("bureau" in SEEN[who])


def test_every_word_of_a_search_must_occur_somewhere(county: County) -> None:
    issued_item(supervisor=county.supervisor, lead=county.bureau, title="排查撂荒耕地")
    issued_item(supervisor=county.supervisor, lead=county.finance, title="拨付资金")

    def found(words: str) -> list[str]:
        return list(Assignment.objects.search(words).values_list("item__title", flat=True))

    assert found("耕地 农业农村局") == ["排查撂荒耕地"]
    assert found("耕地 财政局") == []
    assert found("2026-0002") == ["拨付资金"]
    assert len(found("")) == 2
