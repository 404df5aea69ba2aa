"""双随机抽查结果公示表: what is published of a draw, so that anyone can check it; results are filled in afterwards."""

from __future__ import annotations

from patrol_app.assets import Language
from patrol_app.domain.draws import DrawSheet
from patrol_app.reports.blocks import Block, Cell, Paper, label, table, text, value
from patrol_app.reports.draw_sheet import made_at
from patrol_app.reports.said import Said, date_text
from patrol_app.reports.typeset import typeset

NAME = "draw_publication"


def render(sheet: DrawSheet, *, rule: str, language: Language = "zh") -> bytes:
    """The publication as PDF/A-2b; no telephone, address or number of a person stands on it."""
    paper = lay_out(sheet, rule, language)
    return typeset([paper], title=paper.title, author=sheet.authority, made_at=made_at(sheet), language=language)


def lay_out(sheet: DrawSheet, rule: str, language: Language) -> Paper:
    """The publication as a paper. Certificate numbers are left out, officers stand by name."""
    said = Said("drawn", language)
    listed = {site.name: site for site in sheet.sites}
    names = ("no", "site", "code", "sort", "drawn_officers", "checked_on", "outcome", "handled")
    header: list[Cell] = [label(said(name), center=True) for name in names]
    rows: list[list[Cell]] = [
        [
            value(number, center=True),
            value(one.site),
            value(listed[one.site].credit_code),
            value(said("key_unit") if listed[one.site].key_source else said("general_unit"), center=True),
            value(said.joined([officer.rsplit(" ", 1)[0] for officer in one.officers])),
            "",
            "",
            "",
        ]
        for number, one in enumerate(sheet.drawn, start=1)
    ]
    told: list[Block] = [
        text(said("seed_told", seed=sheet.seed, source=sheet.seed_source or said("not_told")), size=9, indent=False),
        text(said("list_told", sha256=sheet.list_sha256, sites=len(sheet.sites)), size=9, indent=False),
        text(said("rule_told", rule=rule), size=9, indent=False),
    ]
    return Paper(
        authority=sheet.authority,
        title=said("publication"),
        left=date_text(sheet.held_on, language),
        running_left=said("publication"),
        foot_left=said("foot", sha256=sheet.list_sha256[:12]),
        page_of=said.words("common.page_of"),
        blocks=[table([9, -1, 41, 12, -0.9, 18, 18, 16], rows, header=header, size=9), *told],
    )
