"""The one state the verdict block shows, in the order of weight, and its words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import figures, language
from patrol_app.ui.officer.judged import Standing
from patrol_app.ui.officer.live_words import (
    dot,
    leading_standing,
    period_word,
    quantity_unit,
    sound_link,
    stopped_early,
)
from patrol_app.ui.widgets.verdict_block import VerdictState, VerdictView

translate = QCoreApplication.translate

#: The coming limit is named in the block from this long before it applies, in seconds.
NAME_NEXT_S = 1800.0


def verdict_view(snapshot: Snapshot | None, *, inverted: bool = False) -> VerdictView:
    """What the block shows; ``inverted`` is the dark half of a fresh alarm's alternation."""
    if snapshot is None or (snapshot.run == "idle" and sound_link(snapshot) == "absent"):
        detail = sentence("ui.no_meter", language.current())
        return VerdictView("idle", translate("Live", "还没有测量"), detail)
    state = verdict_state(snapshot)
    one = leading_standing(snapshot)
    if snapshot.practice and state in ("near", "complies", "idle"):
        return _practice(state, one)
    if state == "over" and snapshot.run == "background":
        # what must be seen was in the run before; the rows are the background's now
        title = translate("Live", "超标") + "  " + translate("Live", "还没有确认")
        action = "F6 " + translate("Keys", "确认")
        return VerdictView("over", title, dot(*_since(snapshot)), action, inverted)
    if state == "over" and one is not None:
        action = "F6 " + translate("Keys", "确认")
        return VerdictView(
            "over", _title(translate("Live", "超标"), one), _over_detail(snapshot, one), action, inverted
        )
    if state == "acknowledged" and one is not None:
        if snapshot.acknowledged_at is None:
            return VerdictView(state, _title(translate("Live", "超标"), one), _run_detail(snapshot, one))
        return VerdictView(state, _title(translate("Live", "已确认"), one), _acknowledged_detail(snapshot))
    if state in ("near", "complies") and one is not None:
        word = translate("Live", "接近") if state == "near" else translate("Live", "未超")
        return VerdictView(state, _title(word, one), _run_detail(snapshot, one))
    return _kept_from_judging(snapshot, state)


def verdict_state(snapshot: Snapshot) -> VerdictState:
    """Over and unseen, silent port, overload, no calibration, over and seen, near, complies."""
    one = leading_standing(snapshot)
    if snapshot.attention == "over" and snapshot.unacknowledged:
        return "over"
    if snapshot.run != "closed" and sound_link(snapshot) in ("silent", "absent"):
        return "silent"
    if snapshot.overload:
        return "overload"
    if not snapshot.calibrated:
        return "uncalibrated"
    # A background is never judged. What a run left over its limit stays over when nothing is watched any more,
    # unless it was judged otherwise.
    over = snapshot.attention == "over" or (one is not None and one.state == "over")
    if over and snapshot.run != "background" and not _undecided(snapshot):
        return "acknowledged"
    if snapshot.run in ("calibrating", "background") or (snapshot.run == "idle" and not snapshot.run_elapsed_s):
        return "idle"
    if _undecided(snapshot) or one is None:
        return "cannot"
    return "near" if one.state == "near" else "complies"


def _undecided(snapshot: Snapshot) -> bool:
    return snapshot.verdict in ("indicative", "cannot_be_judged")


def _distance(one: Standing) -> str:
    excess = one.excess or 0.0
    amount = figures.number(abs(excess), 1 if one.noise else 2)
    words = translate("Live", "高 {amount} {unit}") if excess > 0 else translate("Live", "低 {amount} {unit}")
    return words.format(amount=amount, unit=quantity_unit(one))


def _title(word: str, one: Standing) -> str:
    return f"{word}  {one.row.quantity} {_distance(one)}"


def _limit_words(snapshot: Snapshot, one: Standing) -> str:
    if one.row.limit is None:
        return ""
    if not one.noise:
        return translate("Live", "限值 {limit}").format(limit=figures.number(one.row.limit, 2))
    words = translate("Live", "{period}限值 {limit}")
    period = period_word(snapshot.legal.period)
    if snapshot.legal.indoor:
        period = translate("Live", "{period}室内").format(period=period)
    return words.format(period=period, limit=f"{one.row.limit:.0f}")


def _over_detail(snapshot: Snapshot, one: Standing) -> str:
    return dot(_limit_words(snapshot, one), *_since(snapshot))


def _since(snapshot: Snapshot) -> tuple[str, str]:
    since = ""
    if snapshot.attention_since is not None:
        since = translate("Live", "自 {time}").format(time=figures.clock(snapshot.attention_since))
    count = translate("Live", "第 {count} 次").format(count=snapshot.event_count) if snapshot.event_count else ""
    return since, count


def _acknowledged_detail(snapshot: Snapshot) -> str:
    who = snapshot.acknowledged_by or ""
    if snapshot.acknowledged_at is not None:
        who = f"{figures.clock(snapshot.acknowledged_at)} {who}".rstrip()
    return dot(who, *_coming(snapshot))


def _coming(snapshot: Snapshot) -> tuple[str, ...]:
    legal = snapshot.legal
    if legal.next_change_at is None or legal.next_laeq_limit_db is None:
        return ()
    if (legal.next_change_at - snapshot.at).total_seconds() > NAME_NEXT_S:
        return ()
    time = figures.clock(legal.next_change_at, seconds=False)
    limit = f"{legal.next_laeq_limit_db:.0f}"
    first = translate("Live", "{time} 起噪声限值 {limit}").format(time=time, limit=limit)
    for row in snapshot.judged:
        if row.quantity == "LAeq,T" and row.measured is not None and row.measured > legal.next_laeq_limit_db:
            amount = figures.number(row.measured - legal.next_laeq_limit_db)
            return first, translate("Live", "LAeq,T 将高 {amount} dB").format(amount=amount)
    return (first,)


def _run_detail(snapshot: Snapshot, one: Standing) -> str:
    if snapshot.verdict is not None:
        after = translate("Live", "已判定")
    elif stopped_early(snapshot):
        elapsed, minutes = figures.minutes(snapshot.run_elapsed_s), snapshot.run_target_s / 60
        return sentence("ui.stopped_early", language.current(), elapsed=elapsed, minutes=minutes)
    elif snapshot.run_elapsed_s < snapshot.run_target_s:
        words = translate("Live", "测满 {minutes} 分钟后判定")
        after = words.format(minutes=f"{snapshot.run_target_s / 60:.0f}")
    else:
        after = translate("Live", "已测满，测后校准后判定")
    return dot(_limit_words(snapshot, one), *(_coming(snapshot) or (after,)))


def _practice(state: VerdictState, one: Standing | None) -> VerdictView:
    detail = translate("Live", "练习记录另库存放，练习结束即标明，不进案卷")
    word = translate("Live", "练习")
    if one is None or state == "idle":
        return VerdictView("idle", word, detail)
    if state == "near":
        words = translate("Live", "{quantity} 接近限值").format(quantity=one.row.quantity)
        return VerdictView(state, f"{word}  {words}", detail)
    return VerdictView(state, f"{word}  {one.row.quantity} {_distance(one)}", detail)


def _kept_from_judging(snapshot: Snapshot, state: VerdictState) -> VerdictView:
    if state == "silent":
        detail = sentence("ui.silent", language.current())
        return VerdictView("silent", translate("Live", "声级计没有应答"), detail)
    if state == "overload":
        since = ""
        if snapshot.overload_at is not None:
            since = translate("Live", "自 {time}").format(time=figures.clock(snapshot.overload_at))
        detail = dot(since, translate("Live", "锁定到本次结束，结果上保留"))
        return VerdictView("overload", translate("Live", "过载，本次只作参考"), detail)
    if state == "uncalibrated":
        detail = translate("Live", "只作参考，不作判定。先套上校准器校准。")
        return VerdictView("uncalibrated", translate("Live", "未校准，只作参考"), detail)
    if snapshot.run == "background":
        tongue = language.current()
        return VerdictView("idle", sentence("ui.background", tongue), sentence("ui.background.detail", tongue))
    if state == "idle":
        return VerdictView("idle", translate("Live", "还没有测量"), translate("Live", "按住 F9 一秒开始"))
    if snapshot.legal.period is None:
        return VerdictView("cannot", translate("Live", "不能判定"), sentence("ui.no_rule", language.current()))
    if snapshot.verdict == "indicative":
        return VerdictView("cannot", translate("Live", "只作参考"), translate("Live", "理由见收尾"))
    if snapshot.verdict == "cannot_be_judged":
        return VerdictView("cannot", translate("Live", "不能判定"), translate("Live", "理由见收尾"))
    return VerdictView("cannot", translate("Live", "还没有数"), translate("Live", "等第一个读数"))
