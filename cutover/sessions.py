"""Who is signed in: sessions kept on the server, so that they end when they should, whatever a cookie says.

A cookie of Streamlit lives for 30 days and stays valid after a sign-out. It therefore only names a session here.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from cutover.access import name_of
from cutover.database import Database
from cutover.errors import AccessError

Claims = Mapping[str, object]

SIGNED_OUT, BY_ADMINISTRATOR, IDLE, EXPIRED = "signed_out", "administrator", "idle", "expired"
ENDINGS = {
    SIGNED_OUT: "You have signed out.",
    BY_ADMINISTRATOR: "An administrator has ended your session.",
    IDLE: "You were signed out, because nothing was done for a while.",
    EXPIRED: "You were signed out, because your sign-in has run out.",
}
"""Why a session ended, in words to the person."""

UNKEPT = "The sessions cannot be kept: their database does not answer. Try again; else tell the administrator."
KEPT = timedelta(days=90)
"""How long an ended session stays listed."""
TOUCHED_EVERY = timedelta(seconds=10)
"""Activity is written no oftener."""

SESSIONS = sa.Table(
    "cutover_sessions",
    sa.MetaData(),
    sa.Column("session_id", sa.String(64), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("last_active_at", sa.DateTime, nullable=False),
    sa.Column("idle_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("ending", sa.String(20)),
)

ROWS = pa.schema(
    [
        ("session_id", pa.string()), ("person", pa.string()), ("issuer", pa.string()),
        ("started_at", pa.timestamp("us")), ("last_active_at", pa.timestamp("us")), ("expires_at", pa.timestamp("us")),
        ("ended_at", pa.timestamp("us")), ("ending", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How long a session lasts.

    Attributes
    ----------
    idle
        Longest time without anything done; open pages that look for news do nothing.
    longest
        From the sign-in on, whatever is done.
    looking
        In place of both for who may only look, as the account of a wall does; None: the same for all.
    """

    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=8)
    looking: timedelta | None = None


@dataclass(frozen=True)
class Session:
    """One sign-in of one person in one browser; times are UTC without zone.

    Attributes
    ----------
    started_at, last_active_at
        When the identity token was issued, and when something was last done.
    idle_at, expires_at
        When it ends if nothing more is done, and when it ends in any case.
    ended_at, ending
        When and why it ended, a key of `ENDINGS`; None while it is open.
    """

    session_id: str
    subject: str
    issuer: str
    person: str
    started_at: datetime
    last_active_at: datetime
    idle_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    ending: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the session is in force."""
        return self.ending is None


class Sessions:
    """The sessions of a store; several processes may share them.

    Parameters
    ----------
    store
        Folder in which `sessions.sqlite` lies, readable by its owner only.
    url
        PostgreSQL database to keep them in instead, that of the journal.
    limits
        How long sessions last.
    only_looks
        Tells from claims whether a person may do nothing but look; nobody if None.

    Raises
    ------
    AccessError
        The sessions cannot be kept there.
    """

    def __init__(
        self, store: Path, *, url: str | None = None, limits: Limits | None = None,
        only_looks: Callable[[Claims], bool] | None = None,
    ) -> None:  # fmt: skip
        self.limits = limits or Limits()
        self._only_looks = only_looks
        unkept = partial(AccessError, UNKEPT)
        self._database = Database(SESSIONS.metadata, store / "sessions.sqlite", url=url, unkept=unkept)

    def look(self, claims: Claims, *, now: datetime) -> Session:
        """Return the session that a checked identity token names, open or ended; begin it when first seen.

        A token that was issued longer ago than a session may idle begins none:
        its session is either listed or was never used.

        Parameters
        ----------
        claims
            Claims of the token; `iat` and `exp` are seconds since 1970.
        now
            UTC without zone.
        """
        limits = self._limits_of(claims)
        found = self._find(session_id(claims)) if claims.get("sub") else None
        if found is None:
            found = _new(claims, now, limits)
            if found.is_open:
                self._begin(found, now)
        return self._ended_if_due(_within(found, limits), now)

    def touch(self, session: Session, *, now: datetime) -> None:
        """Note that something was done in a session."""
        if now - session.last_active_at >= TOUCHED_EVERY:
            values = {"last_active_at": now, "idle_at": now + (session.idle_at - session.last_active_at)}
            self._write(session.session_id, values)

    def end(self, session_id: str, ending: str, *, now: datetime) -> bool:
        """End a session; False if it was not open."""
        return self._write(session_id, {"ended_at": now, "ending": ending}) > 0

    def listed(self, *, now: datetime) -> list[Session]:
        """Return all sessions that are kept, the one used last first."""
        order = (SESSIONS.c.last_active_at.desc(), SESSIONS.c.session_id)
        with self._database.transaction() as connection:
            rows = connection.execute(sa.select(SESSIONS).order_by(*order)).mappings().all()
        return [self._ended_if_due(Session(**row), now) for row in rows]

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _find(self, session_id: str) -> Session | None:
        query = sa.select(SESSIONS).where(SESSIONS.c.session_id == session_id)
        with self._database.transaction() as connection:
            row = connection.execute(query).mappings().first()
        return Session(**row) if row else None

    def _limits_of(self, claims: Claims) -> Limits:
        """Return how long the session of a person lasts; the rights that they have now count, not those at its begin."""
        if self.limits.looking is None or self._only_looks is None or not self._only_looks(claims):
            return self.limits
        return Limits(self.limits.looking, self.limits.looking)

    def _begin(self, session: Session, now: datetime) -> None:
        """Write a new session; another process may have done so just now."""
        with self._database.transaction() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.expires_at < now - KEPT))
            connection.execute(self._database.insert(SESSIONS).values(**vars(session)))

    def _ended_if_due(self, session: Session, now: datetime) -> Session:
        """Return the session, ended where its time is over; what is found once is written, so it stays."""
        if not session.is_open or now < min(session.idle_at, session.expires_at):
            return session
        at, ending = min((session.expires_at, EXPIRED), (session.idle_at, IDLE))
        self.end(session.session_id, ending, now=at)
        return Session(**vars(session) | {"ended_at": at, "ending": ending})

    def _write(self, session_id: str, values: dict[str, object]) -> int:
        """Change an open session; an ended one stays as it is."""
        change = sa.update(SESSIONS).where(SESSIONS.c.session_id == session_id, SESSIONS.c.ended_at.is_(None))
        with self._database.transaction() as connection:
            return connection.execute(change.values(**values)).rowcount


def _new(claims: Claims, now: datetime, limits: Limits) -> Session:
    issued, expires = instant(claims.get("iat")), instant(claims.get("exp"))
    started = issued or now - limits.longest
    last = min(started + limits.longest, expires) if expires else started
    is_late = not claims.get("sub") or now - started >= limits.idle or now >= last
    return Session(
        session_id(claims), str(claims.get("sub")), str(claims.get("iss")), name_of(claims), started, now,
        now + limits.idle, last, now if is_late else None, EXPIRED if is_late else None,
    )  # fmt: skip


def _within(session: Session, limits: Limits) -> Session:
    """Return a session that lasts no longer than the limits, which may have become shorter since it began."""
    idle_at = min(session.idle_at, session.last_active_at + limits.idle)
    return replace(session, idle_at=idle_at, expires_at=min(session.expires_at, session.started_at + limits.longest))


def session_id(claims: Claims) -> str:
    """Return the identifier of the session that an identity token began: one per person and sign-in."""
    named = "|".join(str(claims.get(name)) for name in ("iss", "sub", "nonce", "iat"))
    return hashlib.sha256(named.encode()).hexdigest()


def session_rows(sessions: Sequence[Session], *, is_all: bool = False) -> pa.Table:
    """Return sessions as rows, identifiers cut to what tells them apart; only the open ones unless all are wanted."""
    rows = [
        vars(each) | {"session_id": each.session_id[:12]} for each in sessions if is_all or each.is_open
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, ROWS)


def instant(seconds: object) -> datetime | None:
    """Return seconds since 1970 as UTC without zone; None where they are no time."""
    try:
        return datetime.fromtimestamp(int(float(str(seconds))), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
