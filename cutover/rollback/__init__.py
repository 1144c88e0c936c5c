"""The way back: how long undoing takes, and until when it still fits; pure functions over arrays (docs/way-back.md)."""

from cutover.rollback.course import Course, Decision, backout_course, latest_decision
from cutover.rollback.network import Steps, Tasks, Undoing, backout, reverse

__all__ = [
    "Course", "Decision", "Steps", "Tasks", "Undoing", "backout", "backout_course", "latest_decision", "reverse",
]  # fmt: skip
