"""The desk: rights, keys, conflicts and who signs, before anything reaches the journal."""

import importlib
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from acting import ANN, AT, PAT, ROOM
from conftest import add_load

import cutover.record.builders as builders
from cutover import clock
from cutover.access import LOCAL
from cutover.acts import RIGHTS, VIEWER
from cutover.errors import ConflictError, JournalError, OvertakenError, RefusedAct
from cutover.record import desk as desk_of
from cutover.record import new_key, record, seals
from cutover.record.keys import row_id
from cutover.scenario import Lasts


@pytest.fixture(autouse=True)
def seals_are_small(monkeypatch):
    """Seal the verdict alone: seals have tests of their own, and sixteen reports take their time."""
    monkeypatch.setattr(seals, "SEALED_REPORTS", ("verdict",))


@pytest.fixture
def desk(store):
    """The desk of a store with the small plan."""
    add_load(store, AT, ROOM)
    return desk_of(store.path)


def now(desk):
    """Return the programme at its newest status time."""
    return desk.warehouse.moment()


def ann_votes(desk, vote: str = "go", **further):
    """Return the customer's vote on the gate."""
    return builders.vote(now(desk), "G", side="customer", role="program_manager", vote=vote, **further)


def test_recorded_act_is_in_force_at_once(desk):
    event = record(desk, ann_votes(desk), ANN)
    row = now(desk).row("votes", {"checkpoint_id": "G"})
    assert (event.act_id, row["vote"], row["source_file"]) == ("J000001", "go", "journal")


def test_desk_writes_who_and_when(desk):
    forged = replace(ann_votes(desk), after={"vote": "go", "voter": "Somebody else"})
    after = record(desk, forged, ANN).act.after
    assert (after["voter"], after["voted_at"]) == ("Ann Lee", "2026-03-01T12:00:00")


def test_open_condition_is_signed_by_nobody(desk):
    rows = [{"condition": "Fix", "side": "provider", "owner_role": "technical_lead", "due_at": "2026-03-04"}]
    decided = builders.decision(now(desk), "G", decision="conditional", reason="as No-Go votes", conditions=rows)
    record(desk, decided, ANN)
    event = record(desk, builders.condition(now(desk), "G-C1", status="open", note="soon"), PAT)
    assert "closed_by" not in event.act.after
    event = record(desk, builders.condition(now(desk), "G-C1", status="met"), PAT)
    assert (event.act.after["closed_by"], event.act.after["closed_at"]) == ("Pat Roy", "2026-03-01T12:00:00")


def test_same_key_again_is_the_same_act(desk):
    act = ann_votes(desk)
    first, again = record(desk, act, ANN), record(desk, act, ANN)
    later = replace(act, as_of=act.as_of + timedelta(hours=1), seen=1)
    assert (again.seq, record(desk, later, ANN).seq) == (first.seq, first.seq)
    assert len(desk.journal.events("demo")) == 1


def test_second_person_is_told_what_changed(desk):
    hers, his = (builders.task(now(desk), "B", status=status) for status in ("in_progress", "complete"))
    record(desk, hers, ANN)
    with pytest.raises(ConflictError) as refused:
        record(desk, his, replace(PAT, side="customer"))
    message = str(refused.value)
    assert "Ann Lee (Customer, Program manager)" in message
    assert "status Not started → In progress" in message
    assert "(J000001)" in message


def test_conflict_tells_columns_in_words_and_local_time(desk):
    hers, his = (builders.task(now(desk), "B", status=status) for status in ("complete", "in_progress"))
    record(desk, hers, ANN)
    with pytest.raises(ConflictError) as refused:
        record(desk, his, replace(PAT, side="customer"))
    assert "actual finish empty → Sun 1 Mar 2026, 12:00; " in str(refused.value)
    assert "remaining hours empty → 0; status Not started → Complete." in str(refused.value)


def test_of_two_at_once_one_is_told(desk):
    acts = [builders.task(now(desk), "B", status=status) for status in ("in_progress", "complete")]
    found = []

    def say(act) -> None:
        try:
            found.append(record(desk, act, ANN).seq)
        except ConflictError as error:
            found.append(str(error))

    threads = [threading.Thread(target=say, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(type, found), key=str) == [int, str]


def test_condition_changed_by_its_decision_is_told(desk):
    """A decision carries its conditions: who changes one meanwhile is told, as by an act on the condition itself."""
    rows = [{"condition": "Fix", "side": "provider", "owner_role": "technical_lead", "due_at": "2026-03-04"}]
    decided = builders.decision(now(desk), "G", decision="conditional", reason="as No-Go votes", conditions=rows)
    carried = record(desk, decided, ANN).act.after["conditions"][0]
    hers = builders.condition(now(desk), "G-C1", status="open", due_at="2026-03-06")
    later = [carried | {"due_at": "2026-03-05T00:00:00"}]
    record(desk, builders.correction(now(desk), "J000001", reason="more time", conditions=later), ANN)
    with pytest.raises(ConflictError, match=r"Ann Lee .*\(J000002\) a decision of G"):
        record(desk, hers, PAT)
    assert desk.journal.head().seq == 2


def test_look_again_and_the_change_is_accepted(desk):
    record(desk, builders.task(now(desk), "B", status="in_progress"), ANN)
    event = record(desk, builders.task(now(desk), "B", status="complete"), ANN)
    assert (event.act.seen, event.act.before["status"]) == (1, "in_progress")


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        (replace(ANN, rights=(VIEWER,)), "needs the right"),
        (replace(ANN, rights=()), "needs the right"),
        (replace(ANN, side="provider"), "own side and role"),
        (replace(ANN, role="pmo_lead"), "own side and role"),
    ],
)
def test_act_without_the_right_writes_nothing(desk, actor, said):
    with pytest.raises(RefusedAct, match=said):
        record(desk, ann_votes(desk), actor)
    assert desk.journal.head().seq == 0


def test_row_may_not_be_moved_to_the_own_side(desk):
    rows = [{"condition": "Fix", "side": "provider", "owner_role": "technical_lead", "due_at": "2026-03-04"}]
    record(desk, builders.decision(now(desk), "G", decision="conditional", reason="r", conditions=rows), ANN)
    act = builders.condition(now(desk), "G-C1", status="met", side="customer")
    with pytest.raises(RefusedAct, match="belongs to the provider"):
        record(desk, act, replace(ANN, rights=("contributor",)))


def test_local_user_may_vote_for_either_side(desk):
    for side in ("customer", "provider"):
        record(desk, builders.vote(now(desk), "G", side=side, role="program_manager", vote="go"), LOCAL)
    assert now(desk).table("stg_votes")["voter"].to_pylist() == ["Local user", "Local user"]


def test_read_only_journal_refuses_with_its_reason(desk, monkeypatch):
    monkeypatch.setattr(type(desk.journal), "is_read_only", property(lambda _: "row 7 was changed"))
    with pytest.raises(JournalError, match="Nothing can be recorded: row 7 was changed"):
        record(desk, ann_votes(desk), ANN)


def test_status_time_beyond_tomorrow_is_refused(desk):
    far = clock.now() + timedelta(days=1, minutes=5)
    with pytest.raises(RefusedAct, match="more than a day ahead"):
        record(desk, builders.task(now(desk), "B", status="in_progress", at=far), ANN)


def test_status_time_of_a_snapshot_is_never_too_late(desk):
    add_load(desk.store, "2190-03-01T12:00", {"tasks": ROOM["tasks"]})
    assert record(desk, builders.note(now(desk), "the clock of this machine is slow"), ANN).act_id == "J000001"


def test_nothing_is_recorded_on_a_reopened_moment(desk):
    moment = now(desk)
    moment.is_sealed = True
    with pytest.raises(RefusedAct, match="re-opened as it was known then"):
        builders.note(moment, "late thought")


def test_nothing_is_recorded_on_a_scenario(desk):
    with pytest.raises(RefusedAct, match="a scenario"):
        builders.task(now(desk).altered([Lasts("A", 60)]), "A", status="complete")


def test_vote_since_the_page_was_shown_stops_a_decision(desk):
    decided = builders.decision(now(desk), "G", decision="go", reason="all is well")
    record(
        desk, builders.vote(now(desk), "G", side="provider", role="program_manager", vote="no_go", comment="late"), PAT
    )
    with pytest.raises(ConflictError, match="vote empty → No-Go"):
        record(desk, decided, ANN)


def test_withdrawn_vote_stops_a_decision_too(desk):
    record(desk, ann_votes(desk), ANN)
    decided = builders.decision(now(desk), "G", decision="go", reason="all is well")
    record(desk, builders.withdrawal(now(desk), "J000001", reason="wrong gate"), ANN)
    with pytest.raises(ConflictError, match="a withdrawal of J000001"):
        record(desk, decided, ANN)


def test_what_others_say_elsewhere_stops_no_decision(desk):
    decided = builders.decision(now(desk), "G", decision="go", reason="all is well")
    record(desk, builders.note(now(desk), "coffee is out"), PAT)
    record(desk, builders.vote(now(desk), "P", side="provider", role="program_manager", vote="go"), PAT)
    assert record(desk, decided, ANN).act_id == "J000003"


@pytest.fixture
def while_checked(monkeypatch):
    """Have something happen once, after the next act was checked and before it is written."""
    module = importlib.import_module("cutover.record.desk")

    def arrange(happen) -> None:
        check, left = module._admitted, [happen]

        def admitted(*asked):
            act = check(*asked)
            if left:
                left.pop()()
            return act

        monkeypatch.setattr(module, "_admitted", admitted)

    return arrange


def test_vote_while_a_decision_is_checked_stops_it(desk, while_checked):
    no = builders.vote(now(desk), "G", side="provider", role="program_manager", vote="no_go", comment="not ready")
    while_checked(lambda: record(desk, no, PAT))
    with pytest.raises(ConflictError, match=r"Pat Roy .*\(J000001\) a vote of G .*vote empty → No-Go"):
        record(desk, builders.decision(now(desk), "G", decision="go", reason="all is well"), ANN)
    assert [event.act.kind for event in desk.journal.events("demo")] == ["vote"]


def test_decision_is_sealed_to_the_row_before_it(desk, while_checked):
    """A note that lands meanwhile stops nothing: the decision is checked and sealed again behind it."""
    while_checked(lambda: record(desk, builders.note(now(desk), "Elsewhere"), PAT))
    decided = builders.decision(now(desk), "G", decision="no_go", reason="not ready")
    event = record(desk, decided, ANN)
    assert (event.seq, event.act.seal["position"]) == (2, 1)


def test_of_two_calls_to_turn_back_one_is_recorded(desk, while_checked):
    calls = [builders.rollback(now(desk), reason=why, side="customer", role="program_manager") for why in "ab"]
    while_checked(lambda: record(desk, calls[0], ANN))
    with pytest.raises(RefusedAct, match="the way back is called already"):
        record(desk, calls[1], ANN)
    assert len(desk.journal.events("demo")) == 1


def test_task_is_not_started_while_a_call_locks_it(desk, while_checked):
    call = builders.rollback(now(desk), reason="it fails", side="customer", role="program_manager")
    while_checked(lambda: record(desk, call, ANN))
    with pytest.raises(RefusedAct, match="B is locked"):
        record(desk, builders.task(now(desk), "B", status="in_progress"), replace(PAT, side="customer"))


def test_overtaken_again_and_again_is_told(desk, monkeypatch):
    def overtaken(*_asked, **_upto) -> None:
        raise OvertakenError("Meanwhile somebody recorded a note.")

    monkeypatch.setattr(desk.journal, "append", overtaken)
    with pytest.raises(ConflictError, match="Others record faster than this can be checked"):
        record(desk, ann_votes(desk), ANN)


def test_unknown_programme_is_told(desk):
    act = replace(ann_votes(desk), programme_id="nope")
    with pytest.raises(Exception, match="There is no programme nope"):
        record(desk, act, ANN)


def test_task_update_moves_the_status_time_forward(desk):
    at = datetime(2026, 3, 1, 15)
    event = record(desk, builders.task(now(desk), "B", status="in_progress", at=at), ANN)
    assert (event.act.as_of, now(desk).as_of) == (at, at)
    earlier = builders.task(now(desk), "B", status="complete", at=datetime(2026, 3, 1, 14))
    assert earlier.as_of == at


def test_keys_of_two_acts_differ():
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert row_id("N", "one") == row_id("N", "one") != row_id("N", "two")


def test_rights_of_tests_are_all_there_are():
    assert set(ANN.rights) == set(RIGHTS)
