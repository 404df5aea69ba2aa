"""What every played story stands on: a clock that runs fast, a laptop's data folder, the window on it, hands, the end.

A story is a script with ``play(folder, …, pictures=…)``; ``main(play)`` is its command line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from gui_watch import GuiWatch, turn
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drivers.instrument import Truth
from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.assets import resource
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.desk.desk import Desk
from patrol_app.services.office import library
from patrol_app.services.office.library_rows import key_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store
from patrol_app.ui.steps import Role
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow

PASSWORD = "whole-visit-whole-visit"
EVENING = datetime(2026, 6, 6, 14, 12, tzinfo=UTC)
OFFICERS = (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002"))
PATIENCE_S = 60.0
"""Real seconds that one step may take on a laden machine; nothing is measured by it."""

Shot = Callable[[str], None]
"""Writes a picture of the window under a name, if pictures are wanted."""
Facts = TypeVar("Facts")


class FastClock:
    """The machine's clock, ``rate`` times as fast, beginning at a moment of one's choice."""

    runs_by_itself = True

    def __init__(self, rate: float, begins: datetime) -> None:
        self._rate, self._utc_ns, self._zero_ns = rate, round(begins.timestamp() * 1e9), time.monotonic_ns()
        self.jump_ns = 0

    def monotonic_ns(self) -> int:
        """Nanoseconds since the clock was made."""
        return round((time.monotonic_ns() - self._zero_ns) * self._rate)

    def utc_ns(self) -> int:
        """The wall clock, which a test may let jump."""
        return self._utc_ns + self.monotonic_ns() + self.jump_ns

    def timeout_s(self, due_ns: int | None) -> float | None:
        """Real seconds until ``due_ns``."""
        return None if due_ns is None else max(0.0, (due_ns - self.monotonic_ns()) / 1e9 / self._rate)

    def moved(self) -> None:
        """Nobody waits for a clock that runs by itself."""


class Laptop:
    """A data folder with the demonstration's libraries and two keys, and simulators that its instruments point to.

    ``truths`` says by role what an instrument would measure; without one no instrument is registered.
    """

    def __init__(self, folder: Path, clock: FastClock, truths: Mapping[str, Truth]) -> None:
        self.clock = clock
        self.simulators: dict[str, Simulator] = {}
        home = Home.open(folder)
        (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
        kinds = ("venues", "sites", "notices", "officers", *(("instruments",) if truths else ()))
        with Store.open(home.database, device="TEST-LAPTOP") as store:
            for kind in kinds:
                source = resource("demo", f"{kind}.csv")
                library.import_file(source, kind, store, keep_good=False, actor="test", at=EVENING)
            for unit in library.instruments(store):
                if unit.role in truths:
                    simulator = Simulator(instrument(unit.model), truths[unit.role], clock=clock)
                    simulator.start()
                    self.simulators[unit.role] = simulator
                    fact = replace(unit, port=simulator.port)
                    store.append("library.instruments", key_of(fact), fact, actor="test", at=EVENING)
        for name, number in OFFICERS:
            holder = Holder(name=name, certificate_number=number, organisation="演示单位")
            new_key(home.keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))

    def close(self) -> None:
        """Take the instruments away."""
        for simulator in self.simulators.values():
            simulator.close()


class Hands:
    """Somebody at the window: keys, a mouse, and patience."""

    def __init__(self, window: PatrolWindow, desk: Desk) -> None:
        self.window, self.desk = window, desk
        self.stalls: list[float] = []
        self.said: set[str] = set()
        self.watch = GuiWatch()

    def live_a_turn(self) -> None:
        """One turn of the window, watched and timed."""
        began = time.monotonic()
        with turn(self.watch):
            QApplication.processEvents()
        self.stalls.append(time.monotonic() - began)
        # a sentence stands for seconds of the fast clock: it may be gone when it is asked for
        if (said := self.desk.notice()) is not None:
            self.said.add(said.key)

    def until(self, come: Callable[[], object], what: str) -> None:
        """Let the window live until something has come about."""
        deadline = time.monotonic() + PATIENCE_S
        while not come():
            if time.monotonic() > deadline:
                raise AssertionError(f"never came: {what}; said {self.desk.notice()}")
            self.live_a_turn()
            time.sleep(0.005)

    def for_seconds(self, seconds: float) -> None:
        """Let time of the fast clock pass."""
        ends_ns = self.desk.clock.monotonic_ns() + round(seconds * 1e9)
        self.until(lambda: self.desk.clock.monotonic_ns() >= ends_ns, "time")

    def hear(self, key: str) -> None:
        """Until a sentence is said."""
        self.until(lambda: (said := self.desk.notice()) is not None and said.key == key, key)

    def told(self, key: str) -> None:
        """The sentence that answers; it is put away, so that the same one can be heard again."""
        self.hear(key)
        self.desk.hush()

    def press(self, key: Qt.Key) -> None:
        """A key, pressed and let go."""
        self.window.beat()
        self.window.refresh()
        with turn(self.watch):
            QTest.keyClick(self.window, key)

    def hold(self, key: Qt.Key) -> None:
        """A guarded key, held long enough."""
        self.window.beat()
        self.window.refresh()
        QTest.keyPress(self.window, key)
        held_until = time.monotonic() + 1.3
        self.until(lambda: time.monotonic() > held_until, "hold")
        QTest.keyRelease(self.window, key)

    def digit(self, number: int) -> None:
        """A choice by its digit."""
        assert self.window.choice.isVisible(), "nothing is asked"
        QTest.keyClick(self.window, Qt.Key(Qt.Key.Key_0 + number))

    def fill(self, **answers: str) -> None:
        """Fill the form that is open and take it with Enter."""
        form = self.window.overlays.form
        assert form.isVisible(), "no form is open"
        for name, value in answers.items():
            # as an input method commits it: single keys give no Chinese
            form.lines[name].insert(value)
        QTest.keyClick(form.take, Qt.Key.Key_Return)

    def name_coordinator(self, number: str) -> None:
        """Say who sits at the office's desk."""
        self.window.overlays.ask_form("coordinator", {})
        self.fill(coordinator_name="统筹员戊", coordinator=number)
        self.until(lambda: self.desk.settings.coordinator == number, "the coordinator")

    def office(self, tab: str, kind: type[Facts]) -> Facts:
        """What a tab of the office shows."""
        facts = self.desk.office(tab)
        assert isinstance(facts, kind)
        return facts


SomeHands = TypeVar("SomeHands", bound=Hands)


@contextmanager
def at_the_window(
    hands: type[SomeHands],
    folder: Path,
    clock: FastClock,
    pictures: Path | None,
    *,
    role: Role = "officer",
    tone: Tone = "night",
) -> Iterator[tuple[SomeHands, Shot]]:
    """The window on a desk on ``folder``, with hands at it and what takes its picture; gone when the story is over."""
    from patrol_app.ui.doors import application
    from patrol_app.ui.steps import load_screens

    application()
    desk = Desk(folder, role=role, clock=clock)
    window = PatrolWindow(desk, role=role, tone=tone, now=desk.at)
    load_screens(role)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    desk.start()

    def shot(name: str) -> None:
        if pictures is not None:
            window.grab_to(pictures / f"{name}.png")

    try:
        yield hands(window, desk), shot
    finally:
        window.close()
        window.deleteLater()
        # each change of tone dresses every window that lives
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        desk.close()


def main(play: Callable[..., dict[str, Any]]) -> None:
    """``FOLDER [PICTURES]``: play on the display there is, and print what came of it and on what platform as JSON."""
    told = play(Path(sys.argv[1]), pictures=Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    print(json.dumps({**told, "platform": QGuiApplication.platformName()}, ensure_ascii=False))
