"""Numbers and times as the screens write them: true minus, a space in thousands, Chinese local time."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

#: Civil time of the whole country; there has been no daylight saving since 1991.
LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
MINUS = "\u2212"
#: The shipped font has no thin space (a box on a laptop with no other font); its own space is as thin, 0.22 em.
THIN = "\u00a0"
DASH = "\u2014"


def number(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """``61.2``, with ``+`` or a true minus if ``sign`` is asked for; a dash where there is no value."""
    if value is None or math.isnan(value):
        return DASH
    rounded = round(value, digits)
    text = f"{abs(rounded):.{digits}f}"
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if sign and rounded > 0 else text


def thousands(value: float) -> str:
    """``18 204`` with a space that does not break."""
    return f"{round(value):,}".replace(",", THIN)


def clock(at: datetime, *, seconds: bool = True) -> str:
    """Local time of day."""
    return at.astimezone(LOCAL).strftime("%H:%M:%S" if seconds else "%H:%M")


def countdown(seconds: float) -> str:
    """``6:33:53``."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def minutes(seconds: float) -> str:
    """``12:38``; from an hour on ``1:02:38``."""
    whole = max(0, int(seconds))
    return countdown(whole) if whole >= 3600 else f"{whole // 60:02d}:{whole % 60:02d}"


def long_clock(seconds: float) -> str:
    """``00:12:38``."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
