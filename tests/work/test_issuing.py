"""Issue: refused with the names of what is missing, numbered within the year, all or nothing."""

import pytest

from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents.models import SourceDocument
from tasks_app.org.services import merge_unit
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import (
    confirm_measure,
    dismiss_measure,
    edit_item,
    issue_document,
    issue_item,
    issue_problems,
    item_problems,
)
from tasks_app.work.services.drafts import Owners
from tests.factories import (
    AT,
    DAY,
    document_with_measures,
    issued_item,
    make_document,
    make_item,
    office_moment,
)
from tests.personas import County

DUE = AT.date() + 20 * DAY


def codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]  # type: ignore[attr-defined]


def test_a_document_is_issued_when_everything_is_decided_and_given(county: County) -> None:
    document, (first, second) = document_with_measures(supervisor=county.supervisor)
    boss = county.supervisor
    assert codes(issue_problems(document)) == ["work.undecided", "work.undecided"]
    confirm_measure(user=boss, measure=first, at=AT, title="Survey", owners=Owners())
    dismiss_measure(user=boss, measure=second, reason="routine", at=AT)
    assert codes(issue_problems(document)) == ["work.lead_missing", "work.deadline_missing"]
    with pytest.raises(Invalid) as error:
        issue_document(user=boss, document=document, at=AT)
    assert error.value.code == "work.cannot_issue"
    assert "Survey" in error.value.message
    assert not WorkItem.objects.exclude(number="").exists()

    owners = Owners(lead=county.bureau, supports=(county.finance,))
    confirm_measure(user=boss, measure=first, at=AT, title="Survey", owners=owners, deadline=DUE)
    (item,) = issue_document(user=boss, document=document, at=AT)
    assert (item.number, item.quote) == ("2026-0001", first.quote)
    rows = Assignment.objects.filter(item=item).order_by("pk")
    assert [(row.unit, row.role, row.state) for row in rows] == [
        (county.bureau, "lead", "issued"),
        (county.finance, "support", "issued"),
    ]
    assert {(row.deadline, row.original_deadline, row.issued_at) for row in rows} == {(DUE, DUE, AT)}
    document.refresh_from_db()
    assert (document.state, document.first_issued_at) == ("issued", AT)
    with pytest.raises(Conflict) as error:
        issue_document(user=boss, document=document, at=AT)
    assert error.value.code == "work.document_issued"


def test_a_supporter_alone_is_no_lead_and_long_term_needs_no_date(county: County) -> None:
    lonely = make_item(supervisor=county.supervisor, supports=[county.finance], long_term=True)
    with pytest.raises(Invalid) as error:
        issue_item(user=county.supervisor, item=lonely, at=AT)
    assert len(error.value.fields["problems"]) == 1
    item = issued_item(supervisor=county.supervisor, eaches=[county.bureau, county.town], long_term=True)
    assert {row.deadline for row in item.assignments.all()} == {None}


def test_a_document_without_a_measure_cannot_be_issued(county: County) -> None:
    document = make_document(supervisor=county.supervisor, text="今天天气很好。")
    document.measures.all().delete()
    assert codes(issue_problems(document)) == ["work.no_measures"]


def test_a_document_of_which_everything_was_dismissed_is_issued_with_nothing(county: County) -> None:
    document, measures = document_with_measures(supervisor=county.supervisor)
    for measure in measures:
        dismiss_measure(user=county.supervisor, measure=measure, reason="routine", at=AT)
    assert issue_document(user=county.supervisor, document=document, at=AT) == []
    assert SourceDocument.objects.get().state == "issued"


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_issues(county: County, who: str) -> None:
    document, _measures = document_with_measures(supervisor=county.supervisor)
    item = make_item(supervisor=county.supervisor, lead=county.bureau)
    with pytest.raises(NotAllowed):
        issue_document(user=county.person(who), document=document, at=AT)
    with pytest.raises(NotAllowed):
        issue_item(user=county.person(who), item=item, at=AT)


def test_numbers_count_up_within_the_year_of_the_office(county: County) -> None:
    def issue(at: str) -> str:
        return issued_item(supervisor=county.supervisor, lead=county.bureau, at=office_moment(at)).number

    assert [issue("2026-12-31 23:30"), issue("2026-12-31 23:59")] == ["2026-0001", "2026-0002"]
    assert issue("2027-01-01 00:10") == "2027-0001"  # still the old year in UTC


def test_the_ten_thousandth_number_of_a_year_is_followed_by_the_next(county: County) -> None:
    for number in ("2026-9999", "2026-10000"):
        item = issued_item(supervisor=county.supervisor, lead=county.bureau)
        WorkItem.objects.filter(pk=item.pk).update(number=number)
    assert issued_item(supervisor=county.supervisor, lead=county.bureau).number == "2026-10001"


def test_an_item_is_issued_once_and_then_no_draft_any_more(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, lead=county.bureau)
    with pytest.raises(Conflict):
        issue_item(user=county.supervisor, item=item, at=AT)
    with pytest.raises(Conflict) as error:
        edit_item(
            user=county.supervisor,
            item=item,
            at=AT,
            title="x",
            owners=Owners(),
            kind="other",
            deadline=None,
            long_term=True,
        )
    assert error.value.code == "work.already_issued"


def test_an_item_is_not_issued_to_somebody_who_has_left_or_to_a_unit_that_is_no_more(county: County) -> None:
    item = make_item(supervisor=county.supervisor, lead=county.station, people=[county.leader])
    county.leader.is_active = False
    county.leader.save()
    merge_unit(user=county.supervisor, unit=county.station, into=county.bureau, at=AT)
    found = item_problems(WorkItem.objects.get(pk=item.pk))
    assert [(problem.code, problem.params["owner"]) for problem in found] == [
        ("work.owner_gone", "农技推广站"),
        ("work.owner_gone", "Leader"),
    ]
    with pytest.raises(Invalid):
        issue_item(user=county.supervisor, item=item, at=AT)
    edit_item(
        user=county.supervisor,
        item=item,
        at=AT,
        title=item.title,
        kind=item.kind,
        owners=Owners(lead=county.bureau),
        deadline=item.deadline,
        long_term=False,
    )
    assert issue_item(user=county.supervisor, item=item, at=AT).number
