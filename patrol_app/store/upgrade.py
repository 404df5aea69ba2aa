"""Brings a database to the program's schema: makes it, migrates it after a backup, or refuses it politely."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import rename
from patrol_app.store.connection import APPLICATION_ID

MIGRATIONS = Path(__file__).parent / "migrations"
_NAME = re.compile(r"(\d{4})_\w+\.py")


def revisions(scripts: Path = MIGRATIONS) -> tuple[str, ...]:
    """The revisions this program knows, oldest first; read from file names so that a start without need is fast."""
    names = (_NAME.fullmatch(path.name) for path in (scripts / "versions").iterdir())
    return tuple(sorted(name.group(1) for name in names if name))


def bring_up(connection: Connection, path: Path, scripts: Path = MIGRATIONS) -> bool:
    """Make or migrate the schema in one transaction; returns whether the database is new.

    Raises:
        CannotDo: another program's database, or one of a newer Night Patrol.
    """
    known = revisions(scripts)
    with connection.begin():
        current = _current(connection, path)
    if current == known[-1]:
        return False
    _refuse_newer(current, known, path)
    if current is not None:
        back_up(path, path.with_name(f"{path.stem}-before-{known[-1]}{path.suffix}"))
    with connection.begin():
        _migrate(connection, scripts)
        connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    return current is None


def refuse_unless_current(connection: Connection, path: Path) -> None:
    """For readers, which cannot migrate.

    Raises:
        CannotDo: another program's database, a newer one, or an older one that the writing program must open first.
    """
    known = revisions()
    current = _current(connection, path)
    _refuse_newer(current, known, path)
    if current != known[-1]:
        raise CannotDo("store.older", path=str(path), found=current or "-", known=known[-1])


def back_up(path: Path, target: Path) -> None:
    """Copy a live database whole; ``target`` appears only when it is complete, over an older one."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy)
    rename(part, target)


def _migrate(connection: Connection, scripts: Path) -> None:
    # Alembic takes a fifth of a second to import and is needed once a version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection, path: Path) -> str | None:
    """The revision of a database, ``None`` of an empty one."""
    tables = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    if not tables:
        return None
    mark = connection.execute(text("PRAGMA application_id")).scalar()
    if mark != APPLICATION_ID or "alembic_version" not in tables:
        raise CannotDo("store.foreign", path=str(path))
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _refuse_newer(current: str | None, known: tuple[str, ...], path: Path) -> None:
    if current is not None and current not in known:
        raise CannotDo("store.newer", path=str(path), found=current, known=known[-1])
