"""Coverage of shifts: who is asked for, who is named, who has confirmed."""

import pytest

SHIFT = {
    "shift_start_at": "2026-03-14T02:00",
    "shift_finish_at": "2026-03-14T14:00",
    "side": "customer",
    "role": "lead",
}
NAMED = SHIFT | {"shift_id": "S1", "person_id": "P1", "is_confirmed": True}
UNSURE = SHIFT | {"shift_id": "S2", "person_id": "P1", "side": "provider"}
GAP = SHIFT | {"shift_id": "S3", "is_confirmed": True, "role": None}
SPARE = SHIFT | {"shift_id": "S4", "is_required": False}


@pytest.fixture
def cover(moment_of):
    """Return a function: shifts give the rows of `shift_coverage`."""

    def ask(*shifts: dict, **parameters) -> list[dict]:
        people = [{"person_id": "P1", "person_name": "Lead"}]
        return moment_of({"2026-03-13T20:00": {"people": people, "shifts": list(shifts)}}).query(
            "shift_coverage", **parameters
        ).to_pylist()  # fmt: skip

    return ask


def test_only_a_confirmed_person_covers_a_shift(cover):
    (row,) = cover(NAMED, UNSURE, GAP, SPARE)
    assert (row["shift_count"], row["staffed_count"], row["confirmed_count"], row["gap_count"]) == (3, 2, 1, 2)
    assert row["confirmed_percent"] == pytest.approx(100 / 3)


def test_shifts_are_grouped_by_side_and_role(cover):
    assert [row["group_value"] for row in cover(NAMED, UNSURE, by="side")] == ["provider", "customer"]
    assert {row["group_value"] for row in cover(NAMED, GAP, by="role")} == {"lead", "not given"}


def test_no_shifts_give_no_rows(cover):
    assert cover(SPARE) == []
    assert cover(NAMED, sides=["provider"]) == []
