"""What a verification says, line by line, and the one number that follows from all lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from patrol_app.assets import Language, sentence

INTACT = 0
UNTRUSTED = 10
NO_TRUSTED_TIME = 11
ALTERED = 20
UNSIGNED = 21
UNREADABLE = 30


class Status(StrEnum):
    """PASS: looked at and right. FAIL: looked at and wrong. NOT_CHECKED: could not look, for a stated reason."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT CHECKED"


def shown(text: str) -> str:
    """Text from a pack made safe to print: control and direction characters, which could forge a line, are escaped."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line. ``exit_code`` is what this line asks for, 0 if nothing; ``path``, ``expected``, ``found`` as known."""

    key: str
    status: Status
    exit_code: int = INTACT
    path: str | None = None
    expected: str | None = None
    found: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)

    def reason(self, language: Language) -> str:
        """The line's sentence: what was looked at, what was found, and what that means."""
        return sentence(
            f"evidence.check.{self.key}",
            language,
            path=self.path,
            expected=self.expected,
            found=self.found,
            **self.data,
        )


def check(
    key: str,
    status: Status,
    exit_code: int,
    *,
    path: str | None = None,
    expected: object = None,
    found: object = None,
    **data: object,
) -> Check:
    """A line whose texts are made safe to print."""
    return Check(
        key=key,
        status=status,
        exit_code=exit_code,
        path=None if path is None else shown(path),
        expected=None if expected is None else shown(str(expected)),
        found=None if found is None else shown(str(found)),
        data=MappingProxyType(
            {name: shown(value) if isinstance(value, str) else value for name, value in data.items()}
        ),
    )


def passed(key: str, *, path: str | None = None, **data: object) -> Check:
    """A line that found what it wanted."""
    return check(key, Status.PASS, INTACT, path=path, expected=None, found=None, **data)


def untrusted(key: str, *, path: str | None = None, **data: object) -> Check:
    """A line that found the pack unchanged but its signer not to be relied on."""
    return check(key, Status.FAIL, UNTRUSTED, path=path, expected=None, found=None, **data)


def altered(
    key: str, *, path: str | None = None, expected: object = None, found: object = None, **data: object
) -> Check:
    """A line that found the pack changed."""
    return check(key, Status.FAIL, ALTERED, path=path, expected=expected, found=found, **data)


def not_checked(key: str, exit_code: int = INTACT, /, *, path: str | None = None, **data: object) -> Check:
    """A line that could not look."""
    return check(key, Status.NOT_CHECKED, exit_code, path=path, expected=None, found=None, **data)


class Unreadable(Exception):
    """The pack cannot be read at all; carries the line that says why. Never leaves this room."""

    def __init__(
        self, key: str, *, path: str | None = None, expected: object = None, found: object = None, cause: str = ""
    ) -> None:
        super().__init__(key)
        self.check = check(key, Status.FAIL, UNREADABLE, path=path, expected=expected, found=found, cause=cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerFinding:
    """One signature as found; ``trusted`` says whether the identity follows from the trust list, not only the key."""

    role: str
    name: str
    certificate_number: str
    fingerprint: str
    claimed_at: datetime | None
    token_at: datetime | None
    trusted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """All lines of one verification at one moment. An intact pack proves that what two keys signed is unchanged;
    it does not prove that what was signed is true.
    """

    number: str | None
    at: datetime
    checks: tuple[Check, ...]
    signers: tuple[SignerFinding, ...] = ()

    @property
    def exit_code(self) -> int:
        """The worst number any line asks for: 0 intact and trusted, 10, 11, 20, 21 or 30."""
        return max((each.exit_code for each in self.checks), default=INTACT)

    @property
    def intact(self) -> bool:
        """Nothing was changed since the signatures, whoever made them."""
        return self.exit_code < ALTERED

    def conclusion(self, language: Language) -> str:
        """The last line: what the number means; a pack of self-made keys is never plainly verified."""
        return sentence(f"evidence.conclusion.{self.exit_code}", language)
