"""Rows of the journal: how an act becomes one, how it is hashed, and how it is read again; pure.

A row is one mapping of columns to text (`seq` is a number). Its hash is

    HMAC-SHA256(key, hash of the row before || canonical JSON of every other column)

so that no cell of any row can change without that every later hash changes too.
"""

import hmac
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from cutover.acts import KINDS, Act, Actor, Event
from cutover.errors import JournalError
from cutover.journal.model import BrokenChainError, Head

HASHED = ("seq", "key", "programme_id", "table_name", "subject", "kind", "recorded_at", "body")
COLUMNS = (*HASHED, "previous_hash", "hash")
LONGEST_NAME = 200
LONGEST_BODY = 1_000_000
IN_BODY = ("after", "before", "as_of", "reason", "corrects", "seen", "seal")

Row = Mapping[str, object]


def canonical(value: object) -> str:
    """Return a value as JSON text of which there is only one.

    Keys are sorted by code point, no blanks, characters as they are (UTF-8),
    numbers as Python writes them: the shortest that reads back the same.

    Raises
    ------
    JournalError
        If JSON cannot hold it: another type, a key that is no text, not a
        number, half a character.
    """
    try:
        text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        text.encode()
    except RecursionError as error:
        raise JournalError("This cannot be recorded: it is nested too deep.") from error
    except UnicodeEncodeError as error:
        raise JournalError("This cannot be recorded: it holds half a character (a lone surrogate).") from error
    return text


def _plain(value: object) -> object:
    """Return a value made of what JSON knows, and nothing else."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {name: _plain(item) for name, item in value.items()}
    raise JournalError(
        f"This cannot be recorded: a value of type {type(value).__name__} is neither text, finite number, yes/no,"
        " list nor object with text as names; instants and dates are written as ISO text."
    )


def make_row(act: Act, actor: Actor) -> dict[str, object]:
    """Return an act as a row that has no place in the chain yet.

    Raises
    ------
    JournalError
        If the act cannot be written: an unknown kind, a name that is empty or
        too long, a value that JSON does not know.
    """
    if act.kind not in KINDS:
        raise JournalError(f"There is no kind of act {act.kind!r}.")
    for what, name in (("programme", act.programme_id), ("key", act.key)):
        if not 0 < len(name) <= LONGEST_NAME or "\0" in name:
            raise JournalError(f"The {what} of an act has 1 to {LONGEST_NAME} characters; this one has {len(name)}.")
    if act.as_of.tzinfo is not None:
        raise JournalError("The status time of an act is in UTC, without a zone.")
    said = {name: getattr(act, name) for name in IN_BODY} | {"as_of": act.as_of.isoformat()}
    row = {
        "key": act.key,
        "programme_id": act.programme_id,
        "table_name": KINDS[act.kind].table,
        "subject": canonical(act.subject),
        "kind": act.kind,
        "body": canonical({"act": said, "actor": asdict(actor)}),
    }
    canonical(row)
    if len(row["subject"]) + len(row["body"]) > LONGEST_BODY:
        raise JournalError(f"This cannot be recorded: it is longer than {LONGEST_BODY:,} characters.")
    return row


def placed(row: Row, head: Head, recorded_at: str, key: bytes) -> dict[str, object]:
    """Return a row with its place behind the head."""
    whole = {**row, "seq": head.seq + 1, "recorded_at": recorded_at, "previous_hash": head.hash}
    return whole | {"hash": row_hash(whole, head.hash, key)}


def row_hash(row: Row, previous: str, key: bytes) -> str:
    """Return the hex digest of a row behind the row with the hash `previous`."""
    text = json.dumps({name: row[name] for name in HASHED}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, (previous + text).encode("utf-8", "surrogatepass"), "sha256").hex()


def check_row(row: Row, head: Head, key: bytes) -> Head:
    """Return the head after a row.

    Raises
    ------
    BrokenChainError
        If the row is not the one that was written behind this head.
    """
    seq = row["seq"]
    if seq != head.seq + 1:
        missing = f"row {head.seq + 1} is" if seq == head.seq + 2 else f"rows {head.seq + 1} to {seq - 1} are"
        raise BrokenChainError(head.seq + 1, f"After row {head.seq} comes row {seq}: {missing} missing.")
    if row["previous_hash"] != head.hash:
        before = f"row {head.seq}" if head.seq else "the beginning"
        raise BrokenChainError(seq, f"{described(row)} does not continue {before}.")
    if row["hash"] != row_hash(row, head.hash, key):
        other = " Or the key is not the one that the journal was begun with." if seq == 1 else ""
        raise BrokenChainError(seq, f"{described(row)} was changed after it was written.{other}")
    return Head(seq, row["hash"], row["recorded_at"])


def described(row: Row) -> str:
    """Return which row it is, as far as its cells can be read: 'Row 17 (vote by Ann Lee, recorded ...)'."""
    kind = KINDS[row["kind"]].label.lower() if row["kind"] in KINDS else "act of an unknown kind"
    try:
        name = json.loads(row["body"])["actor"]["name"]
    except (ValueError, TypeError, KeyError):
        name = "somebody"
    return f"Row {row['seq']} ({kind} by {name}, recorded {instant(row['recorded_at'])})"


def instant(iso: object) -> str:
    """Return ISO text in UTC as people read it; text that is none as it is."""
    try:
        return f"{datetime.fromisoformat(str(iso)):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return str(iso)


def read_event(row: Row) -> Event:
    """Return a row as the event that it holds.

    Raises
    ------
    BrokenChainError
        If its cells cannot be understood.
    """
    try:
        body = json.loads(row["body"])
        said = body["act"] | {"as_of": datetime.fromisoformat(body["act"]["as_of"])}
        act = Act(row["programme_id"], row["kind"], json.loads(row["subject"]), key=row["key"], **said)
        actor = Actor(**body["actor"] | {"rights": tuple(body["actor"]["rights"])})
        recorded_at = datetime.fromisoformat(row["recorded_at"])
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenChainError(row["seq"], f"Row {row['seq']} cannot be read: its cells make no act.") from error
    return Event(row["seq"], recorded_at, act, actor, row["previous_hash"], row["hash"])
