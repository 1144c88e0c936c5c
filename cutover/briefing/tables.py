"""Tables that several documents show, from the reports that the pages ask."""

from datetime import timedelta

import cutover.briefing.cells as cells
from cutover.briefing.inquiry import Inquiry
from cutover.briefing.model import Cell, Column, Table, Text
from cutover.wording import words


def checkpoints(ask: Inquiry, *, title: str, most: int = 8, is_open_only: bool = False) -> Table:
    """Return the checkpoints with their health, slack and reason."""
    columns = (
        Column("Checkpoint", 2.3), Column("Held", 1.5), Column("Status", 1.1), Column("Slack", 1.0, "right"),
        Column("Why", 3.6),
    )  # fmt: skip
    rows = [row for row in ask.rows("checkpoint_health") if not (is_open_only and row["health"] == "decided")]
    return Table(
        title, columns,
        tuple(
            (cells.plain(row["checkpoint_name"], 70), cells.moment(row["planned_at"]), cells.status(row["health"]),
             cells.minutes(None if row["decision"] else row["slack_minutes"]), cells.plain(row["reason"], 110))
            for row in rows
        ), most, "No checkpoint is to come.",
    )  # fmt: skip


def attention(ask: Inquiry, *, title: str, most: int = 10) -> Table:
    """Return what needs somebody's attention, most urgent first."""
    columns = (
        Column("Status", 0.9), Column("What", 2.4), Column("Why", 3.2), Column("Who", 1.7), Column("Since", 0.9, "right")
    )  # fmt: skip
    rows = tuple(
        (cells.status(row["health"], "Watch" if row["health"] == "unknown" else None), cells.plain(row["what"], 90),
         cells.plain(row["why"], 110), cells.plain(words(row["owner"]) if row["owner"] else words(row["side"]), 70),
         cells.days(row["age_days"]))
        for row in ask.rows("attention")
    )  # fmt: skip
    return Table(title, columns, rows, most, "Nothing needs attention.")


def targets(ask: Inquiry, *, title: str, most: int = 8) -> Table:
    """Return how likely each open target is to be kept."""
    columns = (
        Column("Target", 2.6), Column("Due", 1.5), Column("Chance", 0.8, "right"), Column("P80", 1.5),
        Column("Slack at P80", 1.2, "right"), Column("Status", 1.0),
    )  # fmt: skip
    rows = tuple(
        (cells.plain(row["target_name"], 80), cells.moment(row["due_at"]), cells.share(row["on_time_ratio"]),
         cells.moment(row["p80_at"]), cells.minutes(row["p80_slack_minutes"]), cells.status(row["health"]))
        for row in ask.rows("target_risk") if row["state"] == "open"
    )  # fmt: skip
    return Table(title, columns, rows, most, "No open target was simulated.")


def done_since(ask: Inquiry, *, most: int = 10) -> Table:
    """Return the tasks completed since the snapshot before, or in the last 24 hours where there is none."""
    since = ask.since or ask.as_of - timedelta(days=1)
    columns = (Column("Task", 0.7), Column("What was done", 4), Column("Completed", 1.5), Column("Who", 2.2))
    done = [
        row for row in ask.rows("task_list", show="complete") if row["completed_at"] and row["completed_at"] > since
    ]
    rows = tuple(
        (
            cells.plain(row["task_id"], 24),
            cells.plain(row["task_name"], 90),
            cells.moment(row["completed_at"]),
            cells.people(row),
        )
        for row in sorted(done, key=lambda row: (row["completed_at"], row["task_id"]), reverse=True)
    )
    title = f"Done since {since:%a} {since.day} {since:%b, %H:%M}: {_tasks(len(rows))}"
    return Table(title, columns, rows, most, "No task was completed.")


def due_next(ask: Inquiry, *, hours: int = 24, most: int = 12) -> Table:
    """Return the open tasks that are planned to finish within so many hours."""
    until = ask.as_of + timedelta(hours=hours)
    columns = (
        Column("Task", 0.7), Column("What", 3.4), Column("Due", 1.4), Column("Expected", 1.4), Column("Status", 1.1),
        Column("Who", 2),
    )  # fmt: skip
    due = [
        row
        for row in ask.rows("task_list", show="open")
        if row["planned_finish_at"] and ask.as_of <= row["planned_finish_at"] <= until
    ]
    rows = tuple(
        (cells.plain(row["task_id"], 24), cells.plain(row["task_name"], 90), cells.moment(row["planned_finish_at"]),
         cells.moment(row["expected_finish_at"]), cells.word(row["status"]), cells.people(row))
        for row in sorted(due, key=lambda row: (row["planned_finish_at"], row["task_id"]))
    )  # fmt: skip
    return Table(f"Due in the next {hours} hours: {_tasks(len(rows))}", columns, rows, most, "No task is due.")


def late_and_blocked(ask: Inquiry, *, most: int = 12) -> Table:
    """Return late and blocked tasks, with how much of the delay is their own and how much they inherit."""
    delays = {row["task_id"]: row for row in ask.rows("task_forecast")}
    found = {row["task_id"]: row for show in ("late", "blocked") for row in ask.rows("task_list", show=show)}
    columns = (
        Column("Task", 0.7), Column("What", 2.8), Column("Status", 0.9), Column("Late by", 0.9, "right"),
        Column("Own", 0.8, "right"), Column("Inherited", 0.9, "right"), Column("Who", 1.7), Column("Blocked by", 1.7),
    )  # fmt: skip
    rows = tuple(
        (cells.plain(row["task_id"], 24), cells.plain(row["task_name"], 80), cells.word(row["status"]),
         cells.minutes(row["late_minutes"]), cells.minutes(delays.get(task_id, {}).get("own_delay_minutes")),
         cells.minutes(delays.get(task_id, {}).get("inherited_delay_minutes")), cells.people(row),
         cells.plain(row["blocked_reason"], 80))
        for task_id, row in found.items()
    )  # fmt: skip
    return Table(f"Late or blocked: {_tasks(len(rows))}", columns, rows, most, "No task is late or blocked.")


def waits(ask: Inquiry, *, most: int = 8) -> Table:
    """Return who waits for whom: work that could start now and that nobody has started."""
    columns = (
        Column("Waits to start", 3), Column("Who must start", 2), Column("Handed over by", 2), Column("Since", 1.4),
        Column("Waiting", 0.9, "right"),
    )  # fmt: skip
    rows = tuple(
        (cells.plain(row["task_name"], 90), cells.people(row), cells.people(row, "from_side", "from_role"),
         cells.moment(row["startable_at"]), cells.minutes(row["wait_minutes"]))
        for row in ask.rows("handoff_waits") if row["is_waiting"]
    )  # fmt: skip
    return Table("Handed over and not started", columns, rows, most, "No work that was handed over waits.")


def awaited(ask: Inquiry, *, most: int = 8) -> Table:
    """Return which role waits for which, as the daily page tells it."""
    columns = (Column("Who waits", 2.4), Column("For whom", 2.4), Column("Tasks", 0.8, "right"),
               Column("Longest since its start was due", 1.6, "right"))  # fmt: skip
    rows = tuple(
        (cells.people(row, "to_side", "to_role"), cells.people(row, "from_side", "from_role"),
         cells.number(row["task_count"]), cells.minutes(row["wait_minutes"]))
        for row in ask.rows("daily_waits")
    )  # fmt: skip
    return Table("Who waits for whom?", columns, rows, most, "No role waits for another one.")


def scope(ask: Inquiry, *, most: int = 6) -> Table:
    """Return how the scope changed since the snapshot before."""
    columns = (Column("Changed", 1.4), Column("How", 1), Column("Task", 3.6), Column("Hours", 0.8, "right"))
    rows = tuple(
        (cells.moment(row["changed_at"]), cells.word(row["kind"]), cells.plain(row["task_name"], 90),
         Cell("") if row["change_hours"] is None else cells.number(row["change_hours"], "h"))
        for row in ask.rows("scope_changes") if ask.since is None or row["told_at"] > ask.since
    )  # fmt: skip
    return Table("What changed in the scope?", columns, rows, most, "The scope did not change.")


def turned(ask: Inquiry) -> Table:
    """Return the checkpoints whose health differs from the snapshot before."""
    earlier = {row["checkpoint_id"]: row["health"] for row in ask.before("checkpoint_health")}
    columns = (Column("Checkpoint", 2.6), Column("Was", 1), Column("Is", 1), Column("Why", 3.4))
    rows = tuple(
        (cells.plain(row["checkpoint_name"], 80), cells.status(known), cells.status(row["health"]), cells.plain(row["reason"], 110))
        for row in ask.rows("checkpoint_health")
        if (known := earlier.get(row["checkpoint_id"])) and known != row["health"]
    )  # fmt: skip
    return Table("Which checkpoints turned?", columns, rows, 6, "No checkpoint turned.")


def moves(ask: Inquiry, *, most: int = 6) -> Table:
    """Return what moved the finish since the snapshot before, the largest share first."""
    columns = (Column("Task", 3.4), Column("Change", 1.3), Column("Share", 1, "right"), Column("Who", 2))
    found = sorted(ask.rows("finish_moves"), key=lambda row: (-abs(row["share_minutes"] or 0), row["position"]))
    rows = tuple(
        (
            cells.plain(row["task_name"], 90),
            cells.word(row["change"]),
            cells.minutes(row["share_minutes"]),
            cells.people(row),
        )
        for row in found
    )
    return Table("What moved the finish?", columns, rows, most, "The finish is where it was.")


def answer(ask: Inquiry, report: str) -> Text:
    """Return the answer of a page as one paragraph with its health."""
    said = ask.headline(report)
    return Text(f"{said.sentence}. {said.detail}".strip(), "lead", said.health)


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count:,} tasks"
