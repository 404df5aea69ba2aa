"""From a snapshot to the words of head, status line, events and strips."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import DepartureFacts, InstrumentFact
from patrol_app.services.snapshot import EventView, LegalView, LinkView, Snapshot
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot, period_word
from patrol_app.ui.officer.reasons import reason_words
from patrol_app.ui.said import words
from patrol_app.ui.widgets.event_list import EventLine, EventsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.status_line import StatusItem, StatusView
from patrol_app.ui.widgets.strip import Span

translate = QCoreApplication.translate

LOW_DISK_BYTES = 5_000_000_000
LOW_BATTERY_PCT = 20


def header_view(snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
    """The head; ``clock`` is shown while no session gives the time."""
    if snapshot is None:
        return HeaderView(steps=steps, current=current, place=translate("Header", "还没有点位"), clock=clock)
    if snapshot.practice:
        leave = translate("Header", "F10 离开练习")
        return _practice_header(steps, current, snapshot.site, leave, figures.clock(snapshot.at))
    return HeaderView(
        steps=steps,
        current=current,
        place=dot(snapshot.site, snapshot.point.removesuffix(figures.DASH).strip())
        or translate("Header", "还没有点位"),
        zone=_zone(snapshot),
        period=period_words(snapshot.legal),
        change=change_words(snapshot.legal, snapshot.at),
        clock=figures.clock(snapshot.at),
    )


def practice_header(steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
    """The head in practice while no visit is open: the way out is in the settings."""
    return _practice_header(steps, current, "", sentence("ui.practice_way_out", language.current()), clock)


def practice_status() -> StatusView:
    """The status line in practice while no visit is open."""
    return StatusView(band=_practice_band())


def _practice_band() -> str:
    return translate("Status", "练习模式 · 模拟仪器 · 不是证据 · 不能签名 · 不进案卷")


def _practice_header(steps: tuple[str, ...], current: int, site: str, leave: str, clock: str) -> HeaderView:
    return HeaderView(
        steps=steps,
        current=current,
        place=dot(translate("Live", "练习"), site),
        zone=translate("Header", "练习数据 · 模拟声级计 · 不产生证据 · 不能签名"),
        period=translate("Header", "练习模式"),
        change=leave,
        clock=translate("Header", "练") + f" {clock}",
    )


def _zone(snapshot: Snapshot) -> str:
    legal = snapshot.legal
    if snapshot.venue is None:
        return sentence("ui.no_notice", language.current()) if legal.notice is None else ""
    distance = "" if snapshot.venue_distance_m is None else f"{figures.thousands(snapshot.venue_distance_m)} m"
    if not snapshot.inside_zone:
        words = translate("Header", "不在护考区（最近 {venue} {distance}）")
        return words.format(venue=snapshot.venue, distance=distance)
    first = translate("Header", "护考区 {venue} {distance}").format(venue=snapshot.venue, distance=distance)
    if legal.ban_active:
        return dot(first, translate("Header", "禁噪令 生效中"))
    if legal.ban_from is not None:
        time = figures.clock(legal.ban_from, seconds=False)
        return dot(first, translate("Header", "禁噪令 {time} 起").format(time=time))
    return first


def period_words(legal: LegalView) -> str:
    """Day or night and from when to when, or that no rule set says it."""
    if legal.period is None:
        return sentence("ui.no_rule", language.current())
    span = f" {legal.period_from}–{legal.period_to}" if legal.period_from and legal.period_to else ""
    return period_word(legal.period) + span


def change_words(legal: LegalView, at: datetime) -> str:
    """What changes next and how long that is off."""
    if legal.next_change_at is None:
        return ""
    left = figures.countdown((legal.next_change_at - at).total_seconds())
    if legal.next_period == "night":
        return translate("Header", "夜间起 还有 {left}").format(left=left)
    if legal.next_period == "day":
        return translate("Header", "昼间起 还有 {left}").format(left=left)
    return translate("Header", "变动 还有 {left}").format(left=left)


def status_view(snapshot: Snapshot | None) -> StatusView:
    """The status line."""
    if snapshot is None:
        absent = StatusItem("sound", translate("Status", "没有声级计"), sign="silent")
        return StatusView(items=(absent, StatusItem("recording", translate("Status", "未录制"), sign="idle")))
    if snapshot.practice:
        return StatusView(band=dot(_practice_band(), snapshot.case_number))
    disk = f"{snapshot.disk_free_bytes / 1e9:.0f} GB"
    disk_low = snapshot.disk_free_bytes < LOW_DISK_BYTES
    items = [
        *(_link(link) for link in sorted(snapshot.links, key=_sound_first) if _shown(link)),
        _recording(snapshot),
        StatusItem("disk", translate("Status", "磁盘") + f" {disk}", disk, "warn" if disk_low else "", strong=disk_low),
    ]
    if snapshot.battery_pct is not None:
        low = snapshot.battery_pct < LOW_BATTERY_PCT
        power = f"{snapshot.battery_pct} %"
        items.append(
            StatusItem("battery", translate("Status", "电池") + f" {power}", power, "warn" if low else "", strong=low)
        )
    items += [_position(snapshot), _time(snapshot), _calibration(snapshot)]
    chain = figures.thousands(snapshot.chain_length)
    items.append(StatusItem("chain", translate("Status", "链") + f" {chain}", chain, "tick"))
    items.append(StatusItem("case", snapshot.case_number or translate("Status", "尚无案号")))
    return StatusView(items=tuple(items))


def bench_status(facts: DepartureFacts | None) -> StatusView:
    """The status line while no visit is open: instruments on the bench, then what the laptop says."""
    if facts is None:
        return status_view(None)
    there = {one.role for one in facts.instruments if one.state != "absent"}
    items = [
        _link(LinkView(role=one.role, model="", state=one.state, age_s=one.age_s))
        for one in sorted(facts.instruments, key=_sound_first)
        if one.role in ("sound", "dust") and (one.state != "absent" or one.role not in there)
    ] or [StatusItem("sound", translate("Status", "没有声级计"), sign="silent")]
    items.append(StatusItem("recording", translate("Status", "未录制"), sign="idle"))
    for one in facts.laptop:
        if one.title.key in ("check.disk", "check.battery", "check.clock"):
            text = words(one.title) if one.title.key != "check.clock" else dot(words(one.title), words(one.detail))
            items.append(StatusItem(one.title.key, text, text, "" if one.state == "ok" else "warn"))
    items += [_bench_position(facts), _bench_calibration(facts)]
    items.append(StatusItem("case", translate("Status", "尚无案号")))
    return StatusView(items=tuple(items))


def _bench_position(facts: DepartureFacts) -> StatusItem:
    receiver = next((one for one in facts.instruments if one.role == "position"), None)
    # the value begins with the satellites in use; without a fix there are none
    count, _, accuracy = receiver.value.partition(" ") if receiver is not None else ("", "", "")
    if receiver is None or receiver.state not in ("live", "stale") or count in ("", "0"):
        return StatusItem("position", translate("Status", "没有定位"), sign="warn", strong=True)
    words = translate("Status", "北斗 {count} 星").format(count=count) + (f" {accuracy}" if accuracy else "")
    return StatusItem("position", words, translate("Status", "{count} 星").format(count=count))


def _bench_calibration(facts: DepartureFacts) -> StatusItem:
    tone = facts.calibration
    if not tone.recorded or tone.last_at is None:
        return StatusItem("calibration", translate("Status", "未校准"), sign="warn", strong=True)
    at = figures.clock(tone.last_at, seconds=False)
    return StatusItem("calibration", translate("Status", "校准") + f" {at} {figures.number(tone.last_db)}", sign="tick")


def _sound_first(one: LinkView | InstrumentFact) -> bool:
    return one.role != "sound"


def _shown(link: LinkView) -> bool:
    return link.role in ("sound", "dust", "particulate") or link.state != "live"


def role_word(role: str) -> str:
    """The name of an instrument's role."""
    words = {
        "sound": translate("Status", "声级计"),
        "dust": translate("Status", "粉尘仪"),
        "particulate": translate("Status", "粉尘仪"),
        "weather": translate("Status", "气象仪"),
        "position": translate("Status", "卫星定位"),
        "microphone": translate("Status", "传声器"),
        "calibrator": translate("Status", "校准器"),
        "unknown": translate("Status", "没有认出"),
    }
    return words.get(role, role)


def _link(link: LinkView) -> StatusItem:
    name = role_word(link.role)
    if link.state == "live":
        return StatusItem(link.role, f"{name} {link.age_s or 0:.1f} s", sign="fresh")
    if link.state == "stale":
        words = translate("Status", "{name} 旧数 {age} s").format(name=name, age=f"{link.age_s or 0:.0f}")
        return StatusItem(link.role, words, sign="old", strong=True)
    if link.state == "silent":
        words = translate("Status", "{name}没有应答").format(name=name)
        return StatusItem(link.role, words, sign="silent", strong=True)
    return StatusItem(link.role, translate("Status", "没有{name}").format(name=name), sign="silent", strong=True)


def _recording(snapshot: Snapshot) -> StatusItem:
    if snapshot.recording_s is None:
        return StatusItem("recording", translate("Status", "未录制"), sign="idle")
    if snapshot.unrecorded:
        return StatusItem("recording", translate("Status", "没有写进磁盘"), sign="interrupted", strong=True)
    if snapshot.interrupted:
        return StatusItem("recording", translate("Status", "断开，已补记"), sign="interrupted", strong=True)
    words = translate("Status", "录制") + f" {figures.long_clock(snapshot.recording_s)}"
    return StatusItem("recording", words, sign="recording", strong=True)


def _position(snapshot: Snapshot) -> StatusItem:
    if not snapshot.position_valid:
        return StatusItem("position", translate("Status", "没有定位"), sign="warn", strong=True)
    count = snapshot.satellites or 0
    words = translate("Status", "北斗 {count} 星").format(count=count)
    if snapshot.position_accuracy_m is not None:
        words += f" ±{snapshot.position_accuracy_m:.0f} m"
    elif snapshot.hdop is not None:
        words += f" HDOP {snapshot.hdop:.1f}"
    return StatusItem("position", words, translate("Status", "{count} 星").format(count=count))


def _time(snapshot: Snapshot) -> StatusItem:
    if snapshot.clock_source == "gnss":
        return StatusItem("time", translate("Status", "时间 卫星"), translate("Status", "卫星时"))
    return StatusItem("time", translate("Status", "时间 本机"), translate("Status", "本机时"), "warn", strong=True)


def _calibration(snapshot: Snapshot) -> StatusItem:
    if snapshot.calibration_at is None or not snapshot.calibrated:
        return StatusItem("calibration", translate("Status", "未校准"), sign="warn", strong=True)
    at = figures.clock(snapshot.calibration_at, seconds=False)
    words = translate("Status", "校准") + f" {at} {figures.number(snapshot.calibration_db)}"
    return StatusItem("calibration", words, sign="tick")


def events_view(snapshot: Snapshot | None, shown: int) -> EventsView:
    """The event list, newest first."""
    heading = translate("Events", "事件")
    if snapshot is None:
        return EventsView(heading)
    lines = tuple(_event_line(event) for event in sorted(snapshot.events, key=_newest)[:shown])
    if snapshot.event_count == 0:
        return EventsView(heading, translate("Events", "没有超标事件"), lines)
    count = translate("Events", "{count} 次").format(count=snapshot.event_count)
    trigger = ""
    if snapshot.trigger_db is not None:
        trigger = translate("Events", "触发 LAF {level}").format(level=f"{snapshot.trigger_db:.0f}")
    return EventsView(heading, dot(trigger, count), lines)


def _newest(event: EventView) -> tuple[bool, float]:
    # The open exceedance is always on top, whatever was marked after its begin.
    return not (event.kind == "over" and event.end_s is None), -event.start_s


def _event_line(event: EventView) -> EventLine:
    running = event.end_s is None and event.kind != "mark"
    if event.kind == "mark":
        words = translate("Events", "标记")
    elif event.end_s is None:
        words = translate("Events", "进行中")
    else:
        words = f"{event.end_s - event.start_s:.0f} s"
    if event.reason:
        words = f"{words} {reason_words(event.reason)}"
    level = "" if event.lafmax_db is None else figures.number(event.lafmax_db)
    # solid means over and not yet seen, here as everywhere
    alarm = running and event.kind == "over" and event.acknowledged_by is None
    return EventLine(event.kind, figures.clock(event.at), words, level, event.has_audio, event.has_photo, alarm)


def with_open_exclusion(snapshot: Snapshot, now_s: float) -> tuple[EventView, ...]:
    """The events, and the exclusion that is being made: what it reaches back to is seen before it ends."""
    since_s = snapshot.excluding_since_s
    if since_s is None:
        return snapshot.events
    now = EventView(label="", kind="exclusion", start_s=now_s - since_s, end_s=None, at=snapshot.at, lafmax_db=None)
    return (*snapshot.events, now)


def exclusion_marks(events: tuple[EventView, ...], now_s: float) -> tuple[tuple[float, float], ...]:
    """Begin and end of the excluded parts; an open one ends now."""
    return tuple(
        (event.start_s, now_s if event.end_s is None else event.end_s) for event in events if event.kind == "exclusion"
    )


def over_spans(events: tuple[EventView, ...], now_s: float) -> tuple[Span, ...]:
    """Exceedances and triggers without words."""
    return tuple(
        Span(event.kind, event.start_s, now_s if event.end_s is None else event.end_s)
        for event in events
        if event.kind in ("over", "trigger")
    )


def spans(snapshot: Snapshot, kinds: tuple[str, ...], now_s: float) -> tuple[Span, ...]:
    """The spans of a strip."""
    found = []
    for event in with_open_exclusion(snapshot, now_s):
        if event.kind not in kinds or event.kind == "mark":
            continue
        end_s = now_s if event.end_s is None else event.end_s
        words = ""
        if event.kind == "exclusion" and event.end_s is None:
            words = translate("Events", "排除中 {seconds} s").format(seconds=f"{end_s - event.start_s:.0f}")
        elif event.kind == "exclusion":
            reason = reason_words(event.reason) if event.reason else ""
            words = translate("Events", "排除：{reason} {seconds} s").format(
                reason=reason, seconds=f"{end_s - event.start_s:.0f}"
            )
        elif snapshot.trigger_db is not None:
            words = translate("Events", "高于 {level}").format(level=f"{snapshot.trigger_db:.0f}")
        found.append(Span(event.kind, event.start_s, end_s, words))
    return tuple(found)
