"""Linear filters as state matrices, and those matrices for whole blocks of samples at once.

    s[n+1] = A s[n] + B x[n]
    y[n]   = C s[n] + D x[n]        one row of C and D for each output

The state is scaled so that white noise of unit power gives states of unit covariance. Then single precision is enough
for the products of A and C weighting, although the poles lie between 20 Hz and 12 kHz.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.products import Floats
from patrol_app.acoustics.weightings import WeightingFilter

Matrix = NDArray[np.float64]
Precision = type[np.float32] | type[np.float64]


@dataclass(frozen=True, slots=True)
class StateSpace:
    """A filter of n states and r outputs: ``a`` n x n, ``b`` n, ``c`` r x n, ``d`` r."""

    a: Matrix
    b: Matrix
    c: Matrix
    d: Matrix

    @property
    def order(self) -> int:
        """Number of states."""
        return int(self.b.size)


def section(numerator: Sequence[float], denominator: Sequence[float]) -> StateSpace:
    """A rational filter in powers of 1/z, in transposed direct form; ``denominator`` begins with 1."""
    order = max(len(numerator), len(denominator)) - 1
    n = np.zeros(order + 1)
    d = np.zeros(order + 1)
    n[: len(numerator)] = numerator
    d[: len(denominator)] = denominator
    a = np.zeros((order, order))
    a[:, 0] = -d[1:]
    a[:-1, 1:] += np.eye(order - 1)
    c = np.zeros((1, order))
    c[0, 0] = 1.0
    return StateSpace(a, n[1:] - d[1:] * n[0], c, np.asarray([n[0]]))


def chain(first: StateSpace, second: StateSpace) -> StateSpace:
    """``second`` behind the last output of ``first``; the outputs of ``first`` stay, then come those of ``second``."""
    n, m = first.order, second.order
    a = np.zeros((n + m, n + m))
    a[:n, :n] = first.a
    a[n:, :n] = np.outer(second.b, first.c[-1])
    a[n:, n:] = second.a
    c = np.zeros((first.d.size + second.d.size, n + m))
    c[: first.d.size, :n] = first.c
    c[first.d.size :, :n] = np.outer(second.d, first.c[-1])
    c[first.d.size :, n:] = second.c
    return StateSpace(
        a,
        np.concatenate([first.b, second.b * first.d[-1]]),
        c,
        np.concatenate([first.d, second.d * first.d[-1]]),
    )


def beside(first: StateSpace, second: StateSpace) -> StateSpace:
    """Two filters of the same input as one; the outputs of ``first`` come first."""
    n, m = first.order, second.order
    a = np.zeros((n + m, n + m))
    a[:n, :n], a[n:, n:] = first.a, second.a
    c = np.zeros((first.d.size + second.d.size, n + m))
    c[: first.d.size, :n], c[first.d.size :, n:] = first.c, second.c
    return StateSpace(a, np.concatenate([first.b, second.b]), c, np.concatenate([first.d, second.d]))


def pick(system: StateSpace, outputs: Sequence[int], gains: Sequence[float]) -> StateSpace:
    """Keep some outputs, each times its gain."""
    scale = np.asarray(gains)
    chosen = list(outputs)
    return StateSpace(system.a, system.b, system.c[chosen] * scale[:, None], system.d[chosen] * scale)


def scaled(system: StateSpace) -> StateSpace:
    """The same filter with a state of unit covariance under white noise.

    The covariance is built as R'R by doubling, P = sum of A^k B B' A'^k, always on its square root R: the covariance
    itself would lose half of the digits.
    """
    root: Matrix = system.b[None, :]
    power = system.a
    while float(np.max(np.abs(power))) > 1e-12:
        _, root = np.linalg.qr(np.vstack([root, root @ power.T]))
        power = power @ power
    inverse = np.linalg.inv(root)
    return StateSpace(inverse.T @ system.a @ root.T, inverse.T @ system.b, system.c @ root.T, system.d)


def weighting_states(weights: WeightingFilter) -> StateSpace:
    """A and C weighting as one filter of seven states; output 0 is A, output 1 is C.

    A is C behind two more high-passes, so that both cost one set of states.
    """
    p1, _, p2, p3 = weights.low_poles
    b1, b2, a1, a2, a3 = weights.high
    system = section((1.0, -1.0), (1.0, -p1))
    system = chain(system, section((1.0, -1.0), (1.0, -p1)))
    system = chain(system, section((1.0, b1, b2), (1.0, a1, a2)))
    system = chain(system, section((1.0,), (1.0, a3)))
    system = chain(system, section((1.0, -1.0), (1.0, -p2)))
    system = chain(system, section((1.0, -1.0), (1.0, -p3)))
    return scaled(pick(system, (5, 3), (weights.gain("A"), weights.gain("C"))))


def powers(a: Matrix, count: int) -> list[Matrix]:
    """A^0 to A^count."""
    found = [np.eye(a.shape[0])]
    for _ in range(count):
        found.append(found[-1] @ a)
    return found


@dataclass(frozen=True, slots=True)
class BlockMatrices:
    """Matrices of one precision that take a filter over blocks; ``n`` states are padded to ``width``.

    A step is ``parts`` blocks of ``block`` samples in ``groups`` equal groups. Rows of the work array are
    [block samples | state]; vectors stand as rows, so that a state s moves on by ``s @ matrix``.

    ``group_samples``: (samples of a group) x width, these to the state behind it. ``group_state``, ``step_state``:
    state to state one group or step later. ``join``: (groups x width) x width, what the groups of a step add to the
    state behind it. ``next_state``: one work row to the state behind it. ``outputs``: for each output, one work row to
    its block of output samples.
    """

    block: int
    parts: int
    groups: int
    width: int
    group_samples: Floats
    group_state: Floats
    join: Floats
    step_state: Floats
    next_state: Floats
    outputs: tuple[Floats, ...]


def block_matrices(
    system: StateSpace,
    block: int,
    parts: int,
    width: int,
    *,
    precision: Precision = np.float32,
    many_groups: bool = False,
) -> BlockMatrices:
    """Matrices of ``system`` for steps of ``parts`` times ``block`` samples.

    The groups of a step are at most as many as each has blocks, or with ``many_groups`` at least as many.
    """
    order, step = system.order, block * parts
    groups = max(n for n in range(1, math.isqrt(parts) + 1) if parts % n == 0)
    if many_groups:
        groups = parts // groups
    inside = parts // groups
    power = powers(system.a, step)

    def moved(samples: int) -> Matrix:
        matrix = np.zeros((width, width))
        matrix[:order, :order] = power[samples].T
        return matrix

    length = inside * block
    arriving = np.stack([power[length - 1 - i] @ system.b for i in range(length)])
    group_samples = np.zeros((length, width))
    group_samples[:, :order] = arriving
    next_state = np.concatenate([group_samples[-block:], moved(block)])
    return BlockMatrices(
        block,
        parts,
        groups,
        width,
        group_samples.astype(precision),
        moved(length).astype(precision),
        np.concatenate([moved(length * (groups - 1 - group)) for group in range(groups)]).astype(precision),
        moved(step).astype(precision),
        next_state.astype(precision),
        tuple(matrix.astype(precision) for matrix in output_matrices(system, block, width)),
    )


def output_matrices(system: StateSpace, block: int, width: int) -> tuple[Matrix, ...]:
    """For each output the matrix of ``BlockMatrices.outputs``, in double precision."""
    power = powers(system.a, block)
    found = []
    for c, d in zip(system.c, system.d, strict=True):
        response = [float(d), *(float(c @ power[i] @ system.b) for i in range(block - 1))]
        matrix = np.zeros((block + width, block))
        for i in range(block):
            matrix[i, i:] = response[: block - i]
            matrix[block : block + system.order, i] = c @ power[i]
        found.append(matrix)
    return tuple(found)
