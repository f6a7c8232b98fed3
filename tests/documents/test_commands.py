"""`manage.py decompose` needs no database; `import_document` stores a document or says why not."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tasks_app.documents.models import SourceDocument
from tests.personas import County

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "在防汛工作会议上的讲话\n一、压实责任。农业农村局要在2026年6月30日前完成排查。\n财政局要及时拨付资金。\n"
)


def run(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{var / 'none' / 'no.sqlite3'}",
        "VAR_DIR": str(var / "none"),
        "PYTHONWARNINGS": "error",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "decompose", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_decompose_works_without_database_and_folder_and_counts_code_points(tmp_path: Path) -> None:
    path = tmp_path / "讲话.txt"
    path.write_bytes(("\ufeff𠮷\r\n" + TEXT.replace("\n", "\r\n")).encode())
    done = run(str(path), "--date", "2026-03-10", "--format", "json", var=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    text = path.read_text(encoding="utf-8")
    assert found["length"] == len(text)
    quotes = [text[row["start"] : row["end"]] for row in found["measures"]]
    assert quotes == [row["text"] for row in found["measures"]]
    assert any("完成排查" in quote for quote in quotes)
    assert "2026-06-30" in [line["date"] for row in found["measures"] for line in row["deadlines"]]
    assert not (tmp_path / "none").exists()


def test_decompose_as_text_names_headings_and_measures(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="gb18030")
    out, err = StringIO(), StringIO()
    call_command("decompose", str(path), stdout=out, stderr=err)
    assert "压实责任" in out.getvalue() and "完成排查" in out.getvalue()
    assert err.getvalue(), "that offsets count a text in another encoding must be said"


@pytest.mark.parametrize("date", ["2026-02-30", "soon", "2026-13-01"])
def test_a_date_that_does_not_exist_is_refused(tmp_path: Path, date: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    done = run(str(path), "--date", date, var=tmp_path)
    assert done.returncode == 2 and date in done.stderr and "Traceback" not in done.stderr and not done.stdout


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    for name in ("empty.txt", "binary.txt", "missing.txt", "."):
        with pytest.raises(CommandError) as caught:
            call_command("decompose", str(tmp_path / name))
        assert caught.value.returncode == 2 and str(caught.value)


def imported(path: Path, *arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_document", str(path), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_import_document_prints_the_number(county: County, tmp_path: Path) -> None:
    path = tmp_path / "讲话.txt"
    path.write_text(TEXT, encoding="utf-8")
    out, _err = imported(
        path,
        "--title",
        "防汛讲话",
        "--date",
        "2026-03-10",
        "--kind",
        "speech",
        "--unit",
        "示例县",
        "--number",
        "〔2026〕1号",
    )
    document = SourceDocument.objects.get(pk=int(out))
    assert (document.title, document.kind, document.issuing_unit, document.doc_number) == (
        "防汛讲话", "speech", "示例县", "〔2026〕1号",
    )  # fmt: skip
    assert str(document.issued_on) == "2026-03-10" and document.imported_by == county.supervisor
    with document.file.open("rb") as original:
        assert original.read() == TEXT.encode()
    assert document.text == TEXT and document.measures.count() == 2


def test_import_document_takes_the_title_from_the_text(county: County, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    out, _err = imported(path)
    assert SourceDocument.objects.get(pk=int(out)).title == "在防汛工作会议上的讲话"


def test_import_document_takes_the_kind_from_the_text(county: County, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert SourceDocument.objects.get(pk=int(imported(path)[0])).kind == "speech"


def test_import_document_corrects_an_earlier_version(county: County, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    earlier, _err = imported(path, "--title", "防汛讲话", "--date", "2026-03-10", "--unit", "示例县")
    path.write_text(TEXT.replace("6月30日", "7月10日"), encoding="utf-8")
    out, _err = imported(path, "--replaces", earlier.strip(), "--unit", "示例县人民政府")
    document = SourceDocument.objects.get(pk=int(out))
    assert document.replaces_id == int(earlier)
    assert (document.title, document.kind, document.issuing_unit, str(document.issued_on)) == (
        "防汛讲话", "speech", "示例县人民政府", "2026-03-10",
    )  # fmt: skip
    path.write_text("另一个版本。", encoding="utf-8")
    for number in (earlier.strip(), "999"):  # replaced already; none of this number
        with pytest.raises(CommandError) as caught:
            imported(path, "--replaces", number)
        assert caught.value.returncode == 2 and str(caught.value)
    assert SourceDocument.objects.count() == 2


@pytest.mark.parametrize("arguments", [["--user", "officer"], ["--user", "nobody"]])
def test_only_a_supervisor_imports(county: County, tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        imported(path, *arguments)
    assert caught.value.returncode == 2 and not SourceDocument.objects.exists()


def test_the_same_text_twice_is_refused_and_a_text_without_orders_is_imported(
    county: County, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("今天天气很好。\n", encoding="utf-8")
    out, err = imported(path, "--title", "天气")
    assert SourceDocument.objects.get(pk=int(out)).measures.count() == 0 and err
    with pytest.raises(CommandError) as caught:
        imported(path, "--title", "又一次")
    assert caught.value.returncode == 2 and "天气" in str(caught.value)
    assert SourceDocument.objects.count() == 1


def test_the_seed_speech_keeps_its_four_sections() -> None:
    seed = ROOT.parent / "shared" / "corpus" / "dev" / "00_seed.txt"
    if not seed.exists():
        pytest.skip("the reference corpus is not here")
    out = StringIO()
    call_command("decompose", str(seed), "--date", "2020-08-15", "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    levels = [node["level"] for node in found["nodes"]]
    assert (levels.count(1), levels.count(2)) == (4, 12)
