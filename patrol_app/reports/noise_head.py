"""The head table of the noise record: party, instruments, calibration, weather, point, times."""

from __future__ import annotations

from decimal import Decimal

from patrol_app.domain.instruments import InstrumentUnit, Role
from patrol_app.domain.places import Place
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import Verdict
from patrol_app.reports.blocks import Block, Cell, label, table, ticks, value
from patrol_app.reports.record_head import contact_words, party_row, row, weather_row
from patrol_app.reports.words import CHINA, Words, duration, metres, tenth, whole

ALLOWED_DRIFT_DB = Decimal("0.5")  # GB 12523 5.1.2


def head_table(record: VisitRecord, verdict: Verdict | None, words: Words) -> Block:
    """Six columns, three label and value pairs a row; what is unknown is struck."""
    rows = [*_party(record, verdict, words), *_instruments(record, words), *_where_and_when(record, words)]
    seen = record.observation
    parts = [words.joined(list(seen.machines)), seen.process or seen.activity]
    shown = words("common.comma").join(dict.fromkeys(part for part in parts if part))
    rows.append([label(words("noise.sources")), value(shown, span=5)])
    return table([19, -1.57, 19, -1.2, 17, -0.8], rows, size=8.8, pad=1.15)


def _coordinates(place: Place | None) -> str | None:
    return None if place is None else f"{place.latitude_deg:.6f} {place.longitude_deg:.6f}"


def _party(record: VisitRecord, verdict: Verdict | None, words: Words) -> list[list[Cell]]:
    site = record.site
    task = "task_exam" if record.notice is not None else "task_complaint" if site.complaints else "task_patrol"
    limits = {
        found.quantity: f"{found.quantity} {whole(found.limit_db)}"
        for found in (verdict.findings if verdict else ())
        if found.limit_db is not None
    }
    limit_words = words("noise.limits_value", limits=" ".join(limits.values())) if limits else None
    standard = verdict.rule_set if verdict else None
    return [
        party_row(record, words),
        row(
            words,
            ("noise.address", site.address),
            ("noise.coordinates", _coordinates(site.place)),
            ("noise.task", words(f"noise.{task}")),
        ),
        row(
            words,
            ("noise.contact", contact_words(record)),
            ("noise.limits", limit_words),
            ("noise.clock", words(f"noise.clock_{record.clock_source}")),
        ),
        row(
            words,
            ("noise.method", standard),
            ("noise.weighting", _sampling(record)),
            ("noise.range", _unit(record, "sound", "range")),
        ),
    ]


def _sampling(record: VisitRecord) -> str | None:
    run = record.measurement
    if run is None or run.readings == 0:
        return None
    step = Decimal(repr(run.duration_s / run.readings)).quantize(Decimal("0.1"))
    return f"A、F，{step} s"


def _unit(record: VisitRecord, role: Role, what: str) -> str | None:
    unit = next((each for each in record.instruments if each.role == role), None)
    if unit is None:
        return None
    known = {
        "range": unit.measuring_range,
        "certificate": unit.certificate.number if unit.certificate else None,
        "valid_to": unit.certificate.valid_to.isoformat() if unit.certificate else None,
    }
    return known[what]


def _named(unit: InstrumentUnit | None, words: Words) -> str | None:
    if unit is None:
        return None
    parts = [unit.name]
    if unit.sound_class is not None:
        parts.append(words("noise.class", grade=unit.sound_class))
    parts.append(words("noise.serial", serial=unit.serial_number))
    if unit.role == "calibrator" and unit.nominal_db is not None:
        parts.append(f"{tenth(unit.nominal_db)} dB")
    if unit.microphone:
        parts.append(words("noise.microphone", model=unit.microphone))
    return " ".join(parts)


def _instruments(record: VisitRecord, words: Words) -> list[list[Cell]]:
    units = {unit.role: unit for unit in reversed(record.instruments)}
    roles: tuple[tuple[str, Role], ...] = (("meter", "sound"), ("calibrator", "calibrator"))
    rows = [
        row(
            words,
            (f"noise.{key}", _named(units.get(role), words)),
            ("noise.certificate", _unit(record, role, "certificate")),
            ("noise.valid_to", _unit(record, role, "valid_to")),
        )
        for key, role in roles
    ]
    screen = ticks(words.choice(record.position.windscreen, "common.yes", "common.no"))
    rows.append(
        row(
            words,
            ("noise.calibration", _readings(record, words)),
            ("noise.deviation", deviation_words(record, words)),
            ("noise.windscreen", screen),
        )
    )
    return rows


def _readings(record: VisitRecord, words: Words) -> str:
    shown = []
    for key, check in (("before", record.calibration_before), ("after", record.calibration_after)):
        if check is None:
            shown.append(words(f"noise.not_{key}"))
        else:
            moment = f"{check.at.astimezone(CHINA):%H:%M}"
            shown.append(words(f"noise.{key}", reading=tenth(check.reading_db), at=moment))
    return " ".join(shown)


def deviation_words(record: VisitRecord, words: Words) -> str | None:
    """The change between the two calibrator readings and whether it is within 0.5 dB (GB 12523 5.1.2)."""
    before, after = record.calibration_before, record.calibration_after
    if before is None or after is None:
        return None
    change = abs(Decimal(repr(after.reading_db)) - Decimal(repr(before.reading_db)))
    return words("noise.passes" if change <= ALLOWED_DRIFT_DB else "noise.fails", deviation=tenth(change))


def _where_and_when(record: VisitRecord, words: Words) -> list[list[Cell]]:
    spot, run, quiet = record.position, record.measurement, record.background
    fix = _coordinates(spot.place)
    if fix and spot.place_source != "unknown":
        fix += words(f"noise.point_{spot.place_source}")
    place = f"{spot.label} {spot.description}".strip()
    rows = [
        weather_row(record, words),
        row(
            words,
            ("noise.point", place),
            ("noise.boundary", metres(spot.boundary_distance_m)),
            ("noise.height", metres(spot.height_m)),
        ),
        row(
            words,
            ("noise.point_at", fix),
            ("noise.reflecting", metres(spot.reflecting_distance_m)),
            ("noise.wall", metres(spot.wall_height_m)),
        ),
        row(
            words,
            ("noise.run_time", words.span(run.started_at, run.ended_at) if run else None),
            ("noise.run_length", duration(run.duration_s) if run else None),
            ("noise.room", words("noise.indoor" if spot.indoor else "noise.outdoor")),
        ),
    ]
    if quiet is not None:
        rows.append(
            row(
                words,
                ("noise.background_time", words.span(quiet.started_at, quiet.ended_at)),
                ("noise.background_length", duration(quiet.duration_s)),
                ("noise.condition", words("noise.source_off")),
            )
        )
    else:
        rows.append([label(words("noise.background_time")), value(_no_background(record, words), span=5)])
    return rows


def _no_background(record: VisitRecord, words: Words) -> str:
    judged = [
        found
        for verdict in record.verdicts
        for found in verdict.findings
        if found.quantity == "LAeq" and found.limit_db
    ]
    needless = bool(judged) and all(found.exceeds is False and found.background_db is None for found in judged)
    return words("noise.background_needless" if needless else "noise.background_none")
