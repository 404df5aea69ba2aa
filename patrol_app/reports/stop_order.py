"""责令暂停施工 / 责令停工整治: only after an order to correct was served and a recheck proves refusal.

The article must be in force at the visit and be named by its verdicts; otherwise the order is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from patrol_app.assets import Language
from patrol_app.domain.errors import CannotDo
from patrol_app.domain.papers import StopOrder
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.domain.verdict import LawCitation, Verdict
from patrol_app.reports.blocks import Block, Paper, keep, space, text
from patrol_app.reports.correction_order import CHECKS as ORDER_CHECKS
from patrol_app.reports.correction_order import breaches, citations, named, party_lines, quoted
from patrol_app.reports.frame import missing, need, paper, render_one, stop_if_missing
from patrol_app.reports.order_facts import facts
from patrol_app.reports.words import CHINA, Words

NAME = "stop_order"
TITLE = "stop.title"
CHECKS = tuple(check for check in ORDER_CHECKS if check[0] != "order_number")
DETAILS = StopOrder

_KINDS = {
    "pause": ("construction_noise", "night_permit", "noise_ban"),
    "rectify": ("construction_dust", "dust_measures"),
}
_POWERS = {"pause": "暂停施工", "rectify": "停工整治"}


def grounds_of(record: VisitRecord, kind: str) -> tuple[Verdict, ...]:
    """The verdicts that carry the order: of its kind, and not shown by screening alone."""
    return tuple(verdict for verdict in breaches(record) if verdict.kind in _KINDS[kind])


def articles(record: VisitRecord, kind: str) -> tuple[LawCitation, ...]:
    """The penalty articles of those verdicts whose read text gives the power to stop the work."""
    return tuple(
        law for law in citations(grounds_of(record, kind), "penalty") if law.text and _POWERS[kind] in law.text
    )


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The order as a paper; ``details`` is the ``StopOrder``.

    Raises:
        BadInput: no earlier order, no recheck record, or mandatory fields are missing.
        CannotDo: no article in force at the visit gives the power.
    """
    del series
    order = need(details, StopOrder, words(TITLE))
    title = words(f"stop.title_{order.kind}")
    lacking = [*missing(record, CHECKS)]
    lacking += [] if order.number.strip() else ["order_number"]
    lacking += [] if order.earlier_order.strip() else ["earlier_order"]
    lacking += [] if order.recheck_record.strip() and order.recheck_found.strip() else ["recheck"]
    stop_if_missing(lacking, title, words)
    laws = articles(record, order.kind)
    act = words(f"stop.act_{order.kind}")
    if not laws:
        raise CannotDo("reports.stop_no_law", number=record.number, act=act)
    stated = [*facts(record, grounds_of(record, order.kind), words)]
    seal = f"{record.authority.name}{words('order.seal')}\n{words.day(made_at(order))}"
    blocks: list[Block] = [
        *party_lines(record, words),
        text(words("stop.facts") + stated[1]),
        text(stated[-1]),
        text(
            words(
                "stop.earlier",
                served=words.day(_noon(order.earlier_served_on)),
                order=order.earlier_order,
                rechecked=words.minute(order.rechecked_at),
                found=order.recheck_found,
                record=order.recheck_record,
            )
        ),
        text(words("stop.evidence", order=order.earlier_order, record=order.recheck_record)),
        text(words("stop.basis", articles=named(laws, words), act=act)),
        *quoted(laws, words),
        text(words("stop.scope", scope=order.scope)),
        text(words("stop.period", period=order.period)),
        text(words("stop.after")),
        text(words("order.remedy", review=record.authority.review_body, court=record.authority.court)),
        space(6),
        keep([{"kind": "right", "text": seal}]),
        text(words("order.handover"), size=9, indent=False),
    ]
    return paper(
        record, words, title=title, blocks=blocks, practice=practice, running_right=order.number, right=order.number
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=CHINA)


def made_at(order: StopOrder) -> datetime:
    """Noon of the day the order was made: an order carries a date, not a time."""
    return _noon(order.made_on)


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The order as PDF/A-2b; ``details`` is the ``StopOrder``."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    order = need(details, StopOrder, made.title)
    return render_one(record, made, words, made_at=made_at(order), number=order.number)
