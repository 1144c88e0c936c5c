"""Quality of the sample's plan, computed a second time: the fourteen checks on both scales, and the indices."""

from datetime import datetime
from functools import lru_cache
from math import floor

import recomputed_forecast as forecast
import recomputed_schedule as schedule
from recomputed_hours import calendars, minute
from recomputed_plan import period
from recomputed_rows import in_force, percent, tolerance
from recomputed_schedule import Link, Network

HARD = ("MSO", "MFO", "SNLT", "FNLT")


def counted(now: Network, scale: str) -> dict[str, dict]:
    """Return the tasks that are work, on the cutover scale those of the cutover phase."""
    return {
        name: row for name, row in now.tasks.items()
        if now.is_scope(name) and not row["is_milestone"] and not row["is_summary"] and now.duration(name) > 0
        and (scale == "dcma" or row["phase"] == "cutover")
    }  # fmt: skip


@lru_cache(maxsize=16)
def checks(scale: str, as_of: datetime) -> dict[int, tuple[int, int] | None]:
    """Return what each check counts and of how many; None where there is nothing to judge."""
    now = schedule.network(as_of)
    rows, limits = counted(now, scale), _limits(scale, as_of)
    left = {name: row for name, row in rows.items() if not row["completed"]}
    links = [link for link in now.links if _is_counted(now, link, scale)]
    day = {name: now.hours(name).usual_day for name in rows}
    slack = {name: now.total_float(name) for name in left}
    dated = [row for row in rows.values() if _dates(row)]
    due = [row for row in rows.values() if row["baseline_finish_at"] and minute(row["baseline_finish_at"]) <= now.told]
    hits = [row for row in due if row["completed"] and row["completed"] <= row["baseline_finish_at"]]
    bare = [row for row in rows.values() if row["baseline_finish_at"] is None]
    long = [name for name in left if now.duration(name) >= limits["resource"] * day[name]]
    found = {
        1: (sum(not (now.into[name] and now.out[name]) for name in left), len(left)),
        2: (sum(link.lag < 0 for link in links), len(links)),
        3: (sum(link.lag > 0 for link in links), len(links)),
        4: (sum(link.kind == "FS" for link in links), len(links)),
        5: (sum(row["constraint_type"] in HARD for row in left.values()), len(left)),
        6: (sum(slack[name] > limits["float"] * day[name] for name in left), len(left)),
        7: (sum(slack[name] < 0 for name in left), len(left)),
        8: (sum(_baseline(now, name) > limits["duration"] * day[name] for name in left), len(left)),
        9: (sum(_is_invalid(row, as_of) for row in dated), len(dated)),
        10: (sum(not (left[name]["owners"] or left[name]["owner_role"]) for name in long), len(long)),
        11: (len(due) - len(hits), len(due)),
        12: _path_test(now, scale, limits) if left else (0, 0),
        13: _path_left(now, scale, as_of) if left else (0, 0),
        14: (len(rows) - len(left), len(due) + len(bare)),
    }
    return {number: pair if pair[1] else None for number, pair in found.items()}


def results(scale: str, as_of: datetime) -> dict[int, str]:
    """Return pass, fail or not_evaluated of every check."""
    most = {1: 5, 2: 0, 3: 5, 5: 5, 6: 5, 7: 0, 8: 5, 9: 0, 10: 0, 11: 5}
    least, now, found = {4: 90, 13: 95, 14: 95}, schedule.network(as_of), {}
    for number, pair in checks(scale, as_of).items():
        if pair is None:
            found[number] = "not_evaluated"
            continue
        share = 100 * pair[0] / pair[1]
        if number == 12:
            task = most_critical(now, target(now, scale), counted(now, scale))
            is_kept = abs(pair[0] - pair[1]) <= now.hours(task).usual_day
        else:
            is_kept = share <= most[number] if number in most else share >= least[number]
        found[number] = "pass" if is_kept else "fail"
    return found


def _limits(scale: str, as_of: datetime) -> dict[str, float]:
    """Return the limits in days: DCMA's, or shares of the window."""
    if scale == "dcma":
        return {"float": tolerance("dcma_days"), "duration": tolerance("dcma_days"), "resource": 1, "delay": 600}
    programme = in_force("programme", as_of).rows[0]
    days = (minute(programme["cutover_finish_at"]) - minute(programme["cutover_start_at"])) / 1440
    return {
        "float": days * tolerance("cutover_float_percent") / 100,
        "duration": days * tolerance("cutover_duration_percent") / 100,
        "resource": 0,
        "delay": days,
    }


def _is_counted(now: Network, link: Link, scale: str) -> bool:
    is_wanted = scale == "dcma" or now.tasks[link.after]["phase"] == "cutover"
    return is_wanted and now.is_open(link.after) and now.is_scope(link.after)


def _baseline(now: Network, name: str) -> int:
    row = now.tasks[name]
    if not row["baseline_finish_at"]:
        return 0
    return now.hours(name).between(minute(row["baseline_start_at"]), minute(row["baseline_finish_at"]))


def _dates(row: dict) -> list[datetime]:
    """Return the dates of a task that can be invalid: actual ones, of open work forecasts too."""
    names = ["actual_start_at", "actual_finish_at"]
    names += [] if row["completed"] else ["forecast_start_at", "forecast_finish_at"]
    return [row[name] for name in names if row[name]]


def _is_invalid(row: dict, as_of: datetime) -> bool:
    known = max(as_of, in_force("tasks", as_of).at)
    actual = [row[name] for name in ("actual_start_at", "actual_finish_at") if row[name]]
    expected = [row["forecast_finish_at"], None if row["start"] else row["forecast_start_at"]]
    is_past = not row["completed"] and any(at < as_of for at in expected if at)
    return is_past or any(at > known for at in actual)


def target(now: Network, scale: str) -> list[str]:
    """Return the tasks whose finish a scale is about."""
    return [n for n in now.tasks if now.is_scope(n) and (scale == "dcma" or now.tasks[n]["phase"] == "cutover")]


def most_critical(now: Network, names: list[str], among: dict[str, dict]) -> str:
    """Return the open task with the least float to the finish of some tasks, deadlines aside; of several the first."""
    finish = max(now.early[name].finish for name in names)
    late = now.latest(dict.fromkeys(names, finish))
    slack = {
        name: now.hours(name).between(now.early[name].finish, late[name][1])
        for name in among if name in late and among[name]["constraint_type"] != "ALAP"
    }  # fmt: skip
    return min(sorted(slack), key=lambda name: (slack[name], now.early[name].start))


def _path_test(now: Network, scale: str, limits: dict[str, float]) -> tuple[int, int]:
    """Delay the most critical task, and return the slip of the finish and the delay, in its working time."""
    names = target(now, scale)
    task = most_critical(now, names, counted(now, scale))
    added = round(limits["delay"] * now.hours(task).usual_day)
    after = now.passed(now.work | {task: now.work[task] + added})
    last = max(now.early[name].finish for name in names)
    ends = [name for name in names if now.early[name].finish == last]
    ends = [name for name in ends if now.early[name].start == last] or ends
    finishes = [max(early[name].finish for name in ends) for early in (now.early, after)]
    return now.hours(task).between(*finishes), added


def _path_left(now: Network, scale: str, as_of: datetime) -> tuple[int, int]:
    """Return path left and float together, and the path left, in working time of the programme."""
    finish = max(now.early[name].finish for name in target(now, scale))
    due = minute(forecast.due(as_of)["plan" if scale == "dcma" else "cutover"])
    path = calendars()[None].between(now.told, finish)
    return path + calendars()[None].between(finish, due), path


def indices(unit: str, as_of: datetime) -> dict[str, float | None]:
    """Return the indices of the plan against its baseline."""
    now = schedule.network(as_of)
    rows = list(counted(now, "dcma").values())
    bare = [row for row in rows if row["baseline_finish_at"] is None]
    due = [row for row in rows if row not in bare and minute(row["baseline_finish_at"]) <= now.told]
    done = [row for row in rows if row["completed"]]
    based = [row for row in done if row not in bare]
    hits = [row for row in due if row["completed"] and row["completed"] <= row["baseline_finish_at"]]
    found = {
        "bei": len(done) / (len(due) + len(bare)),
        "bei_baselined": len(based) / len(due),
        "bei_2012": len(done) / (len(due) + len(done) - len(based)),
        "hit_task": percent(len(hits), len(due)),
    }
    for name, scale in (("cpli", "dcma"), ("cpli_cutover", "cutover")):
        pair = checks(scale, as_of)[13]
        found[name] = pair[0] / pair[1] if pair else None
    return found | earned(rows, unit, as_of)


def earned(rows: list[dict], unit: str, as_of: datetime) -> dict[str, float | None]:
    """Return the figures of earned schedule, in days since the beginning of the baseline."""
    begin = minute(period(as_of)[0])

    def day(at: datetime) -> float:
        return (minute(at) - begin) / 1440

    weighed = [
        (day(row["baseline_finish_at"]), day(row["completed"]) if row["completed"] else None,
         1 if unit == "count" else row["baseline_hours"] or row["planned"] or 0)
        for row in rows if row["baseline_finish_at"]
    ]  # fmt: skip
    now = day(as_of) if any(done is None for _, done, _ in weighed) else max(done for _, done, _ in weighed)
    length, got = max(due for due, _, _ in weighed), sum(w for _, done, w in weighed if done is not None)

    def planned(at: float) -> float:
        return sum(weight for due, _, weight in weighed if due <= at)

    stops = [*range(floor(length) + 1)] + [length] * (length % 1 > 0)
    held = [at for at in stops if planned(at) <= got]
    last = max(held)
    if planned(last) == got:
        schedule_time = max(min(at for at in held if planned(at) == got), min(now, last))
    else:
        following = stops[stops.index(last) + 1]
        step = (got - planned(last)) / (planned(following) - planned(last))
        schedule_time = last + step * (following - last)
    pace = schedule_time / now
    return {
        "spi": got / planned(now), "spi_t": pace, "earned_schedule": schedule_time, "sv_t": schedule_time - now,
        "ieac_t": length / pace, "tspi": (length - schedule_time) / (length - now),
    }  # fmt: skip
