from decimal import Decimal

import pytest
from rule_cases import NIGHT_2025, NIGHT_2026, NOISE, codes, judged

EDITIONS = (NIGHT_2025, NIGHT_2026)


@pytest.mark.parametrize("when", EDITIONS)
@pytest.mark.parametrize(
    ("difference", "rounded", "correction"),
    [
        ("2.51", 3, -3),
        ("3.0", 3, -3),
        ("3.49", 3, -3),
        ("3.5", 4, -2),
        ("4.0", 4, -2),
        ("5.0", 5, -2),
        ("5.49", 5, -2),
        ("5.5", 6, -1),
        ("6.0", 6, -1),
        ("10.0", 10, -1),
        ("10.5", 10, -1),
        ("10.51", 11, 0),
        ("11.0", 11, 0),
        ("40.0", 40, 0),
    ],
)
def test_table_on_the_rounded_difference(when: str, difference: str, rounded: int, correction: int) -> None:
    """2.5, 3.5, 5.5 and 10.5 are the ties; the correction is taken from the unrounded measured value."""
    measured = Decimal("70.3")
    finding = judged(NOISE, when=when, laeq_db=measured, background_laeq_db=measured - Decimal(difference)).findings[0]
    assert finding.difference_db == rounded
    assert finding.correction_db == correction
    assert finding.corrected_db == measured + correction


@pytest.mark.parametrize("difference", ["2.5", "2.0", "0.0", "-4.0"])
def test_under_three_has_no_corrected_value(difference: str) -> None:
    measured = Decimal("70.3")
    finding = judged(NOISE, laeq_db=measured, background_laeq_db=measured - Decimal(difference)).findings[0]
    assert (finding.corrected_db, finding.rounded_db, finding.excess_db) == (None, None, None)
    assert finding.confidence == "unverified"


@pytest.mark.parametrize(
    ("laeq_db", "outcome", "code"),
    [
        (58.0, "complies", "below_3_complies"),
        (59.0, "complies", "below_3_complies"),
        (59.5, "complies", "below_3_complies"),
        (59.51, "cannot_be_judged", "below_3_cannot"),
        (60.0, "cannot_be_judged", "below_3_cannot"),
        (75.0, "cannot_be_judged", "below_3_cannot"),
    ],
)
@pytest.mark.parametrize("when", EDITIONS)
def test_under_three_decides_only_toward_leniency(when: str, laeq_db: float, outcome: str, code: str) -> None:
    verdict = judged(NOISE, when=when, laeq_db=laeq_db, background_laeq_db=laeq_db - 2)
    assert verdict.outcome == outcome
    assert code in codes(verdict)
    assert any("HJ 706-2014" in each.zh and "HJ 706-2014" in each.en for each in verdict.reasons)


def test_before_hj_706_under_three_cannot_be_judged() -> None:
    verdict = judged(NOISE, when="2014-12-31T23:00:00+08:00", laeq_db=58.0, background_laeq_db=56.0)
    assert verdict.outcome == "cannot_be_judged"
    assert codes(verdict) == ["background_too_high"]


@pytest.mark.parametrize("background", [None, 20.0, 54.0, 55.0, 60.0])
def test_a_value_within_the_limit_needs_no_background(background: float | None) -> None:
    verdict = judged(NOISE, laeq_db=55.4, background_laeq_db=background, background_duration_s=None)
    assert verdict.outcome == "complies"


def test_over_the_limit_without_background_is_indicative() -> None:
    verdict = judged(NOISE, background_laeq_db=None)
    assert verdict.outcome == "indicative"
    assert "no_background" in codes(verdict)
    assert verdict.findings[0].excess_db == 8


@pytest.mark.parametrize(
    ("when", "steady", "seconds", "outcome"),
    [
        (NIGHT_2026, True, 599, "indicative"),
        (NIGHT_2026, True, 600, "exceeds"),
        (NIGHT_2026, False, 599, "indicative"),
        (NIGHT_2026, False, 600, "exceeds"),
        (NIGHT_2025, True, 59, "indicative"),
        (NIGHT_2025, True, 60, "exceeds"),
        (NIGHT_2025, False, 1199, "indicative"),
        (NIGHT_2025, False, 1200, "exceeds"),
        (NIGHT_2025, None, 1199, "indicative"),
        (NIGHT_2025, None, 1200, "exceeds"),
        (NIGHT_2026, True, None, "indicative"),
    ],
)
def test_background_time_by_edition(when: str, steady: bool | None, seconds: int | None, outcome: str) -> None:
    verdict = judged(NOISE, when=when, background_steady=steady, background_duration_s=seconds)
    assert verdict.outcome == outcome


def test_ten_decibels_are_corrected_by_one() -> None:
    """The table says 6 to 10 is 1 dB; programs that leave 10 dB uncorrected are wrong by the printed table."""
    verdict = judged(NOISE, laeq_db=56.4, background_laeq_db=46.4)
    assert verdict.findings[0].corrected_db == Decimal("55.4")
    assert verdict.outcome == "complies"
