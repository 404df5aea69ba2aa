"""Practice: simulated instruments on real sockets, with a calibrator that is on until it was read."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from drivers import simulated_drive
from drivers.link import Clock
from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.places import Place
from patrol_app.services.desk.bench import ON_A_PORT

TONE_DB = 93.9
DRIVE_FROM_S = 100.0
"""Where on the simulated drive a practice survey begins: soon a fast stretch, a tunnel and a loud site come."""
HEARD_IN_CAR = ("LAF", "LCF", "LZF")
PLACE_IN_CAR = ("latitude_deg", "longitude_deg", "altitude_m", "speed_m_s", "course_deg")
DUST_IN_CAR = ("pm1_ug_m3", "pm25_ug_m3", "pm10_ug_m3", "tsp_ug_m3", "temperature_c", "humidity_pct")


class PracticeWorld:
    """A site that is not there: a level that wanders, with a loud stretch each minute; the same from each ``seed``."""

    def __init__(self, clock: Clock, place: Place, *, seed: int = 1, quiet_db: float = 56.0, loud_db: float = 74.0):
        self._clock, self._place = clock, place
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._started_ns = clock.monotonic_ns()
        self.quiet_db, self.loud_db = quiet_db, loud_db
        self.calibrator = True
        self._run: tuple[int, float, float, float, float] | None = None
        """Last moment, seconds, exposure, highest, lowest of the run."""
        self._drive_ns: int | None = None
        """When the car of a practice survey set off, while it drives."""

    def begin_run(self) -> None:
        """The meter integrates anew."""
        with self._lock:
            self._run = (self._clock.monotonic_ns(), 0.0, 0.0, -math.inf, math.inf)

    def end_run(self) -> None:
        """The meter's integration ends."""
        with self._lock:
            self._run = None

    def wait_at_street(self) -> None:
        """The car of a practice survey stands where its drive begins."""
        self._stand_at(DRIVE_FROM_S)

    def begin_drive(self) -> None:
        """The car sets off."""
        self._drive_ns = self._clock.monotonic_ns()

    def end_drive(self) -> None:
        """The car stands where it came to."""
        driven_s, self._drive_ns = self._driven_s(), None
        if driven_s is not None:
            self._stand_at(driven_s)

    def _driven_s(self) -> float | None:
        began_ns = self._drive_ns
        return None if began_ns is None else DRIVE_FROM_S + (self._clock.monotonic_ns() - began_ns) / 1e9

    def _stand_at(self, driven_s: float) -> None:
        latitude, longitude, _ = simulated_drive.place(driven_s)
        self._place = Place(latitude_deg=latitude, longitude_deg=longitude)

    def _seen(self, names: tuple[str, ...]) -> Mapping[str, float] | None:
        """What instruments in the driving car measure, of these names; in a tunnel there is no position."""
        driven_s = self._driven_s()
        if driven_s is None:
            return None
        seen = simulated_drive.drive(driven_s)
        return {name: seen[name] for name in names if name in seen}

    def sound(self) -> Mapping[str, float]:
        """What the sound level meter shows now."""
        now_ns = self._clock.monotonic_ns()
        with self._lock:
            if self.calibrator:
                return {"LAF": TONE_DB}
            if (heard := self._seen(HEARD_IN_CAR)) is not None:
                return heard
            t_s = (now_ns - self._started_ns) / 1e9
            loud = t_s % 60.0 > 44.0
            laf_db = (self.loud_db if loud else self.quiet_db) + self._random.gauss(0.0, 0.8)
            shown = {"LAF": laf_db}
            if self._run is not None:
                last_ns, seconds, exposure, high_db, low_db = self._run
                step_s = max(1e-3, (now_ns - last_ns) / 1e9)
                seconds, exposure = seconds + step_s, exposure + step_s * 10.0 ** (laf_db / 10.0)
                high_db, low_db = max(high_db, laf_db), min(low_db, laf_db)
                self._run = (now_ns, seconds, exposure, high_db, low_db)
                shown |= {"LAeq": 10.0 * math.log10(exposure / seconds), "LAFmax": high_db, "LAFmin": low_db}
                shown |= {"L10": self.quiet_db + 4.0, "L50": self.quiet_db, "L90": self.quiet_db - 3.0}
            return shown

    def dust(self) -> Mapping[str, float]:
        """What the dust meter shows now."""
        if (seen := self._seen(DUST_IN_CAR)) is not None:
            return seen
        tsp = 420.0 + self._random.gauss(0.0, 15.0)
        return {"tsp_ug_m3": round(tsp), "pm10_ug_m3": round(tsp * 0.42), "pm25_ug_m3": round(tsp * 0.16),
                "temperature_c": 18.0, "humidity_pct": 62.0}  # fmt: skip

    def weather(self) -> Mapping[str, float]:
        """What the weather transmitter shows now."""
        return {"wind_m_s": 1.2, "wind_max_m_s": 1.6, "wind_direction_deg": 135.0, "rain_mm_h": 0.0, "rain_mm": 0.0,
                "temperature_c": 18.0, "humidity_pct": 62.0, "pressure_hpa": 978.4}  # fmt: skip

    def position(self) -> Mapping[str, float]:
        """Where the receiver is."""
        if (seen := self._seen(PLACE_IN_CAR)) is not None:
            return {**seen, "utc_s": self._clock.utc_ns() / 1e9, "quality": 1, "satellites": 11, "hdop": 0.9}
        return {"latitude_deg": self._place.latitude_deg, "longitude_deg": self._place.longitude_deg,
                "utc_s": self._clock.utc_ns() / 1e9, "quality": 1, "satellites": 11, "hdop": 0.9,
                "altitude_m": 245.0, "speed_m_s": 0.0, "course_deg": 0.0}  # fmt: skip


class PracticeBench:
    """Simulators for the registered instruments, each on a socket of its own."""

    def __init__(self, units: Sequence[InstrumentUnit], clock: Clock, place: Place) -> None:
        self.world = PracticeWorld(clock, place)
        self.simulators: list[Simulator] = []
        self.units: list[InstrumentUnit] = []
        for unit in units:
            if unit.role not in ON_A_PORT:
                self.units.append(unit)
                continue
            simulator = Simulator(instrument(unit.model), getattr(self.world, unit.role), clock=clock)
            simulator.start()
            self.simulators.append(simulator)
            self.units.append(replace(unit, port=simulator.port))

    def close(self) -> None:
        """Take the instruments away."""
        for simulator in self.simulators:
            simulator.close()
