"""What a session does when it ends a run or itself: seals of what was written, and waiting for what was asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path

from drivers.link import Link
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import sha256_of
from patrol_app.recordings.frames import FrameWriter
from patrol_app.services.session.audio import SessionAudio

log = logging.getLogger("session")

SETTLE_S = 2.0


def seals(writers: Iterable[FrameWriter], audio: SessionAudio | None) -> dict[str, list[dict[str, object]] | None]:
    """What the raw files hold now and what the sound files hold for good, by their hashes: for the log at a run's end.

    A raw file goes on growing: its seal is over so many first bytes. The sound begins a new file after a run, so that
    ``sha256sum`` of a whole file is its seal; each file is named once. A raw file that the disk does not give back is
    not among them; ``audio`` is ``None`` where there is no sound or the disk did not let its file be finished.
    """
    raw = []
    for writer in writers:
        size = writer.size  # a link may write on meanwhile
        try:
            writer.sync()  # the seal is safe at once; what it is over must not be lost to a power cut after it
        except CannotDo:
            log.warning("a raw file is sealed before it is safe on the disk")
        try:
            raw.append(_seal(writer.path, size))
        except CannotDo:
            log.warning("a raw file cannot be read, so that it has no seal")
    return {"raw": raw, "audio": None if audio is None else _audio_seals(audio)}


def _audio_seals(audio: SessionAudio) -> list[dict[str, object]] | None:
    try:
        return [_seal(path, path.stat().st_size) for path in audio.finish_files()]
    except (CannotDo, OSError):
        log.warning("the sound of a run could not be sealed")
        return None


def _seal(path: Path, size: int) -> dict[str, object]:
    return {"file": path.name, "bytes": size, "sha256": sha256_of(path, size)}


def settled(link: Link) -> None:
    """Wait until a link has done what it was told (the mark of the run's end, the meter's own stop), at most 2 s."""
    until = time.monotonic() + SETTLE_S
    while link.alive and link.settled_ns < 0 and time.monotonic() < until:
        time.sleep(0.01)
