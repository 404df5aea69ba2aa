"""From a snapshot to the words of the live screen. Pure: the same snapshot gives the same words."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import figures, language
from patrol_app.ui.officer.judged import Standing, leading, noise_attention, standings
from patrol_app.ui.widgets.judged_table import JudgedView, RowState, RowView
from patrol_app.ui.widgets.lamp import LampView
from patrol_app.ui.widgets.level_bar import BarView
from patrol_app.ui.widgets.level_digits import LevelView
from patrol_app.ui.widgets.stats_panel import StatView
from patrol_app.ui.widgets.tags import Tag

translate = QCoreApplication.translate

#: A level is an old one after this many periods of its meter.
STALE_PERIODS = 2.0
UNDER_RANGE_DB = 30
#: Above this wind nothing is judged (GB 12523).
WIND_LIMIT_M_S = 5.0
NO_LEVEL = "– –"
DUST = ("dust", "particulate")
_HYPHEN_AS_MINUS = re.compile(r"(?<![\w-])-(?=\d)")


def dot(*parts: str) -> str:
    """Parts joined by a middle dot, empty ones left out."""
    return " · ".join(part for part in parts if part)


def period_word(period: str | None) -> str:
    """Day or night, as beside a limit."""
    if period == "night":
        return translate("Live", "夜间")
    return translate("Live", "昼间") if period == "day" else ""


def link_state(snapshot: Snapshot, *roles: str) -> str:
    """How the port of an instrument is: live, stale, silent or absent."""
    return next((link.state for link in snapshot.links if link.role in roles), "absent")


def sound_link(snapshot: Snapshot) -> str:
    """How the sound level meter's port is."""
    return link_state(snapshot, "sound")


def dust_link(snapshot: Snapshot) -> str:
    """How the dust meter's port is."""
    return link_state(snapshot, *DUST)


def level_is_old(snapshot: Snapshot) -> bool:
    """Whether the newest level is older than two periods of the meter."""
    period_s = next((link.period_s for link in snapshot.links if link.role == "sound"), 1.0)
    return sound_link(snapshot) == "stale" or (snapshot.laf_age_s or 0.0) > STALE_PERIODS * period_s


def level_view(snapshot: Snapshot | None) -> LevelView:
    """The big level."""
    weighting = dot(translate("Live", "A 计权"), translate("Live", "快 F"), translate("Live", "每秒 2 次"))
    if snapshot is None:
        return LevelView(NO_LEVEL, "LAF", weighting, "dB(A)", "none")
    state = sound_link(snapshot)
    tags: list[Tag] = []
    text = figures.number(snapshot.laf_db)
    old = False
    if state in ("silent", "absent") or snapshot.laf_db is None:
        text = NO_LEVEL
        if any(link.role == "sound" for link in snapshot.links):
            tags.append(Tag("dashed", translate("Live", "没有应答")))
    elif level_is_old(snapshot):
        old = True
        words = translate("Live", "旧数 {age} s 前").format(age=f"{snapshot.laf_age_s or 0:.0f}")
        tags.append(Tag("old", words))
    if snapshot.underrange and text != NO_LEVEL:
        text = f"< {UNDER_RANGE_DB}"
        tags.append(Tag("plain", translate("Live", "低量程")))
    if snapshot.overload:
        tags.append(Tag("solid", translate("Live", "过载")))
    if not snapshot.calibrated and state not in ("absent",):
        tags.append(Tag("dashed", translate("Live", "未校准")))
    practice = translate("Live", "练习") if snapshot.practice else ""
    how = "none" if text == NO_LEVEL else "old" if old else "hollow" if snapshot.practice else "live"
    return LevelView(text, "LAF", weighting, "dB(A)", how, tuple(tags), practice)  # type: ignore[arg-type]


def lamp_view(snapshot: Snapshot | None) -> LampView:
    """The twin light."""
    lines = (translate("Live", "内 现在"), translate("Live", "外 最差"))
    if snapshot is None:
        return LampView("none", "none", lines)
    words = {
        "none": translate("Live", "未超"),
        "near": translate("Live", "接近"),
        "over": translate("Live", "超标"),
    }
    # a background is not judged
    now = "none" if snapshot.run == "background" else noise_attention(standings(snapshot))
    spoken = translate("Live", "现在 {now}，最差 {worst}").format(now=words[now], worst=words[snapshot.worst])
    return LampView(now, snapshot.worst, lines, spoken)


def limit_label(snapshot: Snapshot) -> str:
    """``夜间 55``, or ``室内 45``: the head says which period it is."""
    legal = snapshot.legal
    word = translate("Live", "室内") if legal.indoor else period_word(legal.period)
    return "" if legal.laeq_limit_db is None else f"{word} {legal.laeq_limit_db:.0f}"


def bar_view(snapshot: Snapshot | None) -> BarView:
    """The bar."""
    if snapshot is None:
        return BarView()
    silent = sound_link(snapshot) in ("silent", "absent")
    maximum = snapshot.lafmax_db
    return BarView(
        level_db=None if silent else snapshot.laf_db,
        limit_db=snapshot.legal.laeq_limit_db,
        limit_label=limit_label(snapshot),
        max_db=maximum,
        max_label="" if maximum is None else translate("Live", "最大") + f" {figures.number(maximum)}",
        min_db=snapshot.lafmin_db,
        old=level_is_old(snapshot),
    )


def quantity_unit(one: Standing) -> str:
    """``dB`` or ``mg/m³``."""
    return "dB" if one.noise else "mg/m³"


def _note(one: Standing) -> str:
    row = one.row
    if one.noise:
        if row.without_exclusions is None:
            return "dB"
        return dot("dB", translate("Live", "排除后") + f" {figures.number(row.without_exclusions)}")
    if row.minutes is None:
        return "mg/m³"
    return dot("mg/m³", "1 h" if row.minutes >= 60 else f"{row.minutes:.0f} min")


def _row(one: Standing, *, old: bool) -> RowView:
    digits = 1 if one.noise else 2
    words: dict[RowState, str] = {
        "over": translate("Live", "高于"),
        "near": translate("Live", "接近"),
        "complies": translate("Live", "未超"),
        "indicative": translate("Live", "参考"),
        "none": figures.DASH,
    }
    limit = one.row.limit
    limit_text = figures.DASH if limit is None else f"{limit:.0f}" if one.noise else f"{limit:.2f}"
    difference = "" if one.excess is None else figures.number(one.excess, digits, sign=True)
    measured = figures.number(one.row.measured, digits)
    return RowView(one.row.quantity, _note(one), measured, limit_text, difference, one.state, words[one.state], old)


def judged_view(snapshot: Snapshot | None) -> JudgedView:
    """The three rows and the progress line."""
    heads = (
        translate("Live", "判定量"),
        translate("Live", "测得"),
        translate("Live", "限值"),
        translate("Live", "差"),
        translate("Live", "现状"),
    )
    if snapshot is None:
        return JudgedView(heads=heads)
    heads = (dot(heads[0], snapshot.legal.rule_set or ""), *heads[1:])
    background, running = snapshot.run == "background", snapshot.run in ("measuring", "background")
    label = translate("Live", "背景测量") if background else translate("Live", "本次测量")
    return JudgedView(
        heads=heads,
        rows=tuple(
            _row(replace(one, state="none") if background else one, old=running and _old(snapshot, one.noise))
            for one in standings(snapshot)
        ),
        progress_label=label,
        elapsed=figures.minutes(snapshot.run_elapsed_s),
        target=f"/ {figures.minutes(snapshot.run_target_s)}" if snapshot.run_target_s else "",
        remark=_remark(snapshot),
        part=snapshot.run_elapsed_s / snapshot.run_target_s if snapshot.run_target_s else 0.0,
        hatched_word=_excluding(snapshot),
    )


def _old(snapshot: Snapshot, noise: bool) -> bool:
    """Whether the instrument of a running value says nothing new."""
    if noise:
        return sound_link(snapshot) in ("silent", "absent") or level_is_old(snapshot)
    there = any(link.role in DUST for link in snapshot.links)
    return there and dust_link(snapshot) != "live"


def _excluding(snapshot: Snapshot) -> str:
    if snapshot.excluding_since_s is None:
        return ""
    whole = int(snapshot.excluding_since_s)
    return translate("Live", "排除中 {time}，再按 F2 结束").format(time=f"{whole // 60}:{whole % 60:02d}")


def _remark(snapshot: Snapshot) -> str:
    if snapshot.voice_since_s is not None:
        return translate("Live", "正在录语音，再按 F4 结束")
    if snapshot.run == "idle" and not snapshot.run_elapsed_s:
        return translate("Live", "还没有开始测量")
    if snapshot.run == "calibrating":
        return translate("Live", "正在校准")
    if snapshot.run == "background":
        return sentence("ui.background.remark", language.current())
    if stopped_early(snapshot):
        return translate("Live", "未测满，只作参考")
    if snapshot.run_elapsed_s < snapshot.run_target_s:
        words = translate("Live", "未满 {minutes} 分钟，现为参考值，不作判定")
        return words.format(minutes=f"{snapshot.run_target_s / 60:.0f}")
    if snapshot.verdict is None:
        return translate("Live", "已测满，测后校准后判定")
    return translate("Live", "已判定")


def stopped_early(snapshot: Snapshot) -> bool:
    """Whether a run has ended before it was whole."""
    ended = snapshot.run in ("idle", "closed") and snapshot.run_elapsed_s > 0.0
    return ended and snapshot.run_elapsed_s < snapshot.run_target_s and snapshot.verdict is None


def stats_view(snapshot: Snapshot | None) -> tuple[tuple[StatView, ...], ...]:
    """Statistics, dust and weather."""
    if snapshot is None:
        return ()
    old = snapshot.run in ("measuring", "background") and _old(snapshot, noise=True)

    def level(label: str, value: float | None) -> StatView:
        return StatView(label, figures.number(value), old=old and value is not None)

    return (
        (
            level("LAFmin", snapshot.lafmin_db),
            level("L90", snapshot.l90_db),
            level("L50", snapshot.l50_db),
            level("L10", snapshot.l10_db),
        ),
        (
            StatView("LAeq,1s", figures.number(snapshot.laeq_1s_db)),
            StatView("LCpeak", figures.number(snapshot.lcpeak_db)),
            _agreement(snapshot),
        ),
        (*_dust(snapshot), _wind(snapshot)),
    )


def _agreement(snapshot: Snapshot) -> StatView:
    """How far LAeq,T from the recording lies from the meter's, and whether that is near enough."""
    label = translate("Live", "录音与声级计")
    if snapshot.audio_difference_db is None:
        return StatView(label, figures.DASH, span=2)
    text = figures.number(snapshot.audio_difference_db, sign=True) + " dB"
    if snapshot.audio_agrees is None:
        return StatView(label, text, span=2)
    word = translate("Live", "一致") if snapshot.audio_agrees else translate("Live", "不一致")
    return StatView(label, f"{text} {word}", doubtful=not snapshot.audio_agrees, span=2)


def _dust(snapshot: Snapshot) -> tuple[StatView, StatView]:
    state, humidity = dust_link(snapshot), snapshot.humidity_pct
    tsp = figures.DASH if state == "silent" else figures.number(snapshot.tsp_mg_m3, 2)
    source = state if state != "absent" else link_state(snapshot, "weather")
    wet = figures.DASH if humidity is None or source == "silent" else f"{humidity:.0f} %"
    return (
        StatView("TSP", tsp, old=state == "stale"),
        StatView(translate("Live", "相对湿度"), wet, snapshot.humidity_suspect, old=source == "stale"),
    )


def _wind(snapshot: Snapshot) -> StatView:
    """Wind and rain; a diamond where they keep the run from being judged."""
    label, state = translate("Live", "风"), link_state(snapshot, "weather")
    if snapshot.weather_by_hand:
        # what an officer entered does not age
        label, state = translate("Live", "风（人工）"), "live"
    gust, parts = snapshot.wind_max_m_s, []
    if snapshot.wind_m_s is not None and state != "silent":
        parts.append(f"{figures.number(snapshot.wind_m_s)} m/s")
        parts.append("" if snapshot.rain else compass(snapshot.wind_direction_deg))
    if snapshot.rain:
        parts.append(translate("Live", "有雨"))
    text = " ".join(part for part in parts if part) or figures.DASH
    stops = bool(snapshot.rain) or (gust is not None and gust > WIND_LIMIT_M_S)
    return StatView(label, text, stops, old=state == "stale" and text != figures.DASH)


def compass(direction_deg: float | None) -> str:
    """Where the wind comes from, in eight directions."""
    if direction_deg is None:
        return ""
    names = (
        translate("Live", "北"),
        translate("Live", "东北"),
        translate("Live", "东"),
        translate("Live", "东南"),
        translate("Live", "南"),
        translate("Live", "西南"),
        translate("Live", "西"),
        translate("Live", "西北"),
    )
    return names[round(direction_deg / 45) % 8]


def message_text(snapshot: Snapshot | None) -> str:
    """The weightiest sentence of the session, in the window's language."""
    if snapshot is None or not snapshot.messages:
        return ""
    key, data = snapshot.messages[0]
    text = sentence(key, language.current(), **dict(data))
    return _HYPHEN_AS_MINUS.sub(figures.MINUS, text)


def leading_standing(snapshot: Snapshot) -> Standing | None:
    """The row the verdict block speaks of."""
    return leading(standings(snapshot))
