from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from demo_night import copy_of, demo_night, quick_night, replace_file

from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.domain.record import Attachment
from patrol_app.evidence.verify import verify_pack
from patrol_app.recordings.drawn_photo import drawn_photo
from patrol_app.services.attaching import attach
from patrol_app.services.checking.recompute import recompute
from patrol_app.services.photographs import differences, outside_s
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 14, 20, tzinfo=UTC)
FONT = Path(pylopdf_fonts_zh_cn.sans_path())


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return copy_of(quick_night().visits[0].pack.path, tmp_path)


def failing(top: Path) -> dict[str, str]:
    return {check.where: check.name for check in recompute(top).checks if check.status == "FAIL"}


def edit(top: Path, change: Callable[[Any], None]) -> None:
    path = top / "data/record/record.json"
    plain = json.loads(path.read_bytes())
    change(plain)
    replace_file(path, (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())


def test_the_nights_photos_are_in_record_pack_and_sheet() -> None:
    visit = demo_night().visits[0]
    first, second = visit.record.attachments
    assert (first.label, first.source, second.source) == ("P1", "phone", "drone")
    assert (first.camera_clock_s, second.camera_clock_s) == (1.0, 37.0)
    assert first.outside_visit_s == second.outside_visit_s == 0.0
    assert first.distance_m is not None
    assert 3 <= first.distance_m <= 5
    assert first.level_db is not None
    assert first.run == "N1"
    assert visit.record.observation.photos == 2
    assert "photo-sheet.pdf" in visit.papers
    assert [key for key, _ in differences(second)] == ["photographs.clock"]


def test_the_level_on_the_photo_is_that_of_the_series_at_its_time(top: Path) -> None:
    record = quick_night().visits[0].record
    first = record.attachments[0]
    assert record.measurement is not None
    assert first.taken_at is not None
    at_s = (first.taken_at - record.measurement.started_at).total_seconds()
    rows = [line.split(",") for line in (top / "data/series/N1.csv").read_text().splitlines() if line[:1].isdigit()]
    said = [row[1] for row in rows if float(row[0]) <= at_s]
    assert float(said[-1]) == first.level_db


def test_another_photo_in_its_place_fails_by_hash(top: Path) -> None:
    replace_file(top / "data/photos/P1.jpg", (top / "data/photos/P2.jpg").read_bytes())
    assert "attachments[0].sha256" in failing(top)


def test_another_photo_with_the_record_made_to_fit_fails_by_the_log(top: Path) -> None:
    other = (top / "data/photos/P2.jpg").read_bytes()
    replace_file(top / "data/photos/P1.jpg", other)
    digest = hashlib.sha256(other).hexdigest()
    edit(top, lambda plain: plain["attachments"][0].update(sha256=digest, size_bytes=len(other)))
    assert failing(top)["P1"] == "recompute.attachment"


def test_a_photo_left_out_of_the_record_fails_by_the_log(top: Path) -> None:
    edit(top, lambda plain: plain["attachments"].pop())
    found = failing(top)
    assert found["P2"] == "recompute.attachment"
    assert found["data/photos/P2.jpg"] == "recompute.stranger"


def test_a_stamp_that_says_another_level_fails(top: Path) -> None:
    path = top / "data/photos/P1-stamped.jpg"
    replace_file(path, (top / "data/photos/P2-stamped.jpg").read_bytes())
    assert failing(top) == {"data/photos/P1-stamped.jpg": "recompute.stamp"}


def test_verify_covers_the_photos(top: Path) -> None:
    replace_file(top / "data/photos/P2.jpg", b"\xff\xd8\xff")
    report = verify_pack(top, None, datetime.now(UTC))
    assert any(check.path == "data/photos/P2.jpg" and check.exit_code == 20 for check in report.checks)


class Desk:
    """A log and a folder to attach to."""

    def __init__(self, path: Path) -> None:
        self.store = Store.open(path / "patrol.db", device="TEST")
        self.log = VisitLog(self.store, "V1", actor="DEMO-0002", now=lambda: AT, signer=None)
        self.folder = path / "attachments"
        self.folder.mkdir()

    def take(self, path: Path, **changes: Any) -> Any:
        said: dict[str, Any] = {"what": "泵在运行", "maker": "演示员乙", "source": "phone", "already": ()}
        return attach(path, folder=self.folder, visit_log=self.log, at=AT, by="DEMO-0002", **(said | changes))


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def shot(path: Path, at: datetime = AT) -> Path:
    place = Place(latitude_deg=32.69, longitude_deg=109.02)
    path.write_bytes(drawn_photo("演示", font=FONT, seed=2, taken_at=at, place=place, satellite_at=at))
    return path


def test_an_import_is_hashed_kept_and_noted_and_the_file_untouched(desk: Desk, tmp_path: Path) -> None:
    path = shot(tmp_path / "IMG 1.JPG")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    fact = desk.take(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert fact.sha256 == hashlib.sha256(before[0]).hexdigest()
    assert (desk.folder / f"{fact.sha256}.jpg").read_bytes() == before[0]
    (entry,) = desk.store.all_of_kind("attachment.added", "V1")
    assert entry.body == to_plain(fact)


def test_labels_count_on_and_the_same_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    first = desk.take(shot(tmp_path / "1.jpg"))
    second = desk.take(shot(tmp_path / "2.jpg", AT + timedelta(seconds=9)), already=(first,))
    assert (first.label, second.label) == ("P1", "P2")
    with pytest.raises(BadInput, match=r"attach\.twice"):
        desk.take(tmp_path / "1.jpg", already=(first, second))
    assert len(desk.store.all_of_kind("attachment.added", "V1")) == 2


def test_a_photo_without_a_time_wants_one_stated(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "plain.png"
    Image.new("RGB", (8, 8)).save(path)
    with pytest.raises(BadInput, match=r"attach\.no_time"):
        desk.take(path)
    assert desk.take(path, stated_at=AT).stated_at == AT


@pytest.mark.parametrize("changes", [{"what": " "}, {"maker": ""}])
def test_words_are_wanted(desk: Desk, tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(BadInput, match=r"attach\.words"):
        desk.take(shot(tmp_path / "1.jpg"), **changes)


def test_outside_counts_from_the_nearer_end() -> None:
    arrived, left = AT, AT + timedelta(minutes=30)
    assert outside_s(AT - timedelta(seconds=5), arrived, left) == -5
    assert outside_s(AT, arrived, left) == outside_s(left, arrived, left) == 0
    assert outside_s(left + timedelta(seconds=1), arrived, left) == 1


def test_every_difference_is_told() -> None:
    one = Attachment(
        label="P1", kind="photo", file="data/photos/P1.jpg", sha256="0" * 64, size_bytes=1, original_name="a.jpg",
        what="x", maker="y", source="drone", imported_at=AT, imported_by="z", taken_at=AT, taken_at_from="file",
        outside_visit_s=-3.0, camera_clock_s=-2.1, distance_m=200.1,
    )  # fmt: skip
    keys = {key.removeprefix("photographs.") for key, _ in differences(one)}
    assert keys == {"no_zone", "before", "clock", "far"}
