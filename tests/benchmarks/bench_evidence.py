"""A pack of 200 MB: ``python tests/benchmarks/bench_evidence.py [MEGABYTES]``; prints one JSON line a step.

Prints bagit.py's time for the same pack beside ours where ``bagit.py`` is on PATH.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))

from evidence_kit import LATER, NUMBER, PackPlan

from patrol_app.evidence.verify import verify_pack

FILE_BYTES = 10_000_000
WANTED_S = {"sign and zip": 3.0, "verify the ZIP": 2.0, "verify the folder": 2.0}


def largest_memory_mb() -> float | None:
    """The most memory this process held, where the system tells."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(step: str, megabytes: int, work: Callable[[], object]) -> None:
    """Time one step and print it."""
    started = time.perf_counter()
    work()
    line = {
        "bench": "evidence",
        "step": step,
        "mb": megabytes,
        "s": round(time.perf_counter() - started, 3),
        "wanted_s": WANTED_S.get(step) if megabytes == 200 else None,
        "memory_mb": largest_memory_mb(),
    }
    print(json.dumps(line), flush=True)


def main(megabytes: int = 200) -> None:
    """Make a pack of random audio-sized files, verify it both ways, and let bagit.py look at it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "audio.wav"
        source.write_bytes(os.urandom(FILE_BYTES))
        files: dict[str, Path | bytes] = {f"data/audio/{n:04d}.wav": source for n in range(megabytes // 10)}
        pack = folder / f"{NUMBER}.zip"
        measured("sign and zip", megabytes, lambda: PackPlan(more=files).make(pack))
        measured("verify the ZIP", megabytes, lambda: verify_pack(pack, None, LATER))
        with zipfile.ZipFile(pack) as archive:
            archive.extractall(folder)
        measured("verify the folder", megabytes, lambda: verify_pack(folder / NUMBER, None, LATER))
        if tool := shutil.which("bagit.py"):
            command = [tool, "--validate", "--quiet", str(folder / NUMBER)]
            measured("bagit.py", megabytes, lambda: subprocess.run(command, check=True))


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
