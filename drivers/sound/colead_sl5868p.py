"""Colead SL-5868P, also Sauter SU 130, 2400 8N1.

The meter asks with ``10`` about twice a second, the computer answers ``20``, the meter sends ten bytes
``08 04 MODE D D D D D ST SUM``: digits one a byte (0A blank, the last one tenths), ST 01 = valid, SUM the low byte of
the sum before it. MODE low half: 0 A Fast, 1 A Slow, 2 C Fast, 3 C Slow, 4 and 5 flat, 6 and 7 Ln, 8 to B Leq A; high
half 1 normal, 2 maximum hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, LevelName, level_name, sound
from drivers.readings import Reading, SoundReading, TimeWeighting, Weighting
from drivers.stand_in import level

_LENGTH = 10
_SOUND: dict[int, tuple[Weighting, TimeWeighting]] = {
    0: ("A", "F"),
    1: ("A", "S"),
    2: ("C", "F"),
    3: ("C", "S"),
    4: ("unknown", "F"),
    5: ("unknown", "S"),
}


def _name(mode: int) -> LevelName:
    """Ln (6, 7) does not say its percentage; a held maximum of an Leq has no name."""
    low, held = mode & 0x0F, mode >> 4 == 2
    if low in _SOUND:
        return level_name(*_SOUND[low], "max" if held else "")
    return level_name("A", "unknown", "eq") if low >= 8 and not held else UNKNOWN


class _Decoder(FrameDecoder):
    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        # Behind a damaged frame 10 and 20 may be the rest of that frame.
        inside_damage = self._run is not None and self._run.length < _LENGTH
        if data[0] in (0x10, 0x20) and not inside_damage:
            self._prompted = self._prompted or data[0] == 0x10
            return Frame(1, answers=False)  # 20 is our own answer come back
        if not b"\x08\x04".startswith(data[:2]):
            return Noise(1, "no start 08 04")
        if len(data) < _LENGTH:
            return None
        total = sum(data[:9]) & 0xFF
        if data[9] != total:
            return Noise(1, f"sum {data[9]:02X} should be {total:02X}", fresh=True)
        mode, digits, valid = data[2], data[3:8], data[8] == 1
        if mode >> 4 not in (1, 2) or mode & 0x0F > 0x0B or max(digits) > 0x0A:
            return Noise(1, "mode or digit is not known")
        text = "".join(" " if digit == 0x0A else str(digit) for digit in digits).strip()
        if not valid or not text.isdigit():
            return Frame(_LENGTH)
        return Frame(_LENGTH, (sound(_name(mode), int(text) / 10, offset=offset, length=_LENGTH),))


class _Meter:
    """Asks each second, and answers what the computer says."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def receive(self, data: bytes) -> bytes:
        return INSTRUMENT.encode([sound("LAF", level(self._truth(), "LAF"))]) * data.count(0x20)

    def tick(self) -> bytes:
        return b"\x10"


class ColeadSl5868p:
    """The instrument file's one object."""

    card = ModelCard(
        name="colead-sl5868p",
        maker="Colead 科力达",
        models=("SL-5868P", "Sauter SU 130"),
        kind="sound",
        sound_class=None,
        certainty="B",
        line=LineSettings(baud=2400),
        source="a public description and a logger of the Sauter meter",
    )

    def requests(self) -> Sequence[Request]:
        """The answer to the meter's own question."""
        return (Request(label="ready", payload=b"\x20", on_prompt=True, timeout_s=0.4, names_model=True),)

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A frame a reading; LAeq in mode 8, percentiles and unknown names in mode 6."""
        out = b""
        for reading in readings:
            if not isinstance(reading, SoundReading):
                continue
            modes = [low | 0x10 for low in (0, 1, 2, 3, 4, 5, 8)] + [low | 0x20 for low in range(6)]
            mode = next((each for each in modes if _name(each).quantity == reading.quantity), 0x16)
            text = f"{round(reading.value_db * 10):5d}"
            body = bytes((8, 4, mode, *(0x0A if mark == " " else int(mark) for mark in text), 1))
            out += body + bytes((sum(body) & 0xFF,))
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that is not there."""
        return _Meter(truth)


INSTRUMENT = ColeadSl5868p()
