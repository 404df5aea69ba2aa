"""An invented week for the supervisor's lists: visits that wait, were sent back or accepted, orders to sign."""

from __future__ import annotations

from datetime import timedelta

from patrol_app.services.screen_facts import Said
from patrol_app.services.supervisor_facts import Standing, SupervisorFacts, VisitLine
from patrol_app.ui.scenes.nights import local

_REVIEWER = "复核人丁（DEMO-0009）"


def _verdict(outcome: str, values: tuple[str, str, str]) -> Said:
    if outcome in ("exceeds", "complies"):
        data = (*zip(("measured", "limit", "excess"), values, strict=True), ("quantity", "LAeq"))
        return Said(f"desk.title.short.{outcome}", data)
    return Said(f"close.title.{outcome}")


def _line(
    number: int,
    site: str,
    hours: float,
    *,
    outcome: str = "exceeds",
    values: tuple[str, str, str] = ("", "", ""),
    standing: Standing = "waiting",
    remark: str = "",
    over: int = 0,
    order: str | None = None,
    signed: bool = False,
) -> VisitLine:
    arrived = local(23, 8) - timedelta(hours=hours)
    decided = arrived + timedelta(hours=9) if standing != "waiting" else None
    measured, limit, _ = values
    return VisitLine(
        number=f"DEMO-20260606-{number:02d}",
        site=site,
        party=f"演示建设{'一二三四五六七八九十'[number - 1]}公司",
        arrived_at=arrived,
        closed_at=arrived + timedelta(minutes=50),
        officers=("演示员甲", "演示员乙"),
        outcome=outcome,
        verdict=_verdict(outcome, values),
        measured=measured,
        limit=limit,
        over=over,
        standing=standing,
        decided_by=_REVIEWER if decided else "",
        decided_at=decided,
        remark=remark,
        pack=True,
        papers=4 if order else 2,
        order_number=order,
        countersigned=signed,
        countersigned_by=_REVIEWER if signed else "",
        countersigned_at=decided if signed else None,
        case_file=standing == "accepted",
    )


def supervisor() -> SupervisorFacts:
    """Eight visits of four nights."""
    return SupervisorFacts(
        lines=(
            _line(3, "演示一号工地", 0, values=("60", "55", "5"), over=2, order="演环责改〔2026〕3 号"),
            _line(5, "演示五号工地", 1.2, values=("63", "55", "8"), over=1, order="演环责改〔2026〕2 号"),
            _line(9, "演示九号工地", 2.5, outcome="indicative", values=("55", "55", "0")),
            _line(10, "演示十号工地", 3.1, outcome="cannot_be_judged"),
            _line(
                2, "演示二号工地", 25, outcome="complies", values=("52", "55", "−3"), standing="accepted",
                signed=True,
            ),
            _line(
                4, "演示四号工地", 26, values=("58", "55", "3"), standing="sent_back", over=1,
                remark="缺测后校准的照片，请补一张。",
            ),
            _line(
                7, "演示八号工地", 50, values=("58", "55", "3"), standing="accepted", over=1, signed=True,
                order="演环责改〔2026〕1 号",
            ),
            _line(
                8, "演示六号工地", 74, outcome="complies", values=("49", "55", "−6"), standing="accepted",
                signed=True,
            ),
        ),
        days=45,
        reviewer=_REVIEWER,
        key="locked",
        total=8,
        waiting=4,
        unsigned=2,
        chain_length=18873,
        rule_sets=9,
    )  # fmt: skip
