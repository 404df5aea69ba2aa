"""This laptop as the settings show it, and what can be set up from the window: people, instruments, keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers import microphone
from patrol_app.domain.errors import BadInput
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import read_shelf
from patrol_app.services.office import library
from patrol_app.services.screen_facts import ValueFact

if TYPE_CHECKING:
    from patrol_app.services.desk.desk import Desk
    from patrol_app.services.desk.shelf import Shelf

LAPTOP = "laptop"
KINDS = ("officers", "instruments")


def work(desk: Desk, shelf: Shelf, name: str, data: Mapping[str, Any]) -> Shelf:
    """A command ``laptop.NAME``; returns the data folder as it is read afterwards.

    Raises:
        BadInput: unknown command, wrong answers, or a list that was refused.
        CannotDo: the disk does not take it.
    """
    answers = data.get("answers", {})
    if name == "laptop.import":
        _import(desk, shelf, str(data["kind"]), str(answers.get("path", "")))
    elif name == "laptop.key":
        _key(desk, shelf, answers)
    elif name != "laptop.look":
        raise BadInput("desk.command", name=name)
    shelf = read_shelf(shelf.home, shelf.store)
    if name == "laptop.look":
        desk.published.office = {**desk.published.office, LAPTOP: rows(desk, shelf)}
    return shelf


def rows(desk: Desk, shelf: Shelf) -> tuple[ValueFact, ...]:
    """What is set up here, to be read."""

    def row(key: str, text: str) -> ValueFact:
        return ValueFact(label=said(f"laptop.{key}"), value=said("close.text", text=text))

    keys = {path.stem for path in shelf.home.keys.glob("*.p12")}
    found = [row("folder", str(shelf.home.path)), row("unit", shelf.authority.name)]
    for officer in shelf.officers:
        number = officer.certificate_number
        state = "open" if number in desk.keys else "locked" if number in keys else "none"
        found.append(
            ValueFact(
                label=said("laptop.officer"),
                value=said(f"laptop.key.{state}", name=officer.name, number=number),
            )
        )
    for unit in shelf.units:
        parts = [unit.name, unit.serial_number, unit.port or ""]
        if unit.certificate is not None:
            parts.append(f"≤ {unit.certificate.valid_to:%Y-%m-%d}")
        found.append(row("instrument", " · ".join(part for part in parts if part)))
    heard = [device.name for device in microphone.devices()]
    found.append(row("audio", "、".join(heard)) if heard else ValueFact(label=said("laptop.audio"),
                                                                      value=said("laptop.audio.none")))  # fmt: skip
    found.append(row("rules", "、".join(sorted(one.id for one in shelf.book.sets))))
    return tuple(found)


def _import(desk: Desk, shelf: Shelf, kind: str, path: str) -> None:
    """Take a list in whole, or not at all: the first row that is wrong is told."""
    if kind not in KINDS:
        raise BadInput("desk.command", name=kind)
    if not path.strip():
        raise BadInput("laptop.no_path")
    done = library.import_file(
        Path(path).expanduser(), kind, shelf.store, keep_good=False, actor="laptop", at=desk.at()
    )
    if done.refused:
        first = done.refused[0]
        raise BadInput("laptop.refused", count=len(done.refused), row=first.row, column=first.column)
    desk.tell(said(f"laptop.imported.{kind}", count=done.imported))


def _key(desk: Desk, shelf: Shelf, answers: Mapping[str, Any]) -> None:
    """Make a signing key for a person; the password is never kept."""
    name, number = str(answers.get("name", "")).strip(), str(answers.get("certificate_number", "")).strip()
    password = str(answers.get("password", ""))
    if not name or not number:
        raise BadInput("laptop.no_person")
    if password != str(answers.get("password_again", "")):
        raise BadInput("laptop.passwords_differ")
    holder = Holder(name=name, certificate_number=number, organisation=shelf.authority.name)
    new_key(shelf.home.keys / f"{number}.p12", password, holder, not_before=desk.at())
    desk.tell(said("laptop.key_made", name=name, number=number))
