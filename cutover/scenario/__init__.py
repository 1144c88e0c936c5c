"""What-if: changes of a plan that are tried before anything is recorded, and kept by name."""

from cutover.scenario.changes import LONGEST_MINUTES, Change, Follows, Lasts, Starts, apply, refuse_settled
from cutover.scenario.kept import Scenario, delete_scenario, read_scenarios, save_scenario

__all__ = [
    "LONGEST_MINUTES",
    "Change",
    "Follows",
    "Lasts",
    "Scenario",
    "Starts",
    "apply",
    "delete_scenario",
    "read_scenarios",
    "refuse_settled",
    "save_scenario",
]
