"""Files become text, or are refused with advice. Every file here is really made, none is a stand-in."""

import zipfile
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from django.utils import translation
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tasks_app.core.errors import Invalid
from tasks_app.documents.readers import read
from tasks_app.documents.readers.numbering import chinese, letter, roman
from tasks_app.documents.readers.pdf import mended, without_furniture

CHINESE = "各乡镇要压实责任，六月底前完成排查整治工作。\n财政局要及时拨付资金。\n"


def refusal(name: str, content: bytes) -> Invalid:
    with translation.override("en"), pytest.raises(Invalid) as caught:
        read(name, content)
    assert caught.value.fields["file"], "the form must show the message at its file field"
    return caught.value


# --- plain text ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        CHINESE.encode(),
        b"\xef\xbb\xbf" + CHINESE.encode(),
        CHINESE.encode("gb18030"),
        b"\xff\xfe" + CHINESE.encode("utf-16-le"),
        b"\xfe\xff" + CHINESE.encode("utf-16-be"),
        CHINESE.encode("utf-16-le"),
        CHINESE.encode("utf-16-be"),
        CHINESE.encode("utf-32"),
        CHINESE.replace("\n", "\r\n").encode(),
        CHINESE.replace("\n", "\r").encode("gbk"),
    ],
    ids=[
        "utf-8",
        "utf-8 mark",
        "gb18030",
        "utf-16-le",
        "utf-16-be",
        "le bare",
        "be bare",
        "utf-32",
        "crlf",
        "cr gbk",
    ],
)
def test_every_common_encoding_gives_the_same_text(content: bytes) -> None:
    result = read("讲话.txt", content)
    assert (result.text, result.kind, result.warnings) == (CHINESE, "txt", ())


def test_text_in_gb18030_keeps_characters_outside_gb2312() -> None:
    text = "朱镕基、陶喆、𠮷野家等同志出席会议并作了讲话，各部门各单位要认真学习领会讲话精神。\n" * 3
    assert read("a.txt", text.encode("gb18030")).text == text


def test_the_form_of_the_text_is_kept() -> None:
    text = "　　一、  抓落实\n\n\n（一）要  开会。\t完\n"
    assert read("a.txt", text.encode()).text == text


def test_a_text_with_a_few_broken_bytes_is_read_with_a_warning() -> None:
    content = (CHINESE * 100).encode()[:-2]
    result = read("a.txt", content)
    assert result.text.count("\ufffd") == 1 and len(result.warnings) == 1


@pytest.mark.parametrize("content", [b"", b"  \r\n\t\n", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal("空.txt", content).code == "documents.file_empty"


def test_text_that_is_only_a_byte_order_mark_is_refused() -> None:
    assert refusal("a.txt", b"\xef\xbb\xbf").code == "documents.file_no_text"


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"MZ\x90\x00\x03\x00\x00\x00" * 50])
def test_a_program_called_txt_is_refused(content: bytes) -> None:
    assert refusal("a.txt", content).code == "documents.file_binary"


def test_a_file_of_20_mb_is_refused_and_named(settings: Any) -> None:
    error = refusal("大.txt", b"a" * 20 * 1024 * 1024)
    assert error.code == "documents.file_too_large"
    with translation.override("en"):
        assert "大.txt" in error.message and "20.0 MB" in error.message and "10 MB" in error.message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "documents.file_old_office"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "documents.file_old_office"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "documents.file_encrypted",
        ),
        ("a.docx", "只是文字".encode(), "documents.file_not_really"),
        ("a.pdf", "只是文字".encode(), "documents.file_not_really"),
        ("a.docx", b"PK\x03\x04 broken", "documents.file_damaged"),
        ("a.rtf", b"{\\rtf1 hello}", "documents.file_rtf"),
        ("scan.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 99, "documents.file_picture"),
        ("a.json", b'{"a": 1}', "documents.file_kind"),
    ],
)
def test_what_is_not_read_is_refused_with_advice(name: str, content: bytes, code: str) -> None:
    error = refusal(name, content)
    assert error.code == code and name in error.message


def archive(**parts: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def test_a_docx_that_is_a_zip_of_something_else_is_refused() -> None:
    assert refusal("讲话.docx", archive(photo=b"1", notes=b"2")).code == "documents.file_zip"


def test_a_docx_without_what_word_needs_is_refused() -> None:
    content = archive(**{"word__document.xml": b"<w:document/>"})
    assert refusal("讲话.docx", content).code == "documents.file_damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = archive(**{"word__document.xml": b"\x00" * (201 * 1024 * 1024)})
    assert len(content) < 1024 * 1024
    assert refusal("讲话.docx", content).code == "documents.file_bomb"


# --- Word -----------------------------------------------------------------------------------------------------------
def saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def lines_of(document: Any) -> list[str]:
    return read("a.docx", saved(document)).text.splitlines()


def test_paragraphs_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("关于做好防汛工作的通知")
    table = document.add_table(rows=3, cols=3)
    for column, words in enumerate(("工作任务", "牵头单位", "完成时限")):
        table.cell(0, column).text = words
    table.cell(1, 0).text = "排查隐患\n立行立改"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "水利局"
    table.cell(1, 2).text, table.cell(2, 0).text, table.cell(2, 2).text = "6月底", "修缮堤防", "7月底"
    document.add_paragraph("请遵照执行。")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    assert lines_of(document) == [
        "关于做好防汛工作的通知",
        "工作任务\t牵头单位\t完成时限",
        "排查隐患 立行立改\t水利局\t6月底",
        "修缮堤防\t\t7月底",
        "请遵照执行。",
    ]


def add_list(
    document: Any, number: int, levels: list[tuple[str, str]], *, start: int = 1, restart: int = 0
) -> None:
    """A list in numbering.xml: (format, text) of each level; restart: another list that goes on from it and begins anew."""
    root = document.part.numbering_part.element
    rows = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (style, text) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{900 + number}">{rows}</w:abstractNum>'
    )
    root.insert(0, abstract)
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{900 + number}"/></w:num>'
        )
    )
    if restart:
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{restart}"><w:abstractNumId w:val="{900 + number}"/>'
                f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )


def numbered(document: Any, text: str, number: int, level: int = 0) -> Any:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def test_automatic_numbers_are_written_out_as_word_shows_them() -> None:
    document = docx.Document()
    add_list(
        document,
        77,
        [
            ("chineseCountingThousand", "%1、"),
            ("chineseCounting", "（%2）"),
            ("decimal", "%3."),
            ("decimal", "%1.%4"),
        ],
        restart=78,
    )
    for text, level in (
        ("总体", 0),
        ("甲", 1),
        ("子", 2),
        ("丑", 2),
        ("乙", 1),
        ("寅", 2),
        ("措施", 0),
        ("丙", 1),
    ):
        numbered(document, text, 77, level)
    document.add_paragraph("不编号")
    numbered(document, "保障", 77)
    numbered(document, "另起", 78)
    numbered(document, "再", 78)
    assert lines_of(document) == [
        "一、总体", "（一）甲", "1.子", "2.丑", "（二）乙", "1.寅", "二、措施", "（一）丙", "不编号",
        "三、保障", "一、另起", "二、再",
    ]  # fmt: skip


def test_a_list_may_start_late_bullets_show_nothing_and_bare_numbers_keep_a_blank() -> None:
    document = docx.Document()
    add_list(document, 77, [("decimal", "%1")], start=3)
    add_list(document, 79, [("bullet", "●")])
    numbered(document, "第三项", 77)
    numbered(document, "第四项", 77)
    numbered(document, "要点", 79)
    assert lines_of(document) == ["3 第三项", "4 第四项", "要点"]


def test_numbers_that_a_style_gives_are_written_out_and_can_be_switched_off() -> None:
    document = docx.Document()
    add_list(document, 77, [("chineseCounting", "%1、")])
    style = document.styles["Heading 1"]
    style.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>')
    )
    document.add_paragraph("加强领导", style="Heading 1")
    off = document.add_paragraph("不编号的标题", style="Heading 1")
    off._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    document.add_paragraph("压实责任", style="Heading 1")
    assert lines_of(document) == ["一、加强领导", "不编号的标题", "二、压实责任"]


def test_tracked_changes_are_read_as_accepted_with_a_warning() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("财政局要")
    author = 'w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"'
    for xml in (
        f"<w:del {nsdecls('w')} {author}><w:r><w:delText>酌情</w:delText></w:r></w:del>",
        f"<w:ins {nsdecls('w')} {author}><w:r><w:t>及时</w:t></w:r></w:ins>",
        f"<w:moveFrom {nsdecls('w')} {author}><w:r><w:t>旧处</w:t></w:r></w:moveFrom>",
        f"<w:r {nsdecls('w')}><w:t>拨付资金。</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    first = document.add_paragraph("段落标记被删，")
    first._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del {author}/></w:rPr>"))
    document.add_paragraph("所以相连。")
    result = read("a.docx", saved(document))
    assert result.text.splitlines() == ["财政局要及时拨付资金。", "段落标记被删，所以相连。"]
    assert len(result.warnings) == 1


def test_line_breaks_tabs_and_links_of_a_paragraph_are_kept() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("甲\n乙\t丙")
    link = parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>链接</w:t></w:r></w:hyperlink>")
    paragraph._p.append(link)
    assert paragraph._p.find(qn("w:hyperlink")) is not None
    assert lines_of(document) == ["甲", "乙 丙链接"]


def test_a_docx_of_blank_paragraphs_is_refused() -> None:
    assert refusal("a.docx", saved(docx.Document())).code == "documents.file_no_text"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (101, "一百〇一"),
        (110, "一百一十"),
        (1005, "一千〇五"),
    ],
)
def test_chinese_numerals(number: int, words: str) -> None:
    assert chinese(number) == words


def test_other_numerals() -> None:
    assert [roman(4), roman(1999), letter(1), letter(28)] == ["IV", "MCMXCIX", "a", "bb"]


# --- other kinds ----------------------------------------------------------------------------------------------------
def test_a_web_page_gives_its_blocks_and_tables() -> None:
    page = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>t</title><style>p{}</style></head><body>
    <h1>通知</h1><p>各乡镇要
    落实&nbsp;责任。<br>第二行</p><script>var a = "<p>no</p>";</script>
    <table><tr><th>任务</th><th>单位</th></tr><tr><td><p>清淤</p><p>除险</p></td><td>水利局</td></tr></table>
    <p>完。</body></html>"""
    result = read("a.html", page.encode("gb18030"))
    assert result.kind == "html"
    assert result.text.splitlines() == [
        "通知",
        "各乡镇要 落实 责任。",
        "第二行",
        "任务\t单位",
        "清淤 除险\t水利局",
        "完。",
    ]


def test_a_workbook_gives_a_line_for_each_row() -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年任务分解表"])
    sheet.append(["序号", "工作任务", "牵头单位", "完成时限"])
    sheet.append([1, "清淤\n除险", "水利局", dt.datetime(2026, 6, 30)])
    sheet.append([2.0, "巡堤", None, "长期"])
    sheet.append([])
    hidden = book.create_sheet("草稿")
    hidden.append(["不要"])
    hidden.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    result = read("a.xlsx", stream.getvalue())
    assert result.text.splitlines() == [
        "2026年任务分解表",
        "序号\t工作任务\t牵头单位\t完成时限",
        "1\t清淤 除险\t水利局\t2026年6月30日",
        "2\t巡堤\t\t长期",
    ]
    assert len(result.warnings) == 1


def test_a_csv_gives_a_line_for_each_row() -> None:
    content = '任务,单位\n"清淤，\n除险",水利局\n'.encode("gb18030")
    assert read("a.csv", content).text.splitlines() == ["任务\t单位", "清淤， 除险\t水利局"]


def pdf(*pages: str) -> bytes:
    """A PDF of ASCII text, a page for each argument, lines parted by newlines; '' is a page without text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for page in pages:
        shown = " T* ".join(f"({line}) Tj" for line in page.split("\n")) if page else ""
        stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET" if shown else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R /Resources "
            "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("latin-1")


def test_a_pdf_with_text_is_read_with_a_warning() -> None:
    result = read(
        "a.pdf", pdf("The finance bureau shall pay.\nThe towns shall report.", "Second page of the text.")
    )
    assert result.kind == "pdf" and "shall pay" in result.text and "Second page" in result.text
    assert result.warnings


def test_a_scanned_pdf_is_refused_with_advice() -> None:
    assert refusal("a.pdf", pdf("", "", "")).code == "documents.pdf_scanned"


def test_a_damaged_pdf_is_refused() -> None:
    assert refusal("a.pdf", b"%PDF-1.7\n" + b"garbage " * 40).code == "documents.file_damaged"


def test_page_numbers_and_running_heads_are_taken_out_and_named() -> None:
    bodies = ["各乡镇要抓紧。", "财政局要拨款。", "住建局要施工。", "以上请落实。"]
    pages = [["某县简报", body, f"— {n} —"] for n, body in enumerate(bodies, start=1)]
    kept, dropped = without_furniture(pages)
    assert kept == bodies
    assert dropped.count("某县简报") == 4 and "— 3 —" in dropped


def test_broken_lines_are_mended_at_the_width_of_the_page() -> None:
    lines = [
        "一、加强领导",
        "各乡镇要认真履行防汛抗旱主体责",
        "任，按时完成。",
        "（二）各部门要密切配合主动作为。",
        "以上。",
    ]
    assert mended(lines) == [
        "一、加强领导",
        "各乡镇要认真履行防汛抗旱主体责任，按时完成。",
        "（二）各部门要密切配合主动作为。",
        "以上。",
    ]
