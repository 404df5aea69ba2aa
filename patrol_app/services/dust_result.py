"""What the dust meter said of a visit, made again from its bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.domain.record import DustResult
from patrol_app.services.replay import replay_dust
from patrol_app.services.visit import VisitFiles, utc_of


def dust_of(files: VisitFiles, start_ns: int | None, end_ns: int | None) -> DustResult | None:
    """The means of a stretch of the monotonic clock, or of everything; ``None`` where nothing was said."""
    source = files.of("dust")
    if source is None:
        return None
    tally, stamped = replay_dust(source.path, source.model)
    if not stamped:
        return None
    start_ns = stamped[0].monotonic_ns - 1 if start_ns is None else start_ns
    end_ns = stamped[-1].monotonic_ns if end_ns is None else end_ns
    rows = tally.rows(start_ns, end_ns)
    if not rows:
        return None
    begin = next(item.utc_ns for item in stamped if item.monotonic_ns > start_ns)

    def mean(values: Sequence[float | None], digits: int = 1) -> float | None:
        said = [value for value in values if value is not None]
        return round(float(np.mean(said)), digits) if said else None

    tsp = [row.tsp_ug_m3 for row in rows if row.tsp_ug_m3 is not None]
    return DustResult(
        started_at=utc_of(begin),
        duration_s=round((end_ns - start_ns) / 1e9, 3),
        readings=len(tsp) or len(rows),
        tsp_mean_ug_m3=mean([row.tsp_ug_m3 for row in rows]),
        tsp_min_ug_m3=min(tsp, default=None),
        tsp_max_ug_m3=max(tsp, default=None),
        pm10_mean_ug_m3=mean([row.pm10_ug_m3 for row in rows]),
        pm25_mean_ug_m3=mean([row.pm25_ug_m3 for row in rows]),
        humidity_pct=mean([row.humidity_pct for row in rows], 0),
    )
