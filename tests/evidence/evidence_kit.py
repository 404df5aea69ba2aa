"""A make-believe office: two officers, a supervisor, their log, and a small pack; all clocks stand still."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from patrol_app.domain.chain import FIRST_PREV, Checkpoint, Entry, checkpoint_statement, seal, utc_text
from patrol_app.domain.record import ChainHead
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import make_signer
from patrol_app.evidence.pack import PackResult, build_pack
from patrol_app.evidence.signer import MemorySigner, Signer

NUMBER = "AK-2026-0606-0001"
NIGHT = datetime(2026, 6, 6, 15, 42, 7, tzinfo=UTC)
KEYS_MADE = datetime(2026, 6, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 20, tzinfo=UTC)

FIRST_OFFICER = Holder(name="演示甲", certificate_number="陕G-0001", organisation="演示市生态环境局")
SECOND_OFFICER = Holder(name="演示乙", certificate_number="陕G-0002", organisation="演示市生态环境局")
SUPERVISOR = Holder(name="演示丙", certificate_number="陕G-0009", organisation="演示市生态环境局")
STRANGER = Holder(name="演示丁", certificate_number="X-1", organisation="别处")


@cache
def signer(holder: Holder, private_value: int) -> MemorySigner:
    return make_signer(holder, not_before=KEYS_MADE, private_value=private_value, serial_number=private_value)


def officers() -> tuple[MemorySigner, MemorySigner]:
    return signer(FIRST_OFFICER, 1001), signer(SECOND_OFFICER, 1002)


def log(keeper: Signer, *, length: int = 12, first: int = 40) -> tuple[list[Entry], list[Checkpoint]]:
    """A stretch of a device's log that begins in the middle, with two checkpoints."""
    entries: list[Entry] = []
    prev = "ab" * 32 if first > 1 else FIRST_PREV
    for sequence in range(first, first + length):
        at = utc_text(NIGHT.replace(minute=sequence % 60))
        entry = seal(
            id=f"0190-{sequence}", device="DEMO-1", sequence=sequence, kind="note", subject=NUMBER, at_utc=at,
            clock_source="host", actor="陕G-0001", body_json=f'{{"n":{sequence}}}', prev=prev,
        )  # fmt: skip
        entries.append(entry)
        prev = entry.hash
    return entries, [checkpoint(keeper, entry) for entry in (entries[length // 2], entries[-1])]


def checkpoint(keeper: Signer, entry: Entry) -> Checkpoint:
    facts: dict[str, Any] = {
        "device": entry.device,
        "sequence": entry.sequence,
        "head": entry.hash,
        "at_utc": entry.at_utc,
    }
    signature = keeper.sign(checkpoint_statement(**facts, key_sha256=keeper.fingerprint))
    return Checkpoint(**facts, key_sha256=keeper.fingerprint, signature=signature)


@dataclass(frozen=True, kw_only=True)
class PackPlan:
    """What goes into a pack; tests change a part of it before making the pack."""

    signers: tuple[Signer, ...] = field(default_factory=officers)
    supervisor: Signer | None = None
    number: str = NUMBER
    sm3: bool = False
    signed_at: datetime = NIGHT
    more: Mapping[str, Path | bytes] = field(default_factory=dict)

    def files(self) -> tuple[dict[str, Path | bytes], ChainHead]:
        entries, checkpoints = log(self.signers[0])
        head = ChainHead(sequence=entries[-1].sequence, sha256=entries[-1].hash)
        record = {
            "schema": "night-patrol/another-record/1",
            "number": self.number,
            "officers": [
                {"name": each.holder.name, "certificate_number": each.holder.certificate_number, "recused_sites": []}
                for each in self.signers
            ],
            "chain": {"sequence": head.sequence, "sha256": head.sha256},
        }
        files: dict[str, Path | bytes] = {
            "data/record/record.json": json.dumps(record, ensure_ascii=False).encode(),
            "data/record/record.pdf": b"%PDF-1.7 demo",
            "data/log/events.jsonl": b"".join(each.line() + b"\n" for each in entries),
            "data/log/checkpoints.jsonl": b"".join(each.line() + b"\n" for each in checkpoints),
            "data/raw/bswa-308.frames": bytes(range(256)) * 40,
            "data/photos/p1.jpg": b"\xff\xd8first",
            "data/photos/p2.jpg": b"\xff\xd8second",
            **self.more,
        }
        return files, head

    def make(self, target: Path) -> PackResult:
        files, head = self.files()
        return build_pack(
            target,
            number=self.number,
            files=files,
            organisation="演示市生态环境局",
            signers=self.signers,
            signed_at=self.signed_at,
            log_head=head,
            supervisor=self.supervisor,
            sm3=self.sm3,
        )


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
