"""The same task in two documents: asked once, answered by one item with both sources, or remembered as different."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.documents.models import LikelyPair, Measure, SourceDocument
from tasks_app.work.duplicates import Likely, likely_of, open_of
from tasks_app.work.lifecycle import Action
from tasks_app.work.models import Assignment, ItemSource, WorkItem
from tasks_app.work.owners import Owners
from tasks_app.work.services import (
    Answer,
    answer_duplicates,
    answer_same,
    ask_again,
    call_different,
    carry_over,
    confirm_measure,
    dismiss_measure,
    issue_document,
    issue_problems,
    merge_measures,
    reset_measure,
    split_measure,
    transition,
)
from tasks_app.work.versions import heirs
from tests.factories import AT, DAY, HOUR, document_with_measures
from tests.personas import County

PLAN = ("更换农村供水老化管网18公里。", "对中小学食堂开展一次食品安全检查。")
SPEECH = (
    "农业农村局要抓紧更换供水老化管网，完成18公里更换任务。",
    "要对中小学食堂食品安全开展检查。",
    "要加强殡葬服务价格公示。",
)
DUE = AT.date() + 40 * DAY
LATER = AT + DAY


def store(county: County, quotes: Iterable[str], title: str, **more: object) -> SourceDocument:
    quotes = list(quotes)
    return document_with_measures(
        supervisor=county.supervisor, text="\n".join(quotes), sentences=quotes, title=title, **more
    )[0]


@dataclass
class Two:
    """The plan, in which nothing is decided, and the speech, which was imported after it."""

    county: County
    plan: SourceDocument
    speech: SourceDocument

    def of_plan(self, place: int) -> Measure:
        return self.plan.measures.get(quote=PLAN[place])

    def of_speech(self, place: int) -> Measure:
        return self.speech.measures.get(quote=SPEECH[place])

    def confirmed(self, place: int, **more: object) -> WorkItem:
        more.setdefault("deadline", DUE)
        return confirm_measure(
            user=self.county.supervisor,
            measure=self.of_plan(place),
            at=AT,
            title=PLAN[place],
            owners=more.pop("owners", Owners(lead=self.county.bureau)),  # type: ignore[arg-type]
            **more,  # type: ignore[arg-type]
        )

    def issued(self) -> WorkItem:
        """The plan was issued: an item from its first sentence, the second was dismissed."""
        item = self.confirmed(0)
        dismiss_measure(user=self.county.supervisor, measure=self.of_plan(1), reason="later", at=AT)
        issue_document(user=self.county.supervisor, document=self.plan, at=AT)
        return WorkItem.objects.get(pk=item.pk)

    def same(self, place: int = 0, **more: object) -> WorkItem:
        return answer_same(
            user=self.county.supervisor,
            measure=self.of_speech(place),
            other=self.of_plan(place),
            at=LATER,
            **more,  # type: ignore[arg-type]
        )

    def open(self, document: SourceDocument | None = None) -> list[Likely]:
        return open_of(likely_of(document or self.speech))


@pytest.fixture
def two(county: County) -> Two:
    return Two(county, store(county, PLAN, "年度计划"), store(county, SPEECH, "讲话"))


def test_both_sides_see_the_pair_while_both_are_undecided(two: Two) -> None:
    assert [(row.mine, row.other) for row in two.open()] == [
        (two.of_speech(place), two.of_plan(place)) for place in (0, 1)
    ]
    assert [(row.mine, row.other) for row in two.open(two.plan)] == [
        (two.of_plan(place), two.of_speech(place)) for place in (0, 1)
    ]
    assert all(row.item is None and not row.running for row in two.open())


def test_what_was_dismissed_or_cancelled_is_no_duplicate(two: Two) -> None:
    item = two.issued()
    assert [row.item for row in two.open()] == [item]
    transition(
        user=two.county.supervisor,
        assignment=item.assignments.get(),
        action=Action.CANCEL,
        at=LATER,
        reason="no longer needed",
    )
    assert two.open() == []
    assert two.open(two.plan) == []  # an issued document asks nothing any more


def test_a_running_item_answers_the_new_sentence_as_well(two: Two) -> None:
    item = two.issued()
    before = list(item.assignments.values())
    (likely,) = two.open()
    assert likely.running
    assert two.same(version=likely.version()) == item
    measure = two.of_speech(0)
    assert (measure.state, measure.decided_by, measure.answered.item) == (
        "answered",
        two.county.supervisor,
        item,
    )
    assert list(item.assignments.values()) == before and WorkItem.objects.count() == 1
    assert two.open() == []
    for place in (1, 2):
        dismiss_measure(user=two.county.supervisor, measure=two.of_speech(place), reason="x", at=LATER)
    assert issue_problems(two.speech) == []
    assert issue_document(user=two.county.supervisor, document=two.speech, at=LATER) == []
    assert WorkItem.objects.count() == Assignment.objects.count() == 1
    assert list(WorkItem.objects.of_document(two.speech)) == [item]
    assert list(Assignment.objects.of_document(two.speech)) == list(item.assignments.all())
    event = Event.objects.get(action="item.source_added", scope=item.scope)
    assert (event.after["title"], event.after["quote"], event.before["further_sources"]) == (
        "讲话",
        SPEECH[0],
        0,
    )
    assert Event.objects.filter(action="measure.answered", scope=f"document:{two.speech.pk}").count() == 1
    assert verify() == []


def test_a_running_item_never_takes_over_a_date_or_units(two: Two) -> None:
    two.issued()
    for more in ({"take_deadline": True}, {"take_units": True}):
        with pytest.raises(Invalid, match="2026-0001"):
            two.same(**more)
    assert two.of_speech(0).state == "undecided"


def test_undo_makes_the_sentence_undecided_and_the_history_keeps_both(two: Two) -> None:
    item = two.issued()
    two.same()
    reset_measure(user=two.county.supervisor, measure=two.of_speech(0), at=LATER + HOUR)
    assert two.of_speech(0).state == "undecided" and not ItemSource.objects.exists()
    assert WorkItem.objects.get() == item and [row.item for row in two.open()] == [item]
    actions = list(
        Event.objects.filter(scope=item.scope).order_by("sequence").values_list("action", flat=True)
    )
    assert actions[-2:] == ["item.source_added", "item.source_removed"]


@pytest.mark.parametrize("decide", ["confirm", "dismiss"])
def test_another_decision_takes_the_source_away_as_well(two: Two, decide: str) -> None:
    two.issued()
    two.same()
    boss, measure = two.county.supervisor, two.of_speech(0)
    if decide == "confirm":
        confirm_measure(user=boss, measure=measure, at=LATER, title="own", owners=Owners())
    else:
        dismiss_measure(user=boss, measure=measure, reason="x", at=LATER)
    assert not ItemSource.objects.exists()
    assert WorkItem.objects.filter(measure=measure).exists() == (decide == "confirm")


def test_while_both_are_undecided_the_earlier_one_becomes_the_draft(two: Two) -> None:
    Measure.objects.filter(quote=SPEECH[0]).update(
        found={
            "owners": [{"name": "农业农村局", "role": "resp"}],
            "deadlines": [{"text": "六月底", "date": "2026-06-30"}],
        }
    )
    item = two.same()
    first = two.of_plan(0)
    assert (first.state, first.item, two.of_speech(0).state) == ("confirmed", item, "answered")
    assert item.issued_at is None and item.quote == PLAN[0]
    # The plan gives neither unit nor date; the speech does, and the draft needs both.
    assert [row.unit for row in item.assignments.all()] == [two.county.bureau]
    assert str(WorkItem.objects.get().deadline) == "2026-06-30"


def test_a_draft_takes_over_the_date_and_the_units_that_the_new_text_adds(county: County) -> None:
    plan = store(county, ["财政局要更换农村供水老化管网18公里。"], "计划")
    speech = store(
        county,
        ["财政局、农业农村局要在2026年6月30日前更换农村供水老化管网18公里。"],
        "讲话",
        issued_on=AT.date(),
    )
    measure, other = speech.measures.get(), plan.measures.get()
    measure.found = {
        **measure.found,
        "owners": [{"name": "农业农村局", "role": "resp"}],
        "deadlines": [{"text": "2026年6月30日前", "date": "2026-06-30"}],
    }
    measure.save()
    item = confirm_measure(
        user=county.supervisor,
        measure=other,
        at=AT,
        title="更换管网",
        owners=Owners(lead=county.finance),
        deadline=DUE,
    )
    answer_same(
        user=county.supervisor, measure=measure, other=other, at=LATER, take_deadline=True, take_units=True
    )
    item.refresh_from_db()
    assert str(item.deadline) == "2026-06-30"
    assert [(row.unit, row.role) for row in item.assignments.order_by("pk")] == [
        (county.finance, "lead"),
        (county.bureau, "support"),
    ]
    edited = Event.objects.filter(action="item.edited").get()
    assert (edited.before["deadline"], edited.after["deadline"]) == (DUE.isoformat(), "2026-06-30")


def test_nothing_is_taken_over_unasked(two: Two) -> None:
    item = two.confirmed(0, owners=Owners(lead=two.county.finance))
    two.same()
    item.refresh_from_db()
    assert item.deadline == DUE and [row.unit for row in item.assignments.all()] == [two.county.finance]


def test_the_draft_that_the_sentence_had_is_dropped(two: Two) -> None:
    item = two.confirmed(0)
    own = confirm_measure(
        user=two.county.supervisor, measure=two.of_speech(0), at=AT, title="own", owners=Owners()
    )
    assert [row.item for row in two.open()] == [item, None]
    two.same()
    assert not WorkItem.objects.filter(pk=own.pk).exists()
    assert Event.objects.filter(action="item.draft_dropped", scope=own.scope).exists()


def test_a_draft_is_not_dropped_while_it_answers_another_document(two: Two) -> None:
    two.same()
    for act in (
        lambda: reset_measure(user=two.county.supervisor, measure=two.of_plan(0), at=LATER),
        lambda: dismiss_measure(user=two.county.supervisor, measure=two.of_plan(0), reason="x", at=LATER),
    ):
        with pytest.raises(Conflict, match="讲话") as caught:
            act()
        assert caught.value.code == "work.answers_others"
    reset_measure(user=two.county.supervisor, measure=two.of_speech(0), at=LATER)
    reset_measure(user=two.county.supervisor, measure=two.of_plan(0), at=LATER)
    assert not WorkItem.objects.exists()


def test_a_draft_is_issued_with_the_first_of_its_documents(two: Two) -> None:
    boss = two.county.supervisor
    item = two.confirmed(0, deadline=None)
    two.same()
    for place in (1, 2):
        dismiss_measure(user=boss, measure=two.of_speech(place), reason="x", at=LATER)
    (problem,) = issue_problems(two.speech)
    assert (problem.code, problem.item_id) == ("work.deadline_missing", item.pk)
    two.confirmed(0)
    assert issue_document(user=boss, document=two.speech, at=LATER) == [item]
    dismiss_measure(user=boss, measure=two.of_plan(1), reason="x", at=LATER)
    assert issue_document(user=boss, document=two.plan, at=LATER) == []
    assert list(WorkItem.objects.values_list("number", flat=True)) == ["2026-0001"]


def test_different_tasks_are_remembered_until_somebody_asks_again(two: Two) -> None:
    boss = two.county.supervisor
    (first, second) = two.open()
    call_different(user=boss, measure=first.mine, other=first.other, at=LATER, version=first.version())
    assert [row.mine for row in two.open()] == [second.mine]
    assert [row.mine for row in two.open(two.plan)] == [second.other]
    with pytest.raises(Conflict):
        two.same()
    for document in (two.plan, two.speech):
        event = Event.objects.get(action="measure.different", scope=f"document:{document.pk}")
        assert event.actor_id == boss.pk and event.after["different"] is True
    ask_again(user=boss, measure=first.mine, other=first.other, at=LATER)
    assert len(two.open()) == 2
    with pytest.raises(Conflict):
        ask_again(user=boss, measure=first.mine, other=first.other, at=LATER)
    assert verify() == []


def test_an_item_with_several_sources_is_one_question(two: Two) -> None:
    item = two.issued()
    two.same()
    third = store(two.county, ["农业农村局要更换供水老化管网18公里，年内完成任务。"], "会议纪要")
    (likely,) = two.open(third)
    assert likely.item == item and len(likely.pairs) == 2
    call_different(user=two.county.supervisor, measure=likely.mine, other=two.of_plan(0), at=LATER)
    assert two.open(third) == []
    assert LikelyPair.objects.filter(different_at__isnull=False).count() == 2


@pytest.mark.parametrize("name", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_supervisors_answer(two: Two, name: str) -> None:
    (likely, _second) = two.open()
    for act in (answer_same, call_different, ask_again):
        with pytest.raises(NotAllowed):
            act(user=two.county.person(name), measure=likely.mine, other=likely.other, at=LATER)
    with pytest.raises(NotAllowed):
        answer_duplicates(
            user=two.county.person(name), answers=[Answer(likely.mine, likely.other, same=True)], at=LATER
        )


@pytest.mark.parametrize("what", ["mine", "other", "item", "share"])
def test_whoever_decides_on_what_has_changed_is_told(two: Two, what: str) -> None:
    boss = two.county.supervisor
    item = two.confirmed(0)
    likely = two.open()[0]
    if what == "mine":
        dismiss_measure(user=boss, measure=likely.mine, reason="x", at=AT)
    elif what == "other":
        reset_measure(user=boss, measure=likely.other, at=AT)
    elif what == "item":
        two.confirmed(0, deadline=DUE + DAY)
    else:
        dismiss_measure(user=boss, measure=two.of_plan(1), reason="x", at=AT)
        issue_document(user=boss, document=two.plan, at=AT)
        item = WorkItem.objects.get(pk=item.pk)
    with pytest.raises(Conflict):
        two.same(version=likely.version())
    with pytest.raises(Conflict):
        call_different(user=boss, measure=likely.mine, other=likely.other, at=AT, version=likely.version())
    assert not ItemSource.objects.exists()


def test_several_answers_hold_together_or_not_at_all(two: Two) -> None:
    boss = two.county.supervisor
    first, second = two.open()
    stale = Answer(second.mine, second.other, same=True, version="0" * 16)
    with pytest.raises(Conflict):
        answer_duplicates(
            user=boss,
            answers=[Answer(first.mine, first.other, same=True, version=first.version()), stale],
            at=LATER,
        )
    assert not ItemSource.objects.exists() and not WorkItem.objects.exists()
    with pytest.raises(Invalid):
        answer_duplicates(user=boss, answers=[Answer(first.mine, first.other, same=True)] * 2, at=LATER)
    done = answer_duplicates(
        user=boss,
        answers=[
            Answer(first.mine, first.other, same=True, version=first.version()),
            Answer(second.mine, second.other, same=False, version=second.version()),
        ],
        at=LATER,
    )
    assert [item and item.measure for item in done] == [first.other, None]
    assert two.open() == []


def test_a_sentence_that_is_no_duplicate_is_refused(two: Two) -> None:
    with pytest.raises(Conflict) as caught:
        answer_same(user=two.county.supervisor, measure=two.of_speech(2), other=two.of_plan(0), at=LATER)
    assert caught.value.code == "work.no_duplicate"


def test_a_split_sentence_is_compared_anew(two: Two) -> None:
    measure = two.of_speech(0)
    first, second = split_measure(
        user=two.county.supervisor,
        measure=measure,
        at_offset=measure.start + SPEECH[0].index("，") + 1,
        at=LATER,
    )
    assert {row.mine.pk for row in two.open()} <= {first.pk, second.pk, two.of_speech(1).pk}
    merged = merge_measures(user=two.county.supervisor, measure=second, at=LATER)
    assert [row.mine for row in two.open()] == [merged, two.of_speech(1)]


def test_versions_of_one_document_are_not_asked(two: Two) -> None:
    new = store(two.county, [*SPEECH, "要做好值班。"], "讲话（修订）", replaces=two.speech, at=LATER)
    assert {row.other.document for row in two.open(new)} == {two.plan}
    # The replaced one stands for nothing any more.
    assert {row.other.document for row in two.open(two.plan)} == {new}


def test_an_answered_sentence_is_carried_over_to_a_corrected_version(two: Two) -> None:
    item = two.issued()
    two.same()
    new = store(two.county, ["要做好值班。", *SPEECH], "讲话（修订）", replaces=two.speech, at=LATER)
    heir = next(row for row in heirs(new) if row.old == two.of_speech(0))
    assert (heir.status, heir.item) == ("open", None) and heir.new is not None
    carry_over(user=two.county.supervisor, document=new, pairs=[(two.of_speech(0).pk, heir.new.pk)], at=LATER)
    carried = new.measures.get(quote=SPEECH[0])
    assert (carried.state, carried.answered.item) == ("answered", item)
    assert next(row for row in heirs(new) if row.new == carried).status == "carried"
    assert Event.objects.filter(action="item.source_carried", scope=item.scope).count() == 1


def test_what_was_called_different_stays_so_in_a_corrected_version(two: Two) -> None:
    first, second = two.open()
    call_different(user=two.county.supervisor, measure=first.mine, other=first.other, at=LATER)
    text = "\n".join(["要做好值班。", *SPEECH])
    from tests.factories import make_document

    new = make_document(
        supervisor=two.county.supervisor, text=text, title="讲话（修订）", replaces=two.speech, at=LATER
    )
    quotes = {row.mine.quote for row in two.open(new)}
    assert first.mine.quote not in quotes and any(quote in second.mine.quote for quote in quotes)


def test_the_number_of_queries_does_not_grow(two: Two, django_assert_max_num_queries: object) -> None:
    for _number in range(3):
        likely_of(two.speech)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert len(likely_of(two.speech)) == 2
