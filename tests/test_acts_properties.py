"""What holds of acts over files whatever was said and loaded."""

from datetime import datetime, timedelta

import pytest
from acting import Memory, task_event, withdrawn
from conftest import add_load, typed
from hypothesis import given, settings
from hypothesis import strategies as some

from cutover.acts import Event, Snapshot, overlay
from cutover.tables import TABLES
from cutover.warehouse import Warehouse

TASKS = TABLES["tasks"]
WORDS = (None, "not_started", "in_progress", "complete")
START = datetime(2026, 3, 1)
NOW = START + timedelta(days=10)

days = some.integers(0, 9)
cells = some.fixed_dictionaries({}, optional={"status": some.sampled_from(WORDS), "note": some.sampled_from("xyz")})
said = some.lists(some.tuples(days, some.sampled_from("AB"), cells.filter(bool)), max_size=6)
told = some.lists(
    some.dictionaries(some.sampled_from("AB"), some.tuples(some.sampled_from(WORDS), some.sampled_from("xyz"))),
    max_size=5,
)


def acts_of(said: list[tuple]) -> list[Event]:
    """Return task updates, each at noon of its day."""
    return [
        task_event(seq, (START + timedelta(days=day, hours=12)).isoformat(), task_id, **after)
        for seq, (day, task_id, after) in enumerate(said, 1)
    ]


def files_of(told: list[dict]) -> list[Snapshot]:
    """Return a plan every other day from the second on."""
    return [
        Snapshot(f"L{number}", START + timedelta(days=2 * number - 1), lambda rows=rows: typed(TASKS, rows))
        for number, rows in enumerate(
            (
                [{"task_id": t, "task_name": t, "status": status, "note": note} for t, (status, note) in tasks.items()]
                for tasks in told
            ),
            1,
        )
    ]


def rows_of(files: list[Snapshot], events: list[Event], as_of: datetime = NOW) -> list[list[dict]]:
    """Return the rows of every snapshot with the acts over them."""
    known = [file for file in files if file.as_of <= as_of] or files[:1]
    return [version.to_pylist() for version in overlay(TASKS, known, events, as_of).versions]


def by_hand(files: list[Snapshot], events: list[Event], task_id: str, name: str) -> object:
    """Return a cell of the newest plan by following the files one after another, each act standing until one speaks."""
    plans = [(file.as_of, {row["task_id"]: row for row in file.rows().to_pylist()}) for file in files]
    own = [e for e in events if e.act.subject["task_id"] == task_id and name in e.act.after]
    value = plans[-1][1][task_id][name]
    for event in sorted(own, key=lambda event: (event.act.as_of, event.seq)):
        told = [rows.get(task_id, {}).get(name) for at, rows in plans if at > event.act.as_of]
        before = [rows.get(task_id, {}).get(name) for at, rows in plans if at <= event.act.as_of]
        first, later = (before[-1], told) if before else (told[0], told[1:])
        value = event.act.after[name] if all(one == first for one in later) else plans[-1][1][task_id][name]
    return value


@given(told.filter(bool), said)
@settings(deadline=None, max_examples=100)
def test_every_cell_is_as_told_by_hand(told, said):
    files, events = files_of(told), acts_of(said)
    for row in rows_of(files, events)[-1]:
        for name in ("status", "note"):
            assert row[name] == by_hand(files, events, row["task_id"], name)


@given(told.filter(bool), said)
@settings(deadline=None, max_examples=40)
def test_file_that_repeats_itself_changes_nothing(told, said):
    files = files_of(told)
    again = Snapshot("L9", NOW, files[-1].rows)
    assert rows_of([*files, again], acts_of(said))[-1] == rows_of(files, acts_of(said))[-1]


@given(told, said, some.randoms())
@settings(deadline=None, max_examples=40)
def test_order_in_which_acts_are_given_does_not_matter(told, said, dice):
    files, events = files_of(told), acts_of(said)
    shuffled = dice.sample(events, len(events))
    assert rows_of(files, shuffled) == rows_of(files, events)


@given(told, said, some.data())
@settings(deadline=None, max_examples=40)
def test_void_act_leaves_no_trace(told, said, draw):
    files, events = files_of(told), acts_of(said)
    numbers = draw.draw(some.sets(some.integers(1, 6)))
    taken = [event for event in events if event.seq in numbers]
    gone = [withdrawn(90 + event.seq, event.act_id, event.act.as_of.isoformat()) for event in taken]
    left = [event for event in events if event.seq not in numbers]
    assert rows_of(files, [*events, *gone]) == rows_of(files, left)


@given(told, said)
@settings(deadline=None, max_examples=40)
def test_earlier_moment_knows_nothing_of_what_follows(told, said):
    files, events = files_of(told), acts_of(said)
    middle = START + timedelta(days=5)
    past_files = [file for file in files if file.as_of <= middle] or files[:1]
    past_events = [event for event in events if event.act.as_of <= middle]
    assert rows_of(files, events, middle) == rows_of(past_files, past_events, middle)


@given(told, said)
@settings(deadline=None, max_examples=40)
def test_snapshot_in_history_is_as_it_was_when_newest(told, said):
    files, events = files_of(told), acts_of(said)
    for number, version in enumerate(rows_of(files, events)[:-1], 1):
        assert version == rows_of(files[:number], events, files[number - 1].as_of)[-1]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_order_of_loading_does_not_matter(order, store):
    plans = ["not_started", "not_started", "blocked"]
    for place in order:
        add_load(
            store, f"2026-03-0{place + 1}", {"tasks": [{"task_id": "A", "task_name": "A", "status": plans[place]}]}
        )
    events = [task_event(1, "2026-03-01T12:00", status="in_progress", note="begun")]
    rows = Warehouse(store, Memory(*events)).moment().table("raw_tasks").sort_by("load_as_of").to_pylist()
    assert [(row["status"], row["note"]) for row in rows] == [
        ("not_started", None), ("in_progress", "begun"), ("blocked", "begun"),
    ]  # fmt: skip
