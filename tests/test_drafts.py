"""Texts drafted from a tiny plan, letter by letter: status, delay, hand-off."""

import re

import pytest
from test_queries_communication import NOW, PLAN, PROGRAMME, task

from cutover.errors import MessageError
from cutover.messages.drafts import KINDS, draft
from cutover.messages.phrases import LONGEST_SUBJECT, lowered, sentence, subject_line, who

SHIFTS = [
    {"shift_id": "S1", "person_id": "P1", "role": "data_lead", "side": "provider", "is_required": True,
     "shift_start_at": "2026-03-08T06:00", "shift_finish_at": "2026-03-08T18:00", "is_confirmed": True},
    {"shift_id": "S2", "person_id": "P2", "role": "data_lead", "side": "provider", "is_required": True,
     "shift_start_at": "2026-03-08T18:00", "shift_finish_at": "2026-03-09T06:00", "is_confirmed": True},
]  # fmt: skip
PEOPLE = [
    {"person_id": "P1", "person_name": "Day lead", "role": "data_lead", "side": "provider"},
    {"person_id": "P2", "person_name": "Night lead", "role": "data_lead", "side": "provider"},
]
BASIS = "all times are in America/New_York. Computed from the data of that time, not entered by hand.\n"
NETWORK = "3 open tasks in the network"


@pytest.fixture
def plan_of(moment_of):
    """Return a function: changed tables of the tiny plan give its moment at noon of 8 March."""
    return lambda **tables: moment_of({NOW: {"programme": [PROGRAMME]} | PLAN | tables})


def test_delay_notice_says_what_why_and_who(plan_of):
    found = draft(plan_of(), "delay", item="B")
    assert found.subject == "Delay: Task B, 2 h later, now Sun 8 Mar 20:00"
    assert found.body == (
        "Demo, as of Sun 8 Mar 2026, 08:00 (America/New_York)\n\n"
        "What: Task B (B).\n\n"
        "By how much: due Sun 8 Mar 18:00, now expected Sun 8 Mar 20:00: 2 h later.\n\n"
        "Why: all of it is inherited from what comes before. It waits for Task A (A), provider data lead, expected Sun 8 Mar 16:00.\n\n"
        "What it means: it is an entry task of checkpoint Gate (G), Sun 8 Mar 19:30. "
        "Slack \u221230 min: last entry task B expected 20:00 by the network, Sun 8 Mar 18:00 by its owners.\n"
        "Go-live: the cutover ends Sun 8 Mar 21:00 by the network, 23 h before the window closes. "
        "Any further slip moves that.\n\n"
        "Who acts: provider data lead finishes Task A; then customer interface lead goes on.\n\n"
        f"Basis: one of 4 delays, {NETWORK}. Status time Sun 8 Mar 2026, 08:00; {BASIS}"
    )
    assert (found.task_id, found.checkpoint_id) == ("B", None)


def test_delay_notice_of_a_checkpoint_names_its_last_task(plan_of):
    found = draft(plan_of(), "delay", item="G")
    assert (found.subject, found.checkpoint_id) == ("Delay: Gate, 30 min later, now Sun 8 Mar 20:00", "G")
    assert "Why: its last entry task is Task B (B), customer interface lead, expected Sun 8 Mar 20:00." in found.body
    assert "Who acts: customer interface lead finishes Task B; then nobody named decides." in found.body


def test_delay_notice_tells_a_block_and_its_end(plan_of):
    stuck = task("A", status="blocked", actual_start_at="2026-03-08T08:00", blocked_reason="No disk.", owners=["A. Ruiz"],
                 unblock_at="2026-03-08T20:00", remaining_hours=2.0, blocked_at="2026-03-08T10:00")  # fmt: skip
    found = draft(plan_of(tasks=[stuck, *PLAN["tasks"][1:]]), "delay", item="A").body
    assert "all of it is its own delay. It is blocked (No disk), expected to go on Sun 8 Mar 16:00." in found
    assert "Who acts: provider interface lead (A. Ruiz).\n" in found


def test_delay_in_two_parts_names_both(plan_of):
    late = PLAN["tasks"][1] | {"duration_minutes": 300.0}
    found = draft(plan_of(tasks=[PLAN["tasks"][0], late, PLAN["tasks"][2]]), "delay", item="B").body
    assert "3 h later." in found
    assert "1 h of it is its own delay, 2 h is inherited from what comes before." in found


def test_task_in_time_has_no_delay_notice(plan_of):
    with pytest.raises(MessageError, match="There is no delay to tell of X: it is done, not in the plan, or not"):
        draft(plan_of(), "delay", item="X")


def test_handover_notice_says_who_takes_what_on(plan_of):
    found = draft(plan_of(), "handover", task="A")
    assert found.subject == "Hand-off: Task A, expected Sun 8 Mar 16:00"
    assert found.body == (
        "Demo, as of Sun 8 Mar 2026, 08:00 (America/New_York)\n\n"
        "Handed over: Task A (A), in progress, expected Sun 8 Mar 16:00.\nBy: provider data lead.\n\n"
        "Taken on by:\n"
        "- customer interface lead: Task B (B), from Sun 8 Mar 16:00, planned Sun 8 Mar 14:00; any slip of it moves the finish.\n\n"
        "Please confirm that you take this on, or say what is missing.\n\n"
        f"Basis: 1 of 1 hand-off open, {NETWORK}. Status time Sun 8 Mar 2026, 08:00; {BASIS}"
    )


def test_handover_notice_carries_evidence_and_note(plan_of):
    done = PLAN["tasks"][0] | {"status": "complete", "actual_finish_at": "2026-03-08T11:00", "note": "signed by both",
                               "evidence_link": "https://example.org/a"}  # fmt: skip
    found = draft(plan_of(tasks=[done, *PLAN["tasks"][1:]]), "handover", task="A")
    assert found.subject == "Hand-off: Task A is done"
    assert (
        "(A), done Sun 8 Mar 07:00.\nBy: provider data lead.\nEvidence: https://example.org/a\nNote: Signed by both.\n"
        in found.body
    )


def test_task_that_nobody_takes_on_has_no_notice(plan_of):
    with pytest.raises(MessageError, match="There is nothing to hand over behind C"):
        draft(plan_of(), "handover", task="C")


def test_shift_notice_says_who_takes_over_from_whom(plan_of):
    moment = plan_of(shifts=SHIFTS, people=PEOPLE)
    block = moment.query("people_handovers").to_pylist()[0]["block_id"]
    found = draft(moment, "handover", block=block)
    assert found.subject == "Hand-over Sun 8 Mar 14:00: 1 task for 1 role"
    assert "Provider data lead: Day lead hands over to Night lead.\nWork: Task A." in found.body


def test_shift_without_work_has_no_notice(plan_of):
    with pytest.raises(MessageError, match="Nothing is handed over at the end of nowhere"):
        draft(plan_of(), "handover", block="nowhere")


def test_status_tells_answer_figures_needs_and_gates(plan_of):
    found = draft(plan_of(), "status")
    paragraphs = found.body.split("\n\n")
    assert found.subject.startswith("Demo: Cutover under way")
    assert paragraphs[0] == "Demo, as of Sun 8 Mar 2026, 08:00 (America/New_York)"
    assert paragraphs[2].startswith("Schedule: On track. Cutover ends 23 h before the window closes.\nForecast finish")
    assert paragraphs[3].startswith("Figures:\n- Tasks late: 0 (on 3 rows)\n")
    assert (
        "- Gate, Sun 8 Mar 19:30: Slack \u221230 min: last entry task B expected 20:00 by the network, Sun 8 Mar 18:00 by its owners."
        in found.body
    )
    assert paragraphs[-1].startswith("Basis: 3 tasks, 3 open tasks in the network, 1 checkpoint, ")
    assert paragraphs[-1].endswith(BASIS)


def test_status_of_an_empty_plan_says_what_is_unknown(moment_of):
    found = draft(moment_of({NOW: {"programme": [PROGRAMME]}}), "status")
    assert "Nothing needs attention.\n\nNo checkpoint lies ahead.\n\nBasis: 0 tasks, 0 open tasks" in found.body


def test_unknown_kind_is_refused(plan_of):
    with pytest.raises(MessageError, match="There is no draft 'joke'; it is one of status, delay, handover"):
        draft(plan_of(), "joke")


def test_hostile_names_stay_text_on_one_line(plan_of):
    named = PLAN["tasks"][1] | {"task_name": "Load\r\nBcc: x@y.z <b>{item}</b> \u202eevil"}
    found = draft(plan_of(tasks=[PLAN["tasks"][0], named, PLAN["tasks"][2]]), "delay", item="B")
    assert "\n" not in found.subject
    assert "What: Load  Bcc: x@y.z <b>{item}</b> evil (B)." in found.body


@pytest.mark.parametrize("kind", KINDS)
def test_no_draft_keeps_a_placeholder_or_a_null(plan_of, kind):
    about = {"delay": {"item": "B"}, "handover": {"task": "A"}}.get(kind, {})
    found = draft(plan_of(), kind, **about)
    assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bNaT\b|\bnull\b", found.subject + found.body)


def test_words_of_drafts():
    assert who("customer", "pmo_lead", ["A. Ruiz", "B. Chen"]) == "customer PMO lead (A. Ruiz, B. Chen)"
    assert (who(None, None), who(None, None, ["A. Ruiz"])) == ("nobody named", "A. Ruiz")
    assert (lowered("network_sme"), sentence("done. "), sentence(None)) == ("network SME", "Done.", "")


def test_long_subjects_are_shortened():
    assert len(subject_line("a" * 400)) == LONGEST_SUBJECT
