"""The demonstration: a data folder of its own, libraries through the import a user has, keys, and the night."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from patrol_app.assets import resource
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.people import Authority, Officer
from patrol_app.evidence.authority import Authority as Office
from patrol_app.evidence.authority import make_authority
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import certificate_request, install_certificate, new_key
from patrol_app.evidence.signer import Signer
from patrol_app.rules.book import load_rule_book
from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.night import Crew, NightPlayer
from patrol_app.services.demo.plan import NightPlan, load_night
from patrol_app.services.office import library
from patrol_app.store.home import Home
from patrol_app.store.store import Store

MARKER = ".night-patrol-demo"
TRUST = "trust"
"""The demonstration office's trust list, outside of every pack."""
KEY_PASSWORD = "demo-demo-demo"  # keys of fictional officers, made for one run and worth nothing


def clear(out: Path) -> None:
    """An empty demonstration folder; only a folder that a demonstration made is cleared.

    Raises:
        CannotDo: ``out`` holds something else.
    """
    if out.exists() and not out.is_dir():
        raise CannotDo("demo.occupied", path=out)
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise CannotDo("demo.occupied", path=out)
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text("made by patrol demo\n", encoding="utf-8")


def authority(path: Path | None = None) -> Authority:
    """The unit in whose name papers are made."""
    plain = tomllib.loads((path or resource("demo", "unit.toml")).read_text(encoding="utf-8"))
    return from_plain(Authority, plain["authority"], "authority")


class Demo:
    """A demonstration night ready to be played; a context manager that owns the data folder."""

    def __init__(self, out: Path, progress: Callable[[str, float], None], plan: NightPlan | None = None) -> None:
        clear(out)
        self.out = out
        self.home = Home.open(out / "data")
        self.store = Store.open(self.home.database, device="DEMO-LAPTOP")
        try:
            self._import()
            self.player = NightPlayer(
                plan or load_night(),
                home=self.home,
                store=self.store,
                book=load_rule_book(),
                crew=self._crew(),
                out=out,
                progress=progress,
            )
        except BaseException:
            self.store.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def _import(self) -> None:
        at = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
        for kind in library.kinds():
            done = library.import_file(
                resource("demo", f"{kind}.csv"), kind, self.store, keep_good=False, actor="demo", at=at
            )
            if done.refused:
                raise done.refused[0].fault

    def _crew(self) -> Crew:
        officers = tuple(library.officers(self.store))
        unit = authority()
        if len(officers) < 2:
            raise BadInput("demo.officers", count=len(officers))
        made_at = datetime(2026, 6, 1, tzinfo=UTC)
        make_authority(self.home.path / "office-ca", KEY_PASSWORD, "演示区执法证书签发（演示）", not_before=made_at)
        office = Office(self.home.path / "office-ca", KEY_PASSWORD)
        signers = tuple(self._key(office, officer, unit, made_at) for officer in officers)
        # the revocation list is of the day of the demonstration, as a list fetched before going out would be
        office.write_trust(self.out / TRUST, at=datetime.now(UTC))
        return Crew(
            authority=unit, officers=officers, signers=signers, instruments=tuple(library.instruments(self.store))
        )

    def _key(self, office: Office, officer: Officer, unit: Authority, made_at: datetime) -> Signer:
        """An officer's own key with the office's certificate: made, requested, issued and installed as for real."""
        path = self.home.keys / f"{officer.certificate_number}.p12"
        holder = Holder(name=officer.name, certificate_number=officer.certificate_number, organisation=unit.name)
        request = certificate_request(new_key(path, KEY_PASSWORD, holder, not_before=made_at))
        issued = office.issue(request, path.name, at=made_at)
        return install_certificate(path, KEY_PASSWORD, issued, path.name)

    def play(self) -> list[ClosedVisit]:
        """Play the whole night."""
        return self.player.play()
