"""The words of the form set, and how numbers, times and durations are written on papers.

Labels, titles and notes are data in ``resources/templates/2024-base.toml``: ``key = [Chinese, English]``. Another
province's set replaces the file, not the code.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from patrol_app.assets import Language, resource

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
FORM_SET = "2024-base"


@cache
def _form_set() -> dict[str, Any]:
    return tomllib.loads(resource("templates", f"{FORM_SET}.toml").read_text(encoding="utf-8"))


class Words:
    """The form set in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._column = 0 if language == "zh" else 1

    def __call__(self, key: str, **data: object) -> str:
        """The words under ``section.name`` with their places filled. An unknown key is a fault of the program."""
        section, name = key.split(".")
        words: str = _form_set()[section][name][self._column]
        return words.format(**data) if data else words

    def day(self, at: datetime) -> str:
        """2026年6月6日, or 2026-06-06."""
        local = at.astimezone(CHINA)
        return f"{local.year}年{local.month}月{local.day}日" if self._column == 0 else f"{local:%Y-%m-%d}"

    def minute(self, at: datetime) -> str:
        """2026年6月6日23时08分, or 2026-06-06 23:08."""
        local = at.astimezone(CHINA)
        return f"{self.day(at)}{local:%H}时{local:%M}分" if self._column == 0 else f"{local:%Y-%m-%d %H:%M}"

    def clock(self, at: datetime) -> str:
        """23时08分, or 23:08."""
        local = at.astimezone(CHINA)
        return f"{local:%H}时{local:%M}分" if self._column == 0 else f"{local:%H:%M}"

    def clock_s(self, at: datetime) -> str:
        """23时21分07秒, or 23:21:07."""
        local = at.astimezone(CHINA)
        return f"{local:%H}时{local:%M}分{local:%S}秒" if self._column == 0 else f"{local:%H:%M:%S}"

    def span(self, start: datetime, end: datetime) -> str:
        """06-06 23:13:29 至 23:33:29, with the second date only across midnight."""
        first, last = start.astimezone(CHINA), end.astimezone(CHINA)
        tail = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%m-%d %H:%M:%S}"
        return self("common.span", start=f"{first:%m-%d %H:%M:%S}", end=tail)

    def choice(self, value: bool | None, yes: str, no: str) -> list[tuple[bool, str]]:
        """Two tick boxes for what is so, is not so, or is not known (both empty)."""
        return [(value is True, self(yes)), (value is False, self(no))]

    def joined(self, parts: list[str]) -> str:
        """A list inside a sentence."""
        return ("、" if self._column == 0 else ", ").join(parts)


def _minus(text: str) -> str:
    return text.replace("-", "−")  # the true minus sign stands as wide as a figure


def tenth(value: float | Decimal | None) -> str | None:
    """To one decimal, half to even, as the record rounds; ``None`` stays unknown."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    rounded = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return _minus(str(rounded if rounded else abs(rounded)))  # a rounded zero has no sign


def whole(value: int | Decimal | None) -> str | None:
    """An integer, or a limit printed without needless zeros."""
    if value is None:
        return None
    return _minus(f"{Decimal(value).normalize():f}")


def metres(value: float | None) -> str | None:
    """1 m, 2.5 m, 212 m: as many decimals as the value has, at most one."""
    if value is None:
        return None
    exact = Decimal(repr(float(value))).quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return _minus(f"{exact.normalize():f} m")


def duration(seconds: float) -> str:
    """20 min 0 s; under a minute 32 s."""
    total = int(Decimal(repr(float(seconds))).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    minutes, rest = divmod(total, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def minutes(seconds: float) -> str:
    """20 min where the run is of whole minutes, else with its seconds."""
    total = round(seconds)
    return f"{total // 60} min" if total % 60 == 0 and total else duration(seconds)


def grouped(number: int) -> str:
    """18 873: thousands apart by a thin space."""
    return f"{number:,}".replace(",", "\u2009")
