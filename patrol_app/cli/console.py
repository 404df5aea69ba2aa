"""What a command prints with: facts as JSON lines or sentences in the chosen language."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TextIO

from patrol_app.assets import Language, sentence
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import CannotDo


class Window(Protocol):
    """The window, for commands that show something in it; absent where there is none."""

    def load(self) -> None:
        """Make it ready before other threads start."""
        ...

    def show(
        self, source: object, language: Language, *, done: Callable[[], bool] | None = None, picture: Path | None = None
    ) -> int:
        """Show a running session until ``done`` says so or the user closes it."""
        ...


def drop_output() -> None:
    """Let what standard output still holds go nowhere, so that the end of the program does not fail at it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Console:
    """Standard output and error of one command run."""

    def __init__(
        self,
        *,
        language: Language = "zh",
        as_json: bool = False,
        out: TextIO | None = None,
        err: TextIO | None = None,
        window: Window | None = None,
    ) -> None:
        self.window = window
        self.language: Language = language
        self.as_json = as_json
        self.out = out or sys.stdout
        self.err = err or sys.stderr

    def sentence(self, key: str, **data: object) -> str:
        """The sentence under ``key`` in the console's language."""
        return sentence(key, self.language, **data)

    def fact(self, plain: Mapping[str, object]) -> None:
        """Print one JSON object on one line, compact, numbers unrounded."""
        self.line(json.dumps(to_plain(plain), ensure_ascii=False, separators=(",", ":"), allow_nan=False))

    def say(self, key: str, **data: object) -> None:
        """Print a sentence."""
        self.line(self.sentence(key, **data))

    def line(self, text: str = "") -> None:
        """Print text as it is.

        Raises:
            BrokenPipeError: who read it went away.
            CannotDo: it cannot be written, for a full disk.
        """
        try:
            print(text, file=self.out, flush=True)
        except BrokenPipeError:
            raise
        except OSError as fault:
            drop_output()
            raise CannotDo("cli.output_unwritable", reason=fault.strerror or str(fault)) from fault

    def warn(self, key: str, **data: object) -> None:
        """Print a sentence on standard error."""
        print(self.sentence(key, **data), file=self.err, flush=True)
