"""How likely every target is to be kept: the current plan and the snapshot before it, simulated alike.

Both plans draw the same random numbers for the same task, in the same number
of trials, with today's rehearsals and risks. So a changed P80 is the plan.
"""

from dataclasses import replace

import pyarrow as pa

import cutover.forecasts.risk_results as results
import cutover.forecasts.risk_tables as tables
import cutover.forecasts.risk_versions as versions
from cutover import risk
from cutover.errors import HorizonError, ScheduleError
from cutover.forecasts.model import Computed, Rows
from cutover.forecasts.risk_versions import Version
from cutover.forecasts.snapshots import span_of
from cutover.forecasts.working_time import WorkingTime

MOST_DRAWS = 25_000_000
"""Durations drawn for one plan: a larger plan gets fewer trials, so that a page stays bearable."""

FEWEST_TRIALS = 1_000


def compute(rows: Rows) -> Rows:
    """Return the computed tables of the risk.

    Parameters
    ----------
    rows
        Rows of the tables that `RISK.reads` names.

    Returns
    -------
    dict
        Rows of the tables of `RISK.creates`; a plan that cannot be simulated
        has rows in `computed_target_risk` alone, with the reason.
    """
    options = rows["risk_options"].to_pylist()[0]
    found = versions.read_versions(rows)
    count = trial_count(found, options["trial_count"])
    parts = [_tell(version, rows, count, options["seed"]) for version in found]
    return {
        table.name: pa.concat_tables(
            [part[table.name].cast(Computed.schema_of(table)) for part in parts if table.name in part]
            or [Computed.schema_of(table).empty_table()]
        )
        for table in RISK.creates
    }


def trial_count(found: list[Version], wanted: int) -> int:
    """Return how many trials all versions get: those wanted, fewer for a plan of more than 2,500 open tasks."""
    most = max((int(version.is_open.sum()) for version in found), default=0)
    return min(wanted, max(FEWEST_TRIALS, MOST_DRAWS // max(most, 1)))


def _tell(version: Version, rows: Rows, count: int, seed: int) -> Rows:
    """Return the computed rows of one plan version."""
    rehearsals = {tables.REHEARSAL_RATIO.name: results.rehearsal_rows(version)} if _has_history(version) else {}
    if version.durations is None or not version.open_targets:
        return {tables.TARGET_RISK.name: results.target_rows(version)} | rehearsals
    working_time = WorkingTime(rows["schedule_calendars"], span_of(version.snapshot.tasks))
    try:
        trials, outcome = _simulated(version.trials(count, seed), version, working_time)
    except ScheduleError as error:
        return {tables.TARGET_RISK.name: results.target_rows(replace(version, reason=str(error)))} | rehearsals
    found = {
        tables.TARGET_RISK.name: results.target_rows(version, outcome),
        tables.TARGET_SAMPLES.name: results.sample_rows(version, outcome),
    }
    if version.name == "current" and version.open_targets[trials.focus].is_focus:
        found[tables.TASK_RISK.name] = results.task_rows(version, outcome)
        found[tables.DRIVER_RISK.name] = results.driver_rows(version, trials, outcome)
    return found | rehearsals


def _simulated(trials: risk.Trials, version: Version, working_time: WorkingTime) -> tuple[risk.Trials, risk.Outcome]:
    """Run the trials; the horizon of the calendars grows until it holds the last of them."""
    while True:
        try:
            return trials, risk.simulate(trials)
        except HorizonError as reached:
            working_time.widen(reached)
            calendars, calendar = working_time.assign(version.snapshot.tasks["calendar_id"])
            trials = replace(trials, plan=replace(trials.plan, calendars=calendars, calendar=calendar))


def _has_history(version: Version) -> bool:
    return version.name == "current" and version.durations is not None and version.durations.history is not None


RISK = Computed(
    reads=(
        "schedule_tasks", "schedule_links", "schedule_calendars", "schedule_options", "schedule_target_tasks",
        "risk_tasks", "risk_rehearsals", "risk_drivers", "risk_driver_tasks", "risk_targets", "risk_options",
    ),
    creates=(
        tables.TARGET_RISK, tables.TARGET_SAMPLES, tables.TASK_RISK, tables.DRIVER_RISK, tables.REHEARSAL_RATIO,
    ),
    compute=compute,
)  # fmt: skip
