"""Calendars: each row is one span of one day, spans do not overlap, and there is time to work."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from cutover.validate.clocks import MIDNIGHT, clock_text
from cutover.validate.model import Finding

Texts = dict[int, str]
"""What is wrong with a row, by its position."""


def find_bad_spans(rows: pa.Table, rejected: np.ndarray) -> list[Finding]:
    """Return the rows of calendars, of those not yet rejected, that are no span of one day."""
    return [*_found(rows, rejected, "calendar_day", "weekday", _wrong_days),
            *_found(rows, rejected, "calendar_span", "works_to", _wrong_spans)]  # fmt: skip


def find_bad_calendars(rows: pa.Table, rejected: np.ndarray) -> list[Finding]:
    """Return the rows of calendars, of those not yet rejected, that do not go with the others of their calendar."""
    findings = []
    for rule, column, look in (
        ("calendar_zone", "zone", _other_zones),
        ("calendar_overlap", "works_from", _overlaps),
        ("calendar_without_work", "calendar_id", _idle),
    ):
        found = _found(rows, rejected, rule, column, look)
        rejected = np.union1d(rejected, np.concatenate([f.rows for f in found] or [np.empty(0, np.int64)]))
        findings += found
    return findings


def _found(rows: pa.Table, rejected: np.ndarray, rule: str, column: str, look: Callable) -> list[Finding]:
    alive = np.setdiff1d(np.arange(len(rows)), rejected)
    texts = look(list(zip(alive.tolist(), rows.take(pa.array(alive, pa.int64())).to_pylist(), strict=True)))
    if not texts:
        return []
    positions = sorted(texts)
    told = pa.array([texts[position] for position in positions], pa.string())
    return [Finding(np.array(positions, np.int64), column, rule, "rejected", told)]


def _wrong_days(spans: list[tuple[int, dict]]) -> Texts:
    texts = {}
    for position, span in spans:
        if span["weekday"] and span["exception_date"]:
            day = f"weekday is {span['weekday']} and exception_date is {span['exception_date']}"
            texts[position] = f"{day}; one of them must be empty."
        elif not span["weekday"] and not span["exception_date"]:
            texts[position] = "weekday and exception_date are empty; one of them is required."
    return texts


def _wrong_spans(spans: list[tuple[int, dict]]) -> Texts:
    texts = {}
    for position, span in spans:
        start, finish = span["works_from"], span["works_to"]
        if (start is None) != (finish is None):
            empty, given = ("works_from", "works_to") if start is None else ("works_to", "works_from")
            when = clock_text(span[given])
            texts[position] = (
                f"{empty} is empty, {given} is {when}; both must be filled, or empty for a day without work."
            )
        elif start is not None and finish <= start:
            texts[position] = _backward(start, finish)
    return texts


def _backward(start: int, finish: int) -> str:
    said = f"works_to is {clock_text(finish)}, not after works_from {clock_text(start)}"
    if start == finish:
        return f"{said}; the whole day is 00:00 to 24:00."
    night = f"{clock_text(start)} to {clock_text(MIDNIGHT)}, and 00:00 to {clock_text(finish)} of the next day"
    return f"{said}; write a span over midnight as two rows: {night}."


def _other_zones(spans: list[tuple[int, dict]]) -> Texts:
    texts, first = {}, {}
    for position, span in spans:
        if span["zone"]:
            known = first.setdefault(span["calendar_id"], span)
            if known["zone"] != span["zone"]:
                said = f"calendar {span['calendar_id']} is in the zone {known['zone']} in {_place(known)}"
                texts[position] = f"zone is {span['zone']}, but {said}; a calendar has one zone, the first row stays."
    return texts


def _overlaps(spans: list[tuple[int, dict]]) -> Texts:
    """Return spans that begin before an earlier one of their day ends, and days without work that have a span."""
    texts = {}
    for day in _days(spans):
        worked = [(position, span) for position, span in day if span["works_from"] is not None]
        last = None
        for position, span in sorted(worked, key=lambda one: (one[1]["works_from"], one[0])):
            if last and span["works_from"] < last["works_to"]:
                texts[position] = (
                    f"{_span(span)} overlaps {_span(last)} of the same day in {_place(last)}; which stays."
                )
            else:
                last = span
        if worked:
            closed = [position for position, span in day if span["works_from"] is None]
            texts |= dict.fromkeys(
                closed, f"the day has no times here, but {_span(last)} in {_place(last)}; which stays."
            )
    return texts


def _days(spans: list[tuple[int, dict]]) -> Iterator[list[tuple[int, dict]]]:
    days: dict[tuple, list] = {}
    for position, span in spans:
        days.setdefault((span["calendar_id"], span["weekday"], span["exception_date"]), []).append((position, span))
    yield from days.values()


def _idle(spans: list[tuple[int, dict]]) -> Texts:
    working = {span["calendar_id"] for _, span in spans if span["weekday"] and span["works_from"] is not None}
    said = "calendar {} works on no weekday: at least one row needs weekday, works_from and works_to."
    return {
        position: said.format(span["calendar_id"]) for position, span in spans if span["calendar_id"] not in working
    }


def _span(span: dict) -> str:
    return f"{clock_text(span['works_from'])} to {clock_text(span['works_to'])}"


def _place(span: dict) -> str:
    return f"{span['source_file']} line {span['source_line']}"
