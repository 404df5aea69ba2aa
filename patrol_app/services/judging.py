"""What was measured and seen, put to the law engine as cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.record import Measurement, PointResult, label_order
from patrol_app.domain.verdict import Outcome, Verdict
from patrol_app.rules.book import RuleBook
from patrol_app.rules.cases import (
    SIX_MEASURES,
    DustCase,
    DustMeasuresCase,
    NightPermitCase,
    NoiseBanCase,
    NoiseCase,
    NoticeFacts,
    ZoneFacts,
)
from patrol_app.rules.judge import judge
from patrol_app.services.measuring_points import AtPoint
from patrol_app.services.rebuild import Rebuilt
from patrol_app.services.visit import VisitFacts

WORST_FIRST: tuple[Outcome, ...] = ("exceeds", "indicative", "cannot_be_judged", "complies")
"""A site complies only where every point that was measured does."""

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A visit judged: the point with the worst verdict leads, ``others`` are the rest in the order of their labels."""

    rebuilt: Rebuilt
    leading: AtPoint
    others: tuple[PointResult, ...]
    verdicts: tuple[Verdict, ...]


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def certificates_valid(units: Iterable[InstrumentUnit | None], at: datetime) -> bool | None:
    """Whether every instrument has a certificate that is valid on the day; ``None`` when one has none on record."""
    day = at.astimezone(LOCAL).date()
    known = [unit.certificate for unit in units if unit is not None]
    if not known or any(certificate is None for certificate in known):
        return None
    return all(certificate.valid_to >= day for certificate in known if certificate is not None)


def _zone(facts: VisitFacts) -> ZoneFacts | None:
    if facts.zone is None:
        return None
    return ZoneFacts(
        notice=facts.zone.notice,
        venue=facts.zone.venue,
        distance_m=_decimal(facts.zone.distance_m),
        radius_m=_decimal(facts.zone.radius_m),
        inside=facts.zone.inside,
    )


def place_of(facts: VisitFacts) -> str:
    """The place whose law holds: province and city of the authority."""
    return facts.authority.province + facts.authority.city


def _background(measurement: Measurement | None) -> tuple[Decimal | None, Decimal | None]:
    if measurement is None or measurement.interrupted:
        return None, None
    return _decimal(measurement.laeq_db), _decimal(measurement.duration_s)


def _by_hand(facts: VisitFacts, run: Measurement) -> str | None:
    """Who read wind or rain and from what, where they were entered."""
    if not (run.weather.wind_entered or run.weather.rain_entered):
        return None
    who = (f"{one.by}（{one.instrument}）" if one.instrument else one.by for one in facts.weather_entered)
    return "、".join(dict.fromkeys(who))


def noise_case(facts: VisitFacts, rebuilt: Rebuilt) -> NoiseCase | None:
    """The construction-noise case of the main run; ``None`` when nothing was measured."""
    run = rebuilt.main
    if run is None:
        return None
    background_db, background_s = _background(rebuilt.background)
    meter = facts.unit("sound")
    before, after = rebuilt.calibration_before, rebuilt.calibration_after
    return NoiseCase(
        when=run.started_at.astimezone(LOCAL),
        duration_s=Decimal(repr(run.duration_s)),
        laeq_db=_decimal(run.laeq_db),
        lafmax_db=_decimal(run.lafmax_db),
        place=place_of(facts),
        background_laeq_db=background_db,
        background_duration_s=background_s,
        laeq_without_db=_decimal(run.laeq_without_db) if run.exclusions else None,
        lafmax_without_db=_decimal(run.lafmax_without_db) if run.exclusions else None,
        excluded_s=sum((Decimal(repr(one.end_s)) - Decimal(repr(one.start_s)) for one in run.exclusions), Decimal(0)),
        gap_s=Decimal(repr(run.gap_s)),
        indoor=facts.position.indoor,
        sensitive_area=facts.site.sensitive_area,
        emergency_work=bool(facts.observation.exempt_work),
        calibration_before_db=_decimal(before.reading_db) if before else None,
        calibration_after_db=_decimal(after.reading_db) if after else None,
        wind_m_s=_decimal(run.weather.wind_max_m_s),
        rain=run.weather.rain,
        weather_by_hand=_by_hand(facts, run),
        overload=run.overload,
        underrange=run.underrange,
        instrument_class=meter.sound_class if meter else None,
        certificates_valid=certificates_valid((meter, facts.unit("calibrator")), run.started_at),
        night_permit=facts.site.permit,
        zone=_zone(facts),
    )


def _forbids_all_noise(facts: VisitFacts) -> bool:
    """The notice forbids noisy work as such and work is seen; else the engine compares the activity with its list."""
    notice = facts.notice
    return facts.observation.working and notice is not None and any("噪声" in item for item in notice.forbidden)


def noise_ban_case(facts: VisitFacts) -> NoiseBanCase:
    """The breach of an exam notice, as seen without a meter."""
    notice = facts.notice
    seen = facts.observation
    return NoiseBanCase(
        when=facts.arrived_at.astimezone(LOCAL),
        notice=NoticeFacts(
            number=notice.number,
            title=notice.title,
            issuer=notice.issuer,
            legal_basis=notice.legal_basis,
            radius_m=_decimal(notice.radius_m),
            valid_from=notice.valid_from,
            valid_to=notice.valid_to,
            daily_windows=notice.daily_windows,
            forbidden=notice.forbidden,
            exemptions=notice.exemptions,
        )
        if notice
        else None,
        place=place_of(facts),
        zone=_zone(facts),
        working=seen.working,
        activity=seen.process,
        activity_forbidden=_forbids_all_noise(facts) or None,
        exempt_work=seen.exempt_work,
        sensitive_area=facts.site.sensitive_area,
        night_permit=facts.site.permit,
        permit_shown=seen.permit_shown,
    )


def night_permit_case(facts: VisitFacts) -> NightPermitCase:
    """Night work in a concentrated area: is there a proof, and was it announced?"""
    seen = facts.observation
    return NightPermitCase(
        when=facts.arrived_at.astimezone(LOCAL),
        place=place_of(facts),
        working=seen.working,
        activity=seen.process,
        sensitive_area=facts.site.sensitive_area if facts.site.sensitive_area else False,
        emergency_work=seen.exempt_work,
        night_permit=facts.site.permit,
        permit_shown=seen.permit_shown,
        permit_posted=seen.permit_posted,
    )


def dust_measures_case(facts: VisitFacts) -> DustMeasuresCase | None:
    """The measures against dust as they were seen; ``None`` where nobody looked."""
    seen = facts.dust_measures
    if seen is None:
        return None
    measures = {name: seen.states[name] for name in SIX_MEASURES if name in seen.states}
    return DustMeasuresCase(
        when=seen.at.astimezone(LOCAL),
        place=place_of(facts),
        measures=measures,  # type: ignore[arg-type]  # met or not
        board_posted=_met(seen.states.get("board")),
        plan_filed=_met(seen.states.get("plan")),
    )


def _met(state: str | None) -> bool | None:
    return None if state is None else state == "met"


def dust_case(facts: VisitFacts, rebuilt: Rebuilt) -> DustCase | None:
    """The construction-dust case of the visit; ``None`` without a dust meter that says TSP."""
    dust = rebuilt.dust
    if dust is None or dust.tsp_mean_ug_m3 is None:
        return None
    weather = rebuilt.main.weather if rebuilt.main else None
    return DustCase(
        when=dust.started_at.astimezone(LOCAL),
        averaging_s=Decimal(repr(dust.duration_s)),
        place=place_of(facts),
        stage=facts.site.stage,
        tsp_mg_m3=Decimal(repr(dust.tsp_mean_ug_m3)) / 1000,
        humidity_pct=_decimal(
            dust.humidity_pct if dust.humidity_pct is not None else weather.humidity_pct if weather else None
        ),
        rain=weather.rain if weather else None,
        wind_m_s=_decimal(weather.wind_max_m_s) if weather else None,
        certificates_valid=certificates_valid((facts.unit("dust"),), dust.started_at),
    )


def _at(facts: VisitFacts, rebuilt: Rebuilt, point: AtPoint) -> NoiseCase | None:
    """The case of one point: its own run, its own background, its own meter's calibrations."""
    return noise_case(replace(facts, position=point.position), rebuilt.led_by(point))


def _worse(point: AtPoint, verdict: Verdict | None) -> tuple[int, float, tuple[str, int, str]]:
    """Sorts the point that decides first: outcome, then how far over the limit, then its label."""
    rank = len(WORST_FIRST) if verdict is None else WORST_FIRST.index(verdict.outcome)
    compared = [
        float(found.rounded_db) - float(found.limit_db)
        for found in (verdict.findings if verdict else ())
        if found.rounded_db is not None and found.limit_db is not None and not found.excluded_parts
    ]
    return rank, -max(compared, default=-1000.0), label_order(point.position.label)


def judge_visit(facts: VisitFacts, rebuilt: Rebuilt, book: RuleBook) -> Judged:
    """Every case of the visit, judged: noise at each point with the worst in the lead, night permit, exam ban, dust."""
    cases = [(point, _at(facts, rebuilt, point)) for point in rebuilt.points]
    noise = [(point, None if case is None else judge(case, book)) for point, case in cases]
    (leading, worst), *rest = sorted(noise, key=lambda pair: _worse(*pair))
    found = [] if worst is None else [worst]
    found.append(judge(night_permit_case(facts), book))
    if facts.notice is not None:
        found.append(judge(noise_ban_case(facts), book))
    measures = dust_measures_case(facts)
    if measures is not None:
        found.append(judge(measures, book))
    led = rebuilt.led_by(leading)
    dust = dust_case(facts, led)
    if dust is not None:
        found.append(judge(dust, book))
    others = (
        PointResult(
            position=point.position,
            measurement=point.main,
            background=point.background,
            calibration_before=point.calibration_before,
            calibration_after=point.calibration_after,
            verdict=verdict,
        )
        for point, verdict in rest
    )
    ordered = sorted(others, key=lambda point: label_order(point.position.label))
    return Judged(rebuilt=led, leading=leading, others=tuple(ordered), verdicts=tuple(found))
