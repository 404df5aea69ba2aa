"""The live screen: an instrument, not a page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import frame_words
from patrol_app.ui.bridge import DeskSource, LiveSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer import live_words
from patrol_app.ui.officer.level_part import FAST_BEATS, FIGURE_BEATS, LevelPart
from patrol_app.ui.officer.live_layout import LiveLayout, live_layout
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, Screen
from patrol_app.ui.timeline import WINDOWS, TimeWindow, WindowKind, window_of
from patrol_app.ui.widgets.dust_plot import DustPlot, DustView
from patrol_app.ui.widgets.event_list import EventList
from patrol_app.ui.widgets.history_head import HistoryHead, HistoryHeadView
from patrol_app.ui.widgets.history_plot import HistoryPlot, HistoryView, LimitLine
from patrol_app.ui.widgets.judged_table import JudgedTable
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.stats_panel import StatsPanel
from patrol_app.ui.widgets.strip import Strip, StripView

translate = QCoreApplication.translate

#: This much of the newest levels is always inside the plot, in seconds.
NEWEST_S = 60.0


class LiveScreen(Screen):
    """Level, verdict, history, statistics and events of the running measurement."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.level = LevelPart(self, lambda: self.source.command("acknowledge"))
        self.digits, self.lamp = self.level.digits, self.level.lamp
        self.bar, self.verdict = self.level.bar, self.level.verdict
        self.table = JudgedTable(self)
        self.history_head = HistoryHead(self)
        self.plot = HistoryPlot(self)
        self.events = Strip(self)
        self.exclusions = Strip(self)
        self.dust = DustPlot(self)
        self.stats = StatsPanel(self)
        self.event_list = EventList(self)
        self._panels = (
            self.table, self.history_head, self.plot, self.events, self.exclusions, self.dust, self.stats,
            self.event_list,
        )  # fmt: skip
        self.window_kind: WindowKind = "ten"
        self._snapshot: Snapshot | None = None

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        self.level.set_look(look)
        for panel in self._panels:
            panel.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Words are looked up at each refresh; a language change refreshes all."""
        if event.type() == QEvent.Type.LanguageChange:
            self._lay_out()
            self.refresh(self._snapshot, 0)
        super().changeEvent(event)

    def layout_now(self) -> LiveLayout:
        """The layout for the present size."""
        labels = (translate("Live", "事件"), translate("Live", "排除"))
        widest = round(max(self.look.width(label, 14) for label in labels))
        return live_layout(self.width(), self.height(), self.window().height(), self.look, widest)

    def _lay_out(self) -> None:
        place = self.layout_now()
        self.level.lay_out(place)
        self.table.setGeometry(place.table)
        self.history_head.setGeometry(place.history_head)
        for panel, box in (
            (self.plot, place.plot),
            (self.events, place.events),
            (self.exclusions, place.exclusions),
            (self.dust, place.dust),
        ):
            panel.margins = place.plot_margins
            panel.setGeometry(box)
        self.plot.place()
        self.dust.place()
        self.stats.setGeometry(place.stats)
        self.event_list.setGeometry(place.event_list)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show what is due."""
        self._snapshot = snapshot
        self.level.refresh(snapshot, beat)
        if beat % FAST_BEATS == 0:
            self._show_plots(snapshot)
        if beat % FIGURE_BEATS == 0:
            self.table.show_view(live_words.judged_view(snapshot))
            self.stats.show_view(live_words.stats_view(snapshot))
            self.event_list.show_view(frame_words.events_view(snapshot, self.event_list.shown))
            self.history_head.show_view(self._head(snapshot))

    def time_window(self, snapshot: Snapshot) -> TimeWindow:
        """The window that the plots show."""
        now_s = (snapshot.at - snapshot.started_at).total_seconds()
        return window_of(self.window_kind, snapshot.started_at, now_s)

    def _show_plots(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        window = self.time_window(snapshot)
        events = snapshot.events
        limits: list[LimitLine] = []
        legal = snapshot.legal
        if legal.laeq_limit_db is not None:
            limits.append(LimitLine(legal.laeq_limit_db, live_words.limit_label(snapshot)))
        if legal.lafmax_limit_db is not None:
            words = translate("Live", "最大") + f" {legal.lafmax_limit_db:.0f}"
            limits.append(LimitLine(legal.lafmax_limit_db, words, fine=True))
        excluded = frame_words.exclusion_marks(frame_words.with_open_exclusion(snapshot, window.end_s), window.end_s)
        marks = tuple(event.start_s for event in events if event.kind == "mark")
        watermark = translate("Live", "练  习") if snapshot.practice else ""
        self.plot.show_history(
            snapshot.history,
            HistoryView(window, tuple(limits), marks, excluded, watermark, newest_s=NEWEST_S),
        )
        over = frame_words.spans(snapshot, ("over", "trigger"), window.end_s)
        self.events.show_view(StripView(translate("Live", "事件"), over, window))
        out = frame_words.spans(snapshot, ("exclusion",), window.end_s)
        self.exclusions.show_view(StripView(translate("Live", "排除"), out, window))
        tsp = legal.tsp_limit_mg_m3
        limit = None if tsp is None else LimitLine(tsp, f"TSP {tsp:.2f}")
        legend = translate("Live", "TSP 实线 · PM10 虚线  mg/m³")
        self.dust.show_history(snapshot.history, DustView(window, limit, legend))

    def _head(self, snapshot: Snapshot | None) -> HistoryHeadView:
        spans = {
            "minute": translate("Live", "近 60 秒"),
            "ten": translate("Live", "近 10 分钟"),
            "all": translate("Live", "全部"),
        }
        legend = (
            "LAF",
            "LAeq,T",
            translate("Live", "限值"),
            translate("Live", "标记"),
            translate("Live", "排除段"),
        )
        title = translate("Live", "声级") + f"  {spans[self.window_kind]}"
        return HistoryHeadView(title, legend, translate("Live", "F7 改时间窗"), live_words.message_text(snapshot))

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        live = running = excluding = voice = practice = can_start = False
        if snapshot is not None:
            live = True
            running = snapshot.run in ("measuring", "background")
            excluding = snapshot.excluding_since_s is not None
            voice = snapshot.voice_since_s is not None
            practice = snapshot.practice
            can_start = snapshot.run in ("idle", "closed") and live_words.sound_link(snapshot) != "absent"
        hold = translate("Keys", "按住 1 秒")
        # Between runs two keys do what is due then: the background, and the calibrator.
        idle = snapshot is not None and snapshot.run == "idle" and isinstance(self.source, DeskSource)
        return {
            2: Key(translate("Keys", "测背景"), idle, hold=idle, note=hold if idle else "")
            if idle
            else Key(translate("Keys", "排除结束") if excluding else translate("Keys", "排除"), running),
            3: Key(translate("Keys", "拍照"), live),
            4: Key(translate("Keys", "语音结束") if voice else translate("Keys", "语音"), live),
            5: Key(translate("Keys", "校准") if idle else translate("Keys", "标记"), running or idle, main=True),
            7: Key(translate("Keys", "时间窗"), True),
            9: Key(
                translate("Keys", "停止") if running else translate("Keys", "开始"),
                running or can_start,
                hold=True,
                note=hold,
            ),
            10: Key(
                translate("Keys", "离开练习") if practice else translate("Keys", "下一步"),
                practice or (live and not running),
            ),
        }

    def reason_chosen(self, reason: str) -> None:
        """The exclusion ends with its reason."""
        self.source.command("exclude_end", reason=reason)

    def act(self, number: int) -> None:
        """A key was pressed."""
        snapshot = self._snapshot
        if number == 7:
            self.window_kind = WINDOWS[(WINDOWS.index(self.window_kind) + 1) % len(WINDOWS)]
            self.refresh(snapshot, 0)
            return
        if snapshot is None:
            return
        running = snapshot.run in ("measuring", "background")
        if snapshot.run == "idle" and isinstance(self.source, DeskSource) and number in (2, 5, 10):
            self._act_between(number, snapshot)
            return
        if number == 3 and isinstance(self.source, DeskSource):
            self.form_wanted.emit("photo", {})
            return
        if number == 2:
            if snapshot.excluding_since_s is None:
                self.source.command("exclude_begin")
            else:
                self.reason_wanted.emit()
            return
        names = {3: "photo", 4: "voice", 5: "mark", 9: "stop" if running else "start"}
        names[10] = "leave_practice" if snapshot.practice else "next"
        if number in names:
            self.source.command(names[number])
        if names.get(number) == "next":
            self.step_wanted.emit(CLOSE_STEP)

    def _act_between(self, number: int, snapshot: Snapshot) -> None:
        """The keys that mean something else while nothing is measured."""
        if number == 2:
            self.source.command("background")
        elif number == 5:
            self.step_wanted.emit(BEFORE_STEP)
        elif snapshot.practice:
            self.source.command("leave_practice")
        else:
            departure = self.source.departure() if isinstance(self.source, DeskSource) else None
            if departure is not None and departure.stage == "after" and not departure.calibration.recorded:
                self.step_wanted.emit(BEFORE_STEP)
            else:
                self.source.command("next")
                self.step_wanted.emit(CLOSE_STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions."""
        painter, place = QPainter(self), self.layout_now()
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        section = place.section_y
        painter.fillRect(QRectF(16, section, self.width() - 32, 1), line)
        painter.fillRect(QRectF(place.column_rule_x, 15, 1, section - 27), line)
        painter.fillRect(QRectF(place.side_rule_x, section + 8, 1, self.height() - section - 8), line)
        painter.fillRect(QRectF(place.stats.left(), place.list_rule_y, place.stats.width(), 1), line)
        painter.end()
