"""The folder of one visit: where each kind of file lies, and its repair at the next start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings import attachments, bwf_repair, frames, series
from patrol_app.recordings.disk import disk_fault, sync_folder

ROOMS = ("raw", "audio", "series", "attachments", "record", "log")
# packs carry the name, so it is ASCII; practice, which never gets a pack, says so before everything else
_NAME = re.compile(r"(?:练习-)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRepair:
    """What was set right in one folder. ``removed`` are half-made files that never had their
    final name, and audio files that ended inside their header."""

    path: Path
    frames: tuple[frames.FrameRepair, ...]
    audio: tuple[bwf_repair.BwfRepair, ...]
    series: tuple[series.SeriesRepair, ...]
    removed: tuple[Path, ...]
    damaged: tuple[Path, ...]
    """Files that could not be repaired and were left as they are."""

    @property
    def cut_bytes(self) -> int:
        """Get the bytes of torn frames, samples and lines that were cut (frames' tails are kept in ``log``)."""
        frames_cut = sum(each.cut_bytes for each in self.frames)
        audio_cut = sum(each.cut_bytes for each in self.audio)
        return frames_cut + audio_cut + sum(each.cut_bytes for each in self.series)

    @property
    def recorded_until_ns(self) -> int | None:
        """Get the moment of the newest byte in the recording, in nanoseconds of UTC."""
        return max((each.last_utc_ns for each in self.frames if each.last_utc_ns is not None), default=None)

    @property
    def clean(self) -> bool:
        """Get whether nothing had to be done and nothing is damaged."""
        inside = any(each.damage for each in self.frames)
        patched = any(each.patched for each in self.audio)
        return not (self.cut_bytes or inside or patched or self.removed or self.damaged)


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """One visit's folder and its rooms."""

    path: Path

    @classmethod
    def create(cls, root: Path, name: str) -> RecordingFolder:
        """A new folder under ``root``.

        Raises:
            BadInput: the name is not ASCII letters, digits, point, dash and underscore, after 练习- in practice.
            CannotDo: it exists, or the disk does not allow it.
        """
        if not _NAME.fullmatch(name):
            raise BadInput("recordings.folder_name", name=name)
        path = root / name
        try:
            root.mkdir(parents=True, exist_ok=True)
            path.mkdir()
            for room in ROOMS:
                (path / room).mkdir()
        except OSError as fault:
            raise disk_fault(fault, path) from fault
        sync_folder(path)
        sync_folder(root)
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> RecordingFolder:
        """An existing folder; missing rooms are made.

        Raises:
            CannotDo: it is not there.
        """
        if not path.is_dir():
            raise CannotDo("recordings.missing", path=str(path))
        try:
            for room in ROOMS:
                (path / room).mkdir(exist_ok=True)
        except OSError as fault:
            raise disk_fault(fault, path) from fault
        return cls(path)

    @property
    def raw(self) -> Path:
        """Get the folder of raw frames, one ``.frames`` file a port."""
        return self.path / "raw"

    @property
    def audio(self) -> Path:
        """Get the folder of BWF audio."""
        return self.path / "audio"

    @property
    def series(self) -> Path:
        """Get the folder of level series."""
        return self.path / "series"

    @property
    def attachments(self) -> Path:
        """Get the folder of files taken in."""
        return self.path / "attachments"

    @property
    def record(self) -> Path:
        """Get the folder of the visit record and its papers."""
        return self.path / "record"

    @property
    def log(self) -> Path:
        """Get the folder of the log's export and of tails cut by repairs."""
        return self.path / "log"


def repair_folder(path: Path) -> FolderRepair:
    """Set right what a kill or a power cut left in a visit's folder; to be called before anything else is written.

    Files are repaired one by one; one that cannot be is left as it is and named, and the others go on.
    """
    folder = RecordingFolder.open(path)
    removed: list[Path] = []
    damaged: list[Path] = []
    frame_repairs: list[frames.FrameRepair] = []
    audio_repairs: list[bwf_repair.BwfRepair] = []
    series_repairs: list[series.SeriesRepair] = []
    for file in sorted(path.glob("*/*")):
        try:
            if file.suffix == ".part":
                _remove(file)
                removed.append(file)
            elif file.parent == folder.raw and file.suffix == ".frames":
                frame_repairs.append(frames.repair(file, keep_tail=_tail_name(folder.log, file)))
            elif file.parent == folder.audio and file.suffix == ".wav":
                audio = bwf_repair.repair(file)
                if audio is None:
                    _remove(file)
                    removed.append(file)
                else:
                    audio_repairs.append(audio)
            elif file.parent == folder.series and file.suffix == ".csv":
                series_repairs.append(series.repair(file))
        except (BadInput, CannotDo):
            damaged.append(file)
    attachments.repair_imports(folder.attachments)
    return FolderRepair(
        path=path, frames=tuple(frame_repairs), audio=tuple(audio_repairs), series=tuple(series_repairs),
        removed=tuple(removed), damaged=tuple(damaged),
    )  # fmt: skip


def _tail_name(log: Path, file: Path) -> Path:
    """A free name for the bytes cut from ``file``."""
    number = 1
    while (path := log / f"{file.stem}.tail-{number}").exists():
        number += 1
    return path


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except OSError as fault:
        raise disk_fault(fault, file) from fault
