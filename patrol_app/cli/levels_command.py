"""``patrol levels``: the sound level meter over audio files."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.progress import ProgressBar
from patrol_app.domain.errors import BadInput, PatrolError

if TYPE_CHECKING:
    from patrol_app.acoustics.character import Character

_SHOWN = (
    ("LAeq,T", "laeq_db"),
    ("LAFmax", "lafmax_db"),
    ("LAFmin", "lafmin_db"),
    ("LASmax", "lasmax_db"),
    ("LCpeak", "lcpeak_db"),
    ("LCeq,T", "lceq_db"),
    ("LAE", "lae_db"),
    ("L5", "l5_db"),
    ("L10", "l10_db"),
    ("L50", "l50_db"),
    ("L90", "l90_db"),
    ("L95", "l95_db"),
)


def define(parser: Parser) -> None:
    """Files, the level of full scale, and the series."""
    parser.add_argument("audio", metavar="AUDIO", nargs="+", type=Path, help=parser.say("cli.levels.audio"))
    parser.add_argument("--reference-db", metavar="DB", type=float, help=parser.say("cli.levels.reference"))
    parser.add_argument("--every", metavar="S", type=float, default=1.0, help=parser.say("cli.levels.every"))
    parser.add_argument("--bands", action="store_true", help=parser.say("cli.levels.bands"))
    parser.add_argument("--octaves", action="store_true", help=parser.say("cli.levels.octaves"))
    parser.add_argument("--series", metavar="FILE", type=Path, help=parser.say("cli.levels.series"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Measure file after file; a bad one is named and the others are still measured."""
    if arguments.series is not None and len(arguments.audio) > 1:
        raise BadInput("levels.one_series")
    worst = 0
    for path in arguments.audio:
        try:
            worst = max(worst, _one_file(path, arguments, console))
        except PatrolError as fault:
            if arguments.trace:
                raise
            warn_about(console, path, fault)
            worst = max(worst, fault.exit_code)
    return worst


def _one_file(path: Path, arguments: argparse.Namespace, console: Console) -> int:
    from patrol_app.recordings.level_tables import write_level_table
    from patrol_app.services.file_levels import levels_of_file

    with ProgressBar(console.err, path.name) as bar:
        found = levels_of_file(
            path,
            reference_db=arguments.reference_db,
            every_s=None if arguments.series is None else arguments.every,
            fraction=3 if arguments.bands else 1 if arguments.octaves else None,
            progress=bar.show,
        )
    for each in found:
        if each.series is not None:
            target: Path = arguments.series
            if len(found) > 1:
                target = target.with_name(f"{target.stem}.ch{each.channel}{target.suffix}")
            write_level_table(target, each.series)
        levels = asdict(each.levels)
        if console.as_json:
            more: dict[str, object] = {} if each.bands is None else {"bands": each.bands}
            if each.character is not None:
                more["character"] = _plain_character(each.character)
            console.fact({"file": each.file, "channel": each.channel, **levels, "truncated": each.truncated, **more})
        else:
            _say(each.file, each.channel if len(found) > 1 else None, levels, console)
            for label, level in (each.bands or {}).items():
                console.line(f"  {label:>6} Hz {'--' if level is None else format(level, '.1f'):>6} dB")
            if each.character is not None:
                _say_character(each.character, console)
    if found[0].truncated:
        console.warn("levels.truncated", file=path)
        return 1
    return 0


def _say(file: str, channel: int | None, levels: dict[str, float | None], console: Console) -> None:
    console.line(file if channel is None else f"{file} [{channel}]")
    console.say("levels.about", rate=levels["sample_rate_hz"], seconds=levels["duration_s"])
    if levels["lafmin_db"] is None and levels["laeq_db"] is not None:
        console.say("levels.short", samples=levels["samples"])
    if levels["lcpeak_db"] is None:
        console.say("levels.silent")
    unit = "dB" if levels["reference_db"] is not None else "dBFS"
    for name, key in _SHOWN:
        value = levels[key]
        console.line(f"  {name:<7} {'--' if value is None else format(value, '.1f'):>6} {unit}")
    if levels["reference_db"] is None:
        console.say("levels.no_reference")
    else:
        console.say("levels.reference", db=levels["reference_db"])
    for flag in ("overload", "underrange"):
        if levels[flag] and levels["laeq_db"] is not None:
            console.say(f"levels.{flag}")


def _plain_character(found: Character) -> dict[str, object]:
    from patrol_app.acoustics import tone_audibility
    from patrol_app.acoustics.character import IMPULSES_BY, TONES_BY

    most = found.most_prominent
    return {
        **asdict(found),
        "impulse_adjustment_db": 0.0 if most is None else most.adjustment_db,
        "tones_by": TONES_BY,
        "tonality_by": tone_audibility.BY,
        "impulses_by": IMPULSES_BY,
    }


def _say_character(found: Character, console: Console) -> None:
    from patrol_app.acoustics import tone_audibility
    from patrol_app.acoustics.character import IMPULSES_BY, TONES_BY

    for band in found.tones:
        console.say("levels.tone", band=band.label, prominence=band.prominence_db)
    tonality = found.tonality
    if tonality is not None and tonality.audible:
        console.say(
            "levels.tonality",
            audibility=tonality.mean_audibility_db,
            audible=tonality.audible,
            spectra=tonality.spectra,
            frequency=tonality.frequency_hz,
            adjustment=tonality.adjustment_db,
        )
    most = found.most_prominent
    if most is not None:
        console.say("levels.impulses", count=len(found.impulses), prominence=most.prominence, seconds=most.t_s)
        console.say("levels.impulse_adjustment", adjustment=most.adjustment_db)
    if not found.tones and most is None and not (tonality is not None and tonality.audible):
        console.say("levels.no_character")
    console.say("levels.character_by", tones=TONES_BY, narrow=tone_audibility.BY, impulses=IMPULSES_BY)


def warn_about(console: Console, path: Path, fault: PatrolError) -> None:
    """One sentence that names the file, whether or not the fault itself does."""
    if "file" in fault.data:
        console.warn(fault.key, **fault.data)
    else:
        console.warn("levels.refused", file=path, cause=console.sentence(fault.key, **fault.data))
