"""Rows become venues, sites, notices, sessions, officers, instruments, help visits and law talks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from patrol_app.domain.errors import BadInput
from patrol_app.domain.guidance import HelpVisit, LawTalk
from patrol_app.domain.instruments import InstrumentUnit, Role, VerificationCertificate
from patrol_app.domain.people import Officer
from patrol_app.domain.places import (
    Boundary,
    ExamNotice,
    ExamSession,
    ExamVenue,
    NightWorkPermit,
    Organisation,
    Place,
    Site,
)
from patrol_app.planning.boundaries import boundary_from_text, centre_of
from patrol_app.planning.datum import to_wgs84
from patrol_app.rules.moment import windows_of
from patrol_app.services.office.columns import Cells

Entity = ExamVenue | Site | ExamNotice | ExamSession | Officer | InstrumentUnit | HelpVisit | LawTalk


def _place(cells: Cells) -> Place:
    latitude, longitude = cells.number("latitude_deg"), cells.number("longitude_deg")
    if latitude is None or longitude is None:
        boundary = _boundary(cells)
        assert boundary is not None  # a place or a boundary is required
        return centre_of(boundary, datum=boundary[0][0].datum)
    try:
        return to_wgs84(latitude, longitude, cells.need("datum"))
    except BadInput as fault:
        column = "datum" if fault.key == "planning.datum" else "latitude_deg, longitude_deg"
        raise BadInput(fault.key, column=column, **fault.data) from fault


def _boundary(cells: Cells) -> Boundary | None:
    text = cells.text("boundary")
    if text is None:
        return None
    if not cells.text("datum"):
        raise BadInput("table.blank", column="datum", heading=cells.heading("datum"))
    try:
        return boundary_from_text(text, cells.need("datum"))
    except BadInput as fault:
        column = "datum" if fault.key == "planning.datum" else "boundary"
        raise BadInput(fault.key, column=column, **fault.data) from fault


def _venue(cells: Cells) -> ExamVenue:
    return ExamVenue(
        name=cells.need("name"), place=_place(cells), address=cells.text("address"), boundary=_boundary(cells)
    )


def _permit(cells: Cells) -> NightWorkPermit | None:
    number = cells.text("permit_number")
    if number is None:
        return None
    start, end = cells.moment("permit_from"), cells.moment("permit_to", end_of_day=True)
    if start is None or end is None:
        raise BadInput("table.blank", column="permit_from, permit_to", heading="证明起、证明止")
    if end <= start:
        raise BadInput("table.order", column="permit_to", value=cells.need("permit_to"))
    return NightWorkPermit(
        number=number,
        valid_from=start,
        valid_to=end,
        issuer=cells.text("permit_issuer"),
        posted=cells.flag("permit_posted"),
    )


def _party(cells: Cells) -> Organisation | None:
    name = cells.text("contractor")
    if name is None:
        return None
    return Organisation(
        name=name,
        credit_code=cells.text("contractor_code"),
        legal_representative=cells.text("contractor_representative"),
        phone=cells.text("contractor_phone"),
        address=cells.text("contractor_address"),
    )


def _site(cells: Cells) -> Site:
    developer = cells.text("developer")
    area = cells.text("sound_area")
    if area not in (None, "0", "1", "2", "3", "4a", "4b"):
        raise BadInput("table.choice", column="sound_area", value=area, choices="0、1、2、3、4a、4b")
    site = Site(
        name=cells.need("name"),
        place=_place(cells),
        address=cells.text("address"),
        project=cells.text("project"),
        stage=cast(Any, cells.choice("stage")),
        sound_area=cast(Any, area),
        contractor=_party(cells),
        developer=Organisation(name=developer) if developer else None,
        permit=_permit(cells),
        sensitive_area=cells.text("sensitive_area"),
        sensitive_building=cells.text("sensitive_building"),
        sensitive_distance_m=cells.number("sensitive_distance_m"),
        key_source=bool(cells.flag("key_source")),
        complaints=cells.count("complaints") or 0,
        positive_list=bool(cells.flag("positive_list")),
        grid=cells.text("grid"),
        monitor_mn=cells.text("monitor_mn"),
        boundary=_boundary(cells),
        contact=cells.text("contact"),
        contact_phone=cells.text("contact_phone"),
        credit_grade=cast(Any, cells.choice("credit_grade")),
        platform_code=cast(Any, cells.choice("platform_code")),
    )
    kind = cells.choice("kind")
    return replace(site, kind=cast(Any, kind)) if kind else site


def _notice(cells: Cells) -> ExamNotice:
    start, end, radius = cells.moment("valid_from"), cells.moment("valid_to", end_of_day=True), cells.number("radius_m")
    assert start is not None and end is not None  # required columns
    area = _boundary(cells)
    if end <= start:
        raise BadInput("table.order", column="valid_to", value=cells.need("valid_to"))
    if radius is None and area is None:
        raise BadInput("table.blank", column="radius_m", heading=cells.heading("radius_m"))
    if radius is not None and radius <= 0:
        raise BadInput("table.number", column="radius_m", value=cells.need("radius_m"))
    notice = ExamNotice(
        number=cells.need("number"),
        title=cells.text("title") or cells.need("number"),
        issuer=cells.need("issuer"),
        legal_basis=cells.need("legal_basis"),
        radius_m=radius or 0.0,
        valid_from=start,
        valid_to=end,
        daily_windows=cells.several("daily_windows"),
        forbidden=cells.several("forbidden"),
        exemptions=cells.several("exemptions"),
        area=area,
        area_name=cells.text("area_name"),
        exam=cells.text("exam"),
        distance_rule=cast(Any, cells.choice("distance_rule")),
        published_on=cells.day("published_on"),
        penalty_basis=cells.text("penalty_basis"),
    )
    try:
        windows_of(notice)
    except BadInput as fault:
        raise BadInput(fault.key, column="daily_windows", **fault.data) from fault
    return notice


def _session(cells: Cells) -> ExamSession:
    start, end = cells.moment("starts_at"), cells.moment("ends_at")
    assert start is not None and end is not None  # required columns
    if end <= start:
        raise BadInput("table.order", column="ends_at", value=cells.need("ends_at"))
    heard_from, heard_to = cells.moment("listening_from"), cells.moment("listening_to")
    if (heard_from is None) != (heard_to is None):
        column = "listening_to" if heard_to is None else "listening_from"
        raise BadInput("table.blank", column=column, heading=cells.heading(column))
    if heard_from and heard_to and heard_to <= heard_from:
        raise BadInput("table.order", column="listening_to", value=cells.need("listening_to"))
    return ExamSession(
        exam=cells.need("exam"),
        subject=cells.need("subject"),
        starts_at=start,
        ends_at=end,
        venues=cells.several("venues"),
        listening_from=heard_from,
        listening_to=heard_to,
    )


def _officer(cells: Cells) -> Officer:
    return Officer(
        name=cells.need("name"),
        certificate_number=cells.need("certificate_number"),
        recused_sites=cells.several("recused_sites"),
    )


def _instrument(cells: Cells) -> InstrumentUnit:
    certificate = None
    number = cells.text("certificate_number")
    valid_to = cells.day("certificate_valid_to")
    if number and valid_to:
        certificate = VerificationCertificate(number=number, valid_to=valid_to)
    level = cells.count("sound_class")
    if level not in (None, 1, 2):
        raise BadInput("table.choice", column="sound_class", value=level, choices="1、2")
    return InstrumentUnit(
        role=cast(Role, cells.choice("role")),
        model=cells.need("model"),
        name=cells.text("name") or cells.need("model"),
        serial_number=cells.need("serial_number"),
        sound_class=level,
        certificate=certificate,
        nominal_db=cells.number("nominal_db"),
        port=cells.text("port"),
    )


def _help_visit(cells: Cells) -> HelpVisit:
    day = cells.day("held_on")
    assert day is not None  # a required column
    return HelpVisit(
        number=cells.need("number"),
        held_on=day,
        site=cells.need("site"),
        problem=cells.need("problem"),
        advice=cells.count("advice") or 0,
        hazards_removed=cells.count("hazards_removed") or 0,
        officers=cells.several("officers"),
    )


def _law_talk(cells: Cells) -> LawTalk:
    day = cells.day("held_on")
    assert day is not None  # a required column
    return LawTalk(
        number=cells.need("number"),
        held_on=day,
        place=cells.need("place"),
        audience=cells.need("audience"),
        people=cells.count("people") or 0,
        materials=cells.count("materials") or 0,
        articles=cells.text("articles"),
        officers=cells.several("officers"),
    )


BUILDERS: Mapping[str, Callable[[Cells], Entity]] = {
    "venues": _venue,
    "sites": _site,
    "notices": _notice,
    "sessions": _session,
    "officers": _officer,
    "instruments": _instrument,
    "help_visits": _help_visit,
    "law_talks": _law_talk,
}

RECORDS: Mapping[str, type] = {
    "venues": ExamVenue,
    "sites": Site,
    "notices": ExamNotice,
    "sessions": ExamSession,
    "officers": Officer,
    "instruments": InstrumentUnit,
    "help_visits": HelpVisit,
    "law_talks": LawTalk,
}


def key_of(entity: Entity) -> str:
    """What names an entity in its library: a later row with the same key replaces the earlier one."""
    if isinstance(entity, ExamNotice | HelpVisit | LawTalk):
        return entity.number
    if isinstance(entity, ExamSession):
        return f"{entity.starts_at.isoformat()} {entity.exam} {entity.subject}"
    if isinstance(entity, Officer):
        return entity.certificate_number
    if isinstance(entity, InstrumentUnit):
        # one instrument may serve in two roles: a meter whose AC output is the microphone
        return f"{entity.role} {entity.serial_number}"
    return entity.name
