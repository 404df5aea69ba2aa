"""From the facts of tonight to the words of the screen before leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import CalibrationFact, CheckFact, DepartureFacts, InstrumentFact
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import figures, frame_words, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.calibration_panel import ReadingView
from patrol_app.ui.widgets.check_grid import CheckCell, ChecksView
from patrol_app.ui.widgets.fact_list import FactRow, FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.instrument_table import InstrumentLine, InstrumentsView
from patrol_app.ui.widgets.stability_plot import StabilityView

translate = QCoreApplication.translate

Stage = Literal["leaving", "before", "after"]

#: Record is open after the tone has been within 0.1 dB for this long, in seconds.
STEADY_S = 10.0


def head_view(
    facts: DepartureFacts, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str, now: datetime
) -> HeaderView:
    """The head: tonight's kind of patrol, team and officers, and the time to leave."""
    kinds = {
        "loop": translate("Before", "循环"),
        "full_coverage": translate("Before", "全覆盖"),
        "tour": translate("Before", "巡回"),
        "fixed_posts": translate("Before", "定岗"),
    }
    kind = kinds[facts.kind] if facts.kind is not None else translate("Before", "没有计划")
    team = facts.team
    if facts.team_number is not None:
        team = dot(team, translate("Before", "第 {number} 队").format(number=facts.team_number))
    people = " ".join(f"{officer.name}（{officer.certificate_number}）" for officer in facts.officers)
    sites = translate("Before", "{count} 个点位").format(count=facts.sites)
    leave = change = ""
    if facts.leave_at is not None:
        leave = translate("Before", "出发时间 {time}").format(time=figures.clock(facts.leave_at, seconds=False))
        left = (facts.leave_at - (snapshot.at if snapshot is not None else now)).total_seconds()
        words = translate("Before", "还有 {left}") if left >= 0 else translate("Before", "已过 {left}")
        change = words.format(left=figures.countdown(abs(left)))
    return HeaderView(
        steps=steps,
        current=current,
        place=dot(translate("Before", "今晚巡查"), kind, team),
        zone=dot(people, sites),
        period=leave,
        change=change,
        clock=figures.clock(snapshot.at) if snapshot is not None else clock,
    )


def instruments_view(facts: DepartureFacts | None) -> InstrumentsView:
    """The instrument table."""
    heads = (
        translate("Before", "仪器"),
        translate("Before", "编号"),
        translate("Before", "接口"),
        translate("Before", "检定有效至"),
        translate("Before", "现在"),
    )
    heading = translate("Before", "仪器")
    if facts is None:
        return InstrumentsView(heading, translate("Before", "还没有认出仪器"), heads)
    if not facts.instruments:
        return InstrumentsView(heading, sentence("ui.no_meter", language.current()), heads)
    good = sum(1 for one in facts.instruments if _ready(one))
    note = translate("Before", "{all} 件中 {good} 件可用").format(all=len(facts.instruments), good=good)
    return InstrumentsView(heading, note, heads, tuple(_instrument(one) for one in facts.instruments))


def _ready(one: InstrumentFact) -> bool:
    return one.state == "live" and one.lacks is None


def _instrument(one: InstrumentFact) -> InstrumentLine:
    detail = words(one.detail)
    if one.state == "silent":
        value = translate("Before", "没有应答")
        detail = dot(f"{one.age_s or 0:.0f} s", translate("Before", "每 3 s 重试"))
    elif one.state == "absent":
        value = translate("Before", "没有接上")
    else:
        value = one.value
        if one.role == "position" and value:
            count, _, rest = value.partition(" ")
            satellites = translate("Before", "{count} 星").format(count=count)
            value = f"{satellites} {rest}".rstrip()
        age = "" if one.age_s is None else translate("Before", "{age} s 前").format(age=f"{one.age_s:.1f}")
        detail = dot(age, detail)
    valid, left = translate("Before", "不需检定"), ""
    if one.valid_to is not None:
        valid = one.valid_to.isoformat()
    elif one.role != "position":
        valid = translate("Before", "没有登记")
    if one.days_left is not None:
        days = translate("Before", "余 {days} 天") if one.days_left >= 0 else translate("Before", "已过 {days} 天")
        left = days.format(days=abs(one.days_left))
    sign = "ok" if _ready(one) else "warn"
    # what fails is told before what is missing on paper
    advice = one.advice if one.state in ("silent", "absent") and one.advice is not None else one.lacks
    name = frame_words.role_word(one.role)
    return InstrumentLine(
        name, one.about, one.serial_number, one.port, valid, value, detail, sign,  # type: ignore[arg-type]
        words(advice), left,
    )  # fmt: skip


def laptop_view(facts: DepartureFacts | None) -> ChecksView:
    """The laptop's checks."""
    heading = translate("Before", "笔记本")
    if facts is None:
        return ChecksView(heading)
    good = sum(1 for one in facts.laptop if one.state == "ok")
    rest = len(facts.laptop) - good
    note = translate("Before", "{count} 项通过").format(count=good)
    if rest:
        note = dot(note, translate("Before", "{count} 项提醒").format(count=rest))
    return ChecksView(heading, note, tuple(cell(one) for one in facts.laptop))


def cell(one: CheckFact) -> CheckCell:
    """A check of the grid."""
    return CheckCell(one.state, words(one.title), words(one.detail))


def reading_view(fact: CalibrationFact | None, stage: Stage = "leaving") -> ReadingView:
    """The tone on the meter."""
    heading = {
        "leaving": translate("Before", "校准检查 · 出发前"),
        "before": translate("Before", "测前校准 · 现场"),
        "after": translate("Before", "测后校准 · 现场"),
    }[stage]
    note = translate("Before", "GB 12523 测前测后各一次")
    advice = translate("Before", "把校准器套在传声器上，打开。读数稳 10 秒后按 F5 记录。")
    if fact is None or fact.reading_db is None:
        return ReadingView(heading, note, advice, "– –")
    return ReadingView(
        heading,
        note,
        advice,
        figures.number(fact.reading_db),
        "dB",
        (
            (translate("Before", "标称"), figures.number(fact.nominal_db)),
            (translate("Before", "差"), figures.number(fact.reading_db - fact.nominal_db, sign=True)),
            (translate("Before", "允许"), f"±{fact.allowed_db:.1f}"),
        ),
    )


def within(fact: CalibrationFact) -> bool:
    """Whether the reading is within the allowed difference of the nominal level."""
    return fact.reading_db is not None and abs(fact.reading_db - fact.nominal_db) <= fact.allowed_db + 1e-9


def can_record(fact: CalibrationFact | None) -> bool:
    """Whether the tone has been steady for long enough and is within what is allowed."""
    return fact is not None and not fact.recorded and fact.steady_s >= STEADY_S and within(fact)


def record_words(fact: CalibrationFact | None, stage: Stage = "before") -> str:
    """What the record button says, or why it cannot be pressed."""
    if fact is None or fact.reading_db is None:
        return translate("Before", "等校准器的声音")
    reading = figures.number(fact.reading_db)
    if fact.recorded:
        return translate("Before", "已记录 {level} dB").format(level=reading)
    if fact.steady_s < STEADY_S:
        left = f"{STEADY_S - fact.steady_s:.0f}"
        return translate("Before", "再稳 {seconds} 秒").format(seconds=left)
    if not within(fact):
        return translate("Before", "差超过 {allowed} dB，不能记录").format(allowed=f"{fact.allowed_db:.1f}")
    if stage == "after":
        return translate("Before", "记录 {level} dB 为测后校准").format(level=reading)
    if stage == "leaving":
        return translate("Before", "记录 {level} dB 为出发前检查").format(level=reading)
    return translate("Before", "记录 {level} dB 为测前校准").format(level=reading)


def tone_view(facts: DepartureFacts | None) -> FactsView:
    """What is known of the tone and the calibrator."""
    if facts is None:
        return FactsView()
    fact = facts.calibration
    ready = any(one.role == "calibrator" and _ready(one) for one in facts.instruments)
    steady = fact.steady_s >= STEADY_S
    spread = translate("Before", "{seconds} s 内波动 {spread} dB").format(
        seconds=f"{fact.steady_s:.1f}", spread=figures.number(fact.spread_db, 2)
    )
    rows = [FactRow(translate("Before", "稳定"), spread, "ok" if steady else "open")]
    if fact.frequency_hz is not None:
        whole, _, part = f"{fact.frequency_hz:.1f}".partition(".")
        rows.append(FactRow(translate("Before", "频率"), f"{figures.thousands(int(whole))}.{part} Hz", "ok"))
    if fact.last_at is not None:
        at = fact.last_at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")
        rows.append(FactRow(translate("Before", "上次校准"), dot(at, f"{figures.number(fact.last_db)} dB"), "ok"))
    valid = ""
    if fact.calibrator_valid_to is not None:
        valid = translate("Before", "检定有效至 {date}").format(date=fact.calibrator_valid_to.isoformat())
    rows.append(FactRow(translate("Before", "校准器"), dot(fact.calibrator_serial, valid), "ok" if ready else "warn"))
    rows.append(FactRow(translate("Before", "防风罩"), translate("Before", "校准后装回 · 到点再问"), "open"))
    return FactsView(rows=tuple(rows), signed=True, strong="label", ruled=False, value_part=0.274)


def stability_view(fact: CalibrationFact) -> StabilityView:
    """The axis of the stability plot."""
    return StabilityView(fact.nominal_db, fact.allowed_db, translate("Before", "现在"))
