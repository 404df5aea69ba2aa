"""From the facts of a night to the words of its time axis and of the plan tab."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol_app.assets import sentence
from patrol_app.services.place_facts import RouteFacts, StopFact
from patrol_app.services.plan_facts import LawChange, PlanFacts, PlanStop, PlanTeam
from patrol_app.ui import figures, language
from patrol_app.ui.coordinator.words import day_time, say
from patrol_app.ui.coordinator.zones_words import map_of
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.widgets.fact_list import FactRow, FactsView
from patrol_app.ui.widgets.plan_timeline import Block, TeamLine, TimelineView
from patrol_app.ui.widgets.table_list import Column, TableRow, TableView
from patrol_app.ui.widgets.team_table import TeamRow, TeamsView

LEFT_SHOWN = 300
KINDS = ("loop", "full_coverage", "tour", "fixed_posts")


def kind_words() -> tuple[str, ...]:
    """The ways a team may go, in the order of ``KINDS``."""
    return tuple(say(f"kind.{kind}") for kind in KINDS)


def night_of(facts: PlanFacts) -> str:
    """``06-06 夜计划``."""
    return say("plan.night", day=f"{facts.day:%m-%d}")


def day_of(facts: PlanFacts) -> str:
    """Which night: its day and weekday."""
    return say("plan.day", day=f"{facts.day:%m-%d}", weekday=say("weekdays").split("|")[facts.day.weekday()])


def shift_of(facts: PlanFacts) -> str:
    """``20:00-06:00``."""
    return "-".join(figures.clock(at, seconds=False) for at in (facts.starts_at, facts.ends_at))


def team_name(place: int) -> str:
    """The name of a team by its place from 0."""
    return say("plan.team", number=_counted(place + 1))


def _counted(number: int) -> str:
    if language.current() == "zh":
        figures_zh = sentence("office.figures", "zh")
        return figures_zh[number - 1] if number <= len(figures_zh) else str(number)
    return str(number)


def _part(facts: PlanFacts, at: datetime) -> float:
    return (at - facts.starts_at) / (facts.ends_at - facts.starts_at)


def _block(facts: PlanFacts, stop: PlanStop, kind: str) -> Block:
    name = dot(stop.site, say("kind.fixed_posts")) if kind == "fixed_posts" else stop.site
    return Block(_part(facts, stop.arrive), _part(facts, stop.leave), stop.number, name, stop.inside, stop.state)


def _about(team: PlanTeam) -> str:
    return say("plan.on_foot" if team.on_foot else "plan.by_car", people=team.people)


def _change_words(change: LawChange) -> str:
    at = figures.clock(change.at, seconds=False)
    if change.kind in ("night", "day") and change.limit_db is not None:
        return say(f"change.{change.kind}", at=at, limit=f"{change.limit_db:.0f}")
    return say(f"change.{change.kind}_bare" if change.kind in ("night", "day") else f"change.{change.kind}", at=at)


def _hours(facts: PlanFacts) -> tuple[tuple[float, str], ...]:
    first = facts.starts_at.astimezone(figures.LOCAL).replace(minute=0, second=0, microsecond=0)
    if first < facts.starts_at:
        first += timedelta(hours=1)
    whole = (facts.ends_at - facts.starts_at).total_seconds() / 3600
    step = 1 if whole <= 12 else 2
    marks = (first + timedelta(hours=hour) for hour in range(0, int(whole) + 1, step))
    return tuple((_part(facts, at), figures.clock(at, seconds=False)) for at in marks if at <= facts.ends_at)


def timeline(facts: PlanFacts | None, now: datetime, selected: int | None, team: int | None) -> TimelineView:
    """The night against its hours."""
    if facts is None:
        return TimelineView(say("plan"), empty=say("plan.reading"))
    teams = tuple(
        TeamLine(
            team_name(place),
            say(f"kind.{one.kind}"),
            _about(one),
            tuple(_block(facts, stop, one.kind) for stop in one.stops),
        )
        for place, one in enumerate(facts.teams)
    )
    here = _part(facts, now)
    start, end = (figures.clock(at, seconds=False) for at in (facts.starts_at, facts.ends_at))
    ways = " + ".join(dict.fromkeys(say(f"kind.{one.kind}") for one in facts.teams))
    note = dot(say("plan.teams", count=_counted(len(teams))), ways, say("plan.span", start=start, end=end))
    return TimelineView(
        heading=night_of(facts),
        note=note,
        hours=_hours(facts),
        changes=tuple((_part(facts, one.at), _change_words(one)) for one in facts.changes),
        teams=teams,
        now=here if 0.0 <= here <= 1.0 else None,
        team=team,
        selected=selected,
        empty=say("plan.none" if facts.version == 0 else "plan.teams_changed"),
    )


def foot(facts: PlanFacts | None) -> str:
    """What the blocks mean, and whether anything is wrong."""
    if facts is None or facts.version == 0:
        return ""
    covered = say("plan.covered", covered=facts.zone_covered, sites=facts.zone_sites)
    return dot(say("plan.legend"), say("plan.conflicts", count=len(facts.conflicts)), covered)


def version_words(facts: PlanFacts) -> str:
    """Which version, and whether it was issued."""
    if facts.version == 0:
        return say("plan.not_planned")
    if facts.changed:
        return say("plan.changed", version=facts.version)
    if facts.issued == facts.version and facts.issued_at is not None:
        return say("plan.issued", version=facts.version, at=day_time(facts.issued_at))
    if facts.issued:
        return say("plan.newer", version=facts.version, issued=facts.issued)
    return say("plan.not_issued", version=facts.version)


def counts_view(facts: PlanFacts | None) -> FactsView:
    """Coverage, conflicts, and planned against done."""
    if facts is None:
        return FactsView(say("plan.counts"))
    people = sum(team.people for team in facts.teams)
    all_done = facts.begun and facts.done == facts.stops
    rows = [
        FactRow(
            say("plan.row.covered"), f"{facts.zone_covered} / {facts.zone_sites}",
            "ok" if facts.zone_covered == facts.zone_sites else "warn",
        ),
        FactRow(say("plan.row.conflicts"), str(len(facts.conflicts)), "warn" if facts.conflicts else "ok"),
        FactRow(say("plan.row.people"), f"{people} / {facts.officers}", "ok" if people <= facts.officers else "warn"),
        FactRow(say("plan.row.done"), f"{facts.done} / {facts.stops}", "ok" if all_done else "open"),
        FactRow(say("plan.row.zone_done"), f"{facts.zone_done} / {facts.zone_sites}", "open"),
        FactRow(say("plan.row.missed"), str(len(facts.missed)), "warn" if facts.missed else "ok"),
        FactRow(say("plan.row.unplanned"), str(len(facts.unplanned)), "ok"),
    ]  # fmt: skip
    for one in facts.conflicts[:2]:
        span = f"{figures.clock(one.begins, seconds=False)}–{figures.clock(one.ends, seconds=False)}"
        teams = f"{team_name(one.first - 1)}/{team_name(one.second - 1)}"
        rows.append(FactRow(f"{teams} {one.site}", span, "warn"))
    return FactsView(say("plan.counts"), "", tuple(rows), signed=True, pitch=30)


def _because(stop: PlanStop) -> str:
    tongue = language.current()
    between = "、" if tongue == "zh" else ", "
    return between.join(sentence(f"routes.because.{ground}", tongue) for ground in stop.because)


def stops_view(facts: PlanFacts | None, team: int, selected: int | None) -> TableView:
    """The stops of one team: when, where, why, and whether somebody was there."""
    heads = (
        Column(say("stops.time"), 1.7), Column(say("stops.number"), 0.75, "right"),
        Column(say("stops.site"), 2.4), Column(say("stops.because"), 2.6, dim=True),
        Column(say("stops.done"), 0.9, "right"),
    )  # fmt: skip
    if facts is None or not 0 <= team < len(facts.teams):
        return TableView(say("stops"), "", heads, empty=say("plan.none"), signed=True)
    one = facts.teams[team]
    signs = {"done": "ok", "missed": "warn", "ahead": "open"}
    rows = []
    for stop in one.stops:
        span = f"{figures.clock(stop.arrive, seconds=False)}–{figures.clock(stop.leave, seconds=False)}"
        done = figures.clock(stop.done_at, seconds=False) if stop.done_at else say(f"stops.{stop.state}")
        cells = (span, str(stop.number), stop.site, _because(stop), done)
        rows.append(TableRow(cells, signs[stop.state]))  # type: ignore[arg-type]  # signs of the list
    place = next((index for index, stop in enumerate(one.stops) if stop.number == selected), None)
    kilometres = f"{one.distance_m / 1000:.1f}"
    note = say("stops.note", count=len(one.stops), km=kilometres)
    heading = dot(team_name(team), say(f"kind.{one.kind}"))
    return TableView(heading, note, heads, tuple(rows), place, say("plan.none"), signed=True, pitch=29)


def _left_rows(facts: PlanFacts) -> list[tuple[int, str, str, bool]]:
    """Number, site, reason, and whether it is weighty: what was missed, then what no team visits."""
    tongue = language.current()
    rows = [(number, site, say("left.missed"), True) for number, site in facts.missed]
    rows += [(one.number, one.site, sentence(f"routes.left.{one.reason}", tongue), one.inside) for one in facts.left]
    return rows


def left_number(facts: PlanFacts | None, row: int) -> int | None:
    """The number of the source in a row of the list of what is left."""
    rows = _left_rows(facts) if facts is not None else []
    return rows[row][0] if 0 <= row < len(rows) else None


def left_view(facts: PlanFacts | None, selected: int | None) -> TableView:
    """What was missed, and what no team visits, with the reason."""
    heads = (Column("", 0.85, "right"), Column("", 2.1), Column("", 2.9, dim=True))
    if facts is None:
        return TableView(say("left"), "", heads)
    found = _left_rows(facts)
    count = len(found)
    found = found[:LEFT_SHOWN]
    rows = tuple(
        TableRow((str(number), site, reason), "warn" if weighty else "open") for number, site, reason, weighty in found
    )
    place = next((index for index, one in enumerate(found) if one[0] == selected), None)
    note = say("left.note", count=count) if rows else ""
    empty = say("left.none") if facts.version else ""
    return TableView(say("left"), note, heads, rows, place, empty, signed=True, pitch=29)


def teams_view(facts: PlanFacts | None, selected: int) -> TeamsView:
    """The teams as they are set up."""
    if facts is None:
        return TeamsView(say("teams"))
    rows = tuple(
        TeamRow(team_name(place), team.kind, team.people, team.on_foot) for place, team in enumerate(facts.teams)
    )
    people = sum(team.people for team in facts.teams)
    return TeamsView(
        heading=say("teams"),
        note=say("teams.note", people=people, officers=facts.officers),
        teams=rows,
        selected=selected,
        kinds=KINDS,
        kind_words=kind_words(),
        going_words=(say("teams.car"), say("teams.foot")),
        add=say("teams.add"),
        drop=say("teams.drop"),
        people=say("teams.people"),
        shift=shift_of(facts),
        shifts=tuple(say("offer.shift").split("|")),
        shift_word=say("plan.shift"),
    )


def map_facts(facts: PlanFacts, team: int) -> RouteFacts:
    """The way of one team on the map, each source where it first comes to it."""
    route = facts.teams[team]
    stops: dict[int, StopFact] = {}
    for stop in route.stops:
        stops.setdefault(
            stop.number,
            StopFact(
                number=stop.number,
                name=stop.site,
                kind="fixed_post" if route.kind == "fixed_posts" else stop.kind,
                arrive_at=stop.arrive,
                east_m=stop.east_m,
                north_m=stop.north_m,
                state="inside" if stop.inside else "open",
            ),
        )
    return map_of(facts, tuple(stops.values()))
