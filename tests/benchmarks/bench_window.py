"""The first picture of the window on a data folder with 10,000 visits: when it is painted, not when it is asked for.

``python tests/benchmarks/bench_window.py [--visits N]``; the best and the middle of several starts, and beside the wall
clock the processor time of the process, which other work on the machine moves less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from patrol_app.domain.codec import to_plain
from patrol_app.services.desk.shelf import open_shelf, stock_demo
from patrol_app.services.desk.visit import visit_facts
from patrol_app.store.home import Home
from patrol_app.store.store import Store

_START = """
import resource, time
began = time.monotonic()
from pathlib import Path
from patrol_app.ui.doors import application, begin_after_picture
from PySide6.QtCore import Qt, QTimer
made = application()
from patrol_app.services.desk.desk import Desk
from patrol_app.ui.window import PatrolWindow
desk = Desk(Path({folder!r}))
window = PatrolWindow(desk, tone="night")
window.resize(1366, 768)
stalls, last = [], 0.0
def seen():
    global last
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(time.monotonic() - began, time.time(), used.ru_utime + used.ru_stime, flush=True)
    last = time.monotonic()
    timer.start()
def tick():
    global last
    now = time.monotonic()
    stalls.append(now - last)
    last = now
    if desk.departure() is not None and desk.route() is not None and len(stalls) > 40:
        made.quit()
timer = QTimer()
timer.setInterval(10)
timer.timeout.connect(tick)
window.first_painted.connect(seen, Qt.ConnectionType.QueuedConnection)
begin_after_picture(window, "officer", desk.start)
window.show()
made.exec()
print(time.monotonic() - began, max(stalls), flush=True)
window.close()
desk.close()
"""


FIGURES = (
    "first_picture_from_process_start",
    "first_picture_from_main",
    "first_picture_processor",
    "facts_shown",
    "longest_gui_gap_while_opening",
)


def fill(folder: Path, visits: int) -> None:
    """A data folder with the demonstration's libraries and closed visits of many nights."""
    at = datetime(2024, 1, 1, 14, 0, tzinfo=UTC)
    home = Home.open(folder)
    with Store.open(home.database, device="BENCH-LAPTOP") as made:
        stock_demo(home, made, at)
    shelf = open_shelf(folder)
    plain = to_plain(visit_facts(shelf, shelf.sites[0], (), at, practice=False))
    shelf.store.close()
    store = Store.open(home.database)
    for start in range(0, visits, 500):
        with store.transaction() as work:
            for index in range(start, min(visits, start + 500)):
                number, when = f"NP-B-{index:05d}", at + timedelta(hours=2 * index)
                work.append("visit.opened", number, {**plain, "number": number}, actor="bench", at=when)
                work.append("visit.closed", number, {"record": {}}, actor="bench", at=when)
    store.close()


def main() -> int:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--starts", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-window-") as name:
        folder = Path(name)
        fill(folder, arguments.visits)
        code = _START.format(folder=str(folder))
        rows: list[tuple[float, ...]] = []
        for _ in range(arguments.starts):
            began = time.time()
            environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            )
            first, last = ([float(one) for one in line.split()] for line in done.stdout.splitlines()[:2])
            rows.append((first[1] - began, first[0], first[2], *last))
    columns = dict(zip(FIGURES, zip(*rows, strict=True), strict=True))
    told = {f"{name}_best_s": round(min(values), 3) for name, values in columns.items()}
    told |= {f"{name}_median_s": round(statistics.median(values), 3) for name, values in columns.items()}
    print(json.dumps({"visits": arguments.visits, "starts": arguments.starts, "load": os.getloadavg()[0], **told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
