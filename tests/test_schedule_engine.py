"""The rules of docs/schedule.md, one small plan each; minutes, round the clock unless a calendar is named."""

import numpy as np
import pytest
from schedule_plans import chain, plan_of, rows_of

from cutover.errors import HorizonError, ScheduleError
from cutover.schedule import ALWAYS, Driver, Links, Plan, build_calendar, compile_network, compute_schedule

DAY = 1440
MONDAY = 20_514 * DAY
"""2 March 2026."""
OFFICE = build_calendar(
    {day: [(540, 720), (780, 1020)] for day in range(5)}, start=MONDAY - 7 * DAY, stop=MONDAY + 28 * DAY
)
FRIDAY_17, SATURDAY_NOON, MONDAY_9 = MONDAY + 4 * DAY + 1020, MONDAY + 5 * DAY + 720, MONDAY + 7 * DAY + 540


def scheduled(plan: Plan):
    return compute_schedule(plan, engine="numpy")


def dates(plan: Plan, name: str, origin: int = 0) -> list[int]:
    """Return early start and finish, late start and finish, and total float of one task."""
    return rows_of(scheduled(plan), origin)[plan.names.tolist().index(name)]


def drivers(plan: Plan) -> list[str]:
    return [Driver(driver).name for driver in scheduled(plan).driver]


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        *(("FS", 0, 60), ("FS", 30, 90), ("FS", -20, 40), ("SS", 0, 0), ("SS", 15, 15)),
        *(("SS", -30, 0), ("FF", 0, 20), ("FF", 30, 50), ("SF", 0, 0), ("SF", 100, 60)),
    ],
)
def test_a_link_sets_the_start(kind, lag, start):
    plan = plan_of({"A": 60, "B": 40}, [("A", "B", kind, lag)])
    assert dates(plan, "B")[:2] == [start, start + 40]


def test_the_latest_of_several_links_drives():
    plan = plan_of({"A": 10, "B": 20, "C": 5}, [("A", "C", "FS", 0), ("B", "C", "FS", 0)])
    assert scheduled(plan).driving_link.tolist() == [-1, -1, 1]


def test_of_equal_links_the_first_drives():
    links = [("B", "C", "FS", 0), ("A", "C", "FF", 5), ("A", "C", "FS", 0)]
    assert scheduled(plan_of({"A": 20, "B": 20, "C": 5}, links)).driving_link.tolist() == [-1, -1, 0]


def test_of_two_links_to_a_finish_the_later_drives():
    links = [("A", "C", "FF", 0), ("B", "C", "FF", 0)]
    assert scheduled(plan_of({"A": 20, "B": 90, "C": 5}, links)).driving_link.tolist() == [-1, -1, 1]


def test_free_float_ends_where_a_successor_moves():
    plan = plan_of({"A": 10, "B": 40, "C": 5, "D": 9}, [("A", "C", "FS", 0), ("B", "C", "FS", 0), ("A", "D", "FS", 3)])
    assert scheduled(plan).free_float.tolist() == [0, 0, 0, 23]
    assert scheduled(plan).total_float.tolist() == [23, 0, 0, 23]


def test_a_link_from_the_start_leaves_the_finish_free():
    plan = plan_of({"A": 10, "B": 40}, [("A", "B", "SS", 5)])
    assert scheduled(plan).free_float.tolist() == [0, 0]
    assert scheduled(plan_of({"A": 10, "B": 40}, [("A", "B", "SF", 5)])).free_float.tolist() == [30, 0]


def test_a_finish_that_must_be_kept_leaves_negative_float():
    schedule = scheduled(chain(60, 30, must_finish=70))
    assert schedule.total_float.tolist() == [-20, -20]
    assert schedule.late_start.tolist() == [-20, 40]
    assert schedule.finish == 90


def test_a_deadline_moves_late_dates_only():
    plan = chain(60, 30, deadline={"A": 50})
    assert (dates(plan, "A"), dates(plan, "B")) == ([0, 60, -10, 50, -10], [60, 90, 60, 90, 0])


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (("SNET", 30), [30, 70, 160, 200, 130]),
        (("FNET", 90), [50, 90, 160, 200, 110]),
        (("SNLT", 30), [0, 40, 30, 70, 30]),
        (("FNLT", 30), [0, 40, -10, 30, -10]),
        (("MSO", 30), [30, 70, 30, 70, 0]),
        (("MFO", 90), [50, 90, 50, 90, 0]),
        (("ALAP", 0), [160, 200, 160, 200, 0]),
        (("NONE", 30), [0, 40, 160, 200, 160]),
    ],
)
def test_a_constraint_bounds_its_task(constraint, expected):
    assert dates(plan_of({"A": 40, "B": 200}, constraint={"A": constraint}), "A") == expected


def test_a_start_that_must_be_met_does_not_break_links():
    plan = chain(60, 30, constraint={"B": ("MSO", 40)})
    assert (dates(plan, "A"), dates(plan, "B")) == ([0, 60, -20, 40, -20], [60, 90, 40, 70, -20])


def test_as_late_as_possible_moves_no_successor():
    links = [("A", "C", "FS", 0), ("B", "C", "FS", 10)]
    plan = plan_of({"A": 10, "B": 60, "C": 30, "D": 500}, links, constraint={"A": ("ALAP", 0)})
    assert dates(plan, "A")[:2] == [60, 70]
    assert drivers(plan) == ["AS_LATE_AS_POSSIBLE", "PROJECT_START", "LINK", "PROJECT_START"]


def test_tasks_as_late_as_possible_move_together():
    plan = plan_of({"A": 10, "B": 20, "C": 100}, [("A", "B", "FS", 0)], constraint={"A": ("ALAP", 0), "B": ("ALAP", 0)})
    assert (dates(plan, "A")[:2], dates(plan, "B")[:2]) == ([70, 80], [80, 100])


def test_open_work_waits_for_the_status_time():
    assert rows_of(scheduled(chain(60, 30, data_date=100)))[0][:2] == [100, 160]
    assert drivers(chain(60, 30, data_date=100)) == ["STATUS_TIME", "LINK"]


def test_complete_tasks_keep_their_actual_dates():
    plan = chain(60, 30, data_date=100, actual_start={"A": 5}, actual_finish={"A": 80})
    assert (dates(plan, "A"), dates(plan, "B")) == ([5, 80, 5, 80, 0], [100, 130, 100, 130, 0])
    assert drivers(plan) == ["ACTUAL", "STATUS_TIME"]


def test_a_finish_without_a_start_starts_one_duration_before():
    assert dates(chain(60, data_date=100, actual_finish={"A": 80}), "A")[:2] == [20, 80]


def test_a_started_task_has_what_was_not_worked_left():
    assert dates(chain(60, data_date=100, actual_start={"A": 80}), "A")[:2] == [80, 140]


def test_a_started_task_that_overran_is_due_now():
    assert dates(chain(60, data_date=100, actual_start={"A": 10}), "A")[:2] == [10, 100]


def test_a_given_remaining_duration_wins():
    assert dates(chain(60, data_date=100, actual_start={"A": 80}, remaining={"A": 7}), "A")[:2] == [80, 107]


@pytest.mark.parametrize(("rule", "finish", "link"), [("retained_logic", 180, 0), ("progress_override", 120, -1)])
def test_work_out_of_sequence_follows_the_progress_rule(rule, finish, link):
    plan = chain(60, 30, data_date=100, actual_start={"B": 90}, progress_rule=rule)
    assert dates(plan, "B")[:2] == [90, finish]
    assert scheduled(plan).driving_link[1] == link


def test_overridden_logic_limits_no_predecessor():
    plan = chain(60, 30, data_date=100, actual_start={"B": 90}, progress_rule="progress_override")
    assert dates(plan, "A") == [100, 160, 100, 160, 0]


def test_a_blocked_task_starts_when_it_may():
    plan = chain(60, 30, not_before={"B": 200}, data_date=10)
    assert dates(plan, "B")[:2] == [200, 230]
    assert drivers(plan) == ["STATUS_TIME", "NOT_BEFORE"]
    assert scheduled(plan).logic_start.tolist() == [0, 70]


def test_a_constraint_that_holds_the_start_is_its_driver():
    plan = chain(60, 30, constraint={"B": ("SNET", 90)})
    assert (drivers(plan), scheduled(plan).driving_link.tolist()) == (["PROJECT_START", "CONSTRAINT"], [-1, -1])


def test_a_link_drives_before_an_equal_constraint():
    assert drivers(chain(60, 30, constraint={"B": ("SNET", 60)})) == ["PROJECT_START", "LINK"]


def test_logic_start_ignores_the_status_time():
    plan = chain(60, 30, data_date=500, actual_start={"A": 0}, actual_finish={"A": 70})
    assert scheduled(plan).logic_start.tolist() == [0, 70]


def office(tasks: dict[str, int], links: list[tuple] | None = None, **rest) -> Plan:
    """Return a plan whose tasks work in the office but those of `always`."""
    always = rest.pop("always", "")
    calendar = {name: int(name not in always) for name in tasks}
    return plan_of(tasks, links, calendars=(ALWAYS, OFFICE), calendar=calendar, **{"start": MONDAY} | rest)


def test_float_counts_minutes_of_its_own_calendar():
    plan = office({"A": 60, "B": 2 * DAY}, always="B")
    assert dates(plan, "A", MONDAY) == [540, 600, DAY + 960, DAY + 1020, 13 * 60]


def test_work_goes_on_after_the_weekend():
    plan = office({"A": 120}, start=FRIDAY_17 - 60)
    assert dates(plan, "A")[:2] == [FRIDAY_17 - 60, MONDAY_9 + 60]


def test_a_milestone_stays_at_the_end_of_work():
    plan = office({"A": 60, "M": 0, "B": 30}, [("A", "M", "FS", 0), ("M", "B", "FS", 0)], start=FRIDAY_17 - 60)
    assert dates(plan, "M")[:2] == [FRIDAY_17, FRIDAY_17]
    assert dates(plan, "B")[0] == MONDAY_9


def test_a_milestone_outside_hours_waits_for_work():
    plan = office({"A": 60, "M": 0}, [("A", "M", "FS", 0)], start=SATURDAY_NOON - 60, always="A")
    assert dates(plan, "M")[:2] == [MONDAY_9, MONDAY_9]


def test_a_milestone_of_the_office_does_not_hold_up_the_night():
    links = [("A", "M", "FS", 0), ("M", "B", "FS", 0)]
    plan = office({"A": 60, "M": 0, "B": 30}, links, start=FRIDAY_17 - 60, always="B")
    assert dates(plan, "B")[0] == FRIDAY_17


@pytest.mark.parametrize(
    ("rule", "start"), [("elapsed", FRIDAY_17 + 60), ("predecessor", MONDAY_9 + 60), ("successor", FRIDAY_17 + 60)]
)
def test_a_lag_runs_on_the_chosen_calendar(rule, start):
    links = [("A", "B", "FS", 60)]
    plan = office({"A": 60, "B": 30}, links, start=FRIDAY_17 - 60, always="B", lag_calendar=rule)
    assert dates(plan, "B")[0] == start


def test_a_finish_across_calendars_is_held_on_the_clock():
    links = [("A", "B", "FF", 0), ("B", "C", "FS", 0)]
    plan = office({"A": 1200, "B": 30, "C": 5}, links, start=FRIDAY_17 - 60, always="AC")
    assert dates(plan, "B") == [FRIDAY_17 - 30, SATURDAY_NOON, FRIDAY_17 - 30, SATURDAY_NOON, 0]
    assert scheduled(plan).total_float.tolist() == [0, 0, 0]


def test_a_plan_without_tasks_is_empty():
    nothing = np.zeros(0, np.int32)
    plan = Plan(names=nothing, duration=nothing, links=Links(nothing, nothing, nothing, nothing))
    assert (scheduled(plan).finish, len(scheduled(plan).early_start)) == (0, 0)


def test_the_input_is_left_as_it_was():
    plan = chain(60, 30, data_date=10, actual_start={"A": 0})
    before = [plan.duration.copy(), plan.actual_start.copy()]
    scheduled(plan)
    assert [plan.duration.tolist(), plan.actual_start.tolist()] == [each.tolist() for each in before]


def test_a_network_serves_other_durations():
    plan, longer = chain(60, 30), chain(90, 30)
    network = compile_network(plan.names, plan.links)
    assert compute_schedule(longer, network, engine="numpy").finish == 120


def test_leaving_the_horizon_names_the_task():
    with pytest.raises(HorizonError, match="Long leaves the days"):
        scheduled(office({"Short": 10, "Long": 480 * 30}))


def test_late_dates_before_the_horizon_are_refused():
    with pytest.raises(HorizonError, match="A leaves the days"):
        scheduled(office({"A": 480}, must_finish=MONDAY - 6 * DAY))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deadline": np.zeros(3, np.int32)}, "2 tasks but 3 values of deadline"),
        ({"constraint": np.array([0, 5], np.int8)}, "B has the constraint MSO without a date"),
        ({"duration": np.array([5, -1], np.int32)}, "B has a negative duration"),
        ({"remaining": np.array([-3, 5], np.int32)}, "A has a negative remaining"),
        ({"calendar": np.array([0, 1], np.int32)}, "outside the 1 calendars"),
        ({"lag_calendar": "moon"}, "'moon' is no lag_calendar; allowed are elapsed, predecessor, successor"),
        ({"progress_rule": "none"}, "allowed are retained_logic, progress_override"),
        ({"start": 1 << 30}, "longer than the 3,900 years"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(change, message):
    plan = chain(60, 30)
    with pytest.raises(ScheduleError, match=message):
        scheduled(Plan(**{**plan.__dict__, **change}))


def test_a_network_of_another_plan_is_refused():
    other = chain(1, 2, 3)
    with pytest.raises(ScheduleError, match="compiled for another plan"):
        compute_schedule(chain(60, 30), compile_network(other.names, other.links))
