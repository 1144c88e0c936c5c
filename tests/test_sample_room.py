"""The room of the sample: meetings, audiences and messages, shifts and people, sign-offs, staffing."""

import pandas as pd
from test_sample import NEWEST, at, known, row

SATURDAY = at("2026-10-31")


def test_daily_meetings_are_held_on_working_days():
    daily = known("meetings").query("meeting_type == 'daily'").set_index("planned_at")
    days = {str(day.date()) for day in daily.index}
    assert (len(daily), daily["closed_at"].notna().sum()) == (52, 48)
    assert {"2026-10-12", "2026-11-11", "2026-10-31", "2026-11-26"}.isdisjoint(days)
    assert (daily["closed_at"].dropna() > daily["opened_at"].dropna()).all()


def test_weekend_meets_every_four_hours_or_oftener():
    weekend = known("meetings", SATURDAY).set_index("planned_at").sort_index()
    weekend = weekend.loc["2026-10-30 22:00":"2026-11-02 11:00"]
    gaps = weekend.index.to_series().diff().dropna()
    assert gaps.max() <= pd.Timedelta(hours=5)
    assert (len(weekend), weekend["closed_at"].notna().sum(), weekend["opened_at"].notna().sum()) == (23, 6, 6)


def test_last_meeting_on_saturday_closed_at_two():
    held = known("meetings", SATURDAY).dropna(subset=["closed_at"]).sort_values("closed_at").iloc[-1]
    assert (held["meeting_id"], held["checkpoint_id"]) == ("MT-20261031-1400", "CP-06")
    assert held["summary"] == "Tasks done since the last meeting: 1; late: 1; blocked: 0"


def test_every_gate_has_its_meeting():
    gates, meetings = known("checkpoints"), known("meetings").set_index("meeting_id")
    planned = meetings.loc["MT-" + gates["checkpoint_id"], "planned_at"]
    assert planned.tolist() == gates["planned_at"].tolist()
    assert meetings.loc["MT-20261112-1500", ["opened_at", "closed_at"]].isna().all()


def test_messages_go_to_known_audiences():
    audiences, messages = known("audiences").set_index("audience"), known("communications")
    assert set(messages["audience"]) == set(audiences.index) - {"Inspector general"}
    addresses = audiences["recipients"].str.split("; ").explode()
    assert addresses.str.match(r"[a-z-]+@example\.invalid$|webhook:[a-z-]+$").all()
    assert addresses.str.startswith("webhook:").sum() == 3


def test_one_message_is_overdue_on_saturday_and_now():
    overdue = [
        rows.loc[rows["sent_at"].isna() & (rows["due_at"] < as_of), "communication_id"].tolist()
        for as_of in (SATURDAY, NEWEST)
        for rows in [known("communications", as_of)]
    ]
    assert overdue == [["COM-48"], ["COM-40"]]
    assert set(known("communications")["phase"]) == {"pre_cutover", "cutover", "post_cutover"}


def test_roster_has_a_gap_each_for_weekend_and_desk():
    shifts = known("shifts")
    gaps = shifts[shifts["person_id"].isna()]
    assert gaps["role"].tolist() == ["interface_lead", "functional_lead"]
    assert not gaps["is_confirmed"].any()
    assert known("shifts", at("2026-10-23"))["is_confirmed"].sum() < shifts["is_confirmed"].sum()


def test_required_weekend_shifts_are_seventy():
    shifts = known("shifts", SATURDAY)
    required = shifts[shifts["is_required"]]
    assert (len(shifts), len(required), required["is_confirmed"].sum()) == (82, 70, 69)
    assert shifts.loc[shifts["shift_id"] == "SH-081", ["person_id", "is_confirmed"]].values.tolist() == [
        ["P-019", False]
    ]


def test_one_person_is_booked_twice_on_saturday():
    shifts = known("shifts").dropna(subset=["person_id"])
    pairs = shifts.merge(shifts, on="person_id", suffixes=("", "_other")).query("shift_id < shift_id_other")
    clash = pairs.query("shift_start_at < shift_finish_at_other and shift_start_at_other < shift_finish_at")
    assert clash[["shift_id", "shift_id_other"]].values.tolist() == [["SH-036", "SH-082"]]
    assert clash["site_other"].tolist() == ["Provider data center"]


def test_substitutes_are_of_the_same_side():
    people = known("people").set_index("person_id")
    named = people.dropna(subset=["substitute_id"])
    assert (people.loc[named["substitute_id"], "side"].to_numpy() == named["side"].to_numpy()).all()
    assert len(named) == 34


def test_sign_offs_are_given_late_missing_and_refused():
    signed = known("sign_offs").set_index("subject")
    assert signed.index[signed["signed_at"].isna()].tolist() == ["tasks:TE-31", "tasks:AP-51"]
    assert signed.loc["tasks:DC-50", "comment"] == "Three vendors still carry the old account"
    finish = row("tasks", "AP-36")["actual_finish_at"]
    assert signed.loc["tasks:AP-36", "signed_at"] - finish == pd.Timedelta(hours=14)


def test_approvers_of_tasks_do_not_own_them():
    tasks = known("tasks").dropna(subset=["approver_role"])
    assert len(tasks) == 26
    assert not ((tasks["approver_side"] == tasks["side"]) & (tasks["approver_role"] == tasks["owner_role"])).any()


def test_long_weekend_steps_report_each_hour():
    tasks = known("tasks").dropna(subset=["update_minutes"])
    assert set(tasks["update_minutes"]) == {60}
    assert set(tasks["phase"]) == {"cutover"}
    assert {"DC-38", "AP-43", "TE-30"} <= set(tasks["task_id"])


def test_contact_centers_lack_people_in_the_first_week():
    calls = known("contact_center_intervals")
    short = calls[calls["staffed_count"] < calls["required_count"]]
    assert short["interval_start_at"].dt.date.astype(str).agg(["min", "max"]).tolist() == ["2026-11-02", "2026-11-06"]
    assert short["organization"].value_counts().to_dict() == {
        "Federal Shared Finance Service": 25, "Civic Programs Agency": 5,
    }  # fmt: skip
