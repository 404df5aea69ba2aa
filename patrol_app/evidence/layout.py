"""Where things stand in a pack: BagIt 1.0 (RFC 8493) with the signatures beside the tag manifest."""

from __future__ import annotations

import re

DECLARATION = "bagit.txt"
DECLARATION_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
MANIFEST_SM3 = "manifest-sm3.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INSTRUCTIONS = "VERIFY.txt"

PAYLOAD = "data/"
RECORD = "data/record/record.json"
EVENTS = "data/log/events.jsonl"
CHECKPOINTS = "data/log/checkpoints.jsonl"
TRUST = "data/trust/"
SIGNATURES = "signatures/"

REQUIRED_TAGS = (INFO, DECLARATION, MANIFEST, INSTRUCTIONS)
OFFICERS = ("officer-1", "officer-2")
SUPERVISOR = "supervisor"
ROLES = (*OFFICERS, SUPERVISOR)

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+=@,-]*")
# Windows opens a device instead of a file of these names, whatever the ending.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}
LONGEST_PATH = 180


def signature_file(role: str) -> str:
    """The path of a signer's detached CMS."""
    return f"{SIGNATURES}{role}.p7s"


def token_file(role: str) -> str:
    """The path of the RFC 3161 reply over that CMS."""
    return f"{SIGNATURES}{role}.p7s.tsr"


def name_fault(path: str) -> str | None:
    """Why a path may not stand in a pack, or None if it may.

    ASCII letters, digits and ``._+=@,-`` only, no empty, hidden or upward part, nothing Windows cannot hold.
    """
    if len(path) > LONGEST_PATH:
        return "long"
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return "upward"
        if not _NAME.fullmatch(part) or part.endswith("."):
            return "characters"
        if part.split(".")[0].lower() in _RESERVED:
            return "reserved"
    return None


def allowed(path: str) -> bool:
    """Whether a file of this path has a place in a pack; payload files must besides stand in the manifest."""
    if path.startswith(PAYLOAD):
        return True
    if path in (*REQUIRED_TAGS, TAG_MANIFEST, MANIFEST_SM3):
        return True
    return any(path in (signature_file(role), token_file(role)) for role in ROLES)
