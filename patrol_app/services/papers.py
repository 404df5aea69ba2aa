"""Which papers a visit needs, and their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports import obstacle, render

PAPER_FILES = {
    "record.pdf": "inspection_record",
    "noise-record.pdf": "noise_record",
    "correction-order.pdf": "correction_order",
}
"""Name in the pack to kind of paper; ``record.pdf`` is the on-site inspection record."""


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


def papers_of(record: VisitRecord, series: Mapping[str, LevelSeries]) -> dict[str, bytes]:
    """Every paper of the visit by its name in the pack; the same record gives the same bytes."""
    wanted = ["record.pdf"]
    if record.measurement is not None:
        wanted.append("noise-record.pdf")
    if record.order_number is not None:
        wanted.append("correction-order.pdf")
    return {name: render(PAPER_FILES[name], record, series) for name in wanted}
