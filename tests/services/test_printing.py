"""Printing: by a real CUPS of the test's own where one is installed, with printers on sockets of this computer."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from short_visit import short_pack

from patrol_app.assets import sentence
from patrol_app.cli.app import main
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.printing import Printer, PrintJob, print_papers, printers
from patrol_app.services.printing_windows import read_list

SCHEDULER = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
WITH_CUPS = pytest.mark.skipif(
    SCHEDULER is None or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="no CUPS of its own to be started here"
)
CONF = """Listen {sock}
WebInterface No
Browsing Off
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """ServerRoot {at}
StateDir {at}
CacheDir {at}/cache
RequestRoot {at}/spool
TempDir {at}/spool
AccessLog {at}/access
ErrorLog {at}/error
PageLog {at}/page
SystemGroup root
"""


class NetworkPrinter:
    """A printer that takes what comes, as office printers do on port 9100."""

    def __init__(self) -> None:
        self.received = bytearray()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                job, _ = self._socket.accept()
                with job:
                    while piece := job.recv(65536):
                        self.received += piece

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


class Cups:
    """A scheduler of its own, spoken to over a socket of its own."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self.printers: list[NetworkPrinter] = []
        for name in ("cache", "spool"):
            (at / name).mkdir(parents=True)
        (at / "cupsd.conf").write_text(CONF.format(sock=at / "sock"))
        (at / "files.conf").write_text(FILES.format(at=at))
        self._process = subprocess.Popen(
            [str(SCHEDULER), "-f", "-c", str(at / "cupsd.conf"), "-s", str(at / "files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._until((at / "sock").exists)

    def _until(self, done: Any) -> None:
        for _ in range(400):
            if done():
                return
            time.sleep(0.05)
        raise AssertionError((self.at / "error").read_text()[-2000:])

    def run(self, tool: str, *words: str) -> str:
        path = shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin") or tool
        done = subprocess.run([path, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def add(self, name: str) -> NetworkPrinter:
        printer = NetworkPrinter()
        self.printers.append(printer)
        uri = f"socket://127.0.0.1:{printer.port}"
        self.run("lpadmin", "-p", name, "-v", uri, "-E", "-m", "raw")
        return printer

    def printed(self, printer: NetworkPrinter, size: int) -> bytes:
        self._until(lambda: len(printer.received) >= size)
        return bytes(printer.received)

    def stop(self) -> None:
        for printer in self.printers:
            printer.stop()
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    # not pytest's own folder: filters run as another user, and a socket's path must be short
    with tempfile.TemporaryDirectory(prefix="cups-") as name:
        at = Path(name)
        at.chmod(0o755)
        found = Cups(at)
        monkeypatch.setenv("CUPS_SERVER", str(at / "sock"))
        yield found
        found.stop()


def paper(path: Path, words: bytes) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + words)
    return path


@WITH_CUPS
def test_printers_are_listed_with_the_default_first_and_their_state(cups: Cups) -> None:
    assert printers() == ()
    cups.add("alpha")
    cups.add("office")
    assert printers() == (
        Printer(name="alpha", default=False, state="ready"),
        Printer(name="office", default=False, state="ready"),
    )
    cups.run("lpadmin", "-d", "office")
    cups.run("cupsdisable", "alpha")
    assert printers() == (
        Printer(name="office", default=True, state="ready"),
        Printer(name="alpha", default=False, state="stopped"),
    )


@WITH_CUPS
def test_papers_come_out_in_their_order_and_count(cups: Cups, tmp_path: Path) -> None:
    target = cups.add("office")
    first, second = paper(tmp_path / "一 笔录.pdf", b"first"), paper(tmp_path / "-second.pdf", b"second")
    job = print_papers([first, second], copies=2)
    assert (job.printer, job.files, job.copies) == ("office", 2, 2)
    assert job.job.startswith("office-")
    whole = first.read_bytes() + second.read_bytes()
    assert cups.printed(target, 2 * len(whole)) in (whole * 2, first.read_bytes() * 2 + second.read_bytes() * 2)


@WITH_CUPS
def test_what_a_printer_refuses_is_one_sentence(cups: Cups, tmp_path: Path) -> None:
    pdf = paper(tmp_path / "a.pdf", b"x")
    with pytest.raises(CannotDo, match=r"printing\.none"):
        print_papers([pdf])
    cups.add("alpha")
    cups.add("office")
    with pytest.raises(BadInput, match=r"printing\.which.*alpha、office"):
        print_papers([pdf])
    with pytest.raises(BadInput, match=r"printing\.unknown"):
        print_papers([pdf], "attic")
    cups.run("cupsdisable", "alpha")
    with pytest.raises(CannotDo, match=r"printing\.stopped"):
        print_papers([pdf], "alpha")
    cups.run("cupsreject", "office")
    with pytest.raises(CannotDo, match=r"printing\.refused.*not accepting") as fault:
        print_papers([pdf], "office")
    assert "not accepting" in sentence(fault.value.key, "zh", **fault.value.data)


@WITH_CUPS
def test_a_visit_is_printed_from_the_command_line_with_the_files_of_its_pack(
    cups: Cups, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    target = cups.add("office")
    visit = short_pack()
    monkeypatch.setenv("PATROL_HOME", str(visit.papers["record.pdf"].parents[1]))
    assert main(["print", "--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "office", "default": False, "state": "ready"}
    number = visit.record.number
    assert main(["print", number, "--paper", "record.pdf", "--copies", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["files"], said["copies"]) == (1, 2)
    content = Path(said["paths"][0]).read_bytes()
    assert content == visit.papers["record.pdf"].read_bytes()
    assert cups.printed(target, 2 * len(content)) == 2 * content
    assert main(["print", number, "--paper", "order.pdf"]) == 2
    assert "order.pdf" in capsys.readouterr().err


@WITH_CUPS
def test_a_print_service_that_does_not_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody"))
    with pytest.raises(CannotDo, match=r"printing\.not_running"):
        printers()


@pytest.mark.parametrize("copies", [0, 21])
def test_a_count_out_of_range_is_refused(tmp_path: Path, copies: int) -> None:
    with pytest.raises(BadInput, match=r"printing\.copies"):
        print_papers([paper(tmp_path / "a.pdf", b"x")], copies=copies)


def test_only_papers_that_are_there_and_are_pdf_are_printed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"printing\.nothing"):
        print_papers([])
    with pytest.raises(BadInput, match=r"file\.missing"):
        print_papers([tmp_path / "a.pdf"])
    (tmp_path / "b.pdf").write_bytes(b"PK\x03\x04")
    with pytest.raises(BadInput, match=r"printing\.no_pdf"):
        print_papers([tmp_path / "b.pdf"])


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def tool(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_laptop_without_a_print_system_says_what_to_install(only_path: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"printing\.no_system") as fault:
        print_papers([paper(tmp_path / "a.pdf", b"x")])
    assert "apt-get install cups" in sentence(fault.value.key, "zh", **fault.value.data)
    assert main(["print", "--list"]) == 2


def test_the_words_of_lp_are_read_whatever_the_laptop_speaks(only_path: Path, tmp_path: Path) -> None:
    tool(
        only_path,
        "lpstat",
        'test "$LC_ALL" = C || exit 3\ncase "$1" in -e) echo p1;; -p) echo "printer p1 is idle.";; esac',
    )
    tool(only_path, "lp", f'echo "$@" > {tmp_path}/said; echo "request id is p1-7 (1 file(s))"')
    pdf = paper(tmp_path / "a.pdf", b"x")
    assert print_papers([pdf], "p1", 3) == PrintJob(printer="p1", job="p1-7", files=1, copies=3)
    words = (tmp_path / "said").read_text().strip()
    assert words == f"-d p1 -n 3 -t a -o media=A4 -o print-scaling=none -- {pdf}"


def test_the_list_of_windows_is_read() -> None:
    assert read_list("") == ()
    one = '{"Name":"Office","Default":true,"WorkOffline":false}'
    two = '{"Name":"A","Default":false,"WorkOffline":true}'
    assert read_list(one) == (Printer(name="Office", default=True, state="ready"),)
    assert [each.name for each in read_list(f"[{two},{one}]")] == ["Office", "A"]
    assert read_list(two)[0].state == "stopped"
