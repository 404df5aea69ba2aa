"""A spoken note: its own few seconds of sound, beside the run's recording, taken in by its hash like any file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drivers import microphone
from drivers.errors import DriverError
from drivers.readings import AudioBlock
from patrol_app.assets import sentence
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.services.attaching import attach
from patrol_app.services.recall import attachments_of
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import AttachmentFact

if TYPE_CHECKING:
    from patrol_app.services.desk.visit import DeskVisit
    from patrol_app.store.store import Store

MOST_S = 300.0
"""A note that nobody ended stops growing here; what was said later is in the run's recording alone."""
OpenMicrophone = Callable[[Callable[[AudioBlock], None]], microphone.Microphone]


@dataclass(frozen=True, slots=True)
class Kept:
    """A note that was ended: its file and how long it is."""

    path: Path
    seconds: float
    began_at: datetime


class VoiceNotes:
    """The notes of one visit: fed by the microphone's thread, begun and ended by the desk's worker."""

    def __init__(self, folder: Path, open_microphone: OpenMicrophone = microphone.Microphone) -> None:
        self._folder, self._make = folder, open_microphone
        self._lock = threading.Lock()
        self._recorder: AudioRecorder | None = None
        self._began_at: datetime | None = None
        self._own: microphone.Microphone | None = None

    @property
    def open(self) -> bool:
        """Whether a note is being spoken."""
        return self._began_at is not None

    def hear(self, block: AudioBlock) -> None:
        """Take a block of samples, if a note is being spoken."""
        with self._lock:
            recorder = self._recorder
            if recorder is not None and recorder.position < MOST_S * recorder.sample_rate_hz:
                recorder.feed(block.samples)

    def begin(self, at: datetime, running: microphone.Microphone | None) -> None:
        """Begin a note with the visit's microphone, or with the laptop's own where none is recorded.

        Raises:
            CannotDo: there is no microphone.
        """
        source = running
        if source is None:
            source = self._make(self.hear)
            try:
                source.open()
            except DriverError as fault:
                raise CannotDo("desk.no_microphone") from fault
            self._own = source
        folder = self._folder / f"{at:%H%M%S%f}"
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._recorder = AudioRecorder(
                folder, sample_rate_hz=source.sample_rate_hz, reference_db=None, started_at=at
            )
        self._began_at = at

    def end(self) -> Kept | None:
        """End the note; ``None`` where not a sample of it came."""
        own, self._own = self._own, None
        if own is not None:
            own.close()
        with self._lock:
            recorder, self._recorder = self._recorder, None
        began_at, self._began_at = self._began_at, None
        if recorder is None or began_at is None:
            return None
        recorder.close()
        files = recorder.files
        if not files:
            return None
        return Kept(files[0].path, round(recorder.position / recorder.sample_rate_hz, 1), began_at)


def keep_note(visit: DeskVisit, store: Store, note: Kept, at: datetime) -> AttachmentFact:
    """Take a note into the visit's recording by its hash; the spoken words are the recorder's.

    Raises:
        CannotDo: the disk does not take it.
    """
    facts = visit.facts
    log = VisitLog(store, visit.number, actor=facts.recorder.certificate_number, now=lambda: at, signer=None)
    fact = attach(
        note.path,
        folder=visit.folder.attachments,
        visit_log=log,
        already=attachments_of(store, visit.number),
        what=sentence("desk.voice_note", "zh", seconds=f"{note.seconds:.0f}"),
        maker=facts.recorder.name,
        source="microphone",
        at=at,
        by=facts.recorder.name,
        stated_at=note.began_at,
    )
    log.flush()
    note.path.unlink(missing_ok=True)
    return fact
