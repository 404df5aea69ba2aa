"""夜间巡查台账: the night ledger as an Excel file with visits, open problems and the counters press notes use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import Finding
from patrol_app.reports.sheets import Book, Column
from patrol_app.reports.words import Words

NAME = "night_ledger"
TITLE = "ledger.title"

_COLUMNS = (
    ("number", 5.0, "whole"),
    ("date", 11.0, "general"),
    ("officers", 14.0, "general"),
    ("arrived", 16.0, "minute"),
    ("left", 16.0, "minute"),
    ("site", 18.0, "general"),
    ("contractor", 20.0, "general"),
    ("developer", 20.0, "general"),
    ("address", 20.0, "general"),
    ("venue", 14.0, "general"),
    ("distance_m", 8.0, "whole"),
    ("in_zone", 7.0, "general"),
    ("stage", 9.0, "general"),
    ("working", 7.0, "general"),
    ("process", 18.0, "general"),
    ("permit", 16.0, "general"),
    ("permit_shown", 7.0, "general"),
    ("permit_posted", 7.0, "general"),
    ("point", 7.0, "general"),
    ("laeq_db", 8.0, "tenth"),
    ("lafmax_db", 8.0, "tenth"),
    ("background_db", 8.0, "tenth"),
    ("reported_db", 8.0, "whole"),
    ("limit_db", 7.0, "whole"),
    ("verdict", 10.0, "general"),
    ("pm10_mg_m3", 9.0, "thousandth"),
    ("tsp_mg_m3", 9.0, "thousandth"),
    ("problems", 26.0, "general"),
    ("order", 22.0, "general"),
    ("record", 18.0, "general"),
    ("photos", 7.0, "whole"),
    ("complaints", 7.0, "whole"),
    ("grid", 10.0, "general"),
    ("remark", 16.0, "general"),
)


def render(records: Sequence[VisitRecord], *, language: Language = "zh") -> bytes:
    """The ledger of ``records`` in order of arrival; the same records give the same bytes.

    Raises:
        BadInput: there is no record.
    """
    if not records:
        raise BadInput("reports.no_records")
    words = Words(language)
    ordered = sorted(records, key=lambda record: (record.arrived_at, record.number))
    book = Book(title=words(TITLE), author=ordered[0].authority.name, made_at=max(record.left_at for record in ordered))
    columns = [Column(title=words(f"ledger.{name}"), width=width, form=form) for name, width, form in _COLUMNS]
    rows = [visit_row(number, record, words) for number, record in enumerate(ordered, start=1)]
    heading = f"{ordered[0].authority.name} {words(TITLE)}"
    book.sheet(words("ledger.sheet_visits"), columns, rows, title=heading)
    _problems(book, ordered, words)
    _summary(book, ordered, words)
    return book.finish()


def noise_finding(record: VisitRecord) -> Finding | None:
    """The judged LAeq of the whole run, if there is one."""
    return next(
        (
            found
            for verdict in record.verdicts
            if verdict.kind == "construction_noise"
            for found in verdict.findings
            if found.quantity == "LAeq" and not found.excluded_parts
        ),
        None,
    )


def _yes(value: bool | None, words: Words) -> str:
    if value is None:
        return ""
    if words.language == "zh":
        return "是" if value else "否"
    return "yes" if value else "no"


def problems(record: VisitRecord, words: Words) -> list[str]:
    """What was found, one entry a breach or exceedance."""
    return [
        words(f"order.cause_{verdict.kind}") for verdict in record.verdicts if verdict.outcome in ("exceeds", "breach")
    ]


def visit_row(number: int, record: VisitRecord, words: Words) -> list[Any]:
    """One line of the ledger."""
    site, seen, run, zone, dust = record.site, record.observation, record.measurement, record.zone, record.dust
    found = noise_finding(record)
    outcome = next((each.outcome for each in record.verdicts if each.kind == "construction_noise"), None)
    pm10 = dust.pm10_mean_ug_m3 if dust else None
    tsp = dust.tsp_mean_ug_m3 if dust else None
    return [
        number,
        words.day(record.arrived_at),
        words.joined([officer.name for officer in record.officers]),
        record.arrived_at,
        record.left_at,
        site.name,
        site.contractor.name if site.contractor else None,
        site.developer.name if site.developer else None,
        site.address,
        zone.venue if zone else None,
        round(zone.distance_m) if zone else None,
        _yes(zone.inside, words) if zone else None,
        words(f"common.stage_{site.stage}") if site.stage else None,
        _yes(seen.working, words),
        seen.process or seen.activity,
        site.permit.number if site.permit else None,
        _yes(seen.permit_shown, words),
        _yes(seen.permit_posted, words),
        record.position.label if run else None,
        run.laeq_db if run else None,
        run.lafmax_db if run else None,
        record.background.laeq_db if record.background else None,
        found.rounded_db if found else None,
        found.limit_db if found else None,
        words(f"common.{outcome}") if outcome else None,
        pm10 / 1000.0 if pm10 is not None else None,
        tsp / 1000.0 if tsp is not None else None,
        words.joined(problems(record, words)),
        record.order_number,
        record.number,
        seen.photos,
        site.complaints,
        site.grid,
        words("ledger.simulated") if record.simulated else None,
    ]


def _problems(book: Book, records: Sequence[VisitRecord], words: Words) -> None:
    names = ("number", "record", "source", "site", "problem", "party", "order", "state", "accepted_by", "closed_on")
    widths = (5.0, 18.0, 10.0, 18.0, 34.0, 20.0, 22.0, 12.0, 10.0, 12.0)
    columns = [Column(title=words(f"ledger.{name}"), width=width) for name, width in zip(names, widths, strict=True)]
    rows: list[list[Any]] = []
    for record in records:
        party = record.site.contractor or record.site.developer
        for problem in problems(record, words):
            state = "ledger.state_ordered" if record.order_number else "ledger.state_open"
            named = party.name if party else None
            found = [len(rows) + 1, record.number, words("ledger.source_patrol"), record.site.name, problem, named]
            rows.append([*found, record.order_number, words(state), None, None])
    book.sheet(words("ledger.sheet_problems"), columns, rows)


def _summary(book: Book, records: Sequence[VisitRecord], words: Words) -> None:
    outcomes = [verdict for record in records for verdict in record.verdicts]
    counters = (
        ("count_visits", len(records)),
        ("count_officers", sum(len(record.officers) for record in records)),
        ("count_working", sum(record.observation.working for record in records)),
        ("count_measurements", sum(point.measurement is not None for record in records for point in record.points)),
        ("count_exceeds", sum(each.kind == "construction_noise" and each.outcome == "exceeds" for each in outcomes)),
        ("count_breaches", sum(each.outcome == "breach" for each in outcomes)),
        ("count_orders", sum(bool(record.order_number) for record in records)),
        ("count_zone", sum(bool(record.zone and record.zone.inside) for record in records)),
    )
    columns = [
        Column(title=words("ledger.counter"), width=30.0),
        Column(title=words("ledger.count"), width=10.0, form="whole"),
    ]
    book.sheet(words("ledger.sheet_summary"), columns, [[words(f"ledger.{name}"), count] for name, count in counters])
