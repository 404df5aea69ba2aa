"""Which papers a visit needs, and their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patrol_app.assets import Language
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports import obstacle, render
from patrol_app.services.photographs import photo_set
from patrol_app.services.site_plans import plan_of

PAPER_FILES = {
    "record.pdf": "inspection_record",
    "site-plan.pdf": "site_plan",
    "noise-record.pdf": "noise_record",
    "dust-record.pdf": "dust_record",
    "correction-order.pdf": "correction_order",
    "photo-sheet.pdf": "photo_sheet",
}
"""Name in the pack to kind of paper; ``record.pdf`` is the on-site inspection record."""

SIGNED_PAPERS = ("record.pdf", "noise-record.pdf", "dust-record.pdf", "site-plan.pdf")
"""What the officers themselves record: their signatures also stand in the PDF, for who opens nothing else (PAdES)."""


def wants_order(record: VisitRecord) -> bool:
    """An order to correct is due when a limit is exceeded or a legal duty is breached (Penalty Law art. 28).

    The exam notice alone carries no article that an order could cite, so its breach alone makes no order. Where the
    order cannot be made on the spot (a screening unit with nothing but a value, an unknown party) the visit is closed
    without it, and the paper can be made later.
    """
    due = any(
        verdict.outcome == "exceeds" or (verdict.outcome == "breach" and verdict.kind != "noise_ban")
        for verdict in record.verdicts
    )
    return due and obstacle("correction_order", replace(record, order_number="0")) is None


def paper_kinds(record: VisitRecord) -> dict[str, tuple[str, object]]:
    """The papers that the visit needs: name in the pack to kind of paper and its details."""
    wanted = ["record.pdf"]
    if record.measurement is not None:
        wanted.append("noise-record.pdf")
    if obstacle("dust_record", record) is None:
        wanted.append("dust-record.pdf")
    if record.order_number is not None:
        wanted.append("correction-order.pdf")
    details: dict[str, object] = {}
    plan = plan_of(record)
    if plan is not None and obstacle("site_plan", record, details=plan) is None:
        details["site-plan.pdf"] = plan
    photos = photo_set(record)
    if photos.photos:
        details["photo-sheet.pdf"] = photos
    wanted += [name for name in PAPER_FILES if name in details]
    return {name: (PAPER_FILES[name], details.get(name)) for name in wanted}


def papers_of(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    pictures: Mapping[str, bytes] | None = None,
    *,
    language: Language = "zh",
) -> dict[str, bytes]:
    """Every paper of the visit by its name in the pack; the same record and photos give the same bytes."""
    return {
        name: render(
            kind,
            record,
            series,
            language=language,
            details=details,
            pictures=pictures if kind == "photo_sheet" else None,
        )
        for name, (kind, details) in paper_kinds(record).items()
    }
