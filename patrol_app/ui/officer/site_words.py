"""From the facts of a visit to the words of the screen at the site."""

from __future__ import annotations

from patrol_app.assets import sentence
from patrol_app.services.place_facts import ExhibitFact, SiteFacts, StopFact
from patrol_app.ui import figures, language
from patrol_app.ui.officer.closing_words import value_row
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.exhibit_strip import Exhibit, ExhibitsView
from patrol_app.ui.widgets.fact_list import FactsView

ORDER = (
    "route.zone", "route.permit", "route.last", "route.year", "route.complaints", "route.positive", "route.grid",
)  # fmt: skip
"""What is known of a site beside what the head says: distance and hours of the ban stand there."""


def exhibits_view(facts: SiteFacts | None) -> ExhibitsView:
    """Photos and voice notes, each with its maker and its moment."""
    tongue = language.current()
    taken = tuple(_exhibit(one) for one in facts.photos) if facts is not None else ()
    count = sentence("exhibit.count", tongue, first="{first}", last="{last}", count="{count}")
    return ExhibitsView(sentence("exhibit.heading", tongue), count, taken, sentence("exhibit.none", tongue))


def _exhibit(one: ExhibitFact) -> Exhibit:
    made = dot(one.maker, figures.clock(one.at, seconds=False))
    return Exhibit(f"{one.label} {one.what}", made, words(one.where), one.kind == "voice", one.small)


def stop_view(stop: StopFact | None, facts: SiteFacts | None) -> FactsView:
    """The site with its stage and limit, and what is known of it; the weightiest first, since room may be short."""
    if stop is None:
        return FactsView(facts.site if facts is not None else "")
    known = sorted((one for one in stop.facts if one.label.key in ORDER), key=lambda one: ORDER.index(one.label.key))
    rows = tuple(value_row(one) for one in known)
    return FactsView(stop.name, words(stop.about), rows, pitch=26)


def everything(stop: StopFact | None, facts: SiteFacts) -> list[tuple[str, str]]:
    """All that is known of the site, was said and was taken in, for reading where a list had no room."""
    known = [(words(one.label), words(one.value)) for one in stop.facts] if stop is not None else []
    told = [(words(one.title), words(one.detail)) for one in facts.rows]
    taken = [(one.label, dot(one.what, one.maker, figures.clock(one.at, seconds=False), words(one.where)))
             for one in facts.photos]  # fmt: skip
    return [*known, *told, *taken]
