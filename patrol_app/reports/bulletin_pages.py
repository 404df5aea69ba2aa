"""A bulletin as PDF: numbered sections, bar charts for grey print, tables."""

from __future__ import annotations

import math
from typing import Any

from patrol_app.reports.blocks import (
    PAGE_WIDTH_MM,
    Block,
    Cell,
    Paper,
    drawing,
    heading,
    keep,
    label,
    space,
    table,
    text,
)
from patrol_app.reports.document import Bars, Document, Section, Table, Value
from patrol_app.reports.typeset import draw_pages, typeset
from patrol_app.reports.words import CHINA, Words

Shape = dict[str, Any]

LEFT_MM, PLOT_MM, TOP_MM = 10.0, 34.0, 6.0
LETTER_MM = 1.9
NUMERALS = "一二三四五六七八九十"


def pages(made: Document) -> bytes:
    """The PDF/A-2b file."""
    return typeset(
        [paper(made)], title=f"{made.title} {made.subtitle}", author=made.authority, made_at=made.made_at,
        language=made.language,
    )  # fmt: skip


def preview(made: Document, *, dpi: float = 96.0) -> tuple[bytes, ...]:
    """The pages as PNG pictures for the screen."""
    return draw_pages([paper(made)], made_at=made.made_at, language=made.language, dpi=dpi)


def paper(made: Document) -> Paper:
    """The bulletin laid out."""
    words = Words("zh" if made.language == "zh" else "en")
    blocks: list[Block] = [text(made.note, size=9, sans=True, indent=False)] if made.note else []
    for number, section in enumerate(made.sections):
        if made.signatures and section is made.sections[-1]:  # what follows is a note on the data
            blocks += [space(2.0), text(signature_line(made), sans=True, indent=False), space(2.0)]
        blocks += _section(section, number_words(number, made.language))
    return Paper(
        authority=made.authority,
        title=made.title,
        left=made.subtitle,
        running_left=made.title,
        running_right=made.subtitle,
        foot_left=made.foot,
        page_of=words("common.page_of"),
        watermark=made.watermark,
        blocks=blocks,
    )


def number_words(number: int, language: str) -> str:
    """一、二、 ... 十一、 in Chinese, 1. 2. in English; ``number`` counts from 0."""
    if language != "zh":
        return f"{number + 1}. "
    return f"{NUMERALS[number]}、" if number < 10 else f"十{NUMERALS[number - 10]}、"


def signature_line(made: Document) -> str:
    """Each who signs, with a line to sign on; the colon is the language's own."""
    colon = "：" if made.language == "zh" else ": "
    return "    ".join(f"{who}{colon}{'_' * 18}" for who in made.signatures)


def _section(section: Section, number: str) -> list[Block]:
    top: list[Block] = [heading(number + section.title)]
    top += [text(words, size=8.5 if section.small else 10) for words in section.texts]
    if section.bars is not None:
        top.append(bar_chart(section.bars))
    blocks = [keep(top)] if section.bars is not None else top
    if section.table is not None:
        blocks.append(_table(section.table))
    return blocks


def _table(made: Table) -> Block:
    total = sum(column.share for column in made.columns)
    widths = [round(column.share / total * PAGE_WIDTH_MM, 2) for column in made.columns]
    header: list[Cell] = [label(column.title, center=True) for column in made.columns]
    rows: list[list[Cell]] = [
        [
            {"t": shown(cell), "center": True} if column.form != "general" else shown(cell)
            for column, cell in zip(made.columns, row, strict=True)
        ]
        for row in made.rows
    ]
    return table(widths, rows, header=header, size=8.5, whole_rows=True)


def shown(cell: Value) -> str:
    """A cell as words; what is not there stays empty."""
    if cell is None:
        return ""
    if isinstance(cell, int | float | str):
        return str(cell)
    return f"{cell.astimezone(CHINA):%Y-%m-%d %H:%M}"


def bar_chart(bars: Bars) -> Block:
    """Outlined bars for what was measured, solid ones in them for what exceeds; the axis begins at nothing."""
    count = len(bars.labels)
    top = max([*bars.measured, 1])
    step = next(s * 10**p for p in range(7) for s in (1, 2, 5) if top / (s * 10**p) <= 4)
    high = math.ceil(top / step) * step
    width = PAGE_WIDTH_MM - LEFT_MM - 2.0
    place = width / count
    wide = min(place * 0.6, 12.0)
    bottom = TOP_MM + PLOT_MM
    shapes: list[Shape] = [_legend(0), *_legend_words(bars)]
    shapes.append({**_legend(1), "fill": 0})
    for level in range(0, high + 1, step):
        y = round(bottom - PLOT_MM * level / high, 2)
        line = {"shape": "line", "points": [[LEFT_MM, y], [LEFT_MM + width, y]], "width": 0.4, "gray": 215}
        shapes += [line, {"shape": "text", "x": LEFT_MM - 1.2, "y": y, "t": str(level), "anchor": "r", "size": 7.5}]
    every = math.ceil(max(len(name) for name in bars.labels) * LETTER_MM / place)
    for index, (name, measured, exceeding) in enumerate(zip(bars.labels, bars.measured, bars.exceeding, strict=True)):
        x = round(LEFT_MM + place * index + (place - wide) / 2, 2)
        for number, fill in ((measured, 255), (exceeding, 0)):
            tall = round(PLOT_MM * number / high, 2)
            if tall:
                shapes.append(
                    {"shape": "rect", "x": x, "y": round(bottom - tall, 2), "w": round(wide, 2), "h": tall,
                     "width": 0.6, "fill": fill}
                )  # fmt: skip
        if index % every == 0:
            at = round(x + wide / 2, 2)
            shapes.append({"shape": "text", "x": at, "y": bottom + 3.0, "t": name, "anchor": "c", "size": 6.5})
    return drawing(bottom + 6.0, shapes)


def _legend(place: int) -> Shape:
    return {"shape": "rect", "x": LEFT_MM + 30.0 * place, "y": 0.6, "w": 4.0, "h": 2.6, "width": 0.6}


def _legend_words(bars: Bars) -> list[Shape]:
    return [
        {"shape": "text", "x": LEFT_MM + 30.0 * place + 5.5, "y": 1.9, "t": words, "size": 7.5}
        for place, words in enumerate(bars.legend)
    ]
