"""The audio of a whole run: 10-minute BWF files that count their samples together."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.bwf import BwfFacts, BwfFile, build_header, patch_lengths, read_bwf
from patrol_app.recordings.clip import Clip, extract
from patrol_app.recordings.disk import DurableFile

FILE_S = 600

SampleBlock = NDArray[np.int16] | NDArray[np.int32] | NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Samples that the device lost: ``count`` from ``first_sample`` on."""

    first_sample: int
    count: int


def level_text(reference_db: float | None) -> str:
    """The full-scale level as it stands in file names: ``fs124.0dB``, ``fs123.87dB``, ``fsunknown``."""
    if reference_db is None:
        return "fsunknown"
    text = f"{reference_db:.2f}"
    return f"fs{text.removesuffix('0')}dB"


class AudioRecorder:
    """Writes blocks of samples to ``folder`` as they come; one thread feeds it.

    Every sample fed is in a file when ``feed`` returns. Once a second the samples are synced, then the header is
    patched and synced, so that any reader sees them; ``repair`` finds the rest. Lost samples are never filled:
    ``gap`` closes the file and the next one starts at the later sample.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sample_rate_hz: int,
        reference_db: float | None,
        started_at: datetime,
        bits: int = 16,
        file_s: int = FILE_S,
        sync_interval_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        create: Callable[[Path], DurableFile] = DurableFile.create,
    ) -> None:
        if bits not in (16, 24) or sample_rate_hz <= 0 or started_at.tzinfo is None:
            raise BadInput("recordings.audio_settings", bits=bits, sample_rate_hz=sample_rate_hz)
        self.folder = folder
        self.sample_rate_hz = sample_rate_hz
        self.reference_db = reference_db
        self.bits = bits
        self.position = 0
        """Samples of the run so far, gaps included."""
        self.clipped_samples = 0
        """Float samples beyond full scale, written as full scale."""
        self.gaps: list[Gap] = []
        self._origin = BwfFacts.at(started_at, sample_rate_hz=sample_rate_hz, bits=bits, reference_db=reference_db)
        self._file_samples = file_s * sample_rate_hz
        self._interval_s = sync_interval_s
        self._clock = clock
        self._create = create
        self._done: list[BwfFile] = []
        self._opened = 0
        self._file: DurableFile | None = None
        self._facts: BwfFacts | None = None
        self._offset = 0
        self._in_file = 0
        self._synced_at = clock()

    @property
    def files(self) -> tuple[BwfFile, ...]:
        """Get the run's files so far, the growing one included with what it holds now."""
        growing = self._growing()
        return (*self._done, growing) if growing else tuple(self._done)

    def feed(self, samples: SampleBlock) -> None:
        """Append a block: int16, int32 holding 24 bits (24-bit files only), or float with full scale 1.0.

        Raises:
            CannotDo: full disk or another fault; ``written`` of its data says how many of these samples are kept, so
                that the rest can be fed again after making room.
        """
        data = self._encode(samples)
        width = self.bits // 8
        written = 0
        try:
            while written < len(samples):
                file = self._file or self._open()
                count = min(len(samples) - written, self._file_samples - self._in_file)
                file.append(data[written * width : (written + count) * width])
                written += count
                self._in_file += count
                self.position += count
                if self._in_file == self._file_samples:
                    self._finish()
            if self._clock() - self._synced_at >= self._interval_s:
                self.sync()
        except CannotDo as fault:
            raise CannotDo(fault.key, **{**fault.data, "written": written}) from fault

    def gap(self, count: int) -> None:
        """Note that the device lost ``count`` samples here."""
        if count <= 0:
            return
        self._finish()
        self.gaps.append(Gap(first_sample=self.position, count=count))
        self.position += count

    def finish_file(self) -> tuple[Path, ...]:
        """Finish the file that grows, so that none of its bytes changes any more; the next sample begins another.

        Returns:
            All files finished so far, in their order.
        """
        self._finish()
        return tuple(file.path for file in self._done)

    def sync(self) -> None:
        """Make every sample so far safe and seen by any reader."""
        if self._file is not None:
            self._file.sync()
            patch_lengths(self._file, self._offset, self._in_file * self.bits // 8)
            self._file.sync()
        self._synced_at = self._clock()

    def close(self) -> tuple[BwfFile, ...]:
        """Finish the last file; returns all files of the run."""
        self._finish()
        return self.files

    def extract(self, start_sample: int, count: int, target: Path) -> Clip:
        """Write samples ``start_sample`` on to ``target`` as a BWF of its own; see ``extract``."""
        return extract(self.files, start_sample, count, target)

    def _encode(self, samples: SampleBlock) -> bytes:
        if samples.ndim != 1:
            raise BadInput("recordings.audio_block", kind=f"{samples.ndim} dimensions")
        if samples.dtype.kind == "f":
            scale = 1 << (self.bits - 1)
            scaled = np.rint(samples.astype(np.float64) * scale)
            if not np.isfinite(scaled).all():
                raise BadInput("recordings.audio_block", kind="NaN")
            self.clipped_samples += int(np.count_nonzero((scaled < -scale) | (scaled > scale - 1)))
            whole = np.clip(scaled, -scale, scale - 1).astype(np.int32)
        elif samples.dtype == np.int16:
            whole = samples.astype(np.int32) << (self.bits - 16)
        elif samples.dtype == np.int32 and self.bits == 24:
            whole = samples.astype(np.int32)
        else:
            raise BadInput("recordings.audio_block", kind=str(samples.dtype))
        if self.bits == 16:
            return whole.astype("<i2").tobytes()
        return whole.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()

    def _open(self) -> DurableFile:
        facts = self._origin.later(self.position)
        number = self._opened + 1
        name = f"{facts.started_at:%Y%m%dT%H%M%SZ}_{level_text(self.reference_db)}_{number:03d}.wav"
        file = self._create(self.folder / name)
        header = build_header(facts)
        try:
            file.append(header)
            file.sync()
        except CannotDo:
            file.close()
            file.path.unlink()
            raise
        self._file, self._facts, self._offset, self._in_file = file, facts, len(header), 0
        self._opened = number
        return file

    def _growing(self) -> BwfFile | None:
        if self._file is None or self._facts is None:
            return None
        return BwfFile(
            path=self._file.path,
            sample_rate_hz=self.sample_rate_hz,
            bits=self.bits,
            samples=self._in_file,
            data_offset=self._offset,
            complete=False,
            reference_db=self.reference_db,
            facts=self._facts,
        )

    def _finish(self) -> None:
        if self._file is None:
            return
        data_bytes = self._in_file * self.bits // 8
        self._file.append(bytes(self._offset + data_bytes + data_bytes % 2 - self._file.size))
        self.sync()
        self._file.close()
        self._done.append(read_bwf(self._file.path))
        self._file = None
