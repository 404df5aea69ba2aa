"""BagIt manifests as ``sha256sum -c`` reads them, and the tags of ``bag-info.txt``; written and read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.domain.errors import DamagedEvidence

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\r]+)")


def manifest_text(hashes: Mapping[str, str]) -> bytes:
    """One line a file, ``hash``, two blanks, path; LF line ends, sorted by path in byte order."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode("ascii")


def read_manifest(text: bytes, file: str) -> dict[str, str]:
    """Path to hash, from a manifest in exactly the written form.

    Raises:
        DamagedEvidence: other line ends, an unsorted or doubled path, or a line that is no manifest line; names it.
    """
    if b"\r" in text:
        raise DamagedEvidence("evidence.manifest_line_ends", file=file, line=text[: text.index(b"\r")].count(b"\n") + 1)
    lines = text.split(b"\n")
    if lines.pop() != b"":
        raise DamagedEvidence("evidence.manifest_line", file=file, line=len(lines) + 1)
    found: dict[str, str] = {}
    last = ""
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line.decode("ascii", errors="replace"))
        if match is None or not line.isascii():
            raise DamagedEvidence("evidence.manifest_line", file=file, line=number)
        digest, path = match.groups()
        if path <= last:
            raise DamagedEvidence("evidence.manifest_order", file=file, line=number, path=path)
        found[path] = digest
        last = path
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class BagInfo:
    """The tags of ``bag-info.txt``. ``log_sequence`` and ``log_sha256`` are the head of the device's log."""

    source_organization: str
    external_identifier: str
    bagging_date: str
    payload_octets: int
    payload_files: int
    log_sequence: int
    log_sha256: str
    previous_pack_sha256: str | None

    def text(self) -> bytes:
        """The file, one tag a line, LF line ends."""
        rows = [
            ("Source-Organization", self.source_organization),
            ("External-Identifier", self.external_identifier),
            ("Bagging-Date", self.bagging_date),
            ("Payload-Oxum", f"{self.payload_octets}.{self.payload_files}"),
            ("Previous-Pack-SHA256", self.previous_pack_sha256 or "none"),
            ("Log-Head", f"{self.log_sequence} {self.log_sha256}"),
        ]
        return "".join(f"{label}: {value}\n" for label, value in rows).encode()


def read_bag_info(text: bytes, file: str) -> BagInfo:
    """The tags, from a file in exactly the written form.

    Raises:
        DamagedEvidence: a tag missing, doubled, unknown or with a value of the wrong form.
    """
    try:
        decoded = text.decode()
        rows = [line.split(": ", 1) for line in decoded.removesuffix("\n").split("\n")]
        tags = {row[0]: row[1] for row in rows}
        octets, files = tags["Payload-Oxum"].split(".")
        sequence, head = tags["Log-Head"].split(" ")
        previous = tags["Previous-Pack-SHA256"]
        info = BagInfo(
            source_organization=tags["Source-Organization"],
            external_identifier=tags["External-Identifier"],
            bagging_date=tags["Bagging-Date"],
            payload_octets=int(octets),
            payload_files=int(files),
            log_sequence=int(sequence),
            log_sha256=head,
            previous_pack_sha256=None if previous == "none" else previous,
        )
    except (ValueError, KeyError, IndexError) as fault:
        raise DamagedEvidence("evidence.bag_info", file=file) from fault
    if info.text() != text:
        raise DamagedEvidence("evidence.bag_info", file=file)
    return info
