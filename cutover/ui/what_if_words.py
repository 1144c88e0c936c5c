"""What-if in words: a change as people say it, and what all changes do in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from cutover.comparison import Comparison
from cutover.figures.look import status_label
from cutover.scenario import Change, Lasts, Starts
from cutover.zones import local_time

LINK_WORDS = {
    "FS": "starts after {} finishes",
    "SS": "starts after {} starts",
    "FF": "finishes after {} finishes",
    "SF": "finishes after {} starts",
}
"""What a link says of the task that waits; {} is the other task."""
SPANS = ((1440, "day", "days"), (60, "h", "h"), (1, "min", "min"))


@dataclass(frozen=True)
class Speaker:
    """Says changes in words, with the names of tasks where they are known, in local time of a zone."""

    names: dict[str, str]
    zone: str

    def task(self, task_id: str) -> str:
        """Return a task by identifier and name."""
        return f"{task_id} {self.names[task_id]}" if task_id in self.names else task_id

    def change(self, change: Change) -> str:
        """Return a change as a sentence without its full stop."""
        name = self.task(change.task_id)
        if isinstance(change, Lasts):
            return f"{name} takes {span(change.minutes, SPANS[1:])} of work"
        if isinstance(change, Starts):
            return f"{name} starts no earlier than {spoken(change.at, self.zone)}"
        link = LINK_WORDS[change.dependency_type].format(self.task(change.predecessor_id))
        lag = change.lag_minutes
        wait = f", and {span(lag)} more" if lag > 0 else f", less {span(-lag)}" if lag < 0 else ""
        return f"{name} {link}{wait}"


def sentence(outcome: Comparison, zone: str) -> str:
    """Return what changes do: 'Go-live moves 3 h later, to Sun 1 Nov 14:00; 2 checkpoints turn; 14 tasks of 3 roles move'."""
    focus = next(iter(outcome.targets.slice(0, 1).to_pylist()), None)
    tasks = outcome.tasks.num_rows
    roles = len(set(outcome.affected["owner_role"].to_pylist()))
    parts = [
        "No finish is known" if focus is None else _finish(focus, zone),
        f"{counted(outcome.checkpoints.num_rows, 'checkpoint')} turn{'s' * (outcome.checkpoints.num_rows < 2)}",
        f"{counted(tasks, 'task')} of {counted(roles, 'role')} move{'s' * (tasks == 1)}" if tasks else "no task moves",
    ]
    return f"{'; '.join(parts)}."


def _finish(focus: dict, zone: str) -> str:
    name, moved, at = focus["target_name"], focus["moved_minutes"], spoken(focus["after_at"], zone)
    if not moved:
        return f"{name} stays at {at}"
    return f"{name} moves {move(moved)}, to {at}"


def move(minutes: int | None) -> str | None:
    """Return by how much something moves: '3 h later', 'stays'; null stays null."""
    if not minutes:
        return None if minutes is None else "stays"
    return f"{span(abs(minutes))} {'later' if minutes > 0 else 'earlier'}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 'no checkpoint', '1 checkpoint', '2 checkpoints'."""
    return f"no {noun}" if count == 0 else f"{count:,} {noun}{'s' * (count != 1)}"


def span(minutes: int, units: tuple = SPANS) -> str:
    """Return minutes exactly as people say them: '1 day 2 h 30 min'; working time is told in hours."""
    parts = []
    for size, one, many in units:
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count:,} {one if count == 1 else many}")
    return " ".join(parts) or "0 min"


def spoken(at: datetime, zone: str) -> str:
    """Return a UTC instant as local time: 'Sun 1 Nov 14:00'."""
    return f"{local_time(at, zone):%a %-d %b %H:%M}"


def with_health(checkpoints: pa.Table) -> pa.Table:
    """Return checkpoints with the health before as shape and word; that after is written so by its name."""
    return _told(checkpoints, "health_before", status_label)


def with_moves(rows: pa.Table, column: str = "moved_minutes") -> pa.Table:
    """Return rows with the minutes of a column in words: '5 days 11 h later'."""
    return _told(rows, column, move)


def _told(rows: pa.Table, column: str, words: Callable[..., str | None]) -> pa.Table:
    told = pa.array([words(value) for value in rows[column].to_pylist()], pa.string())
    return rows.set_column(rows.schema.get_field_index(column), column, told)
