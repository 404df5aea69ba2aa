from __future__ import annotations

import os
from pathlib import Path

import pytest

from patrol_app.services.awake import Awake

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has a call of its own instead of a tool")


def tool(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script = folder / "systemd-inhibit"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_lock_is_held_until_it_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, f'echo "$@" > {tmp_path}/asked; cat > /dev/null; touch {tmp_path}/released', monkeypatch)
    awake = Awake()
    assert awake.begin() == "held"
    assert awake.begin() == "held"
    assert "--what=sleep:idle:handle-lid-switch" in (tmp_path / "asked").read_text()
    assert not (tmp_path / "released").exists()
    awake.end()
    assert awake.state == "not_held"
    assert (tmp_path / "released").exists()
    awake.end()


def test_where_the_lid_may_not_be_held_sleep_still_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, f'case "$1" in *lid*) exit 1;; esac; echo "$1" > {tmp_path}/asked; cat > /dev/null', monkeypatch)
    awake = Awake()
    assert awake.begin() == "but_lid"
    assert awake.begin() == "but_lid"
    assert (tmp_path / "asked").read_text() == "--what=sleep:idle\n"
    awake.end()
    assert awake.state == "not_held"


def test_a_refused_lock_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, "exit 1", monkeypatch)
    awake = Awake()
    assert awake.begin() == "not_held"
    awake.end()


def test_without_the_tool_nothing_is_pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Awake().begin() == "not_held"
