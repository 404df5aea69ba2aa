"""Words of route sheets, draws and bulletins: sentences of ``resources/i18n``, numbers as the form set writes them."""

from __future__ import annotations

from datetime import date, datetime

from patrol_app.assets import Language, sentence
from patrol_app.reports.words import CHINA, Words


class Said:
    """The sentences under one prefix in one language."""

    def __init__(self, prefix: str, language: Language) -> None:
        self.language: Language = language
        self.words = Words(language)
        self._prefix = prefix

    def __call__(self, key: str, **data: object) -> str:
        """The sentence under ``prefix.key`` with its places filled."""
        return sentence(f"{self._prefix}.{key}", self.language, **data)

    def joined(self, parts: list[str]) -> str:
        """A list inside a sentence."""
        return self.words.joined(parts)


def date_text(day: date, language: Language) -> str:
    """2026年6月6日, or 2026-06-06."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


def clock(at: datetime) -> str:
    """22:08 in legal time."""
    return f"{at.astimezone(CHINA):%H:%M}"


def day_clock(at: datetime) -> str:
    """06-06 22:08 in legal time."""
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"
