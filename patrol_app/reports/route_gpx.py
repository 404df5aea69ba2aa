"""A plan as GPX 1.1 for a navigator: one route a team, the stops with their times, on WGS-84."""

from __future__ import annotations

from datetime import UTC
from xml.etree import ElementTree

from patrol_app.assets import Language
from patrol_app.domain.plans import PatrolPlan
from patrol_app.reports.said import Said, clock, date_text

NAMESPACE = "http://www.topografix.com/GPX/1/1"


def render(plan: PatrolPlan, *, language: Language = "zh") -> bytes:
    """The file; the same plan gives the same bytes."""
    said = Said("routes", language)
    top = ElementTree.Element("gpx", {"version": "1.1", "creator": "Night Patrol", "xmlns": NAMESPACE})
    head = ElementTree.SubElement(top, "metadata")
    ElementTree.SubElement(head, "name").text = f"{said('title')} {date_text(plan.settings.day, language)}"
    ElementTree.SubElement(head, "time").text = f"{plan.settings.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for number, team in enumerate(plan.teams, start=1):
        route = ElementTree.SubElement(top, "rte")
        ElementTree.SubElement(route, "name").text = said("team", number=number)
        for stop in team.stops:
            where = {"lat": f"{stop.place.latitude_deg:.7f}", "lon": f"{stop.place.longitude_deg:.7f}"}
            point = ElementTree.SubElement(route, "rtept", where)
            ElementTree.SubElement(point, "time").text = f"{stop.arrive.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            ElementTree.SubElement(point, "name").text = stop.site
            ElementTree.SubElement(point, "desc").text = f"{clock(stop.arrive)}-{clock(stop.leave)}"
    ElementTree.indent(top)
    content: bytes = ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
