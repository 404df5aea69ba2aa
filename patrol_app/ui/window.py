"""The window: head, one screen, ten keys, status line; the keyboard and the clock that drive them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from patrol_app.assets import Language, sentence
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import figures, language, pointer, steps
from patrol_app.ui.bridge import DeskSource, LiveSource
from patrol_app.ui.doors import application, run_window
from patrol_app.ui.keyboard import number_of
from patrol_app.ui.leaving import Leaving
from patrol_app.ui.look import Look
from patrol_app.ui.officer.live_layout import frame_layout
from patrol_app.ui.officer.reasons import REASONS, reason_words
from patrol_app.ui.overlays import Overlays
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, LIVE_STEP, ROUTE_STEP, Screen
from patrol_app.ui.theme import PALETTES, WALK, Tone, qpalette, qss
from patrol_app.ui.widgets.header import Header
from patrol_app.ui.widgets.key_row import Key, KeyRow
from patrol_app.ui.widgets.practice_edge import PracticeEdge
from patrol_app.ui.widgets.status_line import StatusItem, StatusLine, StatusView
from patrol_app.ui.widgets.survey_door import DOOR_KEY

if TYPE_CHECKING:
    from patrol_app.ui.officer.live_screen import LiveScreen

translate = QCoreApplication.translate

BEAT_MS = 50
SMALLEST = (1024, 600)


class PatrolWindow(QWidget):
    """The officer's window on one source. It looks at the newest snapshot twenty times a second and never waits."""

    #: The first picture was painted; what is slow waits for it.
    first_painted = Signal()

    def __init__(
        self,
        source: LiveSource,
        *,
        tone: Tone = "dusk",
        text: float | None = None,
        role: steps.Role = "officer",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self._now = now
        self.role = role
        self.source = source
        self._walk = WALK.index(tone)
        self._text = text
        self._beat = 0
        self._snapshot: Snapshot | None = None
        self._held: int | None = None
        self._painted = False
        self.look = Look(PALETTES[tone], text or 1.0)
        self.header = Header(self)
        self.keys = KeyRow(self)
        at_desk = isinstance(source, DeskSource) and role == "officer"
        self.step = BEFORE_STEP if at_desk else steps.first_step(role)
        self.screens: dict[int, Screen] = {}
        self.status = StatusLine(self)
        self.edges = (PracticeEdge(self), PracticeEdge(self))
        self.overlays = Overlays(self)
        self.choice, self.help = self.overlays.choice, self.overlays.help
        self.leaving = Leaving(self.overlays, lambda: source.command("stop"), self.close)
        self.asks_before_closing = True
        self.keys.acted.connect(self.act)
        self.header.chosen.connect(self.go_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._open(self.step)
        self.resize(1366, 768)
        self._dress()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self.beat()
        self._timer.start()

    # -- looks ---------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        """Palette, style sheet and every widget in the present tone; done before anything is shown."""
        application = QApplication.instance()
        sheet = qss(self.look.palette, self.look.text)
        # Qt goes over every widget there is, even for a sheet that it has.
        if isinstance(application, QApplication) and application.styleSheet() != sheet:
            pointer.use(self.look.palette)
            application.setPalette(qpalette(self.look.palette))
            application.setStyleSheet(sheet)
        self.setWindowTitle(translate("Window", "夜巡"))
        for screen in self.screens.values():
            screen.set_look(self.look)
        for part in (self.header, self.keys, self.status, *self.edges):
            part.set_look(self.look)
        self.overlays.set_look()
        self._lay_out()
        self.update()

    @property
    def snapshot(self) -> Snapshot | None:
        """The picture that is shown."""
        return self._snapshot

    @property
    def text_wanted(self) -> float:
        """The text scale that was chosen; 0 follows the screen."""
        return self._text or 0.0

    def set_tone(self, tone: Tone) -> None:
        """Change the palette."""
        self._walk = WALK.index(tone)
        self.look = Look(PALETTES[tone], self.look.text)
        self._dress()
        self.refresh()

    def next_tone(self) -> None:
        """One step of day, dusk, night, dusk, day."""
        self._walk = (self._walk + 1) % len(WALK)
        self.look = Look(PALETTES[WALK[self._walk]], self.look.text)
        self._dress()
        if isinstance(self.source, DeskSource):
            kept = "office_tone" if self.role == "coordinator" else "tone"
            self.source.remember(**{kept: WALK[self._walk]})
        self.refresh()

    def set_text(self, text: float) -> None:
        """Fix the text scale, 1.0 to 1.5; 0 follows the screen."""
        self._text = text or None
        self._scale_text()
        self.refresh()

    def set_language(self, chosen: Language) -> None:
        """Switch the language now."""
        language.use(chosen)
        self.overlays.shut_help()
        self._dress()
        self.refresh()

    def _scale_text(self) -> None:
        # A large screen in the field is watched from further away: 15 % more unless the setting says otherwise.
        far = self.role == "officer" and self.width() >= 1800 and self.height() >= 1000
        wanted = self._text or (1.15 if far else 1.0)
        if wanted != self.look.text:
            self.look = Look(self.look.palette, wanted)
            self._dress()

    def _lay_out(self) -> None:
        place = frame_layout(self.width(), self.height(), self.look)
        self.header.setGeometry(place.head)
        screen = self.screen_shown
        free = QRect(place.screen)
        if screen.takes_key_row:
            free.setBottom(place.status.top() - 1)
        screen.setGeometry(free)
        self.keys.setGeometry(place.keys)
        self.keys.setVisible(not screen.takes_key_row)
        self.status.setGeometry(place.status)
        top, height = place.head.bottom() + 1, place.status.top() - place.head.bottom() - 1
        for edge, x in zip(self.edges, (0, self.width() - 10), strict=True):
            edge.setGeometry(QRect(x, top, 10, height))
            edge.raise_()
        self.overlays.lay_out(place.head.bottom() + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew and show everything at once."""
        self._scale_text()
        self._lay_out()
        self.overlays.set_look()
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, so that no strip between the parts is ever white."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.end()
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    # -- steps ---------------------------------------------------------------------------------------------------

    @property
    def screen_shown(self) -> Screen:
        """The screen of the present step."""
        return self.screens[self.step]

    @property
    def live(self) -> LiveScreen:
        """The live screen of an officer's window."""
        return cast("LiveScreen", self.screens[LIVE_STEP])

    def _open(self, step: int) -> None:
        made = steps.make_screen(self.role, step, self.source, self)
        made.setVisible(step == self.step)
        made.now = self._now
        made.set_look(self.look)
        made.step_wanted.connect(self.go_to)
        made.reason_wanted.connect(self._ask_reason)
        made.form_wanted.connect(self.overlays.ask_form)
        made.choice_wanted.connect(self.overlays.ask_choice)
        made.read_wanted.connect(lambda title, lines: self.help.tell(title, tuple(lines), self.look))
        made.key_down.connect(self.keys.press)
        made.key_up.connect(self.keys.let_go)
        made.lower()
        self.screens[step] = made

    def go_to(self, step: int) -> None:
        """Show a step; its screen is made when it is first wanted, so that the window is up fast."""
        if not steps.has_screen(self.role, step):
            self.refresh()
            return
        if step not in self.screens:
            self._open(step)
        self.screen_shown.hide()
        self.step = step
        self._lay_out()
        self.screen_shown.show()
        self.screen_shown.lower()
        self.setFocus()
        self.refresh()

    # -- beats ---------------------------------------------------------------------------------------------------

    def beat(self) -> None:
        """One of twenty looks a second at the newest snapshot."""
        before, self._snapshot = self._snapshot, self.source.latest()
        self._follow(before)
        self.leaving.look(self._snapshot)
        self._show(self._beat)
        self._beat = (self._beat + 1) % 20

    def _follow(self, before: Snapshot | None) -> None:
        """A visit that begins is shown; after its end the route is."""
        if self.role != "officer" or not isinstance(self.source, DeskSource):
            return
        if before is None and self._snapshot is not None and self.step in (BEFORE_STEP, ROUTE_STEP):
            self.go_to(LIVE_STEP)
        elif before is not None and self._snapshot is None and self.step in (CLOSE_STEP, LIVE_STEP):
            self.go_to(ROUTE_STEP)

    def stop_beating(self) -> None:
        """Stop looking by itself; whoever holds the window calls ``beat``."""
        self._timer.stop()

    def refresh(self) -> None:
        """Show everything now."""
        self._show(0)

    def _show(self, beat: int) -> None:
        snapshot = self._snapshot
        self.screen_shown.refresh(snapshot, beat)
        if beat % 2 == 0:
            self.overlays.refresh(snapshot)
        if beat % 2 == 0:
            self._show_keys()
        if beat % 10 == 0:
            clock = figures.clock(self._now())
            head = self.screen_shown.head(snapshot, steps.step_names(self.role), self.step, clock)
            self.header.show_view(replace(head, closed=steps.closed_steps(self.role)))
            self.status.show_view(self._status(snapshot))
            for edge in self.edges:
                edge.setVisible(self.screen_shown.practising(snapshot))

    def _show_keys(self) -> None:
        snapshot = self._snapshot
        self.keys.show_keys({**self.screen_shown.keys(snapshot), **self._own_keys(snapshot)})

    def _own_keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        alarm = snapshot is not None and snapshot.unacknowledged
        return {
            1: Key(translate("Keys", "帮助")),
            6: Key(translate("Keys", "确认"), alarm, alarm=alarm),
            8: Key(translate("Keys", "色调")),
        }

    def _status(self, snapshot: Snapshot | None) -> StatusView:
        view = self.screen_shown.status(snapshot)
        if self.width() >= SMALLEST[0] and self.height() >= SMALLEST[1]:
            return view
        words = sentence("ui.too_small", language.current())
        return StatusView(items=(StatusItem("size", words, sign="warn", strong=True),))

    # -- keys ----------------------------------------------------------------------------------------------------

    def act(self, number: int) -> None:
        """A key did its work: the window's own three, or the screen's."""
        if number == 1:
            self._toggle_help()
        elif number == 6:
            if self._snapshot is not None and self._snapshot.unacknowledged:
                self.source.command("acknowledge")
        elif number == 8:
            self.next_tone()
        else:
            self.screen_shown.act(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys, digits and the numeric pad; auto-repeat means nothing, a hold is measured by the key itself."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.overlays.close_all()
            return
        if event.key() == Qt.Key.Key_F12:
            self.overlays.menu()
            return
        if event.key() == DOOR_KEY and not self.overlays.covering:
            self.screen_shown.through_door()
            return
        if event.key() == Qt.Key.Key_F11:
            self.showNormal() if self.isFullScreen() else self.showFullScreen()
            return
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            # Qt presses a button by Space alone. What must be held is not done by one stroke.
            focus.click()
            return
        number = number_of(event)
        if number is None:
            super().keyPressEvent(event)
        elif self.choice.isVisible():
            self.choice.pick(number)
        elif self.overlays.covering and number != 8:
            return
        else:
            self._held = number
            # What a key does may have changed since the last beat, by a stroke or a word just written.
            self._show_keys()
            self.keys.press(number)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let the key go."""
        if event.isAutoRepeat():
            return
        if self._held is not None and number_of(event) == self._held:
            self.keys.let_go(self._held)
            self._held = None
            return
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A window that loses the keyboard lets go of what is held: no stop by a key that was never released."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and self._held is not None:
            self.keys.let_go(self._held)
            self._held = None
        super().changeEvent(event)

    def _ask_reason(self) -> None:
        title = translate("Window", "排除的原因")
        foot = translate("Window", "按数字选；Esc 关上，排除继续")
        self.overlays.ask(title, foot, tuple(reason_words(reason) for reason in REASONS), self._reason_chosen)

    def _reason_chosen(self, index: int) -> None:
        self.setFocus()
        self.screen_shown.reason_chosen(REASONS[index])

    def _toggle_help(self) -> None:
        if self.help.isVisible():
            self.overlays.shut_help()
            return
        keys = {**self.screen_shown.keys(self._snapshot), **self._own_keys(self._snapshot)}
        self.help.tell(translate("Help", "按键"), steps.help_lines(self.role, self.step, keys), self.look)

    # -- pictures and the end ------------------------------------------------------------------------------------

    def grab_to(self, path: Path) -> None:
        """Write a picture of the window as it is now; under a temporary name first."""
        self.refresh()
        temporary = path.with_name(path.name + ".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.grab().save(str(temporary), "PNG")
        temporary.replace(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop looking. A recording ends with its window, so somebody who closes it during a run is asked first."""
        running = steps.driven(self.source) or self._snapshot
        if event.spontaneous() and self.asks_before_closing and self.leaving.held_back(running):
            event.ignore()
            return
        self.stop_beating()
        super().closeEvent(event)


__all__ = ["PatrolWindow", "application", "run_window"]
