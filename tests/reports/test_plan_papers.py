"""Route sheet, draw and bulletins against pages that were looked at, their words, and GPX read by a stranger."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from pages import GOLDEN, block_difference, fonts_of, golden, images_of, words_of
from plan_papers import AUTHORITY, PLAN, RULE, ZONES, drawn, made, plan_papers

from patrol_app.reports import bulletin_file, draw_publication, route_gpx, route_sheet

TOLERANCE = 15.0


@pytest.mark.parametrize("kind", sorted(plan_papers()))
def test_pages_look_like_their_goldens(kind: str) -> None:
    pages = images_of(plan_papers()[kind])
    assert len(pages) == len(list(GOLDEN.glob(f"{kind}-[0-9]*.png")))
    for number, page in enumerate(pages, start=1):
        assert block_difference(page, golden(f"{kind}-{number}")) < TOLERANCE


def test_a_changed_stop_is_seen() -> None:
    stops = PLAN.teams[0].stops
    moved = replace(PLAN.teams[0], stops=(replace(stops[0], place=stops[2].place), *stops[1:]))
    paper = route_sheet.render(replace(PLAN, teams=(moved, PLAN.teams[1])), number="P-20260606-1", authority=AUTHORITY,
                               zones=ZONES)  # fmt: skip
    assert block_difference(images_of(paper)[0], golden("route_sheet-1")) > TOLERANCE


@pytest.mark.parametrize("kind", sorted(plan_papers()))
def test_fonts_are_embedded(kind: str) -> None:
    assert {font["embedded"] for font in fonts_of(plan_papers()[kind])} == {"yes"}


def test_the_route_sheet_tells_every_stop_and_every_site_left_out() -> None:
    words = words_of(plan_papers()["route_sheet"])
    for team in PLAN.teams:
        for stop in team.stops:
            assert stop.site in words and f"{stop.arrive:%H:%M}" in words
    for one in PLAN.left_out:
        assert one.site in words
    assert "正面清单" in words and "plain" in words and "20260606" in words


def test_a_plan_without_a_stop_is_a_sheet_without_a_map() -> None:
    empty = replace(PLAN, teams=tuple(replace(team, stops=()) for team in PLAN.teams))
    assert "本队没有点位" in words_of(route_sheet.render(empty))


def test_gpx_is_read_by_a_stranger() -> None:
    content = route_gpx.render(PLAN)
    top = ElementTree.fromstring(content)
    name = {"g": route_gpx.NAMESPACE}
    routes = top.findall("g:rte", name)
    assert [len(route.findall("g:rtept", name)) for route in routes] == [3, 1]
    point = routes[0].find("g:rtept", name)
    assert point is not None
    assert (float(point.attrib["lat"]), float(point.attrib["lon"])) == pytest.approx((32.6916, 109.0212))
    assert [each.text for each in point] == ["2026-06-06T12:05:00Z", "演示一号工地", "20:05-20:20"]
    assert route_gpx.render(PLAN) == content


def test_the_sheet_of_a_draw_holds_all_that_is_needed_to_repeat_it() -> None:
    sheet = drawn()
    words = words_of(plan_papers()["draw_sheet"])
    assert sheet.list_sha256 in words and sheet.seed in words
    for one in sheet.drawn:
        assert one.site in words
    assert "演示7号工地" in words


def test_a_publication_names_no_certificate() -> None:
    words = words_of(draw_publication.render(drawn(), rule=RULE))
    assert "演示员" in words and "DEMO-000" not in words
    assert drawn().list_sha256 in words


def test_a_bulletin_tells_rates_with_both_numbers_and_what_is_switched_off() -> None:
    words = words_of(plan_papers()["weekly_analysis"])
    assert "5/13" in words and "38.46%" in words
    assert "演示停用规则" in words and "T-0099" in words and "演示规则" in words


def test_simulated_visits_mark_every_bulletin() -> None:
    assert "演示数据" in words_of(plan_papers()["daily_warning"])
    real = replace(made("daily_warning"), simulated=False)
    assert "演示数据" not in words_of(bulletin_file.render(real, ".pdf"))
