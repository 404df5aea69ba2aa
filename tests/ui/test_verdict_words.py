from __future__ import annotations

from dataclasses import replace

import pytest

from patrol_app.services.snapshot import LinkView, Snapshot
from patrol_app.ui import language, scenes
from patrol_app.ui.officer import live_words
from patrol_app.ui.officer.verdict_words import verdict_state, verdict_view

SILENT = (LinkView(role="sound", model="demo", state="silent", age_s=9.0),)


def test_the_pictures_words() -> None:
    view = verdict_view(scenes.night())
    assert (view.state, view.title) == ("over", "超标  LAeq,T 高 6.2 dB")
    assert view.detail == "夜间限值 55 · 自 23:24:47 · 第 4 次"
    view = verdict_view(scenes.dusk())
    assert view.title == "已确认  TSP 高 0.04 mg/m³"
    assert view.detail == "21:46:20 演示员甲 · 22:00 起噪声限值 55 · LAeq,T 将高 12.6 dB"
    view = verdict_view(scenes.day())
    assert view.title == "未超  LAeq,T 低 7.7 dB"
    assert view.detail == "昼间限值 70 · 测满 20 分钟后判定"
    assert verdict_view(scenes.practice()).title == "练习  LAeq,T 接近限值"


def test_the_block_holds_one_state_in_the_order_of_weight() -> None:
    worst = replace(scenes.night(), links=SILENT, overload=True, calibrated=False, acknowledged_by="演示员甲")
    assert verdict_state(worst) == "over"
    seen = replace(worst, unacknowledged=False)
    assert verdict_state(seen) == "silent"
    alive = replace(seen, links=scenes.night().links)
    assert verdict_state(alive) == "overload"
    # a visit that is being closed has let its meter go: that is no silence
    assert verdict_state(replace(seen, run="closed", links=())) == "overload"
    assert verdict_state(replace(alive, overload=False)) == "uncalibrated"
    assert verdict_state(replace(alive, overload=False, calibrated=True)) == "acknowledged"


def state_of(name: str) -> Snapshot:
    found = scenes.states()[name]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("silent", "silent"),
        ("overload", "overload"),
        ("no-calibration", "uncalibrated"),
        ("near", "near"),
        ("acknowledged", "acknowledged"),
        ("not-recording", "idle"),
        ("no-rule", "cannot"),
        ("judged", "complies"),
    ],
)
def test_states_of_the_gallery(name: str, state: str) -> None:
    assert verdict_view(state_of(name)).state == state


def test_without_a_meter_it_says_what_to_do() -> None:
    assert verdict_view(None).detail == "还没有接声级计。插上后会自己认出。"
    language.use("en")
    assert verdict_view(None).detail == "No sound level meter yet. Plug it in; it will be recognised."


def test_a_final_outcome_that_is_no_verdict_is_said() -> None:
    done = replace(scenes.day(), run="closed", verdict="cannot_be_judged")
    assert verdict_view(done).title == "不能判定"
    assert verdict_view(replace(done, verdict="indicative")).title == "只作参考"


def test_a_run_that_ended_over_its_limit_never_looks_like_one_that_complies() -> None:
    after = scenes.after_run()
    assert after.attention == "none"
    background = replace(after, run="background", attention="over")
    assert (verdict_view(background).state, verdict_view(background).title) == ("idle", "正在测背景")
    view = verdict_view(replace(after, acknowledged_at=None))
    assert (view.state, view.title) == ("acknowledged", "超标  LAeq,T 高 6.2 dB")
    assert view.detail == "夜间限值 55 · 已判定"
    assert verdict_view(replace(after, verdict="indicative")).state == "cannot"
    assert verdict_view(replace(after, verdict="indicative", attention="over")).state == "cannot"
    assert verdict_view(replace(after, attention="over", unacknowledged=True)).state == "over"


def test_what_must_be_seen_never_speaks_of_the_background_s_level() -> None:
    behind = replace(scenes.night(), run="background", run_target_s=600.0)
    view = verdict_view(behind)
    assert (view.state, view.title, view.detail) == ("over", "超标  还没有确认", "自 23:24:47 · 第 4 次")
    assert live_words.lamp_view(behind).centre == "none"
    assert {row.state for row in live_words.judged_view(behind).rows} == {"none"}


def test_a_limit_of_a_room_is_called_so() -> None:
    night = scenes.night()
    assert verdict_view(replace(night, legal=replace(night.legal, indoor=True))).detail.startswith("夜间室内限值 55")


def test_a_run_that_has_ended_is_not_one_that_was_never_begun() -> None:
    early = verdict_view(state_of("stopped-early"))
    assert (early.state, early.title) == ("complies", "未超  LAeq,T 低 7.7 dB")
    assert early.detail == "只测了 12:38，不满 20 分钟，只作参考。"
    whole = verdict_view(state_of("measured"))
    assert whole.detail == "昼间限值 70 · 已测满，测后校准后判定"
    assert verdict_view(state_of("not-recording")).title == "还没有测量"
    assert live_words.judged_view(state_of("stopped-early")).remark == "未测满，只作参考"
    assert live_words.judged_view(state_of("measured")).remark == "已测满，测后校准后判定"
    assert live_words.judged_view(state_of("not-recording")).remark == "还没有开始测量"
    over = replace(scenes.after_run(), run="idle", run_elapsed_s=600, verdict=None, acknowledged_at=None)
    assert verdict_view(over).detail == "只测了 10:00，不满 20 分钟，只作参考。"


def test_the_coming_limit_is_named_half_an_hour_ahead_only() -> None:
    early = replace(scenes.dusk(), at=scenes.local(21, 29, 59))
    assert "22:00" not in verdict_view(early).detail
    assert "22:00" in verdict_view(replace(early, at=scenes.local(21, 30))).detail
