from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import typst
from evidence_kit import NIGHT, STRANGER, officers, run, signer
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.evidence.cms import verify_detached
from patrol_app.evidence.sign import sign_pdf
from patrol_app.evidence.signed_pdf import sign_by_officers, signatures_over

CONTENT = b"0" * 64 + b"  bag-info.txt\n"


def openssl(folder: Path, *more: str) -> tuple[int, str]:
    done = run(
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "s.p7s", "-content", "content",
        "-CAfile", "c.pem", "-purpose", "any", "-out", "/dev/null", *more, cwd=folder,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_openssl_accepts_the_signature_as_cades(tmp_path: Path) -> None:
    own = officers()[0]
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "s.p7s").write_bytes(own.sign_cades(CONTENT, at=NIGHT))
    (tmp_path / "c.pem").write_bytes(own.certificate_pem)
    code, said = openssl(tmp_path, "-cades")
    assert code == 0 and "CAdES Verification successful" in said
    (tmp_path / "c.pem").write_bytes(signer(STRANGER, 5).certificate_pem)
    assert openssl(tmp_path, "-cades")[0] != 0
    (tmp_path / "c.pem").write_bytes(own.certificate_pem)
    (tmp_path / "content").write_bytes(CONTENT + b"\n")
    assert openssl(tmp_path, "-cades")[0] != 0


def test_the_claimed_time_is_the_argument_to_the_second() -> None:
    local = datetime(2026, 6, 6, 23, 42, 7, 999_999, tzinfo=timezone(timedelta(hours=8)))
    message = verify_detached(officers()[0].sign_cades(CONTENT, at=local), CONTENT)
    assert message.claimed_at == datetime(2026, 6, 6, 15, 42, 7, tzinfo=UTC)


def test_the_same_facts_give_the_same_signature() -> None:
    first, second = (officers()[0].sign_cades(CONTENT, at=NIGHT) for _ in range(2))
    assert first == second
    assert officers()[0].sign_cades(CONTENT, at=NIGHT + timedelta(seconds=1)) != first


def test_other_content_and_other_forms_are_told_apart(tmp_path: Path) -> None:
    own = officers()[0]
    with pytest.raises(DamagedEvidence) as caught:
        verify_detached(own.sign_cades(CONTENT, at=NIGHT), CONTENT + b"x")
    assert caught.value.data["reason"] == "content"
    # plain CMS by openssl lacks signing-certificate-v2: the certificate could be swapped
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    (tmp_path / "k.pem").write_bytes(own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "c.pem").write_bytes(own.certificate_pem)
    (tmp_path / "content").write_bytes(CONTENT)
    sign = "openssl cms -sign -binary -outform DER -in content -signer c.pem -inkey k.pem -md sha256 -out s.p7s"
    assert run("bash", "-c", sign, cwd=tmp_path).returncode == 0
    assert openssl(tmp_path)[0] == 0
    with pytest.raises(DamagedEvidence) as caught:
        verify_detached((tmp_path / "s.p7s").read_bytes(), CONTENT)
    assert caught.value.data["reason"] == "form"
    # with that attribute, openssl's own CAdES is as good as ours
    assert run("bash", "-c", sign + " -cades", cwd=tmp_path).returncode == 0
    assert verify_detached((tmp_path / "s.p7s").read_bytes(), CONTENT).claimed_at is not None


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    source = tmp_path_factory.mktemp("pdf") / "a.typ"
    source.write_text('#set document(title: "t", date: datetime(year: 2026, month: 6, day: 6))\nrecord')
    made = typst.compile(source, format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def test_two_officers_sign_the_pdf_and_a_common_tool_says_so(tmp_path: Path, pdf: bytes) -> None:
    both = sign_pdf(pdf, officers()[0], at=NIGHT, field="officer-1")
    both = sign_pdf(both, officers()[1], at=NIGHT, field="officer-2")
    assert both.startswith(pdf)
    (tmp_path / "both.pdf").write_bytes(both)
    said = run("pdfsig", "both.pdf", cwd=tmp_path).stdout
    assert said.count("Signature is Valid") == 2 and "演示甲" in said and "演示乙" in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    changed = bytearray(both)
    changed[300] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)
    assert run("pdfsig", "changed.pdf", cwd=tmp_path).stdout.count("Digest Mismatch") == 2


def test_the_same_pdf_signed_again_is_the_same_file(pdf: bytes) -> None:
    first, second = (sign_pdf(pdf, officers()[0], at=NIGHT, field="officer-1") for _ in range(2))
    assert first == second


def test_a_pdf_that_cannot_be_signed_is_one_sentence(pdf: bytes) -> None:
    with pytest.raises(BadInput, match=r"evidence\.pdf"):
        sign_pdf(b"no pdf", officers()[0], at=NIGHT, field="officer-1")
    once = sign_pdf(pdf, officers()[0], at=NIGHT, field="officer-1")
    with pytest.raises(BadInput, match=r"evidence\.pdf"):
        sign_pdf(once, officers()[1], at=NIGHT, field="officer-1")


def test_a_signed_pdf_is_made_again_from_the_unsigned_one_and_its_signatures(pdf: bytes) -> None:
    both = sign_by_officers(pdf, officers(), at=NIGHT.replace(microsecond=123_456))
    found = signatures_over(both, pdf)
    assert found is not None
    assert [each.field for each in found] == ["officer-1", "officer-2"]
    assert [each.name for each in found] == ["演示甲", "演示乙"]
    assert [each.fingerprint for each in found] == [each.fingerprint for each in officers()]
    assert {each.claimed_at for each in found} == {NIGHT}
    one = signatures_over(sign_by_officers(pdf, officers()[:1], at=NIGHT), pdf)
    assert one is not None and len(one) == 1


def test_another_document_or_anything_behind_the_signatures_is_not_it(pdf: bytes) -> None:
    both = sign_by_officers(pdf, officers(), at=NIGHT)
    assert signatures_over(pdf, pdf) is None
    assert signatures_over(both, pdf[:-1]) is None
    assert signatures_over(both + b"\n", pdf) is None
    assert signatures_over(pdf + b"\n%%EOF\n", pdf) is None
    for at in range(len(pdf), len(both), 701):
        changed = bytearray(both)
        changed[at] ^= 1
        assert signatures_over(bytes(changed), pdf) is None, at


def test_an_update_that_changes_what_is_shown_is_not_a_signature(pdf: bytes) -> None:
    """A shadow document: the signatures stay good over what they cover, the page is another."""
    writer = IncrementalPdfFileWriter(io.BytesIO(sign_by_officers(pdf, officers(), at=NIGHT)))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page.get_object())
    turned = io.BytesIO()
    writer.write(turned)
    assert signatures_over(turned.getvalue(), pdf) is None


def test_openssl_finds_the_signature_in_the_pdf_good(tmp_path: Path, pdf: bytes) -> None:
    signed = sign_by_officers(pdf, officers(), at=NIGHT)
    for index, one in enumerate(PdfFileReader(io.BytesIO(signed)).embedded_signatures):
        first, size, second, rest = (int(each) for each in one.byte_range)
        (tmp_path / "covered").write_bytes(signed[first : first + size] + signed[second : second + rest])
        (tmp_path / "signature").write_bytes(one.pkcs7_content)
        (tmp_path / "ca.crt").write_bytes(officers()[index].certificate_pem)
        words = "openssl cms -verify -binary -cades -inform DER -in signature -content covered -CAfile ca.crt"
        done = run("bash", "-c", f"{words} -purpose any -out /dev/null", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
