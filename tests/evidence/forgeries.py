"""Forged packs, made from a good one; each function is named after its fault and its case in ``tests/packs``.

A forger outside has the files only (``reseal`` without keys); a dishonest officer can sign again what was changed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from evidence_kit import (
    FIRST_OFFICER,
    NIGHT,
    NUMBER,
    SECOND_OFFICER,
    STRANGER,
    SUPERVISOR,
    PackPlan,
    checkpoint,
    log,
    officers,
    signer,
)

from patrol_app.domain.chain import Entry, seal
from patrol_app.evidence.manifest import manifest_text
from patrol_app.evidence.signer import Signer

Forge = Callable[[Path], None]
FOLDER_FORGERIES: dict[str, Forge] = {}
ZIP_FORGERIES: dict[str, Forge] = {}

RAW = "data/raw/bswa-308.frames"
EVENTS = "data/log/events.jsonl"
CHECKPOINTS = "data/log/checkpoints.jsonl"


def in_folder(forge: Forge) -> Forge:
    FOLDER_FORGERIES[forge.__name__.replace("_", "-")] = forge
    return forge


def in_zip(forge: Forge) -> Forge:
    ZIP_FORGERIES[forge.__name__.replace("_", "-")] = forge
    return forge


def rehash(pack: Path) -> bytes:
    """Make the manifests again for what is there now; returns the tag manifest."""

    def manifest(algorithm: str) -> dict[str, str]:
        files = [each for each in pack.glob("data/**/*") if each.is_file()]
        return {
            each.relative_to(pack).as_posix(): hashlib.new(algorithm, each.read_bytes()).hexdigest() for each in files
        }

    payload = manifest("sha256")
    info = (pack / "bag-info.txt").read_text().splitlines()
    octets = sum((pack / each).stat().st_size for each in payload)
    info = [f"Payload-Oxum: {octets}.{len(payload)}" if each.startswith("Payload-Oxum") else each for each in info]
    (pack / "bag-info.txt").write_text("".join(f"{each}\n" for each in info))
    (pack / "manifest-sha256.txt").write_bytes(manifest_text(payload))
    (pack / "manifest-sm3.txt").write_bytes(manifest_text(manifest("sm3")))
    return retag(pack)


def retag(pack: Path) -> bytes:
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sm3.txt", "VERIFY.txt"]
    listed = manifest_text({each: hashlib.sha256((pack / each).read_bytes()).hexdigest() for each in tags})
    (pack / "tagmanifest-sha256.txt").write_bytes(listed)
    return listed


def sign(pack: Path, signers: Sequence[Signer]) -> None:
    content = (pack / "tagmanifest-sha256.txt").read_bytes()
    for index, each in enumerate(signers, start=1):
        (pack / f"signatures/officer-{index}.p7s").write_bytes(each.sign_cades(content, at=NIGHT))


def reseal(pack: Path, signers: Sequence[Signer] | None = None) -> None:
    """What a dishonest signer can do: hash and sign again, certificates filed anew."""
    chosen = signers or officers()
    for index, each in enumerate(chosen, start=1):
        (pack / f"data/trust/officer-{index}.pem").write_bytes(each.certificate_pem)
    rehash(pack)
    sign(pack, chosen)


def write_log(pack: Path, entries: Sequence[Entry]) -> None:
    (pack / EVENTS).write_bytes(b"".join(each.line() + b"\n" for each in entries))


def chained_again(entries: Sequence[Entry], changed: int) -> list[Entry]:
    """The log with one entry's content changed and all hashes from there on made again."""
    again = list(entries[:changed])
    for entry in entries[changed:]:
        body = '{"n":0}' if len(again) == changed else entry.body_json
        again.append(
            seal(
                id=entry.id,
                device=entry.device,
                sequence=entry.sequence,
                kind=entry.kind,
                subject=entry.subject,
                at_utc=entry.at_utc,
                clock_source=entry.clock_source,
                actor=entry.actor,
                body_json=body,
                prev=again[-1].hash if again else entry.prev,
            )
        )
    return again


def edit_json(file: Path, change: Callable[[dict[str, object]], None]) -> None:
    plain = json.loads(file.read_text())
    change(plain)
    file.write_text(json.dumps(plain, ensure_ascii=False))


# By somebody without the officers' keys


@in_folder
def flipped_bit(pack: Path) -> None:
    content = bytearray((pack / RAW).read_bytes())
    content[1234] ^= 1
    (pack / RAW).write_bytes(content)


@in_folder
def truncated_file(pack: Path) -> None:
    (pack / RAW).write_bytes((pack / RAW).read_bytes()[:-1])


@in_folder
def emptied_file(pack: Path) -> None:
    (pack / RAW).write_bytes(b"")


@in_folder
def renamed_file(pack: Path) -> None:
    (pack / "data/photos/p1.jpg").rename(pack / "data/photos/p3.jpg")


@in_folder
def swapped_photos(pack: Path) -> None:
    first, second = pack / "data/photos/p1.jpg", pack / "data/photos/p2.jpg"
    first.rename(pack / "swap")
    second.rename(first)
    (pack / "swap").rename(second)


@in_folder
def removed_file(pack: Path) -> None:
    (pack / "data/photos/p2.jpg").unlink()


@in_folder
def added_data_file(pack: Path) -> None:
    (pack / "data/photos/p3.jpg").write_bytes(b"\xff\xd8third")


@in_folder
def edited_bag_info(pack: Path) -> None:
    text = (pack / "bag-info.txt").read_text()
    (pack / "bag-info.txt").write_text(text.replace("Bagging-Date: 2026-06-06", "Bagging-Date: 2026-06-05"))


@in_folder
def rehashed_without_key(pack: Path) -> None:
    flipped_bit(pack)
    rehash(pack)


@in_folder
def signed_by_strangers(pack: Path) -> None:
    flipped_bit(pack)
    reseal(pack, [signer(STRANGER, 5), signer(SUPERVISOR, 6)])


@in_folder
def signed_by_namesakes(pack: Path) -> None:
    """Anyone can make a key in an officer's name: all is consistent, only the trust list can tell."""
    flipped_bit(pack)
    keys = [signer(FIRST_OFFICER, 71), signer(SECOND_OFFICER, 72)]
    entries, checkpoints = log(keys[0])
    write_log(pack, entries)
    (pack / CHECKPOINTS).write_bytes(b"".join(each.line() + b"\n" for each in checkpoints))
    reseal(pack, keys)


@in_folder
def signatures_removed(pack: Path) -> None:
    shutil.rmtree(pack / "signatures")


@in_folder
def one_signature_removed(pack: Path) -> None:
    (pack / "signatures/officer-2.p7s").unlink()


@in_folder
def signature_copied(pack: Path) -> None:
    shutil.copy(pack / "signatures/officer-1.p7s", pack / "signatures/officer-2.p7s")


@in_folder
def signature_of_another_pack(pack: Path) -> None:
    other = officers()[0].sign_cades(b"0" * 64 + b"  bag-info.txt\n", at=NIGHT)
    (pack / "signatures/officer-1.p7s").write_bytes(other)


@in_folder
def signature_cut_off(pack: Path) -> None:
    file = pack / "signatures/officer-1.p7s"
    file.write_bytes(file.read_bytes()[:-9])


@in_folder
def tag_manifest_removed(pack: Path) -> None:
    (pack / "tagmanifest-sha256.txt").unlink()


@in_folder
def unlisted_root_file(pack: Path) -> None:
    (pack / "readme.txt").write_text("what an officer never wrote")


@in_folder
def fetch_file(pack: Path) -> None:
    (pack / "fetch.txt").write_text("file:///tmp/other.jpg 9 data/photos/p9.jpg\n")


@in_folder
def empty_folder(pack: Path) -> None:
    (pack / "data/video").mkdir()


@in_folder
def linked_file(pack: Path) -> None:
    shutil.copy(pack / RAW, pack.parent / "same-bytes")
    (pack / RAW).unlink()
    (pack / RAW).symlink_to(pack.parent / "same-bytes")


@in_folder
def crlf_manifest(pack: Path) -> None:
    file = pack / "manifest-sha256.txt"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


@in_folder
def invented_token(pack: Path) -> None:
    (pack / "signatures/officer-1.p7s.tsr").write_bytes(b"\x30\x03\x02\x01\x00")


# By a dishonest signer


@in_folder
def wrong_sm3_manifest(pack: Path) -> None:
    text = (pack / "manifest-sm3.txt").read_text()
    (pack / "manifest-sm3.txt").write_text(("1" if text[0] == "0" else "0") + text[1:])
    retag(pack)
    sign(pack, officers())


@in_folder
def crlf_manifest_signed(pack: Path) -> None:
    crlf_manifest(pack)
    retag(pack)
    sign(pack, officers())


@in_folder
def one_officer_twice(pack: Path) -> None:
    second_key = signer(FIRST_OFFICER, 4711)
    reseal(pack, [officers()[0], second_key])


@in_folder
def officer_not_in_record(pack: Path) -> None:
    reseal(pack, [officers()[0], signer(SUPERVISOR, 9)])


@in_folder
def number_changed_in_record(pack: Path) -> None:
    edit_json(pack / "data/record/record.json", lambda record: record.update(number="AK-2026-0606-0007"))
    reseal(pack)


@in_folder
def head_changed_in_record(pack: Path) -> None:
    head = {"sequence": 51, "sha256": "0" * 64}
    edit_json(pack / "data/record/record.json", lambda record: record.update(chain=head))
    reseal(pack)


@in_folder
def log_entry_edited(pack: Path) -> None:
    text = (pack / EVENTS).read_text()
    (pack / EVENTS).write_text(text.replace('{"n":45}', '{"n":54}'))
    reseal(pack)


@in_folder
def log_entry_removed(pack: Path) -> None:
    write_log(pack, [each for each in log(officers()[0])[0] if each.sequence != 45])
    reseal(pack)


@in_folder
def log_written_again(pack: Path) -> None:
    entries = chained_again(log(officers()[0])[0], 3)
    write_log(pack, entries)
    head = {"sequence": entries[-1].sequence, "sha256": entries[-1].hash}
    edit_json(pack / "data/record/record.json", lambda record: record.update(chain=head))
    info = (pack / "bag-info.txt").read_text().splitlines()
    told = [f"Log-Head: {head['sequence']} {head['sha256']}" if each.startswith("Log-Head") else each for each in info]
    (pack / "bag-info.txt").write_text("".join(f"{each}\n" for each in told))
    reseal(pack)


@in_folder
def log_tail_cut(pack: Path) -> None:
    write_log(pack, log(officers()[0])[0][:-2])
    reseal(pack)


@in_folder
def log_tail_and_checkpoints_cut(pack: Path) -> None:
    entries, checkpoints = log(officers()[0])
    write_log(pack, entries[:-2])
    (pack / CHECKPOINTS).write_bytes(checkpoints[0].line() + b"\n")
    reseal(pack)


@in_folder
def checkpoint_by_unknown_key(pack: Path) -> None:
    entries, _ = log(officers()[0])
    (pack / CHECKPOINTS).write_bytes(checkpoint(signer(STRANGER, 5), entries[-1]).line() + b"\n")
    reseal(pack)


@in_folder
def payload_count_untrue(pack: Path) -> None:
    text = (pack / "bag-info.txt").read_text()
    (pack / "bag-info.txt").write_text(text.replace("Payload-Oxum: ", "Payload-Oxum: 1"))
    retag(pack)
    sign(pack, officers())


@in_folder
def case_only_twin(pack: Path) -> None:
    (pack / "data/photos/P1.jpg").write_bytes(b"\xff\xd8twin")
    reseal(pack)


# In the ZIP alone


def append(archive: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(archive, "a") as found:
        found.writestr(zipfile.ZipInfo(name), content)


@in_zip
def doubled_zip_entry(archive: Path) -> None:
    append(archive, f"{NUMBER}/data/photos/p1.jpg", b"\xff\xd8other")


@in_zip
def zip_entry_above(archive: Path) -> None:
    append(archive, f"{NUMBER}/../above.txt", b"x")


@in_zip
def absolute_zip_entry(archive: Path) -> None:
    append(archive, "/etc/night-patrol-test", b"x")


@in_zip
def second_top_folder(archive: Path) -> None:
    append(archive, "readme.txt", b"x")


@in_zip
def bytes_before_zip(archive: Path) -> None:
    content = archive.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", content, end + 16)[0]
    moved = bytearray(b"#!/bin/sh\n" + content)
    shift = 10
    at = start + shift
    while moved[at : at + 4] == b"PK\x01\x02":
        offset = struct.unpack_from("<L", moved, at + 42)[0]
        struct.pack_into("<L", moved, at + 42, offset + shift)
        at += 46 + sum(struct.unpack_from("<3H", moved, at + 28))
    struct.pack_into("<L", moved, end + shift + 16, start + shift)
    archive.write_bytes(moved)


@in_zip
def comment_on_zip(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as found:
        found.comment = b"certified genuine"


@in_zip
def link_in_zip(archive: Path) -> None:
    info = zipfile.ZipInfo(f"{NUMBER}/data/photos/p3.jpg")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "a") as found:
        found.writestr(info, "p1.jpg")


@in_zip
def folder_renamed_in_zip(archive: Path) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content.replace(f"{NUMBER}/".encode(), b"AK-2026-0606-0009/"))


@in_zip
def zip_cut_off(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])


@in_zip
def zip_bomb(archive: Path) -> None:
    info = zipfile.ZipInfo(f"{NUMBER}/data/zeros")
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(archive, "a") as found, found.open(info, "w") as stream:
        for _ in range(300):
            stream.write(bytes(1 << 20))


def good_pack(folder: Path) -> Path:
    """A good pack with the SM3 manifest, zipped and unpacked; returns the unpacked folder."""
    made = PackPlan(sm3=True).make(folder / f"{NUMBER}.zip")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    return folder / NUMBER
