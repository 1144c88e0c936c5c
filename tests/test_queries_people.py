"""Who is on shift for the work that is due: gaps, double bookings, substitutes, reach, staffing, hand-overs."""

from datetime import datetime

import pytest

NIGHT = {"shift_start_at": "2026-03-14T22:00", "shift_finish_at": "2026-03-15T10:00"}
DAY = {"shift_start_at": "2026-03-15T10:00", "shift_finish_at": "2026-03-15T22:00"}
CUSTOMER = {"side": "customer", "role": "technical_lead", "site": "Room 1"}
PEOPLE = [
    {"person_id": "P1", "person_name": "Ada", "phone": "202-555-0101", "substitute_id": "P2", **CUSTOMER},
    {"person_id": "P2", "person_name": "Ben", **CUSTOMER},
    {
        "person_id": "P3",
        "person_name": "Cid",
        "side": "provider",
        "role": "network_sme",
        "email": "cid@example.invalid",
    },
]
ADA = {"shift_id": "S1", "person_id": "P1", "is_confirmed": True, **CUSTOMER, **NIGHT}
OPEN = {"shift_id": "S2", **CUSTOMER, **DAY}
TASK = {
    "task_id": "T1", "task_name": "Switch", "phase": "cutover", "status": "not_started", **CUSTOMER,
    "owner_role": "technical_lead", "owners": ["Ada"], "planned_start_at": "2026-03-15T00:00",
    "planned_finish_at": "2026-03-15T02:00", "duration_minutes": 120.0, "constraint_type": "SNET",
    "constraint_at": "2026-03-15T00:00",
}  # fmt: skip
TASK = {name: value for name, value in TASK.items() if name not in ("role", "site")}
PROGRAMME = {"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}


@pytest.fixture
def ask(moment_of):
    """Return a function: a report on a Saturday evening, 14 March 20:00 UTC, 16:00 in New York."""

    def rows(report: str, *, as_of: str = "2026-03-14T20:00", parameters: dict | None = None, **tables) -> list[dict]:
        tables = {"programme": [PROGRAMME], "people": PEOPLE, **tables}
        return moment_of({as_of: tables}).query(report, **(parameters or {})).to_pylist()

    return rows


def states(rows: list[dict]) -> dict[tuple, str]:
    """Return the state of each cell by hour, side and role."""
    return {(row["block_start_at"].hour, row["side"], row["role"]): row["state"] for row in rows}


def test_work_without_anybody_on_shift_is_a_gap(ask):
    other = TASK | {"task_id": "T2", "side": "provider", "owner_role": "network_sme"}
    rows = ask("people_coverage", shifts=[ADA], tasks=[TASK, other])
    assert states(rows) == {
        (22, "provider", "network_sme"): "nobody", (22, "customer", "technical_lead"): "covered",
    }  # fmt: skip
    assert [(row["required_count"], row["staffed_count"], row["due_count"]) for row in rows] == [(0, 0, 1), (1, 1, 1)]


def test_required_shift_without_person_is_missing(ask):
    (row,) = ask("people_gaps", shifts=[ADA, OPEN])
    assert (row["state"], row["health"], row["shift_ids"]) == ("missing", "late", "S2")
    assert row["what"] == "Customer technical lead, Sunday"
    assert row["why"] == "The plan asks for a shift that has no person."


def test_unconfirmed_person_is_a_gap_at_risk(ask):
    doubtful = ADA | {"is_confirmed": False}
    (row,) = ask("people_gaps", shifts=[doubtful], tasks=[TASK])
    assert (row["state"], row["health"], row["people"]) == ("unconfirmed", "at_risk", "Ada")
    assert row["why"] == "Ada has not confirmed; 1 task is due, the first Sat 14 Mar 20:00."


def test_unasked_shift_needs_no_confirmation_without_work(ask):
    spare = ADA | {"shift_id": "S5", "person_id": "P3", "is_required": False, "is_confirmed": False,
                   "role": "network_sme", "side": "provider"}  # fmt: skip
    assert ask("people_gaps", shifts=[ADA, spare]) == []
    work = TASK | {"side": "provider", "owner_role": "network_sme"}
    assert [row["state"] for row in ask("people_gaps", shifts=[ADA, spare], tasks=[work])] == ["unconfirmed"]


def test_shared_work_needs_both_sides(ask):
    rows = ask("people_coverage", shifts=[ADA], tasks=[TASK | {"side": "shared"}])
    assert states(rows) == {
        (22, "provider", "technical_lead"): "nobody", (22, "customer", "technical_lead"): "covered",
    }  # fmt: skip


def test_finished_and_office_work_ask_for_nobody(ask):
    done = {"status": "complete", "actual_start_at": "2026-03-14T22:30", "actual_finish_at": "2026-03-14T23:00"}
    away = [TASK | done | {"task_id": "T2", "owner_role": "pmo_lead"},
            TASK | {"task_id": "T3", "phase": "post_cutover", "owner_role": "pmo_lead"}]  # fmt: skip
    rows = ask("people_coverage", as_of="2026-03-14T23:30", shifts=[ADA], tasks=[TASK, *away])
    assert states(rows) == {(22, "customer", "technical_lead"): "covered", (22, "customer", "pmo_lead"): "not_needed"}


def test_longer_shift_stands_in_every_block_it_covers(ask):
    long = ADA | {"shift_id": "S3", "shift_finish_at": "2026-03-15T22:00", "is_required": False}
    rows = ask("people_coverage", shifts=[OPEN, ADA | {"person_id": "P2"}, long])
    assert [(row["block_start_at"].hour, row["staffed_count"]) for row in rows] == [(22, 2), (10, 1)]
    assert rows[1]["state"] == "missing"


def test_blocks_over_the_clock_change_keep_their_length(moment_of):
    night = ADA | {"shift_start_at": "2026-10-31T22:00", "shift_finish_at": "2026-11-01T11:00"}
    moment = moment_of({"2026-10-31T20:00": {"programme": [PROGRAMME], "people": PEOPLE, "shifts": [night]}})
    (row,) = moment.query("people_contacts", search="ada").to_pylist()
    (block,) = moment.table("shift_blocks").to_pylist()
    assert (block["block_minutes"], block["block_name"]) == (780, "Saturday night")
    assert row["on_shift"] == "next Sat 31 Oct 18:00"


def test_ended_roster_shows_its_last_blocks(ask):
    rows = ask("people_coverage", as_of="2026-03-20T00:00", shifts=[ADA, OPEN])
    assert [(row["is_past"], row["block_name"]) for row in rows] == [(True, "Saturday night"), (True, "Sunday")]
    (head,) = ask("people_headline", as_of="2026-03-20T00:00", shifts=[ADA, OPEN])
    assert head["headline"] == "No shifts lie ahead"


def test_double_booking_names_both_sites(ask):
    other = ADA | {"shift_id": "S9", "site": "Room 2", "shift_start_at": "2026-03-15T08:00",
                   "shift_finish_at": "2026-03-15T12:00"}  # fmt: skip
    (row,) = ask("people_conflicts", shifts=[ADA, other])
    assert (row["conflict_id"], row["health"], row["overlap_minutes"]) == ("shifts:S1+S9", "late", 120)
    assert row["why"] == "2 h in both shifts, Room 1 and Room 2, from Sun 15 Mar 04:00."
    assert ask("people_conflicts", shifts=[ADA, other | {"shift_start_at": "2026-03-15T10:00"}]) == []


def test_owner_of_parallel_tasks_is_told(ask):
    second = TASK | {"task_id": "T2", "planned_start_at": "2026-03-15T01:00", "constraint_at": "2026-03-15T01:00"}
    third = TASK | {"task_id": "T3", "planned_start_at": "2026-03-15T02:00", "constraint_at": "2026-03-15T02:00"}
    (row,) = ask("people_conflicts", tasks=[TASK, second, third])
    assert (row["kind"], row["what"], row["item_count"], row["items"]) == ("tasks", "Ada", 2, "T1, T2")
    assert row["health"] == "unknown"


@pytest.mark.parametrize(
    ("other", "state"),
    [(None, "free"), ({"shift_start_at": "2026-03-14T22:00", "shift_finish_at": "2026-03-15T03:00"}, "tired"),
     ({"shift_start_at": "2026-03-15T09:00", "shift_finish_at": "2026-03-15T11:00"}, "busy")],
)  # fmt: skip
def test_substitute_is_free_tired_or_busy(ask, other, state):
    away = [] if other is None else [ADA | other | {"shift_id": "S7", "role": "pmo_lead", "person_id": "P2"}]
    rows = ask("people_substitutes", shifts=[ADA | {"person_id": "P1"}, OPEN, *away])
    known = {row["person_name"]: row for row in rows if row["role"] == "technical_lead"}
    assert (known["Ben"]["state"], known["Ben"]["substitutes_for"], known["Ada"]["state"]) == (state, "Ada", "tired")
    assert set(known) == {"Ada", "Ben"}


def test_only_same_role_and_side_could_stand_in(ask):
    others = [PEOPLE[0] | {"person_id": "P8", "person_name": "Dot", "side": "provider", "substitute_id": None}]
    rows = ask("people_substitutes", people=[*PEOPLE, *others], shifts=[ADA, OPEN])
    assert {row["person_name"] for row in rows} == {"Ada", "Ben"}
    (row,) = ask("people_gaps", people=[PEOPLE[2]], shifts=[OPEN])
    assert row["stand_in"] == "Nobody of that role and side could stand in."


def test_contacts_are_found_with_shift_and_reach(ask):
    first, *others = ask("people_contacts", as_of="2026-03-14T23:00", shifts=[ADA])
    assert (first["person_name"], first["on_shift"], first["stands_in"]) == ("Ada", "now until Sun 15 Mar 06:00", "Ben")
    assert [(row["person_name"], row["is_reachable"]) for row in others] == [("Ben", False), ("Cid", True)]
    found = ask("people_contacts", parameters={"search": "NETWORK sme"})
    assert [row["person_name"] for row in found] == ["Cid"]


def test_gate_without_anybody_of_a_side_is_told(ask):
    gates = [{"checkpoint_id": "G1", "checkpoint_name": "Go", "planned_at": "2026-03-15T00:00"},
             {"checkpoint_id": "G2", "checkpoint_name": "Exit", "planned_at": "2026-05-15T00:00"}]  # fmt: skip
    people = [PEOPLE[0] | {"on_call_checkpoint_ids": ["G1", "G2"]}, *PEOPLE[1:]]
    rows = ask("people_on_call", people=people, shifts=[ADA], checkpoints=gates)
    told = [(row["checkpoint_id"], row["side"], row["health"], row["on_call_count"], row["on_shift_count"])
            for row in rows]  # fmt: skip
    assert told == [("G1", "provider", "late", 0, 0), ("G2", "provider", "at_risk", 0, 0),
                    ("G1", "customer", "on_track", 1, 1), ("G2", "customer", "on_track", 1, 0)]  # fmt: skip
    assert (rows[0]["people"], rows[2]["people"]) == (None, "Ada 202-555-0101")


def test_contact_center_days_count_short_intervals(ask):
    calls = [{"organization": "Desk", "side": "customer", "interval_start_at": f"2026-03-13T{hour}:00",
              "interval_minutes": 60.0, "staffed_count": staffed, "required_count": 10, "abandoned_count": 3}
             for hour, staffed in ((14, 10), (15, 9), (16, 7), (17, None))]  # fmt: skip
    (row,) = ask("people_contact_centers", contact_center_intervals=calls)
    assert (row["interval_count"], row["short_count"], row["most_missing_count"]) == (3, 2, 3)
    assert (row["staffed_work_hours"], row["required_work_hours"], row["abandoned_count"]) == (26, 30, 6)
    assert (row["health"], row["worst_at"]) == ("late", datetime(2026, 3, 13, 16))


def test_hand_over_needs_somebody_who_takes_over(ask):
    late = TASK | {"planned_start_at": "2026-03-15T09:00", "constraint_at": "2026-03-15T09:00",
                   "planned_finish_at": "2026-03-15T11:00"}  # fmt: skip
    (row,) = ask("people_handovers", shifts=[ADA, OPEN], tasks=[late])
    assert (row["health"], row["why"], row["task_count"]) == ("late", "Ada hands over to nobody.", 1)
    filled = OPEN | {"person_id": "P2", "is_confirmed": True}
    (row,) = ask("people_handovers", shifts=[ADA, filled], tasks=[late])
    assert (row["health"], row["why"]) == ("on_track", "Ada hands over to Ben.")


def test_end_of_the_roster_hands_over_to_the_office(ask):
    late = TASK | {"constraint_at": "2026-03-15T09:30", "planned_start_at": "2026-03-15T09:30"}
    (row,) = ask("people_handovers", shifts=[ADA], tasks=[late])
    assert (row["health"], row["why"]) == ("unknown", "Ada hands over to the office: the roster ends.")


def test_headline_counts_gaps_and_double_bookings(ask):
    twice = ADA | {"shift_id": "S9", "shift_start_at": "2026-03-15T09:00", "is_required": False}
    (row,) = ask("people_headline", shifts=[ADA, OPEN, twice], tasks=[TASK])
    assert (row["health"], row["headline"]) == ("late", "1 gap on Sunday; 1 double booking")
    (calm,) = ask("people_headline", shifts=[ADA], tasks=[TASK])
    assert (calm["health"], calm["headline"]) == ("on_track", "Everybody who is needed is on shift")


def test_nothing_loaded_says_so(ask):
    (row,) = ask("people_headline", people=[])
    assert (row["health"], row["n"], row["headline"]) == ("unknown", 0, "No people and no shifts are loaded")
    assert [row["value"] for row in ask("people_figures", people=[])] == [None] * 5
    assert {row["health"] for row in ask("people_habits", people=[])} == {"unknown"}


def test_habits_count_people_in_required_shifts(ask):
    rows = {row["what"]: row for row in ask("people_habits", shifts=[ADA, OPEN])}
    assert rows["Key experts on site, customer"]["value"] == 50
    assert rows["Key experts on site, provider"]["health"] == "unknown"
    assert rows["Everybody can be reached by telephone"]["says"] == "1 of 3 people have a number."


def test_sites_count_people_and_their_work(ask):
    rows = ask("people_sites", shifts=[ADA, OPEN | {"site": None, "person_id": "P3"}], tasks=[TASK])
    told = [(row["site"], row["required_count"], row["staffed_count"], row["due_count"], row["people"]) for row in rows]
    assert told == [("Room 1", 1, 1, 1, "Ada"), ("not given", 1, 1, 0, "Cid")]
