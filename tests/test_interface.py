"""The HTTP interface, asked without a network: who may ask, how often, what reports answer, how refusals read."""

import asyncio
import io
import threading
import time
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from acting import AT, ROOM
from asking import NOW, Tool, make_token
from conftest import add_load

from cutover.errors import JournalError, ReportError
from cutover.interface import Rates, gate, reports
from cutover.interface.kept import Kept
from cutover.interface.readiness import Readiness, Ready
from cutover.interface.service import Service
from cutover.queries import read_queries
from cutover.tokens import Tokens
from cutover.warehouse import Moment

TASKS = "/v1/reports/task_counts"


@pytest.fixture
def room(store):
    """The folder of a store that holds the small plan."""
    add_load(store, AT, ROOM)
    return store.path


@pytest.fixture
def tool(room):
    return Tool(room, token=make_token(room, now=NOW, days=366))


@pytest.fixture
def stranger(room):
    return Tool(room)


def detail(answer) -> str:
    """Return the one sentence of a refusal, in the one shape."""
    assert list(answer.json()) == ["detail"]
    return answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/reports", TASKS, "/v1/openapi.json", "/", "/docs", "/openapi.json", "/v1/x"])
def test_nothing_is_told_without_a_token(stranger, path):
    """ASVS 8.3.1: nobody learns without a token what there is."""
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="cutover"')
    assert detail(answer).startswith("A token is needed")


@pytest.mark.parametrize("sent", ["Bearer cutover_" + "x" * 43, "Bearer ", "Basic YTpi", "cutover_x", "Bearer a b"])
def test_other_credentials_let_nobody_in(stranger, sent):
    answer = stranger.get(TASKS, Authorization=sent)
    assert (answer.status_code, detail(answer)[:23]) == (401, "This token is not valid")


def test_token_counts_in_no_other_place(stranger, room):
    """Neither in the address, which logs keep, nor in a cookie, which browsers send by themselves."""
    secret = make_token(room, days=366)
    assert stranger.get(f"/v1/reports?token={secret}").status_code == 401
    assert stranger.get("/v1/reports", Cookie=f"token={secret}").status_code == 401


def test_revoked_token_is_refused_at_once(tool, room):
    kept = Tokens(room)
    assert tool.get(TASKS).status_code == 200
    kept.revoke(kept.listed()[0].token_id, now=NOW)
    kept.close()
    assert tool.get(TASKS).status_code == 401


def test_expired_token_is_refused(room):
    assert Tool(room, token=make_token(room, now=NOW - timedelta(days=900), days=1)).get(TASKS).status_code == 401


def test_too_many_requests_wait(room):
    tool = Tool(room, token=make_token(room, days=366), rates=Rates(requests="3/minute"))
    answers = [tool.get("/v1/nothing") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert detail(answers[3]) == "Too many requests of this token; allowed: 3 per 1 minute. Wait, then go on."


def test_rate_of_one_token_holds_up_no_other(room):
    first = Tool(room, token=make_token(room, days=366), rates=Rates(requests="1/minute"))
    other = make_token(room, days=366)
    assert [first.get("/v1/x").status_code for _ in range(2)] == [404, 429]
    assert first.get("/v1/x", Authorization=f"Bearer {other}").status_code == 404


def test_tries_without_a_token_wait_but_nobody_else(room):
    """Behind a proxy all have one address: somebody's tries lock no valid token out."""
    tool = Tool(room, rates=Rates(failures="3/minute"))
    answers = [tool.get("/v1/reports", Authorization="Bearer x") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[3].headers["retry-after"]) >= 1
    assert tool.get("/v1/reports", Authorization=f"Bearer {make_token(room, days=366)}").status_code == 200


def test_tokens_that_do_not_answer_let_nobody_in(tool, room):
    (room / "tokens.sqlite").write_bytes(b"no database" * 100)
    answer = tool.get(TASKS)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "their database does not answer" in detail(answer)


def test_readiness_names_its_parts_to_everybody(stranger):
    assert stranger.get("/readyz").json() == {
        "status": "ready", "programme": "demo", "as_of": "2026-03-01T12:00:00Z",
        "parts": {"journal": "ok", "reports": "ok", "tokens": "ok"},
    }  # fmt: skip


def test_readiness_answers_head_as_get(stranger, tmp_path):
    """Load balancers ask so; the server leaves the body out."""
    assert stranger.send("HEAD", "/readyz").status_code == 200
    assert Tool(tmp_path / "empty").send("HEAD", "/readyz").status_code == 503


def test_readiness_tells_no_stranger_why_not(tmp_path, caplog):
    answer = Tool(tmp_path / "empty").get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "parts": {"journal": "ok", "reports": "not", "tokens": "ok"}}
    assert "The store is empty" in caplog.text


def test_readiness_asks_the_journal_too(room, monkeypatch):
    monkeypatch.setattr("cutover.journal.ledger.Journal.is_read_only", "its chain is broken")
    assert asyncio.run(Readiness(Service(lambda: room)).ask()).parts == {
        "journal": "not",
        "reports": "ok",
        "tokens": "ok",
    }


def test_readiness_asks_the_databases_rarely(room, monkeypatch):
    asked = []
    monkeypatch.setattr(Readiness, "_journal", lambda self: asked.append(1))
    readiness = Readiness(Service(lambda: room))
    for _ in range(20):
        asyncio.run(readiness.ask())
    assert asked == [1]


def test_report_tells_how_it_was_computed(tool):
    answer = tool.get(f"{TASKS}?by=side").json()
    assert [row["group_value"] for row in answer["rows"]] == ["customer", "provider"]
    assert (answer["n"], answer["programme"], answer["as_of"]) == (2, "demo", "2026-03-01T12:00:00Z")
    assert answer["snapshot"] == {"load_id": "L000001", "as_of": "2026-03-01T12:00:00Z"}
    assert answer["computed"] == read_queries("reports")["task_counts"].header
    assert answer["columns"][0]["type"] == "varchar"


def test_report_is_that_of_the_warehouse(tool, room):
    asked = Service(lambda: room).moment(None, None).query("task_list", show="all").to_pylist()
    given = tool.get("/v1/reports/task_list?show=all").json()["rows"]
    assert [row["task_id"] for row in given] == [row["task_id"] for row in asked] == ["A", "B"]
    assert given[0]["planned_finish_at"] == "2026-03-02T08:00:00Z"


@pytest.mark.parametrize(
    ("query", "shown"), [("sides=customer", ["B"]), ("sides=customer,provider", ["A", "B"]), ("sides=", ["A", "B"]),
                         ("sides=customer&sides=shared", ["B"]), ("limit=1", ["A"]), ("offset=1", ["B"]),
                         ("limit=1&offset=5", [])],
)  # fmt: skip
def test_rows_are_filtered_and_cut(tool, query, shown):
    answer = tool.get(f"/v1/reports/task_list?show=all&{query}").json()
    assert [row["task_id"] for row in answer["rows"]] == shown


def test_past_moment_is_local_time_without_offset(tool, room, store):
    programme = [ROOM["programme"][0] | {"zone": "America/New_York"}]
    add_load(store, "2026-03-08T12:00", ROOM | {"programme": programme})
    assert tool.get(f"{TASKS}?as_of=2026-03-02T12:00").json()["as_of"] == "2026-03-02T17:00:00Z"
    assert tool.get(f"{TASKS}?as_of=2026-03-02T12:00Z").json()["as_of"] == "2026-03-02T12:00:00Z"
    assert tool.get(TASKS).json()["as_of"] == "2026-03-08T12:00:00Z"


def test_question_of_the_past_displaces_no_page(room, store):
    add_load(store, "2026-03-08T12:00", ROOM)
    service = Service(lambda: room)
    for day in range(1, 9):
        service.moment(None, f"2026-03-0{day}T08:00")
    newest = service.moment(None, None)
    assert [moment.as_of for moment in service.desk().warehouse._moments.values()] == [newest.as_of]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("task_count", 404, "There is no report task_count. Did you mean task_counts?"),
        ("task_counts?by=colour", 422, "The report task_counts: by is colour; allowed are all, phase, workstream"),
        ("task_counts?by=null", 422, "The report task_counts: by is null; allowed are all, phase, workstream"),
        ("task_counts?by=all&by=side", 422, "The report task_counts: by is given 2 times."),
        ("task_counts?colour=red", 422, "The report task_counts has no parameter colour; it takes: by, phases, sides"),
        ("task_counts?programme_id=x", 422, "The report task_counts has no parameter programme_id"),
        ("task_counts?programme=x", 404, "There is no programme x; the store holds demo."),
        ("task_counts?programme=", 422, "The report task_counts: programme is empty"),
        ("task_counts?as_of=soon", 422, "'soon' is no time; write it as 2026-03-14T08:00"),
        ("task_counts?as_of=9999-01-01", 422, "'9999-01-01' is no time from 1900 to 2199."),
        ("task_counts?limit=0", 422, "The report task_counts: limit is 0; it must be a number from 1 to 1,000,000."),
        ("task_counts?offset=1e9", 422, "The report task_counts: offset is 1e9; it must be a number from 0"),
        ("task_counts?format=xls", 422, "The report task_counts: format is xls; allowed are json, csv, parquet."),
        ("task_counts?sides=%00", 422, "The report task_counts: a value has at most 500 characters, and no NUL."),
        ("task_counts?sides=" + "x" * 501, 422, "The report task_counts: a value has at most 500 characters"),
        ("../tasks.sql", 404, "There is nothing at this address"),
    ],
)
def test_question_that_does_not_fit_is_told(tool, path, status, said):
    answer = tool.get(f"/v1/reports/{path}")
    assert answer.status_code == status
    assert detail(answer).startswith(said)


@pytest.mark.parametrize("number", ["1.5", "many", "9" * 30, "٣", "0x10", "-1", "1000001"])
def test_number_that_is_none_is_told(tool, number):
    counted = [(q.name, p.name) for q in read_queries("reports").values() for p in q.parameters if p.type == "bigint"]
    report, name = counted[0]
    answer = tool.get(f"/v1/reports/{report}?{name}={number}")
    assert (answer.status_code, f"{name} is {number}" in detail(answer)) == (422, True)


def test_same_answer_is_not_sent_twice(tool, room, store):
    first = tool.get(TASKS)
    again = tool.get(TASKS, If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    add_load(store, "2026-03-08T12:00", ROOM)
    assert tool.get(TASKS, If_None_Match=first.headers["etag"]).status_code == 200


def test_other_questions_have_other_etags(tool):
    queries = ("", "?by=side", "?format=csv", "?limit=1", "?offset=1", "?sides=customer", "?as_of=2026-03-01")
    assert len({tool.get(TASKS + query).headers["etag"] for query in queries}) == 7


def test_caches_keep_nothing_for_others(tool, stranger):
    """ASVS 14.3.2."""
    report = tool.get(TASKS).headers
    assert (report["cache-control"], report["vary"]) == ("private, no-cache", "Authorization")
    for answer in (stranger.get("/v1/reports"), stranger.get("/readyz"), tool.get("/v1/reports"), tool.get("/v1/x")):
        assert answer.headers["cache-control"] == "private, no-store"


def test_csv_holds_no_live_formula(store):
    hostile = ROOM | {"tasks": [ROOM["tasks"][0] | {"task_name": '=HYPERLINK("https://evil.example")'}]}
    add_load(store, AT, hostile)
    answer = Tool(store.path, token=make_token(store.path, days=366)).get("/v1/reports/task_list?show=all&format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="task_list.csv"'
    assert "\"'=HYPERLINK" in answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_parquet_holds_the_same_rows(tool):
    answer = tool.get("/v1/reports/task_list?show=all&format=parquet&limit=1")
    rows = pq.read_table(io.BytesIO(answer.content))
    assert rows["task_id"].to_pylist() == ["A"]
    assert str(rows.schema.field("planned_finish_at").type) == "timestamp[us, tz=UTC]"


def test_list_names_every_report(tool):
    found = {each["name"]: each for each in tool.get("/v1/reports").json()}
    assert set(found) == set(read_queries("reports"))
    assert found["task_counts"]["parameters"][0] == {
        "name": "by", "type": "varchar", "default": "all", "description": found["task_counts"]["parameters"][0]["description"],
        "allowed": ["all", "phase", "workstream", "side", "owner_role", "status"],
    }  # fmt: skip
    assert found["task_counts"]["address"] == "/api/v1/reports/task_counts"


def test_frame_hides_no_parameter_of_a_report():
    """A report that took `format` or `limit` could not be given it."""
    taken = {p.name for query in read_queries("reports").values() for p in reports.own_parameters(query)}
    assert taken & set(reports.FRAME) == set()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_reports_are_only_read(tool, method):
    answer = tool.send(method, TASKS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_no_other_origin_is_let_in(tool):
    answer = tool.get("/v1/reports", Origin="https://evil.example")
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_fault_tells_a_number_and_nothing_else(tool, monkeypatch, caplog):
    """ASVS 16.5.1."""
    monkeypatch.setattr(Moment, "query", lambda *_, **__: 1 / 0)
    answer = tool.get(TASKS)
    assert answer.status_code == 500
    incident = detail(answer).removesuffix(".").rpartition(" ")[2]
    assert f"Incident {incident}" in caplog.text
    assert "ZeroDivisionError" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"), [(ReportError("The report took longer than 60 seconds."), 503), (JournalError("busy"), 503)]
)
def test_what_does_not_answer_is_told_with_503(tool, monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(Moment, "query", fail)
    answer = tool.get(TASKS)
    assert (answer.status_code, detail(answer)) == (status, str(error))


def test_slow_reports_hold_up_no_readiness(room, monkeypatch):
    """All threads of reports are busy: an act, a token and readiness are still answered."""
    tool, blocked = Tool(room, token=make_token(room, days=366)), threading.Event()
    monkeypatch.setattr(reports, "_body", lambda *_: blocked.wait(20) and b"[]")
    slow = [threading.Thread(target=tool.get, args=(f"{TASKS}?by={by}",)) for by in ("all", "side", "phase", "status")]
    for thread in slow:
        thread.start()
    begun = time.monotonic()
    assert tool.get("/v1/reports").status_code == 200
    assert time.monotonic() - begun < 10
    blocked.set()
    for thread in slow:
        thread.join()


def test_slow_readiness_holds_up_no_tool(room, monkeypatch):
    """Strangers may ask for it: what they wait for is no thread of tools."""
    tool, blocked = Tool(room, token=make_token(room, days=366)), threading.Event()
    monkeypatch.setattr(Readiness, "_fresh", lambda self: Ready(status="ready", parts={}) if blocked.wait(20) else None)
    slow = [threading.Thread(target=tool.get, args=("/readyz",)) for _ in range(8)]
    for thread in slow:
        thread.start()
    begun = time.monotonic()
    assert tool.get(TASKS).status_code == 200
    assert time.monotonic() - begun < 10
    blocked.set()
    for thread in slow:
        thread.join()


def test_body_that_comes_slowly_is_not_waited_for(tool, monkeypatch):
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.05)

    async def slowly():
        yield b"{"
        await asyncio.sleep(5)

    answer = tool.send("POST", "/v1/tasks/A/events", content=slowly())
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")
    assert detail(answer) == "The body did not come within 0.05 seconds."


def test_kept_answers_are_few_and_small():
    kept = Kept(most=2, largest_bytes=10)
    for name, body in (("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"x" * 11)):
        kept.put(name, body)
    assert [kept.get(name) for name in "abcd"] == [None, b"2", b"3", None]
