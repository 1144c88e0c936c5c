"""Messages of the plan: states, what they announce, who was told, what is late, and who takes what on."""

from datetime import datetime

import pytest
import recomputed_messages as again

from cutover.warehouse import Moment

NOW = "2026-03-08T12:00"
PROGRAMME = {
    "programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York", "cutover_start_at": "2026-03-07",
    "cutover_finish_at": "2026-03-10", "go_live_at": "2026-03-10",
}  # fmt: skip
TIMES = [datetime(2026, 10, 23, 22), datetime(2026, 10, 31, 22), datetime(2026, 11, 20, 23)]


def message(communication_id: str, **cells) -> dict:
    return {
        "communication_id": communication_id,
        "title": communication_id,
        "audience": "Staff",
        "phase": "cutover",
    } | cells


def task(task_id: str, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": f"Task {task_id}", "phase": "cutover", "side": "provider",
        "owner_role": "interface_lead", "status": "not_started", "baseline_start_at": "2026-03-08T08:00",
        "baseline_finish_at": "2026-03-08T18:00", "duration_minutes": 600.0, "planned_hours": 10.0,
    } | cells  # fmt: skip


@pytest.fixture
def plan_of(moment_of):
    """Return a function: messages and other tables give the moment at noon of 8 March."""

    def build(*messages: dict, as_of: str | None = None, **tables) -> Moment:
        return moment_of({NOW: {"programme": [PROGRAMME], "communications": list(messages)} | tables}, as_of)

    return build


def rows(moment: Moment, report: str, **parameters) -> list[dict]:
    return moment.query(report, **parameters).to_pylist()


def states(moment: Moment) -> dict[str, str]:
    return {row["communication_id"]: row["state"] for row in rows(moment, "communication_list", show="all")}


def test_state_follows_due_sent_and_confirmed(plan_of):
    sent = {"due_at": "2026-03-08T10:00", "sent_at": "2026-03-08T10:00"}
    asked = sent | {"is_acknowledgement_required": True}
    found = states(plan_of(
        message("A", due_at="2026-03-08T11:59"), message("B", due_at="2026-03-08T12:00"),
        message("C", due_at="2026-03-09T12:00"), message("D", due_at="2026-03-09T12:01"), message("E"),
        message("F", **sent), message("G", **sent | {"sent_at": "2026-03-08T10:01"}), message("H", **asked),
        message("I", **asked, acknowledged_at="2026-03-08T11:00"),
    ))  # fmt: skip
    assert found == {
        "A": "overdue", "B": "due", "C": "due", "D": "planned", "E": "planned", "F": "sent", "G": "sent_late",
        "H": "unacknowledged", "I": "acknowledged",
    }  # fmt: skip


def test_what_lies_after_the_status_time_has_not_happened(plan_of):
    later = message("A", due_at="2026-03-08T10:00", sent_at="2026-03-08T12:01", sent_by="Ann",
                    is_acknowledgement_required=True, acknowledged_at="2026-03-08T12:02")  # fmt: skip
    row = rows(plan_of(later), "communication_list", show="all")[0]
    assert (row["state"], row["sent_at"], row["sent_by"], row["acknowledged_at"]) == ("overdue", None, None, None)
    assert row["overdue_minutes"] == 120


def test_recipients_are_those_of_the_group(plan_of):
    groups = [{"audience": "Staff", "recipients": ["staff@example.org", "webhook:room"]}]
    moment = plan_of(message("A"), message("B", recipients=["one@example.org"]), audiences=groups)
    found = {row["communication_id"]: row["recipients"] for row in rows(moment, "communication_list", show="all")}
    assert found == {"A": ["staff@example.org", "webhook:room"], "B": ["one@example.org"]}


def test_phase_is_stated_announced_or_by_due_time(plan_of):
    given = message("A", phase="post_cutover", task_id="T")
    moment = plan_of(
        given, message("B", phase=None, task_id="T"), message("C", phase=None, due_at="2026-03-06T12:00"),
        message("D", phase=None, due_at="2026-03-10T00:00"), message("E", phase=None),
        tasks=[task("T")],
    )  # fmt: skip
    found = {row["communication_id"]: row["phase"] for row in rows(moment, "communication_list", show="all")}
    assert found == {"A": "post_cutover", "B": "cutover", "C": "pre_cutover", "D": "post_cutover", "E": None}


def test_sent_message_announces_what_the_plan_said_then(moment_of):
    told = message("A", task_id="T", due_at="2026-03-06T12:00", sent_at="2026-03-06T12:00")
    first = {"programme": [PROGRAMME], "communications": [told], "tasks": [task("T")]}
    moved = task("T", planned_finish_at="2026-03-09T02:00", forecast_finish_at="2026-03-09T02:00")
    moment = moment_of({"2026-03-06T08:00": first, NOW: first | {"tasks": [moved]}})
    row = rows(moment, "communication_list", show="moved")[0]
    assert (row["moved_minutes"], row["moved_words"]) == (480, "announced Sun 8 Mar 14:00, now Sun 8 Mar 22:00")
    assert row["due_at"] == datetime(2026, 3, 6, 12)


def test_unsent_message_is_held_against_the_plan_in_force(plan_of):
    late = task("T", forecast_finish_at="2026-03-08T20:00")
    row = rows(plan_of(message("A", task_id="T", checkpoint_id="G"), tasks=[late]), "communication_list")[0]
    assert (row["announces"], row["moved_words"]) == ("Task T", "planned Sun 8 Mar 14:00, now Sun 8 Mar 16:00")


def test_only_what_is_ahead_moves_by_the_tolerance(plan_of):
    tasks = [
        task("A", forecast_finish_at="2026-03-08T18:14"), task("B", forecast_finish_at="2026-03-08T18:15"),
        task("C", forecast_finish_at="2026-03-08T17:45"), task("D", status="skipped"),
        task("E", status="complete", actual_finish_at="2026-03-08T06:00"),
    ]  # fmt: skip
    moment = plan_of(*(message(f"M{name}", task_id=name) for name in "ABCDE"), tasks=tasks)
    found = {row["communication_id"]: row["is_moved"] for row in rows(moment, "communication_list", show="all")}
    assert found == {"MA": False, "MB": True, "MC": True, "MD": False, "ME": False}


def test_checkpoint_moves_with_its_last_entry_task(plan_of):
    gate = {"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-08T19:00"}
    late = task("T", forecast_finish_at="2026-03-08T21:00")
    tables = {"tasks": [late], "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": "T"}]}
    told = message("A", checkpoint_id="G")
    row = rows(plan_of(told, checkpoints=[gate], **tables), "communication_list")[0]
    assert (row["announces"], row["moved_minutes"]) == ("Gate", 120)


def test_decided_checkpoint_moves_no_more(plan_of):
    gate = {"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-08T19:00", "decision": "go",
            "decided_at": "2026-03-08T11:00"}  # fmt: skip
    moment = plan_of(message("A", checkpoint_id="G"), checkpoints=[gate])
    assert rows(moment, "communication_list", show="all")[0]["expected_at"] is None


def covered(moment: Moment) -> dict[tuple[str, str], tuple]:
    return {
        (row["audience"], row["phase"]): (row["sent_count"], row["planned_count"], row["is_covered"], row["health"])
        for row in rows(moment, "communication_coverage")
    }


def test_group_is_covered_by_sent_and_confirmed_messages(plan_of):
    past = {"due_at": "2026-03-08T10:00"}
    sent = past | {"sent_at": "2026-03-08T09:00"}
    moment = plan_of(
        message("A", **sent), message("B", audience="Vendors", **past), message("C", audience="Vendors", **sent),
        message("D", audience="Labor", **sent, is_acknowledgement_required=True),
        message("E", audience="Press", due_at="2026-03-09T10:00"), message("F", audience=None, **past),
    )  # fmt: skip
    found = covered(moment)
    assert found["Staff", "cutover"] == (1, 1, True, "on_track")
    assert found["Vendors", "cutover"] == (1, 2, False, "late")
    assert found["Labor", "cutover"] == (1, 1, False, "at_risk")
    assert found["Press", "cutover"] == (0, 1, True, "decided")
    assert found["not given", "cutover"] == (0, 1, False, "late")


def test_group_without_a_message_is_not_covered(plan_of):
    groups = [{"audience": "Board"}, {"audience": "Union", "phases": ["pre_cutover"]}]
    found = covered(plan_of(audiences=groups))
    assert found["Board", "cutover"] == (0, 0, False, "late")
    assert found["Board", "post_cutover"] == (0, 0, False, "at_risk")
    assert found["Union", "cutover"] == (0, 0, None, "unknown")


def test_contingency_counts_where_a_message_is_planned(plan_of):
    assert ("Staff", "contingency") not in covered(plan_of(message("A")))


def test_contingency_is_asked_only_of_whom_it_is_planned_for(plan_of):
    found = covered(plan_of(message("A", phase="contingency"), message("B", audience="Press")))
    assert found["Staff", "contingency"] == (0, 1, True, "decided")
    assert found["Press", "contingency"] == (0, 0, None, "unknown")


def test_message_without_phase_is_not_lost(plan_of):
    assert covered(plan_of(message("A", phase=None)))["Staff", "not given"] == (0, 1, True, "decided")


def test_headline_counts_groups_and_overdue_messages(plan_of):
    moment = plan_of(message("A", due_at="2026-03-08T10:00"), message("B", audience="Press", due_at="2026-03-09T10:00"))
    row = rows(moment, "communication_headline")[0]
    assert (row["health"], row["headline"], row["n"]) == ("late", "1 of 2 groups not reached, 1 message overdue", 2)
    assert row["detail"] == (
        "Longest overdue is A to Staff, for 2 h. Of the groups 1 waits for an overdue message. "
        "Next is B to Press, Mon 9 Mar 06:00; 1 due within 24 hours."
    )


def test_headline_of_an_empty_plan_is_unknown(plan_of):
    row = rows(plan_of(), "communication_headline")[0]
    assert (row["health"], row["headline"], row["detail"]) == ("unknown", "No messages are planned", "")


def test_headline_is_on_track_when_all_are_reached(plan_of):
    row = rows(plan_of(message("A", due_at="2026-03-08T10:00", sent_at="2026-03-08T09:00")), "communication_headline")[
        0
    ]
    assert (row["health"], row["headline"], row["detail"]) == ("on_track", "All 1 groups reached so far", "")


def test_figures_count_what_they_say(plan_of):
    sent = {"due_at": "2026-03-08T10:00", "sent_at": "2026-03-08T10:00"}
    moment = plan_of(
        message("A", **sent), message("B", **sent | {"sent_at": "2026-03-08T11:00"}),
        message("C", audience="Press", **sent, is_acknowledgement_required=True),
        message("D", due_at="2026-03-06T12:00"), message("E", due_at="2026-03-09T10:00"),
    )  # fmt: skip
    found = {row["label"]: row for row in rows(moment, "communication_figures")}
    assert {label: (row["value"], row["n"]) for label, row in found.items()} == {
        "Groups reached": (0.0, 2), "Messages overdue": (1.0, 5), "Due within 24 hours": (1.0, 2),
        "Not confirmed": (1.0, 1), "Sent on time": (50.0, 4),
    }  # fmt: skip
    assert found["Messages overdue"]["trend"][-3:] == [0.0, 1.0, 1.0]


def test_list_shows_what_needs_somebody_first(plan_of):
    sent = {"due_at": "2026-03-08T10:00", "sent_at": "2026-03-08T10:00"}
    moment = plan_of(
        message("A", **sent), message("B", due_at="2026-03-20"), message("C", **sent, is_acknowledgement_required=True),
        message("D", due_at="2026-03-08T11:00"), message("E", due_at="2026-03-08T20:00", side="customer"),
    )  # fmt: skip
    listed = [row["communication_id"] for row in rows(moment, "communication_list")]
    assert listed == ["D", "C", "E", "B"]
    kept = [row["communication_id"] for row in rows(moment, "communication_list", sides=["provider"], show="sent")]
    assert kept == ["C", "A"]


def test_days_ahead_show_overdue_recent_and_due(plan_of):
    moment = plan_of(
        message("A", due_at="2026-02-01"), message("B", due_at="2026-03-15T12:00"), message("C", due_at="2026-03-15T12:01"),
        message("D", due_at="2026-03-01", sent_at="2026-03-07T12:01"), message("E", due_at="2026-03-01", sent_at="2026-03-07T12:00"),
    )  # fmt: skip
    assert [row["communication_id"] for row in rows(moment, "communication_due")] == ["A", "D", "B"]


def test_attention_leads_to_the_communication_page(plan_of):
    found = [
        row
        for row in rows(plan_of(message("A", due_at="2026-03-08T10:00")), "attention")
        if row["kind"] == "communication"
    ]
    assert [(row["item_id"], row["page"]) for row in found] == [("communication:A:Staff", "communication")]


PLAN = {
    "tasks": [
        task("A", owner_role="data_lead", status="in_progress", actual_start_at="2026-03-08T08:00",
             forecast_finish_at="2026-03-08T20:00"),
        task("B", side="customer", baseline_start_at="2026-03-08T18:00", baseline_finish_at="2026-03-08T22:00",
             duration_minutes=240.0),
        task("C", baseline_start_at="2026-03-08T22:00", baseline_finish_at="2026-03-08T23:00", duration_minutes=60.0),
    ],
    "dependencies": [{"predecessor_id": "A", "successor_id": "B", "dependency_type": "FS"},
                     {"predecessor_id": "B", "successor_id": "C", "dependency_type": "FS"}],
    "checkpoints": [{"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-08T23:30"}],
    "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": "B"}],
}  # fmt: skip


def test_delay_tells_own_inherited_and_what_drives(plan_of):
    found = {row["item_id"]: row for row in rows(plan_of(**PLAN), "communication_delays")}
    assert list(found) == ["A", "B", "C", "G"]
    own = {
        name: (row["delay_minutes"], row["own_delay_minutes"], row["inherited_delay_minutes"])
        for name, row in found.items()
    }
    assert own == {"A": (120, 120, 0), "B": (120, 0, 120), "C": (120, 0, 120), "G": (30, None, None)}
    assert (found["B"]["driver_id"], found["B"]["driver_finish_at"]) == ("A", datetime(2026, 3, 8, 20))


def test_delay_names_the_checkpoint_that_waits(plan_of):
    found = {row["item_id"]: row for row in rows(plan_of(**PLAN), "communication_delays")}
    assert (found["B"]["checkpoint_id"], found["B"]["is_entry"]) == ("G", True)
    assert (found["C"]["checkpoint_id"], found["C"]["is_entry"]) == ("G", False)
    assert (found["G"]["driver_id"], found["G"]["expected_at"]) == ("B", datetime(2026, 3, 9, 0))


def test_work_in_time_is_no_delay(plan_of):
    in_time = task("A", status="in_progress", actual_start_at="2026-03-08T08:00", forecast_finish_at="2026-03-08T18:14")
    assert rows(plan_of(tasks=[in_time]), "communication_delays") == []


def test_handover_goes_to_another_role_or_side(plan_of):
    found = rows(plan_of(**PLAN), "communication_handovers")
    assert [(row["task_id"], row["next_task_id"], row["waiting_count"]) for row in found] == [("A", "B", 0)]
    assert (found[0]["from_role"], found[0]["to_side"], found[0]["to_role"]) == (
        "data_lead",
        "customer",
        "interface_lead",
    )


def test_handover_counts_what_the_receiver_still_waits_for(plan_of):
    links = [*PLAN["dependencies"], {"predecessor_id": "D", "successor_id": "B", "dependency_type": "FS"}]
    done = task("A", owner_role="data_lead", status="complete", actual_finish_at="2026-03-08T11:00")
    moment = plan_of(**PLAN | {"tasks": [done, *PLAN["tasks"][1:], task("D")], "dependencies": links})
    found = {row["task_id"]: row["waiting_count"] for row in rows(moment, "communication_handovers")}
    assert found == {"A": 1}


@pytest.fixture(scope="module", params=TIMES, ids=str)
def sampled(request, sample_at) -> Moment:
    return sample_at(request.param)


def test_states_of_the_sample_agree_with_its_files(sampled):
    assert states(sampled) == {row["communication_id"]: row["state"] for row in again.messages(sampled.as_of)}


def test_coverage_of_the_sample_agrees_with_its_files(sampled):
    found = {
        (row["audience"], row["phase"]): (
            row["planned_count"],
            row["sent_count"],
            row["overdue_count"],
            row["is_covered"],
        )
        for row in rows(sampled, "communication_coverage")
    }
    assert found == again.coverage(sampled.as_of)


def test_figures_of_the_sample_agree_with_its_files(sampled):
    found = {row["label"]: row["value"] for row in rows(sampled, "communication_figures")}
    told, phase = again.messages(sampled.as_of), again.phase_of(sampled.as_of)
    cells = [
        cell[3] for (_, named), cell in again.coverage(sampled.as_of).items() if named == phase and cell[3] is not None
    ]
    assert found["Groups reached"] == pytest.approx(100 * sum(cells) / len(cells))
    assert found["Messages overdue"] == sum(row["state"] == "overdue" for row in told)
    assert found["Sent on time"] == pytest.approx(again.on_time_percent(sampled.as_of))
