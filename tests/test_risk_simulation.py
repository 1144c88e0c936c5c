"""The simulation follows the deterministic schedule, trial by trial."""

from dataclasses import replace

import numpy as np
import pytest

from cutover import risk, schedule
from cutover.errors import HorizonError, ScheduleError
from cutover.risk.compiled import compile_trials
from cutover.risk.sweep import arcs_by_task, draw_work
from cutover.schedule import ALWAYS, UNSET
from tests.risk_plans import OFFICE, fixed_trials, left_to_do, random_plan, random_trials


def chain(*durations, **plan):
    """Return a plan of tasks one after the other."""
    count = len(durations)
    links = schedule.Links(
        *np.array([[*range(count - 1)], [*range(1, count)]], np.int32), *np.zeros((2, count - 1), np.int32)
    )
    return schedule.Plan(np.array([f"T{i}" for i in range(count)]), np.array(durations, np.int32), links, **plan)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("plans", [{"alap": False}, {"calendars": (ALWAYS,)}], ids=["calendars", "late starts"])
def test_fixed_durations_give_the_deterministic_finishes(plans, seed):
    plan = random_plan(seed, **plans)
    outcome = risk.simulate(fixed_trials(plan), engine="numpy")
    expected = schedule.compute_schedule(plan).early_finish
    assert np.array_equal(outcome.finish, np.repeat(expected[:, None], 3, axis=1))


@pytest.mark.parametrize("seed", range(60, 80))
def test_every_trial_is_a_schedule_of_its_durations(seed):
    plan = random_plan(seed, alap=False)
    trials = random_trials(plan, count=4)
    finish = risk.simulate(trials, engine="numpy").finish
    simulation = compile_trials(trials)
    work = np.empty((len(simulation.task), 4), np.int32)
    draw_work(simulation, work, slice(0, 4))
    for trial in range(4):
        minutes = left_to_do(plan)
        minutes[simulation.task] = work[:, trial]
        remaining = np.where(plan.actual_start != UNSET, minutes, UNSET).astype(np.int32)
        early = schedule.compute_schedule(replace(plan, duration=np.where(plan.actual_finish != UNSET, plan.duration,
                                                                          minutes), remaining=remaining)).early_finish  # fmt: skip
        assert finish[:, trial].tolist() == [early[target].max() for target in trials.targets]


@pytest.mark.parametrize("seed", range(80, 90))
def test_one_minute_more_moves_what_is_critical(seed):
    plan = random_plan(seed, calendars=(ALWAYS,), alap=False)
    trials = replace(fixed_trials(plan, count=1), targets=(np.arange(30, dtype=np.int32),))
    outcome = risk.simulate(trials, engine="numpy")
    for task in np.flatnonzero(plan.actual_finish == UNSET):
        tables = trials.tables.copy()
        tables[task] += 1
        later = risk.simulate(replace(trials, tables=tables), engine="numpy").finish[0, 0]
        assert (later > outcome.finish[0, 0]) <= (outcome.critical_count[task] == 1)


def test_blocks_do_not_change_the_outcome(monkeypatch):
    trials = random_trials(random_plan(3))
    whole = risk.simulate(trials, engine="numpy")
    monkeypatch.setattr("cutover.risk.sweep.BLOCK_BYTES", 13 * 30 * 70)
    parts = risk.simulate(trials, engine="numpy")
    assert np.array_equal(whole.finish, parts.finish)
    assert np.array_equal(whole.sensitivity, parts.sensitivity, equal_nan=True)
    assert np.array_equal(whole.low_finish, parts.low_finish, equal_nan=True)


def test_more_trials_keep_the_first_ones():
    trials = random_trials(random_plan(4), count=100)
    longer = risk.simulate(replace(trials, count=300), engine="numpy").finish
    assert np.array_equal(longer[:, :100], risk.simulate(trials, engine="numpy").finish)


def test_an_added_task_changes_no_other_draw():
    short, longer = chain(100, 200), chain(100, 200, 50)
    found = [risk.simulate(random_trials_of(plan), engine="numpy").finish[0] for plan in (short, longer)]
    assert np.array_equal(*found)


def random_trials_of(plan, target=1):
    """Return trials with triangular durations and one task as the target."""
    minutes = plan.duration.astype(float)
    shapes = np.full(len(minutes), risk.Shape.TRIANGULAR)
    tables = risk.estimate_tables(risk.Estimates(shapes, minutes / 2, minutes, 3 * minutes))
    return risk.Trials(plan, tables, risk.keys_of(plan.names.tolist()), (np.array([target]),), count=500)


def test_another_seed_gives_other_draws():
    trials = random_trials_of(chain(100, 200))
    again = replace(trials, seed=419)
    assert not np.array_equal(*(risk.simulate(each, engine="numpy").finish for each in (trials, again)))


def test_finish_of_a_done_target_is_its_actual():
    done = np.array([40, 90], np.int32)
    plan = chain(30, 50, actual_start=np.array([0, 40], np.int32), actual_finish=done, data_date=100)
    outcome = risk.simulate(random_trials_of(plan), engine="numpy")
    assert outcome.finish.tolist() == [[90] * 500]
    assert outcome.critical_count.tolist() == [0, 0]
    assert np.isnan(outcome.sensitivity).all()


def test_a_started_task_draws_what_remains():
    started = np.array([0, UNSET], np.int32)
    plan = chain(60, 10, actual_start=started, actual_finish=np.full(2, UNSET), data_date=100)
    tables = np.array([[5, 5, 5], [10, 10, 10]], np.float32)
    trials = risk.Trials(plan, tables, risk.keys_of(["a", "b"]), (np.array([1]),), count=1)
    assert risk.simulate(trials, engine="numpy").finish.tolist() == [[115]]


def test_tasks_beside_the_focus_are_not_told():
    plan = chain(10, 20, 30)
    outcome = risk.simulate(random_trials_of(plan), engine="numpy")
    assert outcome.criticality.tolist() == [1, 1, 0]
    assert np.isnan([outcome.mean[2], outcome.sd[2], outcome.low_finish[2]]).all()


def test_merge_bias_moves_the_mean_later():
    fan_in = schedule.Links(np.arange(6, dtype=np.int32), np.full(6, 6, np.int32), *np.zeros((2, 6), np.int32))
    plan = schedule.Plan(np.array([*"abcdefg"]), np.array([100] * 6 + [0], np.int32), fan_in)
    minutes = plan.duration.astype(float)
    tables = risk.estimate_tables(
        risk.Estimates(np.full(7, risk.Shape.TRIANGULAR), minutes / 2, minutes, 1.5 * minutes)
    )
    outcome = risk.simulate(risk.Trials(plan, tables, risk.keys_of([*"abcdefg"]), (np.array([6]),)), engine="numpy")
    assert outcome.mean[:6].tolist() == pytest.approx([100] * 6, abs=1)
    assert outcome.finish.mean() > 118
    assert outcome.critical_count[6] == 10_000


@pytest.mark.parametrize("seed", range(8))
def test_mean_finish_is_never_before_the_finish_of_means(seed):
    plan = replace(random_plan(seed, calendars=(ALWAYS,), alap=False), progress_rule="retained_logic")
    trials = replace(random_trials(plan, count=2_000), drivers=())
    means = np.rint((trials.tables[:, 1:] + trials.tables[:, :-1]).mean(axis=1) / 2)
    fixed = replace(trials, tables=np.repeat(means[:, None], 3, axis=1).astype(np.float32), count=1)
    finish = risk.simulate(trials, engine="numpy").finish
    expected = risk.simulate(fixed, engine="numpy").finish[:, 0]
    assert (finish.mean(axis=1) - expected >= -4 * finish.std(axis=1) / np.sqrt(2_000) - 1).all()


def test_a_trial_beyond_the_calendar_is_told():
    plan = chain(1_000, 1_000, calendars=(OFFICE,))
    trials = random_trials_of(plan)
    with pytest.raises(HorizonError, match="T0 leaves in a trial"):
        risk.simulate(replace(trials, tables=trials.tables * np.float32(100)), engine="numpy")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"keys": np.zeros(1, np.uint32)}, "equally many"),
        ({"targets": ()}, "without a target"),
        ({"targets": (np.array([], np.int32),)}, "empty"),
        ({"focus": 1}, "Focus 1 of 1 targets"),
        ({"count": 0}, "0 trials"),
        ({"tables": np.full((2, 3), 1e9, np.float32)}, r"1e\+09 minutes"),
    ],
)
def test_trials_that_do_not_fit_are_refused(changed, told):
    with pytest.raises(ScheduleError, match=told):
        risk.simulate(replace(random_trials_of(chain(10, 20)), **changed))


def test_only_open_tasks_that_lead_to_targets_run():
    links = schedule.Links(np.array([0, 1, 3]), np.array([1, 2, 2]), np.zeros(3, np.int8), np.zeros(3, np.int32))
    plan = schedule.Plan(np.array([*"abcde"]), np.full(5, 10, np.int32), links, data_date=0,
                         actual_finish=np.array([UNSET, 20, UNSET, UNSET, UNSET]))  # fmt: skip
    simulation = compile_trials(random_trials_of(plan, target=2))
    assert sorted(plan.names[simulation.task]) == ["c", "d"]
    assert simulation.floor.tolist() == [0, 20]
    assert [len(arcs) for arcs in arcs_by_task(simulation)] == [0, 1]
