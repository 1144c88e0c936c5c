"""Processes that send what is due, to be killed: python mail_senders.py STORE PORT [URL].

A warm process forks a sender for every number of minutes that it reads, by
which the clock of that sender is ahead; it prints the process, and `done` once
nothing is due.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psycopg  # noqa: E402, F401 so that a sender that is forked need not
import sqlalchemy.dialects.postgresql.psycopg  # noqa: E402, F401 likewise
from mailing import plain  # noqa: E402

from cutover import clock  # noqa: E402 the script is run by itself
from cutover.messages.delivery import deliver_due  # noqa: E402
from cutover.messages.send import Post  # noqa: E402
from cutover.messages.settings import Channels  # noqa: E402
from cutover.outbox import Outbox  # noqa: E402


def say(word: object) -> None:
    """Write one line at once."""
    os.write(1, f"{word}\n".encode())


def deliver(store: str, port: str, url: str | None, minutes: str) -> None:
    """Send what is due by a clock that is ahead."""
    real = clock.now
    clock.now = lambda: real() + timedelta(minutes=int(minutes))
    deliver_due(Post(Outbox(Path(store), url=url), Channels(plain(int(port)))))


def main(store: str, port: str, url: str | None = None) -> None:
    """Fork a sender for every line."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            say(os.getpid())
            deliver(store, port, url, line)
            say("done")
            os._exit(0)
        os.waitpid(-1, os.WNOHANG)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
