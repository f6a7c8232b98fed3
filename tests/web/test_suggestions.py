"""What the pages put before a person first: what a document is, and which sentence is the most doubtful."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasks_app.documents.models import Measure, SourceDocument
from tests.factories import document_with_measures
from tests.personas import County
from tests.web.test_documents import login, measures_of, send, values


@pytest.fixture
def document(county: County) -> SourceDocument:
    return document_with_measures(supervisor=county.supervisor)[0]


def test_the_form_suggests_what_the_text_says_and_a_person_decides(client: Client, county: County) -> None:
    login(client, county.supervisor)
    address = reverse("web:document_suggest")
    text = "在春耕会议上的发言\n（2026年3月8日）\n财政局要及时拨付资金。\n"
    found = client.post(address, {"text": text}).json()
    assert found["fields"] == {"title": "在春耕会议上的发言", "kind": "speech", "issued_on": "2026-03-08"}
    assert "2026年3月8日" in found["notes"]["issued_on"] and set(found["notes"]) == set(found["fields"])
    file = SimpleUploadedFile("纪要.txt", "专题会议纪要\n会议要求抓好落实。\n".encode("gb18030"))
    assert client.post(address, {"file": file, "text": text}).json()["fields"]["kind"] == "minutes"
    assert client.post(address, {"text": " \n"}).json() == {"fields": {}, "notes": {}}
    broken = client.post(address, {"file": SimpleUploadedFile("a.docx", b"PK\x03\x04nonsense")})
    assert broken.status_code == 400 and broken.json()["error"]
    assert not SourceDocument.objects.exists()
    # Left open, the kind is the text's; a date is never taken silently. What is chosen holds.
    send(client, text=text, kind="")
    send(client, text=text + "水利局要做好调度。", kind="other")
    assert list(SourceDocument.objects.order_by("pk").values_list("kind", "issued_on")) == [
        ("speech", None),
        ("other", None),
    ]
    client.force_login(county.officer)
    assert client.post(address, {"text": text}).status_code == 403


def test_the_most_doubtful_comes_first_and_only_while_it_is_open(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    Measure.objects.filter(pk=first.pk).update(doubt=0.6)
    Measure.objects.filter(pk=second.pk).update(doubt=0.8)
    login(client, county.supervisor)
    page = reverse("web:document", args=[document.pk])
    assert f'data-doubtful="{second.pk}:1 {first.pk}:1 "' in client.get(page).content.decode()
    ordered = client.get(f"{page}?order=doubt")
    assert [card.measure for card in ordered.context["cards"]] == [second, first]
    answer = client.post(
        reverse("web:measure_dismiss", args=[second.pk]),
        {**values(second), "reason": "已办"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert f'data-doubtful="{first.pk}:1 "' in answer
    said = answer.partition('id="wb-live"')[2].partition("</div>")[0]
    assert "2" in said and "1" in said  # which one, and how many are open
