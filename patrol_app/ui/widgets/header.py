"""The head of every screen: the steps of the role, where we are, the next legal change and the clock."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget

from patrol_app.ui.fonts import font
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.panel import Panel

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class HeaderView:
    """All as written; ``closed`` are the steps that have no screen."""

    steps: tuple[str, ...] = ()
    current: int = 0
    place: str = ""
    zone: str = ""
    period: str = ""
    change: str = ""
    clock: str = ""
    closed: tuple[int, ...] = ()


class StepTabs(QTabBar):
    """The steps; arrows of a numeric pad are digits here, not moves."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a step, those of a numeric pad go on to the window."""
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Header(Panel[HeaderView]):
    """Tabs at the left, place in the middle, law and clock at the right."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HeaderView(), parent)
        self.tabs = StepTabs(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.currentChanged.connect(self.chosen)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        self.tabs.setFont(font(look.px(16)))
        self._place_tabs()

    def show_view(self, view: HeaderView) -> bool:
        """Show the head."""
        steps_changed = view.steps != self.view.steps
        changed = super().show_view(view)
        # Showing where we are is not choosing to go there.
        quiet = QSignalBlocker(self.tabs)
        if steps_changed:
            while self.tabs.count():
                self.tabs.removeTab(0)
            for step in view.steps:
                self.tabs.setTabEnabled(self.tabs.addTab(step), self.tabs.count() - 1 not in view.closed)
            self._place_tabs()
        if changed and self.tabs.currentIndex() != view.current:
            self.tabs.setCurrentIndex(view.current)
        quiet.unblock()
        if changed:
            self.setAccessibleName(f"{view.place}, {view.zone}")
            self.tabs.setAccessibleName(translate("Header", "步骤"))
        return changed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tabs on the foot line."""
        self._place_tabs()

    def _place_tabs(self) -> None:
        height = self.height() - 1
        self.tabs.setStyleSheet(f"QTabBar::tab {{ min-height: {height - 6}px; max-height: {height - 6}px; }}")
        self.tabs.setGeometry(16, 0, self.tabs.sizeHint().width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width, height = float(self.width()), float(self.height())
        upper, lower = height / 2 - 3, height / 2 + look.px(18)
        painter.fillRect(QRectF(0, height - 1, width, 1), look.colour("line"))
        advance = look.put(painter, width - 16, look.middle(height / 2 - 1, 28), view.clock, 28, align="right")
        right = width - 16 - max(advance, look.width("00:00:00", 28)) - 20
        law = max(
            look.put(painter, right, upper, view.period, 14, align="right"),
            look.put(painter, right, lower, view.change, 14, "text2", align="right"),
        )
        rule = self.tabs.geometry().right() + 18
        painter.fillRect(QRectF(rule, 14, 1, height - 27), look.colour("line"))
        left = rule + 18
        room = right - law - 24 - left
        look.put(painter, left, upper + 1, view.place, 16, bold=True, width=room)
        look.put(painter, left, lower, view.zone, 14, "text2", width=room)
        painter.end()
