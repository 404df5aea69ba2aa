"""What PortAudio knows of this machine's sound. Nothing is opened here, so it may serve ear and microphone alike.

PortAudio reads its list of devices once, when it is loaded, and loading it anew cuts off every stream of the process.
So whoever has a stream says so to ``STREAMS``, and the list is read anew whenever there is none: a microphone that
comes back under another number and headphones that were plugged in later are found by their name.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundDevice:
    """An input or an output of this machine; ``channels`` is what it offers in that direction.

    ``host`` is the number of the system's interface through which it is seen; a device may be seen through several.
    """

    index: int
    name: str
    host: int
    channels: int
    default_sample_rate_hz: int


class Streams:
    """The streams of this process; one that is being opened, and reading the list anew, wait for each other."""

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self._open = 0

    @contextmanager
    def opening(self) -> Iterator[None]:
        """A block in which a stream is opened; afterwards it is counted, unless the block raised."""
        with self._turn:
            yield
            self._open += 1

    def closed(self) -> None:
        """A stream that was counted is no more."""
        with self._turn:
            self._open -= 1

    def read_anew(self, library: ModuleType) -> bool:
        """Read the list of devices anew; false where a stream is open, which it would cut off."""
        with self._turn:
            if self._open:
                return False
            library._terminate()
            library._initialize()
            return True


STREAMS = Streams()

_PLACE = re.compile(r"\s*\((?:plug)?hw:[^)]*\)")


def same_device(name: str, other: str) -> bool:
    """Whether two names are one device's; the number of its socket, which ALSA puts behind the name, may differ."""
    return _PLACE.sub("", name) == _PLACE.sub("", other)


def portaudio() -> ModuleType | None:
    """PortAudio's binding, or ``None`` where the system has no PortAudio."""
    try:
        import sounddevice  # noqa: TID251 - the one place that may
    except (ImportError, OSError):
        return None
    return sounddevice  # type: ignore[no-any-return]


def sound_devices(direction: Literal["input", "output"]) -> list[SoundDevice]:
    """The inputs or the outputs there are now, or were when the first stream was opened, as long as one is open.

    Empty without a sound card or without PortAudio.
    """
    library = portaudio()
    if library is None:
        return []
    try:
        STREAMS.read_anew(library)
        found = library.query_devices()
    except library.PortAudioError:
        return []
    return [
        SoundDevice(
            index=index,
            name=str(each["name"]),
            host=int(each["hostapi"]),
            channels=int(each[f"max_{direction}_channels"]),
            default_sample_rate_hz=int(each["default_samplerate"]),
        )
        for index, each in enumerate(found)
        if each[f"max_{direction}_channels"] > 0
    ]
