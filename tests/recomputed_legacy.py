"""Legacy components, requirements and what needs attention, computed a second time from the glossary."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import recomputed_gates as gates
import recomputed_plan as plan
import recomputed_sample as sample
import recomputed_service as service
from recomputed_rows import in_force, local_day, midnight, minutes, percent, tolerance

STAGES = (
    "planned", "secured", "interfaces_off", "data_migrated", "archived", "shut_down", "sanitized",
    "contracts_closed", "attested",
)  # fmt: skip


def interlock(component: dict, as_of: datetime) -> list[str]:
    """Return why nothing of a component may be destroyed yet."""
    today, programme = local_day(as_of), in_force("programme", as_of).rows[0]
    held = [streak["is_held"] for streak in service.exit_streaks(as_of).values()]
    used = {
        end
        for row in in_force("interfaces", as_of).rows
        if row["switched_off_date"] is None or row["switched_off_date"] > today
        for end in (row["source_id"], row["target_id"])
    }
    tested = component["restore_tested_date"]
    reasons = {
        "rollback_needed": programme["cutover_finish_at"] > as_of,
        "warranty_open": not all(held),
        "records_hold": bool(component["has_records_hold"]),
        "restore_untested": tested is None or tested > today,
        "interface_consumer": component["component_id"] in used,
    }
    return [name for name, holds in reasons.items() if holds]


def stages_of(component: dict, as_of: datetime) -> dict[str, tuple[str, str | None]]:
    """Return state and reasons of the nine stages of a component."""
    today = local_day(as_of)
    named = in_force("decommission_steps", as_of).rows
    told = {row["stage"]: row for row in named if row["component_id"] == component["component_id"]}
    applicable = [stage for stage in STAGES if told.get(stage, {}).get("is_applicable") is not False]
    locks = interlock(component, as_of) if "sanitized" in applicable else []
    done, refused = [], []
    for stage in applicable:
        actual = told.get(stage, {}).get("actual_date")
        if actual and actual <= today:
            (refused if STAGES.index(stage) >= 6 and locks else done).append(stage)
    last = max((STAGES.index(stage) for stage in done), default=-1)
    following = next((stage for stage in applicable if STAGES.index(stage) > last), None)
    states = {}
    for stage in STAGES:
        own = locks if STAGES.index(stage) >= 6 else []
        row = told.get(stage)
        if not told:
            states[stage] = ("unknown", None)
        elif stage not in applicable:
            states[stage] = ("not_applicable", None)
        elif stage in refused:
            states[stage] = ("refused", ", ".join(own))
        elif stage in done:
            states[stage] = ("done", None)
        elif row and row["is_blocked"]:
            first = row["blocked_reason"] or "other"
            others = [lock for lock in own if lock != first] if stage == following else []
            states[stage] = ("blocked", ", ".join([first, *others]))
        elif stage == following:
            states[stage] = ("blocked", ", ".join(own)) if own else ("next", None)
        else:
            before = STAGES.index(stage) < last
            states[stage] = (("missed" if row else "unknown") if before else "not_yet", None)
    return states


@lru_cache(maxsize=16)
def components(as_of: datetime) -> list[dict]:
    """Return the legacy components with their stages, slip and costs."""
    return [_placed(row, as_of) for row in in_force("components", as_of).rows if row["system_kind"] == "legacy"]


def _placed(row: dict, as_of: datetime) -> dict:
    today = local_day(as_of)
    stages = stages_of(row, as_of)
    actual, plan_date = row["actual_retire_date"], row["planned_retire_date"] or row["baseline_retire_date"]
    is_retired = actual is not None and actual <= today
    expected = actual if is_retired else max(plan_date, today)
    done = [stage for stage, (state, _) in stages.items() if state == "done"]
    applicable = [stage for stage, (state, _) in stages.items() if state != "not_applicable"]
    held = [reasons for state, reasons in stages.values() if state in ("blocked", "refused")]
    slip = (expected - (row["baseline_retire_date"] or plan_date)).days
    daily = row["annual_cost_usd"] / 365
    go_live = local_day(in_force("programme", as_of).rows[0]["go_live_at"])
    ran_to = actual if is_retired else today
    ended = max(actual, row["contract_end_date"]) if is_retired and row["contract_end_date"] else None
    saved = (today - ended).days * daily - (row["one_time_cost_usd"] or 0) if ended and ended <= today else 0.0
    return row | {
        "stage": done[-1] if done else "not_started",
        "progress_ratio": len(done) / len(applicable),
        "is_retired": is_retired,
        "is_blocked": bool(held),
        "blocked_reason": held[0] if held else None,
        "is_overdue": not is_retired and plan_date < today,
        "expected_retire_date": expected,
        "slip_days": slip,
        "daily_cost_usd": daily,
        "since_go_live_usd": max(0, (ran_to - go_live).days) * daily,
        "delay_usd": max(0, slip) * daily,
        "saved_usd": saved,
    }


def figures(as_of: datetime) -> list[float]:
    """Return the five figures of the decommission page."""
    found = components(as_of)
    cost = sum(row["annual_cost_usd"] for row in found)
    return [
        float(sum(row["is_retired"] for row in found)),
        100 * sum(row["annual_cost_usd"] * row["progress_ratio"] for row in found) / cost,
        sum(row["daily_cost_usd"] for row in found if not row["is_retired"]),
        sum(row["since_go_live_usd"] for row in found),
        sum(row["delay_usd"] for row in found),
    ]


def daily_costs(as_of: datetime) -> dict[date, tuple[float, float, float | None]]:
    """Return what legacy costs on each day, what it would have cost by the baseline, and the sum since go-live."""
    found, today = components(as_of), local_day(as_of)
    go_live = local_day(in_force("programme", as_of).rows[0]["go_live_at"])
    ends = [day for row in found for day in (row["expected_retire_date"], row["baseline_retire_date"])]
    costs, spent = {}, 0.0
    for number in range((max([*ends, today]) - go_live).days + 38):
        day = go_live + timedelta(days=number - 30)
        running = sum(row["daily_cost_usd"] for row in found if row["expected_retire_date"] > day)
        planned = sum(row["daily_cost_usd"] for row in found if row["baseline_retire_date"] > day)
        costs[day] = (running, planned, spent if day >= go_live else None)
        spent += running if day >= go_live else 0
    return costs


def coverage(rows: list[dict], as_of: datetime) -> dict:
    """Return the coverage of a group of requirements under the names of the report requirement_coverage."""
    named = {name for row in in_force("tests", as_of).rows for name in row["requirement_ids"]}
    found = [
        row["coverage"] or ("tested" if row["test_ids"] or row["requirement_id"] in named else "gap") for row in rows
    ]
    gaps = [row for row, covered in zip(rows, found, strict=True) if covered == "gap"]
    needless = found.count("not_applicable")
    return {
        "requirement_count": len(rows),
        "tested_count": found.count("tested"),
        "not_applicable_count": needless,
        "gap_count": len(gaps),
        "mandatory_gap_count": sum(bool(row["is_mandatory"]) for row in gaps),
        "tested_percent": percent(found.count("tested"), len(rows) - needless),
    }


def attention(as_of: datetime, live: sample.LiveValues) -> dict[str, tuple[int, float | None]]:
    """Return what needs attention: urgency and age in days by item."""
    found: dict[str, tuple[int, datetime | None]] = {}
    for task in plan.tasks(as_of):
        if not task["is_open"] or task["phase"] == "contingency":
            continue
        since = task["blocked_at"] or task["start"] or task["planned_start_at"]
        if task["status"] == "blocked":
            is_endless = (task["unblock_at"] or task["expected"]) is None
            found[f"blocked_task:{task['task_id']}"] = (1 if is_endless else 2, since)
        elif task["is_late"] and task["is_mandatory"]:
            found[f"late_task:{task['task_id']}"] = (1, task["due"])
        elif task["is_late"] and task["asserted_rag"] == "green":
            found[f"mismatch:{task['task_id']}"] = (2, task["due"])
    for row in in_force("communications", as_of).rows:
        if row["due_at"] and row["due_at"] < as_of and (row["sent_at"] is None or row["sent_at"] > as_of):
            found[f"communication:{row['communication_id']}:{row['audience']}"] = (2, row["due_at"])
    for row in (row for row in in_force("issues", as_of).rows if row["issue_type"] == "action"):
        is_open = row["status"] != "closed" or (row["closed_at"] and row["closed_at"] > as_of)
        if is_open and row["opened_at"] <= as_of and row["due_at"] and row["due_at"] < as_of:
            found[f"action:{row['issue_id']}"] = (2, row["due_at"])
    for gate in gates.checkpoints(as_of, live):
        if gate["health"] == "overdue":
            found[f"checkpoint:{gate['checkpoint_id']}"] = (1, gate["planned_at"])
        elif gate["health"] != "decided" and (gate["is_mismatch"] or gate["health"] == "red"):
            found[f"checkpoint:{gate['checkpoint_id']}"] = ({"red": 1, "amber": 2}.get(gate["health"], 3), None)
    late: dict[str, datetime] = {}
    for row in (row for row in service.incidents(as_of) if row["state"] == "open"):
        is_late = row["sla"] == "open_breached"
        if row["severity"] == 1 or (row["severity"] == 2 and is_late):
            found[f"incident:{row['incident_id']}"] = (
                int(row["severity"]),
                row["due"] if is_late else row["opened_at"],
            )
        elif row["severity"] > 2 and is_late:
            name = f"incidents:{row['side']}:{row['workstream']}"
            late[name] = min(late.get(name, row["due"]), row["due"])
    found |= {name: (3, since) for name, since in late.items()}
    for row in components(as_of):
        if row["is_blocked"]:
            found[f"decommission:{row['component_id']}"] = (2 if row["is_overdue"] else 3, None)
    found |= {f"stale:{name}": (3, since) for name, since in _stale(as_of).items()}
    found |= sample.attention(as_of, live)
    return {
        name: (urgency, int(minutes(since, as_of) / 144 + 0.5) / 10 if since else None)
        for name, (urgency, since) in found.items()
    }


def _stale(as_of: datetime) -> dict[str, datetime]:
    reported = [row["report_date"] for row in in_force("milestones", as_of).rows]
    seen = [day for day in reported if day <= local_day(as_of)]
    issues = [row["updated_at"] or row["opened_at"] for row in in_force("issues", as_of).rows]
    touched = [at for at in issues if at <= as_of]
    ends = {}
    if seen:
        ends["Integrated master schedule"] = midnight(max(seen)) + timedelta(days=tolerance("ims_stale_days"))
    if touched:
        ends["RAID log"] = max(touched) + timedelta(days=tolerance("raid_stale_days"))
    return {name: end for name, end in ends.items() if end < as_of}
