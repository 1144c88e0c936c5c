"""What the trials tell about tasks and risk drivers."""

import numpy as np
import pytest

from cutover import risk, schedule
from cutover.risk import Shape

COUNT = 20_000


def run(tasks, links=(), drivers=(), target=None):
    """Return trials and their outcome: tasks are (shape, low, mode, high), links pairs of positions."""
    shapes, low, mode, high = zip(*tasks, strict=True)
    estimates = risk.Estimates(np.array(shapes, np.int8), *np.array([low, mode, high], float))
    ends = np.array(links, np.int32).reshape(-1, 2).T
    names = [f"T{i}" for i in range(len(tasks))]
    plan = schedule.Plan(
        np.array(names), np.array(mode, np.int32), schedule.Links(*ends, *np.zeros((2, len(links)), np.int32))
    )
    target = np.array([len(tasks) - 1] if target is None else target)
    trials = risk.Trials(plan, risk.estimate_tables(estimates, points=1025), risk.keys_of(names), (target,), drivers,
                         count=COUNT)  # fmt: skip
    return trials, risk.simulate(trials, engine="numpy")


def driver(name, probability, low, mode, high, tasks):
    """Return a risk whose factor is triangular."""
    factors = risk.estimate_tables(risk.Estimates(np.array([Shape.TRIANGULAR]), *np.array([[low], [mode], [high]])))
    return risk.RiskDriver(int(risk.keys_of([name], kind="driver")[0]), probability, factors[0], np.array(tasks))


def fixed(minutes):
    return (Shape.FIXED, minutes, minutes, minutes)


def test_one_uncertain_task_decides_everything():
    _, outcome = run([(Shape.UNIFORM, 0, 500, 1000), fixed(60)], [(0, 1)])
    assert outcome.sensitivity[0] == pytest.approx(1)
    assert outcome.schedule_sensitivity_index[0] == pytest.approx(1)
    assert (outcome.mean[1], outcome.sd[1]) == (60, 0)


def test_tornado_bars_are_means_of_the_outer_tenths():
    _, outcome = run([(Shape.UNIFORM, 0, 500, 1000), fixed(60)], [(0, 1)])
    assert outcome.low_finish[0] == pytest.approx(60 + 50, abs=3)
    assert outcome.high_finish[0] == pytest.approx(60 + 950, abs=3)
    assert np.isnan([outcome.low_finish[1], outcome.sensitivity[1]]).all()


def test_sensitivity_in_series_is_the_share_of_deviation():
    _, outcome = run([(Shape.UNIFORM, 0, 500, 900), (Shape.UNIFORM, 0, 500, 1200)], [(0, 1)])
    assert outcome.sensitivity.tolist() == pytest.approx([0.6, 0.8], abs=0.015)
    assert outcome.cruciality.tolist() == outcome.sensitivity.tolist()
    assert outcome.schedule_sensitivity_index.tolist() == pytest.approx([0.6, 0.8], abs=0.015)


def test_task_with_slack_is_neither_critical_nor_sensitive():
    _, outcome = run([(Shape.UNIFORM, 0, 50, 100), fixed(200), fixed(0)], [(0, 2), (1, 2)])
    assert outcome.criticality.tolist() == [0, 1, 1]
    assert outcome.sd[0] == pytest.approx(100 / np.sqrt(12), rel=0.02)
    assert np.isnan(outcome.sensitivity[0])


def test_ties_count_for_every_task():
    _, outcome = run([fixed(100), fixed(100), fixed(10)], [(0, 2), (1, 2)])
    assert outcome.critical_count.tolist() == [COUNT] * 3


def test_mean_and_deviation_are_those_of_the_estimate():
    _, outcome = run([(Shape.TRIANGULAR, 100, 200, 600)])
    assert outcome.mean[0] == pytest.approx(300, abs=2.5)
    assert outcome.sd[0] == pytest.approx(np.sqrt(210_000 / 18), rel=0.01)


def test_driver_stretches_its_tasks_when_it_occurs():
    trials, outcome = run([fixed(100), fixed(100)], [(0, 1)], (driver("R", 0.3, 2, 2, 2, [0]),))
    assert sorted(set(outcome.finish[0].tolist())) == [200, 300]
    found = risk.driver_effects(trials, outcome)[0]
    assert found.occurs_ratio == pytest.approx(0.3, abs=0.01)
    assert (found.without_finish, found.with_finish, found.effect_minutes) == (200, 300, 100)


def test_driver_makes_its_tasks_move_together():
    shared = (driver("R", 0.5, 1, 2, 3, [0, 1]),)
    alone = (driver("R1", 0.5, 1, 2, 3, [0]), driver("R2", 0.5, 1, 2, 3, [1]))
    spread = [run([fixed(1000), fixed(1000)], [(0, 1)], drivers)[1].finish.std() for drivers in (shared, alone)]
    assert spread[0] / spread[1] == pytest.approx(np.sqrt(2), rel=0.03)


def test_factors_of_two_drivers_multiply():
    drivers = (driver("R1", 1, 2, 2, 2, [0]), driver("R2", 1, 1.5, 1.5, 1.5, [0]))
    assert set(run([fixed(100)], (), drivers)[1].finish[0].tolist()) == {300}


@pytest.mark.parametrize(("probability", "undefined"), [(0, "with_finish"), (1, "without_finish")])
def test_effect_of_what_never_varies_is_undefined(probability, undefined):
    found = risk.driver_effects(*run([fixed(100)], (), (driver("R", probability, 2, 2, 2, [0]),)))[0]
    assert found.occurs_ratio == probability
    assert np.isnan([found.effect_minutes, getattr(found, undefined)]).all()


def test_drivers_leave_other_draws_alone():
    uniform = (Shape.UNIFORM, 0, 500, 1000)
    without = run([uniform])[1].finish
    assert np.array_equal(run([uniform, fixed(5)], (), (driver("R", 1, 2, 2, 2, [1]),), target=[0])[1].finish, without)


def test_target_of_several_tasks_waits_for_the_last():
    _, outcome = run([fixed(100), (Shape.UNIFORM, 0, 80, 160)], target=[0, 1])
    assert outcome.finish.min() == 100
    assert outcome.criticality.tolist() == pytest.approx([100 / 160, 60 / 160], abs=0.012)


def test_nothing_uncertain_leaves_ratios_undefined():
    _, outcome = run([fixed(100)])
    assert outcome.criticality.tolist() == [1]
    assert np.isnan([outcome.sensitivity[0], outcome.schedule_sensitivity_index[0]]).all()
