"""Printing where Windows is the system: its own list of printers, and the print verb of the program for PDF files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.errors import CannotDo

if TYPE_CHECKING:
    from patrol_app.services.printing import Printer

_LIST = "Get-CimInstance Win32_Printer | Select-Object Name,Default,WorkOffline | ConvertTo-Json -Compress"
_NO_PROGRAM = 31
"""SE_ERR_NOASSOC of ShellExecute; everything above 32 is success."""


def windows_printers() -> tuple[Printer, ...]:
    """Every printer, the default first.

    Raises:
        CannotDo: the list cannot be had.
    """
    try:
        said = subprocess.run(
            ["powershell", "-NoProfile", "-NonInteractive", "-Command", _LIST],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=30.0,
            check=True,
        ).stdout
        return read_list(said)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        raise CannotDo("printing.silent", tool="powershell") from fault


def read_list(said: str) -> tuple[Printer, ...]:
    """The printers in what PowerShell says: nothing, one object, or a list of them."""
    from patrol_app.services.printing import Printer

    plain = json.loads(said) if said.strip() else []
    rows = plain if isinstance(plain, list) else [plain]
    found = [
        Printer(
            name=str(row["Name"]), default=bool(row["Default"]), state="stopped" if row.get("WorkOffline") else "ready"
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda printer: (not printer.default, printer.name)))


def print_on_windows(paths: Sequence[Path], printer: str, copies: int) -> None:
    """Hand each file to the program that opens PDF files, with the printer's name.

    Raises:
        CannotDo: no program prints PDF files, or the shell refuses.
    """
    if sys.platform == "win32":
        import ctypes

        for path in paths:
            for _ in range(copies):
                code = int(ctypes.windll.shell32.ShellExecuteW(None, "printto", str(path), f'"{printer}"', None, 0))
                if code == _NO_PROGRAM:
                    raise CannotDo("printing.no_program")
                if code <= 32:
                    raise CannotDo("printing.refused", detail=f"ShellExecute {code}")
