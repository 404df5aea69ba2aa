"""What PortAudio knows of this machine's sound. Nothing is opened here, so it may serve ear and microphone alike."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundDevice:
    """An input or an output of this machine; ``channels`` is what it offers in that direction."""

    index: int
    name: str
    channels: int
    default_sample_rate_hz: int


def portaudio() -> ModuleType | None:
    """PortAudio's binding, or ``None`` where the system has no PortAudio."""
    try:
        import sounddevice  # noqa: TID251 - the one place that may
    except (ImportError, OSError):
        return None
    return sounddevice  # type: ignore[no-any-return]


def sound_devices(direction: Literal["input", "output"]) -> list[SoundDevice]:
    """The inputs or the outputs there are; empty without a sound card or without PortAudio."""
    library = portaudio()
    if library is None:
        return []
    try:
        found = library.query_devices()
    except library.PortAudioError:
        return []
    return [
        SoundDevice(
            index=index,
            name=str(each["name"]),
            channels=int(each[f"max_{direction}_channels"]),
            default_sample_rate_hz=int(each["default_samplerate"]),
        )
        for index, each in enumerate(found)
        if each[f"max_{direction}_channels"] > 0
    ]
