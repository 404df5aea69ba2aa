from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from demo_night import copy_of, demo_night, replace_file, zipped
from short_visit import short_pack, two_signers

from drivers.instrument import Direction
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.evidence.signed_pdf import sign_by_officers
from patrol_app.recordings.frames import Frame, encode_frame, read_frames
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.recompute import Recomputed, read_record, recompute
from patrol_app.services.checking.rule_checks import rule_checks
from patrol_app.services.papers import SIGNED_PAPERS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A short pack, unpacked, whose files a test may replace."""
    return copy_of(short_pack().pack.path, tmp_path)


@cache
def night_again() -> Recomputed:
    """The night's first pack made again, for the tests that look at what came of it."""
    return recompute(demo_night().visits[0].pack.path)


def failed(result: Recomputed) -> dict[str, Check]:
    return {check.where: check for check in result.checks if check.status == "FAIL"}


def edit_record(top: Path, change: Any) -> None:
    path = top / "data/record/record.json"
    plain = json.loads(path.read_bytes())
    change(plain)
    replace_file(path, (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())


def change_level(path: Path, at: int, old: bytes, new: bytes) -> None:
    """Change the ``at``-th received piece that holds ``old``, with the meter's and the frame's checks made right."""
    out, seen = b"", -1
    for frame in read_frames(path):
        assert isinstance(frame, Frame)
        payload = frame.payload
        if int(frame.direction) == Direction.RECEIVED and old in payload:
            seen += 1
            if seen == at:
                payload = meter_frame(payload.replace(old, new, 1))
        out += encode_frame(frame.sequence, frame.direction, frame.monotonic_ns, frame.utc_ns, payload)
    assert seen >= at
    replace_file(path, out)


def meter_frame(data: bytes) -> bytes:
    """A BSWA 308 piece with the check byte of each of its frames computed again."""
    out, rest = b"", data
    while b"\x03" in rest:
        end = rest.index(b"\x03")
        head = rest[: end + 1]
        check = 0
        for byte in head:
            check ^= byte
        out += head + bytes((check,)) + b"\r\n"
        rest = rest[end + 4 :]
    return out + rest


def test_an_untouched_pack_of_the_night_agrees_in_every_number() -> None:
    visit, result = demo_night().visits[0], night_again()
    assert failed(result) == {}
    assert result.exit_code == 0
    assert result.number == visit.record.number
    assert result.compared > 400
    names = {check.name for check in result.checks if check.status == "PASS"}
    assert names == {
        f"recompute.{what}"
        for what in ("numbers", "series", "clip", "track", "paper", "paper_signed", "stamp", "log", "rules")
    }


def test_the_last_maximum_changed_with_its_checks_made_right_fails_and_names_the_number(top: Path) -> None:
    record = short_pack().record.measurement
    assert record is not None
    shown = f"{record.lafmax_db:05.1f}".encode()
    path = top / "data/raw/sound-bswa-308.frames"
    pieces = [each for each in read_frames(path) if isinstance(each, Frame) and shown in each.payload]
    change_level(path, len(pieces) - 1, shown, b"099.9")
    result = recompute(top)
    assert result.exit_code == 20
    check = failed(result)["measurement.lafmax_db"]
    assert (check.printed, check.recomputed) == (record.lafmax_db, 99.9)


def test_a_pack_and_its_unpacked_folder_are_the_same(top: Path) -> None:
    assert recompute(top) == recompute(short_pack().pack.path)
    assert recompute(top).exit_code == 0


def test_a_changed_raw_byte_with_its_checks_made_right_changes_a_named_number(top: Path) -> None:
    laf = [each for each in read_frames(top / "data/raw/sound-bswa-308.frames") if isinstance(each, Frame)]
    assert len(laf) > 100
    change_level(top / "data/raw/sound-bswa-308.frames", 100, b"A0,0,0,0", b"A0,0,0,1")
    result = recompute(top)
    assert result.exit_code == 20
    assert "measurement.sd_db" in failed(result) or "data/series/N1.csv" in failed(result)


def test_a_raw_byte_changed_without_its_checks_is_damage_that_is_counted(top: Path) -> None:
    path = top / "data/raw/sound-bswa-308.frames"
    content = bytearray(path.read_bytes())
    frames = [each for each in read_frames(path) if isinstance(each, Frame)]
    within = next(each for each in frames[len(frames) // 2 :] if int(each.direction) == Direction.RECEIVED)
    content[within.offset + within.length - 6] ^= 0x01
    replace_file(path, bytes(content))
    result = recompute(top)
    assert result.exit_code == 20
    assert "measurement.damaged_frames" in failed(result)


@pytest.mark.parametrize(
    ("where", "path", "value"),
    [
        ("measurement.laeq_db", ("measurement", "laeq_db"), 54.0),
        ("measurement.laeq_without_db", ("measurement", "laeq_without_db"), 54.0),
        ("measurement.audio.laeq_db", ("measurement", "audio", "laeq_db"), 54.0),
        ("measurement.weather.wind_max_m_s", ("measurement", "weather", "wind_max_m_s"), 0.1),
        ("calibration_before.reading_db", ("calibration_before", "reading_db"), 93.0),
        ("dust.tsp_mean_ug_m3", ("dust", "tsp_mean_ug_m3"), 1.0),
        ("position.place.latitude_deg", ("position", "place", "latitude_deg"), 32.0),
        ("verdicts[0].outcome", ("verdicts", 0, "outcome"), "complies"),
        ("raw_files[0].received_bytes", ("raw_files", 0, "received_bytes"), 1),
        ("clock_source", ("clock_source",), "host"),
    ],
)
def test_a_number_changed_in_the_record_is_named_with_both_values(
    top: Path, where: str, path: tuple[str | int, ...], value: object
) -> None:
    def change(plain: Any) -> None:
        for step in path[:-1]:
            plain = plain[step]
        assert plain[path[-1]] != value
        plain[path[-1]] = value

    edit_record(top, change)
    result = recompute(top)
    assert result.exit_code == 20
    assert failed(result)[where].printed == value
    assert failed(result)[where].recomputed != value


def test_an_exclusion_taken_out_of_the_record_changes_what_stands_without_it(top: Path) -> None:
    edit_record(top, lambda plain: plain["measurement"].update(exclusions=[]))
    result = recompute(top)
    assert result.exit_code == 20
    assert "measurement.laeq_without_db" in failed(result)


def test_a_number_taken_out_of_the_record_is_named(top: Path) -> None:
    edit_record(top, lambda plain: plain.pop("dust"))
    result = recompute(top)
    assert result.exit_code == 20
    assert "dust.tsp_mean_ug_m3" in failed(result)


def test_louder_audio_fails_and_names_the_audios_level(top: Path) -> None:
    path = min(each for each in (top / "data/audio").glob("*.wav") if not each.name.startswith("N1-"))
    content = bytearray(path.read_bytes())
    # half a second of full scale in the middle of the run
    content[4_800_000:4_848_000] = b"\xff\x7f\x01\x80" * 12_000
    replace_file(path, bytes(content))
    result = recompute(top)
    assert result.exit_code == 20
    assert {"measurement.audio.laeq_db", "measurement.audio.lafmax_db"} <= set(failed(result))


def test_one_changed_sample_of_a_clip_fails(top: Path) -> None:
    path = top / "data/audio/N1-E1.wav"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    replace_file(path, bytes(content))
    result = recompute(top)
    assert result.exit_code == 20
    assert set(failed(result)) == {"data/audio/N1-E1.wav"}


@pytest.mark.parametrize("role", ["sound", "dust", "weather", "position"])
def test_a_missing_raw_file_fails(top: Path, role: str) -> None:
    (path,) = (top / "data/raw").glob(f"{role}-*.frames")
    path.unlink()
    result = recompute(top)
    assert result.exit_code == 20
    assert result.checks[0].name == "recompute.rebuild"
    assert path.name in str(result.checks[0].printed)


def test_a_missing_audio_file_fails(top: Path) -> None:
    for path in (top / "data/audio").glob("*.wav"):
        path.unlink()
    assert recompute(top).exit_code == 20


def test_a_changed_limit_in_the_packs_rules_fails_and_names_the_verdict(top: Path) -> None:
    path = top / "data/record/rules/GB-12523-2025.toml"
    text = path.read_text("utf-8")
    changed = text.replace("55", "75")
    assert changed != text
    replace_file(path, changed.encode())
    result = recompute(top)
    assert result.exit_code == 20
    assert any(where.startswith("verdicts[0]") for where in failed(result))
    rules = failed(result)["data/record/rules/"]
    assert (rules.name, rules.printed) == ("recompute.rules_changed", "GB-12523-2025.toml")


def test_rules_of_another_version_are_told_with_what_ours_would_say(top: Path) -> None:
    path = top / "data/record/rules/GB-12523-2025.toml"
    replace_file(path, path.read_bytes().replace(b"55", b"56"))
    record = read_record(top)
    turned = [replace(each, outcome="breach") for each in record.verdicts]
    other = replace(record, software=replace(record.software, version="9.9"))
    told = [(each.status, each.name) for each in rule_checks(other, top, lambda: turned)]
    assert told[0] == ("NOT CHECKED", "recompute.rules")
    assert set(told[1:]) == {("NOT CHECKED", "recompute.rules_outcome")}
    assert [each.name for each in rule_checks(record, top, lambda: record.verdicts)] == ["recompute.rules_changed"]


def test_a_rule_file_that_is_no_toml_fails(top: Path) -> None:
    replace_file(top / "data/record/rules/GB-12523-2025.toml", b"[[[")
    assert recompute(top).exit_code == 20


def test_the_records_carry_both_officers_signatures_and_common_tools_say_so(tmp_path: Path) -> None:
    visit = demo_night().visits[0]
    told = {check.where: check for check in night_again().checks if check.name == "recompute.paper_signed"}
    assert set(told) == {f"data/record/{name}" for name in SIGNED_PAPERS if name in visit.papers}
    names = "、".join(each.name for each in visit.record.officers[:2])
    assert {(check.status, check.printed) for check in told.values()} == {("PASS", names)}
    said = subprocess.run(["pdfsig", visit.papers["record.pdf"]], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2
    assert "unsigned" not in said


def test_a_paper_without_signatures_in_it_is_still_the_paper(top: Path) -> None:
    path = top / "data/record/record.pdf"
    unsigned = path.read_bytes()[: path.read_bytes().index(b"%%EOF") + 5]
    replace_file(path, unsigned)
    told = [check for check in recompute(top).checks if check.where == "data/record/record.pdf"]
    assert [(check.name, check.status) for check in told] == [("recompute.paper", "PASS")]


def test_a_paper_signed_by_others_is_told(top: Path) -> None:
    path = top / "data/record/record.pdf"
    unsigned = path.read_bytes()[: path.read_bytes().index(b"%%EOF") + 5]
    at = short_pack().record.left_at
    replace_file(path, sign_by_officers(unsigned, two_signers(), at=at))
    told = failed(recompute(top))
    assert set(told) == {"data/record/record.pdf"}
    assert told["data/record/record.pdf"].name == "recompute.paper_signed"


@pytest.mark.parametrize("name", ["record.pdf", "noise-record.pdf", "correction-order.pdf"])
def test_a_paper_with_one_byte_changed_fails(top: Path, name: str) -> None:
    path = top / "data/record" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    replace_file(path, bytes(content))
    result = recompute(top)
    assert result.exit_code == 20
    assert set(failed(result)) == {f"data/record/{name}"}


def test_another_program_may_set_a_page_differently_but_no_number(top: Path, tmp_path: Path) -> None:
    path = top / "data/record/record.pdf"
    replace_file(path, path.read_bytes() + b"%")
    assert recompute(top).exit_code == 20
    other = tmp_path / "other"
    for part in ("drivers", "patrol_app", "resources"):
        shutil.copytree(ROOT / part, other / part, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "patrol_app" / "__init__.py").open("a", encoding="utf-8") as source:
        source.write("\n# another version\n")
    done = subprocess.run(
        [sys.executable, "-m", "patrol_app", "recompute", str(top), "--json"],
        cwd=other,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    status = {check["where"]: check["status"] for check in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, done.stderr
    assert status["data/record/record.pdf"] == "NOT CHECKED"
    assert status["data/record/noise-record.pdf"] == "PASS"


def test_the_program_named_in_the_record_is_the_one_in_the_log(top: Path) -> None:
    edit_record(top, lambda plain: plain["software"].update(source_sha256="0" * 64))
    assert recompute(top).exit_code == 20


def test_a_changed_line_of_a_level_series_fails(top: Path) -> None:
    path = top / "data/series/N1.csv"
    lines = path.read_bytes().split(b"\n")
    lines[50] = lines[50].replace(b".", b".1", 1)
    replace_file(path, b"\n".join(lines))
    assert set(failed(recompute(top))) == {"data/series/N1.csv"}


def test_a_changed_track_fails(top: Path) -> None:
    path = top / "data/gps/track.nmea"
    replace_file(path, path.read_bytes().replace(b"3241", b"3242", 1))
    assert set(failed(recompute(top))) == {"data/gps/track.nmea"}


def test_what_is_no_pack_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no pack", "utf-8")
    with zipfile.ZipFile(tmp_path / "nothing.zip", "w"):
        pass
    with zipfile.ZipFile(tmp_path / "above.zip", "w") as archive:
        archive.writestr("../above.txt", "x")
    with zipfile.ZipFile(tmp_path / "root.zip", "w") as archive:
        archive.writestr("/tmp/above.txt", "x")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a/x", "x")
        archive.writestr("b/x", "x")
    for name in ("missing.zip", "text.zip", "nothing.zip", "above.zip", "root.zip", "two.zip", "empty"):
        with pytest.raises(BadInput):
            recompute(tmp_path / name)
    assert not (tmp_path.parent / "above.txt").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 1}', b"\xff\xfe", b"null"])
def test_a_record_that_is_no_record_is_refused_in_words(top: Path, content: bytes) -> None:
    replace_file(top / "data/record/record.json", content)
    with pytest.raises((BadInput, DamagedEvidence)):
        recompute(top)


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "/etc/passwd"])
def test_a_record_that_points_outside_the_pack_is_refused(top: Path, path: str) -> None:
    def point_outside(plain: Any) -> None:
        plain["raw_files"][0]["path"] = path

    edit_record(top, point_outside)
    (told,) = recompute(top).checks
    assert (told.status, told.name, told.where) == ("FAIL", "recompute.rebuild", "recompute.outside")


def test_an_event_file_outside_the_pack_is_not_taken(top: Path) -> None:
    outside = top.parent / "outside.wav"
    outside.write_bytes((top / "data/audio/N1-E1.wav").read_bytes())

    def point_outside(plain: Any) -> None:
        plain["measurement"]["exceedances"][0]["audio_file"] = "../outside.wav"

    edit_record(top, point_outside)
    (told,) = recompute(top).checks
    assert (told.status, told.name, told.where) == ("FAIL", "recompute.rebuild", "recompute.outside")


def test_a_pack_zipped_again_by_another_tool_agrees(top: Path, tmp_path: Path) -> None:
    assert recompute(zipped(top, tmp_path / "again.zip")).exit_code == 0


@pytest.mark.parametrize("name", ["data/audio/N1-E1.wav", "data/record/rules/GB-12523-2025.toml"])
def test_a_file_broken_on_purpose_is_no_way_around_the_checks(top: Path, name: str) -> None:
    replace_file(top / name, b"no such thing")
    result = recompute(top)
    assert result.exit_code == 20
    assert {check.name for check in result.checks} == {"recompute.rebuild"}


def test_a_record_that_cannot_be_read_fails_and_one_of_another_kind_is_not_judged(top: Path) -> None:
    edit_record(top, lambda plain: plain.pop("site"))
    assert [check.name for check in recompute(top).checks] == ["recompute.rebuild"]
    assert recompute(top).exit_code == 20
    edit_record(top, lambda plain: plain.update(schema="night-patrol/another-record/1"))
    with pytest.raises(BadInput):
        recompute(top)
