"""The communication plan of the sample computed a second time: from its files, by the glossary, without SQL or marts."""

from datetime import datetime, timedelta

from recomputed_rows import in_force

PHASES = ("pre_cutover", "cutover", "post_cutover")


def messages(as_of: datetime) -> list[dict]:
    """Return the messages in force with what had happened by then and the state that this gives."""
    return [_judged(row, as_of) for row in in_force("communications", as_of).rows]


def _judged(row: dict, as_of: datetime) -> dict:
    sent_at = _happened(row["sent_at"], as_of)
    acknowledged_at = _happened(row["acknowledged_at"], as_of) if sent_at else None
    if sent_at and row["is_acknowledgement_required"]:
        state = "acknowledged" if acknowledged_at else "unacknowledged"
    elif sent_at:
        state = "sent_late" if sent_at > row["due_at"] else "sent"
    elif row["due_at"] < as_of:
        state = "overdue"
    else:
        state = "due" if row["due_at"] - as_of <= timedelta(hours=24) else "planned"
    return row | {"sent_at": sent_at, "acknowledged_at": acknowledged_at, "state": state}


def _happened(at: datetime | None, as_of: datetime) -> datetime | None:
    return at if at is not None and at <= as_of else None


def phase_of(as_of: datetime) -> str:
    """Return the phase in which a time falls."""
    programme = in_force("programme", as_of).rows[0]
    limits = (programme["cutover_start_at"], programme["cutover_finish_at"])
    return PHASES[sum(as_of >= limit for limit in limits)]


def coverage(as_of: datetime) -> dict[tuple[str, str], tuple[int, int, int, bool | None]]:
    """Return planned, sent, overdue and whether covered (None: not asked) by group and phase."""
    told, listed = messages(as_of), in_force("audiences", as_of).rows
    asked = {row["audience"]: _listed(row["phases"]) for row in listed}
    return {
        (group, phase): _cell([row for row in told if (row["audience"], row["phase"]) == (group, phase)], as_of,
                              phase in (asked.get(group) or PHASES))
        for group in {*asked, *(row["audience"] for row in told)}
        for phase in PHASES
    }  # fmt: skip


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else [part.strip() for part in str(value or "").split(";") if part.strip()]


def _cell(rows: list[dict], as_of: datetime, is_asked: bool) -> tuple[int, int, int, bool | None]:
    due = [row for row in rows if row["due_at"] < as_of]
    lacking = [row for row in due if row["state"] in ("overdue", "unacknowledged")]
    is_covered = (bool(rows) and not lacking) if is_asked or rows else None
    return (
        len(rows),
        sum(row["sent_at"] is not None for row in rows),
        len([row for row in due if not row["sent_at"]]),
        is_covered,
    )


def on_time_percent(as_of: datetime) -> float:
    """Return the share of the messages due by now that were sent by then."""
    due = [row for row in messages(as_of) if row["due_at"] < as_of]
    return 100 * sum(row["sent_at"] is not None and row["sent_at"] <= row["due_at"] for row in due) / len(due)
