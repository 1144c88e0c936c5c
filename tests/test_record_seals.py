"""What a decision was taken on re-opens exactly so, whatever is loaded or said later; what was touched is named."""

import json
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from acting import ANN, AT, PAT, ROOM
from conftest import add_load

import cutover.record.builders as builders
from cutover.errors import RefusedAct
from cutover.journal import open_journal
from cutover.queries import read_queries
from cutover.record import Desk, compare, record, reopen
from cutover.record import desk as desk_of
from cutover.record.seals import SEALED_REPORTS, digest, shown
from cutover.store import Store
from cutover.warehouse import Warehouse, raw

FIX = {"condition": "Fix the ledger", "side": "provider", "owner_role": "technical_lead", "due_at": "2026-03-04T12:00"}


def now(desk):
    """Return the programme at its newest status time."""
    return desk.warehouse.moment()


def decide(desk) -> tuple[str, dict[str, pa.Table]]:
    """Vote on both sides, the provider with doubts, and decide; return the decision's name and what the page said."""
    record(desk, builders.vote(now(desk), "G", side="customer", role="program_manager", vote="go"), ANN)
    doubt = builders.vote(
        now(desk), "G", side="provider", role="program_manager", vote="conditional", comment="ledger"
    )  # fmt: skip
    record(desk, doubt, PAT)
    page = now(desk)
    act = builders.decision(page, "G", decision="conditional", reason="one thing is left", conditions=[FIX])
    then = dict(shown(page, checkpoint="G"))
    return record(desk, act, ANN).act_id, then


def live_on(desk) -> None:
    """Let time pass: later and earlier loads, a task update, a correction, a withdrawal, a met condition."""
    add_load(desk.store, "2026-03-02T12:00", ROOM | {"criteria": [ROOM["criteria"][0] | {"actual": 1.0}]})
    add_load(desk.store, "2026-02-27T12:00", {"tasks": [ROOM["tasks"][0] | {"status": "blocked"}]})
    record(desk, builders.task(now(desk), "B", status="in_progress"), ANN)
    record(desk, builders.correction(now(desk), "J000001", reason="slip", vote="no_go", comment="no"), ANN)
    record(desk, builders.withdrawal(now(desk), "J000002", reason="settled"), PAT)
    record(desk, builders.condition(now(desk), "G-C1", status="met"), PAT)


def desk_of_another_process(store) -> Desk:
    """Return a desk that has nothing of the store in memory."""
    raw._cached_read.cache_clear()
    journal = open_journal(store.path)
    return Desk(store, journal, Warehouse(store, journal))


@pytest.fixture(scope="module")
def years_later(tmp_path_factory):
    """A desk with a decision, the rows of its page then, and much that came later."""
    store = Store(tmp_path_factory.mktemp("seals") / "store")
    add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    record(desk, builders.vote(now(desk), "P", side="customer", role="program_manager", vote="go"), ANN)
    before = now(desk)
    then = dict(shown(before, checkpoint="G"))
    act = builders.decision(before, "G", decision="no_go", reason="too early")
    act_id = record(desk, act, ANN).act_id
    return desk, act_id, then


def test_decision_reopens_with_equal_rows(store):
    add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    act_id, then = decide(desk)
    live_on(desk)
    later = desk_of_another_process(store)
    again = dict(shown(reopen(later, act_id), checkpoint="G"))
    assert again.keys() == then.keys()
    assert [name for name in then if not again[name].equals(then[name])] == []
    assert compare(later, act_id) == []


def test_later_page_says_otherwise_than_the_seal(store):
    add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    act_id, _ = decide(desk)
    live_on(desk)
    moment = reopen(desk, act_id)
    votes = {row["side"]: row["vote"] for row in moment.table("stg_votes").to_pylist()}
    assert votes == {"customer": "go", "provider": "conditional"}
    assert [row["vote"] for row in now(desk).table("stg_votes").to_pylist()] == ["no_go"]
    assert (moment.as_of, moment.position, moment.is_sealed) == (datetime(2026, 3, 1, 12), 2, True)


def test_seal_holds_what_the_page_said(years_later):
    desk, act_id, then = years_later
    seal = next(event for event in desk.journal.events() if event.act_id == act_id).act.seal
    assert seal["reports"] == {name: digest(rows) for name, rows in then.items()}
    assert (seal["position"], seal["load_ids"], seal["as_of"]) == (1, ["L000001"], "2026-03-01T12:00:00")
    assert (seal["values"]["verdict"], seal["values"]["gating_count"]) == ("incomplete", 1)


def test_seal_is_plain_json(years_later):
    desk, act_id, _ = years_later
    seal = desk.journal.events()[-1].act.seal
    assert json.loads(json.dumps(seal)) == seal
    assert desk.journal.events()[-1].act_id == act_id


def test_every_sealed_report_is_there():
    assert set(SEALED_REPORTS) <= set(read_queries("reports"))


def test_nothing_is_recorded_on_what_was_reopened(years_later):
    desk, act_id, _ = years_later
    with pytest.raises(RefusedAct, match="re-opened as it was known then"):
        builders.note(reopen(desk, act_id), "hindsight")


@pytest.mark.parametrize(("act_id", "said"), [("J000099", "There is no act"), ("J000001", "was not sealed")])
def test_only_sealed_acts_reopen(years_later, act_id, said):
    with pytest.raises(RefusedAct, match=said):
        reopen(years_later[0], act_id)


def test_touched_snapshot_is_named(store):
    load = add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    act_id = record(desk, builders.decision(now(desk), "G", decision="no_go", reason="too early"), ANN).act_id
    path = store.snapshots / load.load_id / "criteria.parquet"
    rows = pq.read_table(path, partitioning=None)
    changed = rows.set_column(rows.schema.get_field_index("actual"), "actual", [[0.0, 95.0]])
    path.chmod(0o600)
    pq.write_table(changed, path)
    manifest = store.snapshots / load.load_id / "manifest.json"
    manifest.write_text(manifest.read_text().replace("test", "text"))
    found = {difference.what for difference in compare(desk_of_another_process(store), act_id)}
    assert {"load L000001", "report verdict", "report readiness_criteria", "verdict"} <= found


def test_missing_load_is_named(store):
    add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    act_id = record(desk, builders.decision(now(desk), "G", decision="no_go", reason="too early"), ANN).act_id
    add_load(store, "2026-03-02", ROOM)
    (store.snapshots / "L000001").rename(store.path / "elsewhere")
    found = {difference.what: difference.found for difference in compare(desk, act_id)}
    assert found["load L000001"] == "gone"
    assert "load L000001; restore it from a backup" in found["moment"]


def test_assessment_keeps_the_verdict_of_its_moment(store):
    add_load(store, AT, ROOM)
    desk = desk_of(store.path)
    event = record(desk, builders.assessment(now(desk), "G", stage="preliminary"), ANN)
    row = now(desk).table("stg_assessments").to_pylist()[0]
    assert (row["verdict"], row["gating_count"], row["gating_met_count"], row["assessed_by"]) == (
        "incomplete", 1, 1, "Ann Lee",
    )  # fmt: skip
    assert compare(desk, event.act_id) == []
