"""A stranger with common tools alone: the commands that the pack itself prints, on the pack as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from demo_night import demo_night
from short_visit import short_pack

TOOLS = ("bash", "openssl", "unzip", "sha256sum", "find", "sort", "cut", "ls", "tr", "cat", "mv", "rm")
SILENT = ("sha256sum --strict", "find . -type l", "find . -type d -empty")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is the whole PATH: the named tools and no program of ours."""
    folder = tmp_path_factory.mktemp("bin")
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"{name} is needed to check a pack without this program"
        (folder / name).symlink_to(found)
    return folder


def commands(unzipped: Path) -> list[str]:
    """The indented lines of VERIFY.txt's Chinese half, without those for time tokens, which this pack does not have."""
    chinese = (unzipped / "VERIFY.txt").read_text("utf-8").split("How to check evidence pack")[0]
    found = [line.strip() for line in chinese.splitlines() if line.startswith("    ")]
    return [line for line in found if not line.startswith("openssl ts")]


def bash(tools: Path, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(tools / "bash"), "--noprofile", "--norc", "-c", line],
        cwd=folder,
        env={"PATH": str(tools), "LANG": "C.UTF-8", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bench(tmp_path: Path, tools: Path) -> Path:
    """A short pack unpacked by VERIFY.txt's own words; its two self-made certificates, compared elsewhere, as root."""
    pack = short_pack().pack.path
    os.link(pack, tmp_path / pack.name)
    assert bash(tools, tmp_path, f"unzip -q {pack.name}").returncode == 0
    assert bash(tools, tmp_path / pack.stem, "cat data/trust/officer-*.pem > ../ca.crt").returncode == 0
    return tmp_path / pack.stem


def refused(tools: Path, bench: Path) -> list[str]:
    """The commands that a stranger sees fail, or that print where they should be silent."""
    bad = []
    for line in commands(bench)[2:]:
        done = bash(tools, bench, line)
        noisy = line.startswith(SILENT) and done.stdout
        if done.returncode or noisy:
            bad.append(line)
    return bad


def test_the_nights_pack_under_the_offices_own_root(tmp_path: Path, tools: Path) -> None:
    night = demo_night()
    pack = night.visits[0].pack.path
    os.link(pack, tmp_path / pack.name)
    (tmp_path / "ca.crt").write_bytes((night.trust / "office-root.pem").read_bytes())
    with zipfile.ZipFile(pack) as archive:
        unpack = archive.read(f"{pack.stem}/VERIFY.txt").decode().split("    ")[1].splitlines()[0]
    done = bash(tools, tmp_path, unpack)
    assert (done.returncode, done.stderr) == (0, "")
    bench = tmp_path / pack.stem
    assert refused(tools, bench) == []
    path = bench / "data/raw/sound-bswa-308.frames"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    path.write_bytes(bytes(content))
    assert [line.split()[0] for line in refused(tools, bench)] == ["sha256sum"]


def test_verify_txt_begins_with_unpacking(bench: Path) -> None:
    assert commands(bench)[:2] == [f"unzip -q {bench.name}.zip", f"cd {bench.name}"]
    assert sum(line.startswith("openssl cms -verify") for line in commands(bench)) == 2
    assert len(commands(bench)) >= 9


def test_both_languages_give_the_same_commands(bench: Path) -> None:
    chinese, english = (bench / "VERIFY.txt").read_text("utf-8").split("How to check evidence pack")
    indented = [[line for line in half.splitlines() if line.startswith("    ")] for half in (chinese, english)]
    assert indented[0] == indented[1]


def test_every_command_succeeds_on_the_untouched_pack(bench: Path, tools: Path) -> None:
    assert refused(tools, bench) == []
    said = bash(tools, bench, next(line for line in commands(bench) if line.startswith("openssl cms")))
    assert "Verification successful" in said.stdout + said.stderr
    exact = [bash(tools, bench, line).stdout.strip() for line in commands(bench) if line.startswith("test ")]
    assert exact == ["list-exact", "top-exact"]


@pytest.mark.parametrize(
    "name",
    [
        "data/record/record.json",
        "data/record/record.pdf",
        "data/raw/sound-bswa-308.frames",
        "data/series/N1.csv",
        "data/log/events.jsonl",
        "data/audio/N1-E1.wav",
        "data/trust/officer-1.pem",
        "bag-info.txt",
        "VERIFY.txt",
    ],
)
def test_one_flipped_byte_is_caught_by_sha256sum(bench: Path, tools: Path, name: str) -> None:
    sums = next(line for line in commands(bench) if line.startswith("sha256sum"))
    path = bench / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    path.write_bytes(bytes(content))
    assert bash(tools, bench, sums).returncode != 0


def test_sums_made_again_over_a_changed_file_are_caught_by_openssl(bench: Path, tools: Path) -> None:
    record = bench / "data/record/record.json"
    record.write_bytes(record.read_bytes().replace(b'"exceeds"', b'"complies"'))
    again = (
        "find data -type f | LC_ALL=C sort | tr '\\n' '\\0' | while IFS= read -r -d '' f; do sha256sum \"$f\"; done"
        " > m && mv m manifest-sha256.txt"
        " && sha256sum VERIFY.txt bag-info.txt bagit.txt manifest-sha256.txt > t && mv t tagmanifest-sha256.txt"
    )
    assert bash(tools, bench, again).returncode == 0
    bad = refused(tools, bench)
    assert len(bad) == 2
    assert all(line.startswith("openssl cms -verify") for line in bad)


def test_a_root_that_did_not_issue_the_officers_is_refused(bench: Path, tools: Path) -> None:
    made = bash(
        tools,
        bench.parent,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out ca.crt"
        " -subj /CN=other -days 30",
    )
    assert made.returncode == 0, made.stderr
    bad = refused(tools, bench)
    assert [line.split()[0:3] for line in bad] == [["openssl", "cms", "-verify"]] * 2


def test_a_file_added_or_linked_is_caught(bench: Path, tools: Path) -> None:
    (bench / "data/record/extra.txt").write_text("more", "utf-8")
    assert any(line.startswith("test ") for line in refused(tools, bench))
    (bench / "data/record/extra.txt").unlink()
    (bench / "extra.txt").write_text("more", "utf-8")
    assert any(line.startswith("test ") for line in refused(tools, bench))
    (bench / "extra.txt").unlink()
    assert refused(tools, bench) == []
    (bench / "data/record/link").symlink_to("record.json")
    assert "find . -type l" in refused(tools, bench)
