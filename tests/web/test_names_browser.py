"""Names in a real browser: a question is answered on one card, and the others that wait for the name draw themselves anew."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from tasks_app.core.demo import PERSONAS
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = {persona.username: persona.password for persona in PERSONAS}


@pytest.fixture
def page(browser: Browser, browser_context_args: dict, demo_stack: Stack) -> Page:
    """The supervisor, logged in; a page with an error in its scripts fails the test at the next step."""
    context = browser.new_context(**browser_context_args, base_url=demo_stack.url, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    opened.goto("/login/")
    opened.fill("[name=username]", "supervisor")
    opened.fill("[name=password]", PASSWORD["supervisor"])
    opened.press("[name=password]", "Enter")
    expect(opened.locator("nav").first).to_be_visible()
    return opened


def imported(page: Page, unknown: str) -> None:
    """A new document with two orders to the unknown one and one to the townships."""
    text = (
        f"关于重点工作的通知（{uuid.uuid4().hex[:8]}）\n{unknown}要在2030年6月底前完成第一项排查，建立问题台账。\n"
        f"{unknown}要在2030年7月底前完成第二项排查，建立问题台账。\n"
        "除城关镇外，各乡镇要在2030年8月底前完成第三项排查，建立问题台账。\n"
    )
    page.goto("/documents/import/")
    page.fill("[name=text]", text)
    page.locator("form:has([name=text]) button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/documents/\d+/"))


@pytest.mark.parametrize("width", [1440, 390])
def test_a_question_is_answered_once_for_all_cards(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    unknown = f"县第{uuid.uuid4().int % 100_000}局"
    imported(page, unknown)
    questions = page.locator(f'[data-question="{unknown}"]')
    expect(questions).to_have_count(2)
    first = page.locator(".wb-card").filter(has=page.locator(f'[data-question="{unknown}"]')).first
    if not first.locator(
        ".btn-link"
    ).first.is_visible():  # on a phone a card of the list is opened by its head
        first.locator(".wb-quote").click()
    first.locator("a.btn-link").first.click()
    form = page.locator(".name-form")
    expect(form.locator(".for-units").first).to_be_visible()
    expect(form.locator(".for-person")).to_be_hidden()
    form.locator('[name=meaning][value="person"]').check()
    expect(form.locator(".for-person")).to_be_visible()
    expect(form.locator(".for-units").first).to_be_hidden()
    form.locator('[name=meaning][value="units"]').check()
    for unit in ("城关镇", "河湾镇"):
        form.locator(".for-units label", has_text=unit).first.locator("input").check()
    form.locator("button[type=submit]").click()
    # The card itself, and without being touched the other one that waited for the name.
    expect(questions).to_have_count(0)
    expect(page.locator(f'[data-group="{unknown}"][data-size="2"]')).to_have_count(2)


def test_the_members_of_a_group_are_unfolded(page: Page) -> None:
    imported(page, "县财政局")
    group = page.locator('[data-group="各乡镇"]').first
    expect(group).to_have_attribute("data-size", "3")
    expect(group.locator("li").first).to_be_hidden()
    group.locator("summary").click()
    expect(group.locator("li")).to_have_text(["河湾镇", "松坪乡", "石桥镇"])
    expect(group.locator("summary")).to_contain_text("城关镇")
