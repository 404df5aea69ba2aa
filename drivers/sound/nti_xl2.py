"""NTi Audio XL2 (class 1), USB-CDC, ASCII lines; needs the Remote Measurement option.

``MEAS:INIT`` takes a snapshot, ``MEAS:SLM:123? LAF LAEQ ...`` answers one line a value: ``53.8 dB, OK``. The lines do
not repeat the names, so they are matched to the question. ``*IDN?`` is answered by maker, model, serial number and
firmware. Status OK, LOW, OVLD, UNDEF, OPTION_REQUIRED; -999 is no value, ``;`` an unknown name. Never sent: ``*RST``,
which clears the measurement and the range.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from drivers.framing import Frame, LineDecoder, Noise
from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import UNKNOWN, LevelName, level_name, sound
from drivers.readings import Damage, Identity, Reading, SoundReading, TimeWeighting, Weighting
from drivers.running import RunningLevels
from drivers.stand_in import LineAnswerer

_ASKED = ("LAF", "LAEQ", "LAFMAX", "LAFMIN", "LCPKMAX")
_VALUE = re.compile(r"(-?\d+(?:\.\d+)?) (dB|sec), (\w+)")
_LIST = re.compile(r"-?\d+(?:\.\d+)?(,-?\d+(?:\.\d+)?)+ dB, \w+")
_SOUND = re.compile(r"L([ACZ])([FS])(MAX|MIN|)")
_OTHER = re.compile(r"L([ACZ])(EQ|PK|PKMAX)")
_IDENTITY = re.compile(r"NTiAudio,(XL2[^,]*),([^,]+)(?:,FW ?(.+))?", re.IGNORECASE)
_PERCENT = re.compile(r"L(\d+(?:\.\d+)?)%")
_WEIGHTINGS: dict[str, Weighting] = {"A": "A", "C": "C", "Z": "Z"}
_TIMES: dict[str, TimeWeighting] = {"F": "F", "S": "S"}


def _name(asked: str) -> LevelName:
    """The level under the XL2's own spelling; LxPK and LxPKMAX are both peaks."""
    if found := _SOUND.fullmatch(asked):
        mode = found[3].lower()
        return level_name(_WEIGHTINGS[found[1]], _TIMES[found[2]], "max" if mode == "max" else "min" if mode else "")
    if found := _OTHER.fullmatch(asked):
        return level_name(_WEIGHTINGS[found[1]], "unknown", "eq" if found[2] == "EQ" else "peak")
    if found := _PERCENT.fullmatch(asked):
        return LevelName(f"L{found[1]}")
    return UNKNOWN


class _Decoder(LineDecoder):
    ends = b"\n"

    def __init__(self) -> None:
        super().__init__()
        self._open: deque[str] = deque(maxlen=32)
        self._echoes: deque[str] = deque(maxlen=32)

    @property
    def waiting(self) -> bool:
        return bool(self._open)

    def forget(self) -> None:
        self._open.clear()
        self._echoes.clear()

    def sent(self, data: bytes) -> None:
        self._echoes.extend(line.strip() for line in data.decode("ascii", "replace").upper().split("\n"))
        self._ask(data)

    def _ask(self, data: bytes) -> None:
        for line in data.decode("ascii", "replace").upper().split("\n"):
            head, _, names = line.strip().partition(" ")
            if head.startswith("MEAS:SLM:") and head.endswith("?") and ":RTA" not in head:
                self._open.extend(names.split())
            elif head.endswith("?"):
                self._open.append(head)

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        text = text.strip()
        if text.upper().startswith(("MEAS:", "INIT", "SYST:", "*")):
            if text.upper() in self._echoes:
                self._echoes.remove(text.upper())
            else:
                # In a log of both directions: values still owed to an older question will not come any more.
                self._open.clear()
                self._ask(text.encode("ascii", "replace"))
            return Frame(length, answers=False)
        value = _VALUE.fullmatch(text)
        if not value and "�" in text:
            return Noise(length, "bytes that are no text", whole=True)
        asked = self._open.popleft() if self._open else ""
        if identity := _IDENTITY.fullmatch(text):
            self.identity = Identity(serial_number=identity[2].strip(), model=identity[1], firmware=identity[3])
            return Frame(length)
        if text == ";":
            reason = f"instrument refused: it has no value {asked or 'of that name'}"
            return Frame(length, (Damage(offset=offset, length=length, reason=reason),))
        if not value:
            if _LIST.fullmatch(text) or not asked.startswith("L"):
                return Frame(length)
            return Noise(length, "no value where one was asked", whole=True)
        if value[2] != "dB" or value[3] not in ("OK", "LOW", "OVLD") or float(value[1]) == -999:
            return Frame(length)
        over, under = value[3] == "OVLD", value[3] == "LOW"
        reading = sound(_name(asked), float(value[1]), offset=offset, length=length, overload=over, underrange=under)
        return Frame(length, (reading,))


class NtiXl2:
    """The instrument file's one object."""

    card = ModelCard(
        name="nti-xl2",
        maker="NTi Audio",
        models=("XL2", "XL2-TA"),
        kind="sound",
        sound_class=1,
        certainty="A",
        line=LineSettings(baud=115200),
        source="XL2 remote measurement reference V4.80; its printed answers",
        usb_ids=((0x1A2B, 0x0004),),
    )

    def requests(self) -> Sequence[Request]:
        """A snapshot and five levels each second, 0.1 s apart; INIT around a run; the identity at opening."""
        levels = "MEAS:SLM:123? " + " ".join(_ASKED) + "\r\n"
        return (
            Request(label="snapshot", payload=b"MEAS:INIT\r\n", every_s=1.0, pause_s=0.1, timeout_s=0.1),
            Request(label="levels", payload=levels.encode(), every_s=1.0, pause_s=0.1),
            Request(label="start", payload=b"INIT START\r\n", starts_run=True, pause_s=0.1, timeout_s=0.1),
            Request(label="stop", payload=b"INIT STOP\r\n", ends_run=True, pause_s=0.1, timeout_s=0.1),
            Request(label="identity", payload=b"*IDN?\r\n", pause_s=0.1, names_model=True),
        )

    def decoder(self) -> _Decoder:
        """A fresh decoder."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """A line a reading, in the given order."""
        out = b""
        for reading in readings:
            if isinstance(reading, SoundReading):
                status = "OVLD" if reading.overload else "LOW" if reading.underrange else "OK"
                out += f"{reading.value_db:.1f} dB, {status}\r\n".encode()
        return out

    def simulated(self, truth: Truth) -> Simulated:
        """A meter whose measurement runs."""
        levels = RunningLevels(truth)

        def answer(line: str) -> bytes:
            head, _, names = line.upper().partition(" ")
            if head == "INIT" and names == "START":
                levels.restart()
            if head == "*IDN?":
                return b"NTiAudio,XL2,A2A-00001-E0,FW4.80\r\n"
            if head == "INIT:STATE?":
                return b"RUNNING\r\n"
            if not head.startswith("MEAS:SLM:123"):
                return b""
            known = [_name(each).quantity for each in names.split()]
            return b"".join(
                b";\r\n" if each == "unknown" else f"{levels.show(each):.1f} dB, OK\r\n".encode() for each in known
            )

        class Meter(LineAnswerer):
            def tick(self) -> bytes:
                levels.second()
                return b""

        return Meter(answer)


INSTRUMENT = NtiXl2()
