"""From the facts of the route to the words of list, side and legend."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.place_facts import RouteFacts, StopFact
from patrol_app.ui import figures, language
from patrol_app.ui.officer.closing_words import value_row
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.fact_list import FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.route_list import RouteLine, RouteView

translate = QCoreApplication.translate

SHOWN_NUMBERS = 8


def planned(facts: RouteFacts) -> tuple[StopFact, ...]:
    """The stops of tonight in their order."""
    return tuple(stop for stop in facts.stops if stop.state != "outside_plan")


def stop_of(facts: RouteFacts, number: int | None) -> StopFact | None:
    """A stop by its number."""
    return next((stop for stop in facts.stops if stop.number == number), None)


def head_view(facts: RouteFacts, view: HeaderView) -> HeaderView:
    """The head: the patrol, how far it is, what comes next."""
    reached = [stop for stop in facts.stops if stop.state in ("complies", "over", "seen")]
    over = sum(1 for stop in reached if stop.state == "over")
    parts = [translate("Route", "已到 {count}").format(count=len(reached))]
    if over:
        parts.append(translate("Route", "超标 {count}").format(count=over))
    following = stop_of(facts, facts.next_number)
    if following is not None:
        distance = "" if following.distance_m is None else f" {figures.thousands(following.distance_m)} m"
        parts.append(translate("Route", "下一点 {number} 号").format(number=following.number) + distance)
    return HeaderView(view.steps, view.current, words(facts.title), dot(*parts), view.period, view.change, view.clock)


def _line(stop: StopFact, following: int | None) -> RouteLine:
    end = translate("Route", "护考区") if stop.inside_zone else figures.DASH
    if stop.level_db is not None:
        end = f"{stop.level_db:.0f}"
    elif stop.number == following and stop.distance_m is not None:
        end = f"{figures.thousands(stop.distance_m)} m"
    at = "" if stop.arrive_at is None else figures.clock(stop.arrive_at, seconds=False)
    return RouteLine(stop.number, stop.name, at, end, stop.state)


def list_view(facts: RouteFacts, selected: int | None) -> RouteView:
    """The list of stops."""
    beside = [str(stop.number) for stop in facts.stops if stop.state == "outside_plan"]
    outside = translate("Route", "、").join(beside[:SHOWN_NUMBERS]) + (" ⋯" if len(beside) > SHOWN_NUMBERS else "")
    remarks = []
    if outside:
        remarks.append(translate("Route", "{numbers} 号不在今晚路线").format(numbers=outside))
    whole, rest = int(facts.duration_s // 3600), int(facts.duration_s % 3600 // 60)
    length = f"{facts.length_m / 1000:.1f}"
    total = translate("Route", "全程 {length} km · 约 {hours} 小时 {minutes} 分")
    if facts.length_m > 0:
        remarks.append(total.format(length=length, hours=whole, minutes=rest))
    lines = tuple(_line(stop, facts.next_number) for stop in planned(facts))
    note = translate("Route", "按距离和时段排")
    return RouteView(translate("Route", "路线"), note, lines, selected, tuple(remarks), place_notice(facts))


def place_notice(facts: RouteFacts) -> str:
    """What is wrong with the own place, and what to do; empty while a receiver says it."""
    tongue = language.current()
    if facts.here_picked:
        return sentence("route.picked", tongue)
    if facts.here_m is None:
        return sentence("route.no_fix", tongue)
    if facts.here_since is not None:
        return sentence("route.fix_lost", tongue, at=figures.clock(facts.here_since, seconds=False))
    return ""


def empty_list() -> RouteView:
    """The list while no route is planned."""
    return RouteView(translate("Route", "路线"), "", (), None, (translate("Route", "还没有今晚的路线"),))


def stop_view(stop: StopFact | None) -> FactsView:
    """The selected stop."""
    if stop is None:
        return FactsView()
    heading = dot(translate("Route", "{number} 号").format(number=stop.number), stop.name)
    return FactsView(heading, "", tuple(value_row(one) for one in stop.facts), pitch=34)


def legend() -> tuple[str, ...]:
    """Heading, the venue's sign, and the meanings in the legend's order."""
    return (
        translate("Route", "图例"),
        translate("Route", "考"),
        translate("Route", "工地"),
        translate("Route", "工厂"),
        translate("Route", "定岗"),
        translate("Route", "考点"),
        translate("Route", "已测 超标"),
        translate("Route", "已测 未超"),
        translate("Route", "护考区界"),
        translate("Route", "已走 / 未走"),
    )
