"""Ctrl-C on the terminal, or a polite kill, closes the window like its own close button."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from PySide6.QtWidgets import QApplication


def close_on_signal(application: QApplication) -> None:
    """Let interrupt and termination end the event loop; the window's timers give Python the moment to notice."""
    if threading.current_thread() is not threading.main_thread():
        return

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        application.quit()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, leave)
