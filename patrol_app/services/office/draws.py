"""The random draw of a day: lists from the libraries, the sheet as a file and as a fact, the draw made again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.draws import SCHEMA, DrawRule, DrawSheet, Excluded
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.domain.plans import Candidate
from patrol_app.planning.draw import draw, prepare, repeated
from patrol_app.planning.priorities import kept_out
from patrol_app.recordings.disk import write_whole
from patrol_app.rules.moment import local
from patrol_app.services.office import library
from patrol_app.services.office.schemes import on_site_cap, scheme
from patrol_app.services.recall import known_visits
from patrol_app.services.workplace import unit_name
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store


def draw_rule() -> DrawRule:
    """The weights in force.

    Raises:
        BadInput: the bureau's own file lacks a value or holds one of the wrong kind.
    """
    found = scheme("draw-rule")
    names = ("name", "general", "key_source", "complaint", "complaints_most", "credit", "officers_a_site")
    try:
        rule = from_plain(DrawRule, {name: found[name] for name in names}, "draw-rule.toml")
    except KeyError as fault:
        raise BadInput("schemes.unreadable", path=Path("schemes/draw-rule.toml"), cause=str(fault)) from fault
    if rule.officers_a_site < 2:
        raise BadInput("draw.two_officers", count=rule.officers_a_site)
    return rule


def prepared(reader: Reader, home: Home, day: date) -> DrawSheet:
    """The published lists of a day with their hash, before any seed is known.

    Left out are firms on the positive list without a complaint, and sites checked as often as the cap allows; extra
    draws of credit grade D and of the red code are not counted against it.

    Raises:
        BadInput: there is no site or no officer.
    """
    sites, officers = library.sites(reader), library.officers(reader)
    if not sites or not officers:
        raise BadInput("draw.empty")
    cap = on_site_cap(day)
    visits = Counter(
        visit.site
        for visit in known_visits(reader)
        if local(visit.arrived_at).year == day.year and local(visit.arrived_at).date() < day
    )
    excluded = []
    for site in sites:
        reason = kept_out(Candidate(site=site, visits_this_year=visits[site.name]), cap)
        if reason is not None:
            excluded.append(Excluded(name=site.name, reason=reason))
    return prepare(sites, officers, excluded, draw_rule(), authority=unit_name(home), held_on=day)


def draw_day(
    reader: Reader, home: Home, *, day: date, count: int, seeds: Sequence[str], seed_source: str = ""
) -> DrawSheet:
    """The draw of a day.

    Args:
        reader: the libraries.
        home: for the unit's name.
        day: the day of the draw.
        count: how many sites.
        seeds: one public number named in advance, or what two people typed in.
        seed_source: where the seed comes from, in words.

    Raises:
        BadInput: lists, count or seed do not allow a draw.
    """
    sheet = prepared(reader, home, day)
    return draw(sheet, count=count, seed="|".join(seed.strip() for seed in seeds), seed_source=seed_source)


def keep_draw(store: Store, sheet: DrawSheet, *, actor: str, at: datetime) -> None:
    """Write a draw into the log; a second one of the same day stands beside the first, never over it."""
    store.append("draw.held", f"{sheet.held_on.isoformat()} {sheet.list_sha256[:12]}", sheet, actor=actor, at=at)


def write_sheet(sheet: DrawSheet, target: Path) -> None:
    """Write the sheet as JSON.

    Raises:
        BadInput: the folder is not there.
        CannotDo: the disk does not take it.
    """
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    text = json.dumps(to_plain(sheet), ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(target, (text + "\n").encode())


def read_sheet(path: Path) -> DrawSheet:
    """A sheet out of its file.

    Raises:
        BadInput: missing, not JSON, or not a draw sheet; the sentence names the field.
    """
    if not path.is_file():
        raise BadInput("file.missing", path=path)
    try:
        plain = json.loads(path.read_bytes())
    except ValueError as fault:
        raise BadInput("draw.not_json", path=path, cause=str(fault)) from fault
    sheet = from_plain(DrawSheet, plain, path.name)
    if sheet.schema != SCHEMA:
        raise BadInput("draw.schema", path=path, found=sheet.schema, known=SCHEMA)
    return sheet


def repeat(path: Path) -> DrawSheet:
    """The draw of a sheet made again; returns what it gives, which is what the sheet says.

    Raises:
        BadInput: the file is no draw sheet.
        DamagedEvidence: list, weights, hash or result are not those that list, rule and seed give.
    """
    sheet = read_sheet(path)
    try:
        again = repeated(sheet)
    except BadInput as fault:
        raise DamagedEvidence("draw.cannot_repeat", path=path, cause=fault.key) from fault
    if again != sheet:
        said, made = to_plain(sheet), to_plain(again)
        differing = "、".join(name for name in said if said[name] != made[name])
        raise DamagedEvidence("draw.differs", path=path, fields=differing)
    return again
