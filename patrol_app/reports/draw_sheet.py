"""双随机抽查抽取单: lists, hash, rule, seed and result of a draw on one sheet, with how to make it again by hand."""

from __future__ import annotations

from datetime import datetime, time

from patrol_app.assets import Language
from patrol_app.domain.draws import DrawSheet
from patrol_app.reports.blocks import Block, Cell, Paper, heading, label, table, text, value
from patrol_app.reports.said import Said, date_text
from patrol_app.reports.typeset import draw_pages, typeset
from patrol_app.reports.words import CHINA

NAME = "draw_sheet"


def render(sheet: DrawSheet, *, rule: str, language: Language = "zh") -> bytes:
    """The sheet as PDF/A-2b, dated by the day of the draw; the same draw gives the same bytes.

    Args:
        sheet: the draw.
        rule: the rule on one line.
        language: ``zh`` or ``en``.
    """
    paper = lay_out(sheet, rule, language)
    return typeset([paper], title=paper.title, author=sheet.authority, made_at=made_at(sheet), language=language)


def draw(sheet: DrawSheet, *, rule: str, language: Language = "zh") -> tuple[bytes, ...]:
    """The pages as PNG pictures for the screen; arguments as for ``render``."""
    return draw_pages([lay_out(sheet, rule, language)], made_at=made_at(sheet), language=language)


def made_at(sheet: DrawSheet) -> datetime:
    """The date inside the files of a draw: noon of its day."""
    return datetime.combine(sheet.held_on, time(12, 0), CHINA)


def lay_out(sheet: DrawSheet, rule: str, language: Language) -> Paper:
    """The sheet as a paper; supervisor and drawers sign it."""
    said = Said("drawn", language)
    head: list[list[Cell]] = [
        [label(said("seed")), value(sheet.seed, span=3)],
        [label(said("seed_source")), value(sheet.seed_source, span=3)],
        [label(said("rule")), value(rule, span=3, size=8.5)],
        [
            label(said("listed")),
            value(said("listed_value", sites=len(sheet.sites), officers=len(sheet.officers))),
            label(said("count")),
            value(sheet.count),
        ],
    ]
    # outside the table, where nothing is put between the characters: it is copied from here
    told = text(f"{said('sha256')}  {sheet.list_sha256}", size=9, indent=False)
    blocks: list[Block] = [told, table([26, -1, 26, 24], head), heading(said("result")), result_table(sheet, said)]
    blocks.append(heading(said("sites")))
    names = ("no", "site", "key", "complaints", "credit", "weight")
    header: list[Cell] = [label(said(name), center=True) for name in names]
    rows: list[list[Cell]] = [
        [
            value(number, center=True),
            value(site.name),
            value(said("yes") if site.key_source else "", center=True),
            value(site.complaints, center=True),
            value(site.credit_grade, center=True),
            value(site.weight, center=True),
        ]
        for number, site in enumerate(sheet.sites, start=1)
    ]
    blocks.append(table([12, -1, 18, 18, 18, 18], rows, header=header, size=9))
    if sheet.excluded:
        blocks.append(heading(said("excluded")))
        rows = [[value(one.name), value(Said("routes", language)(f"left.{one.reason}"))] for one in sheet.excluded]
        blocks.append(table([60, -1], rows, header=[label(said("site")), label(said("reason"))], size=9))
    blocks.append(heading(said("officers")))
    rows = [
        [value(officer.name), value(officer.certificate_number), value(said.joined(list(officer.recused_sites)))]
        for officer in sheet.officers
    ]
    header = [label(said("name")), label(said("certificate")), label(said("recused"))]
    blocks.append(table([40, 46, -1], rows, header=header, size=9))
    blocks.append(heading(said("again")))
    blocks.append(text(said("how"), size=9, indent=False))
    return Paper(
        authority=sheet.authority,
        title=said("title"),
        left=date_text(sheet.held_on, language),
        running_left=said("title"),
        running_right=sheet.list_sha256[:12],
        foot_left=said("foot", sha256=sheet.list_sha256[:12]),
        page_of=said.words("common.page_of"),
        blocks=[*blocks, _signed(said)],
    )


def result_table(sheet: DrawSheet, said: Said) -> Block:
    """The drawn sites with their officers, in the order in which they were drawn."""
    header: list[Cell] = [label(said(name), center=True) for name in ("order", "site", "drawn_officers", "weight")]
    rows: list[list[Cell]] = [
        [value(number, center=True), value(one.site), value(said.joined(list(one.officers))), value(one.weight)]
        for number, one in enumerate(sheet.drawn, start=1)
    ]
    return table([16, -1, -1, 16], rows, header=header)


def _signed(said: Said) -> Block:
    rows: list[list[Cell]] = [[label(said(name)), ""] for name in ("drawer_one", "drawer_two", "supervisor")]
    return table([50, -1], rows, height=11, breakable=False)
