"""The engine against answers that somebody else computed, to the printed digit."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from conftest import SHARED
from schedule_plans import plan_of, rows_of

from cutover.schedule import ALWAYS, Links, LinkType, Plan, build_calendar, compute_schedule

DAY = 1440
JANUARY = (date(2026, 1, 1) - date(1970, 1, 1)).days * DAY
WEEK = {weekday: [(540, 720), (780, 1080)] for weekday in range(5)}
OFFICE = {weekday: [(480, 720), (780, 1020)] for weekday in range(5)}
CALENDARS = {"24": (0,), "biz": (1,), "mix": (0, 1)}


def read(name: str) -> list[dict]:
    path = SHARED / "oracles" / name
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))
    return found["nets"] if isinstance(found, dict) else found


def cases(name: str):
    found = [pytest.param(case, id=case["id"]) for case in read(name)]
    return pytest.mark.parametrize("case", found or [pytest.param(None, marks=pytest.mark.skip("no oracle here"))])


@pytest.fixture(scope="module")
def business():
    special = {date(2026, 1, 14): [], date(2026, 1, 20): [(600, 900)]}
    return build_calendar(WEEK, start=JANUARY, stop=JANUARY + 90 * DAY, exceptions=special)


@cases("cpm_textbook.json")
def test_textbook_network_has_its_printed_dates(case):
    plan = plan_of(case["durations"], [tuple(link) for link in case["links"]])
    schedule = compute_schedule(plan, engine="numpy")
    table = case["expected"]["table"]
    assert rows_of(schedule) == [[table[name][key] for key in ("es", "ef", "ls", "lf", "tf")] for name in plan.names]
    assert schedule.finish == case["expected"]["finish"]


@cases("cpm_textbook.json")
def test_textbook_critical_path_has_no_float(case):
    plan = plan_of(case["durations"], [tuple(link) for link in case["links"]])
    critical = plan.names[compute_schedule(plan, engine="numpy").total_float == 0].tolist()
    assert critical == case["expected"].get("critical", critical)


@cases("mpxj_random_nets.json")
def test_random_network_has_the_dates_of_mpxj(case, business):
    before, after, kind, lag = np.array(case["links"], np.int32).T
    plan = Plan(
        names=np.arange(len(case["duration_min"])),
        duration=np.array(case["duration_min"], np.int32),
        links=Links(before, after, kind.astype(np.int8), lag),
        start=JANUARY + case["start_min"],
        calendar=np.array(case["calendar"], np.int32),
        calendars=tuple((ALWAYS, business)[at] for at in CALENDARS[case["kind"]]),
        lag_calendar="predecessor" if case["id"].startswith("P6") else "successor",
    )
    assert rows_of(compute_schedule(plan, engine="numpy"), JANUARY) == case["expected"]


def minute(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 60


@cases("msproject_real.json")
def test_file_of_microsoft_project_has_its_stored_dates(case):
    start = minute(case["start"])
    office = build_calendar(OFFICE, start=start - 30 * DAY, stop=start + 90 * DAY)
    tasks = {task[0]: task[1] for task in case["tasks"]}
    not_earlier = {task[0]: ("SNET", minute(task[2])) for task in case["tasks"] if len(task) > 2}
    calendars = (ALWAYS,) if case["calendar"] == "24x7" else (office,)
    options = {"start": start, "calendars": calendars, "constraint": not_earlier, "lag_calendar": "successor"}
    plan = plan_of(tasks, [tuple(link) for link in case["links"]], **options)
    found = dict(zip(tasks, rows_of(compute_schedule(plan, engine="numpy")), strict=True))
    logical = case["expected"] | case.get("differing", {})  # bug1: the file's late dates of 3 and 4 break its links
    expected = {
        name: [*(minute(dates[key]) for key in ("es", "ef", "ls", "lf")), dates["tf_min"]]
        for name, dates in logical.items()
    }
    assert found == expected


def test_every_oracle_is_there():
    if not (SHARED / "oracles").exists():
        pytest.skip("no oracle here")
    names = ("cpm_textbook.json", "mpxj_random_nets.json", "msproject_real.json")
    assert [len(read(name)) for name in names] == [5, 40, 3]
    assert {LinkType(link[2]).name for case in read(names[1]) for link in case["links"]} == {"FS", "SS", "FF", "SF"}
