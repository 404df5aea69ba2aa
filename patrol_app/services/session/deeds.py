"""What officers do during a visit, each in its turn on the session's thread.

A method is a command; its faults go to whoever asked and are shown, and end nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from drivers.link import Clock, Link
from patrol_app.acoustics.runs import leq_between_db
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.record import EnteredWeather, RunPoint
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED
from patrol_app.services.measuring_points import check_points, positions
from patrol_app.services.recall import CHANGEABLE
from patrol_app.services.session.live_books import EVENTS
from patrol_app.services.session.meters import Meters
from patrol_app.services.session.state import SessionState
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.snapshot import EventView
from patrol_app.services.tally import tenth
from patrol_app.services.visit import Acknowledgement, ExclusionFact, mark_payload, utc_of

CALIBRATION_S = 10.0
CALIBRATION_SPREAD_DB = 0.1
"""The reading on the calibrator must stand within 0.1 dB for 10 s."""
MARK_BACK_S = 5.0
EXCLUDE_BACK_S = 20.0


def _letters(index: int) -> str:
    """A to Z, then AA, AB and so on, as columns of a sheet are named."""
    more, last = divmod(index, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


class Deeds:
    """The commands of one session."""

    def __init__(
        self,
        state: SessionState,
        *,
        clock: Clock,
        visit_log: VisitLog,
        links: Mapping[str, Link],
        sealed: Callable[[], Mapping[str, object]],
        meters: Meters,
    ) -> None:
        self._sealed, self._meters = sealed, meters
        self.state = state
        self._clock = clock
        self._log = visit_log
        self._links = links

    def calibrate(self, which: str, typed_db: float | None = None) -> CalibrationCheck:
        """Take the meter's reading on the calibrator over the last 10 s, or what an officer read from its display."""
        if typed_db is not None:
            self._mark("calibration", which=which, reading_db=typed_db)
            return self._calibrated(which, typed_db)
        now_ns = self._clock.monotonic_ns()
        start_ns = now_ns - int(CALIBRATION_S * 1e9)
        spread_db = self.state.books.sound.spread_db(start_ns, now_ns)
        reading_db = self.state.books.sound.mean_db(start_ns, now_ns)
        if reading_db is None or spread_db is None:
            raise CannotDo("session.calibration_silent")
        # 93.9 less 93.8 is a tenth, whatever binary fractions make of it
        if round(spread_db, 3) > CALIBRATION_SPREAD_DB:
            raise CannotDo("session.calibration_unsteady", spread=f"{spread_db:.1f}")
        if self.state.audio is not None:
            self.state.audio.calibrate(reading_db, utc_of(self._clock.utc_ns()))
        # last, so that a refused calibration is not found again in the recording
        self._mark("calibration", which=which, seconds=CALIBRATION_S)
        return self._calibrated(which, reading_db)

    def _calibrated(self, which: str, reading_db: float) -> CalibrationCheck:
        calibrator = self.state.facts.unit("calibrator")
        self.state.calibration = CalibrationCheck(
            at=utc_of(self._clock.utc_ns()),
            reading_db=reading_db,
            nominal_db=(calibrator.nominal_db if calibrator else None) or 94.0,
            calibrator_serial=calibrator.serial_number if calibrator else "",
        )
        self._meters.calibrated()
        self._log.add("calibration.taken", {"which": which, "check": self.state.calibration}, weighty=True)
        return self.state.calibration

    def begin_run(self, role: str = "main", point: str | None = None) -> str:
        """Start a run: the meter integrates anew, the raw file and the log note the moment.

        ``point`` is the label of the measuring point; left out, the officers are where they were for the run before.
        """
        if self.state.run_label is not None:
            raise CannotDo("session.run_open", run=self.state.run_label)
        there = self._at_point(point)
        sound = self._meter()
        self.state.point = there
        number = self.state.runs[role] + 1
        self.state.runs[role] = number
        label = f"N{number}" if role == "main" else f"B{number}"
        now_ns = self._clock.monotonic_ns()
        self._mark("run_started", run=label, role=role, audio_sample=self._audio_position())
        sound.start_run()
        self.state.books.begin_run(now_ns, label, events=role == "main")
        if self.state.audio is not None:
            self.state.audio.begin_run()
        if role == "main":
            self.state.watch.reset()
        else:
            self.state.set_aside = self.state.excluded, self.state.without_db
        self.state.excluded, self.state.without_db = [], None
        self.state.run_label, self.state.run = label, "measuring" if role == "main" else "background"
        if self.state.facts.points:
            self.observe(run_points=(*self.state.facts.run_points, RunPoint(run=label, point=there)))
        self._log.add(
            "run.started", {"run": label, "role": role, "instruments": self._meters.begin_run(role)}, weighty=True
        )
        return label

    def stand_at(self, point: str) -> None:
        """The officers have gone to another measuring point: what holds there is shown before the next run too."""
        self.state.point = point

    def _at_point(self, point: str | None) -> str:
        facts = self.state.facts
        labels = [each.label for each in positions(facts)]
        there = point or (facts.run_points[-1].point if facts.run_points else facts.position.label)
        if there not in labels:
            raise BadInput("points.unknown", run="—", label=there, known="、".join(labels))
        return there

    def end_run(self) -> str:
        """End the run; its numbers are rebuilt from the recording at closing."""
        if self.state.run_label is None:
            raise CannotDo("session.run_closed")
        label, now_ns = self.state.run_label, self._clock.monotonic_ns()
        if self.state.exclude_from_ns is not None:
            self.exclude_end("other")
        self._mark("run_ended", run=label, audio_sample=self._audio_position())
        self._meter().end_run()
        self.state.books.end_run(now_ns)
        if self.state.audio is not None:
            self.state.audio.end_run()
        if self.state.run == "background":
            self.state.excluded, self.state.without_db = self.state.set_aside
        self.state.run_label, self.state.run = None, "idle"
        self._log.add("run.ended", {"run": label, **self._sealed()}, weighty=True)
        return label

    def mark(self, back_s: float = MARK_BACK_S, note: str = "") -> None:
        """Mark a moment up to 5 s back."""
        at_ns = self._clock.monotonic_ns() - int(min(max(back_s, 0.0), MARK_BACK_S) * 1e9)
        self.state.books.events.append(self._event("mark", at_ns, note or None))
        self._log.add("mark.set", {"run": self.state.run_label, "at": self.state.books.at(at_ns), "note": note})

    def exclude_begin(self, back_s: float = EXCLUDE_BACK_S) -> None:
        """Begin an exclusion up to 20 s back, not before the run."""
        start_ns = self.state.books.run_start_ns
        if start_ns is None:
            raise CannotDo("session.run_closed")
        back_ns = int(min(max(back_s, 0.0), EXCLUDE_BACK_S) * 1e9)
        from_ns = max(start_ns, self._clock.monotonic_ns() - back_ns)
        # pressed a second time, it reaches no less far than the first
        self.state.exclude_from_ns = min(from_ns, self.state.exclude_from_ns or from_ns)

    def exclude_end(self, reason: str, author: str | None = None) -> ExclusionFact:
        """End the exclusion with its reason; nothing is deleted, both results are kept."""
        if self.state.exclude_from_ns is None:
            raise CannotDo("session.not_excluding")
        fact = self._exclude(self.state.exclude_from_ns, self._clock.monotonic_ns(), reason, author)
        self.state.exclude_from_ns = None
        return fact

    def exclude_ahead(self, seconds: float, reason: str, author: str) -> ExclusionFact:
        """Exclude from now on for a while: what the program itself is about to sound into the run."""
        now_ns = self._clock.monotonic_ns()
        return self._exclude(now_ns, now_ns + round(seconds * 1e9), reason, author)

    def _exclude(self, from_ns: int, to_ns: int, reason: str, author: str | None) -> ExclusionFact:
        start_ns = self.state.books.run_start_ns
        if start_ns is None or self.state.run_label is None:
            raise CannotDo("session.run_closed")
        fact = ExclusionFact(
            run=self.state.run_label,
            label=_letters(sum(1 for one in self.state.facts.exclusions if one.run == self.state.run_label)),
            start_s=round((from_ns - start_ns) / 1e9, 3),
            end_s=round((to_ns - start_ns) / 1e9, 3),
            reason=reason,
            author=author or self.state.facts.recorder.name,
            at=utc_of(self._clock.utc_ns()),
        )
        t_s, leq_db = self.state.books.sound.series("LAeq").within(start_ns, to_ns)
        part_db = tenth(leq_between_db(t_s, leq_db, fact.start_s, fact.end_s))
        event = self._event("exclusion", from_ns, reason)
        ended = replace(event, label=fact.label, end_s=self.state.books.t_s(to_ns), lafmax_db=part_db)
        self.state.books.events.append(ended)
        self.state.facts = replace(self.state.facts, exclusions=(*self.state.facts.exclusions, fact))
        self.state.excluded.append((fact.start_s, fact.end_s))
        self._log.add("exclusion.added", fact, weighty=True)
        return fact

    def acknowledge(self, by: str | None = None) -> None:
        """An officer has seen the exceedance."""
        who, at = by or self.state.facts.recorder.name, utc_of(self._clock.utc_ns())
        self.state.watch.acknowledge(who, at)
        for index, event in enumerate(self.state.books.events):
            if event.kind in EVENTS and event.acknowledged_by is None and event.run is not None:
                self.state.books.events[index] = replace(event, acknowledged_by=who)
                fact = Acknowledgement(run=event.run, label=event.label, by=who, at=at)
                self.state.facts = replace(
                    self.state.facts, acknowledgements=(*self.state.facts.acknowledgements, fact)
                )
                self._log.add("exceedance.acknowledged", fact)

    def observe(self, **changes: object) -> None:
        """Change what people say of the visit (names of ``CHANGEABLE``); the log keeps every version."""
        for name in changes:
            if name not in CHANGEABLE:
                raise BadInput("session.command", name=name)
        changed = replace(self.state.facts, **changes)  # type: ignore[arg-type]  # names are those of VisitFacts
        check_points(changed)
        self.state.facts = changed
        self._log.add("visit.observed", {name: changes[name] for name in sorted(changes)})

    def enter_weather(self, entry: EnteredWeather) -> None:
        """Wind and rain as an officer read them: they gate the run where no station says them."""
        self.state.facts = replace(self.state.facts, weather_entered=(*self.state.facts.weather_entered, entry))
        self._log.add(WEATHER_ENTERED, entry, at=entry.at, weighty=True)

    def write_log(self) -> None:
        """Write what is pending, so that whoever reads the log now finds it."""
        self._log.flush()

    def verdict(self, outcome: str | None) -> None:
        """Show the verdict that was given after the run."""
        self.state.verdict = outcome

    def _event(self, kind: Any, at_ns: int, reason: str | None) -> EventView:
        return EventView(
            label="",
            kind=kind,
            start_s=self.state.books.t_s(at_ns),
            end_s=None,
            at=self.state.books.at(at_ns),
            lafmax_db=self.state.books.value("LAF"),
            reason=reason,
            has_audio=self.state.audio is not None,
        )

    def _meter(self) -> Link:
        """The link whose raw file carries the marks of a run."""
        found = next((self._links[role] for role in self.state.marked_in if role in self._links), None)
        if found is None:
            raise CannotDo("session.no_meter")
        return found

    def _mark(self, event: str, **data: object) -> None:
        self._meter().mark(mark_payload(event, **data))

    def _audio_position(self) -> int | None:
        return self.state.audio.position if self.state.audio is not None else None
