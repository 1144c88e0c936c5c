"""Circles in a graph of links."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa


def find_cycles(sources: pa.ChunkedArray, targets: pa.ChunkedArray, limit: int) -> tuple[list, int]:
    """Return circles of a graph.

    One circle per link that closes one in a depth-first walk in the order of
    the rows; without those links the graph has none. Takes time linear in
    nodes and links, and no recursion.

    Parameters
    ----------
    sources, targets
        Node that each link leaves and enters; no nulls.
    limit
        Circles returned at most.

    Returns
    -------
    list of (int, list of str), int
        Row of the closing link and the nodes of its circle, first = last; and
        the number of closing links.
    """
    names = pa.concat_arrays([sources.combine_chunks(), targets.combine_chunks()]).dictionary_encode()
    codes = names.indices.to_numpy(zero_copy_only=False)
    count = len(sources)
    closing, cycles = 0, []
    for row, path in _closing_links(codes[:count], codes[count:], len(names.dictionary)):
        closing += 1
        if closing <= limit:
            cycles.append((row, names.dictionary.take(pa.array(path())).to_pylist()))
    return cycles, closing


def _closing_links(sources: np.ndarray, targets: np.ndarray, nodes: int) -> Iterator[tuple]:
    """Yield the row of each link back to a node of the walk, and a function that gives its circle."""
    order = np.argsort(sources, kind="stable")
    starts = np.searchsorted(sources[order], np.arange(nodes + 1)).tolist()
    order, entered = order.tolist(), targets.tolist()
    ends, following = starts[1:], starts[:-1]
    place = [-1] * nodes
    is_done = bytearray(nodes)
    for root in range(nodes):
        walk = [] if is_done[root] else [root]
        if walk:
            place[root] = 0
        while walk:
            node = walk[-1]
            if following[node] == ends[node]:
                is_done[node] = True
                walk.pop()
                continue
            row = order[following[node]]
            following[node] += 1
            target = entered[row]
            if is_done[target]:
                continue
            if place[target] >= 0:
                yield row, lambda walk=walk, target=target: [*walk[place[target] :], target]
            else:
                place[target] = len(walk)
                walk.append(target)
