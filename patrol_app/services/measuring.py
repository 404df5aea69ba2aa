"""A measurement without the window: open the ports, wait, close, judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from drivers.link import SystemClock, check_port
from drivers.registry import instrument
from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.places import ConstructionStage
from patrol_app.domain.record import Observation, Position, VisitRecord
from patrol_app.planning.zones import nearest_zone
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.book import RuleBook
from patrol_app.rules.moment import local
from patrol_app.services.closing import draft
from patrol_app.services.office import library
from patrol_app.services.practice import PREFIX
from patrol_app.services.recall import recorded_files
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.source import SessionSource
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts
from patrol_app.store.home import Home
from patrol_app.store.store import Store

ROLE_OF_KIND = {"sound": "sound", "particulate": "dust", "weather": "weather", "position": "position"}
UNNAMED_UNIT = Authority(
    name="（未设置单位）", short_name="NP", region="—", review_body="—", court="—", city="安康市", province="陕西省"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to measure: where, with what, how long."""

    site: str
    ports: Mapping[str, tuple[str, str]]
    minutes: float
    background_minutes: float = 0.0
    calibration_before_db: float | None = None
    calibration_after_db: float | None = None
    stage: ConstructionStage | None = None
    baud: int | None = None


def ports_of(values: list[str]) -> dict[str, tuple[str, str]]:
    """``MODEL=PORT`` words as role to model and port.

    Raises:
        BadInput: not of that form, two of one kind, or no sound level meter.
    """
    found: dict[str, tuple[str, str]] = {}
    for value in values:
        model, separator, port = value.partition("=")
        if not separator or not model or not port:
            raise BadInput("measure.instrument", value=value)
        role = ROLE_OF_KIND.get(instrument(model).card.kind)
        if role is None:
            raise BadInput("measure.instrument", value=value)
        if role in found:
            raise BadInput("measure.twice", role=role)
        found[role] = model, port
    if "sound" not in found:
        raise BadInput("measure.no_sound")
    return found


def unit_letters(authority: Authority) -> str:
    """The letters with which the unit's numbers begin."""
    return "".join(letter for letter in authority.short_name if letter.isascii() and letter.isalnum()) or "NP"


def next_number(store: Store, authority: Authority, at: datetime, *, practice: bool = False) -> str:
    """A visit number of its own: letters of the unit (in practice the word 练习), day, counter of the day."""
    prefix = PREFIX if practice else unit_letters(authority)
    day = local(at).strftime("%Y%m%d")
    same = [entry for entry in store.latest_of_kind("visit.opened") if entry.subject.startswith(f"{prefix}-{day}-")]
    return f"{prefix}-{day}-{len(same) + 1:04d}"


def facts_for(order: Order, store: Store, authority: Authority, at: datetime) -> VisitFacts:
    """The people's part of a headless visit, from the libraries."""
    from dataclasses import replace

    site = library.site_named(store, order.site)
    if order.stage is not None:
        site = replace(site, stage=order.stage)
    notices = library.notices(store)
    zone = nearest_zone(site, library.venues(store), notices)
    notice = next((one for one in notices if zone and zone.inside and one.number == zone.notice), None)
    officers = tuple(library.officers(store)[:2])
    registered = library.instruments(store)
    return VisitFacts(
        number=next_number(store, authority, at),
        simulated=False,
        authority=authority,
        officers=officers,
        recorder=officers[-1] if officers else Officer(name="—", certificate_number="—"),
        site=site,
        arrived_at=at,
        position=Position(label="N1", description="—"),
        observation=Observation(activity="—", process="—"),
        instruments=tuple(units_of(order.ports, registered)),
        zone=zone,
        notice=notice,
    )


def units_of(ports: Mapping[str, tuple[str, str]], registered: Sequence[InstrumentUnit]) -> list[InstrumentUnit]:
    """The registered unit of each role and model; an unregistered instrument stands with an unknown serial number."""
    found = []
    for role, (model, port) in ports.items():
        known = next((unit for unit in registered if unit.role == role and unit.model == model), None)
        card = instrument(model).card
        found.append(
            known
            or InstrumentUnit(
                role=role,  # type: ignore[arg-type]  # the values of ROLE_OF_KIND are roles
                model=model,
                name=card.models[0] if card.models else model,
                serial_number="—",
                sound_class=card.sound_class,
                port=port,
            )
        )
    found.extend(unit for unit in registered if unit.role == "calibrator")
    return found


def measure(
    order: Order,
    *,
    home: Home,
    store: Store,
    book: RuleBook,
    authority: Authority,
    say: Callable[[str, Mapping[str, object]], None],
    show: Callable[[SessionSource], None] | None = None,
) -> VisitRecord:
    """Measure in real time and return the record as it would be closed now.

    An interrupt from the keyboard ends the run early: what was measured counts as what it is. With ``show`` a window
    looks on and the officers start and stop in it; the visit is closed when ``show`` returns.

    Raises:
        BadInput: unknown site or wrong values.
        DriverError: a port is absent, busy or forbidden.
    """
    clock = SystemClock()
    facts = facts_for(order, store, authority, datetime.now(UTC))
    try_ports(order.ports)
    folder = RecordingFolder.create(home.recordings, facts.number)
    visit_log = VisitLog(
        store, facts.number, actor=facts.recorder.certificate_number, now=lambda: datetime.now(UTC), signer=None
    )
    session = VisitSession(
        facts,
        clock=clock,
        folder=folder,
        visit_log=visit_log,
        book=book,
        notices=[facts.notice] if facts.notice else [],
        register=library.instruments(store),
        reserve=DiskReserve(home.reserve),
    )
    try:
        for role, (model, port) in order.ports.items():
            session.open_link(role, model, port, baud=order.baud if role == "sound" else None)
        if order.calibration_before_db is not None:
            session.command("calibrate", which="before", typed_db=order.calibration_before_db).result()
        if show is not None:
            show(SessionSource(session))
        else:
            _whole_visit(session, order, say)
        if order.calibration_after_db is not None:
            session.command("calibrate", which="after", typed_db=order.calibration_after_db).result()
    finally:
        session.stop()
    return settle_visit(facts.number, home=home, store=store, book=book, visit_log=visit_log)


def _whole_visit(session: VisitSession, order: Order, say: Callable[[str, Mapping[str, object]], None]) -> None:
    facts = session.facts
    say("measure.started", {"number": facts.number, "site": facts.site.name, "minutes": f"{order.minutes:g}"})
    _run(session, "main", order.minutes)
    if session.disk_full:
        say("session.disk_full", {"path": str(session.folder.path)})
    elif order.background_minutes > 0:
        say("measure.background", {"minutes": f"{order.background_minutes:g}"})
        _run(session, "background", order.background_minutes)


def try_ports(ports: Mapping[str, tuple[str, str]]) -> None:
    """Open and close every port once, so that a refused one leaves no visit behind that never was."""
    for model, port in ports.values():
        if not port.startswith("replay:"):
            check_port(port, instrument(model).card.line)


def settle_visit(
    number: str, *, home: Home, store: Store, book: RuleBook, visit_log: VisitLog | None = None
) -> VisitRecord:
    """Judge a visit from its recording and note verdicts and end in the log."""
    from patrol_app.services.recall import recall

    facts = recall(store, number)
    left_at = datetime.now(UTC)
    record = draft(facts, recorded_files(store, home, number), book, left_at=left_at).record
    log = visit_log or VisitLog.resume(
        store, number, actor=facts.recorder.certificate_number, now=lambda: datetime.now(UTC), signer=None
    )
    for verdict in record.verdicts:
        log.add("verdict.given", verdict, at=left_at)
    log.add("visit.closed", {"record": record}, at=left_at)
    log.flush()
    return record


def _run(session: VisitSession, role: str, minutes: float) -> None:
    session.command("begin_run", role=role).result()
    ends_at = time.monotonic() + minutes * 60.0
    try:
        while (left_s := ends_at - time.monotonic()) > 0 and not session.disk_full:
            time.sleep(min(0.2, left_s))
    except KeyboardInterrupt:
        pass
    if not session.disk_full:
        session.command("end_run").result()
