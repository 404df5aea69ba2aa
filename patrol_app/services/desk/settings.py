"""What a person chose for the window, remembered in the data folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from patrol_app.assets import Language
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import write_whole

FILE = "window.json"
Tone = Literal["day", "dusk", "night"]
AlarmKind = Literal["silent", "headphones", "loudspeaker"]
"""How an exceedance is told beside the screen; the output is the one that an officer called so."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """``text`` 0 follows the screen, else 1.0 to 1.5; ``reviewer`` is the certificate number of who reviews.

    ``microphone`` is the name of the sound input that is recorded; empty is the system's own choice.
    The coordinator's office is lit, so its window keeps a tone of its own in ``office_tone``.
    """

    tone: Tone = "dusk"
    text: float = 0.0
    language: Language = "zh"
    reviewer: str = ""
    reviewer_name: str = ""
    alarm: AlarmKind = "silent"
    alarm_output: str = ""
    team: int = 1
    coordinator: str = ""
    coordinator_name: str = ""
    office_tone: Tone = "day"
    microphone: str = ""


def load_settings(folder: Path) -> DeskSettings:
    """What was remembered; a missing or odd file gives the usual settings, since a window must always open."""
    try:
        plain = json.loads((folder / FILE).read_bytes())
    except (OSError, ValueError):
        return DeskSettings()
    usual = DeskSettings()
    if not isinstance(plain, dict):
        return usual
    text = plain.get("text", 0.0)
    return DeskSettings(
        tone=plain["tone"] if plain.get("tone") in get_args(Tone) else usual.tone,
        text=float(text) if isinstance(text, int | float) and 1.0 <= text <= 1.5 else 0.0,
        language=plain["language"] if plain.get("language") in get_args(Language) else usual.language,
        reviewer=str(plain.get("reviewer", "")),
        reviewer_name=str(plain.get("reviewer_name", "")),
        alarm=plain["alarm"] if plain.get("alarm") in get_args(AlarmKind) else usual.alarm,
        alarm_output=str(plain.get("alarm_output", "")),
        team=plain["team"] if isinstance(plain.get("team"), int) and 1 <= plain["team"] <= 99 else usual.team,
        coordinator=str(plain.get("coordinator", "")),
        coordinator_name=str(plain.get("coordinator_name", "")),
        office_tone=plain["office_tone"] if plain.get("office_tone") in get_args(Tone) else usual.office_tone,
        microphone=str(plain.get("microphone", "")),
    )


def save_settings(folder: Path, changed: DeskSettings) -> None:
    """Remember; a disk that refuses changes nothing of the window."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / FILE, json.dumps(asdict(changed), ensure_ascii=False).encode())
    except (OSError, CannotDo):
        return
