"""Decommission marts and reports: stages, interlock, blocks, slip, cost."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from conftest import SHARED

from cutover import pipeline
from cutover.tables import STAGES

MAPPINGS = Path(__file__).parents[1] / "docs" / "mappings"
AS_OF = "2026-03-10T12:00:00"
CALM = {"programme_id": "demo", "programme_name": "Demo", "warranty_end_date": "2026-03-01",
        "warranty_start_date": "2025-12-01"}  # fmt: skip


def component(name: str = "GL", **cells: object) -> dict:
    """Return a legacy component that nothing keeps from being destroyed."""
    return {"component_id": name, "component_name": name, "restore_tested_date": "2026-02-01"} | cells


def steps_to(last: str, name: str = "GL", **cells: object) -> list[dict]:
    """Return steps of a component, each stage up to `last` done on 1 February 2026."""
    done = STAGES[: STAGES.index(last) + 1]
    return [{"component_id": name, "stage": stage, "actual_date": "2026-02-01"} | cells for stage in done]


@pytest.fixture
def ask(moment_of):
    """Return a function: components, steps and more in one snapshot, a report, its rows."""

    def answer(report: str, components: list[dict], steps: list[dict] | None = None, **options: object) -> list[dict]:
        as_of = options.pop("as_of", None)
        programme = options.pop("programme", CALM)
        tables = {"programme": [programme], "components": components, "decommission_steps": steps or []}
        tables |= options.pop("tables", {})
        return moment_of({AS_OF: tables}, as_of).query(report, **options).to_pylist()

    return answer


def states_of(rows: list[dict]) -> dict[str, str]:
    """Return the state by stage of a single component."""
    return {row["stage"]: row["state"] for row in rows}


def test_future_retire_date_is_a_plan(ask):
    (row,) = ask("decommission_progress", [component(actual_retire_date="2026-06-25")])
    assert (row["is_retired"], row["actual_retire_date"]) == (False, None)
    assert (row["stage"], row["planned_retire_date"]) == ("planned", date(2026, 6, 25))


def test_component_retires_on_its_date(ask):
    (row,) = ask("decommission_progress", [component(actual_retire_date="2026-03-10")])
    assert (row["is_retired"], row["stage"], row["progress_ratio"]) == (True, "retired", 1)


def test_earlier_moment_undoes_retirement(ask):
    (row,) = ask("decommission_progress", [component(actual_retire_date="2026-03-10")], as_of="2026-03-09T12:00:00")
    assert row["is_retired"] is False


def test_component_without_dates_is_unknown(ask):
    (row,) = ask("decommission_progress", [component()])
    assert (row["stage"], row["is_retired"], row["progress_ratio"]) == ("unknown", False, 0)


def test_new_components_are_no_legacy(ask):
    rows = ask("decommission_progress", [component(), component("NEW", system_kind="new")])
    assert [row["component_id"] for row in rows] == ["GL"]


def test_stage_is_last_one_done(ask):
    (row,) = ask("decommission_progress", [component()], steps_to("data_migrated"))
    assert row["stage"] == "data_migrated"
    assert row["progress_ratio"] == pytest.approx(4 / 9)


def test_step_of_the_future_is_not_done(ask):
    later = [{"component_id": "GL", "stage": "secured", "actual_date": "2026-03-11"}]
    rows = ask("decommission_stages", [component()], steps_to("planned") + later)
    assert states_of(rows)["secured"] == "next"


def test_stages_that_do_not_apply_are_left_out(ask):
    given = [*steps_to("planned"), {"component_id": "GL", "stage": "secured", "is_applicable": False}]
    states = states_of(ask("decommission_stages", [component()], given))
    assert (states["secured"], states["interfaces_off"]) == ("not_applicable", "next")


def test_stage_that_was_passed_over_is_missed(ask):
    given = steps_to("shut_down")
    given[3] = {"component_id": "GL", "stage": "data_migrated", "planned_date": "2026-02-01"}
    assert states_of(ask("decommission_stages", [component()], given))["data_migrated"] == "missed"


def test_untold_stage_is_unknown_not_done(ask):
    given = [{"component_id": "GL", "stage": "archived", "actual_date": "2026-02-01"}]
    states = states_of(ask("decommission_stages", [component()], given))
    assert (states["planned"], states["archived"], states["shut_down"]) == ("unknown", "done", "next")


def test_component_without_steps_has_no_stages(ask):
    assert ask("decommission_stages", [component(actual_retire_date="2020-01-01")]) == []


# interlock


def test_sanitizing_is_refused_while_warranty_is_open(ask):
    criteria = {"exit_criteria": [{"exit_criterion_id": "X1", "exit_criterion_name": "No severity 1",
                                   "measure": "reading", "operator": "=", "target": 0}]}  # fmt: skip
    (row,) = ask("decommission_progress", [component()], steps_to("shut_down"), tables=criteria)
    assert (row["stage"], row["is_blocked"]) == ("shut_down", True)
    assert row["blocked_reason"] == "warranty_open"
    assert row["blocked_days"] == 37


def test_claim_against_the_interlock_is_refused(ask):
    held = component(has_records_hold=True)
    states = states_of(ask("decommission_stages", [held], steps_to("attested")))
    assert [states[stage] for stage in STAGES[5:]] == ["done", "refused", "refused", "refused"]


def test_component_without_media_has_no_interlock(ask):
    given = steps_to("attested")
    given[6] = {"component_id": "GL", "stage": "sanitized", "is_applicable": False}
    (row,) = ask("decommission_progress", [component(restore_tested_date=None)], given)
    assert (row["stage"], row["is_blocked"], row["progress_ratio"]) == ("attested", False, 1)


def test_refused_claim_does_not_raise_the_stage(ask):
    (row,) = ask("decommission_progress", [component(has_records_hold=True)], steps_to("attested"))
    assert (row["stage"], row["blocked_reason"]) == ("shut_down", "records_hold")


def test_nothing_in_the_way_leaves_sanitizing_next(ask):
    states = states_of(ask("decommission_stages", [component()], steps_to("shut_down")))
    assert states["sanitized"] == "next"


@pytest.mark.parametrize(
    ("cells", "programme", "tables", "reason"),
    [
        ({"restore_tested_date": None}, {}, {}, "restore_untested"),
        ({"restore_tested_date": "2026-03-11"}, {}, {}, "restore_untested"),
        ({"has_records_hold": True}, {}, {}, "records_hold"),
        ({}, {"warranty_end_date": "2026-03-10"}, {}, "warranty_open"),
        ({}, {"cutover_finish_at": "2026-03-10T13:00:00"}, {}, "rollback_needed"),
        ({}, {}, {"interfaces": [{"interface_id": "I", "interface_name": "Bank", "target_id": "GL"}]},
         "interface_consumer"),
        ({}, {}, {"interfaces": [{"interface_id": "I", "interface_name": "Bank", "source_id": "GL",
                                  "switched_off_date": "2026-03-11"}]}, "interface_consumer"),
    ],
)  # fmt: skip
def test_each_precondition_blocks_sanitizing(ask, cells, programme, tables, reason):
    (row,) = ask(
        "decommission_blocks", [component(**cells)], steps_to("shut_down"), programme=CALM | programme, tables=tables
    )
    assert (row["stage"], row["reason"], row["is_refused"]) == ("sanitized", reason, False)


def test_interface_that_is_off_blocks_nothing(ask):
    off = {"interfaces": [{"interface_id": "I", "interface_name": "Bank", "source_id": "GL",
                           "switched_off_date": "2026-03-10"}]}  # fmt: skip
    assert ask("decommission_blocks", [component()], steps_to("shut_down"), tables=off) == []


def test_interlock_does_not_block_harmless_stages(ask):
    assert ask("decommission_blocks", [component(has_records_hold=True)], steps_to("secured")) == []


def test_stated_block_keeps_its_reason_and_age(ask):
    block = {"component_id": "GL", "stage": "secured", "is_blocked": True, "blocked_reason": "privacy",
             "blocked_since_date": "2026-02-24", "blocked_note": "Privacy officer signs"}  # fmt: skip
    (row,) = ask("decommission_blocks", [component()], [*steps_to("planned"), block])
    assert (row["reason"], row["blocked_days"], row["blocked_note"]) == ("privacy", 14, "Privacy officer signs")


def test_stated_block_of_done_stage_is_over(ask):
    given = steps_to("secured", is_blocked=True, blocked_reason="privacy")
    assert ask("decommission_blocks", [component()], given) == []


def test_stated_and_interlock_reasons_are_told_together(ask):
    block = {"component_id": "GL", "stage": "sanitized", "is_blocked": True, "blocked_reason": "contract_term"}
    (row,) = ask(
        "decommission_progress",
        [component(has_records_hold=True, restore_tested_date=None)],
        [*steps_to("shut_down"), block],
    )
    assert row["blocked_reason"] == "contract_term, records_hold, restore_untested"


# dates


def test_slip_counts_from_the_baseline(ask):
    dates = {"baseline_retire_date": "2026-02-01", "planned_retire_date": "2026-04-02"}
    (row,) = ask("decommission_progress", [component(**dates)])
    assert row["slip_days"] == 60


def test_overdue_component_slips_to_today(ask):
    (row,) = ask("decommission_progress", [component(planned_retire_date="2026-03-01")])
    assert (row["is_overdue"], row["slip_days"], row["expected_retire_date"]) == (True, 9, date(2026, 3, 10))


def test_early_retirement_is_a_negative_slip(ask):
    dates = {"planned_retire_date": "2026-03-05", "actual_retire_date": "2026-03-01"}
    (row,) = ask("decommission_progress", [component(**dates)])
    assert row["slip_days"] == -4


def test_rows_that_need_attention_come_first(ask):
    given = [
        component("A", actual_retire_date="2026-01-01"),
        component("B", planned_retire_date="2026-06-01"),
        component("C", planned_retire_date="2026-03-01"),
        component("D", has_records_hold=True),
    ]
    rows = ask("decommission_progress", given, steps_to("shut_down", "D"))
    assert [row["component_id"] for row in rows] == ["D", "C", "B", "A"]


def test_system_stands_together_worst_first(ask):
    given = [
        component("A", system_name="Payroll"),
        component("B", system_name="Ledger"),
        component("C", system_name="Ledger", has_records_hold=True),
    ]
    steps = [*steps_to("secured", "A"), *steps_to("secured", "B"), *steps_to("shut_down", "C")]
    rows = ask("decommission_stages", given, steps)
    assert [row["component_id"] for row in rows if row["position"] == 0] == ["C", "B", "A"]


# cost


def test_double_run_cost_ends_with_retirement(ask):
    given = [
        component("A", annual_cost_usd=36500, actual_retire_date="2026-03-04"),
        component("B", annual_cost_usd=73000),
    ]
    programme = CALM | {"go_live_at": "2026-02-28T12:00:00"}
    rows = {row["component_id"]: row for row in ask("decommission_progress", given, programme=programme)}
    assert rows["A"]["since_go_live_usd"] == 4 * 100
    assert rows["B"]["since_go_live_usd"] == 10 * 200


def test_cost_of_delay_is_slip_times_daily_cost(ask):
    dates = {"baseline_retire_date": "2026-02-01", "planned_retire_date": "2026-04-02"}
    (row,) = ask("decommission_progress", [component(annual_cost_usd=36500, **dates)])
    assert row["delay_usd"] == 60 * 100


def test_savings_wait_for_end_of_contract(ask):
    ended = {"annual_cost_usd": 36500, "actual_retire_date": "2026-01-01"}
    given = [
        component("A", contract_end_date="2026-03-31", **ended),
        component("B", contract_end_date="2026-03-01", one_time_cost_usd=250, **ended),
        component("C", **ended),
    ]
    rows = {row["component_id"]: row for row in ask("decommission_progress", given)}
    assert [rows[name]["saved_usd"] for name in "ABC"] == [0, 9 * 100 - 250, 0]
    assert [rows[name]["avoided_usd"] for name in "ABC"] == [0, 0, 68 * 100]


def test_unknown_cost_stays_unknown(ask):
    (row,) = ask("decommission_progress", [component(planned_retire_date="2026-03-01")])
    assert (row["daily_cost_usd"], row["delay_usd"], row["saved_usd"]) == (None, None, None)


def test_legacy_cost_falls_on_the_day_of_retirement(ask):
    given = [
        component("A", annual_cost_usd=36500, baseline_retire_date="2026-03-02", actual_retire_date="2026-03-04"),
        component("B", annual_cost_usd=73000, planned_retire_date="2026-03-20"),
        component("C"),
    ]
    rows = ask("legacy_cost", given, programme=CALM | {"go_live_at": "2026-02-28T12:00:00"})
    by_day = {row["day"]: row for row in rows}
    assert [by_day[date(2026, 3, n)]["running_usd"] for n in (3, 4, 19, 20)] == [300, 200, 200, 0]
    assert [by_day[date(2026, 3, n)]["planned_usd"] for n in (1, 2)] == [300, 200]
    assert (by_day[date(2026, 3, 10)]["is_forecast"], by_day[date(2026, 3, 11)]["is_forecast"]) == (False, True)


def test_legacy_cost_adds_up_since_go_live(ask):
    given = [component("A", annual_cost_usd=36500)]
    rows = ask("legacy_cost", given, programme=CALM | {"go_live_at": "2026-03-01T12:00:00"})
    sums = {row["day"]: row["since_go_live_usd"] for row in rows}
    assert (sums[date(2026, 2, 28)], sums[date(2026, 3, 1)], sums[date(2026, 3, 10)]) == (None, 0, 900)


def test_legacy_cost_without_any_cost_is_empty(ask):
    assert ask("legacy_cost", [component(planned_retire_date="2026-03-20")]) == []


# headline and figures


def test_headline_tells_cost_and_count(ask):
    given = [component(str(n), annual_cost_usd=36500, planned_retire_date="2026-06-01") for n in range(13)]
    given += [component(f"R{n}", annual_cost_usd=36500, actual_retire_date="2026-01-01") for n in range(3)]
    (row,) = ask("decommission_headline", given)
    assert row["headline"] == "Legacy still costs $1,300 a day: 3 of 16 retired"
    assert (row["health"], row["n"]) == ("on_track", 16)
    assert row["detail"] == "None is blocked, late or overdue."


def test_headline_detail_names_what_is_wrong(ask):
    given = [component("A", planned_retire_date="2026-03-01"), component("B", has_records_hold=True)]
    (row,) = ask("decommission_headline", given, steps_to("sanitized", "B"))
    assert row["detail"] == (
        "1 of 2 still running are blocked, 1 later than the baseline, 1 overdue, "
        "1 claimed against the interlock, 1 without a planned date; the cost of 2 is not known."
    )


@pytest.mark.parametrize(
    ("cells", "steps", "health"),
    [
        ({"planned_retire_date": "2026-03-09"}, [], "late"),
        ({"has_records_hold": True, "planned_retire_date": "2026-06-01"}, steps_to("shut_down"), "at_risk"),
        ({"has_records_hold": True, "planned_retire_date": "2026-06-01"}, steps_to("sanitized"), "late"),
        ({"planned_retire_date": "2026-06-01", "baseline_retire_date": "2026-05-01"}, [], "at_risk"),
        ({}, [], "unknown"),
        ({"actual_retire_date": "2026-03-01"}, [], "on_track"),
    ],
)
def test_headline_health_follows_the_worst(ask, cells, steps, health):
    assert ask("decommission_headline", [component(**cells)], steps)[0]["health"] == health


def test_headline_without_components_says_so(ask):
    (row,) = ask("decommission_headline", [])
    assert (row["health"], row["headline"]) == ("unknown", "No legacy components are loaded")


def test_progress_is_told_by_count_and_by_weight(ask):
    given = [component("A", annual_cost_usd=300, actual_retire_date="2026-03-01"), component("B", annual_cost_usd=100)]
    rows = {row["position"]: row for row in ask("decommission_figures", given)}
    assert (rows[1]["label"], rows[1]["value"]) == ("Retired of 2", 1)
    assert (rows[2]["label"], rows[2]["value"]) == ("Progress by cost", 75)


def test_complexity_weighs_where_no_cost_is_known(ask):
    given = [component("A", complexity=1, actual_retire_date="2026-03-01"), component("B", complexity=4)]
    rows = {row["position"]: row for row in ask("decommission_figures", given)}
    assert (rows[2]["label"], rows[2]["value"]) == ("Progress by complexity", 20)
    assert (rows[3]["value"], rows[3]["n"]) == (None, 0)


def test_trend_of_retired_ends_at_today(ask):
    rows = ask("decommission_figures", [component("A", actual_retire_date="2026-03-09"), component("B")])
    assert rows[0]["trend"][-3:] == [0, 1, 1]


def test_figures_keep_named_workstreams(ask):
    given = [component("A", workstream="Payroll"), component("B", workstream="Finance")]
    rows = ask("decommission_figures", given, workstreams=["Payroll"])
    assert rows[0]["n"] == 1


# public files


@pytest.mark.parametrize(
    ("source", "mapping", "counts"),
    [
        ("decommission_govuk/transition_sites.csv", "govuk-sites", {"retired": 855}),
        ("decommission_products/graveyard.json", "product-graveyard", {"retired": 305, "planned": 2}),
        ("decommission_eia860", "eia860-retired", {"retired": 922, "unknown": 182}),
    ],
)
def test_public_registers_are_retired_by_date(store, source, mapping, counts):
    if not (SHARED / "data" / source).exists():
        pytest.skip(f"the public file {source} is not here")
    options = pipeline.LoadOptions(
        as_of="2026-11-20T00:00Z", programme_id="public", mapping=MAPPINGS / f"{mapping}.toml", bounds=None
    )
    pipeline.load([SHARED / "data" / source], store=store, options=options)
    rows = pipeline.moment(store).query("decommission_progress").to_pylist()
    assert Counter(row["stage"] for row in rows) == counts
    assert sum(row["is_retired"] for row in rows) == counts["retired"]
