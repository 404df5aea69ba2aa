"""现场检查（勘察）笔录: the statutory on-site record, drafted from the visit; facts only.

Fields and order: form set 2024-base. The other side writes three confirmations by hand and signs every page; officers,
recorder and others sign the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from patrol_app.assets import Language
from patrol_app.domain.people import Participant
from patrol_app.domain.places import Organisation
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Block, Cell, Paper, heading, keep, label, table, text, value
from patrol_app.reports.findings import situation, suspected
from patrol_app.reports.frame import (
    BASIC,
    blank_below,
    confirmation,
    missing,
    paper,
    party_not_signing,
    party_of,
    render_one,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.ink import PARTY, signed
from patrol_app.reports.words import Words

NAME = "inspection_record"
TITLE = "inspection.title"
CHECKS = BASIC


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The record as a paper.

    Raises:
        BadInput: authority, number, times or two officers with certificate numbers are missing.
    """
    del series, details  # the record carries values, the noise record the curves
    title = words(TITLE)
    stop_if_missing(missing(record, CHECKS), title, words)
    party = party_of(record)
    blocks: list[Block] = [
        _head(record, words),
        heading(words("inspection.told")),
        *_told(record, words),
        heading(words("inspection.situation")),
        *situation(record, words),
        blank_below(words),
    ]
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=record_signatures(record, words),
        running_right=f"{party.name if party else record.site.name} · {words.day(record.arrived_at)}",
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The record as PDF/A-2b; the same record gives the same bytes."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words)


def _by_hand(words: Words, known: str | None, **options: object) -> Cell:
    """What must not be struck because the officers learn it on the spot: a place to write it by hand."""
    if known:
        return value(known, **options)
    return {"t": words("common.by_hand"), "gray": 140, **options}


def _head(record: VisitRecord, words: Words) -> Block:
    party = party_of(record) or Organisation(name="")
    person = record.person_met
    site = record.site
    address = " ".join(part for part in (site.address, site.project or site.name) if part)
    coordinates = words(
        "inspection.coordinates",
        latitude=f"{site.place.latitude_deg:.6f}",
        longitude=f"{site.place.longitude_deg:.6f}",
    )
    time = words("common.from_to", start=words.minute(record.arrived_at), end=words.minute(record.left_at))

    def name(key: str, **options: object) -> Cell:
        return label(words(f"inspection.{key}"), **options)

    rows: list[list[Cell]] = [
        [name("time"), value(time, span=5)],
        [name("place"), value(address + coordinates, span=5)],
        [name("party", span=2), _by_hand(words, party.name, span=4)],
        [name("credit_code", span=2), _by_hand(words, party.credit_code, span=4)],
        [
            name("legal_representative"),
            value(party.legal_representative),
            name("phone"),
            value(party.phone),
            name("id_number"),
            value(party.legal_representative_id, size=8.5),
        ],
        [
            name("person"),
            value(person.name if person else None),
            name("phone"),
            value(person.phone if person else None),
            name("id_number"),
            value(person.id_number if person else None, size=8.5),
        ],
        [
            name("employer"),
            value(person.employer if person else None, size=9),
            name("post"),
            value(person.post if person else None),
            name("relation"),
            value(person.relation if person else None),
        ],
        *_people(record, words),
    ]
    return table([27, -1.25, 20, -0.95, 25, -1.3], rows)


def _people(record: VisitRecord, words: Words) -> Iterator[list[Cell]]:
    for officer in record.officers:
        yield [
            label(words("inspection.officer")),
            value(officer.name),
            label(words("inspection.certificate")),
            value(officer.certificate_number, span=3),
        ]
    people = [("inspection.recorder", record.recorder.name, record.authority.name)]
    people += [("inspection.others", other.name, unit_of(other, words)) for other in record.others]
    if not record.others:
        people.append(("inspection.others", "", ""))
    for key, name, employer in people:
        yield [
            label(words(key)),
            value(name),
            label(words("inspection.employer")),
            value(employer, span=3),
        ]


def unit_of(other: Participant, words: Words) -> str:
    """A participant's unit, with the certificate number of another authority's officer."""
    if not other.certificate_number:
        return other.employer
    return words("inspection.unit_certificate", employer=other.employer, number=other.certificate_number)


def _joint(record: VisitRecord, words: Words) -> str:
    """Officers of other authorities say who they are as well; nobody else has a certificate to show."""
    shown = [
        words("inspection.told_other", employer=other.employer, name=other.name, number=other.certificate_number)
        for other in record.others
        if other.certificate_number
    ]
    return words("inspection.told_joint", officers=words.joined(shown)) if shown else ""


def _told(record: VisitRecord, words: Words) -> Iterator[Block]:
    officers = words.joined(
        [
            words("inspection.told_officer", name=officer.name, number=officer.certificate_number)
            for officer in record.officers
        ]
    )
    told_who = words(
        "inspection.told_identity",
        authority=record.authority.name,
        officers=officers,
        joint=_joint(record, words),
    )
    identity = text(told_who)
    label_words = words("inspection.confirm")
    yield keep([identity, confirmation(record, words, label_words, words("inspection.hint_identity"), at_end=False)])
    party = party_of(record)
    named = party.name if party else record.site.name
    cause = suspected(record)
    if cause is None:
        purpose = words("inspection.told_purpose", party=named)
    else:
        purpose = words("inspection.told_purpose_cause", party=named, cause=words(f"inspection.cause_{cause}"))
    told = text(purpose + ("" if words.language == "zh" else " ") + words("inspection.told_rights"))
    yield keep([told, confirmation(record, words, label_words, words("inspection.hint_rights"), at_end=False)])


def record_signatures(record: VisitRecord, words: Words) -> dict[str, object]:
    """Signature fields of a record: the other side on every page, all on the last."""
    cell, notes = party_not_signing(record, words)
    other_side = {**signed(words("inspection.sign_party"), record.drawn_by(PARTY), words), "words": cell}
    rows = [other_side]
    label = words("inspection.sign_officer")
    rows += [signed(label, record.drawn_by(one.certificate_number), words) for one in record.officers]
    recorder = record.drawn_by(record.recorder.certificate_number)
    rows.append(signed(words("inspection.sign_recorder"), recorder, words))
    rows += [{"label": words("inspection.sign_other", name=other.name)} for other in record.others]
    last = words("inspection.confirm_end")
    end_line = confirmation(record, words, last, words("inspection.hint_end"), at_end=True)
    return signatures(words, every_page=other_side, last_page=rows, notes=notes, end_line=end_line)
