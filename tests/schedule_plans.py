"""Plans in a few words, for the tests of the schedule engine."""

from itertools import pairwise

import numpy as np

from cutover.schedule import UNSET, Constraint, Links, LinkType, Plan, Schedule

COLUMNS = ("early_start", "early_finish", "late_start", "late_finish", "total_float")


def plan_of(tasks: dict[str, int], links: list[tuple] | None = None, **rest) -> Plan:
    """Return a plan of tasks with their durations and links like ("A", "B", "FS", 0); B follows A.

    Further values are a plan's own; arrays are told as {task: value}, constraints as {task: ("SNET", 90)}.
    """
    places = {name: at for at, name in enumerate(tasks)}
    rows = [(places[a], places[b], LinkType[kind], lag) for a, b, kind, lag in links or []]
    columns = [np.array([row[k] for row in rows], np.int32) for k in range(4)]
    if "constraint" in rest:
        told = rest.pop("constraint")
        rest["constraint"] = filled(places, {name: Constraint[kind] for name, (kind, _) in told.items()}, 0)
        rest["constraint_at"] = filled(places, {name: at for name, (_, at) in told.items()})
    for name, told in rest.items():
        if isinstance(told, dict):
            rest[name] = filled(places, told, 0 if name == "calendar" else UNSET)
    duration = np.array(list(tasks.values()), np.int32)
    links = Links(columns[0], columns[1], columns[2].astype(np.int8), columns[3])
    return Plan(names=np.array(list(tasks)), duration=duration, links=links, **rest)


def filled(places: dict[str, int], told: dict[str, int], default: int = UNSET) -> np.ndarray:
    values = np.full(len(places), default, np.int32)
    for name, value in told.items():
        values[places[name]] = value
    return values


def chain(*minutes: int, **rest) -> Plan:
    """Return tasks A, B, C, ... of these lengths, each after the one before."""
    names = [chr(65 + i) for i in range(len(minutes))]
    links = [(a, b, "FS", 0) for a, b in pairwise(names)]
    return plan_of(dict(zip(names, minutes, strict=True)), links, **rest)


def rows_of(schedule: Schedule, origin: int = 0) -> list[list[int]]:
    """Return early start and finish, late start and finish, and total float of each task."""
    columns = [getattr(schedule, name) - (0 if name == "total_float" else origin) for name in COLUMNS]
    return np.stack(columns, axis=1).tolist()
