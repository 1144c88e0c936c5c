"""The delay notice: what, by how much, why, what it means, who acts."""

from cutover.briefing.inquiry import Inquiry
from cutover.errors import MessageError
from cutover.messages.model import Draft
from cutover.messages.phrases import (
    Row,
    at,
    basis,
    body,
    counted,
    named,
    opening,
    paragraph,
    sentence,
    subject_line,
    who,
)
from cutover.wording import clean, length


def delay_notice(ask: Inquiry, item: str) -> Draft:
    """Return the notice that a task or a checkpoint is late.

    Parameters
    ----------
    ask
        The reports of the moment.
    item
        Identifier of a task or a checkpoint.

    Raises
    ------
    MessageError
        There is no delay to tell of.
    """
    delays = ask.rows("communication_delays")
    row = next((row for row in delays if row["item_id"] == item), None)
    if row is None:
        raise MessageError(
            f"There is no delay to tell of {clean(item)}: it is done, not in the plan, or not expected later than due."
        )
    is_task = row["item_kind"] == "task"
    moved = f"{length(row['delay_minutes'])} later"
    counts = [
        f"one of {counted(len(delays), 'delay', 'delays')}",
        counted(ask.row("schedule_headline")["n"], "open task", "open tasks") + " in the network",
    ]
    return Draft(
        "delay",
        subject_line(f"Delay: {clean(row['item_name'])}, {moved}, now {at(row['expected_at'])}"),
        body(
            opening(ask),
            f"What: {_what(row)}.",
            f"By how much: due {at(row['due_at'])}, now expected {at(row['expected_at'])}: {moved}.",
            f"Why: {_why(row)}",
            paragraph(f"What it means: {_checkpoint(row)}", _finish(row)),
            f"Who acts: {_actors(row)}.",
            basis(ask, counts),
        ),
        task_id=item if is_task else None,
        checkpoint_id=None if is_task else item,
    )


def _what(row: Row) -> str:
    kind = "checkpoint " if row["item_kind"] == "checkpoint" else ""
    stream = f", {clean(row['workstream'])}" if row["workstream"] else ""
    return f"{kind}{named(row['item_name'], row['item_id'])}{stream}"


def _why(row: Row) -> str:
    """Return the cause: own and inherited delay, what blocks it, what drives it."""
    if row["item_kind"] == "checkpoint":
        return f"its last entry task is {_driver(row)}."
    parts = []
    if row["own_delay_minutes"] is not None:
        parts.append(_shares(row["own_delay_minutes"], row["inherited_delay_minutes"]))
    if row["status"] == "blocked":
        until = "no end in sight" if row["unblock_at"] is None else f"expected to go on {at(row['unblock_at'])}"
        reason = clean(row["blocked_reason"]).rstrip(" .") or "nobody says why"
        parts.append(f"It is blocked ({reason}), {until}.")
    if row["driver_id"]:
        verb = "It waits for" if row["is_driver_open"] else "It followed"
        parts.append(f"{verb} {_driver(row)}.")
    return " ".join(parts) or "the plan does not say; it was not linked to what comes before."


def _shares(own: int, inherited: int) -> str:
    """Return how much of a delay is its own and how much comes from before."""
    if own <= 0:
        return "all of it is inherited from what comes before."
    if inherited <= 0:
        return "all of it is its own delay."
    return f"{length(own)} of it is its own delay, {length(inherited)} is inherited from what comes before."


def _driver(row: Row) -> str:
    done = "expected" if row["is_driver_open"] else "done"
    owner = who(row["driver_side"], row["driver_role"])
    return f"{named(row['driver_name'], row['driver_id'])}, {owner}, {done} {at(row['driver_finish_at'])}"


def _checkpoint(row: Row) -> str:
    """Return how the checkpoint that waits for it stands."""
    if row["checkpoint_id"] is None:
        return "no checkpoint waits for it."
    if row["item_kind"] == "checkpoint":
        return sentence(row["checkpoint_reason"])
    link = "it is an entry task of checkpoint" if row["is_entry"] else "the next checkpoint is"
    name = named(row["checkpoint_name"], row["checkpoint_id"])
    return f"{link} {name}, {at(row['checkpoint_at'])}. {sentence(row['checkpoint_reason'])}"


def _finish(row: Row) -> str:
    """Return what the network says of the end of the cutover, and whether this decides it."""
    if row["focus_finish_at"] is None:
        return "Go-live: the network has no forecast of the finish."
    subject = "the cutover" if row["focus_id"] == "cutover" else "the plan"
    due = "the window closes" if row["focus_id"] == "cutover" else "it is due"
    gap = row["focus_float_minutes"]
    margin = "" if gap is None else f", {length(abs(gap))} {'before' if gap >= 0 else 'after'} {due}"
    critical = (
        "Any further slip moves that."
        if row["is_critical"]
        else "It has float: a small further slip does not move that."
    )
    return f"Go-live: {subject} ends {at(row['focus_finish_at'])} by the network{margin}. {critical}"


def _actors(row: Row) -> str:
    """Return who must act: first who owns what it waits for, then its own owner."""
    own = who(row["side"], row["owner_role"], row["owners"])
    if not row["is_driver_open"]:
        return own
    first = f"{who(row['driver_side'], row['driver_role'])} finishes {clean(row['driver_name'])}"
    then = "decides" if row["item_kind"] == "checkpoint" else "goes on"
    return f"{first}; then {own} {then}"
