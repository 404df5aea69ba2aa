"""What the invented officers saw and said at the site."""

from __future__ import annotations

from patrol_app.services.screen_facts import CheckFact, OtherFact, PlacedFact, SiteFacts, ValueFact
from patrol_app.ui.scenes.closing import say

POINT = {"description": "东侧住宅楼前", "height_m": "1.2", "sensitive_building": "演示家园 3 号楼"}
"""The second point as its form was answered."""
OUTPUTS = ("演示耳机: USB Audio", "default")
PRINTER = "演示-打印机"


def _row(name: str, text: str = "") -> CheckFact:
    detail = say("close.text", text=text) if text else say("desk.not_said")
    return CheckFact(state="ok" if text else "open", title=say(f"desk.form.{name}"), detail=detail)


def site() -> SiteFacts:
    """Half of it is filled in."""
    return SiteFacts(
        number="DEMO-20260606-03",
        site="演示一号工地",
        answers={
            "observation": {"process": "浇筑混凝土", "working": "yes", "permit_shown": "no"},
            "dust": {"enclosure": "met", "covering": "not_met", "wheel_washing": "met"},
        },
        rows=(
            _row("observation", "浇筑混凝土"), _row("position", "北场界外 1 m"), _row("person", "演示负责人丙 现场"),
            _row("dust", "3"), _row("photo", "2"), _row("help"), _row("law_talk"),
        ),
        others=(
            OtherFact(name="演示协查员", employer="演示区城管", kind="urban_management", certificate_number="DEMO-C7"),
        ),
        points=(
            PlacedFact(label="N1", name="北场界外 1 m", at_m=(12.0, 46.0), runs=("N1",), chosen=False),
            PlacedFact(label="N2", name="东侧住宅楼前", at_m=(64.0, -8.0), chosen=True),
        ),
        sources=(
            PlacedFact(label="S1", name="混凝土泵车", at_m=(10.0, 12.0)),
            PlacedFact(label="S2", name="振捣棒", at_m=(-22.0, -18.0)),
            PlacedFact(label="S3", name="塔吊"),
        ),
        outline_m=(((-48.0, 42.0), (50.0, 44.0), (52.0, -36.0), (-46.0, -40.0)),),
        photos=(
            ValueFact(label=say("close.text", text="P1 泵车"), value=say("close.text", text="演示员甲")),
            ValueFact(label=say("close.text", text="P2 场界"), value=say("close.text", text="演示员乙")),
        ),
    )  # fmt: skip
