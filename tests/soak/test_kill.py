from __future__ import annotations

from pathlib import Path

from kill import campaign


def test_kill_9_loses_no_acknowledged_step(tmp_path: Path) -> None:
    result = campaign(tmp_path, runs=4, seed=11)
    assert result.lost_steps == 0
    assert result.steps > 0
