"""Proof that nothing was touched: the chain row by row, the anchor, and every load of the store."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, bindparam, select

from cutover.journal.model import BrokenChainError, Head, Verification
from cutover.journal.rows import Row, check_row, instant, read_event
from cutover.journal.schema import JOURNAL
from cutover.journal.seals import check_loads, sealed_loads

BATCH = 1_000
ROWS_SINCE = select(JOURNAL).where(JOURNAL.c.seq >= bindparam("since")).order_by(JOURNAL.c.seq)
NO_ANCHOR = (
    "The anchor is missing, so nothing says how far the journal had come: put the file back; if it is lost, or this"
    " machine never had one, run: python -m cutover verify --new-anchor."
)


def stored_rows(connection: Connection, since: int = 0) -> Iterator[Row]:
    """Give the rows of the journal from a number on, in order."""
    with connection.execute(ROWS_SINCE, {"since": since}) as found:
        yield from found.mappings()


def check_anchor(anchored: list[Head] | None, hashes: dict[int, str], head: Head) -> None:
    """Compare what was anchored with the rows that are there.

    Raises
    ------
    BrokenChainError
        If rows are missing at the end, or are not those that were anchored, or
        there is no anchor at all.
    """
    if anchored is None and head.seq:
        raise BrokenChainError(0, NO_ANCHOR)
    for known in anchored or ():
        if known.seq > head.seq:
            raise BrokenChainError(
                head.seq + 1,
                f"The journal ends at row {head.seq}, but row {known.seq} was anchored on {instant(known.recorded_at)}:"
                " its end was cut off, or an old copy was put in its place.",
            )
        if known.seq and hashes.get(known.seq) != known.hash:
            raise BrokenChainError(
                known.seq,
                f"Row {known.seq} is not the one that was anchored on {instant(known.recorded_at)}:"
                " the journal was written anew.",
            )


def verify_rows(rows: Iterable[Row], key: bytes, anchored: list[Head] | None, store: Path | None) -> Verification:
    """Return what a check of rows, anchor and loads found; `anchored` must have been read before the rows."""
    head, hashes, events = Head(), {}, []
    problem = first_seq = None
    try:
        for row in rows:
            head = check_row(row, head, key)
            hashes[head.seq] = head.hash
            events.append(read_event(row))
        check_anchor(anchored, hashes, head)
    except BrokenChainError as error:
        problem, first_seq = str(error), error.seq or None
    seals = sealed_loads(events)
    load_problems, unsealed = check_loads(store, seals) if store else ((), ())
    is_intact = problem is None and not load_problems
    return Verification(is_intact, head.seq, problem, first_seq, load_problems, len(seals), unsealed)
