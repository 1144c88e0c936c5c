"""The command line says something for the record, and lists what was said."""

import csv
import io
import json

import pytest
from acting import AT, ROOM
from conftest import add_load

from cutover import cli
from cutover.store import Store

VOTE = ("record", "vote", "--subject", "checkpoint_id=G", "--subject", "side=customer",
        "--subject", "role=program_manager")  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command line on a store with the small plan: exit code, stdout, stderr."""
    monkeypatch.setenv("CUTOVER_STORE", str(tmp_path / "store"))
    zone = [ROOM["programme"][0] | {"zone": "America/New_York"}]
    add_load(Store(tmp_path / "store"), AT, ROOM | {"programme": zone})

    def call(*words: str) -> tuple[int, str, str]:
        code = cli.main(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def listed(run) -> list[dict]:
    """Return the acts as the command line lists them."""
    return list(csv.DictReader(io.StringIO(run("acts", "--format", "csv")[1])))


def test_vote_is_recorded_and_listed(run):
    assert run(*VOTE, "--set", "vote=no-go", "--set", "comment=late") == (0, "Recorded as J000001.\n", "")
    row = listed(run)[0]
    assert (row["act_id"], row["label"], row["subject"], row["state"]) == (
        "J000001", "Vote", "votes:G/customer/program_manager", "in_force",
    )  # fmt: skip


def test_same_key_is_recorded_once(run):
    for _ in range(2):
        assert run(*VOTE, "--set", "vote=go", "--key", "monday")[1] == "Recorded as J000001.\n"
    assert len(listed(run)) == 1


def test_local_time_is_understood(run):
    code, _, _ = run("record", "task", "--subject", "task_id=B", "--set", "status=in_progress",
                     "--set", "actual_start_at=2026-03-01T06:30")  # fmt: skip
    changes = listed(run)[0]["changes"]
    assert code == 0
    assert "2026-03-01T11:30:00" in changes


def test_decision_takes_its_conditions_as_json(run):
    rows = [{"condition": "Fix", "condition_id": "G-C1", "checkpoint_id": "G", "side": "provider",
             "owner_role": "technical_lead", "due_at": "2026-03-04T12:00Z"}]  # fmt: skip
    code, out, err = run("record", "decision", "--subject", "checkpoint_id=G", "--set", "decision=conditional",
                         "--set", f"conditions={json.dumps(rows)}", "--reason", "one thing is left")  # fmt: skip
    assert (code, out, err) == (0, "Recorded as J000001.\n", "")
    assert run("report", "decision_conditions", "checkpoint=G", "--format", "csv")[1].count("G-C1") == 1


def test_withdrawal_names_only_the_act(run):
    run(*VOTE, "--set", "vote=go")
    assert run("record", "withdrawal", "--corrects", "J000001", "--reason", "slip")[1] == "Recorded as J000002.\n"
    assert {row["act_id"]: row["state"] for row in listed(run)} == {"J000001": "void", "J000002": "in_force"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("record", "dance"), "There is no kind of act 'dance'; there are vote, decision"),
        (("record", "load", "--subject", "load_id=L000001"), "There is no kind of act 'load'"),
        ((*VOTE, "--set", "vote"), "'vote' sets nothing; write it as column=value."),
        ((*VOTE, "--set", "vote=go", "--set", "vote=no_go"), "vote is given twice."),
        ((*VOTE, "--set", "vote=perhaps"), "vote is perhaps; allowed are go, conditional, no_go"),
        ((*VOTE, "--set", "vote=go", "--set", "voted_at=soon"), "'soon' is no time"),
        (("record", "decision", "--subject", "checkpoint_id=G", "--set", "conditions=[", "--reason", "r"), "no JSON"),
        (("record", "task", "--subject", "task_id=Z", "--set", "status=failed", "--reason", "r"), "there is no Z"),
    ],
)
def test_what_cannot_be_recorded_is_one_line(run, words, said):
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_side_and_role_are_of_the_local_user(run):
    words = ("record", "decision", "--subject", "checkpoint_id=P", "--set", "decision=go", "--reason", "no-go is over")
    assert "Program manager (customer) alone" in run(*words)[2]
    assert run(*words, "--side", "customer", "--role", "program_manager")[1] == "Recorded as J000001.\n"
