from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from demo_night import DemoNight, demo_night, played

from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import CannotDo
from patrol_app.domain.record import Measurement, VisitRecord
from patrol_app.domain.verdict import Verdict
from patrol_app.evidence.trust import load_trust
from patrol_app.evidence.verify import verify_pack
from patrol_app.recordings.bwf import read_bwf
from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.demo import clear
from patrol_app.services.demo.plan import load_night
from patrol_app.services.tally import AUDIO_AGREES_DB
from patrol_app.store.reader import Reader

LATER = datetime(2026, 6, 20, tzinfo=UTC)
NUMBERS = ("DEMO-20260606-01", "DEMO-20260606-02", "DEMO-20260606-03")


@pytest.fixture(scope="module")
def night() -> DemoNight:
    return demo_night()


def measured(visit: ClosedVisit) -> Measurement:
    assert visit.record.measurement is not None
    return visit.record.measurement


def verdict(record: VisitRecord, kind: str) -> Verdict:
    return next(one for one in record.verdicts if one.kind == kind)


def test_the_three_visits_end_as_the_law_has_it(night: DemoNight) -> None:
    assert tuple(visit.record.number for visit in night.visits) == NUMBERS
    outcomes = [verdict(visit.record, "construction_noise").outcome for visit in night.visits]
    assert outcomes == ["exceeds", "complies", "cannot_be_judged"]


def test_the_third_visit_says_that_the_wind_forbids_a_judgement(night: DemoNight) -> None:
    found = verdict(night.visits[2].record, "construction_noise")
    wind_m_s = measured(night.visits[2]).weather.wind_max_m_s
    assert wind_m_s is not None and wind_m_s > 5.0
    assert [reason.code for reason in found.reasons if "wind" in reason.code]
    assert "风" in " ".join(reason.zh for reason in found.reasons)
    assert "wind" in " ".join(reason.en for reason in found.reasons).lower()


def test_work_without_a_proof_in_the_zone_breaches_on_the_first_visit_alone(night: DemoNight) -> None:
    first, second, _ = (visit.record for visit in night.visits)
    assert verdict(first, "night_permit").outcome == "breach"
    assert verdict(first, "noise_ban").outcome == "breach"
    assert first.zone is not None and first.zone.inside
    assert verdict(second, "night_permit").outcome == "no_breach"
    assert verdict(second, "noise_ban").outcome == "no_breach"


def test_the_calibrator_reads_93_8_before_and_after(night: DemoNight) -> None:
    for visit in night.visits:
        before, after = visit.record.calibration_before, visit.record.calibration_after
        assert before is not None and after is not None
        assert (before.reading_db, before.nominal_db) == (93.8, 94.0)
        assert abs(after.reading_db - before.reading_db) <= 0.5
        assert before.at < measured(visit).started_at < measured(visit).ended_at < after.at


def test_runs_last_20_minutes_and_the_background_10(night: DemoNight) -> None:
    for visit in night.visits:
        run = measured(visit)
        assert (run.label, run.duration_s, run.gap_s, run.damaged_frames) == ("N1", 1200.0, 0.0, 0)
        assert not run.interrupted
    background = night.visits[0].record.background
    assert background is not None
    assert (background.label, background.duration_s, background.role) == ("B1", 600.0, "background")
    assert background.laeq_db is not None
    assert background.laeq_db < (measured(night.visits[0]).laeq_db or 0.0)
    assert [visit.record.background for visit in night.visits[1:]] == [None, None]


def test_the_truck_is_marked_out_and_both_results_are_kept(night: DemoNight) -> None:
    run = measured(night.visits[0])
    (truck,) = run.exclusions
    assert (truck.reason, truck.start_s, truck.end_s) == ("过路车辆", 525.0, 557.0)
    assert run.laeq_db is not None and run.laeq_without_db is not None and truck.laeq_db is not None
    assert truck.laeq_db > run.laeq_db > run.laeq_without_db
    # what was taken out, put back by energy, gives the whole again (0.1 dB steps of the meter)
    share = (truck.end_s - truck.start_s) / run.duration_s
    whole = share * 10 ** (truck.laeq_db / 10) + (1 - share) * 10 ** (run.laeq_without_db / 10)
    assert whole == pytest.approx(10 ** (run.laeq_db / 10), rel=0.05)
    judged = verdict(night.visits[0].record, "construction_noise").findings
    assert {finding.excluded_parts for finding in judged if finding.quantity == "LAeq"} == {False, True}
    assert all(measured(visit).exclusions == () for visit in night.visits[1:])


def test_audio_and_meter_agree_in_every_run_and_the_record_says_so(night: DemoNight) -> None:
    runs = [measured(visit) for visit in night.visits]
    background = night.visits[0].record.background
    for run in [*runs, *([background] if background else [])]:
        assert run.audio is not None and run.laeq_db is not None
        assert abs(run.audio.laeq_db - run.laeq_db) <= AUDIO_AGREES_DB == 0.3
        assert run.audio.agrees
        assert run.audio.missing_samples == 0
        assert run.audio.samples == run.duration_s * run.audio.sample_rate_hz


def test_every_clip_is_a_wav_that_begins_10_s_before_its_event(night: DemoNight, tmp_path: Path) -> None:
    run = measured(night.visits[0])
    assert len(run.exceedances) >= 3
    pack = night.visits[0].pack
    with zipfile.ZipFile(pack.path) as archive:
        for event in run.exceedances:
            assert event.audio_file is not None
            target = tmp_path / Path(event.audio_file).name
            target.write_bytes(archive.read(f"{pack.number}/{event.audio_file}"))
            clip = read_bwf(target)
            assert clip.complete and clip.facts is not None and clip.facts.clip
            begins = run.started_at + timedelta(seconds=event.start_s - 10.0)
            assert abs(clip.facts.started_at - begins) < timedelta(seconds=0.01)
            length_s = clip.samples / clip.sample_rate_hz
            assert length_s == pytest.approx(10.0 + event.end_s - event.start_s + 2.0, abs=0.1)
            assert clip.read().any()


def test_the_meter_passes_the_trigger_inside_each_event(night: DemoNight) -> None:
    for event in measured(night.visits[0]).exceedances:
        assert event.lafmax_db > event.trigger_db == 70.0
        assert event.acknowledged_by == "演示员乙"


def test_only_the_first_visit_gets_an_order_to_correct(night: DemoNight) -> None:
    records = [visit.record for visit in night.visits]
    assert records[0].order_number is not None and "责改〔2026〕1号" in records[0].order_number
    assert [record.order_number for record in records[1:]] == [None, None]
    for visit in night.visits:
        names = set(visit.papers)
        assert {"record.pdf", "noise-record.pdf"} <= names
        assert ("correction-order.pdf" in names) == (visit is night.visits[0])
        assert all(path.read_bytes().startswith(b"%PDF") for path in visit.papers.values())


def test_the_place_is_the_receivers(night: DemoNight) -> None:
    for visit in night.visits:
        position, site = visit.record.position, visit.record.site
        assert position.place_source == "gnss" and position.place is not None
        assert position.place.latitude_deg == pytest.approx(site.place.latitude_deg, abs=1e-5)
        assert position.place.longitude_deg == pytest.approx(site.place.longitude_deg, abs=1e-5)
        assert visit.record.clock_source == "gnss"


def test_law_of_the_day_is_cited_and_no_later_one(night: DemoNight) -> None:
    for visit in night.visits:
        noise = verdict(visit.record, "construction_noise")
        assert noise.rule_set == "GB 12523-2025"
        articles = [law.article for one in visit.record.verdicts for law in one.law]
        assert not [article for article in articles if "法典" in article]
    articles = [law.article for one in night.visits[0].record.verdicts for law in one.law]
    assert "中华人民共和国噪声污染防治法 第七十七条" in articles


def test_raw_files_hold_what_was_asked_and_what_was_answered(night: DemoNight) -> None:
    raw = {one.role: one for one in night.visits[0].record.raw_files}
    assert set(raw) == {"sound", "dust", "weather", "position"}
    assert all(one.received_bytes > 0 for one in raw.values())
    assert all(raw[role].sent_bytes > 0 for role in ("sound", "dust", "weather"))
    assert raw["position"].sent_bytes == 0


def test_packs_are_the_only_zips_and_verify(night: DemoNight) -> None:
    assert sorted(path.name for path in night.out.rglob("*.zip")) == [f"{number}.zip" for number in NUMBERS]
    trust = load_trust(night.trust)
    for visit in night.visits:
        assert verify_pack(visit.pack.path, None, LATER).exit_code == 10
        known = verify_pack(visit.pack.path, trust, LATER)
        assert (known.exit_code, known.intact) == (0, True)
        assert {signer.certificate_number for signer in known.signers} == {"DEMO-0001", "DEMO-0002"}


def test_each_pack_names_the_one_before_it(night: DemoNight) -> None:
    previous: str | None = None
    for visit in night.visits:
        with zipfile.ZipFile(visit.pack.path) as archive:
            info = archive.read(f"{visit.pack.number}/bag-info.txt").decode()
        assert previous is None or previous in info
        previous = visit.pack.sha256


def test_the_nights_log_is_one_whole_chain(night: DemoNight) -> None:
    with Reader.open(night.home / "patrol.db") as reader:
        found = reader.check()
        assert found.good
        assert found.chain.entries == reader.head().sequence > 1000
        assert len(reader.checkpoints()) > 60


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClosedVisit]:
    """The second visit, played a second time by itself."""
    plan = load_night()
    out = tmp_path_factory.mktemp("again") / "out"
    (visit,) = played(out, replace(plan, visit=(plan.visit[1],)))
    yield visit
    shutil.rmtree(out)


def test_a_visit_played_again_gives_the_same_numbers(night: DemoNight, again: ClosedVisit) -> None:
    # the log differs: in the night it already holds the first visit; the program's hash does if a file was edited
    first = replace(night.visits[1].record, chain=None, software=again.record.software)
    assert to_plain(first) == to_plain(replace(again.record, chain=None))


def test_a_visit_played_again_gives_the_same_series_byte_by_byte(night: DemoNight, again: ClosedVisit) -> None:
    contents = []
    for visit in (night.visits[1], again):
        with zipfile.ZipFile(visit.pack.path) as archive:
            names = [name for name in archive.namelist() if "/data/series/" in name]
            contents.append({name: archive.read(name) for name in names})
    assert contents[0] == contents[1]
    assert {Path(name).name for name in contents[0]} == {"N1.csv", "N1.json"}
    assert contents[0]["DEMO-20260606-02/data/series/N1.csv"].count(b"\n") > 2400


def test_a_folder_with_other_things_is_not_cleared(tmp_path: Path) -> None:
    mine = tmp_path / "holiday.jpg"
    mine.write_bytes(b"\xff\xd8")
    with pytest.raises(CannotDo) as caught:
        clear(tmp_path)
    assert caught.value.key == "demo.occupied"
    assert mine.read_bytes() == b"\xff\xd8"
    with pytest.raises(CannotDo):
        clear(mine)


def test_a_folder_of_a_demonstration_is_cleared(tmp_path: Path) -> None:
    out = tmp_path / "out"
    clear(out)
    (out / "old.zip").write_bytes(b"old")
    clear(out)
    assert [path.name for path in out.iterdir()] == [".night-patrol-demo"]
