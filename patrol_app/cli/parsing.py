"""The parser that commands add their arguments to; its help speaks the chosen language."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from patrol_app.assets import Language, sentence


class Parser(argparse.ArgumentParser):
    """Usage faults are one sentence on standard error and exit code 2."""

    def __init__(self, *, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self.language: Language = language

    def say(self, key: str) -> str:
        """The help sentence under ``key`` in the parser's language."""
        return sentence(key, self.language)

    def error(self, message: str) -> NoReturn:
        """Print the fault and leave."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)
