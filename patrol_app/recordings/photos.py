"""What a camera wrote into its photo or film: time, place, satellite time, device. Read strictly, never corrected."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.recordings.movies import movie_facts

if TYPE_CHECKING:
    from PIL import Image

CHINA = timezone(timedelta(hours=8))
FORMATS = ("JPEG", "PNG")
MOST_PIXELS = 200_000_000
_EXIF, _GPS = 0x8769, 0x8825
_MAKE, _MODEL = 0x010F, 0x0110
_TAKEN, _OFFSET = 0x9003, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _GPS_TIME, _GPS_DATE = 1, 2, 3, 4, 7, 29
_MOVIES = (".mp4", ".mov", ".m4v")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What the file itself says. ``None`` where it says nothing, or nothing that can be read.

    ``zone_stated`` is false where the file gives no offset from UTC: then Beijing time was taken, as cameras here show.
    ``satellite_at`` is the receiver's time inside the camera, so the camera's own clock can be compared with it.
    """

    kind: Literal["photo", "video", "other"]
    taken_at: datetime | None = None
    zone_stated: bool = False
    satellite_at: datetime | None = None
    place: Place | None = None
    device: str | None = None


def picture_facts(path: Path) -> PictureFacts:
    """Read a photo's EXIF or a film's head; a file that is neither is ``other``.

    Raises:
        BadInput: the file cannot be read.
    """
    if path.suffix.lower() in _MOVIES:
        taken_at, place = movie_facts(path)
        return PictureFacts(kind="video", taken_at=taken_at, zone_stated=taken_at is not None, place=place)
    opened = open_photo(path)
    if opened is None:
        return PictureFacts(kind="other")
    with opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd in EXIF gives no value here
        try:
            exif = opened.getexif()
            own, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, OverflowError):
            return PictureFacts(kind="photo")
    names = [_text(exif.get(tag)) for tag in (_MAKE, _MODEL)]
    zone = _zone(_text(own.get(_OFFSET)))
    return PictureFacts(
        kind="photo",
        taken_at=_taken(_text(own.get(_TAKEN)), zone or CHINA),
        zone_stated=zone is not None,
        satellite_at=_satellite_time(gps),
        place=_place(gps),
        device=" ".join(name for name in names if name) or None,
    )


def open_photo(path: Path) -> Image.Image | None:
    """The photo, not yet decoded; ``None`` when the file is no JPEG or PNG or claims to be larger than any camera's.

    Raises:
        BadInput: the file cannot be read at all.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit on pixels; ours follows
            image = Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError:
        return None
    except OSError as fault:
        if fault.errno is None:  # Pillow's own: the file ends too early
            return None
        raise BadInput("recordings.unreadable", path=str(path), reason=fault.strerror or str(fault)) from fault
    except (ValueError, SyntaxError):
        return None
    if image.width * image.height > MOST_PIXELS:
        image.close()
        return None
    return image


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.split("\0")[0].strip() if isinstance(value, str) else ""


def _zone(text: str) -> timezone | None:
    try:
        moment = datetime.strptime(text, "%z")
    except ValueError:
        return None
    offset = moment.utcoffset()
    return timezone(offset) if offset is not None else None


def _taken(text: str, zone: timezone) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _numbers(value: Any) -> tuple[float, float, float] | None:
    try:
        first, second, third = (float(each) for each in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (first, second, third) if all(map(math.isfinite, (first, second, third))) else None


def _degrees(value: Any, sign: str, signs: str, most: float) -> float | None:
    parts = _numbers(value)
    if parts is None or sign not in tuple(signs) or min(parts) < 0 or parts[1] >= 60 or parts[2] >= 60:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    return round(-degrees if sign == signs[1] else degrees, 6)


def _place(gps: dict[int, Any]) -> Place | None:
    latitude = _degrees(gps.get(_LATITUDE), _text(gps.get(_LATITUDE_REF)), "NS", 90)
    longitude = _degrees(gps.get(_LONGITUDE), _text(gps.get(_LONGITUDE_REF)), "EW", 180)
    # phones without a fix write zeros
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return Place(latitude_deg=latitude, longitude_deg=longitude)


def _satellite_time(gps: dict[int, Any]) -> datetime | None:
    parts = _numbers(gps.get(_GPS_TIME))
    try:
        day = datetime.strptime(_text(gps.get(_GPS_DATE)), "%Y:%m:%d").date()
    except ValueError:
        return None
    return _moment(day, parts) if parts is not None else None


def _moment(day: date, parts: tuple[float, float, float]) -> datetime | None:
    hours, minutes, seconds = parts
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 61):
        return None
    return datetime.combine(day, time(), UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
