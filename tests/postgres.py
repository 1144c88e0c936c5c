"""A throwaway PostgreSQL cluster for the tests: the real server, forced to disk, gone at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWNER = "postgres"


def find_program(name: str) -> Path | None:
    """Return a program of PostgreSQL: the one on the path, else the newest that is installed."""
    found = shutil.which(name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return Path(found) if found else installed[-1] if installed else None


class Cluster:
    """One running server; `url` is its database as owner."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
        self.count = 0

    def new_database(self) -> str:
        """Return the address, as owner, of an empty schema, which is a database for whoever looks through it."""
        self.count += 1
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"create schema test_{self.count}")
            connection.execute(f"grant usage on schema test_{self.count} to public")
        return f"{self.url}?options=-csearch_path%3Dtest_{self.count}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c recovery_init_sync_method=syncfs"
        self._run(
            "pg_ctl", "-w", "-t", "60", "-D", self.folder / "cluster", "-l", self.folder / "log", "-o", options, "start"
        )

    def kill(self) -> None:
        """Kill the server without a warning, as a power cut does."""
        pid = int((self.folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            os.kill(each, signal.SIGKILL)
        wait_for_end([pid, *map(int, children)])
        (self.folder / "cluster" / "postmaster.pid").unlink()  # a process that nobody reaps would count as running

    def create(self) -> None:
        """Make the cluster's files."""
        options = ["-D", self.folder / "cluster", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        self._run("initdb", *options, "--no-sync")

    def _run(self, name: str, *words: object) -> None:
        command = [str(find_program(name)), *map(str, words)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", OWNER, "--", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, timeout=90, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}{self._log()}"

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text()[-2000:] if log.exists() else ""


def wait_for_end(pids: list[int]) -> None:
    """Wait until none of the processes holds anything any more."""
    for pid in pids:
        while Path(f"/proc/{pid}/stat").exists() and state_of(pid) != "Z":
            signal.sigtimedwait([], 0.01)


def state_of(pid: int) -> str:
    """Return the letter of a process's state; Z is one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a running server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="cutover-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = Cluster(folder, probe.getsockname()[1])
    try:
        found.create()
        found.start()
        yield found
        found.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
