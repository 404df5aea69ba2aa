from __future__ import annotations

import json
from pathlib import Path

import pytest
from demo_night import copy_of, demo_night, quick_night

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.frames import Frame, read_frames
from patrol_app.services.checking.located import locate
from patrol_app.services.checking.trace_link import TraceLink
from patrol_app.services.checking.tracing import Trace, trace


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(demo_night().visits[0].pack.path, tmp_path_factory.mktemp("trace"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same visit with a run of a minute."""
    return copy_of(quick_night().visits[0].pack.path, tmp_path_factory.mktemp("quick"))


def of(found: Trace, step: str) -> list[TraceLink]:
    return [link for link in found.links if link.step == step]


def number(link: TraceLink, key: str) -> int:
    value = link.data[key]
    assert isinstance(value, int)
    return value


def test_laeq_is_walked_from_the_paper_to_bytes_that_say_it(top: Path) -> None:
    record = demo_night().visits[0].record
    assert record.measurement is not None
    found = trace(top, "laeq")
    assert (found.figure, found.value) == ("measurement.laeq_db", record.measurement.laeq_db)
    papers = {link.file for link in of(found, "paper")}
    assert {"data/record/record.pdf", "data/record/noise-record.pdf"} <= papers
    assert all(f"{found.value}" in str(link.data["text"]) for link in of(found, "paper"))
    place = of(found, "record")[0]
    assert place.file is not None
    line = (top / place.file).read_text(encoding="utf-8").splitlines()[number(place, "line") - 1]
    assert line.strip().startswith('"laeq_db": 60.8')
    raw = of(found, "raw")[-1]
    assert raw.file is not None
    content = (top / raw.file).read_bytes()
    frame = content[number(raw, "offset") :][: number(raw, "length")]
    assert frame.startswith(b"FRM1")
    said = content[number(raw, "byte_offset") :][: number(raw, "byte_length")]
    assert said.hex() == raw.data["hex"]
    assert b"060.8" in said
    assert of(found, "audio")


def test_statistics_are_walked_to_the_bytes_that_say_them(top: Path) -> None:
    raw = of(trace(top, "l10"), "raw")[0]
    assert raw.file is not None
    assert b"061.5" in (top / raw.file).read_bytes()[number(raw, "byte_offset") :][: number(raw, "byte_length")]


@pytest.mark.parametrize(
    ("file", "model"),
    [("sound-bswa-308", "bswa-308"), ("weather-vaisala-wxt", "vaisala-wxt"), ("position-nmea", "nmea")],
)
def test_every_reading_lies_where_it_is_said_to_lie(top: Path, file: str, model: str) -> None:
    path = top / f"data/raw/{file}.frames"
    pieces = [piece for piece in read_frames(path) if isinstance(piece, Frame) and piece.direction == 0]
    stream, content = b"".join(piece.payload for piece in pieces), path.read_bytes()
    found = locate(path, model).readings
    assert len(found) > 1000
    for each in found[:: len(found) // 300]:
        offset, length = each.reading.offset, each.reading.length
        there = b"".join(content[spot.byte_offset : spot.byte_offset + spot.byte_length] for spot in each.spots)
        assert there == stream[offset : offset + length]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("LAeq,T", "measurement.laeq_db"),
        ("lafmax", "measurement.lafmax_db"),
        ("background", "background.laeq_db"),
        ("background_l90", "background.l90_db"),
        ("wind", "measurement.weather.wind_max_m_s"),
        ("tsp", "dust.tsp_mean_ug_m3"),
        ("calibration-before", "calibration_before.reading_db"),
        ("measurement.exceedances[1].lafmax_db", "measurement.exceedances[1].lafmax_db"),
        ("latitude", "position.place.latitude_deg"),
    ],
)
def test_short_names_and_paths_reach_raw_bytes(quick: Path, name: str, path: str) -> None:
    found = trace(quick, name)
    assert found.figure == path
    for raw in of(found, "raw"):
        assert raw.file is not None
        assert (quick / raw.file).read_bytes()[number(raw, "offset") :].startswith(b"FRM1")
    assert of(found, "raw")


def test_a_limit_is_walked_to_its_clause_and_to_what_was_put_to_it(top: Path) -> None:
    found = trace(top, "limit")
    rule = of(found, "rule")[0]
    assert rule.file == "data/record/rules/GB-12523-2025.toml"
    line = (top / rule.file).read_text(encoding="utf-8").splitlines()[number(rule, "line") - 1]
    assert "建筑施工噪声排放限值" in line
    assert [link.data["path"] for link in of(found, "record")][1:] == ["measurement.laeq_db", "background.laeq_db"]


def test_what_people_said_is_walked_to_the_log(quick: Path) -> None:
    entry = of(trace(quick, "site.name"), "log")[0]
    assert entry.file is not None
    line = (quick / entry.file).read_bytes()[number(entry, "offset") :][: number(entry, "length")]
    assert json.loads(line)["body"]["site"]["name"] == "演示一号工地"


def test_a_photo_is_walked_to_its_file_and_its_import(quick: Path) -> None:
    found = trace(quick, "attachments[0].sha256")
    assert [link.file for link in of(found, "file")] == ["data/photos/P1.jpg"]
    assert of(found, "file")[0].data["sha256"] == found.value
    assert of(found, "log")[0].data["kind"] == "attachment.added"


def test_an_unknown_figure_names_what_is_near(quick: Path) -> None:
    with pytest.raises(BadInput, match=r"trace\.unknown") as fault:
        trace(quick, "laeqq")
    assert "laeq" in str(fault.value.data["near"])


def test_every_figure_of_the_record_can_be_walked_without_a_fault(quick: Path) -> None:
    for name in (
        "sd",
        "lafmin",
        "duration_s",
        "laeq_without_db",
        "readings",
        "outcome",
        "order_number",
        "head",
        "zone",
    ):
        try:
            assert trace(quick, name).links
        except BadInput as fault:
            assert name == "zone", fault
