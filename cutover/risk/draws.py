"""Counter-based random numbers: a draw is a function of (seed, key, trial), nothing else.

So a task has the same draws whatever the block size, the number of threads and
the other tasks of the plan: a P80 that changed between two plans tells of the
plans, not of the dice (common random numbers).
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

ROUNDS = ((17, 0xED5AD4BB), (11, 0xAC4C1B51), (15, 0x31848BAB))
LAST_SHIFT = 14


def triple32(values: np.ndarray) -> np.ndarray:
    """Hash uint32 values in place and return them.

    References
    ----------
    C. Wellons, "Prospecting for hash functions" (hash-prospector, public
    domain), triple32: a permutation of 32 bits with bias 0.0209.
    """
    shifted = np.empty_like(values)
    for shift, factor in ROUNDS:
        np.right_shift(values, np.uint32(shift), out=shifted)
        np.bitwise_xor(values, shifted, out=values)
        np.multiply(values, np.uint32(factor), out=values)
    np.right_shift(values, np.uint32(LAST_SHIFT), out=shifted)
    return np.bitwise_xor(values, shifted, out=values)


def trial_hashes(seed: int, first: int, last: int) -> np.ndarray:
    """Return uint32[last - first]: the first of two rounds, shared by all keys."""
    seeded = triple32(np.array([seed & 0xFFFFFFFF], np.uint32))
    return triple32(np.arange(first, last, dtype=np.uint32) ^ seeded)


def draw(keys: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    """Return uint32[K, T], uniform: the second round, of every key with every trial."""
    return triple32(np.bitwise_xor.outer(np.asarray(keys, np.uint32), hashes))


def look_up(tables: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return float32[K, T]: draws as values of quantile tables.

    Parameters
    ----------
    tables
        float32[K, P], P - 1 a power of two.
    drawn
        uint32[K, T]; its highest bits name the cell, the others the place in it.
    """
    low_bits = 32 - cell_bits(tables)
    cell = (drawn >> np.uint32(low_bits)).astype(np.intp)
    cell += (np.arange(len(tables)) * tables.shape[1])[:, None]
    flat = np.ascontiguousarray(tables).ravel()
    place = (drawn & np.uint32((1 << low_bits) - 1)).astype(np.float32)
    place *= np.float32(2.0**-low_bits)
    value = flat.take(cell)
    cell += 1
    place *= flat.take(cell) - value
    return np.add(value, place, out=value)


def cell_bits(tables: np.ndarray) -> int:
    """Return the number of bits that name a cell of the tables."""
    return (tables.shape[1] - 1).bit_length() - 1


def keys_of(names: Sequence[str], *, kind: str = "task") -> np.ndarray:
    """Return the keys of names, all different.

    Parameters
    ----------
    names
        Identifiers, each once.
    kind
        Names of different kinds have unrelated keys.

    Returns
    -------
    numpy.ndarray
        uint32[N]. Of two names with the same hash (1 pair in 340 plans of 5,000
        tasks) the one that sorts first keeps it, the other is hashed again.
    """
    keys: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        salt = 0
        while (key := _hash(f"{kind}\0{name}", salt)) in taken:
            salt += 1
        keys[name] = key
        taken.add(key)
    return np.array([keys[name] for name in names], np.uint32)


def _hash(text: str, salt: int) -> int:
    digest = blake2b(text.encode(), digest_size=4, salt=salt.to_bytes(8, "little")).digest()
    return int.from_bytes(digest, "little")
