"""The tasks of the plan as a network: which there are, what follows what, and when."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from cutover.generate.times import (
    DAY_LENGTH,
    next_office_time,
    office_finish,
    office_start,
    work_minutes,
)

STORY = Path(__file__).parent / "story"
PLACES = ("Headquarters", "Eastern region", "Western region", "Central region", "Southern region", "Northern region",
          "Mountain region", "Coastal region", "Lakes region", "Plains region", "Gulf region", "Valley region")  # fmt: skip


@lru_cache(maxsize=32)
def read_story(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of the story."""
    with (STORY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def place_name(number: int) -> str:
    """Return the name of a place, counted from 0: twelve regions, then their field offices."""
    office, region = divmod(number, len(PLACES))
    return f"{PLACES[region]}, field office {office}" if office else PLACES[region]


@dataclass(frozen=True)
class Network:
    """Tasks and links.

    Attributes
    ----------
    task_ids
        Identifiers, one per task.
    entry, place
        Position of each task in the catalogue, and number of its place.
    before, after, is_start_link, lag
        Links: positions of tasks, start-to-start or finish-to-start, minutes.
    levels
        Positions of tasks and of the links that lead to them; a link leads
        from an earlier level to a later one.
    is_office
        Worked on office days; the others go round the clock.
    """

    task_ids: np.ndarray
    entry: np.ndarray
    place: np.ndarray
    before: np.ndarray
    after: np.ndarray
    is_start_link: np.ndarray
    lag: np.ndarray
    levels: tuple[tuple[np.ndarray, np.ndarray], ...]
    is_office: np.ndarray

    def column(self, name: str) -> np.ndarray:
        """Return a column of the catalogue, one text per task."""
        return np.array([row[name] for row in read_story("tasks")], object)[self.entry]

    def tasks_of(self, entry_id: str) -> np.ndarray:
        """Return the positions of the tasks made from one entry of the catalogue; none if it was left out."""
        found = [i for i, row in enumerate(read_story("tasks")) if row["task_id"] == entry_id]
        return np.flatnonzero(np.isin(self.entry, found))

    def task_id(self, entry_id: str) -> str | None:
        """Return the first task made from an entry; None if it was left out."""
        found = self.tasks_of(entry_id)
        return str(self.task_ids[found[0]]) if len(found) else None


def build_network(count: int) -> Network:
    """Return a network of exactly so many tasks that stay, and of some that leave the plan on the way.

    A small one is an even choice of the catalogue. A large one holds all of
    it, and the tasks that are done at every place as often as needed.
    """
    catalogue = read_story("tasks")
    entry, place = _choose(count)
    names = [catalogue[e]["task_id"] for e in entry]
    is_local = np.array(["{place}" in row["task_name"] for row in catalogue])[entry]
    width = max(2, len(str(int(place.max()) + 1)))
    ids = [f"{n}-{p + 1:0{width}d}" if local else n for n, p, local in zip(names, place, is_local, strict=True)]
    before, after, is_start, lag = _links(entry, place)
    level = _entry_levels()[entry]
    levels = tuple(
        (np.flatnonzero(level == number), np.flatnonzero(level[after] == number)) for number in np.unique(level)
    )
    is_office = np.array([row["length"].endswith("d") for row in catalogue])[entry]
    return Network(np.array(ids, object), entry, place, before, after, is_start, lag, levels, is_office)


def minutes_of(length: str) -> int:
    """Return minutes: '5d' is five office days, '3h' and '90m' are on the clock."""
    return int(length[:-1]) * {"d": DAY_LENGTH, "h": 60, "m": 1}[length[-1]]


def forward_pass(network: Network, earliest: np.ndarray, length: np.ndarray, fixed: tuple | None = None) -> tuple:
    """Return start and finish of every task: as early as its links and `earliest` allow.

    Parameters
    ----------
    network
        The tasks and their links.
    earliest
        datetime64[m]: no task starts before it.
    length
        Minutes, on the office clock where `is_office`.
    fixed
        Starts and finishes that are known (NaT: not), such as actual ones.
    """
    start, finish = earliest.copy(), earliest.copy()
    for tasks, links in network.levels:
        sources = network.before[links]
        bound = np.where(network.is_start_link[links], start[sources], finish[sources]) + network.lag[links]
        np.maximum.at(start, network.after[links], bound)
        start[tasks], finish[tasks] = _span(start[tasks], length[tasks], network.is_office[tasks])
        if fixed is not None:
            for times, known in zip((start, finish), fixed, strict=True):
                times[tasks] = np.where(np.isnat(known[tasks]), times[tasks], known[tasks])
    return start, finish


def _span(ready: np.ndarray, length: np.ndarray, is_office: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    worked = work_minutes(ready)
    start = np.where(is_office, office_start(worked), ready)
    return start, np.where(is_office, office_finish(worked + np.maximum(length, 1)), start + length)


def earliest_times(network: Network) -> np.ndarray:
    """Return the time that the catalogue names for each task; the first office day of the plan where it names none."""
    named = np.array([row["earliest"] or "NaT" for row in read_story("tasks")], "datetime64[m]")[network.entry]
    return np.where(np.isnat(named), next_office_time(np.datetime64("2026-08-31T00:00")), named)


def _choose(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return entry and place of every task: so many that stay, and their share of those that leave the plan."""
    catalogue = read_story("tasks")
    removed = {row["task_id"] for row in read_story("changes") if row["event"] == "remove"}
    leaves = np.array([row["task_id"] in removed for row in catalogue])
    staying, leaving = np.flatnonzero(~leaves), np.flatnonzero(leaves)
    share = min(1, count / len(staying))
    chosen = np.concatenate([_even(staying, min(count, len(staying))), _even(leaving, int(share * len(leaving)))])
    local = np.array([i for i in staying if "{place}" in catalogue[i]["task_name"]])
    further = np.arange(max(0, count - len(staying)))
    entry = np.concatenate([chosen, local[further % len(local)]])
    place = np.concatenate([np.zeros(len(chosen), int), 1 + further // len(local)])
    order = np.lexsort((place, entry))
    return entry[order], place[order]


def _even(values: np.ndarray, count: int) -> np.ndarray:
    """Return so many of the values, evenly spread."""
    return values[np.round(np.linspace(0, len(values) - 1, count)).astype(int)]


def _links(entry: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the links between the chosen tasks: at one place, or from and to all places."""
    tasks_of = {}
    for position, (e, p) in enumerate(zip(entry.tolist(), place.tolist(), strict=True)):
        tasks_of.setdefault(e, {})[p] = position
    links = {}
    for e, places in tasks_of.items():
        for source, is_start, lag in _chosen_sources(e, lambda source: source in tasks_of):
            others = tasks_of[source]
            for p, position in places.items():
                same = [others[p]] if p in others and len(others) > 1 and len(places) > 1 else others.values()
                links |= {(other, position): (is_start, lag) for other in same}
    pairs = sorted(links)
    before, after = (np.array([pair[side] for pair in pairs], int) for side in (0, 1))
    is_start, lag = (np.array([links[pair][side] for pair in pairs]) for side in (0, 1))
    return before, after, is_start.astype(bool), lag.astype(int)


def _chosen_sources(entry: int, is_chosen: Callable[[int], bool]) -> list[tuple[int, bool, int]]:
    """Return what an entry follows; in place of an entry left out, what that one follows."""
    found = []
    for source, is_start, lag in _entry_links()[entry]:
        found += [(source, is_start, lag)] if is_chosen(source) else _chosen_sources(source, is_chosen)
    return found


@lru_cache(maxsize=1)
def _entry_links() -> tuple[tuple[tuple[int, bool, int], ...], ...]:
    position = {row["task_id"]: i for i, row in enumerate(read_story("tasks"))}
    return tuple(tuple(_parse_link(text, position) for text in row["after"].split()) for row in read_story("tasks"))


def _parse_link(text: str, position: dict[str, int]) -> tuple[int, bool, int]:
    """Return 'CT-50:SS+4320' as position of CT-50, start to start, 4,320 minutes."""
    name, _, kind = text.partition(":")
    kind, _, lag = kind.partition("+")
    return position[name], kind == "SS", int(lag or 0)


@lru_cache(maxsize=1)
def _entry_levels() -> np.ndarray:
    level = {}

    def depth(entry: int) -> int:
        if entry not in level:
            level[entry] = 1 + max((depth(source) for source, _, _ in _entry_links()[entry]), default=-1)
        return level[entry]

    return np.array([depth(entry) for entry in range(len(read_story("tasks")))])
