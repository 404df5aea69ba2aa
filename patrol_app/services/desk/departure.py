"""The facts before leaving and of a calibration at the site: team, instruments, laptop, tone."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from drivers.registry import instrument
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.rules.moment import ban_active, ban_spans, local
from patrol_app.services.desk.alarm import AlarmChoice
from patrol_app.services.desk.bench import ON_A_PORT, Bench, tone_fact
from patrol_app.services.desk.night_plan import Tonight
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.screen_facts import (
    CalibrationFact,
    CheckFact,
    CheckState,
    DepartureFacts,
    InstrumentFact,
    Said,
)
from patrol_app.services.session.live_books import LiveBooks
from patrol_app.services.session.view import HDOP_TO_M
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.surroundings import battery_pct, free_bytes, hours_left

NEEDED = {"sound": "ui.no_meter", "calibrator": "desk.no_calibrator"}
"""Roles without which nothing is measured, and what is said where nobody has them."""
ORDER = {role: place for place, role in enumerate(("sound", "calibrator", "dust", "position", "weather"))}
CERTIFIED = ("sound", "calibrator", "dust")
"""Roles whose certificate a verdict rests on."""
ENOUGH_HOURS = 10.0
"""A night's recording."""
CLOCK_OFF_S = 2.0
WORN_PCT = 50


def said(key: str, **data: object) -> Said:
    """A sentence with its data."""
    return Said(key, tuple(data.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """What was looked at around the program; looked at anew with F2."""

    free_bytes: int
    battery_pct: int | None
    microphones: int
    chain_length: int
    keys: Mapping[str, bool]
    """Certificate number of each key file to whether it is unlocked."""
    looking: bool = False
    """Ports are still being listened to."""
    outputs: tuple[str, ...] = ()
    """Sound outputs by name, for the alarm."""


def look_around(shelf: Shelf, unlocked: Container[str], *, looking: bool) -> Laptop:
    """Ask the system; takes a moment where audio is looked for."""
    from drivers import earphone, microphone

    files = {path.stem: path.stem in unlocked for path in shelf.home.keys.glob("*.p12")}
    return Laptop(
        free_bytes=free_bytes(shelf.home.path),
        battery_pct=battery_pct(),
        microphones=len(microphone.devices()),
        chain_length=shelf.store.head().sequence,
        keys=files,
        looking=looking,
        outputs=tuple(dict.fromkeys(output.name for output in earphone.outputs())),
    )


def departure_facts(
    shelf: Shelf,
    bench: Bench,
    laptop: Laptop,
    now_ns: int,
    at: datetime,
    checked: tuple[datetime, float] | None,
    alarm: AlarmChoice,
    plan: Tonight | None,
    team: int,
) -> DepartureFacts:
    """Everything before leaving.

    Args:
        checked: the calibration check of this evening, if there was one.
        plan: the night and its plan, if there is one.
        team: which team of the plan this is, from 1.
    """
    settings = plan.plan.plan.settings if plan is not None and plan.plan is not None else None
    books = bench.books
    tone = tone_fact(
        books.history.view(),
        books.t_s(now_ns),
        calibrator=shelf.unit("calibrator"),
        recorded=checked is not None,
        last_at=checked[0] if checked else None,
        last_db=checked[1] if checked else None,
    )
    return DepartureFacts(
        kind=settings.kind if settings is not None else None,
        team=shelf.authority.short_name,
        team_number=team if plan is not None and plan.teams > 1 else None,
        officers=shelf.team,
        sites=len(plan.stops(team)) if plan is not None and settings is not None else len(shelf.sites),
        leave_at=settings.starts_at if settings is not None else None,
        instruments=_instruments(shelf, bench, now_ns, at, tone),
        laptop=tuple(_laptop(shelf, laptop, bench, at, alarm)),
        calibration=tone,
        outputs=laptop.outputs,
    )


def at_site(
    before: DepartureFacts,
    snapshot: Snapshot,
    units: tuple[InstrumentUnit, ...],
    which: Literal["before", "after"],
    *,
    recorded: bool,
    ports: Mapping[str, str],
) -> DepartureFacts:
    """The same screen while a visit runs: the tone on the visit's own meter, and which calibration is due."""
    tone = tone_fact(
        snapshot.history,
        (snapshot.at - snapshot.started_at).total_seconds(),
        calibrator=next((unit for unit in units if unit.role == "calibrator"), None),
        recorded=recorded,
        last_at=snapshot.calibration_at,
        last_db=snapshot.calibration_db,
    )
    states = {link.role: link for link in snapshot.links}
    shown = {
        "sound": "" if snapshot.laf_db is None else f"{snapshot.laf_db:.1f} dB(A)",
        "dust": "" if snapshot.tsp_mg_m3 is None else f"{snapshot.tsp_mg_m3:.2f} mg/m³",
        "weather": "" if snapshot.wind_m_s is None else f"{snapshot.wind_m_s:.1f} m/s",
        "position": "" if snapshot.satellites is None else str(snapshot.satellites),
    }
    instruments = tuple(
        replace(
            one,
            state=states[one.role].state,
            age_s=states[one.role].age_s,
            value=shown.get(one.role, one.value),
            port=ports.get(one.role, one.port),
        )
        if one.role in states and one.port == ports.get(one.role, one.port)
        else one
        for one in before.instruments
    )
    return replace(before, instruments=instruments, calibration=tone, stage=which)


def _instruments(
    shelf: Shelf, bench: Bench, now_ns: int, at: datetime, tone: CalibrationFact
) -> tuple[InstrumentFact, ...]:
    found: list[InstrumentFact] = []
    today = local(at).date()
    for unit in shelf.units:
        if unit.role == "calibrator":
            value = "—" if tone.reading_db is None else f"{tone.reading_db:.1f} dB"
            found.append(_row(unit, "live", value, None, today, port="—", detail=said("check.meter.beside")))
        elif unit.role in ON_A_PORT:
            found.append(_on_port(unit, bench, now_ns, today))
    registered = {unit.role for unit in shelf.units}
    for one in bench.plugged.values():
        if one.role not in registered:
            card = instrument(one.model).card
            port = bench.books.ports[one.role].view(now_ns)
            found.append(
                InstrumentFact(
                    role=one.role, about=card.models[0] if card.models else one.model, serial_number="—",
                    port=one.port, valid_to=None, state=port.state, value=reading_text(one.role, bench.books),
                    age_s=port.age_s, advice=said("desk.silent_instrument", port=one.port),
                    lacks=said("desk.not_registered", model=one.model),
                )
            )  # fmt: skip
    registered_ports = {unit.port for unit in shelf.units}
    for one in bench.spare.values():
        if one.port not in registered_ports:
            card = instrument(one.model).card
            found.append(
                InstrumentFact(
                    role=one.role, about=card.models[0] if card.models else one.model, serial_number="—",
                    port=one.port, valid_to=None, state="absent", value="", age_s=None,
                    advice=_spare(bench, one.role),
                )
            )  # fmt: skip
    found.extend(
        InstrumentFact(
            role="unknown",
            about="—",
            serial_number="—",
            port=device,
            valid_to=None,
            state="silent",
            value="",
            age_s=None,
            advice=said("desk.unnamed", port=device),
        )
        for device in bench.unnamed
    )
    there = {one.role for one in found}
    missing = [_missing(role, key) for role, key in NEEDED.items() if role not in there]
    return tuple(sorted((*missing, *found), key=lambda one: ORDER.get(one.role, len(ORDER))))


def _spare(bench: Bench, role: str) -> Said:
    return said("desk.spare", used=bench.plugged[role].port)


def _missing(role: str, key: str) -> InstrumentFact:
    return InstrumentFact(
        role=role, about="—", serial_number="—", port="—", valid_to=None, state="absent", value="", age_s=None,
        advice=said(key),
    )  # fmt: skip


def _on_port(unit: InstrumentUnit, bench: Bench, now_ns: int, today: date) -> InstrumentFact:
    port = bench.books.ports.get(unit.role)
    plugged = bench.plugged.get(unit.role)
    if unit.port is not None and unit.port in bench.spare:
        return _row(unit, "absent", "", None, today, port=unit.port, advice=_spare(bench, unit.role))
    where = plugged.port if plugged else unit.port or "—"
    if port is None or plugged is None:
        why = bench.refused.get(unit.role) or said("desk.not_found", model=unit.name)
        return _row(unit, "absent", "", None, today, port=where, advice=why)
    view = port.view(now_ns)
    advice = said("desk.silent_instrument", port=where) if view.state in ("silent", "absent") else None
    value = reading_text(unit.role, bench.books)
    return _row(unit, view.state, value, view.age_s, today, port=where, advice=advice)


def _row(
    unit: InstrumentUnit,
    state: str,
    value: str,
    age_s: float | None,
    today: date,
    *,
    port: str,
    detail: Said | None = None,
    advice: Said | None = None,
) -> InstrumentFact:
    valid_to = unit.certificate.valid_to if unit.certificate else None
    lacks: Said | None = None
    left = None if valid_to is None else (valid_to - today).days
    if left is not None and left < 0:
        lacks = said("desk.expired", date=valid_to, days=-left)
    elif left is None and unit.role in CERTIFIED:
        lacks = said("desk.no_certificate", model=unit.name)
    return InstrumentFact(
        role=unit.role, about=unit.name, serial_number=unit.serial_number, port=port, valid_to=valid_to,
        state=state, value=value, age_s=age_s, detail=detail, advice=advice,  # type: ignore[arg-type]
        lacks=lacks, days_left=left,
    )  # fmt: skip


def reading_text(role: str, books: LiveBooks) -> str:
    """The newest reading of a role as it is written."""
    if role == "sound":
        level = books.value("LAF")
        return "" if level is None else f"{level:.1f} dB(A)"
    if role == "dust" and books.dust is not None and books.dust.tsp_ug_m3 is not None:
        return f"{books.dust.tsp_ug_m3 / 1000:.2f} mg/m³"
    if role == "weather" and books.wind is not None and books.wind.wind_m_s is not None:
        return f"{books.wind.wind_m_s:.1f} m/s"
    if role == "position" and books.fix is not None and books.fix.satellites is not None:
        accuracy = "" if books.fix.hdop is None else f" ±{books.fix.hdop * HDOP_TO_M:.0f} m"
        return f"{books.fix.satellites}{accuracy}"
    return ""


def _laptop(shelf: Shelf, laptop: Laptop, bench: Bench, at: datetime, alarm: AlarmChoice) -> list[CheckFact]:
    hours = hours_left(laptop.free_bytes, audio=laptop.microphones > 0)
    found = [
        _check("check.disk", hours >= ENOUGH_HOURS, free_gb=laptop.free_bytes / 1e9, hours=min(hours, 999.0)),
    ]
    if laptop.battery_pct is not None:
        found.append(_simple("check.battery", "desk.battery.state", laptop.battery_pct >= WORN_PCT,
                             percent=laptop.battery_pct))  # fmt: skip
    if bench.clock_off_s is None:
        found.append(CheckFact(state="warn", title=said("check.clock"), detail=said("check.clock.alone")))
    else:
        found.append(_check("check.clock", abs(bench.clock_off_s) <= CLOCK_OFF_S, seconds=bench.clock_off_s))
    audio = laptop.microphones > 0
    found.append(
        CheckFact(
            state="ok" if audio else "warn",
            title=said("check.audio"),
            detail=said("desk.audio.there", count=laptop.microphones) if audio else said("check.audio.none"),
        )
    )
    if alarm.kind != "silent":
        there = alarm.output in laptop.outputs
        found.append(_simple("desk.alarm_check", f"desk.alarm_check.{alarm.kind if there else 'gone'}",
                             there and alarm.kind == "headphones", output=alarm.output))  # fmt: skip
    found.append(_simple("desk.unit", "desk.unit.named" if shelf.has_unit else "desk.unit.none", shelf.has_unit,
                         name=shelf.authority.short_name))  # fmt: skip
    for officer in shelf.team:
        there = officer.certificate_number in laptop.keys
        detail = said("desk.key.none")
        if there:
            detail = said("desk.key.open" if laptop.keys[officer.certificate_number] else "desk.key.locked")
        found.append(CheckFact(state="ok" if there else "warn", title=said("check.key", name=officer.name),
                               detail=detail))  # fmt: skip
    if len(shelf.team) < 2:
        found.append(
            CheckFact(state="warn", title=said("desk.team"), detail=said("desk.team.short", count=len(shelf.team)))
        )
    found.append(_simple("check.rules", "desk.rules.count", ok=True, count=len(shelf.book.sets)))
    found.append(_notice(shelf, at))
    found.append(_simple("check.chain", "desk.chain.length", ok=True, count=laptop.chain_length))
    if laptop.looking:
        found.append(CheckFact(state="open", title=said("desk.ports"), detail=said("desk.ports.listening")))
    return found[:12]


def _notice(shelf: Shelf, at: datetime) -> CheckFact:
    title = said("check.notice")
    if not shelf.notices:
        return CheckFact(state="warn", title=title, detail=said("check.notice.none"))
    for notice in shelf.notices:
        if ban_active(notice, at):
            return CheckFact(state="ok", title=title, detail=said("desk.notice.now", number=notice.number))
    coming = [
        (start, notice.number) for notice in shelf.notices for start, _ in ban_spans(notice, at) if start > local(at)
    ]
    if coming:
        start, number = min(coming)
        detail = said("desk.notice.from", number=number, day=start.date(), at=start)
        return CheckFact(state="ok", title=title, detail=detail)
    return CheckFact(state="ok", title=title, detail=said("desk.notice.over"))


def _check(key: str, good: bool, **data: object) -> CheckFact:
    state: CheckState = "ok" if good else "warn"
    return CheckFact(state=state, title=said(key, **data), detail=said(f"{key}.more", **data))


def _simple(title: str, detail: str, ok: bool, **data: object) -> CheckFact:
    return CheckFact(state="ok" if ok else "warn", title=said(title, **data), detail=said(detail, **data))
