"""Growing columns for the screen: written by the session alone, read by anyone without a lock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patrol_app.services.snapshot import History


class Columns:
    """Equal columns that only grow at their end; finished rows never change, so a reader may keep a view."""

    def __init__(self, names: tuple[str, ...], *, capacity: int = 4096) -> None:
        self._names = names
        self._t_s = np.empty(capacity, dtype=np.float64)
        self._values = {name: np.empty(capacity, dtype=np.float32) for name in names}
        self.count = 0

    def append(self, t_s: float, **values: float | None) -> None:
        """Add a row; a value that was not said is NaN."""
        if self.count == len(self._t_s):
            # a new array, so that views handed out before keep the old one untouched
            self._t_s = np.concatenate((self._t_s, np.empty_like(self._t_s)))
            for name, column in self._values.items():
                self._values[name] = np.concatenate((column, np.empty_like(column)))
        self._t_s[self.count] = t_s
        for name in self._names:
            value = values.get(name)
            self._values[name][self.count] = np.nan if value is None else value
        self.count += 1

    @property
    def t_s(self) -> NDArray[np.float64]:
        """Times of all rows; read ``[:count]``."""
        return self._t_s

    def column(self, name: str) -> NDArray[np.float32]:
        """One column; read ``[:count]``."""
        return self._values[name]


class SessionHistory:
    """Levels at the meter's own pace, dust at the dust meter's."""

    def __init__(self) -> None:
        self.levels = Columns(("laf_db", "laeq_db"))
        self.dust = Columns(("tsp_mg_m3", "pm10_mg_m3"))

    def view(self) -> History:
        """What a snapshot carries: the arrays and how many rows of them are finished."""
        return History(
            count=self.levels.count,
            t_s=self.levels.t_s,
            laf_db=self.levels.column("laf_db"),
            laeq_db=self.levels.column("laeq_db"),
            dust_count=self.dust.count,
            dust_t_s=self.dust.t_s,
            tsp_mg_m3=self.dust.column("tsp_mg_m3"),
            pm10_mg_m3=self.dust.column("pm10_mg_m3"),
        )
