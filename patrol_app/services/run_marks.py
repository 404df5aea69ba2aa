"""The runs of a visit as the marks in the meter's raw file delimit them, and the meter each was made with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast

from patrol_app.services.replay import SoundReplay
from patrol_app.services.run_audio import open_files
from patrol_app.services.session.meters import CHANGED
from patrol_app.services.visit import Mark, VisitFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as the raw file delimits it; ``audio_from`` and ``audio_to`` count samples of the visit's audio."""

    label: str
    role: Literal["main", "background"]
    start: Mark
    end: Mark
    interrupted: bool

    @property
    def audio_span(self) -> tuple[int, int] | None:
        """First sample and sample after the last, or ``None`` without audio."""
        first, last = self.start.data.get("audio_sample"), self.end.data.get("audio_sample")
        return (int(first), int(last)) if first is not None and last is not None and last > first else None


def find_runs(books: SoundReplay) -> list[Run]:
    """Runs between their marks; one without an end was interrupted and ends with the last byte received."""
    runs: list[Run] = []
    open_mark: Mark | None = None
    for mark in [*books.marks, None]:
        if mark is not None and mark.event not in ("run_started", "run_ended", CHANGED):
            continue
        if open_mark is not None:
            ended = mark is not None and mark.event == "run_ended"
            end = mark if ended and mark is not None else _last_byte(books, open_mark, mark)
            if mark is not None and mark.event == CHANGED:
                end = _exchanged(open_mark, mark)
            role = cast(Literal["main", "background"], open_mark.data.get("role", "main"))
            runs.append(
                Run(label=str(open_mark.data["run"]), role=role, start=open_mark, end=end, interrupted=not ended)
            )
            open_mark = None
        if mark is not None and mark.event == "run_started":
            open_mark = mark
    return runs


def _exchanged(start: Mark, changed: Mark) -> Mark:
    """The end of a run in which another meter took the place of the first: where the first was last there."""
    since_ns = max(start.monotonic_ns, int(changed.data["since_ns"]))
    return Mark("run_ended", since_ns, start.utc_ns + since_ns - start.monotonic_ns)


def same_meter(books: SoundReplay, main: Run | None) -> list[Mark]:
    """The calibrations of the meter that a run was measured with (without a run: of the last meter)."""
    changes = [mark.monotonic_ns for mark in books.marks if mark.event == CHANGED]

    def meter(at_ns: int) -> int:
        return sum(1 for changed_ns in changes if changed_ns <= at_ns)

    measured_with = meter(main.start.monotonic_ns) if main is not None else len(changes)
    taken = [mark for mark in books.marks if mark.event == "calibration"]
    return [mark for mark in taken if meter(mark.monotonic_ns) == measured_with]


def _last_byte(books: SoundReplay, start: Mark, following: Mark | None) -> Mark:
    """The end of a run that nobody ended: its last byte, or its last reading where another run began after it."""
    last_ns, last_utc_ns = books.totals.last_ns, books.totals.last_utc_ns
    if following is not None:
        last_ns = books.tally.last_stamp(following.monotonic_ns)
        last_utc_ns = None if last_ns is None else start.utc_ns + last_ns - start.monotonic_ns
    if last_ns is None or last_utc_ns is None or last_ns < start.monotonic_ns:
        return replace(start, event="run_ended")
    return Mark("run_ended", last_ns, last_utc_ns)


def with_audio(run: Run, files: VisitFiles) -> Run:
    """An interrupted run's audio ends where its bytes end, or with the last sample that was written."""
    first = run.start.data.get("audio_sample")
    if not run.interrupted or first is None:
        return run
    opened = open_files(files.audio)
    if not opened or opened[0][1].facts is None:
        return run
    rate_hz = opened[0][1].facts.sample_rate_hz
    length = round((run.end.monotonic_ns - run.start.monotonic_ns) / 1e9 * rate_hz)
    written = max(begins + file.samples for _, file, begins in opened)
    end = replace(run.end, data={**run.end.data, "audio_sample": min(int(first) + length, written)})
    return replace(run, end=end)
