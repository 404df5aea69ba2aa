"""A session on a disk that is full: a sentence, a clean end, a visit that can be closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from short_visit import ShortVisit

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import DurableFile
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.services.rebuild import rebuild
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.session.disk_guard import DiskGuard
from patrol_app.services.surroundings import hours_left


class Disk:
    """A disk that has so many bytes left; a reserve that is released gives its bytes back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        real = DurableFile._write
        disk = self

        def write(file: DurableFile, data: bytes) -> int:
            if disk.left is not None and file.path.suffix == ".frames":
                if disk.left < len(data):
                    import errno

                    raise OSError(errno.ENOSPC, "full")
                disk.left -= len(data)
            return real(file, data)

        monkeypatch.setattr(DurableFile, "_write", write)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_the_run_ends_with_a_message_and_the_visit_can_be_closed(tmp_path: Path, disk: Disk) -> None:
    reserve = DiskReserve(tmp_path / "reserve.bin", 1 << 20)
    with ShortVisit(tmp_path / "data", reserve=reserve) as visit:
        given: list[int] = []
        release = reserve.release

        def released() -> int:
            given.append(release())
            disk.left = (disk.left or 0) + given[-1]
            return given[-1]

        reserve.release = released  # type: ignore[method-assign]
        visit.do("begin_run", role="main")
        visit.walk(10)
        disk.left = 900
        visit.walk(20)
        assert given == [1 << 20]
        assert visit.session.disk_full
        shown = visit.shown()
        assert shown.messages[0][0] == "session.disk_full"
        assert shown.run == "idle"
        with pytest.raises(CannotDo, match=r"session\.disk_full"):
            visit.session.command("begin_run")
        visit.stop()
        assert [entry.kind for entry in visit.store.all_of_kind("disk.full", visit.session.facts.number)]
        number = visit.session.facts.number
        built = rebuild(recall(visit.store, number), recorded_files(visit.store, visit.home, number))
        assert built.main is not None
        assert 10 <= built.main.duration_s < 30
        assert built.main.damaged_frames == 0
        closed = visit.close(tmp_path / "packs")
    assert closed.pack.path.is_file()


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one() -> None:
    guard = DiskGuard(None, lambda fault: None)

    def step() -> None:
        raise CannotDo("recordings.missing", path="x")

    guard.write(step)
    assert not guard.full
    assert guard.broken is not None
    assert guard.broken.fault.key == "recordings.missing"


def test_a_step_is_done_again_in_the_room_of_the_reserve(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path / "reserve.bin", 4096)
    told: list[str] = []
    guard = DiskGuard(reserve, lambda fault: told.append(fault.key))
    assert guard.hold()
    tries: list[bool] = []

    def step() -> None:
        tries.append(reserve.held)
        if reserve.held:
            raise CannotDo("recordings.disk_full", path="x")

    guard.write(step)
    guard.write(step)
    assert tries == [True, False, False]
    assert told == ["recordings.disk_full"]


def test_the_reserve_is_held_while_a_session_records_and_told_when_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ShortVisit(tmp_path / "data", reserve=DiskReserve(tmp_path / "reserve.bin", 4096)):
        assert (tmp_path / "reserve.bin").stat().st_size == 4096
    monkeypatch.setattr(DiskReserve, "hold", lambda self: False)
    with ShortVisit(tmp_path / "more", reserve=DiskReserve(tmp_path / "none.bin")) as visit:
        visit.walk(1)
        assert visit.shown().messages[0][0] == "session.no_reserve"


def test_hours_left_count_audio_and_data() -> None:
    assert hours_left(353_600_000, audio=True) == 1.0
    assert hours_left(8_000_000, audio=False) == 1.0
    assert hours_left(0, audio=True) == 0.0
