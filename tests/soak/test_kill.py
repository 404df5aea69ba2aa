from __future__ import annotations

from pathlib import Path

from kill import campaign


def test_kill_9_loses_no_acknowledged_step(tmp_path: Path) -> None:
    result = campaign(tmp_path, runs=6, seed=11, lanes=2)
    assert (result.runs, result.lost_steps) == (6, 0)
    assert result.recording >= 4
    assert result.steps > 0
