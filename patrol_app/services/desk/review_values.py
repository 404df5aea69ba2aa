"""What a case under review comes to: the run as closed and as made here, with and without parts; what was checked."""

from __future__ import annotations

import numpy as np

from patrol_app.acoustics.runs import leq_between_db
from patrol_app.domain.record import Measurement, VisitRecord
from patrol_app.domain.verdict import Verdict
from patrol_app.evidence.layout import SUPERVISOR
from patrol_app.services.desk.acceptance import checked, faults
from patrol_app.services.desk.closing import finding_of, leading, outcome_fact, plain
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.review import Case, without_parts
from patrol_app.services.judging import certificates_valid
from patrol_app.services.screen_facts import CheckFact, Said, SelectionFact, ValueFact

MAIN_S, BACKGROUND_S = 1200.0, 600.0
WIND_M_S = 5.0
HUMIDITY_PCT = 75.0


def _text(words: str) -> Said:
    return said("close.text", text=words)


def review_values(case: Case) -> tuple[ValueFact, ...]:
    """The rows of the recomputation, in the order in which the law reads them."""
    judged = case.anew or case.made
    record, main = judged.record, judged.record.measurement
    if main is None:
        return ()
    verdict = leading(record)
    whole, part = finding_of(verdict, "LAeq"), finding_of(verdict, "LAeq", excluded=True)
    printed = case.filed.record.measurement
    both = f"{plain(printed.laeq_db if printed else None)} / {plain(main.laeq_db)}"
    found = [ValueFact(label=said("review.whole"), value=_text(both), weighty=True)]
    rests = [plain(rest) for _, rest in without_parts(case)]
    if rests:
        marked = [*(one.label for one in main.exclusions), *(one.label for one in case.added)]
        first, last = marked[0], marked[-1]
        key = {1: "one", 2: "two"}.get(len(marked), "many")
        values = rests[0] if len(rests) == 1 else f"{rests[0]} / {rests[-1]}"
        found.append(ValueFact(label=said(f"desk.review.without.{key}", first=first, last=last), value=_text(values)))
    found.append(ValueFact(label=said("desk.value.max"), value=_text(_with(main.lafmax_db, main.lafmax_without_db))))
    if record.background is not None and whole is not None and whole.background_db is not None:
        correction = f"{plain(whole.background_db)} · {whole.difference_db} · {plain(whole.correction_db, 0)}"
        found.append(ValueFact(label=said("desk.review.background"), value=_text(correction)))
    if whole is not None and whole.rounded_db is not None:
        reported = str(whole.rounded_db) if part is None else f"{whole.rounded_db} / {part.rounded_db}"
        found.append(ValueFact(label=said("review.reported"), value=_text(reported)))
    found.append(ValueFact(label=said("review.result"), value=_result(verdict), weighty=True))
    if case.anew is not None:
        found.append(
            ValueFact(label=said("desk.review.as_closed"), value=outcome_fact(case.made.record, short=True).title)
        )
    return tuple(found)


def _with(whole_db: float | None, part_db: float | None) -> str:
    return plain(whole_db) if part_db is None else f"{plain(whole_db)} / {plain(part_db)}"


def _result(verdict: Verdict | None) -> Said:
    """The conclusion in words: whether the run and the run without its parts are over the limit."""
    whole, part = finding_of(verdict, "LAeq"), finding_of(verdict, "LAeq", excluded=True)
    if verdict is None or whole is None or whole.exceeds is None:
        return said("review.cannot")
    limit = plain(whole.limit_db, 0)
    if part is None or part.exceeds is None:
        return said("desk.review.over" if whole.exceeds else "desk.review.under", limit=limit)
    if whole.exceeds != part.exceeds:
        return said("desk.review.one_over", limit=limit)
    return said("review.both_over" if whole.exceeds else "desk.review.both_under", limit=limit)


def selection_fact(case: Case, start_s: float, end_s: float) -> SelectionFact:
    """The levels of a stretch: LAeq from the running LAeq at its two ends, LAFmax of the samples within."""
    main = case.made.record.measurement
    series = case.made.series.get(main.label) if main is not None else None
    laeq_db = lafmax_db = None
    if series is not None:
        stamped = [(t, value) for t, value in zip(series.t_s, series.laeq_db, strict=True) if value is not None]
        if stamped:
            t_s, leq_db = np.asarray([t for t, _ in stamped]), np.asarray([value for _, value in stamped])
            laeq_db = leq_between_db(t_s, leq_db, start_s, end_s)
        inside = [level for t, level in zip(series.t_s, series.laf_db, strict=True) if start_s <= t <= end_s]
        lafmax_db = max(inside, default=None)
    return SelectionFact(start_s=start_s, end_s=end_s, laeq_db=laeq_db, lafmax_db=lafmax_db)


def review_checks(case: Case) -> tuple[CheckFact, ...]:
    """The pack first, then what a finding stands on, then the reasons of the verdict."""
    record = case.made.record
    verdict = leading(record)
    found = [*_pack(case), *_run(record), *_people(record)]
    found.extend(
        CheckFact(state="warn", title=Said("desk.reason", (("zh", one.zh), ("en", one.en))))
        for one in (verdict.reasons if verdict else ())
    )
    return tuple(found)


def _pack(case: Case) -> list[CheckFact]:
    if case.no_pack:
        return [CheckFact(state="warn", title=said("desk.pack"), detail=said("desk.pack.missing"))]
    if not checked(case):
        return [CheckFact(state="open", title=said("desk.pack"), detail=said("desk.checked.now"))]
    kinds = {one.kind for one in faults(case)}
    found = []
    if case.report is not None:
        good = case.report.intact and "pack" not in kinds
        key = "intact" if good else "damaged" if not case.report.intact else "untrusted"
        found.append(_row(good, "desk.pack", said(f"desk.pack.{key}")))
    if case.again is not None:
        same = not kinds & {"recompute", "other_record"}
        told = said("desk.recomputed.same", count=case.again.compared) if same else said("desk.recomputed.differs")
        found.append(_row(same, "desk.recomputed", told))
    else:
        found.append(_row(False, "desk.recomputed", said("desk.recomputed.cannot")))
    if case.report is not None:
        signers = len([one for one in case.report.signers if one.role != SUPERVISOR])
        found.append(_row(signers >= 2, "review.check.officers", _text(str(signers))))
    return found


def _row(good: bool, title: str, detail: Said) -> CheckFact:
    return CheckFact(state="ok" if good else "warn", title=said(title), detail=detail)


def _checked(key: str, good: bool, words: str) -> CheckFact:
    return CheckFact(state="ok" if good else "warn", title=said(f"review.check.{key}"), detail=_text(words))


def _run(record: VisitRecord) -> list[CheckFact]:
    main = record.measurement
    if main is None:
        return []
    long_enough = main.duration_s >= MAIN_S and (
        record.background is None or record.background.duration_s >= BACKGROUND_S
    )
    lengths = _minutes(main) if record.background is None else f"{_minutes(main)} · {_minutes(record.background)}"
    found = [_checked("duration", long_enough, lengths)]
    before, after = record.calibration_before, record.calibration_after
    if before is not None and after is not None:
        off = abs(before.reading_db - after.reading_db)
        found.append(_checked("calibration", off <= 0.5 + 1e-9, plain(off)))
    wind, rain = main.weather.wind_max_m_s, main.weather.rain
    if wind is not None or rain is not None:
        found.append(_checked("weather", (wind is None or wind <= WIND_M_S) and not rain, plain(wind)))
    found.append(_checked("overload", not main.overload, "0" if not main.overload else "▲"))
    units = [one for one in record.instruments if one.certificate is not None]
    valid = certificates_valid(units, main.started_at)
    if units and valid is not None:
        found.append(_checked("certificates", valid, str(len(units))))
    if record.dust is not None and record.dust.humidity_pct is not None and record.dust.humidity_pct > HUMIDITY_PCT:
        found.append(CheckFact(state="warn", title=said("review.check.humidity"),
                               detail=said("review.check.humidity.doubt")))  # fmt: skip
    return found


def _minutes(run: Measurement) -> str:
    whole = int(run.duration_s)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _people(record: VisitRecord) -> list[CheckFact]:
    person = record.person_met
    signature = person.signature if person is not None else "absent"
    return [
        CheckFact(state="ok" if signature == "signed" else "warn", title=said("review.check.party"),
                  detail=said(f"desk.party.{signature}"))
    ]  # fmt: skip
