from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import DurableFile, cut_tail, disk_fault, sha256_of, write_whole


class ShortOnce(DurableFile):
    """Accepts ``room`` more bytes; the write that meets the end comes back short, the next one fails."""

    room = 10

    def _write(self, data: bytes) -> int:
        if self.room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = super()._write(data[: self.room])
        self.room -= count
        return count


class NeverMore(ShortOnce):
    """As ``ShortOnce``, but a full disk answers with no bytes instead of an error."""

    def _write(self, data: bytes) -> int:
        return super()._write(data) if self.room else 0


@pytest.mark.parametrize("kind", [ShortOnce, NeverMore])
def test_a_short_write_is_taken_back_and_a_retry_is_exact(tmp_path: Path, kind: type[ShortOnce]) -> None:
    file = kind.create(tmp_path / "a")
    file.append(b"12345")
    with pytest.raises(CannotDo, match="disk_full"):
        file.append(b"abcdefgh")
    assert (tmp_path / "a").read_bytes() == b"12345"
    file.room = 100
    assert file.append(b"abcdefgh") == 5
    file.close()
    file.close()
    assert (tmp_path / "a").read_bytes() == b"12345abcdefgh"


def test_a_short_write_that_goes_on_is_no_fault(tmp_path: Path) -> None:
    class Slow(DurableFile):
        def _write(self, data: bytes) -> int:
            return super()._write(data[:3])

    file = Slow.create(tmp_path / "a")
    file.append(b"0123456789")
    file.close()
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_patch_changes_bytes_in_place_and_the_end_stays(tmp_path: Path) -> None:
    file = DurableFile.create(tmp_path / "a")
    file.append(b"0123456789")
    file.patch(2, b"ab")
    file.append(b"!")
    file.close()
    assert (tmp_path / "a").read_bytes() == b"01ab456789!"


def test_create_refuses_a_file_that_exists_and_reopen_one_that_does_not(tmp_path: Path) -> None:
    DurableFile.create(tmp_path / "a").close()
    with pytest.raises(CannotDo, match=r"recordings\.exists"):
        DurableFile.create(tmp_path / "a")
    with pytest.raises(CannotDo, match=r"recordings\.missing"):
        DurableFile.reopen(tmp_path / "b")


def test_write_whole_replaces_at_once_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"old")
    (tmp_path / "a.part").write_bytes(b"left by a crash")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_cut_tail_shortens(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    cut_tail(tmp_path / "a", 4)
    assert (tmp_path / "a").read_bytes() == b"0123"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "recordings.disk_full"),
        (errno.EDQUOT, "recordings.disk_full"),
        (errno.EFBIG, "recordings.disk_full"),
        (errno.EACCES, "recordings.not_allowed"),
        (errno.EROFS, "recordings.not_allowed"),
        (errno.ENOENT, "recordings.missing"),
        (errno.EEXIST, "recordings.exists"),
        (errno.EIO, "recordings.disk_error"),
    ],
)
def test_each_refusal_of_the_system_has_its_sentence(number: int, key: str) -> None:
    assert disk_fault(OSError(number, os.strerror(number)), Path("x")).key == key


def test_a_real_file_size_limit_is_a_full_disk_and_what_was_written_stays(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import DurableFile, write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
file = DurableFile.create(Path(sys.argv[1]))
try:
    while True:
        file.append(b"x" * 3000)
except CannotDo as fault:
    print(fault.key, file.size)
try:
    write_whole(Path(sys.argv[2]), b"y" * 20_000)
except CannotDo as fault:
    print(fault.key)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a"), str(tmp_path / "b")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["recordings.disk_full", "9000", "recordings.disk_full"]
    assert (tmp_path / "a").read_bytes() == b"x" * 9000
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_hash_of_a_files_beginning_is_that_of_those_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * (1 << 20) + b"yz")
    assert sha256_of(path, (1 << 20) + 1) == hashlib.sha256(b"x" * (1 << 20) + b"y").hexdigest()
    assert sha256_of(path, 0) == hashlib.sha256(b"").hexdigest()
    assert sha256_of(path, 1 << 30) == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(CannotDo, match=r"recordings\.missing"):
        sha256_of(tmp_path / "b", 1)
