"""A bulletin as a Word file on A4, with the East Asian font set by hand and no time of writing inside."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC
from typing import Any

from patrol_app.reports.blocks import PAGE_WIDTH_MM
from patrol_app.reports.bulletin_pages import bar_chart, number_words, shown, signature_line
from patrol_app.reports.document import Bars, Document, Table
from patrol_app.reports.typeset import draw_figure
from patrol_app.reports.words import Words

SERIF, SANS = "宋体", "黑体"
LATIN = "Times New Roman"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
TEXT_WIDTH_MM = 166.0


def word(made: Document) -> bytes:
    """The file; the same document gives the same bytes."""
    from docx import Document as WordDocument
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    book: Any = WordDocument()
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(24)
    _font(book.styles["Normal"], SERIF, 11)
    for line, size in ((made.authority, 12), (made.title, 20)):
        if line:
            heading = book.add_paragraph()
            heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(heading, line, SANS, size)
    under = book.add_paragraph()
    under.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(under, made.subtitle, SERIF, 10)
    if made.note:
        _run(book.add_paragraph(), made.note, SANS, 10)
    for number, section in enumerate(made.sections):
        if made.signatures and section is made.sections[-1]:
            _run(book.add_paragraph(), signature_line(made), SANS, 11)
        title = book.add_heading(level=1)
        _run(title, number_words(number, made.language) + section.title, SANS, 14)
        for words in section.texts:
            _run(book.add_paragraph(), words, SERIF, 9 if section.small else 11)
        if section.bars is not None:
            _picture(book, section.bars, section.title, made.language)
        if section.table is not None:
            _table(book, section.table)
    _footer(page.footer.paragraphs[0], made)
    return _fixed(book, made)


def _font(style: Any, east_asian: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = LATIN, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asian)


def _run(paragraph: Any, words: str, east_asian: str, size: float) -> Any:
    """Words in one face; Word takes Chinese from ``eastAsia``, which python-docx does not set by itself."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.font.color.rgb = LATIN, Pt(size), RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asian)
    return run


def _footer(line: Any, made: Document) -> None:
    """The foot, and the page's number as fields that Word counts itself."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    before, between, after = Words(made.language)("common.page_of", x="\0", y="\0").split("\0")
    _run(line, f"{made.foot}\t{before}", SANS, 8)
    _field(line, "PAGE")
    _run(line, between, SANS, 8)
    _field(line, "NUMPAGES")
    _run(line, after, SANS, 8)


def _field(line: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        run = _run(line, "", SANS, 8)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        run._element.append(part)


def _table(book: Any, made: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = book.add_table(rows=1, cols=len(made.columns))
    table.style, table.autofit = "Table Grid", False
    total = sum(column.share for column in made.columns)
    widths = [Mm(TEXT_WIDTH_MM * column.share / total) for column in made.columns]
    centred = [column.form != "general" for column in made.columns]
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # again on every page
    for cell, column in zip(head.cells, made.columns, strict=True):
        _cell(cell, column.title, SANS, True)
    for row in made.rows:
        for cell, value, middle in zip(table.add_row().cells, row, centred, strict=True):
            _cell(cell, shown(value), SERIF, middle)
    for grid, width in zip(table.columns, widths, strict=True):
        grid.width = width  # what other writers than Word go by
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _cell(cell: Any, words: str, east_asian: str, middle: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, words, east_asian, 9)


def _picture(book: Any, bars: Bars, title: str, language: str) -> None:
    """The chart of the pages as a picture, with its numbers as words for whoever cannot see it."""
    from docx.shared import Mm, Pt

    drawn = draw_figure(bar_chart(bars), width_mm=PAGE_WIDTH_MM, language=language)
    line = book.add_paragraph()
    line.paragraph_format.space_after = Pt(6)
    shape = line.add_run().add_picture(io.BytesIO(drawn), width=Mm(TEXT_WIDTH_MM))
    numbers = zip(bars.labels, bars.measured, bars.exceeding, strict=True)
    told = " ".join(f"{name} {exceeding}/{measured}" for name, measured, exceeding in numbers if measured)
    shape._inline.docPr.set("name", title)
    shape._inline.docPr.set("descr", f"{title} ({bars.legend[1]}/{bars.legend[0]}): {told}")


def _fixed(book: Any, made: Document) -> bytes:
    """The file with the document's own date and none of the clock's."""
    core = book.core_properties
    moment = made.made_at.astimezone(UTC).replace(tzinfo=None)
    core.title, core.author, core.last_modified_by = f"{made.title} {made.subtitle}", made.authority, ""
    core.created = core.modified = moment
    core.comments, core.revision = "", 1
    raw, content = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(given.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, given.read(name))
    return content.getvalue()
