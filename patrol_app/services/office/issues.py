"""Reports as deeds: which are due, drafts made by hand, and issues, each a fact with the hash of what went out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from patrol_app.assets import Language
from patrol_app.domain.bulletins import BULLETINS, Bulletin, BulletinKind
from patrol_app.domain.errors import BadInput
from patrol_app.recordings.disk import write_whole
from patrol_app.rules.moment import local
from patrol_app.services.office import library
from patrol_app.services.office.bulletins import render_bulletin
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.exam_zones import night_of_day
from patrol_app.services.report_facts import ReportLine, ReportState
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

ISSUED = "bulletin.issued"
"""The kind of the fact that a report went out; its subject is the report's name."""
DRAFTED = "bulletin.drafted"
"""The kind of the fact that a person wants a report of a period; its subject is the draft's number."""
OVER_AT, DUE_AT = time(6, 0), time(8, 30)
"""A night's work ends at six; reports of it are due at half past eight."""
DAILY_SHOWN, EXAM_DAYS, LINES = 3, 60, 200

Span = tuple[BulletinKind, date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue of a report."""

    kind: BulletinKind
    start: date
    end: date
    at: datetime
    actor: str
    file: str
    sha256: str
    data_sha256: str


def name_of(kind: BulletinKind, start: date, end: date) -> str:
    """A report's name: its kind at the door and its nights."""
    return f"{kind.replace('_', '-')}-{start:%Y%m%d}-{end:%Y%m%d}"


def issues(reader: Reader) -> dict[Span, list[Issue]]:
    """Every issue of every report, oldest first."""
    found: dict[Span, list[Issue]] = {}
    for entry in reader.all_of_kind(ISSUED):
        body = entry.body
        start, end = date.fromisoformat(body["start"]), date.fromisoformat(body["end"])
        one = Issue(
            kind=body["kind"],
            start=start,
            end=end,
            at=datetime.fromisoformat(entry.at_utc),
            actor=entry.actor,
            file=body["file"],
            sha256=body["sha256"],
            data_sha256=body["data_sha256"],
        )
        found.setdefault((one.kind, start, end), []).append(one)
    return found


def issue_bulletin(store: Store, home: Home, found: Bulletin, *, language: Language, actor: str, at: datetime) -> Issue:
    """Write the report into the papers' folder and note in the log who issued which bytes and when.

    Raises:
        BadInput: its last night is not over, or the same bytes went out before.
        CannotDo: the disk refuses; then nothing is noted.
    """
    over = datetime.combine(found.end + timedelta(days=1), OVER_AT, LOCAL)
    if at < over:
        raise BadInput("report.not_over", end=found.end.isoformat(), over=f"{over:%m-%d %H:%M}")
    name = name_of(found.kind, found.start, found.end)
    before = store.all_of_kind(ISSUED, name)
    content = render_bulletin(found, ".pdf", language)
    sha256 = hashlib.sha256(content).hexdigest()
    for entry in before:
        if entry.body["sha256"] == sha256:
            raise BadInput("report.issued_same", at=f"{local(datetime.fromisoformat(entry.at_utc)):%m-%d %H:%M}")
    file = f"{name}-{len(before) + 1}.pdf"
    write_whole(home.papers / file, content)
    body = {
        "kind": found.kind,
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "language": language,
        "file": file,
        "sha256": sha256,
        "data_sha256": found.data_sha256,
        "visits": len(found.visits),
    }
    store.append(ISSUED, name, body, actor=actor, at=at, corrects=before[-1].id if before else None)
    return issues(store)[found.kind, found.start, found.end][-1]


def keep_draft(store: Store, kind: str, start: date, end: date, *, draft: str, actor: str, at: datetime) -> str:
    """Note that a report of a period is wanted, anew or in the place of a draft; returns the draft's number.

    Raises:
        BadInput: there is no such report, or the period ends before it begins.
    """
    if kind not in BULLETINS:
        raise BadInput("report.kind", kind=kind, known="、".join(BULLETINS))
    if end < start:
        raise BadInput("report.period", value=end.isoformat())
    number = draft or f"D-{len({entry.subject for entry in store.all_of_kind(DRAFTED)}) + 1:04d}"
    body = {"kind": kind, "start": start.isoformat(), "end": end.isoformat()}
    store.append(DRAFTED, number, body, actor=actor, at=at)
    return number


def report_lines(reader: Reader, at: datetime) -> list[ReportLine]:
    """What a coordinator has before him: what is due or runs, drafts, and what was issued; newest period first.

    Periods before the first closed visit of the log are not asked for.
    """
    out = issues(reader)
    first = reader.first_of_kind("visit.closed")
    began = local(datetime.fromisoformat(first.at_utc)).date() - timedelta(days=1) if first else None
    drafts = {
        entry.subject: (entry.body["kind"], *(date.fromisoformat(entry.body[side]) for side in ("start", "end")))
        for entry in reader.latest_of_kind(DRAFTED)
    }
    wanted = [span for span in _regular(reader, at) if began is not None and span[2] >= began]
    made: dict[Span, ReportLine] = {}
    for span in wanted:
        made[span] = _line(span, out.get(span, []), at)
    for span in out:
        made.setdefault(span, _line(span, out[span], at))
    for number, span in drafts.items():
        if span not in made:
            made[span] = _line(span, [], at, draft=number)
    order = {kind: place for place, kind in enumerate(BULLETINS)}
    lines = sorted(made.values(), key=lambda line: (order[line.kind], -line.end.toordinal(), -line.start.toordinal()))
    return lines[:LINES]


def _line(span: Span, out: list[Issue], at: datetime, *, draft: str = "") -> ReportLine:
    kind, start, end = span
    over, due = (datetime.combine(end + timedelta(days=1), hour, LOCAL) for hour in (OVER_AT, DUE_AT))
    state: ReportState = "draft"
    when: datetime | None = None
    if out:
        state, when = "issued", out[-1].at
    elif not draft:
        state = "running" if at < over else "due" if at < due else "late"
        when = due
    return ReportLine(kind=kind, start=start, end=end, state=state, at=when, issues=len(out), draft=draft)


def _regular(reader: Reader, at: datetime) -> Iterable[Span]:
    """Reports that come round by themselves."""
    here = local(at)
    last = here.date() - timedelta(days=1 if here.time() >= OVER_AT else 2)
    for back in range(DAILY_SHOWN):
        yield "daily_warning", last - timedelta(days=back), last - timedelta(days=back)
    monday = last - timedelta(days=last.weekday())
    yield "weekly_analysis", monday, monday + timedelta(days=6)
    yield "weekly_analysis", monday - timedelta(days=7), monday - timedelta(days=1)
    first = last.replace(day=1)
    month = first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    before = (first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)
    for kind in ("monthly_bulletin", "disclosure_sheet"):
        for span in (month, before):
            yield kind, *span
    for notice in library.notices(reader):
        span = _nights(notice.valid_from, notice.valid_to)
        if notice.valid_from <= at and notice.valid_to > at - timedelta(days=EXAM_DAYS):
            yield "exam_period_summary", *span


def _nights(start: datetime, end: datetime) -> tuple[date, date]:
    """The nights that a stretch of time touches."""
    first, last = (local(at).date() - timedelta(days=1) for at in (start, end))
    while night_of_day(first)[1] <= start:
        first += timedelta(days=1)
    while night_of_day(last)[1] < end:
        last += timedelta(days=1)
    return first, last
