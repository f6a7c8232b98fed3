"""Splitting and merging sentences in the workbench, as the personas of the county meet it in the browser."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import mark_measure
from tasks_app.work.services import dismiss_measure, merge_measures, split_measure
from tests.factories import AT, document_with_measures
from tests.personas import County
from tests.web.test_documents import login, measures_of, values


@pytest.fixture
def document(county: County) -> SourceDocument:
    return document_with_measures(supervisor=county.supervisor)[0]


def test_a_sentence_is_split_at_an_offered_place_and_merged_again(client: Client, county: County) -> None:
    text = "财政局要拨付资金，水利局要做好调度。\n"
    document, (measure,) = document_with_measures(
        supervisor=county.supervisor, text=text, sentences=[text.strip()]
    )
    login(client, county.supervisor)
    page = client.get(reverse("web:document", args=[document.pk]))
    card = page.context["cards"][0]
    cut = text.index("水利局")
    assert [offset for offset, _words in card.cuts] == [cut] and not card.previous
    assert f'name="offset" value="{cut}"' in page.content.decode()
    assert reverse("web:measure_merge", args=[measure.pk]) not in page.content.decode()
    answer = client.post(
        reverse("web:measure_split", args=[measure.pk]), {"offset": cut, "version": card.version}
    )
    first, second = measures_of(document)
    assert answer["Location"] == f"{reverse('web:document', args=[document.pk])}#m-{second.pk}"
    assert (first.pk, first.quote, second.quote) == (measure.pk, text[:cut], text[cut:].strip())
    page = client.get(reverse("web:document", args=[document.pk]))
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    html = page.content.decode()
    assert 'data-undecided="2"' in html and f'data-measure="{second.pk}"' in html
    assert sum(part.count for part in page.context["bench"].parts) == len(text.strip())
    card = page.context["cards"][1]
    assert card.previous.startswith(f"{first.pk}:")
    answer = client.post(
        reverse("web:measure_merge", args=[second.pk]), {"version": card.version, "previous": card.previous}
    )
    assert answer["Location"].endswith(f"#m-{first.pk}")
    assert [row.quote for row in measures_of(document)] == [text.strip()]


def test_with_scripts_the_page_is_drawn_anew_after_a_split(
    client: Client, county: County, document: SourceDocument
) -> None:
    first = measures_of(document)[0]
    data = {**values(first), "offset": first.start + 5}
    login(client, county.supervisor)
    answer = client.post(reverse("web:measure_split", args=[first.pk]), data, headers={"HX-Request": "true"})
    second = measures_of(document)[1]
    assert answer.status_code == 204
    told = json.loads(answer["HX-Trigger"])["wb-reshaped"]
    assert told["address"].endswith(f"#m-{second.pk}")
    assert told["undo"] == {"do": "merge", "card": second.pk}
    # What undoes the merge is a split at the same place.
    start = second.start
    data = {**values(second), "previous": f"{first.pk}:{values(first)['version']}"}
    answer = client.post(reverse("web:measure_merge", args=[second.pk]), data, headers={"HX-Request": "true"})
    undo = json.loads(answer["HX-Trigger"])["wb-reshaped"]["undo"]
    assert undo == {"do": "split", "card": first.pk, "offset": start}


def test_a_mark_is_taken_back_from_its_card(client: Client, county: County, document: SourceDocument) -> None:
    start = document.text.index("天气")
    marked = mark_measure(user=county.supervisor, document=document, start=start, end=start + 5, at=AT)
    login(client, county.supervisor)
    page = client.get(reverse("web:document", args=[document.pk])).content.decode()
    unmark = reverse("web:measure_unmark", args=[marked.pk])
    assert unmark in page
    found = Measure.objects.exclude(pk=marked.pk).first()
    assert found is not None
    stale = client.post(unmark, {"version": "0"})
    assert stale.status_code == 409 and Measure.objects.filter(pk=marked.pk).exists()
    answer = client.post(unmark, values(marked), headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])["wb-reshaped"]
    assert told["undo"] == {"do": "mark", "span": f"{start}-{start + 5}"}
    assert not Measure.objects.filter(pk=marked.pk).exists()
    assert client.post(unmark, {"version": "0"}).status_code == 404
    client.force_login(county.auditor)
    assert client.post(unmark, {"version": "0"}).status_code == 403


@pytest.mark.parametrize("offset", ["", "x", "-4", "0", "99999", "²", "9" * 40])
def test_a_senseless_cut_is_told_on_the_card(
    client: Client, county: County, document: SourceDocument, offset: str
) -> None:
    first = measures_of(document)[0]
    answer = login(client, county.supervisor).post(
        reverse("web:measure_split", args=[first.pk]), {**values(first), "offset": offset}
    )
    card = answer.context["card"]
    assert answer.status_code == 400 and card.error and card.opened == "split"
    assert document.measures.count() == 2


def test_a_split_by_another_person_is_told_before_anything_is_decided(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    seen, seen_second = values(first, lead=county.bureau.pk), values(second)
    seen_previous = f"{first.pk}:{seen['version']}"
    _first, half = split_measure(user=county.supervisor, measure=first, at_offset=first.start + 5, at=AT)
    login(client, county.supervisor)
    for name, more in (("measure_confirm", {}), ("measure_split", {"offset": first.start + 2})):
        assert client.post(reverse(f"web:{name}", args=[first.pk]), {**seen, **more}).status_code == 409
    merge = reverse("web:measure_merge", args=[second.pk])
    assert client.post(merge, {**seen_second, "previous": seen_previous}).status_code == 409
    assert document.measures.count() == 3
    # The sentence that is gone is gone; the page says so rather than fail.
    merge_measures(user=county.supervisor, measure=half, at=AT)
    assert client.post(reverse("web:measure_split", args=[half.pk]), values(first)).status_code == 404
    # What was put together and looks as before is as before.
    answer = client.post(merge, {**seen_second, "previous": seen_previous})
    assert answer.status_code == 302 and document.measures.count() == 1


def test_what_is_decided_offers_no_split_and_names_what_to_do(
    client: Client, county: County, document: SourceDocument
) -> None:
    first, second = measures_of(document)
    dismiss_measure(user=county.supervisor, measure=first, reason="已办", at=AT)
    login(client, county.supervisor)
    cards = client.get(reverse("web:document", args=[document.pk])).context["cards"]
    assert [(card.cuts, card.previous) for card in cards] == [([], ""), ([], "")]
    answer = client.post(
        reverse("web:measure_split", args=[first.pk]), {**values(first), "offset": first.start + 5}
    )
    assert answer.status_code == 409 and first.quote[:9] in answer.context["card"].error
    answer = client.post(
        reverse("web:measure_merge", args=[second.pk]),
        {**values(second), "previous": f"{first.pk}:{values(first)['version']}"},
    )
    assert answer.status_code == 409 and document.measures.count() == 2


@pytest.mark.parametrize("name", ["officer", "head", "leader", "auditor", "outsider"])
def test_only_supervisors_split_and_merge(
    client: Client, county: County, document: SourceDocument, name: str
) -> None:
    first, second = measures_of(document)
    login(client, county.person(name))
    data = {**values(first), "offset": first.start + 5}
    assert client.post(reverse("web:measure_split", args=[first.pk]), data).status_code == 403
    assert client.post(reverse("web:measure_merge", args=[second.pk]), values(second)).status_code == 403
    assert document.measures.count() == 2
    if name == "auditor":
        page = client.get(reverse("web:document", args=[document.pk])).content.decode()
        assert "wb-split" not in page
