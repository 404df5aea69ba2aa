"""The doors keys, ca, stamp and verify together, as an office would use them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from evidence_kit import PackPlan
from time_authority import make_time_authority

from patrol_app.evidence.keys import load_key


def patrol(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "patrol_app", *words]
    return subprocess.run(
        command, cwd=folder, input=typed, capture_output=True, text=True, check=False, encoding="utf-8", timeout=60
    )


def good(folder: Path, *words: str) -> str:
    done = patrol(folder, *words, "--password-file", "password")
    assert done.returncode == 0 and done.stderr == "", (words, done.stderr)
    return done.stdout


def test_from_first_key_to_a_pack_trusted_through_the_office(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a-long-password\n")
    good(tmp_path, "ca", "init", "office", "--name", "演示局签发机构")
    signers = []
    for name, number in (("演示甲", "陕G-0001"), ("演示乙", "陕G-0002")):
        sheet = good(tmp_path, "keys", "new", f"{number}.p12", "--name", name, "--number", number)
        assert "登记单" in sheet and name in sheet
        good(tmp_path, "keys", "csr", f"{number}.p12", "--to", f"{number}.csr")
        good(tmp_path, "ca", "issue", "office", "--request", f"{number}.csr", "--to", f"{number}.pem")
        good(tmp_path, "keys", "install", f"{number}.p12", "--certificate", f"{number}.pem")
        signers.append(load_key(tmp_path / f"{number}.p12", "a-long-password"))
    good(tmp_path, "ca", "trust", "office", "--to", "trust")
    PackPlan(signers=tuple(signers), signed_at=datetime.now(UTC)).make(tmp_path / "p.zip")
    done = patrol(tmp_path, "verify", "p.zip", "--trust", "trust")
    assert done.returncode == 0 and done.stdout.count("受信任") == 2

    time = make_time_authority()
    (tmp_path / "trust" / "time-root.pem").write_bytes(time.root_pem)
    (tmp_path / "queries").mkdir()
    assert patrol(tmp_path, "stamp", "p.zip", "--queries", "queries").returncode == 0
    for query in (tmp_path / "queries").iterdir():
        reply = time.reply(query.read_bytes(), datetime.now(UTC) + timedelta(seconds=1))
        (tmp_path / f"{query.stem}.tsr").write_bytes(reply)
    words = [word for role in ("officer-1", "officer-2") for word in ("--reply", f"{role}={role}.tsr")]
    assert patrol(tmp_path, "stamp", "p.zip", *words).returncode == 0
    done = patrol(tmp_path, "verify", "p.zip", "--trust", "trust", "--require-time")
    assert done.returncode == 0 and done.stdout.count("可信时间戳 20") == 2

    listed = good(tmp_path, "ca", "list", "office", "--json")
    entry = json.loads(listed.splitlines()[0])
    assert entry["name"] == "演示甲" and entry["revoked_at"] is None
    good(tmp_path, "ca", "revoke", "office", "--serial", entry["serial_number"], "--reason", "密钥遗失")
    good(tmp_path, "ca", "crl", "office", "--to", "crl.pem")
    assert "密钥遗失" in good(tmp_path, "ca", "list", "office")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["keys", "new", "k.p12"], "--name"),
        (["keys", "sheet", "none.p12"], "none.p12"),
        (["keys", "install", "none.p12"], "--certificate"),
        (["keys", "other", "k.p12"], "other"),
        (["ca", "init", "office"], "--name"),
        (["ca", "issue", "office", "--request", "r.csr"], "--to"),
        (["ca", "list", "none"], "none"),
        (["ca", "revoke", "office", "--serial", "1"], "--reason"),
        (["stamp", "none.zip"], "--authority"),
        (["stamp", "none.zip", "--queries", "x"], "none.zip"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_code_2(tmp_path: Path, words: list[str], said: str) -> None:
    done = patrol(tmp_path, *words, typed="some-password\n")
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_password_may_come_from_standard_input(tmp_path: Path) -> None:
    made = patrol(tmp_path, "keys", "new", "k.p12", "--name", "A", "--number", "1", "--json", typed="a-long-password\n")
    assert made.returncode == 0
    fact = json.loads(made.stdout)
    assert fact["fingerprint"] == load_key(tmp_path / "k.p12", "a-long-password").fingerprint
    wrong = patrol(tmp_path, "keys", "sheet", "k.p12", typed="another-password\n")
    assert wrong.returncode == 2 and "k.p12" in wrong.stderr


def test_a_record_of_another_kind_is_said_to_be_unchecked_in_the_conclusion_too(tmp_path: Path) -> None:
    pack = PackPlan().make(tmp_path / "AK-2026-0606-0001.zip").path
    done = patrol(tmp_path, "verify", str(pack), "--lang", "en")
    assert done.returncode == 10
    assert done.stdout.strip().endswith("Its numbers were not made again from the raw bytes; the reason is above.")
