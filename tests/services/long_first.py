"""How a run is shared out to workers: the long files first, and a worker more than processors.

Each file goes to one worker, in this order; were the long ones left to the end, the other workers would stand idle.
``tests/conftest.py`` loads this.
"""

from __future__ import annotations

import os

import pytest

LONG = (
    "test_night.py",  # plays the night, which those behind it find played
    "test_joint_visit.py",
    "test_whole_visit.py",
    "test_measure_command.py",
    "test_whole_drive.py",
    "test_survey_command.py",
    "test_recompute.py",
    "test_paper_pictures.py",
    "test_desk_closing.py",
    "test_null_sink.py",
    "test_libreoffice.py",
    "test_acceptance.py",
    "test_screens.py",
    "test_insider.py",
    "test_campaigns.py",
    "test_tracing.py",
    "test_instrument_campaigns.py",
    "test_coordinator_day.py",
    "test_reports_day.py",
    "test_office.py",
    "test_bulletins.py",
    "test_log_checks.py",
    "test_words_whole.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


def pytest_xdist_auto_num_workers() -> int | None:
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return usable + 1  # the tests of the window, of ports and of sound wait for much of their time
