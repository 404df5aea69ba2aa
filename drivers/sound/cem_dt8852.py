"""CEM DT-8852 and DT-8851 (class 2), also Extech HD600, PeakTech 8005, Tenma 72-947, Voltcraft SL-451.

The meter streams packets ``A5 token [data]`` in any order after its SETUP key; the level is ``A5 0D`` and two BCD bytes
(``06 52`` = 65.2 dB), twenty a second. There is no check, so a level counts only when weighting and range state have
been seen, and only known tokens are accepted. ``FF`` is idle. The keys that could be sent (F/S, A/C, range, record)
change the meter and are never sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.framing import Frame, FrameDecoder, Noise, bcd
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import Mode, level_name, named, sound
from drivers.readings import Damage, Reading, SoundReading, TimeWeighting, Weighting
from drivers.stand_in import Streamer, level

_LENGTHS = {0x06: 3, 0x0D: 2}
_OPTIONAL = (0x0B, 0x1B, 0x1C)
"""Tokens that one source shows with a data byte and another without."""
_TIMES: dict[int, TimeWeighting] = {0x02: "F", 0x03: "S"}
_HOLDS: dict[int, Mode] = {0x04: "max", 0x05: "min", 0x0E: ""}
_STATES = {0x07: (True, False), 0x08: (False, True), 0x11: (False, False)}
_WEIGHTINGS: dict[int, Weighting] = {0x1B: "A", 0x1C: "C"}
_OTHERS = (0x06, 0x09, 0x19, 0x0A, 0x1A, 0x0B, 0x0D, 0x0F, 0x1F, 0x30, 0x40, 0x4B, 0x4C)
_TOKENS = {*_TIMES, *_HOLDS, *_STATES, *_WEIGHTINGS, *_OTHERS}


class _Decoder(FrameDecoder):
    def __init__(self) -> None:
        super().__init__()
        self._time: TimeWeighting = "unknown"
        self._weighting: Weighting | None = None
        self._hold: Mode = ""
        self._state: tuple[bool, bool] | None = None
        self._clock: str | None = None

    def split(self, data: bytes, offset: int, final: bool) -> Frame | Noise | None:
        if data[0] == 0xFF:
            return Frame(1)
        if data[0] != 0xA5:
            return Noise(1, "no start byte A5")
        if len(data) < 2:
            return None
        token = data[1]
        if token not in _TOKENS:
            return Noise(1, f"token {token:02X} is not known")
        length = 2 + _LENGTHS.get(token, 0)
        if token in _OPTIONAL:
            if len(data) < 3 and not final:
                return None
            length = 3 if len(data) > 2 and data[2] != 0xA5 else 2
        if len(data) < length:
            return None
        return self._packet(token, data[2:length], offset, length)

    def _packet(self, token: int, data: bytes, offset: int, length: int) -> Frame | Noise:
        self._time = _TIMES.get(token, self._time)
        self._hold = _HOLDS.get(token, self._hold)
        self._state = _STATES.get(token, self._state)
        self._weighting = _WEIGHTINGS.get(token, self._weighting)
        digits = bcd(data) if token in _LENGTHS else 0
        if digits is None:
            return Noise(1, "a digit above 9")
        if token == 0x06:
            self._clock = f"{data[0]:02X}:{data[1]:02X}:{data[2]:02X}"
        if token != 0x0D or self._weighting is None or self._state is None:
            return Frame(length)
        if digits > 1600:
            return Frame(length, (Damage(offset=offset, length=length, reason=f"level {digits / 10} dB"),))
        reading = sound(
            level_name(self._weighting, self._time, self._hold),
            digits / 10,
            offset=offset,
            length=length,
            overload=self._state[0],
            underrange=self._state[1],
            instrument_time=self._clock,
        )
        return Frame(length, (reading,))


def _code(table: dict[int, Weighting] | dict[int, TimeWeighting] | dict[int, Mode], value: str) -> bytes:
    return b"".join(b"\xa5" + bytes((code,)) for code, each in table.items() if each == value)


class CemDt8852:
    """The instrument file's one object."""

    card = ModelCard(
        name="cem-dt8852",
        maker="CEM 华盛昌",
        models=("DT-8852", "DT-8851", "Extech HD600", "PeakTech 8005", "Tenma 72-947", "Voltcraft SL-451"),
        kind="sound",
        sound_class=2,
        certainty="B",
        line=LineSettings(baud=9600),
        source="two public descriptions and two drivers",
        usb_ids=((0x10C4, 0xEA60),),
    )

    def requests(self) -> Sequence[Request]:
        """None: the meter streams."""
        return ()

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """Settings, range state and level of each reading; other weightings than A and C do not exist."""
        out = b""
        for reading in readings:
            parts = named(reading.quantity) if isinstance(reading, SoundReading) else None
            if not isinstance(reading, SoundReading) or parts is None or reading.weighting not in ("A", "C"):
                continue
            out += _code(_TIMES, parts[1]) + _code(_HOLDS, parts[2]) + _code(_WEIGHTINGS, parts[0])
            out += b"\xa5" + (b"\x07" if reading.overload else b"\x08" if reading.underrange else b"\x11")
            out += b"\xa5\x0d" + bytes.fromhex(f"{round(reading.value_db * 10):04d}")
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter that shows LAF."""
        return Streamer(
            truth,
            lambda now: [sound("LAF", level(now, "LAF"), overload=False, underrange=False)],
            self.encode,
        )


INSTRUMENT = CemDt8852()
