"""The generator: its dates, chance, network, files, and programmes of any size."""

import csv
import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from cutover.errors import CutoverError
from cutover.generate import snapshot_folders, write_programme
from cutover.generate.dice import Dice
from cutover.generate.incidents import build_incidents, incident_events_at, incidents_at
from cutover.generate.network import (
    Network,
    _parse_link,
    build_network,
    earliest_times,
    forward_pass,
    minutes_of,
    place_name,
    read_story,
)
from cutover.generate.plan import build_plan
from cutover.generate.times import (
    CUTOVER_FINISH_AT,
    CUTOVER_START_AT,
    HOLIDAYS,
    NEVER,
    NEWEST_AT,
    as_utc,
    later,
    next_office_time,
    office_finish,
    office_start,
    shift_start,
    status_times,
    to_utc,
    work_minutes,
)
from cutover.generate.writer import columns_of, csv_parts, write_table
from cutover.tables import ROLES, TABLES, TYPES


def local(*texts: str) -> np.ndarray:
    """Return local times."""
    return np.array(texts, "datetime64[m]")


def written(table: str, columns: dict) -> str:
    """Return the text of the file of a table."""
    return "".join(csv_parts(TABLES[table], columns))


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def link_slack(network: Network, start: np.ndarray, finish: np.ndarray) -> np.ndarray:
    """Return the minutes by which each link is kept, by the running clock."""
    seconds = [as_utc(times).cast("int64").to_numpy() for times in (start, finish)]
    source = np.where(np.isin(network.kind, ["SS", "SF"]), seconds[0][network.before], seconds[1][network.before])
    target = np.where(np.isin(network.kind, ["FF", "SF"]), seconds[1][network.after], seconds[0][network.after])
    return (target - source) / 60 - network.lag


def newest(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table in the newest snapshot that holds it; none if none does."""
    held = [path / f"{table}.csv" for _, path in snapshot_folders(folder) if (path / f"{table}.csv").exists()]
    return read_rows(held[-1]) if held else []


# Times


def test_sample_has_six_weekly_snapshots():
    times = status_times(27)
    weekly = times[times <= CUTOVER_START_AT]
    assert len(weekly) == 6
    assert set(np.diff(weekly).astype(int)) == {7 * 1440}
    assert weekly[0] == np.datetime64("2026-09-25T18:00")


def test_sample_is_daily_after_cutover_start():
    times = status_times(27)
    daily = times[times >= CUTOVER_START_AT]
    assert len(daily) == 22
    assert set(np.diff(daily).astype(int)) == {1440}


@pytest.mark.parametrize("count", [1, 2, 3, 8, 26, 27, 28, 34, 35, 60, 111, 500, 2000])
def test_any_count_ends_at_the_newest(count):
    times = status_times(count)
    assert times[-1] == NEWEST_AT
    assert len(np.unique(times)) == count
    assert (np.diff(times).astype(int) > 0).all()


def test_two_snapshots_are_first_and_newest():
    assert status_times(2).astype(str).tolist() == ["2026-09-25T18:00", "2026-11-20T18:00"]


@pytest.mark.parametrize("count", [0, -3, 100_000])
def test_impossible_snapshot_count_is_refused(count):
    with pytest.raises(CutoverError, match=rf"snapshots is {count}; allowed are 1 to"):
        status_times(count)


def test_utc_follows_the_clock_change():
    assert to_utc(np.datetime64("2026-10-30T18:00")).isoformat() == "2026-10-30T22:00:00+00:00"
    assert to_utc(np.datetime64("2026-11-02T06:00")).isoformat() == "2026-11-02T11:00:00+00:00"


def test_repeated_hour_is_taken_as_first():
    assert as_utc(local("2026-11-01T01:30"))[0].as_py() == datetime(2026, 11, 1, 5, 30)


def test_approved_window_lasts_sixty_four_hours():
    assert later(CUTOVER_START_AT, 64 * 60) == CUTOVER_FINISH_AT
    assert to_utc(CUTOVER_FINISH_AT) - to_utc(CUTOVER_START_AT) == timedelta(hours=64)


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [("2026-10-31T22:15", 300, "2026-11-01T02:15"), ("2026-11-01T00:30", 20, "2026-11-01T00:50"),
     ("2026-11-01T02:15", 60, "2026-11-01T03:15"), ("2026-11-01T02:15", -300, "2026-10-31T22:15"),
     ("2026-11-01T00:30", -45, "2026-10-31T23:45")],
)  # fmt: skip
def test_clock_runs_on_over_the_repeated_hour(at, minutes, expected):
    assert later(local(at), minutes).astype(str).tolist() == [expected]


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-10-30T12:00", "2026-10-30T12:00"), ("2026-10-31T05:59", "2026-10-31T06:00"),
     ("2026-10-31T09:30", "2026-10-31T09:30"), ("2026-10-31T22:00", "2026-11-01T06:00"),
     ("2026-11-01T23:30", "2026-11-02T06:00"), ("2026-11-02T00:00", "2026-11-02T06:00")],
)  # fmt: skip
def test_shift_opens_at_six(at, expected):
    assert shift_start(local(at)).astype(str).tolist() == [expected]


def test_work_clock_skips_nights_and_weekends():
    friday, monday = work_minutes(local("2026-10-02T17:00", "2026-10-05T09:00"))
    assert friday == monday
    assert work_minutes(local("2026-10-05T10:30"))[0] - monday == 90


def test_work_clock_skips_federal_holidays():
    before, after = work_minutes(local("2026-11-10T12:00", "2026-11-12T12:00"))
    assert after - before == 480
    assert np.datetime64("2026-11-11") in HOLIDAYS


def test_work_clock_gives_zero_for_no_time():
    assert work_minutes(np.array([NEVER])).tolist() == [0]


def test_full_office_day_ends_at_seventeen():
    begun = work_minutes(local("2026-10-05T09:00"))
    assert office_finish(begun + 480).astype(str).tolist() == ["2026-10-05T17:00"]
    assert office_start(begun + 480).astype(str).tolist() == ["2026-10-06T09:00"]


def test_next_office_time_is_monday_morning():
    assert str(next_office_time(np.datetime64("2026-10-03T12:00"))) == "2026-10-05T09:00"
    assert str(next_office_time(np.datetime64("2026-10-03T12:00"), 2)) == "2026-10-07T09:00"


# Chance


def test_draws_repeat_for_a_seed():
    assert Dice(7).uniform("a", 5).tolist() == Dice(7).uniform("a", 5).tolist()
    assert Dice(7).uniform("a", 5).tolist() != Dice(8).uniform("a", 5).tolist()
    assert Dice(7).uniform("a", 5).tolist() != Dice(7).uniform("b", 5).tolist()


def test_uniform_stream_is_that_of_pcg64():
    assert Dice(418).uniform("length", 2) == pytest.approx([0.20028881, 0.00754877])


def test_normal_draws_have_unit_spread():
    drawn = Dice(1).normal("x", 100_000)
    assert abs(drawn.mean()) < 0.02
    assert drawn.std() == pytest.approx(1, abs=0.02)


def test_choice_follows_its_weights():
    shares = np.bincount(Dice(1).choose("x", [1, 0, 3], 40_000), minlength=3) / 40_000
    assert shares == pytest.approx([0.25, 0, 0.75], abs=0.01)


# Network


@pytest.mark.parametrize(("text", "minutes"), [("5d", 2400), ("3h", 180), ("90m", 90), ("0m", 0)])
def test_length_is_read_in_minutes(text, minutes):
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("count", [1, 2, 10, 100, 230, 231, 250, 251, 5000])
def test_plan_keeps_exactly_the_tasks_asked(count):
    plan = build_plan(count, Dice(1))
    kept = plan.network.task_ids[plan.is_known(NEWEST_AT)]
    assert len(kept) == count
    assert len(set(plan.network.task_ids)) == len(plan.network.task_ids)


@pytest.mark.parametrize("count", [10, 120, 250, 3000])
def test_links_lead_to_later_levels(count):
    network = build_network(count)
    level = np.empty(len(network.task_ids), int)
    for number, (tasks, _) in enumerate(network.levels):
        level[tasks] = number
    assert (level[network.before] < level[network.after]).all()
    assert len(network.before) == len(set(zip(network.before, network.after, strict=True)))


@pytest.mark.parametrize("count", [10, 250, 3000])
def test_every_link_fits_the_schedule(count):
    network = build_network(count)
    length = np.array([minutes_of(text) for text in network.column("length")])
    start, finish = forward_pass(network, earliest_times(network), length)
    assert link_slack(network, start, finish).min() >= 0
    assert (finish >= start).all()


@pytest.mark.parametrize("count", [10, 60, 250, 3000])
def test_cutover_tasks_stay_within_window_and_shift(count):
    plan = build_plan(count, Dice(418))
    network, planned = plan.network, plan.baseline
    is_cutover = (network.column("phase") == "cutover") & (network.column("task_id") != "PG-30")
    assert (planned.start[is_cutover] >= CUTOVER_START_AT).all()
    assert (planned.finish[is_cutover] <= CUTOVER_FINISH_AT).all()
    shift = network.calendar == "VALIDATION"
    assert (shift_start(planned.start[shift]) == planned.start[shift]).all()
    assert (shift_start(planned.finish[shift] - 1) == planned.finish[shift] - 1).all()


def test_most_links_are_finish_to_start():
    kinds = build_network(250).kind.tolist()
    assert {kind: kinds.count(kind) for kind in ("SS", "FF", "SF")} == {"SS": 5, "FF": 2, "SF": 0}
    assert kinds.count("FS") / len(kinds) > 0.95


@pytest.mark.parametrize("count", [10, 250, 3000])
def test_links_to_a_finish_lead_to_the_clock(count):
    network = build_network(count)
    assert set(network.calendar[network.after[np.isin(network.kind, ["FF", "SF"])]]) <= {""}


@pytest.mark.parametrize(
    ("link", "expected"),
    [("PG-01", ("FS", 0)), ("PG-01:SS", ("SS", 0)), ("PG-01:FF+90", ("FF", 90)), ("PG-01:FS-15", ("FS", -15))],
)
def test_link_is_read_with_kind_and_lag(link, expected):
    assert _parse_link(link, {"PG-01": 7}) == (7, *expected)


def test_link_over_an_omitted_task_stays():
    small = build_network(40)
    after = {small.task_ids[i] for i in small.after}
    assert len(after) >= 25


def test_copies_are_linked_place_by_place():
    network = build_network(300)
    row = {str(task): i for i, task in enumerate(network.task_ids)}
    before = {
        str(network.task_ids[b]) for b, a in zip(network.before, network.after, strict=True) if a == row["CT-07-02"]
    }
    assert before == {"CT-05"}


def test_known_times_are_kept_by_the_pass():
    network = build_network(250)
    length = np.array([minutes_of(text) for text in network.column("length")])
    known = np.full(len(length), NEVER)
    known[0] = np.datetime64("2026-09-15T12:00")
    _, finish = forward_pass(network, earliest_times(network), length, (np.full(len(length), NEVER), known))
    assert finish[0] == known[0]


def test_places_read_well_at_any_number():
    assert [place_name(0), place_name(2), place_name(12)] == [
        "Headquarters",
        "Western region",
        "Headquarters, field office 1",
    ]


def test_task_names_are_unique_at_scale(tmp_path):
    write_programme(tmp_path, tasks=5000, incidents=0, snapshots=1)
    names = [row["task_name"] for row in newest(tmp_path, "tasks")]
    assert len(set(names)) == len(names) == 5000
    assert not any("{" in name for name in names)


# Story


@pytest.mark.parametrize("story", ["decommission_steps", "incident_titles", "components", "tasks"])
def test_story_names_only_known_columns(story):
    table = "incidents" if story == "incident_titles" else story
    extra = {"weight", "stops_work", "earliest", "length", "hours", "after"}
    assert set(read_story(story)[0]) - extra <= set(TABLES[table].names)


@pytest.mark.parametrize(
    ("story", "column"),
    [("changes", "task_id"), ("milestones", "task_id"), ("checkpoints", "tasks"), ("communications", "task_id"),
     ("issues", "task_id"), ("risk_drivers", "tasks"), ("incident_titles", "task_id"), ("decommission_steps", "task_id")],
)  # fmt: skip
def test_story_names_only_known_tasks(story, column):
    known = {row["task_id"] for row in read_story("tasks")}
    named = {name for row in read_story(story) for name in row[column].split()}
    assert named <= known


def test_catalogue_has_every_role_on_both_sides():
    held = {(row["side"], row["owner_role"]) for row in read_story("tasks")}
    missing = [(side, role) for side in ("customer", "provider") for role in ROLES
               if (side, role) not in held and ("shared", role) not in held]  # fmt: skip
    assert missing == []


# Plan


@pytest.fixture(scope="module")
def plan():
    return build_plan(250, Dice(418))


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 418])
def test_nothing_starts_before_what_it_follows(seed):
    plan = build_plan(250, Dice(seed))
    network, happens = plan.network, ~np.isnat(plan.actual_finish)
    both = happens[network.before] & happens[network.after]
    now = np.datetime64("2026-01-01T00:00")
    start, finish = (np.where(happens, times, now) for times in (plan.actual_start, plan.actual_finish))
    assert link_slack(network, start, finish)[both].min() >= 0


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 418])
def test_go_live_is_reached_within_its_hour(seed):
    plan = build_plan(250, Dice(seed))
    opened = plan.actual_finish[plan.network.tasks_of("PG-35")][0]
    assert np.datetime64("2026-11-02T05:00") <= opened <= np.datetime64("2026-11-02T07:00")


def test_plan_changes_only_by_replanning(plan):
    early, later = plan.planned(np.datetime64("2026-10-04")), plan.planned(np.datetime64("2026-10-06"))
    moved = {str(task) for task in plan.network.task_ids[early.finish != later.finish]}
    assert {"DC-12", "DC-13", "DC-14"} <= moved
    assert not {task for task in moved if not task.startswith(("DC", "PG", "CO", "TE"))}
    assert (plan.baseline.finish == early.finish).all()


def test_replanned_work_grows_in_hours(plan):
    task = plan.network.tasks_of("DC-12")
    hours = [plan.planned(np.datetime64(day)).hours[task][0] for day in ("2026-10-04", "2026-10-06", "2026-10-14")]
    assert hours == [120, 170, 210]


def test_removed_tasks_never_happen(plan):
    removed = ~np.isnat(plan.removed_at)
    assert removed.sum() == 11
    assert np.isnat(plan.actual_start[removed]).all()
    assert np.isnat(plan.actual_finish[removed]).all()
    assert not plan.is_known(NEWEST_AT)[removed].any()


def test_blocked_task_ends_behind_its_block(plan):
    task = plan.network.tasks_of("IF-07")[0]
    assert plan.actual_finish[task] >= np.datetime64("2026-10-15T10:00")
    assert plan.is_complete(["IF-07"], np.datetime64("2026-10-16"))
    assert not plan.is_complete(["IF-07"], np.datetime64("2026-10-15T09:00"))


# Incidents


@pytest.fixture(scope="module")
def register():
    return build_incidents(20_000, Dice(1))


def test_stamps_of_an_incident_are_in_order(register):
    for first, second in [
        ("opened_at", "acknowledged_at"), ("acknowledged_at", "held_at"), ("held_at", "resumed_at"),
        ("resumed_at", "first_resolved_at"), ("acknowledged_at", "first_resolved_at"),
        ("first_resolved_at", "reopened_at"), ("reopened_at", "resolved_at"), ("resolved_at", "closed_at"),
    ]:  # fmt: skip
        earlier, later = getattr(register, first), getattr(register, second)
        both = ~np.isnat(earlier) & ~np.isnat(later)
        assert (earlier[both] <= later[both]).all(), (first, second)


def test_cancelled_incidents_are_never_resolved(register):
    assert register.is_cancelled.any()
    assert np.isnat(register.resolved_at[register.is_cancelled]).all()
    assert np.isnat(register.reopened_at[register.is_cancelled]).all()


def test_severity_one_has_its_exact_share(register):
    assert (register.severity_initial == 1).sum() == 100
    assert not register.is_cancelled[register.severity_initial == 1].any()
    assert register.opened_at[register.severity_initial == 1].max() < np.datetime64("2026-11-06")


def test_severe_incidents_are_no_wishes(register):
    classes = np.array([row["incident_class"] for row in read_story("incident_titles")])
    assert set(classes[register.title[register.severity_initial <= 2]]) == {"defect", "data", "access"}


def test_worse_incidents_are_resolved_sooner(register):
    minutes = (register.first_resolved_at - register.opened_at).astype(float)
    known = ~np.isnat(register.first_resolved_at)
    medians = [np.median(minutes[known & (register.severity_initial == severity)]) for severity in (1, 2, 3, 4)]
    assert medians == sorted(medians)


def test_events_agree_with_the_incidents(register):
    plan = build_plan(10, Dice(1))
    as_of = np.datetime64("2026-11-10T18:00")
    rows, events = incidents_at(register, plan, as_of), incident_events_at(register, as_of)
    last = dict(zip(events["incident_id"].to_pylist(), events["status"].to_pylist(), strict=True))
    status = dict(zip(rows["incident_id"].to_pylist(), rows["status"].to_pylist(), strict=True))
    reopened = set(np.array(rows["incident_id"])[rows["reopened_count"] > 0])
    differing = {key for key in status if last[key] != status[key]}
    assert set(last) == set(status)
    assert differing <= reopened
    assert (events["event_at"] <= as_of).all()


def test_no_incidents_give_no_rows():
    register = build_incidents(0, Dice(1))
    assert len(register) == 0
    assert len(incidents_at(register, build_plan(10, Dice(1)), NEWEST_AT)["incident_id"]) == 0


# Files


def test_header_is_that_of_the_table():
    assert written("sla_targets", {"severity": [1]}).splitlines() == [
        "severity,acknowledge_minutes,resolve_minutes,target_percent",
        "1,,,",
    ]


def test_instants_are_written_in_utc():
    text = written(
        "incidents", {"incident_id": ["I1", "I2"], "opened_at": local("2026-10-30T18:00", "2026-11-02T06:00")}
    )
    assert "2026-10-30T22:00Z" in text.splitlines()[1]
    assert "2026-11-02T11:00Z" in text.splitlines()[2]


def test_missing_instants_are_written_empty():
    assert written("shifts", {"shift_id": ["S1"], "shift_start_at": [None]}).splitlines()[1] == "S1,,,,,,,,"


def test_cells_with_commas_are_quoted():
    text = written("thresholds", {"threshold_id": ["a"], "value": [1.5], "note": ['half, or "less"']})
    assert text.splitlines()[1] == 'a,1.5,"half, or ""less"""'


def test_whole_numbers_have_no_decimals():
    text = written("thresholds", {"threshold_id": ["a", "b"], "value": np.array([30.0, np.nan])})
    assert text.splitlines()[1:] == ["a,30,", "b,,"]


def test_unknown_column_is_refused():
    with pytest.raises(KeyError, match="thresholds has no column colour; it has threshold_id"):
        written("thresholds", {"threshold_id": ["a"], "colour": ["red"]})


def test_long_tables_are_written_in_parts():
    parts = list(csv_parts(TABLES["thresholds"], {"threshold_id": np.array(["a"] * 600_000, object)}))
    assert [part.count("\n") for part in parts] == [1, 250_000, 250_000, 100_000]


def test_digest_is_that_of_the_file(tmp_path):
    digest = write_table(tmp_path / "x.csv", TABLES["thresholds"], {"threshold_id": ["a"]})
    assert digest == hashlib.sha256((tmp_path / "x.csv").read_bytes()).hexdigest()


def test_rows_become_columns_with_gaps():
    assert columns_of([{"a": 1}, {"a": "", "b": 2}]) == {"a": [1, None], "b": [None, 2]}


# Programmes


def test_same_arguments_give_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_programme(tmp_path / name, tasks=60, incidents=80, snapshots=4, seed=9)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_other_bytes(tmp_path):
    for seed in (1, 2):
        write_programme(tmp_path / str(seed), tasks=60, incidents=80, snapshots=2, seed=seed)
    one, two = digests(tmp_path / "1"), digests(tmp_path / "2")
    assert one.keys() == two.keys()
    assert [name for name in one if name.endswith("/tasks.csv") and one[name] == two[name]] == []


def test_running_again_replaces_old_snapshots(tmp_path):
    write_programme(tmp_path, tasks=20, incidents=5, snapshots=5)
    write_programme(tmp_path, tasks=20, incidents=5, snapshots=2)
    assert [path.name for _, path in snapshot_folders(tmp_path)] == ["01_2026-09-25T2200Z", "02_2026-11-20T2300Z"]


def test_running_again_keeps_foreign_files(tmp_path):
    write_programme(tmp_path, tasks=20, incidents=5, snapshots=3)
    kept = tmp_path / "02_2026-11-07T2300Z" / "minutes.txt"
    kept.write_text("ours")
    write_programme(tmp_path, tasks=20, incidents=5, snapshots=1)
    assert kept.read_text() == "ours"


def test_folders_are_read_by_status_time(tmp_path):
    for name in ("2026-09-07T1800Z", "01_2026-10-01T0930Z", "notes", "2026-99-07T1800"):
        (tmp_path / name).mkdir()
    assert snapshot_folders(tmp_path) == [
        (datetime(2026, 9, 7, 18), tmp_path / "2026-09-07T1800Z"),
        (datetime(2026, 10, 1, 9, 30), tmp_path / "01_2026-10-01T0930Z"),
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"tasks": 0}, "tasks is 0; it must be at least 1"), ({"incidents": -1}, "incidents is -1; it must be at least 0"),
     ({"seed": -1}, "seed is -1"), ({"snapshots": 0}, "snapshots is 0; allowed are 1 to")],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(tmp_path, wrong, message):
    with pytest.raises(CutoverError, match=message):
        write_programme(tmp_path / "x", **wrong)
    assert not (tmp_path / "x").exists()


def test_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(CutoverError, match="The folder x cannot be written"):
        write_programme(tmp_path / "x", tasks=10, incidents=0, snapshots=1)


def test_one_snapshot_holds_all_tables(tmp_path):
    write_programme(tmp_path, tasks=50, incidents=30, snapshots=1)
    (_, folder), *others = snapshot_folders(tmp_path)
    assert others == []
    assert {path.stem for path in folder.iterdir()} == set(TABLES) - {"notes", "rollback_calls"}


def test_programme_without_incidents_has_no_file(tmp_path):
    write_programme(tmp_path, tasks=50, incidents=0, snapshots=2)
    assert newest(tmp_path, "incidents") == newest(tmp_path, "incident_events") == []
    assert len(newest(tmp_path, "tasks")) == 50


@pytest.mark.parametrize(("tasks", "incidents"), [(1, 1), (10, 3), (249, 0), (1000, 5000)])
def test_counts_are_exactly_those_asked(tmp_path, tasks, incidents):
    write_programme(tmp_path, tasks=tasks, incidents=incidents, snapshots=2)
    assert (len(newest(tmp_path, "tasks")), len(newest(tmp_path, "incidents"))) == (tasks, incidents)


@pytest.mark.parametrize(("tasks", "seed"), [(1, 1), (10, 2), (97, 3), (400, 4)])
def test_references_hold_in_any_programme(tmp_path, tasks, seed):
    write_programme(tmp_path, tasks=tasks, incidents=60, snapshots=3, seed=seed)
    held = {name: newest(tmp_path, name) for name in TABLES}
    broken = []
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                target, key = column.references.split(".")
                known = {row[key] for row in held[target]}
                cells = [row[column.name] for row in held[table.name] if row[column.name]]
                cells = [item for cell in cells for item in (cell.split("; ") if column.type == "texts" else [cell])]
                broken += [(table.name, column.name, cell) for cell in cells if cell not in known]
    assert broken == []


def test_many_incidents_keep_their_types(tmp_path):
    write_programme(tmp_path, tasks=10, incidents=300_000, snapshots=1)
    path = snapshot_folders(tmp_path)[-1][1] / "incidents.csv"
    with path.open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == 300_001


def test_every_type_of_column_can_be_written():
    values = {"text": "a", "texts": "a; b", "integer": 1, "number": 1.5, "boolean": True, "date": "2026-11-01",
              "clock": 450, "instant": np.datetime64("2026-11-02T06:00")}  # fmt: skip
    assert set(values) == set(TYPES)
    for table in TABLES.values():
        text = written(table.name, {column.name: [values[column.type]] for column in table.columns})
        assert text.count("\n") == 2
