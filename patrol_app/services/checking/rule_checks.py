"""The rule sets in a pack beside those of this program: whether they are the same, and what ours would have said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import Verdict
from patrol_app.services.checking.compared import Check
from patrol_app.services.identity import software
from patrol_app.services.pack_files import OWN_RULES, RULES, rule_files


def rule_checks(record: VisitRecord, top: Path, judged_by_ours: Callable[[], Sequence[Verdict]]) -> Iterator[Check]:
    """Lines on the rule sets; those of the same program cannot differ, those of another version may.

    Args:
        record: the record of the pack, with the program that made it.
        top: the unpacked pack.
        judged_by_ours: gives the verdicts that this program's own rule sets give on the same measurement.
    """
    own = sorted(path.name for path in (top / OWN_RULES).glob("*.toml"))
    if own:
        # the bureau's own limits decide with the shipped ones; whoever reads the verdict must see that
        yield Check(name="recompute.own_rules", status="NOT CHECKED", where=OWN_RULES, printed="、".join(own))
    ours = {name: path.read_bytes() for name, path in rule_files().items()}
    theirs = {f"{RULES}{path.name}": path.read_bytes() for path in (top / RULES).glob("*.toml")}
    if ours == theirs:
        yield Check(name="recompute.rules", status="PASS", where=RULES)
    elif record.software == software():
        names = sorted(Path(name).name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        yield Check(name="recompute.rules_changed", status="FAIL", where=RULES, printed="、".join(names))
    else:
        yield Check(name="recompute.rules", status="NOT CHECKED", where=RULES)
    if ours == theirs and not own:
        return
    for index, (one, other) in enumerate(zip(record.verdicts, judged_by_ours(), strict=False)):
        if one.outcome != other.outcome:
            yield Check(
                name="recompute.rules_outcome",
                status="NOT CHECKED",
                where=f"verdicts[{index}]",
                printed=one.outcome,
                recomputed=other.outcome,
            )
