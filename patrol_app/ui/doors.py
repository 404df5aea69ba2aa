"""The doors of the window: the one Qt application, the desk's window, and a window on a running session."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from patrol_app.ui import fonts, language, steps, style
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.interrupt import close_on_signal

if TYPE_CHECKING:
    from patrol_app.ui.window import PatrolWindow


def application() -> QApplication:
    """The one Qt application, with the shipped font, before any window exists."""
    running = QApplication.instance()
    made = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    style.use(made)
    made.setApplicationName("night-patrol")
    if fonts.load() is None:
        print(fonts.MISSING, file=sys.stderr)
    return made


def open_desk(role: steps.Role = "officer", folder: Path | None = None, *, framed: bool = False) -> int:
    """Open the window on a desk of its own, full screen as in the field, and stay until it is closed.

    The data folder is opened after the first picture is on the screen, in the desk's worker.
    """
    from patrol_app.services.desk.desk import Desk
    from patrol_app.ui.window import PatrolWindow

    made = application()
    close_on_signal(made)
    desk = Desk(folder, role=role)
    language.use(desk.settings.language)
    tone = desk.settings.office_tone if role == "coordinator" else desk.settings.tone
    window = PatrolWindow(desk, role=role, tone=tone, text=desk.settings.text or None)
    begin_after_picture(window, role, desk.start)
    if framed:
        window.show()
    else:
        window.showFullScreen()
    try:
        return made.exec()
    finally:
        desk.close()


def begin_after_picture(window: PatrolWindow, role: steps.Role, start: Callable[[], None]) -> None:
    """Once the first picture is on the screen, import what the other steps need, one piece a turn, then ``start``.

    Qt does not like to be imported beside other threads, and ``start`` begins them. The plots' library comes in one
    piece of 0.15 s: it is imported now, because nobody can wait for a window that he does not see yet.
    """
    if role != "coordinator":
        import_module("pyqtgraph")
    rest = iter(steps.screen_modules(role))

    def one() -> None:
        name = next(rest, None)
        if name is None:
            start()
        else:
            import_module(name)
            QTimer.singleShot(0, window, one)

    window.first_painted.connect(one, Qt.ConnectionType.QueuedConnection)


def run_window(
    source: LiveSource, *, close_when_done: Callable[[], bool] | None = None, screenshot_to: Path | None = None
) -> int:
    """Show a running session in the window.

    Args:
        source: the session.
        close_when_done: asked ten times a second, must return at once; once true, the picture is taken and the window
            closes. ``None`` leaves the window open until the user closes it.
        screenshot_to: where the picture of the last moment goes, as PNG.

    Returns:
        The exit code, 0.
    """
    from patrol_app.ui.window import PatrolWindow

    made = application()
    close_on_signal(made)
    window = PatrolWindow(source, tone="night")
    window.asks_before_closing = close_when_done is None
    window.show()
    watch = QTimer(window)
    watch.setInterval(100)

    def look() -> None:
        if close_when_done is not None and close_when_done():
            watch.stop()
            window.beat()
            if screenshot_to is not None:
                window.grab_to(screenshot_to)
            window.close()

    watch.timeout.connect(look)
    watch.start()
    code = made.exec()
    if close_when_done is None and screenshot_to is not None:
        window.grab_to(screenshot_to)
    return code


def role_named(name: str) -> steps.Role | None:
    """The role of a word of the command line, or nothing."""
    return cast(steps.Role, name) if name in get_args(steps.Role) else None
