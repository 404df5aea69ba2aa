"""A pseudo-terminal taken from under a running visit and brought back: a gap, no invented reading, not a byte lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from short_visit import MODELS, ShortVisit

from drivers.instrument import Simulated
from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.acoustics.synthesis import Source
from patrol_app.recordings.frames import Direction, Frame, read_frames
from patrol_app.services.recall import recorded_files
from patrol_app.ui.frame_words import status_view


class Tapped(Simulator):
    """Keeps every byte that went over the wire, on the instrument's own side."""

    said = b""
    heard = b""

    def tap(self) -> None:
        """Listen in on the instrument."""
        self._meter: Simulated = _Ear(self, self._meter)

    def _transmit(self, data: bytes) -> None:
        before, connection = self.sent_bytes, self.connections
        super()._transmit(data)
        assert connection == self.connections
        self.said += data[: self.sent_bytes - before]


class _Ear:
    def __init__(self, wire: Tapped, real: Simulated) -> None:
        self._wire, self._real = wire, real

    def receive(self, data: bytes) -> bytes:
        self._wire.heard += data
        return self._real.receive(data)

    def tick(self) -> bytes:
        return self._real.tick()


@pytest.mark.parametrize("role", ["sound", "weather"])
def test_nothing_is_lost_on_either_side_of_the_gap(tmp_path: Path, role: str) -> None:
    with ShortVisit(tmp_path / "home", roles=() if role == "sound" else ("sound",)) as visit:
        meter = Tapped(
            instrument(MODELS[role]), visit._truth_of(role), on=f"pty:{tmp_path / 'port'}", clock=visit.clock
        )
        meter.tap()
        meter.start()
        visit.simulators[role] = meter
        visit.links[role] = visit.session.open_link(role, MODELS[role], meter.port)
        visit.settle()
        visit.walk(2)
        visit.do("begin_run", role="main")
        visit.walk(12)
        meter.die()
        gone_ns = visit.clock.monotonic_ns()
        visit.walk(9)
        states = {link.role: link.state for link in visit.shown().links}
        assert states[role] == "absent"
        meter.come_back()
        visit.walk(5)
        back_ns = visit.clock.monotonic_ns()
        visit.walk(10)
        visit.do("end_run")
        visit.walk(2)
        visit.stop()

        events = [body["event"] for body in visit.noted("link.event") if body["role"] == role]
        assert events.count("lost") == events.count("reconnected") == 1
        source = recorded_files(visit.store, visit.home, visit.session.facts.number).of(role)
        assert source is not None
        frames = [piece for piece in read_frames(source.path) if isinstance(piece, Frame)]
        assert len(frames) == len(list(read_frames(source.path)))
        received = b"".join(frame.payload for frame in frames if frame.direction == Direction.RECEIVED)
        sent = [frame for frame in frames if frame.direction == Direction.SENT]
        assert received == meter.said
        # the question with which the loss was found out never reached the instrument, and is the only one
        reached = b"".join(frame.payload for frame in sent)
        lost = [frame for frame in sent if frame.monotonic_ns >= gone_ns and frame.monotonic_ns < back_ns]
        assert reached == meter.heard or any(
            b"".join(frame.payload for frame in sent if frame is not one) == meter.heard for one in lost
        )
        quiet = [frame for frame in frames if frame.direction == Direction.RECEIVED]
        assert [frame for frame in quiet if gone_ns < frame.monotonic_ns < gone_ns + 9_000_000_000] == []
        assert [frame for frame in quiet if frame.monotonic_ns >= back_ns]
        rebuilt = visit.rebuilt()
        assert rebuilt.main is not None
        assert rebuilt.main.damaged_frames == 0
        assert not rebuilt.main.interrupted
        if role == "sound":
            assert 9.0 <= rebuilt.main.gap_s <= 14.5
            assert [t for t in rebuilt.series["N1"].t_s if 12.5 < t < 21.0] == []


def test_what_a_lost_instrument_said_last_is_not_what_holds_now(tmp_path: Path) -> None:
    with ShortVisit(tmp_path / "home", roles=tuple(MODELS)) as visit:
        visit.walk(4)
        shown = visit.shown()
        assert shown.position_valid
        assert shown.clock_source == "gnss"
        assert None not in (shown.tsp_mg_m3, shown.wind_m_s, shown.satellites)
        for role in ("dust", "weather", "position"):
            visit.simulators[role].die()
        visit.walk(3)
        shown = visit.shown()
        assert not shown.position_valid
        assert shown.clock_source == "host"
        assert (shown.tsp_mg_m3, shown.wind_m_s, shown.satellites) == (None, None, None)
        assert {key for key, _ in shown.messages} >= {"ui.silent.dust", "ui.silent.weather", "ui.silent.position"}
        named = {item.name for item in status_view(shown).items}
        assert {"dust", "weather", "position"} <= named
        for role in ("dust", "weather", "position"):
            visit.simulators[role].come_back()
        visit.walk(8)
        shown = visit.shown()
        assert shown.position_valid
        assert shown.clock_source == "gnss"
        assert None not in (shown.tsp_mg_m3, shown.wind_m_s, shown.satellites)
        told = dict(shown.messages)
        assert {f"ui.came_back.{role}" for role in ("dust", "weather", "position")} <= set(told)
        assert 3.0 <= float(str(dict(told["ui.came_back.weather"])["seconds"])) <= 11.0


def test_a_microphone_that_is_not_heard_any_more_is_told(tmp_path: Path) -> None:
    sources = [Source(texture="tone", level_db=94.0, start_s=0.0, end_s=60.0)]
    with ShortVisit(tmp_path / "home", sources=sources) as visit:
        visit.walk(3)
        assert [link.state for link in visit.shown().links if link.role == "microphone"] == ["live"]
        assert "microphone" not in {item.name for item in status_view(visit.shown()).items}
        world, visit.world = visit.world, None
        visit.walk(4)
        shown = visit.shown()
        assert "ui.silent.microphone" in dict(shown.messages)
        assert "microphone" in {item.name for item in status_view(shown).items}
        visit.world = world
        visit.walk(1)
        assert "ui.came_back.microphone" in dict(visit.shown().messages)
        assert [body["event"] for body in visit.noted("microphone.event")] == ["silent", "returned"]
