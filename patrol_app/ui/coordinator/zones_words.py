"""From the facts of the zones to the words of the zone tab."""

from __future__ import annotations

from patrol_app.services.place_facts import RouteFacts, StopFact
from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.screen_facts import Said
from patrol_app.services.zone_facts import SessionFact, SourceFact, ZoneFacts
from patrol_app.ui import figures
from patrol_app.ui.coordinator.words import say
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.widgets.fact_list import FactRow, FactsView
from patrol_app.ui.widgets.notice_form import FIELDS, OFFERED
from patrol_app.ui.widgets.source_list import SourceLine, SourcesView


def metres(value: float | None) -> str:
    """``503 m``."""
    return figures.DASH if value is None else f"{figures.thousands(value)} m"


# -- the notice ------------------------------------------------------------------------------------------------------


def labels() -> dict[str, str]:
    """The labels of the form's fields."""
    return {name: say(f"notice.{name}") for name in FIELDS}


def offers() -> dict[str, tuple[str, ...]]:
    """Suggestions for fields that are often the same; a notice is written in Chinese whatever the window speaks."""
    return {name: tuple(say(f"offer.{name}").split("|")) for name in OFFERED}


def scopes() -> dict[str, str]:
    """From where the notice says that its radius counts."""
    return {value: say(f"scope.{value}") for value in ("unspecified", "wall", "gate")}


def notice_head(facts: ZoneFacts | None, *, changed: bool, new: bool) -> tuple[str, str]:
    """Heading and note: which version, whether it holds now, whether the form was changed since."""
    heading = say("notice.new" if new else "notice")
    if changed:
        return heading, say("notice.changed")
    if facts is None or facts.notice is None or new:
        return heading, ""
    many = ""
    if len(facts.notices) > 1:
        place = facts.notices.index(facts.notice.number) + 1
        many = say("notice.of", place=place, count=len(facts.notices))
    state = say("notice.active") if facts.active else ""
    return heading, dot(*(part for part in (many, say("notice.version", version=facts.version), state) if part))


def answers(facts: ZoneFacts | None) -> dict[str, str]:
    """What stands in the form."""
    shown = dict.fromkeys(FIELDS, "") | (dict(facts.answers) if facts else {})
    return shown | {"distance_rule": shown["distance_rule"] or "unspecified"}


def remarks(facts: ZoneFacts | None) -> tuple[str, ...]:
    """Where the radius comes from, and from where to where distances were measured."""
    first = say("radius.from_notice")
    if facts is not None and facts.notice is not None and facts.notice.area:
        first = say("radius.area", name=facts.notice.area_name or facts.notice.title)
    bases = {one.basis for one in facts.sources if one.distance_m is not None} if facts else set()
    basis = "mixed" if len(bases) == 2 else next(iter(bases), "point")
    rule = facts.notice.distance_rule if facts is not None and facts.notice is not None else None
    # a notice may measure from elsewhere than the lists allow: that is said, never passed over
    if rule == "gate" and basis != "point":
        return first, say("basis.gate")
    return first, say("basis.wall_by_point" if rule == "wall" and basis == "point" else f"basis.{basis}")


# -- the calendar ----------------------------------------------------------------------------------------------------


def _session(one: SessionFact) -> FactRow:
    start, end = one.starts_at.astimezone(figures.LOCAL), one.ends_at.astimezone(figures.LOCAL)
    subject = one.subject
    if one.listening_from is not None and one.listening_to is not None:
        heard = f"{figures.clock(one.listening_from, seconds=False)}–{figures.clock(one.listening_to, seconds=False)}"
        subject = say("sessions.listening", subject=subject, span=heard)
    span = f"{start:%m-%d}   {start:%H:%M}–{end:%H:%M}"
    return FactRow(span, subject)


def sessions_view(facts: ZoneFacts | None) -> FactsView:
    """The exam's calendar: what is still to come first."""
    if facts is None or not facts.sessions:
        return FactsView(say("sessions"), "", (FactRow(say("sessions.none")),), pitch=25)
    ahead = [one for one in facts.sessions if not one.past] or list(facts.sessions)
    note = say("sessions.count", count=len(facts.sessions))
    return FactsView(say("sessions"), note, tuple(_session(one) for one in ahead), pitch=25)


# -- the map ---------------------------------------------------------------------------------------------------------


def _stop(one: SourceFact, post: bool) -> StopFact:
    states = {"inside": "inside", "near": "open", "outside": "outside_plan"}
    return StopFact(
        number=one.number,
        name=one.name,
        kind="fixed_post" if post else one.kind,
        arrive_at=None,
        east_m=one.east_m,
        north_m=one.north_m,
        state=states[one.where],  # type: ignore[arg-type]  # three of the states
        inside_zone=one.where == "inside",
    )


def map_facts(facts: ZoneFacts, plan: PlanFacts | None) -> RouteFacts:
    """The zones and sources as the map draws them; where a team stands all night is a post."""
    teams = plan.teams if plan is not None else ()
    posts = {stop.number for team in teams if team.kind == "fixed_posts" for stop in team.stops}
    return map_of(facts, tuple(_stop(one, one.number in posts) for one in facts.sources))


def map_of(facts: ZoneFacts | PlanFacts, stops: tuple[StopFact, ...]) -> RouteFacts:
    """A map of the office: stops on the zones and the ground, and nobody on the way."""
    return RouteFacts(
        title=Said("close.text", (("text", ""),)),
        stops=stops,
        next_number=None,
        selected=None,
        zones=facts.zones,
        ground=facts.ground,
        walked_m=(),
        here_m=None,
        accuracy_m=None,
        heading_deg=None,
        length_m=0.0,
        duration_s=0.0,
    )


def map_words() -> dict[str, str]:
    """The venue's sign and north."""
    return {"venue": say("map.venue"), "north": say("map.north")}


# -- the sources -----------------------------------------------------------------------------------------------------


def _line(one: SourceFact) -> SourceLine:
    weighty = one.permit in ("missing", "not_held_then")
    return SourceLine(one.number, one.name, one.venue, metres(one.distance_m), say(f"permit.{one.permit}"), weighty)


def sources_view(facts: ZoneFacts | None, selected: int | None) -> SourcesView:
    """The list of sources in the zones, and who is just outside."""
    heading = say("sources")
    if facts is None:
        return SourcesView(heading)
    inside = [one for one in facts.sources if one.where == "inside"]
    near = [one for one in facts.sources if one.where == "near"]
    told: tuple[str, ...] = ()
    if near:
        # the nearest miss, or the one that was selected on the map
        one = next((one for one in near if one.number == selected), near[0])
        words = say("sources.near", number=one.number, name=one.name, distance=metres(one.distance_m),
                    beyond=_beyond(one))  # fmt: skip
        told = (words, say("sources.more_near", count=len(near) - 1) if len(near) > 1 else "")
    empty = say("sources.no_notice" if facts.notice is None else "sources.none")
    heads = tuple(say(f"sources.{name}") for name in ("name", "venue", "distance", "permit"))
    note = say("sources.note", count=len(inside))
    return SourcesView(heading, note, heads, tuple(_line(one) for one in inside), selected, told, empty)


def _beyond(one: SourceFact) -> str:
    """Metres outside; what is outside by a centimetre is never told as 0 m outside."""
    beyond = max(one.beyond_m or 0.0, 0.01)
    if beyond < 0.1:
        return f"{beyond:.2f}"
    return f"{beyond:.1f}" if beyond < 10 and round(beyond, 1) != round(beyond) else f"{beyond:.0f}"
