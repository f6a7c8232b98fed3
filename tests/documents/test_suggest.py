"""What the import form suggests from a text: kind, title, date. What the text does not say is left open."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tasks_app.documents.models import SourceDocument
from tasks_app.documents.suggest import suggest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("在全县春季造林动员会上的讲话\n（2026年3月1日）\n同志们：\n", "speech"),
        ("县长在座谈会上的发言\n", "speech"),
        ("各位代表、同志们：\n今天开会。\n", "speech"),
        ("专 题 会 议 纪 要\n（5）\n会议要求……\n", "minutes"),
        ("现将有关事项纪要如下：\n一、关于资金。\n", "minutes"),
        ("关于落实省督察反馈意见的整改方案\n", "plan"),
        ("整改措施：立即清理。\n整改时限：6月底。\n", "plan"),
        ("关于印发《2026年重点工作分工方案》的通知\n", "division"),
        ("附件1\n全市重点工作任务分解表\n", "division"),
        ("序号\t任务\t牵头单位\t配合单位\t完成时限\n", "division"),
        ("关于做好春耕生产工作的通知\n领导在会上的讲话传达后，各单位抓好落实。\n", "other"),
        ("我县召开会议，县长出席并讲话。会议部署了工作。\n", "other"),
        ("", "other"),
    ],
)
def test_the_kind(text: str, kind: str) -> None:
    assert suggest(text).kind == kind
    assert kind in SourceDocument.DocumentKind.values


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("在会上的讲话\n（2026年3月1日）\n", "2026-03-01"),
        ("在会上的讲话（2026年3月1日）同志们：今天开会。", "2026-03-01"),
        ("通知\n发布时间：2026-03-01 09:30　来源：县政府\n", "2026-03-01"),
        ("通知\n正文。\n某县人民政府\n二〇二六年十月二十一日\n", "2026-10-21"),
        ("通知\n正文。\n某县人民政府办公室　　2026年12月10日印发\n", "2026-12-10"),
        ("某县政府办公室2026年3月7日　　3月5日上午，县长召集会议。\n", "2026-03-07"),
        # Dates inside sentences, deadlines and days that do not exist are no date of the document.
        ("2026年6月25日至7月10日，督察组开展了督察。\n", None),
        ("财政局要在2026年6月30日前拨付资金。\n", None),
        ("通知\n2026年2月30日\n", None),
        ("", None),
    ],
)
def test_the_date(text: str, date: str | None) -> None:
    found = suggest(text)
    assert found.issued_on == (dt.date.fromisoformat(date) if date else None)
    assert bool(found.date_text) == (date is not None) and found.date_text in text


def test_on_the_held_out_documents_a_suggested_date_is_the_documents_own() -> None:
    """A wrong suggestion is worse than none: every date suggested is the one that a reader gave the document."""
    checked = 0
    for path in sorted(CORPUS.glob("*.json")):
        stated = json.loads(path.read_text(encoding="utf-8")).get("reference_date")
        found = suggest(path.with_suffix(".txt").read_text(encoding="utf-8")).issued_on
        if stated and found:
            assert found == dt.date.fromisoformat(stated), path.name
            checked += 1
    assert checked >= 15
