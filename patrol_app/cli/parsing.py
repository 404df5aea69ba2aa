"""The parser that commands add their arguments to; its help and its refusals speak the chosen language."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from patrol_app.assets import Language, sentence

# What argparse says, to the key of the sentence that says it to people.
_FAULTS = {
    r"argument (?P<option>.+?): invalid (?:float|int) value: (?P<value>.+)": "cli.usage.number",
    r"argument (?P<option>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)": "cli.usage.choice",
    r"argument (?P<option>.+?): expected .+ arguments?": "cli.usage.value",
    r"argument (?P<option>.+?): not allowed with argument (?P<other>.+)": "cli.usage.together",
    r"the following arguments are required: (?P<names>.+)": "cli.usage.required",
    r"one of the arguments (?P<names>.+) is required": "cli.usage.one_of",
    r"unrecognized arguments: (?P<names>.+)": "cli.usage.unknown",
    r"ambiguous option: (?P<option>.+?) could match (?P<names>.+)": "cli.usage.ambiguous",
}


class Parser(argparse.ArgumentParser):
    """Usage faults are one sentence on standard error and exit code 2."""

    def __init__(self, *, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self.language: Language = language

    def say(self, key: str) -> str:
        """The help sentence under ``key`` in the parser's language."""
        return sentence(key, self.language)

    def error(self, message: str) -> NoReturn:
        """Print the fault in the parser's language and leave."""
        for pattern, key in _FAULTS.items():
            found = re.fullmatch(pattern, message)
            if found:
                message = sentence(key, self.language, **found.groupdict())
                break
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)
