"""The only file that chooses between the window and the command line; ``patrol`` enters here."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from patrol_app.assets import Language, sentence


class WindowDoor:
    """The window as the command line may open it, without knowing it."""

    def load(self) -> None:
        """Import the window now, before other threads run: Qt does not like to be imported beside them."""
        import patrol_app.ui.window  # noqa: F401

    def show(
        self, source: object, language: Language, *, done: Callable[[], bool] | None = None, picture: Path | None = None
    ) -> int:
        """Show a running session until ``done`` says so or the user closes; ``picture`` is taken at the end."""
        from patrol_app.ui import language as tongue
        from patrol_app.ui.bridge import LiveSource
        from patrol_app.ui.window import application, run_window

        application()
        tongue.use(language)
        return run_window(cast(LiveSource, source), close_when_done=done, screenshot_to=picture)


def main() -> int:
    """Run ``patrol``: without words the window opens, else the named command runs."""
    # OpenBLAS's own threads spin and fight with ours; our threads split the work themselves.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # absent when output is captured
    arguments = sys.argv[1:]
    if not arguments or arguments[0] == "--role":
        return _open_desk(arguments[1:2])
    from patrol_app.cli.app import main as run_command

    return run_command(arguments, window=WindowDoor())


def _open_desk(role: list[str]) -> int:
    """The window on the data folder: ``patrol``, or ``patrol --role supervisor``."""
    from patrol_app.ui.doors import open_desk, role_named

    named = role_named(role[0] if role else "officer")
    if named is None:
        print(sentence("cli.role", "zh", role=role[0]), file=sys.stderr)
        print(sentence("cli.role", "en", role=role[0]), file=sys.stderr)
        return 2
    return open_desk(named)


if __name__ == "__main__":
    sys.exit(main())
