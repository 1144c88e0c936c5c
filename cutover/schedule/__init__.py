"""The schedule engine: critical path by minutes, pure functions over arrays (docs/schedule.md)."""

from cutover.schedule.calendars import ALWAYS, Calendar, build_calendar
from cutover.schedule.engine import compute_schedule
from cutover.schedule.model import UNSET, Constraint, Driver, Links, LinkType, Plan, Schedule
from cutover.schedule.network import Network, compile_network

__all__ = [
    "ALWAYS",
    "UNSET",
    "Calendar",
    "Constraint",
    "Driver",
    "LinkType",
    "Links",
    "Network",
    "Plan",
    "Schedule",
    "build_calendar",
    "compile_network",
    "compute_schedule",
]
