"""The survey at the desk without a window: what it refuses, and what a kill left for the next evening."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from driven_survey import DrivenSurvey
from short_visit import import_demo

from patrol_app.domain.errors import CannotDo
from patrol_app.domain.places import Place
from patrol_app.domain.surveys import HotSpot
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.officer import OfficerHands
from patrol_app.services.desk.survey_end import add_to_night
from patrol_app.services.desk.survey_facts import SurveyFacts
from patrol_app.services.exporting import export_survey
from patrol_app.services.office import library
from patrol_app.services.recall import known_surveys
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

PASSWORD = "demo-demo-demo"
PATIENCE_S = 60.0


def until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.02)


def told(desk: Desk, key: str) -> bool:
    notice = desk.notice()
    return notice is not None and notice.key == key


def facts_of(desk: Desk) -> SurveyFacts:
    facts = desk.survey()
    assert facts is not None
    return facts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demonstration's libraries and both officers' keys."""
    home = Home.open(tmp_path)
    store = Store.open(home.database, device="TEST-LAPTOP")
    import_demo(store)
    store.close()
    for name, number in (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002")):
        holder = Holder(name=name, certificate_number=number, organisation="演示")
        new_key(home.keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    made = Desk(folder)
    yield made
    made.close()


def test_without_instruments_nothing_begins_and_the_sentence_says_what_is_missing(desk: Desk) -> None:
    desk.start()
    until(lambda: desk.departure() is not None)
    desk.command("survey_look")
    until(lambda: desk.survey() is not None)
    wants = facts_of(desk).wants
    assert wants is not None
    assert wants.key == "survey.wants_receiver"
    desk.command("survey_begin")
    until(lambda: told(desk, "survey.wants_receiver"))
    for command, key in (
        ("survey_end", "survey.not_driving"),
        ("survey_close", "survey.not_now"),
        ("survey_add", "survey.no_spot"),
    ):
        desk.command(command, label="H1")
        until(lambda key=key: told(desk, key))  # type: ignore[misc]
    desk.command("survey_leave")
    until(lambda: desk.survey() is None)
    with Reader.open(Home.open(desk.folder).database) as reader:
        assert known_surveys(reader) == []


def test_practice_drives_a_car_that_is_not_there_and_nothing_of_it_leaves_its_folder(desk: Desk) -> None:
    desk.start()
    until(lambda: desk.departure() is not None)
    desk.command("enter_practice")
    until(lambda: desk.latest() is not None)
    desk.command("start")
    until(lambda: (seen := desk.latest()) is not None and seen.run == "measuring")
    desk.command("survey_look")
    # a visit that measures keeps its instruments; one that does not steps aside
    until(lambda: desk.survey() is not None and (wants := facts_of(desk).wants) and wants.key == "survey.visit_open")
    desk.command("stop")
    until(lambda: facts_of(desk).wants is None)
    assert facts_of(desk).practice
    desk.command("survey_begin")
    until(lambda: facts_of(desk).newest is not None and facts_of(desk).points >= 3)
    shown = facts_of(desk)
    assert desk.latest() is None
    assert (shown.snapshot is not None and shown.snapshot.practice, shown.locked) == (True, ())
    number = shown.number
    assert number is not None
    assert number.startswith("练习-")
    route = desk.route()
    assert route is not None
    assert route.practice
    desk.command("survey_end")
    until(lambda: facts_of(desk).stage == "parked")
    desk.command("survey_close")
    until(lambda: told(desk, "ui.practice_no_export"))
    assert (facts_of(desk).stage, facts_of(desk).pack, facts_of(desk).geojson) == ("packed", None, None)
    with pytest.raises(CannotDo, match="practice"):
        export_survey(
            number,
            home=Home.open(desk.folder / "practice"),
            store=desk._hands.shelf.store,  # type: ignore[union-attr]  # the practice folder is open in the desk
            officers=(),
            signers=(),
            to=desk.folder,
        )
    desk.command("leave_practice")
    until(lambda: (now := desk.route()) is not None and not now.practice)
    until(lambda: (now := desk.survey()) is not None and not now.practice and now.number is None)
    assert not [path for path in desk.folder.rglob("*") if path.suffix in (".zip", ".geojson")]
    with Reader.open(Home.open(desk.folder).database) as reader:
        assert known_surveys(reader) == []
    with Reader.open(Home.open(desk.folder / "practice").database) as reader:
        (kept,) = known_surveys(reader)
        assert (kept.number, kept.state) == (number, "closed")


def test_a_survey_that_a_kill_left_is_closed_the_next_evening(folder: Path) -> None:
    driven = DrivenSurvey(folder)
    driven.skip_to(230)
    driven.begin()
    driven.walk(60)
    driven.stop()  # without an end, as a kill leaves it
    number = driven.facts.number
    driven.store.close()
    desk = Desk(folder)
    desk.start()
    try:
        until(lambda: told(desk, "survey.left") and desk.departure() is not None)
        desk.command("survey_look")
        until(lambda: desk.survey() is not None and facts_of(desk).stage == "parked")
        assert facts_of(desk).number == number
        desk.command("survey_close")
        until(lambda: facts_of(desk).stage == "closing" and facts_of(desk).geojson is not None)
        assert Path(facts_of(desk).geojson or "").is_file()
        assert {name for _, name in facts_of(desk).locked} == {"演示员甲", "演示员乙"}
        assert facts_of(desk).points == 60
        desk.command("survey_unlock", who="DEMO-0001", password="wrong")
        until(lambda: (said := desk.notice()) is not None and "evidence" in said.key)
        for who in ("DEMO-0001", "DEMO-0002"):
            desk.command("survey_unlock", who=who, password=PASSWORD)
        until(lambda: facts_of(desk).stage == "packed" and facts_of(desk).pack_good is not None)
        assert facts_of(desk).pack_good
        desk.command("survey_add", label="H1")
        until(lambda: facts_of(desk).spots and facts_of(desk).spots[0].added == "演示一号工地")
        desk.command("survey_add", label="H1")
        until(lambda: told(desk, "survey.added_before"))
        pack = Path(facts_of(desk).pack or "")
        assert recompute(pack).exit_code == 0
        desk.command("survey_leave")
        until(lambda: desk.survey() is None)
    finally:
        desk.close()


def test_a_hot_spot_without_a_site_near_becomes_a_place_of_its_own(folder: Path) -> None:
    desk = Desk(folder)
    hands = OfficerHands(desk)
    hands.open()
    try:
        place = Place(latitude_deg=32.6935, longitude_deg=109.0402)
        spot = HotSpot(
            label="H1", segments=(4,), worst=4, place=place, at=datetime(2026, 6, 6, 15, tzinfo=UTC), because=("laeq",),
            laeq_db=71.0, lafmax_db=74.0, pm10_mean_ug_m3=None, tsp_mean_ug_m3=None, sites=(), zones=(),
        )  # fmt: skip
        assert hands.looked is not None
        name = add_to_night(hands, hands.looked, "T-S001", spot)
        assert name == "T-S001 H1"
        site = library.site_named(hands.shelf.store, name)
        assert site.place.latitude_deg == pytest.approx(place.latitude_deg, abs=2e-5)
        assert site.place.longitude_deg == pytest.approx(place.longitude_deg, abs=2e-5)
        assert site.place.datum == "WGS-84"
        assert name in hands.looked.tonight.added
        (proposed,) = hands.shelf.store.all_of_kind("survey.proposed", "T-S001")
        assert (proposed.body["label"], proposed.body["site"]) == ("H1", name)
    finally:
        hands.close()
