"""The rules that suggest the kind of work: the office's own, from the next import on."""

from typing import Any

import pytest

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.core.errors import Invalid, NotAllowed
from tasks_app.documents.decompose import DEFAULT_KIND_RULES, decompose
from tasks_app.documents.kind_rules import add_kind_rule, change_kind_rule, rules_in_force
from tasks_app.documents.models import KindRule, SourceDocument
from tests.factories import AT, make_document
from tests.personas import PERSONAS, County

TEXT = "一、交通\n县发改局要加快铁路建设。\n"
OTHER_TEXT = "一、公路\n县交通局要加快铁路和公路建设。\n"


def kinds(document: SourceDocument) -> list[str]:
    return list(document.measures.order_by("start").values_list("kind", flat=True))


def test_an_office_starts_with_the_rules_of_the_engine(db: None) -> None:
    assert rules_in_force() == DEFAULT_KIND_RULES


def test_a_rule_holds_for_the_next_import_and_not_for_what_is_stored(county: County) -> None:
    before = make_document(supervisor=county.supervisor, text=TEXT)
    assert kinds(before) == ["other"]
    rule = add_kind_rule(user=county.supervisor, at=AT, kind="activity", words="铁路")
    after = make_document(supervisor=county.supervisor, text=OTHER_TEXT, title="公路")
    assert kinds(after) == ["activity"]
    assert kinds(before) == ["other"]
    change_kind_rule(user=county.supervisor, rule=rule, at=AT, kind="study")
    assert kinds(after) == ["activity"]
    assert (
        kinds(make_document(supervisor=county.supervisor, text=OTHER_TEXT + "完。\n", title="三"))[0]
        == "study"
    )
    assert decompose(TEXT).measures[0].kind == "other", "without an office the defaults"


def test_a_rule_that_is_switched_off_says_nothing(county: County) -> None:
    rule = add_kind_rule(user=county.supervisor, at=AT, kind="activity", words="铁路")
    change_kind_rule(user=county.supervisor, rule=rule, at=AT, enabled=False)
    assert kinds(make_document(supervisor=county.supervisor, text=TEXT)) == ["other"]
    KindRule.objects.update(enabled=False)
    assert rules_in_force() == ()
    text = "一、党建\n各支部要组织党员学习。\n"
    assert kinds(make_document(supervisor=county.supervisor, text=text, title="党建")) == ["other"]


def test_the_order_settles_a_word_that_two_rules_name(county: County) -> None:
    add_kind_rule(user=county.supervisor, at=AT, kind="activity", words="铁路", order=50)
    add_kind_rule(user=county.supervisor, at=AT, kind="study", words="铁路", order=40)
    assert kinds(make_document(supervisor=county.supervisor, text=TEXT)) == ["study"]


def test_words_are_split_at_lines_and_commas_and_kept_once(county: County) -> None:
    rule = add_kind_rule(
        user=county.supervisor, at=AT, kind="activity", words=" 铁路、公路，机场\r\n铁路;港口 \n\n 高铁  新城"
    )
    rule.refresh_from_db()
    assert rule.words == "铁路\n公路\n机场\n港口\n高铁 新城"
    assert rule.word_list == ("铁路", "公路", "机场", "港口", "高铁 新城")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"words": ""}, "words"),
    ({"words": " 、\n，"}, "words"),
    ({"words": "铁路\n路"}, "words"),
    ({"words": "——"}, "words"),
    ({"words": "铁路.*建设"}, "words"),
    ({"words": "(铁路|公路"}, "words"),
    ({"words": "[铁路"}, "words"),
    ({"words": "铁" * 31}, "words"),
    ({"kind": "poetry"}, "kind"),
    ({"weight": -1}, "weight"),
    ({"weight": 11}, "weight"),
    ({"weight": "NaN"}, "weight"),
    ({"order": -1}, "order"),
]


@pytest.mark.parametrize(("change", "field"), BAD, ids=str)
def test_what_cannot_stand_is_refused_at_its_field(
    county: County, change: dict[str, Any], field: str
) -> None:
    before, events = list(KindRule.objects.values()), Event.objects.count()
    values = {"kind": "activity", "words": "铁路"} | change
    with pytest.raises(Invalid) as error:
        add_kind_rule(user=county.supervisor, at=AT, **values)
    assert error.value.code == "documents.kind_rule_invalid" and field in error.value.fields
    with pytest.raises(Invalid):
        change_kind_rule(user=county.supervisor, rule=KindRule.objects.all()[0], at=AT, **change)
    assert list(KindRule.objects.values()) == before and Event.objects.count() == events


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name != "supervisor"])
def test_only_supervisors_write_rules(county: County, persona: str) -> None:
    user, rule = getattr(county, persona), KindRule.objects.all()[0]
    with pytest.raises(NotAllowed):
        add_kind_rule(user=user, at=AT, kind="activity", words="铁路")
    with pytest.raises(NotAllowed):
        change_kind_rule(user=user, rule=rule, at=AT, enabled=False)
    assert KindRule.objects.get(pk=rule.pk).enabled


def test_every_change_is_one_line_of_the_trail(county: County) -> None:
    rule = add_kind_rule(user=county.supervisor, at=AT, kind="activity", words="铁路", weight=2)
    change_kind_rule(user=county.supervisor, rule=rule, at=AT, words="铁路、公路", kind="activity")
    change_kind_rule(user=county.supervisor, rule=rule, at=AT, words="铁路\n公路")  # as it is
    events = list(Event.objects.filter(object_type="documents.kindrule").order_by("sequence"))
    assert [event.action for event in events] == ["kind_rule.created", "kind_rule.changed"]
    assert (events[0].after["weight"], events[0].after["words"]) == ("2", "铁路")
    assert (events[1].before, events[1].after) == ({"words": "铁路"}, {"words": "铁路\n公路"})
    assert all(event.actor_id == county.supervisor.pk for event in events) and verify() == []


def test_a_rule_that_does_not_know_the_field(county: County) -> None:
    with pytest.raises(TypeError):
        add_kind_rule(user=county.supervisor, at=AT, kind="activity", words="铁路", colour="red")
