"""From the supervisor's desk to what the review screen shows."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.record import Measurement
from patrol_app.domain.series import LevelSeries
from patrol_app.evidence.checks import ALTERED
from patrol_app.rules.book import RuleBook
from patrol_app.services.desk.closing import finding_of, leading, outcome_fact, plain
from patrol_app.services.desk.closing_facts import chain_links
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Case, Filed, Review, without_parts
from patrol_app.services.desk.review_values import review_checks, review_values
from patrol_app.services.judging import place_of
from patrol_app.services.screen_facts import (
    CheckFact,
    ExclusionFact,
    ReviewFacts,
    ReviewItem,
    Said,
)
from patrol_app.services.session.view import LegalClock
from patrol_app.services.snapshot import Attention, EventView, History, LegalView

_NO_FLOATS: NDArray[np.float64] = np.empty(0)
_NO_LEVELS: NDArray[np.float32] = np.empty(0, np.float32)
NOTHING = History(
    count=0, t_s=_NO_FLOATS, laf_db=_NO_LEVELS, laeq_db=_NO_LEVELS, dust_count=0, dust_t_s=_NO_FLOATS,
    tsp_mg_m3=_NO_LEVELS, pm10_mg_m3=_NO_LEVELS,
)  # fmt: skip
NO_LAW = LegalView(
    period=None, laeq_limit_db=None, lafmax_limit_db=None, tsp_limit_mg_m3=None, rule_set=None, next_change_at=None,
    next_period=None,
)  # fmt: skip


def review_facts(
    review: Review, *, reviewer: str, locked: bool, can_listen: bool, playing_s: float | None, busy: Said | None
) -> ReviewFacts | None:
    """The facts of this moment; ``None`` while nothing is closed."""
    items = tuple(_item(one) for one in review.filed)
    case = review.case
    if case is None or not items:
        return None
    record = case.filed.record
    main = case.made.record.measurement
    started = main.started_at if main else record.arrived_at
    ended = main.ended_at if main else record.left_at
    return ReviewFacts(
        items=items,
        selected=review.selected,
        started_at=started,
        ended_at=ended,
        officers=tuple(officer.name for officer in record.officers),
        sent_at=case.filed.closed_at,
        legal=legal_view(review.shelf.book, case),
        history=history_of(case.made.series.get(main.label)) if main else NOTHING,
        events=_events(main),
        exclusions=_exclusions(case),
        outcome=outcome_fact((case.anew or case.made).record, short=True),
        values=review_values(case),
        checks=review_checks(case),
        chain=chain_links(
            record,
            again=case.again,
            intact=case.report.intact if case.report else None,
            signed=len(case.report.signers) if case.report else 0,
            wanted=len(record.officers),
            rebuilt=False,
        ),
        chain_check=_chain_check(case),
        peaks=case.peaks,
        playing_s=playing_s,
        reviewer=reviewer,
        locked=locked,
        can_listen=can_listen and len(case.peaks) > 0,
        busy=busy,
        shown=review.shown,
    )


def _item(one: Filed) -> ReviewItem:
    record = one.record
    verdict = leading(record)
    laeq = finding_of(verdict, "LAeq")
    over = verdict is not None and verdict.outcome in ("exceeds", "breach")
    judged = verdict is not None and verdict.outcome != "cannot_be_judged"
    attention: Attention = "over" if over else "near" if verdict and verdict.outcome == "indicative" else "none"
    measured = "" if laeq is None or laeq.rounded_db is None else str(laeq.rounded_db)
    excess = "" if laeq is None or laeq.excess_db is None else plain(laeq.excess_db, 0)
    state = said("review.waiting")
    if one.decided is not None:
        state = said(f"desk.review.{one.decided.decision}", remark=one.decided.remark)
    return ReviewItem(
        case_number=record.number,
        site=record.site.name,
        at=record.measurement.started_at if record.measurement else record.arrived_at,
        measured=measured,
        limit="" if laeq is None or not measured else plain(laeq.limit_db, 0),
        excess=f"+{excess}" if excess and over else excess,
        attention=attention,
        judged=judged,
        state=state,
        decided_by=one.decided.who if one.decided is not None else "",
        decided_at=one.decided.at if one.decided is not None else None,
    )


def legal_view(book: RuleBook, case: Case) -> LegalView:
    """Which limits held when the run began."""
    main = case.made.record.measurement
    if main is None:
        return NO_LAW
    notices = [case.facts.notice] if case.facts.notice else []
    clock = LegalClock(book, place_of(case.facts), notices)
    return clock.at(main.started_at, stage=case.facts.site.stage, indoor=case.facts.position.indoor)


def history_of(series: LevelSeries | None) -> History:
    """A level series as the plots take it."""
    if series is None:
        return NOTHING
    laeq = [np.nan if value is None else value for value in series.laeq_db]
    return History(
        count=len(series.t_s), t_s=np.asarray(series.t_s, np.float64), laf_db=np.asarray(series.laf_db, np.float32),
        laeq_db=np.asarray(laeq, np.float32), dust_count=0, dust_t_s=_NO_FLOATS, tsp_mg_m3=_NO_LEVELS,
        pm10_mg_m3=_NO_LEVELS,
    )  # fmt: skip


def _events(main: Measurement | None) -> tuple[EventView, ...]:
    if main is None:
        return ()
    over = [
        EventView(
            label=one.label, kind="over", start_s=one.start_s, end_s=one.end_s,
            at=main.started_at + timedelta(seconds=one.start_s), lafmax_db=one.lafmax_db,
            acknowledged_by=one.acknowledged_by, run=main.label, has_audio=one.audio_file is not None,
        )
        for one in main.exceedances
    ]  # fmt: skip
    out = [
        EventView(
            label=one.label, kind="exclusion", start_s=one.start_s, end_s=one.end_s,
            at=main.started_at + timedelta(seconds=one.start_s), lafmax_db=one.laeq_db, reason=one.reason,
        )
        for one in main.exclusions
    ]  # fmt: skip
    return (*over, *out)


def _exclusions(case: Case) -> tuple[ExclusionFact, ...]:
    main = case.made.record.measurement
    if main is None:
        return ()
    rows = [(one.label, one.start_s, one.end_s, one.reason, one.author) for one in main.exclusions]
    rows += [(one.label, one.start_s, one.end_s, one.reason, one.author) for one in case.added]
    whole = main.laeq_db if main.laeq_db is not None else float("nan")
    return tuple(
        ExclusionFact(
            label=label, start_at=main.started_at + timedelta(seconds=start_s),
            end_at=main.started_at + timedelta(seconds=end_s), reason=reason, author=author, laeq_db=whole,
            without_db=rest if rest is not None else float("nan"),
        )
        for (label, start_s, end_s, reason, author), (_, rest) in zip(rows, without_parts(case), strict=False)
    )  # fmt: skip


def _chain_check(case: Case) -> CheckFact:
    if case.no_pack:
        return CheckFact(state="warn", title=said("desk.pack.missing"), detail=said("desk.pack.make"))
    if case.report is None:
        return CheckFact(state="open", title=said("desk.checked.now"))
    log = [one for one in case.report.checks if one.key.startswith("log")]
    bad = [one for one in log if one.exit_code >= ALTERED]
    if bad:
        told = Said("desk.reason", (("zh", bad[0].reason("zh")), ("en", bad[0].reason("en"))))
        return CheckFact(state="warn", title=said("desk.log.broken"), detail=told)
    span = next((one.data for one in log if one.key == "log"), {})
    told = said("desk.log.head", sequence=span.get("last", "—"))
    return CheckFact(state="ok", title=said("desk.log.whole"), detail=told)
