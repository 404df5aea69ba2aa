"""A progress bar on a terminal; nothing where the output goes to a file or a pipe."""

from __future__ import annotations

from types import TracebackType
from typing import Self, TextIO

_WIDTH = 30


class ProgressBar:
    """Shows a share between 0 and 1 on one line and clears it at the end."""

    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream, self._label = stream, label
        self._shown = -1
        self._visible = stream.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the bar away, so that something else can be printed."""
        if self._shown >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = -1

    def show(self, share: float) -> None:
        """Draw the bar if its percentage has changed."""
        percent = int(100.0 * min(1.0, max(0.0, share)))
        if not self._visible or percent == self._shown:
            return
        self._shown = percent
        full = percent * _WIDTH // 100
        self._stream.write(f"\r\x1b[K{self._label} [{'#' * full}{'.' * (_WIDTH - full)}] {percent:3d} %")
        self._stream.flush()
