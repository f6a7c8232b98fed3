"""Carrying over to a corrected version: nothing is lost, nothing is issued twice, nothing happens by itself."""

from dataclasses import dataclass

import pytest

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import decide_measure, import_document, mark_measure
from tasks_app.work.lifecycle import Action, State
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import (
    cancel_left,
    carry_over,
    confirm_measure,
    dismiss_measure,
    issue_document,
    issue_problems,
    keep_left,
    reset_measure,
    transition,
)
from tasks_app.work.services.drafts import Owners
from tasks_app.work.versions import Heir, heirs, left_running
from tests.factories import AT, DAY, HOUR, document_with_measures
from tests.personas import County

DUE = AT.date() + 20 * DAY
LATER = AT + DAY

SAME, GONE, CHANGED, IDLE = (
    "财政局要拨付资金。",
    "教育局要开展校园检查。",
    "农业农村局要在四月底前完成排查。",
    "要提高认识。",
)
OLD = (SAME, GONE, CHANGED, IDLE)
REWRITTEN, ADDED = "农业农村局要在五月底前完成排查。", "水利局要加固堤坝，落实防汛物资储备。"
NEW = (IDLE, REWRITTEN, ADDED, SAME)


@dataclass
class Two:
    """Two versions: in the old one SAME, GONE and CHANGED are confirmed, IDLE is dismissed."""

    county: County
    old: SourceDocument
    new: SourceDocument

    def heir(self, quote: str) -> Heir:
        """The entry with this sentence in either version, as it is now."""
        found = [
            row for row in heirs(self.new) if quote in {side.quote for side in (row.old, row.new) if side}
        ]
        assert len(found) == 1
        return found[0]

    def pair(self, quote: str) -> tuple[int, int]:
        heir = self.heir(quote)
        assert heir.old and heir.new
        return heir.old.pk, heir.new.pk

    def carry(self, *quotes: str) -> list[Measure]:
        pairs = [self.pair(quote) for quote in quotes]
        return carry_over(user=self.county.supervisor, document=self.new, pairs=pairs, at=LATER)

    def measure(self, quote: str) -> Measure:
        return Measure.objects.get(document=self.new, quote=quote)


def old_version(county: County) -> SourceDocument:
    document, measures = document_with_measures(
        supervisor=county.supervisor, text="\n".join(OLD), sentences=OLD
    )
    for measure in measures:
        if measure.quote == IDLE:
            dismiss_measure(user=county.supervisor, measure=measure, reason="orders nothing", at=AT)
        else:
            confirm_measure(
                user=county.supervisor,
                measure=measure,
                at=AT,
                title=f"Item: {measure.quote}",
                owners=Owners(lead=county.bureau, supports=(county.finance,)),
                deadline=DUE,
            )
    return document


def new_version(county: County, old: SourceDocument, sentences: tuple[str, ...] = NEW) -> SourceDocument:
    return document_with_measures(
        supervisor=county.supervisor, text="\n".join(sentences), sentences=sentences, at=LATER, replaces=old
    )[0]


@pytest.fixture
def review(county: County) -> Two:
    """The old version was still in review."""
    old = old_version(county)
    return Two(county, old, new_version(county, old))


@pytest.fixture
def running(county: County) -> Two:
    """The old version was issued; the bureau has acknowledged the item of SAME."""
    old = old_version(county)
    issue_document(user=county.supervisor, document=old, at=AT)
    share = Assignment.objects.get(item__quote=SAME, unit=county.bureau)
    transition(user=county.officer, assignment=share, action=Action.ACKNOWLEDGE, at=AT + HOUR)
    return Two(county, old, new_version(county, old))


def test_the_comparison_says_what_becomes_of_every_decision(review: Two) -> None:
    assert [(row.kind, row.status) for row in heirs(review.new)] == [
        ("same", "open"),
        ("changed", "open"),
        ("new", "none"),
        ("same", "open"),
        ("gone", "none"),
    ]
    assert heirs(review.old) == []


def test_drafts_and_dismissals_come_along(review: Two) -> None:
    drafts = {item.pk: list(item.assignments.values_list("pk", flat=True)) for item in WorkItem.objects.all()}
    review.carry(IDLE, SAME)
    idle, same = review.measure(IDLE), review.measure(SAME)
    assert (idle.state, idle.reason, idle.decided_at) == ("dismissed", "orders nothing", LATER)
    assert same.state == "confirmed" and same.item.document == review.new and same.item.issued_at is None
    assert {
        item.pk: list(item.assignments.values_list("pk", flat=True)) for item in WorkItem.objects.all()
    } == drafts
    assert [row.status for row in heirs(review.new)] == ["carried", "open", "none", "carried", "none"]
    assert Event.objects.filter(action="measure.carried", scope=f"document:{review.new.pk}").count() == 2
    assert verify() == []


def test_a_changed_sentence_takes_its_draft_along_when_a_person_says_so(review: Two) -> None:
    review.carry(REWRITTEN)
    item = review.measure(REWRITTEN).item
    assert (item.title, item.quote, item.deadline) == (f"Item: {CHANGED}", REWRITTEN, DUE)
    event = Event.objects.get(action="item.carried")
    assert (event.before["quote"], event.after["quote"]) == (CHANGED, REWRITTEN)
    assert f"({review.old.pk})" in event.note and f"({review.new.pk})" in event.note
    confirm_measure(  # and it is a draft like any other
        user=review.county.supervisor,
        measure=review.measure(REWRITTEN),
        at=LATER,
        title="New",
        owners=Owners(),
    )


def test_a_running_item_stays_as_it_is_and_is_not_issued_again(running: Two) -> None:
    boss = running.county.supervisor
    item = WorkItem.objects.get(quote=SAME)
    before = list(item.assignments.order_by("pk").values())
    history = Event.objects.filter(scope=item.scope).count()
    running.carry(SAME, REWRITTEN, IDLE)
    item.refresh_from_db()
    assert (item.measure, item.document, item.quote) == (running.measure(SAME), running.new, SAME)
    assert list(item.assignments.order_by("pk").values()) == before
    assert Event.objects.filter(scope=item.scope).count() == history + 1
    confirm_measure(
        user=boss,
        measure=running.measure(ADDED),
        at=LATER,
        title="Added",
        owners=Owners(lead=running.county.finance),
        deadline=DUE,
    )
    numbers = set(WorkItem.objects.exclude(number="").values_list("number", flat=True))
    assert issue_problems(running.new) == []
    (issued,) = issue_document(user=boss, document=running.new, at=LATER)
    assert issued.title == "Added"
    assert set(WorkItem.objects.values_list("number", flat=True)) == numbers | {issued.number}
    assert Event.objects.filter(action="item.issued", scope=item.scope).count() == 1
    with pytest.raises(Conflict):
        reset_measure(user=boss, measure=running.measure(SAME), at=LATER)


def test_an_item_of_a_sentence_that_is_gone_runs_on_until_a_person_cancels_it(running: Two) -> None:
    boss = running.county.supervisor
    running.carry(SAME, REWRITTEN, IDLE)
    (left,) = left_running(running.new)
    assert left.item is not None and left.item.quote == GONE and left.kind == "gone"
    assert left.item.state == State.ISSUED and left.item.document == running.old
    with pytest.raises(Invalid):
        cancel_left(user=boss, document=running.new, item=left.item, reason=" ", at=LATER)
    assert {row.state for row in left.item.assignments.all()} == {"issued"}
    cancelled = cancel_left(user=boss, document=running.new, item=left.item, reason="left out", at=LATER)
    assert {row.state for row in cancelled} == {"cancelled"} and len(cancelled) == 2
    assert left_running(running.new) == []
    for item in (left.item, WorkItem.objects.get(quote=SAME)):  # cancelled already; carried over
        with pytest.raises(Conflict):
            cancel_left(user=boss, document=running.new, item=item, reason="again", at=LATER)


def test_an_item_that_a_person_keeps_is_not_asked_about_again(running: Two) -> None:
    boss = running.county.supervisor
    item = WorkItem.objects.get(quote=GONE)
    before = list(item.assignments.order_by("pk").values())
    kept = keep_left(user=boss, document=running.new, item=item, at=LATER)
    assert (kept.kept_by, kept.kept_at) == (boss, LATER) and running.heir(GONE).status == "kept"
    assert GONE not in [heir.item.quote for heir in left_running(running.new) if heir.item]
    assert list(item.assignments.order_by("pk").values()) == before
    for scope, action in ((item.scope, "item.kept"), (f"document:{running.new.pk}", "document.item_kept")):
        event = Event.objects.get(scope=scope, action=action)
        assert (event.at, event.actor_name) == (LATER, str(boss))
    for other in (
        item,
        WorkItem.objects.get(quote=SAME),
    ):  # answered already; nothing is asked about this one
        with pytest.raises(Conflict) as error:
            keep_left(user=boss, document=running.new, item=other, at=LATER)
        assert error.value.code == "work.not_left"
    with pytest.raises(NotAllowed):
        keep_left(user=running.county.officer, document=running.new, item=item, at=LATER)
    # It is not for ever: what is kept can be cancelled.
    cancel_left(user=boss, document=running.new, item=item, reason="after all", at=LATER)
    assert {row.state for row in item.assignments.all()} == {"cancelled"}
    assert verify() == []


def test_what_was_said_of_an_earlier_sentence_is_forgotten_when_the_item_is_carried_over(
    running: Two,
) -> None:
    boss = running.county.supervisor
    dismiss_measure(user=boss, measure=running.measure(REWRITTEN), reason="other", at=LATER)
    item = WorkItem.objects.get(quote=CHANGED)
    keep_left(user=boss, document=running.new, item=item, at=LATER)
    assert running.heir(REWRITTEN).status == "kept"
    reset_measure(user=boss, measure=running.measure(REWRITTEN), at=LATER)
    running.carry(REWRITTEN)
    item.refresh_from_db()
    assert (item.measure, item.kept_by, item.kept_at) == (running.measure(REWRITTEN), None, None)


def test_the_same_sentence_cannot_be_issued_a_second_time(running: Two) -> None:
    boss = running.county.supervisor
    for quote in NEW:
        confirm_measure(
            user=boss,
            measure=running.measure(quote),
            at=LATER,
            title="Again",
            owners=Owners(lead=running.county.bureau),
            deadline=DUE,
        )
    assert [problem.code for problem in issue_problems(running.new)] == ["work.not_carried"]
    with pytest.raises(Invalid):
        issue_document(user=boss, document=running.new, at=LATER)
    assert running.heir(SAME).status == "left"
    reset_measure(user=boss, measure=running.measure(SAME), at=LATER)
    running.carry(SAME)
    assert [item.title for item in issue_document(user=boss, document=running.new, at=LATER)] == ["Again"] * 3


def test_every_decision_is_carried_or_listed(running: Two) -> None:
    """Whatever is done with the pairs, no old decision falls out of the list, and no item out of the database."""
    items = set(WorkItem.objects.values_list("pk", flat=True))
    for step in ((), (IDLE,), (SAME,), (REWRITTEN,)):
        running.carry(*step)
        listed = {row.old.pk: row for row in heirs(running.new) if row.old}
        for measure in running.old.measures.all():
            row = listed[measure.pk]
            assert row.status in {"open", "carried", "left"}
            if row.status == "carried" and measure.state == "confirmed":
                assert row.new is not None and row.new.item.pk in items
        assert set(WorkItem.objects.values_list("pk", flat=True)) == items
    assert [running.heir(quote).status for quote in OLD] == ["carried", "left", "carried", "carried"]


def test_what_was_decided_meanwhile_is_not_overwritten_and_all_or_nothing_is_carried(review: Two) -> None:
    dismiss_measure(user=review.county.supervisor, measure=review.measure(SAME), reason="mine", at=LATER)
    with pytest.raises(Conflict) as error:
        review.carry(IDLE, SAME)
    assert error.value.code == "work.carry_decided"
    assert review.measure(IDLE).state == "undecided" and review.measure(SAME).reason == "mine"
    assert WorkItem.objects.get(quote=SAME).document == review.old
    assert review.heir(SAME).status == "anew"


def test_sentences_that_do_not_belong_together_are_refused(review: Two) -> None:
    (old, _new), (_old, new) = review.pair(SAME), review.pair(IDLE)
    for pair in ((old, new), (new, old), (old, 0)):
        with pytest.raises(Conflict) as error:
            carry_over(user=review.county.supervisor, document=review.new, pairs=[pair], at=LATER)
        assert error.value.code == "work.carry_no_pair"


def test_the_same_sentence_under_another_unit_is_told_apart(review: Two) -> None:
    measure = review.measure(SAME)
    assert review.heir(SAME).plain
    measure.found = {**measure.found, "owners": [{"name": "水利局", "role": "lead"}]}
    measure.save()
    heir = review.heir(SAME)
    assert heir.kind == "same" and heir.stated_changed and not heir.plain


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_carries_over_and_cancels(running: Two, who: str) -> None:
    user = running.county.person(who)
    with pytest.raises(NotAllowed):
        carry_over(user=user, document=running.new, pairs=[running.pair(SAME)], at=LATER)
    with pytest.raises(NotAllowed):
        cancel_left(
            user=user, document=running.new, item=WorkItem.objects.get(quote=GONE), reason="x", at=LATER
        )
    with pytest.raises(NotAllowed):
        import_document(user=user, title="x", text="x", at=LATER, replaces=running.new)


def test_in_the_replaced_version_nothing_is_decided_any_more(review: Two) -> None:
    boss, old = review.county.supervisor, review.old
    measure = old.measures.get(quote=SAME)
    attempts = [
        lambda: decide_measure(user=boss, measure=measure, state="dismissed", reason="x", at=LATER),
        lambda: reset_measure(user=boss, measure=measure, at=LATER),
        lambda: mark_measure(user=boss, document=old, start=0, end=2, at=LATER),
        lambda: issue_document(user=boss, document=old, at=LATER),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict) as error:
            attempt()
        assert error.value.code == "documents.replaced"
    assert WorkItem.objects.filter(measure=measure).exists()


def test_only_the_newest_version_is_corrected_and_only_when_nothing_would_be_lost(review: Two) -> None:
    with pytest.raises(Conflict) as error:
        new_version(review.county, review.old, sentences=("另一个版本。",))
    assert error.value.code == "documents.replaced"
    third = (*NEW, "第三版新增内容要落实到位。")
    with pytest.raises(Conflict) as error:
        new_version(review.county, review.new, sentences=third)
    assert error.value.code == "documents.carry_first"
    review.carry(IDLE, SAME, REWRITTEN)
    newest = new_version(review.county, review.new, sentences=third)
    chain = Two(review.county, review.new, newest)
    chain.carry(IDLE, SAME, REWRITTEN)
    assert chain.measure(SAME).item.document == newest


def test_issued_or_replaced_versions_take_nothing_over(running: Two) -> None:
    pair = running.pair(SAME)
    SourceDocument.objects.filter(pk=running.new.pk).update(state="issued")
    with pytest.raises(Conflict) as error:
        carry_over(user=running.county.supervisor, document=running.new, pairs=[pair], at=LATER)
    assert error.value.code == "documents.issued"
