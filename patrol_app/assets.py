"""The one file that knows where ``resources/`` is on disk, and the sentences kept there."""

from __future__ import annotations

import errno
import os
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]

ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a shipped file."""
    return ROOT.joinpath(*parts)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """All sentences for people, by key, each with ``zh`` and ``en``; one TOML file a room."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(resource("i18n").glob("*.toml")):
        found.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


_SAID_BY_OTHERS = ("reason", "cause", "fault", "detail")
"""The places of a sentence that may hold what the operating system said."""


def _windows_text(number: int) -> str | None:
    if sys.platform == "win32":
        import ctypes

        return ctypes.FormatError(number).rstrip(" .\r\n")
    return None


@cache
def _reasons() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """What systems and libraries say, and for each the Chinese and the English words."""
    found: dict[str, tuple[str, str]] = {}
    for name, entry in tomllib.loads(resource("reasons.toml").read_text(encoding="utf-8")).items():
        code = getattr(errno, name, None)
        english = os.strerror(code) if code is not None else None
        for text in (english, *entry.get("said", ()), *map(_windows_text, entry.get("windows", ()))):
            if text:
                found.setdefault(text, (entry["zh"], english or text))
    known = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    # a fault written out whole names its number before and its file behind; the sentence has both already
    return re.compile(rf"(?:\[(?:Errno|WinError) -?\d+\] )?({known})(?:: '[^']*')?(?: \[PaErrorCode -?\d+\])?"), found


def reason(text: str, language: Language) -> str:
    """What the operating system said, in words of ours; whatever else is in ``text`` stays."""
    pattern, words = _reasons()
    return pattern.sub(lambda said: words[said[1]][language == "en"], text)


class _Counted:
    """A value in an English sentence: ``{count:|row|rows}`` is the word that goes with it, anything else the value."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, wanted: str) -> str:
        if not wanted.startswith("|"):
            return format(self._value, wanted)
        one, many = wanted[1:].split("|")
        return one if str(self._value) == "1" else many


def sentence(key: str, language: Language, **data: object) -> str:
    """The sentence under ``key`` in ``language`` with its named places filled; an unknown key shows itself.

    ``wanted`` may be the key of the words for what was expected.
    """
    entry = sentences().get(key)
    if entry is None:
        return f"{key} {data}" if data else key
    said = {name: reason(text, language) for name in _SAID_BY_OTHERS if isinstance(text := data.get(name), str)}
    if (wanted := data.get("wanted")) in sentences():
        said["wanted"] = sentences()[str(wanted)][language]
    text, filled = entry[language], {**data, **said}
    if ":|" in text:
        filled = {name: _Counted(value) for name, value in filled.items()}
    return text.format(**filled)
