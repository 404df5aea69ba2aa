"""The instrument's part of a trace: which series rows, readings, frames and samples a measured value was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drivers.readings import ParticulateReading, PositionFix, SoundReading
from patrol_app.domain.record import Measurement, PointResult, VisitRecord
from patrol_app.recordings.bwf import BwfFile
from patrol_app.services.checking.located import Located, LocatedFile, LocatedMark, Spot, locate
from patrol_app.services.checking.paper_places import steps
from patrol_app.services.checking.trace_link import TraceLink
from patrol_app.services.run_audio import open_files
from patrol_app.services.tally import RISE_S
from patrol_app.services.visit import RawSource, VisitFiles, utc_of

_STATISTICS = {"l10_db": "L10", "l50_db": "L50", "l90_db": "L90", "lafmin_db": "LAFmin"}
_DUST = ("tsp_ug_m3", "pm10_ug_m3", "pm25_ug_m3", "humidity_pct")


def trace_runs(record: VisitRecord, files: VisitFiles, path: str) -> Iterator[TraceLink]:
    """The links below record.json; none where no instrument stands behind the value."""
    part = steps(path)
    head, leaf = str(part[0]), str(part[-1])
    if head == "other_points":
        point, part = record.other_points[int(part[1])], part[2:]
        yield from _at_point(point, files, part)
    elif head in ("measurement", "background"):
        run = record.measurement if head == "measurement" else record.background
        if run is not None:
            yield from _run(run, files, part)
    elif head in ("calibration_before", "calibration_after"):
        yield from _calibration(files, head.removeprefix("calibration_"))
    elif head == "dust":
        yield from _dust(record, files, leaf)
    elif head == "clock_source" or (head == "position" and "place" in part and record.position.place_source == "gnss"):
        yield from _many(files.of("position"), _valid_fix, "latitude_deg")


def _at_point(point: PointResult, files: VisitFiles, part: list[str | int]) -> Iterator[TraceLink]:
    """What stands behind a value of another measuring point."""
    head = str(part[0])
    run = point.measurement if head == "measurement" else point.background if head == "background" else None
    if run is not None:
        yield from _run(run, files, part)
    elif head in ("calibration_before", "calibration_after"):
        yield from _calibration(files, head.removeprefix("calibration_"))
    elif head == "position" and "place" in part and point.position.place_source == "gnss":
        yield from _many(files.of("position"), _valid_fix, "latitude_deg")


class _Run:
    """One run of the sound level meter's file: its marks and readings."""

    def __init__(self, run: Measurement, source: RawSource) -> None:
        self.source = source
        self.file = locate(source.path, source.model)
        self.start = self.file.mark("run_started", run=run.label)
        self.end = self.file.mark("run_ended", run=run.label)
        self.start_ns = self.start.mark.monotonic_ns if self.start else 0
        last = self.file.readings[-1].monotonic_ns if self.file.readings else 0
        self.end_ns = self.end.mark.monotonic_ns if self.end else last

    def t_s(self, each: Located) -> float:
        return (each.monotonic_ns - self.start_ns) / 1e9

    def of(self, quantity: str) -> list[Located]:
        return [each for each in self.file.within(self.start_ns, self.end_ns) if _sound(each).quantity == quantity]

    def marks(self) -> Iterator[TraceLink]:
        for found in (self.start, self.end):
            if found is not None:
                yield from mark_links(found, self.source)


def _sound(each: Located) -> SoundReading:
    assert isinstance(each.reading, SoundReading)
    return each.reading


def _run(run: Measurement, files: VisitFiles, part: list[str | int]) -> Iterator[TraceLink]:
    source = files.of("sound")
    if source is None:
        return
    where, leaf = str(part[1]), str(part[-1])
    if where == "weather":
        books = _Run(run, source)
        yield from _weather(files, books, leaf)
        return
    books = _Run(run, source)
    if where == "audio" and run.audio is not None:
        yield from _audio(run, books, files, 0.0, run.duration_s)
        return
    if where in ("started_at", "ended_at", "duration_s", "label", "role", "interrupted"):
        yield from books.marks()
        return
    yield from _levels(run, books, where, leaf, part)
    if where == "exceedances":
        event = run.exceedances[int(part[2])]
        yield from _audio(run, books, files, event.start_s, event.end_s)
    elif run.audio is not None:
        yield from _audio(run, books, files, 0.0, run.duration_s)


def _levels(run: Measurement, books: _Run, where: str, leaf: str, part: list[str | int]) -> Iterator[TraceLink]:
    laf, leq, peaks = books.of("LAF"), books.of("LAeq"), books.of("LAFmax")
    chosen: Sequence[Located]
    if where == "laeq_db" and leq:
        chosen = leq[-1:]
    elif where == "lafmax_db":
        chosen = [*peaks[-1:], *_highest(laf)]
    elif where in ("laeq_without_db", "lafmax_without_db"):
        ends = [end for one in run.exclusions for end in (one.start_s, one.end_s)]
        said = leq if where == "laeq_without_db" and leq else peaks or laf
        chosen = [*_around(books, said, ends), *said[-1:]]
    elif where == "exclusions":
        one = run.exclusions[int(part[2])]
        chosen = _around(books, leq or laf, [one.start_s, one.end_s])
    elif where == "exceedances":
        event = run.exceedances[int(part[2])]
        chosen = [each for each in laf if event.start_s <= round(books.t_s(each), 3) <= event.end_s]
        chosen = _highest(chosen) if leaf == "lafmax_db" else [*chosen[:1], *chosen[-1:]]
    elif where in _STATISTICS and books.of(_STATISTICS[where]):
        chosen = books.of(_STATISTICS[where])[-1:]
    else:
        chosen = [each for each in laf if books.t_s(each) > RISE_S] if where in (*_STATISTICS, "sd_db") else laf
    yield from series_links(run, books.t_s, chosen)
    yield from reading_links(
        chosen, books.source, lambda each: _sound(each).value_db, lambda each: _sound(each).quantity
    )


def _highest(readings: Sequence[Located]) -> list[Located]:
    return [max(readings, key=lambda each: _sound(each).value_db)] if readings else []


def _around(books: _Run, readings: Sequence[Located], ends_s: Sequence[float]) -> list[Located]:
    """The readings on both sides of each moment: between them the running value is interpolated."""
    found: dict[int, Located] = {}
    for end_s in ends_s:
        before = [each for each in readings if books.t_s(each) <= end_s][-1:]
        after = [each for each in readings if books.t_s(each) >= end_s][:1]
        found.update({each.monotonic_ns: each for each in (*before, *after)})
    return [found[key] for key in sorted(found)]


def series_links(run: Measurement, t_s: Callable[[Located], float], chosen: Sequence[Located]) -> Iterator[TraceLink]:
    """The rows of the level series at the chosen readings' times; row 1 is the first after the head."""
    if run.series_file is None or not chosen:
        return
    first, last = round(t_s(chosen[0]), 3), round(t_s(chosen[-1]), 3)
    if len(chosen) > 1 and first > last:
        first, last = last, first
    yield TraceLink(step="levels", file=run.series_file, data={"run": run.label, "from_t_s": first, "to_t_s": last})


def reading_links(
    chosen: Sequence[Located],
    source: RawSource,
    value: Callable[[Located], object],
    quantity: Callable[[Located], str],
) -> Iterator[TraceLink]:
    """Up to four readings each with its bytes; of more, their count, and the first and the last."""
    if len(chosen) > 4:
        spots = [spot for each in (chosen[0], chosen[-1]) for spot in each.spots]
        data = {
            "count": len(chosen),
            "quantity": quantity(chosen[0]),
            "offset": spots[0].offset,
            "length": spots[-1].offset + spots[-1].length - spots[0].offset,
        }
        yield TraceLink(step="readings", file=source.pack_path, data=data)
        chosen = [chosen[0], chosen[-1]]
    for each in chosen:
        data = {"quantity": quantity(each), "value": value(each), "at": utc_of(each.utc_ns), "model": source.model}
        yield TraceLink(step="reading", file=source.pack_path, data=data)
        for spot in each.spots:
            yield _raw(spot, source)


def _raw(spot: Spot, source: RawSource) -> TraceLink:
    shown = spot.payload if len(spot.payload) <= 96 else spot.payload[:96]
    data = {
        "frame": spot.sequence,
        "offset": spot.offset,
        "length": spot.length,
        "byte_offset": spot.byte_offset,
        "byte_length": spot.byte_length,
        "hex": spot.payload.hex(),
        "text": "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in shown),
    }
    return TraceLink(step="raw", file=source.pack_path, data=data)


def mark_links(found: LocatedMark, source: RawSource) -> Iterator[TraceLink]:
    """A mark as a reading of its own: what was noted, when, and its bytes."""
    data = {"quantity": found.mark.event, "value": "", "at": found.mark.at, "model": source.model}
    yield TraceLink(step="reading", file=source.pack_path, data=data)
    yield _raw(found.spot, source)


def _audio(run: Measurement, books: _Run, files: VisitFiles, from_s: float, to_s: float) -> Iterator[TraceLink]:
    """The samples of a part of the run, file by file; they check the meter's value and are not it."""
    start = books.start.mark.data.get("audio_sample") if books.start else None
    if start is None or run.audio is None:
        return
    rate_hz = run.audio.sample_rate_hz
    first, last = start + round(from_s * rate_hz), start + round(to_s * rate_hz)
    for source, file, begins in open_files(files.audio):
        low, high = max(first, begins), min(last, begins + file.samples)
        if low < high:
            yield _samples(source.pack_path, file, low - begins, high - begins)


def _samples(name: str, file: BwfFile, low: int, high: int) -> TraceLink:
    width = file.bits // 8
    data: dict[str, object] = {
        "first_sample": low,
        "samples": high - low,
        "offset": file.data_offset + low * width,
        "length": (high - low) * width,
        "sample_rate_hz": file.sample_rate_hz,
    }
    return TraceLink(step="audio", file=name, data=data)


def _calibration(files: VisitFiles, which: str) -> Iterator[TraceLink]:
    source = files.of("sound")
    if source is None:
        return
    file: LocatedFile = locate(source.path, source.model)
    found = file.mark("calibration", which=which)
    if found is None:
        return
    yield from mark_links(found, source)
    seconds = found.mark.data.get("seconds")
    if seconds is not None:
        end_ns = found.mark.monotonic_ns
        window = file.within(end_ns - int(float(seconds) * 1e9), end_ns)
        chosen = [each for each in window if _sound(each).quantity == "LAF"]
        yield from reading_links(chosen, source, lambda each: _sound(each).value_db, lambda each: "LAF")


def _weather(files: VisitFiles, books: _Run, leaf: str) -> Iterator[TraceLink]:
    name = {"wind_mean_m_s": "wind_m_s", "rain": "rain_mm"}.get(leaf, leaf)

    def inside(each: Located) -> bool:
        return books.start_ns < each.monotonic_ns <= books.end_ns and getattr(each.reading, name, None) is not None

    highest = leaf == "wind_max_m_s"
    found = list(_many(files.of("weather"), inside, name, highest=highest))
    if highest and not found:
        # a transmitter that tells no gusts: the largest wind stands for them
        name = "wind_m_s"
        found = list(_many(files.of("weather"), inside, name, highest=True))
    yield from found


def _dust(record: VisitRecord, files: VisitFiles, leaf: str) -> Iterator[TraceLink]:
    sound = files.of("sound")
    window = (0, 1 << 62)
    if record.measurement is not None and sound is not None:
        books = _Run(record.measurement, sound)
        window = books.start_ns, books.end_ns
    name = leaf.replace("_mean_", "_").replace("_min_", "_").replace("_max_", "_")
    name = name if name in _DUST else "tsp_ug_m3"

    def inside(each: Located) -> bool:
        reading: Any = each.reading
        counts = isinstance(reading, ParticulateReading) and not reading.warming_up
        return counts and window[0] < each.monotonic_ns <= window[1] and getattr(reading, name) is not None

    yield from _many(files.of("dust"), inside, name, highest="_max_" in leaf)


def _valid_fix(each: Located) -> bool:
    return isinstance(each.reading, PositionFix) and bool(each.reading.valid)


def _many(
    source: RawSource | None, counts: Callable[[Located], bool], name: str, *, highest: bool = False
) -> Iterator[TraceLink]:
    """The readings of another instrument that count; of a maximum the one reading that is it."""
    if source is None:
        return
    chosen = [each for each in locate(source.path, source.model).readings if counts(each)]

    def number(each: Located) -> Any:
        return getattr(each.reading, name)

    if highest and chosen:
        chosen = [max(chosen, key=number)]
    yield from reading_links(chosen, source, number, lambda each: name)
