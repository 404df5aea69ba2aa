"""The review of a case file (案卷评查), ticked where the record knows the answer and left to a person where not.

Items and points follow the ministry's review rules of 2024. A tick always names where it comes from; nothing is ticked
because it is usual. What was written by hand on paper, the program has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from patrol_app.assets import Language, sentence
from patrol_app.domain.papers import ReviewItem
from patrol_app.domain.record import PointResult, VisitRecord
from patrol_app.reports.frame import party_of, two_officers
from patrol_app.rules.editions import RuleBook
from patrol_app.rules.moment import local
from patrol_app.services.case_files import CaseWords
from patrol_app.services.judging import certificates_valid
from patrol_app.store.reader import Reader

DRIFT_DB = Decimal("0.5")  # GB 12523 5.1.2
WIND_M_S = 5.0  # GB 12523 5.2 and, in the edition of 2025, 5.4.2
FILING_DAYS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One item before it has words: its key, points (``None``: any fault is fatal), and what is known of it."""

    group: str
    name: str
    points: float | None
    met: bool | None
    place: str = ""
    applies: bool = True


def review_of(
    record: VisitRecord, said: CaseWords, *, reader: Reader, book: RuleBook, language: Language = "zh"
) -> tuple[ReviewItem, ...]:
    """Every item in the order of the rules."""
    lines = [*_subject(record), *_inspection(record), *_measuring(record, book), *_evidence(record, reader)]
    lines += [*_law(record, book), *_procedure(record, said)]
    return tuple(
        ReviewItem(
            group=sentence(f"case_review.group.{line.group}", language),
            item=sentence(f"case_review.{line.name}", language),
            points=line.points,
            met=line.met,
            place=line.place,
            applies=line.applies,
        )
        for line in lines
    )


def _subject(record: VisitRecord) -> Iterator[_Line]:
    party = party_of(record)
    recused = [one.name for one in record.officers if record.site.name in one.recused_sites]
    yield _Line(group="subject", name="authority", points=3, met=bool(record.authority.name), place="authority.name")
    yield _Line(group="subject", name="competence", points=None, met=None)
    yield _Line(group="subject", name="officers", points=None, met=two_officers(record.officers), place="officers")
    yield _Line(group="subject", name="officer_certificates", points=None, met=None)
    yield _Line(group="subject", name="recusal", points=None, met=not recused, place="officers[].recused_sites")
    named = bool(party and party.name and party.credit_code)
    yield _Line(group="subject", name="party", points=2, met=named, place="site.contractor")
    yield _Line(group="subject", name="licence", points=None, met=None)


def _inspection(record: VisitRecord) -> Iterator[_Line]:
    person, seen = record.person_met, record.observation
    timed = record.left_at > record.arrived_at and bool(record.site.address)
    yield _Line(group="inspection", name="time_place", points=1, met=timed, place="arrived_at, left_at, site.address")
    there = person is not None and person.signature != "absent"
    yield _Line(group="inspection", name="other_side", points=1, met=there, place="person_met", applies=there)
    yield _Line(group="inspection", name="rights_told", points=1.5, met=True, place="record.pdf")
    yield _Line(group="inspection", name="confirmations", points=3, met=None, applies=there)
    met, place = _signature(record)
    yield _Line(group="inspection", name="signature", points=1, met=met, place=place)
    yield _Line(group="inspection", name="officers_sign", points=1, met=None)
    yield _Line(group="inspection", name="no_blanks", points=1, met=True, place="record.pdf")
    what = bool(seen.process and seen.process != "—")
    yield _Line(group="inspection", name="activity", points=4, met=what, place="observation.process")
    asked = None not in (seen.permit_shown, seen.exempt_work)
    yield _Line(
        group="inspection", name="permits", points=1.5, met=asked, place="observation.permit_shown, exempt_work"
    )


def _signature(record: VisitRecord) -> tuple[bool | None, str]:
    """Signed on paper is for a person to see; a refusal is known with its reason, and a witness or a recording."""
    person = record.person_met
    if person is None:
        return False, "person_met"
    if person.signature == "signed":
        return None, ""
    borne_out = bool(person.witness or person.filmed)
    where = "person_met.signature, refusal_reason, witness, filmed"
    return borne_out and (bool(person.refusal_reason) or person.signature != "refused"), where


def _measuring(record: VisitRecord, book: RuleBook) -> Iterator[_Line]:
    measured = [point for point in record.points if point.measurement is not None]
    applies = bool(measured)

    def line(name: str, met: bool | None, place: str, points: float | None = 0.5) -> _Line:
        return _Line(group="measuring", name=name, points=points, met=met, place=place, applies=applies)

    units = [next((unit for unit in record.instruments if unit.role == role), None) for role in ("sound", "calibrator")]
    valid = certificates_valid(units, record.arrived_at) if None not in units else False
    yield line("meter", bool(valid), "instruments[].certificate")
    yield line("calibration", all(_calibrated(point) for point in measured), "calibration_before, calibration_after")
    yield line("weather", _weather(measured), "measurement.weather")
    whole = all(point.measurement and not point.measurement.interrupted for point in measured)
    yield line("whole", whole and all(run.gap_s == 0.0 for run in record.runs), "measurement.interrupted, gap_s")
    outcomes = [point.verdict.outcome if point.verdict else "cannot_be_judged" for point in measured]
    judged = all(outcome in ("exceeds", "complies") for outcome in outcomes)
    yield line("judged", judged, "verdicts[].outcome", 1)
    yield line("background", all(_background(point) for point in measured), "background")
    placed = all(point.position.height_m is not None and point.position.description for point in measured)
    yield line("point", placed, "position")
    yield line("result_told", None, "")
    report = not record.authority.screening_only and applies
    yield _Line(group="measuring", name="report", points=1, met=None, applies=report)


def _calibrated(point: PointResult) -> bool:
    before, after = point.calibration_before, point.calibration_after
    if before is None or after is None:
        return False
    return abs(Decimal(repr(after.reading_db)) - Decimal(repr(before.reading_db))) <= DRIFT_DB


def _weather(points: list[PointResult]) -> bool | None:
    """``None`` where wind or rain is not known: nobody may tick what nobody looked at."""
    seen = [point.measurement.weather for point in points if point.measurement is not None]
    if any(weather.wind_max_m_s is None or weather.rain is None for weather in seen):
        return None
    return all((weather.wind_max_m_s or 0.0) < WIND_M_S and not weather.rain for weather in seen)


def _background(point: PointResult) -> bool:
    """A background run, or a value that needs none because it keeps the limit."""
    levels = [each for each in (point.verdict.findings if point.verdict else ()) if each.quantity == "LAeq"]
    needless = bool(levels) and all(each.exceeds is False for each in levels)
    return point.background is not None or needless


def _evidence(record: VisitRecord, reader: Reader) -> Iterator[_Line]:
    photos = [one for one in record.attachments if one.kind == "photo"]
    told = all(one.what and one.maker and one.taken_at for one in photos)
    yield _Line(group="evidence", name="photos", points=1, met=told, place="attachments", applies=bool(photos))
    packed = reader.latest("pack.made", record.number) is not None
    yield _Line(group="evidence", name="list", points=2, met=packed, place="manifest-sha256.txt")
    yield _Line(group="evidence", name="pack", points=2, met=packed, place=f"{record.number}.zip: signatures/")
    yield _Line(group="evidence", name="copies", points=1, met=None)


def _law(record: VisitRecord, book: RuleBook) -> Iterator[_Line]:
    judged = [verdict for verdict in record.verdicts if verdict.rule_set is not None]
    day = local(record.arrived_at).date()
    sets = [book.by_id(verdict.rule_set or "") for verdict in judged]
    holds = all(found is not None and found.validity.holds_at(record.arrived_at) for found in sets)
    cited = [law for verdict in record.verdicts for law in verdict.law]
    dated = all(law.valid_from <= day and (law.valid_to is None or day <= law.valid_to) for law in cited)
    weak = any(law.confidence == "unverified" for law in cited) or any(
        found.confidence != "primary" for verdict in record.verdicts for found in verdict.findings
    )
    yield _Line(group="law", name="in_force", points=None, met=holds and dated, place="verdicts[].rule_set, law")
    # a clause that was read in no original is for whoever holds the printed text
    yield _Line(group="law", name="clauses", points=None, met=None if weak else True, place="verdicts[].findings, law")
    yield _Line(group="law", name="fits", points=None, met=None)


def _procedure(record: VisitRecord, said: CaseWords) -> Iterator[_Line]:
    ordered = record.order_number is not None
    yield _Line(
        group="procedure", name="order_in_time", points=2, met=True if ordered else None, place="order_number, left_at",
        applies=ordered,
    )  # fmt: skip
    filed = None
    if said.filed_on is not None:
        filed = said.filed_on <= local(record.arrived_at).date() + timedelta(days=FILING_DAYS)
    told = "case_file: filed_on"
    yield _Line(group="procedure", name="filed_in_time", points=2, met=filed, place="" if filed is None else told)
    for name in ("served", "heard", "decided_in_time"):
        yield _Line(group="procedure", name=name, points=None, met=None)
    yield _Line(group="procedure", name="reviewer", points=None, met=None)
