"""The plug point of the coordinator's tabs: one entry a tab, imported when it is first wanted.

A tab is a ``CoordinatorScreen`` here and hands in ``services/desk/coordinator.TAB_HANDS`` under the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from PySide6.QtWidgets import QWidget

from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.screen import LIBRARY_STEP, PLAN_STEP, REPORTS_STEP, ZONES_STEP, Screen

TABS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        ZONES_STEP: ("patrol_app.ui.coordinator.zones_screen", "ZonesScreen"),
        PLAN_STEP: ("patrol_app.ui.coordinator.plan_screen", "PlanScreen"),
        REPORTS_STEP: ("patrol_app.ui.coordinator.reports_screen", "ReportsScreen"),
        LIBRARY_STEP: ("patrol_app.ui.coordinator.library_screen", "LibraryScreen"),
    }
)
"""Module and class of each tab's screen; a step without an entry is drawn as doing nothing now."""


def make_tab(step: int, source: LiveSource, parent: QWidget) -> Screen:
    """The screen of a tab."""
    module, kind = TABS[step]
    return cast(Screen, getattr(import_module(module), kind)(source, parent))
