"""What the invented officers saw and said at the site."""

from __future__ import annotations

from patrol_app.services.screen_facts import CheckFact, SiteFacts, ValueFact
from patrol_app.ui.scenes.closing import say


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
        photos=(
            ValueFact(label=say("close.text", text="P1 泵车"), value=say("close.text", text="演示员甲")),
            ValueFact(label=say("close.text", text="P2 场界"), value=say("close.text", text="演示员乙")),
        ),
    )  # fmt: skip
