"""What is dear to make and nobody changes, made once for all workers of a run; ``tests/conftest.py`` loads this."""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
RUN = "NIGHT_PATROL_TESTS"
"""The variable that names the folder of this run of the tests; workers have it from the process that started them."""


def scratch(prefix: str) -> Path:
    """A folder that is removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="night-patrol-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


@cache
def _run_folder() -> Path:
    return Path(os.environ[RUN]) if RUN in os.environ else scratch("night-patrol-")


def made_once(name: str, make: Callable[[Path], T]) -> T:
    """What ``make`` returns, with its files in the folder it is given: the worker that asks first makes it.

    The others wait for it and read it from its file. What fails is tried again by the next that asks.
    """
    folder = _run_folder() / name
    lock, result = folder.with_suffix(".lock"), folder.with_suffix(".pickle")
    while not result.exists():
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            if not result.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                part = result.with_suffix(".part")
                part.write_bytes(pickle.dumps(make(folder)))
                part.replace(result)
        finally:
            lock.unlink()
    made: T = pickle.loads(result.read_bytes())
    return made
