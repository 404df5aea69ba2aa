"""This laptop as the settings show it, and what can be set up from the window: people, instruments, keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers import microphone
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.settings import FILE, save_settings
from patrol_app.services.desk.shelf import open_shelf, read_shelf
from patrol_app.services.office import library
from patrol_app.services.screen_facts import ValueFact
from patrol_app.store.home import choose_folder, data_folder

if TYPE_CHECKING:
    from patrol_app.services.desk.desk import Desk
    from patrol_app.services.desk.shelf import Shelf

LAPTOP = "laptop"
INPUTS = "sound inputs"
"""The names of this machine's sound inputs, once they were asked for."""
SHOWN_INPUTS = 8
RULES_A_ROW = 5
UNDER_WAY = ("open", "driving")
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
    elif name == "laptop.inputs":
        names = tuple(dict.fromkeys(device.name for device in microphone.devices()))[:SHOWN_INPUTS]
        desk.published.office = {**desk.published.office, INPUTS: names}
        return shelf
    elif name == "laptop.input":
        _choose_input(desk, str(data["input"]))
        return shelf
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
    following = data_folder()
    if following != shelf.home.path and shelf.home.path == desk.usual:
        found.insert(1, row("folder_next", str(following)))
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
    found.append(row("audio", " · ".join(heard)) if heard else ValueFact(label=said("laptop.audio"),
                                                                      value=said("laptop.audio.none")))  # fmt: skip
    if heard:
        chosen = desk.settings.microphone
        found.append(row("input", chosen) if chosen else ValueFact(label=said("laptop.input"),
                                                                   value=said("laptop.input.system")))  # fmt: skip
    rules = sorted(one.id for one in shelf.book.sets)
    rows_of = (rules[first : first + RULES_A_ROW] for first in range(0, len(rules), RULES_A_ROW))
    found.extend(row("rules", " · ".join(few)) for few in rows_of)
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


def recorded(desk: Desk) -> bool:
    """Whether a visit or a drive is under way here."""
    survey = desk.published.survey
    return desk.latest() is not None or (survey is not None and survey.stage in UNDER_WAY)


def _choose_input(desk: Desk, name: str) -> None:
    """Take the sound input that is recorded from the next visit on; empty is the system's own choice."""
    if name and name not in {device.name for device in microphone.devices()}:
        raise BadInput("laptop.no_input", name=name)
    desk.remember(microphone=name)
    desk.tell(said("laptop.input_set", name=name) if name else said("laptop.input_system"))


def change_folder(desk: Desk, answers: Mapping[str, Any]) -> None:
    """Choose the data folder of the next start. What lies in the present one stays there; nothing is moved or copied.

    Raises:
        BadInput: no path, not a whole one, or that of a file.
        CannotDo: a visit is recorded now, another program says which folder it is, or the folder cannot be used.
    """
    written = str(answers.get("data_folder", "")).strip()
    path = Path(written).expanduser()
    if not written:
        raise BadInput("laptop.no_folder")
    if not path.is_absolute():
        raise BadInput("laptop.folder_not_whole", path=written)
    if path.exists() and not path.is_dir():
        raise BadInput("laptop.folder_is_file", path=written)
    if recorded(desk):
        raise CannotDo("laptop.folder_recording")
    path = path.resolve()
    if path != desk.folder.resolve():
        # It is opened once, so that a folder that cannot be used is refused now and not at the next start.
        open_shelf(path).store.close()
        if not (path / FILE).exists():
            save_settings(path, desk.settings)
    choose_folder(path)
    if path == desk.folder.resolve():
        desk.tell(said("laptop.folder_kept", path=str(path)))
    else:
        desk.tell(said("laptop.folder_chosen", path=str(path)))


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
