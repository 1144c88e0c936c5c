"""Published and closed-form answers, within the Monte Carlo interval of each."""

import json
from itertools import pairwise

import numpy as np
import pytest

from cutover import risk, schedule
from cutover.risk import Shape
from cutover.risk.results import wilson
from tests.conftest import SHARED

MINUTES = 100_000
TRIALS = 40_000
ORACLES = SHARED / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="the shared oracles are not here")


def oracle(name, case):
    """Return one case of an oracle file."""
    return next(each for each in json.loads((ORACLES / name).read_text()) if each["id"] == case)


def plan_of(names, links):
    """Return tasks of a hundred thousand minutes a unit with finish-to-start links between names."""
    ends = np.array([[names.index(a), names.index(b)] for a, b in links], np.int32).reshape(-1, 2).T
    return schedule.Plan(
        np.array(names), np.zeros(len(names), np.int32), schedule.Links(*ends, *np.zeros((2, len(links)), np.int32))
    )


def simulated(plan, shape, points, target=-1):
    """Return the outcome and its finishes, in units."""
    shapes = np.full(len(points), shape)
    three = np.array(points, float).T * MINUTES
    tables = risk.estimate_tables(risk.Estimates(shapes, *three), points=1025)
    end = np.array([len(points) + target if target < 0 else target])
    trials = risk.Trials(plan, tables, risk.keys_of(plan.names.tolist()), (end,), count=TRIALS)
    outcome = risk.simulate(trials, engine="numpy")
    return outcome, outcome.finish[0] / MINUTES


def check_mean(samples, mean):
    assert abs(samples.mean() - mean) <= 2.58 * samples.std() / np.sqrt(TRIALS)


def check_deviation(samples, sd):
    """Compare with the exact one, by the asymptotic standard error of a standard deviation."""
    kurtosis = np.mean((samples - samples.mean()) ** 4) / samples.var() ** 2
    assert abs(samples.std() - sd) <= 2.58 * sd * np.sqrt((kurtosis - 1) / (4 * TRIALS))


def check_percentile(samples, percent, value):
    found = risk.percentile(samples, percent)
    assert found.low <= value <= found.high


def check_share(count, share):
    found = wilson(int(count), TRIALS)
    assert found.low - 1e-9 <= share <= found.high + 1e-9


def test_series_of_triangular_tasks():
    exact = oracle("monte_carlo.json", "series10_triangular")["exact"]
    names = [f"S{i}" for i in range(10)]
    outcome, finish = simulated(plan_of(names, list(pairwise(names))), Shape.TRIANGULAR, [(10, 20, 60)] * 10)
    check_mean(finish, exact["mean"])
    check_deviation(finish, exact["sd"])
    assert outcome.criticality.tolist() == exact["criticality"]


def test_parallel_uniform_tasks_show_merge_bias():
    exact = oracle("monte_carlo.json", "parallel4_uniform")["exact"]
    names = [*"abcd", "end"]
    plan = plan_of(names, [(name, "end") for name in "abcd"])
    outcome, finish = simulated(plan, Shape.UNIFORM, [(0, 0.5, 1)] * 4 + [(0, 0, 0)])
    check_mean(finish, exact["mean"])
    for percent in (50, 80, 95):
        check_percentile(finish, percent, exact[f"p{percent}"])
    for count in outcome.critical_count[:4]:
        check_share(count, exact["criticality_each"])


def test_single_betapert_task():
    exact = oracle("monte_carlo.json", "betapert_single")["exact"]
    _, finish = simulated(plan_of(["a"], []), Shape.BETAPERT, [(30, 60, 180)])
    check_mean(finish, exact["mean"])
    check_deviation(finish, exact["sd"])
    for percent in (50, 80, 95):
        check_percentile(finish, percent, exact[f"p{percent}"])


def test_published_merge_of_three_paths():
    case = oracle("monte_carlo.json", "levine_merge_bias")
    names = list(case["tasks"])
    plan = plan_of(names, case["links"])
    outcome, finish = simulated(plan, Shape.TRIANGULAR, list(case["tasks"].values()))
    assert round(np.median(finish) - case["published"]["cpm"]) == case["published"]["p50_minus_cpm"]
    reference = case["mc_1e6_triangular"]
    check_percentile(finish, 50, reference["p50"])
    check_percentile(finish, 80, reference["p80"])
    for due in (20, 22):
        check_share(np.count_nonzero(finish <= due), reference[f"p_by_{due}"])
    for name, share in reference["criticality"].items():
        check_share(outcome.critical_count[names.index(name)], share)


def test_mode_path_of_the_published_case_is_its_cpm():
    case = oracle("monte_carlo.json", "levine_merge_bias")
    plan = plan_of(list(case["tasks"]), case["links"])
    modes = np.array([three[1] for three in case["tasks"].values()], np.int32)
    assert schedule.compute_schedule(schedule.Plan(plan.names, modes, plan.links)).finish == case["published"]["cpm"]


RELIABLE_LINKS = ("AB", "BC", "CD", "CE", "CI", "DG", "EF", "EH", "FJ", "GH", "IJ", "JK", "JL", "HM", "KN", "LN")


def reliable():
    """Return the published estimates, in minutes, on the construction project's network."""
    case = oracle("pert.json", "reliable_construction_pert")
    names = list(case["estimates"])
    three = np.array(list(case["estimates"].values()), float).T * MINUTES
    shapes = np.full(len(names), Shape.BETAPERT)
    return case, plan_of(names, RELIABLE_LINKS), risk.Estimates(shapes, *three)


def test_pert_finds_the_published_path_mean_and_variance():
    case, plan, estimates = reliable()
    found = risk.pert_estimate(plan, estimates, target=list(case["estimates"]).index("N"))
    assert plan.names[found.path].tolist() == case["critical"]
    assert found.finish == case["expected"]["mean"] * MINUTES
    assert found.variance == pytest.approx(case["expected"]["variance"] * MINUTES**2)


def test_pert_gives_the_published_probability():
    case, plan, estimates = reliable()
    found = risk.pert_estimate(plan, estimates, target=list(case["estimates"]).index("N"))
    assert risk.pert_probability(found, 47 * MINUTES) == pytest.approx(case["expected"]["p_by_47"], abs=1e-6)


def test_simulation_is_later_than_analytic_pert():
    case, plan, _ = reliable()
    _, finish = simulated(plan, Shape.BETAPERT, list(case["estimates"].values()), target=13)
    assert finish.mean() > case["expected"]["mean"]


def test_pert_without_spread_is_certain():
    done = risk.PertEstimate(np.array([0]), 100, 0.0)
    assert [risk.pert_probability(done, due) for due in (99, 100)] == [0.0, 1.0]
