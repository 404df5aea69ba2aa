from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from short_visit import ShortVisit, two_signers

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.rules.book import load_rule_book
from patrol_app.services.closing import close_visit
from patrol_app.services.recall import closed_record, known_visits, recall, recorded_files
from patrol_app.services.session.visit_log import VisitLog


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[ShortVisit]:
    """A visit at night without a permit, measured and not yet closed."""
    with ShortVisit(tmp_path / "data") as visit:
        visit.do("calibrate", which="before", typed_db=93.8)
        visit.do("begin_run", role="main")
        visit.walk(10)
        visit.do("end_run")
        visit.stop()
        yield visit


def order_numbers(visit: ShortVisit) -> list[str]:
    return [entry.body["number"] for entry in visit.store.all_of_kind("order.numbered")]


def test_one_officer_cannot_close(visit: ShortVisit, tmp_path: Path) -> None:
    number = visit.session.facts.number
    before = visit.store.head().sequence
    with pytest.raises(CannotDo) as caught:
        close_visit(
            recall(visit.store, number),
            recorded_files(visit.store, visit.home, number),
            folder=RecordingFolder.open(visit.home.recordings / number),
            visit_log=visit.log,
            book=load_rule_book(),
            signers=two_signers()[:1],
            packs=tmp_path,
            papers=visit.home.papers,
            left_at=visit.now(),
        )
    assert (caught.value.key, caught.value.data) == ("closing.signers", {"count": 1})
    assert visit.store.head().sequence == before
    assert list(visit.home.papers.iterdir()) == []
    assert list(tmp_path.glob("*.zip*")) == []


def test_a_closed_visit_is_on_the_laptop_as_in_the_pack(visit: ShortVisit, tmp_path: Path) -> None:
    done = visit.close(tmp_path / "packs")
    number = done.record.number
    assert [(one.number, one.state) for one in known_visits(visit.store)] == [(number, "closed")]
    assert closed_record(visit.home, number) == done.record
    with zipfile.ZipFile(done.pack.path) as archive:
        for name, path in done.papers.items():
            assert archive.read(f"{number}/data/record/{name}") == path.read_bytes()
    kinds = [entry.kind for entry in visit.store.entries()]
    assert kinds.index("visit.opened") < kinds.index("verdict.given") < kinds.index("visit.closed")
    assert kinds[-1] == "pack.made"
    # the head in the record is that of the log before the pack was made
    assert done.record.chain is not None
    assert visit.store.head().sequence == done.record.chain.sequence + 1


def test_a_pack_made_again_keeps_the_number_of_its_order(visit: ShortVisit, tmp_path: Path) -> None:
    first = visit.close(tmp_path / "a").record.order_number
    again = visit.close(tmp_path / "b").record.order_number
    assert first is not None
    assert (again, order_numbers(visit)) == (first, [first])


def test_orders_of_two_visits_are_counted_without_gaps(visit: ShortVisit, tmp_path: Path) -> None:
    visit.close(tmp_path / "packs")
    log = VisitLog(visit.store, "T-20260606-02", actor="t", now=visit.now, signer=None)
    second = log.next_order_number(visit.session.facts.authority, visit.now())
    assert [number[-2:] for number in (*order_numbers(visit),)] == ["1号", "2号"]
    assert second == order_numbers(visit)[-1]


def test_a_pack_that_is_there_is_not_overwritten(visit: ShortVisit, tmp_path: Path) -> None:
    pack = visit.close(tmp_path / "packs").pack
    content = pack.path.read_bytes()
    with pytest.raises((BadInput, CannotDo)):
        visit.close(tmp_path / "packs")
    assert pack.path.read_bytes() == content


def test_a_visit_that_was_never_opened_has_no_record(visit: ShortVisit) -> None:
    with pytest.raises(BadInput):
        recall(visit.store, "T-0")
    with pytest.raises(BadInput):
        closed_record(visit.home, "T-0")
