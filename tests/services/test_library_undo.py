"""Imports are undone by new facts: what held before holds again, what changed since stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patrol_app.domain.errors import BadInput
from patrol_app.services.office import library
from patrol_app.services.office.library_undo import imports, undo_import
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
HEAD = "name,latitude_deg,longitude_deg,datum\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    yield store
    store.close()


def take(store: Store, tmp_path: Path, **latitudes: float) -> str:
    path = tmp_path / "sites.csv"
    path.write_text(HEAD + "".join(f"{name},{value},109,WGS-84\n" for name, value in latitudes.items()), "utf-8")
    done = library.import_file(path, "sites", store, keep_good=False, actor="test", at=AT)
    assert done.id is not None
    return done.id


def held(store: Store) -> dict[str, float]:
    return {site.name: site.place.latitude_deg for site in library.sites(store)}


def test_undoing_takes_out_what_was_new_and_puts_back_what_was_changed(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, a=32.1, b=32.2)
    second = take(store, tmp_path, b=33.2, c=33.3)
    before = store.head().sequence
    done = undo_import(store, second, actor="test", at=AT)
    assert (done.restored, done.removed, done.kept) == (1, 1, 0)
    assert held(store) == {"a": 32.1, "b": 32.2}
    # the log only grew: the imported facts are still in it, and the new ones say what they correct
    assert store.head().sequence == before + 3
    assert len(store.all_of_kind("library.sites", "b")) == 3
    assert store.check().good


def test_an_entry_that_changed_since_stays(store: Store, tmp_path: Path) -> None:
    first = take(store, tmp_path, a=32.1, b=32.2)
    take(store, tmp_path, b=33.2)
    done = undo_import(store, first, actor="test", at=AT)
    assert (done.restored, done.removed, done.kept) == (0, 1, 1)
    assert held(store) == {"b": 33.2}


def test_undoing_two_imports_leaves_what_was_before_both(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, a=32.0)
    first, second = take(store, tmp_path, a=32.1), take(store, tmp_path, a=32.2)
    undo_import(store, first, actor="test", at=AT)
    undo_import(store, second, actor="test", at=AT)
    assert held(store) == {"a": 32.0}


def test_a_removed_site_is_unknown_by_name(store: Store, tmp_path: Path) -> None:
    undo_import(store, take(store, tmp_path, a=32.1), actor="test", at=AT)
    with pytest.raises(BadInput) as caught:
        library.site_named(store, "a")
    assert caught.value.key == "library.no_site"


def test_an_import_is_undone_once_and_only_if_there_is_one(store: Store, tmp_path: Path) -> None:
    first = take(store, tmp_path, a=32.1)
    undo_import(store, first, actor="test", at=AT)
    for id, key in ((first, "library.undone_before"), ("nothing", "library.no_import")):
        with pytest.raises(BadInput) as caught:
            undo_import(store, id, actor="test", at=AT)
        assert caught.value.key == key
    site_fact = store.all_of_kind("library.sites")[0].id
    with pytest.raises(BadInput):
        undo_import(store, site_fact, actor="test", at=AT)


def test_imports_are_listed_with_what_became_of_them(store: Store, tmp_path: Path) -> None:
    first = take(store, tmp_path, a=32.1)
    take(store, tmp_path, b=32.1, c=32.2)
    undo_import(store, first, actor="test", at=AT)
    assert [(one.kind, one.file, one.imported, one.undone) for one in imports(store)] == [
        ("sites", "sites.csv", 1, True),
        ("sites", "sites.csv", 2, False),
    ]


def test_an_import_of_no_good_row_can_be_undone(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(HEAD + "a,32,109,\n", "utf-8")
    done = library.import_file(path, "sites", store, keep_good=True, actor="test", at=AT)
    assert done.id is not None
    undone = undo_import(store, done.id, actor="test", at=AT)
    assert (undone.restored, undone.removed, undone.kept) == (0, 0, 0)
