from __future__ import annotations

from pathlib import Path

import pytest
from demo_night import copy_of
from short_visit import MODELS, ShortVisit, short_pack

from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.services.pack_files import files_in_pack
from patrol_app.services.rebuild import rebuild, series_of
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.replay import RawTotals, SoundReplay
from patrol_app.services.run_marks import Run, find_runs
from patrol_app.services.tally import SoundTally
from patrol_app.services.visit import Mark, VisitFiles, facts_of

S = 1_000_000_000


def books(*marks: tuple[str, int, dict[str, object]], last_s: int | None = None) -> SoundReplay:
    last_ns = None if last_s is None else last_s * S
    totals = RawTotals(last_ns=last_ns, last_utc_ns=last_ns)
    found = [Mark(event, at_s * S, at_s * S, data) for event, at_s, data in marks]
    return SoundReplay(SoundTally(), found, [], totals)


def spans(runs: list[Run]) -> list[tuple[str, str, float, float, bool]]:
    return [
        (run.label, run.role, run.start.monotonic_ns / S, run.end.monotonic_ns / S, run.interrupted) for run in runs
    ]


def test_runs_stand_between_their_marks() -> None:
    found = find_runs(
        books(
            ("calibration", 1, {"which": "before", "seconds": 10.0}),
            ("run_started", 10, {"run": "N1", "role": "main", "audio_sample": 480}),
            ("run_ended", 20, {"run": "N1", "audio_sample": 960}),
            ("run_started", 30, {"run": "B1", "role": "background"}),
            ("calibration", 35, {"which": "after", "seconds": 10.0}),
            ("run_ended", 40, {"run": "B1"}),
            last_s=90,
        )
    )
    assert spans(found) == [("N1", "main", 10, 20, False), ("B1", "background", 30, 40, False)]
    assert [run.audio_span for run in found] == [(480, 960), None]


def test_a_run_without_an_end_ends_with_the_last_byte() -> None:
    found = find_runs(books(("run_started", 10, {"run": "N1", "role": "main"}), last_s=17))
    assert spans(found) == [("N1", "main", 10, 17, True)]


@pytest.mark.parametrize("last_s", [None, 4])
def test_a_run_without_a_byte_has_no_length(last_s: int | None) -> None:
    found = find_runs(books(("run_started", 10, {"run": "N1", "role": "main"}), last_s=last_s))
    assert spans(found) == [("N1", "main", 10, 10, True)]


def test_an_end_without_a_start_is_no_run() -> None:
    assert find_runs(books(("run_ended", 10, {"run": "N1"}), last_s=20)) == []


def test_what_was_heard_before_is_not_listened_to_again_and_the_series_want_no_sound(tmp_path: Path) -> None:
    record, top = short_pack().record, copy_of(short_pack().pack.path, tmp_path)
    facts, files = facts_of(record), files_in_pack(record, top)
    once = rebuild(facts, files)
    assert once.heard.keys() == {"N1"}
    for file in (top / "data/audio").glob("*.wav"):
        file.unlink()
        file.write_bytes(b"no sound")
    assert rebuild(facts, files, heard=once.heard) == once
    assert series_of(facts, files) == once.series
    with pytest.raises(BadInput):
        rebuild(facts, files)


def test_what_was_shown_at_the_end_of_a_run_is_what_is_rebuilt(tmp_path: Path) -> None:
    with ShortVisit(tmp_path, roles=tuple(MODELS)) as visit:
        visit.walk(3)
        visit.do("begin_run", role="main")
        for level_db in (55.0, 74.0, 56.5, 58.2, 72.0, 55.0):
            visit.truth.update(LAF=level_db, tsp_ug_m3=level_db * 10, wind_max_m_s=level_db / 30, wind_m_s=1.0)
            visit.walk(15)
        visit.do("exclude_begin", back_s=12.0)
        visit.walk(5)
        visit.do("exclude_end", reason="过路车辆")
        visit.walk(10)
        shown = visit.shown()
        visit.do("end_run")
        rebuilt = visit.rebuilt()
    main = rebuilt.main
    assert main is not None and rebuilt.dust is not None
    judged = {row.quantity: row for row in shown.judged}
    assert judged["LAeq,T"].measured == main.laeq_db
    assert judged["LAeq,T"].without_exclusions == main.laeq_without_db
    assert judged["LAFmax"].measured == main.lafmax_db == shown.lafmax_db == 74.0
    assert (shown.lafmin_db, shown.l10_db, shown.l50_db, shown.l90_db) == (
        main.lafmin_db, main.l10_db, main.l50_db, main.l90_db,
    )  # fmt: skip
    assert rebuilt.dust.tsp_mean_ug_m3 is not None and judged["TSP"].measured is not None
    assert judged["TSP"].measured * 1000 == pytest.approx(rebuilt.dust.tsp_mean_ug_m3, abs=0.051)
    assert (shown.wind_max_m_s, shown.rain) == (main.weather.wind_max_m_s, main.weather.rain)
    assert main.duration_s == shown.run_elapsed_s == 105.0
    live = [event for event in shown.events if event.kind == "over"]
    assert [event.label for event in live] == [event.label for event in main.exceedances] == ["E1", "E2"]
    run_from_s = shown.run_elapsed_s - 105.0 + 3.0
    for seen, kept in zip(live, main.exceedances, strict=True):
        assert seen.start_s - run_from_s == pytest.approx(kept.start_s, abs=0.001)
        assert seen.end_s is not None and seen.end_s - run_from_s == pytest.approx(kept.end_s, abs=0.001)
        assert seen.lafmax_db == kept.lafmax_db
    assert shown.history.count >= main.readings
    assert rebuilt.clock_source == shown.clock_source == "gnss"


def test_a_visit_cut_off_in_the_middle_ends_at_the_last_byte(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        visit.do("calibrate", which="before", typed_db=93.8)
        visit.do("begin_run", role="main")
        visit.truth["LAF"] = 62.0
        visit.walk(30)
        rebuilt = visit.rebuilt()
    main = rebuilt.main
    assert main is not None
    assert (main.interrupted, main.duration_s, main.gap_s) == (True, 30.0, 0.0)
    assert main.laeq_db == pytest.approx(62.0, abs=0.3)
    assert len(rebuilt.series["N1"].t_s) == main.readings == 60
    assert rebuilt.calibration_before is not None


def test_a_typed_calibration_is_taken_as_it_was_typed(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        visit.truth["LAF"] = 50.0
        visit.do("calibrate", which="before", typed_db=93.8)
        visit.walk(2)
        visit.do("calibrate", which="after", typed_db=94.1)
        rebuilt = visit.rebuilt()
    assert rebuilt.calibration_before is not None and rebuilt.calibration_after is not None
    assert (rebuilt.calibration_before.reading_db, rebuilt.calibration_after.reading_db) == (93.8, 94.1)
    assert rebuilt.main is None


def test_a_calibration_taken_again_replaces_the_one_before(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        for level_db in (94.4, 93.8):
            visit.truth["LAF"] = level_db
            visit.walk(11)
            visit.do("calibrate", which="before")
        rebuilt = visit.rebuilt()
    assert rebuilt.calibration_before is not None
    assert rebuilt.calibration_before.reading_db == 93.8


def test_a_run_measured_again_replaces_the_one_before(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        for level_db in (75.0, 60.0):
            visit.truth["LAF"] = level_db
            visit.do("begin_run", role="main")
            visit.walk(10)
            visit.do("end_run")
        rebuilt = visit.rebuilt()
    assert rebuilt.main is not None
    assert (rebuilt.main.label, rebuilt.main.lafmax_db, rebuilt.main.exceedances) == ("N2", 60.0, ())
    assert [run.label for run in rebuilt.runs] == ["N1", "N2"]
    assert list(rebuilt.series) == ["N2"]


def test_without_a_meters_bytes_there_is_no_result(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        visit.stop()
        with pytest.raises(DamagedEvidence) as caught:
            rebuild(visit.session.facts, VisitFiles(raw=(), audio=()))
        (path,) = visit.folder.raw.glob("sound-*")
        path.unlink()
        with pytest.raises(DamagedEvidence):
            rebuild(
                recall(visit.store, visit.session.facts.number),
                recorded_files(visit.store, visit.home, visit.session.facts.number),
            )
    assert caught.value.key == "rebuild.no_sound"


@pytest.mark.parametrize(("late_s", "source"), [(0.0, "gnss"), (1.9, "gnss"), (-1.9, "gnss"), (2.6, "host")])
def test_satellite_time_counts_within_2_s_of_the_laptops(tmp_path: Path, late_s: float, source: str) -> None:
    with ShortVisit(tmp_path, roles=("sound", "position")) as visit:
        visit.clock._utc_ns += round(late_s * S)
        told = visit._truth_of("position")
        visit.simulators["position"]._meter._truth = lambda: {  # type: ignore[attr-defined]
            **told(),
            "utc_s": visit.clock.utc_ns() / 1e9 - late_s,
        }
        visit.walk(5)
        assert visit.rebuilt().clock_source == source


def test_the_people_s_part_of_a_record_gives_the_facts_again() -> None:
    record = short_pack().record
    facts = facts_of(record)
    assert facts.exclusions[0].run == "N1" and facts.exclusions[0].reason == "过路车辆"
    assert facts.position.place is None
    assert (facts.officers, facts.site, facts.notice) == (record.officers, record.site, record.notice)
