"""Larson Davis 820, 870 and 824 (class 1), ASCII: letter, operands and CR; replies end CR LF.

``R4`` current level ``nnn.n dB``; ``O1`` four values (SPL, TWA or Leq, Lmin, Lmax); ``G0`` the list chosen with G1
to G4. The replies do not name what they are, so they are matched to the question; a list whose question was not
seen is unknown, and so is the second value of ``O1``. No source gives the line speed: it must be given. ``M`` and
``G1`` to ``G4``, which change settings, are never sent.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, LevelName, sound
from drivers.readings import Decoded, Reading, SoundReading
from drivers.running import RunningLevels
from drivers.stand_in import LineAnswerer

_LEVEL = re.compile(r"(\d{1,3}\.\d{1,2}) *dB")
_LIST = re.compile(r"\d{1,3}\.\d{1,2}(?: *, *\d{1,3}\.\d{1,2})*")
_FOUR = (LevelName("Lp"), UNKNOWN, LevelName("Lmin"), LevelName("Lmax"))


class _Decoder(LineDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._open: deque[str] = deque(maxlen=8)

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def forget(self) -> None:
        self._open.clear()

    def sent(self, data: bytes) -> None:
        for line in data.decode("ascii", "replace").split("\r"):
            if line.strip():
                self._open.append(line.strip())

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip()
        if re.fullmatch(r"[A-Z]\d(,\d+)*", text):
            # Our own command come back, or one in a log of both directions.
            if not self._open:
                self.sent(text.encode())
            return Frame(length, answers=False)
        if "�" in text:
            return Noise(length, "bytes that are no text", whole=True)
        asked = self._open.popleft() if self._open else ""
        if found := _LEVEL.fullmatch(text):
            return Frame(length, (sound(LevelName("Lp"), float(found[1]), offset=offset, length=length),))
        if _LIST.fullmatch(text):
            values = [float(each) for each in text.split(",")]
            names = _FOUR if asked == "O1" and len(values) == 4 else [UNKNOWN] * len(values)
            items: list[Decoded] = [
                sound(name, value, offset=offset, length=length) for name, value in zip(names, values, strict=True)
            ]
            return Frame(length, items)
        return Noise(length, "no level where one was asked", whole=True) if asked in ("R4", "O1") else Frame(length)


class LarsonDavis820:
    """The instrument file's one object."""

    card = ModelCard(
        name="larson-davis-820",
        maker="Larson Davis",
        models=("820", "870", "System 824"),
        kind="sound",
        sound_class=1,
        certainty="B",
        line=LineSettings(baud=None),
        source="model 820 and System 824 manuals",
    )

    def requests(self) -> Sequence[Request]:
        """The current level each second, the four values every five."""
        return (
            Request(label="level", payload=b"R4\r", every_s=1.0),
            Request(label="four values", payload=b"O1\r", every_s=5.0),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """``R4`` for a level alone, ``O1`` for the four values together."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        out, at = b"", 0
        while at < len(sounds):
            four = [each.quantity for each in sounds[at : at + 4]] == [name.quantity for name in _FOUR]
            if four:
                out += ", ".join(f"{each.value_db:.1f}" for each in sounds[at : at + 4]).encode() + b"\r\n"
            elif sounds[at].quantity == "Lp":
                out += f"{sounds[at].value_db:.1f} dB\r\n".encode()
            else:
                out += f"{sounds[at].value_db:.1f}\r\n".encode()
            at += 4 if four else 1
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        levels = RunningLevels(truth)

        def answer(line: str) -> bytes:
            if line == "R4":
                return f"{levels.show('LAF'):.1f} dB\r\n".encode()
            if line == "O1":
                names = ("LAF", "LAeq", "LAFmin", "LAFmax")
                return ", ".join(f"{levels.show(each):.1f}" for each in names).encode() + b"\r\n"
            return b"824\r\n" if line == "R1" else b""

        class Meter(LineAnswerer):
            def tick(self) -> bytes:
                levels.second()
                return b""

        return Meter(answer, end=b"\r")


INSTRUMENT = LarsonDavis820()
