"""The invented end of the visit: both officers have signed, the party is about to."""

from __future__ import annotations

import math
from dataclasses import replace

from patrol_app.services.screen_facts import (
    ChainLink,
    CheckFact,
    CheckState,
    ClosingFacts,
    OutcomeFact,
    Said,
    SignatureFact,
    ValueFact,
)
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.scenes.departure import OFFICERS
from patrol_app.ui.scenes.nights import local, night

Strokes = tuple[tuple[tuple[float, float], ...], ...]
PAPERS = (
    ("现场检查（勘察）笔录", "On-site inspection record"),
    ("噪声测量记录", "Noise record"),
    ("责令改正违法行为决定书", "Order to correct"),
)
"""Titles as the form set has them, Chinese and English."""


def say(key: str, **data: object) -> Said:
    """A sentence with data."""
    return Said(key, tuple(data.items()))


def scribble(seed: int, left: float = 0.0, right: float = 1.0, top: float = 0.2, bottom: float = 0.9) -> Strokes:
    """A made-up signature: loops that belong to nobody."""
    points = []
    for step in range(90):
        part = step / 89
        across = left + (right - left) * (part + 0.035 * math.sin(part * 44 + seed))
        wave = 0.5 + 0.34 * math.sin(part * (30 + 3 * seed)) * (1 - 0.4 * part) + 0.12 * math.sin(part * 71 + seed)
        points.append((round(across, 4), round(top + (bottom - top) * min(1.0, max(0.0, wave)), 4)))
    bar = ((left, top + 0.05), (left + 0.55 * (right - left), top))
    return (bar, tuple(points))


def _check(key: str, detail: Said, state: CheckState = "ok", **data: object) -> CheckFact:
    return CheckFact(state=state, title=say(key, **data), detail=detail)


def _text(text: str) -> Said:
    return say("close.text", text=text)


def chain(signed: int) -> tuple[ChainLink, ...]:
    """The chain with ``signed`` of three signatures."""
    return (
        ChainLink(name="bytes", remade=True, note=say("chain.bytes", ports=3, megabytes="9.1")),
        ChainLink(name="readings", remade=True, note=say("chain.readings", count="12\u00a0004")),
        ChainLink(name="levels", remade=True, note=say("chain.levels", difference="0.0")),
        ChainLink(name="verdict", remade=True, note=say("chain.verdict")),
        ChainLink(name="record", remade=True, note=say("chain.record", edition=1)),
        ChainLink(name="signatures", remade=signed == 3, note=say("chain.signatures", done=signed, all=3)),
        ChainLink(name="paper", remade=False, note=say("chain.paper.none")),
    )


def closing() -> ClosingFacts:
    """Waiting for the party."""
    values = (
        ValueFact(label=say("close.value.whole"), value=say("close.db", level="61.2")),
        ValueFact(
            label=say("close.value.background", start="23:36", end="23:46"),
            value=say("close.corrected", background="51.0", difference=10, correction="−1", corrected="60.2"),
        ),
        ValueFact(label=say("close.value.reported"), value=say("close.db", level=60)),
        ValueFact(
            label=say("close.value.calibration"),
            value=say("close.calibrations", before="93.8", after="93.9", difference="0.1"),
        ),
        ValueFact(label=say("close.value.weather"), value=say("close.weather.dry", wind="1.4")),
        ValueFact(
            label=say("close.value.exclusion", seconds=32, reason="过路车辆"),
            value=say("close.without.same", without="61.2", rounded=60),
        ),
    )
    record = (
        _check("close.record.told", say("close.at", at=local(23, 18))),
        _check("close.record.facts", say("close.at", at=local(23, 49)), paragraphs=5, plans=1),
        _check("close.record.media", say("close.at", at=local(23, 44)), photos=5, clips=2),
        _check("close.record.stopped", say("close.at", at=local(23, 35)), at=local(23, 35)),
        _check("close.record.confirmations", say("close.count", done=0, all=3), "open"),
    )
    pack = (
        _check("close.pack.record", say("close.pages", count=2)),
        _check("close.pack.noise", say("close.pages", count=2)),
        _check("close.pack.audio", say("close.audio.lengths", main="20:00", background="10:00")),
        _check("close.pack.bytes", say("close.ports", count=3)),
        _check("close.pack.series", _text("0.1 s")),
        _check("close.pack.photos", say("close.sheets", count=5)),
        _check("close.pack.track", say("close.there")),
        _check("close.pack.certificates", say("close.pieces", count=3)),
        _check("close.pack.log", say("close.entries", count=412)),
        _check("close.pack.signatures", say("close.count", done=2, all=3), "open"),
        _check("close.pack.timestamp", say("close.later"), "open"),
    )
    return ClosingFacts(
        case_number="DEMO-20260606-03",
        outcome=OutcomeFact(
            outcome="exceeds",
            title=say("close.title.exceeds", period="夜间", measured=60, limit=55, excess=5),
            detail=say("close.detail.max", maximum=77, limit=70, excess=7, duration="20:00", edition="2026.06"),
        ),
        values=values,
        record_pages=2,
        record=record,
        signatures=(
            SignatureFact(officer=OFFICERS[0], signed_at=local(23, 50, 2), key_name="演示-K1", strokes=scribble(1)),
            SignatureFact(officer=OFFICERS[1], signed_at=local(23, 50, 31), key_name="演示-K2", strokes=scribble(2)),
        ),
        party_name="演示负责人丙",
        party_post="现场负责人",
        party_state="waiting",
        pack=pack,
        pack_bytes=412_000_000,
        chain_sha256="9c41e07b52d8" + "0" * 52,
        target="U 盘 DEMO · 余 27 GB",
        pack_wants=say("close.wants.party"),
        pack_made=False,
        chain=chain(2),
    )


def after_run() -> Snapshot:
    """The session when the run is over and calibrated afterwards."""
    return replace(
        night(),
        at=local(23, 51, 18),
        run="closed",
        recording_s=None,
        unacknowledged=False,
        attention="none",
        disk_free_bytes=40_000_000_000,
        battery_pct=71,
        calibration_at=local(23, 47),
        calibration_db=93.9,
        chain_length=18873,
        verdict="exceeds",
        run_elapsed_s=1200,
    )
