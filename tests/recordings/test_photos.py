from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from PIL import Image

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.recordings.drawn_photo import drawn_photo
from patrol_app.recordings.photos import picture_facts
from patrol_app.recordings.stamp import LONGEST_PX, stamped

FONT = Path(pylopdf_fonts_zh_cn.sans_path())
CHINA = timezone(timedelta(hours=8))
TAKEN = datetime(2026, 6, 6, 22, 14, 30, tzinfo=CHINA)
PLACE = Place(latitude_deg=-32.691601, longitude_deg=109.021251)


def photo(path: Path, *, place: Place | None = PLACE, satellite_at: datetime | None = None) -> Path:
    path.write_bytes(drawn_photo("演示", font=FONT, seed=1, taken_at=TAKEN, place=place, satellite_at=satellite_at))
    return path


def with_exif(path: Path, own: dict[int, object], gps: dict[int, object]) -> Path:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update(own)
    exif.get_ifd(0x8825).update(gps)
    Image.new("RGB", (40, 30), (1, 2, 3)).save(path, "JPEG", exif=exif.tobytes())
    return path


def test_time_place_satellite_time_and_device_are_read(tmp_path: Path) -> None:
    satellite = datetime(2026, 6, 6, 14, 14, 27, tzinfo=UTC)
    seen = picture_facts(photo(tmp_path / "a.jpg", satellite_at=satellite))
    assert (seen.kind, seen.taken_at, seen.satellite_at) == ("photo", TAKEN, satellite)
    assert (seen.place, seen.device, seen.zone_stated) == (PLACE, "DEMO Camera 1", True)


def test_without_a_zone_beijing_time_is_taken_and_said(tmp_path: Path) -> None:
    seen = picture_facts(with_exif(tmp_path / "a.jpg", {0x9003: "2026:06:06 22:14:30"}, {}))
    assert (seen.taken_at, seen.zone_stated, seen.place) == (TAKEN, False, None)


@pytest.mark.parametrize(
    ("own", "gps"),
    [
        ({0x9003: "2026:13:06 22:14:30"}, {}),
        ({0x9003: "0000:00:00 00:00:00"}, {}),
        ({0x9003: "yesterday"}, {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (109.0, 0.0, 0.0)}),
        ({}, {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
        ({}, {1: "X", 2: (32.0, 0.0, 0.0), 3: "E", 4: (109.0, 0.0, 0.0)}),
        ({}, {1: "N", 2: (32.0, 60.0, 0.0), 3: "E", 4: (109.0, 0.0, 0.0)}),
        ({}, {7: (25.0, 0.0, 0.0), 29: "2026:06:06"}),
        ({}, {7: (5.0, 0.0, 0.0), 29: "no day"}),
    ],
)
def test_what_cannot_be_is_taken_for_nothing(tmp_path: Path, own: dict[int, object], gps: dict[int, object]) -> None:
    seen = picture_facts(with_exif(tmp_path / "a.jpg", own, gps))
    assert (seen.kind, seen.taken_at, seen.place, seen.satellite_at) == ("photo", None, None, None)


@pytest.mark.parametrize("cut", range(2, 400, 7))
def test_a_photo_cut_anywhere_in_its_head_gives_facts_or_none_but_no_fault(tmp_path: Path, cut: int) -> None:
    whole = photo(tmp_path / "a.jpg").read_bytes()
    part = tmp_path / "b.jpg"
    part.write_bytes(whole[:cut])
    seen = picture_facts(part)
    assert seen.taken_at in (None, TAKEN)


def test_what_is_no_photo_is_other_and_what_is_not_there_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.jpg"
    text.write_text("no photo", encoding="utf-8")
    assert picture_facts(text).kind == "other"
    with pytest.raises(BadInput, match=r"recordings\.unreadable"):
        picture_facts(tmp_path / "none.jpg")


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def movie(seconds: int, place: bytes = b"+32.6916+109.0213/") -> bytes:
    head = box(b"mvhd", struct.pack(">B3xII", 0, seconds, seconds) + bytes(88))
    notes = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place))
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(1000)) + box(b"moov", head + notes)


def test_a_films_time_and_place_are_read_from_its_head(tmp_path: Path) -> None:
    at = datetime(2026, 6, 6, 14, 20, tzinfo=UTC)
    path = tmp_path / "DJI_0001.MP4"
    path.write_bytes(movie(int((at - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())))
    seen = picture_facts(path)
    assert (seen.kind, seen.taken_at) == ("video", at)
    assert seen.place == Place(latitude_deg=32.6916, longitude_deg=109.0213)


def test_a_film_without_a_clock_says_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    path.write_bytes(movie(0, b"+00.0000+000.0000/"))
    seen = picture_facts(path)
    assert (seen.kind, seen.taken_at, seen.place) == ("video", None, None)


@pytest.mark.parametrize("cut", range(0, 1130, 13))
def test_a_film_cut_anywhere_gives_no_fault(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(movie(3_863_000_000)[:cut])
    assert picture_facts(path).kind == "video"


def test_the_stamp_stands_below_the_picture_and_the_original_stays(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    before = path.read_bytes()
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(stamped(path, ["DEMO-1　照片 P1", "很长的一行" * 40], FONT))
    assert path.read_bytes() == before
    with Image.open(path) as first, Image.open(copy) as second:
        assert second.width == first.width
        assert second.height > first.height
        same = second.crop((0, 0, first.width, first.height)).resize((60, 45))
        pairs = zip(same.tobytes(), first.convert("RGB").resize((60, 45)).tobytes(), strict=True)
        assert max(abs(one - other) for one, other in pairs) < 12
        assert not second.getexif()
    assert stamped(path, ["x"], FONT) == stamped(path, ["x"], FONT)


def test_a_large_photo_becomes_smaller_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "a.png"
    Image.new("RGB", (3000, 10), (9, 9, 9)).save(large)
    copy = tmp_path / "b.jpg"
    copy.write_bytes(stamped(large, ["x"], FONT))
    with Image.open(copy) as opened:
        assert opened.width == LONGEST_PX
    broken = tmp_path / "c.jpg"
    broken.write_bytes(photo(tmp_path / "d.jpg").read_bytes()[:3000])
    with pytest.raises(BadInput, match=r"recordings\.no_photo"):
        stamped(broken, ["x"], FONT)
