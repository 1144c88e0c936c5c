"""Warranty marts and reports: clock, exit streaks, contact center, headline, figures."""

from datetime import date, timedelta

import pytest

AS_OF = "2026-03-20T23:00:00"
"""A Friday; the warranty of `PROGRAMME` began on Monday, 2 March."""

PROGRAMME = {
    "programme_id": "demo",
    "programme_name": "Demo",
    "zone": "UTC",
    "warranty_start_date": "2026-03-02",
    "warranty_end_date": "2026-05-31",
}
READ = {"exit_criterion_id": "X1", "exit_criterion_name": "Batch in time", "measure": "reading", "operator": ">=",
        "target": 95}  # fmt: skip
NO_SEVERITY_1 = {"exit_criterion_id": "X2", "exit_criterion_name": "No severity 1 open",
                 "measure": "open_severity_1_count", "operator": "=", "target": 0}  # fmt: skip


def working_days(count: int, last: date) -> list[date]:
    """Return the last working days up to `last`, oldest first."""
    days = [last - timedelta(n) for n in range(2 * count + 4)]
    return [day for day in days if day.isoweekday() < 6][:count][::-1]


def readings(held: list[bool], last: date = date(2026, 3, 20)) -> list[dict]:
    """Return readings of X1 on the last working days: 99 where it held, else 80."""
    days = working_days(len(held), last)
    return [
        {"exit_criterion_id": "X1", "reading_date": day.isoformat(), "actual": 99 if ok else 80}
        for day, ok in zip(days, held, strict=True)
    ]


def incident(number: int, opened: str, resolved: str | None = None, severity: int = 1) -> dict:
    """Return an incident; times are days of March 2026 with an hour, as '03T10'."""
    return {
        "incident_id": f"INC{number}",
        "severity": severity,
        "opened_at": f"2026-03-{opened}:00:00",
        "resolved_at": f"2026-03-{resolved}:00:00" if resolved else None,
        "status": "closed" if resolved else "open",
    }


@pytest.fixture
def ask(moment_of):
    """Return a function: tables of one snapshot, a report, its rows."""

    def answer(report: str, tables: dict, **options: object) -> list[dict]:
        loaded_at, as_of = options.pop("loaded_at", AS_OF), options.pop("as_of", None)
        return moment_of({loaded_at: {"programme": [PROGRAMME]} | tables}, as_of).query(report, **options).to_pylist()

    return answer


def test_streak_starts_again_after_a_miss(ask):
    held = [True] * 9 + [False] + [True] * 4
    (row,) = ask("exit_streaks", {"exit_criteria": [READ], "exit_readings": readings(held)})
    assert (row["held_days"], row["needed_days"]) == (4, 10)
    assert (row["is_held"], row["health"]) == (False, "at_risk")


def test_streak_of_needed_days_is_held(ask):
    (row,) = ask("exit_streaks", {"exit_criteria": [READ], "exit_readings": readings([False] + [True] * 10)})
    assert (row["held_days"], row["is_held"], row["health"]) == (10, True, "on_track")


def test_criterion_may_ask_for_fewer_days(ask):
    tables = {"exit_criteria": [READ | {"streak_days": 3}], "exit_readings": readings([False] + [True] * 3)}
    (row,) = ask("exit_streaks", tables)
    assert (row["held_days"], row["needed_days"], row["is_held"]) == (3, 3, True)


def test_miss_on_the_last_day_is_late(ask):
    (row,) = ask("exit_streaks", {"exit_criteria": [READ], "exit_readings": readings([True] * 9 + [False])})
    assert (row["held_days"], row["health"], row["missed_date"]) == (0, "late", date(2026, 3, 20))


def test_day_without_reading_does_not_hold(ask):
    known = [row for row in readings([True] * 12) if row["reading_date"] != "2026-03-18"]
    (row,) = ask("exit_streaks", {"exit_criteria": [READ], "exit_readings": known})
    assert row["held_days"] == 2


def test_reading_that_is_not_in_yet_breaks_nothing(ask):
    until_thursday = readings([True] * 6, date(2026, 3, 19))
    (row,) = ask("exit_streaks", {"exit_criteria": [READ], "exit_readings": until_thursday})
    assert (row["held_days"], row["last_day"]) == (6, date(2026, 3, 19))


def test_criterion_without_readings_is_unknown(ask):
    (row,) = ask("exit_streaks", {"exit_criteria": [READ]})
    assert (row["held_days"], row["health"]) == (0, "unknown")


def test_streak_counts_working_days_of_incidents(ask):
    given = [incident(1, "03T10", "10T12"), incident(2, "14T09", "15T18")]
    (row,) = ask("exit_streaks", {"exit_criteria": [NO_SEVERITY_1], "incidents": given})
    assert row["held_days"] == 8
    assert row["missed_date"] == date(2026, 3, 9)


def test_day_that_is_not_over_counts_only_as_miss(ask):
    tables = {"exit_criteria": [NO_SEVERITY_1], "incidents": [incident(1, "20T22")]}
    (row,) = ask("exit_streaks", tables)
    assert (row["held_days"], row["last_day"], row["health"]) == (0, date(2026, 3, 20), "late")


def test_days_before_the_warranty_do_not_count(ask):
    tables = {"exit_criteria": [NO_SEVERITY_1], "incidents": [incident(1, "01T10", "01T11")]}
    (row,) = ask("exit_streaks", tables, as_of="2026-03-05T23:00:00")
    assert row["held_days"] == 3


def test_days_after_the_newest_incidents_are_unknown(ask):
    tables = {"exit_criteria": [NO_SEVERITY_1], "incidents": [incident(1, "03T10", "03T12")]}
    (row,) = ask("exit_streaks", tables, as_of="2026-03-27T23:00:00")
    assert (row["held_days"], row["health"]) == (0, "unknown")


def test_incidents_that_were_never_loaded_hold_nothing(ask):
    (row,) = ask("exit_streaks", {"exit_criteria": [NO_SEVERITY_1]})
    assert (row["held_days"], row["health"]) == (0, "unknown")


@pytest.mark.parametrize(
    ("measure", "value"),
    [("open_count", 2), ("open_severity_2_count", 1), ("opened_count", 1), ("open_breached_count", 1),
     ("sla_attainment_percent", 50), ("reopened_count", None)],
)  # fmt: skip
def test_each_measure_is_taken_from_incidents(ask, measure, value):
    due = {"sla_due_at": "2026-03-04T10:00:00"}
    given = [
        incident(1, "03T10", "03T12") | due,
        incident(2, "03T10", "05T12") | due,
        incident(3, "03T10", severity=2) | due,
        incident(4, "19T10", severity=3) | {"sla_due_at": "2026-03-29T10:00:00"},
    ]
    criterion = READ | {"measure": measure, "operator": "<=", "target": -1}
    rows = ask("exit_course", {"exit_criteria": [criterion], "incidents": given})
    assert {row["day"]: row["actual"] for row in rows}[date(2026, 3, 19)] == value


@pytest.mark.parametrize(
    ("operator", "held"), [("<=", True), ("<", False), ("=", True), (">", False), (">=", True), (None, None)]
)
def test_each_operator_compares_with_target(ask, operator, held):
    tables = {"exit_criteria": [READ | {"operator": operator, "target": 99}], "exit_readings": readings([True])}
    assert ask("exit_course", tables)[-1]["is_met"] is held


def test_course_shows_as_many_days_as_asked(ask):
    tables = {"exit_criteria": [READ | {"streak_days": 5}], "exit_readings": readings([True] * 14)}
    assert [row["day"].day for row in ask("exit_course", tables)] == [16, 17, 18, 19, 20]


# headline


def test_headline_counts_criteria_held(ask):
    tables = {"exit_criteria": [READ, NO_SEVERITY_1], "exit_readings": readings([True] * 10),
              "incidents": [incident(1, "18T10")]}  # fmt: skip
    (row,) = ask("warranty_headline", tables)
    assert (row["health"], row["headline"]) == ("late", "Not stable yet: 1 of 2 exit criteria held")
    assert row["detail"] == "Day 18 of 90. 1 open, 1 of severity 1, 0 past their SLA."


def test_headline_is_stable_when_all_held(ask):
    (row,) = ask("warranty_headline", {"exit_criteria": [READ], "exit_readings": readings([True] * 10)})
    assert (row["health"], row["headline"]) == ("on_track", "Stable: all exit criteria held")


def test_headline_without_criteria_tells_what_is_open(ask):
    (row,) = ask("warranty_headline", {"incidents": [incident(1, "18T10", severity=3)]})
    assert (row["health"], row["headline"]) == ("unknown", "Open incidents: 1, past their SLA: 0")
    assert row["detail"].endswith("No exit criteria are loaded.")


def test_headline_of_nothing_is_unknown(ask):
    (row,) = ask("warranty_headline", {})
    assert (row["health"], row["n"]) == ("unknown", 0)


def test_headline_tells_that_warranty_has_ended(ask):
    tables = {"exit_criteria": [READ], "exit_readings": readings([False])}
    (row,) = ask("warranty_headline", tables, as_of="2026-06-02T12:00:00")
    assert row["health"] == "late"
    assert row["detail"].startswith("The warranty ended 2 days ago.")


# figures


def test_figures_tell_days_left_and_backlog(ask):
    given = [incident(1, "18T10"), incident(2, "18T10", severity=3), incident(3, "03T10", "05T10")]
    rows = {row["position"]: row for row in ask("warranty_figures", {"incidents": given})}
    assert [rows[n]["value"] for n in (1, 2, 3, 5)] == [72, 1, 2, 48]
    assert rows[5]["n"] == 1


def test_figures_show_open_breached_beside_attainment(ask):
    due = {"sla_due_at": "2026-03-04T10:00:00"}
    given = [incident(1, "03T10", "03T12") | due, incident(2, "03T10", severity=3) | due]
    row = ask("warranty_figures", {"incidents": given})[3]
    assert (row["label"], row["value"]) == ("SLA met (1 open past due)", 100)


def test_trend_of_backlog_has_a_value_per_day(ask):
    row = ask("warranty_figures", {"incidents": [incident(1, "16T10", "18T10"), incident(2, "17T10")]})[2]
    assert row["trend"] == [1, 2, 1, 1, 1]


def test_figures_without_incidents_are_not_zero_percent(ask):
    rows = {row["position"]: row for row in ask("warranty_figures", {})}
    assert (rows[4]["value"], rows[5]["value"]) == (None, None)


def test_days_left_are_unknown_without_dates(moment_of):
    rows = moment_of({AS_OF: {"incidents": [incident(1, "03T10")]}}).query("warranty_figures").to_pylist()
    assert rows[0]["value"] is None


# contact center


def interval(organization: str, start: str, **counts: object) -> dict:
    """Return an interval of a contact center that starts at that hour of March 2026."""
    return {"organization": organization, "side": "customer", "interval_start_at": f"2026-03-{start}:00:00"} | counts


def test_contact_center_ratios_come_from_sums(ask):
    first = {"offered_count": 100, "answered_count": 90, "abandoned_count": 10, "wait_minutes": 45,
             "answered_in_target_count": 80, "first_contact_resolved_count": 63}  # fmt: skip
    second = {"offered_count": 60, "answered_count": 60, "abandoned_count": 0, "wait_minutes": 30,
              "answered_in_target_count": 60, "first_contact_resolved_count": 57}  # fmt: skip
    given = [interval("Agency desk", "19T08", **first), interval("Agency desk", "19T09", **second)]
    (row,) = ask("contact_center", {"contact_center_intervals": given})
    assert (row["answer_seconds"], row["abandoned_percent"]) == (30, 6.25)
    assert (row["service_factor_percent"], row["first_contact_percent"]) == (87.5, 80)


def test_contact_center_keeps_sides_apart(ask):
    given = [interval("Agency desk", "19T08", offered_count=5),
             interval("Provider desk", "19T08", offered_count=7) | {"side": "provider"}]  # fmt: skip
    rows = ask("contact_center", {"contact_center_intervals": given})
    assert [(row["organization"], row["offered_count"]) for row in rows] == [("Agency desk", 5), ("Provider desk", 7)]


def test_contact_center_divides_by_nothing_without_calls(ask):
    given = [interval("Agency desk", "19T08", offered_count=0, abandoned_count=0, answered_count=0, wait_minutes=0)]
    (row,) = ask("contact_center", {"contact_center_intervals": given})
    assert (row["answer_seconds"], row["abandoned_percent"]) == (None, None)


def test_contact_center_ratio_needs_both_counts(ask):
    given = [interval("Agency desk", "19T08", offered_count=10, abandoned_count=1),
             interval("Agency desk", "19T09", offered_count=90)]  # fmt: skip
    (row,) = ask("contact_center", {"contact_center_intervals": given})
    assert (row["offered_count"], row["abandoned_percent"]) == (100, 10)


def test_interval_of_the_future_is_not_known(ask):
    assert ask("contact_center", {"contact_center_intervals": [interval("Agency desk", "21T08")]}) == []


# rows


def test_list_shows_open_breaches_first(ask):
    due = {"sla_due_at": "2026-03-19T10:00:00", "title": "Late one"}
    given = [incident(1, "03T10"), incident(2, "18T10", severity=3) | due, incident(3, "03T10", "04T10")]
    rows = ask("incident_list", {"incidents": given})
    assert [row["incident_id"] for row in rows] == ["INC2", "INC1"]
    assert (rows[0]["title"], rows[0]["source_line"]) == ("Late one", 3)


def test_list_is_cut_to_the_rows_asked_for(ask):
    given = [incident(n, "03T10") for n in range(5)]
    assert len(ask("incident_list", {"incidents": given}, state="all", rows=2)) == 2
