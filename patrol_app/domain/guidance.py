"""What officers do beside checking: help given to firms (帮扶) and talks about the law (普法)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpVisit:
    """Help given to one firm: problems told, advice, dangers removed."""

    number: str
    held_on: date
    site: str
    problem: str
    advice: int = 0
    hazards_removed: int = 0
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTalk:
    """A talk about the law: to whom, how many listened, what was handed out."""

    number: str
    held_on: date
    place: str
    audience: str
    people: int = 0
    materials: int = 0
    articles: str | None = None
    officers: tuple[str, ...] = ()
