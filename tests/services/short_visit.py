"""A visit of a minute on a scenario's clock: real sockets and protocol bytes, levels that a test sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from made_once import made_once

from drivers.instrument import Instrument
from drivers.link import Link, ScenarioClock
from drivers.registry import instrument
from drivers.simulate import Simulator, settle
from patrol_app.acoustics.synthesis import Source
from patrol_app.assets import resource, sentence
from patrol_app.domain.errors import PatrolError
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import make_signer
from patrol_app.evidence.signer import Signer
from patrol_app.planning.zones import nearest_zone
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.book import load_rule_book
from patrol_app.services.closing import ClosedVisit, close_visit
from patrol_app.services.demo.demo import authority
from patrol_app.services.demo.plan import load_night
from patrol_app.services.demo.world import SiteWorld
from patrol_app.services.office import library
from patrol_app.services.rebuild import Rebuilt, rebuild
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.visit import VisitFacts, utc_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store

MODELS = {"sound": "bswa-308", "dust": "modbus-tsp:boling", "weather": "vaisala-wxt", "position": "nmea"}
ARRIVED = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)
STEP_S = 0.5


def two_signers() -> tuple[Signer, Signer]:
    """Keys of the demonstration's two officers, made without a file."""
    first, second = (
        make_signer(
            Holder(name=name, certificate_number=number, organisation=authority().name),
            not_before=datetime(2026, 6, 1, tzinfo=UTC),
        )
        for name, number in (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002"))
    )
    return first, second


def import_demo(store: Store) -> None:
    """The demonstration's libraries."""
    for kind in ("venues", "sites", "notices", "officers", "instruments"):
        path = resource("demo", f"{kind}.csv")
        library.import_file(path, kind, store, keep_good=False, actor="test", at=ARRIVED)


class ShortVisit:
    """One visit at 演示一号工地. ``truth`` is what the meters show; with ``sources`` a whole site sounds instead."""

    def __init__(
        self,
        path: Path,
        *,
        number: str = "T-20260606-01",
        roles: Sequence[str] = ("sound",),
        arrived: datetime = ARRIVED,
        sources: Sequence[Source] | None = None,
        sound: Instrument | None = None,
        reserve: DiskReserve | None = None,
        register: Sequence[InstrumentUnit] = (),
    ) -> None:
        self.home = Home.open(path)
        self.store = Store.open(self.home.database, device="TEST-LAPTOP")
        if not library.sites(self.store):
            import_demo(self.store)
        self.clock = ScenarioClock(round(arrived.timestamp()) * 1_000_000_000)
        self.truth: dict[str, float] = {
            "LAF": 55.0, "wind_m_s": 1.0, "wind_max_m_s": 1.5, "tsp_ug_m3": 300.0,
            "latitude_deg": 32.69, "longitude_deg": 109.02,
        }  # fmt: skip
        self.folder = RecordingFolder.create(self.home.recordings, number)
        self.log = VisitLog(self.store, number, actor="DEMO-0001", now=self.now, signer=None)
        self.world = self._world(sources) if sources is not None else None
        self.session = VisitSession(
            self._facts(number, arrived),
            clock=self.clock,
            folder=self.folder,
            visit_log=self.log,
            book=load_rule_book(),
            paced=True,
            reserve=reserve,
            register=register,
        )
        if self.world is not None:
            self.session.listen(SessionAudio(self.folder.audio, sample_rate_hz=self.world.sample_rate_hz))
        self.simulators: dict[str, Simulator] = {}
        self.links: dict[str, Link] = {}
        for role in roles:
            stand_in = sound if sound is not None and role == "sound" else instrument(MODELS[role])
            simulator = Simulator(stand_in, self._truth_of(role), clock=self.clock)
            simulator.start()
            self.simulators[role] = simulator
            self.links[role] = self.session.open_link(role, MODELS[role], simulator.port)
        self.settle()
        self._stopped = False

    def _facts(self, number: str, arrived: datetime) -> VisitFacts:
        plan = load_night().visit[0]
        site = library.site_named(self.store, plan.site)
        notices = library.notices(self.store)
        officers = tuple(library.officers(self.store))
        return VisitFacts(
            number=number,
            simulated=True,
            authority=authority(),
            officers=officers,
            recorder=officers[-1],
            site=site,
            arrived_at=arrived,
            position=plan.point,
            observation=plan.observation(),
            instruments=tuple(library.instruments(self.store)),
            zone=nearest_zone(site, library.venues(self.store), notices),
            notice=notices[0],
            person_met=plan.person,
        )

    def _world(self, sources: Sequence[Source]) -> SiteWorld:
        return SiteWorld(
            sources=sources,
            seed=1,
            sample_rate_hz=48_000,
            start_utc_s=self.clock.utc_ns() / 1e9,
            place=library.site_named(self.store, "演示一号工地").place,
            wind_m_s=1.2,
            tsp_ug_m3=300.0,
            humidity_pct=60.0,
            meter_offset_db=0.0,
        )

    def _truth_of(self, role: str) -> Callable[[], Mapping[str, float]]:
        if self.world is not None:
            found: Callable[[], Mapping[str, float]] = getattr(self.world, role)
            return found
        return lambda: {**self.truth, "utc_s": self.clock.utc_ns() / 1e9}

    def now(self) -> datetime:
        """The scenario's time."""
        return utc_of(self.clock.utc_ns())

    def settle(self) -> None:
        """Everything that was sent has arrived and the session has dealt with it."""
        settle(self.clock, list(self.links.values()), list(self.simulators.values()))
        self.session.drain()

    def walk(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds / STEP_S)):
            block = self.world.advance(STEP_S) if self.world is not None else None
            self.clock.advance(round(STEP_S * 1e9))
            self.settle()
            if block is not None:
                self.session.sound(block)
            self.session.tick()
            self.session.drain()

    def do(self, name: str, **data: object) -> Any:
        """What an officer asks, done before this returns."""
        begins = name == "begin_run" and self.world is not None
        if begins and self.world is not None:
            self.world.begin_run()
        result = self.session.command(name, **data).result(10)
        self.settle()
        if name == "end_run" and self.world is not None:
            self.world.end_run()
        return result

    def refused(self, name: str, **data: object) -> PatrolError:
        """The fault of a command that must not be done; it has a sentence."""
        try:
            self.do(name, **data)
        except PatrolError as fault:
            self.settle()
            assert sentence(fault.key, "zh", **fault.data)
            return fault
        raise AssertionError(f"{name} was done")

    def noted(self, kind: str) -> list[Any]:
        """What the log holds of a kind for this visit."""
        self.log.flush()
        return [entry.body for entry in self.store.all_of_kind(kind, self.session.facts.number)]

    def exceed(self, seconds: float = 5) -> None:
        """The trigger is passed for a while, and the stretch ends."""
        self.truth["LAF"] = 75.0
        self.walk(seconds)
        self.truth["LAF"] = 55.0
        self.walk(12)

    def shown(self) -> Snapshot:
        """The newest snapshot."""
        snapshot = self.session.latest()
        assert snapshot is not None
        return snapshot

    def stop(self) -> None:
        """Close ports and files; twice is once."""
        if self._stopped:
            return
        self._stopped = True
        for link in self.links.values():
            link.close()
        for simulator in self.simulators.values():
            simulator.close()
        self.session.stop()
        self.log.flush()

    def rebuilt(self) -> Rebuilt:
        """Everything made again from the recording and the log, as at closing."""
        self.stop()
        number = self.session.facts.number
        return rebuild(recall(self.store, number), recorded_files(self.store, self.home, number))

    def close(self, to: Path) -> ClosedVisit:
        """The visit's final record, papers and pack."""
        self.stop()
        to.mkdir(exist_ok=True)
        number = self.session.facts.number
        return close_visit(
            recall(self.store, number),
            recorded_files(self.store, self.home, number),
            folder=self.folder,
            visit_log=self.log,
            book=load_rule_book(),
            signers=two_signers(),
            packs=to,
            papers=self.home.papers,
            left_at=self.now(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.store.close()


@cache
def short_pack() -> ClosedVisit:
    """A minute's measurement with audio, a hammer and an excluded truck, closed and packed; nobody changes it."""
    return made_once("short", _short_pack)


def _short_pack(out: Path) -> ClosedVisit:
    sources = [
        Source(texture="tone", level_db=94.0, start_s=0.0, end_s=15.0),
        Source(texture="ambient", level_db=52.0, start_s=16.0, end_s=200.0),
        Source(texture="hammer", level_db=70.0, start_s=40.0, end_s=46.0),
        Source(texture="truck", level_db=66.0, start_s=60.0, end_s=70.0, passing=True),
    ]
    with ShortVisit(out / "data", roles=tuple(MODELS), sources=sources) as visit:
        visit.walk(14.0)
        visit.do("calibrate", which="before")
        visit.walk(6.0)
        visit.do("begin_run", role="main")
        visit.walk(45.0)
        visit.do("exclude_begin", back_s=5.0)
        visit.walk(5.0)
        visit.do("exclude_end", reason="过路车辆")
        visit.walk(10.0)
        visit.do("end_run")
        visit.walk(1.0)
        return visit.close(out / "packs")
