from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from demo_night import copy_of, replace_file
from driven_survey import Make, failures, surveys_in, whole_drive

from drivers.instrument import Simulated, Truth
from drivers.registry import instrument
from drivers.simulate import Simulator
from drivers.simulated_drive import TUNNEL_S, place
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.surveys import SurveySettings
from patrol_app.evidence.verify import verify_pack
from patrol_app.planning.datum import gcj02_from_wgs84
from patrol_app.recordings.frames import Direction, Frame, read_frames
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.checking.tracing import trace
from patrol_app.services.recall import recorded_files
from patrol_app.services.survey.driving import ports_on_board
from patrol_app.services.survey.rebuild import rebuild_survey
from patrol_app.services.survey.recall import recall_survey
from patrol_app.services.survey.saving import survey_of_pack
from patrol_app.services.survey.settings import FILE, check_settings, chosen_settings
from patrol_app.store.home import Home

CAPTURES = Path(__file__).parents[3] / "shared" / "captures" / "gps"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """The whole drive's pack, unpacked, whose files a test may replace."""
    return copy_of(whole_drive().closed.pack.path, tmp_path)


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[Make]:
    with surveys_in(tmp_path) as make:
        yield make


def test_the_pack_of_a_survey_is_intact_and_every_value_is_made_again() -> None:
    pack = whole_drive().closed.pack.path
    report = verify_pack(pack, None, datetime(2026, 6, 7, tzinfo=UTC))
    assert report.intact
    again = recompute(pack)
    assert again.exit_code == 0
    assert {check.status for check in again.checks} == {"PASS"}
    assert again.compared > 1000
    assert {check.where for check in again.checks} >= {
        "data/survey/track.geojson",
        "data/survey/points.csv",
        "data/survey/segments.csv",
        "data/record/drive-by-summary.pdf",
        "data/gps/track.nmea",
    }


def test_a_survey_says_screening_and_holds_no_verdict_limit_or_rule_set() -> None:
    closed = whole_drive().closed
    plain = to_plain(closed.record)
    assert (plain["kind"], plain["nature"]) == ("survey", "screening")
    words = json.dumps(plain)
    assert "verdict" not in words
    assert "exceeds" not in words
    with zipfile.ZipFile(closed.pack.path) as archive:
        assert not [name for name in archive.namelist() if "/rules/" in name]


def test_the_window_saw_the_points_that_the_record_has() -> None:
    drive = whole_drive()
    _, points = survey_of_pack(drive.closed.pack.path)
    assert drive.seen == points


def test_every_place_is_what_the_receiver_sent_and_nothing_was_turned_to_gcj_02() -> None:
    """Turned by accident, a place would be some 500 m off; it must be the sentence's to a centimetre."""
    record, points = survey_of_pack(whole_drive().closed.pack.path)
    assert record.datum == "WGS-84"
    for point in points:
        if point.place is None:
            continue
        latitude, longitude, _ = place(point.t_s)
        assert point.latitude_deg == pytest.approx(latitude, abs=2e-7)
        assert point.longitude_deg == pytest.approx(longitude, abs=2e-7)
        assert abs(gcj02_from_wgs84(latitude, longitude)[1] - (point.longitude_deg or 0.0)) > 0.003


def test_the_tunnel_is_a_gap_and_no_point_in_it_has_a_place() -> None:
    record, points = survey_of_pack(whole_drive().closed.pack.path)
    (gap,) = record.gaps
    assert (gap.reason, gap.duration_s) == ("no_fix", TUNNEL_S[1] - TUNNEL_S[0])
    inside = [point for point in points if TUNNEL_S[0] <= point.t_s < TUNNEL_S[1]]
    assert len(inside) == 14
    assert all(point.place is None and point.segment is None and not point.usable for point in inside)
    assert all(point.laeq_1s_db is not None for point in inside)


def test_the_fast_stretch_is_kept_and_not_used() -> None:
    record, points = survey_of_pack(whole_drive().closed.pack.path)
    fast = [point for point in points if "too_fast" in point.flags]
    assert len(fast) == 40
    assert record.totals is not None
    assert (record.totals.too_fast, record.totals.usable) == (40, record.totals.points - 40 - 14)
    wholly = {point.segment for point in fast} - {point.segment for point in points if point.usable}
    assert wholly
    assert all(segment.laeq_db is None for segment in record.segments if segment.number in wholly)


def test_hot_spots_are_where_the_sites_are() -> None:
    record = whole_drive().closed.record
    told = [(spot.because, spot.sites[0].site, spot.zones[0].venue, spot.zones[0].inside) for spot in record.hot_spots]
    assert told == [
        (("pm10", "tsp"), "演示三号工地", "演示三中", True),
        (("laeq",), "演示一号工地", "演示一中", True),
        (("laeq",), "演示二号工地", "演示二中", True),
    ]


def test_calibrations_and_raw_bytes_stand_in_the_record() -> None:
    record = whole_drive().closed.record
    assert record.calibration_before is not None
    assert record.calibration_after is not None
    assert (record.calibration_before.reading_db, record.calibration_after.reading_db) == (93.8, 93.9)
    assert {raw.role: raw.received_bytes > 0 for raw in record.raw_files} == {
        "sound": True,
        "dust": True,
        "position": True,
    }


def edit_record(top: Path, change: Callable[[Any], None]) -> None:
    path = top / "data/record/record.json"
    plain = json.loads(path.read_bytes())
    change(plain)
    replace_file(path, (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())


def test_a_changed_level_of_a_segment_is_named(top: Path) -> None:
    edit_record(top, lambda plain: plain["segments"][3].update(laeq_db=49.9))
    assert failures(top) >= {"recompute.number segments[3].laeq_db", "recompute.log_record segments[3].laeq_db"}


def test_a_hot_spot_that_was_taken_away_is_named(top: Path) -> None:
    edit_record(top, lambda plain: plain["hot_spots"].pop(1))
    assert any(line.startswith("recompute.number hot_spots") for line in failures(top))


def test_a_chosen_level_that_was_changed_afterwards_is_named(top: Path) -> None:
    edit_record(top, lambda plain: plain["settings"].update(speed_limit_km_h=60.0))
    assert "recompute.log_record settings.speed_limit_km_h" in failures(top)


@pytest.mark.parametrize(
    "name", ["data/survey/track.geojson", "data/survey/points.csv", "data/record/drive-by-summary.pdf"]
)
def test_a_file_beside_the_record_that_was_touched_is_named(top: Path, name: str) -> None:
    path = top / name
    replace_file(path, path.read_bytes() + b" ")
    assert [line.split()[1] for line in failures(top)] == [name]


def test_a_moved_fix_in_the_raw_bytes_is_named(top: Path) -> None:
    path = top / "data/raw/position-nmea.frames"
    replace_file(path, path.read_bytes().replace(b"3241.", b"3242.", 2))
    assert any("sealed" in line or "rebuild" in line or "number" in line for line in failures(top))


def test_a_file_that_nothing_speaks_of_is_named(top: Path) -> None:
    (top / "data/survey/more.csv").write_bytes(b"x")
    assert failures(top) == {"recompute.stranger data/survey/more.csv"}


def test_a_figure_of_a_survey_cannot_be_traced_and_is_said_so() -> None:
    with pytest.raises(BadInput, match=r"survey\.cannot_trace"):
        trace(whole_drive().closed.pack.path, "laeq")


class _Captured:
    """A receiver that says what a real one said, one epoch a second."""

    def __init__(self, path: Path) -> None:
        nmea = instrument("nmea")
        self.card = nmea.card
        self._epochs: list[bytes] = []
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.startswith(b"$"):
                continue
            if b"RMC," in line or not self._epochs:
                self._epochs.append(b"")
            self._epochs[-1] += line

    def simulated(self, truth: Truth) -> Simulated:
        del truth
        epochs = list(self._epochs)

        class Player:
            def receive(self, data: bytes) -> bytes:
                return b""

            def tick(self) -> bytes:
                return epochs.pop(0) if epochs else b""

        return Player()


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="captured sentences lie beside the project and are not here")
def test_sentences_of_a_real_receiver_from_a_cold_start(driven: Make) -> None:
    one = driven(roles=("sound",))
    receiver: Any = _Captured(CAPTURES / "beidou-bd.log")
    with closing(Simulator(receiver, dict, clock=one.clock)) as simulator:
        simulator.start()
        one.simulators["position"] = simulator
        one.links["position"] = one.running.session.open_link("position", "nmea", simulator.port)
        one.settle()
        one.begin()
        one.walk(14)
        one.end()
        one.stop()
    rebuilt = rebuild_survey(
        recall_survey(one.store, one.facts.number), recorded_files(one.store, one.home, one.facts.number)
    )
    placed = [point for point in rebuilt.track.points if point.place is not None]
    assert [(point.latitude_deg, point.longitude_deg) for point in placed[:1]] == [(31.24795, 121.5874383)]
    assert rebuilt.track.gaps[0].reason == "no_fix"
    assert rebuilt.track.points[0].place is None


def test_the_raw_file_holds_what_was_sent_byte_for_byte() -> None:
    drive = whole_drive()
    folder = drive.path / "home" / "recordings" / drive.closed.record.number / "raw"
    frames = [piece for piece in read_frames(folder / "position-nmea.frames") if isinstance(piece, Frame)]
    sent = b"".join(piece.payload for piece in frames if piece.direction == Direction.RECEIVED)
    with zipfile.ZipFile(drive.closed.pack.path) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("data/gps/track.nmea")]
        assert archive.read(name) == sent
    assert sent.count(b"$GNRMC") == sent.count(b"\r\n") // 2


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({"segment_m": 9.9}, False),
        ({"segment_m": 10.0}, True),
        ({"speed_limit_km_h": 120.1}, False),
        ({"dust_delay_s": -0.1}, False),
        ({"dust_delay_s": 0.0}, True),
        ({"hot_laeq_db": 120.5}, False),
    ],
)
def test_settings_out_of_their_bounds_are_refused(change: dict[str, float], good: bool) -> None:
    settings = SurveySettings(**change)  # type: ignore[arg-type]  # every one of these is a number
    if good:
        check_settings(settings)
        return
    with pytest.raises(BadInput, match=r"survey\.number_out"):
        check_settings(settings)


def test_a_bureaus_own_settings_are_read_and_wrong_ones_refused(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    assert chosen_settings(home) == SurveySettings()
    path = home.path / FILE
    path.write_text("dust_delay_s = 8.0\nsegment_m = 100")
    assert chosen_settings(home) == SurveySettings(dust_delay_s=8.0, segment_m=100.0)
    for text, key in (
        ("segment_m = ", "survey.file"),
        ("segment = 50", "codec.unknown"),
        ("segment_m = 'long'", "codec.kind"),
        ("segment_m = 5", "survey.number_out"),
    ):
        path.write_text(text)
        with pytest.raises(BadInput) as refused:
            chosen_settings(home)
        assert refused.value.key == key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("bswa-308=COM3", None, None), "survey.no_gps"),
        ((None, None, "COM7"), "survey.nothing"),
        (("vaisala-wxt=COM3", None, "COM7"), "survey.wrong_kind"),
        (("bswa-308=COM3", "bswa-308=COM4", "COM7"), "survey.wrong_kind"),
        (("bswa-308", None, "COM7"), "measure.instrument"),
        (("bswa-308=COM3", None, "bswa-308=COM7"), "survey.wrong_kind"),
    ],
)
def test_what_is_on_board_must_be_said_rightly(words: tuple[str | None, str | None, str | None], key: str) -> None:
    with pytest.raises(BadInput) as refused:
        ports_on_board(*words)
    assert refused.value.key == key


def test_a_receiver_may_be_named_by_its_port_alone() -> None:
    assert ports_on_board("bswa-308=COM3", None, "COM7") == {
        "sound": ("bswa-308", "COM3"),
        "position": ("nmea", "COM7"),
    }


def test_a_drive_whose_receiver_file_is_gone_is_damaged_evidence(top: Path) -> None:
    (top / "data/raw/position-nmea.frames").unlink()
    assert any(line.startswith(("recompute.rebuild", "recompute.sealed")) for line in failures(top))
