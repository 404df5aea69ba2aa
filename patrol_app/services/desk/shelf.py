"""The data folder of a desk, opened: store, unit, rules and libraries, read once and again after a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from patrol_app.assets import resource
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.places import ExamNotice, ExamVenue, Site
from patrol_app.recordings.disk import write_whole
from patrol_app.rules.book import load_rule_book
from patrol_app.rules.editions import RuleBook
from patrol_app.services import workplace
from patrol_app.services.measuring import UNNAMED_UNIT
from patrol_app.services.office import library
from patrol_app.services.practice import DEVICE, is_practice, refuse_practice
from patrol_app.store.home import Home
from patrol_app.store.store import Store

PRACTICE = "practice"
"""The folder, inside the data folder, that practice has for itself."""
UNIT_FIELDS = ("name", "short_name", "region", "review_body", "court", "city", "province")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything that is asked of the data folder before a visit."""

    home: Home
    store: Store
    book: RuleBook
    authority: Authority
    has_unit: bool
    officers: tuple[Officer, ...]
    sites: tuple[Site, ...]
    venues: tuple[ExamVenue, ...]
    notices: tuple[ExamNotice, ...]
    units: tuple[InstrumentUnit, ...]

    @property
    def team(self) -> tuple[Officer, ...]:
        """The two officers of tonight: the first of the library."""
        return self.officers[:2]

    def unit(self, role: str) -> InstrumentUnit | None:
        """The registered instrument of a role."""
        return next((unit for unit in self.units if unit.role == role), None)

    def notice_at(self, number: str) -> ExamNotice | None:
        """A notice by its number."""
        return next((notice for notice in self.notices if notice.number == number), None)


def open_shelf(path: Path | None) -> Shelf:
    """Open the data folder for writing.

    Raises:
        CannotDo: another program writes there, the disk refuses, or it is a folder of practice.
        DamagedEvidence: the database is damaged.
    """
    home = Home.open(path)
    store = Store.open(home.database)
    try:
        refuse_practice(store)
        return read_shelf(home, store)
    except BaseException:
        store.close()
        raise


def open_practice(path: Path | None, at: datetime) -> Shelf:
    """The data folder of practice, inside the real one, with the demonstration's libraries and unit.

    Raises:
        CannotDo: what lies there is the log of a real folder.
    """
    home = Home.open(Home.open(path).path / PRACTICE)
    store = Store.open(home.database, device=DEVICE)
    try:
        if not is_practice(store):
            raise CannotDo("practice.not_practice", path=home.path)
        if not library.sites(store):
            stock_demo(home, store, at)
        return read_shelf(home, store)
    except BaseException:
        store.close()
        raise


def stock_demo(home: Home, store: Store, at: datetime) -> None:
    """Put in the demonstration's libraries and unit."""
    for kind in ("venues", "sites", "notices", "officers", "instruments"):
        source = resource("demo", f"{kind}.csv")
        library.import_file(source, kind, store, keep_good=False, actor="practice", at=at)
    write_whole(home.path / workplace.UNIT, resource("demo", "unit.toml").read_bytes())


def read_shelf(home: Home, store: Store) -> Shelf:
    """Read everything again, after an import or a change of the unit."""
    return Shelf(
        home=home,
        store=store,
        book=load_rule_book(own=home.path / "rules"),
        authority=workplace.authority_or(home, UNNAMED_UNIT),
        has_unit=(home.path / workplace.UNIT).is_file(),
        officers=tuple(library.officers(store)),
        sites=tuple(library.sites(store)),
        venues=tuple(library.venues(store)),
        notices=tuple(library.notices(store)),
        units=tuple(library.instruments(store)),
    )


def save_unit(home: Home, values: dict[str, str]) -> Authority:
    """Write the unit in whose name papers are made.

    Raises:
        BadInput: a field is empty.
        CannotDo: the disk does not take it.
    """
    for name in UNIT_FIELDS:
        if not values.get(name, "").strip():
            raise BadInput("desk.unit_field", field=name)
    lines = ["[authority]"]
    for name in UNIT_FIELDS:
        text = values[name].strip().replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{name} = "{text}"')
    lines.append("screening_only = true")
    write_whole(home.path / workplace.UNIT, ("\n".join(lines) + "\n").encode())
    return workplace.authority(home)


def two_officers(shelf: Shelf) -> tuple[Officer, ...]:
    """The team of a visit.

    Raises:
        CannotDo: fewer than two officers are in the library (two make an inspection).
    """
    if len(shelf.team) < 2:
        raise CannotDo("desk.officers", count=len(shelf.team))
    return shelf.team


def with_stage(site: Site, stage: str | None) -> Site:
    """The site at another stage of its construction."""
    return site if stage is None else replace(site, stage=stage)  # type: ignore[arg-type]  # a stage of the form


Now = Callable[[], datetime]
