"""What the invented officers saw and said at the site."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

from patrol_app.services.place_facts import ExhibitFact, OtherFact, PlacedFact, SiteFacts
from patrol_app.services.screen_facts import CheckFact
from patrol_app.ui.scenes.closing import say
from patrol_app.ui.scenes.nights import local

POINT = {"description": "东侧住宅楼前", "height_m": "1.2", "sensitive_building": "演示家园 3 号楼"}
"""The second point as its form was answered."""
OUTPUTS = ("演示耳机: USB Audio", "default")
PRINTER = "演示-打印机"


def picture(number: int) -> bytes:
    """An invented photo: sky, a site and a lamp, as PNG."""
    image = QImage(480, 320, QImage.Format.Format_RGB32)
    image.fill(QColor(24, 30, 44))
    painter = QPainter(image)
    painter.fillRect(0, 210, 480, 110, QColor(86, 74, 60))
    for step in range(4):
        painter.fillRect(30 + 110 * step, 90 + 25 * ((step + number) % 3), 70, 180, QColor(120, 124, 130))
    painter.setBrush(QColor(255, 236, 190))
    painter.drawEllipse(70 + 100 * number, 50, 44, 44)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt takes the format as text
    return bytes(buffer.data().data())


def _exhibit(
    label: str,
    kind: Literal["photo", "voice"],
    what: str,
    maker: str,
    at: tuple[int, int],
    where: str,
    small: bytes | None = None,
    **data: object,
) -> ExhibitFact:
    return ExhibitFact(
        label=label, kind=kind, what=what, maker=maker, at=local(*at), where=say(where, **data), small=small
    )


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
            _exhibit("P1", "photo", "泵车在浇筑", "演示员甲", (23, 12), "exhibit.from_site", picture(1), metres=18),
            _exhibit("P2", "photo", "场界外 1 m", "演示员乙", (23, 14), "exhibit.from_site", picture(2), metres=46),
            _exhibit("P3", "photo", "夜间施工证明没有张贴", "演示员甲", (23, 20), "exhibit.no_place", picture(3)),
            _exhibit("A1", "voice", "语音 21 秒", "演示员乙", (23, 24), "exhibit.at_visit"),
        ),
    )  # fmt: skip
