"""From a visit that is being closed to what the closing screen shows."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from patrol_app.domain.record import Measurement, VisitRecord
from patrol_app.evidence.signer import Signer
from patrol_app.reports import missing_fields
from patrol_app.services.checking.recompute import Recomputed
from patrol_app.services.desk.closing import Closing, finding_of, leading, outcome_fact, plain
from patrol_app.services.desk.departure import said
from patrol_app.services.papers import paper_kinds
from patrol_app.services.screen_facts import (
    ChainLink,
    CheckFact,
    ClosingFacts,
    Said,
    SignatureFact,
    ValueFact,
)
from patrol_app.services.surroundings import free_bytes


def closing_facts(
    closing: Closing, keys: Mapping[str, Signer], key_files: Container[str], busy: Said | None
) -> ClosingFacts:
    """The facts of this moment; ``key_files`` are the certificate numbers that have a key on this laptop."""
    record = closing.record
    signatures = []
    for officer in closing.facts.officers:
        number = officer.certificate_number
        signed = closing.signed.get(number)
        key = keys.get(number)
        signatures.append(
            SignatureFact(
                officer=officer,
                signed_at=signed.at if signed else None,
                key_name=key.fingerprint[:8] if key else (None if number in key_files else "—"),
                strokes=signed.strokes if signed else (),
                locked=key is None,
            )
        )
    person = closing.facts.person_met
    return ClosingFacts(
        case_number=closing.number,
        outcome=outcome_fact(record),
        values=tuple(values(record)),
        record_pages=closing.pages,
        record=tuple(_record(closing)),
        signatures=tuple(signatures),
        party_name=person.name if person else "",
        party_post=person.post if person else "",
        party_state=closing.party_state,  # type: ignore[arg-type]  # one of the four
        pack=tuple(_pack(closing)),
        pack_bytes=closing.closed.pack.size if closing.closed else _size(closing),
        chain_sha256=closing.shelf.store.head().sha256,
        target=_target(closing),
        pack_wants=closing.wants() or _locked(closing, keys),
        pack_made=closing.closed is not None,
        chain=chain_links(
            record,
            again=closing.again,
            intact=closing.intact,
            signed=len(closing.signed),
            wanted=len(closing.facts.officers) + (0 if closing.party_state in ("refused", "absent") else 1),
            rebuilt=True,
        ),
        busy=busy,
        site=record.site.name,
        practice=closing.practice,
        party_reason=(person.refusal_reason or "") if person else "",
        party_witness=(person.witness or "") if person else "",
    )


def _locked(closing: Closing, keys: Mapping[str, Signer]) -> Said | None:
    """Whoever signed before the window was opened anew has to unlock the key again."""
    officers = closing.facts.officers if closing.closed is None else ()
    name = next((one.name for one in officers if one.certificate_number not in keys), None)
    return None if name is None else said("close.wants.key", name=name)


def values(record: VisitRecord) -> list[ValueFact]:
    """What the verdict was made of, as rows."""
    found: list[ValueFact] = []
    verdict, main = leading(record), record.measurement
    if main is not None:
        minutes = main.duration_s / 60.0
        found.append(
            ValueFact(label=said("desk.value.whole", minutes=f"{minutes:.1f}"),
                      value=said("close.db", level=plain(main.laeq_db)))
        )  # fmt: skip
        found.append(ValueFact(label=said("desk.value.max"), value=said("close.db", level=plain(main.lafmax_db))))
    for other in record.verdicts:
        if other is not verdict and other.outcome != "no_breach":
            key = f"desk.outcome.{other.outcome}"
            found.append(ValueFact(label=said(f"desk.verdict.{other.kind}"), value=said(key),
                                   weighty=other.outcome in ("breach", "exceeds")))  # fmt: skip
    laeq = finding_of(verdict, "LAeq")
    if record.background is not None and laeq is not None and laeq.corrected_db is not None:
        found.append(
            ValueFact(
                label=said("close.value.background", start=record.background.started_at,
                           end=record.background.ended_at),
                value=said("close.corrected", background=plain(laeq.background_db), difference=laeq.difference_db,
                           correction=plain(laeq.correction_db, 0), corrected=plain(laeq.corrected_db)),
            )
        )  # fmt: skip
    if laeq is not None and laeq.rounded_db is not None:
        found.append(ValueFact(label=said("close.value.reported"), value=said("close.db", level=laeq.rounded_db)))
    before, after = record.calibration_before, record.calibration_after
    if before is not None or after is not None:
        off = abs(before.reading_db - after.reading_db) if before is not None and after is not None else None
        data: dict[str, object] = {
            "before": plain(before.reading_db if before else None),
            "after": plain(after.reading_db if after else None),
            "difference": plain(off),
        }
        key = "close.calibrations" if off is not None and off <= 0.5 + 1e-9 else "desk.calibrations"
        found.append(ValueFact(label=said("close.value.calibration"), value=said(key, **data)))
    if main is not None:
        found.append(ValueFact(label=said("close.value.weather"), value=_weather(record, main)))
        found.extend(_exclusions(main))
    return found


def _weather(record: VisitRecord, main: Measurement) -> Said:
    wind = plain(main.weather.wind_max_m_s)
    key = {None: "desk.weather.unknown", True: "desk.weather.rain", False: "desk.weather.dry"}[main.weather.rain]
    if main.weather.wind_entered or main.weather.rain_entered:
        return said(f"{key}.entered", wind=wind, by=record.weather_entered[-1].by)
    return said(key, wind=wind)


def _exclusions(main: Measurement) -> list[ValueFact]:
    return [
        ValueFact(
            label=said("close.value.exclusion", seconds=f"{one.end_s - one.start_s:.0f}", reason=one.reason),
            value=said("desk.without", without=plain(main.laeq_without_db)),
        )
        for one in main.exclusions
    ]


def _record(closing: Closing) -> list[CheckFact]:
    """What the inspection record still lacks, and what is in it."""
    record = closing.record
    lacking = missing_fields("inspection_record", record)
    english = missing_fields("inspection_record", record, "en")
    found = [
        CheckFact(state="open", title=Said("desk.reason", (("zh", zh), ("en", en))), detail=said("desk.not_said"))
        for zh, en in zip(lacking, english, strict=True)
    ]
    photos = sum(1 for one in record.attachments if one.kind == "photo")
    clips = len(record.measurement.exceedances) if record.measurement and record.measurement.audio else 0
    found.append(_check("desk.record.seen", record.observation.process != "—", record.observation.process))
    found.append(
        CheckFact(state="ok" if photos else "open", title=said("desk.record.media", photos=photos, clips=clips))
    )
    found.append(_check("desk.record.met", record.person_met is not None, record.person_met.name if
                        record.person_met else ""))  # fmt: skip
    absent = closing.party_state == "absent"
    struck = said("close.record.struck") if absent else said("close.count", done=0, all=3)
    if len(found) > 4:
        found = [*found[:3], CheckFact(state="open", title=said("close.record.more", count=len(found) - 3))]
    return [*found, CheckFact(state="open", title=said("close.record.confirmations"), detail=struck)]


def _check(key: str, there: bool, text: str) -> CheckFact:
    detail = said("close.text", text=text) if there else said("desk.not_said")
    return CheckFact(state="ok" if there else "open", title=said(key), detail=detail)


def _pack(closing: Closing) -> list[CheckFact]:
    record = closing.record
    made = closing.closed is not None
    papers = [CheckFact(state="ok" if made else "open", title=said(f"desk.paper.{name.partition('.')[0]}"))
              for name in paper_kinds(record)]  # fmt: skip
    found = [*papers]
    found.append(CheckFact(state="ok", title=said("close.pack.bytes"),
                           detail=said("close.ports", count=len(record.raw_files))))  # fmt: skip
    if record.measurement is not None:
        found.append(CheckFact(state="ok", title=said("close.pack.series")))
        audio = record.measurement.audio is not None
        detail = said("close.there") if audio else said("desk.none")
        found.append(CheckFact(state="ok" if audio else "warn", title=said("close.pack.audio"), detail=detail))
    if record.attachments:
        found.append(CheckFact(state="ok", title=said("close.pack.photos"),
                               detail=said("close.sheets", count=len(record.attachments))))  # fmt: skip
    found.append(CheckFact(state="ok", title=said("close.pack.log")))
    officers = sum(1 for one in closing.facts.officers if one.certificate_number in closing.signed)
    found.append(
        CheckFact(state="ok" if made else "open", title=said("close.pack.signatures"),
                  detail=said("close.count", done=officers, all=len(closing.facts.officers)))
    )  # fmt: skip
    if made:
        good = closing.intact is True and closing.again is not None and closing.again.exit_code == 0
        checked = closing.intact is not None and closing.again is not None
        told = said("desk.checked.good" if good else "desk.checked.bad") if checked else said("desk.checked.now")
        found.append(
            CheckFact(state="ok" if good else "warn" if checked else "open", title=said("desk.checked"), detail=told)
        )
    found.append(CheckFact(state="open", title=said("close.pack.timestamp"), detail=said("close.later")))
    return found


def _size(closing: Closing) -> int:
    folder: Path = closing.shelf.home.recordings / closing.number
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _target(closing: Closing) -> str | Said:
    packs = closing.shelf.home.packs
    if closing.closed is not None:
        return closing.closed.pack.path.name
    return said("close.target", folder=packs.name, gigabytes=f"{free_bytes(packs) / 1e9:.0f}")


def chain_links(
    record: VisitRecord,
    *,
    again: Recomputed | None,
    intact: bool | None,
    signed: int,
    wanted: int,
    rebuilt: bool,
) -> tuple[ChainLink, ...]:
    """The chain from bytes to paper; a link is filled only when it was made again and agreed.

    ``rebuilt`` says that readings, levels and verdict were just made from the raw bytes, as before a pack exists.
    """
    failed = {check.name for check in again.checks if check.status == "FAIL"} if again is not None else set()

    def same(*names: str) -> bool:
        return again is not None and not failed & set(names)

    measured = record.measurement
    readings = measured.readings if measured else 0
    size = sum(one.received_bytes for one in record.raw_files) / 1e6
    numbers = ("recompute.rebuild", "recompute.number", "recompute.series")
    agreed = said("chain.verdict" if same(*numbers) else "desk.recomputed.differs")
    papers_same = same("recompute.paper", "recompute.paper_not_made")
    return (
        ChainLink(name="bytes", remade=rebuilt if again is None else same("recompute.rebuild"),
                  note=said("chain.bytes", ports=len(record.raw_files), megabytes=f"{size:.1f}")),
        ChainLink(name="readings", remade=rebuilt if again is None else same("recompute.rebuild"),
                  note=said("chain.readings", count=readings)),
        ChainLink(name="levels", remade=rebuilt if again is None else same(*numbers), note=said("desk.chain.levels")),
        ChainLink(name="verdict", remade=rebuilt if again is None else same(*numbers),
                  note=agreed if again is not None else said("desk.chain.judged")),
        ChainLink(name="record", remade=same(*numbers), note=said("desk.chain.draft") if again is None
                  else said("desk.chain.record", count=again.compared) if same(*numbers) else agreed),
        ChainLink(name="signatures", remade=intact is True, note=said("chain.signatures", done=signed, all=wanted)),
        ChainLink(name="paper", remade=papers_same,
                  note=said("desk.chain.paper") if papers_same else said("chain.paper.none")),
    )  # fmt: skip
