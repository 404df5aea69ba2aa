"""The track while the car drives: what the window shows, made by the same rules as the record, from readings at hand.

Nothing of it goes into the record, which is made again from the bytes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from drivers.readings import ParticulateReading, PositionFix, Reading, SoundReading
from patrol_app.domain.surveys import Gap, HotSpot, Segment, SurveySettings, SurveySurroundings, TrackPoint
from patrol_app.planning.hot_spots import find_hot_spots
from patrol_app.planning.tracks import lay_track
from patrol_app.services.survey.track import Epoch, Heard, dust_of, point_at, seconds_of, silence
from patrol_app.services.tally import DustTally, SoundTally
from patrol_app.services.visit import utc_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackView:
    """The drive up to now. Segments, hot spots and gaps are those of the last laying."""

    points: tuple[TrackPoint, ...]
    segments: tuple[Segment, ...]
    hot_spots: tuple[HotSpot, ...]
    gaps: tuple[Gap, ...]
    length_m: float


EMPTY_VIEW = TrackView(points=(), segments=(), hot_spots=(), gaps=(), length_m=0.0)


class LiveTrack:
    """Fed with every reading by the session's thread; laid along the road by whoever shows it."""

    def __init__(self, settings: SurveySettings, about: SurveySurroundings, *, has_sound: bool, has_dust: bool) -> None:
        self._settings, self._about = settings, about
        self._sound = SoundTally() if has_sound else None
        self._dust = DustTally() if has_dust else None
        self._heard: Heard | None = None
        self._lock = threading.Lock()
        self._before: Epoch | None = None
        self._undo = 0, 0
        self._last: Epoch | None = None
        self._since_ns = 0
        self._points: list[TrackPoint] = []
        self._windows: list[tuple[int, int]] = []
        self._dusted = 0
        self._bare: tuple[TrackPoint, ...] = ()
        self._view = EMPTY_VIEW

    def begin(self, monotonic_ns: int, utc_ns: int) -> None:
        """The drive begins."""
        self._points, self._windows, self._dusted = [], [], 0
        self._before, self._last, self._bare, self._view = None, None, (), EMPTY_VIEW
        self._since_ns = monotonic_ns
        self._heard = Heard(
            start_ns=monotonic_ns,
            end_ns=monotonic_ns,
            started_at=utc_of(utc_ns),
            sound=self._sound,
            dust=self._dust,
        )

    def end(self) -> None:
        """The drive is over; what was driven stays."""
        self._heard = None

    @property
    def newest(self) -> TrackPoint | None:
        """The newest point."""
        points = self._points
        return points[-1] if points else None

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self._points)

    def take(self, role: str, reading: Reading, at_ns: int) -> None:
        """Enter one reading; in the session's thread."""
        del role
        if isinstance(reading, SoundReading) and self._sound is not None:
            self._sound.take(reading, at_ns)
        elif isinstance(reading, ParticulateReading) and self._dust is not None:
            self._dust.take(reading, at_ns)
        elif isinstance(reading, PositionFix):
            with self._lock:
                self._fix(Epoch(reading, at_ns))

    def _fix(self, epoch: Epoch) -> None:
        heard = self._heard
        if heard is None or epoch.monotonic_ns <= heard.start_ns:
            return
        # by the rule of the record: another epoch of the same second is no point of its own
        kept = seconds_of([self._last, epoch]) if self._last is not None else []
        if len(kept) == 1:
            if kept[0] is not epoch:
                return
            # the second's first epoch had no place, this one has: take its second, and the silence before it, again
            count, self._since_ns = self._undo
            del self._points[count:], self._windows[count:]
            self._last = self._before
        before = self._last.fix if self._last is not None else None
        quiet = silence(self._since_ns, before, epoch.monotonic_ns, epoch.fix)
        self._undo = len(self._points), self._since_ns
        moments = [*quiet, (epoch.monotonic_ns, epoch.fix)]
        for at_ns, fix in moments:
            self._windows.append((self._since_ns, at_ns))
            self._points.append(point_at(self._since_ns, at_ns, fix, heard, self._settings))
            self._since_ns = at_ns
        self._before, self._last = self._last, epoch

    def lay(self) -> TrackView:
        """Lay the points of now along the road; milliseconds for an hour's drive, so not in the session's thread."""
        with self._lock:
            self._dust_that_came_late()
            points = tuple(self._points)
        if not points or points == self._bare:
            return self._view
        self._bare = points
        laid = lay_track(points, self._settings, points[-1].t_s, points[-1].at)
        spots = find_hot_spots(laid, self._settings, self._about)
        self._view = TrackView(
            points=laid.points,
            segments=laid.segments,
            hot_spots=spots,
            gaps=laid.gaps,
            length_m=laid.length_m,
        )
        return self._view

    def _dust_that_came_late(self) -> None:
        """A dust meter with a stated delay tells of a point only after it: its newest points are filled in."""
        delay_s = self._settings.dust_delay_s
        if self._dust is None or not delay_s:
            return
        newest_ns = self._since_ns
        for index in range(self._dusted, len(self._points)):
            since_ns, at_ns = self._windows[index]
            pm10, pm25, tsp = dust_of(self._dust, since_ns, at_ns, delay_s)
            self._points[index] = replace(self._points[index], pm10_ug_m3=pm10, pm25_ug_m3=pm25, tsp_ug_m3=tsp)
            if at_ns + round(delay_s * 1e9) < newest_ns:
                self._dusted = index + 1
