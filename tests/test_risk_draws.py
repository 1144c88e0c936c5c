"""Random numbers that depend on seed, key and trial alone."""

import numpy as np
import pytest

from cutover import risk
from cutover.risk.draws import cell_bits, draw, look_up, trial_hashes, triple32

NAMES = [f"T{i}" for i in range(400)]


def test_triple32_gives_its_reference_values():
    hashed = triple32(np.array([0, 1, 2, 0xFFFFFFFF], np.uint32))
    assert hashed.tolist() == [0, 69681622, 4057983209, 310335631]


def test_triple32_maps_no_two_values_together():
    assert len(np.unique(triple32(np.arange(1 << 18, dtype=np.uint32)))) == 1 << 18


def test_draws_do_not_depend_on_the_block():
    keys = risk.keys_of(NAMES[:9])
    whole = draw(keys, trial_hashes(418, 0, 1_000))
    parts = [draw(keys, trial_hashes(418, first, first + 250)) for first in range(0, 1_000, 250)]
    assert np.array_equal(whole, np.concatenate(parts, axis=1))


def test_draws_of_a_task_survive_added_tasks():
    few, many = risk.keys_of(["b", "a"]), risk.keys_of(["x", "a", "y", "b"])
    assert few.tolist() == many[[3, 1]].tolist()


def test_draws_change_with_seed_and_kind():
    assert not np.any(trial_hashes(1, 0, 100) == trial_hashes(2, 0, 100))
    assert risk.keys_of(["a"]) != risk.keys_of(["a"], kind="driver")


def test_equal_hashes_are_told_apart(monkeypatch):
    monkeypatch.setattr("cutover.risk.draws._hash", lambda text, salt: 7 + salt)
    assert risk.keys_of(["b", "c", "a"]).tolist() == [8, 9, 7]


def test_draws_fill_the_range_evenly():
    drawn = draw(risk.keys_of(NAMES), trial_hashes(418, 0, 2_560))
    counts = np.array([np.bincount(row >> 24, minlength=256) for row in drawn])
    chi_square = np.sum((counts - 10) ** 2 / 10, axis=1)
    assert chi_square.mean() == pytest.approx(255, abs=4 * np.sqrt(2 * 255 / len(NAMES)))
    assert chi_square.std() == pytest.approx(np.sqrt(2 * 255), rel=0.15)


@pytest.mark.parametrize("across", ["tasks", "trials"])
def test_draws_are_uncorrelated_across(across):
    drawn = draw(risk.keys_of(NAMES), trial_hashes(418, 0, 400)).astype(float)
    correlation = np.corrcoef(drawn if across == "tasks" else drawn.T)[np.triu_indices(400, 1)]
    assert correlation.std() == pytest.approx(1 / 20, rel=0.02)
    assert np.abs(correlation).max() < 5.3 / 20


def test_look_up_reads_between_the_points():
    tables = np.array([[0, 10, 20, 60, 100]], np.float32)
    quarter = 1 << 30
    drawn = np.array([[0, quarter // 2, quarter, 3 * quarter + quarter // 2, 2**32 - 1]], np.uint32)
    assert look_up(tables, drawn)[0].tolist() == pytest.approx([0, 5, 10, 80, 100])


@pytest.mark.parametrize(("points", "bits"), [(3, 1), (257, 8), (1025, 10)])
def test_cells_are_named_by_the_highest_bits(points, bits):
    assert cell_bits(np.zeros((1, points))) == bits
