"""建筑施工场界噪声现场监测（快速检测）原始记录表: the original record that GB 12523 5.6 asks for.

Page 1: who, where, with what, when, the curves. Then the verdict with every step of its arithmetic, the exclusions, the
sketch. All figures come from the record; nothing is computed here but differences of what is printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from patrol_app.assets import Language
from patrol_app.domain.record import Measurement, SoundCharacter, VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.domain.verdict import Finding, Reason, Verdict
from patrol_app.reports.blocks import STRUCK, Block, Cell, Paper, heading, keep, label, space, table, text
from patrol_app.reports.chart import ChartPlan, LimitLine, Stretch, chart
from patrol_app.reports.frame import (
    BASIC,
    blank_below,
    foot_bytes,
    missing,
    paper,
    party_not_signing,
    render_one,
    screened,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.ink import PARTY, signed
from patrol_app.reports.noise_head import head_table
from patrol_app.reports.noise_points import other_views, point_facts, points_table
from patrol_app.reports.points_sketch import sketch_of
from patrol_app.reports.words import CHINA, Words, duration, tenth, whole

NAME = "noise_record"
TITLE = "noise.title"
CHECKS = BASIC

NOT_ON_RECORD = ("department", "department_unknown", "lighter_law")
"""Who may fine, and by which law: for the officers and the decision, not for a record that the other side signs."""

MARKS = {
    "exceeds": "over",
    "breach": "over",
    "complies": "tick",
    "no_breach": "tick",
    "indicative": "near",
    "cannot_be_judged": "unjudged",
}


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The record as a paper.

    Args:
        record: the visit.
        series: level series by the label of their run.
        words: the form set in one language.
        practice: marks the pages and leaves the signature fields out.
        details: unused; papers share one signature.

    Raises:
        BadInput: authority, number, times or two officers with certificate numbers are missing.
    """
    del details
    title = words(TITLE)
    stop_if_missing(missing(record, CHECKS), title, words)
    verdict = noise_verdict(record)
    blocks: list[Block] = [head_table(record, verdict, words), *points_table(record, words)]
    blocks += [*_point_blocks(record, series, words)]
    for view in other_views(record):
        name = f"{view.position.label} {view.position.description}".strip()
        blocks += [heading(words("points.part", point=name)), point_facts(view, words)]
        said = verdict.reasons if verdict is not None else ()
        blocks += [*_point_blocks(view, series, words, numbered=False, said=said)]
    if record.measurement is not None:
        title_line = heading(words("noise.figure_sketch"), words("noise.not_to_scale"))
        blocks.append(keep([title_line, sketch_of(record, words)]))
    blocks += [space(2), blank_below(words)]
    number = words("common.number", number=record.number)
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=_signatures(record, words),
        running_right=screened(number, record, words, short=True),
        left=number,
        right=screened("", record, words, short=False),
        foot_left=foot_bytes(record, words),
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The record as PDF/A-2b; the same record and series give the same bytes."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words)


def _point_blocks(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    numbered: bool = True,
    said: Collection[Reason] = (),
) -> Iterator[Block]:
    """What was measured at one point: curves, statistics, verdict, exclusions; figures by number or by the point."""
    verdict = noise_verdict(record)
    yield from _curves(record, verdict, series, words, numbered=numbered)
    yield from _statistics(record, words)
    if numbered or record.measurement is not None:
        yield from verdict_blocks(record, verdict, words, said=said)
    yield from _exclusions(record, words)


def noise_verdict(record: VisitRecord) -> Verdict | None:
    """The verdict on the levels, if the record has one."""
    return next((verdict for verdict in record.verdicts if verdict.kind == "construction_noise"), None)


def limit_of(verdict: Verdict | None, quantity: str) -> Finding | None:
    """The finding that carries the limit of ``quantity`` (LAeq or LAFmax) over the whole run."""
    findings = verdict.findings if verdict else ()
    return next(
        (
            each
            for each in findings
            if each.quantity == quantity and each.limit_db is not None and not each.excluded_parts
        ),
        None,
    )


def _curves(
    record: VisitRecord, verdict: Verdict | None, series: Mapping[str, LevelSeries], words: Words, *, numbered: bool
) -> Iterator[Block]:
    point = record.position.label
    run = record.measurement
    if run is None:
        yield text(words("noise.not_measured"), indent=False)
        return
    if run.label not in series:
        yield text(words("noise.no_series"), indent=False, size=9)
    else:
        limits = []
        for quantity, key, finer in (("LAeq", "noise.box_laeq", False), ("LAFmax", "noise.box_lafmax", True)):
            found = limit_of(verdict, quantity)
            if found is not None and found.limit_db is not None:
                shown = words(key, limit=whole(found.limit_db))
                limits.append(LimitLine(level_db=float(found.limit_db), words=shown, finer=finer))
        plan = ChartPlan(
            started_at=run.started_at,
            duration_s=run.duration_s,
            series=series[run.label],
            limits=limits,
            events=[Stretch(start_s=each.start_s, end_s=each.end_s) for each in run.exceedances],
            exclusions=[
                Stretch(
                    start_s=each.start_s, end_s=each.end_s, words=f"{each.reason} {duration(each.end_s - each.start_s)}"
                )
                for each in run.exclusions
            ],
            strip_names=(words("noise.events"), words("noise.exclusions")),
        )
        note = f"{words('noise.figure_run_note')}　{record.number}/{run.label}"
        named = words("noise.figure_run") if numbered else words("points.figure_run", point=point)
        yield keep([heading(named, note), chart(plan)])
    quiet = record.background
    if quiet is not None and quiet.label in series:
        plan = ChartPlan(
            started_at=quiet.started_at,
            duration_s=quiet.duration_s,
            series=series[quiet.label],
            height_mm=19.0,
            end_label=tenth(quiet.laeq_db) or "",
        )
        note = f"{words('noise.figure_background_note')}　{record.number}/{quiet.label}"
        named = words("noise.figure_background") if numbered else words("points.figure_background", point=point)
        yield keep([heading(named, note), chart(plan)])


def _statistics(record: VisitRecord, words: Words) -> Iterator[Block]:
    if record.measurement is None:
        return
    titles = ["", "LAeq,T", "LAFmax", "LAFmin", "L10", "L50", "L90", "SD"]
    titles += [words(f"noise.{name}") for name in ("length", "overload", "underrange", "gap", "file")]
    rows = [_run_row(words("noise.row_main"), record.measurement, words)]
    if record.background is not None:
        rows.append(_run_row(words("noise.row_background"), record.background, words))
    header: list[Cell] = [label(title, center=True, size=8) for title in titles]
    yield table([0, *[-1.1] * 3, *[-0.9] * 4, 0, 0, 0, 0, -1.4], [header, *rows], size=8.5, breakable=False)
    yield text(audio_words(record.measurement, words), size=9, indent=False)
    audio = record.measurement.audio
    if audio is not None and audio.character is not None:
        yield text(character_words(audio.character, words), size=9, indent=False)


def _run_row(name: str, run: Measurement, words: Words) -> list[Cell]:
    levels = (run.laeq_db, run.lafmax_db, run.lafmin_db, run.l10_db, run.l50_db, run.l90_db, run.sd_db)
    flags = [words("common.yes" if flag else "common.no") for flag in (run.overload, run.underrange)]
    file = (run.series_file or "").rsplit("/", 1)[-1]
    shown = [tenth(level) or STRUCK for level in levels]
    shown += [duration(run.duration_s), *flags, duration(run.gap_s), file or STRUCK]
    return [label(name), *({"t": each, "center": True} for each in shown)]


def audio_words(run: Measurement, words: Words) -> str:
    """The meter's level against the program's own from the audio, with the difference and whether they agree."""
    audio = run.audio
    if audio is None:
        return words("noise.audio_none")
    sentence = words(
        "noise.audio",
        meter=tenth(run.laeq_db) or STRUCK,
        own=tenth(audio.laeq_db),
        difference=tenth(audio.difference_db),
        agrees=words("noise.audio_agrees" if audio.agrees else "noise.audio_differs"),
    )
    if audio.missing_samples:
        sentence += words("noise.audio_missing", samples=audio.missing_samples)
    return sentence


def character_words(found: SoundCharacter, words: Words) -> str:
    """Audible tones and prominent impulses, said as information."""
    tones = words("noise.character_no_tone")
    if found.tonal_adjustment_db and found.tone_hz is not None:
        tones = words(
            "noise.character_tone",
            audibility=tenth(found.tonal_audibility_db),
            frequency=whole(round(found.tone_hz)),
            adjustment=found.tonal_adjustment_db,
        )
    impulses = words("noise.character_no_impulse")
    if found.impulses:
        impulses = words(
            "noise.character_impulse",
            count=found.impulses,
            prominence=tenth(found.impulse_prominence),
            adjustment=tenth(found.impulse_adjustment_db),
        )
    return words("noise.character", tones=tones, impulses=impulses)


def verdict_blocks(
    record: VisitRecord, verdict: Verdict | None, words: Words, *, said: Collection[Reason] = ()
) -> Iterator[Block]:
    """The verdict table with its arithmetic, the outcome, the clauses, and reasons not ``said`` before."""
    if verdict is None:
        yield heading(words("noise.verdict"))
        yield text(words("noise.no_verdict"), indent=False)
        return
    names = ("measured", "background", "difference", "correction", "corrected", "reported", "limit", "excess")
    header: list[Cell] = [label(""), *(label(words(f"noise.{name}"), center=True) for name in names)]
    rows = [_finding_row(found, words) for found in verdict.findings if found.quantity in ("LAeq", "LAFmax")]
    outcome: Cell = {"t": words(f"common.{verdict.outcome}"), "strong": True, "mark": MARKS[verdict.outcome], "span": 8}
    shown = [header, *rows] if rows else []
    whole_table = table([44, *[-1] * 8], [*shown, [label(words("noise.verdict")), outcome]], breakable=False)
    shown_reasons = [reason for reason in verdict.reasons if reason.code not in NOT_ON_RECORD and reason not in said]
    reasons = [reason.zh if words.language == "zh" else reason.en for reason in shown_reasons]
    lines = [text(reason, size=9, indent=False) for reason in reasons]
    yield keep([heading(words("noise.verdict"), words("noise.verdict_unit")), whole_table, *lines])
    if rows and not said:
        yield text(words("noise.verdict_note"), size=9, indent=False)
    clauses = sorted({f"{each.clause}（{words('noise.confidence_' + each.confidence)}）" for each in verdict.findings})
    if clauses:
        yield text(f"{words('noise.clause')}：{words.joined(clauses)}", size=9, indent=False)


def _finding_row(found: Finding, words: Words) -> list[Cell]:
    key = "noise.row_without" if found.excluded_parts else "noise.row_whole"
    strong = not found.excluded_parts and bool(found.exceeds)
    plain = (
        tenth(found.measured_db),
        tenth(found.background_db),
        whole(found.difference_db),
        whole(found.correction_db),
        tenth(found.corrected_db),
    )
    excess = whole(found.excess_db) if found.exceeds else None
    judged = (whole(found.rounded_db), whole(found.limit_db), excess)
    row: list[Cell] = [label(words(key, quantity=found.quantity))]
    row += [{"t": each or "—", "center": True} for each in plain]
    row += [{"t": each or "—", "center": True, "strong": strong and index != 1} for index, each in enumerate(judged)]
    return row


def _exclusions(record: VisitRecord, words: Words) -> Iterator[Block]:
    run = record.measurement
    if run is None:
        return
    if not run.exclusions:
        yield heading(words("noise.excluded"))
        yield text(words("noise.none_excluded"), size=9, indent=False)
        return
    names = ("part", "from_to", "length", "reason", "who_when", "part_laeq")
    header: list[Cell] = [label(words(f"noise.{name}"), center=True) for name in names]
    rows: list[list[Cell]] = []
    for part in run.exclusions:
        start = run.started_at + timedelta(seconds=part.start_s)
        end = run.started_at + timedelta(seconds=part.end_s)
        who = f"{part.author} {part.at.astimezone(CHINA):%m-%d %H:%M}"
        cells = (part.label, words.span(start, end), duration(part.end_s - part.start_s), part.reason, who)
        rows.append([{"t": each, "center": True} for each in (*cells, tenth(part.laeq_db) or STRUCK)])
    yield heading(words("noise.excluded"))
    yield table([10, -2.4, -0.8, -1.5, -1.7, -0.9], rows, header=header, size=9)


def _signatures(record: VisitRecord, words: Words) -> dict[str, object]:
    cell, notes = party_not_signing(record, words)
    other_side = {**signed(words("noise.sign_party"), record.drawn_by(PARTY), words), "words": cell}
    fields = signatures(words, every_page=other_side, last_page=[other_side], notes=notes, continued=False)
    label = words("noise.sign_measuring")
    inks = [record.drawn_by(one.certificate_number) for one in record.officers[:2]]
    measuring = [signed(label, one, words) for one in (*inks, None, None)[:2]]
    checking = [signed(words(f"noise.{name}"), None, words) for name in ("sign_checked", "sign_approved")]
    fields["pairs"] = [measuring, checking]
    return fields
