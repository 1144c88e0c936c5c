"""Input tables of the schedule engine: working time, and risks that stretch tasks."""

from cutover.tables.model import Column, Table
from cutover.tables.plan import phase, side
from cutover.tables.words import WEEKDAY_WORDS, WEEKDAYS

MOST_FACTOR = 1_000
"""Largest factor by which a risk stretches a task."""


def _factor(name: str, description: str) -> Column:
    return Column(name, "number", description, minimum=0, maximum=MOST_FACTOR)


CALENDARS = Table(
    "calendars",
    "one row per working span of a calendar and day",
    (
        Column("calendar_id", "text", "identifier that tasks name", required=True),
        Column("calendar_name", "text", "name shown"),
        Column("weekday", "text", "day of every week; empty in the row of an exception", allowed=WEEKDAYS,
               words=WEEKDAY_WORDS),
        Column("exception_date", "date", "single day, whose spans replace those of its weekday"),
        Column("works_from", "clock", "when work starts; empty, with works_to, on a day without work"),
        Column("works_to", "clock", "when work ends; 24:00, or midnight, is the end of the day"),
        Column("zone", "text", "IANA time zone of the calendar; the programme's where empty"),
    ),
    key=("calendar_id", "weekday", "exception_date", "works_from"),
)  # fmt: skip

RISK_DRIVERS = Table(
    "risk_drivers",
    "one row per risk that stretches tasks",
    (
        Column("risk_driver_id", "text", "identifier", required=True),
        Column("risk_driver_name", "text", "what may happen", required=True),
        Column("probability_percent", "number", "chance that it happens", required=True, minimum=0, maximum=100),
        _factor("optimistic_factor", "multiplies durations at best; as most likely where empty"),
        _factor("most_likely_factor", "multiplies durations most likely; 1 where empty"),
        _factor("pessimistic_factor", "multiplies durations at worst; as most likely where empty"),
        Column(
            "task_ids",
            "texts",
            "tasks that it stretches; empty, with the next three: all open tasks",
            references="tasks.task_id",
        ),
        Column("workstream", "text", "only tasks of this workstream"),
        phase("only tasks of this phase"),
        side("only tasks of this side"),
        Column("issue_id", "text", "risk of the RAID log that it stands for", references="issues.issue_id"),
    ),
    key=("risk_driver_id",),
)

SCHEDULE = (CALENDARS, RISK_DRIVERS)
