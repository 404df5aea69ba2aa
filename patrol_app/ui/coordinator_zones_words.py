"""From the facts of the zones to the words of the zone tab."""

from __future__ import annotations

from patrol_app.services.zone_facts import SourceFact, ZoneFacts
from patrol_app.ui import figures
from patrol_app.ui.coordinator_words import say
from patrol_app.ui.widgets.source_list import SourceLine, SourcesView

NEAR_LINES = 2


def _metres(value: float | None) -> str:
    return figures.DASH if value is None else f"{figures.thousands(value)} m"


def _line(one: SourceFact) -> SourceLine:
    weighty = one.permit in ("missing", "not_held_then")
    return SourceLine(one.number, one.name, one.venue, _metres(one.distance_m), say(f"permit.{one.permit}"), weighty)


def sources_view(facts: ZoneFacts | None, selected: int | None) -> SourcesView:
    """The list of sources in the zones, and who is just outside."""
    heading = say("sources")
    if facts is None:
        return SourcesView(heading)
    inside = [one for one in facts.sources if one.where == "inside"]
    near = [one for one in facts.sources if one.where == "near"]
    told = [
        say("sources.near", number=one.number, name=one.name, distance=_metres(one.distance_m), beyond=_beyond(one))
        for one in near[:NEAR_LINES]
    ]
    empty = say("sources.no_notice" if facts.notice is None else "sources.none")
    heads = tuple(say(f"sources.{name}") for name in ("name", "venue", "distance", "permit"))
    note = say("sources.note", count=len(inside))
    return SourcesView(heading, note, heads, tuple(_line(one) for one in inside), selected, tuple(told), empty)


def _beyond(one: SourceFact) -> str:
    # 0.4 m outside is outside: it is never told as 0 m.
    beyond = one.beyond_m or 0.0
    return f"{beyond:.1f}" if beyond < 10 and round(beyond, 1) != round(beyond) else f"{beyond:.0f}"
