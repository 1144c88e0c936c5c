"""The course of the plan: what was planned when, and what really happened.

The truth is computed once, to the end of the story; a snapshot is a view of it.
"""

from dataclasses import dataclass, field

import numpy as np

from cutover.generate.dice import Dice
from cutover.generate.network import (
    Network,
    build_network,
    earliest_times,
    forward_pass,
    minutes_of,
    named_times,
    read_story,
)
from cutover.generate.times import CUTOVER_START_AT, GO_LIVE_AT, NEVER, next_office_time, office_start, work_minutes


@dataclass(frozen=True)
class Schedule:
    """Start, finish, length in minutes and work in hours of every task, as planned at one time.

    No task starts before `not_before`; NaT where the plan names no such time.
    """

    start: np.ndarray
    finish: np.ndarray
    length: np.ndarray
    hours: np.ndarray
    not_before: np.ndarray


@dataclass(frozen=True)
class Plan:
    """Everything that happens to the tasks.

    Attributes
    ----------
    network, dice
        The tasks, and the chance behind what happens to them.
    baseline
        The schedule at the baseline.
    actual_start, actual_finish
        What really happens; NaT where a task is taken out of the plan.
    added_at, removed_at, blocked_at, unblock_at
        Changes of the plan; NaT where there is none.
    """

    network: Network
    dice: Dice
    baseline: Schedule
    actual_start: np.ndarray
    actual_finish: np.ndarray
    added_at: np.ndarray
    removed_at: np.ndarray
    blocked_at: np.ndarray
    unblock_at: np.ndarray
    _schedules: dict[int, Schedule] = field(default_factory=dict)

    def planned(self, as_of: np.datetime64) -> Schedule:
        """Return the schedule in force: the baseline with every re-plan up to then."""
        slips = [change for change in changes("slip") if np.datetime64(change["at"]) <= as_of]
        if len(slips) not in self._schedules:
            self._schedules[len(slips)] = schedule(self.network, self.dice, slips)
        return self._schedules[len(slips)]

    def is_known(self, as_of: np.datetime64) -> np.ndarray:
        """Tell which tasks are in the plan: come in, and not taken out."""
        return (np.isnat(self.added_at) | (self.added_at <= as_of)) & ~(self.removed_at <= as_of)

    def is_complete(self, entry_ids: list[str], as_of: np.datetime64) -> bool:
        """Tell whether all tasks of some entries are finished."""
        return bool((self.actual_finish[self.positions(entry_ids)] <= as_of).all())

    def positions(self, entry_ids: list[str]) -> np.ndarray:
        """Return the positions of all tasks of some entries of the catalogue."""
        return np.concatenate([np.empty(0, int), *(self.network.tasks_of(name) for name in entry_ids)])


def changes(event: str) -> list[dict[str, str]]:
    """Return the changes of the story of one kind, oldest first."""
    return sorted((row for row in read_story("changes") if row["event"] == event), key=lambda row: row["at"])


def build_plan(count: int, dice: Dice) -> Plan:
    """Return the plan of a programme with so many tasks."""
    network = build_network(count)
    baseline = schedule(network, dice, [])
    final = schedule(network, dice, changes("slip"))
    added_at, removed_at = _stamps(network, "add", "at"), _stamps(network, "remove", "at")
    blocked_at, unblock_at = _stamps(network, "block", "at"), _stamps(network, "block", "until")
    start, finish = _happened(network, dice, final, unblock_at)
    is_done = np.isnat(removed_at)
    return Plan(network, dice, baseline, np.where(is_done, start, NEVER), np.where(is_done, finish, NEVER),
                added_at, removed_at, blocked_at, unblock_at)  # fmt: skip


def schedule(network: Network, dice: Dice, slips: list[dict[str, str]]) -> Schedule:
    """Return the schedule of the network after some re-plans."""
    earliest, not_before = earliest_times(network), named_times(network)
    length = np.array([minutes_of(text) for text in network.column("length")])
    hours = network.column("hours").astype(float)
    is_copy = network.place > 0
    hours = np.where(is_copy, np.maximum(1, np.round(hours * (0.6 + 0.6 * dice.uniform("hours", len(hours))))), hours)
    for slip in slips:
        tasks = network.tasks_of(slip["task_id"])
        length[tasks], hours[tasks] = minutes_of(slip["length"]), float(slip["hours"])
        if slip["earliest"]:
            earliest[tasks] = not_before[tasks] = next_office_time(np.datetime64(slip["earliest"], "m"))
    start, finish = forward_pass(network, earliest, length)
    return Schedule(start, finish, length, hours, not_before)


def _happened(network: Network, dice: Dice, final: Schedule, unblock_at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return actual starts and finishes: late starts, work that takes longer or shorter, blocks.

    What has to happen for go-live, and all of the last three days before it,
    starts on its day; of the rest one in eight starts one to three days late.
    """
    count = len(network.task_ids)
    is_needed = (network.column("is_mandatory") == "true") | (final.start >= CUTOVER_START_AT - 3 * 1440)
    is_urgent = is_needed & (final.start < GO_LIVE_AT)
    days_late = np.where(dice.uniform("late start", count) < 0.125, 1 + 2 * dice.uniform("days late", count), 0)
    wait = np.where(is_urgent, 0, days_late * 480) + 75 * dice.uniform("start", count)
    wait = np.where(network.is_office, wait, 8 * dice.uniform("start", count)).astype(int)
    earliest = np.where(network.is_office, office_start(work_minutes(final.start) + wait), final.start + wait)
    spread = np.where(network.is_office, 0.16, 0.05)
    factor = np.exp(spread * dice.normal("length", count))
    factor = np.clip(factor, 0.75, np.where(is_urgent, 1.1, 1.4))
    length = np.round(final.length * factor).astype(int)
    for change in changes("slip"):
        tasks = network.tasks_of(change["task_id"])
        length[tasks] = final.length[tasks] - 90
    for change in changes("run"):
        length[network.tasks_of(change["task_id"])] = minutes_of(change["length"])
    known = (np.full(count, NEVER), unblock_at + 90)
    return forward_pass(network, earliest, length, known)


def _stamps(network: Network, event: str, column: str) -> np.ndarray:
    stamps = np.full(len(network.task_ids), NEVER)
    for change in changes(event):
        stamps[network.tasks_of(change["task_id"])] = np.datetime64(change[column], "m")
    return stamps
