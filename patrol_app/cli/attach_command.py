"""``patrol attach VISIT FILE``: a photo, film or other file becomes part of a visit, as it is."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.domain.errors import BadInput
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.services import workplace
from patrol_app.services.attaching import SOURCES, attach, told_differences
from patrol_app.services.recall import recall
from patrol_app.services.session.visit_log import VisitLog


def define(parser: Parser) -> None:
    """The visit, the file, and what people say of it."""
    parser.add_argument("number", metavar="VISIT", help=parser.say("cli.attach.number"))
    parser.add_argument("file", metavar="FILE", type=Path, help=parser.say("cli.attach.file"))
    parser.add_argument("--what", required=True, metavar="WORDS", help=parser.say("cli.attach.what"))
    parser.add_argument("--maker", required=True, metavar="NAME", help=parser.say("cli.attach.maker"))
    parser.add_argument("--source", required=True, choices=SOURCES, help=parser.say("cli.attach.source"))
    parser.add_argument("--taken-at", metavar="TIME", help=parser.say("cli.attach.taken_at"))
    parser.add_argument("--by", metavar="NUMBER", help=parser.say("cli.attach.by"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Take the file in; exit code 1 when its own time or place does not fit the visit."""
    stated_at = _moment(arguments.taken_at)
    with workplace.writing() as (home, store):
        facts = recall(store, arguments.number)
        if store.latest("pack.made", arguments.number) is not None:
            raise BadInput("attach.packed", number=arguments.number)
        by = arguments.by or facts.recorder.certificate_number
        visit_log = VisitLog.resume(store, facts.number, actor=by, now=lambda: datetime.now(UTC), signer=None)
        folder = RecordingFolder.open(home.recordings / facts.number)
        fact = attach(
            arguments.file,
            folder=folder.attachments,
            visit_log=visit_log,
            already=facts.attachments,
            what=arguments.what,
            maker=arguments.maker,
            source=arguments.source,
            at=datetime.now(UTC),
            by=by,
            stated_at=stated_at,
        )
        told = told_differences(recall(store, facts.number), fact, store=store, home=home)
    if console.as_json:
        said = [console.sentence(key, **data) for key, data in told]
        console.fact({"label": fact.label, "sha256": fact.sha256, "bytes": fact.size_bytes, "differences": said})
    else:
        console.say("attach.done", label=fact.label, name=fact.original_name, bytes=fact.size_bytes, sha256=fact.sha256)
        for key, data in told:
            console.say(key, **data)
    return 1 if told else 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("attach.time", value=text) from fault
    if moment.tzinfo is None:
        raise BadInput("attach.time", value=text)
    return moment
