"""Writes sample programmes: one agency's move to a shared service, told snapshot by snapshot.

    DIR/01_2026-09-25T2200Z/tasks.csv      a folder for each snapshot, named by its status time (UTC)
                            people.csv     a file for each table that changed since the snapshot before
    DIR/02_2026-10-02T2200Z/tasks.csv

The story stands in `story/*.csv`; the modules add dates, chance and scale.
"""

from collections.abc import Iterator
from pathlib import Path

from cutover.errors import CutoverError
from cutover.generate.dice import Dice
from cutover.generate.incidents import build_incidents
from cutover.generate.plan import build_plan
from cutover.generate.snapshot import snapshot_tables
from cutover.generate.times import status_times, to_utc
from cutover.generate.writer import Columns, row_count, write_table
from cutover.series import snapshot_folders
from cutover.tables import TABLES

DEFAULT_TASKS, DEFAULT_INCIDENTS, DEFAULT_SNAPSHOTS, DEFAULT_SEED = 250, 400, 27, 418


def write_programme(
    folder: Path,
    *,
    tasks: int = DEFAULT_TASKS,
    incidents: int = DEFAULT_INCIDENTS,
    snapshots: int = DEFAULT_SNAPSHOTS,
    seed: int = DEFAULT_SEED,
) -> None:
    """Write a programme: the same bytes for the same arguments.

    Snapshots that an earlier run left in the folder are replaced.

    Parameters
    ----------
    folder
        Folder for the snapshots; made if it is not there.
    tasks, incidents
        Rows of those tables in the newest snapshot.
    snapshots
        Number of snapshots: weekly before the cutover, daily from then on.
    seed
        Chance; any whole number from 0.

    Raises
    ------
    CutoverError
        If a number is out of range, or the folder cannot be written.
    """
    for name, value, least in (("tasks", tasks, 1), ("incidents", incidents, 0), ("seed", seed, 0)):
        if value < least:
            raise CutoverError(f"{name} is {value}; it must be at least {least}.")
    times = status_times(snapshots)
    dice = Dice(seed)
    plan, register = build_plan(tasks, dice), build_incidents(incidents, dice)
    try:
        _clear(folder)
        digests: dict[str, str] = {}
        for number, as_of in enumerate(times, 1):
            name = f"{number:0{max(2, len(str(snapshots)))}d}_{to_utc(as_of):%Y-%m-%dT%H%MZ}"
            _write_snapshot(folder / name, snapshot_tables(plan, register, as_of), digests)
    except OSError as error:
        raise CutoverError(f"The folder {folder.name} cannot be written: {error.strerror}.") from error


def _write_snapshot(path: Path, tables: Iterator[tuple[str, Columns]], digests: dict[str, str]) -> None:
    """Write the tables that have rows and differ from what `digests` says was written last."""
    path.mkdir(parents=True, exist_ok=True)
    for name, columns in tables:
        if row_count(columns):
            digest = write_table(path / f"{name}.csv", TABLES[name], columns)
            if digests.get(name) == digest:
                (path / f"{name}.csv").unlink()
            digests[name] = digest


def _clear(folder: Path) -> None:
    """Make the folder, and remove the tables of snapshots that are in it; nothing else is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for _, path in snapshot_folders(folder):
        for name in TABLES:
            (path / f"{name}.csv").unlink(missing_ok=True)
        if not any(path.iterdir()):
            path.rmdir()
