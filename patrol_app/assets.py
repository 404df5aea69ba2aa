"""The one file that knows where ``resources/`` is on disk, and the sentences kept there."""

from __future__ import annotations

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


def sentence(key: str, language: Language, **data: object) -> str:
    """The sentence under ``key`` in ``language`` with its named places filled; an unknown key shows itself."""
    entry = sentences().get(key)
    if entry is None:
        return f"{key} {data}" if data else key
    return entry[language].format(**data)
