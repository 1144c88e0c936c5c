"""What every answer is made from: the store with its desk and tokens, moments, and threads for what takes time."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from cutover import clock, pipeline
from cutover.interface.kept import Kept
from cutover.record import Desk, desk
from cutover.store import Store
from cutover.tokens import Token, Tokens
from cutover.warehouse import Moment, Warehouse
from cutover.zones import parse_instant

Answer = TypeVar("Answer")

READERS, WRITERS = 2, 3
"""Threads for reports and for all else: slow reports hold up other reports, never an act or the check of a token."""


class Service:
    """The application behind the interface, for one server process.

    Parameters
    ----------
    store
        Gives the folder of the store.

    Attributes
    ----------
    kept
        The last answers to reports.
    """

    def __init__(self, store: Callable[[], Path]) -> None:
        self._store = store
        self._readers = ThreadPoolExecutor(READERS, "report")
        self.kept = Kept()
        self._writers = ThreadPoolExecutor(WRITERS, "act")

    async def read(self, work: Callable[..., Answer], *given: object, **named: object) -> Answer:
        """Return what a function gives that may take long, without holding up anybody but other readers."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, partial(work, *given, **named))

    async def act(self, work: Callable[..., Answer], *given: object, **named: object) -> Answer:
        """Return what a function gives that asks databases for little, or writes."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, partial(work, *given, **named))

    def bearer(self, secret: str) -> Token | None:
        """Return the token that a text is, while it is valid."""
        return self.tokens().find(secret, now=clock.now())

    def tokens(self) -> Tokens:
        """Return the tokens of the store."""
        return _tokens(self._store(), os.environ.get("CUTOVER_JOURNAL"))

    def desk(self) -> Desk:
        """Return where acts are recorded: the same desk that the pages use."""
        return desk(self._store())

    def moment(self, programme_id: str | None, as_of: str | None) -> Moment:
        """Return a programme at a status time.

        What tools ask of the past is kept apart, so that it never takes the place of the moments that pages show.

        Parameters
        ----------
        programme_id
            None: the one loaded last.
        as_of
            ISO 8601, local time of the programme where it has no offset; None: the newest.

        Raises
        ------
        CutoverError
            There is no such programme, or the time is none.
        """
        newest = self.desk().warehouse.moment(programme_id)
        if as_of is None:
            return newest
        at = parse_instant(as_of, newest.table("programme")["zone"][0].as_py())
        return newest if at == newest.as_of else _past(self._store()).moment(newest.programme_id, at)


@lru_cache(maxsize=8)
def _tokens(store: Path, url: str | None) -> Tokens:
    return Tokens(store, url=url)


@lru_cache(maxsize=8)
def _past(store: Path) -> Warehouse:
    return Warehouse(Store(store), pipeline.journal(store))
