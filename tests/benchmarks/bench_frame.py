"""A beat of the live screen with eight hours of history: asking, laying out and painting, in the window's own thread.

``python tests/benchmarks/bench_frame.py [--hours H] [--beats N]``. Processor time of the process, which other work on
the machine moves less than the wall clock. Beside it, in the same run, what the same two traces cost in a plain
``pyqtgraph.PlotWidget`` of the same size, with the library's own thinning (``peak``) and without any: the window must
also draw everything else in that time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pyqtgraph
from PySide6.QtWidgets import QApplication

from patrol_app.services.snapshot import History, Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.doors import application
from patrol_app.ui.pictures.stills import Still
from patrol_app.ui.timeline import WindowKind
from patrol_app.ui.window import PatrolWindow

SIZES = ((1366, 768), (1920, 1080))
WANTED_MS = 10.0


def times_ms(beats: int, step: Callable[[int], None]) -> list[float]:
    """Processor time of each of ``beats`` steps, in ms, sorted."""
    taken = []
    for index in range(beats):
        began = time.process_time()
        step(index)
        taken.append((time.process_time() - began) * 1000.0)
    return sorted(taken)


def of(taken: list[float], name: str) -> dict[str, float]:
    """Median, 95th of a hundred and worst."""
    return {
        f"{name}_median_ms": round(statistics.median(taken), 2),
        f"{name}_p95_ms": round(taken[int(0.95 * len(taken))], 2),
        f"{name}_worst_ms": round(taken[-1], 2),
    }


def window_ms(
    made: QApplication, long: Snapshot, size: tuple[int, int], window_kind: WindowKind, beats: int
) -> list[float]:
    """A beat of the real window: twenty a second, of which some repaint the digits, some the bar, some the plots."""
    source = Still(long)
    window = PatrolWindow(source, tone="night")
    window.resize(*size)
    window.show()
    made.processEvents()
    window.stop_beating()
    window.live.window_kind = window_kind
    window.refresh()
    made.processEvents()

    def beat(index: int) -> None:
        source.snapshot = replace(long, laf_db=60.0 + index / 10.0)
        window.beat()
        made.processEvents()

    taken = times_ms(beats, beat)
    window.close()
    return taken


def plain_ms(made: QApplication, history: History, size: tuple[int, int], thinned: bool, beats: int) -> list[float]:
    """The two traces alone, as a program that hands pyqtgraph the whole history would draw them."""
    plot = pyqtgraph.PlotWidget()
    plot.resize(*size)
    laf = plot.plot(pen=pyqtgraph.mkPen("r", width=1))
    laeq = plot.plot(pen=pyqtgraph.mkPen("r", width=2))
    if thinned:
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
    plot.show()
    made.processEvents()

    def draw(_index: int) -> None:
        t_s = history.t_s[: history.count]
        laf.setData(t_s, history.laf_db[: history.count])
        laeq.setData(t_s, history.laeq_db[: history.count])
        made.processEvents()

    taken = times_ms(beats, draw)
    plot.close()
    return taken


def main() -> None:
    """Print one object for each size and time window."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--hours", type=float, default=8.0)
    asked.add_argument("--beats", type=int, default=200)
    args = asked.parse_args()
    made = application()
    long = scenes.long_night(args.hours)
    for size in SIZES:
        thinned = plain_ms(made, long.history, size, True, 20)
        whole = plain_ms(made, long.history, size, False, 3)
        for window_kind in get_args(WindowKind):
            taken = window_ms(made, long, size, window_kind, args.beats)
            told: dict[str, object] = {
                "work": "frame", "window": f"{size[0]}x{size[1]}", "history": window_kind, "hours": args.hours,
                "points": long.history.count, **of(taken, "beat"), "wanted_ms": WANTED_MS,
                "pyqtgraph_thinned_ratio": round(statistics.median(thinned) / statistics.median(taken), 1),
                "pyqtgraph_whole_ratio": round(statistics.median(whole) / statistics.median(taken), 1),
            }  # fmt: skip
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
