"""What the risk analysis takes and gives, as arrays.

Time is as in `schedule.model`: int32 minutes. A task's uncertainty is a row of
a quantile table: the value at P equally spaced probabilities from 0 to 1, read
with linear interpolation, P - 1 a power of two.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from cutover.schedule.model import Plan


class Shape(IntEnum):
    """Distribution of a task's duration; docs/risk.md says how each is fitted."""

    FIXED = 0
    BETAPERT = 1
    TRIANGULAR = 2
    LOGNORMAL = 3
    UNIFORM = 4
    REHEARSED = 5


@dataclass(frozen=True)
class Runs:
    """R runs of tasks in rehearsals (mock cutovers).

    Attributes
    ----------
    task
        int32[R]; any number that tells tasks apart: the position in the live
        plan, or a number from N upwards for a task that it does not hold.
    group
        int32[R]; class or workstream of the task, 0 or more.
    ratio
        float64[R]; actual / planned minutes, above 0.
    is_failed
        bool[R]; the run ended without success: the task takes longer than this.
    """

    task: np.ndarray
    group: np.ndarray
    ratio: np.ndarray
    is_failed: np.ndarray


@dataclass(frozen=True)
class History:
    """Rehearsal history applied to the N tasks of the live plan.

    The log of a task's ratio is `location + scale * residual`.

    Attributes
    ----------
    location, scale
        float64[N]; of the log ratio.
    residual
        float64[Q]; quantiles of the pooled residual, mean 0 and variance 1, at
        the probabilities (i + 1/2) / Q.
    run_count
        int32[N]; own runs of the task.
    credibility
        float64[N]; weight of the task's own runs against its group, 0 to 1.
    """

    location: np.ndarray
    scale: np.ndarray
    residual: np.ndarray
    run_count: np.ndarray
    credibility: np.ndarray

    @property
    def median_ratio(self) -> np.ndarray:
        """float64[N]; median of actual / planned that the live plan is given."""
        return np.exp(self.location + self.scale * np.interp(0.5, probabilities(len(self.residual)), self.residual))


def probabilities(count: int) -> np.ndarray:
    """Return the mid-point probabilities (i + 1/2) / count."""
    return (np.arange(count) + 0.5) / count


@dataclass(frozen=True)
class Estimates:
    """Durations of N tasks in working minutes on their calendars, from first start to finish.

    Attributes
    ----------
    shape
        int8[N]; values of `Shape`.
    optimistic, most_likely, pessimistic
        float64[N]; in this order of size. `FIXED` and `REHEARSED` use the most
        likely (the planned duration) alone, `UNIFORM` and `LOGNORMAL` the two
        others (lognormal: its P10, above 0, and its P90).
    history
        Needed where a shape is `REHEARSED`.
    """

    shape: np.ndarray
    optimistic: np.ndarray
    most_likely: np.ndarray
    pessimistic: np.ndarray
    history: History | None = None


@dataclass(frozen=True)
class RiskDriver:
    """A risk that, when it occurs, multiplies the durations of its tasks by one factor.

    Attributes
    ----------
    key
        From `keys_of([risk_driver_id], kind="driver")`.
    probability
        That it occurs, 0 to 1.
    factors
        float32[P]; quantile table of the factor (`estimate_tables` of ratios).
    tasks
        int32[]; positions of the tasks it stretches; what is left of a started one.
    """

    key: int
    probability: float
    factors: np.ndarray
    tasks: np.ndarray


@dataclass(frozen=True)
class Trials:
    """A simulation to run.

    Attributes
    ----------
    plan
        The plan with its progress, as `compute_schedule` takes it. Durations
        (and remaining durations) of open tasks are replaced by draws.
    tables
        float32[N, P]; minutes: the whole duration of tasks not started, what
        remains of started ones; rows of complete tasks are not read.
    keys
        uint32[N]; from `keys_of(task ids)`: the identity of a task's draws.
    targets
        K sets of positions (int32[]), each with at least one task; a target is
        reached when its last task is done.
    drivers
        Risks shared by tasks.
    focus
        Position of the target for which criticality and sensitivity are told.
    seed, count
        Seed of all draws; number of trials.
    """

    plan: Plan
    tables: np.ndarray
    keys: np.ndarray
    targets: tuple[np.ndarray, ...]
    drivers: tuple[RiskDriver, ...] = ()
    focus: int = 0
    seed: int = 418
    count: int = 10_000


@dataclass(frozen=True)
class Outcome:
    """What the trials gave; per task about the focus target, in the plan's order.

    A ratio that is not defined (nothing varies) is NaN. Tasks that are complete
    or do not lead to the focus have a critical count of 0 and NaN elsewhere.

    Attributes
    ----------
    finish
        int32[K, count]; finish of every target in every trial.
    critical_count
        int32[N]; trials in which the task drove the focus (ties count for all).
    mean, sd
        float64[N]; simulated working minutes (remaining ones of started tasks),
        risk drivers included.
    sensitivity
        float64[N]; correlation of duration and finish (Pearson), -1 to 1; its
        absolute value is the cruciality index.
    low_finish, high_finish
        float64[N]; mean finish of the focus over the trials in which the task's
        own draw lay in its lowest (highest) tenth: the bars of the tornado.
    focus
        Position of the focus target.
    engine
        "numpy" or "numba"; both give the same numbers.
    """

    finish: np.ndarray
    critical_count: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    sensitivity: np.ndarray
    low_finish: np.ndarray
    high_finish: np.ndarray
    focus: int = 0
    engine: str = field(default="numpy", compare=False)

    @property
    def criticality(self) -> np.ndarray:
        """float64[N]; share of trials in which the task drove the focus."""
        return self.critical_count / self.finish.shape[1]

    @property
    def cruciality(self) -> np.ndarray:
        """float64[N]; absolute correlation of duration and finish."""
        return np.abs(self.sensitivity)

    @property
    def schedule_sensitivity_index(self) -> np.ndarray:
        """float64[N]; criticality x sd of the task / sd of the finish; NaN where nothing varies."""
        total = self.finish[self.focus].std()
        return self.criticality * self.sd / total if total > 0 else np.full(len(self.sd), np.nan)


@dataclass(frozen=True)
class Interval:
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class DriverEffect:
    """What one risk driver does to the focus target.

    Attributes
    ----------
    occurs_ratio
        Share of trials in which it occurred.
    effect_minutes
        Mean finish of the trials with it less that of those without; NaN where
        one of the two is empty.
    with_finish, without_finish
        These mean finishes.
    """

    occurs_ratio: float
    effect_minutes: float
    with_finish: float
    without_finish: float


@dataclass(frozen=True)
class PertEstimate:
    """Analytic PERT along one critical path.

    Attributes
    ----------
    path
        int32[]; tasks of the path, first to last.
    finish
        Early finish by the expected durations.
    variance
        Minutes squared, summed along the path.
    """

    path: np.ndarray
    finish: int
    variance: float
