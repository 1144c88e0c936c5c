"""The outbox: what is to be sent to whom, how far that is, and that nothing is sent twice.

A message has one letter per recipient. The key of a letter is made from
programme, message of the plan, recipient and text: the same again is the same
letter. Before its text is handed over, the letter is marked so, on disk, by an
update that only one sender can win. What was marked is never sent again by
itself: where no answer came, it is unclear, and a person decides.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from cutover.acts import Actor
from cutover.database import Database
from cutover.errors import MessageError

QUEUED, SENDING, SENT, FAILED, UNCLEAR, DROPPED = "queued", "sending", "sent", "failed", "unclear", "dropped"
"""States of a letter: to be sent, handed over, accepted, refused for good, no answer known, given up by a person."""
UNDER_WAY = (QUEUED, SENDING)
REFUSED, REJECTED = "refused", "rejected"
"""Further outcomes: not accepted now, and not accepted at all."""

CHOICES = {
    "resend": ((UNCLEAR, FAILED, DROPPED), QUEUED),
    "sent": ((UNCLEAR,), SENT),
    "drop": ((QUEUED, UNCLEAR, FAILED), DROPPED),
}
"""What a person may decide of a letter: from which states, to which."""

LEASE = timedelta(minutes=15)
"""A letter that a sender took and did not hand over is taken again after that; longer than any connection takes."""
SETTLED_AFTER = timedelta(minutes=10)
"""A letter that was handed over so long ago has no answer any more: twice the longest answer (120 s), and reserve."""
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(minutes=30)
MOST_ATTEMPTS = 12
"""Tries 5 s, 10 s, 20 s, … 30 min apart, two hours in all: greylisting and restarts pass, a weekend's plan does not."""
UNKEPT = "The outbox cannot be kept: its database does not answer. Nothing was sent; try again."
LOST = "The server stopped between handing it over and the answer"

METADATA = sa.MetaData()
MESSAGES = sa.Table(
    "cutover_messages",
    METADATA,
    sa.Column("message_id", sa.String(64), primary_key=True),
    sa.Column("programme_id", sa.Text, nullable=False),
    sa.Column("communication_id", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("as_of", sa.DateTime, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("queued_at", sa.DateTime, nullable=False),
    sa.Column("recorded_count", sa.Integer, nullable=False),
    sa.Column("record_at", sa.DateTime, nullable=False),
    sa.Column("record_problem", sa.Text),
)
LETTERS = sa.Table(
    "cutover_letters",
    METADATA,
    sa.Column("letter_id", sa.String(64), primary_key=True),
    sa.Column("message_id", sa.String(64), sa.ForeignKey(MESSAGES.c.message_id), nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempt_count", sa.Integer, nullable=False),
    sa.Column("due_at", sa.DateTime, nullable=False),
    sa.Column("claim", sa.String(32)),
    sa.Column("handed_at", sa.DateTime),
    sa.Column("settled_at", sa.DateTime),
    sa.Column("settled_by", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Index("cutover_letters_due", "state", "due_at"),
)
ROWS = pa.schema(
    [
        ("letter_id", pa.string()), ("communication_id", pa.string()), ("subject", pa.string()),
        ("recipient", pa.string()), ("state", pa.string()), ("attempt_count", pa.int64()), ("detail", pa.string()),
        ("due_at", pa.timestamp("us")), ("queued_at", pa.timestamp("us")), ("settled_at", pa.timestamp("us")),
        ("settled_by", pa.string()), ("sent_by", pa.string()), ("record_problem", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Message:
    """A text that a person sends; instants are UTC without zone.

    Attributes
    ----------
    as_of
        Status time on which it was sent.
    actor
        Who pressed the button, with the rights held then.
    """

    programme_id: str
    communication_id: str
    subject: str
    body: str
    as_of: datetime
    actor: Actor

    @property
    def message_id(self) -> str:
        """What makes it this message: programme, message of the plan, text."""
        return _digest(self.programme_id, self.communication_id, self.subject, self.body)


@dataclass(frozen=True)
class Letter:
    """A message to one recipient, taken by a sender under a claim of its own."""

    letter_id: str
    recipient: str
    attempt_count: int
    claim: str
    queued_at: datetime
    message: Message


@dataclass(frozen=True)
class Outcome:
    """What became of a letter that a sender took.

    Attributes
    ----------
    state
        SENT, REFUSED (tried again), REJECTED (for good) or UNCLEAR.
    detail
        Why, in words; no secret.
    retry_after
        How long whoever refused asks to wait.
    """

    state: str
    detail: str
    retry_after: timedelta = timedelta(0)


@dataclass(frozen=True)
class Recordable:
    """A message of which every letter is sent or given up, and that not all who have it stand in the record."""

    message_id: str
    message: Message
    recipients: tuple[str, ...]
    sent_at: datetime


class Outbox:
    """The outbox of a store; several processes may share it.

    Parameters
    ----------
    store
        Folder in which `outbox.sqlite` lies, readable by its owner only.
    url
        PostgreSQL database to keep it in instead, that of the journal.

    Raises
    ------
    MessageError
        It cannot be kept there.
    """

    def __init__(self, store: Path, *, url: str | None = None) -> None:
        unkept = partial(MessageError, UNKEPT)
        self._database = Database(METADATA, store / "outbox.sqlite", url=url, unkept=unkept)

    def put(self, message: Message, recipients: Sequence[str], *, now: datetime) -> int:
        """Queue a message; return to how many recipients: who has the same text, or is about to get it, is left out."""
        message_id = message.message_id
        row = {
            "message_id": message_id, "programme_id": message.programme_id, "subject": message.subject,
            "communication_id": message.communication_id, "body": message.body, "as_of": message.as_of,
            "actor": json.dumps(asdict(message.actor)), "queued_at": now, "recorded_count": 0, "record_at": now,
        }  # fmt: skip
        letters = [
            {"letter_id": letter_id(message_id, each), "message_id": message_id, "recipient": each, "state": QUEUED,
             "attempt_count": 0, "due_at": now} for each in recipients
        ]  # fmt: skip
        with self._database.transaction() as connection:
            connection.execute(self._database.insert(MESSAGES).values(row))
            adding = self._database.insert(LETTERS).returning(LETTERS.c.letter_id)
            return sum(len(connection.execute(adding.values(each)).all()) for each in letters)

    def take(self, *, now: datetime) -> Letter | None:
        """Take the letter that is due first, under a claim that nobody else can hold; None: nothing is due."""
        due = sa.and_(LETTERS.c.state == QUEUED, LETTERS.c.due_at <= now)
        first = sa.select(LETTERS.c.letter_id).where(due).order_by(LETTERS.c.due_at, LETTERS.c.letter_id).limit(1)
        while True:
            with self._database.transaction() as connection:
                found = connection.execute(first).scalar()
            if found is None:
                return None
            values = {"claim": secrets.token_hex(16), "due_at": now + LEASE}
            change = sa.update(LETTERS).where(LETTERS.c.letter_id == found, due)
            with self._database.transaction() as connection:
                is_taken = connection.execute(
                    change.values(**values, attempt_count=LETTERS.c.attempt_count + 1)
                ).rowcount
            if is_taken:
                return self._letter(found, values["claim"])

    def hand_over(self, letter: Letter, *, now: datetime) -> bool:
        """Mark a letter as handed over, on disk; False: it is no longer this sender's, and must not be sent."""
        return self._change(letter, (QUEUED,), {"state": SENDING, "handed_at": now})

    def settle(self, letter: Letter, outcome: Outcome, *, now: datetime) -> bool:
        """Note what became of a letter; False: somebody decided on it meanwhile."""
        values: dict[str, object] = {"detail": outcome.detail, "settled_at": now, "state": outcome.state}
        if outcome.state == REFUSED and letter.attempt_count < MOST_ATTEMPTS:
            wait = max(delay(letter.attempt_count), min(outcome.retry_after, LONGEST_DELAY))
            values |= {"state": QUEUED, "due_at": now + wait, "claim": None, "settled_at": None}
        elif outcome.state in (REFUSED, REJECTED):
            values["state"] = FAILED
        return self._change(letter, (QUEUED, SENDING, UNCLEAR), values)

    def sweep(self, *, now: datetime) -> int:
        """Mark as unclear what was handed over and never answered; return how many."""
        lost = sa.and_(LETTERS.c.state == SENDING, LETTERS.c.handed_at < now - SETTLED_AFTER)
        with self._database.transaction() as connection:
            change = sa.update(LETTERS).where(lost).values(state=UNCLEAR, detail=LOST, settled_at=now)
            return connection.execute(change).rowcount

    def decide(self, letter_id: str, choice: str, *, by: str, now: datetime) -> bool:
        """Do what a person decided of a letter, a key of `CHOICES`; False: its state does not allow that."""
        states, state = CHOICES[choice]
        values: dict[str, object] = {"state": state, "settled_by": by, "claim": None, "settled_at": now}
        if state == QUEUED:
            values |= {"due_at": now, "attempt_count": 0, "settled_at": None}
        change = sa.update(LETTERS).where(LETTERS.c.letter_id == letter_id, LETTERS.c.state.in_(states))
        with self._database.transaction() as connection:
            return connection.execute(change.values(**values)).rowcount > 0

    def rows(self, programme_id: str | None = None, *, message_id: str | None = None) -> pa.Table:
        """Return every letter, the newest message first: of one programme or message if named."""
        query = sa.select(LETTERS, MESSAGES).join(MESSAGES, MESSAGES.c.message_id == LETTERS.c.message_id)
        for column, value in ((MESSAGES.c.programme_id, programme_id), (MESSAGES.c.message_id, message_id)):
            query = query if value is None else query.where(column == value)
        order = (MESSAGES.c.queued_at.desc(), MESSAGES.c.message_id, LETTERS.c.recipient)
        with self._database.transaction() as connection:
            found = connection.execute(query.order_by(*order)).mappings().all()
        rows = [
            {
                **row,
                "sent_by": json.loads(row["actor"])["name"],
                "due_at": row["due_at"] if row["state"] == QUEUED else None,
            }
            for row in found
        ]
        return pa.Table.from_pylist(rows, ROWS)

    def recordable(self, *, now: datetime) -> list[Recordable]:
        """Return the messages whose sending is to be recorded."""
        letters = LETTERS.c
        is_sent = letters.state == SENT
        counts = (
            sa.select(letters.message_id, sa.func.count().filter(is_sent).label("sent_count"))
            .group_by(letters.message_id)
            .having(sa.func.count().filter(letters.state.not_in((SENT, DROPPED))) == 0)
            .subquery()
        )
        due = sa.and_(counts.c.sent_count > MESSAGES.c.recorded_count, MESSAGES.c.record_at <= now)
        query = sa.select(MESSAGES).join(counts, counts.c.message_id == MESSAGES.c.message_id).where(due)
        with self._database.transaction() as connection:
            found = connection.execute(query.order_by(MESSAGES.c.queued_at)).mappings().all()
            return [self._recordable(connection, row) for row in found]

    def recorded(self, found: Recordable, *, problem: str | None, again_at: datetime) -> None:
        """Note that a sending stands in the record; or why it does not, and when that is tried again."""
        values = {"record_problem": problem, "record_at": again_at}
        if problem is None:
            values["recorded_count"] = len(found.recipients)
        with self._database.transaction() as connection:
            connection.execute(sa.update(MESSAGES).where(MESSAGES.c.message_id == found.message_id).values(**values))

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _recordable(self, connection: sa.Connection, row: Mapping[str, object]) -> Recordable:
        own = sa.and_(LETTERS.c.message_id == row["message_id"], LETTERS.c.state == SENT)
        query = sa.select(LETTERS.c.recipient, LETTERS.c.settled_at).where(own).order_by(LETTERS.c.recipient)
        sent = connection.execute(query).all()
        newest = max(each.settled_at for each in sent)
        return Recordable(str(row["message_id"]), _message(row), tuple(each.recipient for each in sent), newest)

    def _letter(self, letter_id: str, claim: str) -> Letter | None:
        query = sa.select(LETTERS, MESSAGES).join(MESSAGES, MESSAGES.c.message_id == LETTERS.c.message_id)
        with self._database.transaction() as connection:
            row = connection.execute(query.where(LETTERS.c.letter_id == letter_id)).mappings().one()
        return Letter(letter_id, row["recipient"], row["attempt_count"], claim, row["queued_at"], _message(row))

    def _change(self, letter: Letter, states: tuple[str, ...], values: Mapping[str, object]) -> bool:
        """Change a letter if it is in one of these states and still under the sender's claim."""
        own = sa.and_(LETTERS.c.letter_id == letter.letter_id, LETTERS.c.claim == letter.claim)
        change = sa.update(LETTERS).where(own, LETTERS.c.state.in_(states)).values(**values)
        with self._database.transaction() as connection:
            return connection.execute(change).rowcount > 0


def letter_id(message_id: str, recipient: str) -> str:
    """Return the key of a letter: upper and lower case of an address are one recipient."""
    return _digest(message_id, recipient.casefold())


def delay(attempt_count: int) -> timedelta:
    """Return how long after a refused attempt the next is made: twice as long each time."""
    return min(FIRST_DELAY * 2 ** min(attempt_count - 1, 20), LONGEST_DELAY)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _message(row: Mapping[str, object]) -> Message:
    actor = json.loads(str(row["actor"]))
    named = {name: row[name] for name in ("programme_id", "communication_id", "subject", "body", "as_of")}
    return Message(**named, actor=Actor(**actor | {"rights": tuple(actor["rights"])}))
