from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from patrol_app.assets import Language, sentences
from patrol_app.services.snapshot import LinkState, LinkView, Snapshot
from patrol_app.ui import frame_words, language, scenes
from patrol_app.ui.officer import live_words


def state_of(name: str) -> Snapshot:
    found = scenes.states()[name]
    assert found is not None
    return found


def test_a_value_is_old_after_two_periods() -> None:
    fresh = replace(scenes.day(), laf_age_s=2.0)
    assert live_words.level_view(fresh).how == "live"
    old = live_words.level_view(replace(fresh, laf_age_s=2.1))
    assert old.how == "old"
    assert old.figures == "60.9"
    assert old.tags[0].text == "旧数 2 s 前"
    assert live_words.bar_view(replace(fresh, laf_age_s=2.1)).old
    slow = LinkView(role="sound", model="demo", state="live", age_s=3.9, period_s=2.0)
    assert live_words.level_view(replace(fresh, laf_age_s=3.9, links=(slow,))).how == "live"
    assert live_words.level_view(replace(fresh, laf_age_s=4.1, links=(slow,))).how == "old"


def links(**states: LinkState) -> tuple[LinkView, ...]:
    return tuple(LinkView(role=role, model="demo", state=state, age_s=5.0) for role, state in states.items())


def stats(snapshot: Snapshot) -> dict[str, tuple[str, bool, bool]]:
    rows = live_words.stats_view(snapshot)
    return {stat.label: (stat.figure, stat.doubtful, stat.old) for row in rows for stat in row}


def test_what_an_instrument_said_looks_old_when_it_says_nothing_new() -> None:
    quiet = replace(scenes.day(), links=links(sound="stale", dust="stale", weather="stale"))
    found = stats(quiet)
    assert found["L50"] == ("61.5", False, True)
    assert (found["TSP"], found["相对湿度"], found["风"]) == (
        ("0.31", False, True), ("44 %", False, True), ("2.8 m/s 西", False, True)
    )  # fmt: skip
    assert [row.old for row in live_words.judged_view(quiet).rows] == [True, True, True]
    gone = stats(replace(quiet, links=links(sound="live", dust="silent", weather="silent")))
    assert (gone["TSP"][0], gone["相对湿度"][0], gone["风"][0], gone["L50"][2]) == ("—", "—", "—", False)
    by_hand = stats(replace(quiet, weather_by_hand=True, wind_direction_deg=None))
    assert by_hand["风（人工）"] == ("2.8 m/s", False, False)
    done = replace(quiet, run="closed", links=())
    assert not any(old for _, _, old in stats(done).values())
    assert not any(row.old for row in live_words.judged_view(done).rows)


def test_wind_and_rain_that_keep_a_run_from_being_judged_are_marked() -> None:
    base = scenes.day()
    assert stats(replace(base, wind_max_m_s=5.0))["风"] == ("2.8 m/s 西", False, False)
    assert stats(replace(base, wind_max_m_s=5.1))["风"] == ("2.8 m/s 西", True, False)
    assert stats(replace(base, rain=True))["风"] == ("2.8 m/s 有雨", True, False)


def test_the_recording_is_held_against_the_meter() -> None:
    base = scenes.day()
    assert stats(base)["录音与声级计"] == ("+0.1 dB 一致", False, False)
    assert stats(state_of("audio-differs"))["录音与声级计"] == ("−0.8 dB 不一致", True, False)
    assert stats(replace(base, audio_agrees=None))["录音与声级计"] == ("+0.1 dB", False, False)
    none = replace(base, audio_agrees=None, audio_difference_db=None)
    assert stats(none)["录音与声级计"] == ("—", False, False)
    assert live_words.message_text(state_of("audio-differs")).startswith("录音算出的 LAeq,T 与声级计差 −0.8 dB")


def test_a_silent_port_shows_no_figures() -> None:
    view = live_words.level_view(state_of("silent"))
    assert view.figures == "– –"
    assert [tag.text for tag in view.tags] == ["没有应答"]
    assert live_words.bar_view(state_of("silent")).level_db is None
    pulled = live_words.level_view(replace(state_of("silent"), links=links(sound="absent", dust="absent")))
    assert [tag.text for tag in pulled.tags] == ["没有应答"]
    rows = live_words.judged_view(replace(scenes.day(), links=links(sound="live", dust="absent"))).rows
    assert [row.old for row in rows] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [("overload", "solid", "过载"), ("under-range", "plain", "低量程"), ("no-calibration", "dashed", "未校准")],
)
def test_each_flag_has_its_tag(name: str, kind: str, text: str) -> None:
    view = live_words.level_view(state_of(name))
    assert [(tag.kind, tag.text) for tag in view.tags] == [(kind, text)]


def test_under_range_is_not_a_number() -> None:
    assert live_words.level_view(state_of("under-range")).figures == "< 30"


def test_practice_is_hollow_and_says_so() -> None:
    view = live_words.level_view(scenes.practice())
    assert (view.how, view.practice_word) == ("hollow", "练习")
    band = frame_words.status_view(scenes.practice()).band
    assert band == "练习模式 · 模拟仪器 · 不是证据 · 不能签名 · 不进案卷 · 练习-0007"
    assert frame_words.header_view(scenes.practice(), (), 2, "").clock.startswith("练 ")


def test_the_rows_of_the_night() -> None:
    rows = live_words.judged_view(scenes.night()).rows
    assert [(row.measured, row.limit, row.difference, row.word) for row in rows] == [
        ("61.2", "55", "+6.2", "高于"),
        ("76.9", "70", "+6.9", "高于"),
        ("0.62", "0.80", "\u22120.18", "参考"),
    ]
    assert rows[0].note == "dB · 排除后 61.2"
    assert rows[2].note == "mg/m³ · 12 min"


def test_a_limit_says_its_rule_and_that_it_is_one_of_a_room() -> None:
    night = scenes.night()
    assert live_words.judged_view(night).heads[0] == "判定量 · GB 12523-2025"
    room = replace(night, legal=replace(night.legal, indoor=True, laeq_limit_db=45.0))
    assert live_words.limit_label(night) == "夜间 55"
    assert live_words.limit_label(room) == "室内 45"


def test_the_remark_follows_the_run() -> None:
    base = scenes.day()
    assert live_words.judged_view(base).remark == "未满 20 分钟，现为参考值，不作判定"
    full = replace(base, run_elapsed_s=1200.0)
    assert live_words.judged_view(full).remark == "已测满，测后校准后判定"
    assert live_words.judged_view(replace(full, verdict="complies")).remark == "已判定"
    assert live_words.judged_view(state_of("excluding")).hatched_word == "排除中 0:14，再按 F2 结束"


@pytest.mark.parametrize(
    ("degrees", "words"), [(0, "北"), (22, "北"), (23, "东北"), (135, "东南"), (337, "西北"), (338, "北"), (None, "")]
)
def test_wind_has_eight_names(degrees: float | None, words: str) -> None:
    assert live_words.compass(degrees) == words


def test_the_head_counts_down_to_the_next_law() -> None:
    head = frame_words.header_view(scenes.night(), (), 2, "")
    assert head.period == "夜间 22:00–06:00"
    assert frame_words.header_view(replace(scenes.night(), point="—"), (), 2, "").place == "演示一号工地"
    assert frame_words.header_view(replace(scenes.night(), point="N2 —"), (), 2, "").place == "演示一号工地 · N2"
    assert head.change == "昼间起 还有 6:33:53"
    assert head.zone == "护考区 演示一中 212 m · 禁噪令 生效中"
    assert frame_words.header_view(scenes.dusk(), (), 2, "").zone.endswith("禁噪令 22:00 起")
    assert frame_words.header_view(scenes.day(), (), 2, "").zone == "不在护考区（最近 演示一中 1\u00a0246 m）"


def test_the_status_line_says_what_fails() -> None:
    def items(snapshot: Snapshot | None) -> dict[str, tuple[str, str]]:
        return {item.name: (item.text, item.sign) for item in frame_words.status_view(snapshot).items}

    assert items(scenes.night())["sound"] == ("声级计 0.4 s", "fresh")
    assert list(items(replace(scenes.night(), links=scenes.night().links[::-1])))[:2] == ["sound", "dust"]
    assert items(state_of("stale"))["sound"] == ("声级计 旧数 4 s", "old")
    assert items(state_of("silent"))["sound"] == ("声级计没有应答", "silent")
    assert items(state_of("silent"))["recording"] == ("断开，已补记", "interrupted")
    assert items(state_of("not-recording"))["recording"] == ("未录制", "idle")
    assert items(state_of("low-disk"))["disk"] == ("磁盘 2 GB", "warn")
    assert items(state_of("low-battery"))["battery"] == ("电池 9 %", "warn")
    assert items(state_of("lost-clock"))["time"] == ("时间 本机", "warn")
    assert items(state_of("no-fix"))["position"] == ("没有定位", "warn")
    assert items(state_of("no-calibration"))["calibration"] == ("未校准", "warn")
    assert items(None)["sound"] == ("没有声级计", "silent")


def test_only_a_weather_station_in_trouble_takes_room() -> None:
    def names(state: LinkState) -> list[str]:
        link = LinkView(role="weather", model="demo", state=state, age_s=3.0)
        snapshot = replace(scenes.day(), links=(*scenes.day().links, link))
        return [item.name for item in frame_words.status_view(snapshot).items]

    assert "weather" not in names("live")
    assert "weather" in names("silent")


def test_what_is_being_excluded_shows_how_far_it_reaches_back() -> None:
    shown = replace(scenes.day(), events=(), excluding_since_s=14.0)
    events = frame_words.with_open_exclusion(shown, 680.0)
    assert frame_words.exclusion_marks(events, 680.0) == ((666.0, 680.0),)
    (span,) = frame_words.spans(shown, ("exclusion",), 680.0)
    assert (span.start_s, span.end_s, span.words) == (666.0, 680.0, "排除中 14 s")
    assert frame_words.spans(replace(shown, excluding_since_s=None), ("exclusion",), 680.0) == ()


def test_the_open_exceedance_is_on_top() -> None:
    lines = frame_words.events_view(scenes.night(), 4).lines
    assert lines[0].open
    assert lines[0].words == "进行中"
    seen = frame_words.events_view(state_of("acknowledged"), 4).lines
    assert (seen[0].open, seen[0].words) == (False, "进行中")
    assert [line.at for line in lines[1:]] == ["23:23:55", "23:22:27", "23:21:07"]
    assert frame_words.events_view(scenes.day(), 4).note == "没有超标事件"


def test_every_sentence_has_two_languages_and_its_data() -> None:
    own = {key: entry for key, entry in sentences().items() if key.startswith("ui.")}
    assert len(own) >= 20
    for key, entry in own.items():
        assert set(entry) == {"zh", "en"}, key
        assert entry["zh"] != entry["en"], key
    for snapshot in scenes.states().values():
        if snapshot is None or not snapshot.messages:
            continue
        for chosen in get_args(Language):
            language.use(chosen)
            assert "{" not in live_words.message_text(snapshot)
