from __future__ import annotations

from pathlib import Path

import pytest
from short_visit import ARRIVED, MODELS

from drivers.instrument import Direction
from drivers.link import Link, LinkEvent, ScenarioClock, StampedReading
from drivers.registry import instrument
from drivers.scenarios import truth
from drivers.simulate import Faults, Simulator, settle
from patrol_app.recordings.frames import Direction as FrameDirection
from patrol_app.recordings.frames import FrameWriter
from patrol_app.services.replay import (
    DamageAt,
    RawTotals,
    Stamped,
    count_bytes,
    replay,
    replay_dust,
    replay_position,
    replay_sound,
    replay_weather,
)
from patrol_app.services.visit import Mark, mark_payload, read_mark, utc_of


class Recorded:
    """A minute of one instrument over a socket: its file, and what was delivered live."""

    def __init__(self, path: Path, model: str, *, faults: Faults | None = None, seconds: int = 30) -> None:
        self.path = path
        self.live: list[StampedReading | LinkEvent] = []
        writer = FrameWriter.create(path)
        clock = ScenarioClock(round(ARRIVED.timestamp()) * 1_000_000_000, monotonic_ns=77)
        simulator = Simulator(instrument(model), truth("pour", clock), clock=clock, faults=faults)
        simulator.start()

        def tee(direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
            writer.append(FrameDirection(int(direction)), monotonic_ns, utc_ns, payload)

        link = Link(instrument(model), simulator.port, model=model, clock=clock, tee=tee, deliver=self.live.append)
        link.open()
        settle(clock, [link], [simulator])
        for second in range(seconds):
            clock.advance(1_000_000_000)
            settle(clock, [link], [simulator])
            if second == seconds // 2:
                link.mark(mark_payload("run_started", run="N1", role="main"))
        link.close()
        self.sent, self.received = link.sent_bytes, link.received_bytes
        simulator.close()
        writer.close()

    @property
    def readings(self) -> list[tuple[object, int, int]]:
        return [(one.reading, one.monotonic_ns, one.utc_ns) for one in self.live if isinstance(one, StampedReading)]


@pytest.mark.parametrize("model", MODELS.values())
def test_a_file_played_again_gives_what_was_delivered_live(tmp_path: Path, model: str) -> None:
    recorded = Recorded(tmp_path / "raw.frames", model)
    totals = RawTotals()
    items = list(replay(recorded.path, model, totals))
    again = [(item.reading, item.monotonic_ns, item.utc_ns) for item in items if isinstance(item, Stamped)]
    assert again == recorded.readings
    assert len(again) > 20
    assert not [item for item in items if isinstance(item, DamageAt)]
    assert (totals.sent_bytes, totals.received_bytes) == (recorded.sent, recorded.received)
    assert count_bytes(recorded.path) == totals
    assert totals.first_ns is not None and totals.last_ns is not None and totals.first_ns < totals.last_ns


def test_damage_on_the_line_is_damage_again_at_the_same_times(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path / "raw.frames", "bswa-308", faults=Faults(damage_every=7))
    live = [one for one in recorded.live if isinstance(one, LinkEvent) and one.kind == "damaged"]
    items = list(replay(recorded.path, "bswa-308"))
    again = [item for item in items if isinstance(item, DamageAt)]
    assert len(live) > 3
    assert [(one.damage.reason if one.damage else "", one.monotonic_ns) for one in live] == [
        (one.reason, one.monotonic_ns) for one in again
    ]


def test_marks_come_in_their_place(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path / "raw.frames", "bswa-308")
    books = replay_sound(recorded.path, "bswa-308")
    (mark,) = [mark for mark in books.marks if mark.event == "run_started"]
    assert mark.data == {"run": "N1", "role": "main"}
    assert mark.at == utc_of(mark.utc_ns)
    assert mark.monotonic_ns - 77 == 16_000_000_000


def test_a_torn_frame_in_the_middle_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path / "raw.frames", "nmea")
    whole = [item for item in replay(recorded.path, "nmea") if isinstance(item, Stamped)]
    content = bytearray(recorded.path.read_bytes())
    content[len(content) // 2] ^= 0x01
    recorded.path.write_bytes(bytes(content))
    items = list(replay(recorded.path, "nmea"))
    assert [item.reason for item in items if isinstance(item, DamageAt)]
    left = [item for item in items if isinstance(item, Stamped)]
    assert len(whole) - 3 <= len(left) < len(whole)
    # nothing is read there that was not said
    said = {(item.reading.utc, item.reading.latitude_deg) for item in whole}  # type: ignore[union-attr]
    assert {(item.reading.utc, item.reading.latitude_deg) for item in left} <= said  # type: ignore[union-attr]


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "raw.frames"
    path.write_bytes(b"")
    assert list(replay(path, "bswa-308")) == []
    assert count_bytes(path) == RawTotals()


def test_each_role_is_read_into_its_own_book(tmp_path: Path) -> None:
    dust = Recorded(tmp_path / "dust.frames", MODELS["dust"])
    tally, rows = replay_dust(dust.path, MODELS["dust"])
    assert len(rows) == len(dust.readings)
    assert len(tally.rows(0, 1 << 60)) == len(rows)
    weather = Recorded(tmp_path / "weather.frames", MODELS["weather"])
    assert replay_weather(weather.path, MODELS["weather"]).run(0, 1 << 60).wind_mean_m_s is not None
    position = Recorded(tmp_path / "position.frames", MODELS["position"])
    fixes = replay_position(position.path, MODELS["position"])
    assert len(fixes) > 20
    assert all(fix.valid for _, fix in fixes)


@pytest.mark.parametrize("payload", [b"", b"port opened", b"[]", b"null", b'{"no": 1}', b"\xff", b"7"])
def test_an_event_that_is_not_ours_is_no_mark(payload: bytes) -> None:
    assert read_mark(payload, 1, 2) is None


def test_a_mark_says_again_what_was_said() -> None:
    mark = read_mark(mark_payload("calibration", which="before", seconds=10.0), 5, 7_000_001_000)
    assert mark == Mark("calibration", 5, 7_000_001_000, {"which": "before", "seconds": 10.0})
    assert mark is not None
    assert mark.at.isoformat() == "1970-01-01T00:00:07.000001+00:00"
