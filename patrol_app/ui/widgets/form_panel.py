"""A form over the screen: Enter takes it, Esc closes it and discards nothing, Tab stays inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from patrol_app.assets import sentence
from patrol_app.ui import forms, language
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.choice_panel import centre_over_parent

GAP_PX = 16
AROUND_PX = 42
"""About the word of a button: its padding and frame, and the gap to the next."""


class FormPanel(QWidget):
    """Built anew for each form, in the look of the moment, before it is shown."""

    #: Name of the form and the answers by field.
    filled = Signal(str, dict)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.form = ""
        self.readers: dict[str, Callable[[], str]] = {}
        self.stops: list[QWidget] = []
        self.lines: dict[str, QLineEdit] = {}
        self._inner: QWidget | None = None
        self._head = ""
        self._room = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def ask(self, form: str, answers: Mapping[str, object], look: Look, head: str = "") -> None:
        """Show a form with what was answered before; the same form anew keeps the keyboard's place."""
        held = self.focusWidget()
        place = self.stops.index(held) if self.isVisible() and self.form == form and held in self.stops else 0
        self.look, self.form = look, form
        self._head = head or forms.title(form)
        if self._inner is not None:
            self._inner.setParent(None)
            self._inner.deleteLater()
        self.readers, self.stops, self.lines = {}, [], {}
        margin, fields = look.px(20), forms.FORMS[form]
        width = min(self.window().width() - 32, look.px(720))
        widest = max(look.width(forms.label(field.name), 15) for field in fields)
        self._room = width - 2 * margin - GAP_PX - round(widest)
        rows = [self._rows_of(field) for field in fields]
        inner = self._inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_PX)
        grid.setVerticalSpacing(6)
        for row, field in enumerate(fields):
            words = QLabel(forms.label(field.name), inner)
            grid.addWidget(words, row, 0)
            grid.addWidget(self._editor(field, str(answers.get(field.name) or ""), inner), row, 1)
        grid.setColumnStretch(1, 1)
        self.take = QPushButton(sentence("ui.form.take", language.current()), inner)
        self.take.clicked.connect(self.accept)
        self.stops.append(self.take)
        grid.addWidget(self.take, len(fields), 1, Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(self._head)
        row_height = max(look.room(44, 15), look.px(32)) + 6
        height = margin * 2 + look.px(40) + (sum(map(len, rows)) + 1) * row_height + look.px(20)
        centre_over_parent(self, look.px(720), height)
        inner.setGeometry(
            margin, margin + look.px(34), self.width() - 2 * margin, self.height() - 2 * margin - look.px(54)
        )
        inner.show()
        self.show()
        self.raise_()
        self.stops[place].setFocus()

    def _editor(self, field: forms.Field, value: str, parent: QWidget) -> QWidget:
        options = forms.choices(field.kind)
        if options:
            return self._choice(field, options, value, parent)
        line = QLineEdit(value, parent)
        line.setMinimumHeight(self.look.px(32))
        line.setAccessibleName(forms.label(field.name))
        if field.kind == "password":
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.readers[field.name] = line.text
        self.lines[field.name] = line
        self.stops.append(line)
        if field.kind not in ("file", "new_file", "folder"):
            return line
        box = QWidget(parent)
        across = QHBoxLayout(box)
        across.setContentsMargins(0, 0, 0, 0)
        browse = QPushButton(sentence("ui.form.browse", language.current()), box)
        browse.clicked.connect(lambda: self._browse(line, field.kind))
        across.addWidget(line, 1)
        across.addWidget(browse)
        self.stops.append(browse)
        return box

    def _rows_of(self, field: forms.Field) -> list[list[str]]:
        """The options of a field in as many rows as the room wants; a field that is written has one, of nothing."""
        rows: list[list[str]] = [[]]
        used = 0.0
        for option in forms.choices(field.kind):
            wide = self.look.width(forms.choice_word(option), 15) + AROUND_PX
            if rows[-1] and used + wide > self._room:
                rows.append([])
                used = 0.0
            rows[-1].append(option)
            used += wide
        return rows

    def _choice(self, field: forms.Field, options: tuple[str, ...], value: str, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        down = QVBoxLayout(box)
        down.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(box)
        for row in self._rows_of(field):
            across = QHBoxLayout()
            for option in row:
                button = QPushButton(forms.choice_word(option), box)
                button.setCheckable(True)
                button.setChecked(option == value)
                button.setAccessibleName(f"{forms.label(field.name)}: {button.text()}")
                group.addButton(button, options.index(option))
                across.addWidget(button)
                self.stops.append(button)
            across.addStretch(1)
            down.addLayout(across)
        self.readers[field.name] = lambda: options[group.checkedId()] if group.checkedId() >= 0 else ""
        return box

    def _browse(self, line: QLineEdit, kind: forms.FieldKind) -> None:
        # The system's own picker would be white; Qt's takes the palette.
        plain = QFileDialog.Option.DontUseNativeDialog
        if kind == "folder":
            only = plain | QFileDialog.Option.ShowDirsOnly
            picked = QFileDialog.getExistingDirectory(self.window(), self._head, line.text(), options=only)
        elif kind == "new_file":
            picked, _ = QFileDialog.getSaveFileName(self.window(), self._head, line.text(), options=plain)
        else:
            picked, _ = QFileDialog.getOpenFileName(self.window(), self._head, line.text(), options=plain)
        if picked:
            line.setText(picked)
        line.setFocus()

    def answers(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {name: read() for name, read in self.readers.items()}

    def accept(self) -> None:
        """Take the form."""
        given = self.answers()
        self.hide()
        self.filled.emit(self.form, given)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the form."""
        focus = self.focusWidget()
        at = self.stops.index(focus) if focus in self.stops else 0
        self.stops[(at + (1 if forward else -1)) % len(self.stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Esc closes; no other key reaches the screen below."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, QPushButton) and focus is not self.take:
                focus.click()
            else:
                self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame and words."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setPen(look.pen("text", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        left, room = look.px(20), self.width() - 2 * look.px(20)
        look.put(painter, left, look.px(38), self._head, 18, bold=True, width=room)
        foot = sentence("ui.form.foot", language.current())
        look.put(painter, left, self.height() - look.px(14), foot, 14, "text2", width=room)
        painter.end()
