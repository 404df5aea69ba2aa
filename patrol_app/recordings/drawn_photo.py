"""Photos for the demonstration and for tests: drawn, marked as such across the picture, with a camera's EXIF."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.places import Place

if TYPE_CHECKING:
    from PIL import Image

SIZE = (1200, 900)
_SKY, _GROUND, _WALL, _STEEL, _LAMP = (18, 22, 34), (46, 40, 34), (84, 96, 104), (150, 120, 60), (255, 236, 170)


def drawn_photo(
    words: str, *, font: Path, seed: int, taken_at: datetime, place: Place | None, satellite_at: datetime | None
) -> bytes:
    """A night site with a crane and a lit floor as JPEG; ``taken_at`` goes into EXIF as the camera's clock shows it."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", SIZE, _SKY)
    draw = ImageDraw.Draw(image)
    dice = random.Random(seed)
    width, height = SIZE
    draw.rectangle((0, height * 0.74, width, height), fill=_GROUND)
    floors = 4 + dice.randrange(3)
    left = 180 + dice.randrange(160)
    for floor in range(floors):
        top = round(height * 0.74) - 90 * (floor + 1)
        draw.rectangle((left, top, left + 420, top + 84), outline=_WALL, width=6)
        for bay in range(6):
            lit = _LAMP if dice.random() < 0.4 else _WALL
            draw.rectangle((left + 14 + bay * 68, top + 18, left + 62 + bay * 68, top + 70), fill=lit)
    mast = left + 560
    draw.line((mast, height * 0.74, mast, 120), fill=_STEEL, width=14)
    draw.line((mast - 380, 150, mast + 160, 150), fill=_STEEL, width=10)
    draw.line((mast, 90, mast - 380, 150), fill=_STEEL, width=4)
    hook = mast - 120 - dice.randrange(200)
    draw.line((hook, 150, hook, 420), fill=_WALL, width=3)
    for number in range(12):
        x = number * width // 11
        draw.rectangle((x - 8, height * 0.74 - 64, x + 8, height * 0.74), fill=_WALL)
    draw.rectangle((0, height * 0.74 - 60, width, height * 0.74 - 16), outline=_WALL, width=4)
    large = ImageFont.truetype(str(font), 72, layout_engine=ImageFont.Layout.BASIC)
    small = ImageFont.truetype(str(font), 34, layout_engine=ImageFont.Layout.BASIC)
    draw.text((width / 2, 40), "演示图片 程序绘制", font=large, fill=_LAMP, anchor="ma")
    draw.text((width / 2, height - 70), words, font=small, fill=_LAMP, anchor="ma")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85, exif=_exif(taken_at, place, satellite_at).tobytes())
    return target.getvalue()


def _exif(taken_at: datetime, place: Place | None, satellite_at: datetime | None) -> Image.Exif:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "DEMO", "Camera 1"
    own, gps = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    own[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    offset = taken_at.strftime("%z")
    own[0x9011] = f"{offset[:3]}:{offset[3:]}"
    if place is not None:
        gps[1], gps[2] = ("N" if place.latitude_deg >= 0 else "S"), _sixty(abs(place.latitude_deg))
        gps[3], gps[4] = ("E" if place.longitude_deg >= 0 else "W"), _sixty(abs(place.longitude_deg))
    if satellite_at is not None:
        utc = satellite_at.astimezone(UTC)
        gps[7] = (float(utc.hour), float(utc.minute), float(utc.second))
        gps[29] = utc.strftime("%Y:%m:%d")
    return exif


def _sixty(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(degrees * 3600, 3), 60)
    whole, minutes = divmod(minutes, 60)
    return whole, minutes, round(seconds, 3)
