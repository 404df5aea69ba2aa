"""送达回证: the receipt of service, which lies directly behind the served paper in the file."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.assets import Language
from patrol_app.domain.papers import Service
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Cell, Paper, label, table, text, ticks, value
from patrol_app.reports.frame import BASIC, missing, need, paper, party_of, render_one, stop_if_missing
from patrol_app.reports.words import Words

NAME = "service_receipt"
TITLE = "service.title"
CHECKS = (*BASIC, ("party", lambda record: bool((party := party_of(record)) and party.name)))
DETAILS = Service

METHODS = ("direct", "left", "entrusted", "post", "electronic")


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The receipt as a paper; ``details`` is the ``Service``. What the receiver writes stays open.

    Raises:
        BadInput: no paper to serve, no place, or mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    service = need(details, Service, title)
    lacking = [*missing(record, CHECKS)]
    lacking += [] if service.papers and all(each.name and each.number for each in service.papers) else ["papers"]
    lacking += [] if service.place.strip() else ["place"]
    stop_if_missing(lacking, title, words)
    party = party_of(record)
    served = "\n".join(f"{each.name} {each.number}" for each in service.papers)
    servers = words.joined(
        [words("service.server_value", name=each.name, number=each.certificate_number) for each in record.officers]
    )
    blank = "" if practice else words("common.date_blank")
    received = words.minute(service.received_at) if service.received_at else blank
    chosen = ticks([(service.method == method, words(f"service.{method}")) for method in METHODS])

    def row(key: str, shown: Cell) -> list[Cell]:
        return [label(words(f"service.{key}")), shown]

    rows: list[list[Cell]] = [
        row("paper", value(served)),
        row("recipient", value(party.name if party else None)),
        row("place", value(service.place)),
        row("method", chosen),
        row("receiver", {"t": f"{service.receiver or ''}\n\n"}),
        row("received_at", {"t": received}),
        row("receiver_relation", {"t": service.receiver_relation or ""}),
        row("servers", {"t": f"{servers}\n\n{blank}"}),
        row("authority", {"t": f"{record.authority.name}\n\n{blank}"}),
        row("remark", value("\n".join(_remarks(service, words)))),
    ]
    blocks = [table([44, -1], rows, pad=3.0, size=10.5), text(words("service.note"), size=9, indent=False)]
    return paper(record, words, title=title, blocks=blocks, practice=practice)


def _remarks(service: Service, words: Words) -> list[str]:
    remarks = [service.remark] if service.remark else []
    if service.refusal_reason:
        remarks.append(words("service.refused", reason=service.refusal_reason))
        clip = service.filmed
        remarks.append(words("inspection.filmed", clip=clip) if clip else words("inspection.filmed_by_hand"))
    if service.witness:
        remarks.append(words("service.witness", witness=service.witness))
    return remarks


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The receipt as PDF/A-2b; ``details`` is the ``Service``."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words, made_at=need(details, Service, made.title).made_at)
