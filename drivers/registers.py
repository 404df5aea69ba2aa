"""Register profiles: which Modbus register holds what, as data files a user can add.

A profile is ``resources/registers/NAME.toml`` beside the program, or a path to such a file. It says the unit
number, the reads (first register, count), and for each value its field, register, number of words, scale and sign.
Profiles are chosen by name, never detected: two families answer at the same registers in different units.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from drivers.errors import UnknownModel
from drivers.instrument import Certainty, Kind, LineSettings, ModelCard, Request, Simulated, Truth
from drivers.limits import LIMITS
from drivers.modbus import ModbusDecoder, ModbusUnit, Question, answer
from drivers.readings import Damage, Decoded, ParticulateReading, Reading, WeatherReading

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "registers"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterValue:
    """One field of a reading; ``value = word * scale``, in the unit of the field's name."""

    field: str
    register: int
    scale: float
    words: int = 1
    signed: bool = False
    must_be: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterProfile:
    """A whole instrument as registers."""

    name: str
    model: str
    kind: Kind
    maker: str
    certainty: Certainty
    source: str
    baud: int | None
    unit: int
    high_word_first: bool
    reads: tuple[tuple[int, int], ...]
    values: tuple[RegisterValue, ...]

    def questions(self) -> tuple[Question, ...]:
        """What is asked, in order."""
        return tuple(Question(self.unit, first, count) for first, count in self.reads)


def profile_names(model: str, folder: Path = FOLDER) -> list[str]:
    """The names of the profiles for ``model``."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            if tomllib.loads(path.read_text(encoding="utf-8")).get("model") == model:
                found.append(path.stem)
        except (OSError, ValueError):
            continue
    return found


def load_profile(model: str, name: str, folder: Path = FOLDER) -> RegisterProfile:
    """Read a profile by name or path.

    Raises:
        UnknownModel: there is none, it is for another model, or a line in it is wrong.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    known = ", ".join(f"{model}:{each}" for each in profile_names(model, folder))
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise UnknownModel("drivers.profile_unknown", name=name, known=known) from fault
    try:
        profile = _profile(path.stem, plain)
    except (KeyError, TypeError, ValueError) as fault:
        raise UnknownModel("drivers.profile_wrong", file=str(path), reason=str(fault)) from fault
    if profile.model != model:
        raise UnknownModel("drivers.profile_unknown", name=name, known=known)
    return profile


def _profile(name: str, plain: Mapping[str, object]) -> RegisterProfile:
    values = tuple(_value(each) for each in cast("Sequence[Mapping[str, object]]", plain["values"]))
    reads = tuple((int(first), int(count)) for first, count in cast("Sequence[tuple[int, int]]", plain["reads"]))
    baud = plain.get("baud")
    return RegisterProfile(
        name=name,
        model=str(plain["model"]),
        kind=cast(Kind, plain["kind"]),
        maker=str(plain["maker"]),
        certainty=cast(Certainty, plain["certainty"]),
        source=str(plain["source"]),
        baud=int(cast(int, baud)) if baud is not None else None,
        unit=int(cast(int, plain["unit"])),
        high_word_first=plain["word_order"] == "high first",
        reads=reads,
        values=values,
    )


def _value(plain: Mapping[str, object]) -> RegisterValue:
    field = str(plain["field"])
    if field not in LIMITS:
        raise ValueError(f"no such field: {field}")
    bounds = cast("Sequence[float] | None", plain.get("must_be"))
    return RegisterValue(
        field=field,
        register=int(cast(int, plain["register"])),
        scale=float(cast(float, plain["scale"])),
        words=int(cast(int, plain.get("words", 1))),
        signed=bool(plain.get("signed", False)),
        must_be=(float(bounds[0]), float(bounds[1])) if bounds else None,
    )


class ProfileDecoder(ModbusDecoder):
    """Registers to one reading an answer; an answer whose question was not seen is damage unless only one fits."""

    def __init__(self, profile: RegisterProfile) -> None:
        super().__init__(profile.unit)
        self._profile = profile

    def words(self, asked: Question | None, words: Sequence[int], offset: int, length: int) -> Sequence[Decoded]:
        """One reading with the fields that lie in these registers."""
        if asked is None:
            fitting = [each for each in self._profile.questions() if each.count == len(words)]
            if len(fitting) != 1:
                return [Damage(offset=offset, length=length, reason="answer without its question: registers unknown")]
            asked = fitting[0]
        held = {asked.first + index: word for index, word in enumerate(words)}
        found: dict[str, float] = {}
        for value in self._profile.values:
            number = self._number(value, held)
            if number is None:
                continue
            if value.must_be and not value.must_be[0] <= number <= value.must_be[1]:
                low, high = value.must_be
                reason = f"{value.field} {number:g} is outside {low:g} to {high:g}: is the profile right?"
                return [Damage(offset=offset, length=length, reason=reason)]
            found[value.field] = number
        if not found:
            return []
        if self._profile.kind == "weather":
            return [WeatherReading(offset=offset, length=length, **found)]
        return [_dust(found, offset, length)]

    def _number(self, value: RegisterValue, held: Mapping[int, int]) -> float | None:
        words = [held.get(value.register + index) for index in range(value.words)]
        if None in words:
            return None
        if not self._profile.high_word_first:
            words.reverse()
        raw = 0
        for word in words:
            raw = raw << 16 | (word or 0)
        if value.signed and raw >> (16 * value.words - 1):
            raw -= 1 << (16 * value.words)
        # A factor below one is a division by a round number: 246 / 10, not 246 * 0.1.
        return raw / round(1 / value.scale) if value.scale < 1 else raw * value.scale


def _dust(found: Mapping[str, float], offset: int, length: int) -> ParticulateReading:
    return ParticulateReading(
        offset=offset,
        length=length,
        pm1_ug_m3=found.get("pm1_ug_m3"),
        pm25_ug_m3=found.get("pm25_ug_m3"),
        pm10_ug_m3=found.get("pm10_ug_m3"),
        tsp_ug_m3=found.get("tsp_ug_m3"),
        temperature_c=found.get("temperature_c"),
        humidity_pct=found.get("humidity_pct"),
    )


class ProfileInstrument:
    """An instrument whose bytes are Modbus and whose meaning is a profile."""

    def __init__(
        self, profile: RegisterProfile, *, models: tuple[str, ...], period_s: float = 1.0, unit: int | None = None
    ) -> None:
        self._profile = profile = replace(profile, unit=unit or profile.unit)
        self._period_s = period_s
        self._models = models
        self.card = ModelCard(
            name=f"{profile.model}:{profile.name}",
            maker=profile.maker,
            models=models,
            kind=profile.kind,
            sound_class=None,
            certainty=profile.certainty,
            line=LineSettings(baud=profile.baud),
            source=profile.source,
            period_s=period_s,
        )

    def at_unit(self, unit: int) -> ProfileInstrument:
        """The same instrument under another unit number."""
        return ProfileInstrument(self._profile, models=self._models, period_s=self._period_s, unit=unit)

    def requests(self) -> Sequence[Request]:
        """The profile's reads, one after another; registers are never written."""
        return tuple(
            Request(
                label=f"registers {each.first} to {each.first + each.count - 1}",
                payload=each.frame(),
                every_s=self._period_s,
            )
            for each in self._profile.questions()
        )

    def decoder(self) -> ProfileDecoder:
        """A fresh decoder."""
        return ProfileDecoder(self._profile)

    def encode(self, readings: Sequence[Reading]) -> bytes:
        """The answers to the profile's reads, in their order, that carry each reading."""
        out = b""
        for reading in readings:
            held = self._registers({each.field: getattr(reading, each.field, None) for each in self._profile.values})
            for asked in self._profile.questions():
                wanted = range(asked.first, asked.first + asked.count)
                carries = (each for each in self._profile.values if each.register in wanted)
                if any(getattr(reading, each.field, None) is not None for each in carries):
                    out += answer(asked.unit, [held.get(each, 0) for each in wanted])
        return out

    def _registers(self, fields: Mapping[str, float | None]) -> dict[int, int]:
        held = {register: 0 for first, count in self._profile.reads for register in range(first, first + count)}
        for value in self._profile.values:
            number = fields.get(value.field)
            if number is None:
                number = value.must_be[0] if value.must_be else 0.0
            raw = round(number * round(1 / value.scale)) if value.scale < 1 else round(number / value.scale)
            words = [raw >> 16 * index & 0xFFFF for index in range(value.words)]
            if self._profile.high_word_first:
                words.reverse()
            held.update({value.register + index: word for index, word in enumerate(words)})
        return held

    def simulated(self, truth: Truth) -> Simulated:
        """A unit that is not there, with its registers filled from ``truth``."""
        return ModbusUnit(self._profile.unit, lambda: self._registers({**_USUAL, **truth()}))


_USUAL = {"temperature_c": 18.0, "humidity_pct": 60.0, "pressure_hpa": 985.0, "noise_db": 45.0}
