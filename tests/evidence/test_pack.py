from __future__ import annotations

import hashlib
import os
import re
import zipfile
from pathlib import Path

import pytest
from evidence_kit import NUMBER, STRANGER, SUPERVISOR, PackPlan, officers, run, signer

from patrol_app.domain.errors import BadInput, CannotDo


def commands(text: str) -> list[str]:
    """The indented lines of the Chinese half of VERIFY.txt."""
    chinese = text[: text.index("How to check evidence pack")]
    return [line.strip() for line in chinese.splitlines() if line.startswith("    ")]


def make_and_unpack(folder: Path, plan: PackPlan | None = None) -> Path:
    made = (plan or PackPlan()).make(folder / f"{NUMBER}.zip")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    return folder / NUMBER


def test_the_layout_is_a_bag_in_one_folder(tmp_path: Path) -> None:
    made = PackPlan(sm3=True, supervisor=signer(SUPERVISOR, 9)).make(tmp_path / "pack.zip")
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {each.split("/")[0] for each in names} == {NUMBER}
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        top = {each.removeprefix(f"{NUMBER}/") for each in names if "/data/" not in each}
        tag_manifest = archive.read(f"{NUMBER}/tagmanifest-sha256.txt")
        info = archive.read(f"{NUMBER}/bag-info.txt").decode()
    assert top == {
        "VERIFY.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sm3.txt", "tagmanifest-sha256.txt",
        "signatures/officer-1.p7s", "signatures/officer-2.p7s", "signatures/supervisor.p7s",
    }  # fmt: skip
    listed = [line.split("  ")[1] for line in tag_manifest.decode().splitlines()]
    assert listed == ["VERIFY.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sm3.txt"]
    assert f"External-Identifier: {NUMBER}\n" in info and "Previous-Pack-SHA256: none\n" in info
    assert re.search(r"^Log-Head: 51 [0-9a-f]{64}$", info, re.M) and "\r" not in info
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest() and made.size == made.path.stat().st_size


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = PackPlan().make(tmp_path / "a.zip"), PackPlan().make(tmp_path / "b.zip")
    assert first.sha256 == second.sha256


@pytest.mark.parametrize("sm3", [False, True])
def test_a_stranger_checks_the_pack_with_the_commands_in_it(tmp_path: Path, sm3: bool) -> None:
    made = PackPlan(supervisor=signer(SUPERVISOR, 9), sm3=sm3).make(tmp_path / f"{NUMBER}.zip")
    with zipfile.ZipFile(made.path) as archive:
        text = archive.read(f"{NUMBER}/VERIFY.txt").decode()
    wanted = commands(text)
    for command in wanted:
        assert command in text[text.index("How to check evidence pack") :]
    everyone = (*officers(), signer(SUPERVISOR, 9))
    (tmp_path / "ca.crt").write_bytes(b"".join(each.certificate_pem for each in everyone))
    outputs: dict[str, str] = {}
    folder = tmp_path
    for command in wanted:
        if command.startswith("cd "):
            folder = tmp_path / command[3:]
            continue
        if " ts -verify" in command:
            continue  # there is no token in this pack; test_timestamps runs that line
        done = run("bash", "-c", command, cwd=folder)
        assert done.returncode == 0, (command, done.stderr)
        outputs[command] = done.stdout + done.stderr
    signed = [command for command in outputs if "cms -verify" in command]
    assert len(signed) == 3
    assert all("CAdES Verification successful" in outputs[command] for command in signed)
    assert [outputs[command] for command in outputs if "echo" in command] == ["list-exact\n", "top-exact\n"]
    assert all(outputs[command] == "" for command in outputs if command.startswith(("sha256sum", "find . ")))


def test_a_stranger_sees_a_change_with_the_same_commands(tmp_path: Path) -> None:
    pack = make_and_unpack(tmp_path)
    (tmp_path / "ca.crt").write_bytes(signer(STRANGER, 5).certificate_pem)
    wanted = commands((pack / "VERIFY.txt").read_text())
    (pack / "data/photos/p1.jpg").write_bytes(b"\xff\xd8other")
    (pack / "note.txt").write_text("more")
    failing = [command for command in wanted if run("bash", "-c", command, cwd=pack).returncode != 0]
    assert sum("cms -verify" in each for each in failing) == 2
    assert any(each.startswith("sha256sum") for each in failing)
    assert any("top-exact" in each for each in failing)


def test_big_files_are_streamed_from_disk(tmp_path: Path) -> None:
    audio = tmp_path / "a.wav"
    audio.write_bytes(os.urandom(3 * 1024 * 1024 + 17))
    pack = make_and_unpack(tmp_path, PackPlan(more={"data/audio/a.wav": audio}))
    assert (pack / "data/audio/a.wav").read_bytes() == audio.read_bytes()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("record.json", "evidence.pack_path"),
        ("data/../x", "evidence.pack_path"),
        ("/data/x", "evidence.pack_path"),
        ("data/照片.jpg", "evidence.pack_path"),
        ("data/a b", "evidence.pack_path"),
        ("data/aux.txt", "evidence.pack_path"),
        ("data/trust/mine.pem", "evidence.pack_path"),
        ("data/PHOTOS/p1.jpg", "evidence.pack_case"),
        ("data/x\\y", "evidence.pack_path"),
    ],
)
def test_names_that_would_not_survive_elsewhere_are_refused(tmp_path: Path, path: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        PackPlan(more={path: b""}).make(tmp_path / "pack.zip")
    assert caught.value.key == key
    assert list(tmp_path.iterdir()) == []


def test_a_failed_pack_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"evidence\.pack_source"):
        PackPlan(more={"data/audio/a.wav": tmp_path / "gone.wav"}).make(tmp_path / "pack.zip")
    with pytest.raises(CannotDo, match=r"evidence\.same_officer"):
        PackPlan(signers=(officers()[0], officers()[0])).make(tmp_path / "pack.zip")
    with pytest.raises(BadInput, match=r"evidence\.pack_signers"):
        PackPlan(signers=officers()[:1]).make(tmp_path / "pack.zip")
    with pytest.raises(BadInput, match=r"evidence\.pack_number"):
        PackPlan(number="a/b").make(tmp_path / "pack.zip")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_pack_is_not_overwritten(tmp_path: Path) -> None:
    PackPlan().make(tmp_path / "pack.zip")
    with pytest.raises(BadInput, match=r"evidence\.file_exists"):
        PackPlan().make(tmp_path / "pack.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["pack.zip"]
