from __future__ import annotations

from pathlib import Path

from power import campaign


def test_a_power_cut_keeps_what_was_synced_and_invents_nothing(tmp_path: Path) -> None:
    result = campaign(tmp_path, runs=150, seed=3)
    assert (result.lost_synced, result.wrong) == (0, 0)
    assert result.lost_unsynced > 0
