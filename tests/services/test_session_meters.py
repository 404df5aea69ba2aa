"""A meter that says its number: named from the register, linked to each run, and told when it is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from short_visit import MODELS, ShortVisit

from drivers.instrument import Decoder, Instrument, ModelCard, Request, Simulated, Truth
from drivers.readings import Identity, Reading
from drivers.registry import instrument
from patrol_app.assets import sentence
from patrol_app.domain.instruments import InstrumentUnit, VerificationCertificate
from patrol_app.services.recall import recall
from patrol_app.services.register import found_in, same_number, with_number

SVAN = "svantek-97x"


def unit(number: str, valid_to: date | None = date(2027, 3, 18)) -> InstrumentUnit:
    certificate = VerificationCertificate(number=f"DEMO-J-{number}", valid_to=valid_to) if valid_to else None
    return InstrumentUnit(
        role="sound", model=SVAN, name="SVAN 971", serial_number=number, sound_class=1, certificate=certificate
    )


REGISTER = (unit("DEMO-S-001"), unit("DEMO-S-002"))


@dataclass
class Numbered:
    """A SVAN whose number can be exchanged, as if another one were plugged in."""

    number: str = "DEMO-S-001"
    real: Instrument = field(default_factory=lambda: instrument(SVAN))
    card: ModelCard = field(default_factory=lambda: instrument(SVAN).card)

    def requests(self) -> Sequence[Request]:
        return self.real.requests()

    def decoder(self) -> Decoder:
        return self.real.decoder()

    def encode(self, readings: Sequence[Reading]) -> bytes:
        return self.real.encode(readings)

    def simulated(self, truth: Truth) -> Simulated:
        return _Numbered(self, self.real.simulated(truth))


class _Numbered:
    def __init__(self, meter: Numbered, real: Simulated) -> None:
        self._meter, self._real = meter, real

    def receive(self, data: bytes) -> bytes:
        return self._real.receive(data).replace(b"N1234", b"N" + self._meter.number.encode())

    def tick(self) -> bytes:
        return self._real.tick()


@pytest.fixture
def meter() -> Numbered:
    return Numbered()


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meter: Numbered) -> Iterator[ShortVisit]:
    monkeypatch.setitem(MODELS, "sound", SVAN)
    with ShortVisit(tmp_path, sound=meter, register=REGISTER) as made:
        facts = made.session.facts
        made.do("observe", position=replace(facts.position, place=facts.site.place, place_source="picked"))
        made.walk(2)
        yield made


def exchange(visit: ShortVisit, meter: Numbered, number: str, away_s: float = 6.0) -> None:
    visit.simulators["sound"].die()
    visit.walk(away_s)
    meter.number = number
    visit.simulators["sound"].come_back()
    visit.walk(6)


def shown_sentence(visit: ShortVisit) -> str:
    key, data = visit.shown().messages[0]
    return sentence(key, "zh", **dict(data))


def serial(visit: ShortVisit) -> str | None:
    found = visit.session.facts.unit("sound")
    return found.serial_number if found else None


def test_the_number_names_the_unit_of_the_register_and_its_certificate(visit: ShortVisit) -> None:
    (noted,) = visit.noted("instrument.identified")
    assert noted["said"]["serial_number"] == "DEMO-S-001"
    assert noted["unit"]["certificate"] == {"number": "DEMO-J-DEMO-S-001", "valid_to": "2027-03-18"}
    assert serial(visit) == "DEMO-S-001"
    assert visit.shown().messages == ()
    visit.do("begin_run", role="main")
    visit.walk(3)
    visit.do("end_run")
    (started,) = visit.noted("run.started")
    sound = next(each for each in started["instruments"] if each["unit"]["role"] == "sound")
    assert sound["said"] == "DEMO-S-001"
    assert sound["unit"]["sound_class"] == 1
    assert sound["unit"]["certificate"]["valid_to"] == "2027-03-18"
    visit.stop()
    assert recall(visit.store, visit.session.facts.number) == visit.session.facts


def test_a_number_that_is_not_registered_has_no_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meter: Numbered
) -> None:
    monkeypatch.setitem(MODELS, "sound", SVAN)
    meter.number = "X-9"
    with ShortVisit(tmp_path, sound=meter, register=REGISTER) as visit:
        visit.walk(2)
        found = visit.session.facts.unit("sound")
        assert found is not None
        assert (found.serial_number, found.certificate) == ("X-9", None)
        assert "X-9" in shown_sentence(visit)
        visit.stop()
        assert recall(visit.store, visit.session.facts.number) == visit.session.facts


def test_the_same_meter_plugged_in_again_is_no_event(visit: ShortVisit, meter: Numbered) -> None:
    visit.do("calibrate", which="before", typed_db=93.8)
    exchange(visit, meter, "demo s 001")
    assert visit.noted("instrument.changed") == []
    assert visit.shown().calibrated
    assert [key for key, _ in visit.shown().messages] == ["ui.came_back"]


def test_another_meter_between_two_runs_is_told_and_needs_a_calibration(visit: ShortVisit, meter: Numbered) -> None:
    visit.do("calibrate", which="before", typed_db=93.8)
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.do("end_run")
    exchange(visit, meter, "DEMO-S-002")
    (changed,) = visit.noted("instrument.changed")
    assert (changed["before"]["serial_number"], changed["said"]["serial_number"]) == ("DEMO-S-001", "DEMO-S-002")
    assert changed["run"] is None
    assert shown_sentence(visit) == "这台不是刚才那台（DEMO-S-002）。要换用，请重新校准。"
    assert not visit.shown().calibrated
    # the run that was measured stays with the meter that measured it
    assert serial(visit) == "DEMO-S-001"
    visit.walk(30)
    assert visit.shown().messages
    visit.do("calibrate", which="before", typed_db=94.1)
    visit.walk(1)
    assert visit.shown().messages == ()
    visit.do("begin_run", role="main")
    assert serial(visit) == "DEMO-S-002"
    visit.walk(5)
    visit.do("end_run")
    visit.stop()
    assert recall(visit.store, visit.session.facts.number) == visit.session.facts
    rebuilt = visit.rebuilt()
    assert rebuilt.main is not None and rebuilt.main.label == "N2"
    assert rebuilt.calibration_before is not None
    assert rebuilt.calibration_before.reading_db == 94.1


def test_a_calibration_of_the_first_meter_does_not_count_for_the_second(visit: ShortVisit, meter: Numbered) -> None:
    visit.do("calibrate", which="before", typed_db=93.8)
    exchange(visit, meter, "DEMO-S-002")
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.do("end_run")
    visit.do("calibrate", which="after", typed_db=93.8)
    rebuilt = visit.rebuilt()
    assert rebuilt.calibration_before is None
    assert rebuilt.calibration_after is not None


def test_a_calibration_of_the_second_meter_does_not_count_for_the_first(visit: ShortVisit, meter: Numbered) -> None:
    visit.do("calibrate", which="before", typed_db=93.8)
    visit.do("begin_run", role="main")
    visit.walk(5)
    visit.do("end_run")
    exchange(visit, meter, "DEMO-S-002")
    visit.do("calibrate", which="after", typed_db=93.8)
    rebuilt = visit.rebuilt()
    assert rebuilt.calibration_before is not None
    assert rebuilt.calibration_after is None


def test_a_run_in_which_the_meter_is_exchanged_ends_where_the_first_was_last_there(
    visit: ShortVisit, meter: Numbered
) -> None:
    visit.do("begin_run", role="main")
    visit.walk(10)
    visit.truth["LAF"] = 90.0
    exchange(visit, meter, "DEMO-S-002", away_s=8)
    assert visit.shown().run == "idle"
    (changed,) = visit.noted("instrument.changed")
    assert changed["run"] == "N1"
    visit.walk(2)
    main = visit.rebuilt().main
    assert main is not None
    assert main.interrupted
    assert 9.5 <= main.duration_s <= 10.5
    # not one level of the second meter is in it
    assert main.lafmax_db == 55.0
    assert serial(visit) == "DEMO-S-001"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DEMO-S-001", "demo s001", True),
        ("0001234", "1234", True),
        ("1234", "12340", False),
        ("", "", False),
        ("—", "-", False),
        ("演示-S-001", "演示S001", True),
    ],
)
def test_numbers_are_compared_without_blanks_dashes_case_and_zeros(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


def test_an_internal_number_is_not_looked_for_in_the_register() -> None:
    inner = Identity(serial_number="DEMO-S-001", engraved=False)
    assert found_in(REGISTER, SVAN, inner) is None
    assert found_in(REGISTER, "bswa-308", Identity(serial_number="DEMO-S-001")) is None


def test_an_unknown_number_is_filled_in_and_keeps_the_certificate() -> None:
    said = Identity(serial_number="7")
    assert with_number(unit("—"), said).certificate is not None
    assert with_number(unit("—"), said).serial_number == "7"
    changed: Mapping[str, object] = {"serial_number": "7", "certificate": None}
    found = with_number(unit("8"), said)
    assert {name: getattr(found, name) for name in changed} == changed
