"""The family of errors, sorted by what the caller should do.

    PatrolError
      BadInput         what the user gave is wrong: say what, where, and what to do; exit code 2
      CannotDo         the surroundings do not allow it (disk full, no key, no font): say the cure; exit code 2
      DamagedEvidence  stored data do not agree with themselves: stop and report; exit code 20

An error carries a key and data. The sentence, Chinese and English, stands under the same key in
``resources/i18n/*.toml``; only the door (window or command line) turns it into words.
"""

from __future__ import annotations


class PatrolError(Exception):
    """Safe to show to a person as is, once its key is turned into words."""

    exit_code = 2

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key, data)
        self.key = key
        self.data = data


class BadInput(PatrolError):
    """A file, value or name that the user gave cannot be used."""


class CannotDo(PatrolError):
    """The machine, the disk, the key store or the settings do not allow what was asked."""


class DamagedEvidence(PatrolError):
    """Stored evidence contradicts itself."""

    exit_code = 20
