"""What stands against a decision on a visit: who may decide, what was decided before, and what the pack fails at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from patrol_app.assets import Language, sentence, sentences
from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.checks import ALTERED
from patrol_app.services.identity import software

if TYPE_CHECKING:
    from patrol_app.services.checking.compared import Check
    from patrol_app.services.desk.review import Case

Verb = Literal["accepted", "sent_back", "excluded"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line at which a pack fails, in both languages."""

    kind: Literal["missing", "pack", "other_record", "recompute", "unchecked"]
    zh: str
    en: str


def _both(kind: Literal["missing", "pack", "other_record", "recompute", "unchecked"],
          say: Callable[[Language], str]) -> Fault:  # fmt: skip
    return Fault(kind, say("zh"), say("en"))


def line_of(check: Check, language: Language) -> str:
    """The sentence of one line of a recomputation."""
    own = f"{check.name}.{check.status.lower().replace(' ', '_')}"
    key = own if own in sentences() else check.name
    return sentence(key, language, where=check.where, printed=check.printed, recomputed=check.recomputed)


def faults(case: Case) -> tuple[Fault, ...]:
    """Every line at which the pack of a visit fails, the weightiest kind first; empty while it is being checked."""
    number = case.filed.record.number
    if case.no_pack:
        return (_both("missing", lambda tongue: sentence("desk.fault.no_pack", tongue, number=number)),)
    found: list[Fault] = []
    if case.report is not None:
        asked = [one for one in case.report.checks if one.exit_code >= (1 if case.trusted_by else ALTERED)]
        found += [_both("pack", one.reason) for one in sorted(asked, key=lambda one: -one.exit_code)]
    if case.again is not None:
        printed = case.again.record
        if printed is not None and not same_visit(printed, case.filed.record):
            found.append(
                _both(
                    "other_record",
                    lambda tongue: sentence("desk.fault.record_differs", tongue, number=number, found=printed.number),
                )
            )
        wrong = [one for one in case.again.checks if one.status == "FAIL"]
        found += [Fault("recompute", line_of(one, "zh"), line_of(one, "en")) for one in wrong]
        found += _other_program(printed) if wrong and printed is not None else []
    if case.fault is not None:
        said = case.fault
        found.append(_both("unchecked", lambda tongue: sentence(said.key, tongue, **said.data)))
    return tuple(found)


def _other_program(printed: VisitRecord) -> list[Fault]:
    """What may be behind a difference: another edition of the program made the pack."""
    made, here = printed.software, software()
    if made.source_sha256 == here.source_sha256:
        return []
    data = {"made": f"{made.version} {made.source_sha256[:12]}", "here": f"{here.version} {here.source_sha256[:12]}"}
    return [_both("recompute", lambda tongue: sentence("desk.fault.other_program", tongue, **data))]


def same_visit(printed: VisitRecord, logged: VisitRecord) -> bool:
    """Whether the record in a pack is the one that the log was closed with; its place in the chain came later."""
    from dataclasses import replace

    return replace(printed, chain=None) == replace(logged, chain=None)


def checked(case: Case) -> bool:
    """Whether the pack was looked at to the end."""
    return case.no_pack or case.fault is not None or (case.report is not None and case.again is not None)


def own_visit(record: VisitRecord, certificate: str) -> bool:
    """Whether somebody took part in a visit: whoever investigated does not review."""
    return certificate in {one.certificate_number for one in (*record.officers, record.recorder) if one is not None}


def refusal(case: Case, verb: Verb, who: tuple[str, str], remark: str = "") -> PatrolError | None:
    """Why ``who`` (name and certificate number) cannot decide so on this visit; ``None`` where nothing stands against.

    An accepted visit can still be sent back with a sentence; one that was sent back waits until it is closed again.
    """
    record, (name, certificate) = case.filed.record, who
    number, holds = record.number, case.filed.decided
    if not certificate:
        return BadInput("desk.no_reviewer")
    if own_visit(record, certificate):
        return CannotDo("desk.own_visit", number=number, name=name or certificate)
    if holds is not None and holds.decision == "sent_back" and verb != "excluded":
        return CannotDo("desk.waits_for_officers", number=number, who=holds.who)
    if holds is not None and holds.decision == "accepted" and verb != "sent_back":
        return CannotDo("desk.accepted_before", number=number, who=holds.who)
    if verb == "sent_back" and not remark.strip():
        return BadInput("desk.no_remark")
    if verb == "accepted":
        if not checked(case):
            return CannotDo("desk.still_checking", number=number)
        found = faults(case)
        if found:
            return CannotDo("desk.pack_fails", number=number, zh=found[0].zh, en=found[0].en)
    return None
