"""A disk that fills up under a recorder: ``python tests/soak/full_disk.py``.

On a tmpfs of 4 MB where mounting is allowed, else under a file-size limit; it says which. The recorder must stop with
a sentence, close on its reserve, and everything it acknowledged must be there.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from night import Found, look

from patrol_app.store.home import Home

NIGHT = Path(__file__).parent / "night.py"
DISK_BYTES = 4 * 1024 * 1024
RESERVE_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDiskResult:
    """``said`` is the key of the fault; ``lost_steps`` must be 0 and ``found.closed`` true on a full disk."""

    method: str
    said: str
    acknowledged: int
    lost_steps: int
    found: Found


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a tmpfs of 4 MB on ``folder`` if this user may."""
    size = f"size={DISK_BYTES}"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    allowed = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield allowed
    finally:
        if allowed:
            subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, *, limit_bytes: int | None) -> FullDiskResult:
    """Record in ``folder`` until nothing more fits; with ``limit_bytes`` no file may grow past that."""

    def limit() -> None:
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    environment = os.environ | {"RESERVE": "0" if limit_bytes else str(RESERVE_BYTES)}
    done = subprocess.run(
        [sys.executable, str(NIGHT), str(folder), "V1"],
        stdout=subprocess.PIPE,
        env=environment,
        check=False,
        preexec_fn=limit,  # the limit is the recorder's alone
    )
    lines = done.stdout.decode().split("\n")[:-1]
    numbers = [line for line in lines if line.isdigit()]
    acknowledged = int(numbers[-1]) if numbers else 0
    found = look(Home.open(folder), "V1")
    return FullDiskResult(
        method="file-size limit" if limit_bytes else "tmpfs of 4 MB",
        said=next((line for line in lines if not line.isdigit()), "nothing"),
        acknowledged=acknowledged,
        lost_steps=max(0, acknowledged - found.steps()),
        found=found,
    )


def main() -> int:
    """Fill the disk once and print what came of it."""
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name)) as mounted:
        result = fill(Path(name), limit_bytes=None if mounted else 600_000)
    print(result)
    good = result.lost_steps == 0 and (result.said.endswith("closed") if mounted else result.said != "nothing")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
