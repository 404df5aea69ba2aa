"""One visit while it runs: one thread, one queue, one writer of the log.

Links and the microphone put what they read into the queue; commands of the officer go the same way, so that
everything has one order. The thread keeps the live books, writes the log once a second and publishes a snapshot.
The record is not made from here: it is rebuilt from the recording, so that nothing on paper hangs on this memory.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from drivers.instrument import Direction
from drivers.link import Clock, Link, LinkEvent, StampedReading
from drivers.readings import AudioBlock
from drivers.registry import instrument
from patrol_app.acoustics.runs import leq_between_db, leq_without_db
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.places import ExamNotice
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.frames import Direction as FrameDirection
from patrol_app.recordings.frames import FrameWriter
from patrol_app.rules.book import RuleBook
from patrol_app.services.judging import place_of
from patrol_app.services.live_books import LiveBooks, PortState
from patrol_app.services.session_audio import SessionAudio
from patrol_app.services.session_view import LegalClock, Present, Watch, build
from patrol_app.services.snapshot import EventView, RunState, Snapshot
from patrol_app.services.surroundings import battery_pct, free_bytes, hours_left
from patrol_app.services.tally import tenth
from patrol_app.services.visit import Acknowledgement, ExclusionFact, VisitFacts, mark_payload, utc_of
from patrol_app.services.visit_log import VisitLog

log = logging.getLogger("session")

CALIBRATION_S = 10.0
CALIBRATION_SPREAD_DB = 0.1
"""The reading on the calibrator must stand within 0.1 dB for 10 s."""
MARK_BACK_S = 5.0
EXCLUDE_BACK_S = 20.0
PUBLISH_NS = 100_000_000
PERSIST_NS = 1_000_000_000
RUN_TARGET_S = {"main": 1200.0, "background": 600.0}


class VisitSession:
    """Runs one visit. ``paced`` means that ticks come from outside (a scenario), not from the wall clock."""

    def __init__(
        self,
        facts: VisitFacts,
        *,
        clock: Clock,
        folder: RecordingFolder,
        visit_log: VisitLog,
        book: RuleBook,
        notices: Sequence[ExamNotice] = (),
        paced: bool = False,
    ) -> None:
        self.facts = facts
        self.folder = folder
        self.audio: SessionAudio | None = None
        self._clock = clock
        self._log = visit_log
        self._paced = paced
        self._links: dict[str, Link] = {}
        self._writers: dict[str, FrameWriter] = {}
        self._books = LiveBooks(epoch_ns=clock.monotonic_ns(), epoch_utc_ns=clock.utc_ns(), trigger_db=facts.trigger_db)
        self._legal = LegalClock(book, place_of(facts), notices, facts.site.stage, indoor=facts.position.indoor)
        self._watch = Watch()
        self._run: RunState = "idle"
        self._run_label: str | None = None
        self._runs = {"main": 0, "background": 0}
        self._calibration: CalibrationCheck | None = None
        self._exclude_from_ns: int | None = None
        self._excluded: list[tuple[float, float]] = []
        self._without_db: float | None = None
        self._verdict: str | None = None
        self._snapshot: Snapshot | None = None
        self._published_ns = self._persisted_ns = clock.monotonic_ns()
        self._synced_s = time.monotonic()
        self._disk, self._battery = free_bytes(folder.path), battery_pct()
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name=f"session {facts.number}", daemon=True)
        self._failure: BaseException | None = None
        self._log.add("visit.opened", facts)
        self._thread.start()

    # -- from any thread -------------------------------------------------------------------------------------

    def latest(self) -> Snapshot | None:
        """The newest snapshot; never waits."""
        return self._snapshot

    def open_link(self, role: str, model: str, port: str, *, baud: int | None = None) -> Link:
        """Open a port; every byte goes to the recording before it is decoded."""
        writer = FrameWriter.create(self.folder.raw / f"{role}-{model.replace(':', '-')}.frames")

        def tee(direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
            writer.append(FrameDirection(int(direction)), monotonic_ns, utc_ns, payload)

        def deliver(item: StampedReading | LinkEvent) -> None:
            self._queue.put(lambda: self._take(role, item))

        link = Link(instrument(model), port, model=model, clock=self._clock, tee=tee, deliver=deliver, baud=baud)
        self._writers[role] = writer
        self._books.ports[role] = PortState(role, model, instrument(model).card.period_s)
        self._links[role] = link
        link.open()
        self._log.add("instrument.used", {"role": role, "model": model, "port": port, "unit": self.facts.unit(role)})
        return link

    def listen(self, audio: SessionAudio) -> None:
        """Record and weigh the sound of a microphone for the whole visit."""
        self.audio = audio

    def sound(self, block: AudioBlock) -> None:
        """Take a block of samples."""
        self._queue.put(lambda: self._sound(block))

    def tick(self) -> None:
        """Time has moved on: publish, and write the log when a second has passed."""
        self._queue.put(lambda: self._tick(force=True))

    def drain(self) -> None:
        """Wait until everything in the queue is done; raises what broke the session."""
        self._queue.join()
        if self._failure is not None:
            raise self._failure

    def command(self, name: str, **data: object) -> Future[Any]:
        """Do what an officer asked, in its turn; the result or the fault comes through the future."""
        handler = getattr(self, f"_do_{name}", None)
        if handler is None:
            raise BadInput("session.command", name=name)
        future: Future[Any] = Future()

        def work() -> None:
            try:
                future.set_result(handler(**data))
            except Exception as fault:  # the officer's fault or the disk's: it belongs to who asked
                future.set_exception(fault)

        self._queue.put(work)
        return future

    def stop(self) -> None:
        """Close ports and files; an open run is left without an end, as an interruption would leave it."""
        for link in self._links.values():
            link.close()
        self._queue.put(None)
        self._thread.join()
        if self.audio is not None:
            self.audio.close()
        for writer in self._writers.values():
            writer.close()

    # -- the session's own thread ----------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                item = self._queue.get(timeout=None if self._paced else 0.1)
            except queue.Empty:
                self._guard(self._tick)
                continue
            try:
                if item is None:
                    return
                self._guard(item)
                if not self._paced:
                    self._guard(self._tick)
            finally:
                self._queue.task_done()

    def _guard(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as fault:  # one bad step must not end the recording; it is kept and told
            log.exception("a step of the session failed")
            self._failure = self._failure or fault

    def _take(self, role: str, item: StampedReading | LinkEvent) -> None:
        if isinstance(item, LinkEvent):
            self._link_event(role, item)
            return
        event = self._books.take(role, item.reading, item.monotonic_ns)
        if event is not None:
            self._watch.event()
            self._log.add(
                "exceedance.started", {"run": self._run_label, "event": event.label, "laf_db": event.lafmax_db}
            )

    def _link_event(self, role: str, item: LinkEvent) -> None:
        port = self._books.ports.get(role)
        if port is not None:
            port.present = item.kind not in ("lost",)
            port.silent = item.kind in ("silent", "lost")
        if item.kind != "damaged":
            self._log.add(
                "link.event", {"role": role, "event": item.kind, "detail": item.detail, "at": utc_of(item.utc_ns)}
            )

    def _sound(self, block: AudioBlock) -> None:
        if self.audio is not None:
            self.audio.feed(block)

    def _tick(self, *, force: bool = False) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns - self._persisted_ns >= PERSIST_NS:
            self._persist(now_ns)
        if force or now_ns - self._published_ns >= PUBLISH_NS:
            self._published_ns = now_ns
            self._snapshot = self._picture(now_ns)

    def _persist(self, now_ns: int) -> None:
        self._persisted_ns = now_ns
        # by the wall clock: a scenario that runs faster than time need not wait for the disk each of its seconds
        if time.monotonic() - self._synced_s >= 1.0:
            self._synced_s = time.monotonic()
            for writer in self._writers.values():
                writer.sync()
        if self._excluded and self._books.run_start_ns is not None:
            t_s, leq_db = self._books.sound.series("LAeq").within(self._books.run_start_ns, now_ns)
            duration_s = (now_ns - self._books.run_start_ns) / 1e9
            self._without_db = tenth(leq_without_db(t_s, leq_db, duration_s, self._excluded))
        if self._books.run_start_ns is not None and self._run_label is not None:
            self._log.level(
                self._run_label,
                (now_ns - self._books.run_start_ns) / 1e9,
                self._books.value("LAF"),
                self._books.value("LAeq"),
                overload=self._books.overload,
            )
        self._log.second(self._books.at(now_ns))
        self._disk, self._battery = free_bytes(self.folder.path), battery_pct()

    def _picture(self, now_ns: int) -> Snapshot:
        heard = self.audio.view(self._books.value("LAeq")) if self.audio is not None else None
        excluding_s = None if self._exclude_from_ns is None else (now_ns - self._exclude_from_ns) / 1e9
        fix = self._books.fix
        present = Present(
            now_ns=now_ns,
            at=utc_of(self._clock.utc_ns()),
            run=self._run,
            run_target_s=RUN_TARGET_S["background" if self._run == "background" else "main"],
            started_at=utc_of(self._books.epoch_utc_ns),
            calibration=self._calibration,
            recording_s=self._books.t_s(now_ns),
            interrupted=False,
            disk_free_bytes=self._disk,
            disk_hours=hours_left(self._disk, audio=self.audio is not None),
            battery_pct=self._battery,
            chain_length=self._log.length,
            without_db=self._without_db if self._excluded else self._books.value("LAeq"),
            audio_difference_db=heard.difference_db if heard else None,
            laeq_1s_db=heard.laeq_1s_db if heard else None,
            lcpeak_db=heard.lcpeak_db if heard else None,
            excluding_since_s=excluding_s,
            verdict=self._verdict,
            gnss_time=bool(fix and fix.valid and fix.utc),
        )
        return build(self.facts, self._books, self._legal.at(present.at), self._watch, present)

    # -- commands --------------------------------------------------------------------------------------------

    def _do_calibrate(self, which: str, typed_db: float | None = None) -> CalibrationCheck:
        """Take the meter's reading on the calibrator over the last 10 s, or what an officer read from its display."""
        if typed_db is not None:
            self._mark("calibration", which=which, reading_db=typed_db)
            return self._calibrated(which, typed_db)
        now_ns = self._clock.monotonic_ns()
        start_ns = now_ns - int(CALIBRATION_S * 1e9)
        spread_db = self._books.sound.spread_db(start_ns, now_ns)
        reading_db = self._books.sound.mean_db(start_ns, now_ns)
        if reading_db is None or spread_db is None:
            raise CannotDo("session.calibration_silent")
        if spread_db > CALIBRATION_SPREAD_DB:
            raise CannotDo("session.calibration_unsteady", spread=f"{spread_db:.1f}")
        self._mark("calibration", which=which, seconds=CALIBRATION_S)
        if self.audio is not None:
            self.audio.calibrate(reading_db, utc_of(self._clock.utc_ns()))
        return self._calibrated(which, reading_db)

    def _calibrated(self, which: str, reading_db: float) -> CalibrationCheck:
        calibrator = self.facts.unit("calibrator")
        self._calibration = CalibrationCheck(
            at=utc_of(self._clock.utc_ns()),
            reading_db=reading_db,
            nominal_db=(calibrator.nominal_db if calibrator else None) or 94.0,
            calibrator_serial=calibrator.serial_number if calibrator else "",
        )
        self._log.add("calibration.taken", {"which": which, "check": self._calibration}, weighty=True)
        return self._calibration

    def _do_begin_run(self, role: str = "main") -> str:
        """Start a run: the meter integrates anew, the raw file and the log note the moment."""
        if self._run_label is not None:
            raise CannotDo("session.run_open", run=self._run_label)
        self._runs[role] += 1
        number = self._runs[role]
        label = f"N{number}" if role == "main" else f"B{number}"
        sound = self._links.get("sound")
        if sound is None:
            raise CannotDo("session.no_meter")
        now_ns = self._clock.monotonic_ns()
        self._mark("run_started", run=label, role=role, audio_sample=self._audio_position())
        sound.start_run()
        self._books.begin_run(now_ns, events=role == "main")
        if self.audio is not None:
            self.audio.begin_run()
        if role == "main":
            self._watch.reset()
            self._excluded, self._without_db = [], None
        self._run_label, self._run = label, "measuring" if role == "main" else "background"
        self._log.add("run.started", {"run": label, "role": role}, weighty=True)
        return label

    def _do_end_run(self) -> str:
        """End the run; its numbers are rebuilt from the recording at closing."""
        if self._run_label is None:
            raise CannotDo("session.run_closed")
        label, now_ns = self._run_label, self._clock.monotonic_ns()
        if self._exclude_from_ns is not None:
            self._do_exclude_end("other")
        self._mark("run_ended", run=label, audio_sample=self._audio_position())
        self._links["sound"].end_run()
        self._books.end_run(now_ns)
        if self.audio is not None:
            self.audio.end_run()
        self._run_label, self._run = None, "idle"
        self._log.add("run.ended", {"run": label}, weighty=True)
        return label

    def _do_mark(self, back_s: float = MARK_BACK_S, note: str = "") -> None:
        """Mark a moment up to 5 s back."""
        at_ns = self._clock.monotonic_ns() - int(min(max(back_s, 0.0), MARK_BACK_S) * 1e9)
        self._books.events.append(self._event("mark", at_ns, note or None))
        self._log.add("mark.set", {"run": self._run_label, "at": self._books.at(at_ns), "note": note})

    def _do_exclude_begin(self, back_s: float = EXCLUDE_BACK_S) -> None:
        """Begin an exclusion up to 20 s back, not before the run."""
        start_ns = self._books.run_start_ns
        if start_ns is None:
            raise CannotDo("session.run_closed")
        back_ns = int(min(max(back_s, 0.0), EXCLUDE_BACK_S) * 1e9)
        self._exclude_from_ns = max(start_ns, self._clock.monotonic_ns() - back_ns)

    def _do_exclude_end(self, reason: str, author: str | None = None) -> ExclusionFact:
        """End the exclusion with its reason; nothing is deleted, both results are kept."""
        start_ns = self._books.run_start_ns
        if self._exclude_from_ns is None or start_ns is None or self._run_label is None:
            raise CannotDo("session.not_excluding")
        now_ns = self._clock.monotonic_ns()
        fact = ExclusionFact(
            run=self._run_label,
            label=chr(ord("A") + sum(1 for one in self.facts.exclusions if one.run == self._run_label)),
            start_s=round((self._exclude_from_ns - start_ns) / 1e9, 3),
            end_s=round((now_ns - start_ns) / 1e9, 3),
            reason=reason,
            author=author or self.facts.recorder.name,
            at=utc_of(self._clock.utc_ns()),
        )
        t_s, leq_db = self._books.sound.series("LAeq").within(start_ns, now_ns)
        part_db = tenth(leq_between_db(t_s, leq_db, fact.start_s, fact.end_s))
        event = self._event("exclusion", self._exclude_from_ns, reason)
        ended = replace(event, label=fact.label, end_s=self._books.t_s(now_ns), lafmax_db=part_db)
        self._books.events.append(ended)
        self.facts = replace(self.facts, exclusions=(*self.facts.exclusions, fact))
        self._exclude_from_ns = None
        self._excluded.append((fact.start_s, fact.end_s))
        self._log.add("exclusion.added", fact, weighty=True)
        return fact

    def _do_acknowledge(self, by: str | None = None) -> None:
        """An officer has seen the exceedance."""
        who, at = by or self.facts.recorder.name, utc_of(self._clock.utc_ns())
        self._watch.acknowledge(who, at)
        for index, event in enumerate(self._books.events):
            if event.kind == "over" and event.acknowledged_by is None and self._run_label is not None:
                self._books.events[index] = replace(event, acknowledged_by=who)
                fact = Acknowledgement(run=self._run_label, label=event.label, by=who, at=at)
                self.facts = replace(self.facts, acknowledgements=(*self.facts.acknowledgements, fact))
                self._log.add("exceedance.acknowledged", fact)

    def _do_observe(self, **changes: object) -> None:
        """Change what people say of the visit (observation, person met, position); the log keeps every version."""
        self.facts = replace(self.facts, **changes)  # type: ignore[arg-type]  # names are those of VisitFacts
        self._log.add("visit.observed", {name: changes[name] for name in sorted(changes)})

    def _do_verdict(self, outcome: str | None) -> None:
        """Show the verdict that was given after the run."""
        self._verdict = outcome

    def _event(self, kind: Any, at_ns: int, reason: str | None) -> EventView:
        return EventView(
            label="",
            kind=kind,
            start_s=self._books.t_s(at_ns),
            end_s=None,
            at=self._books.at(at_ns),
            lafmax_db=self._books.value("LAF"),
            reason=reason,
            has_audio=self.audio is not None,
        )

    def _mark(self, event: str, **data: object) -> None:
        self._links["sound"].mark(mark_payload(event, **data))

    def _audio_position(self) -> int | None:
        return self.audio.position if self.audio is not None else None
