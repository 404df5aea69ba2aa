"""How a judged quantity stands against its limit, for display; the verdict itself is the law engine's."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.services.snapshot import Attention, JudgedRow, Snapshot
from patrol_app.ui.widgets.judged_table import RowState

#: From this much under a noise limit on, the screen says "near".
NEAR_DB = 3.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A row with its state and its unrounded distance to the limit (positive is over)."""

    row: JudgedRow
    state: RowState
    excess: float | None

    @property
    def noise(self) -> bool:
        """Whether it is a sound level."""
        return self.row.quantity != "TSP"


def _over_db(level_db: float | None, limit_db: float) -> bool:
    # A level is rounded once to an integer, half to even, and then compared: 55.4 is not over 55.
    return level_db is None or round(level_db) > limit_db


def standing(row: JudgedRow) -> Standing:
    """The state of one row. A noise row is over only if the value without the excluded parts is over as well."""
    if row.measured is None or row.limit is None:
        return Standing(row, "none", None)
    excess = row.measured - row.limit
    if row.quantity == "TSP":
        if excess > 0:
            return Standing(row, "over", excess)
        return Standing(row, "indicative" if row.indicative else "complies", excess)
    if _over_db(row.measured, row.limit) and _over_db(row.without_exclusions, row.limit):
        return Standing(row, "over", excess)
    return Standing(row, "near" if excess > -NEAR_DB else "complies", excess)


def standings(snapshot: Snapshot) -> tuple[Standing, ...]:
    """All rows in their order."""
    return tuple(standing(row) for row in snapshot.judged)


def noise_attention(found: tuple[Standing, ...]) -> Attention:
    """What the lamp's centre shows: the worst judged noise now."""
    states = {one.state for one in found if one.noise}
    return "over" if "over" in states else "near" if "near" in states else "none"


def leading(found: tuple[Standing, ...]) -> Standing | None:
    """The row the verdict block speaks of: the first over, else the first near, else the first judged at all."""
    for state in ("over", "near", "complies"):
        for one in found:
            if one.state == state:
                return one
    return None
