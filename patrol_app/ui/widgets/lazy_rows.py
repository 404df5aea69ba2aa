"""Rows of a long list, each written when it comes into sight: ten thousand are not made to show thirty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

S = TypeVar("S")
T = TypeVar("T")


class LazyRows(Sequence[T], Generic[S, T]):
    """The rows of ``of`` as ``make`` writes them; two are alike when they are of the same facts, written alike."""

    def __init__(self, of: Sequence[S], make: Callable[[S], T], key: object = None) -> None:
        self._of, self._make, self._key = of, make, key
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """A row, or some of them."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if place not in self._made:
            self._made[place] = self._make(self._of[place])
        return self._made[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyRows) and self._of is other._of and self._key == other._key

    def __hash__(self) -> int:
        return hash((id(self._of), self._key))


def some(rows: Sequence[T], most: int = 240) -> Sequence[T]:
    """Rows out of the whole list, evenly: enough to say how wide its columns are."""
    step = max(1, -(-len(rows) // most))
    return rows if step == 1 else rows[::step]
