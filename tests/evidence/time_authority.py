"""A make-believe time authority whose clock is an argument; its replies pass ``openssl ts -verify``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from patrol_app.evidence.timestamps import request

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True, kw_only=True)
class TimeAuthority:
    root: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def reply(self, query: bytes, at: datetime, *, status: str = "granted", algorithm: str = "sha256") -> bytes:
        """Answer a request (DER) at ``at``."""
        asked = tsp.TimeStampReq.load(query)
        statement: dict[str, Any] = {
            "version": "v1",
            "policy": "1.2.3.4.1",
            "message_imprint": asked["message_imprint"],
            "serial_number": 7,
            "gen_time": at.astimezone(UTC).replace(microsecond=0),
        }
        if asked["nonce"].native is not None:
            statement["nonce"] = asked["nonce"]
        content = tsp.TSTInfo(statement).dump()
        der = self.certificate.public_bytes(Encoding.DER)
        named = tsp.ESSCertIDv2({"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(der).digest()})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.new(algorithm, content).digest()]},
                {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [named]})]},
            ]
        )
        digest = hashes.SHA256() if algorithm == "sha256" else hashes.SHA512()
        own = asn1_x509.Certificate.load(der)
        info = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": f"{algorithm}_ecdsa"},
                "signature": self.key.sign(attributes.dump(), ec.ECDSA(digest)),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": algorithm})],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
                "certificates": [own],
                "signer_infos": [info],
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        return bytes(tsp.TimeStampResp({"status": {"status": status}, "time_stamp_token": token}).dump())

    def stamp(self, signature: bytes, at: datetime) -> bytes:
        return self.reply(request(signature), at)


def make_time_authority(*, purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> TimeAuthority:
    root_key, key = ec.derive_private_key(901, ec.SECP256R1()), ec.derive_private_key(902, ec.SECP256R1())
    usage = {
        "content_commitment": False,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    dates = x509.CertificateBuilder().not_valid_before(BEGIN).not_valid_after(END).issuer_name(_name("演示时间根"))
    root = (
        dates.subject_name(_name("演示时间根"))
        .public_key(root_key.public_key())
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        dates.subject_name(_name("演示时间戳"))
        .public_key(key.public_key())
        .serial_number(2)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return TimeAuthority(root=root, certificate=certificate, key=key)
