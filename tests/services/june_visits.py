"""Made-up closed visits of an office, one every five hours from 20 May 2026, and the demonstration's libraries."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "reports"))

from demo_visit import VISIT

from patrol_app.assets import resource
from patrol_app.domain.codec import to_plain
from patrol_app.domain.verdict import Outcome
from patrol_app.services.office import library
from patrol_app.services.office.columns import LOCAL
from patrol_app.store.home import Home
from patrol_app.store.store import Store

__all__ = ["FIRST", "OUTCOMES", "VISIT", "filled", "record_of"]

FIRST = datetime(2026, 5, 20, 21, 10, tzinfo=LOCAL)
OUTCOMES: tuple[Outcome, ...] = (
    "exceeds",
    "complies",
    "indicative",
    "cannot_be_judged",
    "complies",
    "exceeds",
    "complies",
)


def record_of(number: int) -> dict[str, Any]:
    """The demonstration visit, moved and changed by its number: nights, hours, sites, zones and outcomes vary."""
    noise = replace(VISIT.verdicts[0], outcome=OUTCOMES[number % 7])
    if noise.outcome != "exceeds":
        noise = replace(noise, findings=tuple(replace(found, exceeds=None) for found in noise.findings))
    others = VISIT.verdicts[1:] if number % 3 == 0 else ()
    assert VISIT.measurement is not None
    arrived = FIRST + timedelta(hours=5 * number)
    run = replace(VISIT.measurement, started_at=arrived + timedelta(minutes=20))
    record = replace(
        VISIT,
        number=f"T-{number:04d}",
        arrived_at=arrived,
        left_at=arrived + timedelta(minutes=50),
        site=replace(VISIT.site, name=f"演示{number % 6}号工地"),
        zone=VISIT.zone if number % 2 else None,
        measurement=None if number % 10 == 9 else run,
        order_number=VISIT.order_number if number % 4 == 0 else None,
        verdicts=(*(() if number % 10 == 9 else (noise,)), *others),
    )
    return dict(to_plain(replace(record, chain=None)))


def filled(store: Store, home: Home, visits: int) -> None:
    """The unit and libraries of the demonstration, and so many closed visits."""
    (home.path / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
    for kind in library.kinds():
        path = resource("demo", f"{kind}.csv")
        library.import_file(path, kind, store, keep_good=False, actor="test", at=FIRST)
    with store.transaction() as work:
        for number in range(visits):
            record = record_of(number)
            at = datetime.fromisoformat(record["left_at"])
            work.append("visit.closed", record["number"], {"record": record}, actor="test", at=at)
