"""What all papers made from a visit record share: head, foot, chain head, watermark, signatures, missing fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Officer
from patrol_app.domain.places import Organisation
from patrol_app.domain.record import ChainHead, VisitRecord
from patrol_app.reports.blocks import STRUCK, Block, Paper, centred, line, text
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import FORM_SET, Words, grouped

T = TypeVar("T")
Check = tuple[str, Callable[[VisitRecord], bool]]

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

BASIC: tuple[Check, ...] = (
    ("authority", lambda record: bool(record.authority.name.strip())),
    ("officers", lambda record: two_officers(record.officers)),
    ("times", lambda record: record.left_at >= record.arrived_at),
    ("number", lambda record: bool(record.number.strip())),
)


def two_officers(officers: Sequence[Officer]) -> bool:
    """At least two officers, each named and with a certificate number of his own."""
    numbers = {officer.certificate_number for officer in officers if officer.certificate_number and officer.name}
    return len(numbers) >= 2


def party_of(record: VisitRecord) -> Organisation | None:
    """The party: the contractor, or the developer where no contractor is known."""
    return record.site.contractor or record.site.developer


def missing(record: VisitRecord, checks: Sequence[Check]) -> tuple[str, ...]:
    """Names of the mandatory fields that the record lacks, as keys of the form set's ``fields``."""
    return tuple(name for name, present in checks if not present(record))


def stop_if_missing(names: Sequence[str], title: str, words: Words) -> None:
    """Refuse the paper with the list of what is missing.

    Raises:
        BadInput: at least one mandatory field is missing; ``fields`` lists them in words.
    """
    if names:
        raise BadInput("reports.missing", paper=title, fields=words.joined([words(f"fields.{name}") for name in names]))


def need(details: object, wanted: type[T], title: str) -> T:
    """The paper's own facts beside the visit record.

    Raises:
        BadInput: they were not given, or are those of another paper.
    """
    if not isinstance(details, wanted):
        raise BadInput("reports.details", paper=title, wanted=wanted.__name__)
    return details


def render_one(
    record: VisitRecord,
    made: Paper | Sequence[Paper],
    words: Words,
    *,
    made_at: datetime | None = None,
    number: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """One paper, or several of one kind, as a file of its own, dated by the record."""
    papers = [made] if isinstance(made, Paper) else list(made)
    return typeset(
        papers,
        title=f"{papers[0].title} {number or record.number}",
        author=record.authority.name,
        made_at=made_at or record.left_at,
        language=words.language,
        pictures=pictures,
    )


def not_signing(
    signature: str,
    words: Words,
    *,
    name: str,
    post: str,
    reason: str | None,
    witness: str | None,
    filmed: str | None,
) -> tuple[str, list[str]]:
    """What stands in the cell and what the officers note when the other side does not sign; both empty if it does.

    That it was filmed is said only with the recording's number; without one a place is left to write it by hand.
    """
    cell = ""
    if signature == "absent":
        cell, notes = words("inspection.absent_cell"), [words("inspection.absent")]
    elif signature == "refused":
        cell = words("inspection.refused_cell")
        key = "inspection.refused" if reason else "inspection.refused_no_reason"
        notes = [words(key, name=name, post=post, reason=reason)]
    elif signature == "cannot":
        key = "inspection.cannot_sign" if reason else "inspection.cannot_sign_no_reason"
        notes = [words(key, name=name, post=post, reason=reason)]
    else:
        return "", []
    notes.append(words("inspection.filmed", clip=filmed) if filmed else words("inspection.filmed_by_hand"))
    if witness:
        notes.append(words("inspection.witness", witness=witness))
    return cell, notes


def party_not_signing(record: VisitRecord, words: Words) -> tuple[str, list[str]]:
    """``not_signing`` for the person met on the visit."""
    person = record.person_met
    if person is None:
        return not_signing("absent", words, name="", post="", reason=None, witness=None, filmed=None)
    return not_signing(
        person.signature,
        words,
        name=person.name,
        post=person.post,
        reason=person.refusal_reason,
        witness=person.witness,
        filmed=person.filmed,
    )


def chain_words(chain: ChainHead | None, words: Words) -> str:
    """The head of the device's log, shortened for the foot of a page."""
    if chain is None:
        return words("common.chain_open")
    head = " ".join(chain.sha256[start : start + 4] for start in range(0, 12, 4))
    return words("common.chain", head=head, number=grouped(chain.sequence))


def foot_form(record: VisitRecord, words: Words) -> str:
    """The form set and the program's version."""
    return words("common.foot_form", form=FORM_SET, version=record.software.version)


def foot_bytes(record: VisitRecord, words: Words) -> str:
    """How many bytes of how many instruments the paper rests on."""
    received = sum(raw.received_bytes for raw in record.raw_files)
    version = record.software.version
    return words("common.foot_bytes", files=len(record.raw_files), bytes=grouped(received), version=version)


def screened(before: str, record: VisitRecord, words: Words, *, short: bool) -> str:
    """``before``, and on a screening unit's papers that the values are no monitoring report, for every page."""
    if not record.authority.screening_only:
        return before
    told = words("noise.screening_short" if short else "noise.screening")
    return " · ".join(part for part in (before, told) if part)


def blank_below(words: Words) -> Block:
    """以下空白, spaced."""
    return centred(words("common.blank_below"), tracking=0.5 if words.language == "zh" else 0)


def paper(
    record: VisitRecord,
    words: Words,
    *,
    title: str,
    blocks: Sequence[Block],
    practice: bool,
    signatures: Mapping[str, Any] | None = None,
    running_right: str = "",
    left: str = "",
    right: str = "",
    foot_left: str = "",
) -> Paper:
    """A paper with the common head and foot.

    Practice and simulated nights are marked across the page; a practice paper has no signature fields.
    """
    said = [words("common.practice_note")] if practice else [words("common.demo_note")] if record.simulated else []
    said += [words("common.translation")] if words.language != "zh" else []
    notes: list[Block] = [text(" ".join(said), size=8.5, sans=True, indent=False)] if said else []
    mark = words("common.practice") if practice else words("common.demo") if record.simulated else ""
    return Paper(
        authority=record.authority.name,
        title=title,
        left=left,
        right=right,
        running_left=title,
        running_right=running_right,
        foot_left=foot_left or foot_form(record, words),
        foot_right=chain_words(record.chain, words),
        page_of=words("common.page_of"),
        watermark=mark,
        blocks=[*notes, *blocks],
        signatures=None if practice else signatures,
    )


def _struck(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who does not sign writes no date."""
    return {**row, "date": STRUCK} if row.get("words") else dict(row)


def confirmation(record: VisitRecord, words: Words, label: str, hint: str, *, at_end: bool) -> Block:
    """A line for the other side's own hand; what cannot be written, since nobody is there or will not, is struck."""
    signature = record.person_met.signature if record.person_met is not None else "absent"
    struck = words("inspection.line_absent") if signature == "absent" else ""
    if signature == "refused" and at_end:
        struck = words("inspection.line_refused")
    return line(label, "" if struck else hint, struck)


def signatures(
    words: Words,
    *,
    every_page: Mapping[str, Any],
    last_page: Sequence[Mapping[str, Any]],
    notes: Sequence[str] = (),
    end_line: Mapping[str, Any] | None = None,
    continued: bool = True,
) -> dict[str, Any]:
    """The signature fields: one row at the foot of every page, all rows at the end of the last."""
    fields: dict[str, Any] = {
        "dates": {"label": words("common.date"), "blank": words("common.date_blank")},
        "every_page": _struck(every_page),
        "last_page": [_struck(row) for row in last_page],
        "notes": list(notes),
        "continued": words("common.continued") if continued else "",
    }
    if end_line is not None:
        fields["line"] = dict(end_line)
    return fields
