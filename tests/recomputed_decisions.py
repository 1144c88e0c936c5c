"""States of criteria, readiness and verdict, computed a second time in plain Python from the rows that were loaded."""

from datetime import datetime

COMPARE = {
    "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, "=": lambda a, b: a == b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}  # fmt: skip
RANK = ("go", "conditional", "incomplete", "no_go")


def is_known(at: datetime | None, loaded_at: datetime, as_of: datetime) -> bool:
    """Tell whether something was said by a status time: at its own time, else by its snapshot."""
    return (at or loaded_at) <= as_of


def state_of(row: dict, loaded_at: datetime, as_of: datetime, *, judged_at: datetime, live: dict) -> dict:
    """Return state, attainment, weight and gating of one criterion; `live` holds the values of bound ones."""
    said = row["actual"] if is_known(row["assessed_at"], loaded_at, as_of) else None
    is_expired = bool(row["expires_at"]) and row["expires_at"] <= judged_at
    value = live.get(row["criterion_id"]) if row["bound_report"] else (None if is_expired else said)
    target = 1 if row["target"] is None else row["target"]
    operator = row["operator"] or ">="
    if value is None:
        state, share = ("expired" if said is not None and not row["bound_report"] else "open"), None
    elif COMPARE[operator](value, target):
        state, share = "met", 1.0
    elif row["has_accepted_workaround"] and (row["workaround"] or "").strip():
        state, share = "workaround", 1.0
    else:
        state, share = "failed", attainment(value, operator, target)
    weight = 1.0 if row["weight"] is None else row["weight"]
    return {"state": state, "share": share, "weight": weight, "is_gating": bool(row["is_gating"])}


def attainment(value: float, operator: str, target: float) -> float:
    """Return how much of a target a failed criterion attained."""
    if operator == "=" or target <= 0:
        return 0.0
    return min(1.0, max(0.0, value / target)) if operator in (">", ">=") else target / value


def readiness(states: list[dict]) -> float | None:
    """Return the weighted readiness in percent over what is assessed."""
    assessed = [one for one in states if one["share"] is not None]
    weight = sum(one["weight"] for one in assessed)
    return 100 * sum(one["weight"] * one["share"] for one in assessed) / weight if weight else None


def verdict(states: list[dict], votes: list[str | None], conditions: list[bool], threshold: float) -> str:
    """Return the verdict by the rules.

    `votes` holds the required ones (None: missing), `conditions` for each open one whether it is owned and dated.
    """
    gating = [one["state"] for one in states if one["is_gating"]]
    ready = readiness(states)
    is_unweighed = ready is None and (sum(one["weight"] for one in states) > 0 or not gating)
    if "failed" in gating or "no_go" in votes:
        return "no_go"
    if not states or {"open", "expired"} & set(gating) or is_unweighed or None in votes or False in conditions:
        return "incomplete"
    if (ready is not None and round(ready, 9) < threshold) or "conditional" in votes or conditions:
        return "conditional"
    return "go"


def required_votes(checkpoint_id: str, tables: dict[str, list[dict]], known: list[dict]) -> list[str | None]:
    """Return the required votes of a checkpoint; without named approvers both program managers are asked."""
    named = [row for row in tables["approvers"] if row["checkpoint_id"] == checkpoint_id]
    asked = [(row["side"], row["role"]) for row in named if row["is_required"] is not False]
    if not named and any(row["checkpoint_id"] == checkpoint_id for row in tables["criteria"]):
        asked = [("customer", "program_manager"), ("provider", "program_manager")]
    cast = {(row["side"], row["role"]): row["vote"] for row in known if row["checkpoint_id"] == checkpoint_id}
    return [cast.get(place) for place in asked]


def open_conditions(rows: list[dict], checkpoint_id: str, as_of: datetime) -> list[bool]:
    """Return for each open condition of a checkpoint whether it has an owner and a date."""
    return [
        bool(row["due_at"] and (row["owner"] or row["owner_role"]))
        for row in rows
        if row["checkpoint_id"] == checkpoint_id
        if (row["status"] or "open") == "open" or (row["closed_at"] and row["closed_at"] > as_of)
    ]
