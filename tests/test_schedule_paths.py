"""Driving path, near-critical paths, and what moved a finish: literal answers and one property."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.schedule import (
    UNSET,
    Links,
    Plan,
    Version,
    build_calendar,
    compute_schedule,
    driving_path,
    link_float,
    moved,
    near_critical_paths,
)

FS, SS, FF, SF = range(4)
DAY = 1440


def plan_of(durations: dict[str, int], links: list[tuple], **rules) -> Plan:
    """Return a plan of tasks by name; links are (predecessor, successor, type, lag)."""
    names = list(durations)
    rows = [(names.index(a), names.index(b), kind, lag) for a, b, kind, lag in links]
    columns = np.array(rows, np.int32).reshape(-1, 4)
    return Plan(
        names=np.array(names, object),
        duration=np.array(list(durations.values()), np.int32),
        links=Links(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int8), columns[:, 3]),
        **rules,
    )


def version(durations: dict[str, int], links: list[tuple], *, target: str, **rules) -> Version:
    """Return a computed plan with a target."""
    plan = plan_of(durations, links, **rules)
    return Version(plan, compute_schedule(plan, engine="numpy"), list(durations).index(target))


def instants(plan_names: str, **known: int) -> np.ndarray:
    """Return one instant per letter, unset where none is given."""
    return np.array([known.get(name, UNSET) for name in plan_names], np.int32)


def told(before: Version, after: Version) -> list[tuple]:
    """Return moves as plain tuples."""
    return [(move.name, move.change.value, move.share) for move in moved(before, after)]


MERGE = [("A", "C", FS, 0), ("B", "C", FS, 0), ("C", "D", FS, 0)]
LASTING = {"A": 10, "B": 4, "C": 5, "D": 1}


def test_driving_path_is_walked_back_from_the_target():
    plan = plan_of(LASTING, MERGE)
    assert driving_path(plan, compute_schedule(plan, engine="numpy"), 3).tolist() == [0, 2, 3]


def test_driving_path_of_unlinked_task_is_itself():
    plan = plan_of({"A": 3, "B": 2}, [])
    assert driving_path(plan, compute_schedule(plan, engine="numpy"), 1).tolist() == [1]


def test_driving_path_starts_behind_a_date():
    plan = plan_of(LASTING, MERGE, not_before=instants("ABCD", C=50))
    assert driving_path(plan, compute_schedule(plan, engine="numpy"), 3).tolist() == [2, 3]


def test_near_critical_paths_come_by_float():
    durations = {"A": 10, "B": 4, "C": 5, "D": 1, "E": 7}
    plan = plan_of(durations, [*MERGE, ("E", "B", FS, 0), ("E", "D", FS, 0)])
    found = near_critical_paths(plan, compute_schedule(plan, engine="numpy"), np.array([3]), 5)
    assert [(path.tasks.tolist(), path.float_minutes, path.joins) for path in found] == [
        ([4, 1, 2, 3], 0, -1),
        ([0], 1, 2),
    ]


def test_near_critical_paths_are_at_most_as_many_as_asked():
    plan = plan_of({"A": 3, "B": 2, "C": 1}, [])
    found = near_critical_paths(plan, compute_schedule(plan, engine="numpy"), np.arange(3), 2)
    assert [(path.tasks.tolist(), path.float_minutes) for path in found] == [([0], 0), ([1], 1)]


def test_complete_work_is_on_no_near_critical_path():
    done = {"actual_start": instants("ABCD", B=0), "actual_finish": instants("ABCD", B=4), "data_date": 5}
    plan = plan_of(LASTING, MERGE, **done)
    found = near_critical_paths(plan, compute_schedule(plan, engine="numpy"), np.array([3]), 5)
    assert [path.tasks.tolist() for path in found] == [[0, 2, 3]]


@pytest.mark.parametrize(
    ("kind", "lag", "slack"),
    [(FS, 0, 6), (FS, 2, 4), (SS, 0, 10), (FF, 0, 11), (SF, 0, 15), (FS, -3, 9)],
)
def test_link_float_is_what_the_predecessor_may_slip(kind, lag, slack):
    plan = plan_of(LASTING, [("A", "C", FS, 0), ("B", "C", kind, lag), ("C", "D", FS, 0)])
    assert link_float(plan, compute_schedule(plan, engine="numpy")).tolist() == [0, slack, 0]


def test_link_float_counts_no_night():
    hours = build_calendar({day: [(540, 1020)] for day in range(7)}, start=0, stop=30 * DAY)
    durations = {"A": 480, "B": 420, "C": 60}
    plan = plan_of(durations, [("A", "C", FS, 0), ("B", "C", FS, 0)], start=540, calendars=(hours,))
    schedule = compute_schedule(plan, engine="numpy")
    assert int(schedule.early_start[2]) == DAY + 540
    assert link_float(plan, schedule).tolist() == [0, 60]


def test_longer_task_moves_the_finish_by_its_share():
    before = version(LASTING, MERGE, target="D")
    after = version(LASTING | {"A": 13}, MERGE, target="D")
    assert told(before, after) == [("A", "longer", 3)]


def test_path_that_takes_over_joins_and_the_other_leaves():
    before = version(LASTING, MERGE, target="D")
    after = version(LASTING | {"B": 12}, MERGE, target="D")
    assert told(before, after) == [("B", "joined the path", 12), ("A", "left the path", -10)]


def test_lag_added_to_a_link_is_told_as_waiting():
    links = [("A", "C", FS, 7), *MERGE[1:]]
    assert told(version(LASTING, MERGE, target="D"), version(LASTING, links, target="D")) == [("C", "waits longer", 7)]


def test_late_start_is_told_though_its_predecessor_is_done():
    facts = {"actual_start": instants("ABCD", A=0, B=0, C=13), "actual_finish": instants("ABCD", A=10, B=4)}
    before = version(LASTING, MERGE, target="D")
    after = version(LASTING, MERGE, target="D", data_date=14, **facts)
    assert told(before, after) == [("C", "started late", 3)]


def test_tasks_are_told_apart_by_name_not_by_number():
    before = version(LASTING, MERGE, target="D")
    after = version({"N": 2, "D": 1, "C": 5, "B": 4, "A": 9}, MERGE, target="D")
    assert told(before, after) == [("A", "shorter", -1)]


def test_new_task_in_the_chain_joins_with_its_time():
    before = version(LASTING, MERGE, target="D")
    longer = [*MERGE[:2], ("C", "N", FS, 0), ("N", "D", FS, 0)]
    assert told(before, version(LASTING | {"N": 6}, longer, target="D")) == [("N", "joined the path", 6)]


NAMES = "ABCDEFGH"
EDGES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 7), st.integers(0, 3), st.integers(-20, 40)).filter(
        lambda link: link[0] < link[1]
    ),
    max_size=16,
).map(lambda rows: [(NAMES[a], NAMES[b], kind, lag) for a, b, kind, lag in rows])
TIMES = st.lists(st.integers(0, 90), min_size=8, max_size=8).map(lambda times: dict(zip(NAMES, times, strict=True)))


@settings(deadline=None)
@given(TIMES, EDGES, TIMES, EDGES, st.integers(0, 200))
def test_shares_add_up_to_the_movement(times, links, later_times, later_links, now):
    before = version(times, links, target="H")
    after = version(later_times, later_links, target="H", data_date=now, actual_start=instants(NAMES, A=5))
    movement = int(after.schedule.early_finish[7]) - int(before.schedule.early_finish[7])
    assert sum(move.share for move in moved(before, after)) == movement


@settings(deadline=None)
@given(TIMES, EDGES)
def test_float_paths_hold_each_task_once_in_order_of_float(times, links):
    plan = plan_of(times, links)
    schedule = compute_schedule(plan, engine="numpy")
    found = near_critical_paths(plan, schedule, np.arange(8), 8)
    tasks = [task for path in found for task in path.tasks.tolist()]
    assert len(tasks) == len(set(tasks))
    assert [path.float_minutes for path in found] == sorted(path.float_minutes for path in found)
    assert found[0].tasks[-1] == driving_path(plan, schedule, found[0].tasks[-1])[-1]


FORWARD = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 7)).filter(lambda link: link[0] < link[1]), max_size=16)


@settings(deadline=None)
@given(TIMES, FORWARD.map(lambda rows: [(NAMES[a], NAMES[b], FS, 0) for a, b in dict.fromkeys(rows)]))
def test_target_moves_when_a_path_slips_beyond_its_float(times, links):
    plan = plan_of(times, links)
    schedule = compute_schedule(plan, engine="numpy")
    finish = int(schedule.early_finish[7])
    for path in near_critical_paths(plan, schedule, np.array([7]), 8):
        task = NAMES[path.tasks[-1]]
        late = [version(times | {task: times[task] + path.float_minutes + more}, links, target="H") for more in (0, 1)]
        assert [int(one.schedule.early_finish[7]) - finish for one in late] == [0, 1]
