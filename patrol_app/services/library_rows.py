"""Rows become venues, sites, notices, officers and instruments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import InstrumentUnit, Role, VerificationCertificate
from patrol_app.domain.people import Officer
from patrol_app.domain.places import ExamNotice, ExamVenue, NightWorkPermit, Organisation, Place, Site
from patrol_app.planning.datum import to_wgs84
from patrol_app.services.columns import Cells

Entity = ExamVenue | Site | ExamNotice | Officer | InstrumentUnit


def _place(cells: Cells) -> Place:
    latitude, longitude = cells.number("latitude_deg"), cells.number("longitude_deg")
    assert latitude is not None and longitude is not None  # required columns
    try:
        return to_wgs84(latitude, longitude, cells.need("datum"))
    except BadInput as fault:
        column = "datum" if fault.key == "planning.datum" else "latitude_deg, longitude_deg"
        raise BadInput(fault.key, column=column, **fault.data) from fault


def _venue(cells: Cells) -> ExamVenue:
    return ExamVenue(name=cells.need("name"), place=_place(cells), address=cells.text("address"))


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
    )
    kind = cells.choice("kind")
    return replace(site, kind=cast(Any, kind)) if kind else site


def _notice(cells: Cells) -> ExamNotice:
    start, end, radius = cells.moment("valid_from"), cells.moment("valid_to", end_of_day=True), cells.number("radius_m")
    assert start is not None and end is not None and radius is not None  # required columns
    if end <= start:
        raise BadInput("table.order", column="valid_to", value=cells.need("valid_to"))
    if radius <= 0:
        raise BadInput("table.number", column="radius_m", value=cells.need("radius_m"))
    return ExamNotice(
        number=cells.need("number"),
        title=cells.text("title") or cells.need("number"),
        issuer=cells.need("issuer"),
        legal_basis=cells.need("legal_basis"),
        radius_m=radius,
        valid_from=start,
        valid_to=end,
        daily_windows=cells.several("daily_windows"),
        forbidden=cells.several("forbidden"),
        exemptions=cells.several("exemptions"),
    )


def _officer(cells: Cells) -> Officer:
    return Officer(
        name=cells.need("name"),
        certificate_number=cells.need("certificate_number"),
        recused_sites=cells.several("recused_sites"),
    )


def _instrument(cells: Cells) -> InstrumentUnit:
    certificate = None
    number, until = cells.text("certificate_number"), cells.text("certificate_valid_to")
    if number and until:
        try:
            certificate = VerificationCertificate(number=number, valid_to=date.fromisoformat(until[:10]))
        except ValueError:
            raise BadInput("table.time", column="certificate_valid_to", value=until) from None
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


BUILDERS: Mapping[str, Callable[[Cells], Entity]] = {
    "venues": _venue,
    "sites": _site,
    "notices": _notice,
    "officers": _officer,
    "instruments": _instrument,
}

RECORDS: Mapping[str, type] = {
    "venues": ExamVenue,
    "sites": Site,
    "notices": ExamNotice,
    "officers": Officer,
    "instruments": InstrumentUnit,
}


def key_of(entity: Entity) -> str:
    """What names an entity in its library: a later row with the same key replaces the earlier one."""
    if isinstance(entity, ExamNotice):
        return entity.number
    if isinstance(entity, Officer):
        return entity.certificate_number
    if isinstance(entity, InstrumentUnit):
        # one instrument may serve in two roles: a meter whose AC output is the microphone
        return f"{entity.role} {entity.serial_number}"
    return entity.name
