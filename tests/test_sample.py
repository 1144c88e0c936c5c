"""The sample programme in data/: what generate writes, sound at every status time, and the story it tells."""

import re
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from cutover import pipeline
from cutover.generate import (
    DEFAULT_INCIDENTS,
    DEFAULT_SEED,
    DEFAULT_SNAPSHOTS,
    DEFAULT_TASKS,
    snapshot_folders,
    write_programme,
)
from cutover.store import Store
from cutover.tables import PHASES, ROLES, STAGES, TABLES

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLE = DATA / "sample"
SNAPSHOTS = snapshot_folders(SAMPLE)
NEWEST = SNAPSHOTS[-1][0]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")

FACTS = {
    "tasks": (
        "actual_start_at",
        "actual_finish_at",
        "blocked_at",
        "added_at",
        "updated_at",
        "asserted_at",
    ),
    "checkpoints": ("decided_at", "asserted_at"),
    "checkpoint_questions": ("answered_at",),
    "criteria": ("assessed_at",),
    "communications": ("sent_at", "acknowledged_at"),
    "milestones": ("actual_at",),
    "rehearsal_runs": ("actual_start_at", "actual_finish_at"),
    "issues": ("opened_at", "closed_at", "updated_at"),
    "tests": ("executed_at",),
    "incidents": ("opened_at", "acknowledged_at", "resolved_at", "closed_at", "updated_at"),
    "incident_events": ("event_at",),
    "workstreams": ("asserted_at",),
    "contact_center_intervals": ("interval_start_at",),
    "votes": ("voted_at",),
    "sign_offs": ("signed_at",),
    "meetings": ("opened_at", "closed_at"),
    "conditions": ("closed_at",),
    "assessments": ("assessed_at",),
}
"""Per table: columns that say what has happened."""

DAY_FACTS = {
    "components": ("actual_retire_date", "backup_verified_date", "restore_tested_date"),
    "interfaces": ("switched_off_date",),
    "decommission_steps": ("actual_date", "blocked_since_date"),
    "exit_readings": ("reading_date",),
    "milestones": ("report_date",),
}
"""Per table: days on which something has happened."""


@lru_cache(maxsize=1000)
def read_table(path: Path) -> pd.DataFrame:
    """Return a file with typed columns; instants are UTC without zone."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for column in TABLES[path.stem].columns:
        if column.type == "instant":
            rows[column.name] = pd.to_datetime(rows[column.name], utc=True).dt.tz_localize(None)
        elif column.type in ("integer", "number"):
            rows[column.name] = pd.to_numeric(rows[column.name])
        elif column.type == "boolean":
            rows[column.name] = rows[column.name] == "true"
    return rows


def known(table: str, as_of: datetime = NEWEST) -> pd.DataFrame:
    """Return a table as known at a status time: the newest file that holds it."""
    held = [path / f"{table}.csv" for at, path in SNAPSHOTS if at <= as_of and (path / f"{table}.csv").exists()]
    return read_table(held[-1]) if held else pd.DataFrame(columns=TABLES[table].names, dtype=object)


def row(table: str, key: str, as_of: datetime = NEWEST) -> pd.Series:
    """Return one row by the first column of its key."""
    rows = known(table, as_of)
    return rows[rows[TABLES[table].key[0]] == key].iloc[0]


def at(day: str) -> datetime:
    """Return the status time of the snapshot of a day."""
    return next(time for time, _ in SNAPSHOTS if time.date().isoformat() == day)


def files() -> list[tuple[datetime, Path]]:
    """Return every file with its status time."""
    return [(time, path) for time, folder in SNAPSHOTS for path in sorted(folder.iterdir())]


# The files


def test_sample_is_exactly_what_generate_writes(tmp_path):
    write_programme(tmp_path)
    written = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*.csv")}
    kept = {str(path.relative_to(SAMPLE)): path for path in SAMPLE.rglob("*") if path.is_file()}
    assert written.keys() == kept.keys()
    assert [name for name in kept if kept[name].read_bytes() != written[name].read_bytes()] == []


def test_sample_keeps_the_repository_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 8_000_000


def test_readme_names_every_file():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}.csv`" not in text] == []
    assert f"{DEFAULT_TASKS} tasks, {DEFAULT_INCIDENTS} incidents" in text
    assert f"{DEFAULT_SNAPSHOTS} snapshots, seed {DEFAULT_SEED}" in text


def test_first_snapshots_are_weekly_then_daily():
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(SNAPSHOTS)]
    assert len(SNAPSHOTS) == 27
    assert (gaps[:5], set(gaps[5:])) == ([7] * 5, {1})
    assert datetime(2026, 11, 20, 23) == NEWEST


def test_every_table_but_those_said_on_pages_is_in_the_sample():
    assert {path.stem for _, path in files()} == set(TABLES) - {"notes", "rollback_calls"}


def test_unchanged_tables_are_written_once():
    for name in ("programme", "people", "requirements", "sla_targets", "exit_criteria", "thresholds", "approvers",
                 "audiences"):  # fmt: skip
        assert len([path for _, path in files() if path.stem == name]) == 1, name


def test_no_file_repeats_the_one_before():
    for name in TABLES:
        texts = [path.read_bytes() for _, path in files() if path.stem == name]
        assert all(one != two for one, two in pairwise(texts)), name


def test_files_are_plain_text_with_line_feeds():
    for _, path in files():
        octets = path.read_bytes()
        assert octets.endswith(b"\n"), path.name
        assert b"\r" not in octets, path.name
        octets.decode("ascii")


# Sound by the specification of the tables


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_and_types_are_as_specified(name):
    table = TABLES[name]
    for _, path in files():
        if path.stem != name:
            continue
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        assert tuple(rows.columns) == table.names
        for column in table.columns:
            cells = rows[column.name].dropna()
            assert not (column.required and len(cells) < len(rows)), (path, column.name)
            if column.allowed:
                assert set(cells) <= set(column.allowed), (path, column.name)
            if column.type == "instant":
                assert cells.map(INSTANT.fullmatch).all(), (path, column.name)
            if column.type == "boolean":
                assert set(cells) <= {"true", "false"}, (path, column.name)
            if column.minimum is not None:
                assert pd.to_numeric(cells).min() >= column.minimum or cells.empty, (path, column.name)
            if column.maximum is not None:
                assert pd.to_numeric(cells).max() <= column.maximum or cells.empty, (path, column.name)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.key])
def test_keys_are_unique_in_every_file(name):
    for _, path in files():
        if path.stem == name:
            assert not read_table(path).duplicated(list(TABLES[name].key)).any(), path


@pytest.mark.parametrize("as_of", [time for time, _ in SNAPSHOTS], ids=lambda time: f"{time:%m-%d}")
def test_references_hold_at_every_status_time(as_of):
    broken = []
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                target, key = column.references.split(".")
                cells = known(table.name, as_of)[column.name].dropna().astype(str)
                cells = cells.str.split("; ").explode() if column.type == "texts" else cells
                broken += [(table.name, cell) for cell in cells[~cells.isin(known(target, as_of)[key])]]
    assert broken == []


def test_requirement_lists_name_known_requirements():
    requirements = set(known("requirements")["requirement_id"])
    for name in ("tasks", "tests"):
        lists = known(name)["requirement_ids"].dropna()
        assert {one.strip() for cell in lists for one in cell.split(";")} <= requirements


def test_test_lists_name_known_tests():
    lists = known("requirements")["test_ids"].dropna()
    assert {one.strip() for cell in lists for one in cell.split(";")} <= set(known("tests")["test_id"])


def test_dependencies_have_no_circle():
    left = {task: set() for task in known("tasks")["task_id"]}
    for _, link in known("dependencies").iterrows():
        left[link["successor_id"]].add(link["predecessor_id"])
    while ready := {task for task, before in left.items() if not before}:
        left = {task: before - ready for task, before in left.items() if task not in ready}
    assert left == {}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_nothing_happens_after_its_status_time(name):
    for as_of, path in files():
        if path.stem == name:
            for column in FACTS[name]:
                stamps = read_table(path)[column].dropna()
                assert (stamps <= as_of).all(), (path, column)


@pytest.mark.parametrize("name", sorted(DAY_FACTS))
def test_no_day_lies_after_its_status_time(name):
    for as_of, path in files():
        if path.stem == name:
            for column in DAY_FACTS[name]:
                days = read_table(path)[column].dropna()
                assert (days <= as_of.date().isoformat()).all(), (path, column)


def test_all_snapshots_load_without_a_problem(tmp_path):
    store = Store(tmp_path / "store")
    for as_of, folder in SNAPSHOTS:
        options = pipeline.LoadOptions(as_of=f"{as_of.isoformat()}+00:00", bounds=None)
        result = pipeline.load([folder], store=store, options=options)
        counts = [(name, c.rejected, c.warnings) for name, c in result.tables.items() if c.rejected or c.warnings]
        assert (counts, result.problems.num_rows, result.exit_code) == ([], 0, pipeline.ALL_ACCEPTED), folder.name
    assert [load.as_of for load in store.loads("unity")] == [as_of for as_of, _ in SNAPSHOTS]


# Sound over time


def test_finished_tasks_stay_finished():
    seen = {}
    for as_of, path in files():
        if path.stem == "tasks":
            done = read_table(path).set_index("task_id").query("status == 'complete'")
            finish = done["actual_finish_at"].to_dict()
            assert {task: finish.get(task) for task in seen} == seen, as_of
            seen |= finish


REMOVED = ["AP-10", *(f"CN-{number:02d}" for number in range(6, 14)), "DC-24", "IF-13"]


def test_tasks_leave_only_by_the_story():
    ids = [set(read_table(path)["task_id"]) for _, path in files() if path.stem == "tasks"]
    left = [task for earlier, later in pairwise(ids) for task in earlier - later]
    assert sorted(left) == REMOVED
    assert len(ids[-1]) == 250


def test_baseline_is_frozen():
    columns = ["baseline_start_at", "baseline_finish_at", "baseline_hours"]
    first = read_table(SNAPSHOTS[0][1] / "tasks.csv").set_index("task_id")[columns]
    for as_of, _ in SNAPSHOTS:
        later = known("tasks", as_of).set_index("task_id")[columns]
        both = first.index.intersection(later.index)
        assert len(both) >= len(first) - len(REMOVED)
        pd.testing.assert_frame_equal(later.loc[both], first.loc[both], check_dtype=False)


def test_new_tasks_are_stamped_and_not_in_the_baseline():
    first = set(read_table(SNAPSHOTS[0][1] / "tasks.csv")["task_id"])
    tasks = known("tasks")
    new = tasks[~tasks["task_id"].isin(first)]
    assert new["added_at"].notna().all()
    assert new["baseline_finish_at"].isna().all()
    assert tasks[tasks["task_id"].isin(first)]["added_at"].isna().all()


def test_status_agrees_with_actual_dates():
    for _, path in files():
        if path.stem == "tasks":
            tasks = read_table(path)
            status = tasks["status"]
            assert ((status == "complete") == tasks["actual_finish_at"].notna()).all(), path
            assert tasks.loc[status.isin(["complete", "in_progress"]), "actual_start_at"].notna().all(), path
            assert tasks.loc[status == "not_started", "actual_start_at"].isna().all(), path


def test_progress_agrees_with_status():
    for _, path in files():
        if path.stem == "tasks":
            tasks = read_table(path)
            assert (tasks.loc[tasks["status"] == "complete", "percent_complete"] == 100).all(), path
            assert (tasks.loc[tasks["status"] == "not_started", "percent_complete"] == 0).all(), path
            assert tasks.loc[tasks["status"] == "in_progress", "percent_complete"].between(5, 95).all(), path


def test_blocked_tasks_say_why_and_since_when():
    for _, path in files():
        if path.stem == "tasks":
            tasks = read_table(path)
            blocked = tasks["status"] == "blocked"
            assert (tasks["blocked_reason"].notna() == blocked).all(), path
            assert (tasks["blocked_at"].notna() == blocked).all(), path


def test_forecasts_lie_behind_the_status_time():
    for as_of, path in files():
        if path.stem == "tasks":
            forecast = read_table(path)["forecast_finish_at"].dropna()
            assert (forecast >= as_of).all(), path


def test_removed_tasks_are_never_begun():
    tasks = pd.concat([read_table(path) for _, path in files() if path.stem == "tasks"])
    assert set(tasks[tasks["task_id"].isin(REMOVED)]["status"]) == {"not_started"}


def test_incidents_keep_their_opening_time():
    opened = {}
    for _, path in files():
        if path.stem == "incidents":
            now = read_table(path).set_index("incident_id")["opened_at"].to_dict()
            assert {key: now.get(key) for key in opened} == opened
            opened = now
    assert len(opened) == 400


def test_incident_status_agrees_with_its_stamps():
    for _, path in files():
        if path.stem == "incidents":
            rows = read_table(path)
            is_open = rows["status"].isin(["open", "in_progress", "on_hold"])
            assert rows.loc[is_open, ["resolved_at", "closed_at"]].isna().all(axis=None), path
            assert rows.loc[rows["status"] == "open", "acknowledged_at"].isna().all(), path
            assert rows.loc[rows["status"].isin(["resolved", "closed"]), "resolved_at"].notna().all(), path


def test_nothing_is_shut_down_before_earlier_stages():
    order = {stage: position for position, stage in enumerate(STAGES)}
    steps = known("decommission_steps").query("is_applicable")
    steps = steps.assign(order=steps["stage"].map(order), is_passed=steps["actual_date"].notna())
    last = steps[steps["is_passed"]].groupby("component_id")["order"].max()
    for component in last[last >= order["shut_down"]].index:
        own = steps[(steps["component_id"] == component) & (steps["order"] <= last[component])]
        assert own["is_passed"].all(), component
        assert own["actual_date"].dropna().is_monotonic_increasing, component


def test_no_media_is_sanitized_during_the_warranty():
    steps = known("decommission_steps").query("stage == 'sanitized'")
    assert steps["actual_date"].isna().all()


def test_passed_stages_are_not_blocked():
    steps = known("decommission_steps")
    assert not (steps["is_blocked"] & steps["actual_date"].notna()).any()
    assert (steps["blocked_reason"].notna() == steps["is_blocked"]).all()


def test_components_retire_with_their_last_stage():
    steps = known("decommission_steps")
    attested = steps[(steps["stage"] == "attested")].set_index("component_id")["actual_date"].dropna()
    components = known("components").set_index("component_id")["actual_retire_date"].dropna()
    assert components.to_dict() == attested.to_dict()


# The story


def test_plan_covers_steps_phases_sides_and_roles():
    tasks = known("tasks")
    assert set(tasks["m3_step"]) == set(range(1, 9))
    assert set(tasks["phase"]) == set(PHASES)
    for side in ("customer", "provider"):
        held = tasks[tasks["side"].isin([side, "shared"])]["owner_role"]
        assert set(ROLES) <= set(held), side


def test_plan_has_ten_workstreams_and_m3_task_classes():
    tasks = known("tasks")
    assert set(tasks["workstream"]) == set(known("workstreams")["workstream"])
    assert tasks["workstream"].nunique() == 10
    assert {"deploy_code", "activate_component", "secure_legacy", "shutdown_legacy"} <= set(tasks["task_class"])


def test_cutover_tasks_fit_the_approved_window():
    tasks, programme = known("tasks"), known("programme").iloc[0]
    cutover = tasks[(tasks["phase"] == "cutover") & (tasks["task_id"] != "PG-30")]
    assert (cutover["baseline_start_at"] >= programme["cutover_start_at"]).all()
    assert (cutover["baseline_finish_at"] <= programme["cutover_finish_at"]).all()
    assert set(cutover["status"]) == {"complete"}


def test_data_conversion_slips_over_two_snapshots():
    finishes = [row("tasks", "DC-12", at(day))["planned_finish_at"].date().isoformat()
                for day in ("2026-10-02", "2026-10-09", "2026-10-16")]  # fmt: skip
    hours = [row("tasks", "DC-12", at(day))["planned_hours"] for day in ("2026-10-02", "2026-10-09", "2026-10-16")]
    assert finishes == ["2026-10-01", "2026-10-07", "2026-10-13"]
    assert hours == [120, 170, 210]


def test_reconciliation_scope_is_added_after_the_slip():
    before, after = (set(known("tasks", at(day))["task_id"]) for day in ("2026-10-02", "2026-10-16"))
    assert after - before == {"DC-20", "DC-21", "DC-22", "DC-23"}


@pytest.mark.parametrize("day", ["2026-10-02", "2026-10-09"])
def test_conversion_checkpoint_was_green_and_wrong(day):
    tasks = known("tasks", at(day)).set_index("task_id")
    links = known("checkpoint_tasks", at(day))
    entry = tasks.loc[links[links["checkpoint_id"] == "CP-02"]["task_id"]]
    late = entry[(entry["status"] != "complete") & (entry["planned_finish_at"] < at(day))]
    assert row("checkpoints", "CP-02", at(day))["asserted_rag"] == "green"
    assert {"DC-12", "DC-13"} <= set(late.index)


def test_conversion_checkpoint_moved_and_passed_with_condition():
    moved, decided = row("checkpoints", "CP-02", at("2026-10-16")), row("checkpoints", "CP-02")
    assert moved["planned_at"] - moved["baseline_at"] == pd.Timedelta(days=8)
    assert moved["asserted_rag"] == "amber"
    assert decided["decision"] == "conditional"


def test_interface_waits_for_an_outside_party():
    waiting = row("tasks", "IF-07", at("2026-10-09"))
    assert waiting["status"] == "blocked"
    assert waiting["blocked_reason"] == "Waiting for the test certificate of the disbursing office"
    assert row("tasks", "IF-07", at("2026-10-16"))["status"] == "complete"


def test_contingency_is_stood_down_after_go():
    decision = row("checkpoints", "CP-07")
    assert (decision["decision"], decision["is_point_of_no_return"]) == ("go", True)
    held = [(as_of, set(known("tasks", as_of)["task_id"])) for as_of, _ in SNAPSHOTS]
    assert {as_of < decision["decided_at"] for as_of, ids in held if "CN-06" in ids} == {True}


def test_decisions_wait_for_their_entry_tasks():
    finish, links = known("tasks").set_index("task_id")["actual_finish_at"], known("checkpoint_tasks")
    checkpoints = known("checkpoints")
    for _, gate in checkpoints[checkpoints["decision"] == "go"].iterrows():
        entry = links[links["checkpoint_id"] == gate["checkpoint_id"]]["task_id"]
        assert (finish[entry] <= gate["decided_at"]).all(), gate["checkpoint_id"]


def test_past_checkpoints_are_decided_and_next_ones_open():
    checkpoints = known("checkpoints")
    is_past = checkpoints["planned_at"] < NEWEST
    assert (checkpoints["decision"].notna() == is_past).all()
    assert (is_past.sum(), (~is_past).sum()) == (9, 4)


def test_first_week_of_warranty_is_bad_then_recovers():
    incidents = known("incidents")
    week = pd.date_range("2026-11-02 05:00", periods=4, freq="7D")
    opened, resolved = (pd.cut(incidents[column], week, labels=False).value_counts().to_dict()
                        for column in ("opened_at", "resolved_at"))  # fmt: skip
    assert opened[0] > 2 * resolved[0]
    assert opened[1] < resolved[1]
    assert opened[2] < resolved[2]


def test_warranty_has_two_resolved_worst_incidents():
    worst = known("incidents").query("severity == 1")
    assert len(worst) == 2
    assert worst["resolved_at"].notna().all()


def test_warranty_has_its_awkward_cases():
    incidents = known("incidents")
    is_open = incidents["status"].isin(["open", "in_progress", "on_hold"])
    assert (is_open & (incidents["sla_due_at"] < NEWEST)).sum() == 19
    assert (is_open & incidents["acknowledged_at"].isna()).sum() == 13
    assert incidents["reopened_count"].sum() == 21


def test_ten_exit_criteria_are_kept():
    criteria = known("exit_criteria").set_index("exit_criterion_id")
    readings = known("exit_readings")
    assert len(criteria) == 10
    assert set(readings["exit_criterion_id"]) == set(criteria.query("measure == 'reading'").index)


def test_service_dips_after_go_live():
    calls = known("contact_center_intervals").set_index("interval_start_at").sort_index()
    share = {}
    for name, first, last in [("before", "2026-10-19", "2026-10-30"), ("first", "2026-11-02", "2026-11-06"),
                              ("third", "2026-11-16", "2026-11-20")]:  # fmt: skip
        period = calls.loc[first:last]
        share[name] = period["abandoned_count"].sum() / period["offered_count"].sum()
    assert share["first"] > 3 * share["before"]
    assert share["third"] < share["first"] / 2
    assert calls["organization"].nunique() == 2


def test_calls_add_up_in_every_interval():
    calls = known("contact_center_intervals")
    assert (calls["answered_count"] + calls["abandoned_count"] == calls["offered_count"]).all()
    assert (calls["answered_in_target_count"] <= calls["answered_count"]).all()
    assert (calls["first_contact_resolved_count"] <= calls["answered_count"]).all()


def test_four_legacy_systems_stand_at_different_stages():
    steps = known("decommission_steps")
    passed = steps[steps["actual_date"].notna()].assign(system=steps["component_id"].str[4:6])
    whole = steps[steps["is_applicable"]].assign(system=steps["component_id"].str[4:6])
    share = (passed.groupby("system").size() / whole.groupby("system").size()).round(2)
    assert share.sort_values(ascending=False).index.tolist() == ["PL", "GP", "CL", "FR"]
    assert share["FR"] < 0.2


def test_blocks_have_different_reasons_and_ages():
    blocked = known("decommission_steps").query("is_blocked")
    assert set(blocked["blocked_reason"]) == {
        "records_hold", "warranty_open", "rollback_needed", "contract_term", "interface_consumer",
    }  # fmt: skip
    assert blocked["blocked_since_date"].nunique() >= 6


def test_traceability_has_gaps_and_reasons():
    requirements = known("requirements")
    untested = requirements[requirements["test_ids"].isna()]
    assert len(requirements) == 180
    assert untested["coverage"].value_counts().to_dict() == {"not_applicable": 7, "gap": 5}


def test_tests_cover_types_and_cycles():
    tests = known("tests")
    assert {"section_508", "smoke", "integration", "uat", "performance"} <= set(tests["test_type"])
    assert set(tests["cycle"]) == {"Cycle 1", "Cycle 2", "Cycle 3"}
    assert tests.sort_values("cycle").groupby("test_id")["result"].last().eq("passed").all()


def test_milestones_drift_between_reports():
    reports = known("milestones").query("milestone_id == 'IMS-150'").set_index("report_date")["forecast_at"]
    assert reports["2026-10-02"] < reports["2026-10-16"]
    assert known("milestones")["report_date"].nunique() == 12


def test_second_rehearsal_is_closer_to_plan():
    runs = known("rehearsal_runs").dropna(subset=["actual_minutes"])
    ratio = runs.groupby("run_id")[["actual_minutes", "planned_minutes"]].sum()
    ratio = ratio["actual_minutes"] / ratio["planned_minutes"]
    assert ratio["Rehearsal 1"] > 1.02 > ratio["Rehearsal 2"] > 0.98


def test_some_messages_are_late_or_unconfirmed():
    messages = known("communications")
    due = messages[messages["due_at"] < NEWEST]
    assert (due["sent_at"] > due["due_at"]).sum() >= 5
    assert due["sent_at"].isna().sum() == 1
    assert (due["is_acknowledgement_required"] & due["sent_at"].notna() & due["acknowledged_at"].isna()).sum() >= 1


def test_evidence_is_partly_missing():
    tasks = known("tasks")
    needed = tasks[tasks["is_evidence_required"] & (tasks["status"] == "complete")]
    assert 3 <= needed["evidence_link"].isna().sum() <= 0.2 * len(needed)
    assert needed["evidence_link"].dropna().str.startswith("https://example.invalid/evidence/").all()


def test_persons_are_jobs_not_names():
    people = known("people")
    assert people["person_name"].str.match(r"(Customer|Provider) ").all()
    assert people["email"].str.endswith("@example.invalid").all()
    assert set(people["organization"]) == {"Civic Programs Agency", "Federal Shared Finance Service"}


def test_plan_leaves_slack_before_every_checkpoint():
    finish, links = known("tasks").set_index("task_id")["baseline_finish_at"], known("checkpoint_tasks")
    for _, gate in known("checkpoints").iterrows():
        entry = links[links["checkpoint_id"] == gate["checkpoint_id"]]["task_id"]
        assert (finish[entry].dropna() < gate["baseline_at"]).all(), gate["checkpoint_id"]
