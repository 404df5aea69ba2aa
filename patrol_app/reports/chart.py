"""The level chart of a run, for grey print: thin grey LAF, thick black LAeq,T, dashed limits, strips underneath.

Everything is placed here in millimetres; the template only draws. A gap in the series stays a gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import PAGE_WIDTH_MM, Block, drawing
from patrol_app.reports.words import CHINA

Shape = dict[str, Any]

LEFT_MM, RIGHT_MM, TOP_MM = 9.0, 17.0, 2.0
PLOT_WIDTH_MM = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
STRIP_MM, STRIP_GAP_MM = 3.6, 1.0
BOX_APART_MM = 6.0
STRIP_LETTER_MM = 2.5
LAF_COLUMNS_PER_MM, LEQ_COLUMNS_PER_MM = 3.0, 1.0
LAF_WIDTH_PT, LEQ_WIDTH_PT = 0.6, 1.5
LAF_GRAY = 110
GAP_STEPS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A limit in decibels with the words of its box; the largest-level limit has a finer dash."""

    level_db: float
    words: str
    finer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time on a strip, in seconds from the run's start."""

    start_s: float
    end_s: float
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlan:
    """What a chart shows: the run's start and length, the series, limits, stretches and the strips' names."""

    started_at: datetime
    duration_s: float
    series: LevelSeries
    height_mm: float = 33.0
    limits: Sequence[LimitLine] = ()
    events: Sequence[Stretch] = ()
    exclusions: Sequence[Stretch] = ()
    strip_names: tuple[str, str] | None = None
    end_label: str = ""


def chart(plan: ChartPlan) -> Block:
    """The chart as a drawing block."""
    low, high = level_range(plan)
    frame = _Frame(plan, low, high)
    shapes: list[Shape] = [*frame.grid()]
    shapes += [frame.hatched(stretch, TOP_MM, plan.height_mm) for stretch in plan.exclusions]
    data = plan.series
    for run in unbroken(data.t_s, data.laf_db):
        shapes += frame.trace(run, LAF_COLUMNS_PER_MM, {"width": LAF_WIDTH_PT, "gray": LAF_GRAY})
    for run in unbroken(data.t_s, data.laeq_db):
        shapes += frame.trace(run, LEQ_COLUMNS_PER_MM, {"width": LEQ_WIDTH_PT, "gray": 0})
    shapes += frame.limit_lines()
    bottom = TOP_MM + plan.height_mm
    if plan.strip_names is not None:
        shapes += frame.strip(bottom + STRIP_GAP_MM, plan.strip_names[0], plan.events, solid=True)
        bottom += STRIP_GAP_MM + STRIP_MM
        shapes += frame.strip(bottom + STRIP_GAP_MM, plan.strip_names[1], plan.exclusions, solid=False)
        bottom += STRIP_GAP_MM + STRIP_MM
    shapes += frame.times(bottom + 3.2)
    return drawing(bottom + 6.0, shapes)


def level_range(plan: ChartPlan) -> tuple[float, float]:
    """Whole tens around what is shown, at least 20 dB high."""
    seen = [value for value in plan.series.laf_db if math.isfinite(value)]
    seen += [limit.level_db for limit in plan.limits]
    if not seen:
        return 30.0, 90.0
    low, high = math.floor((min(seen) - 1.0) / 10.0) * 10.0, math.ceil((max(seen) + 1.0) / 10.0) * 10.0
    while high - low < 20.0:
        low, high = (low - 10.0, high) if low > 20.0 else (low, high + 10.0)
    return low, high


def unbroken(
    t_s: Sequence[float], values: Sequence[float] | Sequence[float | None]
) -> Iterator[list[tuple[float, float]]]:
    """Pieces of a trace without a hole: a missing value or a jump of more than 1.5 usual steps ends a piece."""
    longest = GAP_STEPS * _usual_step(t_s)
    piece: list[tuple[float, float]] = []
    previous = -math.inf
    for moment, level in zip(t_s, values, strict=True):
        if piece and (level is None or moment - previous > longest):
            yield piece
            piece = []
        if level is not None and level - level == 0.0:  # neither infinite nor a missing number
            piece.append((moment, level))
        previous = moment
    if piece:
        yield piece


def _usual_step(t_s: Sequence[float]) -> float:
    steps = sorted(later - earlier for earlier, later in pairwise(t_s))
    return steps[len(steps) // 2] if steps else 1.0


def thinned(points: Sequence[tuple[float, float]], columns_per_s: float) -> list[tuple[float, float]]:
    """The lowest and the highest point of each column, in their order, and both ends: no peak is lost in print."""
    kept = [points[0]]
    lowest = highest = points[0]
    column = int(points[0][0] * columns_per_s)
    for point in points:
        if int(point[0] * columns_per_s) != column:
            kept += sorted({lowest, highest})
            lowest = highest = point
            column = int(point[0] * columns_per_s)
        elif point[1] < lowest[1]:
            lowest = point
        elif point[1] > highest[1]:
            highest = point
    return [*kept, *sorted({lowest, highest}), points[-1]]


def apart(wanted_mm: Sequence[float], distance_mm: float) -> list[float]:
    """Heights of boxes, in the order given, moved so that none covers another."""
    order = sorted(range(len(wanted_mm)), key=lambda index: wanted_mm[index])
    placed = [0.0] * len(wanted_mm)
    below = -math.inf
    for index in order:
        placed[index] = max(wanted_mm[index], below + distance_mm)
        below = placed[index]
    return placed


def round_times(started_at: datetime, duration_s: float) -> list[tuple[float, str]]:
    """Whole minutes on the axis with their words, about five to ten of them, as seconds from the run's start."""
    span_min = max(duration_s / 60.0, 1.0)
    step_min = next((step for step in (1, 2, 5, 10, 15, 30, 60, 120) if span_min / step <= 10.5), 240)
    local = started_at.astimezone(CHINA)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    first = math.ceil((local - midnight).total_seconds() / (step_min * 60.0))
    ticks = []
    for count in range(first, first + 500):
        at = midnight + timedelta(minutes=step_min * count)
        offset = (at - local).total_seconds()
        if offset > duration_s:
            break
        ticks.append((offset, f"{at:%H:%M}"))
    return ticks


class _Frame:
    """Turns seconds and decibels into millimetres of one chart."""

    def __init__(self, plan: ChartPlan, low_db: float, high_db: float) -> None:
        self.plan = plan
        self.low_db, self.high_db = low_db, high_db
        self.length_s = max(plan.duration_s, 1.0)

    def x(self, t_s: float) -> float:
        return round(LEFT_MM + PLOT_WIDTH_MM * min(max(t_s / self.length_s, 0.0), 1.0), 2)

    def y(self, level_db: float) -> float:
        share = (level_db - self.low_db) / (self.high_db - self.low_db)
        return round(TOP_MM + self.plan.height_mm * (1.0 - min(max(share, 0.0), 1.0)), 2)

    def grid(self) -> Iterator[Shape]:
        level = self.low_db
        while level <= self.high_db:
            y = self.y(level)
            yield {"shape": "line", "points": [[LEFT_MM, y], [LEFT_MM + PLOT_WIDTH_MM, y]], "width": 0.4, "gray": 215}
            yield {"shape": "text", "x": LEFT_MM - 1.2, "y": y, "t": f"{level:.0f}", "anchor": "r"}
            level += 10.0
        for offset, _ in round_times(self.plan.started_at, self.plan.duration_s):
            x = self.x(offset)
            yield {
                "shape": "line",
                "points": [[x, TOP_MM], [x, TOP_MM + self.plan.height_mm]],
                "width": 0.4,
                "gray": 215,
            }
        yield _box(LEFT_MM, TOP_MM, PLOT_WIDTH_MM, self.plan.height_mm)

    def trace(self, run: Sequence[tuple[float, float]], columns_per_mm: float, look: Shape) -> list[Shape]:
        points = thinned(run, columns_per_mm * PLOT_WIDTH_MM / self.length_s)
        placed = [[self.x(t), self.y(level)] for t, level in points if t <= self.length_s + 1.0]
        return [{"shape": "line", "points": placed, **look}] if len(placed) > 1 else []

    def limit_lines(self) -> list[Shape]:
        shapes: list[Shape] = []
        heights = apart([self.y(limit.level_db) for limit in self.plan.limits], BOX_APART_MM)
        right = LEFT_MM + PLOT_WIDTH_MM
        for limit, box_y in zip(self.plan.limits, heights, strict=True):
            y = self.y(limit.level_db)
            dash = "dotted" if limit.finer else "dashed"
            shapes.append({"shape": "line", "points": [[LEFT_MM, y], [right, y]], "width": 0.9, "dash": dash})
            shapes.append({"shape": "text", "x": right + 1.5, "y": box_y, "t": limit.words, "boxed": True})
        if self.plan.end_label:
            known = [level for level in self.plan.series.laeq_db if level is not None]
            if known:
                shapes.append({"shape": "text", "x": right + 1.5, "y": self.y(known[-1]), "t": self.plan.end_label})
        return shapes

    def hatched(self, stretch: Stretch, top_mm: float, height_mm: float) -> Shape:
        left, right = self.x(stretch.start_s), self.x(stretch.end_s)
        return {**_box(left, top_mm, max(right - left, 0.6), height_mm), "fill": "hatch"}

    def strip(self, top_mm: float, name: str, stretches: Sequence[Stretch], *, solid: bool) -> list[Shape]:
        shapes = [
            {"shape": "text", "x": LEFT_MM - 1.2, "y": top_mm + STRIP_MM / 2, "t": name, "anchor": "r", "size": 7.5},
            _box(LEFT_MM, top_mm, PLOT_WIDTH_MM, STRIP_MM),
        ]
        for stretch in stretches:
            shape = self.hatched(stretch, top_mm, STRIP_MM)
            shapes.append({**shape, "fill": 0} if solid else shape)
            if stretch.words and self._has_room(stretch, stretches):
                shapes.append(self._strip_words(stretch, top_mm))
        return shapes

    def _has_room(self, stretch: Stretch, stretches: Sequence[Stretch]) -> bool:
        """Whether the words fit before the next stretch; the table of exclusions holds them in any case."""
        needed = len(stretch.words) * STRIP_LETTER_MM
        left, right = self.x(stretch.start_s), self.x(stretch.end_s)
        room = (left - needed, left) if self._near_the_end(stretch) else (right, right + needed)
        others = [each for each in stretches if each is not stretch]
        return all(self.x(each.end_s) <= room[0] or self.x(each.start_s) >= room[1] for each in others)

    def _near_the_end(self, stretch: Stretch) -> bool:
        return self.x(stretch.end_s) > LEFT_MM + PLOT_WIDTH_MM * 0.75

    def _strip_words(self, stretch: Stretch, top_mm: float) -> Shape:
        near_the_end = self._near_the_end(stretch)
        at = self.x(stretch.start_s) - 0.8 if near_the_end else self.x(stretch.end_s) + 0.8
        anchor = "r" if near_the_end else "l"
        return {"shape": "text", "x": at, "y": top_mm + STRIP_MM / 2, "t": stretch.words, "anchor": anchor, "size": 7}

    def times(self, y: float) -> list[Shape]:
        return [
            {"shape": "text", "x": self.x(offset), "y": y, "t": words, "anchor": "c"}
            for offset, words in round_times(self.plan.started_at, self.plan.duration_s)
        ]


def _box(x: float, y: float, w: float, h: float) -> Shape:
    return {"shape": "rect", "x": x, "y": y, "w": round(w, 2), "h": h, "width": 0.5, "gray": 60}
