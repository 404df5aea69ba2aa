"""What supervisors decided about closed visits: accepted or sent back, by whom and when; a visit closed again waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from patrol_app.domain.chain import Entry

LOOK_BACK = timedelta(days=45)
Decision = Literal["waiting", "accepted", "sent_back"]
_KINDS: tuple[tuple[str, Decision], ...] = (("review.sent_back", "sent_back"), ("review.accepted", "accepted"))


class Log(Protocol):
    """The log, open for reading or writing."""

    def all_of_kind(self, kind: str, subject: str | None = None, *, since: datetime | None = None) -> list[Entry]:
        """Facts of a kind, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision about a visit; ``who`` is name and certificate number, ``signed`` whether a key signed it."""

    number: str
    decision: Decision
    who: str
    at: datetime
    remark: str = ""
    signed: bool = False


def named(name: str, number: str) -> str:
    """A person as screens write one: name, then number in brackets."""
    return f"{name}（{number}）" if name else number


def decisions(log: Log, since: datetime | None = None) -> dict[str, Decided]:
    """The newest decision of each visit."""
    found: dict[str, Decided] = {}
    for kind, decision in _KINDS:
        for entry in log.all_of_kind(kind, since=since):
            body, at = entry.body, datetime.fromisoformat(entry.at_utc)
            before = found.get(entry.subject)
            if before is not None and before.at > at:
                continue
            found[entry.subject] = Decided(
                number=entry.subject,
                decision=decision,
                who=named(str(body.get("name") or ""), str(body.get("by") or entry.actor)),
                at=at,
                remark=str(body.get("remark") or ""),
                signed=body.get("key_sha256") is not None,
            )
    return found


def standing(decided: Decided | None, closed_at: datetime) -> Decided | None:
    """The decision that still holds: a visit that was closed again after it waits anew."""
    return decided if decided is not None and decided.at > closed_at else None


def newest_closed(log: Log, since: datetime) -> list[Entry]:
    """The newest closing of each visit, the newest visit first."""
    newest = {entry.subject: entry for entry in log.all_of_kind("visit.closed", since=since)}
    return sorted(newest.values(), key=lambda entry: entry.at_utc, reverse=True)


def sent_back(log: Log, at: datetime) -> tuple[tuple[Decided, str], ...]:
    """Visits that wait to be put right and closed again, with the site's name; the newest first."""
    since = at - LOOK_BACK
    decided = decisions(log, since)
    found: Iterable[tuple[Decided | None, Entry]] = (
        (standing(decided.get(entry.subject), datetime.fromisoformat(entry.at_utc)), entry)
        for entry in newest_closed(log, since)
    )
    return tuple(
        (one, str(entry.body.get("record", {}).get("site", {}).get("name", "")))
        for one, entry in found
        if one is not None and one.decision == "sent_back"
    )
