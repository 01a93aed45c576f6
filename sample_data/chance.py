"""Randomness that hangs on what it is about: the same question about the same thing has the same answer.

No draw depends on another one, on the order of rows or on the size of a chunk, so that the company stays the same when
its last day moves on.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

_GOLDEN, _FIRST, _SECOND = (np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_SHIFTS = tuple(np.uint64(bits) for bits in (30, 27, 31, 11))
_UNIT = 2.0**-53


class Chance:
    """The dice of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, about: str, who: np.ndarray) -> np.ndarray:
        """A number in [0, 1) for each of `who` (whole numbers), the same whenever it is asked `about` this."""
        salt = int.from_bytes(blake2b(f"{self._seed}/{about}".encode(), digest_size=8).digest(), "little")
        state = np.asarray(who).astype(np.uint64) * _GOLDEN
        state += np.uint64(salt)
        for shift, factor in zip(_SHIFTS, (_FIRST, _SECOND), strict=False):
            state ^= state >> shift
            state *= factor
        state ^= state >> _SHIFTS[2]
        return (state >> _SHIFTS[3]) * _UNIT

    def happens(self, about: str, who: np.ndarray, share: float | np.ndarray) -> np.ndarray:
        """Whether it happens, to the given share of `who`."""
        return self.uniform(about, who) < share

    def below(self, about: str, who: np.ndarray, end: int | np.ndarray) -> np.ndarray:
        """A whole number from 0 up to, not including, `end`."""
        return (self.uniform(about, who) * end).astype(np.int64)

    def among(self, about: str, who: np.ndarray, shares: Iterable[float]) -> np.ndarray:
        """The place of the one chosen, each as often as its share says."""
        steps = np.cumsum(list(shares))
        return np.searchsorted(steps[:-1] / steps[-1], self.uniform(about, who), side="right").astype(np.int8)

    def normal(self, about: str, who: np.ndarray) -> np.ndarray:
        """A normally distributed number with mean 0 and deviation 1."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(f"{about}, radius", who)))
        return radius * np.cos(2.0 * np.pi * self.uniform(f"{about}, angle", who))
