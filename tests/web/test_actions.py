"""What people do on the pages: one click, a form, a refusal that keeps what was typed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasks_app.audit.models import Event
from tasks_app.progress.models import Evidence, ProgressReport
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem
from tests.factories import PDF
from tests.web.conftest import NOW, World
from tests.web.pages import tags, values


def act(client: Client, assignment: Assignment, action: str, **data: object) -> object:
    assignment.refresh_from_db()
    given = {"revision": assignment.revision, **data}
    return client.post(reverse("web:assignment_action", args=[assignment.pk, action]), given)


def state_of(assignment: Assignment) -> str:
    return Assignment.objects.get(pk=assignment.pk).state


def test_the_whole_way_by_forms_alone(world: World) -> None:
    """Acknowledge, report with a file, submit, return, submit again, approve: no JavaScript, only posts."""
    share = world.share("bureau")
    officer, supervisor = world.client_of("officer"), world.client_of("supervisor")
    assert act(officer, share, "acknowledge", next="/desk/").headers["Location"] == "/desk/"
    report = {
        "percent": "60",
        "text": "排查完成。",
        "then": "submit",
        "files": SimpleUploadedFile("a.pdf", PDF),
    }
    response = officer.post(reverse("web:report", args=[share.pk]), report)
    assert response.headers["Location"] == reverse("web:item", args=[world.item.pk])
    assert state_of(share) == State.IN_REVIEW
    assert Evidence.objects.get(report__assignment=share).name == "a.pdf"
    act(supervisor, share, "return", reason="缺少照片")
    assert state_of(share) == State.IN_PROGRESS
    assert "缺少照片" in officer.get(reverse("web:desk")).content.decode()
    act(officer, share, "submit")
    act(world.client_of("leader"), share, "approve")
    assert state_of(share) == State.CLOSED
    page = officer.get(reverse("web:item", args=[world.item.pk])).content.decode()
    timeline = page.partition('id="timeline"')[2]
    order = [one for one in values(timeline, "data-action") if one.startswith(("assignment.", "progress."))]
    assert order == [
        "assignment.approve",
        "assignment.submit",
        "assignment.return",
        "assignment.submit",
        "progress.reported",
        "assignment.acknowledge",
    ]


def test_the_audit_trail_names_the_address_of_the_request(world: World) -> None:
    act(world.client_of("officer"), world.share("bureau"), "acknowledge")
    event = Event.objects.filter(action="assignment.acknowledge").order_by("-sequence").first()
    assert event is not None and (event.actor_name, event.address) == ("Officer", "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "state", "actions"),
    [
        ("officer", "issued", ["acknowledge"]),
        ("officer", "in_progress", ["submit"]),
        ("officer", "in_review", []),
        ("supervisor", "in_review", ["approve", "return", "cancel"]),
        ("leader", "in_review", ["approve", "return"]),
        ("auditor", "in_review", []),
        ("supervisor", "closed", ["reopen"]),
        ("supervisor", "suspended", ["resume", "cancel"]),
    ],
)
def test_the_buttons_are_those_of_the_table(world: World, name: str, state: str, actions: list[str]) -> None:
    assignment = world.by_state[state]
    html = world.client_of(name).get(reverse("web:item", args=[assignment.item_id])).content.decode()
    share = html.partition(f'data-share="{assignment.pk}"')[2].partition("</section>")[0]
    assert values(share, "data-action") == actions


def test_a_required_reason_is_asked_for_and_the_form_stays_open(world: World) -> None:
    assignment = world.by_state["in_review"]
    response = act(world.client_of("supervisor"), assignment, "return", reason="  ")
    html = response.content.decode()
    assert response.status_code == 400 and state_of(assignment) == State.IN_REVIEW
    opened = [one for one in tags(html, "data-action") if "open" in one]
    assert [one["data-action"] for one in opened] == ["return"]
    assert values(html, "data-rejected") == ["return"]


def test_a_stale_page_is_told_so_with_409_and_the_reason_stays(world: World) -> None:
    assignment = world.by_state["in_review"]
    stale = assignment.revision - 1
    response = world.client_of("supervisor").post(
        reverse("web:assignment_action", args=[assignment.pk, "return"]),
        {"revision": stale, "reason": "请补充验收材料"},
    )
    assert response.status_code == 409 and state_of(assignment) == State.IN_REVIEW
    assert "请补充验收材料</textarea>" in response.content.decode()


def test_what_is_not_ones_own_is_404_or_403(world: World) -> None:
    issued = world.by_state["issued"]
    assert act(world.client_of("other_officer"), issued, "acknowledge").status_code == 404
    assert act(world.client_of("supervisor"), issued, "acknowledge").status_code == 403
    assert act(world.client_of("auditor"), issued, "cancel", reason="x").status_code == 403
    assert act(world.client_of("officer"), issued, "explode").status_code == 404
    assert state_of(issued) == State.ISSUED


def test_actions_need_a_post_and_the_token(world: World) -> None:
    issued = world.by_state["issued"]
    address = reverse("web:assignment_action", args=[issued.pk, "acknowledge"])
    assert world.client_of("officer").get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.county.officer)
    assert strict.post(address).status_code == 403
    assert state_of(issued) == State.ISSUED


def test_next_never_leads_off_the_site(world: World) -> None:
    share = world.share("bureau")
    response = act(world.client_of("officer"), share, "acknowledge", next="https://example.com/")
    assert response.headers["Location"] == reverse("web:item", args=[world.item.pk])


# --- Reports ---------------------------------------------------------------------------------------------------------
def test_a_rejected_report_keeps_what_was_typed_and_asks_for_the_files_again(world: World) -> None:
    assignment = world.by_state["in_progress"]
    before = ProgressReport.objects.count()
    data = {
        "percent": "40",
        "text": "已清理三处隐患。",
        "problems": "缺设备",
        "files": SimpleUploadedFile("virus.pdf", b"not a pdf"),
    }
    response = world.client_of("officer").post(reverse("web:report", args=[assignment.pk]), data)
    html = response.content.decode()
    assert response.status_code == 400
    assert "已清理三处隐患。</textarea>" in html and "缺设备</textarea>" in html
    assert "40" in values(html.partition("report-form")[2], "value")
    assert tags(html, "data-files-again")
    assert (ProgressReport.objects.count(), Evidence.objects.filter(name="virus.pdf").count()) == (before, 0)


@pytest.mark.parametrize(
    "data", [{"percent": "101", "text": "x"}, {"percent": "", "text": "x"}, {"percent": "5", "text": " "}]
)
def test_a_report_that_says_nothing_is_refused(world: World, data: dict[str, str]) -> None:
    assignment = world.by_state["in_progress"]
    response = world.client_of("officer").post(reverse("web:report", args=[assignment.pk]), data)
    assert response.status_code == 400 and values(response.content.decode(), "data-rejected") == ["report"]
    assert not assignment.reports.exists()


def test_report_and_submit_is_both_or_neither(world: World) -> None:
    assignment = world.by_state["in_progress"]
    WorkItem.objects.filter(pk=assignment.item_id).update(evidence_required=True)
    data = {"percent": "100", "text": "完成。", "then": "submit"}
    response = world.client_of("officer").post(reverse("web:report", args=[assignment.pk]), data)
    assert response.status_code == 400 and "完成。</textarea>" in response.content.decode()
    assert state_of(assignment) == State.IN_PROGRESS and not assignment.reports.exists()


# --- Extensions ------------------------------------------------------------------------------------------------------
def test_more_time_is_asked_for_and_granted(world: World) -> None:
    assignment = world.by_state["in_progress"]
    wanted = NOW.date() + dt.timedelta(days=60)
    world.client_of("officer").post(
        reverse("web:extension_request", args=[assignment.pk]),
        {"new_deadline": wanted.isoformat(), "reason": "等待批复"},
    )
    asked = ExtensionRequest.objects.get(assignment=assignment)
    desk = world.client_of("leader").get(reverse("web:desk")).content.decode()
    assert str(asked.pk) in values(desk, "data-extension")
    world.client_of("leader").post(reverse("web:extension_decide", args=[asked.pk]), {"decision": "grant"})
    assignment.refresh_from_db()
    assert assignment.deadline == wanted and assignment.is_extended
    html = world.client_of("officer").get(reverse("web:item", args=[assignment.item_id])).content.decode()
    assert values(html, "data-extension-state") == ["granted"]


def test_an_extension_that_is_refused_without_a_reason_is_not_refused(world: World) -> None:
    asked = ExtensionRequest.objects.pending().get()
    response = world.client_of("supervisor").post(
        reverse("web:extension_decide", args=[asked.pk]), {"decision": "refuse", "note": ""}
    )
    asked.refresh_from_db()
    assert response.status_code == 400 and asked.state == "pending"
    assert values(response.content.decode(), "data-rejected") == ["decide"]


def test_a_wrong_date_keeps_the_reason(world: World) -> None:
    assignment = world.by_state["in_progress"]
    response = world.client_of("officer").post(
        reverse("web:extension_request", args=[assignment.pk]),
        {"new_deadline": "2026-01-01", "reason": "等待批复"},
    )
    assert response.status_code == 400 and "等待批复</textarea>" in response.content.decode()
    assert not assignment.extensions.exists()


# --- Items by hand ---------------------------------------------------------------------------------------------------
def test_an_item_by_hand_is_issued_at_once_or_kept(world: World) -> None:
    client, county = world.client_of("supervisor"), world.county
    data = {
        "title": "核查舆情",
        "kind": "other",
        "lead": county.bureau.pk,
        "supports": [county.town.pk],
        "deadline": "2026-04-20",
        "then": "issue",
    }
    client.post(reverse("web:item_new"), data)
    item = WorkItem.objects.get(title="核查舆情")
    assert item.number and {(row.unit_id, row.role, row.state) for row in item.assignments.all()} == {
        (county.bureau.pk, "lead", "issued"),
        (county.town.pk, "support", "issued"),
    }
    client.post(reverse("web:item_new"), {"title": "先放一放", "kind": "other", "then": "draft"})
    draft = WorkItem.objects.get(title="先放一放")
    assert draft.number == ""
    assert client.post(reverse("web:item_issue", args=[draft.pk])).status_code == 400  # no lead, no deadline
    client.post(reverse("web:item_edit", args=[draft.pk]), {**data, "title": "先放一放"})
    draft.refresh_from_db()
    assert draft.number


def test_issuing_without_a_lead_saves_nothing_and_names_what_is_missing(world: World) -> None:
    before = WorkItem.objects.count()
    response = world.client_of("supervisor").post(
        reverse("web:item_new"), {"title": "没有牵头单位的事项", "kind": "other", "then": "issue"}
    )
    html = response.content.decode()
    assert response.status_code == 400 and WorkItem.objects.count() == before
    assert "没有牵头单位的事项</textarea>" in html and "lead unit" in html and "deadline" in html


# --- Source and files ------------------------------------------------------------------------------------------------
def test_the_item_shows_its_sentence_in_its_context(world: World) -> None:
    address = reverse("web:item", args=[world.item.pk])
    whole = world.client_of("supervisor").get(address).content.decode()
    own = world.client_of("officer").get(address).content.decode()
    for html in (whole, own):
        assert html.partition("<mark data-quote>")[2].startswith(world.item.quote + "</mark>")
    assert "财政局要拨付资金。" in whole
    assert "财政局要拨付资金。" not in own and "天气很好" not in own  # the unit reads its own clause


def test_an_officer_reads_nothing_of_the_other_units_share(world: World) -> None:
    act(world.client_of("other_officer"), world.share("finance"), "acknowledge")
    world.client_of("other_officer").post(
        reverse("web:report", args=[world.share("finance").pk]), {"percent": "10", "text": "机密进展"}
    )
    address = reverse("web:item", args=[world.item.pk])
    assert "机密进展" not in world.client_of("officer").get(address).content.decode()
    assert "机密进展" in world.client_of("supervisor").get(address).content.decode()


def test_evidence_is_for_those_who_may_see_the_assignment_and_never_sniffed(world: World) -> None:
    file = Evidence.objects.get()
    address = reverse("web:evidence", args=[file.pk])
    assert world.client_of("other_officer").get(address).status_code == 404
    assert world.client_of("outsider").get(address).status_code == 404
    response = world.client_of("officer").get(address)
    assert b"".join(response.streaming_content) == PDF
    assert (
        response.headers["Content-Disposition"].startswith("attachment")
        and "proof.pdf" in response.headers["Content-Disposition"]
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    inline = world.client_of("supervisor").get(address + "?inline=1")
    assert inline.headers["Content-Disposition"].startswith("inline")
    inline.close()


def test_the_unit_names_its_handler(world: World) -> None:
    share, county = world.share("bureau"), world.county
    officer = world.client_of("officer")
    officer.post(reverse("web:assignment_handler", args=[share.pk]), {"handler": county.officer.pk})
    share.refresh_from_db()
    assert share.handler == county.officer
    refused = officer.post(
        reverse("web:assignment_handler", args=[share.pk]), {"handler": county.other_officer.pk}
    )
    assert refused.status_code == 400
    share.refresh_from_db()
    assert share.handler == county.officer
