"""Is everything in the pack listed, and is everything listed there and unchanged: layout, manifests, tags, record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from patrol_app.domain.errors import DamagedEvidence
from patrol_app.evidence import layout
from patrol_app.evidence.checks import Check, Unreadable, altered, not_checked, passed
from patrol_app.evidence.manifest import BagInfo, read_bag_info, read_manifest
from patrol_app.evidence.source import Source

_MOST_TAG_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the record in the pack says of itself: its number, its officers (name, badge), the log's head."""

    number: str
    officers: tuple[tuple[str, str], ...]
    log_sequence: int
    log_sha256: str


class Contents:
    """The checks of one pack's files, run in order; what later checks need is kept.

    Attributes:
        tag_manifest: the bytes that the signatures are over, None if absent.
        info: the tags, None if absent or not in their form.
        stated: the record's own statements, None if it cannot be read.
    """

    def __init__(self, source: Source, *, bound_to_folder: bool) -> None:
        self._source = source
        self._bound = bound_to_folder
        self.tag_manifest: bytes | None = None
        self.info: BagInfo | None = None
        self.stated: Stated | None = None

    def checks(self) -> Iterator[Check]:
        """All lines about the files."""
        sizes = self._source.sizes
        if not any(mark in sizes for mark in (layout.DECLARATION, layout.TAG_MANIFEST, layout.MANIFEST)):
            raise Unreadable("not_pack", path=self._source.top)
        yield from _summed("layout", self._layout(), files=len(sizes))
        yield from _summed("tags", self._tags(), files=len(layout.REQUIRED_TAGS))
        payload = [path for path in sizes if path.startswith(layout.PAYLOAD)]
        octets = sum(sizes[path] for path in payload)
        yield from _summed("payload", self._payload(payload), files=len(payload), octets=octets)
        yield from _summed("statements", self._statements(octets, len(payload)), number=self._source.top)

    def _layout(self) -> Iterator[Check]:
        for path in self._source.sizes:
            if path == "fetch.txt":
                yield altered("fetch", path=path)
            elif not layout.allowed(path):
                yield altered("unlisted", path=path)
        for path in (*layout.REQUIRED_TAGS, layout.TAG_MANIFEST, layout.RECORD):
            if path not in self._source.sizes:
                yield altered("missing", path=path)
        for role in layout.ROLES:
            token, signature = layout.token_file(role), layout.signature_file(role)
            if token in self._source.sizes and signature not in self._source.sizes:
                yield altered("unlisted", path=token)

    def _tags(self) -> Iterator[Check]:
        if layout.TAG_MANIFEST not in self._source.sizes:
            yield not_checked("tags_unlisted", path=layout.TAG_MANIFEST)
            return
        self.tag_manifest = self._source.read(layout.TAG_MANIFEST, _MOST_TAG_BYTES)
        try:
            listed = read_manifest(self.tag_manifest, layout.TAG_MANIFEST)
        except DamagedEvidence as fault:
            yield _manifest_fault(fault)
            return
        wanted = {*layout.REQUIRED_TAGS, *({layout.MANIFEST_SM3} & self._source.sizes.keys())}
        for path in sorted(wanted | listed.keys()):
            if path not in listed:
                yield altered("unlisted", path=path)
            elif path not in self._source.sizes or path not in wanted:
                yield altered("missing", path=path)
            else:
                found = hashlib.sha256(self._source.read(path, _MOST_TAG_BYTES)).hexdigest()
                if found != listed[path]:
                    yield altered("hash", path=path, expected=listed[path], found=found)

    def _payload(self, payload: list[str]) -> Iterator[Check]:
        listed, faults = self._manifest(layout.MANIFEST)
        yield from faults
        with_sm3 = layout.MANIFEST_SM3 in self._source.sizes
        listed_sm3, faults = self._manifest(layout.MANIFEST_SM3) if with_sm3 else (None, [])
        yield from faults
        can_sm3 = with_sm3 and "sm3" in hashlib.algorithms_available
        for path in sorted((listed or {}).keys() - set(payload)):
            yield altered("missing", path=path)
        for path in payload:
            sha256 = hashlib.sha256()
            sm3 = hashlib.new("sm3") if can_sm3 else None
            for block in self._source.blocks(path):
                sha256.update(block)
                if sm3 is not None:
                    sm3.update(block)
            if listed is None:
                continue  # the manifest itself is at fault, not each file
            if path not in listed:
                yield altered("unlisted", path=path)
                continue
            if sha256.hexdigest() != listed[path]:
                yield altered("hash", path=path, expected=listed[path], found=sha256.hexdigest())
            if sm3 is not None and listed_sm3 is not None and listed_sm3.get(path) != sm3.hexdigest():
                yield altered("hash_sm3", path=path, expected=listed_sm3.get(path), found=sm3.hexdigest())
        for path in sorted((listed_sm3 or {}).keys() - set(payload)):
            yield altered("missing", path=path)
        if with_sm3 and not can_sm3:
            yield not_checked("no_sm3", path=layout.MANIFEST_SM3)

    def _manifest(self, file: str) -> tuple[dict[str, str] | None, list[Check]]:
        if file not in self._source.sizes:
            return None, []  # already noted as missing
        try:
            listed = read_manifest(self._source.read(file, _MOST_TAG_BYTES), file)
        except DamagedEvidence as fault:
            return None, [_manifest_fault(fault)]
        return listed, [altered("name", path=each) for each in listed if not each.startswith(layout.PAYLOAD)]

    def _statements(self, octets: int, files: int) -> Iterator[Check]:
        """The declaration, the tags and the record must say the same of the pack."""
        sizes = self._source.sizes
        if layout.DECLARATION in sizes:
            declaration = self._source.read(layout.DECLARATION, _MOST_TAG_BYTES)
            if declaration != layout.DECLARATION_TEXT:
                yield altered("declaration", path=layout.DECLARATION)
        if layout.INFO in sizes:
            try:
                self.info = read_bag_info(self._source.read(layout.INFO, _MOST_TAG_BYTES), layout.INFO)
            except DamagedEvidence:
                yield altered("bag_info", path=layout.INFO)
        if layout.RECORD in sizes:
            self.stated = _stated(self._source.read(layout.RECORD, _MOST_TAG_BYTES))
            if self.stated is None:
                yield altered("record", path=layout.RECORD)
        if self.info is not None:
            found = f"{octets}.{files}"
            told = f"{self.info.payload_octets}.{self.info.payload_files}"
            if told != found:
                yield altered("oxum", path=layout.INFO, expected=told, found=found)
        yield from self._numbers()

    def _numbers(self) -> Iterator[Check]:
        info, stated = self.info, self.stated
        if info is None:
            return
        if self._bound and info.external_identifier != self._source.top:
            yield altered("number", path=layout.INFO, expected=info.external_identifier, found=self._source.top)
        if stated is None:
            return
        if info.external_identifier != stated.number:
            yield altered("number", path=layout.RECORD, expected=info.external_identifier, found=stated.number)
        if (info.log_sequence, info.log_sha256) != (stated.log_sequence, stated.log_sha256):
            yield altered(
                "head",
                path=layout.RECORD,
                expected=f"{info.log_sequence} {info.log_sha256}",
                found=f"{stated.log_sequence} {stated.log_sha256}",
            )


def _summed(key: str, faults: Iterator[Check], **data: int | str) -> Iterator[Check]:
    """The faults, or one line that says all is right."""
    found = False
    for each in faults:
        found = True
        yield each
    if not found:
        yield passed(key, path=None, **data)


def _manifest_fault(fault: DamagedEvidence) -> Check:
    key = fault.key.removeprefix("evidence.")
    return altered(key, path=str(fault.data["file"]), line=fault.data["line"])


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found


def _stated(text: bytes) -> Stated | None:
    """The few statements of ``record.json`` that the signatures depend on; the figures are not this room's affair."""
    try:
        plain = json.loads(text, object_pairs_hook=_no_twins)
        officers = tuple((str(each["name"]), str(each["certificate_number"])) for each in plain["officers"])
        head = plain["chain"]
        return Stated(
            number=str(plain["number"]),
            officers=officers,
            log_sequence=int(head["sequence"]),
            log_sha256=str(head["sha256"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
