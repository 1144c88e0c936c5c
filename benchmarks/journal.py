"""The journal against bare commits of the same database, all in one run.

python -m benchmarks.journal               # 2,000 appends, 5,000 events to verify
python -m benchmarks.journal --quick       # 50 appends, 100 events
python -m benchmarks.journal --write       # also into docs/benchmarks.md

PostgreSQL is measured where `CUTOVER_BENCHMARK_POSTGRES` names an empty database.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg

from benchmarks.measure import grid, measure, stamp, write_section
from cutover.acts import Act, Actor
from cutover.journal import open_journal
from cutover.journal.database import PRAGMAS

APPENDS, EVENTS = 2_000, 5_000
QUICK_APPENDS, QUICK_EVENTS = 50, 100
WRITER = Actor("writer", "test", "Writer", side="customer", role="program_manager")
TEXT = "x" * 300
POSTGRES = "CUTOVER_BENCHMARK_POSTGRES"


def act(number: int) -> Act:
    """Return a note of the size of a usual act."""
    key = f"{os.getpid()}-{number}"
    return Act("demo", "note", {"note_id": key}, {"note": TEXT}, datetime(2026, 11, 1), key)


def seconds_each(count: int, do: Callable[[int], object]) -> dict[str, float]:
    """Return the mean, the median and the slowest percent of doing something that often, in seconds."""
    times = []
    for number in range(count):
        started = time.perf_counter()
        do(number)
        times.append(time.perf_counter() - started)
    times.sort()
    return {"mean": sum(times) / count, "median": times[count // 2], "slow": times[min(count - 1, count * 99 // 100)]}


def bare_sqlite(count: str) -> dict[str, float]:
    """Insert and commit a row of the same size with the same pragmas, and nothing else."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "bare.sqlite")) as connection:
        connection.isolation_level = None
        for name, value in PRAGMAS.items():
            connection.execute(f"pragma {name} = {value}")
        connection.execute("create table journal (seq integer primary key, body text not null)")
        return seconds_each(
            int(count), lambda _: connection.execute("insert into journal (body) values (?)", [2 * TEXT])
        )


def bare_postgres(count: str) -> dict[str, float]:
    """Do the same on PostgreSQL."""
    with psycopg.connect(os.environ[POSTGRES], autocommit=True) as connection:
        connection.execute("drop table if exists bare_journal")
        connection.execute("create table bare_journal (seq bigserial primary key, body text not null)")
        found = seconds_each(
            int(count), lambda _: connection.execute("insert into bare_journal (body) values (%s)", [2 * TEXT])
        )
        connection.execute("drop table bare_journal")
        return found


def append_sqlite(count: str) -> dict[str, float]:
    """Append acts to a journal on SQLite: chain, checks, commit and anchor."""
    with tempfile.TemporaryDirectory() as folder:
        return _append(Path(folder), None, int(count))


def append_postgres(count: str) -> dict[str, float]:
    """Append acts to a journal on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        return _append(Path(folder), os.environ[POSTGRES], int(count))


def _append(folder: Path, url: str | None, count: int) -> dict[str, float]:
    journal = open_journal(folder, url=url, key=b"benchmark")
    if journal.head().seq and not (folder / "journal.anchor").exists():
        journal.renew_anchor()
    found = seconds_each(count, lambda number: journal.append(act(number), WRITER))
    journal.close()
    return found


def prove(count: str) -> dict[str, float]:
    """Return the seconds of opening a journal of that many events, of verifying it, and of reading its head."""
    with tempfile.TemporaryDirectory() as folder:
        _append(Path(folder), None, int(count))
        started = time.perf_counter()
        journal = open_journal(Path(folder), key=b"benchmark")
        opened = time.perf_counter()
        found = journal.verify()
        verified = time.perf_counter()
        head = seconds_each(100, lambda _: journal.head())["median"]
        journal.close()
    if not found.is_intact or found.event_count != int(count):
        raise RuntimeError(f"{found.event_count} events were verified of {count}: {found.problem}")
    return {"open": opened - started, "verify": verified - opened, "head": head}


CONTENDERS = {
    "SQLite, bare insert and commit": "bare_sqlite",
    "SQLite, journal": "append_sqlite",
    "PostgreSQL, bare insert and commit": "bare_postgres",
    "PostgreSQL, journal": "append_postgres",
}


def compare(count: int) -> dict[str, dict[str, float]]:
    """Return the seconds of one row by contender; those of PostgreSQL where there is one."""
    names = [name for name in CONTENDERS if POSTGRES in os.environ or not name.startswith("PostgreSQL")]
    return {name: measure(f"benchmarks.journal:{CONTENDERS[name]}", count).result for name in names}


def section(found: dict[str, dict[str, float]], proof: dict[str, float], count: int, events: int) -> str:
    """Return the section of docs/benchmarks.md."""
    rows = []
    for name, times in found.items():
        bare = found[f"{name.partition(',')[0]}, bare insert and commit"]["mean"]
        cells = (f"{1 / times['mean']:,.0f}", f"{times['mean'] / bare:.1f}",
                 *(f"{1000 * times[part]:.2f}" for part in ("median", "slow")))  # fmt: skip
        rows.append((name, *cells))
    table = grid(("one writer", "rows/s", "times the bare commit", "median ms", "99th percent ms"), rows)
    return (
        f"## Journal\n\n{stamp()} {count:,} rows each, every one forced to disk before the next; the journal also chains,\n"
        "checks key and conflict, and forces a second file, the anchor.\n\n"
        f"{table}\nOf {events:,} events: {1000 * proof['open']:,.0f} ms to open the journal, which proves it,"
        f" {1000 * proof['verify']:,.0f} ms to verify it again, {1e6 * proof['head']:,.0f} µs to read its head."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and with --write put into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rows")
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    given = parser.parse_args(arguments)
    count, events = (QUICK_APPENDS, QUICK_EVENTS) if given.quick else (APPENDS, EVENTS)
    proof = measure("benchmarks.journal:prove", events).result
    text = section(compare(count), proof, count, events)
    print(text)
    if given.write:
        write_section("journal", text)


if __name__ == "__main__":
    main()
