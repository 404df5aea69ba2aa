"""The papers of a pack: set again from the record, and the officers' signatures in those that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.signed_pdf import officers_filed, signatures_over
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.remade import set_again
from patrol_app.services.papers import SIGNED_PAPERS


def paper_checks(record: VisitRecord, made: Mapping[str, bytes], top: Path) -> Iterator[Check]:
    """A line a paper, and one more for its signatures.

    A signed paper must begin with the paper as the record gives it; what stands behind must be the signatures of the
    officers who signed the pack, made again byte for byte, and nothing else.
    """
    for name, content in made.items():
        file = f"data/record/{name}"
        path = top / file
        found = path.read_bytes() if name in SIGNED_PAPERS and path.is_file() else content
        signatures = None if found == content else signatures_over(found, content)
        if signatures is None:
            yield set_again("recompute.paper", record, top, file, content)
            continue
        yield Check(name="recompute.paper", status="PASS", where=file)
        names = "、".join(each.name for each in signatures)
        theirs = {each.field: each.fingerprint for each in signatures} == _officers(top)
        yield Check(name="recompute.paper_signed", status="PASS" if theirs else "FAIL", where=file, printed=names)


def _officers(top: Path) -> dict[str, str]:
    try:
        return officers_filed(top)
    except BadInput:
        return {}
