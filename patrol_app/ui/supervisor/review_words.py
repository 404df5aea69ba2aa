"""From the facts of a case under review to the words of the supervisor's screen."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import ExclusionFact, ReviewFacts, ReviewItem
from patrol_app.services.snapshot import LegalView
from patrol_app.services.supervisor_facts import SupervisorFacts
from patrol_app.ui import figures, language
from patrol_app.ui.frame_words import exclusion_marks, over_spans
from patrol_app.ui.officer.closing_words import check_row, value_row
from patrol_app.ui.officer.live_words import dot, period_word
from patrol_app.ui.officer.reasons import reason_words
from patrol_app.ui.said import words
from patrol_app.ui.supervisor.filter_words import asked_words, shown
from patrol_app.ui.supervisor.full_words import author_words, day_time, say
from patrol_app.ui.timeline import TimeWindow
from patrol_app.ui.widgets.exclusion_table import ExclusionsView
from patrol_app.ui.widgets.fact_list import FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.history_head import HistoryHeadView
from patrol_app.ui.widgets.history_plot import HistoryView, LimitLine
from patrol_app.ui.widgets.lazy_rows import LazyRows
from patrol_app.ui.widgets.review_list import ReviewLine, ReviewListView, ReviewSign
from patrol_app.ui.widgets.status_line import StatusItem, StatusView
from patrol_app.ui.widgets.strip import Span, StripView

translate = QCoreApplication.translate


def head_view(
    facts: ReviewFacts | None, lists: SupervisorFacts | None, steps: tuple[str, ...], current: int, clock: str
) -> HeaderView:
    """The case, who measured and when, and how many wait."""
    if facts is None or not facts.items:
        return HeaderView(steps, current, translate("Review", "复核"), empty_words(lists), clock=clock[:5])
    item = facts.items[facts.selected]
    day = facts.started_at.astimezone(figures.LOCAL).strftime("%m-%d")
    span = translate("Review", "{day} {start} 至 {end}").format(
        day=day,
        start=figures.clock(facts.started_at, seconds=False),
        end=figures.clock(facts.ended_at, seconds=False),
    )
    decided = ""
    if item.decided_at is not None:
        at = item.decided_at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")
        decided = dot(f"{item.decided_by} {at}", words(item.state))
    sent = facts.sent_at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")
    count = lists.waiting if lists is not None else len(facts.items)
    waiting = translate("Review", "待复核 {count} 件").format(count=figures.thousands(count))
    undecided = (one.at for one in facts.items if one.decided_at is None)
    oldest = min(undecided, default=item.at).astimezone(figures.LOCAL).strftime("%m-%d %H:%M")
    return HeaderView(
        steps,
        current,
        dot(translate("Review", "复核"), item.site, item.case_number),
        dot(" ".join(facts.officers), span, translate("Review", "送来 {at}").format(at=sent), decided),
        waiting,
        translate("Review", "最早 {at}").format(at=oldest),
        clock[:5],
    )


def _sign(item: ReviewItem) -> ReviewSign:
    if not item.judged:
        return "cannot"
    return {"over": "over", "near": "near", "none": "complies"}[item.attention]  # type: ignore[return-value]


def empty_words(lists: SupervisorFacts | None) -> str:
    """Why the list is empty: nothing waits, or nothing is like what is asked."""
    asked = lists is not None and (lists.asked.asks or shown(lists, "review") != "waiting")
    return sentence("supervisor.none_such" if asked else "ui.nothing_to_review", language.current())


def list_view(facts: ReviewFacts | None, lists: SupervisorFacts | None = None, selected: int = 0) -> ReviewListView:
    """The list of cases; each is written when it comes into sight."""
    heading, foot = translate("Review", "超标清单"), ""
    if lists is not None:
        stands = sentence(f"supervisor.shown.{shown(lists, 'review')}", language.current())
        foot = "F4 " + dot(stands, asked_words(lists.asked))
    if facts is None or not facts.items:
        return ReviewListView(heading, empty=empty_words(lists), remark=foot)
    count = translate("Review", "{count} 件").format(count=figures.thousands(len(facts.items)))
    keys = translate("Review", "↑ ↓ 换件   F3 听录音")
    newest, oldest = facts.items[0].at, facts.items[-1].at
    days = abs(newest - oldest) >= timedelta(days=1)
    lines = LazyRows(facts.items, lambda item: _line(item, days=days), (language.current(), days))
    return ReviewListView(heading, count, lines, selected, foot or keys)


def _line(item: ReviewItem, *, days: bool) -> ReviewLine:
    return ReviewLine(
        item.site,
        day_time(item.at) if days else figures.clock(item.at),
        f"{item.measured} / {item.limit}" if item.limit else figures.DASH,
        item.excess,
        words(item.state),
        _sign(item),
    )


def accept_words(facts: ReviewFacts | None) -> tuple[str, bool]:
    """What the button of acceptance says, and whether it can be pressed."""
    if facts is None:
        return translate("Review", "同意并签名"), False
    if facts.obstacle is not None:
        checking = facts.obstacle.key == "desk.still_checking"
        return say("accept.checking") if checking else say("accept.cannot"), False
    return translate("Review", "同意并签名") if facts.key != "none" else say("accept.unsigned"), True


def window_of(facts: ReviewFacts) -> TimeWindow:
    """The whole run."""
    length = (facts.ended_at - facts.started_at).total_seconds()
    return TimeWindow(facts.started_at, 0.0, max(1.0, length))


def plot_head(facts: ReviewFacts) -> HistoryHeadView:
    """The line above the plot."""
    length = figures.minutes((facts.ended_at - facts.started_at).total_seconds())
    title = translate("Review", "声级过程") + f" {length}"
    return HistoryHeadView(title, (), translate("Review", "拖选一段后按 F2 排除"))


def limits(legal: LegalView) -> tuple[LimitLine, ...]:
    """The limits of the run's time."""
    found = []
    if legal.laeq_limit_db is not None:
        found.append(LimitLine(legal.laeq_limit_db, f"{period_word(legal.period)} {legal.laeq_limit_db:.0f}"))
    if legal.lafmax_limit_db is not None:
        found.append(
            LimitLine(legal.lafmax_limit_db, translate("Live", "最大") + f" {legal.lafmax_limit_db:.0f}", True)
        )
    return tuple(found)


def history_view(facts: ReviewFacts, selection: tuple[float, float] | None) -> HistoryView:
    """What lies under the traces."""
    window = window_of(facts)
    excluded = exclusion_marks(facts.events, window.end_s)
    return HistoryView(window, limits(facts.legal), (), excluded, "", selection)


def strips(facts: ReviewFacts) -> tuple[StripView, StripView]:
    """Events, and exclusions by their letters."""
    window = window_of(facts)
    events = StripView(translate("Live", "事件"), over_spans(facts.events, window.end_s), window)
    letters = tuple(
        Span("exclusion", (one.start_at - facts.started_at).total_seconds(),
             (one.end_at - facts.started_at).total_seconds(), one.label)
        for one in facts.exclusions
    )  # fmt: skip
    return events, StripView(translate("Live", "排除"), letters, window)


def selection_words(
    facts: ReviewFacts,
    selection: tuple[float, float] | None,
    head_s: float | None = None,
    mark_s: float | None = None,
    *,
    at_keys: bool = False,
) -> str:
    """Where the playhead stands, and what is selected: its times, length and levels."""
    heard = ""
    if head_s is not None:
        heard = figures.clock(facts.started_at + timedelta(seconds=head_s))
    if mark_s is not None:
        begun = figures.clock(facts.started_at + timedelta(seconds=mark_s))
        return dot(heard, say("mark_begun", start=begun))
    if selection is None and at_keys:
        return dot(heard, say("plot_keys"))
    if selection is None:
        louder = say("louder", gain=f"{facts.gain_db:.0f}")
        return dot(heard, translate("Review", "没有选中"), louder if facts.gain_db else "")
    begin, end = selection
    origin = facts.started_at.timestamp()
    start, finish = (
        figures.clock(type(facts.started_at).fromtimestamp(origin + moment, figures.LOCAL)) for moment in (begin, end)
    )
    words_of = translate("Review", "选中 {start}–{end} · {seconds} s")
    levels = ("", "")
    found = facts.selection
    if found is not None and (found.start_s, found.end_s) == selection:
        levels = (f"LAeq {figures.number(found.laeq_db)}", f"LAFmax {figures.number(found.lafmax_db)}")
    return dot(heard, words_of.format(start=start, end=finish, seconds=f"{end - begin:.0f}"), *levels)


def exclusions_view(facts: ReviewFacts) -> ExclusionsView:
    """The table of excluded parts."""
    heads = (
        translate("Review", "起止"),
        translate("Review", "原因"),
        translate("Review", "谁 · 何时"),
        translate("Review", "去掉后 LAeq"),
    )
    note = translate("Review", "只标记，不删除 · 判定取全程，去掉后并列对照")
    return ExclusionsView(
        translate("Review", "排除段"),
        note,
        heads,
        tuple(_exclusion(one) for one in facts.exclusions),
        say("more_parts", count=len(facts.exclusions)),
    )


def _exclusion(one: ExclusionFact) -> tuple[str, str, str, str]:
    span = f"{figures.clock(one.start_at)}–{figures.clock(one.end_at)}"
    levels = f"{figures.number(one.laeq_db)} → {figures.number(one.without_db)}"
    return span, reason_words(one.reason), author_words(one), levels


def values_view(facts: ReviewFacts) -> FactsView:
    """The recomputation."""
    return FactsView(rows=tuple(value_row(one) for one in facts.values), pitch=28)


def checks_view(facts: ReviewFacts) -> FactsView:
    """What was checked."""
    rows = tuple(check_row(one) for one in facts.checks)
    return FactsView(translate("Review", "核对"), rows=rows, signed=True, strong="label", pitch=25, ruled=False)


def status_view(facts: ReviewFacts | None) -> StatusView:
    """The office's status line."""
    if facts is None or not facts.items:
        return StatusView(items=(StatusItem("case", translate("Status", "尚无案号")),))
    head = facts.chain_check
    return StatusView(
        items=(
            StatusItem("reviewer", facts.reviewer or say("status.nobody"), sign="" if facts.reviewer else "warn"),
            StatusItem("chain", words(head.title), sign="tick" if head.state == "ok" else "warn"),
            StatusItem("rules", translate("Review", "规则包 {name}").format(name=facts.legal.rule_set or figures.DASH)),
            StatusItem(
                "case", translate("Review", "案卷 {number}").format(number=facts.items[facts.selected].case_number)
            ),
        )
    )
