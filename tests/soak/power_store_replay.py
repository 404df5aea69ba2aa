"""Replays the store's transactions on a disk that loses power; needs the package apsw and nothing of the project.

``python power_store_replay.py PLAN OUT RUNS SEED``: for each run the files that survive the cut go to ``OUT/RUN`` and
the number of transactions whose commit had returned to ``OUT/RUN/acknowledged``.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import apsw  # type: ignore[import-not-found]  # it is in an environment of its own

SECTOR = 512
POWERSAFE_OVERWRITE = 0x1000


class PowerCut(Exception):
    """The moment itself."""


class Disk:
    """Files in memory: what was written, what is safe, and when the power goes."""

    def __init__(self, cut_at: int, source: random.Random) -> None:
        self.now: dict[str, bytearray] = {}
        self.safe: dict[str, bytes] = {}
        self.left = cut_at
        self.source = source

    def touch(self) -> None:
        """One more write or sync; the power goes when the count is down."""
        self.left -= 1
        if self.left <= 0:
            raise PowerCut

    def survivors(self) -> dict[str, bytes]:
        """Each sector written since the file's last sync is there or not, by chance."""
        found = {}
        chance = self.source.choice([0.0, 0.3, 0.7, 0.97, 1.0])
        for name, now in self.now.items():
            safe = self.safe.get(name, b"")
            low, high = sorted((len(safe), len(now)))
            length = self.source.choice([low, high, self.source.randint(low, high)])
            after = bytearray(safe[:length].ljust(length, b"\0"))
            for start in range(0, length, SECTOR):
                new = now[start : min(length, start + SECTOR)]
                if self.source.random() < chance:
                    after[start : start + len(new)] = new
            found[name] = bytes(after)
        return found


class CutFile:
    """One open file of the disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        self.disk, self.name = disk, name
        disk.now.setdefault(name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802  # the interface's name
        return bytes(self.disk.now[self.name][offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.disk.touch()
        content = self.disk.now[self.name]
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data

    def xTruncate(self, size: int) -> None:  # noqa: N802
        del self.disk.now[self.name][size:]

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.touch()
        self.disk.safe[self.name] = bytes(self.disk.now[self.name])

    def xFileSize(self) -> int:  # noqa: N802
        return len(self.disk.now[self.name])

    def xClose(self) -> None:  # noqa: N802
        pass

    def xLock(self, level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return POWERSAFE_OVERWRITE


class CutVFS(apsw.VFS):  # type: ignore[misc]  # the same
    """The disk as SQLite sees it."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__("cut", base="")

    def xOpen(self, name: Any, flags: list[int]) -> CutFile:  # noqa: N802
        flags[1] = flags[0]
        return CutFile(self.disk, str(name.filename() if hasattr(name, "filename") else name))

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        self.disk.now.pop(name, None)
        self.disk.safe.pop(name, None)

    def xAccess(self, name: str, flags: int) -> bool:  # noqa: N802
        return name in self.disk.now

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xRandomness(self, count: int) -> bytes:  # noqa: N802
        return self.disk.source.randbytes(count)

    def xCurrentTime(self) -> float:  # noqa: N802
        return 2_461_000.0

    def xGetLastError(self) -> tuple[int, str]:  # noqa: N802
        return 0, ""

    def xSleep(self, microseconds: int) -> int:  # noqa: N802
        return microseconds


def run(plan: dict[str, Any], source: random.Random, cut_at: int) -> tuple[dict[str, bytes], int, int]:
    """One night until the power goes: surviving files, transactions acknowledged, writes and syncs used."""
    disk = Disk(cut_at, source)
    vfs = CutVFS(disk)
    acknowledged = 0
    connection = None
    try:
        connection = apsw.Connection("patrol.db", vfs="cut")
        # Shared memory is not simulated; one connection with an exclusive lock needs none.
        for pragma in ("locking_mode = EXCLUSIVE", *plan["settings"]):
            list(connection.execute(f"PRAGMA {pragma}"))
        connection.execute("BEGIN IMMEDIATE")
        for statement in plan["schema"]:
            connection.execute(statement)
        connection.execute("COMMIT")
        list(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        for transaction in plan["transactions"]:
            connection.execute("BEGIN IMMEDIATE")
            for statement, rows in transaction:
                connection.executemany(statement, rows)
            connection.execute("COMMIT")
            acknowledged += 1
    except (PowerCut, apsw.Error):
        pass
    used = cut_at - disk.left
    survivors = disk.survivors()
    disk.left = 1 << 60
    if connection is not None:
        connection.close(True)
    vfs.unregister()
    return survivors, acknowledged, used


def main() -> None:
    """Cut the power as often as asked, anywhere between the first write and the last."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    out, runs = Path(sys.argv[2]), int(sys.argv[3])
    source = random.Random(int(sys.argv[4]))
    _, whole, used = run(plan, source, 1 << 60)
    assert whole == len(plan["transactions"]), "the plan itself does not run"
    for number in range(runs):
        survivors, acknowledged, _ = run(plan, source, source.randint(1, used))
        folder = out / str(number)
        folder.mkdir()
        for name, content in survivors.items():
            (folder / name).write_bytes(content)
        (folder / "acknowledged").write_text(str(acknowledged), encoding="utf-8")


if __name__ == "__main__":
    main()
