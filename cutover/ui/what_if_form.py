"""The form of a change: a task found by its name, what changes in plain words, how much."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import cutover.ui.session as session
import cutover.ui.text as text
from cutover.scenario import LONGEST_MINUTES, Change, Follows, Lasts, Starts
from cutover.ui.what_if_words import LINK_WORDS
from cutover.warehouse import Moment
from cutover.zones import local_time, parse_instant

MOST_OFFERED = 50
UNITS = {"minutes": 1, "hours": 60}
KINDS = ("Takes", "Starts no earlier than", "Waits for")


@st.cache_resource(max_entries=8, show_spinner=False)
def tasks_of(key: session.Key, _moment: Moment) -> dict[str, dict]:
    """Return the tasks by identifier: first those that drive the finish, then by start."""
    forecasts = _moment.table("task_forecasts")
    kept = ["task_id", "task_name", "workstream", "is_open", "path_position", "early_start_at", "duration_minutes"]
    rows = forecasts.select(kept).to_pylist()
    last = len(rows) + 1
    rows.sort(key=lambda row: (row["path_position"] or last, row["early_start_at"] or datetime.max, row["task_id"]))
    return {row["task_id"]: row for row in rows}


def show_form(tasks: dict[str, dict], as_of: datetime, zone: str) -> Change | None:
    """Draw the form; return the change when the visitor asks to try it."""
    with st.container(key="what_if_form"):
        left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom", gap="small")
        task = _pick(tasks, (left, middle), "task", label="Task to change", is_open_only=True)
        kind = right.selectbox("Change", KINDS, key="what_if_kind")
        if task is None:
            return None
        ask = {"Takes": _ask_duration, "Starts no earlier than": _ask_start, "Waits for": _ask_link}[kind]
        return ask(tasks, task, as_of, zone)


def slot(change: Change) -> tuple:
    """Return what a change sets: of two changes with the same slot the later one counts."""
    return (
        type(change),
        change.task_id,
        getattr(change, "predecessor_id", None),
        getattr(change, "dependency_type", None),
    )


def matching(tasks: Iterable[dict], search: str, *, is_open_only: bool = False) -> list[str]:
    """Return the first tasks whose identifier or name holds every word of a search, in their order."""
    wanted = search.casefold().split()
    found = (
        task["task_id"]
        for task in tasks
        if (task["is_open"] or not is_open_only)
        and all(word in f"{task['task_id']} {task['task_name']}".casefold() for word in wanted)
    )
    return [name for name, _ in zip(found, range(MOST_OFFERED), strict=False)]


def _pick(tasks: dict[str, dict], columns: Sequence, key: str, *, label: str, is_open_only: bool) -> str | None:
    """Let the visitor search a task and choose among those found."""
    left, right = columns
    search = left.text_input("Find it", key=f"what_if_search_{key}", icon=":material/search:", placeholder="Name or ID")
    found = matching(tasks.values(), search, is_open_only=is_open_only)
    count = f", the first {MOST_OFFERED} found" if len(found) == MOST_OFFERED else ""
    return right.selectbox(
        f"{label}{count}", found, format_func=lambda name: text.cell(f"{name} {tasks[name]['task_name']}"),
        key=f"what_if_{key}", placeholder="No task has such a name",
    )  # fmt: skip


def _ask_duration(tasks: dict[str, dict], task: str, as_of: datetime, zone: str) -> Change | None:
    """Ask how long a task takes in all; it stands at what the plan says."""
    known = tasks[task]["duration_minutes"] or 0
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom", gap="small")
    unit = middle.selectbox("Unit", list(UNITS), index=int(known >= 180), key=f"what_if_unit_{task}")
    amount = left.number_input(
        "Working time in all", min_value=0.0, max_value=float(LONGEST_MINUTES // UNITS[unit]), value=known / UNITS[unit],
        step=1.0, format="%.2f" if unit == "hours" else "%.0f", key=f"what_if_amount_{task}_{unit}",
    )  # fmt: skip
    return Lasts(task, round(amount * UNITS[unit])) if _is_tried(right) else None


def _ask_start(tasks: dict[str, dict], task: str, as_of: datetime, zone: str) -> Change | None:
    """Ask when a task may start; it stands at its forecast start."""
    known = local_time(tasks[task]["early_start_at"] or as_of, zone)
    left, right = st.columns([2, 2], vertical_alignment="bottom", gap="small")
    at = left.datetime_input(f"Start, {zone}", value=known, format="YYYY-MM-DD", key=f"what_if_start_{task}")
    return Starts(task, parse_instant(at.isoformat(), zone)) if _is_tried(right) and at else None


def _ask_link(tasks: dict[str, dict], task: str, as_of: datetime, zone: str) -> Change | None:
    """Ask for which other task a task waits, and how."""
    columns = st.columns([1, 2, 1.4, 0.8, 1], vertical_alignment="bottom", gap="small")
    others = {name: row for name, row in tasks.items() if name != task}
    other = _pick(others, columns[:2], "other", label="Task that it waits for", is_open_only=False)
    kind = columns[2].selectbox(
        "It", list(LINK_WORDS), format_func=lambda kind: LINK_WORDS[kind].format("that"), key="what_if_link"
    )
    lag = columns[3].number_input("Then wait, minutes", value=0, step=15, key="what_if_lag")
    return Follows(task, other, kind, int(lag)) if _is_tried(columns[4]) and other else None


def _is_tried(column: DeltaGenerator) -> bool:
    return column.button("Try it", type="primary", key="what_if_try")
