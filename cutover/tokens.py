"""Tokens of tools that speak to the HTTP interface: shown once, kept as a digest, valid until they run out or are revoked.

A token is 256 random bits, so its SHA-256 needs neither salt nor stretching: nobody finds the token from it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from cutover.acts import RIGHTS, Actor
from cutover.database import Database
from cutover.errors import AccessError
from cutover.tables import SIDES
from cutover.wording import plain

ISSUER = "token"
"""Issuer of an actor who is a token, where a person has the identity provider's."""
PREFIX = "cutover_"
"""Begins every token, so that scanners of repositories and logs find one that was left there."""
TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
LONGEST_NAME = 80
DAYS = (1, 366)
"""Days for which a token may be valid."""
TOUCHED_EVERY = timedelta(minutes=1)
"""Its use is noted no oftener."""
UNKEPT = "The tokens cannot be read: their database does not answer. Try again; else tell the administrator."

TOKENS = sa.Table(
    "cutover_tokens",
    sa.MetaData(),
    sa.Column("token_id", sa.String(20), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("role", sa.Text),
    sa.Column("rights", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("last_used_at", sa.DateTime),
    sa.Column("revoked_at", sa.DateTime),
)

ROWS = pa.schema(
    [
        ("token_id", pa.string()), ("name", pa.string()), ("side", pa.string()), ("role", pa.string()),
        ("rights", pa.list_(pa.string())), ("state", pa.string()), ("made_by", pa.string()),
        ("made_at", pa.timestamp("us")), ("expires_at", pa.timestamp("us")), ("last_used_at", pa.timestamp("us")),
        ("revoked_at", pa.timestamp("us")),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Token:
    """What a token may do, without the token itself; times are UTC without zone.

    Attributes
    ----------
    token_id
        How people and the journal name it; no secret.
    name, side, role, rights
        Who acts by it, as for a person (`cutover.acts.Actor`).
    made_by, made_at
        Who made it, and when.
    expires_at, last_used_at, revoked_at
        When it runs out, was used last, and was revoked; None: never.
    """

    token_id: str
    name: str
    side: str
    role: str | None
    rights: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who acts by this token."""
        return Actor(f"{ISSUER}:{self.token_id}", ISSUER, self.name, side=self.side, role=self.role, rights=self.rights)

    def state(self, now: datetime) -> str:
        """Return whether it is valid, expired or revoked."""
        if self.revoked_at:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"


class Tokens:
    """The tokens of a store; several processes may share them.

    Parameters
    ----------
    store
        Folder in which `tokens.sqlite` lies, readable by its owner only.
    url
        PostgreSQL database to keep them in instead, that of the journal.

    Raises
    ------
    AccessError
        The tokens cannot be kept there.
    """

    def __init__(self, store: Path, *, url: str | None = None) -> None:
        unkept = partial(AccessError, UNKEPT)
        self._database = Database(TOKENS.metadata, store / "tokens.sqlite", url=url, unkept=unkept)

    def add(self, asked: Token) -> str:
        """Keep a new token and return it: the only time that it can be read.

        Parameters
        ----------
        asked
            As `new_token` gives it.

        Raises
        ------
        AccessError
            A valid token has that name, so that nobody could tell the two apart.
        """
        taken = [each for each in self.listed() if each.name == asked.name and each.state(asked.made_at) == "valid"]
        if taken:
            raise AccessError(f"There is a valid token {asked.name} ({taken[0].token_id}): revoke it, or name it else.")
        secret = PREFIX + secrets.token_urlsafe(32)
        row = vars(asked) | {"rights": ",".join(asked.rights), "digest": digest(secret)}
        with self._database.transaction() as connection:
            connection.execute(sa.insert(TOKENS).values(**row))
        return secret

    def find(self, secret: str, *, now: datetime) -> Token | None:
        """Return the token that is valid now; None for any other text. Its use is noted.

        Asked for each request, so that a token ends the moment it is revoked.
        """
        if not TOKEN.fullmatch(secret):
            return None
        wanted = digest(secret)
        with self._database.transaction() as connection:
            row = connection.execute(sa.select(TOKENS).where(TOKENS.c.digest == wanted)).mappings().first()
        if row is None or not hmac.compare_digest(row["digest"], wanted):
            return None
        found = _token(row)
        if found.state(now) != "valid":
            return None
        if found.last_used_at is None or now - found.last_used_at >= TOUCHED_EVERY:
            self._write(found.token_id, {"last_used_at": now})
        return found

    def revoke(self, token_id: str, *, now: datetime) -> bool:
        """Revoke a token; False if there is none of that identifier that is not revoked yet."""
        return self._write(token_id, {"revoked_at": now}) > 0

    def listed(self) -> list[Token]:
        """Return all tokens that were ever made, the newest first."""
        order = (TOKENS.c.made_at.desc(), TOKENS.c.token_id)
        with self._database.transaction() as connection:
            return [_token(row) for row in connection.execute(sa.select(TOKENS).order_by(*order)).mappings()]

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _write(self, token_id: str, values: dict[str, object]) -> int:
        change = sa.update(TOKENS).where(TOKENS.c.token_id == token_id, TOKENS.c.revoked_at.is_(None))
        with self._database.transaction() as connection:
            return connection.execute(change.values(**values)).rowcount


def new_token(bearer: Actor, *, days: int, made_by: str, now: datetime) -> Token:
    """Return a token to be kept.

    Parameters
    ----------
    bearer
        Who acts by it: a name for the record, as 'ServiceNow of the agency', a side, perhaps a role, and rights.
    days
        How long it is valid: 1 to 366.
    made_by, now
        Who makes it, and when (UTC without zone).

    Raises
    ------
    AccessError
        Names every fault at once.
    """
    name, role = plain(bearer.name).strip(), plain(bearer.role).strip() or None
    faults = [f"the right is {right}; allowed: {', '.join(RIGHTS)}" for right in bearer.rights if right not in RIGHTS]
    if not 1 <= len(name) <= LONGEST_NAME:
        faults.append(f"a name has 1 to {LONGEST_NAME} characters")
    if bearer.side not in SIDES:
        faults.append(f"the side is {bearer.side}; allowed: {', '.join(SIDES)}")
    if not bearer.rights:
        faults.append(f"it needs a right; allowed: {', '.join(RIGHTS)}")
    if not DAYS[0] <= days <= DAYS[1]:
        faults.append(f"it is valid for {DAYS[0]} to {DAYS[1]} days, not {days}")
    if faults:
        raise AccessError(f"No token was made: {'; '.join(faults)}.")
    rights = tuple(right for right in RIGHTS if right in bearer.rights)
    made = (made_by, now, now + timedelta(days=days))
    return Token(f"T{secrets.token_hex(4)}", name, str(bearer.side), role, rights, *made)


def token_rows(tokens: Sequence[Token], *, now: datetime) -> pa.Table:
    """Return tokens as rows, each with its state now."""
    rows = [vars(each) | {"rights": list(each.rights), "state": each.state(now)} for each in tokens]
    return pa.Table.from_pylist(rows, ROWS)


def digest(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: sa.RowMapping) -> Token:
    cells = {name: value for name, value in row.items() if name != "digest"}
    return Token(**cells | {"rights": tuple(str(row["rights"]).split(","))})
