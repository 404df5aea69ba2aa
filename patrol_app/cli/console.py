"""What a command prints with: facts as JSON lines or sentences in the chosen language."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TextIO

from patrol_app.assets import Language, sentence
from patrol_app.domain.codec import to_plain


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
        print(
            json.dumps(to_plain(plain), ensure_ascii=False, separators=(",", ":"), allow_nan=False),
            file=self.out,
            flush=True,
        )

    def say(self, key: str, **data: object) -> None:
        """Print a sentence."""
        print(self.sentence(key, **data), file=self.out, flush=True)

    def line(self, text: str = "") -> None:
        """Print text as it is."""
        print(text, file=self.out, flush=True)

    def warn(self, key: str, **data: object) -> None:
        """Print a sentence on standard error."""
        print(self.sentence(key, **data), file=self.err, flush=True)
