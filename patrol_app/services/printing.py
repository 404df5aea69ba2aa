"""Puts papers on a printer: through CUPS (``lp``, ``lpstat``), on Windows by the shell's print verb."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from patrol_app.domain.errors import BadInput, CannotDo

COPIES_MOST = 20
WAIT_S = 30.0
"""A print system that says nothing for so long is told as not answering."""

PrinterState = Literal["ready", "printing", "stopped", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A printer that the system knows; ``default`` is the one that is taken where none is named."""

    name: str
    default: bool
    state: PrinterState


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """What was handed to a printer; ``job`` is the print system's own name for it, empty where it gives none."""

    printer: str
    job: str
    files: int
    copies: int


def printers() -> tuple[Printer, ...]:
    """Every printer of this laptop, the default first; empty where none has been set up.

    Raises:
        CannotDo: the laptop has no print system, or it does not answer.
    """
    if sys.platform == "win32":
        from patrol_app.services.printing_windows import windows_printers

        return windows_printers()
    names = _ask("lpstat", "-e").split()
    if not names and "not running" in _ask("lpstat", "-r"):
        raise CannotDo("printing.not_running")
    default = _ask("lpstat", "-d").rpartition(": ")[2].strip()
    found = [Printer(name=name, default=name == default, state=_state(name)) for name in names]
    return tuple(sorted(found, key=lambda printer: (not printer.default, printer.name)))


def print_papers(paths: Sequence[Path], printer: str | None = None, copies: int = 1) -> PrintJob:
    """Hand PDF files to a printer in their order, in true size on A4.

    Args:
        paths: the papers.
        printer: its name; the default, or the only one, where left out.
        copies: 1 to 20 of each.

    Raises:
        BadInput: no paper, one that is not there or no PDF, an unknown printer, a wrong count.
        CannotDo: no print system, no printer, one that is stopped, or one that refuses the job.
    """
    if not 1 <= copies <= COPIES_MOST:
        raise BadInput("printing.copies", copies=copies, most=COPIES_MOST)
    if not paths:
        raise BadInput("printing.nothing")
    for path in paths:
        if not path.is_file():
            raise BadInput("file.missing", path=path)
        with path.open("rb") as stream:
            if stream.read(5) != b"%PDF-":
                raise BadInput("printing.no_pdf", path=path)
    chosen = _chosen(printer)
    if chosen.state == "stopped":
        raise CannotDo("printing.stopped", printer=chosen.name)
    if sys.platform == "win32":
        from patrol_app.services.printing_windows import print_on_windows

        print_on_windows(paths, chosen.name, copies)
        return PrintJob(printer=chosen.name, job="", files=len(paths), copies=copies)
    options = ["-d", chosen.name, "-n", str(copies), "-t", paths[0].stem, "-o", "media=A4", "-o", "print-scaling=none"]
    said = _ask("lp", *options, "--", *(str(path.resolve()) for path in paths))
    # "request id is office-12 (3 file(s))"
    job = next((word for word in said.split() if word.startswith(f"{chosen.name}-")), "")
    return PrintJob(printer=chosen.name, job=job, files=len(paths), copies=copies)


def _chosen(name: str | None) -> Printer:
    known = printers()
    if not known:
        raise CannotDo("printing.none")
    if name is None:
        if len(known) > 1 and not known[0].default:
            raise BadInput("printing.which", known="、".join(each.name for each in known))
        return known[0]
    found = next((each for each in known if each.name == name), None)
    if found is None:
        raise BadInput("printing.unknown", printer=name, known="、".join(each.name for each in known))
    return found


def _state(name: str) -> PrinterState:
    """By CUPS's own words in the C locale: idle, now printing, disabled."""
    line = _ask("lpstat", "-p", name).partition("\n")[0]
    if " disabled " in line:
        return "stopped"
    if " is idle" in line:
        return "ready"
    return "printing" if "now printing" in line else "unknown"


def _ask(tool: str, *words: str) -> str:
    """What ``lp`` or ``lpstat`` says.

    Raises:
        CannotDo: it is not there, its scheduler does not answer, or it refuses; the sentence carries its own words.
    """
    path = shutil.which(tool)
    if path is None:
        raise CannotDo("printing.no_system", tool=tool)
    try:
        # in the C locale, so that its words can be read on every laptop
        done = subprocess.run(
            [path, *words],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WAIT_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise CannotDo("printing.silent", tool=tool) from fault
    if done.returncode != 0:
        detail = " ".join(done.stderr.split()).removeprefix(f"{tool}: ") or f"{tool} {done.returncode}"
        raise CannotDo("printing.refused", detail=detail)
    return done.stdout.strip()
