"""What is no pack, given to ``verify``, ``recompute`` and ``trace``: one sentence each, nothing unpacked outside."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from demo_night import copy_of, zipped
from short_visit import short_pack

from patrol_app.cli.app import main
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.checking import unpacking
from patrol_app.services.checking.unpacking import unpacked

TOP = "AK-2026-0606-0001"


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text(path: Path) -> Path:
    path.write_text("这不是证据包\n", encoding="utf-8")
    return path


def other_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday/p1.jpg", b"x")
    return path


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{TOP}/bagit.txt", b"x")
        with archive.open(f"{TOP}/data/zeros", "w") as stream:
            for _ in range(300):
                stream.write(bytes(1 << 20))
    return path


def entry(name: str) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{TOP}/bagit.txt", b"x")
            archive.writestr(name, b"escaped")
        return path

    return make


def above_all(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../bagit.txt", b"escaped")
    return path


def cut(path: Path) -> Path:
    content = short_pack().pack.path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def flipped(path: Path) -> Path:
    content = bytearray(short_pack().pack.path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


def without_record(path: Path) -> Path:
    top = copy_of(short_pack().pack.path, path.parent / "work")
    (top / "data/record/record.json").unlink()
    return zipped(top, path)


def plain_folder(path: Path) -> Path:
    path.mkdir()
    (path / "notes.txt").write_text("x")
    return path


def missing(path: Path) -> Path:
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (empty, "evidence.check.not_zip"),
    "text": (text, "evidence.check.not_zip"),
    "other-zip": (other_zip, "evidence.check.not_pack"),
    "bomb": (bomb, "evidence.check.zip_bomb"),
    "above": (entry(f"{TOP}/../../escaped"), "evidence.check.name"),
    "absolute": (entry("/tmp/escaped"), "evidence.check.outside"),
    "above-all": (above_all, "recompute.layout"),
    "backslash": (entry(f"{TOP}/..\\escaped"), "evidence.check.name"),
    "twice": (entry(f"{TOP}/bagit.txt"), "evidence.check.duplicate"),
    "cut": (cut, "evidence.check.not_zip"),
    "flipped": (flipped, "evidence.check.zip_crc"),
    "without-record": (without_record, "recompute.no_record"),
    "folder": (plain_folder, "evidence.check.not_pack"),
    "missing": (missing, "file.missing"),
}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, empty; what other tests share is made before, elsewhere."""
    copy_of(short_pack().pack.path, tmp_path / "shared")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", BAD)
def test_each_is_refused_in_one_sentence_and_leaves_nothing(
    name: str, tmp_path: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, key = BAD[name]
    path = make(tmp_path / "given.zip")
    before = {each for each in tmp_path.rglob("*") if temporary not in each.parents}
    for words in (["recompute", str(path)], ["trace", str(path), "laeq"]):
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1
        assert "None" not in said.err and key.split(".")[0] not in said.err
    if key != "recompute.no_record":
        with pytest.raises(BadInput) as fault, unpacked(path):
            pass
        assert fault.value.key == key
    assert list(temporary.iterdir()) == []
    assert {each for each in tmp_path.rglob("*") if temporary not in each.parents} == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", BAD)
def test_verify_says_it_and_never_calls_it_good(
    name: str, tmp_path: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = BAD[name][0](tmp_path / "given.zip")
    code = main(["verify", str(path), "--json"])
    said = capsys.readouterr()
    if name == "missing":
        assert (code, said.out) == (2, "")
        return
    assert code in (20, 21, 30)
    told = [json.loads(line) for line in said.out.splitlines()]
    assert told[-1]["check"] == "conclusion"
    assert told[-1]["intact"] is False
    assert any(each.get("status") == "FAIL" for each in told)
    assert said.err == ""


def test_a_good_pack_is_unpacked_for_as_long_as_it_is_looked_at(temporary: Path) -> None:
    pack = short_pack().pack.path
    with unpacked(pack) as top:
        assert top.name == pack.stem
        assert top.is_relative_to(temporary)
        with zipfile.ZipFile(pack) as archive:
            names = {each.removeprefix(f"{pack.stem}/") for each in archive.namelist()}
            assert {each.relative_to(top).as_posix() for each in top.rglob("*") if each.is_file()} == names
            assert all((top / name).read_bytes() == archive.read(f"{pack.stem}/{name}") for name in names)
    assert list(temporary.iterdir()) == []


def test_another_place_is_taken_when_the_first_is_full_and_none_is_one_sentence(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Path(shutil.copy(short_pack().pack.path, tmp_path / short_pack().pack.path.name))
    room = shutil.disk_usage(tmp_path)
    full = room._replace(free=unpacking.SPARE_BYTES)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: room if Path(place) == pack.parent else full)
    with unpacked(pack) as top:
        assert top.parent.parent == pack.parent
    monkeypatch.setattr(shutil, "disk_usage", lambda place: full)
    with pytest.raises(CannotDo, match=r"recompute\.no_room"), unpacked(pack):
        pass
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".night")] == []


def test_a_large_pack_does_not_go_into_memory_first(tmp_path: Path) -> None:
    assert unpacking._in_memory(Path("/dev/shm"))
    assert not unpacking._in_memory(Path("/proc/self"))
