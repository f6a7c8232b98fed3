"""Reports and evidence: who, when, and which files are really what their names say."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.core.errors import Conflict, DomainError, Invalid, NotAllowed
from tasks_app.progress.files import checked_type, safe_name
from tasks_app.progress.models import Evidence, ProgressReport
from tasks_app.progress.services import latest_report, report, submit
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment
from tests.factories import AT, DAY, HOUR, PDF, assignment_in, reported, upload
from tests.personas import PERSONAS, County

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def office_file(part: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.fixture
def assignment(county: County) -> Assignment:
    return assignment_in(State.IN_PROGRESS, supervisor=county.supervisor, officer=county.officer)


@pytest.mark.parametrize("who", PERSONAS)
def test_only_the_unit_reports(county: County, assignment: Assignment, who: str) -> None:
    if who in ("officer", "head"):
        assert reported(assignment, county.person(who)).percent == 50
        assert Assignment.objects.get().percent == 50
        return
    with pytest.raises(NotAllowed):
        reported(assignment, county.person(who))
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("state", [state for state in State.values if state not in ("in_progress", "draft")])
def test_progress_is_reported_only_while_work_is_under_way(county: County, state: str) -> None:
    assignment = assignment_in(state, supervisor=county.supervisor, officer=county.officer)
    with pytest.raises(Conflict) as error:
        reported(assignment, county.officer)
    wanted = "progress.acknowledge_first" if state == "issued" else "work.report_state"
    assert error.value.code == wanted
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percentage_out_of_range_is_refused(county: County, assignment: Assignment, percent: int) -> None:
    with pytest.raises(Invalid) as error:
        reported(assignment, county.officer, percent=percent)
    assert "percent" in error.value.fields


def test_a_report_without_words_is_refused(county: County, assignment: Assignment) -> None:
    with pytest.raises(Invalid) as error:
        report(user=county.officer, assignment=assignment, percent=5, text=" \n", at=AT)
    assert "text" in error.value.fields


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("B.PDF", PDF),
        ("a.png", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0x"),
        ("a.jpeg", b"\xff\xd8\xff\xe0x"),
        ("a.txt", "说明".encode()),
        ("a.txt", "说明".encode("gb18030")),
        ("a.docx", office_file("word/document.xml")),
        ("a.xlsx", office_file("xl/workbook.xml")),
    ],
)
def test_a_file_that_is_what_its_name_says_is_kept(
    county: County, assignment: Assignment, name: str, content: bytes
) -> None:
    entry = reported(assignment, county.officer, files=[upload(name, content)])
    evidence = entry.evidence.get()
    assert (evidence.name, evidence.size) == (name, len(content))
    with evidence.file.open() as stored:
        assert stored.read() == content
    assert evidence.sha256 in evidence.file.name and name not in evidence.file.name


BAD_FILES = [
    ("a.pdf", b"", "progress.file_empty"),
    ("a.pdf", b"MZ\x90\x00 program", "progress.file_content"),
    ("a.png", PDF, "progress.file_content"),
    ("a.txt", b"MZ\x00\x01", "progress.file_content"),
    ("a.docx", office_file("xl/workbook.xml"), "progress.file_content"),
    ("a.xlsx", b"PK\x03\x04broken", "progress.file_content"),
    ("a.exe", b"MZ", "progress.file_type"),
    ("a.pdf.exe", PDF, "progress.file_type"),
    ("a.svg", b"<svg/>", "progress.file_type"),
    ("a", PDF, "progress.file_type"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD_FILES)
def test_one_bad_file_refuses_the_whole_report(
    county: County, assignment: Assignment, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as error:
        reported(assignment, county.officer, files=[upload("good.pdf"), upload(name, content)])
    assert error.value.code == code
    assert not ProgressReport.objects.exists() and not Evidence.objects.exists()
    assert Assignment.objects.get().percent == 0


def test_a_file_that_is_too_large_is_refused(county: County, assignment: Assignment, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    reported(assignment, county.officer, files=[upload()])
    with pytest.raises(Invalid) as error:
        reported(assignment, county.officer, files=[upload("b.pdf", PDF + b"\n")])
    assert error.value.code == "progress.file_large"


def test_one_file_twice_in_a_report_is_refused_in_two_reports_kept_once(
    county: County, assignment: Assignment
) -> None:
    with pytest.raises(Invalid) as error:
        reported(assignment, county.officer, files=[upload("a.pdf"), upload("b.pdf")])
    assert error.value.code == "progress.file_twice"
    reported(assignment, county.officer, files=[upload("a.pdf")])
    reported(assignment, county.officer, files=[upload("b.pdf")])
    assert len({row.file.name for row in Evidence.objects.all()}) == 1
    assert {row.name for row in Evidence.objects.all()} == {"a.pdf", "b.pdf"}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\李\\报告.pdf", "报告.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('<b>"x"?.pdf', "bx.pdf"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
    ],
)
def test_a_name_from_outside_becomes_harmless(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_short_and_without_folders(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*\x00\n\u202e')


@given(st.sampled_from(["pdf", "png", "docx", "xlsx", "txt", "jpg"]), st.binary(max_size=200))
def test_any_content_is_accepted_or_refused_in_words(extension: str, content: bytes) -> None:
    try:
        said = checked_type(f"a.{extension}", content)
    except DomainError as error:
        said = error.message if "a." in error.message else ""
    assert said


def test_submitting_needs_a_report_and_evidence_where_the_item_asks(county: County) -> None:
    assignment = assignment_in(
        State.IN_PROGRESS, supervisor=county.supervisor, officer=county.officer, evidence_required=True
    )
    later = AT + DAY
    with pytest.raises(Invalid) as error:
        submit(user=county.officer, assignment=assignment, at=later)
    assert error.value.code == "progress.no_report"
    reported(assignment, county.officer, percent=100)
    with pytest.raises(Invalid) as error:
        submit(user=county.officer, assignment=assignment, at=later)
    assert error.value.code == "progress.evidence_missing"
    reported(assignment, county.officer, percent=100, at=AT + 3 * HOUR, files=[upload()])
    done = submit(user=county.officer, assignment=Assignment.objects.get(), at=later)
    assert (done.state, done.submitted_at, done.return_reason) == ("in_review", later, "")


@pytest.mark.parametrize("who", [who for who in PERSONAS if who not in ("officer", "head")])
def test_only_the_unit_submits(county: County, assignment: Assignment, who: str) -> None:
    reported(assignment, county.officer)
    with pytest.raises(NotAllowed):
        submit(user=county.person(who), assignment=Assignment.objects.get(), at=AT + DAY)


def test_the_latest_report_is_the_newest(county: County, assignment: Assignment) -> None:
    assert latest_report(assignment) is None
    reported(assignment, county.officer, percent=60, at=AT + 5 * HOUR)
    reported(assignment, county.officer, percent=40, at=AT + 4 * HOUR)
    newest = latest_report(assignment)
    assert newest is not None and newest.percent == 60


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_the_assignment_sees_reports_and_files(
    county: County, assignment: Assignment, who: str
) -> None:
    reported(assignment, county.officer, files=[upload()])
    expected = int(who in ("supervisor", "auditor", "leader", "head", "officer"))
    user = county.person(who)
    assert ProgressReport.objects.visible_to(user).count() == expected
    assert Evidence.objects.visible_to(user).count() == expected
