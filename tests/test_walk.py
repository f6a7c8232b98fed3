"""The way of one document through a day, walked in a real browser against the running product, from the import to the closing.

Web, worker, beat and Redis run as in `make demo`; the mail that the officer reads is the file that the worker wrote.
"""

import email
import email.policy
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tasks_app.core.demo import PERSONAS
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = {persona.username: persona.password for persona in PERSONAS}
MAIL_SECONDS = 150  # planner and sender run each minute; a busy machine needs its time
LEAD = "#owners [data-role=lead]"  # the row of the lead unit on an item's page

SPEECH = """在全县安全生产工作推进会上的讲话

同志们：
下面，我讲两点意见。
一、压实工作责任
当前，安全生产形势总体平稳，但隐患依然存在。县农业农村局牵头，县财政局配合，2030年6月底前完成农机安全隐患排查，建立问题台账。
二、加强监督检查
要加强对农机作业现场的监督检查，发现一起、整改一起。
"""


@pytest.fixture
def person(browser: Browser, browser_context_args: dict, demo_stack: Stack) -> Callable[[str], Page]:
    """A browser of its own for each person, logged in through the form."""
    contexts: dict[str, BrowserContext] = {}

    def log_in(username: str) -> Page:
        if username in contexts:
            return contexts[username].pages[0]
        context = contexts[username] = browser.new_context(**browser_context_args, base_url=demo_stack.url)
        page = context.new_page()
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD[username])
        page.press("[name=password]", "Enter")
        expect(page.locator("nav").first).to_be_visible()
        return page

    yield log_in
    for context in contexts.values():
        context.close()


def mail_to(login: str, outbox: Path, known: set[Path], wanted: str) -> str:
    """The text of the newest mail to a person that was not known before and holds `wanted`; waits for the worker."""
    end = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < end:
        for path in sorted(set(outbox.glob("*.eml")) - known, reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            assert body is not None
            text = body.get_content()
            if wanted in text and f"{login}@" in message["To"]:
                return text
        time.sleep(0.5)
    raise AssertionError(f"no mail with {wanted!r} to {login} was written within {MAIL_SECONDS} s")


def test_from_the_speech_to_the_closed_item(
    person: Callable[[str], Page],
    demo_stack: Stack,
    browser: Browser,
    browser_context_args: dict,
    tmp_path: Path,
) -> None:
    known = set(demo_stack.outbox.glob("*.eml"))

    # The supervisor imports the speech.
    supervisor = person("supervisor")
    supervisor.goto("/documents/import/")
    supervisor.fill("[name=text]", SPEECH)
    supervisor.fill("[name=title]", "在全县安全生产工作推进会上的讲话")
    supervisor.fill("[name=issued_on]", "2030-01-10")
    supervisor.click("#import-form button[type=submit]")
    supervisor.wait_for_url(re.compile(r"/documents/\d+/"))
    document = re.search(r"/documents/(\d+)/", supervisor.url)
    assert document
    cards = supervisor.locator("[data-card]")
    expect(cards).to_have_count(2)

    # Issuing now is refused and names the two sentences.
    supervisor.goto(f"/documents/{document[1]}/issue/")
    expect(supervisor.locator("[data-problem='work.undecided']")).to_have_count(2)

    # The first sentence says who and until when: one click confirms it. The second is dismissed with a reason.
    supervisor.goto(f"/documents/{document[1]}/")
    first = supervisor.locator("[data-card]").nth(0)
    expect(first).to_contain_text("2030-06-30")
    first.locator("[data-do=accept]").click()
    expect(supervisor.locator("[data-card][data-state=confirmed]")).to_have_count(1)
    second = supervisor.locator("[data-card][data-state=undecided]")
    second.locator("[data-do=dismiss]").click()
    second.locator("form[action*='/dismiss/'] [name=reason]").fill("一般性要求")
    second.locator("form[action*='/dismiss/'] button[type=submit]").click()
    expect(supervisor.locator("[data-card][data-state=dismissed]")).to_have_count(1)

    # Issue.
    supervisor.goto(f"/documents/{document[1]}/issue/")
    supervisor.locator("main form button[type=submit].btn-primary").click()
    supervisor.wait_for_url(re.compile(rf"/documents/{document[1]}/$"))
    item_link = supervisor.locator("[data-card][data-state=confirmed] a[href*='/items/']").first
    item_url = item_link.get_attribute("href")
    assert item_url

    # The officer gets the mail with the sentence and acknowledges from it, in a browser that is not logged in.
    text = mail_to("officer", demo_stack.outbox, known, "农机安全隐患排查")
    link = re.search(re.escape(demo_stack.url) + r"(/mail/\S+)", text)
    assert link, text
    with browser.new_context(**browser_context_args, base_url=demo_stack.url) as stranger:
        page = stranger.new_page()
        page.goto(link[1])
        officer = person("officer")
        officer.goto(item_url)
        expect(officer.locator(LEAD)).to_have_attribute("data-state", "issued")  # a look changes nothing
        page.locator("form button[type=submit]").click()
        expect(page.locator("[data-outcome=done]")).to_be_visible()
        officer.goto(item_url)
        expect(officer.locator(LEAD)).to_have_attribute("data-state", "in_progress")

    # Report with a file, and submit.
    evidence = tmp_path / "现场照片.txt"
    evidence.write_text("排查记录", encoding="utf-8")
    form = officer.locator("form.report-form").first
    form.locator("[name=percent]").fill("100")
    form.locator("[name=text]").fill("已完成全部农机隐患排查，台账见附件。")
    form.locator("[name=files]").set_input_files(evidence)
    form.locator("button[value=submit]").click()
    expect(officer.locator(LEAD)).to_have_attribute("data-state", "in_review")

    # Returned with a reason, put right, submitted again, approved.
    supervisor.goto(item_url)
    share = supervisor.locator(LEAD).get_attribute("data-assignment")
    lead = supervisor.locator(f"[data-share='{share}']")
    lead.locator("[data-action=return] summary").click()
    lead.locator("[data-action=return] [name=reason]").fill("请补充整改照片")
    lead.locator("[data-action=return] button[type=submit]").click()
    expect(supervisor.locator(LEAD)).to_have_attribute("data-state", "in_progress")
    officer.goto(item_url)
    expect(officer.locator(f"[data-share='{share}']")).to_contain_text("请补充整改照片")
    form = officer.locator("form.report-form").first
    form.locator("[name=text]").fill("已补充整改照片。")
    form.locator("button[value=submit]").click()
    expect(officer.locator(LEAD)).to_have_attribute("data-state", "in_review")
    supervisor.goto(item_url)
    supervisor.locator(f"[data-share='{share}'] [data-action=approve] button").click()
    expect(supervisor.locator(LEAD)).to_have_attribute("data-state", "closed")

    # The officer was told of the return by mail, and the item page proves who was told.
    mail_to("officer", demo_stack.outbox, known, "请补充整改照片")
    supervisor.goto(item_url)
    told = supervisor.locator("#told [data-outcome=sent]")
    expect(told.first).to_be_visible()
    assert told.count() >= 2  # issued and returned


def test_an_outsider_sees_nothing_of_an_item(person: Callable[[str], Page], demo_stack: Stack) -> None:
    """Whoever may not see it gets 'not found', never a glimpse."""
    supervisor = person("supervisor")
    supervisor.goto("/ledger/")
    address = supervisor.locator("tbody a[href*='/items/']").first.get_attribute("href")
    outsider = person("outsider")
    answer = outsider.goto(address)
    assert answer is not None
    assert answer.status == 404
