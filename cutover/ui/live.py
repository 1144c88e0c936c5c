"""What the server computes ahead of its viewers: they are told of something new once it is there to be shown.

A new load or act makes another moment, and building one takes a second or two. A watcher beside the pages sees the change,
asks again what viewers asked last, and only then lets their pages rerun: a hundred open walls cost one computation, and
none of them waits for it.
"""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress
from datetime import datetime

import cutover.ui.session as session
from cutover.errors import CutoverError
from cutover.warehouse import Moment, Warehouse

WATCH_SECONDS = 0.25
LOG = logging.getLogger("cutover")


class Watcher:
    """Sees that something new is known, and computes it before it is announced.

    Attributes
    ----------
    version
        Newest version of store and journal that is computed; None: nobody watches, and every version counts at once.
    """

    def __init__(self) -> None:
        self.version: str | None = None
        self._newest: dict[str, tuple[datetime, ...]] = {}

    def has_news(self, shown: str) -> bool:
        """Tell whether a page that shows this version has something newer to show.

        A page that was drawn meanwhile may be ahead of what is computed here: it has none.
        """
        return session.warehouse().version() != shown != self.version

    def look(self) -> None:
        """Compute what viewers asked last, if there is a version that they have not seen.

        Also for a version whose store or journal cannot be read: the pages say why.
        """
        warehouse = session.warehouse()
        version = warehouse.version()
        if version == self.version:
            return
        try:
            self._ask_again(warehouse, version)
        finally:
            self.version = version

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except CutoverError as error:
                LOG.info("Nothing is computed ahead: %s", error)
            except Exception:
                LOG.exception("Computing ahead failed")
            await asyncio.sleep(WATCH_SECONDS)

    def _ask_again(self, warehouse: Warehouse, version: str) -> None:
        asked = defaultdict(list)
        for programme_id, as_of, report, parameters in session.last_questions():
            asked[programme_id, as_of].append((report, parameters))
        programmes = {load.programme_id for load in warehouse.store.loads()}
        newest = {programme_id: _newest(warehouse, programme_id) for programme_id in programmes}
        for (programme_id, as_of), reports in asked.items():
            moment = self._moment(warehouse, programme_id, as_of, newest[programme_id])
            key = session.moment_key(moment, version)
            for report, parameters in reports:
                with suppress(CutoverError):
                    session.prepare(moment, key, report, parameters)
        self._newest = {name: tuple(moment.as_of for moment in moments) for name, moments in newest.items()}

    def _moment(self, warehouse: Warehouse, programme_id: str, as_of: datetime, newest: tuple[Moment, ...]) -> Moment:
        """Return the moment that a page shows next: who looks at the newest one sees the new newest, others stay."""
        before = self._newest.get(programme_id, ())
        if as_of in before and before.index(as_of) < len(newest):
            return newest[before.index(as_of)]
        return warehouse.moment(programme_id, as_of)


def _newest(warehouse: Warehouse, programme_id: str) -> tuple[Moment, ...]:
    """Return the newest moment of a programme, and the one with which key figures compare it."""
    moment = warehouse.moment(programme_id)
    return tuple(filter(None, (moment, warehouse.before(moment))))


WATCHER = Watcher()
