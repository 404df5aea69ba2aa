"""A stamped copy of a photo: the picture, smaller, with a band of words below it. The original is not touched."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.photos import open_photo

LONGEST_PX = 2048
QUALITY = 88
_BAND, _INK = (16, 16, 16), (255, 255, 255)


def stamped(photo: Path, lines: Sequence[str], font: Path) -> bytes:
    """The copy as JPEG; the same photo, words and font give the same bytes.

    The words stand below the picture, so that nothing of it is covered; the camera's own facts are left out of the
    copy, which refers to the original by name.

    Raises:
        BadInput: the file is no photo, or is damaged.
    """
    from PIL import Image, ImageDraw, ImageFont, ImageOps

    opened = open_photo(photo)
    if opened is None:
        raise BadInput("recordings.no_photo", path=str(photo))
    with opened:
        try:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        except (OSError, ValueError, SyntaxError) as fault:
            raise BadInput("recordings.no_photo", path=str(photo)) from fault
    picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    size = max(11, round(picture.width / 46))
    letters = ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.BASIC)
    wrapped = [part for line in lines for part in _wrapped(line, letters.getlength, picture.width - 2 * size)]
    step = round(size * 1.5)
    copy = Image.new("RGB", (picture.width, picture.height + step * len(wrapped) + size), _BAND)
    copy.paste(picture, (0, 0))
    draw = ImageDraw.Draw(copy)
    for number, line in enumerate(wrapped):
        draw.text((size, picture.height + size // 2 + step * number), line, font=letters, fill=_INK)
    target = io.BytesIO()
    copy.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _wrapped(line: str, length_px: object, room_px: int) -> list[str]:
    """A line cut into parts that fit."""
    assert callable(length_px)
    parts, rest = [], line
    while rest:
        count = len(rest)
        while count > 1 and length_px(rest[:count]) > room_px:
            count -= 1
        parts.append(rest[:count])
        rest = rest[count:]
    return parts
