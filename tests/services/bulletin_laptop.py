"""A laptop with a June of visits, for the tests of bulletins."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from june_visits import FIRST, filled, record_of

from patrol_app.store.home import Home
from patrol_app.store.store import Store

WEEK = (date(2026, 6, 1), date(2026, 6, 7))


def laptop(folder: Path) -> Home:
    """Its data folder."""
    home = Home.open(folder)
    with Store.open(home.database, device="TEST") as store:
        filled(store, home, 120)
        # closed again after a correction: the newest holds, the visit counts once
        again = {**record_of(20), "order_number": None}
        store.append("visit.closed", "T-0020", {"record": again}, actor="test", at=FIRST + timedelta(days=40))
    return home
