"""The microphone for real: a WAV played into a PulseAudio null sink and heard through PortAudio reads the same levels,
also after the sink was pulled out and has come back.

Installs nothing and touches no sound of the user: it starts a sound server of its own in a temporary folder.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from patrol_app.acoustics.meter import RunningMeter

RATE = 48000
SECONDS = 3
SINK = ("module-null-sink", "sink_name=night", f"rate={RATE}", "format=float32le", "channels=1")
ANOTHER = ("module-null-sink", "sink_name=another", f"rate={RATE}", "format=float32le", "channels=1")
LISTEN = """
import json, sys
import numpy as np
from drivers.microphone import Microphone, devices
from patrol_app.acoustics.meter import RunningMeter
rate = int(sys.argv[1])
device = next(each.index for each in devices() if each.name == "night")
meter, blocks = RunningMeter(rate), []
microphone = Microphone(blocks.append, device=device, sample_rate_hz=rate)
microphone.open()
print("open", flush=True)
for line in sys.stdin:
    print(json.dumps(microphone.present), flush=True)
microphone.close()
gaps = []
for block in blocks:
    if block.first_sample > meter.position:
        gaps.append([meter.position, block.first_sample])
    meter.gap(block.first_sample - meter.position)
    meter.feed(block.samples)
t_s, laf_db, laeq_db = meter.laf_series()
loud = np.flatnonzero(laeq_db > -60.0)
first, last = float(t_s[loud[0]]), float(t_s[loud[-1]])
begins = [float(at_s) for at_s in t_s[loud][np.diff(t_s[loud], prepend=-9.0) > 1.0]]
print(json.dumps({
    "samples": meter.position, "overflows": microphone.overflows, "sound_s": last - first, "begins": begins,
    "laeq_db": [meter.leq_db(begin + 1.0, begin + 2.5) for begin in begins],
    "lafmax_db": meter.levels().lafmax_db, "gaps": gaps,
}))
"""


def _alsa_plugin() -> Path | None:
    """ALSA's bridge to PulseAudio, which PortAudio listens through; ``ALSA_PLUGIN_DIR`` may name another place."""
    places = [os.environ.get("ALSA_PLUGIN_DIR", ""), *map(str, Path("/usr/lib").glob("*/alsa-lib"))]
    found = (Path(place) / "libasound_module_pcm_pulse.so" for place in places if place)
    return next((path for path in found if path.exists()), None)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sound server with one null sink; the surroundings in which programs find it as ALSA device ``night``."""
    missing = [name for name in ("pulseaudio", "paplay", "pactl") if shutil.which(name) is None]
    plugin = _alsa_plugin()
    if missing or plugin is None:
        pytest.skip(f"not installed here: {', '.join(missing) or 'the PulseAudio plugin of ALSA'}")
    socket = tmp_path / "server"
    home = tmp_path / "home"
    home.mkdir()
    (home / ".asoundrc").write_text(
        f'pcm_type.pulse {{ lib "{plugin}" }}\n'
        f'pcm.night {{ type pulse server "unix:{socket}" device "night.monitor" hint.description "night" }}\n'
    )
    surroundings = {
        **os.environ,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PULSE_SERVER": f"unix:{socket}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    if "PULSE_MODULES" in os.environ:
        command += ["-p", os.environ["PULSE_MODULES"]]
    command += [f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1"]
    command += ["--load=" + " ".join(SINK)]
    daemon = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(50):
            if subprocess.run(["pactl", "info"], env=surroundings, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the sound server does not answer")
        yield surroundings
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def played(tmp_path: Path) -> tuple[Path, RunningMeter]:
    """Three seconds of hiss and hum as a file, and what the meter reads of it."""
    random = np.random.default_rng(5)
    t = np.arange(RATE * SECONDS) / RATE
    samples = 0.05 * random.standard_normal(t.size) + 0.1 * np.sin(2.0 * math.pi * 1000.0 * t)
    path = tmp_path / "played.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    meter = RunningMeter(RATE)
    meter.feed(np.asarray(samples, np.float32))
    return path, meter


class Listener:
    """A program that listens until its input ends, and then says what it heard."""

    def __init__(self, server: dict[str, str]) -> None:
        self._server = server
        self._program = subprocess.Popen(
            [sys.executable, "-c", LISTEN, str(RATE)],
            env=server,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "open\n"

    def _line(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline()

    @property
    def present(self) -> bool:
        """Whether it has a microphone now."""
        assert self._program.stdin is not None
        self._program.stdin.write("?\n")
        self._program.stdin.flush()
        return bool(json.loads(self._line()))

    def wait_until(self, present: bool) -> None:
        for _ in range(100):
            if self.present is present:
                return
            time.sleep(0.1)
        pytest.fail(f"the microphone is not {'back' if present else 'gone'} after 10 s")

    def play(self, path: Path) -> None:
        subprocess.run(["paplay", "--device=night", str(path)], env=self._server, check=True)

    def heard(self) -> dict[str, Any]:
        assert self._program.stdin is not None
        self._program.stdin.close()
        found: dict[str, Any] = json.loads(self._line())
        assert self._program.wait(10) == 0
        return found

    def end(self) -> None:
        self._program.kill()
        self._program.wait(10)
        for pipe in (self._program.stdin, self._program.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def listener(server: dict[str, str]) -> Iterator[Listener]:
    made = Listener(server)
    yield made
    made.end()


def test_the_level_read_live_is_the_level_of_the_file(listener: Listener, played: tuple[Path, RunningMeter]) -> None:
    path, meter = played
    listener.play(path)
    time.sleep(0.7)
    heard = listener.heard()
    assert heard["laeq_db"] == [pytest.approx(meter.leq_db(1.0, 2.5), abs=0.1)]
    assert heard["lafmax_db"] == pytest.approx(meter.levels().lafmax_db, abs=0.1)
    assert heard["sound_s"] == pytest.approx(SECONDS, abs=0.3)
    assert heard["samples"] >= SECONDS * RATE
    # A sound server that was slow to begin is opened again, which is told as a gap; in the sound itself there is none.
    begin, end = heard["begins"][0] * RATE, (heard["begins"][0] + heard["sound_s"]) * RATE
    assert [gap for gap in heard["gaps"] if gap[1] > begin and gap[0] < end] == []


def test_a_microphone_that_is_pulled_out_and_returns_reads_on_at_the_right_time(
    server: dict[str, str], listener: Listener, played: tuple[Path, RunningMeter]
) -> None:
    def pactl(*words: str) -> str:
        return subprocess.run(["pactl", *words], env=server, check=True, capture_output=True, text=True).stdout

    path, meter = played
    began_s = time.monotonic()
    listener.play(path)
    (module,) = (
        line.split()[0] for line in pactl("list", "short", "modules").splitlines() if "module-null-sink" in line
    )
    pactl("unload-module", module)
    listener.wait_until(False)
    time.sleep(1.5)
    pactl("load-module", *SINK)
    listener.wait_until(True)
    again_s = time.monotonic() - began_s
    listener.play(path)
    time.sleep(0.7)
    heard = listener.heard()
    expected = pytest.approx(meter.leq_db(1.0, 2.5), abs=0.1)
    assert heard["laeq_db"] == [expected, expected]
    assert heard["begins"][1] - heard["begins"][0] == pytest.approx(
        again_s, abs=1.5
    )  # how long paplay takes to begin differs
    ((missed_from, missed_to),) = heard["gaps"]
    assert (missed_to - missed_from) / RATE > 2.5
    assert heard["overflows"] >= 1


def _rename_devices(server: dict[str, str], before: str) -> None:
    """Put another device in front of the list, so that ``night`` has another number, or take it out again."""
    asoundrc = Path(server["HOME"]) / ".asoundrc"
    text = asoundrc.read_text()
    first = f'pcm.{before} {{ type pulse server "{server["PULSE_SERVER"]}" device "another.monitor" '
    line = f'{first}hint.description "{before}" }}\n'
    head, _, rest = text.partition("\n")
    asoundrc.write_text(f"{head}\n{line}{rest}")


NUMBERS = """
import sys
from drivers import earphone
from drivers.microphone import devices
for turn in range(2):
    number = {each.name: each.index for each in devices()}["night"]
    print(number, "phones" in {each.name for each in earphone.outputs()}, flush=True)
    sys.stdin.readline()
"""


def test_what_is_plugged_in_later_is_in_the_list(server: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", NUMBERS], env=server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        number, there = program.stdout.readline().split()
        assert there == "False"
        subprocess.run(["pactl", "load-module", *ANOTHER], env=server, check=True, capture_output=True)
        _rename_devices(server, "phones")
        program.stdin.write("\n")
        program.stdin.flush()
        later, there = program.stdout.readline().split()
        assert there == "True"
        assert later != number
        program.stdin.close()
