"""信息公开表: what was checked, what was found and what was done, without anything about a person.

It is built from a list of fields that may be published: names of firms and sites, dates, outcomes, numbers of orders.
Officers, people met, telephones and addresses never reach it; whatever looks like an identity or telephone number in
a name or a code is covered.
"""

from __future__ import annotations

import re

from patrol_app.domain.bulletins import Bulletin
from patrol_app.reports.document import Column, Section, Table
from patrol_app.reports.said import Said
from patrol_app.reports.words import CHINA

NAME = "disclosure_sheet"
TITLE = "title.disclosure_sheet"

_PERSONAL = re.compile(r"(?<!\d)(?:[1-9]\d{5}(?:19|20)\d{9}[\dXx]|1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\dXx])")


def covered(text: str | None) -> str | None:
    """The text with identity numbers and telephones covered."""
    return None if text is None else _PERSONAL.sub("***", text)


def sections(found: Bulletin, said: Said) -> tuple[Section, ...]:
    """One table of visits."""
    columns = (
        Column(title=said("no"), share=0.75, form="whole"),
        Column(title=said("party"), share=1.8),
        Column(title=said("code"), share=2.7),
        Column(title=said("site"), share=1.4),
        Column(title=said("checked_on"), share=1.45),
        Column(title=said("outcome"), share=1.4),
        Column(title=said("found"), share=1.9),
        Column(title=said("order"), share=1.7),
    )
    rows = tuple(
        (
            place,
            covered(visit.party),
            covered(visit.credit_code),
            covered(visit.site),
            f"{visit.arrived_at.astimezone(CHINA):%Y-%m-%d}",
            said.words(f"common.{visit.outcome}") if visit.outcome else said("not_measured"),
            said.joined([said(f"case.{kind}") for kind in visit.breaches]),
            visit.order_number or said("no_order"),
        )
        for place, visit in enumerate(found.visits, start=1)
    )
    if not rows:
        return (Section(title=said("part.disclosed"), texts=(said("no_visit"),)),)
    return (Section(title=said("part.disclosed"), texts=(said("disclosed"),), table=Table(columns=columns, rows=rows)),)
