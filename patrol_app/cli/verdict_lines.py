"""The verdicts of a visit, as one JSON object or as lines."""

from __future__ import annotations

from patrol_app.cli.console import Console
from patrol_app.domain.codec import to_plain
from patrol_app.domain.record import VisitRecord
from patrol_app.rules.output import plain_verdict


def show_verdicts(record: VisitRecord, console: Console) -> None:
    """Print the noise verdict first: its keys are those of ``patrol judge``, with the visit's own beside them."""
    main = next((one for one in record.verdicts if one.kind == "construction_noise"), None)
    if console.as_json:
        plain: dict[str, object] = {"outcome": "cannot_be_judged"}
        if main is not None:
            plain.update(plain_verdict(main, console.language))
        plain["visit"] = record.number
        plain["measurement"] = to_plain(record.measurement)
        plain["background"] = to_plain(record.background)
        plain["other_verdicts"] = [
            {"kind": one.kind, "outcome": one.outcome} for one in record.verdicts if one is not main
        ]
        console.fact(plain)
        return
    for verdict in record.verdicts:
        kind = console.sentence(f"verdict.kind.{verdict.kind}")
        console.say("demo.verdict", kind=kind, outcome=console.sentence(f"verdict.outcome.{verdict.outcome}"))
        for reason in verdict.reasons:
            console.line(f"    · {reason.zh if console.language == 'zh' else reason.en}")
    outcome = console.sentence(f"verdict.outcome.{main.outcome}") if main else "—"
    console.say("measure.done", number=record.number, outcome=outcome)
