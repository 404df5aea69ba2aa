"""The made-up visit with three measuring points, officers of other authorities and the boundary of its site."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from demo_visit import EXCEEDS, RUN, SERIES, SITE, VISIT, at, finding, series

from patrol_app.domain.people import Participant
from patrol_app.domain.places import Place
from patrol_app.domain.record import NoiseSource, PointResult, Position, RunPoint
from patrol_app.domain.verdict import Reason, Verdict
from patrol_app.planning.offsets import place_at

ORIGIN = SITE.place


def corner(east_m: float, north_m: float) -> Place:
    return place_at(ORIGIN, east_m, north_m)


BOUNDARY = ((corner(-60, -35), corner(60, -35), corner(60, 35), corner(-60, 35)),)

OTHERS = (
    Participant(
        name="演示住建员辛", employer="演示区住房和城乡建设局", kind="housing", certificate_number="DEMO-H-0001"
    ),
    Participant(
        name="演示城管员壬", employer="演示区城市管理执法局", kind="urban_management", certificate_number="DEMO-U-0002"
    ),
    Participant(name="演示网格员庚", employer="演示街道办事处", kind="grid"),
)

RUN_2 = replace(
    RUN, label="N2", started_at=at("2026-06-06T23:50:00"), ended_at=at("2026-06-07T00:10:00"), laeq_db=54.3,
    lafmax_db=66.0, laeq_without_db=54.3, lafmax_without_db=66.0, exclusions=(), exceedances=(), audio=None,
    series_file="data/series/N2.csv",
)  # fmt: skip

assert VISIT.calibration_after is not None
AFTER = replace(VISIT.calibration_after, at=at("2026-06-07T00:12:00"))

COMPLIES = Verdict(
    kind="construction_noise",
    outcome="complies",
    findings=(
        replace(
            finding("LAeq", excluded=False), measured_db=Decimal("54.3"), background_db=None, difference_db=None,
            correction_db=None, corrected_db=None, rounded_db=54, excess_db=None, exceeds=False,
        ),
        replace(
            finding("LAFmax", excluded=False), measured_db=Decimal("66.0"), rounded_db=66, excess_db=None, exceeds=False
        ),
    ),
    reasons=(Reason(code="complies", zh="按 GB 12523-2025 未超过限值。", en="Within the limit by GB 12523-2025."),),
    rule_set="GB 12523-2025",
)  # fmt: skip

SECOND = PointResult(
    position=Position(
        label="N2", description="东围墙外", place=corner(61, 5), place_source="gnss", boundary_distance_m=1.0,
        height_m=3.0, reflecting_distance_m=20.0, sensitive_building="演示小学", sensitive_distance_m=25.0,
    ),
    measurement=RUN_2,
    calibration_before=VISIT.calibration_before,
    calibration_after=AFTER,
    verdict=COMPLIES,
)  # fmt: skip

THIRD = PointResult(
    position=Position(label="N3", description="南围墙外", boundary_distance_m=1.0, height_m=1.2),
)

POINTS = replace(
    VISIT,
    left_at=at("2026-06-07T00:20:00"),
    site=replace(SITE, boundary=BOUNDARY),
    position=replace(VISIT.position, place=corner(0, 36), sensitive_building="居民住宅楼", sensitive_distance_m=45.0),
    others=OTHERS,
    calibration_after=AFTER,
    other_points=(SECOND, THIRD),
    run_points=(RunPoint(run="N1", point="N1"), RunPoint(run="B1", point="N1"), RunPoint(run="N2", point="N2")),
    sources=(
        NoiseSource(label="S1", name="混凝土输送泵", place=corner(-10, 24)),
        NoiseSource(label="S2", name="插入式振捣器", place=corner(15, 5)),
        NoiseSource(label="S3", name="塔式起重机"),
    ),
    verdicts=(EXCEEDS, *VISIT.verdicts[1:]),
)

POINT_SERIES = {**SERIES, "N2": series(1200.0, 52.0, 1.2)}
