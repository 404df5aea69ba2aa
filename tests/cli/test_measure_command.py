from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from running import home_with_keys, patrol, simulated, start, wait_for

from patrol_app.evidence.verify import verify_pack
from patrol_app.recordings.frames import Direction, Frame, read_frames
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.recall import recover
from patrol_app.store.home import Home
from patrol_app.store.store import Store

SITE = "演示一号工地"
MODELS = {"sound": "bswa-308", "dust": "modbus-tsp:boling", "weather": "vaisala-wxt", "position": "nmea"}
JUDGE_KEYS = {"outcome", "findings", "reasons", "law"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's laptop with both officers' keys."""
    return home_with_keys(tmp_path_factory.mktemp("measure") / "home")


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, str]]:
    """Four instruments that are not there, in real time on real sockets."""
    with simulated(MODELS, "pour") as found:
        yield found


def measure(home: Path, ports: dict[str, str], minutes: float, *more: str) -> subprocess.Popen[str]:
    words = [word for role, model in MODELS.items() for word in ("--instrument", f"{model}={ports[role]}")]
    return start(home, "measure", SITE, *words, "--minutes", f"{minutes:.4f}", "--json", *more)


def visits(home: Path) -> dict[str, str]:
    code, out, err = patrol(home, "visits", "--json")
    assert (code, err) == (0, "")
    return {row["number"]: row["state"] for row in map(json.loads, out.splitlines())}


def frames(path: Path) -> list[Frame]:
    found = list(read_frames(path))
    assert all(isinstance(each, Frame) for each in found)
    return [each for each in found if isinstance(each, Frame)]


@pytest.fixture(scope="module")
def measured(home: Path, ports: dict[str, str]) -> dict[str, Any]:
    """What three seconds of measurement printed."""
    with measure(home, ports, 3 / 60, "--calibration-before", "93.8", "--calibration-after", "93.9") as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out.count("\n") == 1
    verdict: dict[str, Any] = json.loads(out)
    return verdict


@dataclass(frozen=True)
class Killed:
    """A measurement that was killed in the middle: its visit, the meter's raw file and when it was."""

    number: str
    raw: Path
    at_ns: int


@pytest.fixture(scope="module")
def killed(home: Path, ports: dict[str, str]) -> Killed:
    before = {path.name for path in (home / "recordings").iterdir()}
    with measure(home, ports, 10.0, "--calibration-before", "93.8") as process:

        def raw() -> list[Path]:
            found = (home / "recordings").glob("*/raw/sound-bswa-308.frames")
            return [path for path in found if path.parts[-3] not in before]

        wait_for(lambda: bool(raw()) and raw()[0].stat().st_size > 4_000)
        (path,) = raw()
        at_ns = time.monotonic_ns()
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    # as if the power had gone while a frame was being written
    with path.open("ab") as file:
        file.write(b"FRM1\x00\x00")
    return Killed(path.parts[-3], path, at_ns)


def test_a_short_measurement_is_indicative(measured: dict[str, Any]) -> None:
    assert set(measured) >= JUDGE_KEYS
    assert measured["outcome"] == "indicative"
    assert any("20:00" in reason for reason in measured["reasons"])
    run = measured["measurement"]
    assert 3.0 <= run["duration_s"] < 10.0
    assert (run["label"], run["interrupted"], run["gap_s"], run["damaged_frames"]) == ("N1", False, 0.0, 0)
    assert run["readings"] >= 5
    assert run["weather"]["wind_max_m_s"] is not None


def test_every_byte_asked_and_answered_is_on_disk(home: Path, measured: dict[str, Any]) -> None:
    number = measured["visit"]
    assert visits(home)[number] == "closed"
    raw = home / "recordings" / number / "raw"
    assert sorted(path.name for path in raw.iterdir()) == [
        "dust-modbus-tsp-boling.frames",
        "position-nmea.frames",
        "sound-bswa-308.frames",
        "weather-vaisala-wxt.frames",
    ]
    for path in raw.iterdir():
        directions = {each.direction for each in frames(path)}
        assert Direction.RECEIVED in directions
        assert (Direction.SENT in directions) == (path.name != "position-nmea.frames")


def test_a_refused_port_leaves_no_visit_behind(home: Path, ports: dict[str, str]) -> None:
    before = visits(home)
    weather = f"vaisala-wxt={ports['weather']}"
    for words in (["bswa-308=/dev/night-patrol-none"], ["bswa-308=socket://127.0.0.1:1", weather]):
        instruments = [word for each in words for word in ("--instrument", each)]
        code, out, err = patrol(home, "measure", SITE, *instruments, "--minutes", "0.1")
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
    assert visits(home) == before
    assert {path.name for path in (home / "recordings").iterdir()} == set(before)


def test_a_measurement_killed_in_the_middle_is_there_and_can_be_closed(home: Path, killed: Killed) -> None:
    assert visits(home)[killed.number] == "open"
    with closing(Store.open(Home(home).database)) as store:
        assert [visit.number for visit in recover(Home(home), store, datetime.now(UTC))] == [killed.number]
        assert list(recover(Home(home), store, datetime.now(UTC))) == []
    assert visits(home)[killed.number] == "interrupted"
    last_ns = [each.monotonic_ns for each in frames(killed.raw) if each.direction is Direction.RECEIVED][-1]
    assert killed.at_ns - last_ns < 1_500_000_000
    code, out, err = patrol(home, "close", killed.number, "--json")
    assert code == 0, err
    run = json.loads(out)["measurement"]
    assert run["interrupted"] is True
    begun_ns = next(each.monotonic_ns for each in frames(killed.raw) if b"run_started" in each.payload)
    assert run["duration_s"] == pytest.approx((last_ns - begun_ns) / 1e9, abs=0.001)
    assert run["laeq_db"] is not None and run["readings"] > 5
    assert run["damaged_frames"] == 0
    assert visits(home)[killed.number] == "closed"


def test_a_killed_measurement_makes_a_pack_that_verifies(home: Path, killed: Killed, tmp_path: Path) -> None:
    code, out, err = patrol(home, "export", killed.number, "--to", str(tmp_path), "--json")
    assert code == 0, err
    pack = Path(json.loads(out)["path"])
    assert verify_pack(pack, None, datetime.now(UTC)).intact
    assert recompute(pack).exit_code == 0
    record = json.loads((home / "recordings" / killed.number / "record" / "record.json").read_bytes())
    assert (record["measurement"]["interrupted"], record["measurement"]["damaged_frames"]) == (True, 0)


def test_both_officers_make_a_pack_that_verifies_and_recomputes(
    home: Path, measured: dict[str, Any], tmp_path: Path
) -> None:
    number = measured["visit"]
    code, out, err = patrol(home, "export", number, "--to", str(tmp_path / "out"), "--json")
    assert code == 0, err
    made = json.loads(out)
    pack = Path(made["path"])
    assert pack == tmp_path / "out" / f"{number}.zip"
    assert pack.stat().st_size == made["bytes"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [pack.name]
    report = verify_pack(pack, None, datetime.now(UTC))
    assert (report.exit_code, report.intact) == (10, True)
    assert {each.certificate_number for each in report.signers} == {"DEMO-0001", "DEMO-0002"}
    assert recompute(pack).exit_code == 0
    assert patrol(home, "verify", str(pack))[0] == 10
    assert patrol(home, "recompute", str(pack))[0] == 0
    # a second time is refused and changes nothing
    content = pack.read_bytes()
    code, out, err = patrol(home, "export", number, "--to", str(tmp_path / "out"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert str(pack) in err
    assert pack.read_bytes() == content


def test_export_is_refused_without_two_officers_or_their_keys(
    home: Path, measured: dict[str, Any], tmp_path: Path
) -> None:
    number = measured["visit"]
    for officers, named in ((["DEMO-0001"], number), (["DEMO-0001", "X-9"], "X-9")):
        words = [word for each in officers for word in ("--officer", each)]
        code, out, err = patrol(home, "export", number, "--to", str(tmp_path / "out"), *words)
        assert (code, out, err.count("\n")) == (2, "", 1), err
        assert named in err
    key = Home(home).keys / "DEMO-0002.p12"
    away = key.rename(tmp_path / "away.p12")
    try:
        code, out, err = patrol(home, "export", number, "--to", str(tmp_path / "out"))
        assert (code, out, err.count("\n")) == (2, "", 1), err
        assert "DEMO-0002" in err
    finally:
        away.rename(key)
    assert not (tmp_path / "out").exists()


def test_a_wrong_password_is_one_sentence(
    home: Path, measured: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("running.PASSWORD", "not-the-password")
    code, out, err = patrol(home, "export", measured["visit"], "--to", str(tmp_path / "out"))
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert not (tmp_path / "out").exists()


def test_a_kill_during_export_leaves_no_half_pack_under_its_name(
    home: Path, measured: dict[str, Any], tmp_path: Path
) -> None:
    number = measured["visit"]
    out = tmp_path / "out"
    final = out / f"{number}.zip"
    process = start(home, "export", number, "--to", str(out))
    wait_for(lambda: process.poll() is not None or out.exists())
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert not final.exists() or verify_pack(final, None, datetime.now(UTC)).intact
    code, _, err = patrol(home, "export", number, "--to", str(tmp_path / "again"))
    assert code == 0, err
    assert verify_pack(tmp_path / "again" / final.name, None, datetime.now(UTC)).intact
    assert recompute(tmp_path / "again" / final.name).exit_code == 0
