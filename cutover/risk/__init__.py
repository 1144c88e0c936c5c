"""Schedule risk: how likely each finish is, and which tasks decide it. Pure; see docs/risk.md."""

from cutover.risk.draws import keys_of
from cutover.risk.durations import estimate_tables, median_remaining, table_points, task_percentiles
from cutover.risk.model import (
    DriverEffect,
    Estimates,
    History,
    Interval,
    Outcome,
    PertEstimate,
    RiskDriver,
    Runs,
    Shape,
    Trials,
)
from cutover.risk.pert import pert_estimate, pert_probability
from cutover.risk.rehearsal import calibrate
from cutover.risk.results import driver_effects, percentile, probability_by
from cutover.risk.simulation import simulate

__all__ = [
    "DriverEffect",
    "Estimates",
    "History",
    "Interval",
    "Outcome",
    "PertEstimate",
    "RiskDriver",
    "Runs",
    "Shape",
    "Trials",
    "calibrate",
    "driver_effects",
    "estimate_tables",
    "keys_of",
    "median_remaining",
    "percentile",
    "pert_estimate",
    "pert_probability",
    "probability_by",
    "simulate",
    "table_points",
    "task_percentiles",
]
