"""Plays the demonstration night: real protocol bytes over real sockets, faster than time, the same on every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from drivers.instrument import Truth
from drivers.link import Link, ScenarioClock
from drivers.registry import instrument
from drivers.simulate import Simulator, settle
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.places import ExamNotice, ExamVenue
from patrol_app.evidence.signer import Signer
from patrol_app.planning.zones import nearest_zone
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.book import RuleBook
from patrol_app.services.closing import ClosedVisit, close_visit
from patrol_app.services.demo.photos import photograph
from patrol_app.services.demo.plan import CALIBRATE_S, RUN_FROM_S, NightPlan, VisitPlan
from patrol_app.services.demo.world import SiteWorld
from patrol_app.services.office import library
from patrol_app.services.pack_files import files_in_folder
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts, utc_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store

STEP_S = 0.5
ROLES = ("sound", "dust", "weather", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who goes out with what."""

    authority: Authority
    officers: tuple[Officer, ...]
    signers: tuple[Signer, ...]
    instruments: tuple[InstrumentUnit, ...]


class NightPlayer:
    """Plays one night after another visit; ``session`` is the running one, for whoever looks on."""

    def __init__(
        self,
        plan: NightPlan,
        *,
        home: Home,
        store: Store,
        book: RuleBook,
        crew: Crew,
        out: Path,
        progress: Callable[[str, float], None] = lambda number, part: None,
    ) -> None:
        self.session: VisitSession | None = None
        self._plan, self._home, self._store, self._book, self._crew, self._out = plan, home, store, book, crew, out
        self._progress = progress
        self._venues: list[ExamVenue] = library.venues(store)
        self._notices: list[ExamNotice] = library.notices(store)
        start = plan.visit[0].arrived_at
        self._clock = ScenarioClock(round(start.timestamp()) * 1_000_000_000)
        self._previous: str | None = None
        self._stopped = False
        self.over = False

    def stop(self) -> None:
        """End the night at the next step."""
        self._stopped = True

    def play(self) -> list[ClosedVisit]:
        """All visits of the night, closed and packed."""
        closed = []
        for visit in self._plan.visit:
            if self._stopped:
                break
            travel_s = visit.arrived_at.timestamp() - self._clock.utc_ns() / 1e9
            self._clock.advance(max(0, round(travel_s * 1e9)))
            done = self._visit(visit)
            if done is not None:
                self._previous = done.pack.sha256
                closed.append(done)
        self.over = True
        return closed

    def _facts(self, visit: VisitPlan) -> VisitFacts:
        site = library.site_named(self._store, visit.site)
        zone = nearest_zone(site, self._venues, self._notices)
        notice = next((one for one in self._notices if zone and zone.inside and one.number == zone.notice), None)
        return VisitFacts(
            number=visit.number,
            simulated=True,
            authority=self._crew.authority,
            officers=self._crew.officers,
            recorder=self._crew.officers[-1],
            site=site,
            arrived_at=visit.arrived_at,
            position=visit.point,
            observation=visit.observation(),
            instruments=self._crew.instruments,
            zone=zone,
            notice=notice,
            person_met=visit.person,
        )

    def _now(self) -> datetime:
        return utc_of(self._clock.utc_ns())

    def _visit(self, visit: VisitPlan) -> ClosedVisit | None:
        facts = self._facts(visit)
        sound = self._plan.sound
        world = SiteWorld(
            sources=visit.sounds(sound.calibrator_db),
            seed=sound.seed,
            sample_rate_hz=sound.sample_rate_hz,
            start_utc_s=self._clock.utc_ns() / 1e9,
            place=facts.site.place,
            wind_m_s=visit.wind_m_s,
            tsp_ug_m3=visit.tsp_ug_m3,
            humidity_pct=visit.humidity_pct,
            meter_offset_db=sound.meter_offset_db,
        )
        folder = RecordingFolder.create(self._home.recordings, visit.number)
        visit_log = VisitLog(
            self._store,
            visit.number,
            actor=self._crew.officers[0].certificate_number,
            now=self._now,
            signer=self._crew.signers[0],
        )
        session = VisitSession(
            facts,
            clock=self._clock,
            folder=folder,
            visit_log=visit_log,
            book=self._book,
            notices=[facts.notice] if facts.notice else [],
            paced=True,
            reserve=DiskReserve(self._home.reserve),
        )
        self.session = session
        session.listen(SessionAudio(folder.audio, sample_rate_hz=sound.sample_rate_hz))
        simulators, links = self._plug_in(session, world, facts)
        try:
            finished = self._act(visit, session, world, simulators, links)
        finally:
            for link in links:
                link.close()
            for simulator in simulators:
                simulator.close()
            session.stop()
        if not finished:
            return None
        attached = photograph(
            visit, session.facts, folder=folder, visit_log=visit_log, left_at=self._now(), seed=sound.seed
        )
        raw = {
            role: (model, folder.raw / f"{role}-{model.replace(':', '-')}.frames")
            for role, model in self._models(facts).items()
        }
        return close_visit(
            replace(session.facts, attachments=attached),
            files_in_folder(raw, folder.audio.glob("*.wav"), attached, folder.attachments),
            folder=folder,
            visit_log=visit_log,
            book=self._book,
            signers=self._crew.signers,
            packs=self._out,
            papers=self._out,
            left_at=self._now() + timedelta(minutes=2),
            previous_pack_sha256=self._previous,
        )

    def _models(self, facts: VisitFacts) -> dict[str, str]:
        units = {role: facts.unit(role) for role in ROLES}
        return {role: unit.model for role, unit in units.items() if unit is not None}

    def _plug_in(
        self, session: VisitSession, world: SiteWorld, facts: VisitFacts
    ) -> tuple[list[Simulator], list[Link]]:
        truths: Mapping[str, Truth] = {
            "sound": world.sound,
            "dust": world.dust,
            "weather": world.weather,
            "position": world.position,
        }
        simulators, links = [], []
        for role, model in self._models(facts).items():
            simulator = Simulator(instrument(model), truths[role], clock=self._clock)
            simulator.start()
            simulators.append(simulator)
            links.append(session.open_link(role, model, simulator.port))
        settle(self._clock, links, simulators)
        session.drain()
        return simulators, links

    def _act(
        self,
        visit: VisitPlan,
        session: VisitSession,
        world: SiteWorld,
        simulators: list[Simulator],
        links: list[Link],
    ) -> bool:
        """Walk through the visit step by step; false when it was stopped."""
        todo = self._deeds(visit, session, world)
        block = world.advance(STEP_S)
        while True:
            if self._stopped:
                return False
            self._clock.advance(round(STEP_S * 1e9))
            # links first: while the session weighs the block it would hold the interpreter that they wait for
            settle(self._clock, links, simulators)
            session.sound(block)
            session.tick()
            now_s = world.now_s
            self._progress(visit.number, min(1.0, now_s / visit.end_s))
            if now_s >= visit.end_s:
                session.drain()
                return True
            if not todo or todo[0][0] > now_s:
                # nothing is done at this step, so the next one may be synthesised while the session works
                block = world.advance(STEP_S)
                session.drain()
                continue
            session.drain()
            while todo and todo[0][0] <= now_s:
                todo.pop(0)[1]()
                settle(self._clock, links, simulators)
                session.drain()
            block = world.advance(STEP_S)

    def _deeds(
        self, visit: VisitPlan, session: VisitSession, world: SiteWorld
    ) -> list[tuple[float, Callable[[], object]]]:
        """What the officers do, by the second of the visit."""

        def ask(name: str, **data: Any) -> Callable[[], object]:
            return lambda: session.command(name, **data).result()

        def begin(role: str) -> None:
            world.begin_run()
            session.command("begin_run", role=role).result()

        def end() -> None:
            session.command("end_run").result()
            world.end_run()

        deeds: list[tuple[float, Callable[[], object]]] = [
            (CALIBRATE_S, ask("calibrate", which="before")),
            (RUN_FROM_S, partial(begin, "main")),
            (RUN_FROM_S + visit.run_s, end),
            (visit.after_s + CALIBRATE_S, ask("calibrate", which="after")),
        ]
        if visit.background:
            deeds.append((visit.background_from_s, partial(begin, "background")))
            deeds.append((visit.background_from_s + visit.background_s, end))
        deeds.extend((at_s, ask("acknowledge")) for at_s in visit.acknowledge_s)
        deeds.extend((at_s, ask("mark")) for at_s in visit.marks_s)
        for one in visit.exclude:
            deeds.append((one.begin_s, ask("exclude_begin", back_s=one.back_s)))
            deeds.append((one.end_s, ask("exclude_end", reason=one.reason)))
        return sorted(deeds, key=lambda deed: deed[0])
