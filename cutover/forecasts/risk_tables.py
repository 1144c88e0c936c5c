"""The computed tables of the risk: their grain, columns and keys."""

from cutover.tables import Column, Table


def _instants(names: dict[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, "instant", description) for name, description in names.items())


def _percentile(percent: int) -> tuple[Column, ...]:
    return _instants(
        {
            f"p{percent}_at": f"finish that {percent} % of the trials keep",
            f"p{percent}_low_at": "lower end of its 95 % interval",
            f"p{percent}_high_at": "upper end of its 95 % interval",
        }
    )


VERSION = Column("version", "text", "current, previous: the plan in force and the snapshot before it")

TARGET_RISK = Table(
    "computed_target_risk",
    "one row per plan version and target",
    (
        VERSION,
        Column("target_id", "text", "what the finish is measured against"),
        Column("told_at", "instant", "status time of the plan version"),
        Column("due_at", "instant", "until when its tasks must be done"),
        Column("open_count", "integer", "open tasks of the target"),
        Column("trial_count", "integer", "trials; empty where nothing was simulated"),
        Column("reason", "text", "why nothing was simulated"),
        Column("reached_at", "instant", "when the last of its tasks was done, once all are"),
        Column("deterministic_at", "instant", "finish by the planned durations alone"),
        *_percentile(50),
        *_percentile(80),
        *_percentile(95),
        Column("mean_at", "instant", "mean finish"),
        Column("sd_minutes", "number", "standard deviation of the finish"),
        Column("on_time_ratio", "number", "share of the trials that finish when due or before"),
        Column("on_time_low_ratio", "number", "lower end of its 95 % interval"),
        Column("on_time_high_ratio", "number", "upper end of its 95 % interval"),
        Column("estimated_count", "integer", "open durations that lead to it and come from a three-point estimate"),
        Column("rehearsed_count", "integer", "open durations that lead to it and come from rehearsals"),
        Column("assumed_count", "integer", "open durations that lead to it and that nobody estimated or rehearsed"),
    ),
    key=("version", "target_id"),
)

TARGET_SAMPLES = Table(
    "computed_target_samples",
    "one row per plan version, target and whole percent",
    (
        VERSION,
        Column("target_id", "text", "target"),
        Column("percent", "integer", "0 (earliest trial) to 100 (latest trial)"),
        Column("finish_at", "instant", "finish that this share of the trials keeps"),
    ),
    key=("version", "target_id", "percent"),
)

TASK_RISK = Table(
    "computed_task_risk",
    "one row per open task of the current plan; against the target in focus",
    (
        Column("task_id", "text", "task"),
        Column("basis", "text", "estimate, rehearsal, assumed; empty: nothing to draw"),
        Column("criticality_ratio", "number", "share of the trials in which it is on the longest path"),
        Column("sensitivity_ratio", "number", "correlation of its duration with the finish; empty: one does not vary"),
        Column("schedule_sensitivity_index", "number", "criticality times sd of its duration over sd of the finish"),
        Column("p10_minutes", "number", "duration that one trial in ten keeps"),
        Column("p50_minutes", "number", "median duration"),
        Column("p90_minutes", "number", "duration that nine trials in ten keep"),
        Column("low_finish_at", "instant", "mean finish of the tenth of the trials in which it is shortest"),
        Column("high_finish_at", "instant", "mean finish of the tenth of the trials in which it is longest"),
    ),
    key=("task_id",),
)

DRIVER_RISK = Table(
    "computed_driver_risk",
    "one row per risk that can still happen; against the target in focus of the current plan",
    (
        Column("risk_driver_id", "text", "risk"),
        Column("task_count", "integer", "open tasks that it stretches"),
        Column("occurs_ratio", "number", "share of the trials in which it happens"),
        Column("effect_minutes", "number", "mean finish with it less mean finish without; empty: always or never"),
        Column("low_finish_at", "instant", "mean finish without it"),
        Column("high_finish_at", "instant", "mean finish with it"),
    ),
    key=("risk_driver_id",),
)

REHEARSAL_RATIO = Table(
    "computed_rehearsal_ratio",
    "one row per rehearsed task of the current plan",
    (
        Column("task_id", "text", "task"),
        Column("planned_minutes", "integer", "duration in the plan"),
        Column("run_count", "integer", "its rehearsals that count"),
        Column("median_ratio", "number", "median of measured to planned minutes that the plan is given"),
        Column("credibility_ratio", "number", "weight of its own rehearsals against those of its group"),
    ),
    key=("task_id",),
)
