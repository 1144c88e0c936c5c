"""The tables requirements and tests: a traceability matrix with gaps."""

import numpy as np

from cutover.generate.dice import Dice
from cutover.generate.network import read_story
from cutover.generate.writer import Columns, columns_of

REQUIREMENT_COUNT = 180
CYCLES = (("Cycle 1", "2026-09-14", 9), ("Cycle 2", "2026-10-01", 10), ("Cycle 3", "2026-10-20", 5))
"""Test cycles: name, first day, days."""

_NOT_APPLICABLE = {7: "Not used by the agency", 48: "Done outside the platform", 95: "Not used by the agency",
                   119: "Inherited from the provider's authorization", 131: "Inherited from the provider's authorization",
                   148: "No such page in release 1.0", 163: "Inherited from the provider's authorization"}  # fmt: skip
_GAPS = {33: None, 52: "Test data not available", 71: None, 108: "Deferred to release 1.1", 156: None}


def requirement_id(number: int) -> str:
    """Return the identifier of a requirement, counted from 0."""
    return f"R-{number + 1:03d}"


def requirements() -> Columns:
    """Return the requirements: nine sets, ten objects each, two verbs each."""
    rows = []
    for theme in read_story("requirements"):
        for thing in theme["objects"].split("|"):
            for verb in theme["verbs"].split(";"):
                number = len(rows)
                untested = number in _NOT_APPLICABLE or number in _GAPS
                conformance = "should" if number % 7 == 3 else "shall"
                coverage = "not_applicable" if number in _NOT_APPLICABLE else "gap" if number in _GAPS else None
                rows.append(
                    {
                        "requirement_id": requirement_id(number),
                        "requirement_set": theme["requirement_set"],
                        "requirement_name": f"The platform {conformance} {verb} {thing}.",
                        "conformance": conformance,
                        "coverage": coverage,
                        "test_ids": None if untested else _test_id(number),
                        "not_tested_reason": _NOT_APPLICABLE.get(number, _GAPS.get(number)),
                        "workstream": theme["workstream"],
                        "side": theme["side"],
                        "is_mandatory": conformance == "shall" and number % 3 != 1,
                    }
                )
    return columns_of(rows)


def tests_at(dice: Dice, as_of: np.datetime64) -> Columns:
    """Return the tests of the cycles that have opened: what failed or was blocked is run again in the next."""
    rows, left = [], [n for n in range(REQUIREMENT_COUNT) if n not in _NOT_APPLICABLE and n not in _GAPS]
    themes = [theme for theme in read_story("requirements") for _ in range(20)]
    verbs = {requirement_id(n): name for n, name in enumerate(requirements()["requirement_name"])}
    for position, (cycle, first, days) in enumerate(CYCLES):
        if np.datetime64(first) > as_of:
            break
        chance, moment = (dice.uniform(f"{cycle} {name}", REQUIREMENT_COUNT) for name in ("result", "moment"))
        again = []
        for n in left:
            executed_at = np.datetime64(f"{first}T09:00") + int(moment[n] * days) * 1440 + int(moment[n] * 9973) % 480
            is_run = bool(executed_at <= as_of)
            result = _result(position, chance[n])
            if result != "passed":
                again.append(n)
            theme = themes[n]
            rows.append(
                {
                    "test_id": _test_id(n),
                    "test_name": "Check: " + verbs[requirement_id(n)].removeprefix("The platform ").rstrip("."),
                    "test_type": theme["test_type"],
                    "cycle": cycle,
                    "result": result if is_run else "not_run",
                    "executed_at": executed_at if is_run else None,
                    "requirement_ids": requirement_id(n),
                    "side": theme["side"],
                    "workstream": theme["workstream"],
                    "defect_ids": f"D-{position + 1}{n:03d}" if is_run and result == "failed" else None,
                }
            )
        left = again
    return columns_of(rows)


def _result(position: int, chance: float) -> str:
    """Return the result of a test: each cycle fails less, the last one nothing."""
    failed, blocked = ((0.16, 0.05), (0.12, 0.03), (0.0, 0.0))[position]
    return "failed" if chance < failed else "blocked" if chance < failed + blocked else "passed"


def _test_id(number: int) -> str:
    return f"T-{number + 1:03d}"
