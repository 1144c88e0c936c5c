"""The way back as arrays: networks solved by hand, the longest path by networkx, what holds of every plan."""

from itertools import pairwise

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.errors import ScheduleError
from cutover.rollback import Decision, Steps, Tasks, backout, backout_course, latest_decision, reverse
from cutover.schedule import UNSET, Links

MANY = st.integers(1, 8)


def tasks_of(told: dict[str, tuple[int | None, int]], links: str = "") -> Tasks:
    """Return tasks as {name: (start, minutes to undo)} with links like 'AB BC'; no start is never."""
    places = {name: at for at, name in enumerate(told)}
    ends = np.array([[places[end] for end in pair] for pair in links.split()], np.int32).reshape(-1, 2)
    start = [UNSET if begun is None else begun for begun, _ in told.values()]
    minutes = [length for _, length in told.values()]
    return Tasks(np.array(list(told), object), np.array(start, np.int32), np.array(minutes, np.int32), *ends.T)


def steps_of(tasks: Tasks, told: dict[str, tuple[int, str]], links: list[tuple[int, int, int]] = ()) -> Steps:
    """Return steps as {name: (minutes, tasks that it undoes)} with finish-to-start links (from, to, lag)."""
    places = {name: at for at, name in enumerate(tasks.names)}
    pairs = [(step, places[name]) for step, (_, undone) in enumerate(told.values()) for name in undone]
    columns = np.array(pairs, np.int32).reshape(-1, 2).T
    ends = np.array(links, np.int32).reshape(-1, 3).T
    joined = Links(ends[0], ends[1], np.zeros(len(links), np.int8), ends[2])
    minutes = np.array([length for length, _ in told.values()], np.int32)
    return Steps(np.array(list(told), object), minutes, *columns, joined)


CHAIN = tasks_of({"A": (0, 10), "B": (60, 20), "C": (120, 30)}, "AB BC")


@pytest.mark.parametrize(("at", "minutes"), [(-1, 0), (0, 10), (59, 10), (60, 30), (120, 60), (9999, 60)])
def test_way_back_is_what_has_started(at, minutes):
    assert backout(reverse(CHAIN), at).finish == minutes


def test_what_was_done_last_is_undone_first():
    assert backout(reverse(CHAIN), 120).early_start.tolist() == [50, 30, 0]


def test_independent_work_is_undone_side_by_side():
    tasks = tasks_of({"A": (0, 10), "B": (5, 20), "C": (6, 45)}, "AB AC")
    assert backout(reverse(tasks), 10).finish == 55


def test_link_over_a_task_without_back_out_still_orders():
    tasks = tasks_of({"A": (0, 10), "B": (20, 0), "C": (30, 30)}, "AB BC")
    assert backout(reverse(tasks), 30).finish == 40


def test_step_takes_the_place_of_its_tasks():
    steps = steps_of(CHAIN, {"X": (45, "BC")})
    assert [backout(reverse(CHAIN, steps), at).finish for at in (0, 60, 120)] == [10, 55, 55]


def test_task_between_two_of_a_step_does_not_hold_it_up():
    steps = steps_of(CHAIN, {"X": (45, "AC")})
    result = backout(reverse(CHAIN, steps), 120)
    assert (result.early_start[3], result.early_start[1], result.finish) == (0, 45, 65)


def test_two_steps_undo_a_task_one_after_another():
    tasks = tasks_of({"A": (0, 99)})
    steps = steps_of(tasks, {"X": (30, "A"), "Y": (20, "A")}, [(0, 1, 15)])
    assert backout(reverse(tasks, steps), 0).finish == 65


def test_link_of_steps_not_needed_has_no_lag():
    tasks = tasks_of({"A": (0, 5), "B": (100, 5)})
    steps = steps_of(tasks, {"X": (30, "A"), "Y": (20, "B")}, [(0, 1, 500)])
    assert (backout(reverse(tasks, steps), 50).finish, backout(reverse(tasks, steps), 100).finish) == (30, 550)


def test_steps_in_a_circle_are_named():
    tasks = tasks_of({"A": (0, 5), "B": (1, 5)})
    with pytest.raises(ScheduleError, match=r"X.*Y|Y.*X"):
        reverse(tasks, steps_of(tasks, {"X": (1, "A"), "Y": (1, "B")}, [(0, 1, 0), (1, 0, 0)]))


def test_latest_decision_runs_out_between_starts():
    assert latest_decision(reverse(CHAIN), 140) == Decision(110)


def test_latest_decision_is_before_the_start_that_closes():
    assert latest_decision(reverse(CHAIN), 170) == Decision(120, 2)


def test_nothing_to_undo_leaves_all_time():
    tasks = tasks_of({"A": (None, 10), "B": (5, 0)}, "AB")
    assert latest_decision(reverse(tasks), 180) == Decision(180)
    assert len(backout_course(reverse(tasks)).at) == 0


def test_limit_before_all_starts_needs_no_undoing():
    assert latest_decision(reverse(CHAIN), -30) == Decision(-30)


def test_window_of_the_published_case_decides_by_150():
    """Three hours of window, thirty minutes to turn back, no floor: design paper domain.md 8.1."""
    work = tasks_of({"Work": (0, 30)})
    assert latest_decision(reverse(work), 180) == Decision(150)


def test_course_grows_with_every_start():
    course = backout_course(reverse(CHAIN))
    assert (course.at.tolist(), course.minutes.tolist()) == ([0, 60, 120], [10, 30, 60])
    assert course.count.tolist() == [1, 2, 3]


def test_long_course_keeps_its_ends():
    names = {f"T{i}": (i, 1) for i in range(50)}
    course = backout_course(reverse(tasks_of(names)), most=5)
    assert (course.at.tolist(), course.count.tolist()) == ([0, 12, 24, 37, 49], [1, 13, 25, 38, 50])


@st.composite
def plans(draw) -> Tasks:
    """Return plans whose links go from earlier to later tasks."""
    count = draw(MANY)
    told = {f"T{i}": (draw(st.one_of(st.none(), st.integers(0, 300))), draw(st.integers(0, 90))) for i in range(count)}
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    ends = np.array(sorted(draw(st.sets(st.sampled_from(pairs)))) if pairs else [], np.int32).reshape(-1, 2).T
    tasks = tasks_of(told)
    return Tasks(tasks.names, tasks.start, tasks.minutes, *ends)


def longest(tasks: Tasks, at: int) -> int:
    """Return the longest chain of undoing by networkx, over tasks as edges that are as long as they take."""
    graph = networkx.DiGraph()
    begun = (tasks.start != UNSET) & (tasks.start <= at)
    for task, length in enumerate(np.where(begun, tasks.minutes, 0).tolist()):
        graph.add_edge(("in", task), ("out", task), weight=length)
    graph.add_edges_from(
        (("out", b), ("in", a), {"weight": 0}) for a, b in zip(tasks.before.tolist(), tasks.after.tolist(), strict=True)
    )
    return networkx.dag_longest_path_length(graph)


@given(plans(), st.integers(-10, 320))
def test_way_back_is_the_longest_chain(tasks, at):
    assert backout(reverse(tasks), at).finish == longest(tasks, at)


@given(plans())
def test_more_started_is_never_shorter(tasks):
    course = backout_course(reverse(tasks))
    assert all(before <= after for before, after in pairwise([0, *course.minutes.tolist()]))


@given(plans(), st.integers(-50, 800))
def test_latest_decision_is_the_last_that_fits(tasks, limit):
    undoing = reverse(tasks)
    found = latest_decision(undoing, limit)
    late = found.at if found.position is not None else found.at + 1
    assert late + backout(undoing, late).finish > limit
    assert found.at - 1 + backout(undoing, found.at - 1).finish <= limit


@given(plans())
def test_step_over_one_task_is_its_back_out(tasks):
    places = np.arange(len(tasks.names), dtype=np.int32)
    none = Links(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.int8, np.int32)))
    steps = Steps(np.array([f"X{place}" for place in places], object), tasks.minutes, places, places, none)
    assert backout(reverse(tasks, steps), 150).finish == backout(reverse(tasks), 150).finish
