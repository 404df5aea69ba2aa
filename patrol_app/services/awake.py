"""Keeps the laptop from falling asleep while it records: by a lock of the system, given back at the end."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Literal

Hold = Literal["held", "but_lid", "not_held"]
"""``but_lid``: the system will not let a program hold off the lid switch, the laptop sleeps when it is shut."""
_SLEEP, _LID = "sleep:idle", ":handle-lid-switch"
_WINDOWS_CONTINUOUS, _WINDOWS_SYSTEM_REQUIRED = 0x80000000, 0x00000001


class Awake:
    """Held from ``begin`` to ``end``; where the system offers no lock, ``state`` says so and nothing is pretended."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self.state: Hold = "not_held"

    def begin(self) -> Hold:
        """Take the lock; twice is once."""
        if self.state != "not_held":
            return self.state
        if sys.platform == "win32":
            self.state = "but_lid" if _windows(hold=True) else "not_held"
        elif self._inhibit(_SLEEP + _LID):
            self.state = "held"
        else:
            self.state = "but_lid" if self._inhibit(_SLEEP) else "not_held"
        return self.state

    def _inhibit(self, what: str) -> bool:
        tool = shutil.which("systemd-inhibit")
        keeper = shutil.which("cat")
        if tool is None or keeper is None:
            return False
        try:
            # cat ends with its input, so the lock also falls when this program dies
            self._child = subprocess.Popen(
                [tool, f"--what={what}", "--who=night-patrol", "--why=recording", keeper],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return False
        try:
            self._child.wait(0.2)
        except subprocess.TimeoutExpired:
            return True
        self._let_go()
        return False

    def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(2.0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def end(self) -> None:
        """Give the lock back; twice is once."""
        if self.state != "not_held" and sys.platform == "win32":
            _windows(hold=False)
        self._let_go()
        self.state = "not_held"


def _windows(*, hold: bool) -> bool:
    if sys.platform == "win32":
        import ctypes

        flags = _WINDOWS_CONTINUOUS | (_WINDOWS_SYSTEM_REQUIRED if hold else 0)
        return bool(ctypes.windll.kernel32.SetThreadExecutionState(flags))
    return False
