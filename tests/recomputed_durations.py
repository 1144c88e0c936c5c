"""Durations by the glossary, a second time: three estimates, what is left of started work, rehearsals."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import exp, log, pi, sqrt
from random import Random
from statistics import fmean

from recomputed_rows import tolerance

STEPS = 4000
PRIOR_RUNS, PRIOR_VARIANCE = 4, 0.15**2


@dataclass(frozen=True)
class Estimate:
    """A duration between two bounds with its mode."""

    low: float
    mode: float
    high: float
    shape: str = "betapert"

    def draw(self, dice: Random) -> float:
        """Return a duration."""
        if self.shape == "triangular":
            return dice.triangular(self.low, self.high, self.mode)
        width = self.high - self.low
        peak = (self.mode - self.low) / width if width else 0
        return self.low + width * dice.betavariate(1 + 4 * peak, 5 - 4 * peak)

    def quantile(self, share: float) -> float:
        """Return the duration that this share of a BetaPERT estimate keeps."""
        width = self.high - self.low
        cells = _cells((self.mode - self.low) / width if width else 0)
        return self.low + width * min(bisect_left(cells, share), STEPS) / STEPS

    def share(self, minutes: float) -> float:
        """Return the share of a BetaPERT estimate that is done by then."""
        place = (minutes - self.low) / (self.high - self.low) if self.high > self.low else minutes >= self.low
        return _cells((self.mode - self.low) / ((self.high - self.low) or 1))[int(max(0, min(1, place)) * STEPS)]

    def median_left(self, worked: int) -> int:
        """Return the median of what is left once so much is worked; past its P95 the estimate is stretched."""
        stretch = max(1.0, worked / self.quantile(0.95))
        share = min(self.share(worked), 0.95)
        return round(self.quantile((1 + share) / 2) * stretch - worked)


@lru_cache(maxsize=64)
def _cells(peak: float) -> list[float]:
    """Return the cumulated density of the standard BetaPERT, by the middle of each step."""
    places = ((n + 0.5) / STEPS for n in range(STEPS))
    density = [place ** (4 * peak) * (1 - place) ** (4 - 4 * peak) for place in places]
    area = sum(density)
    return [0.0, *(value / area for value in accumulate(density))]


def estimate(row: dict, duration: float) -> Estimate:
    """Return the owner's estimate in order, else the programme's percentages of the duration."""
    low, mode, high = (row[f"{name}_minutes"] for name in ("optimistic", "most_likely", "pessimistic"))
    if is_estimated(row):
        return Estimate(low, min(max(duration, low), high) if mode is None else mode, high,
                        row["duration_distribution"] or "betapert")  # fmt: skip
    percents = tolerance("default_optimistic_percent"), tolerance("default_pessimistic_percent")
    return Estimate(duration * percents[0] / 100, duration, duration * percents[1] / 100)


def is_estimated(row: dict) -> bool:
    """Tell whether a task has an estimate in order."""
    low, mode, high = (row[f"{name}_minutes"] for name in ("optimistic", "most_likely", "pessimistic"))
    return None not in (low, high) and low <= (low if mode is None else mode) <= high and high > 0


class Rehearsals:
    """What runs tell of tasks: log ratio = programme + class + task + residual."""

    def __init__(self, runs: list[tuple[str, str, float, bool]], groups: dict[str, str]):
        """Take task, class, log ratio and failure of the runs, and the class of the tasks in the plan."""
        passed = [value for _, _, value, is_failed in runs if not is_failed]
        above = [(v, [p for p in passed if p > v] if is_failed else []) for _, _, v, is_failed in runs]
        self.values = [fmean(longer) if longer else value for value, longer in above]
        self.tasks, self.groups = [task for task, *_ in runs], [group for _, group, *_ in runs]
        by_group = self._means(self.groups)
        self.within = self._within()
        self.between = self._between([v - by_group[g] for v, g in zip(self.values, self.groups, strict=True)],
                                     self.tasks)  # fmt: skip
        around = self.within + self.between
        self.wide = self._between(self.values, self.groups, around)
        named = groups | dict(zip(self.tasks, self.groups, strict=True))
        group = {name: self._drawn(self.groups, name, (around, self.wide), fmean(self.values))
                 for name in set(named.values())}  # fmt: skip
        self.place, self.spread, self.trust = {}, {}, {}
        for task, name in named.items():
            shift, left_open, _ = group[name]
            self.place[task], own_open, trust = self._drawn(self.tasks, task, (self.within, self.between), shift)
            self.spread[task] = sqrt(self.within + own_open + (1 - trust) ** 2 * left_open)
            self.trust[task] = trust
        residuals = [v - self.place[t] for v, t in zip(self.values, self.tasks, strict=True)]
        middle = fmean(residuals)
        size = sqrt(fmean((r - middle) ** 2 for r in residuals))
        self.residuals = [(r - middle) / size for r in residuals]
        self.width = 0.9 * len(residuals) ** -0.2

    def draw(self, task: str, dice: Random) -> float:
        """Return a ratio to the plan: a residual, smoothed by a logistic kernel that keeps the variance."""
        share = dice.random()
        noise = self.width * sqrt(3) / pi * log(share / (1 - share))
        return self._ratio(task, dice.choice(self.residuals) + noise)

    def median(self, task: str) -> float:
        """Return the ratio that half of all draws keep, by halving an interval."""
        slope, low, high = pi / sqrt(3) / self.width, min(self.residuals), max(self.residuals)
        for _ in range(40):
            middle = (low + high) / 2
            is_above = fmean(1 / (1 + exp(-slope * (middle - r))) for r in self.residuals) > 0.5
            low, high = (low, middle) if is_above else (middle, high)
        return self._ratio(task, low)

    def _ratio(self, task: str, residual: float) -> float:
        return exp(self.place[task] + self.spread[task] * residual / sqrt(1 + self.width**2))

    def _means(self, codes: list[str]) -> dict[str, float]:
        found = defaultdict(list)
        for code, value in zip(codes, self.values, strict=True):
            found[code].append(value)
        return {code: fmean(values) for code, values in found.items()}

    def _within(self) -> float:
        means = self._means(self.tasks)
        squares = sum((value - means[task]) ** 2 for value, task in zip(self.values, self.tasks, strict=True))
        freedom = len(self.values) - len(means)
        return (PRIOR_RUNS * PRIOR_VARIANCE + squares) / (PRIOR_RUNS + freedom)

    def _between(self, values: list[float], codes: list[str], within: float | None = None) -> float:
        """Return the variance between codes: one-way random effects with unequal counts, averaged with the prior."""
        within, middle, found = self.within if within is None else within, fmean(values), defaultdict(list)
        for code, value in zip(codes, values, strict=True):
            found[code].append(value)
        freedom = len(found) - 1
        runs_each = (len(values) - sum(len(own) ** 2 for own in found.values()) / len(values)) / freedom
        squares = sum(len(own) * (fmean(own) - middle) ** 2 for own in found.values()) / freedom
        moment = max(0.0, (squares - within) / runs_each)
        return (PRIOR_RUNS * PRIOR_VARIANCE + freedom * moment) / (PRIOR_RUNS + freedom)

    def _drawn(self, codes: list[str], code: str, variances: tuple[float, float], towards: float) -> tuple:
        """Return the mean of a code drawn towards a wider one, the variance left open, and the credibility."""
        own = [value for name, value in zip(codes, self.values, strict=True) if name == code]
        within, between = variances
        trust = len(own) / (len(own) + within / between)
        return trust * (fmean(own) if own else 0) + (1 - trust) * towards, (1 - trust) * between, trust
