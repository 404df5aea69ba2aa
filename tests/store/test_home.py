from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from patrol_app.domain.errors import CannotDo
from patrol_app.store.home import FolderLock, Home, choose_folder, data_folder


def test_patrol_home_wins_on_every_platform(tmp_path: Path) -> None:
    for platform in ("linux", "win32", "darwin"):
        assert data_folder({"PATROL_HOME": str(tmp_path)}, platform) == tmp_path
    assert data_folder({"PATROL_HOME": "~/x"}, "linux") == Path.home() / "x"


def test_else_the_platform_says() -> None:
    assert data_folder({}, "linux") == Path.home() / ".local" / "share" / "night-patrol"
    assert data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data/night-patrol")
    assert data_folder({"LOCALAPPDATA": "/local"}, "win32") == Path("/local/NightPatrol")
    assert data_folder({}, "win32") == Path.home() / "AppData" / "Local" / "NightPatrol"
    assert data_folder({}, "darwin") == Path.home() / "Library" / "Application Support" / "night-patrol"


def test_a_chosen_folder_is_used_until_the_usual_one_is_chosen_again(tmp_path: Path) -> None:
    laptop = {"XDG_DATA_HOME": str(tmp_path)}
    usual = tmp_path / "night-patrol"
    choose_folder(tmp_path / "disk", laptop, "linux")
    assert data_folder(laptop, "linux") == tmp_path / "disk"
    assert data_folder({**laptop, "PATROL_HOME": str(tmp_path)}, "linux") == tmp_path
    for odd in ("", "not/whole"):
        (usual / "folder.txt").write_text(odd, "utf-8")
        assert data_folder(laptop, "linux") == usual
    choose_folder(usual, laptop, "linux")
    assert not (usual / "folder.txt").exists()
    with pytest.raises(CannotDo, match=r"store\.folder_fixed"):
        choose_folder(tmp_path, {"PATROL_HOME": str(tmp_path)}, "linux")


def test_opening_makes_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "a" / "b"))
    home = Home.open()
    assert home.path == tmp_path / "a" / "b"
    for folder in (home.recordings, home.packs, home.papers, home.keys, home.trust):
        assert folder.is_dir()
        assert folder.parent == home.path
    assert home.database.parent == home.reserve.parent == home.path
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotDo):
        Home.open(tmp_path / "file")


HOLDER = """
import sys, time
from pathlib import Path
from patrol_app.store.home import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_two_programs_do_not_write_one_folder_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CannotDo, match=r"store\.in_use"):
            FolderLock(tmp_path)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    FolderLock(tmp_path).release()


def test_a_lock_holds_inside_one_program_too_until_released(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with pytest.raises(CannotDo, match=r"store\.in_use"):
        FolderLock(tmp_path)
    lock.release()
    lock.release()
    FolderLock(tmp_path).release()
    with pytest.raises(CannotDo, match="missing"):
        FolderLock(tmp_path / "none")
