"""Sentences about the surroundings of a running visit: a meter that came back, little disk, a clock that jumped.

They belong to the session, so that every window on one shows them and every log has the jumps of its clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.link import Clock
from patrol_app.services.session.state import Message
from patrol_app.services.snapshot import Snapshot

LOW_DISK_BYTES = 5_000_000_000
LOW_BATTERY_PCT = 20
JUMP_S = 2.0
"""The wall clock against the monotonic one: more than this between two looks is a jump, not drift."""
TOLD_NS = 15_000_000_000
FIRST_ANSWER_NS = 3_000_000_000
WIND_M_S = 5.0
OTHERS = ("dust", "weather", "position", "microphone")


@dataclass
class Sentences:
    """Looks at every snapshot of a session, in its thread; ``note`` takes what belongs into the log."""

    clock: Clock
    note: Callable[[str, dict[str, object]], None]
    _silent_ns: int | None = None
    _opened_ns: int | None = None
    _heard: dict[str, float] = field(default_factory=dict)
    _lost: dict[str, float] = field(default_factory=dict)
    _offset_ns: int | None = None
    _run: tuple[float, tuple[str | None, str | None]] | None = None
    """How long the run is now, and period and rule set when it began."""
    _mains: bool | None = None
    _jumps: list[tuple[int, float]] = field(default_factory=list)
    _told: list[tuple[int, Message]] = field(default_factory=list)

    def look(self, shown: Snapshot) -> tuple[Message, ...]:
        """The sentences that are true now, the weightiest first; those of the session come before them."""
        now_ns = self.clock.monotonic_ns()
        jumps = self._clock(shown, now_ns)
        self._others(shown, now_ns)
        standing = [
            *self._meter(shown, now_ns), *self._laptop(shown), *self._weather(shown), *self._period(shown),
            *self._audio(shown), *self._place(shown),
        ]  # fmt: skip
        self._told = [(until_ns, message) for until_ns, message in self._told if until_ns > now_ns]
        return (*shown.messages, *jumps, *(message for _, message in reversed(self._told)), *standing)

    def tell(self, key: str, **data: object) -> None:
        """Say a sentence for a while."""
        self._told.append((self.clock.monotonic_ns() + TOLD_NS, (key, tuple(data.items()))))

    def tells(self, key: str) -> bool:
        """Whether a sentence is being said."""
        now_ns = self.clock.monotonic_ns()
        return any(message[0] == key and until_ns > now_ns for until_ns, message in self._told)

    def _clock(self, shown: Snapshot, now_ns: int) -> list[Message]:
        offset_ns = self.clock.utc_ns() - now_ns
        before = self._offset_ns
        self._offset_ns = offset_ns
        if before is not None and abs(offset_ns - before) > JUMP_S * 1e9:
            seconds = (offset_ns - before) / 1e9
            self._jumps.append((now_ns + TOLD_NS, seconds))
            self.note("clock.jumped", {"seconds": round(seconds, 3)})
        self._jumps = [(until_ns, seconds) for until_ns, seconds in self._jumps if until_ns > now_ns]
        key = "ui.clock_jumped_alone"
        if shown.position_valid:
            # the fix behind the jump says whether the clock is right now
            key = "ui.clock_jumped" if shown.clock_source == "gnss" else "ui.clock_jumped_wrong"
        return [(key, (("seconds", seconds),)) for _, seconds in reversed(self._jumps)]

    def _meter(self, shown: Snapshot, now_ns: int) -> list[Message]:
        link = next((link for link in shown.links if link.role == "sound"), None)
        if link is None:
            return []
        if link.state in ("silent", "absent"):
            if link.age_s is None:
                # it was never heard: a port that was just opened is given the time of its first answers
                self._opened_ns = self._opened_ns or now_ns
                return [("ui.silent", ())] if now_ns - self._opened_ns >= FIRST_ANSWER_NS else []
            if self._silent_ns is None:
                self._silent_ns = now_ns - round(link.age_s * 1e9)
            return [("ui.silent", ())]
        if link.state == "live" and self._silent_ns is not None:
            self.tell("ui.came_back", seconds=(now_ns - self._silent_ns) / 1e9)
            self._silent_ns = None
        if link.state == "live" and shown.laf_age_s is not None and shown.laf_age_s * 1e9 > FIRST_ANSWER_NS:
            # it goes on saying something, but somebody has switched it to another weighting, range or page
            return [("ui.not_laf", (("seconds", shown.laf_age_s),))]
        return []

    def _others(self, shown: Snapshot, now_ns: int) -> None:
        """What else fell silent, told once; the status line goes on showing it."""
        for link in shown.links:
            if link.role not in OTHERS:
                continue
            gone = link.state in ("silent", "absent") or (link.role == "microphone" and link.state == "stale")
            if link.state == "live":
                since_s = self._lost.pop(link.role, None)
                self._heard[link.role] = now_ns / 1e9
                if since_s is not None:
                    self._noted(link.role, "returned")
                    self.tell(f"ui.came_back.{link.role}", seconds=now_ns / 1e9 - since_s)
            elif gone and link.role in self._heard:
                self._lost[link.role] = self._heard.pop(link.role)
                self._noted(link.role, "silent")
                self.tell(f"ui.silent.{link.role}")

    def _noted(self, role: str, event: str) -> None:
        # what a port does is noted where it happens
        if role == "microphone":
            self.note("microphone.event", {"event": event})

    def _laptop(self, shown: Snapshot) -> list[Message]:
        found: list[Message] = []
        if shown.disk_free_bytes < LOW_DISK_BYTES and shown.disk_hours is not None:
            hours = int(shown.disk_hours)
            data = {
                "free_gb": shown.disk_free_bytes / 1e9,
                "hours": hours,
                "minutes": (shown.disk_hours - hours) * 60,
            }
            found.append(("ui.disk_low", tuple(data.items())))
        if shown.on_mains is False and self._mains and shown.battery_pct is not None:
            self.tell("ui.charger_gone", percent=shown.battery_pct)
        self._mains = shown.on_mains
        if shown.battery_pct is not None and shown.battery_pct < LOW_BATTERY_PCT and not shown.on_mains:
            found.append(("ui.battery_low", (("percent", shown.battery_pct),)))
        return found

    def _period(self, shown: Snapshot) -> list[Message]:
        """A run that reaches from one period or edition into the next is judged by neither."""
        if shown.run != "measuring":
            return []
        law = shown.legal.period, shown.legal.rule_set
        if self._run is None or shown.run_elapsed_s < self._run[0]:
            self._run = shown.run_elapsed_s, law
        self._run = shown.run_elapsed_s, self._run[1]
        if law == self._run[1]:
            return []
        return [("ui.crossed", (("at", shown.legal.period_from or ""),))]

    def _audio(self, shown: Snapshot) -> list[Message]:
        if shown.audio_agrees is not False:
            return []
        return [("ui.audio_differs", (("difference_db", shown.audio_difference_db),))]

    def _place(self, shown: Snapshot) -> list[Message]:
        # while a run goes on the state line says it, and the trace keeps its legend
        return [("ui.no_fix", ())] if shown.run == "idle" and not shown.placed else []

    def _weather(self, shown: Snapshot) -> list[Message]:
        if shown.run not in ("measuring", "background"):
            return []
        found: list[Message] = []
        if shown.wind_max_m_s is not None and shown.wind_max_m_s > WIND_M_S:
            found.append(("ui.wind", (("wind_m_s", shown.wind_max_m_s),)))
        if shown.rain:
            found.append(("ui.rain", ()))
        return found
