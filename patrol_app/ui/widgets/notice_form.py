"""The notice that bans noise, as a form: what it says itself, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from patrol_app.ui.look import Look
from patrol_app.ui.widgets.office_fields import Choice, Count, dress

#: The fields in their order; those of ``CHOSEN`` are one of fixed words, those of ``OFFERED`` texts with suggestions.
FIELDS = (
    "issuer", "number", "legal_basis", "valid_from", "valid_to", "daily_windows", "distance_rule", "radius_m",
    "forbidden", "exemptions",
)  # fmt: skip
OFFERED = ("legal_basis", "daily_windows", "forbidden", "exemptions")
CHOSEN = ("distance_rule",)
FARTHEST_M = 20_000


class NoticeForm(QWidget):
    """A form that says when something in it differs from what was shown."""

    edited = Signal()

    HEAD = 34
    PITCH = 36

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.heading, self.note = "", ""
        #: Where the note in the head ends, in pixels; buttons may stand beyond.
        self.note_end: int | None = None
        self._labels: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self.fields: dict[str, QLineEdit | Choice | Count] = {}
        for name in FIELDS:
            field: QLineEdit | Choice | Count
            if name == "radius_m":
                field = Count(self)
                field.setRange(0, FARTHEST_M)
                field.setSingleStep(50)
                field.valueChanged.connect(lambda _value: self.edited.emit())
            elif name in (*OFFERED, *CHOSEN):
                field = Choice(self, editable=name in OFFERED)
                field.currentTextChanged.connect(lambda _text: self.edited.emit())
            else:
                field = QLineEdit(self)
                field.textChanged.connect(lambda _text: self.edited.emit())
            self.fields[name] = field
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def radius(self) -> Count:
        """The radius, which comes from the notice alone."""
        field = self.fields["radius_m"]
        assert isinstance(field, Count)
        return field

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        for field in self.fields.values():
            if not isinstance(field, QLineEdit):
                field.set_look(look)
        self._place()
        self.update()

    def name(self, labels: Mapping[str, str], offers: Mapping[str, tuple[str, ...]], scopes: Mapping[str, str]) -> None:
        """Words for every field, suggestions, and the words of the scopes by their value."""
        self._labels = dict(labels)
        for name, field in self.fields.items():
            field.setAccessibleName(labels[name])
            if isinstance(field, Choice):
                if name in CHOSEN:
                    field.offer(tuple(scopes.values()), tuple(scopes))
                else:
                    field.offer(offers.get(name, ()))
        self.radius.setSuffix(" m")
        self.update()

    def tell(self, heading: str, note: str) -> None:
        """The heading and what stands at its right."""
        if (heading, note) != (self.heading, self.note):
            self.heading, self.note = heading, note
            self.update()

    def show_answers(self, answers: Mapping[str, str]) -> None:
        """Show a notice; nobody is told of it."""
        self._shown = dict(answers)
        quiet = self.blockSignals(True)
        for name, field in self.fields.items():
            text = answers.get(name, "")
            if isinstance(field, Count):
                field.show_number(round(float(text or 0)))
            elif isinstance(field, Choice):
                if name in CHOSEN:
                    field.choose(text)
                else:
                    field.write(text)
            else:
                field.setText(text)
                field.setCursorPosition(0)
        self._shown = self.answers() | {"radius_m": self._shown.get("radius_m", "")}
        self.blockSignals(quiet)

    def answers(self) -> dict[str, str]:
        """What stands in the fields now; a radius that nobody touched keeps its decimals."""
        found: dict[str, str] = {}
        for name, field in self.fields.items():
            if isinstance(field, Count):
                shown = self._shown.get(name, "")
                same = shown != "" and round(float(shown)) == field.value()
                found[name] = shown if same else str(field.value() or "")
            elif isinstance(field, Choice):
                found[name] = field.value() if name in CHOSEN else field.currentText().strip()
            else:
                found[name] = field.text().strip()
        return found

    @property
    def changed(self) -> bool:
        """Whether something differs from what was shown."""
        return self.answers() != self._shown

    def pitch(self) -> float:
        """The height of a row: all rows fit, whatever the room."""
        room = (self.height() - self.look.px(self.HEAD)) / len(FIELDS)
        return min(float(self.look.room(self.PITCH, 17)), room)

    def wanted_height(self) -> int:
        """The height at which no row is squeezed."""
        return self.look.px(self.HEAD) + len(FIELDS) * self.look.room(self.PITCH, 17)

    def _label_room(self) -> int:
        widest = max((self.look.width(word, 15) for word in self._labels.values()), default=0)
        return max(64, min(round(widest), self.width() // 3)) + 16

    def resizeEvent(self, event: object) -> None:
        """Lay out anew."""
        self._place()

    def _place(self) -> None:
        left, pitch = self._label_room(), self.pitch()
        top = float(self.look.px(self.HEAD))
        for field in self.fields.values():
            field.setGeometry(left, round(top), self.width() - left, round(pitch) - 4)
            if isinstance(field, QLineEdit):
                dress(field, self.look, "", self.width())
            top += pitch

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, heading and labels."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        used = look.put(painter, 0, look.px(20), self.heading, 16, bold=True)
        room = (self.width() if self.note_end is None else self.note_end) - used - 12
        look.put(painter, used + 12, look.px(20), self.note, 14, "text2", width=room)
        pitch, room = self.pitch(), self._label_room() - 12
        for row, name in enumerate(FIELDS):
            middle = look.px(self.HEAD) + pitch * row + (pitch - 4) / 2
            look.put(painter, 0, look.middle(middle, 15), self._labels.get(name, ""), 15, "text2", width=room)
        painter.end()
