from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from evidence_kit import LATER, NIGHT, NUMBER, SUPERVISOR, PackPlan, officers, signer

from patrol_app.evidence.checks import Status
from patrol_app.evidence.trust import load_trust
from patrol_app.evidence.verify import verify_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return PackPlan().make(tmp_path / f"{NUMBER}.zip").path


def trust_folder(folder: Path) -> Path:
    folder.mkdir()
    for index, each in enumerate((*officers(), signer(SUPERVISOR, 9))):
        (folder / f"{index}.crt").write_bytes(each.certificate_pem)
    return folder


def test_self_made_keys_prove_integrity_and_no_identity(pack: Path) -> None:
    report = verify_pack(pack, None, LATER)
    assert report.exit_code == 10 and report.intact
    assert "未得到证明" in report.conclusion("zh") and "NOT proven" in report.conclusion("en")
    identity = [each for each in report.checks if each.key == "identity_self_made"]
    assert [each.status for each in identity] == [Status.NOT_CHECKED, Status.NOT_CHECKED]
    assert [each.trusted for each in report.signers] == [False, False]


def test_a_trust_list_from_outside_settles_identity(pack: Path, tmp_path: Path) -> None:
    report = verify_pack(pack, load_trust(trust_folder(tmp_path / "trust")), LATER)
    assert report.exit_code == 0 and report.number == NUMBER
    assert [(each.role, each.name, each.trusted) for each in report.signers] == [
        ("officer-1", "演示甲", True),
        ("officer-2", "演示乙", True),
    ]
    assert {each.status for each in report.checks if each.key == "time_claimed"} == {Status.NOT_CHECKED}
    assert report.signers[0].claimed_at == NIGHT and report.signers[0].token_at is None


def test_the_supervisor_signs_as_a_third(tmp_path: Path) -> None:
    made = PackPlan(supervisor=signer(SUPERVISOR, 9)).make(tmp_path / "p.zip")
    report = verify_pack(made.path, load_trust(trust_folder(tmp_path / "trust")), LATER)
    assert report.exit_code == 0 and [each.role for each in report.signers][2] == "supervisor"


def test_a_required_token_that_is_missing_is_11(pack: Path, tmp_path: Path) -> None:
    folder = trust_folder(tmp_path / "trust")
    assert verify_pack(pack, load_trust(folder), LATER, require_time=True).exit_code == 11
    (folder / "trust.json").write_text('{"require_time":true,"certificates":[]}')
    assert verify_pack(pack, load_trust(folder), LATER).exit_code == 11


def test_a_claimed_time_after_the_check_is_not_believed(pack: Path, tmp_path: Path) -> None:
    trust = load_trust(trust_folder(tmp_path / "trust"))
    assert verify_pack(pack, trust, NIGHT - timedelta(minutes=4)).exit_code == 0  # clocks differ a little
    early = verify_pack(pack, trust, NIGHT - timedelta(minutes=6))
    assert early.exit_code == 10 and "time_future" in {each.key for each in early.checks}


def test_a_folder_may_have_any_name_and_a_pack_zipped_again_is_read(pack: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path)
    folder = (tmp_path / NUMBER).rename(tmp_path / "received")
    assert verify_pack(folder, None, LATER).exit_code == 10
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(tmp_path / "again.zip", "w", method) as archive:
            archive.mkdir(f"{NUMBER}/")
            for file in sorted(folder.rglob("*")):
                archive.write(file, f"{NUMBER}/{file.relative_to(folder).as_posix()}")
        assert verify_pack(tmp_path / "again.zip", None, LATER).exit_code == 10


def patrol(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "patrol_app", "verify", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", timeout=60)


def test_the_command_prints_a_line_a_check_and_the_exit_code(pack: Path, tmp_path: Path) -> None:
    trust = str(trust_folder(tmp_path / "trust"))
    done = patrol(str(pack), "--trust", trust, "--at", LATER.isoformat())
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("结论：内容完整")
    assert all(line.startswith(("PASS         通过  ", "NOT CHECKED  未检查  ")) for line in lines[:-1])
    done = patrol(str(pack), "--lang", "en", "--at", LATER.isoformat())
    assert done.returncode == 10 and "verified" not in done.stdout
    assert "PASS         Content intact" in done.stdout and "NOT CHECKED  Identity" in done.stdout


def test_the_command_gives_json_lines(pack: Path) -> None:
    done = patrol(str(pack), "--json", "--at", LATER.isoformat())
    facts = [json.loads(line) for line in done.stdout.splitlines()]
    assert facts[-1]["check"] == "conclusion" and facts[-1]["exit_code"] == done.returncode == 10
    assert {"check", "status", "exit_code", "path", "expected", "found", "reason"} == set(facts[0])
    assert [each["certificate_number"] for each in facts[-1]["signers"]] == ["陕G-0001", "陕G-0002"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["none.zip"], 2, "none.zip"),
        (["PACK", "--trust", "none"], 2, "none"),
        (["PACK", "--at", "yesterday"], 2, "yesterday"),
        (["PACK", "--at", "2026-06-20T00:00:00"], 2, "2026-06-20"),
        ([], 2, "PACK"),
    ],
)
def test_a_wrong_call_is_one_sentence(pack: Path, words: list[str], code: int, said: str) -> None:
    done = patrol(*(str(pack) if each == "PACK" else each for each in words))
    assert done.returncode == code and done.stdout == ""
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
