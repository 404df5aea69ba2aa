"""From the supervisor's desk to what the review screen shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.record import Measurement
from patrol_app.domain.series import LevelSeries
from patrol_app.evidence.checks import ALTERED
from patrol_app.rules.book import RuleBook
from patrol_app.services.desk.acceptance import Fault, checked, faults, refusal
from patrol_app.services.desk.closing import outcome_fact
from patrol_app.services.desk.closing_facts import chain_links
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Case, Review, without_parts
from patrol_app.services.desk.review_values import review_checks, review_values
from patrol_app.services.judging import place_of
from patrol_app.services.screen_facts import (
    ChainLink,
    CheckFact,
    ExclusionFact,
    OutcomeFact,
    ReviewFacts,
    ReviewItem,
    Said,
)
from patrol_app.services.session.view import LegalClock
from patrol_app.services.snapshot import EventView, History, LegalView
from patrol_app.services.supervisor_facts import KeyState, VisitLine
from patrol_app.services.visit import ExclusionFact as AddedPart

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
    review: Review, *, reviewer: str, who: tuple[str, str], key: KeyState, playing_s: float | None, busy: Said | None
) -> ReviewFacts | None:
    """The facts of this moment; ``None`` while nothing is closed, or nothing that is asked for."""
    items = review.items
    if items is None:
        items = review.items = tuple(_item(one) for one in review.filed)
    case = review.case
    if not items:
        return None
    if case is None:
        return _unopened(review, items, reviewer=reviewer, busy=busy)
    refused = refusal(case, "accepted", who)
    legal = legal_view(review.shelf.book, case)
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
        legal=legal,
        history=history_of(case.made.series.get(main.label)) if main else NOTHING,
        events=event_views(main, case.added, legal.lafmax_limit_db),
        exclusions=_exclusions(case),
        outcome=outcome_fact((case.anew or case.made).record, short=True),
        values=review_values(case),
        checks=review_checks(case),
        chain=_held(
            case,
            chain_links(
                record,
                again=case.again,
                intact=case.report.intact if case.report else None,
                signed=len(case.report.signers) if case.report else 0,
                wanted=len(record.officers),
                rebuilt=False,
            ),
        ),
        chain_check=_chain_check(case),
        peaks=case.peaks,
        playing_s=playing_s,
        reviewer=reviewer,
        key=key,
        locked=key == "locked",
        can_listen=len(case.peaks) > 0,
        gain_db=case.gain_db,
        obstacle=None if refused is None else Said(refused.key, tuple(refused.data.items())),
        faults=tuple(_told(one) for one in faults(case)),
        busy=busy,
        shown=review.shown,
    )


def _held(case: Case, links: tuple[ChainLink, ...]) -> tuple[ChainLink, ...]:
    """The chain, its first link open where the bytes in the pack are not those that were sealed and signed."""
    lines = [one.path or "" for one in (case.report.checks if case.report else ()) if one.exit_code >= ALTERED]
    lines += [one.where for one in (case.again.checks if case.again else ()) if one.status == "FAIL"]
    if not any(where.startswith("data/raw/") for where in lines):
        return links
    return tuple(replace(one, remade=False) if one.name == "bytes" else one for one in links)


def _told(fault: Fault) -> Said:
    return Said("desk.reason", (("zh", fault.zh), ("en", fault.en)))


def _unopened(review: Review, items: tuple[ReviewItem, ...], *, reviewer: str, busy: Said | None) -> ReviewFacts:
    """A visit that is being opened, or cannot be: its line, and nothing of the one that was looked at before."""
    line = review.filed[review.selected]
    why = review.unopened or said("desk.rebuilding")
    return ReviewFacts(
        items=items, selected=review.selected, started_at=line.at or line.arrived_at, ended_at=line.closed_at,
        officers=line.officers, sent_at=line.closed_at, legal=NO_LAW, history=NOTHING, events=(), exclusions=(),
        outcome=OutcomeFact(outcome="cannot_be_judged", title=said("desk.case_unopened"), detail=why), values=(),
        checks=(CheckFact(state="warn" if review.unopened else "open", title=why),), chain=(),
        chain_check=CheckFact(state="open", title=said("desk.case_unopened")), reviewer=reviewer, can_listen=False,
        obstacle=why, busy=busy, shown=review.shown,
    )  # fmt: skip


def _item(one: VisitLine) -> ReviewItem:
    state = said("review.waiting")
    if one.standing != "waiting":
        state = said(f"desk.review.{one.standing}", remark=one.remark)
    return ReviewItem(
        case_number=one.number,
        site=one.site,
        at=one.at or one.arrived_at,
        measured=one.measured,
        limit=one.limit,
        excess=one.excess,
        attention=one.attention,
        judged=one.judged,
        state=state,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
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


def event_views(
    main: Measurement | None, added: tuple[AddedPart, ...], lafmax_limit_db: float | None
) -> tuple[EventView, ...]:
    """Events and exclusions of a run; an event is over by the limit for LAFmax alone, rounded as it is when judged."""
    if main is None:
        return ()
    events = [
        EventView(
            label=one.label,
            kind="over" if lafmax_limit_db is not None and round(one.lafmax_db) > lafmax_limit_db else "trigger",
            start_s=one.start_s, end_s=one.end_s,
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
    later = [
        EventView(
            label=one.label, kind="exclusion", start_s=one.start_s, end_s=one.end_s,
            at=main.started_at + timedelta(seconds=one.start_s), lafmax_db=None, reason=one.reason,
        )
        for one in added
    ]  # fmt: skip
    return (*events, *out, *later)


def _exclusions(case: Case) -> tuple[ExclusionFact, ...]:
    main = case.made.record.measurement
    if main is None:
        return ()
    rows = [(one.label, one.start_s, one.end_s, one.reason, one.author, one.at) for one in main.exclusions]
    at_the_site = len(rows)
    rows += [(one.label, one.start_s, one.end_s, one.reason, one.author, one.at) for one in case.added]
    rests = [rest for _, rest in without_parts(case)] or [None] * len(rows)
    return tuple(
        ExclusionFact(
            label=label, start_at=main.started_at + timedelta(seconds=start_s),
            end_at=main.started_at + timedelta(seconds=end_s), reason=reason, author=author, at=at,
            at_the_site=place < at_the_site, laeq_db=main.laeq_db, without_db=rests[place],
        )
        for place, (label, start_s, end_s, reason, author, at) in enumerate(rows)
    )  # fmt: skip


def _chain_check(case: Case) -> CheckFact:
    """The log of the pack; where the pack fails at anything, the first line at which it does."""
    found = faults(case)
    if found:
        return CheckFact(state="warn", title=said(f"desk.fault.{found[0].kind}"), detail=_told(found[0]))
    if not checked(case) or case.report is None:
        return CheckFact(state="open", title=said("desk.checked.now"))
    span = next((one.data for one in case.report.checks if one.key == "log"), {})
    told = said("desk.log.head", sequence=span.get("last", "—"))
    return CheckFact(state="ok", title=said("desk.log.whole"), detail=told)
