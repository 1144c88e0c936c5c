"""What changed between two moments of a programme: tasks and registers, with what stood there before.

Both moments are asked the same two reports, `task_states` and
`register_states`; what is only in the earlier one was taken out and is told as
removed. Nothing is stored for this: any two moments can be compared.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pyarrow as pa

from cutover.warehouse import Moment
from cutover.wording import length, plain, words
from cutover.zones import local_time

MINUTE = timedelta(minutes=1)
TEXT = pa.string()
CHANGES = pa.schema(
    [
        ("position", pa.int64()), ("kind", TEXT), ("item_kind", TEXT), ("item_id", TEXT), ("what", TEXT),
        ("column", TEXT), ("before", TEXT), ("after", TEXT), ("moved_minutes", pa.int64()), ("health", TEXT),
        ("side", TEXT), ("owner_role", TEXT), ("workstream", TEXT), ("phase", TEXT), ("said_by", TEXT),
        ("said_at", pa.timestamp("us")),
    ]
)  # fmt: skip
MEANINGS = {
    "position": "order in which they are read out", "kind": "what happened",
    "item_kind": "task, checkpoint, criterion, condition, or the type of an entry of the RAID log",
    "item_id": "identifier", "what": "name of the item", "column": "what of it changed; empty: that it is there",
    "before": "what stood there; empty: nothing", "after": "what stands there now; empty: nothing",
    "moved_minutes": "by how much a time moved; positive is later", "health": "better, worse or neither",
    "side": "side that owns it", "owner_role": "role that owns it", "workstream": "workstream", "phase": "phase",
    "said_by": "who said so in an act; empty: a file says it", "said_at": "status time of that act; UTC",
}  # fmt: skip
HOW = """What changed between two moments, one row per item and value.

The reports task_states and register_states of both moments are compared. What
is only in the earlier one was removed, what is only in the later one is new. A
task that slipped or was pulled in: its planned finish (else its planned start)
moved, or the finish that its owner expects, while it is open. Re-scoped: name,
workstream, side, phase, planned hours or duration are different; owner: role or
people are. What had finished before the earlier moment and was told only after
it is not counted as finished since. What was changed and changed back in between is not told.
"""
HEALTHS = {
    "finished": "on_track", "reported": "on_track", "started": "on_track", "unblocked": "on_track", "blocked": "late", "failed": "late",
    "slipped": "late", "pulled_in": "on_track", "reopened": "at_risk", "skipped": "unknown", "decided": "decided",
    "opened": "at_risk", "closed": "on_track", "read": "unknown", "added": "unknown", "removed": "unknown",
    "re_scoped": "unknown", "owner": "unknown",
}  # fmt: skip
KINDS = (
    "blocked", "failed", "slipped", "reopened", "finished", "reported", "started", "unblocked", "pulled_in", "decided", "opened",
    "closed", "added", "removed", "skipped", "re_scoped", "owner", "read",
)  # fmt: skip
"""Every kind of change, in the order in which they are read out."""
REGISTERS = {"checkpoint": "checkpoints", "criterion": "criteria", "condition": "conditions"}
SOURCES = {"completed_at": "actual_finish_at", "reading": "actual", "state": "status", "due_at": "planned_at",
           "item_name": "title", "definition": "target"}  # fmt: skip
SCOPE = ("task_name", "workstream", "side", "phase", "planned_hours", "duration_minutes")
REGISTER_SCOPE = ("item_name", "item_kind", "definition", "severity", "workstream", "side")
OWNERS = ("owner_role", "owners")
FILTERS = {"workstreams": "workstream", "sides": "side", "phases": "phase"}
Row = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One thing that changed.

    Attributes
    ----------
    kind
        One of `KINDS`.
    column
        What of the item changed; empty: that it is there.
    before, after
        In words, instants in local time; None: nothing was, or is, there.
    moved_minutes
        By how much an instant moved; positive is later.
    """

    kind: str
    column: str = ""
    before: str | None = None
    after: str | None = None
    moved_minutes: int | None = None


Say = Callable[[str, object], str | None]


def changes_since(moment: Moment, before: Moment, filters: Mapping[str, Sequence[str]] | None = None) -> pa.Table:
    """Return what changed from an earlier moment to this one, one row per item and column, in the order of `KINDS`.

    Parameters
    ----------
    moment, before
        The same programme at two status times.
    filters
        Standard filters (`workstreams`, `sides`, `phases`); an item is kept
        where it belongs to them now or did then. Items of the registers that
        name no workstream, side or phase concern all.

    Returns
    -------
    pa.Table
        Rows of `CHANGES`; instants are UTC, `before` and `after` are words in
        the zone of the programme. `said_by` is who said so in an act, if one did.
    """
    zone = moment.query("programme_summary").column("zone")[0].as_py()
    say, acts = _sayer(zone), _acts_since(moment, before.as_of)
    tasks = partial(_task_changes, since=before.as_of)
    found = [
        *_compared(_states(before, "task_states"), _states(moment, "task_states"), tasks, say, acts),
        *_compared(_states(before, "register_states"), _states(moment, "register_states"), _register_changes, say, acts),
    ]  # fmt: skip
    rows = [row for row, both in found if _is_kept(both, filters or {})]
    rows.sort(key=_order)
    return pa.Table.from_pylist([row | {"position": place} for place, row in enumerate(rows, 1)], CHANGES)


def tally(changes: pa.Table) -> dict[str, int]:
    """Return how many items changed in each way, in the order of `KINDS`; what did not happen is left out."""
    items = {(row["kind"], row["item_kind"], row["item_id"]) for row in changes.to_pylist()}
    counts = {kind: sum(one == kind for one, *_ in items) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def _states(moment: Moment, report: str) -> dict[tuple[str, str], Row]:
    """Return the rows of a report of states by table and identifier."""
    rows = moment.query(report).to_pylist()
    if report == "task_states":
        rows = [row | {"item_kind": "task", "item_id": row["task_id"], "item_name": row["task_name"]} for row in rows]
    return {(_table_of(row), str(row["item_id"])): row for row in rows}


def _table_of(row: Row) -> str:
    """Return the input table of an item: an entry of the RAID log stays the same when its type changes."""
    return "tasks" if row["item_kind"] == "task" else REGISTERS.get(str(row["item_kind"]), "issues")


def _compared(
    before: Mapping[tuple, Row], after: Mapping[tuple, Row], changes: Callable[[Row | None, Row, Say], Iterable[Change]],
    say: Say, acts: Mapping[str, list[Row]],
) -> Iterator[tuple[dict, tuple[Row, ...]]]:  # fmt: skip
    """Yield a row for each change, with the states that it was found in."""
    for name in sorted(before.keys() | after.keys()):
        then, now = before.get(name), after.get(name)
        found = [Change("removed", "", _place(then, say))] if now is None else list(changes(then, now, say))
        both = tuple(row for row in (now, then) if row is not None)
        for change in found:
            yield _row(change, both[0], _said(change, acts.get(":".join(name), []))), both


def _place(row: Row, say: Say) -> str:
    """Return where an item stands in time, in words."""
    if row["item_kind"] == "criterion":
        return str(row["definition"])
    if row["item_kind"] == "task" and not row["is_open"]:
        return _status_words(row, say)
    at = row["planned_finish_at"] if row["item_kind"] == "task" else row["due_at"]
    return f"due {say('due_at', at)}" if at else "not dated"


def _task_changes(then: Row | None, now: Row, say: Say, *, since: datetime) -> Iterator[Change]:
    was = then["status"] if then else None
    if then is None:
        yield Change("added", "", None, _place(now, say))
    if was != now["status"] and (then or now["status"] == "complete"):
        kind = _turn(was, now["status"])
        is_old = kind == "finished" and now["completed_at"] <= since
        yield Change("reported" if is_old else kind, "status", words(was) or None, _status_words(now, say))
    if then and was == now["status"] == "blocked" and then["blocked_reason"] != now["blocked_reason"]:
        yield _differing("re_scoped", "blocked_reason", then, now, say)
    if then and now["is_open"]:
        yield from _moves(then, now, say)
    if then:
        yield from _restated(SCOPE, then, now, say)


def _turn(then: object, now: object) -> str:
    """Return the kind of a change of status."""
    settled = {"complete": "finished", "skipped": "skipped", "failed": "failed", "blocked": "blocked"}
    if now in settled:
        return settled[str(now)]
    if then in ("complete", "skipped", "failed"):
        return "reopened"
    if then == "blocked":
        return "unblocked"
    return "started" if now == "in_progress" else "reopened"


def _status_words(row: Row, say: Say) -> str:
    """Return a status with when it came about, or why."""
    at = {"complete": row["completed_at"], "in_progress": row["actual_start_at"]}.get(str(row["status"]))
    if row["status"] == "blocked" and row["blocked_reason"]:
        return f"Blocked: {row['blocked_reason']}"
    return f"{words(row['status'])} {say('completed_at', at)}" if at else words(row["status"])


def _moves(then: Row, now: Row, say: Say) -> Iterator[Change]:
    """Yield the moves of an open task: of its planned finish, else its planned start; of its owner's forecast."""
    planned = _moved("planned_finish_at", then["planned_finish_at"], now["planned_finish_at"], say)
    if planned is None and not now["actual_start_at"]:
        planned = _moved("planned_start_at", then["planned_start_at"], now["planned_start_at"], say)
    forecast = _moved("forecast_finish_at", _expected(then), _expected(now), say)
    if planned:
        yield planned
    if forecast and not (planned and planned.moved_minutes == forecast.moved_minutes):
        yield forecast


def _expected(row: Row) -> datetime | None:
    """Return the finish that the owner states; who states none expects the planned one."""
    return row["forecast_finish_at"] or row["planned_finish_at"]


def _moved(column: str, then: datetime | None, now: datetime | None, say: Say) -> Change | None:
    if then == now:
        return None
    minutes = None if then is None or now is None else (now - then) // MINUTE
    kind = "re_scoped" if minutes is None else "slipped" if minutes > 0 else "pulled_in"
    return Change(kind, column, say(column, then), say(column, now), minutes)


def _restated(columns: Sequence[str], then: Row, now: Row, say: Say) -> Iterator[Change]:
    """Yield what was restated: scope, owner."""
    for column in (*columns, *OWNERS):
        if (then[column] or None) != (now[column] or None):
            yield _differing("owner" if column in OWNERS else "re_scoped", column, then, now, say)


def _differing(kind: str, column: str, then: Row, now: Row, say: Say) -> Change:
    return Change(kind, column, say(column, then[column]), say(column, now[column]))


def _register_changes(then: Row | None, now: Row, say: Say) -> Iterator[Change]:
    if then is None:
        yield _entered(now, say)
        return
    if then["state"] != now["state"]:
        is_decided = now["item_kind"] == "checkpoint" and now["state"]
        kind = "decided" if is_decided else "closed" if now["state"] == "closed" else "reopened"
        yield Change(kind, "state", words(then["state"]) or None, words(now["state"]) or None)
    if then["reading"] != now["reading"]:
        yield _differing("read", "reading", then, now, say)
    change = _moved("due_at", then["due_at"], now["due_at"], say)
    if change:
        yield change
    yield from _restated(REGISTER_SCOPE, then, now, say)


def _entered(row: Row, say: Say) -> Change:
    """Return how an item came into a register: entries of the RAID log and conditions are opened."""
    if _table_of(row) not in {"issues", "conditions"}:
        return Change("added", "", None, _place(row, say))
    if row["state"] == "closed":
        return Change("closed", "", None, "opened and closed since")
    return Change("opened", "", None, _place(row, say))


def _row(change: Change, item: Row, said: Row | None) -> dict:
    """Return a change of an item as a row of `CHANGES`, without its place."""
    return vars(change) | {
        "item_kind": item["item_kind"], "item_id": item["item_id"], "what": item["item_name"],
        "column": change.column or None, "health": HEALTHS[change.kind], "said_by": said and said["actor"],
        "said_at": said and said["act_as_of"],
        **{name: item[name] for name in ("side", "owner_role", "workstream", "phase")},
    }  # fmt: skip


def _order(row: Row) -> tuple:
    return (KINDS.index(str(row["kind"])), -abs(row["moved_minutes"] or 0), str(row["item_kind"]), str(row["item_id"]),
            str(row["column"]))  # fmt: skip


def _is_kept(both: Sequence[Row], filters: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether an item belongs to the filters, now or then."""
    chosen = {FILTERS[name]: set(values) for name, values in filters.items() if name in FILTERS and values}
    return any(all(_belongs(row, column, values) for column, values in chosen.items()) for row in both)


def _belongs(row: Row, column: str, values: set[str]) -> bool:
    return row[column] in values or (row[column] is None and row["item_kind"] != "task")


def _acts_since(moment: Moment, since: datetime) -> dict[str, list[Row]]:
    """Return the acts in force that were done after a time, by what they are about, the newest first."""
    found: dict[str, list[Row]] = {}
    rows = moment.table("stg_acts").to_pylist() if moment.position else []
    for row in sorted(rows, key=lambda row: row["seq"], reverse=True):
        if row["state"] == "in_force" and row["act_as_of"] > since:
            found.setdefault(row["subject"], []).append(row | {"cells": json.loads(row["cells_after"])})
    return found


def _said(change: Change, acts: Sequence[Row]) -> Row | None:
    """Return the newest act that set what changed; of an item that appeared, the one that made it."""
    if not change.column:
        return acts[-1] if acts and change.kind != "removed" else None
    names = {change.column, SOURCES.get(change.column, "")}
    if change.column == "state":
        names |= {"decision"}
    return next((act for act in acts if names & act["cells"].keys()), None)


def _sayer(zone: str) -> Say:
    """Return what writes a value of a column in words: instants on the clock of a zone, lengths with their unit."""

    def say(column: str, value: object) -> str | None:
        if value is None or value == []:
            return None
        if isinstance(value, datetime):
            at = local_time(value, zone)
            return f"{at:%a} {at.day} {at:%b %H:%M}"
        if column == "duration_minutes":
            return length(float(value))
        if column == "planned_hours":
            return f"{float(value):,.1f}".removesuffix(".0") + " h"
        if isinstance(value, list):
            return ", ".join(plain(one) for one in value)
        is_name = column in {"task_name", "item_name", "definition", "reading", "workstream", "blocked_reason"}
        return plain(value) if is_name else words(value)

    return say
