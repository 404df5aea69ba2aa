"""案卷评查表: the review of a case file line by line, as the ministry's rules (2024 edition) have it.

Ticked where the record knows the answer, with the place it comes from; open boxes where a person has to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from patrol_app.assets import Language
from patrol_app.domain.papers import ReviewItem
from patrol_app.reports.blocks import Block, Cell, Paper, label, space, table, text, ticks, value
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import Words

NAME = "review_checklist"
TITLE = "review.title"


def open_items(items: Sequence[ReviewItem]) -> int:
    """How many items are left to a person."""
    return sum(item.applies and item.met is None for item in items)


def fatal(items: Sequence[ReviewItem]) -> tuple[str, ...]:
    """The points of legality that are known not to be met: with one of them the file scores nothing."""
    return tuple(item.item for item in items if item.applies and item.points is None and item.met is False)


def score(items: Sequence[ReviewItem]) -> Decimal | None:
    """50 + 50 x got / possible, to one decimal; 0 with a fatal fault, ``None`` while any item is open."""
    counted = [item for item in items if item.applies and item.points is not None]
    if open_items(items) or not counted:
        return None
    if fatal(items):
        return Decimal("0.0")
    got = sum((Decimal(repr(item.points)) for item in counted if item.met), Decimal(0))
    possible = sum((Decimal(repr(item.points)) for item in counted), Decimal(0))
    return (Decimal(50) + Decimal(50) * got / possible).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def render(
    items: Sequence[ReviewItem],
    *,
    authority: str,
    case_name: str,
    number: str,
    made_at: datetime,
    simulated: bool = False,
    language: Language = "zh",
) -> bytes:
    """The review sheet as PDF/A-2b.

    Args:
        items: the lines in the order of the rules.
        authority: whose files are reviewed.
        case_name: name of the case.
        number: the visit's number.
        made_at: the date inside the file.
        simulated: marks every page as a demonstration.
        language: the form set's language.
    """
    words = Words(language)
    names = ("group", "item", "points", "state", "place")
    header: list[Cell] = [label(words(f"review.{name}"), center=True) for name in names]
    rows = [_row(item, words) for item in items]
    blocks: list[Block] = [
        text(words("review.filled"), indent=False, size=9, sans=True),
        table([22, -2.9, 11, 34, -1.6], rows, header=header, size=8, pad=0.75),
        space(1),
        *(text(each, indent=False, size=9.5) for each in _told(items, words)),
        table([30, -1, 30, -1], [_signed(words)], height=12),
    ]
    made = Paper(
        authority=authority,
        title=words(TITLE),
        left=f"{words('review.case')}：{case_name}",
        right=words("common.number", number=number),
        running_left=words(TITLE),
        running_right=words("common.number", number=number),
        page_of=words("common.page_of"),
        watermark=words("common.demo") if simulated else "",
        blocks=blocks,
    )
    return typeset([made], title=f"{words(TITLE)} {number}", author=authority, made_at=made_at, language=language)


def _told(items: Sequence[ReviewItem], words: Words) -> list[str]:
    broken, reached, left = fatal(items), score(items), open_items(items)
    told = [words("review.fatal", items=words.joined(list(broken)))] if broken else []
    if left:
        told.append(words("review.open", count=left))
    told.append(words("review.no_score") if reached is None else words("review.score", score=reached))
    return told


def _signed(words: Words) -> list[Cell]:
    return [label(words("review.reviewer")), "", label(words("common.date")), {"t": words("common.date_blank")}]


def _row(item: ReviewItem, words: Words) -> list[Cell]:
    points = words("review.fatal_points") if item.points is None else f"{item.points:g}"
    if not item.applies:
        state: Cell = {"t": words("review.not_applicable")}
        place = "/"
    else:
        state = ticks([(item.met is True, words("review.met")), (item.met is False, words("review.unmet"))])
        place = words("review.by_person") if item.met is None else item.place
    return [value(item.group), value(item.item), value(points, center=True), state, value(place, size=7)]
