"""The real window on a practice visit for hours: memory must stay flat. ``SOAK_S=7200 python tests/soak/window.py``.

Prints the memory in use every minute, and at the end the slope over the second half; exit code 1 when it grows by more
than ``MOST_MB_PER_HOUR``. The books themselves grow: 24 bytes a reading, some twenty readings a second in
practice, so about 2 MB an hour, which the bound leaves room for.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

from patrol_app.services.desk.desk import Desk
from patrol_app.ui import steps
from patrol_app.ui.doors import application
from patrol_app.ui.window import PatrolWindow

MOST_MB_PER_HOUR = 6.0
SECONDS = float(os.environ.get("SOAK_S", "7200"))
SCREENS = 5
STATUS = Path("/proc/self/status")


def memory_mb() -> float:
    """Resident memory of this process."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024.0


def main() -> int:
    """Run it."""
    if not STATUS.exists():
        print(json.dumps({"window": "NOT CHECKED", "reason": "no /proc on this system"}))
        return 0
    made = application()
    with tempfile.TemporaryDirectory(prefix="soak-window-") as folder:
        desk = Desk(Path(folder))
        window = PatrolWindow(desk, tone="night")
        steps.load_screens("officer")
        window.resize(1366, 768)
        window.show()
        desk.start()
        began = time.monotonic()
        seen: list[tuple[float, float]] = []
        state = {"asked": 0, "tone": 0}

        def look() -> None:
            now = time.monotonic() - began
            snapshot = desk.latest()
            # a desk that is not open yet lets a command go
            if snapshot is None and desk.departure() is not None and state["asked"] == 0:
                state["asked"] = 1
                desk.command("enter_practice")
            elif snapshot is not None and snapshot.run == "idle" and state["asked"] == 1:
                state["asked"] = 2
                desk.command("start")
            elif snapshot is not None and snapshot.unacknowledged:
                desk.command("acknowledge")
            if state["asked"] == 2 and int(now / 30.0) != state["tone"]:
                # every half minute another screen, and every tone in turn
                state["tone"] = int(now / 30.0)
                window.go_to(state["tone"] % SCREENS)
                window.next_tone()
            seen.append((now, memory_mb()))
            if len(seen) % 60 == 0:
                print(json.dumps({"s": round(now), "mb": round(seen[-1][1], 1)}), flush=True)
            if now >= SECONDS:
                made.quit()

        timer = QTimer(window)
        timer.setInterval(1000)
        timer.timeout.connect(look)
        timer.start()
        made.exec()
        window.close()
        desk.close()
    half = np.asarray([row for row in seen if row[0] >= SECONDS / 2])
    slope = float(np.polyfit(half[:, 0], half[:, 1], 1)[0]) * 3600.0
    told = {
        "seconds": round(SECONDS),
        "mb": round(seen[-1][1], 1),
        "mb_per_hour": round(slope, 2),
        "measured": state["asked"] == 2,
    }
    print(json.dumps(told))
    return 0 if slope <= MOST_MB_PER_HOUR and told["measured"] else 1


if __name__ == "__main__":
    sys.exit(main())
