"""Go/no-go of the sample, computed a second time from its files; reports are asked for bound figures alone."""

from datetime import datetime, timedelta

import recomputed_decisions as decisions
from recomputed_rows import SAMPLE, in_force, local_day, midnight, snapshots_of, tolerance

from cutover.warehouse import Moment, find_report

LiveValues = tuple[tuple[str, float | None], ...]
TOTALS = {"sum": sum, "smallest": min, "largest": max, "only": max}


def known(table: str, as_of: datetime, name: str) -> list[dict]:
    """Return the rows of a table that were said by a status time, by the instant of that name, else the snapshot."""
    if not snapshots_of(table):
        return []
    loaded = in_force(table, as_of)
    return [row for row in loaded.rows if decisions.is_known(row[name], loaded.at, as_of)]


def decided(as_of: datetime) -> dict[str, datetime]:
    """Return when each decided checkpoint was decided."""
    rows = known("checkpoints", as_of, "decided_at")
    return {row["checkpoint_id"]: row["decided_at"] or as_of for row in rows if row["decision"]}


def live_values(moment: Moment) -> LiveValues:
    """Return what the bound reports say, filtered and added up here; of a decided checkpoint at its decision."""
    ends = decided(moment.as_of)
    times = [datetime.strptime(folder.name[3:], "%Y-%m-%dT%H%MZ") for folder in SAMPLE.iterdir()]
    found = {}
    for row in in_force("criteria", moment.as_of).rows:
        if row["bound_report"]:
            end = ends.get(row["checkpoint_id"])
            at = max((time for time in times if time <= end), default=moment.as_of) if end else moment.as_of
            found[row["criterion_id"]] = _live_value(moment.at(at), row)
    return tuple(sorted(found.items()))


def _live_value(moment: Moment, row: dict) -> float | None:
    parts = [part.split(" = ") for part in (row["bound_filter"] or "").split("; ") if part]
    declared = {parameter.name for parameter in find_report(row["bound_report"]).parameters}
    given = {name: value for name, value in parts if name in declared}
    rows = moment.query(row["bound_report"], **given).to_pylist()
    for name, value in parts:
        if name not in declared:
            rows = [one for one in rows if str(one[name]).lower() == value]
    if row["bound_aggregate"] == "count":
        return float(len(rows))
    values = [one[row["bound_column"]] for one in rows]
    return round(TOTALS[row["bound_aggregate"]](values), 9) if values and None not in values else None


def states(checkpoint_id: str, as_of: datetime, live: LiveValues) -> dict[str, dict]:
    """Return the criteria of a checkpoint with their state."""
    loaded, judged_at = in_force("criteria", as_of), decided(as_of).get(checkpoint_id, as_of)
    return {
        row["criterion_id"]: row | decisions.state_of(row, loaded.at, as_of, judged_at=judged_at, live=dict(live))
        for row in loaded.rows
        if row["checkpoint_id"] == checkpoint_id and not row["is_removed"]
    }


def _loaded(table: str, as_of: datetime) -> list[dict]:
    found = [snapshot for snapshot in snapshots_of(table) if snapshot.at <= as_of]
    return list(found[-1].rows) if found else []


def verdicts(as_of: datetime, live: LiveValues) -> dict[str, dict]:
    """Return verdict, readiness and votes of every checkpoint."""
    tables = {name: list(in_force(name, as_of).rows) for name in ("approvers", "criteria")}
    cast = known("votes", as_of, "voted_at")
    found = {}
    for gate in in_force("checkpoints", as_of).rows:
        name = gate["checkpoint_id"]
        judged = list(states(name, as_of, live).values())
        votes = decisions.required_votes(name, tables, cast)
        bound = decisions.open_conditions(_loaded("conditions", as_of), name, as_of)
        found[name] = {
            "verdict": decisions.verdict(judged, votes, bound, tolerance("readiness_go_percent")),
            "readiness_percent": decisions.readiness(judged),
            "criterion_count": len(judged),
            "assessed_count": sum(one["share"] is not None for one in judged),
            "required_vote_count": len(votes),
            "cast_required_vote_count": sum(vote is not None for vote in votes),
            "open_condition_count": len(bound),
        }
    return found


def in_question(as_of: datetime) -> str:
    """Return the go/no-go in question: the next undecided gate with criteria, else the one with most criteria."""
    asked = [row["checkpoint_id"] for row in in_force("criteria", as_of).rows if not row["is_removed"]]
    gates = sorted(in_force("checkpoints", as_of).rows, key=lambda row: (row["planned_at"], row["checkpoint_id"]))
    names = [gate["checkpoint_id"] for gate in gates if gate["is_gate"] and gate["checkpoint_id"] in asked]
    undecided = [name for name in names if name not in decided(as_of)]
    return undecided[0] if undecided else max((gate["checkpoint_id"] for gate in gates), key=asked.count)


def attention(as_of: datetime, live: LiveValues) -> dict[str, tuple[int, datetime | None]]:
    """Return what the go/no-go needs attention for: urgency and since when, by item."""
    found: dict[str, tuple[int, datetime | None]] = {}
    for row in _loaded("conditions", as_of):
        is_open = (row["status"] or "open") == "open" or (row["closed_at"] and row["closed_at"] > as_of)
        if is_open and row["due_at"] and row["due_at"] < as_of:
            found[f"condition:{row['condition_id']}"] = (1, row["due_at"])
    approvers, cast = in_force("approvers", as_of).rows, known("votes", as_of, "voted_at")
    voted = {(row["checkpoint_id"], row["side"], row["role"]) for row in cast}
    for gate in in_force("checkpoints", as_of).rows:
        name, opens_at = gate["checkpoint_id"], gate["response_opens_at"] or gate["planned_at"] - timedelta(days=1)
        if name in decided(as_of):
            continue
        if name == in_question(as_of) or opens_at <= as_of:
            found |= _disputed(states(name, as_of, live).values(), dict(live), as_of)
        for row in approvers:
            place = (row["side"], row["role"])
            is_missing = row["checkpoint_id"] == name and row["is_required"] and (name, *place) not in voted
            if is_missing and opens_at <= as_of:
                is_over = as_of > (gate["response_closes_at"] or gate["planned_at"])
                found[f"vote:{name}:{place[0]}:{place[1]}"] = (1 if is_over else 2, opens_at)
    return found | _preliminary(as_of)


def _disputed(rows, live: dict, as_of: datetime) -> dict[str, tuple[int, None]]:
    found, loaded = {}, in_force("criteria", as_of)
    for row in (row for row in rows if row["bound_report"]):
        name, value = f"criterion:{row['criterion_id']}", live[row["criterion_id"]]
        said = row["actual"] if decisions.is_known(row["assessed_at"], loaded.at, as_of) else None
        said = None if row["expires_at"] and row["expires_at"] <= as_of else said
        compare = decisions.COMPARE[row["operator"]]
        if value is None or (said is not None and compare(said, row["target"]) != compare(value, row["target"])):
            found[name] = (1 if row["is_gating"] else 2, None)
        elif said is not None and abs(said - value) >= 10 ** -_decimals(said):
            found[name] = (3, None)
    return found


def _decimals(value: float) -> int:
    return len(repr(value).partition(".")[2].rstrip("0"))


def _preliminary(as_of: datetime) -> dict[str, tuple[int, datetime]]:
    """Return the preliminary assessment where it is overdue and go-live still ahead."""
    go_live = in_force("programme", as_of).rows[0]["go_live_at"]
    end = midnight(local_day(go_live) - timedelta(days=tolerance("preliminary_least_days") - 1))
    is_held = any(row["stage"] == "preliminary" for row in known("assessments", as_of, "assessed_at"))
    return {"assessment:preliminary": (2, end)} if end <= as_of < go_live and not is_held else {}
