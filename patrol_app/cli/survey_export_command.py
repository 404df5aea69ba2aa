"""``patrol survey-export``: a drive-by survey as GeoJSON, tables and a one-page summary."""

from __future__ import annotations

import argparse
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.services import workplace
from patrol_app.services.survey.saving import save_survey, survey_here, survey_of_pack

_KINDS = ("geojson", "csv", "segments", "pdf")


def define(parser: Parser) -> None:
    """The survey or its pack, and where each kind of file goes."""
    parser.add_argument("number", metavar="ID", help=parser.say("cli.survey-export.number"))
    for kind in _KINDS:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=parser.say(f"cli.survey-export.{kind}"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write each file whole or not at all."""
    wanted = {kind: path for kind in _KINDS if (path := getattr(arguments, kind)) is not None}
    if not wanted:
        raise BadInput("survey.nothing_asked")
    pack = Path(arguments.number)
    if pack.exists():
        drive = survey_of_pack(pack)
    else:
        with workplace.reading() as (home, reader):
            drive = survey_here(arguments.number, home, reader)
    for path in save_survey(drive, wanted, console.language):
        if console.as_json:
            console.fact({"path": str(path), "bytes": path.stat().st_size, "nature": "screening"})
        else:
            console.say("survey.written", path=path)
    if not console.as_json:
        console.say("survey.screening")
    return 0
