"""Surveys driven for a test of their own: dust alone, killed, excluded, ended by itself, with sound, and forged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from demo_night import copy_of, replace_file
from driven_survey import Make, failures, surveys_in
from numpy.typing import NDArray
from short_visit import two_signers

from drivers.readings import AudioBlock
from patrol_app.domain.errors import CannotDo
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.office.plans import PlanAsk, plan_night
from patrol_app.services.recall import known_surveys, known_visits, recover
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.survey.closing import close_survey
from patrol_app.services.survey.driving import settle
from patrol_app.services.survey.recall import recall_survey
from patrol_app.services.survey.saving import survey_of_pack

CAPTURES = Path(__file__).parents[3] / "shared" / "captures" / "gps"


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[Make]:
    with surveys_in(tmp_path) as make:
        yield make


def test_nothing_that_counts_visits_counts_a_survey(driven: Make) -> None:
    one = driven(roles=("sound", "position"))
    one.begin()
    one.walk(3)
    one.end()
    one.stop()
    settle(one.facts.number, home=one.home, store=one.store, visit_log=one.running.log)
    assert known_visits(one.store) == []
    assert [(each.number, each.state) for each in known_surveys(one.store)] == [(one.facts.number, "closed")]
    ask = PlanAsk(kind="tour", day=datetime(2026, 6, 6, tzinfo=UTC).date(), teams=1)
    assert plan_night(one.store, ask).teams


def test_a_survey_with_a_dust_meter_alone(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("dust", "position"), on="pty")
    one.skip_to(60)
    one.begin()
    one.walk(60)
    one.end()
    closed = one.close(tmp_path / "packs")
    record = closed.record
    assert record.totals is not None
    assert (record.totals.laeq_db, record.totals.points) == (None, 60)
    assert {reason for spot in record.hot_spots for reason in spot.because} == {"pm10", "tsp"}
    assert recompute(closed.pack.path).exit_code == 0


def test_a_survey_that_was_killed_is_repaired_and_ends_with_its_last_byte(driven: Make, tmp_path: Path) -> None:
    one = driven()
    one.begin()
    one.walk(30)
    one.simulators["sound"].die()
    one.links.pop("sound").close()
    one.simulators.pop("sound").close()
    one.walk(20)
    one.stop()
    with (one.home.recordings / one.facts.number / "raw" / "position-nmea.frames").open("ab") as stream:
        stream.write(b"FRM1\x00\x01torn")
    assert [(each.number, each.kind) for each in recover(one.home, one.store, one.facts.started_at)] == [
        (one.facts.number, "survey")
    ]
    record = settle(one.facts.number, home=one.home, store=one.store)
    assert record.totals is not None
    assert (record.totals.interrupted, record.totals.points, record.totals.duration_s) == (True, 50, 50.0)
    closed = one.close(tmp_path / "packs")
    assert recompute(closed.pack.path).exit_code == 0


def test_an_excluded_part_is_in_the_record_and_its_points_are_not_used(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound", "position"))
    one.begin()
    one.walk(20)
    one.do("exclude_begin", back_s=0.0)
    one.walk(5)
    one.do("exclude_end", reason="siren")
    one.walk(10)
    one.end()
    closed = one.close(tmp_path / "packs")
    (part,) = closed.record.exclusions
    assert (part.start_s, part.end_s, part.reason) == (20.0, 25.0, "siren")
    _, points = survey_of_pack(closed.pack.path)
    assert [point.t_s for point in points if "excluded" in point.flags] == [20.0, 21.0, 22.0, 23.0, 24.0, 25.0]
    assert recompute(closed.pack.path).exit_code == 0


def test_two_signers_are_needed_and_nothing_is_half_made(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound", "position"))
    one.stop()
    with pytest.raises(CannotDo, match=r"survey\.signers"):
        close_survey(
            recall_survey(one.store, one.facts.number),
            home=one.home,
            reader=one.store,
            visit_log=one.running.log,
            signers=(),
            packs=tmp_path / "packs",
            left_at=one.facts.started_at,
        )
    assert not (tmp_path / "packs").exists()


def test_a_survey_without_a_drive_closes_with_nothing_found(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound", "position"))
    one.walk(3)
    closed = one.close(tmp_path / "packs")
    assert (closed.record.totals, closed.record.segments, closed.record.hot_spots) == (None, (), ())
    assert recompute(closed.pack.path).exit_code == 0


def test_a_drive_that_another_meter_ends_is_closed_with_what_was_driven(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound", "position"))
    one.begin()
    one.walk(12)
    still_on = not one.running.ended_by_itself
    one.do("end_run")  # as the session does by itself when another number answers
    assert (still_on, one.running.ended_by_itself) == (True, True)
    one.end()
    closed = one.close(tmp_path / "packs")
    assert closed.record.totals is not None
    assert (closed.record.totals.points, closed.record.totals.interrupted) == (12, False)


def test_ports_that_never_opened_leave_a_survey_that_can_be_closed(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound",))
    closed = one.close(tmp_path / "packs")
    assert closed.record.totals is None
    assert [raw.role for raw in closed.record.raw_files] == ["sound"]
    assert recompute(closed.pack.path).exit_code == 0


def test_settings_changed_before_the_closing_are_found_in_the_log(driven: Make, tmp_path: Path) -> None:
    """Somebody with both keys lets the program close the drive with another speed: all agrees but the log."""
    one = driven(roles=("sound", "position"))
    one.begin()
    one.walk(8)
    one.end()
    one.stop()
    facts = recall_survey(one.store, one.facts.number)
    closed = close_survey(
        replace(facts, settings=replace(facts.settings, speed_limit_km_h=90.0)),
        home=one.home,
        reader=one.store,
        visit_log=one.running.log,
        signers=two_signers(),
        packs=tmp_path / "packs",
        left_at=facts.started_at,
    )
    assert failures(closed.pack.path) == {"recompute.log_fact settings.speed_limit_km_h"}


def test_sound_is_recorded_sealed_and_packed(driven: Make, tmp_path: Path) -> None:
    one = driven(roles=("sound", "position"))
    session = one.running.session
    session.listen(SessionAudio(one.running.folder.audio, sample_rate_hz=8000))
    tone = (0.1 * np.sin(2 * np.pi * 1000.0 * np.arange(8000) / 8000.0)).astype(np.float32)
    sample = 0

    def second(samples: NDArray[np.float32]) -> None:
        nonlocal sample
        session.sound(AudioBlock(first_sample=sample, sample_rate_hz=8000, samples=samples))
        sample += len(samples)
        one.walk(1)

    one.changed = {"LAF": 93.8}
    for _ in range(12):
        second(tone)
    one.do("calibrate", which="before")
    one.changed = {}
    one.begin()
    for _ in range(10):
        second(tone * np.float32(0.01))
    one.end()
    closed = one.close(tmp_path / "packs")
    assert closed.record.totals is not None
    assert closed.record.totals.audio_samples == 80_000
    again = recompute(closed.pack.path)
    assert again.exit_code == 0, [check for check in again.checks if check.status == "FAIL"]
    top = copy_of(closed.pack.path, tmp_path)
    (sound,) = [path for path in (top / "data/audio").glob("*.wav") if path.stat().st_size > 100_000]
    content = bytearray(sound.read_bytes())
    content[-20] ^= 1
    replace_file(sound, bytes(content))
    assert failures(top) == {f"recompute.sealed_audio data/audio/{sound.name}"}
