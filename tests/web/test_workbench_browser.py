"""The workbench in a real browser: by keyboard alone, both sides scrolling together, two people at once, on a phone."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tasks_app.core.demo import PERSONAS
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = {persona.username: persona.password for persona in PERSONAS}
# What the county's units are to do; every fifth sentence orders nothing that can be checked off.
UNITS = ("县农业农村局", "县财政局", "县教育局", "县民政局", "县发改局")
HEADINGS = ("压实工作责任", "抓好项目建设", "加强督促检查")
BACKGROUND = "去年的各项工作取得了新的进展。"


def speech(sentences: int = 24) -> str:
    """A speech with that many orders under three headings; each call another text, for a text is imported once."""
    lines = [f"在重点工作推进会上的讲话（{uuid.uuid4().hex[:8]}）", "同志们：", BACKGROUND]
    for number in range(sentences):
        if number % (sentences // 3) == 0:
            place = number // (sentences // 3)
            lines.append(f"{'一二三'[place]}、{HEADINGS[place]}")
        unit = UNITS[number % len(UNITS)]
        lines.append(f"{unit}要在2030年6月底前完成第{number + 1}项排查，建立问题台账。")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, browser_context_args: dict, demo_stack: Stack) -> dict:
    """The cookies of the supervisor, in English; the sentences of a test are then those of the code."""
    with browser.new_context(**browser_context_args, base_url=demo_stack.url) as context:
        page = context.new_page()
        page.goto("/login/")
        page.fill("[name=username]", "supervisor")
        page.fill("[name=password]", PASSWORD["supervisor"])
        page.press("[name=password]", "Enter")
        expect(page.locator("nav").first).to_be_visible()
        return context.storage_state()


Opened = Callable[..., Page]


@pytest.fixture
def opened(
    browser: Browser, browser_context_args: dict, demo_stack: Stack, signed_in: dict
) -> Iterator[Opened]:
    """Opens a page as the supervisor, in a browser of its own; a page with an error in its scripts fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(address: str, **more: object) -> Page:
        arguments = {**browser_context_args, "reduced_motion": "reduce", **more}
        context = browser.new_context(**arguments, base_url=demo_stack.url, storage_state=signed_in)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def document(opened: Opened) -> Callable[[str], str]:
    """Imports a text and returns the address of its workbench."""

    def import_text(text: str) -> str:
        page = opened("/documents/import/")
        page.fill("[name=text]", text)
        expect(page.locator("[name=kind]")).to_have_value("speech")  # suggested
        page.fill("[name=issued_on]", "2030-01-10")
        page.click("#import-form button[type=submit]")
        page.wait_for_url(re.compile(r"/documents/\d+/$"))
        return page.url

    return import_text


def card(page: Page, number: int) -> Locator:
    """The card with this number in the text."""
    return page.locator("[data-card]").filter(has=page.locator(f".wb-card-number:text-is('{number}')"))


def expect_current(page: Page, number: int) -> None:
    """That card is the current one, has the focus, and its sentence is marked in the source."""
    expect(card(page, number)).to_have_class(re.compile("is-current"))
    expect(card(page, number)).to_be_focused()
    expect(page.locator(".seg-measure.is-current").first).to_have_attribute(
        "data-measure", card(page, number).get_attribute("data-card") or ""
    )


def expect_state(page: Page, number: int, state: str) -> None:
    """The card and its sentence in the source have this state."""
    expect(card(page, number)).to_have_attribute("data-state", state)
    pk = card(page, number).get_attribute("data-card")
    expect(page.locator(f".seg-measure[data-measure='{pk}']").first).to_have_attribute("data-state", state)


def quote(page: Page, number: int) -> str:
    return card(page, number).locator(".wb-quote").inner_text().strip()


def wait_in_view(page: Page, selector: str, inside: str) -> None:
    """Wait until the first element of the one lies inside the visible part of the other."""
    page.wait_for_function(
        """([selector, inside]) => {
          const box = document.querySelector(selector).getBoundingClientRect();
          const frame = document.querySelector(inside).getBoundingClientRect();
          return box.bottom > frame.top + 1 && box.top < Math.min(frame.bottom, innerHeight) - 1;
        }""",
        arg=[selector, inside],
    )


def test_a_clerk_decides_with_the_keyboard_alone(opened: Opened, document: Callable[[str], str]) -> None:
    page = opened(document(speech()))
    keys = page.keyboard
    keys.press("j")
    expect_current(page, 1)
    keys.press("j")
    keys.press("k")
    expect_current(page, 1)

    # Confirmed, said, and on to the next; u takes back what was done last.
    keys.press("a")
    expect_state(page, 1, "confirmed")
    expect_current(page, 2)
    expect(page.locator("#wb-live")).to_contain_text("23")
    expect(page.locator("#coverage")).to_have_attribute("data-undecided", "23")
    keys.press("u")
    expect_state(page, 1, "undecided")
    expect_current(page, 1)

    # A reason is typed; its letters are no keys. Esc closes the drawer.
    keys.press("d")
    expect(card(page, 1).locator("[name=reason]")).to_be_focused()
    keys.press("Escape")
    expect(card(page, 1)).to_be_focused()
    keys.press("d")
    keys.type("jan")
    expect(card(page, 1).locator("[name=reason]")).to_have_value("jan")
    keys.press("Enter")
    expect_state(page, 1, "dismissed")
    expect_current(page, 2)

    # What does not apply is said instead of nothing happening.
    keys.press("k")
    keys.press("s")
    expect(page.locator("#wb-live")).not_to_be_empty()
    expect(card(page, 1).locator(".wb-split")).to_have_count(0)

    # Assign: part of a name, Enter takes it, Enter again confirms.
    keys.press("n")
    expect_current(page, 2)
    keys.press("o")
    finder = card(page, 2).locator("[data-narrows-select]")
    expect(finder).to_be_focused()
    keys.type("民政")
    keys.press("Enter")
    expect(finder).to_have_value("")
    expect(card(page, 2).locator("[name=lead] option:checked")).to_contain_text("民政")
    keys.press("Enter")
    expect_state(page, 2, "confirmed")
    expect(card(page, 2).locator(".wb-facts .wb-role-lead")).to_contain_text("民政")
    expect_current(page, 3)

    # The sheet of keys takes the focus and gives it back.
    keys.press("?")
    expect(page.locator("#wb-help")).to_be_visible()
    listed = set(page.locator("#wb-help kbd").all_inner_texts())
    assert listed == {"Esc", *page.evaluate("Object.keys(workbench.keys)")}
    keys.press("Escape")
    expect(page.locator("#wb-help")).to_be_hidden()
    expect_current(page, 3)


def test_split_at_the_cursor_merge_and_undo(opened: Opened, document: Callable[[str], str]) -> None:
    page = opened(document(speech(6)))
    before = quote(page, 2)
    cut = before.index("建立")
    # The cursor is put into the sentence of the source, as a click does.
    page.evaluate(
        """([pk, at]) => {
          const text = document.querySelector(`.seg-measure[data-measure='${pk}']`).firstChild;
          getSelection().collapse(text, at);
        }""",
        [card(page, 2).get_attribute("data-card"), cut],
    )
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect_current(page, 2)
    page.keyboard.press("s")
    expect(card(page, 2).locator("[name=offset]:checked")).to_have_count(1)
    page.keyboard.press("Enter")
    expect_current(page, 3)
    expect(page.locator("[data-card]")).to_have_count(7)
    assert (quote(page, 2), quote(page, 3)) == (before[:cut], before[cut:])
    # The second half keeps the unit that the first one names.
    expect(card(page, 3).locator(".wb-role-lead")).to_contain_text("财政")

    page.keyboard.press("u")
    expect(page.locator("[data-card]")).to_have_count(6)
    expect_current(page, 2)
    assert quote(page, 2) == before
    page.keyboard.press("u")  # and back again, at the same place
    expect(page.locator("[data-card]")).to_have_count(7)
    expect_current(page, 3)
    assert quote(page, 3) == before[cut:]
    page.keyboard.press("p")
    expect(page.locator("[data-card]")).to_have_count(6)
    assert quote(page, 2) == before
    # With the mouse: the button above the list.
    page.locator("[data-undo]").click()
    expect(page.locator("[data-card]")).to_have_count(7)


def test_a_missed_sentence_is_marked_by_selecting_it(opened: Opened, document: Callable[[str], str]) -> None:
    page = opened(document(speech(6)))
    page.keyboard.press("m")  # the next text that is no measure
    page.keyboard.press("m")
    expect(page.locator("[data-card]")).to_have_count(7)
    expect(page.locator(".wb-card.is-current")).to_be_focused()  # drawn anew, and ready
    page.keyboard.press("u")
    expect(page.locator("[data-card]")).to_have_count(6)

    # Any stretch, dragged over with the mouse.
    piece = page.locator(".seg-background", has_text=BACKGROUND)
    piece.scroll_into_view_if_needed()
    box = piece.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    chosen = page.evaluate("getSelection().toString()")
    assert chosen and chosen in BACKGROUND
    page.locator("#mark-selection").click()
    expect(page.locator("[data-card]")).to_have_count(7)
    assert quote(page, 1) == chosen
    expect_current(page, 1)


def turn_wheel(page: Page, over: str, by: int, until: str) -> None:
    """Turn the wheel over an element until the condition holds: a busy browser may pass over a single turn."""
    box = page.locator(over).bounding_box()
    assert box
    for attempt in range(8):
        page.mouse.move(box["x"] + 100 + attempt, 500)
        page.mouse.wheel(0, by)
        try:
            page.wait_for_function(until, timeout=4_000)
        except PlaywrightTimeout:
            continue
        return
    state = page.evaluate("[scrollY, document.getElementById('source').scrollTop]")
    raise AssertionError(f"{until} does not come true; page and source stand at {state}")


def test_source_and_list_scroll_together(opened: Opened, document: Callable[[str], str]) -> None:
    page = opened(document(speech()), viewport={"width": 1440, "height": 700})
    source = "document.getElementById('source')"
    at_the_end = (
        "scrollY + innerHeight >= document.documentElement.scrollHeight - 2"
        f" && {source}.scrollTop + {source}.clientHeight > {source}.scrollHeight - 40"
    )

    # The list leads: the source goes with it, down to the end.
    turn_wheel(page, ".wb-list", 2500, f"scrollY > 1000 && {source}.scrollTop > 100")
    turn_wheel(page, ".wb-list", 20_000, at_the_end)
    # The source leads: the list goes back to the beginning with it, and to the end again.
    turn_wheel(page, "#source", -20_000, f"scrollY < 200 && {source}.scrollTop === 0")
    turn_wheel(page, "#source", 20_000, at_the_end)

    # A click in the source brings the card, a key brings the sentence.
    last = page.locator("[data-card]").last
    pk = last.get_attribute("data-card")
    turn_wheel(page, "#source", -20_000, f"scrollY < 200 && {source}.scrollTop === 0")
    page.locator(f".seg-measure[data-measure='{pk}']").click()
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    for _ in range(30):
        page.keyboard.press("k")
    expect_current(page, 1)
    wait_in_view(page, ".seg-measure.is-current", "#source")

    # Nothing moves while somebody types.
    page.keyboard.press("e")
    title = card(page, 1).locator("textarea").first
    expect(title).to_be_focused()
    at = page.evaluate("scrollY")
    turn_wheel(page, "#source", 600, f"{source}.scrollTop > 100")
    page.keyboard.type("x")
    expect(title).to_have_value(re.compile("x"))
    assert page.evaluate("scrollY") == at


def test_the_most_doubtful_sentence_comes_first(
    opened: Opened, document: Callable[[str], str], demo_stack: Stack
) -> None:
    address = document(speech(6))
    number = re.search(r"/documents/(\d+)/", address)
    assert number
    demo_stack.manage(
        "shell",
        "-c",
        "from tasks_app.documents.models import Measure as M\n"
        f"rows = list(M.objects.filter(document={number[1]}).order_by('start'))\n"
        "for place, doubt in ((1, 0.6), (4, 0.9)): M.objects.filter(pk=rows[place].pk).update(doubt=doubt)",
    )
    page = opened(address)
    page.keyboard.press("q")
    expect_current(page, 5)
    page.keyboard.press("q")
    expect_current(page, 2)
    page.locator(".wb-switch a", has=page.locator("svg")).click()
    page.wait_for_url(re.compile("order=doubt"))
    expect(page.locator("[data-card] .wb-card-number").first).to_have_text("5")
    page.keyboard.press("q")
    page.keyboard.press("d")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect_state(page, 5, "dismissed")
    expect_current(page, 2)


def test_two_people_at_the_same_sentences(opened: Opened, document: Callable[[str], str]) -> None:
    address = document(speech(6))
    one, other = opened(address), opened(address)

    # Decided meanwhile: the other one is told, what was typed is still there, and a second press is a decision.
    card(one, 1).locator("[data-do=accept]").click()
    expect_state(one, 1, "confirmed")
    card(other, 1).locator("[data-do=dismiss]").click()
    card(other, 1).locator("[name=reason]").fill("已包含在其他事项中")
    card(other, 1).locator("form[action*='/dismiss/'] button[type=submit]").click()
    expect(card(other, 1).locator("[data-error]")).to_be_visible()
    expect_state(other, 1, "confirmed")

    # Split meanwhile: nothing is decided over it.
    before = quote(one, 2)
    card(one, 2).locator("[data-do=split]").click()
    card(one, 2).locator(".wb-split button[type=submit]").click()
    expect(one.locator("[data-card]")).to_have_count(7)
    card(other, 2).locator("[data-do=accept]").click()
    expect(card(other, 2).locator("[data-error]")).to_be_visible()
    expect_state(other, 2, "undecided")
    assert quote(other, 2) != before

    # Merged meanwhile: the sentence is gone, and what was typed is still there.
    other.reload()
    card(one, 3).locator("[data-do=merge]").click()
    expect(one.locator("[data-card]")).to_have_count(6)
    card(other, 3).locator("[data-do=dismiss]").click()
    card(other, 3).locator("[name=reason]").fill("重复")
    card(other, 3).locator("form[action*='/dismiss/'] button[type=submit]").click()
    expect(card(other, 3).locator("[data-error=gone]")).to_be_visible()
    expect(card(other, 3).locator("[name=reason]")).to_have_value("重复")
    other.reload()
    assert quote(other, 2) == before
    expect(other.locator("[data-card][data-state=dismissed]")).to_have_count(0)


def test_on_a_phone_the_sentences_are_a_list_to_read(opened: Opened, document: Callable[[str], str]) -> None:
    page = opened(document(speech(6)), viewport={"width": 390, "height": 844}, has_touch=True)
    second = card(page, 2)
    expect(second.locator(".wb-quote")).to_be_visible()
    expect(second.locator(".wb-state")).to_be_visible()
    expect(second.locator(".wb-actions")).to_be_hidden()
    second.locator(".wb-quote").tap()
    expect(second.locator(".wb-actions")).to_be_visible()
    expect(second.locator("[data-open]")).to_have_attribute("aria-expanded", "true")
    expect(card(page, 3).locator(".wb-actions")).to_be_hidden()

    # Every place to split at is readable, and nothing sticks out.
    second.locator("[data-do=split]").click()
    for label in second.locator(".wb-cuts label").all():
        assert label.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    second.locator("[data-do=accept]").click()
    expect_state(page, 2, "confirmed")
    expect(second.locator("[data-do=reset]")).to_be_visible()  # it stays unfolded
    second.locator("[data-open]").click()
    expect(second.locator(".wb-actions")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
