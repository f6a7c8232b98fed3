"""The admin: every page of every table for those who may enter, and nothing for the others."""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.core.models import CalendarDay, Heartbeat
from tasks_app.core.services import beat
from tasks_app.documents.column_words import remember_column
from tasks_app.documents.models import ColumnWord, KindRule
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.outbox.models import DeliveryAttempt, Message
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.work.services import answer_same, request_extension
from tests.factories import (
    AT,
    DAY,
    PASSWORD,
    assignment_in,
    document_with_measures,
    make_user,
    reported,
    upload,
)
from tests.personas import PERSONAS, County

OURS = {"core", "audit", "outbox", "org", "documents", "work", "progress", "reminders"}
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]
SYSTEM = [model for model in admin.site._registry if model._meta.app_label not in OURS]
# What supervisors keep; everything else is written by services only.
KEPT = {CalendarDay, Unit, KnownName, User, Portfolio}
CHANGED_ONLY = {ReminderRule}
ADDED_AND_CHANGED = {Collective, ColumnWord, KindRule}


def name(model: type[models.Model]) -> str:
    return model._meta.label_lower


def url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def office(county: County) -> County:
    """A county with one row of everything, and the staff flag where it belongs."""
    User.objects.filter(pk__in=[county.supervisor.pk, county.auditor.pk]).update(is_staff=True)
    make_user("root", "supervisor", is_staff=True, is_superuser=True)
    assignment = assignment_in("in_progress", supervisor=county.supervisor, officer=county.officer)
    reported(assignment, county.officer, files=[upload()])
    request_extension(
        user=county.officer, assignment=assignment, new_deadline=AT.date() + 60 * DAY, reason="rain", at=AT
    )
    document, (first,) = document_with_measures(
        supervisor=county.supervisor, text="一、总则\n农业农村局要排查。\n", sentences=["农业农村局要排查。"]
    )
    _again, (second,) = document_with_measures(
        supervisor=county.supervisor, text="农业农村局要排查。", sentences=["农业农村局要排查。"]
    )
    answer_same(user=county.supervisor, measure=second, other=first, at=AT)
    if not document.nodes.exists():
        document.nodes.create(order=0, level=1, title="总则", start=0, end=4)
    CalendarDay.objects.get_or_create(
        day=dt.date(2026, 5, 1), defaults={"is_workday": False, "name": "劳动节"}
    )
    KnownName.objects.create(unit=county.bureau, name="农业局")
    remember_column(user=county.supervisor, name="谁来干", role="lead", at=AT)
    beat(name="planner", at=AT, interval=60)
    message = Message.objects.create(
        key="k",
        address="a@b.example",
        recipient_id=county.officer.pk,
        recipient_name="Officer",
        subject="督办提醒",
        text="a link that acts: SECRET-LINK",
        message_id="<1@x>",
        state="failed",
        created_at=AT,
        not_before=AT,
        next_attempt_at=AT,
    )
    DeliveryAttempt.objects.create(message=message, at=AT, ok=False, response="550 no such user")
    rule = ReminderRule.objects.order_by("pk").first() or ReminderRule.objects.create(
        code="t", trigger="issued"
    )
    Reminder.objects.create(
        assignment=assignment,
        rule=rule,
        occurrence="1",
        recipient=county.officer,
        due_at=AT,
        planned_at=AT,
        state="composed",
        message=message,
    )
    return county


def client_of(username: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(
        User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_every_model_is_registered() -> None:
    from django.apps import apps

    missing = [
        name(model)
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model not in MODELS
    ]
    assert missing == []


@pytest.mark.parametrize("model", MODELS, ids=name)
@pytest.mark.parametrize("who", ["root", "supervisor", "auditor"])
def test_pages_of_every_table(office: County, who: str, model: type[models.Model]) -> None:
    client = client_of(who)
    writes = who != "auditor"
    row = model._default_manager.order_by("pk").first()
    assert row is not None, "the office has a row of everything"
    assert client.get(url(model, "changelist")).status_code == 200
    assert client.get(url(model, "add")).status_code == (
        200 if writes and model in KEPT | ADDED_AND_CHANGED else 403
    )
    page = client.get(url(model, "change", row.pk))
    assert page.status_code == 200
    editable = writes and model in KEPT | CHANGED_ONLY | ADDED_AND_CHANGED
    assert (b'name="_save"' in page.content) == editable
    changed = client.post(url(model, "change", row.pk), {"_save": "1"})
    assert changed.status_code == (200 if editable else 403)  # 200: the form again, with its errors
    deletable = writes and model in KEPT - {Unit, User}
    assert client.get(url(model, "delete", row.pk)).status_code == (200 if deletable else 403)
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == (
        302 if deletable else 403
    )
    assert model._default_manager.filter(pk=row.pk).exists() != deletable


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_search_and_every_filter(office: County, model: type[models.Model]) -> None:
    client, page = client_of("supervisor"), admin.site._registry[model]
    if page.search_fields:
        assert client.get(url(model, "changelist"), {"q": "农业 x"}).status_code == 200
    assert client.get(url(model, "changelist"), {"o": "1.-2"}).status_code == 200


@pytest.mark.parametrize(
    ("model", "words", "count"),
    [
        (Unit, "农业局", 1),
        (Unit, "农业", 1),
        (User, "officer", 3),
        (User, "nobody", 0),
        (Event, "item.issued", 1),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_search_finds(office: County, model: type[models.Model], words: str, count: int) -> None:
    page = client_of("supervisor").get(url(model, "changelist"), {"q": words})
    assert page.context["cl"].result_count == count


@pytest.mark.parametrize("persona", [*PERSONAS, "nobody"])
def test_who_enters(office: County, persona: str) -> None:
    """Only supervisors and auditors; the staff flag alone opens nothing."""
    User.objects.filter(username=persona).update(is_staff=True)
    client = Client() if persona == "nobody" else client_of(persona)
    expected = 200 if persona in {"supervisor", "auditor"} else 302
    assert client.get(reverse("admin:index")).status_code == expected
    assert client.get(url(Event, "changelist")).status_code == expected


def test_a_supervisor_without_the_staff_flag_stays_outside(county: County) -> None:
    assert client_of("supervisor").get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("who", ["root", "supervisor"])
def test_the_audit_trail_cannot_be_touched(office: County, who: str) -> None:
    client, before = client_of(who), list(Event.objects.values_list("hash", flat=True))
    event = Event.objects.order_by("pk").first()
    assert event is not None
    values = {"action": "nothing.happened", "note": "x", "_save": "1"}
    assert client.post(url(Event, "add"), values).status_code == 403
    assert client.post(url(Event, "change", event.pk), values).status_code == 403
    assert client.post(url(Event, "delete", event.pk), {"post": "yes"}).status_code == 403
    client.post(
        url(Event, "changelist"),
        {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"},
    )
    assert list(Event.objects.values_list("hash", flat=True)) == before
    assert verify() == []


@pytest.mark.parametrize("model", SYSTEM, ids=name)
def test_the_tables_of_the_machine_are_for_superusers(office: County, model: type[models.Model]) -> None:
    assert client_of("root").get(url(model, "changelist")).status_code == 200
    if admin.site._registry[model].has_add_permission(_request(office)):
        assert client_of("root").get(url(model, "add")).status_code == 200
    assert client_of("supervisor").get(url(model, "changelist")).status_code == 403


def _request(office: County) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = User.objects.get(username="root")
    return request


def test_a_unit_is_moved_with_everything_below_it(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "name": office.bureau.name,
        "short_name": "农业农村局",
        "kind": "office",
        "order": 0,
        "active": "on",
    }
    answer = client.post(
        url(Unit, "change", office.bureau.pk), {**values, "parent": office.town.pk, "_save": "1"}
    )
    assert answer.status_code == 302
    office.station.refresh_from_db()
    assert (
        office.station.path == f"/{office.root.pk}/{office.town.pk}/{office.bureau.pk}/{office.station.pk}/"
    )
    event = Event.objects.order_by("-sequence").first()
    assert event is not None and (event.action, event.actor_id) == ("unit.changed", office.supervisor.pk)


def test_a_unit_does_not_become_its_own_ancestor(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "name": office.bureau.name,
        "kind": "office",
        "order": 0,
        "active": "on",
        "parent": office.station.pk,
    }
    page = client.post(url(Unit, "change", office.bureau.pk), values)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors.as_data()["parent"][0].code == "cycle"


def test_an_alias_that_means_another_unit_is_refused(office: County) -> None:
    page = client_of("supervisor").post(
        url(KnownName, "add"), {"meaning": "unit", "unit": office.finance.pk, "name": "农业农村局"}
    )
    assert page.status_code == 200
    assert page.context["adminform"].form.non_field_errors()


def test_a_change_of_a_person_is_in_the_trail_and_the_password_is_not(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "username": "officer",
        "full_name": "Officer",
        "role": "head",
        "unit": office.bureau.pk,
        "language": "en",
        "is_active": "on",
        "_save": "1",
    }
    assert client.post(url(User, "change", office.officer.pk), values).status_code == 302
    event = Event.objects.order_by("-sequence").first()
    assert event is not None and event.action == "admin.user.changed"
    assert (event.before["role"], event.after["role"]) == ("officer", "head")
    new = "another-password-of-2026"
    answer = client.post(
        reverse("admin:auth_user_password_change", args=[office.officer.pk]),
        {"password1": new, "password2": new, "usable_password": "true"},
    )
    assert answer.status_code == 302
    office.officer.refresh_from_db()
    assert office.officer.check_password(new)
    trail = "".join(f"{row.before}{row.after}{row.note}" for row in Event.objects.all())
    assert new not in trail and "pbkdf2" not in trail and "md5$" not in trail
    assert verify() == []


def test_a_supervisor_does_not_become_superuser(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "username": "supervisor",
        "role": "supervisor",
        "language": "en",
        "is_active": "on",
        "is_superuser": "on",
    }
    assert client.post(url(User, "change", office.supervisor.pk), values).status_code == 302
    office.supervisor.refresh_from_db()
    assert not office.supervisor.is_superuser
    root = User.objects.get(username="root")
    assert client.post(url(User, "change", root.pk), values).status_code == 403
    new = {"password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), new).status_code == 403


def test_a_new_person(office: County) -> None:
    values = {
        "username": "newcomer",
        "full_name": "新同志",
        "role": "officer",
        "unit": office.finance.pk,
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = client_of("supervisor").post(url(User, "add"), values)
    assert answer.status_code == 302
    assert User.objects.get(username="newcomer").unit == office.finance


def test_a_rule_is_changed_through_its_service(office: County) -> None:
    rule = ReminderRule.objects.order_by("pk").first()
    assert rule is not None
    values = {
        "audience": rule.audience,
        "offset": rule.offset,
        "order": rule.order,
        "for_lead": "on",
        "_save": "1",
    }
    assert client_of("supervisor").post(url(ReminderRule, "change", rule.pk), values).status_code == 302
    changed = ReminderRule.objects.get(pk=rule.pk)
    assert (changed.enabled, changed.version) == (False, rule.version + 1)
    assert Event.objects.filter(action="rule.changed", object_id=str(rule.pk)).count() == 1


KIND_RULE = {"kind": "activity", "words": "铁路、公路", "weight": "1.5", "order": "5", "enabled": "on"}


def test_a_rule_for_the_kind_of_work_is_added_and_changed_through_its_service(office: County) -> None:
    client = client_of("supervisor")
    assert client.post(url(KindRule, "add"), KIND_RULE | {"_save": "1"}).status_code == 302
    rule = KindRule.objects.get(words="铁路\n公路")
    assert Event.objects.filter(action="kind_rule.created", object_id=str(rule.pk)).count() == 1
    values = KIND_RULE | {"words": "铁路", "enabled": "", "_save": "1"}
    assert client.post(url(KindRule, "change", rule.pk), values).status_code == 302
    rule.refresh_from_db()
    assert (rule.words, rule.enabled, rule.kind) == ("铁路", False, "activity")
    event = Event.objects.get(action="kind_rule.changed", object_id=str(rule.pk))
    assert event.actor_id == office.supervisor.pk and set(event.after) == {"words", "enabled"}
    assert not Event.objects.filter(action__startswith="admin.kindrule").exists()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"words": ""}, "words", "required"),
        ({"words": "、"}, "words", "no_words"),
        ({"words": "铁路.*"}, "words", "pattern"),
        ({"words": "路"}, "words", "short_word"),
        ({"weight": "11"}, "weight", "max_value"),
        ({"kind": "x"}, "kind", "invalid_choice"),
    ],
)
def test_a_rule_that_cannot_stand_is_refused_at_its_field(
    office: County, change: dict[str, str], field: str, code: str
) -> None:
    count = KindRule.objects.count()
    page = client_of("supervisor").post(url(KindRule, "add"), KIND_RULE | change | {"_save": "1"})
    assert page.status_code == 200
    assert [error.code for error in page.context["adminform"].form.errors.as_data()[field]] == [code]
    assert KindRule.objects.count() == count


def test_a_name_of_a_column_is_added_and_changed_through_its_service(office: County) -> None:
    client = client_of("supervisor")
    given = {"name": "收官节点", "role": "deadline", "enabled": "on", "_save": "1"}
    assert client.post(url(ColumnWord, "add"), given).status_code == 302
    word = ColumnWord.objects.get(name="收官节点")
    assert (word.noted_by, word.role) == (office.supervisor, "deadline")
    changed = {"name": "收官节点", "role": "cadence", "_save": "1"}
    assert client.post(url(ColumnWord, "change", word.pk), changed).status_code == 302
    event = Event.objects.get(action="column_word.changed", object_id=str(word.pk))
    assert event.actor_id == office.supervisor.pk and set(event.after) == {"role", "enabled"}
    assert not Event.objects.filter(action__startswith="admin.columnword").exists()
    for wrong in ({"name": "谁 来干："}, {"name": "——"}, {"name": ""}):
        page = client.post(url(ColumnWord, "add"), given | wrong)
        assert page.status_code == 200 and "name" in page.context["adminform"].form.errors
    assert ColumnWord.objects.count() == 2


def test_the_text_of_a_message_is_its_recipients(office: County) -> None:
    message = Message.objects.get()
    for who in ("root", "supervisor", "auditor"):
        assert b"SECRET-LINK" not in client_of(who).get(url(Message, "change", message.pk)).content


@pytest.mark.parametrize("model", [Message, Reminder], ids=name)
def test_sending_again(office: County, model: type[models.Model]) -> None:
    row = model._default_manager.get()
    values = {"action": "send_again", "_selected_action": [row.pk]}
    client_of("auditor").post(url(model, "changelist"), values)
    assert Message.objects.get().state == "failed"
    assert client_of("supervisor").post(url(model, "changelist"), values).status_code == 302
    assert Message.objects.get().state == "queued"
    assert Event.objects.filter(action__in=["admin.message.resent", "reminder.resent"]).count() == 1


def test_heartbeats_are_only_looked_at(office: County) -> None:
    row = Heartbeat.objects.get(name="planner")
    assert client_of("root").post(url(Heartbeat, "change", row.pk), {"interval": 1}).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_languages(office: County, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(office.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("admin:index"))
    assert f'lang="{language}"' in page.content.decode()


def test_the_first_page_is_in_the_order_of_the_work(office: County) -> None:
    apps = [app["app_label"] for app in client_of("root").get(reverse("admin:index")).context["app_list"]]
    assert apps == ["documents", "work", "progress", "reminders", "outbox", "org", "audit", "core", "system"]
    apps = [app["app_label"] for app in client_of("auditor").get(reverse("admin:index")).context["app_list"]]
    assert apps == ["documents", "work", "progress", "reminders", "outbox", "org", "audit", "core"]


def test_the_side_bar_names_every_table_once(office: County) -> None:
    groups = client_of("root").get(reverse("admin:index")).context["sidebar_navigation"]
    links = [str(entry["link"]) for group in groups for entry in group["items"]]
    assert sorted(links) == sorted({url(model, "changelist") for model in [*MODELS, *SYSTEM]})
    for_supervisors = client_of("supervisor").get(reverse("admin:index")).context["sidebar_navigation"]
    shown = [
        str(entry["link"])
        for group in for_supervisors
        for entry in group["items"]
        if entry.get("has_permission", True)
    ]
    assert sorted(shown) == sorted(url(model, "changelist") for model in MODELS)


# --- Names and collectives ----------------------------------------------------------------------------------------------
def test_a_name_is_said_changed_and_forgotten_with_lines_in_the_trail(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "name": "县农委",
        "meaning": "unit",
        "unit": office.bureau.pk,
        "former": "on",
        "used_until": "2019-03-01",
    }
    assert client.post(url(KnownName, "add"), values).status_code == 302
    known = KnownName.objects.get(name="县农委")
    assert (known.unit, known.former, known.remembered_by) == (office.bureau, True, office.supervisor)
    change = {"meaning": "units", "units": [office.bureau.pk, office.finance.pk], "unit": office.bureau.pk}
    assert client.post(url(KnownName, "change", known.pk), change).status_code == 302
    known.refresh_from_db()
    assert (known.meaning, known.unit, known.units.count()) == ("units", None, 2)
    assert client.post(url(KnownName, "delete", known.pk), {"post": "yes"}).status_code == 302
    actions = (
        Event.objects.filter(object_label="县农委").order_by("sequence").values_list("action", flat=True)
    )
    assert list(actions) == ["name.remembered", "name.changed", "name.forgotten"]


def test_a_collective_is_kept_with_its_people(office: County) -> None:
    client = client_of("supervisor")
    values = {"name": "县政府党组成员", "rule": "body", "share": "person", "order": 60, "active": "on"}
    values["people"] = [office.leader.pk]  # type: ignore[assignment]
    assert client.post(url(Collective, "add"), values).status_code == 302
    row = Collective.objects.get(name="县政府党组成员")
    assert list(row.people.all()) == [office.leader] and row.names.get().name == "县政府党组成员"
    taken = client.post(url(Collective, "add"), {**values, "name": "各村"})
    assert taken.status_code == 200 and taken.context["adminform"].form.errors["name"]


def test_a_unit_that_gets_another_name_keeps_the_old_one_as_a_former_one(office: County) -> None:
    client = client_of("supervisor")
    values = {
        "name": "示例县农业农村和水利局",
        "short_name": "农水局",
        "kind": "office",
        "order": 0,
        "active": "on",
    }
    client.post(url(Unit, "change", office.bureau.pk), {**values, "parent": office.root.pk})
    former = KnownName.objects.filter(unit=office.bureau, former=True).values_list("name", flat=True)
    assert set(former) == {"示例县农业农村局", "农业农村局"}
    merged = {**values, "parent": office.root.pk, "successor": office.finance.pk}
    refused = client.post(url(Unit, "change", office.bureau.pk), merged)
    assert refused.status_code == 200 and refused.context["adminform"].form.errors["successor"]
    del merged["active"]
    assert client.post(url(Unit, "change", office.bureau.pk), merged).status_code == 302
    assert Unit.objects.get(pk=office.bureau.pk).successor == office.finance
