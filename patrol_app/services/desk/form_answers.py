"""The answers of a form, read: words, numbers, yes and no, and what must not be left empty."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput

Answers = Mapping[str, object]


def text(answers: Answers, name: str) -> str:
    """The words of a field, without blanks around them."""
    return str(answers.get(name) or "").strip()


def number(answers: Answers, name: str) -> float | None:
    """The number of a field, ``None`` where nothing was written.

    Raises:
        BadInput: it is no number, negative, or a million and more.
    """
    written = text(answers, name)
    if not written:
        return None
    try:
        value = float(written.replace("，", ".").replace(",", "."))
    except ValueError as fault:
        raise BadInput("desk.form_number", field=_field(name), value=written) from fault
    if not 0.0 <= value < 1e6:
        raise BadInput("desk.form_number", field=_field(name), value=written)
    return value


def yes(answers: Answers, name: str) -> bool | None:
    """Yes or no; ``None`` where nothing was chosen."""
    return {"yes": True, "no": False}.get(text(answers, name))


def wanted(answers: Answers, *names: str) -> None:
    """Refuse a form whose fields of these names are empty.

    Raises:
        BadInput: the first that is.
    """
    for name in names:
        if not text(answers, name):
            raise BadInput("desk.form_empty", field=_field(name))


def _field(name: str) -> str:
    return sentence(f"desk.field.{name}", "zh")
