"""The last answers, kept by what they answer."""

from collections import OrderedDict


class Kept:
    """The last answers by their ETag, as long as they are small: many tools ask the same, often.

    Only used on the event loop, so nothing is locked.
    """

    def __init__(self, *, most: int = 64, largest_bytes: int = 262_144) -> None:
        self._most, self._largest = most, largest_bytes
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def get(self, etag: str) -> bytes | None:
        """Return an answer; None where it is not kept."""
        if etag in self._bodies:
            self._bodies.move_to_end(etag)
        return self._bodies.get(etag)

    def put(self, etag: str, body: bytes) -> None:
        """Keep an answer, in the place of the one that was asked for longest ago."""
        if len(body) <= self._largest:
            self._bodies[etag] = body
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)
