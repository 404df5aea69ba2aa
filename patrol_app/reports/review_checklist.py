"""案卷评查表: the review of a case file line by line, with the score of the ministry's rules (2024 edition)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from patrol_app.assets import Language
from patrol_app.domain.papers import ReviewItem
from patrol_app.reports.blocks import Block, Cell, Paper, label, table, text, value
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import Words

NAME = "review_checklist"
TITLE = "review.title"


def sums(items: Sequence[ReviewItem]) -> tuple[Decimal, Decimal]:
    """Points got and points possible, over the items that apply and were looked at."""
    counted = [item for item in items if item.applies and item.got is not None]
    got = sum((Decimal(repr(item.got)) for item in counted), Decimal(0))
    return got, sum((Decimal(repr(item.points)) for item in counted), Decimal(0))


def score(items: Sequence[ReviewItem]) -> Decimal | None:
    """50 + 50 x got / possible, to one decimal; ``None`` where nothing counts."""
    got, possible = sums(items)
    if possible == 0:
        return None
    return (Decimal(50) + Decimal(50) * got / possible).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def render(
    items: Sequence[ReviewItem],
    *,
    authority: str,
    case_name: str,
    reviewer: str,
    made_at: datetime,
    language: Language = "zh",
) -> bytes:
    """The review sheet as PDF/A-2b.

    Args:
        items: the lines in the order of the rules; ``got`` None means not looked at, which is said and not scored.
        authority: whose files are reviewed.
        case_name: name of the case.
        reviewer: who reviews.
        made_at: date of the review.
        language: the form set's language.
    """
    words = Words(language)
    header: list[Cell] = [
        label(words(f"review.{name}"), center=True) for name in ("group", "item", "points", "got", "note")
    ]
    rows = [_row(item, words) for item in items]
    got, possible = sums(items)
    rows.append(
        [label(words("review.sum"), span=2), value(_plain(possible), center=True), value(_plain(got), center=True), "/"]
    )
    reached = score(items)
    unseen = sum(item.applies and item.got is None for item in items)
    blocks: list[Block] = [
        text(f"{words('review.case')}：{case_name}", indent=False),
        table([30, -2.4, 14, 16, -1.4], rows, header=header, size=9),
    ]
    if reached is None:
        blocks.append(text(words("review.no_formula"), indent=False))
    else:
        blocks.append(
            text(words("review.formula", got=_plain(got), points=_plain(possible), score=reached), indent=False)
        )
    if unseen:
        blocks.append(text(words("review.open", count=unseen), indent=False))
    blocks.append({"kind": "right", "text": f"{words('review.reviewer')}：{reviewer}\n{words.day(made_at)}"})
    made = Paper(
        authority=authority,
        title=words(TITLE),
        running_left=words(TITLE),
        running_right=case_name,
        page_of=words("common.page_of"),
        blocks=blocks,
    )
    return typeset([made], title=f"{words(TITLE)} {case_name}", author=authority, made_at=made_at, language=language)


def _plain(number: Decimal | float) -> str:
    return f"{Decimal(repr(number)) if isinstance(number, float) else number:f}".rstrip("0").rstrip(".") or "0"


def _row(item: ReviewItem, words: Words) -> list[Cell]:
    if not item.applies:
        shown = words("review.not_applicable")
    elif item.got is None:
        shown = words("review.not_checked")
    else:
        shown = _plain(float(item.got))
    points = _plain(float(item.points))
    return [
        value(item.group),
        value(item.item),
        value(points, center=True),
        value(shown, center=True),
        value(item.note),
    ]
