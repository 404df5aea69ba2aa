from __future__ import annotations

from functools import cache

import pytest
from demo_details import (
    COVER,
    DUST,
    ENTRIES,
    PARTY,
    PHOTOS,
    PICTURES,
    PLAN,
    QUESTIONS,
    REGISTRATION,
    SERVICE,
    STOP,
    with_power,
)
from demo_points import POINT_SERIES, POINTS
from demo_visit import AUTHORITY, SERIES, VISIT
from pages import GOLDEN, block_difference, golden, images_of

from patrol_app.reports import case_file, render
from patrol_app.services.site_plans import plan_of

TOLERANCE = 15.0


@cache
def papers() -> dict[str, bytes]:
    made = {kind: render(kind, VISIT, SERIES) for kind in ("inspection_record", "noise_record", "correction_order")}
    made["noise_record-en"] = render("noise_record", VISIT, SERIES, language="en")
    for kind, details in (
        ("question_record", QUESTIONS),
        ("site_plan", PLAN),
        ("dust_record", DUST),
        ("service_receipt", SERVICE),
        ("evidence_registration", REGISTRATION),
    ):
        made[kind] = render(kind, VISIT, SERIES, details=details)
    plan = plan_of(POINTS)
    made["inspection_record-joint"] = render("inspection_record", POINTS, POINT_SERIES)
    made["noise_record-points"] = render("noise_record", POINTS, POINT_SERIES)
    made["site_plan-points"] = render("site_plan", POINTS, POINT_SERIES, details=plan)
    made["dust_record-en"] = render("dust_record", VISIT, SERIES, language="en", details=DUST)
    made["photo_sheet"] = render("photo_sheet", VISIT, SERIES, details=PHOTOS, pictures=PICTURES)
    made["stop_order"] = render("stop_order", with_power(), SERIES, details=STOP)
    made["case_file"] = case_file.render(COVER, ENTRIES[:2], authority=AUTHORITY.name, party=PARTY)
    return made


@pytest.mark.parametrize("kind", sorted(papers()))
def test_pages_look_like_their_goldens(kind: str) -> None:
    pages = images_of(papers()[kind])
    assert len(pages) == len(list(GOLDEN.glob(f"{kind}-[0-9]*.png")))
    for number, page in enumerate(pages, start=1):
        assert block_difference(page, golden(f"{kind}-{number}")) < TOLERANCE


def test_a_changed_page_is_seen() -> None:
    from dataclasses import replace

    changed = replace(VISIT, site=replace(VISIT.site, address="另一个地址的工地一百零一号"))
    page = images_of(render("inspection_record", changed, SERIES))[0]
    assert block_difference(page, golden("inspection_record-1")) > TOLERANCE
