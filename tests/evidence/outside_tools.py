"""What the common tools alone say of an unpacked pack: the commands of its VERIFY.txt, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evidence_kit import officers, run

from patrol_app.evidence.signer import Signer

OPENSSL = (
    "openssl cms -verify -binary -cades -inform DER -in signatures/{role}.p7s -content tagmanifest-sha256.txt "
    "-CAfile ../ca.crt -purpose any -out /dev/null"
)
LIST_EXACT = (
    'test "$(find data -type f | LC_ALL=C sort | sha256sum)" = '
    '"$(cut -c67- manifest-sha256.txt | LC_ALL=C sort | sha256sum)"'
)


def verdicts(pack: Path, signers: Sequence[Signer] | None = None) -> dict[str, str]:
    """``ok`` (accepted) or ``caught`` (refused), by tool; openssl is given the two officers' real certificates."""
    trusted = pack.parent / "ca.crt"
    trusted.write_bytes(b"".join(each.certificate_pem for each in signers or officers()))
    signatures = [
        run("bash", "-c", OPENSSL.format(role=role), cwd=pack).returncode for role in ("officer-1", "officer-2")
    ]
    sums = run("bash", "-c", "sha256sum --strict --quiet -c tagmanifest-sha256.txt manifest-sha256.txt", cwd=pack)
    exact = run("bash", "-c", LIST_EXACT, cwd=pack)
    odd = run("find", ".", "-type", "l", "-o", "-type", "d", "-empty", cwd=pack)

    def word(good: bool) -> str:
        return "ok" if good else "caught"

    return {
        "openssl": word(signatures == [0, 0]),
        "sha256sum": word(sums.returncode == 0),
        "find": word(exact.returncode == 0 and odd.stdout == ""),
    }
