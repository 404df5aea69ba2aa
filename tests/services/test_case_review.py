from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from short_visit import short_pack

from patrol_app.cli.app import main
from patrol_app.domain.people import PersonMet
from patrol_app.domain.record import VisitRecord
from patrol_app.rules.book import load_rule_book
from patrol_app.rules.moment import local
from patrol_app.services.case_files import CaseWords
from patrol_app.services.case_review import review_of
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

BOOK = load_rule_book()
RECORD = short_pack().record
HOME = short_pack().papers["record.pdf"].parents[1]


def answers(record: VisitRecord = RECORD, said: CaseWords | None = None) -> dict[str, tuple[bool | None, bool]]:
    """Item to (met, applies), in English for short names."""
    reader = Reader.open(Home.open(HOME).database)
    try:
        items = review_of(record, said or CaseWords(), reader=reader, book=BOOK, language="en")
    finally:
        reader.close()
    assert all(item.place for item in items if item.applies and item.met is not None)
    return {item.item: (item.met, item.applies) for item in items}


def met(name: str, **changes: Any) -> bool | None:
    found = answers(replace(RECORD, **changes))
    return next(value[0] for item, value in found.items() if item.startswith(name))


def person(**changes: Any) -> PersonMet:
    assert RECORD.person_met is not None
    return replace(RECORD.person_met, **changes)


def test_what_the_record_knows_is_ticked_and_the_rest_is_for_a_person() -> None:
    found = answers()
    for name in ("Start, end and place", "Calibrated before", "Electronic data sealed"):
        assert next(value for item, value in found.items() if item.startswith(name))[0] is (name != "Calibrated before")
    for name in ("The officers' certificates", "Both are confirmed", "The result was told", "The facts fit", "Served"):
        assert next(value for item, value in found.items() if item.startswith(name))[0] is None


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"signature": "signed"}, None),  # on paper, which the program has not seen
        ({"signature": "refused", "refusal_reason": "要请示领导", "witness": "演示见证人癸"}, True),
        ({"signature": "refused", "refusal_reason": "要请示领导", "filmed": "V-07"}, True),
        ({"signature": "refused", "refusal_reason": "要请示领导"}, False),
        ({"signature": "refused", "witness": "演示见证人癸"}, False),
        ({"signature": "cannot", "filmed": "V-07"}, True),
    ],
)
def test_a_refusal_needs_its_reason_and_someone_or_something_that_saw_it(
    changes: dict[str, str], answer: bool | None
) -> None:
    assert met("Every page signed", person_met=person(**changes)) is answer


def test_nobody_there_leaves_no_confirmation_to_ask_for() -> None:
    found = answers(replace(RECORD, person_met=None))
    assert next(value for item, value in found.items() if item.startswith("Both are confirmed")) == (None, False)
    assert next(value for item, value in found.items() if item.startswith("Every page signed"))[0] is False


def test_both_sides_of_the_drift_of_the_calibration() -> None:
    before = RECORD.calibration_before
    assert before is not None
    for step_db, answer in ((0.5, True), (0.51, False)):
        after = replace(before, reading_db=before.reading_db + step_db)
        assert met("Calibrated before", calibration_before=replace(before), calibration_after=after) is answer
    assert met("Calibrated before", calibration_after=None) is False


@pytest.mark.parametrize(
    ("wind_m_s", "rain", "answer"),
    [(4.9, False, True), (5.0, False, False), (1.0, True, False), (None, False, None), (1.0, None, None)],
)
def test_weather_that_nobody_looked_at_is_not_ticked(wind_m_s: float | None, rain: bool | None, answer: object) -> None:
    run = RECORD.measurement
    assert run is not None
    changed = replace(run, weather=replace(run.weather, wind_max_m_s=wind_m_s, rain=rain))
    assert met("No rain", measurement=changed) is answer


def test_one_officer_is_fatal_and_a_recused_one_too() -> None:
    first = RECORD.officers[0]
    assert met("Two officers", officers=(first,)) is False
    assert met("Two officers", officers=(first, replace(first, name="演示员丙"))) is False  # one number for two
    assert met("No officer is registered", officers=(replace(first, recused_sites=(RECORD.site.name,)),)) is False


def test_a_certificate_that_ended_the_day_before() -> None:
    day = local(RECORD.arrived_at).date()
    for end, answer in ((day, True), (day - timedelta(days=1), False)):
        units = tuple(
            replace(unit, certificate=replace(unit.certificate, valid_to=end)) if unit.certificate else unit
            for unit in RECORD.instruments
        )
        assert met("Certificates of meter", instruments=units) is answer


def test_an_article_that_was_not_yet_in_force() -> None:
    assert met("Standards and articles") is True
    verdict = next(each for each in RECORD.verdicts if each.law)
    early = replace(verdict.law[0], valid_from=local(RECORD.arrived_at).date() + timedelta(days=1))
    assert met("Standards and articles", verdicts=(replace(verdict, law=(early,)),)) is False


def test_filing_within_fifteen_days() -> None:
    day = local(RECORD.arrived_at).date()
    for offset, answer in ((15, True), (16, False)):
        found = answers(said=CaseWords(filed_on=day + timedelta(days=offset)))
        assert found["Case filed within 15 days"][0] is answer
    assert answers()["Case filed within 15 days"][0] is None
    assert isinstance(day, date)


def test_the_form_comes_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATROL_HOME", str(HOME))
    target = tmp_path / "review.pdf"
    assert main(["report", "case-review", "--visit", RECORD.number, "--to-file", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert main(["report", "site-plan", "--visit", RECORD.number, "--to-file", str(target)]) == 2
    assert "GeoJSON" in capsys.readouterr().err
