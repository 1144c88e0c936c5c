"""What the files of a load belong to: programme, zone, status time, and what the store holds already."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from cutover.errors import CutoverError
from cutover.gateway.model import Request
from cutover.mapping.model import MappedTable
from cutover.store import Load, Store
from cutover.validate import is_zone
from cutover.zones import parse_instant

DEFAULT_PROGRAMME = "default"


@dataclass(frozen=True)
class Context:
    """Programme, zone of local times, status time (UTC without zone), and the loads that references may point to."""

    programme_id: str
    zone: str
    as_of: datetime
    store: Store
    loads: list[Load]

    def known(self, table: str, column: str) -> pa.Array | None:
        """Return the values of a column in the newest load not later than the status time; None if none holds it."""
        holding = [load for load in self.loads if load.holds(table)]
        if not holding:
            return None
        newest = ([load for load in holding if load.as_of <= self.as_of] or holding[:1])[-1]
        return self.store.read(newest.load_id, table, [column])[column].combine_chunks()


def find_context(request: Request, store: Store, programmes: list[MappedTable]) -> Context:
    """Return what a load belongs to.

    The programme is the one asked for, else the one row of a programme table in
    the load, else the only programme of the store, else 'default'. The zone is
    that of its row in the load, else of its newest row in the store, else UTC.

    Raises
    ------
    CutoverError
        If the load holds several programmes and none is asked for, or the
        status time is none.
    """
    rows = [row for part in programmes for row in part.cells.to_pylist() if row.get("programme_id")]
    programme_id = request.programme_id or _programme(store, sorted({row["programme_id"] for row in rows}))
    own = store.loads(programme_id)
    zone = next((row.get("zone") for row in rows if row["programme_id"] == programme_id), None)
    zone = zone if zone and is_zone(zone) else stored_zone(store, own, programme_id)
    as_of = parse_instant(request.as_of, zone) if request.as_of else datetime.fromisoformat(request.received_at)
    return Context(programme_id, zone, as_of, store, own)


def stored_zone(store: Store, loads: list[Load], programme_id: str) -> str:
    """Return the zone of the newest programme row in those loads; UTC if there is none."""
    for load in reversed(loads):
        if load.holds("programme"):
            rows = store.read(load.load_id, "programme", ["programme_id", "zone"]).to_pylist()
            return next((row["zone"] for row in rows if row["programme_id"] == programme_id and row["zone"]), "UTC")
    return "UTC"


def _programme(store: Store, named: list[str]) -> str:
    if len(named) > 1:
        raise CutoverError(
            f"The files hold {len(named)} programmes ({', '.join(named)}); a load belongs to one: name it (--programme)."
        )
    if named:
        return named[0]
    stored = {load.programme_id for load in store.loads()}
    return stored.pop() if len(stored) == 1 else DEFAULT_PROGRAMME
