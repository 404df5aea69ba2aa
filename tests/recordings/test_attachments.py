from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.recordings.attachments import attach, attached, changed, repair_imports

AT = datetime(2026, 6, 6, 15, 30, tzinfo=UTC)


def take(folder: Path, source: Path, **changes: str) -> str:
    words = {"imported_by": "DEMO-1", "origin": "手机"} | changes
    return attach(folder, source, imported_at=AT, **words).sha256


def test_a_photo_is_kept_under_its_hash_with_its_own_name_written_down(tmp_path: Path) -> None:
    source = tmp_path / "工地 照片.JPG"
    source.write_bytes(b"\xff\xd8 picture" * 300_000)
    folder = tmp_path / "attachments"
    folder.mkdir()
    digest = take(folder, source)
    assert digest == hashlib.sha256(source.read_bytes()).hexdigest()
    (found,) = attached(folder)
    assert found.path == folder / f"{digest}.jpg"
    assert found.path.read_bytes() == source.read_bytes()
    assert (found.original_name, found.origin, found.imported_by, found.imported_at, found.size_bytes) == (
        "工地 照片.JPG",
        "手机",
        "DEMO-1",
        AT,
        len(source.read_bytes()),
    )
    assert not changed(found)
    found.path.write_bytes(found.path.read_bytes()[:-1] + b"!")
    assert changed(found)
    found.path.unlink()
    assert changed(found)


def test_the_same_content_twice_is_one_file_and_two_imports(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"same")
    (tmp_path / "b.png").write_bytes(b"same")
    folder = tmp_path / "attachments"
    folder.mkdir()
    assert take(folder, tmp_path / "a.png") == take(folder, tmp_path / "b.png", origin="无人机")
    assert [(item.original_name, item.origin) for item in attached(folder)] == [("a.png", "手机"), ("b.png", "无人机")]
    assert len(list(folder.iterdir())) == 2


def test_an_odd_ending_is_left_out_of_the_name(tmp_path: Path) -> None:
    source = tmp_path / "a.照片"
    source.write_bytes(b"x")
    folder = tmp_path / "attachments"
    folder.mkdir()
    digest = take(folder, source)
    assert (folder / digest).read_bytes() == b"x"


def test_what_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    folder.mkdir()
    for source in (tmp_path / "none.jpg", tmp_path):
        with pytest.raises(BadInput, match="unreadable"):
            take(folder, source)
    assert not list(folder.iterdir())
    (tmp_path / "a.jpg").write_bytes(b"x")
    with pytest.raises(CannotDo, match="missing"):
        take(tmp_path / "nowhere", tmp_path / "a.jpg")


def test_a_torn_last_import_is_cut_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    folder = tmp_path / "attachments"
    folder.mkdir()
    assert attached(folder) == ()
    assert repair_imports(folder) == 0
    take(folder, tmp_path / "a.png")
    listing = folder / "imports.jsonl"
    good = listing.read_bytes()
    listing.write_bytes(good + good[:-7])
    assert repair_imports(folder) == len(good) - 7
    assert len(attached(folder)) == 1
    for bad in (b"[]\n", b"{}\n", b"\xff\n", good.replace(b"origin", b"origon")):
        listing.write_bytes(good + bad)
        with pytest.raises(DamagedEvidence) as caught:
            attached(folder)
        assert caught.value.data["line"] == 2
