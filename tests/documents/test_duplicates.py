"""The index of likely duplicates: right after every change of the sentences, and the same when it is made anew."""

import importlib
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from tasks_app.documents import duplicates
from tasks_app.documents.duplicates import family, index, rebuild
from tasks_app.documents.models import LikelyPair, Measure, MeasureSign
from tests.factories import AT, document_with_measures
from tests.personas import County

TASK = "更换农村供水老化管网{}公里。"


def store(county: County, *quotes: str, **more: object) -> list[Measure]:
    return document_with_measures(
        supervisor=county.supervisor, text="\n".join(quotes), sentences=quotes, **more
    )[1]


def pairs() -> set[tuple[int, int]]:
    return set(LikelyPair.objects.values_list("earlier", "later"))


def test_a_sentence_is_paired_with_those_that_were_there_before(county: County) -> None:
    (first,) = store(county, TASK.format(18))
    (second, other) = store(county, f"要抓紧{TASK.format(18)}", "要加强殡葬服务价格公示。")
    assert pairs() == {(first.pk, second.pk)}
    assert MeasureSign.objects.filter(measure=other).exists()


def test_deleted_sentences_leave_nothing_behind(county: County) -> None:
    (first,) = store(county, TASK.format(18))
    (second,) = store(county, f"要抓紧{TASK.format(18)}")
    Measure.objects.filter(pk=first.pk).delete()
    assert pairs() == set()
    assert set(MeasureSign.objects.values_list("measure", flat=True)) == {second.pk}


def test_made_anew_it_is_the_same_and_keeps_what_people_answered(county: County) -> None:
    (first,) = store(county, TASK.format(18), "对中小学食堂开展一次食品安全检查。")[:1]
    store(county, f"要抓紧{TASK.format(18)}", "要对全县中小学食堂食品安全开展检查。")
    before, signs = pairs(), MeasureSign.objects.count()
    assert len(before) == 2
    LikelyPair.objects.filter(earlier=first).update(different_by=county.supervisor, different_at=AT)
    out = StringIO()
    call_command("index_measures", stdout=out)
    assert out.getvalue() == "4 sentences compared, 2 likely duplicates found\n"
    assert (pairs(), MeasureSign.objects.count()) == (before, signs)
    assert LikelyPair.objects.get(different_at__isnull=False).earlier == first


def test_the_migration_compares_what_was_stored_before(county: County) -> None:
    store(county, TASK.format(18))
    store(county, f"要抓紧{TASK.format(18)}")
    before = pairs()
    MeasureSign.objects.all().delete()
    LikelyPair.objects.all().delete()
    importlib.import_module("tasks_app.documents.migrations.0006_index_measures").compare_all(apps, None)
    assert pairs() == before != set()


def test_all_versions_are_one_family(county: County) -> None:
    versions = [store(county, TASK.format(18))[0].document]
    for number in (2, 3):
        versions.append(store(county, f"{number}。{TASK.format(18)}", replaces=versions[-1])[0].document)
    stranger = store(county, "要做好值班。")[0].document
    assert all(family(one.pk) == {row.pk for row in versions} for one in versions)
    assert family(stranger.pk) == {stranger.pk}
    assert pairs() == set()


def test_a_phrase_of_every_document_costs_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in very many sentences is not looked at; what is rare in them still finds the pair."""
    monkeypatch.setattr(duplicates, "COMMON", 4)
    for number in range(6):
        store(county, f"要对学校周边{number}号地段交通秩序进行整治。")
    (first,) = store(county, "要对学校周边交通秩序、占道经营夜市进行整治。")
    LikelyPair.objects.all().delete()
    (second,) = store(county, "抓紧对学校周边交通秩序、占道经营夜市进行整治。")
    assert (first.pk, second.pk) in pairs() and len(pairs()) <= 2


def test_nothing_to_index_is_nothing(db: None) -> None:
    assert index([]) == 0 and rebuild() == (0, 0)
