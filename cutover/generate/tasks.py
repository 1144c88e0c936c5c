"""The tables tasks and dependencies as a snapshot shows them."""

import numpy as np

from cutover.generate.estimates import estimates
from cutover.generate.network import forward_pass, place_name, read_story
from cutover.generate.people import person_names
from cutover.generate.plan import Plan, Schedule, changes
from cutover.generate.requirements import REQUIREMENT_COUNT, requirement_id
from cutover.generate.times import BASELINE_AT, NEVER, later, office_finish, work_minutes
from cutover.generate.writer import Columns

EVIDENCE = "https://example.invalid/evidence/"
WATCHED_FROM, HOURLY_UPDATE = 150, 60
"""Steps of the weekend from so many minutes on confirm their status each hour."""


def tasks_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the tasks as their owners report them at a status time."""
    status, percent = _progress(plan, as_of)
    planned = plan.planned(as_of)
    columns = {
        **_described(plan),
        "status": status,
        "percent_complete": percent,
        **_planned(plan, planned),
        "backs_out": _backs_out(plan),
        **_forecast(plan, planned, as_of, status, percent),
        "actual_start_at": _until(plan.actual_start, as_of),
        "actual_finish_at": _until(plan.actual_finish, as_of),
        "remaining_hours": _remaining(planned, status, percent),
        **_blocks(plan, as_of, status),
        "added_at": plan.added_at,
        "evidence_link": _evidence(plan, as_of),
        **_asserted(plan, planned, as_of, status),
        "updated_at": _updated(plan, as_of, status),
        "note": _notes(plan, as_of),
    }
    shown = np.flatnonzero(plan.is_known(as_of))
    return {name: values[shown] for name, values in columns.items()}


def dependencies_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the links between the tasks that are in the plan at a status time."""
    network, known = plan.network, plan.is_known(as_of)
    shown = known[network.before] & known[network.after]
    return {
        "predecessor_id": network.task_ids[network.before][shown],
        "successor_id": network.task_ids[network.after][shown],
        "dependency_type": network.kind.astype(object)[shown],
        "lag_minutes": network.lag[shown],
    }


def _described(plan: Plan) -> Columns:
    """Return what stays the same in all snapshots."""
    network = plan.network
    sides, roles = network.column("side"), network.column("owner_role")
    places = [place_name(number) for number in range(int(network.place.max()) + 1)]
    names = [
        name.replace("{place}", places[p]) for name, p in zip(network.column("task_name"), network.place, strict=True)
    ]
    flags = ("is_milestone", "is_mandatory", "is_evidence_required")
    texts = ("phase", "task_class", "workstream", "side", "owner_role")
    milestones = {row["task_id"]: row["milestone_id"] for row in read_story("milestones")}
    return {
        "task_id": network.task_ids,
        "task_name": np.array(names, object),
        "m3_step": network.column("m3_step").astype(int),
        **{name: network.column(name) for name in texts},
        **{name: network.column(name) == "true" for name in flags},
        "owners": np.array(["; ".join(person_names(s, r)) for s, r in zip(sides, roles, strict=True)], object),
        "component_id": _or_none(network.column("component_id")),
        "requirement_ids": _requirements(plan),
        **_approval(plan),
        "milestone_id": np.array([milestones.get(name) for name in network.column("task_id")], object),
    }


def _approval(plan: Plan) -> Columns:
    """Return who approves that a task is done, and how often its status is asked for: hourly in long weekend steps."""
    network = plan.network
    side, role = (np.full(len(network.task_ids), None, object) for _ in range(2))
    for row in read_story("task_approvers"):
        tasks = network.tasks_of(row["task_id"])
        side[tasks], role[tasks] = row["approver_side"], row["approver_role"]
    is_watched = (network.column("phase") == "cutover") & (plan.baseline.length >= WATCHED_FROM)
    update = np.where(is_watched, HOURLY_UPDATE, np.nan)
    return {"approver_side": side, "approver_role": role, "update_minutes": update}


def _requirements(plan: Plan) -> np.ndarray:
    """Return the two requirements that a task which builds, converts or tests fulfils."""
    network, count = plan.network, len(plan.network.task_ids)
    first = (REQUIREMENT_COUNT * plan.dice.uniform("requirement", count)).astype(int)
    pairs = [f"{requirement_id(n)}; {requirement_id((n + 37) % REQUIREMENT_COUNT)}" for n in range(REQUIREMENT_COUNT)]
    fulfils = np.isin(network.column("task_class"), ["deploy_code", "convert_data", "test"])
    return np.where(fulfils, np.array(pairs, object)[first], None)


def _backs_out(plan: Plan) -> np.ndarray:
    """Return the tasks that each back-out step of the contingency plan undoes."""
    undone = np.full(len(plan.network.task_ids), None, object)
    for row in read_story("backouts"):
        undone[plan.network.tasks_of(row["task_id"])] = "; ".join(
            plan.network.task_ids[plan.positions(row["backs_out"].split())]
        )
    return undone


def _planned(plan: Plan, planned: Schedule) -> Columns:
    network, in_baseline = plan.network, np.isnat(plan.added_at)
    undone = np.isin(
        network.column("task_class"), ["deploy_code", "activate_component", "secure_legacy", "convert_data"]
    )
    can_be_undone = undone & (network.column("phase") == "cutover")
    return {
        "baseline_start_at": np.where(in_baseline, plan.baseline.start, NEVER),
        "baseline_finish_at": np.where(in_baseline, plan.baseline.finish, NEVER),
        "planned_start_at": planned.start,
        "planned_finish_at": planned.finish,
        "baseline_hours": np.where(in_baseline, plan.baseline.hours, np.nan),
        "planned_hours": planned.hours,
        "duration_minutes": planned.length,
        "calendar_id": _or_none(network.calendar.astype(object)),
        **estimates(plan, planned),
        "backout_minutes": np.where(can_be_undone, 5 * np.ceil(planned.length * 0.35 / 5), np.nan),
        "constraint_type": np.where(np.isnat(planned.not_before), None, "SNET"),
        "constraint_at": planned.not_before,
    }


def _progress(plan: Plan, as_of: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    """Return status, and progress in steps of five percent."""
    is_done, is_started = plan.actual_finish <= as_of, plan.actual_start <= as_of
    is_blocked = (plan.blocked_at <= as_of) & (as_of < plan.unblock_at)
    status = np.select([is_done, is_blocked, is_started], ["complete", "blocked", "in_progress"], "not_started")
    now = np.minimum(plan.actual_finish, np.full_like(plan.actual_start, as_of))
    percent = np.clip(5 * np.round(20 * _worked(plan, now) / np.maximum(_worked(plan, plan.actual_finish), 1)), 5, 95)
    return status.astype(object), np.where(is_done, 100, np.where(is_started, percent, 0))


def _worked(plan: Plan, until: np.ndarray) -> np.ndarray:
    """Return the minutes worked on each task from its start until a time; 0 where it has none."""
    in_office = work_minutes(until) - work_minutes(plan.actual_start)
    on_clock = np.where(np.isnat(until), 0, (until - plan.actual_start).astype(np.int64))
    return np.where(plan.network.is_office & ~np.isnat(until), in_office, on_clock)


def _remaining(planned: Schedule, status: np.ndarray, percent: np.ndarray) -> np.ndarray:
    left = np.round(planned.hours * (100 - percent) / 100, 1)
    return np.where((status == "not_started") | ((status == "blocked") & (percent == 0)), np.nan, left)


def _forecast(plan: Plan, planned: Schedule, as_of: np.datetime64, status: np.ndarray, percent: np.ndarray) -> Columns:
    """Return the dates now expected, where they differ from the plan: a forward pass from the status time."""
    is_open = status != "complete"
    has_no_end = (status == "blocked") & np.isnat(_promised(plan, as_of))
    starts, finishes = _until(plan.actual_start, as_of), _until(plan.actual_finish, as_of)
    left = np.round(planned.length * (100 - percent) / 100).astype(int)
    resumed = np.maximum(_promised(plan, as_of), np.full_like(starts, as_of))
    now = np.where(np.isnat(resumed), as_of, resumed)
    on_clock = later(now, left)
    going = np.where(plan.network.is_office, office_finish(work_minutes(now) + np.maximum(left, 1)), on_clock)
    is_going = np.isin(status, ["in_progress", "blocked"])
    finishes = np.where(is_going, np.maximum(going, planned.finish), finishes)
    earliest = np.maximum(planned.start, np.full_like(planned.start, as_of))
    start, finish = forward_pass(plan.network, earliest, planned.length, (starts, finishes))
    differs = is_open & ~has_no_end & (finish - planned.finish >= np.timedelta64(30, "m"))
    return {
        "forecast_start_at": np.where(differs & np.isnat(starts), start, NEVER),
        "forecast_finish_at": np.where(differs, finish, NEVER),
    }


def _promised(plan: Plan, as_of: np.datetime64) -> np.ndarray:
    """Return the end of each block as it is known: a week passes before somebody names one."""
    return np.where(plan.blocked_at + 7 * 1440 <= as_of, plan.unblock_at, NEVER)


def _blocks(plan: Plan, as_of: np.datetime64, status: np.ndarray) -> Columns:
    is_blocked = status == "blocked"
    return {
        "blocked_reason": np.where(is_blocked, _reasons(plan, "block", as_of), None),
        "blocked_at": np.where(is_blocked, plan.blocked_at, NEVER),
        "unblock_at": np.where(is_blocked, _promised(plan, as_of), NEVER),
    }


def _evidence(plan: Plan, as_of: np.datetime64) -> np.ndarray:
    """Return links to evidence: filed within four days after the finish; one in twelve never."""
    count = len(plan.network.task_ids)
    filed_at = plan.actual_finish + (5760 * plan.dice.uniform("evidence", count)).astype(int)
    is_filed = (filed_at <= as_of) & (plan.dice.uniform("no evidence", count) > 0.08)
    is_filed &= plan.network.column("is_evidence_required") == "true"
    return np.where(is_filed, EVIDENCE + plan.network.task_ids, None)


def _asserted(plan: Plan, planned: Schedule, as_of: np.datetime64, status: np.ndarray) -> Columns:
    """Return what owners of tasks in work say: green until they are two days late."""
    is_asserted = np.isin(status, ["in_progress", "blocked"])
    late = (as_of - planned.finish).astype(int)
    word = np.select([late > 5 * 1440, (late > 2 * 1440) | (status == "blocked")], ["red", "amber"], "green")
    names = [person_names(s, r)[0] for s, r in
             zip(plan.network.column("side"), plan.network.column("owner_role"), strict=True)]  # fmt: skip
    return {
        "asserted_rag": np.where(is_asserted, word, None),
        "asserted_by": np.where(is_asserted, np.array(names, object), None),
        "asserted_at": np.where(is_asserted, np.fmax(_until(plan.actual_start, as_of), as_of - 120), NEVER),
    }


def _updated(plan: Plan, as_of: np.datetime64, status: np.ndarray) -> np.ndarray:
    count = len(status)
    finished = plan.actual_finish + (180 * plan.dice.uniform("reported", count)).astype(int)
    changed = np.full(count, BASELINE_AT)
    for stamps in (plan.added_at, plan.blocked_at):
        changed = np.where(stamps <= as_of, np.fmax(changed, stamps), changed)
    in_work = as_of - (30 + 240 * plan.dice.uniform("reported", count)).astype(int)
    latest = np.select(
        [status == "complete", np.isin(status, ["in_progress", "blocked"])], [finished, in_work], changed
    )
    return np.minimum(latest, as_of)


def _notes(plan: Plan, as_of: np.datetime64) -> np.ndarray:
    notes = np.full(len(plan.network.task_ids), None, object)
    for event in ("add", "slip"):
        reasons = _reasons(plan, event, as_of)
        notes = np.where(reasons == None, notes, reasons)  # noqa: E711
    return notes


def _reasons(plan: Plan, event: str, as_of: np.datetime64) -> np.ndarray:
    reasons = np.full(len(plan.network.task_ids), None, object)
    for change in changes(event):
        if np.datetime64(change["at"]) <= as_of:
            reasons[plan.network.tasks_of(change["task_id"])] = change["reason"]
    return reasons


def _until(stamps: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return the stamps that lie no later than the status time; NaT for the others."""
    return np.where(stamps <= as_of, stamps, NEVER)


def _or_none(texts: np.ndarray) -> np.ndarray:
    return np.where(texts == "", None, texts)
