"""The supervisor's tabs: review first, then the lists; each imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from PySide6.QtWidgets import QWidget

from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.screen import REVIEW_STEP, Screen

VISITS_STEP, CASES_STEP, ORDERS_STEP = 1, 2, 3
TABS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        REVIEW_STEP: ("patrol_app.ui.supervisor.review_screen", "ReviewScreen"),
        VISITS_STEP: ("patrol_app.ui.supervisor.lists_screen", "SupervisorScreen"),
        CASES_STEP: ("patrol_app.ui.supervisor.lists_screen", "CasesScreen"),
        ORDERS_STEP: ("patrol_app.ui.supervisor.lists_screen", "OrdersScreen"),
    }
)
"""Module and class of each tab's screen."""


def make_tab(step: int, source: LiveSource, parent: QWidget) -> Screen:
    """The screen of a tab."""
    module, kind = TABS[step]
    return cast(Screen, getattr(import_module(module), kind)(source, parent))
