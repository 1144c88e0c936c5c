"""Every input table, stated once: columns, types, units, allowed values, keys.

`TABLES` maps the name of a table to its `Table`; `docs/reference.md` is printed
from it.
"""

from cutover.tables.decisions import DECIDING
from cutover.tables.model import PROVENANCE, TYPES, Column, Table, normalise_word
from cutover.tables.operation import OPERATION, STAGES
from cutover.tables.plan import PLAN
from cutover.tables.readiness import READINESS, THRESHOLD_DEFAULTS, THRESHOLD_LIMITS
from cutover.tables.room import ROOM
from cutover.tables.schedule import SCHEDULE
from cutover.tables.words import PHASES, ROLES, SIDES, WEEKDAYS

TABLES = {table.name: table for table in (*PLAN, *SCHEDULE, *ROOM, *READINESS, *DECIDING, *OPERATION)}

__all__ = [
    "PHASES", "PROVENANCE", "ROLES", "SIDES", "STAGES", "TABLES", "THRESHOLD_DEFAULTS", "THRESHOLD_LIMITS", "TYPES",
    "WEEKDAYS", "Column", "Table", "normalise_word",
]  # fmt: skip
