from dataclasses import replace
from decimal import Decimal

import pytest
from rule_cases import NIGHT_2025, NIGHT_2026, NOISE, altered, book, codes, judged

from patrol_app.domain.errors import BadInput
from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.judge import judge

DAY_2026 = "2026-06-06T14:00:00+08:00"
DAY_2025 = "2025-06-06T14:00:00+08:00"
QUIET = {"background_laeq_db": 30.0, "lafmax_db": 50.0}


@pytest.mark.parametrize(
    ("when", "laeq_db", "outcome"),
    [
        (NIGHT_2026, 55.0, "complies"),
        (NIGHT_2026, 55.4, "complies"),
        (NIGHT_2026, 55.49, "complies"),
        (NIGHT_2026, 55.5, "exceeds"),
        (NIGHT_2026, 55.51, "exceeds"),
        (NIGHT_2025, 55.49, "complies"),
        (NIGHT_2025, 55.5, "exceeds"),
        (DAY_2026, 70.0, "complies"),
        (DAY_2026, 70.5, "complies"),
        (DAY_2026, 70.51, "exceeds"),
        (DAY_2026, 71.0, "exceeds"),
        (DAY_2025, 70.5, "complies"),
        (DAY_2025, 70.51, "exceeds"),
    ],
)
def test_leq_limit_from_both_sides(when: str, laeq_db: float, outcome: str) -> None:
    """70.5 rounds to the even 70, 55.5 to the even 56."""
    assert judged(NOISE, when=when, laeq_db=laeq_db, **QUIET).outcome == outcome


@pytest.mark.parametrize(
    ("lafmax_db", "outcome"), [(70.0, "complies"), (70.5, "complies"), (70.51, "exceeds"), (71.0, "exceeds")]
)
def test_night_maximum_from_both_sides(lafmax_db: float, outcome: str) -> None:
    assert judged(NOISE, laeq_db=50.0, lafmax_db=lafmax_db).outcome == outcome


def test_maximum_is_not_judged_by_day() -> None:
    verdict = judged(NOISE, when=DAY_2026, laeq_db=60.0, lafmax_db=110.0)
    assert verdict.outcome == "complies"
    assert [each.quantity for each in verdict.findings] == ["LAeq"]


def test_maximum_is_never_background_corrected() -> None:
    verdict = judged(NOISE, laeq_db=50.0, lafmax_db=71.0, background_laeq_db=69.0)
    assert verdict.outcome == "exceeds"
    assert verdict.findings[1].corrected_db is None


@pytest.mark.parametrize(("laeq_db", "outcome"), [(45.4, "complies"), (45.49, "complies"), (45.5, "exceeds")])
def test_indoor_limit_is_ten_lower(laeq_db: float, outcome: str) -> None:
    verdict = judged(NOISE, indoor=True, laeq_db=laeq_db, **QUIET)
    assert verdict.outcome == outcome
    assert verdict.findings[0].limit_db == 45
    assert verdict.findings[1].limit_db == 60
    assert verdict.findings[0].clause.startswith("4.4")


def test_a_finding_shows_every_step() -> None:
    finding = judged(NOISE, laeq_db=61.2, background_laeq_db=51.0).findings[0]
    assert finding.measured_db == Decimal("61.2")
    steps = finding.difference_db, finding.correction_db, finding.corrected_db
    assert steps == (10, Decimal(-1), Decimal("60.2"))
    assert (finding.rounded_db, finding.limit_db, finding.excess_db) == (60, Decimal(55), 5)
    assert finding.rule_set == "GB 12523-2025"
    assert finding.confidence == "secondary"


def test_old_edition_is_read_in_full() -> None:
    verdict = judged(NOISE, when=NIGHT_2025)
    assert verdict.rule_set == "GB 12523-2011"
    assert {each.confidence for each in verdict.findings} == {"primary"}
    assert not [code for code in codes(verdict) if code.startswith("clauses_")]


def test_new_edition_says_what_is_not_confirmed() -> None:
    verdict = judged(NOISE)
    assert {"clauses_secondary", "clauses_assumed"} <= set(codes(verdict))


def test_permit_and_zone_never_change_the_levels_outcome() -> None:
    permit = {"number": "演示-1", "valid_from": "2026-06-01T00:00:00+08:00", "valid_to": "2026-06-30T00:00:00+08:00"}
    plain = judged(NOISE)
    assert judged(NOISE, night_permit=permit, zone={"notice": "演示"}) == plain
    assert judged(NOISE, night_permit=None, zone=None) == plain


def laeq_exceeds(*levels: float) -> list[bool | None]:
    """Where the two results disagree, neither says that the limit was exceeded."""
    return [None if level > 55 else False for level in levels]


@pytest.mark.parametrize(
    ("whole", "without", "outcome"),
    [(63.4, 62.0, "exceeds"), (63.4, 54.0, "indicative"), (54.0, 54.0, "complies"), (54.0, 63.4, "indicative")],
)
def test_exclusions_keep_both_results(whole: float, without: float, outcome: str) -> None:
    facts = {"laeq_db": whole, "laeq_without_db": without, "excluded_s": 90, "background_laeq_db": 30.0}
    verdict = judged(NOISE, **facts)
    assert verdict.outcome == outcome
    laeq = [each for each in verdict.findings if each.quantity == "LAeq"]
    assert [each.excluded_parts for each in laeq] == [False, True]
    assert [each.exceeds for each in laeq] == ([True, True] if outcome == "exceeds" else laeq_exceeds(whole, without))


@pytest.mark.parametrize(
    ("whole", "without", "outcome"),
    [(70.0, 61.0, "indicative"), (61.0, 55.0, "cannot_be_judged"), (61.0, 62.0, "cannot_be_judged")],
)
def test_exclusions_where_one_result_has_too_much_background(whole: float, without: float, outcome: str) -> None:
    facts = {"laeq_db": whole, "laeq_without_db": without, "background_laeq_db": 60.0, "excluded_s": 90}
    assert judged(NOISE, **facts).outcome == outcome


def test_excluded_parts_without_a_second_result_never_exceed() -> None:
    verdict = judged(NOISE, excluded_s=90)
    assert verdict.outcome == "indicative"
    assert verdict.findings[0].exceeds is None
    assert "no_second_result" in codes(verdict)


def test_duration_is_the_whole_run_with_its_exclusions() -> None:
    facts = {"excluded_s": 300, "laeq_without_db": 62.0, "lafmax_without_db": 65.0}
    assert judged(NOISE, duration_s=1200, **facts).outcome == "exceeds"


def test_night_without_maximum_cannot_comply() -> None:
    verdict = judged(NOISE, laeq_db=50.0, lafmax_db=None)
    assert verdict.outcome == "indicative"
    assert "no_lafmax" in codes(verdict)
    assert judged(NOISE, lafmax_db=None).outcome == "exceeds"


def test_no_leq_cannot_be_judged() -> None:
    verdict = judged(NOISE, laeq_db=None, lafmax_db=99.0)
    assert verdict.outcome == "cannot_be_judged"
    assert "no_laeq" in codes(verdict)


def test_unknown_place_and_uncovered_date_cannot_be_judged() -> None:
    assert codes(judged(NOISE, place="无此地")) == ["unknown_place"]
    assert codes(judged(NOISE, when="2012-06-30T23:00:00+08:00")) == ["no_rule"]


@pytest.mark.parametrize("place", ["陕西省安康市汉滨区", "安康", "Ankang, Shaanxi", "北京市朝阳区", "Beijing", "新疆"])
def test_national_standard_holds_everywhere(place: str) -> None:
    assert judged(NOISE, place=place).outcome == "exceeds"


def test_a_limit_with_tenths_still_shows_a_whole_excess() -> None:
    stricter = altered("GB 12523-2025", "limits", night_db=Decimal("54.5"))
    finding = judged(NOISE, stricter, laeq_db=55.0, background_laeq_db=30.0).findings[0]
    assert (finding.rounded_db, finding.excess_db, finding.exceeds) == (55, 1, True)


def test_a_case_without_offset_is_refused_whoever_made_it() -> None:
    case = case_from_plain(NOISE)
    with pytest.raises(BadInput) as caught:
        judge(replace(case, when=case.when.replace(tzinfo=None)), book())
    assert caught.value.key == "rules.case.offset"


def test_reasons_are_in_both_languages() -> None:
    for each in judged(NOISE, rain=True, wind_m_s=6, duration_s=10).reasons:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in each.zh)
        assert each.en and each.en != each.zh
        assert "{" not in each.zh + each.en
