"""What holds for every plan: against networkx, under change, and bit for bit between the engines."""

from dataclasses import fields, replace
from importlib.util import find_spec

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.schedule import ALWAYS, UNSET, Links, Plan, build_calendar, compute_schedule

START = 20_514 * 1440
OFFICE = build_calendar(
    {day: [(540, 720), (780, 1080)] for day in range(5)},
    zone="America/New_York",
    start=START - 300 * 1440,
    stop=START + 500 * 1440,
)
NIGHTS = build_calendar(
    {day: [(0, 300), (1200, 1440)] for day in range(7)}, start=START - 300 * 1440, stop=START + 500 * 1440
)
quick = settings(max_examples=60, deadline=None, derandomize=True)
seeds = st.integers(0, 1 << 32)


@st.composite
def networks(draw, kinds: tuple[int, ...] = (0,), lags: tuple[int, ...] = (0,)) -> Plan:
    """Return plans of up to twelve tasks, each link from an earlier to a later one."""
    count = draw(st.integers(2, 12))
    duration = draw(st.lists(st.integers(0, 50), min_size=count, max_size=count))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, max_size=20))
    rows = [(min(pair), max(pair), draw(st.sampled_from(kinds)), draw(st.sampled_from(lags))) for pair in pairs]
    return Plan(names=np.arange(count), duration=np.array(duration, np.int32), links=linked(rows))


def linked(rows: list[tuple[int, int, int, int]]) -> Links:
    before, after, kind, lag = np.array(rows, np.int32).reshape(-1, 4).T
    return Links(before, after, kind.astype(np.int8), lag)


def rows_of(links: Links) -> list[tuple[int, int, int, int]]:
    columns = (links.predecessor, links.successor, links.kind, links.lag)
    return list(zip(*(each.tolist() for each in columns), strict=True))


def scheduled(plan: Plan):
    return compute_schedule(plan, engine="numpy")


any_network = networks(kinds=(0, 1, 2, 3), lags=(0, 0, 7, -4))


@quick
@given(networks())
def test_early_finish_is_the_longest_path(plan):
    graph = nx.DiGraph((before, after) for before, after, _, _ in rows_of(plan.links))
    graph.add_nodes_from(range(len(plan.names)))
    longest = {}
    for task in nx.topological_sort(graph):
        longest[task] = max((longest[each] for each in graph.pred[task]), default=0) + plan.duration[task]
    weighted = nx.DiGraph()
    weighted.add_weighted_edges_from((a, b, plan.duration[a]) for a, b in graph.edges)
    weighted.add_weighted_edges_from((each, "end", plan.duration[each]) for each in graph)
    assert scheduled(plan).early_finish.tolist() == [longest[task] for task in range(len(plan.names))]
    assert scheduled(plan).finish == nx.dag_longest_path_length(weighted)


@quick
@given(any_network)
def test_total_float_is_at_least_free_float(plan):
    schedule = scheduled(plan)
    assert (schedule.free_float >= 0).all()
    assert (schedule.total_float >= schedule.free_float).all()


@quick
@given(any_network, seeds)
def test_renumbering_tasks_changes_nothing(plan, seed):
    place = np.random.default_rng(seed).permutation(len(plan.names)).astype(np.int32)
    back = np.argsort(place)
    links = replace(plan.links, predecessor=place[plan.links.predecessor], successor=place[plan.links.successor])
    other = scheduled(replace(plan, duration=plan.duration[back], links=links))
    schedule = scheduled(plan)
    for field in fields(schedule)[:-1]:
        assert getattr(other, field.name)[place].tolist() == getattr(schedule, field.name).tolist(), field.name


@quick
@given(any_network, st.integers(0, 3), st.integers(-20, 20), st.data())
def test_another_link_never_helps(plan, kind, lag, data):
    after = data.draw(st.integers(1, len(plan.names) - 1))
    before = data.draw(st.integers(0, after - 1))
    more = replace(plan, links=linked([*rows_of(plan.links), (before, after, kind, lag)]))
    assert scheduled(more).finish >= scheduled(plan).finish


@quick
@given(networks(), st.integers(1, 100))
def test_lengthening_a_critical_task_moves_the_finish(plan, minutes):
    schedule = scheduled(plan)
    critical = int(np.flatnonzero(schedule.total_float == 0)[0])
    duration = plan.duration.copy()
    duration[critical] += minutes
    assert scheduled(replace(plan, duration=duration)).finish == schedule.finish + minutes


@quick
@given(any_network, st.data())
def test_delay_within_free_float_moves_nobody(plan, data):
    schedule = scheduled(plan)
    task = data.draw(st.integers(0, len(plan.names) - 1))
    not_before = np.full(len(plan.names), UNSET)
    not_before[task] = schedule.early_start[task] + schedule.free_float[task]
    delayed = scheduled(replace(plan, not_before=not_before))
    moved = np.flatnonzero(delayed.early_start != schedule.early_start)
    assert set(moved.tolist()) <= {task}
    assert delayed.early_start[task] == not_before[task]


def random_plan(seed: int, size: int = 40) -> Plan:
    """Return a plan with everything switched on: calendars, lags, constraints, progress, deadlines."""
    dice = np.random.default_rng(seed)
    ends = dice.integers(0, size, (2, size * 2))
    ends = np.sort(ends[:, ends[0] != ends[1]], axis=0)
    place = dice.permutation(size).astype(np.int32)
    links = Links(
        place[ends[0]],
        place[ends[1]],
        dice.integers(0, 4, ends.shape[1]).astype(np.int8),
        dice.choice([0, 0, 0, -45, 60, 480], ends.shape[1]).astype(np.int32),
    )

    def some(share: float, until: int) -> np.ndarray:
        return np.where(dice.random(size) < share, START + dice.integers(0, until, size), UNSET).astype(np.int32)

    actual_start = some(0.3, 5_000)
    finished = (actual_start != UNSET) & (dice.random(size) < 0.6)
    return Plan(
        names=np.arange(size),
        duration=dice.choice([0, 15, 60, 480, 1000], size).astype(np.int32),
        links=links,
        start=START,
        calendar=dice.integers(0, 3, size).astype(np.int32),
        calendars=(ALWAYS, OFFICE, NIGHTS),
        actual_start=actual_start,
        actual_finish=np.where(finished, actual_start + 300, some(0.05, 900)).astype(np.int32),
        remaining=np.where(dice.random(size) < 0.2, dice.integers(0, 400, size), UNSET).astype(np.int32),
        not_before=some(0.1, 20_000),
        constraint=np.where(dice.random(size) < 0.4, dice.integers(0, 8, size), 0).astype(np.int8),
        constraint_at=some(1.0, 20_000),
        deadline=some(0.1, 20_000),
        data_date=START + int(dice.integers(0, 6_000)),
        must_finish=None if dice.random() < 0.5 else START + 30_000,
        lag_calendar=str(dice.choice(["elapsed", "predecessor", "successor"])),
        progress_rule=str(dice.choice(["retained_logic", "progress_override"])),
    )


def without_progress(plan: Plan) -> Plan:
    return replace(plan, actual_start=None, actual_finish=None, remaining=None)


def broken_links(plan: Plan, start: np.ndarray, finish: np.ndarray) -> list[int]:
    """Return the links that dates break; a lag on a calendar counts that calendar's minutes."""
    broken = []
    for at, (before, after, kind, lag) in enumerate(rows_of(plan.links)):
        first, last = (start if kind in (1, 3) else finish)[before], (finish if kind >= 2 else start)[after]
        if plan.lag_calendar != "elapsed" and lag:
            calendar = plan.calendars[plan.calendar[before if plan.lag_calendar == "predecessor" else after]]
            first, last = calendar.work_before(first), calendar.work_before(last)
        if first + lag > last:
            broken.append(at)
    return broken


@quick
@given(seeds)
def test_every_link_holds_for_early_and_late_dates(seed):
    plan = without_progress(random_plan(seed))
    schedule = scheduled(plan)
    assert broken_links(plan, schedule.early_start, schedule.early_finish) == []
    assert broken_links(plan, schedule.late_start, schedule.late_finish) == []


@quick
@given(seeds)
def test_without_dates_no_float_is_negative(seed):
    plan = replace(without_progress(random_plan(seed)), constraint=None, deadline=None, must_finish=None)
    schedule = scheduled(plan)
    assert schedule.total_float.min() == 0
    assert (schedule.free_float >= 0).all()
    assert (schedule.total_float >= schedule.free_float).all()


@quick
@given(seeds)
def test_work_takes_its_duration_on_its_calendar(seed):
    plan = without_progress(random_plan(seed))
    schedule = scheduled(plan)
    for calendar in range(3):
        own = plan.calendar == calendar
        for begin, end in (("early_start", "early_finish"), ("late_start", "late_finish")):
            begins, ends = getattr(schedule, begin)[own], getattr(schedule, end)[own]
            assert (plan.calendars[calendar].minutes_between(begins, ends) == plan.duration[own]).all()


@quick
@given(seeds)
def test_no_open_work_is_before_the_status_time(seed):
    plan = random_plan(seed)
    schedule = scheduled(plan)
    is_open = plan.actual_finish == UNSET
    assert (schedule.early_finish[is_open] >= plan.data_date).all()
    assert (schedule.early_start[is_open & (plan.actual_start == UNSET)] >= plan.data_date).all()


@quick
@given(seeds)
def test_driving_links_lead_from_what_comes_before(seed):
    plan = random_plan(seed)
    driving = scheduled(plan).driving_link
    driven = np.flatnonzero(driving >= 0)
    assert (plan.links.successor[driving[driven]] == driven).all()


def assert_equal_bits(plan: Plan) -> None:
    by_level, by_task = (compute_schedule(plan, engine=engine) for engine in ("numpy", "numba"))
    for field in fields(by_level)[:-1]:
        ours, theirs = getattr(by_level, field.name), getattr(by_task, field.name)
        assert (ours.dtype, ours.tobytes()) == (theirs.dtype, theirs.tobytes()), field.name
    assert by_level.finish == by_task.finish


needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is optional")


@needs_numba
@settings(max_examples=100, deadline=None, derandomize=True)
@given(seeds)
def test_engines_agree_on_plans_with_everything(seed):
    assert_equal_bits(random_plan(seed))


@needs_numba
@quick
@given(seeds)
def test_engines_agree_on_plans_round_the_clock(seed):
    assert_equal_bits(replace(random_plan(seed), calendar=None, calendars=(ALWAYS,)))


@needs_numba
@quick
@given(networks(), st.sampled_from([None, -5, 40]), st.sampled_from([None, 90]))
def test_engines_agree_on_plain_plans(plan, data_date, must_finish):
    assert_equal_bits(replace(plan, data_date=data_date, must_finish=must_finish))


@quick
@given(networks(), st.sampled_from([None, -5, 40]), st.sampled_from([None, 90]))
def test_plain_plans_agree_with_the_general_engine(plan, data_date, must_finish):
    plan = replace(plan, data_date=data_date, must_finish=must_finish)
    plain, general = scheduled(plan), scheduled(replace(plan, deadline=np.full(len(plan.names), UNSET)))
    for field in fields(plain)[:-1]:
        assert getattr(plain, field.name).tolist() == getattr(general, field.name).tolist(), field.name
