"""Weather entered by hand gates the run in the window, in the record and in the judgement, and is held to the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from demo_night import copy_of
from short_visit import ShortVisit
from test_log_checks import edit, failing

from patrol_app.domain.record import EnteredWeather, Weather
from patrol_app.rules.book import load_rule_book
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.checking.tracing import trace
from patrol_app.services.closing import draft
from patrol_app.services.entered_weather import with_entered
from patrol_app.services.recall import recall, recorded_files

AT = datetime.fromisoformat("2026-06-06T22:30:00+08:00")
NOTHING = Weather(wind_max_m_s=None, wind_mean_m_s=None, wind_direction_deg=None, rain=None)


def entry(at: datetime = AT, wind_m_s: float | None = 2.0, rain: bool | None = False) -> EnteredWeather:
    return EnteredWeather(at=at, wind_m_s=wind_m_s, rain=rain, by="演示员甲", instrument="演示风速仪 W-7")


@pytest.mark.parametrize(
    ("minutes", "counts"), [(-30.0, True), (-30.1, False), (0.0, True), (50.0, True), (50.1, False)]
)
def test_an_entry_counts_from_half_an_hour_before_the_run_to_half_an_hour_after_it(
    minutes: float, counts: bool
) -> None:
    found = with_entered(NOTHING, [entry(AT + timedelta(minutes=minutes))], AT, AT + timedelta(minutes=20))
    assert (found.wind_max_m_s == 2.0) is counts
    assert found.wind_entered is counts
    assert found.rain_entered is counts


def test_the_largest_wind_and_any_rain_count() -> None:
    found = with_entered(NOTHING, [entry(), entry(wind_m_s=6.2, rain=None), entry(wind_m_s=None, rain=True)], AT, AT)
    assert (found.wind_max_m_s, found.rain) == (6.2, True)


def test_a_station_is_not_overruled_but_by_rain_that_was_seen() -> None:
    said = replace(NOTHING, wind_max_m_s=1.4, rain=False)
    assert with_entered(said, [entry(wind_m_s=9.0)], AT, AT) == said
    wet = with_entered(said, [entry(wind_m_s=9.0, rain=True)], AT, AT)
    assert (wet.wind_max_m_s, wet.wind_entered, wet.rain, wet.rain_entered) == (1.4, False, True, True)
    raining = replace(said, rain=True)
    assert with_entered(raining, [entry(rain=False)], AT, AT) == raining


@pytest.mark.parametrize(
    ("wind_m_s", "rain", "outcome", "code"),
    [(5.0, False, "indicative", "weather_by_hand"), (5.1, False, "cannot_be_judged", "wind_too_strong"),
     (1.0, True, "cannot_be_judged", "rain")],
)  # fmt: skip
def test_the_window_the_record_and_the_judgement_use_it(
    tmp_path: Path, wind_m_s: float, rain: bool, outcome: str, code: str
) -> None:
    with ShortVisit(tmp_path) as visit:
        visit.walk(1)
        visit.do("begin_run")
        visit.walk(2)
        assert visit.shown().wind_max_m_s is None
        visit.do("enter_weather", entry=entry(visit.now(), wind_m_s, rain))
        visit.walk(1)
        assert (visit.shown().wind_max_m_s, visit.shown().rain, visit.shown().weather_by_hand) == (wind_m_s, rain, True)
        visit.do("end_run")
        visit.stop()
        number = visit.session.facts.number
        facts, files = recall(visit.store, number), recorded_files(visit.store, visit.home, number)
        record = draft(facts, files, load_rule_book(), left_at=visit.now()).record
    assert record.weather_entered == (entry(record.weather_entered[0].at, wind_m_s, rain),)
    assert record.measurement is not None
    assert (record.measurement.weather.wind_max_m_s, record.measurement.weather.rain) == (wind_m_s, rain)
    noise = record.verdicts[0]
    assert noise.outcome == outcome
    codes = {reason.code for reason in noise.reasons}
    assert {code, "weather_by_hand"} <= codes
    assert not {"wind_unknown", "rain_unknown"} & codes
    assert "演示员甲（演示风速仪 W-7）" in next(one.zh for one in noise.reasons if one.code == "weather_by_hand")


def test_a_pack_holds_it_and_a_changed_one_is_named(tmp_path: Path) -> None:
    with ShortVisit(tmp_path / "data") as visit:
        visit.walk(1)
        visit.do("begin_run")
        visit.walk(2)
        visit.do("enter_weather", entry=entry(visit.now()))
        visit.do("end_run")
        pack = visit.close(tmp_path / "packs").pack.path
    again = recompute(pack)
    assert again.exit_code == 0, [check for check in again.checks if check.status == "FAIL"]
    wind = trace(pack, "measurement.weather.wind_max_m_s")
    assert [link.data["kind"] for link in wind.links if link.step == "log"] == ["weather.entered"]
    (tmp_path / "changed").mkdir()
    top = copy_of(pack, tmp_path / "changed")
    edit(top / "data/record/record.json", lambda plain: plain["weather_entered"][0].update(wind_m_s=1.0))
    assert failing(top)["weather_entered[0]"] == "recompute.log_weather"
