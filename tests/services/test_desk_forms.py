"""The forms of the site panel: facts of the log, and what the record prints of them; no meter is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from drivers.link import SystemClock
from patrol_app.domain.errors import BadInput
from patrol_app.services.desk.forms import fill, site_facts
from patrol_app.services.desk.shelf import Shelf, open_practice
from patrol_app.services.desk.visit import DeskVisit
from patrol_app.services.office import library
from patrol_app.services.recall import attachments_of, recall

AT = datetime.fromisoformat("2026-06-06T22:30:00+08:00")
Site = tuple[Shelf, DeskVisit]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    shelf = open_practice(tmp_path, AT)
    visit = DeskVisit(shelf, shelf.sites[0], (), clock=SystemClock(), signer=None, practice=True)
    yield shelf, visit
    visit.end()
    shelf.store.close()


def test_a_ban_is_observed_without_a_meter(site: Site) -> None:
    shelf, visit = site
    fill("ban", {"process": "打桩", "working": "yes", "exempt_work": "no", "statement": "赶工期"}, shelf, visit, AT)
    visit.log.flush()
    seen = visit.facts.observation
    assert (seen.process, seen.working, seen.exempt_work, seen.statement) == ("打桩", True, False, "赶工期")
    assert site_facts(shelf, visit).answers["observation"]["exempt_work"] == "no"


def test_six_measures_become_a_verdict_and_a_note(site: Site) -> None:
    shelf, visit = site
    fill("dust", {"enclosure": "met", "covering": "not_met", "board": ""}, shelf, visit, AT)
    fact = shelf.store.latest("dust_measures.checked", visit.number)
    assert fact is not None
    assert fact.body["measures"] == {"enclosure": "met", "covering": "not_met"}
    assert fact.body["verdict"]["outcome"] == "breach"
    assert visit.facts.dust_measures is not None
    assert visit.facts.dust_measures.states == {"enclosure": "met", "covering": "not_met"}
    assert visit.facts.observation.notes[-1].startswith("六个百分百：")
    fill("dust", {"enclosure": "met", "covering": "met"}, shelf, visit, AT)
    assert len(visit.facts.observation.notes) == 1
    with pytest.raises(BadInput):
        fill("dust", {"enclosure": ""}, shelf, visit, AT)


def test_help_and_law_talk_enter_their_libraries(site: Site) -> None:
    shelf, visit = site
    fill("help", {"problem": "没有围挡", "advice": "2"}, shelf, visit, AT)
    fill("help", {"problem": "车辆带泥"}, shelf, visit, AT)
    fill("law_talk", {"audience": "工人", "people": "12"}, shelf, visit, AT)
    helped = library.help_visits(shelf.store)
    assert [one.number for one in helped] == [f"{visit.number}-H1", f"{visit.number}-H2"]
    assert helped[0].advice == 2
    assert library.law_talks(shelf.store)[0].people == 12
    assert visit.facts.observation.notes == (
        "帮扶（H1）：没有围挡；提出建议 2 条，消除隐患 0 处。",
        "帮扶（H2）：车辆带泥；提出建议 0 条，消除隐患 0 处。",
        "普法（L1）：向工人 12 人讲解，发放材料 0 份。",
    )


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        ("observation", {"process": " "}),
        ("position", {"description": "北", "height_m": "高"}),
        ("position", {"description": "北", "height_m": "-1"}),
        ("person", {"name": "丙"}),
        ("weather", {}),
        ("weather", {"wind_m_s": "2.1", "wind_meter": " ", "read_by": "甲"}),
        ("weather", {"rain": "no", "read_by": ""}),
        ("help", {"problem": ""}),
        ("law_talk", {"audience": "工人", "people": "一些"}),
        ("photo", {"path": "", "what": "泵车", "maker": "甲"}),
        ("photo", {"path": "/not/there.jpg", "what": "泵车", "maker": "甲"}),
    ],
)
def test_what_is_missing_or_wrong_is_refused_whole(site: Site, form: str, answers: dict[str, str]) -> None:
    shelf, visit = site
    visit.log.flush()
    before = shelf.store.head().sequence
    with pytest.raises(BadInput):
        fill(form, answers, shelf, visit, AT)
    assert not [entry for entry in shelf.store.entries(before + 1) if entry.kind not in ("levels", "visit.opened")]


def test_a_file_is_taken_in_under_its_hash(site: Site, tmp_path: Path) -> None:
    shelf, visit = site
    note = tmp_path / "permit.txt"
    note.write_text("夜间施工证明", encoding="utf-8")
    answers = {"path": str(note), "what": "证明", "maker": "演示员甲", "source": "camera", "taken_now": "yes"}
    fill("photo", answers, shelf, visit, AT)
    (fact,) = attachments_of(shelf.store, visit.number)
    assert (fact.original_name, fact.maker, fact.source) == ("permit.txt", "演示员甲", "camera")
    (shown,) = site_facts(shelf, visit).photos
    assert (shown.label, shown.kind, shown.what, shown.maker) == ("F1", "other", "证明", "演示员甲")
    assert (shown.where.key, shown.small) == ("exhibit.no_place", None)
    picture = tmp_path / "gate.png"
    Image.new("RGB", (1200, 800), (200, 10, 10)).save(picture)
    fill("photo", {**answers, "path": str(picture), "what": "大门"}, shelf, visit, AT)
    photo = site_facts(shelf, visit).photos[1]
    assert (photo.label, photo.kind, photo.at) == ("P1", "photo", AT)
    assert photo.small is not None
    visit.end()
    assert recall(shelf.store, visit.number).attachments[0] == fact
