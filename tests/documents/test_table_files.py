"""Task tables as offices really keep them: workbooks, CSV files, Word and web tables, from the file to the tasks."""

import datetime as dt
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from django.utils import translation

from tasks_app.documents.decompose import Decomposition, decompose, is_understood
from tasks_app.documents.readers import ReadResult, read

HEAD = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]
LEAD, CO = "lead", "co"


def workbook(fill: Callable[[Any], Any], name: str = "分解表.xlsx") -> ReadResult:
    """What is read from a workbook whose first sheet was filled by `fill(sheet)`."""
    book = openpyxl.Workbook()
    fill(book.active)
    stream = BytesIO()
    book.save(stream)
    return read(name, stream.getvalue())


def found(text: str, reference: dt.date | None = dt.date(2025, 3, 1)) -> Decomposition:
    return decompose(text, reference_date=reference)


def rows(text: str) -> list[tuple[str, dict[str, str], list[str]]]:
    """(task, owners, dates) of every measure."""
    return [
        (
            text[slice(*measure.task)] if measure.task else text[measure.start : measure.end],
            {owner.name: owner.role for owner in measure.owners},
            [str(line.date) for line in measure.deadlines if line.date],
        )
        for measure in found(text).measures
    ]


# --- workbooks -------------------------------------------------------------------------------------------------------
def test_title_two_rows_of_names_and_cells_merged_downwards() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["2025年重点任务分解表"])
        sheet.merge_cells("A1:E1")
        sheet.append(["序号", "工作任务", "责任分工", None, "完成时限"])
        sheet.append([None, None, "牵头", "配合", None])
        for area in ("A2:A3", "B2:B3", "C2:D2", "E2:E3"):
            sheet.merge_cells(area)
        sheet.append(["一、水利", None, None, None, None])
        sheet.merge_cells("A4:E4")
        sheet.append([1, "疏浚沟渠30公里", "县水利局", "县财政局", dt.date(2025, 6, 30)])
        sheet.append([2, "整修泵站", None, None, "9月底"])
        sheet.append([3, "排查隐患", "县应急局", None, "长期"])
        sheet.merge_cells("C5:C6")
        sheet.merge_cells("D5:D6")

    text = workbook(fill).text
    assert text.splitlines() == [
        "2025年重点任务分解表",
        "序号\t工作任务\t责任分工\t\t完成时限",
        "\t\t牵头\t配合",
        "一、水利",
        "1\t疏浚沟渠30公里\t县水利局\t县财政局\t2025年6月30日",
        "2\t整修泵站\t\t\t9月底",
        "3\t排查隐患\t县应急局\t\t长期",
    ]
    assert rows(text) == [
        ("疏浚沟渠30公里", {"县水利局": LEAD, "县财政局": CO}, ["2025-06-30"]),
        ("整修泵站", {"县水利局": LEAD, "县财政局": CO}, ["2025-09-30"]),
        ("排查隐患", {"县应急局": LEAD}, []),
    ]
    assert [node.title for node in found(text).nodes] == ["水利"]
    assert all(is_understood(table) for table in found(text).tables)


def test_a_task_merged_over_rows_with_a_unit_each() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append([1, "开展防汛演练", "县水利局", None, "5月底"])
        sheet.append([None, None, "东河镇", None, "6月底"])
        sheet.append([2, "储备物资", "县应急局", None, "6月15日"])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    assert rows(workbook(fill).text) == [
        ("开展防汛演练", {"县水利局": LEAD, "东河镇": LEAD}, ["2025-05-31"]),
        ("储备物资", {"县应急局": LEAD}, ["2025-06-15"]),
    ]


def test_a_row_with_only_its_task_beside_merged_cells_stays_a_row() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["工作任务", "责任单位", "完成时限"])
        sheet.append(["清淤", "县水利局", "6月底"])
        sheet.append(["巡堤", None, None])
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("C2:C3")

    assert [row[0] for row in rows(workbook(fill).text)] == ["清淤", "巡堤"]
    assert rows(workbook(fill).text)[1][1:] == ({"县水利局": "responsible"}, ["2025-06-30"])


def test_hidden_rows_columns_and_sheets_are_left_out_and_counted() -> None:
    def fill(sheet: Any) -> None:
        sheet.append([*HEAD, "内部意见"])
        sheet.append([1, "清淤", "县水利局", None, "6月底", "经费不足"])
        sheet.append([2, "已经撤销的任务", "县水利局", None, "6月底", "略"])
        sheet.append([3, "巡堤", "县应急局", None, "长期", None])
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True
        sheet.parent.create_sheet("草稿").sheet_state = "hidden"

    with translation.override("en"):
        result = workbook(fill)
        warnings = [str(line) for line in result.warnings]
    assert "撤销" not in result.text and "经费" not in result.text and "内部意见" not in result.text
    assert [row[0] for row in rows(result.text)] == ["清淤", "巡堤"]
    assert warnings == [
        "1 hidden sheets were left out.",
        "1 hidden row was left out. To import it, show it in the spreadsheet first.",
        "1 hidden column was left out. To import it, show it in the spreadsheet first.",
    ]


def test_several_sheets_each_with_its_own_columns() -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "任务"
        sheet.append(HEAD)
        sheet.append([1, "清淤", "县水利局", None, "6月底"])
        second = sheet.parent.create_sheet("问题整改")
        second.append(["反馈问题", "整改措施", "责任单位", "整改时限"])
        second.append(["账目不清", "重新核对", "县财政局", "立行立改"])
        sheet.parent.create_sheet("空表")

    text = workbook(fill).text
    assert [line for line in text.splitlines() if "\t" not in line] == ["任务", "问题整改", "空表"]
    assert rows(text) == [
        ("清淤", {"县水利局": LEAD}, ["2025-06-30"]),
        ("重新核对", {"县财政局": "responsible"}, []),
    ]
    assert [len(table.columns) for table in found(text).tables] == [5, 4]


@pytest.mark.parametrize(
    ("value", "number_format", "shown", "date"),
    [
        (dt.datetime(2025, 6, 30), "yyyy/m/d", "2025年6月30日", "2025-06-30"),
        (45838, 'm"月"d"日"', "2025年6月30日", "2025-06-30"),
        (45809, 'yyyy"年"m"月"', "2025年6月", "2025-06-30"),
        (45658, "yyyy", "2025年", "2025-12-31"),
        (45838, "General", "45838", "2025-06-30"),
        ("2025/6/30", "@", "2025/6/30", "2025-06-30"),
        ("6月底", "@", "6月底", "2025-06-30"),
        (dt.datetime(2025, 6, 30, 17, 30), "yyyy-mm-dd hh:mm", "2025年6月30日17时30分", "2025-06-30"),
        ("长期", "@", "长期", ""),
        (6.3, "General", "6.3", "2025-06-03"),
    ],
)
def test_a_time_limit_in_a_cell(value: Any, number_format: str, shown: str, date: str) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append([1, "清淤", "县水利局", None, value])
        sheet["E2"].number_format = number_format

    text = workbook(fill).text
    assert text.splitlines()[1].split("\t")[-1] == shown
    assert rows(text)[0][2] == ([date] if date else [])


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.85, "0%", "85%"),
        (0.8567, "0.0%", "85.7%"),
        (12, '0"家"', "12家"),
        (12, "General", "12"),
        (12.0, "0.00", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1234.5"),
        (True, "General", "TRUE"),
        ("第一行\n第二行", "@", "第一行 第二行"),
    ],
)
def test_figures_are_written_as_the_sheet_shows_them(value: Any, number_format: str, shown: str) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["工作任务", "指标值"])
        sheet.append(["提高覆盖率", value])
        sheet["B2"].number_format = number_format

    assert workbook(fill).text.splitlines()[1] == f"提高覆盖率\t{shown}"


def test_a_workbook_that_misstates_its_own_size_is_read_whole() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([1, "清淤", "县水利局", None, "6月底"])
    stream = BytesIO()
    book.save(stream)
    out = BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                assert b'ref="A1:E2"' in data
                data = data.replace(b'ref="A1:E2"', b'ref="A1"')
            target.writestr(part, data)
    assert read("a.xlsx", out.getvalue()).text.splitlines()[1].startswith("1\t清淤\t县水利局")


def test_a_workbook_with_a_damaged_sheet_is_refused() -> None:
    from tasks_app.core.errors import Invalid

    book = openpyxl.Workbook()
    book.active.append(HEAD)
    stream = BytesIO()
    book.save(stream)
    out = BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, data[:150] if part.filename.startswith("xl/worksheets/sheet") else data)
    with pytest.raises(Invalid) as caught:
        read("a.xlsx", out.getvalue())
    assert caught.value.code == "documents.file_damaged"


def test_an_unknown_column_of_a_workbook_is_named() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["序号", "工作任务", "谁来干", "完成时限"])
        sheet.append([1, "清淤", "县水利局", "6月底"])

    (table,) = found(workbook(fill).text).tables
    assert not is_understood(table)
    assert [(column.name, column.samples) for column in table.columns if not column.role] == [
        ("谁来干", ("县水利局",))
    ]


# --- CSV -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_with_a_title_above_its_names(sign: str) -> None:
    lines = [
        "2025年任务，分解表",
        sign.join(HEAD),
        sign.join(["1", '"清淤，除险"', "县水利局", "", "2025/6/30"]),
    ]
    text = read("a.csv", "\n".join(lines).encode("gb18030")).text
    assert rows(text) == [("清淤，除险", {"县水利局": LEAD}, ["2025-06-30"])]


def test_a_csv_row_with_only_its_task() -> None:
    text = read("a.csv", (",".join(HEAD) + "\n1,清淤,县水利局,,6月底\n,巡堤,,,\n").encode()).text
    assert [row[0] for row in rows(text)] == ["清淤", "巡堤"]


# --- Word ------------------------------------------------------------------------------------------------------------
def word(fill: Callable[[Any], None]) -> str:
    document = docx.Document()
    fill(document)
    stream = BytesIO()
    document.save(stream)
    return read("a.docx", stream.getvalue()).text


def test_a_word_table_with_merged_title_section_and_cells() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("附件1")
        table = document.add_table(rows=7, cols=5)
        grid = [
            ["2025年重点任务分解表", "", "", "", ""],
            ["序号", "工作任务", "责任分工", "", "完成时限"],
            ["", "", "牵头单位", "配合单位", ""],
            ["经济发展类", "", "", "", ""],
            ["1", "引进项目3个", "县商务局", "县发改局", "2025.6.30"],
            ["2", "培育企业5家", "", "", "12月底"],
            ["3", "修订办法", "县司法局", "", "—"],
        ]
        for number, line in enumerate(grid):
            for column, text in enumerate(line):
                table.cell(number, column).text = text
        for number in (0, 3):
            table.cell(number, 0).merge(table.cell(number, 4))
        table.cell(1, 2).merge(table.cell(1, 3))
        for column in (0, 1, 4):
            table.cell(1, column).merge(table.cell(2, column))
        for column in (2, 3):
            table.cell(4, column).merge(table.cell(5, column))

    text = word(fill)
    assert rows(text) == [
        ("引进项目3个", {"县商务局": LEAD, "县发改局": CO}, ["2025-06-30"]),
        ("培育企业5家", {"县商务局": LEAD, "县发改局": CO}, ["2025-12-31"]),
        ("修订办法", {"县司法局": LEAD}, []),
    ]
    assert "2025年重点任务分解表" in text.splitlines() and "经济发展类" in text.splitlines()
    (table,) = found(text).tables
    assert is_understood(table) and table.rows == 3


# --- web pages -------------------------------------------------------------------------------------------------------
def test_a_web_table_with_merged_cells() -> None:
    page = """<html><body><table>
    <tr><th colspan="5">2025年重点任务</th></tr>
    <tr><th rowspan="2">序号</th><th rowspan="2">工作任务</th><th colspan="2">责任分工</th><th rowspan="2">完成时限</th></tr>
    <tr><th>牵头</th><th>配合</th></tr>
    <tr><td>1</td><td>清淤</td><td rowspan="2">县水利局</td><td></td><td rowspan="2">6月底</td></tr>
    <tr><td>2</td><td>巡堤<td>县应急局
    <tr><td>3</td><td>演练</td><td>县应急局</td><td>各乡镇</td><td rowspan="x">9月底</td></tr>
    </table><p>完。</p></body></html>"""
    text = read("a.html", page.encode()).text
    assert text.splitlines() == [
        "2025年重点任务",
        "序号\t工作任务\t责任分工\t\t完成时限",
        "\t\t牵头\t配合",
        "1\t清淤\t县水利局\t\t6月底",
        "2\t巡堤\t\t县应急局",
        "3\t演练\t县应急局\t各乡镇\t9月底",
        "完。",
    ]
    assert rows(text) == [
        ("清淤", {"县水利局": LEAD}, ["2025-06-30"]),
        ("巡堤", {"县水利局": LEAD, "县应急局": CO}, ["2025-06-30"]),
        ("演练", {"县应急局": LEAD, "各乡镇": CO}, ["2025-09-30"]),
    ]


# --- Cells that claim to be larger than any table --------------------------------------------------------------------
def cost(name: str, content: bytes) -> tuple[str, int]:
    """(the text, bytes of memory at the peak)."""
    tracemalloc.start()
    try:
        return read(name, content).text, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_merged_area_of_a_million_rows_costs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("任务", "单位"), ("修缮校舍", "县财政局"), ("", ""), ("疏浚沟渠", "")):
        sheet.append(row)
    sheet.merge_cells("C3:CB4")
    stored = BytesIO()
    book.save(stored)
    crafted = BytesIO()
    with zipfile.ZipFile(stored) as source, zipfile.ZipFile(crafted, "w") as target:
        for part in source.namelist():
            content = source.read(part).replace(b"C3:CB4", b"C3:CB1048576")
            if part.endswith("sheet1.xml"):  # a last row far below the others
                content = content.replace(b"</sheetData>", b'<row r="50000"/></sheetData>')
            target.writestr(part, content)
    text, memory = cost("分解表.xlsx", crafted.getvalue())
    assert text == "任务\t单位\n修缮校舍\t县财政局\n疏浚沟渠\t\t\n"
    assert memory < 20_000_000


def test_a_web_page_cannot_swell_by_wide_cells() -> None:
    page = "<table>" + "<tr><td>一</td><td colspan=99999>二</td></tr>" * 500 + "</table>"
    text, _memory = cost("a.html", page.encode())
    assert text.count("\n") == 500
    assert max(len(line) for line in text.split("\n")) <= 82


def test_a_word_cell_as_wide_as_ten_million_columns() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "任务", "单位"
    table.cell(0, 0)._tc.get_or_add_tcPr().get_or_add_gridSpan().val = 10_000_000
    stored = BytesIO()
    document.save(stored)
    text, memory = cost("a.docx", stored.getvalue())
    assert [part for part in text.split("\t") if part] == ["任务", "单位\n"]
    assert memory < 20_000_000
