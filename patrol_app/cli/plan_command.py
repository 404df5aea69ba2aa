"""``patrol plan``: a night's routes, kept, changed from the road, printed, and compared with what was done."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, date, datetime, time
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.domain.plans import Lead, PatrolPlan
from patrol_app.services.office import plan_papers, plans
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.workplace import reading, writing

LEADS: tuple[Lead, ...] = ("complaint", "transferred", "data", "non_site", "firm_request", "emergency")


def define(parser: Parser) -> None:
    """A new plan, or what to do with one that was kept."""
    parser.add_argument("--kind", choices=plans.KINDS, help=parser.say("cli.plan.kind"))
    parser.add_argument("--date", metavar="D", help=parser.say("cli.plan.date"))
    parser.add_argument("--teams", type=int, default=1, metavar="N", help=parser.say("cli.plan.teams"))
    parser.add_argument("--seed", type=int, metavar="N", help=parser.say("cli.plan.seed"))
    parser.add_argument("--shift", metavar="H:M-H:M", help=parser.say("cli.plan.shift"))
    parser.add_argument("--visit-minutes", type=int, metavar="M", help=parser.say("cli.plan.visit_minutes"))
    parser.add_argument("--start", metavar="LAT,LON", help=parser.say("cli.plan.start"))
    parser.add_argument("--end", metavar="LAT,LON", help=parser.say("cli.plan.end"))
    parser.add_argument("--request", metavar="SITE", action="append", default=[], help=parser.say("cli.plan.request"))
    parser.add_argument("--lead", metavar="SITE=KIND", action="append", default=[], help=parser.say("cli.plan.lead"))
    parser.add_argument("--solver", choices=("pyvrp", "plain"), help=parser.say("cli.plan.solver"))
    parser.add_argument("--save", action="store_true", help=parser.say("cli.plan.save"))
    parser.add_argument("--show", metavar="NUMBER", help=parser.say("cli.plan.show"))
    parser.add_argument("--change", metavar="NUMBER", help=parser.say("cli.plan.change"))
    parser.add_argument("--at", metavar="TIME", help=parser.say("cli.plan.at"))
    parser.add_argument("--skip", metavar="SITE", action="append", default=[], help=parser.say("cli.plan.skip"))
    parser.add_argument("--add", metavar="SITE", action="append", default=[], help=parser.say("cli.plan.add"))
    parser.add_argument("--compare", metavar="NUMBER", help=parser.say("cli.plan.compare"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=parser.say("cli.plan.pdf"))
    parser.add_argument("--gpx", type=Path, metavar="FILE", help=parser.say("cli.plan.gpx"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make, change, show or compare one plan."""
    if arguments.compare:
        return _compare(arguments.compare, console)
    number: str | None = arguments.show or arguments.change
    if number is None and (arguments.kind is None or arguments.date is None):
        raise BadInput("plan.no_kind", kinds="、".join(plans.KINDS))
    with reading() as (home, reader):
        if arguments.show:
            plan = plans.kept_plan(reader, arguments.show).plan
        elif arguments.change:
            at = _moment(arguments.at) if arguments.at else datetime.now(UTC)
            plan = plans.change_plan(reader, arguments.change, at=at, skipped=arguments.skip, added=arguments.add)
        else:
            plan = plans.plan_night(reader, _ask(arguments))
    if arguments.change or (arguments.save and not arguments.show):
        with writing() as (_, store):
            number = plans.keep_plan(
                store, plan, actor=getpass.getuser(), at=datetime.now(UTC), number=arguments.change
            )
    with reading() as (home, reader):
        if arguments.pdf:
            plan_papers.write_route_sheet(reader, home, plan, arguments.pdf, number or "", console.language)
        if arguments.gpx:
            plan_papers.write_gpx(plan, arguments.gpx, console.language)
    _show(plan, number, console)
    return 0


def _ask(arguments: argparse.Namespace) -> plans.PlanAsk:
    leads: dict[str, tuple[Lead, ...]] = {}
    for text in arguments.lead:
        site, _, kind = text.rpartition("=")
        if kind not in LEADS or not site:
            raise BadInput("plan.lead", value=text, kinds="、".join(LEADS))
        leads[site] = (*leads.get(site, ()), kind)
    return plans.PlanAsk(
        kind=arguments.kind,
        day=_day(arguments.date),
        teams=arguments.teams,
        seed=arguments.seed,
        shift=_shift(arguments.shift) if arguments.shift else plans.SHIFT,
        visit_min=arguments.visit_minutes,
        start=_place(arguments.start),
        end=_place(arguments.end),
        requested=arguments.request,
        leads=leads,
        solver=arguments.solver,
    )


def plain_plan(plan: PatrolPlan, console: Console) -> dict[str, object]:
    """The plan as the door prints it."""
    return {
        "kind": plan.settings.kind,
        "date": plan.settings.day,
        "seed": plan.settings.seed,
        "solver": plan.solver,
        "teams": [
            {
                "stops": [
                    {"site": stop.site, "arrive": stop.arrive, "leave": stop.leave, "because": stop.because}
                    for stop in team.stops
                ],
                "distance_m": team.distance_m,
                "travel_s": team.travel_s,
            }
            for team in plan.teams
        ],
        "left_out": [
            {"site": one.site, "reason": console.sentence(f"routes.left.{one.reason}"), "code": one.reason}
            for one in plan.left_out
        ],
    }


def _show(plan: PatrolPlan, number: str | None, console: Console) -> None:
    if console.as_json:
        kept = {"number": number} if number else {}
        console.fact({**plain_plan(plan, console), **kept})
        return
    if number:
        console.say("plan.number", number=number)
    console.say("plan.solver", solver=plan.solver, seed=plan.settings.seed)
    for team, route in enumerate(plan.teams, start=1):
        console.say("plan.team", team=team, stops=len(route.stops), km=f"{route.distance_m / 1000.0:.1f}")
        for stop in route.stops:
            why = "、".join(console.sentence(f"routes.because.{ground}") for ground in stop.because)
            console.line(f"  {stop.arrive:%H:%M}-{stop.leave:%H:%M}  {stop.site}  {why}".rstrip())
    for one in plan.left_out:
        console.say("plan.left_out", site=one.site, reason=console.sentence(f"routes.left.{one.reason}"))


def _compare(number: str, console: Console) -> int:
    with reading() as (_, reader):
        found = plans.coverage(reader, number)
    if console.as_json:
        console.fact(to_plain(found))
    else:
        done = sum(stop.visit is not None for stop in found.stops)
        console.say("plan.coverage", done=done, stops=len(found.stops))
        console.say("plan.zone_coverage", done=found.zone_sites_done, sites=found.zone_sites)
        for site in found.missed:
            console.say("plan.missed", site=site)
        for visit in found.unplanned:
            console.say("plan.unplanned", visit=visit)
    return 1 if found.missed else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("plan.date", value=text) from fault


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("plan.date", value=text) from fault
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)


def _shift(text: str) -> tuple[time, time]:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError as fault:
        raise BadInput("plan.shift", value=text) from fault
    return start, end


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    from patrol_app.planning.datum import to_wgs84

    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise BadInput("plan.place", value=text) from fault
    return to_wgs84(latitude, longitude, "WGS-84")
