"""What the operating system says comes in the sentence's own language, wherever it enters one."""

from __future__ import annotations

import errno
import os
import socket
import tomllib
from pathlib import Path

import pytest

from drivers.errors import PortRefused
from drivers.link import check_port
from patrol_app.assets import reason, resource, sentence, sentences
from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import disk_fault

REASONS = tomllib.loads(resource("reasons.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name in REASONS if name.isupper() and hasattr(errno, name)])
def test_each_reason_has_chinese_words_and_keeps_its_english_ones(name: str) -> None:
    said = os.strerror(getattr(errno, name))
    assert not reason(said, "zh").isascii()
    assert reason(said, "en") == said


def test_a_fault_written_out_whole_loses_its_number_and_file() -> None:
    fault = OSError(errno.ENOENT, os.strerror(errno.ENOENT), "/media/usb/patrol.db")
    assert reason(str(fault), "zh") == "找不到这个文件或设备"
    assert reason(f"read failed: {OSError(errno.EIO, os.strerror(errno.EIO))}", "zh") == "read failed: 读写出错"
    assert reason("line 4: not JSON", "zh") == "line 4: not JSON"


def test_a_sentence_about_a_disk_is_chinese_throughout(tmp_path: Path) -> None:
    fault = disk_fault(OSError(errno.EIO, os.strerror(errno.EIO)), Path("/x"))
    assert isinstance(fault, CannotDo)
    told = sentence(fault.key, "zh", **fault.data)
    assert "读写出错" in told
    assert os.strerror(errno.EIO) not in told
    assert os.strerror(errno.EIO) in sentence(fault.key, "en", **fault.data)


def test_a_port_that_refuses_does_so_in_chinese() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(PortRefused) as caught:
            check_port(f"socket://127.0.0.1:{held.getsockname()[1]}")
    assert "对方拒绝连接" in sentence(caught.value.key, "zh", **caught.value.data)


def test_only_places_for_what_others_said_are_put_into_words() -> None:
    text = os.strerror(errno.ENOENT)
    places = {"name": text, "path": text, "file": text}
    for key, entry in sentences().items():
        if "{reason}" in entry["zh"] and "{file}" in entry["zh"] and entry["zh"].count("{") == 2:
            told = sentence(key, "zh", reason=text, **{name: text for name in places if f"{{{name}}}" in entry["zh"]})
            assert text in told
            assert "找不到这个文件或设备" in told
            return
    raise AssertionError("no sentence has both places")
