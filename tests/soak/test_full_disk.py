from __future__ import annotations

from pathlib import Path

from full_disk import fill


def test_a_file_that_may_not_grow_stops_the_recorder_with_a_sentence(tmp_path: Path) -> None:
    result = fill(tmp_path, limit_bytes=300_000)
    assert result.said.split()[0] in ("recordings.disk_full", "store.disk_full", "store.disk_error")
    assert result.acknowledged > 10
    assert result.lost_steps == 0
