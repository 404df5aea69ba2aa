"""走航小结: a drive-by survey on one or two pages: map, hot spots, instruments, and that all of it is screening."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.assets import Language
from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.surveys import HotSpot, SurveyRecord, TrackPoint
from patrol_app.reports.blocks import Block, Cell, Paper, heading, label, table, text, value
from patrol_app.reports.frame import chain_words
from patrol_app.reports.said import Said, clock, day_clock
from patrol_app.reports.survey_geojson import delay_key
from patrol_app.reports.survey_map import legend, survey_map
from patrol_app.reports.typeset import draw_pages, typeset
from patrol_app.reports.words import FORM_SET, duration, tenth

NAME = "drive-by-summary.pdf"
LISTED = 12
"""Hot spots on paper, the worst first; all are in the record and the GeoJSON file."""
NAMED = 3


def render(record: SurveyRecord, points: Sequence[TrackPoint], *, language: Language = "zh") -> bytes:
    """The sheet as PDF/A-2b, dated by the end of the survey; the same survey gives the same bytes."""
    paper = lay_out(record, points, language=language)
    return typeset(
        [paper],
        title=f"{paper.title} {record.number}",
        author=record.authority.name,
        made_at=record.left_at,
        language=language,
    )


def preview(
    record: SurveyRecord, points: Sequence[TrackPoint], *, language: Language = "zh", dpi: float = 96.0
) -> tuple[bytes, ...]:
    """The same pages as PNG pictures."""
    paper = lay_out(record, points, language=language)
    return draw_pages([paper], made_at=record.left_at, language=language, dpi=dpi)


def lay_out(record: SurveyRecord, points: Sequence[TrackPoint], *, language: Language) -> Paper:
    """The sheet as a paper."""
    said = Said("survey", language)
    blocks: list[Block] = [text(said("screening"), indent=False, sans=True)]
    if record.simulated:
        blocks.append(text(said.words("common.demo_note"), size=9, sans=True, indent=False))
    blocks.append(_head(record, said))
    drawn = survey_map(record, points, said)
    if drawn is not None:
        blocks += [drawn, legend(points, said)]
    blocks += _hot_spots(record, said)
    blocks += _instruments(record, said)
    blocks += _notes(record, said)
    return Paper(
        authority=record.authority.name,
        title=said("title"),
        left=said("head_note"),
        right=record.number,
        running_left=said("running"),
        running_right=record.number,
        foot_left=said.words("common.foot_form", form=FORM_SET, version=record.software.version),
        foot_right=chain_words(record.chain, said.words),
        page_of=said.words("common.page_of"),
        watermark=said.words("common.demo") if record.simulated else "",
        blocks=blocks,
    )


def _head(record: SurveyRecord, said: Said) -> Block:
    totals = record.totals
    officers = said.joined([f"{officer.name} {officer.certificate_number}" for officer in record.officers])
    if totals is None:
        return table([24, -1], [[label(said("officers")), value(officers)], [label(said("drive")), said("no_run")]])
    share = round(100.0 * totals.usable / totals.points) if totals.points else 0
    usable = said("usable_of", usable=totals.usable, points=totals.points, share=share)
    gaps = said("gaps_of", count=len(record.gaps), seconds=duration(totals.gap_s))
    rows: list[list[Cell]] = [
        [
            label(said("time")),
            value(said("span", start=day_clock(totals.started_at), end=clock(totals.ended_at))),
            label(said("length")),
            value(f"{totals.length_m / 1000.0:.2f} km"),
            label(said("levels")),
            value(said("levels_of", laeq=tenth(totals.laeq_db) or "—", lafmax=tenth(totals.lafmax_db) or "—")),
        ],
        [
            label(said("points")),
            value(usable),
            label(said("gaps")),
            value(gaps),
            label(said("fast")),
            value(said("fast_of", count=totals.too_fast, limit=f"{record.settings.speed_limit_km_h:g}")),
        ],
        [label(said("officers")), value(officers, span=5)],
    ]
    return table([18, -1, 18, -0.9, 18, -1.15], rows, size=9)


def _hot_spots(record: SurveyRecord, said: Said) -> list[Block]:
    settings = record.settings
    chosen = said(
        "chosen",
        laeq=f"{settings.hot_laeq_db:g}",
        pm10=f"{settings.hot_pm10_ug_m3:g}",
        tsp=f"{settings.hot_tsp_ug_m3:g}",
        segment=f"{settings.segment_m:g}",
    )
    blocks: list[Block] = [heading(said("hot_spots"), chosen)]
    if not record.hot_spots:
        return [*blocks, text(said("no_hot_spot"), indent=False, size=9.5)]
    worst = sorted(record.hot_spots, key=lambda spot: (-(spot.laeq_db or 0.0), spot.at))[:LISTED]
    names = ("no", "seen_at", "where", "laeq", "lafmax", "pm10", "tsp", "near_sites", "near_zones")
    header: list[Cell] = [label(said(f"column.{name}"), center=True) for name in names]
    rows = [_row(spot, said) for spot in worst]
    blocks.append(table([9, 12, 27, 13, 14, 13, 13, -1.1, -1], rows, header=header, size=8.5))
    if len(record.hot_spots) > LISTED:
        blocks.append(text(said("more_spots", count=len(record.hot_spots) - LISTED), indent=False, size=9))
    return blocks


def _row(spot: HotSpot, said: Said) -> list[Cell]:
    sites = [said("site_at", site=one.site, metres=round(one.distance_m)) for one in spot.sites[:NAMED]]
    zones = [
        said("zone_in" if one.inside else "zone_near", venue=one.venue, metres=round(one.distance_m))
        for one in spot.zones[:NAMED]
    ]
    where = f"{spot.place.latitude_deg:.5f}, {spot.place.longitude_deg:.5f}"
    return [
        value(spot.label, center=True),
        value(clock(spot.at), center=True),
        value(where, center=True),
        value(tenth(spot.laeq_db), center=True),
        value(tenth(spot.lafmax_db), center=True),
        value(None if spot.pm10_mean_ug_m3 is None else f"{spot.pm10_mean_ug_m3:.0f}", center=True),
        value(None if spot.tsp_mean_ug_m3 is None else f"{spot.tsp_mean_ug_m3:.0f}", center=True),
        value(said.joined(sites)),
        value(said.joined(zones)),
    ]


def _instruments(record: SurveyRecord, said: Said) -> list[Block]:
    header: list[Cell] = [
        label(said(f"column.{name}"), center=True) for name in ("instrument", "serial", "class", "certificate")
    ]
    rows: list[list[Cell]] = [
        [
            value(unit.name),
            value(unit.serial_number, center=True),
            value(unit.sound_class, center=True),
            value(
                None
                if unit.certificate is None
                else said("certificate", number=unit.certificate.number, day=f"{unit.certificate.valid_to:%Y-%m-%d}")
            ),
        ]
        for unit in record.instruments
    ]
    if any(unit.role == "sound" for unit in record.instruments):
        checks = [
            said(key, check=_check(check, said))
            for key, check in (
                ("check_before", record.calibration_before),
                ("check_after", record.calibration_after),
            )
        ]
        rows.append([label(said("calibration")), value(said.joined(checks), span=3)])
    return [heading(said("instruments")), table([50, 34, 14, -1], rows, header=header, size=8.5)]


def _check(check: CalibrationCheck | None, said: Said) -> str:
    if check is None:
        return said("not_checked")
    return said("check", at=clock(check.at), reading=tenth(check.reading_db), nominal=tenth(check.nominal_db))


def _notes(record: SurveyRecord, said: Said) -> list[Block]:
    settings = record.settings
    dust = said(delay_key(record).removeprefix("survey."), seconds=f"{settings.dust_delay_s or 0:g}")
    lines = [
        said("note_points"),
        said("note_speed", limit=f"{settings.speed_limit_km_h:g}"),
        said("note_gap", hdop=f"{settings.hdop_limit:g}"),
        dust,
        said("note_chosen"),
    ]
    return [heading(said("method")), *(text(line, indent=False, size=8.5) for line in lines)]
