"""The officers' ear: one short tone on an output of this machine that somebody named as theirs.

The alarm must not reach the microphone. Which output is a pair of headphones no system says for certain; whoever uses
this file asks an officer, and marks what a loudspeaker sounded into the measurement. Nothing here listens.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.errors import PortRefused
from drivers.sound_devices import STREAMS, SoundDevice, portaudio, same_device, sound_devices

TONE_HZ = (880.0, 1320.0)
BEEP_S = 0.18
GAP_S = 0.06
FADE_S = 0.01
TONE_S = 2 * BEEP_S + GAP_S
"""A low and a high beep: told from a horn, a phone and the hum of a site."""
PEAK = 0.25
"""Of full scale: a quarter is loud in headphones at a middle volume, and hurts at none."""


def outputs() -> list[SoundDevice]:
    """The outputs there are; empty without a sound card or without PortAudio."""
    return sound_devices("output")


def tone(sample_rate_hz: int) -> NDArray[np.float32]:
    """The two beeps, each faded in and out so that nothing clicks; full scale is 1.0."""
    beep_t_s = np.arange(round(BEEP_S * sample_rate_hz)) / sample_rate_hz
    fade = np.minimum(1.0, np.minimum(beep_t_s, beep_t_s[::-1]) / FADE_S)
    low, high = (PEAK * fade * np.sin(math.tau * hz * beep_t_s) for hz in TONE_HZ)
    return np.concatenate((low, np.zeros(round(GAP_S * sample_rate_hz)), high)).astype(np.float32)


def sound(name: str) -> float:
    """Sound the tone on the output of this name and wait until it is over; returns the seconds it took.

    Raises:
        PortRefused: no PortAudio, no output of this name, or it does not take the sound.
    """
    library = portaudio()
    if library is None:
        raise PortRefused("drivers.no_portaudio")
    alike = [each for each in outputs() if same_device(each.name, name)]
    output = next((each for each in alike if each.name == name), alike[0] if alike else None)
    if output is None:
        raise PortRefused("drivers.no_such_output", name=name)
    samples = tone(output.default_sample_rate_hz)
    began = time.monotonic()
    try:
        with STREAMS.opening():
            stream: Any = library.OutputStream(
                device=output.index,
                channels=1,
                samplerate=output.default_sample_rate_hz,
                dtype="float32",
                latency="high",
            )
        try:
            stream.start()
            stream.write(samples.reshape(-1, 1))
            stream.stop()
        finally:
            try:
                stream.close()
            finally:
                STREAMS.closed()
    except (library.PortAudioError, ValueError, OSError) as fault:
        raise PortRefused("drivers.no_output", reason=str(fault)) from fault
    return time.monotonic() - began
