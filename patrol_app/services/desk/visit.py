"""One visit of a desk: opened at a site with the instruments of the bench, measured, and ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from drivers import microphone
from drivers.errors import DriverError
from drivers.link import Clock
from drivers.readings import AudioBlock
from drivers.registry import instrument
from patrol_app.domain.errors import CannotDo, PatrolError
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.places import Place, Site
from patrol_app.domain.record import EnteredWeather, Observation, Position
from patrol_app.evidence.signer import Signer
from patrol_app.planning.zones import nearest_zone
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.services.desk.bench import Plugged
from patrol_app.services.desk.shelf import Shelf, two_officers
from patrol_app.services.desk.voice_note import VoiceNotes, keep_note
from patrol_app.services.measuring import next_number
from patrol_app.services.measuring_points import positions
from patrol_app.services.recall import RECORDING_ENDED
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.visit import AttachmentFact, VisitFacts, utc_of


def visit_facts(
    shelf: Shelf, site: Site, plugged: Iterable[Plugged], at: datetime, *, practice: bool, picked: Place | None = None
) -> VisitFacts:
    """The people's part of a visit that begins, from the libraries; ``picked`` is the own place picked on the map.

    Raises:
        CannotDo: fewer than two officers.
    """
    officers = two_officers(shelf)
    zone = nearest_zone(site, shelf.venues, shelf.notices)
    notice = shelf.notice_at(zone.notice) if zone is not None and zone.inside else None
    return VisitFacts(
        number=next_number(shelf.store, shelf.authority, at, practice=practice),
        simulated=practice,
        authority=shelf.authority,
        officers=officers,
        recorder=officers[-1],
        site=site,
        arrived_at=at,
        position=Position(
            label="N1", description="—", place=picked, place_source="unknown" if picked is None else "picked"
        ),
        observation=Observation(activity="—", process="—"),
        instruments=tuple(_units(shelf, plugged)),
        zone=zone,
        notice=notice,
    )


def _units(shelf: Shelf, plugged: Iterable[Plugged]) -> list[InstrumentUnit]:
    found: list[InstrumentUnit] = []
    for one in plugged:
        known = next((unit for unit in shelf.units if (unit.role, unit.model) == (one.role, one.model)), None)
        card = instrument(one.model).card
        found.append(
            known
            or InstrumentUnit(
                role=one.role,  # type: ignore[arg-type]  # the roles of a bench are roles
                model=one.model,
                name=card.models[0] if card.models else one.model,
                serial_number="—",
                sound_class=card.sound_class,
                port=one.port,
            )
        )
    found.extend(unit for unit in shelf.units if unit.role == "calibrator")
    return found


class DeskVisit:
    """A running visit with what the desk needs to know of it. Used by the desk's worker; ``latest`` by anyone."""

    def __init__(
        self,
        shelf: Shelf,
        site: Site,
        plugged: Iterable[Plugged],
        *,
        clock: Clock,
        signer: Signer | None,
        practice: bool,
        picked: Place | None = None,
        sound_input: str = "",
    ) -> None:
        ports = tuple(plugged)
        at = utc_of(clock.utc_ns())
        facts = visit_facts(shelf, site, ports, at, practice=practice, picked=picked)
        self.practice = practice
        self.runs = 0
        self.run_labels: list[str] = []
        self.next_point: str | None = None
        self.corners: list[Place] = []
        """Corners of the boundary that is being drawn."""
        self.ports = {one.role: one.port for one in ports}
        self.calibrated: dict[str, float] = {}
        self._clock, self._store = clock, shelf.store
        self._actor = facts.recorder.certificate_number
        self._voice_ns: int | None = None
        self.folder = RecordingFolder.create(shelf.home.recordings, facts.number)
        self.log = VisitLog(
            shelf.store,
            facts.number,
            actor=self._actor,
            now=lambda: utc_of(clock.utc_ns()),
            signer=signer,
        )
        self.session = VisitSession(
            facts,
            clock=clock,
            folder=self.folder,
            visit_log=self.log,
            book=shelf.book,
            notices=[facts.notice] if facts.notice else [],
            register=shelf.units,
            reserve=DiskReserve(shelf.home.reserve),
        )
        self._microphone: microphone.Microphone | None = None
        self._sound_input = sound_input
        self._notes = VoiceNotes(self.folder.path / "voice", self._microphone_on)
        self.ended = False
        self.refused: DriverError | None = None
        for one in ports:
            try:
                self.session.open_link(one.role, one.model, one.port, baud=one.baud)
            except DriverError as fault:
                self.refused = fault
        if shelf.unit("microphone") is not None and not practice:
            self._listen()

    def _listen(self) -> None:
        made = self._microphone_on(self._hear)
        try:
            made.open()
        except DriverError as fault:
            if self._sound_input:
                # Another input than the chosen one would be recorded with another's calibration.
                self.refused = self.refused or fault
            return
        self.session.listen(SessionAudio(self.folder.audio, sample_rate_hz=made.sample_rate_hz))
        self._microphone = made

    def _microphone_on(self, deliver: Callable[[AudioBlock], None]) -> microphone.Microphone:
        return microphone.Microphone(deliver, device=self._sound_input or None)

    def _hear(self, block: AudioBlock) -> None:
        self.session.sound(block)
        self._notes.hear(block)

    @property
    def number(self) -> str:
        """The visit's number."""
        return self.session.facts.number

    @property
    def facts(self) -> VisitFacts:
        """What people said so far."""
        return self.session.facts

    def latest(self) -> Snapshot | None:
        """The newest snapshot; after the end the last one, as closed."""
        shown = self.session.latest()
        if shown is None:
            return None
        facts = self.facts
        if facts.points:
            running = shown.run in ("measuring", "background") and facts.run_points
            label = facts.run_points[-1].point if running else self.point
            there = next((one for one in positions(facts) if one.label == label), facts.position)
            shown = replace(shown, point=f"{there.label} {there.description}")
        if self.practice:
            shown = replace(shown, practice=True)
        if self._voice_ns is not None:
            shown = replace(shown, voice_since_s=(self._clock.monotonic_ns() - self._voice_ns) / 1e9)
        if self.ended:
            # the clock on the wall goes on while the visit is closed
            at = utc_of(self._clock.utc_ns())
            # and nothing is connected any more, so that what was said of the surroundings is over
            shown = replace(shown, at=at, run="closed", recording_s=None, links=(), unacknowledged=False, messages=())
        return shown

    def start(self, role: str) -> Future[Any]:
        """Begin a run; counted once it has begun."""
        asked = self.session.command("begin_run", role=role, point=self.point if self.facts.points else None)
        asked.add_done_callback(self._begun)
        return asked

    def _begun(self, asked: Future[Any]) -> None:
        if asked.exception() is None:
            self.runs += 1
            self.run_labels.append(str(asked.result()))

    @property
    def point(self) -> str:
        """The label of the point at which the next run is measured."""
        labels = [position.label for position in positions(self.facts)]
        if self.next_point in labels:
            return str(self.next_point)
        return self.facts.run_points[-1].point if self.facts.run_points else labels[0]

    def calibrate(self) -> Future[Any]:
        """Take the reading on the calibrator as the calibration that is due."""
        which = self.calibration_due()
        asked = self.session.command("calibrate", which=which)
        asked.add_done_callback(lambda done: self._calibrated(done, which))
        return asked

    def _calibrated(self, asked: Future[Any], which: str) -> None:
        if asked.exception() is None:
            self.calibrated[which] = asked.result().reading_db

    def calibration_due(self) -> Literal["before", "after"]:
        """Which calibration comes next: ``before`` a first run, ``after`` the last."""
        return "after" if self.runs else "before"

    def stand_at(self, label: str) -> None:
        """The next run is measured at this point."""
        self.next_point = label
        # what is measured now belongs to the point where it was begun
        if not self.session.running:
            self.session.command("stand_at", point=label)

    def observe(self, **changes: object) -> None:
        """Say something of the visit anew, by its name in ``VisitFacts``."""
        self.session.command("observe", **changes).result(10.0)

    def enter_weather(self, entry: EnteredWeather) -> None:
        """Wind and rain as an officer read them."""
        self.session.command("enter_weather", entry=entry).result(10.0)

    def write_log(self) -> None:
        """Write what is pending, so that whoever reads the log now finds it."""
        self.session.command("write_log").result(10.0)

    def voice(self) -> AttachmentFact | None:
        """Begin a spoken note, or end it and take it in; the run's own recording goes on untouched.

        Raises:
            CannotDo: there is no microphone, or nothing of the note was heard.
        """
        at = utc_of(self._clock.utc_ns())
        if self._voice_ns is None:
            self._notes.begin(at, self._microphone)
            self._voice_ns = self._clock.monotonic_ns()
            return None
        self._voice_ns = None
        note = self._notes.end()
        if note is None:
            raise CannotDo("desk.voice_empty")
        return keep_note(self, self._store, note, at)

    def end(self) -> None:
        """Close ports and files; an open run ends first. A second time only what the log still holds back is written.

        Raises:
            CannotDo: the disk does not take the end of the log.
        """
        if self.ended:
            self.log.flush()
            return
        shown = self.session.latest()
        if shown is not None and shown.run in ("measuring", "background"):
            with suppress(PatrolError, TimeoutError):
                # what the disk does not take of a run's end is as an interruption would leave it
                self.session.command("end_run").result(10.0)
        if self._voice_ns is not None:
            with suppress(CannotDo):
                self.voice()
        if self._microphone is not None:
            self._microphone.close()
        self.session.stop()
        self.ended = True
        facts = self.facts
        self.log.add(RECORDING_ENDED, {"number": facts.number, "simulated": facts.simulated})
        self.log.flush()
