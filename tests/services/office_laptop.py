"""A laptop of the office for the doors' tests: the demonstration's libraries and two short visits in one folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from made_once import scratch
from short_visit import ARRIVED, ShortVisit, import_demo

from patrol_app.rules.book import load_rule_book
from patrol_app.services.measuring import settle_visit
from patrol_app.store.home import Home
from patrol_app.store.store import Store

FIRST, SECOND, LEFT = "NP-20260606-0001", "NP-20260606-0002", "NP-20260620-0001"


def new_home(path: Path) -> Path:
    """A data folder with the demonstration's libraries and nothing measured."""
    store = Store.open(Home.open(path).database, device="TEST-LAPTOP")
    import_demo(store)
    store.close()
    return path


@cache
def office() -> Path:
    """Two visits of the night of 6 June, closed (the second after midnight); one of 20 June left open. Read only."""
    home = new_home(scratch("office-") / "home")
    for number, arrived, level_db in (
        (FIRST, ARRIVED, 63.0),
        (SECOND, ARRIVED + timedelta(hours=3), 52.0),
        (LEFT, datetime(2026, 6, 20, 15, 0, tzinfo=UTC), 60.0),
    ):
        with ShortVisit(home, number=number, arrived=arrived) as visit:
            visit.truth["LAF"] = level_db
            visit.do("calibrate", which="before", typed_db=93.8)
            visit.do("begin_run", role="main")
            visit.walk(20)
            if number == LEFT:
                continue
            visit.do("end_run")
            visit.stop()
            settle_visit(number, home=visit.home, store=visit.store, book=load_rule_book())
    return home
