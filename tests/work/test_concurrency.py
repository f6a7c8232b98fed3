"""Two people at the same moment: one wins, the other is told. On real connections, in threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from tasks_app.audit.services import verify
from tasks_app.core.errors import Conflict
from tasks_app.documents.models import LikelyPair, SourceDocument
from tasks_app.org.models import User
from tasks_app.work.duplicates import likely_of, open_of
from tasks_app.work.models import Assignment, ItemSource, WorkItem
from tasks_app.work.services import answer_same, call_different, issue_item, transition
from tests.factories import (
    AT,
    HOUR,
    assignment_in,
    document_with_measures,
    make_document,
    make_item,
    make_user,
)
from tests.personas import County, make_county

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> County:
    return make_county()


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """Run the tasks in threads that start together; returns each result or exception, in order."""
    gate = threading.Barrier(len(tasks))
    results: list[object] = [None] * len(tasks)

    def run(number: int, task: Callable[[], object]) -> None:
        close_old_connections()
        gate.wait(20)
        try:
            results[number] = task()
        except Exception as error:  # noqa: BLE001 - handed back to the test
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_reviewers_one_wins_and_the_other_is_told(county: County) -> None:
    assignment = assignment_in("in_review", supervisor=county.supervisor, officer=county.officer)

    def decide(who: str, action: str) -> Callable[[], object]:
        return lambda: transition(
            user=county.person(who),
            assignment=assignment,
            action=action,
            at=AT + 9 * HOUR,
            reason="figures do not match",
            revision=assignment.revision,
        )

    results = at_once(decide("supervisor", "approve"), decide("leader", "return"))
    won = [row for row in results if isinstance(row, Assignment)]
    lost = [row for row in results if isinstance(row, Conflict)]
    assert (len(won), len(lost)) == (1, 1), results
    now = Assignment.objects.get(pk=assignment.pk)
    assert (now.state, now.revision) == (won[0].state, assignment.revision + 1)
    assert verify() == []


def test_items_issued_at_the_same_moment_get_different_numbers(county: County) -> None:
    items = [make_item(supervisor=county.supervisor, lead=county.bureau) for _ in range(4)]
    results = at_once(
        *[lambda item=item: issue_item(user=county.supervisor, item=item, at=AT) for item in items]  # type: ignore[misc]
    )
    assert all(isinstance(row, WorkItem) for row in results), results
    numbers = sorted(WorkItem.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{number:04d}" for number in range(1, 5)]
    assert verify() == []


def test_of_two_answers_to_a_likely_duplicate_one_holds_and_the_other_is_told(county: County) -> None:
    sentence = "更换农村供水老化管网18公里"
    (_plan, (first,)), (speech, (second,)) = (
        document_with_measures(supervisor=county.supervisor, text=text, sentences=[text], title=text, at=AT)
        for text in (f"{sentence}。", f"年内{sentence}，不漏一户。")
    )
    (likely,) = open_of(likely_of(speech))
    other = make_user("other_supervisor", "supervisor", county.root)

    def answer(user: User, decide: Callable[..., object]) -> Callable[[], object]:
        return lambda: decide(user=user, measure=second, other=first, at=AT + HOUR, version=likely.version())

    results = at_once(answer(county.supervisor, answer_same), answer(other, call_different))
    lost = [row for row in results if isinstance(row, Conflict)]
    assert len(lost) == 1, results
    merged = ItemSource.objects.count()
    different = LikelyPair.objects.filter(different_at__isnull=False).count()
    assert (merged, different) in {(1, 0), (0, 1)}
    assert WorkItem.objects.count() == merged
    assert verify() == []


def test_of_two_documents_imported_at_the_same_moment_the_second_sees_the_first(county: County) -> None:
    texts = ["县水利局要更换农村供水老化管网18公里。\n", "更换农村供水老化管网18公里，由县水利局负责。\n"]
    results = at_once(
        *[
            lambda text=text: make_document(supervisor=county.supervisor, text=text, title=text)  # type: ignore[misc]
            for text in texts
        ]
    )
    assert all(isinstance(row, SourceDocument) for row in results), results
    assert LikelyPair.objects.count() == 1
