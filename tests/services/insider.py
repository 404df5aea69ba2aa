"""What an insider can do who holds both officers' keys; each forgery is named after its case in ``tests/packs``.

Before the closing he changes what lies on the laptop and lets the program close the visit, so that record, papers,
numbers, manifests and signatures all agree; after it he changes the pack and signs again. The log he leaves: its seals
have been seen. Only ``all_made_again`` writes the log again as well.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pylopdf_fonts_zh_cn
from made_once import scratch
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from short_visit import ARRIVED, ShortVisit, two_signers

from patrol_app.acoustics.synthesis import Source
from patrol_app.assets import resource
from patrol_app.domain.chain import (
    Checkpoint,
    Entry,
    checkpoint_statement,
    read_checkpoint,
    read_entry,
    seal,
)
from patrol_app.domain.codec import canonical_json
from patrol_app.evidence.layout import CHECKPOINTS, EVENTS
from patrol_app.evidence.manifest import manifest_text
from patrol_app.evidence.signer import Signer
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.drawn_photo import drawn_photo
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.frames import Direction as FrameDirection
from patrol_app.recordings.frames import Frame, encode_frame, read_frames
from patrol_app.rules.book import load_rule_book
from patrol_app.services.attaching import attach
from patrol_app.services.checking.recompute import read_record
from patrol_app.services.closing import close_visit
from patrol_app.services.pack_files import RULES, files_in_pack
from patrol_app.services.papers import papers_of
from patrol_app.services.photographs import pictures_of
from patrol_app.services.rebuild import rebuild
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts, facts_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store

ROLES = ("sound", "weather", "position")
NUMBER = "T-20260606-01"
SOUND = "raw/sound-bswa-308.frames"


@cache
def keys() -> tuple[Signer, Signer]:
    """The two officers' keys; the first seals the log."""
    return two_signers()


@cache
def measured() -> Path:
    """A data folder with one visit, measured twice and photographed, sealed and not yet closed; nobody changes it."""
    out = scratch("insider-")
    sources = [
        Source(texture="tone", level_db=94.0, start_s=0.0, end_s=15.0),
        Source(texture="ambient", level_db=52.0, start_s=16.0, end_s=200.0),
        Source(texture="hammer", level_db=72.0, start_s=34.0, end_s=38.0),
    ]
    with ShortVisit(out / "data", roles=ROLES, sources=sources) as visit:
        visit.log._signer = keys()[0]
        visit.walk(14.0)
        visit.do("calibrate", which="before")
        visit.walk(2.0)
        for seconds in (10.0, 12.0):
            visit.do("begin_run", role="main")
            visit.walk(seconds)
            visit.do("end_run")
            visit.walk(2.0)
        visit.stop()
        for number in (1, 2):
            photo = out / f"p{number}.jpg"
            photo.write_bytes(_photo(number))
            attach(
                photo, folder=visit.folder.attachments, visit_log=visit.log,
                already=recall(visit.store, NUMBER).attachments, what="打桩机", maker="演示员甲", source="phone",
                at=visit.now(), by="演示员甲", stated_at=visit.now(),
            )  # fmt: skip
        visit.log.flush()
    return out / "data"


def _photo(number: int) -> bytes:
    return drawn_photo(
        "演示", font=Path(pylopdf_fonts_zh_cn.sans_path()), seed=number, taken_at=ARRIVED, place=None, satellite_at=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """One dishonest deed: in the recording, in what is said at closing, by which rules, or in the pack."""

    recording: Callable[[Path], None] = lambda folder: None
    facts: Callable[[VisitFacts], VisitFacts] = lambda facts: facts
    rules: Callable[[Path], None] | None = None
    pack: Callable[[Path], None] | None = None

    def make(self, work: Path) -> Path:
        """Close the visit dishonestly; returns the unpacked pack."""
        shutil.copytree(measured(), work / "home")
        home = Home.open(work / "home")
        folder = home.recordings / NUMBER
        self.recording(folder)
        rules = work / "rules"
        shutil.copytree(resource("rules"), rules)
        if self.rules is not None:
            self.rules(rules)
        store = Store.open(home.database)
        facts = self.facts(recall(store, NUMBER))
        log = VisitLog.resume(store, NUMBER, actor="DEMO-0001", now=lambda: ARRIVED, signer=keys()[0])
        (work / "packs").mkdir()
        pack = close_visit(
            facts, recorded_files(store, home, NUMBER), folder=RecordingFolder.open(folder), visit_log=log,
            book=load_rule_book(rules), signers=keys(), packs=work / "packs", papers=home.papers,
            left_at=facts.arrived_at + timedelta(minutes=10),
        ).pack.path  # fmt: skip
        store.close()
        with zipfile.ZipFile(pack) as archive:
            archive.extractall(work)
        top = work / NUMBER
        if self.rules is not None:
            shutil.rmtree(top / RULES)
            shutil.copytree(rules, top / RULES, ignore=shutil.ignore_patterns("README*"))
        if self.pack is not None:
            self.pack(top)
        reseal(top)
        return top


def reseal(top: Path) -> None:
    """Hash and sign again, as both officers together can."""
    payload = {each.relative_to(top).as_posix(): each for each in top.glob("data/**/*") if each.is_file()}
    octets = sum(each.stat().st_size for each in payload.values())
    info = (top / "bag-info.txt").read_text().splitlines()
    info = [f"Payload-Oxum: {octets}.{len(payload)}" if each.startswith("Payload-Oxum") else each for each in info]
    (top / "bag-info.txt").write_text("".join(f"{each}\n" for each in info))
    (top / "manifest-sha256.txt").write_bytes(manifest_text({name: _sha256(path) for name, path in payload.items()}))
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "VERIFY.txt")
    listed = manifest_text({name: _sha256(top / name) for name in tags})
    (top / "tagmanifest-sha256.txt").write_bytes(listed)
    for index, key in enumerate(keys(), start=1):
        (top / f"signatures/officer-{index}.p7s").write_bytes(key.sign_cades(listed, at=ARRIVED))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What lies on the laptop, before the closing


def softer(folder: Path) -> None:
    """Half the pressure in every sample of the counted run's sound: 6 dB less."""
    path = sorted((folder / "audio").glob("*.wav"))[1]
    found = read_bwf(path)
    halved = (found.read().astype(np.int32) // 2).astype("<i2").tobytes()
    path.write_bytes(path.read_bytes()[: found.data_offset] + halved)


def under_another_name(folder: Path) -> None:
    softer(folder)
    path = sorted((folder / "audio").glob("*.wav"))[1]
    path.rename(path.with_name(path.name.replace("_002", "_007")))


def _frames(path: Path) -> list[Frame]:
    return [each for each in read_frames(path) if isinstance(each, Frame)]


def _write(path: Path, frames: Sequence[Frame]) -> None:
    path.write_bytes(
        b"".join(
            encode_frame(number, each.direction, each.monotonic_ns, each.utc_ns, each.payload)
            for number, each in enumerate(frames)
        )
    )


def run_dropped(folder: Path) -> None:
    """Without the second run's marks the first one counts."""
    frames = _frames(folder / SOUND)
    _write(folder / SOUND, [each for each in frames if b'"run":"N2"' not in each.payload])


def runs_reordered(folder: Path) -> None:
    """The first run is put after the second, with the stamps that belong there."""
    frames = _frames(folder / SOUND)
    starts = [at for at, each in enumerate(frames) if b'"run_started"' in each.payload]
    first, second = frames[starts[0] : starts[1]], frames[starts[1] :]
    shift_ns = second[-1].monotonic_ns - first[0].monotonic_ns + 1_000_000_000
    later = [replace(each, monotonic_ns=each.monotonic_ns + shift_ns, utc_ns=each.utc_ns + shift_ns) for each in first]
    _write(folder / SOUND, [*frames[: starts[0]], *second, *later])


def clock_shifted(folder: Path) -> None:
    """Everything an hour and a half earlier, before 22:00, when another limit holds."""
    for path in (folder / "raw").glob("*.frames"):
        _write(path, [replace(each, utc_ns=each.utc_ns - 5_400_000_000_000) for each in _frames(path)])


def photo_replaced(folder: Path) -> None:
    path = sorted((folder / "attachments").glob("*.jpg"))[0]
    path.write_bytes(_photo(9))


def calibration_invented(folder: Path) -> None:
    """A calibration after the runs that nobody made, as if read from the display."""
    frames = _frames(folder / SOUND)
    mark = b'{"event":"calibration","reading_db":93.9,"which":"after"}'
    _write(folder / SOUND, [*frames, replace(frames[-1], direction=FrameDirection.EVENT, payload=mark)])


# What is said at closing, and by which rules


def certificate_swapped(facts: VisitFacts) -> VisitFacts:
    """The meter's own certificate had run out; another meter's is named."""
    first, *others = facts.instruments
    return replace(facts, instruments=(replace(first, certificate=others[0].certificate), *others))


def words_changed(facts: VisitFacts) -> VisitFacts:
    """What was seen on the site is written otherwise than it was noted that night."""
    return replace(facts, observation=replace(facts.observation, working=False))


def limit_raised(rules: Path) -> None:
    for path in rules.glob("GB-12523-2025.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace("night_db = 55", "night_db = 75"), encoding="utf-8")


# In the pack, after the closing


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a JSON file of the pack and keep its form."""
    plain = json.loads(path.read_bytes())
    change(plain)
    path.write_text(json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2) + "\n", encoding="utf-8")


def papers_again(top: Path) -> None:
    """Set the papers as the changed record has them."""
    record = read_record(top)
    files = files_in_pack(record, top)
    rebuilt = rebuild(facts_of(record), files)
    for name, content in papers_of(record, rebuilt.series, pictures_of(record, files)).items():
        (top / "data/record" / name).write_bytes(content)


def event_dropped(top: Path) -> None:
    edit(top / "data/record/record.json", lambda plain: plain["measurement"].update(exceedances=[]))
    for clip in (top / "data/audio").glob("N*-E*.wav"):
        clip.unlink()
    papers_again(top)


def outcome_turned(top: Path) -> None:
    edit(top / "data/record/record.json", lambda plain: plain["verdicts"][0].update(outcome="complies"))
    papers_again(top)


def page_turned(top: Path) -> None:
    """The signed record turned upside down by an update behind the signatures, which stay good over what they cover."""
    path = top / "data/record/record.pdf"
    writer = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page.get_object())
    turned = io.BytesIO()
    writer.write(turned)
    path.write_bytes(turned.getvalue())


def all_made_again(top: Path) -> None:
    """The sound exchanged, the log chained again around it and sealed by his own key: nobody had seen the first one."""
    path = sorted((top / "data/audio").glob("2*.wav"))[-1]
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(bytes(content))
    lines = (top / EVENTS).read_bytes().splitlines()
    entries = [read_entry(line, number) for number, line in enumerate(lines, start=1)]
    again: list[Entry] = []
    for entry in entries:
        body = entry.body_json
        if entry.kind == "run.ended":
            plain = entry.body
            for seal_ in plain["audio"]:
                if seal_["file"] == path.name:
                    seal_["sha256"] = _sha256(path)
            body = canonical_json(plain).decode()
        again.append(
            seal(
                id=entry.id, device=entry.device, sequence=entry.sequence, kind=entry.kind, subject=entry.subject,
                at_utc=entry.at_utc, clock_source=entry.clock_source, actor=entry.actor, body_json=body,
                prev=again[-1].hash if again else entry.prev,
            )
        )  # fmt: skip
    (top / EVENTS).write_bytes(b"".join(each.line() + b"\n" for each in again))
    hashes = {each.sequence: each.hash for each in again}
    sealed = [
        read_checkpoint(line, number)
        for number, line in enumerate((top / CHECKPOINTS).read_bytes().splitlines(), start=1)
    ]
    (top / CHECKPOINTS).write_bytes(b"".join(_sealed_again(each, hashes).line() + b"\n" for each in sealed))
    head = {"sequence": again[-1].sequence, "sha256": again[-1].hash}
    edit(top / "data/record/record.json", lambda plain: plain.update(chain=head))
    info = (top / "bag-info.txt").read_text().splitlines()
    told = [f"Log-Head: {head['sequence']} {head['sha256']}" if each.startswith("Log-Head") else each for each in info]
    (top / "bag-info.txt").write_text("".join(f"{each}\n" for each in told))
    papers_again(top)


def _sealed_again(old: Checkpoint, hashes: dict[int, str]) -> Checkpoint:
    key = keys()[0]
    facts: dict[str, Any] = {
        "device": old.device, "sequence": old.sequence, "head": hashes[old.sequence], "at_utc": old.at_utc,
    }  # fmt: skip
    signature = key.sign(checkpoint_statement(**facts, key_sha256=key.fingerprint))
    return Checkpoint(**facts, key_sha256=key.fingerprint, signature=signature)


FORGERIES: dict[str, Forgery] = {
    "audio-exchanged-before-closing": Forgery(recording=softer),
    "audio-under-another-name": Forgery(recording=under_another_name),
    "run-dropped-before-closing": Forgery(recording=run_dropped),
    "runs-reordered-before-closing": Forgery(recording=runs_reordered),
    "clock-shifted-before-closing": Forgery(recording=clock_shifted),
    "photo-replaced-before-closing": Forgery(recording=photo_replaced),
    "calibration-invented": Forgery(recording=calibration_invented),
    "certificate-swapped-before-closing": Forgery(facts=certificate_swapped),
    "words-changed-before-closing": Forgery(facts=words_changed),
    "limit-raised-in-the-rules": Forgery(rules=limit_raised),
    "event-dropped-and-signed": Forgery(pack=event_dropped),
    "outcome-turned-and-signed": Forgery(pack=outcome_turned),
    "paper-changed-behind-its-signatures": Forgery(pack=page_turned),
    "all-made-again-unseen": Forgery(pack=all_made_again),
}
