"""``patrol calibrate``: the level of full scale from a calibrator's tone."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.levels_command import warn_about
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import PatrolError


def define(parser: Parser) -> None:
    """The tone, what it has to read, an earlier tone to compare with, and files that get the level."""
    parser.add_argument("audio", metavar="AUDIO", type=Path, help=parser.say("cli.calibrate.audio"))
    parser.add_argument("--level-db", metavar="DB", type=float, default=94.0, help=parser.say("cli.calibrate.level"))
    parser.add_argument("--before", metavar="AUDIO", type=Path, help=parser.say("cli.calibrate.before"))
    parser.add_argument(
        "--write", metavar="FILE", nargs="+", default=[], type=Path, help=parser.say("cli.calibrate.write")
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the reference and write it into files; a tone that cannot be trusted is refused and nothing written."""
    from patrol_app.services.file_levels import calibration_of_file

    before = None
    for path in (arguments.before, arguments.audio):
        if path is None:
            continue
        try:
            found = calibration_of_file(path, level_db=arguments.level_db)
        except PatrolError as fault:
            if arguments.trace:
                raise
            warn_about(console, path, fault)
            return fault.exit_code
        if path is arguments.before:
            before = found
    drift_db = None if before is None else before.drift_db(found)
    written, worst = _write(arguments, found.reference_db, console)
    if console.as_json:
        facts = {"file": str(arguments.audio), **asdict(found), "drift_db": drift_db}
        console.fact({**facts, "written": [str(path) for path in written]})
        return worst
    console.say("calibrate.result", **asdict(found))
    if drift_db is not None:
        console.say("calibrate.drift", drift_db=drift_db)
    for path in written:
        console.say("calibrate.written", file=path)
    return worst


def _write(arguments: argparse.Namespace, reference_db: float, console: Console) -> tuple[list[Path], int]:
    """The files that got the level, and the exit code; one that cannot take it is named and the others still get it."""
    from patrol_app.recordings.bwf_reference import write_reference

    written, worst = [], 0
    for path in arguments.write:
        try:
            write_reference(path, reference_db)
        except PatrolError as fault:
            if arguments.trace:
                raise
            console.warn(fault.key, **fault.data)
            worst = max(worst, fault.exit_code)
        else:
            written.append(path)
    return written, worst
