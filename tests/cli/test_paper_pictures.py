from __future__ import annotations

import struct
from pathlib import Path

from short_visit import short_pack

from patrol_app.cli.paper_pictures import draw


def size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_every_paper_of_a_pack_is_drawn_in_both_languages(tmp_path: Path) -> None:
    made = {path.name: size(path) for path in draw(tmp_path / "screens", short_pack().pack.path)}
    for name in ("inspection-record", "noise-record"):
        assert made[f"paper-{name}.png"][0] > 900
        assert f"paper-{name}-en.png" in made
    assert made["paper-judgement.png"][1] > 1200
    assert made["paper-conformance.png"][0] > 900
