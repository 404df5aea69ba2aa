"""The microphone for real: a WAV played into a PulseAudio null sink and heard through PortAudio reads the same levels.

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

import numpy as np
import pytest
import soundfile

from patrol_app.acoustics.meter import RunningMeter

RATE = 48000
SECONDS = 6
LISTEN = """
import json, sys, time
import numpy as np
from drivers.microphone import Microphone, devices
from patrol_app.acoustics.meter import RunningMeter
rate = int(sys.argv[1])
device = next(each.index for each in devices() if each.name == "night")
meter, blocks = RunningMeter(rate), []
microphone = Microphone(blocks.append, device=device, sample_rate_hz=rate)
microphone.open()
print("open", flush=True)
time.sleep(float(sys.argv[2]))
microphone.close()
position = 0
for block in blocks:
    meter.gap(block.first_sample - position)
    meter.feed(block.samples)
    position = block.first_sample + block.samples.size
t_s, laf_db, laeq_db = meter.laf_series()
loud = np.flatnonzero(laeq_db > -60.0)
first, last = float(t_s[loud[0]]), float(t_s[loud[-1]])
print(json.dumps({
    "blocks": len(blocks), "samples": position, "overflows": microphone.overflows, "sound_s": last - first,
    "laeq_db": meter.leq_db(first + 1.0, last - 1.0), "lafmax_db": meter.levels().lafmax_db,
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
    command += [f"--load=module-null-sink sink_name=night rate={RATE} format=float32le channels=1"]
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


def test_the_level_read_live_is_the_level_of_the_file(tmp_path: Path, server: dict[str, str]) -> None:
    random = np.random.default_rng(5)
    t = np.arange(RATE * SECONDS) / RATE
    samples = 0.05 * random.standard_normal(t.size) + 0.1 * np.sin(2.0 * math.pi * 1000.0 * t)
    path = tmp_path / "played.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    command = [sys.executable, "-c", LISTEN, str(RATE), str(SECONDS + 3)]
    with subprocess.Popen(command, env=server, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "open\n"
        subprocess.run(["paplay", "--device=night", str(path)], env=server, check=True)
        heard = json.loads(listener.stdout.readline())
    assert listener.returncode == 0
    meter = RunningMeter(RATE)
    meter.feed(np.asarray(samples, np.float32))
    assert heard["laeq_db"] == pytest.approx(meter.leq_db(1.0, SECONDS - 1.0), abs=0.1)
    assert heard["lafmax_db"] == pytest.approx(meter.levels().lafmax_db, abs=0.1)
    assert heard["sound_s"] == pytest.approx(SECONDS, abs=0.3)
    assert heard["samples"] >= SECONDS * RATE
    assert heard["overflows"] == 0
