"""A database that another program holds: the level on the screen goes on, and nothing that was noted is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from short_visit import ShortVisit, two_signers

from patrol_app.domain.errors import CannotDo


def test_the_session_does_not_wait_for_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # whoever waits as long as he can does not come back within this test
    monkeypatch.setattr("patrol_app.store.connection._BUSY_MS", 600_000)
    with ShortVisit(tmp_path / "data") as visit:
        visit.log._signer = two_signers()[0]
        visit.walk(2)
        other = sqlite3.connect(visit.home.database, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        visit.truth["LAF"] = 66.0
        assert visit.do("begin_run", role="main") == "N1"
        visit.walk(4)
        shown = visit.shown()
        assert shown.laf_db == 66.0
        assert shown.run == "measuring"
        assert "store.busy" in dict(shown.messages)
        other.execute("ROLLBACK")
        other.close()
        visit.walk(2)
        assert [body["run"] for body in visit.noted("run.started")] == ["N1"]
        assert visit.store.checkpoints()
        visit.walk(12)
        assert "store.busy" not in dict(visit.shown().messages)


def test_whoever_can_wait_waits_for_the_turn_and_who_cannot_is_told(tmp_path: Path) -> None:
    with ShortVisit(tmp_path / "data") as visit:
        visit.stop()
        visit.store._turn.acquire()
        try:
            with pytest.raises(CannotDo, match=r"store\.busy"), visit.store.transaction(0.01):
                raise AssertionError("not reached")
        finally:
            visit.store._turn.release()
        with visit.store.transaction() as work:
            work.append("test", "x", {}, actor="test", at=visit.now())
