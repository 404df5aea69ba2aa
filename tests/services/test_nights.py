"""A night of several teams: every version is kept, one is issued, an added site goes where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from patrol_app.assets import resource
from patrol_app.domain.errors import BadInput
from patrol_app.planning.conflicts import meetings
from patrol_app.services.desk.night_plan import tonight
from patrol_app.services.office import library, nights
from patrol_app.services.office.nights import (
    NightAsk,
    TeamAsk,
    ask_of,
    change_night,
    issue_night,
    keep_night,
    kept_night,
    make_night,
    usual_night,
    usual_teams,
)
from patrol_app.services.office.plans import plans_of
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 8, 0, tzinfo=UTC)
DAY = date(2026, 6, 6)
ASK = NightAsk(day=DAY, teams=(TeamAsk(kind="loop"), TeamAsk(kind="full_coverage"), TeamAsk(kind="full_coverage")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    for kind in ("venues", "sites", "notices"):
        source = resource("demo", f"{kind}.csv")
        library.import_file(source, kind, store, keep_good=False, actor="test", at=AT)
    yield store
    store.close()


def test_teams_of_one_kind_share_a_plan_and_each_has_its_route(store: Store) -> None:
    kept = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    assert kept.version == 1
    assert [(team.plan, team.route) for team in kept.teams] == [
        ("P-20260606-1", 0), ("P-20260606-2", 0), ("P-20260606-2", 1),
    ]  # fmt: skip
    assert ask_of(kept) == ASK
    both = [stop.site for team in (1, 2) for stop in kept.route(team).stops]
    assert sorted(both) == sorted(site.name for site in library.sites(store))
    assert store.check().good


def test_another_version_keeps_the_numbers_and_a_kind_that_nobody_drives_is_no_plan_any_more(store: Store) -> None:
    keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    other = replace(ASK, teams=(TeamAsk(kind="tour"), TeamAsk(kind="loop")))
    kept = keep_night(store, other, make_night(store, other), actor="test", at=AT)
    assert kept.version == 2
    assert [team.plan for team in kept.teams] == ["P-20260606-3", "P-20260606-1"]
    assert [one.number for one in plans_of(store, DAY)] == ["P-20260606-1", "P-20260606-3"]
    assert [one.version for one in kept.kept] == [2, 1]


def test_what_is_issued_is_named_by_version_and_hash_and_only_once(store: Store) -> None:
    kept = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    issue_night(store, kept, actor="chief", at=AT)
    again = kept_night(store, DAY)
    assert again is not None
    assert (again.issued, again.issued_at) == (1, AT)
    with pytest.raises(BadInput) as fault:
        issue_night(store, again, actor="chief", at=AT)
    assert fault.value.key == "night.issued_before"
    entry = store.latest("night.issued", DAY.isoformat())
    assert entry is not None
    for one in entry.body["plans"]:
        newest = store.latest("plan.made", one["number"])
        assert newest is not None
        assert newest.hash == one["sha256"]
    newer = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    assert (newer.version, newer.issued) == (2, 1)


def test_a_skipped_site_leaves_every_plan_and_comes_back_where_there_is_room(store: Store) -> None:
    kept = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    start = next(iter(kept.plans.values())).plan.settings.starts_at
    site = kept.route(1).stops[-1].site
    kept = keep_night(store, ASK, change_night(store, kept, at=start, skipped=[site]), actor="test", at=AT)
    sites = {stop.site for place in range(3) for stop in kept.route(place).stops}
    assert site not in sites
    # the loop has no minute left, so the site goes to those who go to every source
    added = change_night(store, kept, at=start, added=[site])
    kinds = [
        plan.settings.kind for plan in added for route in plan.teams if site in [stop.site for stop in route.stops]
    ]
    assert kinds == ["full_coverage"]


def test_a_site_that_nobody_has_room_for_is_in_no_plan(store: Store) -> None:
    ask = NightAsk(day=DAY, teams=(TeamAsk(kind="full_coverage"),), shift=(time(22, 0), time(22, 30)))
    kept = keep_night(store, ask, make_night(store, ask), actor="test", at=AT)
    planned = {stop.site for stop in kept.route(0).stops}
    other = next(site.name for site in library.sites(store) if site.name not in planned)
    late = next(iter(kept.plans.values())).plan.settings.ends_at - timedelta(minutes=5)
    made = change_night(store, kept, at=late, added=[other])
    assert other not in {stop.site for plan in made for route in plan.teams for stop in route.stops}


def test_teams_are_refused_that_cannot_inspect(store: Store) -> None:
    for teams, key in (((), "night.teams"), ((TeamAsk(kind="loop", people=1),), "night.people")):
        with pytest.raises(BadInput) as fault:
            make_night(store, replace(ASK, teams=teams))
        assert fault.value.key == key
    kept = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    with pytest.raises(BadInput) as fault:
        change_night(store, kept, at=AT, skipped=["nowhere"])
    assert fault.value.key == "plan.not_planned"
    posts = replace(ASK, day=date(2026, 6, 7), teams=(TeamAsk(kind="fixed_posts"),))
    standing = keep_night(store, posts, make_night(store, posts), actor="test", at=AT)
    with pytest.raises(BadInput) as fault:
        change_night(store, standing, at=AT, added=["演示八号工地"])
    assert fault.value.key == "night.posts_only"


def test_the_usual_night_is_the_next_that_a_notice_names_and_tonight_lasts_until_six(store: Store) -> None:
    assert usual_night(store, datetime(2026, 6, 1, 8, 0, tzinfo=UTC)) == DAY
    assert usual_night(store, datetime(2026, 6, 6, 21, 59, tzinfo=UTC)) == DAY
    assert usual_night(store, datetime(2026, 6, 6, 22, 0, tzinfo=UTC)) == date(2026, 6, 7)
    after = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert usual_night(store, after) == date(2026, 7, 1)


def test_teams_are_as_many_as_officers_allow() -> None:
    assert [team.kind for team in usual_teams(0)] == ["full_coverage"]
    assert [team.kind for team in usual_teams(4)] == ["loop", "full_coverage"]
    assert [team.kind for team in usual_teams(20)] == ["loop", "full_coverage", "fixed_posts"]


def test_each_team_on_the_road_has_its_own_route(store: Store) -> None:
    kept = keep_night(store, ASK, make_night(store, ASK), actor="test", at=AT)
    evening = datetime(2026, 6, 6, 13, 0, tzinfo=UTC)
    for team in (1, 2, 3):
        shown = tonight(store, evening, team)
        assert (shown.teams, shown.route(team)) == (3, kept.route(team - 1))
        assert shown.plan is not None
        assert shown.plan.number == kept.teams[team - 1].plan
    assert tonight(store, evening, 9).route(9) == kept.route(2)


def met(store: Store, ask: NightAsk) -> int:
    made = make_night(store, ask)
    return len(meetings([route.stops for plan in made for route in plan.teams]))


def test_a_plan_waits_a_little_where_that_keeps_teams_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = replace(ASK, teams=(TeamAsk(kind="full_coverage"), TeamAsk(kind="tour")))
    apart = met(store, ask)
    assert make_night(store, ask) == make_night(store, ask)
    monkeypatch.setattr(nights, "WAITS_MIN", (0,))
    assert apart < met(store, ask)


def test_a_night_begins_after_noon(store: Store) -> None:
    with pytest.raises(BadInput) as fault:
        make_night(store, replace(ASK, shift=(time(11, 59), time(18, 0))))
    assert fault.value.key == "night.shift"
    assert make_night(store, replace(ASK, shift=(time(12, 0), time(18, 0))))
