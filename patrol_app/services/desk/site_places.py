"""Who else took part, the measuring points and sources of a visit, and where they stand on the plan of the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Participant, ParticipantKind
from patrol_app.domain.places import Place
from patrol_app.domain.record import NoiseSource, Position
from patrol_app.planning.offsets import offset_m, place_at
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.form_answers import number, text, wanted, yes
from patrol_app.services.measuring_points import place_of_source, positions
from patrol_app.services.place_facts import OtherFact, PlacedFact
from patrol_app.services.visit import VisitFacts

if TYPE_CHECKING:
    from patrol_app.services.desk.at_site import VisitAtSite
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]
NUMBERS = (
    "boundary_distance_m", "height_m", "wall_height_m", "reflecting_distance_m", "sensitive_distance_m",
)  # fmt: skip
LEAST_CORNERS = 3
UNSAID = "—"


def position_of(answers: Mapping[str, object], before: Position) -> Position:
    """A measuring point as its form says it.

    Raises:
        BadInput: it has no description, or a number is none.
    """
    wanted(answers, "description")
    changes: dict[str, Any] = {name: number(answers, name) for name in NUMBERS if name in answers}
    if "sensitive_building" in answers:
        changes["sensitive_building"] = text(answers, "sensitive_building") or None
    return replace(
        before,
        description=text(answers, "description"),
        windscreen=yes(answers, "windscreen"),
        indoor=yes(answers, "indoor") is True,
        **changes,
    )


def position_answers(position: Position) -> dict[str, str]:
    """The form of a measuring point, as it was answered."""
    found = {"description": "" if position.description == UNSAID else position.description}
    for name in NUMBERS:
        value = getattr(position, name)
        found[name] = "" if value is None else f"{value:g}"
    found["sensitive_building"] = position.sensitive_building or ""
    words = {True: "yes", False: "no", None: ""}
    return {**found, "windscreen": words[position.windscreen], "indoor": words[position.indoor]}


def place_on_plan(position: Position, facts: VisitFacts) -> tuple[float, float] | None:
    """Metres east and north of the site's own place, where somebody put the point; a receiver's is found at closing."""
    if position.place is not None:
        return offset_m(facts.site.place, position.place)
    if position.offset_east_m is not None and position.offset_north_m is not None:
        return position.offset_east_m, position.offset_north_m
    return None


def point_facts(facts: VisitFacts, next_point: str, runs: Sequence[str]) -> tuple[PlacedFact, ...]:
    """Every measuring point with its answers, its place on the plan and the runs made there."""
    found = []
    for position in positions(facts):
        at = place_on_plan(position, facts)
        found.append(
            PlacedFact(
                label=position.label,
                name="" if position.description == UNSAID else position.description,
                at_m=at,
                answers=position_answers(position),
                runs=tuple(run for run in runs if facts.point_of(run) == position.label),
                chosen=position.label == next_point,
            )
        )
    return tuple(found)


def source_facts(facts: VisitFacts) -> tuple[PlacedFact, ...]:
    """Every source of noise with its place on the plan."""
    found = []
    for source in facts.sources:
        place = place_of_source(source, facts.site.place)
        at = None if place is None else offset_m(facts.site.place, place)
        found.append(PlacedFact(label=source.label, name=source.name, at_m=at))
    return tuple(found)


def outline_m(facts: VisitFacts) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The site's boundary in metres from its own place."""
    return tuple(tuple(offset_m(facts.site.place, corner) for corner in ring) for ring in facts.site.boundary or ())


def other_facts(facts: VisitFacts) -> tuple[OtherFact, ...]:
    """Who else took part."""
    return tuple(
        OtherFact(
            name=one.name, employer=one.employer, kind=one.kind or "other",
            certificate_number=one.certificate_number or "",
        )
        for one in facts.others
    )  # fmt: skip


class PlaceDeeds:
    """The commands of people and places at the site; used by the officer's worker alone."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "other": self._other,
            "point": self._point,
            "next_point": self._next_point,
            "source": self._source,
            "place_point": self._place_point,
            "place_source": self._place_source,
            "corner": self._corner,
            "corner_back": lambda _: self._corner_back(),
            "outline_anew": lambda _: self._outline_anew(),
        }

    def _visit(self) -> VisitAtSite:
        return self._hands.site.visit()

    def _observe(self, key: str, *, data: Mapping[str, object] | None = None, **changes: object) -> None:
        self._visit().observe(**changes)
        self._hands.site.changed()
        self._hands.desk.tell(said(key, **(data or {})))

    # -- people ------------------------------------------------------------------------------------------------

    def _other(self, data: Data) -> None:
        """Add someone who took part, change one by ``index``, or take one out by leaving the name empty."""
        answers, facts = data["answers"], self._visit().facts
        others, index = list(facts.others), data.get("index")
        kind = str(data.get("kind") or "other")
        if kind not in get_args(ParticipantKind):
            raise BadInput("desk.form_empty", field=sentence("desk.field.kind", "zh"))
        name = text(answers, "name")
        if not name and isinstance(index, int):
            gone = others.pop(index)
            self._observe("desk.other_gone", data={"name": gone.name}, others=tuple(others))
            return
        wanted(answers, "name", "employer")
        one = Participant(
            name=name,
            employer=text(answers, "employer"),
            kind=kind,  # type: ignore[arg-type]  # checked against ParticipantKind above
            certificate_number=text(answers, "certificate_number") or None,
        )
        if isinstance(index, int):
            others[index] = one
        else:
            others.append(one)
        self._observe("desk.other_noted", data={"name": one.name, "count": len(others)}, others=tuple(others))

    # -- points ------------------------------------------------------------------------------------------------

    def _point(self, data: Data) -> None:
        """Say of a point what its form says; without a label it is a new one."""
        facts, label = self._visit().facts, data.get("label")
        if label is None:
            label = _free_label("N", [position.label for position in positions(facts)])
            made = position_of(data["answers"], Position(label=label, description=UNSAID))
            self._stand_at(label)
            self._observe("desk.point_added", data={"label": label}, points=(*facts.points, made))
            return
        self._change_point(str(label), lambda before: position_of(data["answers"], before), "desk.point_noted")

    def _change_point(self, label: str, change: Callable[[Position], Position], key: str) -> None:
        facts = self._visit().facts
        if facts.position.label == label:
            self._observe(key, data={"label": label}, position=change(facts.position))
            return
        if all(position.label != label for position in facts.points):
            raise BadInput("desk.no_point", label=label)
        points = tuple(change(one) if one.label == label else one for one in facts.points)
        self._observe(key, data={"label": label}, points=points)

    def _next_point(self, data: Data) -> None:
        """At which point the next run is measured."""
        label = str(data["label"])
        visit = self._visit()
        if all(position.label != label for position in positions(visit.facts)):
            raise BadInput("desk.no_point", label=label)
        self._stand_at(label)
        self._hands.site.show()
        self._hands.desk.tell(said("desk.next_point", label=label))

    def _stand_at(self, label: str) -> None:
        self._visit().stand_at(label)

    # -- the plan ----------------------------------------------------------------------------------------------

    def _at(self, data: Data) -> Place:
        return place_at(self._visit().facts.site.place, float(data["east_m"]), float(data["north_m"]))

    def _place_point(self, data: Data) -> None:
        """A measuring point stood here, as an officer shows it on the plan."""
        place = self._at(data)
        self._change_point(
            str(data["label"]), lambda before: replace(before, place=place, place_source="picked"), "desk.point_placed"
        )

    def _source(self, data: Data) -> None:
        """A source of noise with its name, where the cross is."""
        facts = self._visit().facts
        wanted(data["answers"], "source_name")
        label = _free_label("S", [source.label for source in facts.sources])
        made = NoiseSource(label=label, name=text(data["answers"], "source_name"), **_offset(data))
        self._observe("desk.source_noted", data={"label": label}, sources=(*facts.sources, made))

    def _place_source(self, data: Data) -> None:
        """A source that was named before stood here."""
        facts, label = self._visit().facts, str(data["label"])
        if all(source.label != label for source in facts.sources):
            raise BadInput("desk.no_point", label=label)
        sources = tuple(
            replace(one, place=None, **_offset(data)) if one.label == label else one for one in facts.sources
        )
        self._observe("desk.source_noted", data={"label": label}, sources=sources)

    def _corner(self, data: Data) -> None:
        """A corner of the site's boundary; from the third on the boundary stands in the record."""
        visit = self._visit()
        visit.corners.append(self._at(data))
        self._outline(visit)

    def _corner_back(self) -> None:
        visit = self._visit()
        if visit.corners:
            visit.corners.pop()
        self._outline(visit)

    def _outline_anew(self) -> None:
        """Draw the boundary anew; the one of the library stays until there are three corners."""
        visit = self._visit()
        visit.corners.clear()
        self._hands.site.show()
        self._hands.desk.tell(said("desk.outline_anew"))

    def _outline(self, visit: VisitAtSite) -> None:
        corners = tuple(visit.corners)
        if len(corners) < LEAST_CORNERS:
            self._hands.site.show()
            self._hands.desk.tell(said("desk.corners", count=len(corners), least=LEAST_CORNERS))
            return
        site = replace(visit.facts.site, boundary=(corners,))
        self._observe("desk.corners", data={"count": len(corners), "least": LEAST_CORNERS}, site=site)


def _offset(data: Data) -> dict[str, Any]:
    return {"offset_east_m": round(float(data["east_m"]), 1), "offset_north_m": round(float(data["north_m"]), 1)}


def _free_label(letter: str, taken: Sequence[str]) -> str:
    """The first free label of a letter: N1, N2 and so on."""
    index = 1
    while f"{letter}{index}" in taken:
        index += 1
    return f"{letter}{index}"
