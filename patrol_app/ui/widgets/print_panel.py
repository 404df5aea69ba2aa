"""Which printer, how many copies, which papers: over the screen and in its tone, never the system's white window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import PrintingFacts
from patrol_app.ui import language
from patrol_app.ui.look import Look
from patrol_app.ui.said import words
from patrol_app.ui.widgets.choice_panel import centre_over_parent

COPIES = (1, 2, 3, 4, 5)
PRINTERS_SHOWN = 4


class PrintPanel(QWidget):
    """Enter prints, Esc closes, Tab and the arrow keys go round inside; built anew each time it is shown."""

    #: Printer, names of papers, copies.
    wanted = Signal(str, list, int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.facts: PrintingFacts | None = None
        self.stops: list[QPushButton] = []
        self.printers, self.copies = QButtonGroup(self), QButtonGroup(self)
        self.papers: dict[str, QPushButton] = {}
        self._inner: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def ask(self, facts: PrintingFacts, look: Look) -> None:
        """Show the choice; the default printer, one copy and every paper are chosen."""
        self.facts, self.look = facts, look
        if self._inner is not None:
            self._inner.setParent(None)
            self._inner.deleteLater()
        self.stops, self.papers = [], {}
        self.printers, self.copies = QButtonGroup(self), QButtonGroup(self)
        inner = self._inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        row = self._rows(grid, inner, facts)
        self.take = QPushButton(sentence("ui.print.take", language.current()), inner)
        self.take.clicked.connect(self.accept)
        self.stops.append(self.take)
        grid.addWidget(self.take, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.setAccessibleName(sentence("ui.print.title", language.current()))
        margin = look.px(20)
        height = margin * 2 + look.px(70) + (row + 1) * (look.room(44, 15) + 8)
        centre_over_parent(self, look.px(720), height)
        inner.setGeometry(
            margin, margin + look.px(34), self.width() - 2 * margin, self.height() - 2 * margin - look.px(54)
        )
        inner.show()
        self.show()
        self.raise_()
        self.stops[0].setFocus()

    def _rows(self, grid: QGridLayout, inner: QWidget, facts: PrintingFacts) -> int:
        tongue, row = language.current(), 0
        heads = [sentence(f"ui.print.{name}", tongue) for name in ("printer", "copies", "papers")]
        grid.addWidget(QLabel(heads[0], inner), row, 0)
        for index, one in enumerate(facts.printers[:PRINTERS_SHOWN]):
            state = sentence(f"printing.state.{one.state}", tongue)
            button = self._button(f"{one.name} · {state}", heads[0], inner, chosen=index == 0)
            self.printers.addButton(button, index)
            grid.addWidget(button, row, 1)
            row += 1
        grid.addWidget(QLabel(heads[1], inner), row, 0)
        box = QWidget(inner)
        across = QHBoxLayout(box)
        across.setContentsMargins(0, 0, 0, 0)
        for count in COPIES:
            button = self._button(str(count), heads[1], box, chosen=count == 1)
            self.copies.addButton(button, count)
            across.addWidget(button)
        across.addStretch(1)
        grid.addWidget(box, row, 1)
        row += 1
        grid.addWidget(QLabel(heads[2], inner), row, 0)
        for paper in facts.papers:
            button = self._button(words(paper.title), heads[2], inner, chosen=True)
            self.papers[paper.name] = button
            grid.addWidget(button, row, 1)
            row += 1
        return row

    def _button(self, text: str, head: str, parent: QWidget, *, chosen: bool) -> QPushButton:
        button = QPushButton(text, parent)
        button.setCheckable(True)
        button.setChecked(chosen)
        button.setAccessibleName(f"{head}: {text}")
        self.stops.append(button)
        return button

    def accept(self) -> None:
        """Print what is chosen; without a paper nothing happens."""
        names = [name for name, button in self.papers.items() if button.isChecked()]
        if self.facts is None or not names:
            return
        printer = self.facts.printers[max(0, self.printers.checkedId())].name
        self.hide()
        self.wanted.emit(printer, names, max(1, self.copies.checkedId()))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside."""
        self._step(1 if forward else -1)
        return True

    def _step(self, by: int) -> None:
        focus = self.focusWidget()
        at = self.stops.index(focus) if focus in self.stops else 0
        self.stops[(at + by) % len(self.stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter prints, or chooses where the keyboard stands on a choice; Esc closes."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self._step(1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
            self._step(-1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame and words."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setPen(look.pen("text", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        left, room = look.px(20), self.width() - 2 * look.px(20)
        title, foot = (sentence(f"ui.print.{name}", language.current()) for name in ("title", "foot"))
        look.put(painter, left, look.px(38), title, 18, bold=True, width=room)
        look.put(painter, left, self.height() - look.px(14), foot, 14, "text2", width=room)
        painter.end()
