"""A run's files in order, and stretches of it cut out as files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.bwf import BwfFacts, BwfFile, build_header, patch_lengths, read_bwf
from patrol_app.recordings.disk import DurableFile, rename

_CLIP_CHUNK = 480_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A stretch written as a file of its own; ``missing_samples`` of what was asked are in no file."""

    path: Path
    first_sample: int
    samples: int
    missing_samples: int


def read_run(folder: Path) -> tuple[BwfFile, ...]:
    """All files of a run in the order of their samples; clips and files of others are left out."""
    found = [read_bwf(path) for path in sorted(folder.glob("*.wav"))]
    ours = [(file.facts.first_sample, file) for file in found if file.facts and not file.facts.clip]
    return tuple(file for _, file in sorted(ours, key=lambda pair: pair[0]))


def extract(files: Sequence[BwfFile], start_sample: int, count: int, target: Path) -> Clip:
    """Write a stretch of the run as a BWF of its own, with the true time of its first sample.

    Where a gap or an end of the run cuts the stretch, the longest unbroken part is written; silence is never put in
    for samples that nobody recorded. ``target`` appears only when it is whole.

    Raises:
        BadInput: nothing of the stretch was recorded.
        CannotDo: full disk or another fault; ``target`` does not exist.
    """
    part = max(_parts(files, start_sample, start_sample + count), key=_length, default=None)
    if part is None:
        raise BadInput("recordings.clip_empty", start_sample=start_sample, count=count)
    facts, _, first, _ = part[0]
    header = build_header(replace(facts.later(first - facts.first_sample), clip=True))
    temporary = target.with_name(target.name + ".part")
    temporary.unlink(missing_ok=True)
    file = DurableFile.create(temporary)
    try:
        file.append(header)
        for base, source, start, stop in part:
            width = source.bits // 8
            with source.path.open("rb") as stream:
                stream.seek(source.data_offset + (start - base.first_sample) * width)
                for piece in range(start, stop, _CLIP_CHUNK):
                    file.append(stream.read(min(_CLIP_CHUNK, stop - piece) * width))
        data_bytes = file.size - len(header)
        file.append(bytes(data_bytes % 2))
        patch_lengths(file, len(header), data_bytes)
        file.sync()
    except CannotDo:
        file.close()
        temporary.unlink()
        raise
    file.close()
    rename(temporary, target)
    return Clip(path=target, first_sample=first, samples=_length(part), missing_samples=count - _length(part))


_Part = list[tuple[BwfFacts, BwfFile, int, int]]


def _parts(files: Sequence[BwfFile], start: int, stop: int) -> list[_Part]:
    """The unbroken parts of a stretch, each as pieces (facts, file, first sample, stop)."""
    parts: list[_Part] = []
    for file in files:
        if file.facts is None:
            continue
        first = max(start, file.facts.first_sample)
        last = min(stop, file.facts.first_sample + file.samples)
        if first >= last:
            continue
        if parts and parts[-1][-1][3] == first:
            parts[-1].append((file.facts, file, first, last))
        else:
            parts.append([(file.facts, file, first, last)])
    return parts


def _length(part: _Part) -> int:
    return sum(stop - start for _, _, start, stop in part)
