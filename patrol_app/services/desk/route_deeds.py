"""The commands of the route: the next stop, one skipped with its reason, one added from the library or by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.domain.places import Place, Site, SiteKind
from patrol_app.planning.datum import to_wgs84
from patrol_app.services.desk import night_plan
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.ground import read_ground
from patrol_app.services.desk.route import Route
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.office.library_rows import key_of

if TYPE_CHECKING:
    from patrol_app.services.desk.officer import OfficerHands

Data = Mapping[str, Any]


def degrees(text: str, field: str) -> float:
    """A coordinate in degrees and parts of degrees, or in degrees, minutes and seconds: 109°01'26.4".

    Raises:
        BadInput: it is neither.
    """
    name = sentence(f"desk.field.{field}", "zh")
    plain = text.strip().replace("，", ".").upper().rstrip("NE北东 ")
    for sign in "°º度′'’分″\"”秒":
        plain = plain.replace(sign, " ")
    try:
        parts = [float(part) for part in plain.split()]
    except ValueError as fault:
        raise BadInput("desk.form_number", field=name, value=text) from fault
    if not 1 <= len(parts) <= 3 or any(not 0 <= part < 60 for part in parts[1:]):
        raise BadInput("desk.form_number", field=name, value=text)
    size = sum(abs(part) / 60.0**index for index, part in enumerate(parts))
    return -size if plain.startswith("-") else size


def typed_place(answers: Mapping[str, object]) -> Place:
    """The place of a form with latitude, longitude and their datum; nothing is assumed of a datum that is not said.

    Raises:
        BadInput: a field is missing or wrong, or the datum was not chosen.
    """
    for field in ("latitude_deg", "longitude_deg"):
        if not str(answers.get(field) or "").strip():
            raise BadInput("desk.form_empty", field=sentence(f"desk.field.{field}", "zh"))
    datum = str(answers.get("datum") or "")
    if not datum:
        raise BadInput("desk.no_datum")
    latitude, longitude = (degrees(str(answers[field]), field) for field in ("latitude_deg", "longitude_deg"))
    return to_wgs84(latitude, longitude, datum)


class RouteDeeds:
    """Used by the officer's worker alone."""

    def __init__(self, hands: OfficerHands) -> None:
        self._hands = hands

    def deeds(self) -> dict[str, Callable[[Data], None]]:
        """The commands by name."""
        return {
            "choose_next": self._choose,
            "skip": self._skip,
            "add_stop": self._add_stop,
            "add_place": self._add_place,
            "here": self._here,
            "team": self._team,
        }

    def begin(self) -> Route:
        """The route of an evening that begins, with what was changed in it before."""
        hands = self._hands
        team = hands.desk.settings.team
        route = Route(hands.shelf, night_plan.tonight(hands.shelf.store, hands.desk.at(), team), team=team)
        # years of visits and a large map take a moment: the stops are shown before
        hands.desk.worker.do(self._look_further)
        return route

    def look_back(self) -> None:
        """Read what visits found, after one more of them."""
        hands = self._hands
        if hands.looked is None:
            return
        try:
            hands.looked.look_back(hands.desk.at())
        except DamagedEvidence as fault:
            # the night goes on without past findings; what is wrong with the log is told
            hands.desk.tell(sentence_of(fault))

    def _look_further(self) -> None:
        """Past findings and the unit's own map."""
        hands = self._hands
        self.look_back()
        if hands.looked is None:
            return
        hands.looked.ground, faults = read_ground(hands.shelf.home.path, hands.looked.metres)
        for fault in faults:
            hands.desk.tell(sentence_of(fault))

    def _route(self) -> Route:
        route = self._hands.looked
        if route is None:
            raise CannotDo("desk.no_site")
        return route

    def _site(self, data: Data) -> Site:
        site = self._route().site(data.get("number"), self._hands.here(), data.get("site"))
        if site is None:
            raise CannotDo("desk.no_site")
        return site

    def _choose(self, data: Data) -> None:
        site, route = self._site(data), self._route()
        if site.name in route.tonight.skipped:
            self._change(route, {"change": "restored", "site": site.name})
        route.chosen = site.name
        self._hands.show_route()

    def _skip(self, data: Data) -> None:
        """Skip a stop for a reason; a stop that is skipped comes back."""
        site, route = self._site(data), self._route()
        if site.name in route.tonight.skipped:
            self._change(route, {"change": "restored", "site": site.name})
            self._hands.desk.tell(said("desk.restored", site=site.name))
            return
        written = data.get("answers") or {}
        reason = str(data.get("reason") or written.get("reason") or "").strip()
        if not reason:
            raise BadInput("desk.skip_reason")
        self._change(route, {"change": "skipped", "site": site.name, "reason": reason})
        self._hands.desk.tell(said("desk.skipped", site=site.name, reason=reason))

    def _add_stop(self, data: Data) -> None:
        """A site of the library becomes a stop of tonight."""
        name = str(data["site"])
        if all(site.name != name for site in self._hands.shelf.sites):
            raise BadInput("desk.not_in_library", site=name)
        self._added(name, {"change": "added", "site": name, "how": "library", "reason": str(data.get("reason") or "")})

    def _add_place(self, data: Data) -> None:
        """A place that no library has becomes a site, and a stop of tonight.

        With ``east_m`` and ``north_m`` it was picked on the map; else its coordinates were typed with their datum.
        """
        answers, hands, route = data["answers"], self._hands, self._route()
        name, kind = str(answers.get("site_name") or "").strip(), str(answers.get("site_kind") or "construction")
        if not name:
            raise BadInput("desk.form_empty", field=sentence("desk.field.site_name", "zh"))
        if kind not in get_args(SiteKind):
            raise BadInput("desk.form_empty", field=sentence("desk.field.site_kind", "zh"))
        if any(site.name == name for site in hands.shelf.sites):
            raise BadInput("desk.site_known", site=name)
        picked = "east_m" in data
        place = route.place_at(float(data["east_m"]), float(data["north_m"])) if picked else typed_place(answers)
        site = Site(name=name, place=place, kind=kind)  # type: ignore[arg-type]  # checked against SiteKind above
        hands.shelf.store.append("library.sites", key_of(site), site, actor=hands.actor(), at=hands.desk.at())
        hands.reload()
        body: dict[str, Any] = {
            "change": "added",
            "site": name,
            "how": "map" if picked else "typed",
            "reason": str(answers.get("reason") or "").strip(),
            "place": place,
        }
        if not picked:
            body["given"] = {field: str(answers[field]) for field in ("latitude_deg", "longitude_deg", "datum")}
        self._added(name, body)

    def _added(self, name: str, body: dict[str, Any]) -> None:
        hands, route = self._hands, self._route()
        fits = self._change(route, body, chosen=name)
        finding = route.findings.get(name)
        told = "desk.added" if fits is not False else "desk.added_late"
        if finding is not None and finding.inside:
            told += ".zone"
        venue = finding.venue if finding is not None else "—"
        hands.desk.tell(said(told, site=name, venue=venue, metres=round(finding.distance_m) if finding else 0))

    def _change(self, route: Route, body: dict[str, Any], *, chosen: str | None = None) -> bool | None:
        """Write a change and show the route after it, with ``chosen`` as its next stop."""
        hands = self._hands
        at = hands.desk.at()
        fits = night_plan.change(hands.shelf.store, route.tonight, body, actor=hands.actor(), at=at)
        route.take(hands.shelf, night_plan.tonight(hands.shelf.store, at, route.team))
        # at once: a window that sees a new stop that is next selects it
        route.chosen = chosen or route.chosen
        hands.show_route()
        return fits

    def _here(self, data: Data) -> None:
        """The own place, picked by hand where no receiver says it; a visit that runs takes it as its point's."""
        hands, route = self._hands, self._route()
        if "answers" in data:
            place = typed_place(data["answers"])
        else:
            place = route.place_at(float(data["east_m"]), float(data["north_m"]))
        route.picked = place
        visit = hands.visit
        if visit is not None and not visit.ended:
            position = replace(visit.facts.position, place=place, place_source="picked")
            visit.session.command("observe", position=position).result(10)
            hands.site.show()
        hands.desk.tell(said("desk.here_picked"))
        hands.show_route()

    def _team(self, data: Data) -> None:
        """Which team of the plan this laptop goes with."""
        route = self._route()
        route.team = int(data["number"])
        self._hands.desk.remember(team=route.team)
        self._hands.desk.tell(said("desk.team_chosen", number=route.team))
        self._hands.show_route()
