"""The journal itself: append, read, and know whether it is whole."""

import errno
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock

from sqlalchemy import Connection, select

from cutover.acts import Act, Actor, Event
from cutover.clock import now
from cutover.errors import JournalError
from cutover.journal.database import FULL_DISK, Database
from cutover.journal.files import Anchor, make_key, read_key
from cutover.journal.known import Known
from cutover.journal.model import BrokenChainError, Head, Verification
from cutover.journal.place import Place
from cutover.journal.rows import Row, make_row, placed
from cutover.journal.schema import JOURNAL
from cutover.journal.seals import load_folders, seal_act, sealed_loads
from cutover.journal.verify import BATCH, NO_ANCHOR, check_anchor, stored_rows, verify_rows

INSERT = JOURNAL.insert()
NEWEST = select(JOURNAL.c.seq, JOURNAL.c.hash, JOURNAL.c.recorded_at).order_by(JOURNAL.c.seq.desc()).limit(1)
RETRY_SECONDS = 5


class Journal:
    """The append-only record of what people did; one per store and process, for all its threads.

    Whatever is wrong when it opens, it opens: then `is_read_only` says why, and
    what can be read is read. `cutover.journal.open_journal` makes one. Nothing
    is written, and no file made, before the first act.

    Attributes
    ----------
    key
        Key of the chain; None: not known, as before the first act.
    key_file
        File that holds the key; None: it was given.
    anchor
        How far the journal had come, outside the database.
    """

    def __init__(self, place: Place) -> None:
        self.key = place.key
        self.key_file = None if place.key else place.key_file
        self.anchor = Anchor(place.anchor)
        self._database = Database(place.database, place.url)
        self._lock = RLock()
        self._known = Known()
        self._anchored = -1
        self._is_open = False
        self._fault: str | None = None
        self._trouble: str | None = None
        self._retry_at = 0.0
        self._refresh()

    @property
    def is_read_only(self) -> str | None:
        """Why nothing can be recorded, in words; None: all is well."""
        return self._fault or self._trouble

    def refuse_if_broken(self) -> None:
        """Raise JournalError if the journal was touched; not if it only does not answer now."""
        if self._fault:
            raise JournalError(f"The journal is read-only. {self._fault}")

    def close(self) -> None:
        """Close the database; nothing can be asked afterwards."""
        self._database.close()

    def head(self) -> Head:
        """Return the newest row's place; seq 0 if there is none. Cheap: one row is read."""
        if not self._is_open:
            self._refresh()
        if self._is_open and not self._rests():
            try:
                with self._database.reading() as connection:
                    found = connection.execute(NEWEST).first()
                self._trouble = None
                return Head(*found) if found else Head()
            except JournalError as error:
                self._rest(error)
        return self._known.head

    def events(self, programme_id: str | None = None, *, upto: int | None = None) -> list[Event]:
        """Return what was recorded, oldest first: of one programme if named, up to a row if given.

        Only rows that are new since the last call are read, and each is checked
        against the chain. If they cannot be read, those known are returned and
        `is_read_only` says why.
        """
        with self._lock:
            if upto is None or upto > self._known.head.seq:
                self._refresh()
            return self._known.events(programme_id, upto)

    def append(self, act: Act, actor: Actor, *, upto: int | None = None) -> Event:
        """Record an act; once this returns, it is on disk and stays.

        The same key again is the same act: then the event of then is returned.

        Parameters
        ----------
        act, actor
            What, and who.
        upto
            Newest row of the programme on which the act was checked; None:
            it holds whatever else was recorded.

        Raises
        ------
        ConflictError
            If the row was changed by somebody since `act.seen`; or the key was
            used for something else.
        OvertakenError
            If there is a row of the programme behind `upto`.
        JournalError
            If the journal is read-only, the act cannot be written, or the
            disk is full; nothing is recorded then.
        """
        row = make_row(act, actor)
        with self._lock:
            if not self._is_open and not self._fault:
                self._open(is_first=True)
            self.refuse_if_broken()
            with self._database.writing() as connection:
                self._catch_up(connection)
                self.refuse_if_broken()
                same = self._known.same(act, actor)
                if same:
                    return same
                self._known.refuse_stale(act, row)
                self._known.refuse_overtaken(act.programme_id, upto)
                self._reach(self._known.head)
                whole = placed(row, self._known.head, now().isoformat(), self.key)
                connection.execute(INSERT, [whole])
                connection.commit()
            self._trouble = None
            event = self._known.add(whole, self.key)
            self._anchor_recorded()
        return event

    def seal_loads(self, store: Path) -> list[str]:
        """Seal every load of a store that no row seals yet; return their numbers.

        A load whose manifest cannot be read is left out; `verify` names it.

        Raises
        ------
        JournalError
            As for `append`.
        """
        sealed = sealed_loads(self.events())
        done = []
        for folder in load_folders(store):
            if folder.name in sealed:
                continue
            try:
                act, actor = seal_act(folder)
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            self.append(act, actor)
            done.append(folder.name)
        return done

    def rows(self) -> Iterator[Row]:
        """Give every row as it is stored, all of one instant; JournalError if they cannot be read."""
        self._refresh()
        if self._is_open:
            with self._database.reading() as connection:
                yield from stored_rows(connection.execution_options(yield_per=BATCH))
        elif self.is_read_only:
            raise JournalError(self.is_read_only)

    def verify(self, store: Path | None = None) -> Verification:
        """Read everything again and prove it: chain, anchor, SQLite's file, and every load of a store if one is named."""
        self._refresh()
        if not self._is_open and self.is_read_only:
            return Verification(False, 0, self.is_read_only)
        try:
            anchored = self.anchor.heads()
            with closing(self.rows()) as rows:
                found = verify_rows(rows, self.key or b"", anchored, store)
            damage = self._database.damage() if found.problem is None else None
            return replace(found, is_intact=False, problem=damage) if damage else found
        except JournalError as error:
            return Verification(False, 0, str(error))

    def renew_anchor(self) -> Head:
        """Begin an anchor at the head of an intact chain, where there is none: on another machine, or after a loss.

        Raises
        ------
        JournalError
            If there is an anchor, or the chain is broken.
        """
        with self._lock:
            if self.anchor.heads() is not None:
                raise JournalError("There is an anchor: move it away first, and keep it, it may be evidence.")
            with closing(self.rows()) as rows:
                found = verify_rows(rows, self.key or b"", [], None)
            if not found.is_intact:
                raise JournalError(f"No anchor was made. {found.problem}")
            self.anchor.create(self.head())
            self._fault, self._is_open, self._known = None, False, Known()
            self._refresh()
            return self._known.head

    def _rests(self) -> bool:
        """Tell whether the database did not answer a moment ago: a page should not wait for it each time."""
        return self._trouble is not None and time.monotonic() < self._retry_at

    def _rest(self, error: JournalError) -> None:
        self._trouble = str(error)
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def _refresh(self) -> None:
        """Open the journal if it is there, and read what is new; what is wrong is kept, not raised."""
        with self._lock:
            if self._rests():
                return
            try:
                if self._is_open:
                    with self._database.reading() as connection:
                        self._catch_up(connection)
                elif not self._fault:
                    self._open()
            except JournalError as error:
                self._rest(error)
            else:
                self._trouble = None

    def _open(self, *, is_first: bool = False) -> None:
        """Read all that is there, and compare it with the anchor.

        The anchor is read first: what it knows then, the rows hold. Key and
        anchor are made before the first row, so a journal without them lost them.
        """
        anchored = self.anchor.heads()
        if not self._database.exists():
            if any(head.seq for head in anchored or ()):
                self._fault = "The journal is gone: its anchor knows rows, but there is no database."
            if self._fault or not is_first:
                return
            self._make_files()
        self._database.prepare()
        with self._database.reading() as connection:
            if connection.execute(NEWEST).first() is None:
                self._make_files()
            self.key = self.key or read_key(self.key_file)
            if self.key is None:
                self._fault = "The journal's key is missing: put journal.key back from a backup."
                return
            self._is_open = True
            self._catch_up(connection)
        self._compare(anchored)

    def _make_files(self) -> None:
        try:
            self.key = self.key or make_key(self.key_file)
            self.anchor.create()
        except OSError as error:
            raise _unwritable("The journal cannot be begun", error) from error

    def _compare(self, anchored: list[Head] | None) -> None:
        """Compare what was anchored before the rows were read with the rows."""
        try:
            if anchored is not None or not self.anchor.heads():
                check_anchor(anchored, self._known.hashes(), self._known.head)
        except BrokenChainError as error:
            self._fault = self._fault or str(error)

    def _catch_up(self, connection: Connection) -> None:
        """Read the rows that are new; the last one known is read again, to see that it is the same."""
        since = self._known.head.seq
        rows = stored_rows(connection, since)
        try:
            if since:
                self._known.still_holds(next(rows, None))
        except BrokenChainError as error:
            self._fault = self._fault or str(error)
        for row in rows:
            try:
                self._known.add(row, self.key)
            except BrokenChainError as error:
                self._fault = self._fault or str(error)

    def _reach(self, head: Head) -> None:
        """Anchor the head before a row goes behind it: at most the newest row is ever without an anchor."""
        if head.seq == self._anchored:
            return
        try:
            self.anchor.reach(head)
            self._anchored = head.seq
        except FileNotFoundError as error:
            raise JournalError(f"Nothing was recorded. {NO_ANCHOR}") from error
        except OSError as error:
            raise _unwritable("Nothing was recorded: the journal's anchor cannot be written", error) from error

    def _anchor_recorded(self) -> None:
        """Anchor what was just recorded; if that fails it is recorded nevertheless, and the next act waits for it."""
        with suppress(JournalError):
            self._reach(self._known.head)


def _unwritable(what: str, error: OSError) -> JournalError:
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return JournalError(FULL_DISK if is_full else f"{what}: {(error.strerror or 'error').lower()}.")
