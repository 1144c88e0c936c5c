"""The schedule engine: critical path by minutes, pure functions over arrays (docs/schedule.md)."""

from cutover.schedule.calendars import ALWAYS, Calendar, build_calendar
from cutover.schedule.engine import compute_schedule
from cutover.schedule.model import UNSET, Constraint, Driver, Links, LinkType, Plan, Schedule
from cutover.schedule.moves import Move, Version, moved
from cutover.schedule.network import Network, compile_network
from cutover.schedule.paths import FloatPath, driving_path, link_float, near_critical_paths

__all__ = [
    "ALWAYS",
    "UNSET",
    "Calendar",
    "Constraint",
    "Driver",
    "FloatPath",
    "LinkType",
    "Links",
    "Move",
    "Network",
    "Plan",
    "Schedule",
    "Version",
    "build_calendar",
    "compile_network",
    "compute_schedule",
    "driving_path",
    "link_float",
    "moved",
    "near_critical_paths",
]
