"""Network files in JSON: what `python -m cutover schedule` reads and prints.

Three formats are told by their shape (docs/network-formats.md): `nets` of numbered
tasks with calendars and an engine; a list of networks with `durations`; a list
of networks with `tasks` and a start date. What a file expects as the answer is
not read.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from cutover.errors import ScheduleError
from cutover.schedule.checks import LARGEST, member, numbers, read_links, shown, whole_numbers
from cutover.schedule.file_network import FileNetwork, compute_network
from cutover.schedule.hours import WorkingHours, parse_hours
from cutover.schedule.model import Constraint, LagCalendar, Schedule

FORMATS = (
    "an object with 'nets', or a list of networks that each have 'durations', or 'tasks' and a 'start' "
    "(docs/network-formats.md)"
)
LARGEST_BYTES = 256 * 2**20
EPOCH, ORIGIN = datetime(1970, 1, 1), "2026-01-01T00:00"
MINUTE = timedelta(minutes=1)
ROUND_THE_CLOCK = "24x7"
MOST_DECIMALS = 6
LAG_RULES: dict[str, LagCalendar] = {
    "primavera": "predecessor", "p6": "predecessor", "microsoft": "successor", "ms project": "successor",
}  # fmt: skip
DATES = ("es", "ef", "ls", "lf")


def schedule_file(content: bytes) -> dict | list:
    """Return the computed dates of every network of a file, ready to be written as JSON.

    Parameters
    ----------
    content
        JSON in UTF-8, at most 256 MB.

    Raises
    ------
    ScheduleError
        If the file is none of the formats, or a network cannot be computed:
        one message that says where, what and what is allowed.
    """
    found = _parse(content)
    if isinstance(found, dict) and "nets" in found:
        nets = member(found, "nets", list, "file")
        return {"nets": [_numbered(net, found, f"nets[{position}]") for position, net in enumerate(nets)]}
    if not isinstance(found, list):
        raise ScheduleError(f"The file holds {shown(found)}; allowed is {FORMATS}.")
    return [_listed(net, f"network {position}") for position, net in enumerate(found)]


def _parse(content: bytes) -> object:
    """Return the JSON of a file."""
    if len(content) > LARGEST_BYTES:
        raise ScheduleError(f"The file has {len(content):,} bytes; at most {LARGEST_BYTES:,} are read.")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ScheduleError(f"The file is no UTF-8 text (byte {error.start + 1:,}); allowed is {FORMATS}.") from error
    except json.JSONDecodeError as error:
        raise ScheduleError(
            f"The file is no JSON at line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
        raise ScheduleError(f"The file is no JSON that can be read; allowed is {FORMATS}.") from error


def _refuse_constant(name: str) -> None:
    raise ScheduleError(f"The file holds {name}, which is no number in JSON; write a number.")


def _listed(net: object, place: str) -> dict:
    """Return a network of a list: one with `durations`, or one with `tasks` and a start date."""
    if isinstance(net, dict) and "tasks" in net:
        return _dated(net, place)
    if isinstance(net, dict) and "durations" in net:
        return _named(net, place)
    raise ScheduleError(f"{place}: {shown(net)} has neither 'durations' nor 'tasks'; allowed is {FORMATS}.")


def _where(net: object, place: str) -> tuple[str, str]:
    """Return the identifier of a network, and where it stands with that identifier."""
    identifier = member(net, "id", str, place)
    return identifier, f"{place} {shown(identifier)}"


# ---- numbered tasks in minutes, with calendars


def _numbered(net: object, file: dict, place: str) -> dict:
    """Return a network as rows of early start and finish, late start and finish, total float: minutes."""
    identifier, where = _where(net, place)
    duration = whole_numbers(member(net, "duration_min", list, where), f"{where}.duration_min")
    names = list(range(len(duration)))
    links, lags = read_links(member(net, "links", list, where), names, f"{where}.links")
    hours = _hours_of_kind(net, file, where)
    origin = _minutes(file.get("origin") or _stated_origin(file), "origin")
    given = FileNetwork(
        where=where, names=names, duration=duration, links=links,
        lag=whole_numbers(lags.tolist(), f"{where}.links, lag", minimum=None),
        start=origin + int(whole_numbers([net.get("start_min", 0)], f"{where}.start_min", minimum=None)[0]),
        hours=hours, calendar=_calendar_numbers(net, len(names), len(hours), where), lag_calendar=_lag_rule(net, where),
    )  # fmt: skip
    found = compute_network(given)
    dates = [array - origin for array in (found.early_start, found.early_finish, found.late_start, found.late_finish)]
    return {"id": identifier, "computed": np.column_stack([*dates, found.total_float]).tolist()}


def _hours_of_kind(net: dict, file: dict, where: str) -> tuple[WorkingHours, ...]:
    """Return the working hours that the kind of a network names: `24x7`, a key of the file, or a sentence."""
    if "kind" not in net:
        return (parse_hours(ROUND_THE_CLOCK),)
    kinds = member(file, "calendars", dict, "file")
    names = member(kinds, member(net, "kind", str, where), list, f"{where}.kind, calendars")
    sentences = [file.get(name, name) if isinstance(name, str) else name for name in names]
    return tuple(_hours(sentence, where) for sentence in sentences or [ROUND_THE_CLOCK])


def _hours(sentence: object, where: str) -> WorkingHours:
    if not isinstance(sentence, str):
        raise ScheduleError(f"{where}: the calendar {shown(sentence)} is no sentence such as 'Mon-Fri 09:00-17:00'.")
    try:
        return parse_hours(sentence)
    except ScheduleError as error:
        raise ScheduleError(f"{where}, calendar: {error}") from error


def _stated_origin(file: dict) -> str:
    """Return the instant that the source states as the zero of minutes."""
    found = re.search(r"minutes from (\d{4}-\d{2}-\d{2}T\d{2}:\d{2})", str(file.get("source", "")))
    return found[1] if found else ORIGIN


def _calendar_numbers(net: dict, count: int, known: int, where: str) -> np.ndarray | None:
    if "calendar" not in net:
        return None
    chosen = whole_numbers(member(net, "calendar", list, where), f"{where}.calendar")
    if len(chosen) != count:
        raise ScheduleError(f"{where}.calendar: {len(chosen):,} numbers for {count:,} tasks; write one per task.")
    for position in np.flatnonzero(chosen >= known)[:1]:
        raise ScheduleError(
            f"{where}.calendar[{position}]: {chosen[position]} is none of the {known} calendars, from 0."
        )
    return chosen.astype(np.int32)


def _lag_rule(net: dict, where: str) -> LagCalendar:
    """Return whose calendar a lag runs on: Primavera the predecessor's, Microsoft the successor's, none the clock."""
    engine = net.get("engine", "")
    rule = next((rule for word, rule in LAG_RULES.items() if word in str(engine).lower()), None)
    if engine and rule is None:
        raise ScheduleError(
            f"{where}.engine: {shown(engine)} is unknown; name Primavera (P6) or Microsoft, or leave it out."
        )
    return rule or "elapsed"


# ---- named tasks in any unit


def _named(net: dict, place: str) -> dict:
    """Return a network with es, ef, ls, lf, tf per task, in the unit of its durations; decimals stay exact."""
    identifier, where = _where(net, place)
    durations = member(net, "durations", dict, where)
    names = list(durations)
    given = numbers(list(durations.values()), f"{where}.durations")
    links, lags = read_links(member(net, "links", list, where), names, f"{where}.links")
    scale = 10 ** max(map(_decimals, [*given.tolist(), *lags.tolist()]), default=0)
    if scale > 10**MOST_DECIMALS:
        raise ScheduleError(f"{where}: a duration or lag has more than {MOST_DECIMALS} decimals; round it.")
    found = compute_network(
        FileNetwork(where=where, names=names, duration=_scaled(given, scale), links=links, lag=_scaled(lags, scale))
    )
    columns = [[_unscaled(value, scale) for value in column] for column in _columns(found)]
    rows = zip(*columns, strict=True)
    return {"id": identifier, "computed": _by_task(names, rows, (*DATES, "tf"))}


def _decimals(value: float) -> int:
    """Return how many decimals a number has as it is written."""
    return 0 if value == int(value) else len(np.format_float_positional(value, trim="-").partition(".")[2])


def _scaled(values: np.ndarray, scale: int) -> np.ndarray:
    return np.rint(values * scale).astype(np.int64)


def _unscaled(value: int, scale: int) -> float:
    return value // scale if value % scale == 0 else value / scale


# ---- named tasks in minutes from a date, on one calendar


def _dated(net: dict, place: str) -> dict:
    """Return a network with es, ef, ls, lf as local times and tf_min per task, under Microsoft Project's lag rule."""
    identifier, where = _where(net, place)
    rows = member(net, "tasks", list, where)
    for position, row in enumerate(rows):
        if not isinstance(row, list) or not 2 <= len(row) <= 3 or not isinstance(row[0], str):
            raise ScheduleError(
                f"{where}.tasks[{position}]: {shown(row)} is none; write [name, minutes, start or nothing]."
            )
    names = [row[0] for row in rows]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ScheduleError(f"{where}.tasks: {shown(twice)} is there twice; write each task once.")
    links, lags = read_links(member(net, "links", list, where), names, f"{where}.links")
    floors = [_minutes(row[2], f"{where}.tasks") if row[2:] and row[2] is not None else None for row in rows]
    given = FileNetwork(
        where=where, names=names, links=links,
        duration=whole_numbers([row[1] for row in rows], f"{where}.tasks, minutes"),
        lag=whole_numbers(lags.tolist(), f"{where}.links, lag", minimum=None),
        start=_minutes(member(net, "start", str, where), f"{where}.start"),
        hours=(_hours(net.get("calendar", ROUND_THE_CLOCK), where),), lag_calendar="successor",
        constraint=np.array([Constraint.NONE if at is None else Constraint.SNET for at in floors], np.int8),
        constraint_at=np.array([at or 0 for at in floors], np.int32),
    )  # fmt: skip
    *dates, total = _columns(compute_network(given))
    told = [[f"{EPOCH + at * MINUTE:%Y-%m-%dT%H:%M}" for at in column] for column in dates]
    return {"id": identifier, "computed": _by_task(names, zip(*told, total, strict=True), (*DATES, "tf_min"))}


def _minutes(text: object, where: str) -> int:
    """Return a local time as minutes since 1970-01-01T00:00 of the same clock."""
    try:
        since = datetime.fromisoformat(str(text)) - EPOCH
    except (ValueError, TypeError) as error:  # a TypeError where it has an offset
        raise ScheduleError(f"{where}: {shown(text)} is no local time; write it as 2026-03-14T08:00.") from error
    if since % MINUTE or abs(since // MINUTE) > LARGEST // 2:
        raise ScheduleError(f"{where}: {shown(text)} is not allowed; write a whole minute near our time.")
    return since // MINUTE


def _columns(found: Schedule) -> list[list[int]]:
    columns = (found.early_start, found.early_finish, found.late_start, found.late_finish, found.total_float)
    return [column.tolist() for column in columns]


def _by_task(names: list[str], rows: Sequence, keys: tuple[str, ...]) -> dict:
    return {name: dict(zip(keys, row, strict=True)) for name, row in zip(names, rows, strict=True)}
