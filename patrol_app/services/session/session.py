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
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from drivers.instrument import Direction
from drivers.link import Clock, Link, LinkEvent, StampedReading
from drivers.readings import AudioBlock, Reading
from drivers.registry import instrument
from patrol_app.acoustics.runs import leq_without_db
from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.places import ExamNotice
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.frames import Direction as FrameDirection
from patrol_app.recordings.frames import FrameWriter
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.book import RuleBook
from patrol_app.services.judging import place_of
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.deeds import Deeds
from patrol_app.services.session.disk_guard import Break, DiskGuard, gap, not_recorded
from patrol_app.services.session.end import seals, settled
from patrol_app.services.session.live_books import LiveBooks, PortState
from patrol_app.services.session.meters import Meters
from patrol_app.services.session.sentences import Sentences
from patrol_app.services.session.state import RUN_TARGET_S, Message, SessionState
from patrol_app.services.session.view import LegalClock, Present, build
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.surroundings import free_bytes, hours_left, power
from patrol_app.services.tally import tenth
from patrol_app.services.visit import VisitFacts, utc_of

log = logging.getLogger("session")

PUBLISH_NS, IDLE_NS = 25_000_000, 100_000_000
"""How often a snapshot is made while something comes in, and while nothing does. With the second's writing between,
what a meter said is in a snapshot within 80 ms of its last byte."""
PERSIST_NS = 1_000_000_000
SYNC_S = 1.0
"""How often the raw files are made safe, by the wall clock: a night faster than time need not wait for the disk."""
SOUND_PERIOD_S = 1.0
"""Sound comes in bursts of some blocks; after two of these without any the microphone is not heard any more."""
MESSAGE_NS = 10_000_000_000
"""A refusal stays on the screen this long."""


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
        reserve: DiskReserve | None = None,
        register: Sequence[InstrumentUnit] = (),
        opened: tuple[str, object] | None = None,
        marked_in: tuple[str, ...] = ("sound",),
        also: Callable[[str, Reading, int], None] | None = None,
    ) -> None:
        """Begin.

        Args:
            opened: kind and body of the fact that begins the log, where the recording is not a visit's.
            marked_in: roles whose raw file may carry the marks of a run, the first that is plugged in.
            also: told every reading with its role and monotonic stamp, in the session's thread.
        """
        self.folder = folder
        self._also = also
        self._clock = clock
        self._log = visit_log
        self._paced = paced
        self._links: dict[str, Link] = {}
        self._microphone: PortState | None = None
        self._writers: dict[str, FrameWriter] = {}
        books = LiveBooks(epoch_ns=clock.monotonic_ns(), epoch_utc_ns=clock.utc_ns(), trigger_db=facts.trigger_db)
        self._state = SessionState(facts, books, marked_in=marked_in)
        self._meters = Meters(self._state, visit_log, self._links, register)
        self._deeds = Deeds(
            self._state,
            clock=clock,
            visit_log=visit_log,
            links=self._links,
            sealed=lambda: seals(self._writers.values(), self._state.audio),
            meters=self._meters,
        )
        self._legal = LegalClock(book, place_of(facts), notices)
        self._noted_event: tuple[str | None, str] | None = None
        self._snapshot: Snapshot | None = None
        self._published_ns = self._persisted_ns = clock.monotonic_ns()
        self._synced_s = time.monotonic()
        self._news = False
        self._disk, self._power = free_bytes(folder.path), power()
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name=f"session {facts.number}", daemon=True)
        self._failure: BaseException | None = None
        self._sentences = Sentences(clock, self._log.add)
        self._guard_disk = DiskGuard(
            reserve, lambda fault: self._queue.put(lambda: self._end_on_full_disk(fault)), clock.monotonic_ns
        )
        if not self._guard_disk.hold():
            self._keep_telling("session.no_reserve", {"path": str(folder.path)})
        self._log.add(*(opened or ("visit.opened", facts)))
        self._thread.start()

    # -- from any thread -------------------------------------------------------------------------------------

    @property
    def facts(self) -> VisitFacts:
        """What people have said so far."""
        return self._state.facts

    @property
    def disk_full(self) -> bool:
        """The disk was full: the run was ended, nothing more is recorded, and the visit can be closed."""
        return self._guard_disk.full

    @property
    def running(self) -> bool:
        """A run is open: it was begun, and neither an officer, a full disk nor another meter has ended it."""
        return self._state.run_label is not None

    @property
    def books(self) -> LiveBooks:
        """The live books, to be read alone; they change while one reads."""
        return self._state.books

    def latest(self) -> Snapshot | None:
        """The newest snapshot; never waits."""
        return self._snapshot

    def open_link(self, role: str, model: str, port: str, *, baud: int | None = None) -> Link:
        """Open a port; every byte goes to the recording before it is decoded."""
        writer = FrameWriter.create(self.folder.raw / f"{role}-{model.replace(':', '-')}.frames")

        def tee(direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
            self._guard_disk.write(lambda: writer.append(FrameDirection(int(direction)), monotonic_ns, utc_ns, payload))

        def deliver(item: StampedReading | LinkEvent) -> None:
            self._queue.put(lambda: self._take(role, item))

        link = Link(instrument(model), port, model=model, clock=self._clock, tee=tee, deliver=deliver, baud=baud)
        self._writers[role] = writer
        self._state.books.ports[role] = PortState(role, model, instrument(model).card.period_s)
        self._links[role] = link
        link.open()
        self._log.add(
            "instrument.used", {"role": role, "model": model, "port": port, "unit": self._state.facts.unit(role)}
        )
        return link

    def listen(self, audio: SessionAudio) -> None:
        """Record and weigh the sound of a microphone for the whole visit."""
        self._microphone = PortState("microphone", "microphone", SOUND_PERIOD_S, present=True)
        self._microphone.last_ns = self._clock.monotonic_ns()
        self._state.audio = audio
        self._state.books.records_sound = True

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
        handler = None if name.startswith("_") else getattr(self._deeds, name, None)
        if not callable(handler):
            raise BadInput("session.command", name=name)
        if name == "begin_run" and self.disk_full:
            raise CannotDo("session.disk_full", path=str(self.folder.path))
        if name == "begin_run" and (told := self._not_recorded()) is not None:
            raise CannotDo(told[0], **dict(told[1]))
        future: Future[Any] = Future()

        def work() -> None:
            try:
                future.set_result(handler(**data))
            except Exception as fault:  # the officer's fault or the disk's: it belongs to who asked
                future.set_exception(fault)
                self._tell(fault)

        self._queue.put(work)
        return future

    def stop(self) -> None:
        """Close ports and files; an open run is left without an end, as an interruption would leave it."""
        for link in self._links.values():
            link.close()
        self._queue.put(None)
        self._thread.join()
        if self._state.audio is not None:
            self._guard(self._state.audio.close)
        for writer in self._writers.values():
            self._guard(writer.close)

    # -- the session's own thread ----------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                item = self._queue.get(timeout=None if self._paced else self._patience_s())
            except queue.Empty:
                self._guard(self._tick)
                continue
            try:
                if item is None:
                    return
                self._guard(item)
                self._news = True
                if not self._paced:
                    self._guard(self._tick)
            finally:
                self._queue.task_done()

    def _patience_s(self) -> float:
        """How long to wait for something to come before the next snapshot is due."""
        due_ns = self._published_ns + (PUBLISH_NS if self._news else IDLE_NS)
        return max(0.0, (due_ns - self._clock.monotonic_ns()) / 1e9)

    def _guard(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as fault:  # one bad step must not end the recording; it is kept and told
            if self._guard_disk.met(fault):
                return
            self._tell(fault)
            if isinstance(fault, CannotDo) and fault.key.startswith("store."):
                log.warning("the log waits for the database: %s", fault)  # what is pending goes with the next second
                return
            log.exception("a step of the session failed")
            self._failure = self._failure or fault

    def _end_on_full_disk(self, fault: CannotDo) -> None:
        """End the run and close ports and files in the room that the reserve gave back."""
        if self._state.run_label is not None:
            self._deeds.end_run()
        self._log.add("disk.full", {"path": fault.data.get("path")}, weighty=True)
        for link in self._links.values():
            if not self._paced:
                settled(link)
            link.close()
        if self._state.audio is not None:
            self._state.audio.close()
        self._keep_telling("session.disk_full", {"path": str(self.folder.path)})

    def _not_recorded(self) -> Message | None:
        """The sentence while the disk does not take the recording."""
        now = self._guard_disk.broken
        return None if now is None else not_recorded(now, self.folder.path, self._state.books.at(now.since_ns))

    def _recorded_again(self, over: Break) -> None:
        """The disk takes the recording again: the gap is noted and told."""
        self._sentences.tell("session.recorded_again", seconds=over.seconds)
        self._log.add("recording.gap", {**gap(over, self._state.books.at(over.since_ns)), "run": self._state.run_label})

    def _keep_telling(self, key: str, data: Mapping[str, object]) -> None:
        self._state.message = key, tuple(data.items())
        self._state.message_until_ns = 1 << 62

    def _tell(self, fault: Exception) -> None:
        """Show a refusal or a fault of the surroundings on the screen for a while."""
        if isinstance(fault, PatrolError):
            self._state.message = fault.key, tuple(fault.data.items())
        else:
            self._state.message = "desk.fault", (("fault", f"{type(fault).__name__}: {fault}"),)
        self._state.message_until_ns = self._clock.monotonic_ns() + MESSAGE_NS

    def _take(self, role: str, item: StampedReading | LinkEvent) -> None:
        if isinstance(item, LinkEvent):
            self._link_event(role, item)
            return
        event = self._state.books.take(role, item.reading, item.monotonic_ns, item.utc_ns)
        if self._also is not None:
            self._also(role, item.reading, item.monotonic_ns)
        if event is None:
            return
        if event.kind == "over":
            self._state.watch.event()
        if self._noted_event != (event.run, event.label):
            self._noted_event = event.run, event.label
            self._log.add(
                "exceedance.started", {"run": self._state.run_label, "event": event.label, "laf_db": event.lafmax_db}
            )

    def _link_event(self, role: str, item: LinkEvent) -> None:
        port = self._state.books.ports.get(role)
        if port is not None:
            port.present = item.kind not in ("lost",)
            port.silent = item.kind in ("silent", "lost")
        self._meters.event(role, item, self._deeds.end_run)
        if item.kind not in ("damaged", "identified"):
            self._log.add(
                "link.event", {"role": role, "event": item.kind, "detail": item.detail, "at": utc_of(item.utc_ns)}
            )

    def _sound(self, block: AudioBlock) -> None:
        if self._microphone is not None:
            self._microphone.last_ns = self._clock.monotonic_ns()
        if self._state.audio is not None and not self.disk_full:
            self._state.audio.feed(block)

    def _tick(self, *, force: bool = False) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns - self._persisted_ns >= PERSIST_NS:
            if self._news and not force:
                self._publish(now_ns)  # what came in does not wait for the disk
            self._persist(now_ns)
        if force or now_ns - self._published_ns >= (PUBLISH_NS if self._news else IDLE_NS):
            self._publish(now_ns)

    def _publish(self, now_ns: int) -> None:
        self._published_ns, self._news = now_ns, False
        picture = self._picture(now_ns)
        self._snapshot = replace(picture, messages=self._sentences.look(picture))

    def _persist(self, now_ns: int) -> None:
        self._persisted_ns = now_ns
        if time.monotonic() - self._synced_s >= SYNC_S:
            self._synced_s = time.monotonic()
            for writer in self._writers.values():
                self._guard_disk.write(writer.sync)
            over = self._guard_disk.look(self.folder, self._writers.values())
            if over is not None:
                self._recorded_again(over)
        state, books = self._state, self._state.books
        if books.run_start_ns is not None and state.run_label is not None:
            elapsed_s = (now_ns - books.run_start_ns) / 1e9
            if state.excluded:
                t_s, leq_db = books.sound.series("LAeq").within(books.run_start_ns, now_ns)
                state.without_db = tenth(leq_without_db(t_s, leq_db, elapsed_s, state.excluded))
            laf_db, laeq_db = books.value("LAF"), books.value("LAeq")
            self._log.level(state.run_label, elapsed_s, laf_db, laeq_db, overload=books.overload)
        self._power = power()
        if self._guard_disk.broken is None:
            self._disk = free_bytes(self.folder.path)
        self._log.second(books.at(now_ns))

    def _picture(self, now_ns: int) -> Snapshot:
        state, books = self._state, self._state.books
        heard = state.audio.view(books.value("LAeq")) if state.audio is not None else None
        broken, standing = self._not_recorded(), state.message is not None and now_ns <= state.message_until_ns
        excluding_s = None if state.exclude_from_ns is None else (now_ns - state.exclude_from_ns) / 1e9
        present = Present(
            now_ns=now_ns,
            at=utc_of(self._clock.utc_ns()),
            run=state.run,
            run_target_s=RUN_TARGET_S["background" if state.run == "background" else "main"],
            started_at=utc_of(books.epoch_utc_ns),
            calibration=state.calibration,
            recording_s=None if self.disk_full else books.t_s(now_ns),
            interrupted=broken is not None
            or books.broken_off(now_ns)
            or self._sentences.tells("session.recorded_again"),
            unrecorded=broken is not None,
            disk_free_bytes=self._disk,
            disk_hours=hours_left(self._disk, audio=state.audio is not None),
            battery_pct=self._power.battery_pct,
            on_mains=self._power.on_mains,
            chain_length=self._log.length,
            without_db=state.without_db if state.excluded else books.value("LAeq"),
            audio_difference_db=heard.difference_db if heard else None,
            laeq_1s_db=heard.laeq_1s_db if heard else None,
            lcpeak_db=heard.lcpeak_db if heard else None,
            excluding_since_s=excluding_s,
            verdict=state.verdict,
            gnss_time=books.satellite_time and books.answers("position", now_ns),
            heard=() if self._microphone is None else (self._microphone.view(now_ns),),
            messages=(*((broken,) if broken is not None else ()), *((state.message,) if standing else ())),
        )
        legal = self._legal.at(present.at, stage=state.facts.site.stage, indoor=state.position.indoor)
        books.over_db = legal.lafmax_limit_db
        return build(state.facts, books, legal, state.watch, present)
