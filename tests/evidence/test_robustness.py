"""No flipped bit and no cut of a good pack gives exit 0; nothing makes the verifier fall over or eat memory."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from evidence_kit import LATER, NIGHT, NUMBER, STRANGER, PackPlan, officers
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.evidence.cms import verify_detached
from patrol_app.evidence.keys import make_signer
from patrol_app.evidence.signer import MemorySigner
from patrol_app.evidence.timestamps import read_token
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, TrustList]:
    folder = tmp_path_factory.mktemp("good")
    made = PackPlan(more={"data/raw/bswa-308.frames": b"FRM1" * 20}).make(folder / f"{NUMBER}.zip")
    trust = folder / "trust"
    trust.mkdir()
    for index, each in enumerate(officers()):
        (trust / f"{index}.pem").write_bytes(each.certificate_pem)
    return made.path.read_bytes(), load_trust(trust)


def code(file: Path, content: bytes, trust: TrustList) -> int:
    file.write_bytes(content)
    return verify_pack(file, trust, LATER).exit_code


def test_random_flips_anywhere_in_the_zip_are_seen(tmp_path: Path, good: tuple[bytes, TrustList]) -> None:
    content, trust = good
    assert code(tmp_path / "p.zip", content, trust) == 0
    chance = random.Random(20260606)
    for _ in range(150):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        assert code(tmp_path / "p.zip", bytes(changed), trust) in (20, 21, 30)


def test_every_byte_of_the_zip_headers_counts(tmp_path: Path, good: tuple[bytes, TrustList]) -> None:
    content, trust = good
    directory = struct.unpack_from("<L", content, len(content) - 6)[0]
    for at in [*range(60), *range(directory, directory + 120), *range(len(content) - 22, len(content))]:
        changed = bytearray(content)
        changed[at] ^= 1 << (at % 8)
        assert code(tmp_path / "p.zip", bytes(changed), trust) in (20, 30), at


def test_every_cut_is_seen(tmp_path: Path, good: tuple[bytes, TrustList]) -> None:
    content, trust = good
    chance = random.Random(1)
    lengths = [0, 1, 21, 22, *(len(content) - cut for cut in range(1, 40)), *chance.sample(range(len(content)), 60)]
    for length in lengths:
        assert code(tmp_path / "p.zip", content[:length], trust) == 30


def test_added_bytes_are_seen(tmp_path: Path, good: tuple[bytes, TrustList]) -> None:
    content, trust = good
    assert code(tmp_path / "p.zip", content + b"\0", trust) == 20
    assert code(tmp_path / "p.zip", b"\0" + content, trust) in (20, 30)


def test_every_bit_of_a_signature_file_counts() -> None:
    signature = officers()[0].sign_cades(b"list", at=NIGHT)
    for bit in range(0, len(signature) * 8, 11):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(DamagedEvidence):
            verify_detached(bytes(changed), b"list")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_signature_or_token_are_a_plain_refusal(content: bytes) -> None:
    with pytest.raises(DamagedEvidence):
        verify_detached(content, b"list")
    with pytest.raises(DamagedEvidence):
        read_token(content, b"signature")


def test_a_pack_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"evidence\.pack_missing"):
        verify_pack(tmp_path / "none.zip", None, LATER)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 9])
def test_other_files_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    report = verify_pack(file, None, LATER)
    assert report.exit_code == 30 and report.number is None and not report.intact
    (tmp_path / "folder").mkdir()
    assert verify_pack(tmp_path / "folder", None, LATER).exit_code == 30


def test_a_zip_that_overlaps_itself_is_refused_before_unpacking(tmp_path: Path) -> None:
    """Many directory entries that share one compressed run: the bomb that no sum of stored sizes shows."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    run = body.compress(bytes(1 << 20)) + body.flush()
    crc = zlib.crc32(bytes(1 << 20))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0x21, crc, len(run), 1 << 20, 5, 0) + b"a/b.c"
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21, crc, len(run), 1 << 20, 5, 0, 0, 0, 0, 0, 0
    ) + b"a/b.c"  # fmt: skip
    count = 200
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(central) * count, len(local) + len(run), 0)
    file = tmp_path / "bomb.zip"
    file.write_bytes(local + run + central * count + end)
    report = verify_pack(file, None, LATER)
    assert [each.key for each in report.checks] == ["zip_overlap"]


def test_text_from_a_pack_cannot_forge_a_line(tmp_path: Path) -> None:
    made = PackPlan().make(tmp_path / f"{NUMBER}.zip")
    content = made.path.read_bytes().replace(b"data/photos/p1.jpg", b"data/x\nPASS\x1b[1mok")
    made.path.write_bytes(content)
    for each in verify_pack(made.path, None, LATER).checks:
        for language in ("zh", "en"):
            assert each.reason(language).isprintable()


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b"\xff",
        b"{" * 100_000,
        b'{"number":"x","officers":[],"chain":{"sequence":Infinity,"sha256":"0"}}',
        b'{"number":"x","officers":[1],"chain":{"sequence":1,"sha256":"0"}}',
        b'{"number":"x","officers":[],"chain":null}',
        b'{"number":"x","number":"y","officers":[],"chain":{"sequence":1,"sha256":"0"}}',
    ],
)
def test_a_record_that_makes_no_sense_is_a_line(tmp_path: Path, record: bytes) -> None:
    made = PackPlan(more={"data/record/record.json": record}).make(tmp_path / f"{NUMBER}.zip")
    report = verify_pack(made.path, None, LATER)
    assert report.exit_code == 20 and "record" in {each.key for each in report.checks}


@pytest.mark.parametrize("name", ["data/log/events.jsonl", "data/log/checkpoints.jsonl"])
@pytest.mark.parametrize("content", [b"\n", b"null\n", b'{"seq":1e999}\n', b"[" * 50_000, b"\xff\xfe\n"])
def test_a_log_that_makes_no_sense_is_a_line(tmp_path: Path, name: str, content: bytes) -> None:
    made = PackPlan(more={name: content}).make(tmp_path / f"{NUMBER}.zip")
    report = verify_pack(made.path, None, LATER)
    assert report.exit_code == 20 and "log_line" in {each.key for each in report.checks}


def test_a_message_stuffed_with_certificates_is_refused() -> None:
    own = officers()[0]
    crowd = tuple(
        make_signer(STRANGER, not_before=NIGHT, private_value=n, serial_number=n).certificate for n in range(1, 10)
    )
    for others, good_form in ((crowd[:7], True), (crowd, False)):
        signature = MemorySigner(own.key, own.certificate, others).sign_cades(b"list", at=NIGHT)
        if good_form:
            assert len(verify_detached(signature, b"list").others) == 7
        else:
            with pytest.raises(DamagedEvidence):
                verify_detached(signature, b"list")
