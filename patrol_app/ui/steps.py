"""The steps of each role and the screen of each step, made when it is first wanted."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.bridge import LiveSource, SurveySource
from patrol_app.ui.coordinator.tabs import TABS, make_tab
from patrol_app.ui.screen import (
    BEFORE_STEP,
    CLOSE_STEP,
    EVIDENCE_STEP,
    LIVE_STEP,
    REVIEW_STEP,
    ROUTE_STEP,
    SURVEY_STEP,
    Screen,
)
from patrol_app.ui.supervisor import tabs as supervisor_tabs
from patrol_app.ui.widgets.key_row import Key

translate = QCoreApplication.translate

Role = Literal["officer", "supervisor", "coordinator"]


def first_step(role: Role) -> int:
    """Where a role begins."""
    return LIVE_STEP if role == "officer" else REVIEW_STEP


def step_names(role: Role) -> tuple[str, ...]:
    """The names of a role's steps, as in the head."""
    if role == "coordinator":
        return (
            translate("Header", "护考区"),
            translate("Header", "计划"),
            translate("Header", "报表"),
            translate("Header", "名录"),
        )
    if role == "supervisor":
        return (
            translate("Header", "待复核"),
            translate("Header", "到访"),
            translate("Header", "案卷"),
            translate("Header", "督办"),
        )
    return (
        translate("Header", "出发前"),
        translate("Header", "路线"),
        translate("Header", "测量"),
        translate("Header", "取证"),
        translate("Header", "收尾"),
    )


def has_screen(role: Role, step: int) -> bool:
    """Whether a step has a screen; the others are drawn as doing nothing now."""
    if role == "coordinator":
        return step in TABS
    night = (BEFORE_STEP, ROUTE_STEP, LIVE_STEP, EVIDENCE_STEP, CLOSE_STEP, SURVEY_STEP)
    return step in (supervisor_tabs.TABS if role == "supervisor" else night)


def driven(source: LiveSource) -> Snapshot | None:
    """The session of a drive-by survey that is being recorded."""
    facts = source.survey() if isinstance(source, SurveySource) else None
    return facts.snapshot if facts is not None and facts.stage == "driving" else None


def closed_steps(role: Role) -> tuple[int, ...]:
    """The steps without a screen."""
    return tuple(step for step in range(len(step_names(role))) if not has_screen(role, step))


def make_screen(role: Role, step: int, source: LiveSource, parent: QWidget) -> Screen:
    """The screen of a step that has one; the import waits until then, so that the window is up fast."""
    if role == "coordinator":
        return make_tab(step, source, parent)
    if role == "supervisor":
        return supervisor_tabs.make_tab(step, source, parent)
    if step == BEFORE_STEP:
        from patrol_app.ui.officer.departure_screen import DepartureScreen

        return DepartureScreen(source, parent)
    if step == ROUTE_STEP:
        from patrol_app.ui.officer.route_screen import RouteScreen

        return RouteScreen(source, parent)
    if step == SURVEY_STEP:
        from patrol_app.ui.officer.survey_screen import SurveyScreen

        return SurveyScreen(source, parent)
    if step == EVIDENCE_STEP:
        from patrol_app.ui.officer.site_screen import SiteScreen

        return SiteScreen(source, parent)
    if step == CLOSE_STEP:
        from patrol_app.ui.officer.closing_screen import ClosingScreen

        return ClosingScreen(source, parent)
    from patrol_app.ui.officer.live_screen import LiveScreen

    return LiveScreen(source, parent)


def screen_modules(role: Role) -> tuple[str, ...]:
    """The modules of a role's screens, slow parts first, so that none of them holds up a frame for long."""
    if role == "coordinator":
        return tuple(module for module, _ in TABS.values())
    if role == "supervisor":
        return ("numpy", *dict.fromkeys(module for module, _ in supervisor_tabs.TABS.values()))
    names = ("departure", "route", "live", "site", "closing", "survey")
    return ("numpy", *(f"patrol_app.ui.officer.{name}_screen" for name in names))


def load_screens(role: Role) -> None:
    """Import every screen of a role now."""
    for name in screen_modules(role):
        import_module(name)


def help_lines(role: Role, step: int, keys: Mapping[int, Key]) -> tuple[tuple[str, str], ...]:
    """What the keys do, for the help panel: those of the measurement are explained, other screens' verbs say enough."""
    if role == "officer" and step == LIVE_STEP:
        return (*live_help(), *common_help(role))
    return (*((f"F{number}", keys[number].verb) for number in sorted(keys)), *common_help(role))


def live_help() -> tuple[tuple[str, str], ...]:
    """What the keys of the measurement do, for the help panel."""
    return (
        ("F2", translate("Help", "排除：从 20 秒前起；再按结束，再按数字选原因。只作标记，不删数据")),
        ("F3", translate("Help", "拍照，附在本次测量上")),
        ("F4", translate("Help", "语音；再按结束")),
        ("F5", translate("Help", "标记，补到 5 秒前")),
        ("F6", translate("Help", "确认看到了超标")),
        ("F7", translate("Help", "时间窗：10 分钟、全部、60 秒")),
        ("F8", translate("Help", "色调：昼、暮、夜、暮、昼")),
        ("F9", translate("Help", "开始或停止：按住 1 秒")),
        ("F10", translate("Help", "下一步")),
    )


def common_help(role: Role) -> tuple[tuple[str, str], ...]:
    """What the keys do that every screen has."""
    officer = translate("Help", "设置：单位、字号、语言、练习、报警声")
    office = translate("Help", "设置：单位、字号、语言、本机、姓名和证号")
    return (
        ("F11", translate("Help", "全屏或窗口")),
        ("F12", officer if role == "officer" else office),
        ("Tab", translate("Help", "走到下一处；Shift+Tab 走回；回车或空格按下")),
        ("Esc", translate("Help", "关上面板，不丢任何东西")),
        ("0-9", translate("Help", "数字键和小键盘与 F 键同号；0 就是 F10")),
    )
