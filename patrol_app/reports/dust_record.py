"""施工扬尘（颗粒物）现场检测记录表: points up and down wind, and the form's measures against dust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from patrol_app.assets import Language
from patrol_app.domain.papers import DustPoint, DustSheet
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.domain.verdict import Verdict
from patrol_app.reports.blocks import STRUCK, Block, Cell, Paper, heading, keep, label, table, text, ticks
from patrol_app.reports.findings import milligrams
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
from patrol_app.reports.noise_record import MARKS
from patrol_app.reports.record_head import contact_words, party_row, row, weather_row
from patrol_app.reports.words import Words, duration, metres, tenth

NAME = "dust_record"
TITLE = "dust.title"
CHECKS = (*BASIC, ("dust", lambda record: record.dust is not None or record.dust_measures is not None))
DETAILS = DustSheet

MEASURES = ("fence", "cover", "wet", "wash", "road", "truck", "sign", "plan", "monitor", "waste")
SEEN_AS = {
    "enclosure": "fence",
    "covering": "cover",
    "wet_work": "wet",
    "wheel_washing": "wash",
    "hardened_roads": "road",
    "closed_transport": "truck",
    "board": "sign",
    "plan": "plan",
}
"""The measures of the rules by the row of the form that they fill."""
HUMID_PCT = 75.0


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The record as a paper; ``details`` may be a ``DustSheet``. Measures not looked at stay open tick boxes.

    Raises:
        BadInput: no dust result, or mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    stop_if_missing(missing(record, CHECKS), title, words)
    sheet = details if isinstance(details, DustSheet) else DustSheet()
    blocks: list[Block] = [
        _head(record, sheet, words),
        heading(words("dust.points"), words("dust.points_unit")),
        *_points(record, sheet, words),
        *_verdict(record, words),
        heading(words("dust.measures")),
        _measures(record, sheet, words),
        blank_below(words),
    ]
    number = words("common.number", number=record.number)
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=_signatures(record, words),
        left=number,
        running_right=screened(number, record, words, short=True),
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
    """The record as PDF/A-2b."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words)


def _head(record: VisitRecord, sheet: DustSheet, words: Words) -> Block:
    weather = record.measurement.weather if record.measurement else None
    meter = next((unit for unit in record.instruments if unit.role == "dust"), None)
    humidity = record.dust.humidity_pct if record.dust else None
    humidity = weather.humidity_pct if humidity is None and weather else humidity
    flow = None
    if sheet.flow_before_l_min is not None and sheet.flow_after_l_min is not None:
        flow = words("dust.flow_value", before=tenth(sheet.flow_before_l_min), after=tenth(sheet.flow_after_l_min))
    k_value = f"{sheet.k_value:g} {sheet.k_source or ''}".strip() if sheet.k_value is not None else None
    certificate = f"{meter.certificate.number} {meter.certificate.valid_to}" if meter and meter.certificate else None
    named = f"{meter.name} {words('noise.serial', serial=meter.serial_number)}" if meter else None
    humid = None if humidity is None else humidity > HUMID_PCT
    rows = [
        party_row(record, words),
        row(
            words,
            ("noise.address", record.site.address),
            ("noise.contact", contact_words(record)),
            ("dust.quantity", sheet.quantity),
        ),
        row(
            words,
            ("dust.meter", named),
            ("noise.certificate", certificate),
            ("dust.method", words("dust.method_light")),
        ),
        row(words, ("dust.k_value", k_value), ("dust.flow", flow), ("dust.zero", sheet.zero_check)),
        weather_row(record, words),
        row(
            words,
            ("dust.activity", record.observation.process or record.observation.activity),
            ("dust.steady", ticks(words.choice(sheet.wind_steady, "common.is", "common.is_not"))),
            ("dust.humid", ticks(words.choice(humid, "common.is", "common.is_not"))),
        ),
    ]
    return table([20, -1.5, 20, -1.3, 20, -1.0], rows, size=8.8)


def _points(record: VisitRecord, sheet: DustSheet, words: Words) -> Iterator[Block]:
    points = sheet.points or _only_point(record, words)
    if not points:
        yield text(words("dust.not_measured"), size=9, indent=False)
        return
    names = ("point", "side", "start", "minimum", "maximum", "mean", "distance", "height")
    header: list[Cell] = [label(words(f"dust.{name}"), center=True) for name in names]
    header.insert(3, label(words("noise.length"), center=True))
    rows: list[list[Cell]] = []
    for point in points:
        side = words("dust.upwind" if point.upwind else "dust.downwind") if sheet.points else STRUCK
        cells = [
            f"{point.label} {point.where}".strip(),
            side,
            words.clock(point.started_at),
            duration(point.duration_s),
            *(milligrams(level) or STRUCK for level in (point.min_ug_m3, point.max_ug_m3, point.mean_ug_m3)),
            metres(point.boundary_distance_m) or STRUCK,
            metres(point.height_m) or STRUCK,
        ]
        rows.append([{"t": each, "center": True} for each in cells])
    yield table([-1.6, 0, 0, 0, -1, -1, -1, 0, 0], rows, header=header, size=9)
    up = [point.mean_ug_m3 for point in points if point.upwind and point.mean_ug_m3 is not None]
    down = [point.mean_ug_m3 for point in points if not point.upwind and point.mean_ug_m3 is not None]
    if up and down:
        values = {"downwind": milligrams(max(down)), "upwind": milligrams(up[0])}
        difference = (milligrams(max(down) - up[0]) or STRUCK).replace("-", "−")
        yield text(words("dust.comparison", **values, difference=difference), size=9, indent=False)


def _only_point(record: VisitRecord, words: Words) -> tuple[DustPoint, ...]:
    dust, spot = record.dust, record.position
    if dust is None:
        return ()
    return (
        DustPoint(
            label=spot.label,
            where=spot.description or words("dust.one_point"),
            upwind=False,
            started_at=dust.started_at,
            duration_s=dust.duration_s,
            mean_ug_m3=dust.tsp_mean_ug_m3,
            min_ug_m3=dust.tsp_min_ug_m3,
            max_ug_m3=dust.tsp_max_ug_m3,
            boundary_distance_m=spot.boundary_distance_m,
            height_m=spot.height_m,
        ),
    )


def _verdict(record: VisitRecord, words: Words) -> Iterator[Block]:
    verdict: Verdict | None = next((each for each in record.verdicts if each.kind == "construction_dust"), None)
    lines: list[Block] = []
    if verdict is not None:
        outcome: Cell = {"t": words(f"common.{verdict.outcome}"), "strong": True, "mark": MARKS[verdict.outcome]}
        lines.append(table([30, -1], [[label(words("dust.verdict")), outcome]], breakable=False))
        reasons = [reason.zh if words.language == "zh" else reason.en for reason in verdict.reasons]
        lines += [text(reason, size=9, indent=False) for reason in reasons]
    lines.append(text(words("dust.note"), size=9, indent=False))
    yield keep(lines)


def _seen(record: VisitRecord, sheet: DustSheet) -> dict[str, tuple[bool | None, str, str]]:
    """State, amount and photos of each row that was looked at: what the sheet says, else what the visit's facts say."""
    found: dict[str, tuple[bool | None, str, str]] = {}
    for name, state in (record.dust_measures.states if record.dust_measures else {}).items():
        if name in SEEN_AS and state in ("met", "not_met"):
            found[SEEN_AS[name]] = state == "met", "", ""
    return found | {each.kind: (each.ok, each.amount, each.photos) for each in sheet.measures}


def _measures(record: VisitRecord, sheet: DustSheet, words: Words) -> Block:
    seen = _seen(record, sheet)
    header: list[Cell] = [label(words(f"dust.{name}"), center=True) for name in ("measure", "state", "amount", "photo")]
    rows: list[list[Cell]] = []
    for kind in MEASURES:
        ok, amount, photos = seen.get(kind, (None, "", ""))
        looked = kind in seen
        state = ticks(
            [
                (ok is True, words("dust.good")),
                (ok is False, words("dust.bad")),
                (looked and ok is None, words("dust.unseen")),
            ]
        )
        # a row that was looked at is complete, so its blanks are struck; the others are filled in by hand
        amount, photos = (amount or STRUCK, photos or STRUCK) if looked else ("", "")
        rows.append([label(words(f"dust.{kind}")), state, {"t": amount}, {"t": photos}])
    return table([62, 56, -1, -0.8], rows, header=header, size=9, pad=1.2)


def _signatures(record: VisitRecord, words: Words) -> dict[str, object]:
    cell, notes = party_not_signing(record, words)
    other_side = {**signed(words("dust.sign_party"), record.drawn_by(PARTY), words), "words": cell}
    fields = signatures(words, every_page=other_side, last_page=[other_side], notes=notes, continued=False)
    label = words("dust.sign_measuring")
    inks = [record.drawn_by(one.certificate_number) for one in record.officers[:2]]
    measuring = [signed(label, one, words) for one in (*inks, None, None)[:2]]
    checking = [signed(words(f"dust.{name}"), None, words) for name in ("sign_checked", "sign_approved")]
    fields["pairs"] = [measuring, checking]
    return fields
