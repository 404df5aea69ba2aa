from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from drivers.readings import ParticulateReading, PositionFix, SoundReading
from patrol_app.domain.surveys import SurveySettings, SurveySurroundings, TrackPoint
from patrol_app.services.survey.live import LiveTrack
from patrol_app.services.survey.track import Epoch, Heard, track_points
from patrol_app.services.tally import DustTally, SoundTally
from patrol_app.services.visit import ExclusionFact

S = 1_000_000_000
BEGAN = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)


def fix(second: float, **more: Any) -> PositionFix:
    values: dict[str, Any] = {
        "latitude_deg": 32.69,
        "longitude_deg": 109.02,
        "utc": f"2026-06-06T14:10:{int(second):02d}.{int(second * 10 % 10)}00Z",
        "quality": 1,
        "satellites": 11,
        "hdop": 0.9,
        "speed_m_s": 5.0,
        "valid": True,
    }
    return PositionFix(offset=0, length=0, **{**values, **more})


def epoch(second: float, **more: Any) -> Epoch:
    return Epoch(fix(second, **more), round(second * S))


def level(value: float, quantity: str = "LAF") -> SoundReading:
    return SoundReading(offset=0, length=0, quantity=quantity, value_db=value)


def points(
    epochs: list[Epoch],
    end_s: float,
    *,
    sound: SoundTally | None = None,
    dust: DustTally | None = None,
    exclusions: tuple[ExclusionFact, ...] = (),
    **settings: Any,
) -> list[TrackPoint]:
    heard = Heard(start_ns=0, end_ns=round(end_s * S), started_at=BEGAN, sound=sound, dust=dust)
    return track_points(epochs, heard, SurveySettings(**settings), exclusions)


def test_a_receiver_of_five_fixes_a_second_gives_one_point_a_second() -> None:
    fast = [epoch(1 + index / 5, speed_m_s=float(index)) for index in range(15)]
    assert [one.t_s for one in points(fast, 4.0)] == [1.0, 2.0, 3.0]


def test_of_a_seconds_epochs_the_first_with_a_place_counts() -> None:
    one = [epoch(1, valid=False), epoch(1.2), epoch(1.4, speed_m_s=9.0), epoch(2, valid=False), epoch(2.2, valid=False)]
    first, second = points(one, 2.5)
    assert (first.t_s, first.flags) == (1.2, ())
    assert (second.t_s, second.place) == (2.0, None)


def test_epochs_without_a_time_are_told_apart_by_the_clock() -> None:
    untimed = [epoch(1 + index / 5, utc=None) for index in range(11)]
    assert [one.t_s for one in points(untimed, 3.0)] == [1.0, 2.0, 3.0]


def test_seconds_in_which_the_receiver_said_nothing_are_points_without_a_place() -> None:
    found = points([epoch(1), epoch(2), epoch(6)], 8.2)
    assert [(one.t_s, one.place is None, one.silent) for one in found] == [
        (1.0, False, False),
        (2.0, False, False),
        (3.0, True, True),
        (4.0, True, True),
        (5.0, True, True),
        (6.0, False, False),
        (7.0, True, True),
    ]
    assert found[2].flags == ("no_fix", "speed_unknown")


def test_a_sentence_that_came_late_is_no_silence() -> None:
    """The satellites' own seconds follow one another; the line or the laptop held the bytes back."""
    late = Epoch(fix(3), round(3.9 * S))
    found = points([epoch(1), epoch(2), late, epoch(4.2)], 4.5)
    assert [(one.t_s, one.silent) for one in found] == [(1.0, False), (2.0, False), (3.9, False), (4.2, False)]


def test_a_second_that_is_missing_among_late_sentences_is_one_point() -> None:
    found = points([epoch(1), Epoch(fix(3), round(3.9 * S))], 4.0)
    assert [(one.t_s, one.silent) for one in found] == [(1.0, False), (2.45, True), (3.9, False)]


@pytest.mark.parametrize(
    "more", [{"valid": False, "quality": 8}, {"valid": False, "quality": 6}, {"valid": False, "quality": 7}]
)
def test_a_simulated_reckoned_or_manual_place_is_no_place(more: dict[str, Any]) -> None:
    (one,) = points([epoch(1, **more)], 1.0)
    assert one.place is None
    assert one.quality == more["quality"]
    assert "no_fix" in one.flags


@pytest.mark.parametrize(
    ("speed_m_s", "flags"), [(30.0 / 3.6, ()), (30.1 / 3.6, ("too_fast",)), (None, ("speed_unknown",))]
)
def test_above_the_set_speed_a_point_is_not_usable(speed_m_s: float | None, flags: tuple[str, ...]) -> None:
    (one,) = points([epoch(1, speed_m_s=speed_m_s)], 1.0)
    assert one.flags == flags
    assert one.usable is (not flags)


@pytest.mark.parametrize(("hdop", "flags"), [(5.0, ()), (5.1, ("weak_fix",)), (None, ())])
def test_a_weak_fix_is_flagged_and_kept(hdop: float | None, flags: tuple[str, ...]) -> None:
    (one,) = points([epoch(1, hdop=hdop)], 1.0)
    assert one.flags == flags
    assert one.place is not None


def test_a_level_is_of_the_time_since_the_point_before() -> None:
    sound = SoundTally()
    for at, value in ((0.9, 50.0), (1.0, 60.0), (1.1, 70.0), (1.5, 70.0), (2.0, 70.0), (2.1, 90.0)):
        sound.take(level(value), round(at * S))
    first, second = points([epoch(1), epoch(2)], 2.0, sound=sound)
    assert (first.laeq_1s_db, first.lafmax_db, first.laeq_source) == (57.4, 60.0, "samples")
    assert (second.laeq_1s_db, second.lafmax_db) == (70.0, 70.0)


def test_the_meters_own_one_second_level_goes_before_samples() -> None:
    sound = SoundTally()
    sound.take(level(60.0), round(0.5 * S))
    sound.take(level(61.5, "LAeq,1s"), S)
    (one,) = points([epoch(1)], 1.0, sound=sound)
    assert (one.laeq_1s_db, one.laeq_source, one.lafmax_db) == (61.5, "meter", 60.0)


def test_a_second_without_a_level_is_flagged_and_not_filled() -> None:
    sound = SoundTally()
    sound.take(level(60.0), S)
    one, other = points([epoch(1), epoch(2)], 2.0, sound=sound)
    assert one.flags == ()
    assert (other.laeq_1s_db, other.flags) == (None, ("no_level",))


def test_without_a_sound_level_meter_no_level_is_missed() -> None:
    (one,) = points([epoch(1)], 1.0, dust=DustTally())
    assert one.flags == ()


@pytest.mark.parametrize("flag", ["overload", "underrange"])
def test_a_reading_outside_of_the_meters_range_makes_its_second_unusable(flag: str) -> None:
    sound = SoundTally()
    sound.take(level(60.0), S)
    sound.take(replace(level(120.0), overload=flag == "overload", underrange=flag == "underrange"), round(1.5 * S))
    one, other = points([epoch(1), epoch(2)], 2.0, sound=sound)
    assert (one.flags, other.flags) == ((), (flag,))


def test_an_excluded_part_is_not_usable() -> None:
    siren = ExclusionFact(run="N1", label="A", start_s=2.0, end_s=3.0, reason="siren", author="演示", at=BEGAN)
    found = points([epoch(second) for second in range(1, 5)], 4.0, exclusions=(siren,))
    assert ["excluded" in one.flags for one in found] == [False, True, True, False]


@pytest.mark.parametrize(("delay_s", "shown"), [(None, [100.0, 200.0, 300.0]), (1.0, [200.0, 300.0, 400.0])])
def test_dust_is_laid_back_by_the_stated_delay_and_only_then(delay_s: float | None, shown: list[float]) -> None:
    dust = DustTally()
    for second in range(1, 5):
        dust.take(ParticulateReading(offset=0, length=0, pm10_ug_m3=100.0 * second), second * S)
    found = points([epoch(1), epoch(2), epoch(3)], 3.0, dust=dust, dust_delay_s=delay_s)
    assert [one.pm10_ug_m3 for one in found] == shown


def test_the_live_track_makes_the_points_of_the_record() -> None:
    sound = SoundTally()
    live = LiveTrack(SurveySettings(), SurveySurroundings(), has_sound=True, has_dust=False)
    live.begin(0, round(BEGAN.timestamp()) * S)
    epochs = [
        epoch(1),
        epoch(1.2),
        epoch(2, valid=False),
        epoch(2.2),
        epoch(4, valid=False),
        epoch(4.2),
        epoch(6, latitude_deg=32.6905),
        epoch(7, valid=False),
    ]
    for tenth in range(1, 71):
        reading = level(50.0 + tenth % 7)
        sound.take(reading, tenth * S // 10)
        live.take("sound", reading, tenth * S // 10)
        for one in epochs:
            if one.monotonic_ns == tenth * S // 10:
                live.take("position", one.fix, one.monotonic_ns)
    kept = points(epochs, 7.0, sound=sound)
    seen = live.lay().points
    assert [(one.t_s, one.laeq_1s_db, one.place, one.flags) for one in seen] == [
        (one.t_s, one.laeq_1s_db, one.place, one.flags) for one in kept
    ]
