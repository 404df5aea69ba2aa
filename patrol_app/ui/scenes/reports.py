"""The invented office on the morning after the first exam night: reports, rates, nights, a paper and what is behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from patrol_app.domain.bulletins import (
    Ahead,
    Breakdown,
    Bulletin,
    BulletinKind,
    Count,
    Group,
    PlanAhead,
    Rate,
)
from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.verdict import Outcome
from patrol_app.services.report_facts import (
    BehindFacts,
    IssueFact,
    NightCount,
    RateFact,
    ReportFacts,
    ReportLine,
    ReportState,
    VisitLine,
)
from patrol_app.services.screen_facts import Said
from patrol_app.ui import language
from patrol_app.ui.scenes.nights import local

_NIGHTS = ((1, 18, 2), (2, 21, 3), (3, 24, 1), (4, 30, 4), (5, 36, 5), (6, 42, 9), (7, 39, 4))


def report_time() -> datetime:
    """What the clock of the office says."""
    return local(8, 20, day=8)


def _line(kind: BulletinKind, first: date, last: date, state: ReportState, at: datetime, issues: int = 0) -> ReportLine:
    return ReportLine(kind=kind, start=first, end=last, state=state, at=at, issues=issues)


def _june(day: int) -> date:
    return date(2026, 6, day)


def lines() -> tuple[ReportLine, ...]:
    """Reports of every kind and state."""
    month = date(2026, 5, 1), date(2026, 5, 31)
    return (
        _line("daily_warning", _june(7), _june(7), "due", local(8, 30, day=8)),
        _line("daily_warning", _june(6), _june(6), "issued", local(8, 31, day=7), 1),
        _line("daily_warning", _june(5), _june(5), "issued", local(8, 29, day=6), 2),
        _line("weekly_analysis", _june(8), _june(14), "running", local(8, 30, day=15)),
        _line("weekly_analysis", _june(1), _june(7), "due", local(8, 30, day=8)),
        _line("monthly_bulletin", _june(1), _june(30), "running", local(8, 30, day=30)),
        _line("monthly_bulletin", *month, "issued", local(9, 2, day=2), 1),
        _line("exam_period_summary", _june(6), _june(8), "running", local(8, 30, day=9)),
        ReportLine(kind="exam_period_summary", start=_june(5), end=_june(7), state="draft", at=None, draft="D-0001"),
        _line("disclosure_sheet", *month, "late", local(8, 30, day=1)),
    )


@cache
def _visits() -> tuple[VisitFigures, ...]:
    """Forty-two visits of a night, nine of them over."""
    made = []
    for number in range(42):
        outcome: Outcome = "exceeds" if number % 5 == 0 else "complies" if number % 7 else "indicative"
        at = local(20, 10, day=7) + timedelta(minutes=14 * number)
        level = 56 + number % 8 if outcome == "exceeds" else 47 + number % 8
        made.append(
            VisitFigures(
                number=f"DEMO-20260607-{number + 1:02d}", entry_sha256=f"{number:064x}", night=_june(7),
                site=f"演示{number % 14 + 1}号工地", grid=None, sound_area="2", party=None, credit_code=None,
                arrived_at=at, officers=2, inside=number % 2 == 0, venue="演示一中", notice=None, working=True,
                label="N1", started_at=at + timedelta(minutes=4), laeq_db=level + 0.2, lafmax_db=level + 12.0,
                outcome=outcome, rule_set="GB 12523-2025", clause="表1", rounded_db=level, limit_db=55,
                excess_db=level - 55 if outcome == "exceeds" else None, breaches=(),
                order_number="演示环责改〔2026〕1号" if number % 10 == 0 else None, simulated=True,
            )
        )  # fmt: skip
    return tuple(made)


@cache
def _pages(spoken: str) -> tuple[bytes, ...]:
    """The paper of the daily warning, drawn once for all pictures."""
    from patrol_app.reports.bulletin_file import document
    from patrol_app.reports.bulletin_pages import preview

    visits = _visits()
    numbers = tuple(visit.number for visit in visits)
    over = tuple(visit.number for visit in visits if visit.exceeds)
    night = _june(7)
    counts = (("visits", 42, 39), ("sites", 14, 14), ("measurements", 42, 39), ("exceeds", len(over), 4),
              ("breaches", 0, 2), ("orders", 5, 3))  # fmt: skip
    found = Bulletin(
        kind="daily_warning", authority="演示区生态环境保护综合执法大队（演示）", start=night, end=night,
        before_start=_june(6), before_end=_june(6), made_at=local(8, 30, day=8), visits=visits,
        counts=tuple(Count(key=key, value=now, before=then) for key, now, then in counts),
        rates=(Rate(key="exceed_rate", numerator=over, denominator=numbers, before=(4, 39)),),
        breakdowns=(
            Breakdown(key="by_night", groups=(Group(name=night.isoformat(), measured=numbers, exceeding=over),)),
        ),
        proposals=(), card_schemes_off=(), notices=(), sessions=(),
        ahead=Ahead(night=_june(8), notices=(), sessions=(),
                    plans=(PlanAhead(number="P-20260608-1", teams=3, stops=42),)),
        complaints=(), not_closed=(), entries_checked=81, data_sha256="71be04c29d1f" + "0" * 52, simulated=True,
    )  # fmt: skip
    return preview(document(found, "en" if spoken == "en" else "zh"), dpi=110.0)


def _rates() -> tuple[RateFact, ...]:
    return (
        RateFact(key="exceed_rate", part=28, whole=186, target=None),
        RateFact(key="judged_rate", part=186, whole=210, target=None),
        RateFact(key="order_rate", part=24, whole=28, target=None),
        RateFact(key="zone_coverage", part=8, whole=8, target=1.0),
        RateFact(key="plan_done", part=39, whole=42, target=1.0),
    )


def reports() -> ReportFacts:
    """The daily warning that is due, with the week's nights."""
    return ReportFacts(
        lines=lines(),
        selected=0,
        rates=_rates(),
        nights=tuple(NightCount(night=_june(day), measured=m, exceeding=e) for day, m, e in _NIGHTS),
        pages=_pages(language.current()),
        issue=None,
        behind=None,
    )


def reports_high() -> ReportFacts:
    """A report that went out whose records changed since; every rate lies over 80 %."""
    return replace(
        reports(),
        selected=1,
        rates=(*(rate for rate in _rates() if rate.key in ("zone_coverage", "plan_done", "judged_rate")),),
        issue=IssueFact(at=local(8, 31, day=7), actor="DEMO-0020", file="x.pdf", sha256="71be04c29d1f" * 5, stale=True),
    )


def reports_empty() -> ReportFacts:
    """An office that has closed no visit yet."""
    return ReportFacts(lines=(), selected=0, rates=(), nights=(), pages=(), issue=None, behind=None)


def reports_damaged() -> ReportFacts:
    """A log with an entry that does not give its hash."""
    data = (("path", "patrol.db"), ("sequence", 18_511))
    return replace(reports(), rates=(), nights=(), pages=(), fault=Said("store.entry_damaged", data))


def reports_behind() -> ReportFacts:
    """What is behind the stops that were reached."""
    behind = tuple(
        VisitLine(
            number=visit.number,
            site=visit.site,
            at=visit.started_at or visit.arrived_at,
            laeq_db=visit.laeq_db,
            rounded_db=visit.rounded_db,
            limit_db=visit.limit_db,
            outcome=visit.outcome,
        )
        for visit in _visits()
    )
    missing = ("演示三号工地", "演示六号工地", "演示十一号工地")
    return replace(reports(), behind=BehindFacts(figure="plan_done", visits=behind, missing=missing))
