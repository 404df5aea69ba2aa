"""先行登记保存证据通知书: registering evidence that may vanish (Administrative Penalty Law art. 56), with its list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from patrol_app.assets import Language
from patrol_app.domain.papers import EvidenceRegistration
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Block, Cell, Paper, heading, keep, label, line, space, table, text, value
from patrol_app.reports.correction_order import party_lines
from patrol_app.reports.frame import (
    BASIC,
    blank_below,
    missing,
    need,
    paper,
    party_not_signing,
    party_of,
    render_one,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.words import CHINA, Words

NAME = "evidence_registration"
TITLE = "registration.title"
CHECKS = (*BASIC, ("party", lambda record: bool((party := party_of(record)) and party.name)))
DETAILS = EvidenceRegistration


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The notice as a paper; ``details`` is the ``EvidenceRegistration``.

    Raises:
        BadInput: no goods, no number, no place, or mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    kept = need(details, EvidenceRegistration, title)
    lacking = [*missing(record, CHECKS)]
    lacking += [] if kept.number.strip() else ["order_number"]
    lacking += [] if kept.goods else ["goods"]
    lacking += [] if kept.place.strip() else ["place"]
    lacking += [] if kept.cause.strip() else ["reason"]
    stop_if_missing(lacking, title, words)
    period = {"start": words.day(_noon(kept.from_day)), "end": words.day(_noon(kept.to_day))}
    seal = f"{record.authority.name}{words('order.seal')}\n{words.day(kept.made_at)}"
    blocks: list[Block] = [
        *party_lines(record, words),
        text(words("registration.body", cause=kept.cause, reason=words(f"registration.{kept.reason}"))),
        text(words("registration.period", **period)),
        text(words("registration.in_place" if kept.in_place else "registration.elsewhere", place=kept.place)),
        text(words("registration.duty")),
        space(4),
        keep([{"kind": "right", "text": seal}]),
        heading(words("registration.list")),
        _goods(kept, words),
        line(words("registration.confirm"), words("registration.hint")),
        blank_below(words),
        text(words("registration.copies"), size=9, indent=False),
    ]
    cell, notes = party_not_signing(record, words)
    rows = [{"label": words("registration.sign_party"), "words": cell}]
    rows += [
        {"label": words("registration.sign_officer", number=officer.certificate_number)}
        for officer in record.officers[:2]
    ]
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=signatures(words, every_page=rows[0], last_page=rows, notes=notes),
        running_right=kept.number,
        right=kept.number,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=CHINA)


def _goods(kept: EvidenceRegistration, words: Words) -> Block:
    names = ("number", "name", "count", "model", "made", "maker", "remark")
    header: list[Cell] = [label(words(f"registration.{name}"), center=True) for name in names]
    rows: list[list[Cell]] = [
        [
            value(number, center=True),
            value(good.name),
            value(good.count),
            value(good.model),
            value(good.made),
            value(good.maker),
            value(good.remark),
        ]
        for number, good in enumerate(kept.goods, start=1)
    ]
    return table([12, -1.6, -0.7, -1, -1.1, -1.2, -1], rows, header=header)


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The notice as PDF/A-2b; ``details`` is the ``EvidenceRegistration``."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    kept = need(details, EvidenceRegistration, made.title)
    return render_one(record, made, words, made_at=kept.made_at, number=kept.number)
