"""The two small files beside the journal: its key, and the anchor.

The anchor says outside the database how far the journal had come: one line
`seq hash recorded_at` for each row, appended and forced to disk. So a journal
whose tail was cut off, or an old copy of it, is found out.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cutover.errors import JournalError
from cutover.journal.model import Head

KEY_BYTES = 32
TAIL_BYTES = 512


def create_private(path: Path, content: bytes) -> bool:
    """Make a file that only its owner reads, whole or not at all; tell whether it was not there yet."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "xb", opener=private) as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, path)
        flush(path.parent)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def read_key(path: Path) -> bytes | None:
    """Return the key of the journal; None if there is none.

    Raises
    ------
    JournalError
        If the file does not hold a key.
    """
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise JournalError("The journal's key cannot be read; put the file back from a backup.") from error
    if len(key) != KEY_BYTES:
        raise JournalError(f"The journal's key has {len(key)} bytes instead of {KEY_BYTES}; put the file back.")
    return key


def make_key(path: Path) -> bytes:
    """Return the key of the journal, made now by whoever of several processes comes first."""
    create_private(path, secrets.token_hex(KEY_BYTES).encode())
    return read_key(path) or b""


class Anchor:
    """The anchor file, which several processes of one machine may share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, head: Head | None = None) -> bool:
        """Begin the anchor at a head; tell whether there was none before."""
        return create_private(self.path, _line(head or Head()))

    def reach(self, head: Head) -> None:
        """Make sure that a head is anchored: a line for it unless the anchor is as far already.

        Raises
        ------
        OSError
            If it cannot be written, as on a full disk.
        """
        with self._locked() as handle:
            tail = _tail(handle)
            if _last_seq(tail) < head.seq:
                torn = b"" if not tail or tail.endswith(b"\n") else b"\n"
                _write_all(handle, torn + _line(head))
                os.fsync(handle)

    def heads(self) -> list[Head] | None:
        """Return every head that was anchored, None if there is no anchor; a line half written in a crash is none.

        Raises
        ------
        JournalError
            If it cannot be read.
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise JournalError(
                f"The journal's anchor cannot be read: {(error.strerror or 'error').lower()}."
            ) from error
        return [head for head in map(_head, lines) if head]

    @contextmanager
    def _locked(self) -> Iterator[int]:
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def _line(head: Head) -> bytes:
    return f"{head.seq} {head.hash} {head.recorded_at}\n".encode()


def _head(line: bytes) -> Head | None:
    words = line.decode("ascii", "replace").split(" ")
    if len(words) == 3 and words[0].isdecimal() and len(words[1]) == 64:
        return Head(int(words[0]), words[1], words[2])
    return None


def _tail(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    return os.pread(handle, TAIL_BYTES, max(0, size - TAIL_BYTES))


def _last_seq(tail: bytes) -> int:
    """Return the number in the last whole line."""
    return max((head.seq for head in map(_head, tail.split(b"\n")[:-1]) if head), default=-1)


def _write_all(handle: int, content: bytes) -> None:
    """Write all of it: a nearly full disk takes a part and says so only by the count."""
    while content:
        content = content[os.write(handle, content) :]


def private(path: str, flags: int) -> int:
    """Open a file that only its owner reads: an `opener` for `open`."""
    return os.open(path, flags, 0o600)


def flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
