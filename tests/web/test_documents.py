"""Importing a document and deciding its measures, as the personas of the county meet it in the browser."""

import datetime as dt
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import mark_measure
from tasks_app.org.models import KnownName
from tasks_app.web.reading import Span, coverage, marked, pieces
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.review import version_of
from tasks_app.work.services import confirm_measure, dismiss_measure
from tasks_app.work.services.drafts import Owners
from tests.factories import AT, PLAIN_TEXT, document_with_measures, make_document
from tests.personas import County

TEXT = (
    "在防汛工作会议上的讲话\n一、压实责任。农业农村局要在2026年6月30日前完成排查。\n财政局要及时拨付资金。\n"
)


def login(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def send(client: Client, **more: Any) -> Any:
    fields = {
        "title": "",
        "kind": "speech",
        "issued_on": "",
        "issuing_unit": "",
        "doc_number": "",
        "text": "",
        **more,
    }
    return client.post(reverse("web:document_import"), fields)


@pytest.fixture
def document(county: County) -> SourceDocument:
    return document_with_measures(supervisor=county.supervisor)[0]


def measures_of(document: SourceDocument) -> list[Measure]:
    return list(document.measures.order_by("start"))


def values(measure: Measure, **more: Any) -> dict[str, Any]:
    fresh = Measure.objects.select_related("item").get(pk=measure.pk)
    return {
        "version": version_of(fresh),
        "title": "完成排查",
        "kind": "other",
        "deadline": "2026-04-30",
        **more,
    }


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["leader", "head", "officer", "outsider"])
def test_whole_documents_are_not_for_everybody(
    client: Client, county: County, document: SourceDocument, name: str
) -> None:
    login(client, county.person(name))
    measure = measures_of(document)[0]
    for page in ("document", "document_file", "document_history", "document_issue", "document_confirm"):
        assert client.get(reverse(f"web:{page}", args=[document.pk])).status_code in (403, 404)
    assert client.get(reverse("web:documents")).status_code == 403
    assert client.get(reverse("web:measure", args=[measure.pk])).status_code == 403
    assert client.post(reverse("web:measure_dismiss", args=[measure.pk]), {"reason": "x"}).status_code == 403
    assert measures_of(document)[0].state == "undecided"


def test_the_auditor_reads_and_changes_nothing(
    client: Client, county: County, document: SourceDocument
) -> None:
    login(client, county.auditor)
    page = client.get(reverse("web:document", args=[document.pk]))
    assert (
        page.status_code == 200 and b"wb-plus" not in page.content and b"measure_confirm" not in page.content
    )
    measure = measures_of(document)[0]
    for name in ("measure_confirm", "measure_dismiss", "measure_reset", "measure_alias"):
        assert client.post(reverse(f"web:{name}", args=[measure.pk]), values(measure)).status_code == 403
    for name in ("document_mark", "document_issue", "document_confirm"):
        assert client.post(reverse(f"web:{name}", args=[document.pk])).status_code == 403
    assert client.get(reverse("web:document_import")).status_code == 403


def test_a_stranger_is_sent_to_the_login(client: Client, document: SourceDocument) -> None:
    answer = client.get(reverse("web:document", args=[document.pk]))
    assert answer.status_code == 302 and reverse("web:login") in answer["Location"]


# --- import -----------------------------------------------------------------------------------------------------------
def test_pasted_text_is_imported_with_a_title_of_its_own(client: Client, supervisor: Any) -> None:
    answer = send(login(client, supervisor), text=TEXT.replace("\n", "\r\n"), issued_on="2026-03-10")
    document = SourceDocument.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("web:document", args=[document.pk])
    assert (
        document.title == "在防汛工作会议上的讲话"
        and document.text == TEXT
        and document.measures.count() == 2
    )


def test_a_word_file_is_imported_and_its_original_can_be_fetched(client: Client, county: County) -> None:
    word, stream = docx.Document(), BytesIO()
    for line in TEXT.splitlines():
        word.add_paragraph(line)
    word.save(stream)
    login(client, county.supervisor)
    send(client, file=SimpleUploadedFile("讲话.docx", stream.getvalue()), title="讲话")
    document = SourceDocument.objects.get()
    assert document.text == TEXT and document.file_name == "讲话.docx"
    login(client, county.auditor)
    answer = client.get(reverse("web:document_file", args=[document.pk]))
    assert b"".join(answer.streaming_content) == stream.getvalue()
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": TEXT, "issued_on": "2026-02-30"}, "issued_on"),
        ({"text": "  \n"}, "text"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "file"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04 no")}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"a" * 20 * 1024 * 1024)}, "file"),
        ({"text": TEXT, "kind": "poem"}, "kind"),
    ],
    ids=["date", "blank", "empty file", "broken file", "20 MB", "kind"],
)
def test_what_is_refused_leaves_nothing_behind_and_keeps_what_was_typed(
    client: Client, supervisor: Any, fields: dict[str, Any], field: str
) -> None:
    if "file" in fields:
        fields["file"].seek(0)
    answer = send(login(client, supervisor), doc_number="〔2026〕7号", **fields)
    assert answer.status_code == 400 and answer.context["form"].errors[field]
    assert "〔2026〕7号" in answer.content.decode()
    if fields.get("text", "").strip():
        assert "完成排查" in answer.content.decode()
    assert not SourceDocument.objects.exists()


def test_the_text_of_a_file_is_kept_when_another_field_is_wrong(client: Client, supervisor: Any) -> None:
    answer = send(
        login(client, supervisor),
        file=SimpleUploadedFile("a.txt", TEXT.encode("gb18030")),
        issued_on="2026-02-30",
    )
    assert answer.status_code == 400 and answer.context["kept_file"]
    assert answer.context["form"]["text"].value() == TEXT


def test_the_same_text_twice_leads_to_the_first(client: Client, supervisor: Any) -> None:
    login(client, supervisor)
    send(client, text=TEXT)
    answer = send(client, text=TEXT, title="又一次")
    document = SourceDocument.objects.get()
    assert (
        answer.status_code == 409 and reverse("web:document", args=[document.pk]) in answer.content.decode()
    )
    assert "又一次" in answer.content.decode()


def test_a_text_without_orders_is_imported_and_can_be_marked(client: Client, supervisor: Any) -> None:
    login(client, supervisor)
    answer = client.post(
        reverse("web:document_import"),
        {"text": "今天天气很好。\n散会。\n", "kind": "other", "title": "天气"},
        follow=True,
    )
    document = SourceDocument.objects.get()
    assert document.measures.count() == 0
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    answer = client.post(reverse("web:document_mark", args=[document.pk]), {"span": "0-7"})
    measure = document.measures.get()
    assert measure.quote == "今天天气很好。" and answer["Location"].endswith(f"#m-{measure.pk}")


# --- deciding ---------------------------------------------------------------------------------------------------------
def test_the_workbench_shows_each_measure_in_the_source_and_on_a_card(
    client: Client, county: County, document: SourceDocument
) -> None:
    page = login(client, county.supervisor).get(reverse("web:document", args=[document.pk])).content.decode()
    for measure in measures_of(document):
        assert f'data-start="{measure.start}"' in page and f'id="m-{measure.pk}"' in page
        assert reverse("web:measure_confirm", args=[measure.pk]) in page
    assert 'data-undecided="2"' in page


def test_the_number_of_queries_does_not_grow_with_the_measures(
    client: Client, county: County, django_assert_max_num_queries: Any
) -> None:
    text = "".join(f"财政局要拨付第{n}笔资金。\n" for n in range(40))
    document, _measures = document_with_measures(
        supervisor=county.supervisor, text=text, sentences=text.splitlines()
    )
    login(client, county.supervisor)
    with django_assert_max_num_queries(24):
        assert client.get(reverse("web:document", args=[document.pk])).status_code == 200


def test_confirming_makes_a_draft_and_swaps_the_card(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, _second = measures_of(document)
    login(client, county.supervisor)
    data = values(first, lead=county.bureau.pk, supports=[county.finance.pk])
    answer = client.post(
        reverse("web:measure_confirm", args=[first.pk]), data, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and 'data-state="confirmed"' in page and "<html" not in page
    assert 'hx-swap-oob="true"' in page and 'data-undecided="1"' in page
    assert """a[href^="?show=undecided&amp;"] .num'>1<""" in page  # the figure on the tab follows
    item = WorkItem.objects.get(measure=first)
    assert item.deadline == dt.date(2026, 4, 30)
    assert set(item.assignments.values_list("unit", "role")) == {
        (county.bureau.pk, "lead"),
        (county.finance.pk, "support"),
    }


def test_without_scripts_the_same_forms_lead_back_to_the_page(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    login(client, county.supervisor)
    assert "wb-form" in client.get(reverse("web:measure", args=[first.pk]), {"mode": "edit"}).content.decode()
    answer = client.post(reverse("web:measure_confirm", args=[first.pk]), values(first))
    assert answer["Location"] == f"{reverse('web:document', args=[document.pk])}#m-{first.pk}"
    answer = client.post(
        reverse("web:measure_dismiss", args=[second.pk]), {**values(second), "reason": "已办结"}
    )
    assert answer.status_code == 302 and measures_of(document)[1].reason == "已办结"
    answer = client.post(reverse("web:measure_reset", args=[second.pk]), values(measures_of(document)[1]))
    assert answer.status_code == 302 and measures_of(document)[1].state == "undecided"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"deadline": "2026-02-30"}, {"long_term": "on"}, {"lead": "unit", "supports": "unit"}],
    ids=["title", "date", "both", "twice"],
)
def test_a_refused_form_keeps_what_was_typed(
    client: Client, county: County, document: SourceDocument, wrong: dict[str, Any]
) -> None:
    first = measures_of(document)[0]
    wrong = {key: county.finance.pk if value == "unit" else value for key, value in wrong.items()}
    data = values(first, eaches=[county.bureau.pk], **wrong)
    if "title" not in wrong:
        data["title"] = "我的标题"
    answer = login(client, county.supervisor).post(reverse("web:measure_confirm", args=[first.pk]), data)
    form = answer.context["card"].form
    assert answer.status_code == 400 and form.errors
    assert form["title"].value() == data["title"] and form["eaches"].value() == [str(county.bureau.pk)]
    assert measures_of(document)[0].state == "undecided" and not WorkItem.objects.exists()


def test_dismissing_needs_a_reason(client: Client, county: County, document: SourceDocument) -> None:
    first = measures_of(document)[0]
    answer = login(client, county.supervisor).post(
        reverse("web:measure_dismiss", args=[first.pk]), {**values(first), "reason": " "}
    )
    assert answer.status_code == 400 and answer.context["card"].error
    assert measures_of(document)[0].state == "undecided"


def test_the_second_of_two_is_told_and_loses_nothing(
    client: Client, county: County, document: SourceDocument
) -> None:
    first = measures_of(document)[0]
    seen = values(first, lead=county.finance.pk, title="第二个人写的标题")
    confirm_measure(
        user=county.supervisor,
        measure=first,
        at=AT,
        title="第一个人",
        owners=Owners(lead=county.bureau),
        long_term=True,
    )
    login(client, county.supervisor)
    answer = client.post(reverse("web:measure_confirm", args=[first.pk]), seen)
    form = answer.context["card"].form
    assert answer.status_code == 409 and form["title"].value() == "第二个人写的标题"
    assert WorkItem.objects.get().title == "第一个人"
    # Having seen it, a second press is a decision.
    again = client.post(
        reverse("web:measure_confirm", args=[first.pk]), {**seen, "version": form["version"].value()}
    )
    assert again.status_code == 302 and WorkItem.objects.get().title == "第二个人写的标题"
    answer = client.post(reverse("web:measure_dismiss", args=[first.pk]), {**seen, "reason": "过时"})
    assert answer.status_code == 409 and answer.context["card"].reason == "过时"
    assert WorkItem.objects.exists()


def test_an_unknown_name_is_asked_once_and_remembered(
    client: Client, county: County, document: SourceDocument
) -> None:
    first = measures_of(document)[0]
    first.found = {
        **first.found,
        "owners": [{"name": "县农委", "role": "lead", "inherited": False, "rule": "r"}],
    }
    first.save()
    login(client, county.supervisor)
    assert "县农委" in client.get(reverse("web:document", args=[document.pk])).content.decode()
    address = reverse("web:measure_alias", args=[first.pk])
    wrong = client.post(address, {"name": "县农委", "unit": "没有这个单位"})
    assert wrong.status_code == 400 and wrong.context["card"].error
    answer = client.post(
        address, {"name": "县农委", "unit": county.bureau.name}, headers={"HX-Request": "true"}
    )
    assert answer["HX-Trigger"] == "wb-alias" and answer.context["card"].proposal.owners.lead == county.bureau
    assert KnownName.objects.get(name="县农委").unit == county.bureau
    taken = client.post(address, {"name": "县农委", "unit": county.finance.name})
    assert taken.status_code == 409 and KnownName.objects.get(name="县农委").unit == county.bureau


@pytest.mark.parametrize("span", ["", "5", "7-3", "0-99999", "a-b", "-3-4", "1-2-3"])
def test_a_senseless_mark_changes_nothing(
    client: Client, county: County, document: SourceDocument, span: str
) -> None:
    answer = login(client, county.supervisor).post(
        reverse("web:document_mark", args=[document.pk]), {"span": span}, follow=True
    )
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert document.measures.count() == 2


def complete(document: SourceDocument, unit: str) -> list[Measure]:
    """All measures of a document such that the text itself gives a lead and a deadline."""
    rows = measures_of(document)
    for row in rows:
        row.found = {
            **row.found,
            "owners": [{"name": unit, "role": "lead", "inherited": False, "rule": "r"}],
            "deadlines": [{"text": "四月底前", "date": "2026-04-30", "window_start": None, "rule": "r"}],
        }
        row.save()
    return rows


def test_complete_measures_are_shown_first_and_then_confirmed_together(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = complete(document, "财政局")
    login(client, county.supervisor)
    address = reverse("web:document_confirm", args=[document.pk])
    cards = client.get(address).context["cards"]
    assert [card.measure.pk for card in cards] == [first.pk, second.pk]
    client.post(address, {"measure": [f"{cards[0].measure.pk}:{cards[0].version}:{cards[0].proposal.seen}"]})
    assert [row.state for row in measures_of(document)] == ["confirmed", "undecided"]


def test_confirming_together_is_all_or_nothing(
    client: Client, county: County, document: SourceDocument
) -> None:
    complete(document, "财政局")
    login(client, county.supervisor)
    address = reverse("web:document_confirm", args=[document.pk])
    cards = client.get(address).context["cards"]
    wanted = [f"{card.measure.pk}:{card.version}:{card.proposal.seen}" for card in cards]
    dismiss_measure(user=county.supervisor, measure=measures_of(document)[1], reason="已办", at=AT)
    client.post(address, {"measure": wanted})
    assert [row.state for row in measures_of(document)] == ["undecided", "dismissed"]


# --- issuing ----------------------------------------------------------------------------------------------------------
def test_issuing_names_exactly_what_is_missing_with_links(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    confirm_measure(user=county.supervisor, measure=first, at=AT, title="缺牵头和期限", owners=Owners())
    login(client, county.supervisor)
    answer = client.post(reverse("web:document_issue", args=[document.pk]))
    rows = answer.context["problems"]
    assert answer.status_code == 400
    assert [row["problem"].code for row in rows] == [
        "work.lead_missing",
        "work.deadline_missing",
        "work.undecided",
    ]
    page = answer.content.decode()
    assert f'data-measure="{first.pk}"' in page and reverse("web:measure", args=[second.pk]) in page
    assert not Assignment.objects.exclude(state="draft").exists()
    assert SourceDocument.objects.get().state == "review"


def test_issuing_tells_what_goes_where_and_does_it_once(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    confirm_measure(
        user=county.supervisor,
        measure=first,
        at=AT,
        title="排查",
        owners=Owners(lead=county.bureau),
        deadline=dt.date(2026, 4, 30),
    )
    dismiss_measure(user=county.supervisor, measure=second, reason="已拨付", at=AT)
    login(client, county.supervisor)
    address = reverse("web:document_issue", args=[document.pk])
    preview = client.get(address)
    assert preview.context["shares"] == 1 and preview.context["unit_count"] == 1
    assert client.post(address).status_code == 302
    assert Assignment.objects.get().state == "issued" and SourceDocument.objects.get().state == "issued"
    assert client.post(address, follow=True).status_code == 200
    assert WorkItem.objects.count() == 1
    page = client.get(reverse("web:document", args=[document.pk])).content.decode()
    assert reverse("web:item", args=[WorkItem.objects.get().pk]) in page
    assert reverse("web:measure_reset", args=[first.pk]) not in page and "mark-form" not in page
    answer = client.post(reverse("web:measure_reset", args=[first.pk]), values(first))
    assert answer.status_code == 409 and Measure.objects.get(pk=first.pk).state == "confirmed"


def test_the_history_names_who_did_what(client: Client, county: County, document: SourceDocument) -> None:
    dismiss_measure(user=county.supervisor, measure=measures_of(document)[0], reason="背景情况", at=AT)
    page = (
        login(client, county.auditor)
        .get(reverse("web:document_history", args=[document.pk]))
        .content.decode()
    )
    assert (
        'data-event="document.imported"' in page
        and 'data-event="measure.dismissed"' in page
        and "背景情况" in page
    )


def test_the_list_finds_documents_by_words_and_state(
    client: Client, county: County, document: SourceDocument
) -> None:
    make_document(supervisor=county.supervisor, text="另一份文件。", title="别的")
    login(client, county.auditor)
    found = client.get(reverse("web:documents"), {"q": "拨付"}).context["page"].object_list
    assert [row.pk for row in found] == [document.pk]
    assert not client.get(reverse("web:documents"), {"state": "issued"}).context["page"].object_list
    assert len(client.get(reverse("web:documents")).context["page"].object_list) == 2


# --- the text in pieces -----------------------------------------------------------------------------------------------
def test_pieces_hold_the_whole_text_once_and_marked_sentences_cover_what_the_rules_saw() -> None:
    text = "一、标题。\n要办事。后果。背景句子。"
    segments = [
        [0, 5, "heading", "h"],
        [6, 10, "measure", "m"],
        [10, 13, "continuation", "c"],
        [13, 18, "background", "b"],
    ]
    found = pieces(len(text), segments, [Span(1, 6, 10, "confirmed"), Span(2, 15, 18, "undecided")])
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    assert [(piece.label, piece.measure) for piece in found] == [
        ("heading", None), ("", None), ("measure", 1), ("continuation", 1), ("background", None), ("measure", 2),
    ]  # fmt: skip
    parts = {part.code: part.count for part in coverage(text, found, {1: "confirmed", 2: "undecided"})}
    assert parts == {"confirmed": 7, "undecided": 3, "heading": 5, "background": 2}
    assert sum(parts.values()) == len("".join(text.split()))


def test_marks_reproduce_the_sentence_whatever_overlaps() -> None:
    text = "前言财政局六月底前拨付"
    found = {
        "owners": [
            {"start": 2, "end": 5, "rule": "o"},
            {"start": 3, "end": 6, "rule": "p"},
            {"start": 0, "end": 2, "rule": "outside"},
        ],
        "deadlines": [{"start": 5, "end": 9, "rule": "d"}],
    }
    marks = marked(text, 2, len(text), found)
    assert "".join(mark.text for mark in marks) == text[2:]
    assert [mark.kind for mark in marks] == ["owner", "deadline", ""]


def test_every_offset_of_the_page_counts_code_points(client: Client, county: County) -> None:
    text = "𠮷𠮷天气。" + PLAIN_TEXT
    document = make_document(supervisor=county.supervisor, text=text)
    document.measures.all().delete()
    start = text.index("财政局")
    measure = mark_measure(user=county.supervisor, document=document, start=start, end=start + 9, at=AT)
    page = login(client, county.supervisor).get(reverse("web:document", args=[document.pk])).content.decode()
    assert f'data-measure="{measure.pk}"' in page and f'data-start="{start}"' in page
