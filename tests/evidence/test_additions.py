from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from evidence_kit import FIRST_OFFICER, LATER, NIGHT, NUMBER, SUPERVISOR, PackPlan, officers, signer

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.evidence.additions import countersign
from patrol_app.evidence.keys import save_key
from patrol_app.evidence.trust import load_trust
from patrol_app.evidence.verify import verify_pack

NEXT_DAY = NIGHT + timedelta(hours=10)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return PackPlan().make(tmp_path / f"{NUMBER}.zip").path


def test_the_supervisor_signs_later_and_nothing_else_changes(tmp_path: Path, pack: Path) -> None:
    before = pack.read_bytes()
    supervisor = signer(SUPERVISOR, 9)
    countersign(pack, supervisor, at=NEXT_DAY)
    directory = int.from_bytes(before[-6:-2], "little")
    assert pack.read_bytes()[:directory] == before[:directory]
    (tmp_path / "trust").mkdir()
    for index, each in enumerate(officers()):
        (tmp_path / "trust" / f"{index}.pem").write_bytes(each.certificate_pem)
    assert verify_pack(pack, load_trust(tmp_path / "trust"), LATER).exit_code == 10  # the supervisor is not known
    (tmp_path / "trust" / "supervisor.pem").write_bytes(supervisor.certificate_pem)
    report = verify_pack(pack, load_trust(tmp_path / "trust"), LATER)
    assert report.exit_code == 0 and report.signers[2].claimed_at == NEXT_DAY
    with pytest.raises(BadInput, match=r"evidence\.countersigned"):
        countersign(pack, supervisor, at=NEXT_DAY)


def test_an_officer_does_not_countersign_himself(pack: Path) -> None:
    before = pack.read_bytes()
    for own in (officers()[1], signer(FIRST_OFFICER, 4711)):
        with pytest.raises(CannotDo, match=r"evidence\.same_officer"):
            countersign(pack, own, at=NEXT_DAY)
    assert pack.read_bytes() == before


def test_a_changed_or_repacked_zip_is_not_added_to(tmp_path: Path, pack: Path) -> None:
    changed = pack.read_bytes().replace(b"officer-1.p7s", b"officer-9.p7s")
    (tmp_path / "changed.zip").write_bytes(changed)
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, old.read(each))
    (tmp_path / "cut.zip").write_bytes(pack.read_bytes()[:-5])
    for name in ("changed.zip", "packed.zip", "cut.zip"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(DamagedEvidence):
            countersign(tmp_path / name, signer(SUPERVISOR, 9), at=NEXT_DAY)
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(BadInput, match=r"evidence\.pack_missing"):
        countersign(tmp_path / "none.zip", signer(SUPERVISOR, 9), at=NEXT_DAY)


def test_the_command_signs_an_intact_pack_only(tmp_path: Path, pack: Path) -> None:
    save_key(signer(SUPERVISOR, 9), tmp_path / "s.p12", "a-long-password")

    def patrol(name: str) -> subprocess.CompletedProcess[str]:
        words = ["countersign", name, "--key", "s.p12"]
        return subprocess.run(
            [sys.executable, "-m", "patrol_app", *words], cwd=tmp_path, input="a-long-password\n",
            capture_output=True, text=True, check=False, encoding="utf-8", timeout=60,
        )  # fmt: skip

    assert patrol(pack.name).returncode == 0
    broken = bytearray(pack.read_bytes())
    broken[broken.index(b"%PDF")] ^= 1
    (tmp_path / "broken.zip").write_bytes(broken)
    refused = patrol("broken.zip")
    assert refused.returncode == 20 and "record.pdf" in refused.stdout
    assert (tmp_path / "broken.zip").read_bytes() == broken


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe to hold the packing still")
def test_a_pack_killed_half_way_never_carries_its_name(tmp_path: Path) -> None:
    """A named pipe as payload file holds the packing until the process is killed."""
    os.mkfifo(tmp_path / "slow.wav")
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; from evidence_kit import PackPlan\n"
        "folder = Path(sys.argv[1]); more = {'data/series/z.csv': b'1', 'data/zz.wav': folder / 'slow.wav'}\n"
        "PackPlan(more=more).make(folder / 'pack.zip')"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(Path(__file__).parent)])
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".pack.zip.*.part")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(tmp_path.glob(".pack.zip.*.part"))
    running.send_signal(signal.SIGKILL)
    running.wait(30)
    assert not (tmp_path / "pack.zip").exists()
    assert PackPlan().make(tmp_path / "pack.zip").path.exists()
