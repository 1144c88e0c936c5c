"""The sample's plan is the forward pass of its own network, as the engine computes it from the files."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import pytest
from test_sample import SNAPSHOTS, at, known

from cutover import schedule
from cutover.generate.estimates import calendars as story_calendars
from cutover.tables import WEEKDAYS

EPOCH = datetime(1970, 1, 1)
HORIZON = [(datetime(year, 7, 1) - EPOCH) // timedelta(minutes=1) for year in (2026, 2027)]
TIMES = [as_of for as_of, _ in SNAPSHOTS]


def minutes(cells) -> np.ndarray:
    """Return instants as minutes since 1970; `UNSET` where there is none."""
    told = cells.isna().to_numpy()
    return np.where(told, schedule.UNSET, cells.to_numpy("datetime64[m]").astype(np.int64)).astype(np.int32)


def minute_of(text: str) -> int:
    """Return '09:30' as minutes after midnight."""
    return int(text[:2]) * 60 + int(text[3:])


@lru_cache(maxsize=1)
def working_times() -> dict[str, schedule.Calendar]:
    """Return the calendars of the sample by name."""
    rows, built = known("calendars"), {}
    for name, own in rows.groupby("calendar_id"):
        hours, free = {}, {}
        for row in own.itertuples():
            spans = [] if isinstance(row.works_from, float) else [(minute_of(row.works_from), minute_of(row.works_to))]
            if isinstance(row.weekday, str):
                hours.setdefault(WEEKDAYS.index(row.weekday), []).extend(spans)
            else:
                free.setdefault(date.fromisoformat(row.exception_date), []).extend(spans)
        built[name] = schedule.build_calendar(
            hours, zone=own["zone"].iloc[0], start=HORIZON[0], stop=HORIZON[1], exceptions=free
        )
    return built


@lru_cache(maxsize=40)
def network_at(as_of: datetime) -> tuple:
    """Return the tasks of a snapshot, and the schedule of its network without any progress."""
    tasks, links = known("tasks", as_of).reset_index(drop=True), known("dependencies", as_of)
    row = {task: number for number, task in enumerate(tasks["task_id"])}
    ends = [links[name].map(row).to_numpy(np.int32) for name in ("predecessor_id", "successor_id")]
    kind = links["dependency_type"].map(lambda name: schedule.LinkType[name]).to_numpy(np.int8)
    built = working_times()
    numbers = {name: number for number, name in enumerate(built, 1)}
    is_driven = np.isin(np.arange(len(tasks)), ends[1][kind <= schedule.LinkType.SS])
    is_bound = tasks["constraint_type"].notna().to_numpy()
    window = minutes(known("programme")["cutover_finish_at"])[0]
    plan = schedule.Plan(
        tasks["task_id"].to_numpy(object),
        tasks["duration_minutes"].to_numpy(np.int32),
        schedule.Links(*ends, kind, links["lag_minutes"].to_numpy(np.int32)),
        start=minutes(tasks["planned_start_at"]).min(),
        calendar=tasks["calendar_id"].map(numbers).fillna(0).to_numpy(np.int32),
        calendars=(schedule.ALWAYS, *built.values()),
        not_before=np.where(is_driven, schedule.UNSET, minutes(tasks["planned_start_at"])).astype(np.int32),
        constraint=np.where(is_bound, schedule.Constraint.SNET, schedule.Constraint.NONE).astype(np.int8),
        constraint_at=minutes(tasks["constraint_at"]),
        deadline=np.where(tasks["phase"].isin(["pre_cutover", "cutover"]), window, schedule.UNSET).astype(np.int32),
    )
    return tasks, plan, schedule.compute_schedule(plan, engine="numpy")


def names(tasks, positions) -> list[str]:
    """Return the identifiers of some rows."""
    return tasks["task_id"].iloc[positions].tolist()


@pytest.mark.parametrize("as_of", TIMES, ids=lambda as_of: f"{as_of:%m-%d}")
def test_planned_dates_are_the_forward_pass(as_of):
    tasks, _, computed = network_at(as_of)
    for column, dates in (("planned_start_at", computed.early_start), ("planned_finish_at", computed.early_finish)):
        assert tasks["task_id"][minutes(tasks[column]) != dates].tolist() == [], column


@pytest.mark.parametrize("as_of", TIMES, ids=lambda as_of: f"{as_of:%m-%d}")
def test_start_and_duration_give_the_finish(as_of):
    tasks = known("tasks", as_of).reset_index(drop=True)
    built = working_times()
    for name, own in tasks.groupby(tasks["calendar_id"].fillna("")):
        worked = built.get(name, schedule.ALWAYS)
        unlinked = schedule.Plan(
            own["task_id"].to_numpy(object),
            own["duration_minutes"].to_numpy(np.int32),
            schedule.Links(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.int8, np.int32))),
            start=HORIZON[0],
            calendars=(worked,),
            not_before=minutes(own["planned_start_at"]),
        )
        computed = schedule.compute_schedule(unlinked, engine="numpy")
        assert (computed.early_start == minutes(own["planned_start_at"])).all(), name
        assert (computed.early_finish == minutes(own["planned_finish_at"])).all(), name


@pytest.mark.parametrize("day", ["2026-10-23", "2026-10-30"])
def test_driving_path_leads_from_go_to_opening(day):
    tasks, plan, computed = network_at(at(day))
    opening = tasks.index[tasks["task_id"] == "PG-35"][0]
    path = names(tasks, schedule.driving_path(plan, computed, opening))
    assert path == [
        "PG-31", "CO-30", "SE-30", "AP-30", "AP-31", "IN-30", "DC-31", "DC-34", "DC-35", "DC-38", "DC-42", "DC-43",
        "DC-44", "IF-33", "IF-35", "IF-36", "AP-43", "IN-35", "TE-35", "TE-30", "TE-32", "PG-32", "PG-33", "AP-41",
        "AP-42", "TE-34", "CT-30", "CO-35-01", "PG-35",
    ]  # fmt: skip


def test_weekend_ends_near_the_end_of_its_window():
    tasks, _, computed = network_at(at("2026-10-23"))
    opening = tasks.index[tasks["task_id"] == "PG-35"][0]
    window = minutes(known("programme")["cutover_finish_at"])[0]
    assert window - computed.early_finish[opening] == computed.total_float[opening] == 200


def test_weekend_has_critical_near_critical_and_free_tasks():
    tasks, _, computed = network_at(at("2026-10-23"))
    slack = computed.total_float[(tasks["phase"] == "cutover").to_numpy()]
    assert (slack.min(), (slack == 200).sum()) == (200, 31)
    assert ((slack > 200) & (slack <= 320)).sum() == 18
    assert (slack > 320).sum() == 20


@pytest.mark.parametrize("as_of", TIMES, ids=lambda as_of: f"{as_of:%m-%d}")
def test_few_tasks_have_a_loose_end(as_of):
    tasks, links = known("tasks", as_of), known("dependencies", as_of)
    is_followed, follows = (tasks["task_id"].isin(links[end]) for end in ("predecessor_id", "successor_id"))
    assert (~is_followed).mean() < 0.05
    assert (~follows).mean() < 0.12


def test_calendars_are_those_of_the_generator():
    written = known("calendars")
    assert written["calendar_id"].value_counts().to_dict() == {"OFFICE": 13, "VALIDATION": 7}
    assert written["works_from"].dropna().map(minute_of).tolist() == [
        at for at in story_calendars()["works_from"] if at
    ]
    assert set(known("tasks")["calendar_id"].dropna()) == {"OFFICE", "VALIDATION"}


def test_most_technical_steps_are_estimated():
    tasks = known("tasks")
    weekend = tasks[(tasks["phase"] == "cutover") & ~tasks["is_milestone"]]
    assert 0.7 < weekend["pessimistic_minutes"].notna().mean() < 0.9
    assert 0.15 < tasks[tasks["phase"] == "pre_cutover"]["pessimistic_minutes"].notna().mean() < 0.4
    assert set(tasks["duration_distribution"].dropna()) == {"betapert", "triangular"}


def test_work_after_the_cutover_is_estimated():
    after = known("tasks").query("phase == 'post_cutover' and duration_minutes > 0")
    assert after["pessimistic_minutes"].notna().all()
    watches = after[after["task_class"] == "support"]
    assert (watches["optimistic_minutes"] == watches["pessimistic_minutes"]).all()


def test_rehearsals_tell_which_steps_are_slow():
    runs = known("rehearsal_runs").dropna(subset=["actual_minutes"])
    ratio = (runs["actual_minutes"] / runs["planned_minutes"]).groupby(runs["task_id"]).mean()
    assert ratio[["AP-41", "AP-42"]].min() > 1.05 > 0.95 > ratio[["IN-30", "IN-35", "TE-30"]].max()
    notes = runs.dropna(subset=["note"]).groupby("task_id")["note"].first()
    assert notes["AP-41"] == "Held transactions released in small lots"


def test_estimates_stand_around_the_plan():
    tasks = known("tasks").dropna(subset=["most_likely_minutes"])
    assert (tasks["most_likely_minutes"] == tasks["duration_minutes"]).all()
    assert (tasks["optimistic_minutes"] <= tasks["most_likely_minutes"]).all()
    assert (tasks["most_likely_minutes"] <= tasks["pessimistic_minutes"]).all()


@pytest.mark.parametrize(
    ("day", "drivers"),
    [("2026-09-25", {"RD-03", "RD-04", "RD-05", "RD-06"}), ("2026-10-23", {"RD-01", "RD-02", "RD-03", "RD-06"}),
     ("2026-11-20", {"RD-06", "RD-07", "RD-08", "RD-09"})],
)  # fmt: skip
def test_risk_drivers_follow_the_risk_log(day, drivers):
    rows = known("risk_drivers", at(day))
    log = known("issues", at(day)).set_index("issue_id")
    assert set(rows["risk_driver_id"]) == drivers
    assert set(log.loc[rows["issue_id"].dropna(), "issue_type"]) <= {"risk"}
    assert "closed" not in set(log.loc[rows["issue_id"].dropna(), "status"])


@pytest.mark.parametrize("as_of", TIMES, ids=lambda as_of: f"{as_of:%m-%d}")
def test_risk_drivers_name_known_tasks(as_of):
    named = known("risk_drivers", as_of)["task_ids"].dropna().str.split("; ").explode()
    assert set(named) <= set(known("tasks", as_of)["task_id"])


def test_rehearsals_cover_the_weekend_with_a_spread():
    runs = known("rehearsal_runs").dropna(subset=["actual_minutes"])
    tasks = known("tasks").query("phase == 'cutover' and not is_milestone and task_class != 'communicate'")
    assert runs["run_id"].nunique() == 2
    assert set(tasks["task_id"]) <= set(runs["task_id"])
    assert 0.05 < (runs["actual_minutes"] / runs["planned_minutes"]).std() < 0.15
