"""Canonical JSON, and rows that name the row before."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.acts import Act, Actor
from cutover.errors import JournalError
from cutover.journal.known import Known, told
from cutover.journal.model import GENESIS, BrokenChainError, Head
from cutover.journal.rows import canonical, check_row, make_row, placed, read_event, row_hash

KEY = b"secret"
AT = datetime(2026, 11, 1, 12)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=12)
ANN = Actor("ann", "https://id", "Ann Lee", "ann@example.org", "customer", "program_manager", ("approver",), "s1")


def act(number: int = 1, **changes) -> Act:
    """Return a note."""
    facts = {
        "programme_id": "demo", "kind": "note", "subject": {"note_id": f"N{number}"}, "after": {"note": "Noted"},
        "as_of": AT, "key": f"k{number}",
    }  # fmt: skip
    return Act(**facts | changes)


def chain(count: int) -> list[dict]:
    """Return that many rows behind each other."""
    rows, head = [], Head()
    for number in range(1, count + 1):
        rows.append(placed(make_row(act(number), ANN), head, "2026-11-01T12:00:00", KEY))
        head = Head(rows[-1]["seq"], rows[-1]["hash"], rows[-1]["recorded_at"])
    return rows


@given(VALUES)
def test_canonical_text_reads_back_the_same(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXT, LEAVES, min_size=2), st.randoms())
def test_order_of_names_does_not_matter(value, random):
    names = list(value)
    random.shuffle(names)
    assert canonical({name: value[name] for name in names}) == canonical(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (1.0, "1.0"), (1, "1"), (1e22, "1e+22"), (-0.0, "-0.0"), (5e-324, "5e-324"), (True, "true"),
     ("é\u2028\0", '"é\u2028\\u0000"'), ({"b": [1, None], "a": {}}, '{"a":{},"b":[1,null]}'), ((1, 2), "[1,2]")],
)  # fmt: skip
def test_canonical_text_is_known(value, text):
    assert canonical(value) == text


@pytest.mark.parametrize(
    ("value", "reason"),
    [(float("nan"), "finite number"), (float("inf"), "finite number"), ({1: 2}, "with text as names"),
     (AT, "type datetime"), ("\ud800", "half a character"), ({"a": b"x"}, "type bytes")],
)  # fmt: skip
def test_what_json_cannot_hold_is_refused(value, reason):
    with pytest.raises(JournalError, match=f"^This cannot be recorded: .*{reason}"):
        canonical(value)


def test_endless_nesting_is_refused():
    endless: list = []
    endless.append(endless)
    with pytest.raises(JournalError, match="nested too deep"):
        canonical(endless)


def test_event_is_the_act_that_was_written():
    seal = {"values": {"verdict": "go"}, "load_ids": ["L000001"]}
    said = act(before={"note": None}, reason="So that …", corrects="J000007", seen=7, seal=seal)
    event = read_event(placed(make_row(said, ANN), Head(7, "a" * 64), "2026-11-01T12:30:00", KEY))
    assert (event.act, event.actor) == (said, ANN)
    assert (event.seq, event.act_id, event.previous_hash) == (8, "J000008", "a" * 64)
    assert event.recorded_at == datetime(2026, 11, 1, 12, 30)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"kind": "rumour"}, "no kind of act 'rumour'"), ({"key": ""}, "1 to 200 characters; this one has 0"),
     ({"programme_id": "x" * 201}, "programme of an act has 1 to 200"), ({"key": "a\0"}, "The key of an act"),
     ({"as_of": AT.replace(tzinfo=UTC)}, "in UTC, without a zone"), ({"reason": "x" * 1_000_001}, "longer than")],
)  # fmt: skip
def test_act_that_cannot_be_written_is_refused(changes, reason):
    with pytest.raises(JournalError, match=reason):
        make_row(act(**changes), ANN)


def test_hash_is_the_one_of_the_documentation():
    row = chain(1)[0]
    assert row["previous_hash"] == GENESIS
    assert row["hash"] == row_hash(row, GENESIS, KEY) != row_hash(row, GENESIS, b"other")
    assert row["hash"] != row_hash(row, "1" * 64, KEY)


@pytest.mark.parametrize(
    "column", ["key", "programme_id", "table_name", "subject", "kind", "recorded_at", "body", "hash"]
)
def test_changed_cell_names_its_row(column):
    rows = chain(3)
    broken = rows[1] | {column: rows[1][column][:-1] + "~"}
    head = check_row(rows[0], Head(), KEY)
    with pytest.raises(BrokenChainError, match=r"^Row 2 \(.*\) was changed after it was written\.$") as caught:
        check_row(broken, head, KEY)
    assert caught.value.seq == 2


def test_missing_rows_are_counted():
    rows = chain(5)
    with pytest.raises(BrokenChainError, match=r"^After row 0 comes row 2: row 1 is missing\.$"):
        check_row(rows[1], Head(), KEY)
    with pytest.raises(BrokenChainError, match=r"^After row 0 comes row 5: rows 1 to 4 are missing\.$"):
        check_row(rows[4], Head(), KEY)


def test_row_of_another_chain_does_not_continue():
    with pytest.raises(
        BrokenChainError, match=r"^Row 2 \(note by Ann Lee, .*2026-11-01 12:00 UTC\) does not continue row 1"
    ):
        check_row(chain(2)[1], Head(1, "b" * 64), KEY)


def test_first_row_may_have_another_key():
    with pytest.raises(BrokenChainError, match="Or the key is not the one that the journal was begun with"):
        check_row(chain(1)[0], Head(), b"other")


def test_row_that_is_no_act_is_named():
    with pytest.raises(BrokenChainError, match="Row 1 cannot be read"):
        read_event(chain(1)[0] | {"body": "{}"})


def test_events_are_found_by_programme():
    known = Known()
    for row in chain(3):
        known.add(row, KEY)
    assert [event.seq for event in known.events("demo", 2)] == [1, 2]
    assert known.events("other", None) == []
    assert known.head.seq == 3


def test_telling_says_who_when_and_what():
    said = act(after={"is_passed": True, "owners": ["Bo", "Cy"], "closed_at": None, "due_at": "2026-11-02T08:00:00"})
    event = read_event(placed(make_row(said, ANN), Head(), "2026-11-01T12:30:00", KEY))
    assert told(event) == (
        "Ann Lee (customer, program_manager) recorded at 2026-11-01 12:30 UTC a note of N1:"
        " closed_at = empty; due_at = 2026-11-02 08:00 UTC; is_passed = yes; owners = Bo, Cy"
    )
