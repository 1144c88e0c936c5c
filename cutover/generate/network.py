"""The tasks of the plan as a network: which there are, what follows what, and when."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from cutover.generate.times import (
    CUTOVER_START_AT,
    DAY_LENGTH,
    later,
    next_office_time,
    office_finish,
    office_start,
    shift_start,
    work_minutes,
)

OFFICE, VALIDATION = "OFFICE", "VALIDATION"
"""Calendars: office days, and the shift of business users."""

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
    before, after, kind, lag
        Links: positions of tasks, FS, SS, FF or SF, minutes on the running clock.
    levels
        Positions of tasks and of the links that lead to them; a link leads
        from an earlier level to a later one.
    calendar
        `OFFICE`, `VALIDATION`, or '' for tasks that go round the clock.
    """

    task_ids: np.ndarray
    entry: np.ndarray
    place: np.ndarray
    before: np.ndarray
    after: np.ndarray
    kind: np.ndarray
    lag: np.ndarray
    levels: tuple[tuple[np.ndarray, np.ndarray], ...]
    calendar: np.ndarray

    @property
    def is_office(self) -> np.ndarray:
        """Tell which tasks are worked on in office hours."""
        return self.calendar == OFFICE

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
    before, after, kind, lag = _links(entry, place)
    level = _entry_levels()[entry]
    levels = tuple(
        (np.flatnonzero(level == number), np.flatnonzero(level[after] == number)) for number in np.unique(level)
    )
    calendar = np.array([OFFICE if row["length"].endswith("d") else row["calendar_id"] for row in catalogue])[entry]
    return Network(np.array(ids, object), entry, place, before, after, kind, lag, levels, calendar)


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
        _keep_links(network, links, (start, finish), length)
        start[tasks], finish[tasks] = _span(start[tasks], length[tasks], network.calendar[tasks])
        if fixed is not None:
            for times, known in zip((start, finish), fixed, strict=True):
                times[tasks] = np.where(np.isnat(known[tasks]), times[tasks], known[tasks])
    return start, finish


def _keep_links(network: Network, links: np.ndarray, times: tuple, length: np.ndarray) -> None:
    """Move the starts of successors behind what the links ask for; links to a finish lead to tasks on the clock."""
    start, finish = times
    sources, targets, kind = network.before[links], network.after[links], network.kind[links]
    known = np.where(np.isin(kind, ["SS", "SF"]), start[sources], finish[sources])
    bound = later(known, network.lag[links])
    bound = np.where(np.isin(kind, ["FF", "SF"]), later(bound, -length[targets]), bound)
    np.maximum.at(start, targets, bound)


def _span(ready: np.ndarray, length: np.ndarray, calendar: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    worked, is_office = work_minutes(ready), calendar == OFFICE
    begun = np.where(calendar == VALIDATION, shift_start(ready), ready)
    start = np.where(is_office, office_start(worked), begun)
    return start, np.where(is_office, office_finish(worked + np.maximum(length, 1)), later(start, length))


def earliest_times(network: Network) -> np.ndarray:
    """Return the time that the catalogue names for each task.

    Where it names none, the start of the cutover for its tasks, and the first
    office day of the plan for the others.
    """
    first = next_office_time(np.datetime64("2026-08-31T00:00"))
    default = np.where(network.column("phase") == "cutover", CUTOVER_START_AT, first)
    return np.where(np.isnat(named_times(network)), default, named_times(network))


def named_times(network: Network) -> np.ndarray:
    """Return the time before which the catalogue lets no task start, NaT where it names none."""
    named = np.array([row["earliest"] or "NaT" for row in read_story("tasks")], "datetime64[m]")[network.entry]
    opens = np.where(np.isnat(named), named, office_start(work_minutes(named)))
    return np.where(network.is_office, opens, named)


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
        for source, kind, lag in _chosen_sources(e, lambda source: source in tasks_of):
            others = tasks_of[source]
            for p, position in places.items():
                same = [others[p]] if p in others and len(others) > 1 and len(places) > 1 else others.values()
                links |= {(other, position): (kind, lag) for other in same}
    pairs = sorted(links)
    before, after = (np.array([pair[side] for pair in pairs], int) for side in (0, 1))
    kind, lag = np.array([links[pair][0] for pair in pairs], "U2"), np.array([links[pair][1] for pair in pairs], int)
    return before, after, kind, lag


def _chosen_sources(entry: int, is_chosen: Callable[[int], bool]) -> list[tuple[int, str, int]]:
    """Return what an entry follows; in place of an entry left out, what that one follows."""
    found = []
    for source, kind, lag in _entry_links()[entry]:
        found += [(source, kind, lag)] if is_chosen(source) else _chosen_sources(source, is_chosen)
    return found


@lru_cache(maxsize=1)
def _entry_links() -> tuple[tuple[tuple[int, str, int], ...], ...]:
    position = {row["task_id"]: i for i, row in enumerate(read_story("tasks"))}
    return tuple(tuple(_parse_link(text, position) for text in row["after"].split()) for row in read_story("tasks"))


def _parse_link(text: str, position: dict[str, int]) -> tuple[int, str, int]:
    """Return 'CT-50:SS+4320' as position of CT-50, start to start, 4,320 minutes; 'AP-36:FS-15' is a lead."""
    name, _, kind = text.partition(":")
    return position[name], kind[:2] or "FS", int(kind[2:] or 0)


@lru_cache(maxsize=1)
def _entry_levels() -> np.ndarray:
    level = {}

    def depth(entry: int) -> int:
        if entry not in level:
            level[entry] = 1 + max((depth(source) for source, _, _ in _entry_links()[entry]), default=-1)
        return level[entry]

    return np.array([depth(entry) for entry in range(len(read_story("tasks")))])
