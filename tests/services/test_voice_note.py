"""A spoken note: its own file under its hash, whether the run's sound is recorded or not, and never half a one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from drivers.errors import PortRefused
from drivers.link import SystemClock
from drivers.readings import AudioBlock
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.bwf import read_bwf
from patrol_app.services.desk.forms import site_facts
from patrol_app.services.desk.shelf import Shelf, open_practice
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.services.desk.voice_note import MOST_S, VoiceNotes
from patrol_app.services.recall import recall

AT = datetime.fromisoformat("2026-06-06T22:30:00+08:00")
RATE = 16_000
Site = tuple[Shelf, DeskVisit]


class Spoken:
    """A microphone into which a test speaks."""

    sample_rate_hz = RATE
    there = True

    def __init__(self, deliver: Callable[[AudioBlock], None]) -> None:
        self.deliver, self.said = deliver, 0
        Spoken.newest = self

    newest: Spoken

    def open(self) -> None:
        if not self.there:
            raise PortRefused("drivers.no_microphone")

    def say(self, seconds: float) -> None:
        samples = 0.1 * np.sin(np.arange(round(seconds * RATE)) / 9.0).astype(np.float32)
        self.deliver(AudioBlock(first_sample=self.said, sample_rate_hz=RATE, samples=samples))
        self.said += len(samples)

    def close(self) -> None:
        """Nothing to let go."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    shelf = open_practice(tmp_path, AT)
    visit = DeskVisit(shelf, shelf.sites[0], (), clock=SystemClock(), signer=None, practice=True)
    visit._notes = VoiceNotes(visit.folder.path / "voice", Spoken)  # type: ignore[arg-type]  # a microphone's part of it
    Spoken.there = True
    yield shelf, visit
    visit.end()
    shelf.store.close()


def test_a_note_is_an_attachment_under_its_hash(site: Site) -> None:
    shelf, visit = site
    assert visit.voice() is None
    Spoken.newest.say(1.5)
    Spoken.newest.say(0.5)
    kept = visit.voice()
    assert kept is not None
    assert (kept.label, kept.source, kept.maker, kept.what) == ("A1", "microphone", "演示员乙", "语音记录，2 秒")
    (path,) = [one for one in visit.folder.attachments.iterdir() if kept.sha256 in one.name and one.suffix == ".wav"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == kept.sha256
    assert read_bwf(path).samples == 2 * RATE
    assert not list((visit.folder.path / "voice").rglob("*.wav"))
    assert [(one.label, one.what) for one in site_facts(shelf, visit).photos] == [("A1", "语音记录，2 秒")]
    visit.voice()
    Spoken.newest.say(1.0)
    second = visit.voice()
    assert second is not None
    assert second.label == "A2"
    visit.end()
    assert recall(shelf.store, visit.number).attachments == (kept, second)


def test_a_note_that_is_open_at_the_end_is_kept(site: Site) -> None:
    shelf, visit = site
    visit.voice()
    Spoken.newest.say(1.0)
    visit.end()
    assert [one.label for one in recall(shelf.store, visit.number).attachments] == ["A1"]


def test_silence_of_the_line_is_no_note(site: Site) -> None:
    shelf, visit = site
    visit.voice()
    with pytest.raises(CannotDo) as fault:
        visit.voice()
    assert fault.value.key == "desk.voice_empty"
    visit.end()
    assert recall(shelf.store, visit.number).attachments == ()


def test_without_a_microphone_it_is_said_and_nothing_is_open(site: Site) -> None:
    _, visit = site
    Spoken.there = False
    with pytest.raises(CannotDo) as fault:
        visit.voice()
    assert fault.value.key == "desk.no_microphone"
    assert visit._voice_ns is None


def test_a_note_that_nobody_ends_stops_growing(tmp_path: Path) -> None:
    Spoken.there = True
    notes = VoiceNotes(tmp_path, Spoken)  # type: ignore[arg-type]  # a microphone's part of it
    notes.begin(AT, None)
    for _ in range(8):
        Spoken.newest.say(60.0)
    kept = notes.end()
    assert kept is not None
    assert MOST_S <= kept.seconds <= MOST_S + 60.0


def test_sound_comes_from_the_input_that_was_chosen_on_this_laptop(tmp_path: Path) -> None:
    shelf = open_practice(tmp_path, AT)
    for chosen, device in (("DEMO USB microphone", "DEMO USB microphone"), ("", None)):
        visit = DeskVisit(
            shelf, shelf.sites[0], (), clock=SystemClock(), signer=None, practice=True, sound_input=chosen
        )
        assert visit._microphone_on(lambda _block: None)._device == device
        visit.end()
    shelf.store.close()
