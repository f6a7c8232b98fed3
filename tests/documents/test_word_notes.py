"""Footnotes, endnotes, headers and footers of Word files: no text is lost without a word."""

from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tasks_app.documents.readers import read
from tests.documents.test_readers import refusal, saved


def with_notes(document: Any, relation: str, root: str, tag: str, **notes: str) -> Any:
    """Give the document a part of notes: number in the file -> inner XML, with the separators that Word puts first."""
    body = "".join(
        f'<w:{tag} w:id="{number.strip("n")}"><w:p>{inner}</w:p></w:{tag}>' for number, inner in notes.items()
    )
    line = f'<w:{tag} w:type="separator" w:id="-1"><w:p><w:r><w:t>分隔</w:t></w:r></w:p></w:{tag}>'
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {nsdecls("w")}>{line}{body}</w:{root}>'
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{root}+xml"
    part = Part(PackURI(f"/word/{root}.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, relation)
    return document


def refer(paragraph: Any, tag: str, number: int, inside: str = "") -> None:
    mark = f'<w:r {nsdecls("w")}><w:{tag}Reference w:id="{number}"/></w:r>'
    author = 'w:id="9" w:author="a" w:date="2026-01-01T00:00:00Z"'
    paragraph._p.append(
        parse_xml(f"<w:{inside} {nsdecls('w')} {author}>{mark}</w:{inside}>" if inside else mark)
    )


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_notes_stand_behind_their_paragraph_or_table_in_the_order_of_reading() -> None:
    document = docx.Document()
    first = document.add_paragraph("各乡镇要完成排查")
    refer(first, "footnote", 7)
    refer(first, "endnote", 2)
    first.add_run("。")
    table = document.add_table(rows=2, cols=2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"{row}{column}"
    refer(table.cell(0, 1).paragraphs[0], "footnote", 3)
    last = document.add_paragraph("请遵照执行。")
    refer(last, "footnote", 7)  # a second reference to the same note
    refer(last, "footnote", 4)  # blank
    refer(last, "footnote", 99)  # a note that is not there
    refer(last, "footnote", 5, inside="del")
    refer(last, "footnote", 6, inside="ins")
    with_notes(
        document,
        RELATIONSHIP_TYPE.FOOTNOTES,
        "footnotes",
        "footnote",
        n3=words("见附表。"),
        n4="",
        n5=words("已删去"),
        n6=words("新加"),
        n7=words("范围见") + "<w:r><w:tab/></w:r>" + words("3号文件。") + "</w:p><w:p>" + words("第二段。"),
        n8=words("没有引用"),
    )
    with_notes(document, RELATIONSHIP_TYPE.ENDNOTES, "endnotes", "endnote", n2=words("尾注。"))
    result = read("a.docx", saved(document))
    assert result.text.splitlines() == [
        "各乡镇要完成排查。",
        "（注1：范围见 3号文件。 第二段。）",
        "（注2：尾注。）",
        "00\t01",
        "10\t11",
        "（注3：见附表。）",
        "请遵照执行。",
        "（注4：新加）",
    ]
    assert len(result.warnings) == 1, "the tracked changes; no note is lost"


def test_a_broken_part_of_notes_is_a_damaged_file() -> None:
    document = docx.Document()
    refer(document.add_paragraph("要排查。"), "footnote", 1)
    with_notes(document, RELATIONSHIP_TYPE.FOOTNOTES, "footnotes", "footnote", n1="<w:r><w:t>未闭合")
    assert refusal("a.docx", saved(document)).code == "documents.file_damaged"


def test_headers_and_footers_are_left_out_and_named_when_they_say_more_than_the_page() -> None:
    document = docx.Document()
    document.add_paragraph("要排查。")
    section = document.sections[0]
    section.header.paragraphs[0].text = "内部资料 注意保存"
    section.footer.paragraphs[0].text = "— 第 1 页 共 3 页 —"
    section.different_first_page_header_footer = True
    section.first_page_footer.paragraphs[0].text = "Page 1 of 3"
    result = read("a.docx", saved(document))
    assert result.text == "要排查。\n"
    assert [str(warning).count("内部资料 注意保存") for warning in result.warnings] == [1]
    assert "页" not in str(result.warnings[0]).split("内部资料")[1]
    section.header.paragraphs[0].text = ""
    assert read("a.docx", saved(document)).warnings == ()


def test_a_long_header_is_quoted_in_part() -> None:
    document = docx.Document()
    document.add_paragraph("要排查。")
    document.sections[0].header.paragraphs[0].text = "内部资料" * 500
    (warning,) = read("a.docx", saved(document)).warnings
    assert len(str(warning)) < 300 and str(warning).endswith("…")
