"""The data folder opened for a command: store, unit, keys; closed again whatever happens."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.people import Authority
from patrol_app.evidence.keys import load_key
from patrol_app.evidence.signer import Signer
from patrol_app.services.practice import refuse_practice
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

UNIT = "unit.toml"
PASSWORD = "PATROL_KEY_PASSWORD"  # the name of a variable, not a password
PIN = "PATROL_USB_PIN"  # the same


@contextmanager
def writing() -> Iterator[tuple[Home, Store]]:
    """The data folder with its store, for a command that writes.

    Raises:
        CannotDo: it is a folder of practice.
    """
    home = Home.open()
    store = Store.open(home.database)
    try:
        refuse_practice(store)
        yield home, store
    finally:
        store.close()


@contextmanager
def reading() -> Iterator[tuple[Home, Reader]]:
    """The data folder for a command that only looks; it may run beside the window.

    Raises:
        CannotDo: nothing has been stored yet, or it is a folder of practice.
    """
    home = Home.open()
    if not home.database.exists():
        raise CannotDo("workplace.empty", path=home.path)
    reader = Reader.open(home.database)
    try:
        refuse_practice(reader)
        yield home, reader
    finally:
        reader.close()


def authority(home: Home) -> Authority:
    """The unit in whose name papers are made, from ``unit.toml`` in the data folder.

    Raises:
        BadInput: missing or wrong; the sentence names the field.
    """
    path = home.path / UNIT
    if not path.is_file():
        raise BadInput("workplace.no_unit", path=path)
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInput("workplace.unit", path=path, cause=str(fault)) from fault
    return from_plain(Authority, plain.get("authority", {}), f"{path.name}: authority")


def authority_or(home: Home, default: Authority) -> Authority:
    """The unit, or ``default`` where none has been set up."""
    return authority(home) if (home.path / UNIT).is_file() else default


def unit_name(home: Home) -> str:
    """The unit's name over lists and plans, empty where none has been set up."""
    return authority(home).name if (home.path / UNIT).is_file() else ""


def signers(home: Home, certificate_numbers: list[str], usb_key: Signer | None = None) -> list[Signer]:
    """The unlocked keys of these officers; passwords come from ``PATROL_KEY_PASSWORD`` or are asked for.

    The officer whom the USB key names signs with it, and needs no key file.

    Raises:
        BadInput: no such key file, a wrong password, or a USB key that names none of them.
    """
    from getpass import getpass

    if usb_key is not None and usb_key.holder.certificate_number not in certificate_numbers:
        raise BadInput(
            "workplace.usb_stranger",
            number=usb_key.holder.certificate_number,
            name=usb_key.holder.name,
            known="、".join(certificate_numbers),
        )
    found: list[Signer] = []
    for number in certificate_numbers:
        if usb_key is not None and usb_key.holder.certificate_number == number:
            found.append(usb_key)
            continue
        _key_file(home, number)
        password = os.environ.get(PASSWORD) or getpass(f"{number}: ")
        found.append(officer_key(home, number, password))
    return found


def officer_key(home: Home, number: str, password: str) -> Signer:
    """The unlocked key of one officer; a file that was copied under another's number opens nothing.

    Raises:
        BadInput: no such key file, a wrong password, or the key of somebody else.
    """
    path = _key_file(home, number)
    signer = load_key(path, password)
    holder = signer.holder
    if holder.certificate_number != number:
        raise BadInput(
            "workplace.other_key", path=path, number=number, name=holder.name, holder=holder.certificate_number
        )
    return signer


def _key_file(home: Home, number: str) -> Path:
    path = home.keys / f"{number}.p12"
    if not path.is_file():
        raise BadInput("workplace.no_key", number=number, path=path)
    return path


@contextmanager
def usb_key(module: Path | None, label: str | None) -> Iterator[Signer | None]:
    """The key in a PKCS#11 token, logged out of afterwards; ``None`` without a module.

    Raises:
        BadInput: a wrong PIN, or a token without a P-256 key and its certificate.
        CannotDo: no token, or the optional package is missing.
    """
    from getpass import getpass

    if module is None:
        yield None
        return
    from patrol_app.evidence.usb_key import open_usb_key

    with open_usb_key(module, os.environ.get(PIN) or getpass("PIN: "), token_label=label) as opened:
        yield opened
