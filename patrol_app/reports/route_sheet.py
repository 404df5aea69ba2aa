"""巡查路线单: a night's plan on paper, with its map, every team's stops, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.assets import Language
from patrol_app.domain.plans import PatrolPlan, TeamRoute
from patrol_app.reports.blocks import Block, Cell, Paper, heading, label, table, text, value
from patrol_app.reports.route_map import ZoneCircle, numbered, route_map
from patrol_app.reports.said import Said, clock, date_text, day_clock
from patrol_app.reports.typeset import draw_pages, typeset

NAME = "route_sheet"


def render(
    plan: PatrolPlan,
    *,
    number: str = "",
    authority: str = "",
    zones: Sequence[ZoneCircle] = (),
    language: Language = "zh",
) -> bytes:
    """The route sheet as PDF/A-2b, dated by the start of the shift; the same plan gives the same bytes.

    Args:
        plan: the plan.
        number: its number in the log, empty for a plan that was not kept.
        authority: the unit's name over the title.
        zones: exam zones for the map.
        language: ``zh`` or ``en``.
    """
    paper = lay_out(plan, number=number, authority=authority, zones=zones, language=language)
    made_at = plan.settings.starts_at
    return typeset(
        [paper], title=f"{paper.title} {number}".strip(), author=authority, made_at=made_at, language=language
    )


def draw(
    plan: PatrolPlan, *, number: str, authority: str, zones: Sequence[ZoneCircle], language: Language
) -> tuple[bytes, ...]:
    """The pages as PNG pictures for the screen; arguments as for ``render``."""
    paper = lay_out(plan, number=number, authority=authority, zones=zones, language=language)
    return draw_pages([paper], made_at=plan.settings.starts_at, language=language)


def lay_out(plan: PatrolPlan, *, number: str, authority: str, zones: Sequence[ZoneCircle], language: Language) -> Paper:
    """The sheet as a paper."""
    said = Said("routes", language)
    blocks: list[Block] = [_head(plan, said)]
    drawn = route_map(plan, zones, said)
    if drawn is not None:
        blocks.append(drawn)
    numbers = numbered(plan)
    for team, route in enumerate(plan.teams, start=1):
        blocks += _team(team, route, numbers, said)
    if plan.left_out:
        blocks.append(heading(said("left_out")))
        header = [label(said("site")), label(said("reason"))]
        rows = [[value(one.site), value(said(f"left.{one.reason}"))] for one in plan.left_out]
        blocks.append(table([60, -1], rows, header=header))
    return Paper(
        authority=authority,
        title=said("title"),
        left=f"{date_text(plan.settings.day, language)} {said(f'kind.{plan.settings.kind}')}",
        right=number,
        running_left=said("title"),
        running_right=number,
        foot_left=said("foot", solver=plan.solver, seed=plan.settings.seed),
        page_of=said.words("common.page_of"),
        blocks=blocks,
    )


def _head(plan: PatrolPlan, said: Said) -> Block:
    asked = plan.settings
    stops = sum(len(team.stops) for team in plan.teams)
    rows: list[list[Cell]] = [
        [
            label(said("shift")),
            value(said("span", start=day_clock(asked.starts_at), end=day_clock(asked.ends_at))),
            label(said("teams")),
            value(asked.teams),
            label(said("stops")),
            value(stops),
        ]
    ]
    return table([22, -1, 22, 16, 22, 16], rows)


def _team(team: int, route: TeamRoute, numbers: dict[str, int], said: Said) -> list[Block]:
    driven = said("driven", km=f"{route.distance_m / 1000.0:.1f}", minutes=round(route.travel_s / 60.0))
    blocks: list[Block] = [heading(said("team", number=team), driven if route.stops else "")]
    if not route.stops:
        return [*blocks, text(said("no_stop"), indent=False, size=9.5)]
    names = ("no", "arrive", "leave", "site", "in_zone", "because", "done", "remark")
    header: list[Cell] = [label(said(name), center=True) for name in names]
    rows: list[list[Cell]] = [
        [
            value(numbers[stop.site], center=True),
            value(clock(stop.arrive), center=True),
            value(clock(stop.leave), center=True),
            value(stop.site),
            value(said("yes") if stop.inside else "", center=True),
            value(said.joined([said(f"because.{ground}") for ground in stop.because[:3]])),
            "",
            "",
        ]
        for stop in route.stops
    ]
    return [*blocks, table([10, 14, 14, -1.2, 13, -1, 18, 26], rows, header=header, size=9)]
