"""Documents whose lines were broken at the width of a page: what is stored, compared and shown."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.documents.decompose import Join
from tasks_app.documents.spans import boundaries
from tasks_app.documents.titles import proposed_title
from tasks_app.documents.versions import SAME, compare
from tasks_app.web.reading import Span, coverage, marked, pieces, runs
from tasks_app.web.source import passage
from tasks_app.work.proposals import propose
from tests.factories import make_document
from tests.personas import County

WHOLE = (
    "关于做好全县农村公路汛期安全管理工作的紧急通知\n"
    "县交通运输局要会同各乡镇对临水临崖路段逐一排查登记，六月二十日前设置警示标志，并将排查结果报县政府办公室备案。\n"
    "县财政局负责落实抢险资金，确保抢险机械和物资储备到位，每周向县政府报告一次资金拨付进度和物资储备情况。\n"
)
PAGE = "— 1 —"


def broken(text: str, width: int = 16) -> str:
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, len(line), width))


def paged() -> str:
    """The broken text with the number of a page in the middle of its first sentence."""
    lines = broken(WHOLE).split("\n")
    return "\n".join([*lines[:4], PAGE, *lines[4:]])


@pytest.mark.django_db
def test_quotes_titles_and_comparison_know_no_line_ends(county: County) -> None:
    whole = make_document(supervisor=county.supervisor, text=WHOLE, title="完整")
    narrow = make_document(supervisor=county.supervisor, text=paged(), title="换行")
    quotes = [[row.quote for row in document.measures.order_by("start")] for document in (whole, narrow)]
    assert quotes[0] == quotes[1] and len(quotes[0]) >= 2
    changes = compare(*[list(document.measures.order_by("start")) for document in (whole, narrow)])
    assert {change.kind for change in changes} == {SAME}
    titles = [
        [propose(row).title for row in document.measures.order_by("start")] for document in (whole, narrow)
    ]
    assert titles[0] == titles[1] and "\n" not in "".join(titles[1])
    assert proposed_title(paged()) == "关于做好全县农村公路汛期安全管理工作的紧急通知"
    row = narrow.measures.order_by("start")[0]
    around = passage(narrow.unwrapped.text, *narrow.unwrapped.joined(row.start, row.end), whole=True)
    assert around.quote == row.quote


@pytest.mark.django_db
def test_the_workbench_shows_whole_sentences_and_counts_every_sign(client: Client, county: County) -> None:
    document = make_document(supervisor=county.supervisor, text=paged())
    client.force_login(county.supervisor)
    html = client.get(reverse("web:document", args=[document.pk])).content.decode()
    row = document.measures.order_by("start")[0]
    card = re.search(rf'data-quote-start="{row.start}"[^>]*>(.*?)</blockquote>', html, re.DOTALL)
    assert card
    shown = re.sub(r"<span hidden>.*?</span>", "", card.group(1), flags=re.DOTALL)
    assert unescape(re.sub(r"<[^>]+>", "", shown)) == row.quote
    kept = unescape(re.sub(r"<[^>]+>", "", card.group(1)))
    assert kept == document.text[row.start : row.end]  # so that places can be counted
    noise = re.search(r'<span class="seg seg-noise"[^>]*>(.*?)</span>', html, re.DOTALL)
    assert noise and noise.group(1) == PAGE
    assert (
        f'value="{document.text.index(PAGE)}-' not in html
    )  # the number of the page cannot be marked from within


def test_the_number_of_a_page_in_a_sentence_stays_noise() -> None:
    text = "要办\n— 2 —\n大事。"
    segments = [
        [0, 2, "measure", "m"],
        [3, 8, "noise", "n"],
        [9, 12, "continuation", "continuation.next-page"],
    ]
    found = pieces(len(text), segments, [Span(1, 0, 12, "undecided")])
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    assert [(piece.label, piece.within) for piece in found if piece.label == "noise"] == [("noise", True)]
    counts = {part.code: part.count for part in coverage(text, found, {1: "undecided"})}
    assert counts == {"undecided": 5, "noise": 3}


def test_what_was_found_is_marked_across_a_line_end() -> None:
    text = "由县财\n政局拨付"
    joins = [Join(3, 4, "")]
    marks = marked(text, 0, len(text), {"owners": [{"start": 1, "end": 6, "rule": "o"}]}, joins)
    assert [(mark.text, mark.kind, mark.hidden) for mark in marks] == [
        ("由", "", False), ("县财", "owner", False), ("\n", "owner", True), ("政局", "owner", False), ("拨付", "", False),
    ]  # fmt: skip


def test_a_sentence_is_not_cut_inside_a_word() -> None:
    text = "要排\n查隐患，\n并报告。"
    joins = [Join(2, 3, ""), Join(7, 8, "")]
    assert boundaries(text, 0, len(text), joins) == [8]
    assert boundaries(text, 0, len(text)) == [3, 8]


@given(st.text(alphabet="字a \n", max_size=60), st.data())
def test_runs_hold_every_sign_and_show_the_glue(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    joins = [
        Join(first, last, data.draw(st.sampled_from(["", " "])))
        for first, last in zip(places[::2], places[1::2], strict=False)
    ]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = list(runs(text, start, end, joins))
    assert sum(len(shown) for shown, _hidden in found) == end - start
    if not any(join.start < start < join.end or join.start < end < join.end for join in joins):
        visible, position = "", start
        for join in joins:
            if start <= join.start and join.end <= end:
                visible += text[position : join.start] + join.glue
                position = join.end
        assert "".join(shown for shown, hidden in found if not hidden) == visible + text[position:end]
