"""The facts of a visit in sentences, for the on-site inspection record: what was seen, shown, said and measured.

No limit, no judgement and no article stands here; those belong to the order and the decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from patrol_app.domain.places import ExamNotice
from patrol_app.domain.record import Measurement, PointResult, Position, VisitRecord
from patrol_app.reports.blocks import Block, Cell, label, table, text
from patrol_app.reports.frame import ORDINALS, party_of
from patrol_app.reports.words import Words, metres, minutes, tenth

_BREACH_OUTCOMES = ("exceeds", "breach")
_CLEAN_OUTCOMES = ("complies", "no_breach")


def suspected(record: VisitRecord) -> str | None:
    """The cause that officers can know when they arrive: a missing permit, a ban, missing dust measures."""
    kinds = {verdict.kind for verdict in record.verdicts if verdict.outcome == "breach"}
    return next((kind for kind in ("night_permit", "noise_ban", "dust_measures") if kind in kinds), None)


def nothing_found(record: VisitRecord) -> bool:
    """Whether every case that was judged is clean; a case that cannot be judged leaves the question open."""
    return bool(record.verdicts) and all(verdict.outcome in _CLEAN_OUTCOMES for verdict in record.verdicts)


def something_found(record: VisitRecord) -> bool:
    """Whether any verdict of the record names a breach or an exceedance."""
    return any(verdict.outcome in _BREACH_OUTCOMES for verdict in record.verdicts)


def situation(record: VisitRecord, words: Words) -> list[Block]:
    """Field 11 of the record: numbered paragraphs, the table of values behind the paragraph that measured them."""
    measured = [*_measured(record, words)]
    paragraphs: list[tuple[str, list[Block]]] = [
        (_joined(_arrival(record, words), words), []),
        (_joined(_permit(record, words), words), []),
        (_joined(_notice(record, words), words), []),
        (_joined(iter(measured), words), _values(record, words)),
        (_joined(_dust(record, words), words), []),
        (_joined(_closing(record, words), words), []),
    ]
    blocks: list[Block] = []
    for ordinal, (paragraph, behind) in zip(ORDINALS, [each for each in paragraphs if each[0]], strict=False):
        blocks.append(text(words(f"inspection.{ordinal}") + paragraph))
        blocks += behind
    return blocks


def _joined(sentences: Iterator[str], words: Words) -> str:
    return ("" if words.language == "zh" else " ").join(sentences)


def _arrival(record: VisitRecord, words: Words) -> Iterator[str]:
    site, seen = record.site, record.observation
    party = party_of(record)
    place = {"clock": words.clock(record.arrived_at), "site": site.name}
    if seen.working:
        machines = words.joined(list(seen.machines))
        yield words(
            "inspection.arrived_working",
            **place,
            party=party.name if party else words("inspection.the_party"),
            process=seen.process or seen.activity or words("inspection.some_work"),
            machines=words("inspection.arrived_machines", machines=machines) if machines else "",
        )
    elif idle := seen.activity.removeprefix("未施工").strip("，,。 "):
        yield words("inspection.arrived_idle", **place, activity=idle)
    else:
        yield words("inspection.arrived_idle_plain", **place)
    if site.stage is not None:
        yield words("inspection.stage", stage=words(f"common.stage_{site.stage}"))
    if site.sensitive_area:
        yield words("inspection.sensitive_area", basis=site.sensitive_area)
    if site.sensitive_building and site.sensitive_distance_m is not None:
        distance = metres(site.sensitive_distance_m)
        yield words("inspection.sensitive_building", building=site.sensitive_building, distance=distance)
    if record.zone is not None:
        key = f"inspection.zone_{record.zone.basis}"
        yield words(key, venue=record.zone.venue, distance=metres(record.zone.distance_m))


def _permit(record: VisitRecord, words: Words) -> Iterator[str]:
    seen, permit = record.observation, record.site.permit
    if record.person_met is None:
        yield words("inspection.nobody")
    if seen.statement:
        yield words("inspection.states", statement=seen.statement)
    if seen.permit_shown is True:
        details = ""
        if permit is not None:
            issuer = permit.issuer or "/"
            start, end = words.minute(permit.valid_from), words.minute(permit.valid_to)
            details = words("inspection.permit_details", number=permit.number, issuer=issuer, start=start, end=end)
        yield words("inspection.permit_shown", details=details)
    elif seen.permit_shown is False:
        yield words("inspection.permit_none")
    if seen.permit_posted is not None:
        yield words("inspection.permit_posted" if seen.permit_posted else "inspection.permit_unposted")
    if seen.exempt_work is not None and seen.working:
        yield words("inspection.exempt_yes" if seen.exempt_work else "inspection.exempt_no")


def _notice(record: VisitRecord, words: Words) -> Iterator[str]:
    notice, zone = record.notice, record.zone
    if notice is None:
        return
    yield words("inspection.notice", **notice_words(notice, words))
    if zone is not None:
        key = "inspection.notice_inside" if zone.inside else "inspection.notice_outside"
        yield words(key, venue=zone.venue, distance=metres(zone.distance_m))


def notice_words(notice: ExamNotice, words: Words) -> dict[str, str | None]:
    """What a sentence about an exam notice says of it: who issued it, when and how far it holds, what it forbids."""
    windows = words.joined(list(notice.daily_windows))
    return {
        "issuer": notice.issuer,
        "title": notice.title.strip("《》"),
        "number": notice.number,
        "start": words.minute(notice.valid_from),
        "end": words.minute(notice.valid_to),
        "windows": words("inspection.notice_windows", windows=windows) if windows else "",
        "radius": metres(notice.radius_m),
        "forbidden": words.joined(list(notice.forbidden)) or words("inspection.notice_work"),
    }


def position_words(spot: Position, words: Words) -> str:
    """Where the microphone stood, in one line; what was not noted is left out."""
    parts = [spot.description] if spot.description else []
    if spot.indoor:
        parts.append(words("inspection.indoor"))
    for value, key in (
        (spot.boundary_distance_m, "inspection.outside"),
        (spot.height_m, "inspection.height"),
        (spot.wall_height_m, "inspection.wall"),
    ):
        if value is not None:
            distance = metres(value)
            parts.append(words(key, distance=distance) if key == "inspection.outside" else words(key, height=distance))
    if spot.sensitive_building and spot.sensitive_distance_m is not None:
        distance = metres(spot.sensitive_distance_m)
        parts.append(words("inspection.facing", building=spot.sensitive_building, distance=distance))
    return words("common.comma").join(parts)


def _run(run: Measurement, spot: Position, record: VisitRecord, words: Words) -> str:
    meter = next((unit for unit in record.instruments if unit.role == "sound"), None)
    standard = next((each.rule_set for each in record.verdicts if each.kind == "construction_noise"), None)
    named = words("inspection.no_meter")
    if meter is not None:
        grade = words("inspection.grade", grade=meter.sound_class) if meter.sound_class is not None else ""
        named = words("inspection.meter", model=meter.name, serial=meter.serial_number, grade=grade)
    point, where = spot.label, position_words(spot, words)
    return words(
        "inspection.measured_gap" if run.interrupted or run.gap_s > 0 else "inspection.measured",
        start=words.clock_s(run.started_at),
        end=words.clock_s(run.ended_at),
        point=words("inspection.point_where", point=point, where=where) if where else point,
        meter=named,
        method=words("inspection.method", standard=standard) if standard else "",
        length=minutes(run.duration_s),
        gap=minutes(run.gap_s),
    )


def _measured(record: VisitRecord, words: Words) -> Iterator[str]:
    run = record.measurement
    if run is None:
        yield words("inspection.not_measured")
        return
    for point in record.points:
        yield from _at_point(point, record, words)
    checks = {_calibration(point, words): None for point in record.points if point.measurement is not None}
    yield from checks
    sky = _weather(record, run, words)
    if sky:
        yield words("inspection.weather", weather=sky)
    if any(each.overload for each in record.runs):
        yield words("inspection.overloaded")


def _at_point(point: PointResult, record: VisitRecord, words: Words) -> Iterator[str]:
    """The run of one point with what was excluded, and its background."""
    run, quiet = point.measurement, point.background
    if run is None:
        return
    yield _run(run, point.position, record, words)
    for part in run.exclusions:
        start = words.clock_s(run.started_at + timedelta(seconds=part.start_s))
        end = words.clock_s(run.started_at + timedelta(seconds=part.end_s))
        yield words("inspection.excluded", start=start, end=end, reason=part.reason)
    if quiet is not None:
        start, end = words.clock_s(quiet.started_at), words.clock_s(quiet.ended_at)
        yield words("inspection.background", start=start, end=end, length=minutes(quiet.duration_s))


def _calibration(point: PointResult, words: Words) -> str:
    before, after = point.calibration_before, point.calibration_after
    if before is None:
        return words("inspection.uncalibrated")
    first = {"before": tenth(before.reading_db), "at_before": words.clock(before.at)}
    if after is None:
        return words("inspection.calibrated_before", **first)
    return words("inspection.calibrated", **first, after=tenth(after.reading_db), at_after=words.clock(after.at))


def _weather(record: VisitRecord, run: Measurement, words: Words) -> str:
    weather = run.weather
    parts = [weather.sky] if weather.sky else []
    if weather.rain is not None:
        parts.append(words("inspection.sky_rain" if weather.rain else "inspection.sky_dry"))
    if weather.wind_direction_deg is not None:
        parts.append(words("common.wind_from", direction=words(direction_key(weather.wind_direction_deg))))
    if weather.wind_max_m_s is not None:
        parts.append(words("inspection.wind", wind=tenth(weather.wind_max_m_s)))
    if weather.wind_entered or weather.rain_entered:
        parts.append(words("common.weather_by_hand", who=entered_by(record, words)))
    return words("common.comma").join(parts)


def entered_by(record: VisitRecord, words: Words) -> str:
    """Who read wind or rain that was entered by hand, and from which instrument."""
    said = (f"{one.by} {one.instrument}".strip() for one in record.weather_entered)
    return words("common.comma").join(dict.fromkeys(said))


def direction_key(degrees: float) -> str:
    """The form set's key of the nearest of eight compass points."""
    names = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
    return f"common.dir_{names[round(degrees / 45.0) % 8]}"


def _values(record: VisitRecord, words: Words) -> list[Block]:
    run = record.measurement
    if run is None:
        return []
    screening = record.authority.screening_only
    name = words("inspection.screening" if screening else "inspection.own_measurement")
    measured = [point for point in record.points if point.measurement is not None]
    shown = _one_point(measured[0], name, words) if len(measured) == 1 else _many_points(measured, name, words)
    blocks: list[Block] = [shown]
    told = words("inspection.screening_told") if screening else ""
    if record.person_met is not None and record.person_met.values_told:
        told += ("" if words.language == "zh" else " ") + words("inspection.told_values", name=record.person_met.name)
    if told.strip():
        blocks.append(text(told.strip()))
    return blocks


def _level(level_db: float | None) -> Cell:
    return {"t": f"{tenth(level_db)} dB" if level_db is not None else "/", "center": True}


def _one_point(point: PointResult, name: str, words: Words) -> Block:
    run, quiet = point.measurement, point.background
    columns: list[tuple[str, float | None]] = []
    if run is not None:
        columns.append((words("inspection.laeq", length=minutes(run.duration_s).replace(" ", "")), run.laeq_db))
        columns.append((words("inspection.lafmax"), run.lafmax_db))
    if quiet is not None:
        length = minutes(quiet.duration_s).replace(" ", "")
        columns.append((words("inspection.laeq_background", length=length), quiet.laeq_db))
    rows: list[list[Cell]] = [
        [label(name, rows=2, center=True), *(label(title, center=True) for title, _ in columns)],
        [_level(level) for _, level in columns],
    ]
    return table([42, *[-1] * len(columns)], rows, breakable=False)


def _many_points(points: Sequence[PointResult], name: str, words: Words) -> Block:
    """A row a point."""
    titles = [name, words("points.length"), "LAeq,T", words("inspection.lafmax"), words("points.quiet")]
    rows: list[list[Cell]] = [[label(title, center=True) for title in titles]]
    for point in points:
        run, quiet = point.measurement, point.background
        if run is not None:
            named = f"{point.position.label} {point.position.description}".strip()
            length: Cell = {"t": minutes(run.duration_s), "center": True}
            levels = (run.laeq_db, run.lafmax_db, quiet.laeq_db if quiet else None)
            rows.append([label(named), length, *(_level(level) for level in levels)])
    return table([56, *[-1] * 4], rows, breakable=False)


def _dust(record: VisitRecord, words: Words) -> Iterator[str]:
    dust = record.dust
    if dust is None:
        return
    means = (("TSP", dust.tsp_mean_ug_m3), ("PM10", dust.pm10_mean_ug_m3), ("PM2.5", dust.pm25_mean_ug_m3))
    values = [
        words("inspection.dust_value", name=name, mean=milligrams(mean)) for name, mean in means if mean is not None
    ]
    if dust.humidity_pct is not None:
        values.append(words("inspection.dust_humidity", humidity=tenth(dust.humidity_pct)))
    if values:
        start, length = words.clock(dust.started_at), minutes(dust.duration_s)
        yield words("inspection.dust", start=start, length=length, values=words.joined(values))


def milligrams(value_ug_m3: float | None) -> str | None:
    """Micrograms as milligrams per cubic metre with three decimals, as the forms write dust."""
    return None if value_ug_m3 is None else f"{value_ug_m3 / 1000.0:.3f}"


def _closing(record: VisitRecord, words: Words) -> Iterator[str]:
    seen = record.observation
    yield from seen.notes
    if seen.photos or seen.audio_clips:
        yield words("inspection.media", photos=seen.photos, clips=seen.audio_clips)
    if nothing_found(record):
        yield words("inspection.nothing_found")
