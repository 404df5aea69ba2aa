from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from patrol_app.recordings.thumbnails import thumbnail

ORIENTATION = 0x0112


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


def test_a_large_photo_becomes_small_and_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter
    wide = Image.new("RGB", (1200, 600), (10, 10, 10))
    wide.paste((250, 250, 250), (0, 0, 600, 600))
    wide.save(tmp_path / "a.jpg", "JPEG", exif=exif.tobytes())
    small = opened(thumbnail(tmp_path / "a.jpg", 240))
    assert (small.format, small.size) == ("PNG", (120, 240))
    # the left half is now the upper one
    assert small.getpixel((60, 20)) > (200, 200, 200)  # type: ignore[operator]  # three bands
    assert small.getpixel((60, 220)) < (60, 60, 60)  # type: ignore[operator]  # three bands


def test_a_small_one_stays_and_what_is_no_photo_has_none(tmp_path: Path) -> None:
    Image.new("L", (40, 30), 128).save(tmp_path / "b.png")
    assert opened(thumbnail(tmp_path / "b.png", 240)).size == (40, 30)
    (tmp_path / "c.jpg").write_bytes(b"no photo")
    whole = tmp_path / "d.jpg"
    Image.new("RGB", (800, 600), (9, 9, 9)).save(whole, "JPEG")
    whole.write_bytes(whole.read_bytes()[:700])
    assert thumbnail(tmp_path / "c.jpg", 240) is None
    assert thumbnail(whole, 240) is None
    assert thumbnail(tmp_path / "not-there.jpg", 240) is None
