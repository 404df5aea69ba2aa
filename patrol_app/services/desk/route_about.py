"""What an officer at the kerb is told of a site: zone, ban, permit, complaints, past findings, stage and limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from patrol_app.domain.places import ExamNotice, Site, ZoneFinding
from patrol_app.rules.moment import ban_active, local
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.site_history import SitePast, past_rows
from patrol_app.services.screen_facts import Said, ValueFact
from patrol_app.services.snapshot import LegalView


def site_rows(
    site: Site,
    finding: ZoneFinding | None,
    shelf: Shelf,
    at: datetime,
    *,
    past: SitePast | None,
    night: date,
    skipped: Mapping[str, str],
) -> list[ValueFact]:
    """The rows of a site, each said also where there is nothing to say."""

    def line(label: str, value: str) -> ValueFact:
        return ValueFact(label=said(f"route.{label}"), value=said("close.text", text=value))

    rows: list[ValueFact] = []
    if site.name in skipped:
        rows.append(line("skipped", skipped[site.name] or "—"))
    rows.extend(_zone(finding, shelf, at))
    rows.append(ValueFact(label=said("route.permit"), value=_permit(site, at)))
    rows.append(line("complaints", str(site.complaints)))
    rows.extend(past_rows(past, night))
    rows.append(ValueFact(label=said("route.positive"), value=said("desk.yes" if site.positive_list else "desk.no")))
    rows.append(line("grid", site.grid or "—"))
    return rows


def _zone(finding: ZoneFinding | None, shelf: Shelf, at: datetime) -> list[ValueFact]:
    if finding is None:
        known = "route.zone.none" if shelf.notices and shelf.venues else "route.zone.unknown"
        return [ValueFact(label=said("route.zone"), value=said(known))]
    where = "desk.zone.inside" if finding.inside else "desk.zone.outside"
    rows = [
        ValueFact(label=said("route.zone"), value=said(where, venue=finding.venue)),
        ValueFact(label=said("route.distance"), value=said("desk.metres", metres=round(finding.distance_m))),
    ]
    notice = shelf.notice_at(finding.notice)
    if notice is not None and finding.inside:
        rows.append(ValueFact(label=said("route.notice"), value=said("close.text", text=notice.number)))
        rows.append(ValueFact(label=said("route.hours"), value=_hours(notice, at)))
    return rows


def _permit(site: Site, at: datetime) -> Said:
    permit = site.permit
    if permit is None:
        return said("desk.permit.none")
    if at < permit.valid_from:
        return said("route.permit.from", number=permit.number, at=f"{local(permit.valid_from):%m-%d %H:%M}")
    if at > permit.valid_to:
        return said("route.permit.over", number=permit.number, at=f"{local(permit.valid_to):%m-%d %H:%M}")
    return said("route.permit.until", number=permit.number, at=f"{local(permit.valid_to):%m-%d %H:%M}")


def _hours(notice: ExamNotice, at: datetime) -> Said:
    windows = "、".join(notice.daily_windows) or "00:00-24:00"
    if ban_active(notice, at):
        return said("desk.ban.now", windows=windows)
    return said("desk.ban.later" if notice.valid_to > at else "desk.ban.over", windows=windows)


def about_site(site: Site, legal: LegalView | None) -> Said:
    """Stage, sound area and the limit of this hour, in one line; the limit is that of construction sites."""
    stage = said(f"desk.stage.{site.stage}") if site.stage else said("route.stage.none")
    area = said("route.area", area=site.sound_area) if site.sound_area else said("route.area.none")
    if site.kind != "construction" or legal is None or legal.laeq_limit_db is None:
        return said("route.about", stage=stage, area=area)
    limit = said(f"route.limit.{legal.period}", limit=f"{legal.laeq_limit_db:.0f}")
    return said("route.about.limit", stage=stage, area=area, limit=limit)
