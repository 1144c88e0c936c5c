"""Chance, the same for the same seed on every machine."""

from zlib import crc32

import numpy as np


class Dice:
    """Draws by name: each name has a stream of its own, so one more draw changes no other.

    Only uniform doubles are taken from numpy's PCG64; the distributions are
    made here, as those of numpy may change between versions (NEP 19).
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, name: str, count: int) -> np.ndarray:
        """Return numbers in [0, 1)."""
        return np.random.Generator(np.random.PCG64([self.seed, crc32(name.encode())])).random(count)

    def normal(self, name: str, count: int) -> np.ndarray:
        """Return standard normal numbers (Box and Muller 1958)."""
        first, second = 1 - self.uniform(f"{name} radius", count), self.uniform(f"{name} angle", count)
        return np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)

    def choose(self, name: str, weights: np.ndarray | list[float], count: int) -> np.ndarray:
        """Return positions of `weights`, each as often as its weight says."""
        edges = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(edges[:-1], self.uniform(name, count), side="right")
