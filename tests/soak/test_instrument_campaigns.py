"""The instrument campaigns run, briefly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("script", "seconds", "last_words"),
    [("fuzz.py", "4", "no exception"), ("ports.py", "2", "lost 0 bytes"), ("stations.py", "2", "memory")],
)
def test_a_short_campaign_ends_well(script: str, seconds: str, last_words: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / script)],
        env={**os.environ, "SOAK_S": seconds, "SOAK_STATIONS": "50", "SOAK_LIMIT_MS": "60000"},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_words in done.stdout.splitlines()[-1]
