"""``python -m patrol_app.ui.screens [DIR]``: pictures of every screen and of every state, for the eye and for tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow, application

SIZE = (1366, 768)


class Still:
    """A source that always shows the same snapshot and remembers what was asked."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.asked: list[tuple[str, dict[str, object]]] = []

    def latest(self) -> Snapshot | None:
        """The snapshot."""
        return self.snapshot

    def command(self, name: str, **data: object) -> None:
        """Remember a command."""
        self.asked.append((name, data))


def pictures() -> dict[str, tuple[Snapshot | None, Tone]]:
    """What is shown in which tone, by the picture's name."""
    shown: dict[str, tuple[Snapshot | None, Tone]] = {
        "live-night-red": (scenes.night(), "night"),
        "live-dusk": (scenes.dusk(), "dusk"),
        "live-day": (scenes.day(), "day"),
        "live-practice": (scenes.practice(), "dusk"),
    }
    for name, snapshot in scenes.states().items():
        shown[f"gallery-{name}"] = (snapshot, "dusk")
    return shown


def draw(folder: Path, size: tuple[int, int] = SIZE, text: float | None = None, only: str = "") -> list[Path]:
    """Write the pictures into ``folder``; returns their paths."""
    drawn = []
    for name, (snapshot, tone) in pictures().items():
        if only not in name:
            continue
        window = PatrolWindow(Still(snapshot), tone=tone, text=text, now=lambda: scenes.local(19, 0))
        window.resize(*size)
        window.show()
        path = folder / f"{name}.png"
        window.grab_to(path)
        window.close()
        window.deleteLater()
        # Without an event loop nothing else would free it, and each change of tone dresses every window that lives.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        drawn.append(path)
    return drawn


def main(arguments: list[str]) -> int:
    """Draw all pictures without a display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0]) if arguments else Path("build") / "screens"
    running = application()
    for path in draw(folder):
        print(path)
    running.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
