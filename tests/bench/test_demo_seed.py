"""The sample county: in every state and light, the same after a second run, and never in somebody else's database."""

import datetime as dt
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.conf import global_settings, settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import RequestFactory

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify
from tasks_app.bench.demo import seed as module
from tasks_app.bench.demo.county import UNITS
from tasks_app.bench.demo.files import pdf
from tasks_app.bench.demo.seed import seed
from tasks_app.bench.demo.timeline import Timeline
from tasks_app.core.demo import PERSONAS
from tasks_app.core.models import Heartbeat, load_calendar
from tasks_app.core.workdays import WorkCalendar
from tasks_app.documents.models import SourceDocument
from tasks_app.org.models import Unit, User
from tasks_app.outbox.models import Message
from tasks_app.progress.models import Evidence, ProgressReport
from tasks_app.reminders.models import Reminder
from tasks_app.work.duplicates import likely_of, open_of
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light, Window
from tasks_app.work.models import Assignment, ExtensionRequest, ItemSource
from tests.factories import make_unit, office_moment

NOW = office_moment("2026-11-24 09:00")


@pytest.fixture(scope="class")
def county(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    """Seeded once for the tests that only look; taken away again."""
    from django.db import connection, transaction

    class TakeBack(Exception):
        pass

    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "OUTBOX_DIR", folder / "outbox")
        patch.setattr(settings, "EMAIL_BACKEND", "tasks_app.outbox.backends.EmlFileBackend")
        try:
            with transaction.atomic():
                seed(at=NOW)
                yield folder
                raise TakeBack
        except TakeBack:
            pass
        assert not connection.in_atomic_block


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
class TestCounty:
    def lit(self) -> Any:
        return Assignment.objects.with_light(Window.at(NOW.date(), load_calendar()))

    def test_there_is_work_in_every_state_and_every_light(self) -> None:
        assert set(Assignment.objects.values_list("state", flat=True)) == set(State.values)
        assert set(self.lit().values_list("light_code", flat=True)) == set(Light.values)

    @pytest.mark.parametrize("who", ["officer", "head", "leader"])
    def test_each_persona_has_something_of_most_kinds(self, who: str) -> None:
        mine = self.lit().visible_to(User.objects.get(username=who))
        assert {"red", "orange", "yellow", "blue", "green"} <= set(mine.values_list("light_code", flat=True))
        assert mine.in_state("issued").exists()

    def test_an_extension_waits_one_was_granted_one_refused(self) -> None:
        assert set(ExtensionRequest.objects.values_list("state", flat=True)) == {
            "pending",
            "granted",
            "refused",
        }

    def test_something_was_returned_and_something_is_long_term(self) -> None:
        assert Assignment.objects.returned().exists()
        assert Assignment.objects.open().filter(item__long_term=True).exists()

    def test_the_minutes_wait_in_the_workbench(self) -> None:
        document = SourceDocument.objects.get(state="review")
        decided = set(document.measures.values_list("state", flat=True))
        assert decided == {"undecided", "confirmed", "dismissed"}
        assert Assignment.objects.in_state("draft").exists()

    def test_the_same_task_in_two_documents_is_answered_once_or_waits_for_its_answer(self) -> None:
        (source,) = ItemSource.objects.select_related("measure__document", "item__document")
        assert (source.item.document.kind, source.measure.document.kind) == ("speech", "notice")
        (waiting,) = open_of(likely_of(SourceDocument.objects.get(state="review")))
        assert waiting.running and waiting.other.document.kind == "speech"

    def test_the_speech_shows_noise_beside_its_measures(self) -> None:
        speech = SourceDocument.objects.get(kind="speech")
        assert speech.measures.count() >= module.LEAST_MEASURES
        assert "noise" in {label for _start, _end, label, _rule in speech.segments}

    def test_mails_were_sent_and_nobody_is_without_address(self, county: Any) -> None:
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
        assert len(list((county / "outbox").glob("*.eml"))) == Message.objects.count() > 30
        assert not Reminder.objects.undeliverable().exists()
        assert not Message.objects.exclude(address__endswith="@yunling.example").exists()

    def test_the_trail_is_whole_and_in_the_order_of_time(self) -> None:
        assert verify() == []
        moments = list(Event.objects.order_by("sequence").values_list("at", flat=True))
        backwards = [b - a for a, b in pairwise(moments) if b < a]
        assert max((-step for step in backwards), default=dt.timedelta()) < dt.timedelta(hours=1)
        assert moments[-1] <= NOW

    def test_evidence_of_several_types_is_there(self) -> None:
        kinds = set(Evidence.objects.values_list("content_type", flat=True))
        assert {"application/pdf", "image/png", "text/plain"} <= kinds
        assert ProgressReport.objects.filter(assignment__state="closed").exists()

    def test_planner_and_sender_have_just_been_seen(self) -> None:
        for name in ("planner", "sender"):
            assert Heartbeat.objects.get(name=name).last_at >= NOW

    def test_every_persona_can_log_in_and_only_the_supervisor_may_use_the_admin(self, settings: Any) -> None:
        settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # those that the county was seeded with
        request = RequestFactory().post("/login/")
        for persona in PERSONAS:
            user = authenticate(request, username=persona.username, password=persona.password)
            assert user is not None and user.role == persona.username  # type: ignore[attr-defined]
            assert user.is_superuser == user.is_staff == (persona.username == "supervisor")  # type: ignore[attr-defined]

    def test_a_second_run_changes_nothing(self) -> None:
        before = (Event.objects.count(), Message.objects.count(), Assignment.objects.count())
        out = StringIO()
        call_command("demo_seed", stdout=out)
        assert "nothing was changed" in out.getvalue()
        assert before == (Event.objects.count(), Message.objects.count(), Assignment.objects.count())


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-02-23 00:10", "2026-10-04 23:50", "2027-01-02 12:00"])
def test_the_demo_never_ages(day: str) -> None:
    """After Spring Festival, in the middle of the National Day week, in the first days of a year."""
    at = office_moment(day)
    seed(at=at)
    lit = Assignment.objects.with_light(Window.at(at.date(), load_calendar()))
    assert set(lit.values_list("light_code", flat=True)) == set(Light.values)
    assert set(lit.values_list("state", flat=True)) == set(State.values)
    assert Event.objects.filter(at__gt=at).count() == 0


@pytest.mark.django_db
def test_a_database_with_somebody_elses_units_is_refused() -> None:
    make_unit("别的县", kind="county")
    with pytest.raises(CommandError, match="already holds"):
        call_command("demo_seed")
    assert Unit.objects.count() == 1 and not SourceDocument.objects.exists()


@pytest.mark.django_db
def test_too_few_measures_fail_loudly_and_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_MEASURES", 10_000)
    with pytest.raises(CommandError, match="not 10000"):
        call_command("demo_seed")
    assert not Unit.objects.exists() and not User.objects.exists()


def test_nothing_happens_in_the_future() -> None:
    line = Timeline(NOW, WorkCalendar())
    with pytest.raises(ValueError, match="future"):
        line.add(0, "09:01", print)


def test_what_a_step_adds_is_done_in_its_place_in_time() -> None:
    line = Timeline(NOW, WorkCalendar())
    done: list[str] = []
    line.add(-2, "09:00", lambda at: done.append("last"))
    line.add(-5, "09:00", lambda at: line.add(-4, "09:00", lambda at: done.append("added")))
    line.run()
    assert done == ["added", "last"]


def test_the_generated_pdf_can_be_read() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    assert "Report 7" in PdfReader(BytesIO(pdf("Report 7"))).pages[0].extract_text()


def test_the_names_of_the_sample_are_told_apart() -> None:
    """A name or alias that meant two units would be proposed for neither."""
    names = [name for row in UNITS for name in {row.name, row.short_name, *row.aliases}]
    assert len(names) == len(set(names))
