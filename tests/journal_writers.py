"""Processes that write a journal all the time, to be killed: python journal_writers.py STORE [URL].

A warm process forks a writer for every name that it reads, so a new one costs
milliseconds. It prints `started NAME PID`, and a writer `acked KEY` once
`append` has returned; each line is one write, so no line is torn.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402, F401 so that a writer that is forked need not
import sqlalchemy.dialects.postgresql.psycopg  # noqa: E402, F401 likewise

from cutover.acts import Act, Actor  # noqa: E402 the script is run by itself
from cutover.errors import JournalError  # noqa: E402
from cutover.journal import open_journal  # noqa: E402

WRITER = Actor("writer", "test", "Writer")
PATIENCE = 90


def say(*words: object) -> None:
    """Write one line at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def note(key: str) -> Act:
    """Return an act on a row of its own."""
    return Act("demo", "note", {"note_id": key}, {"note": "x" * 200}, datetime(2026, 11, 1), key)


def write(store: Path, url: str | None, name: str, count: int = sys.maxsize) -> None:
    """Append acts; where the database is gone, try the same again with the same key."""
    journal = open_journal(store, url=url)
    for number in range(count):
        key, give_up_at = f"{name}-{number}", time.monotonic() + PATIENCE
        while True:
            try:
                journal.append(note(key), WRITER)
                break
            except JournalError:
                if not url or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.02)
        say("acked", key)


def fork(store: Path, url: str | None, name: str, count: int = sys.maxsize) -> int:
    """Start a writer; return its process."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        write(store, url, name, count)
        code = 0
    except BaseException as error:
        say("failed", name, type(error).__name__, error)
    finally:
        os._exit(code)


def together(store: Path, processes: int, count: int, url: str | None = None) -> list[int]:
    """Let processes begin and write a journal at once; return their exit codes."""
    code = (
        "import os, sys; from pathlib import Path; from journal_writers import fork;"
        f"pids = [fork(Path({str(store)!r}), {url!r}, f'p{{n}}', {count}) for n in range({processes})];"
        "print(*[os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT / "tests", check=True)
    return [int(word) for word in done.stdout.splitlines()[-1].split()]


class Writers:
    """The warm process, and what its writers said."""

    def __init__(self, store: Path, url: str | None) -> None:
        command = [sys.executable, __file__, str(store), *([url] if url else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.acked: set[str] = set()
        self.failed: list[str] = []
        self.living: list[int] = []
        self.count = 0
        self._started = threading.Condition()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def start(self) -> None:
        """Start one more writer."""
        with self._started:
            before = len(self.living)
            self.count += 1
            print(f"w{self.count}", file=self.process.stdin, flush=True)
            assert self._started.wait_for(lambda: len(self.living) > before, timeout=30)

    def kill(self, number: int) -> None:
        """Kill a writer at once."""
        with suppress(ProcessLookupError):  # one that failed is gone; `failed` says why
            os.kill(self.living.pop(number), signal.SIGKILL)

    def end(self) -> None:
        """Kill all of them, and read what they said to the end."""
        while self.living:
            self.kill(0)
        self.process.stdin.close()
        self.process.wait(30)
        self._reader.join(30)
        self.process.stdout.close()

    def _listen(self) -> None:
        for line in self.process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "acked":
                self.acked.add(rest)
            elif word == "started":
                with self._started:
                    self.living.append(int(rest))
                    self._started.notify_all()
            else:
                self.failed.append(line)


def main(store: str, url: str | None = None) -> None:
    """Fork a writer for every name that is read."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in sys.stdin:
        say("started", fork(Path(store), url, name.strip()))


if __name__ == "__main__":
    main(*sys.argv[1:])
