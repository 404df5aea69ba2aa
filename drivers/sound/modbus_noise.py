"""RS-485 noise transmitters with Modbus RTU: Renke RS-ZS-BZ, ZTS-ZS-BZ-TTL-05, Taidacent and look-alikes.

Answer ``01 03 02 HI LO CRC``: dB(A) = word / 10 from register 0 (GEMHO: register 000E). Time weighting is not told.
No verified meters: indication only. 4800 baud is the Renke default, many others have 9600 (``--baud``). Registers
07D0 and 07D1 (address, speed) are never written.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.instrument import LineSettings, ModelCard, Request, Simulated, Truth
from drivers.levels import LevelName, sound
from drivers.modbus import ModbusDecoder, ModbusUnit, Question, answer
from drivers.readings import Decoded, Reading, SoundReading
from drivers.stand_in import level

_LEVEL_REGISTERS = (0x0000, 0x000E)


class _Decoder(ModbusDecoder):
    def words(self, asked: Question | None, words: Sequence[int], offset: int, length: int) -> Sequence[Decoded]:
        if asked is not None and asked.first not in _LEVEL_REGISTERS:
            return ()
        return (sound(LevelName("Lp", "A"), words[0] / 10, offset=offset, length=length),)


class ModbusNoise:
    """The instrument file's one object."""

    card = ModelCard(
        name="modbus-noise",
        maker="建大仁科 Renke and look-alikes",
        models=("RS-ZS-BZ", "ZTS-ZS-BZ-TTL-05", "Taidacent", "GEMHO"),
        kind="sound",
        sound_class=None,
        certainty="A",
        line=LineSettings(baud=4800),
        source="several public drivers; CRC of one real reply recomputed",
    )

    def __init__(self, unit: int = 1) -> None:
        self._question = Question(unit=unit, first=0, count=1)

    def at_unit(self, unit: int) -> ModbusNoise:
        """The same transmitter under another unit number."""
        return ModbusNoise(unit)

    def requests(self) -> Sequence[Request]:
        """Register 0, once a second."""
        return (Request(label="level", payload=self._question.frame(), every_s=1.0, timeout_s=2.0),)

    def decoder(self) -> _Decoder:
        """A fresh decoder; any unit number is accepted."""
        return _Decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """An answer a reading."""
        sounds = [each for each in readings if isinstance(each, SoundReading)]
        return b"".join(answer(self._question.unit, [round(each.value_db * 10)]) for each in sounds)

    def simulated(self, truth: Truth) -> Simulated:
        """A transmitter that is not there."""
        return ModbusUnit(self._question.unit, lambda: {0: round(level(truth(), "LAF") * 10)})


INSTRUMENT = ModbusNoise()
