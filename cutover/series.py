"""A folder of snapshots: one folder for each, named by its status time in UTC.

plan/01_2026-09-25T2200Z/tasks.csv
plan/02_2026-10-02T2200Z/tasks.csv
"""

import re
from datetime import datetime
from pathlib import Path

_NAME = re.compile(r"(?:\d+_)?(\d{4}-\d\d-\d\dT\d{4}Z)")


def status_time_of(folder: Path) -> datetime | None:
    """Return the status time that a folder is named by, in UTC without zone; None for another name.

    The name is the time, with or without a number before it:
    `2026-09-07T1800Z`, `01_2026-09-07T1800Z`.
    """
    match = _NAME.fullmatch(folder.name)
    try:
        return datetime.strptime(match[1], "%Y-%m-%dT%H%MZ") if match and folder.is_dir() else None
    except ValueError:
        return None


def snapshot_folders(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the snapshots in a folder with their status times, oldest first; other folders are left out."""
    return sorted((as_of, path) for path in folder.iterdir() if (as_of := status_time_of(path)))
