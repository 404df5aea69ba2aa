"""A drive on a scenario's clock: receiver, sound level meter and dust meter that are not there, on real sockets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from short_visit import import_demo, two_signers

from drivers.instrument import Truth
from drivers.link import Link, ScenarioClock
from drivers.registry import instrument
from drivers.simulate import Simulator, settle
from drivers.simulated_drive import drive
from patrol_app.domain.surveys import SurveySettings, TrackPoint
from patrol_app.rules.book import load_rule_book
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.demo.demo import authority
from patrol_app.services.office import library
from patrol_app.services.survey.closing import ClosedSurvey, close_survey
from patrol_app.services.survey.driving import RunningSurvey, survey_facts
from patrol_app.services.survey.facts import SurveyFacts
from patrol_app.services.survey.recall import recall_survey
from patrol_app.services.visit import utc_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store

MODELS = {"sound": "bswa-308", "dust": "modbus-tsp:boling", "position": "nmea"}
BEGAN = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)
Scene = Mapping[str, float]
Make = Callable[..., "DrivenSurvey"]


class DrivenSurvey:
    """A survey whose car follows ``drivers.simulated_drive``; a test may change what the instruments see."""

    def __init__(
        self,
        path: Path,
        *,
        roles: Sequence[str] = ("sound", "dust", "position"),
        settings: SurveySettings | None = None,
        on: str = "socket://127.0.0.1:0",
        simulated: bool = True,
    ) -> None:
        self.home = Home.open(path)
        self.store = Store.open(self.home.database, device="TEST-LAPTOP")
        if not library.sites(self.store):
            import_demo(self.store)
        self.clock = ScenarioClock(round(BEGAN.timestamp()) * 1_000_000_000)
        self.changed: dict[str, float | None] = {}
        self.drive_s = 0.0
        ports = {role: (MODELS[role], "-") for role in roles}
        self.facts: SurveyFacts = survey_facts(
            ports, settings or SurveySettings(), self.store, authority(), BEGAN, simulated=simulated
        )
        self.running = RunningSurvey(
            self.facts,
            home=self.home,
            store=self.store,
            book=load_rule_book(),
            clock=self.clock,
            roles=roles,
            paced=True,
        )
        self.simulators: dict[str, Simulator] = {}
        self.links: dict[str, Link] = {}
        with ExitStack() as undo:
            undo.callback(self.stop)
            for role in roles:
                simulator = Simulator(instrument(MODELS[role]), self._truth(), on=on, clock=self.clock)
                simulator.start()
                self.simulators[role] = simulator
                self.links[role] = self.running.session.open_link(role, MODELS[role], simulator.port)
            self.settle()
            undo.pop_all()
        self._stopped = False

    def _truth(self) -> Truth:
        def now() -> Scene:
            seen: dict[str, float | None] = {**drive(self.drive_s), **self.changed}
            known = {name: value for name, value in seen.items() if value is not None}
            return {**known, "utc_s": self.clock.utc_ns() / 1e9}

        return now

    def settle(self) -> None:
        """Everything that was sent has arrived and the session has dealt with it."""
        settle(self.clock, list(self.links.values()), list(self.simulators.values()))
        self.running.session.drain()

    def walk(self, seconds: int, *, moving: bool = True) -> None:
        """Let time pass, in steps of a second; without ``moving`` the car waits where it is."""
        for _ in range(seconds):
            if moving:
                self.drive_s += 1.0
            self.clock.advance(1_000_000_000)
            self.settle()
            self.running.session.tick()
            self.running.session.drain()

    def skip_to(self, drive_s: float) -> None:
        """The car is set down further along its way, before the drive begins."""
        self.drive_s = drive_s

    def do(self, name: str, **data: object) -> Any:
        """What an officer asks, done before this returns."""
        result = self.running.session.command(name, **data).result(10)
        self.settle()
        return result

    def begin(self) -> None:
        """The drive begins."""
        self.running.begin()
        self.settle()

    def end(self) -> None:
        """The drive is over."""
        self.running.end()
        self.settle()

    def stop(self) -> None:
        """Close ports and files; twice is once."""
        if getattr(self, "_stopped", False):
            return
        self._stopped = True
        for link in self.links.values():
            link.close()
        for simulator in self.simulators.values():
            simulator.close()
        self.running.stop()

    def close(self, to: Path) -> ClosedSurvey:
        """The final record, its files and the pack."""
        self.stop()
        return close_survey(
            recall_survey(self.store, self.facts.number),
            home=self.home,
            reader=self.store,
            visit_log=self.running.log,
            signers=two_signers(),
            packs=to,
            left_at=utc_of(self.clock.utc_ns()),
        )


@contextmanager
def surveys_in(folder: Path) -> Iterator[Make]:
    """Makes surveys with a data folder of their own each; they are stopped and closed at the end."""
    made: list[DrivenSurvey] = []

    def make(**options: Any) -> DrivenSurvey:
        made.append(DrivenSurvey(folder / f"home-{len(made)}", **options))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        one.store.close()


def failures(pack: Path) -> set[str]:
    """What is told of a pack that is made again: the name of each failed check, and where."""
    return {f"{check.name} {check.where}" for check in recompute(pack).checks if check.status == "FAIL"}


@dataclass(frozen=True)
class WholeDrive:
    """The demonstration's drive, closed, with what the window saw of it."""

    closed: ClosedSurvey
    seen: tuple[TrackPoint, ...]
    path: Path


@cache
def whole_drive() -> WholeDrive:
    """Eight minutes of driving, once for all tests: lights, a tunnel, a fast stretch, three sites."""
    path = Path(tempfile.mkdtemp(prefix="whole-drive-"))
    driven = DrivenSurvey(path / "home", settings=SurveySettings(dust_delay_s=2.0))
    try:
        driven.changed = {"LAF": 93.8}
        driven.walk(12, moving=False)
        driven.do("calibrate", which="before")
        driven.changed = {}
        driven.begin()
        driven.walk(480)
        driven.end()
        driven.changed = {"LAF": 93.9}
        driven.walk(12, moving=False)
        driven.do("calibrate", which="after")
        closed = driven.close(path / "packs")
        return WholeDrive(closed, driven.running.track.lay().points, path)
    finally:
        driven.stop()
        driven.store.close()
