"""The HTTP interface in the real server: beside the pages, with and without a sign-in."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from asking import make_token
from conftest import add_load
from test_pages import NEWEST, rows_at

from cutover import clock
from cutover.store import Store

from .serving import Server, fetch

COUNTS = "/api/v1/reports/task_counts"


@pytest.fixture(scope="module")
def token(server) -> dict[str, str]:
    """The header of a token of the shared server."""
    return {"Authorization": f"Bearer {make_token(server.store.path, now=clock.now())}"}


@pytest.fixture(scope="module")
def secured(secured_app, tmp_path_factory) -> Server:
    """An application with a sign-in over a store of its own, since something is recorded here."""
    store = Store(tmp_path_factory.mktemp("rooms") / "store")
    add_load(store, NEWEST, rows_at(NEWEST), "ferry")
    return secured_app(store)


def post(server: Server, path: str, said: object, **headers: str) -> tuple[int, dict]:
    """Return status and answer of something said in JSON."""
    with closing(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)) as connection:
        connection.request("POST", path, json.dumps(said), {"Content-Type": "application/json"} | headers)
        with connection.getresponse() as answer:
            return answer.status, json.loads(answer.read())


def test_readiness_is_open_and_the_rest_is_not(server):
    status, headers, body = fetch(f"{server.address}/api/readyz")
    assert (status, json.loads(body)["parts"]) == (200, {"journal": "ok", "reports": "ok", "tokens": "ok"})
    assert (headers["x-frame-options"], headers["cache-control"]) == ("DENY", "private, no-store")
    assert fetch(f"{server.address}{COUNTS}")[0] == 401


def test_report_is_served_beside_the_pages(server, token):
    status, headers, body = fetch(server.address + COUNTS, **token)
    assert (status, json.loads(body)["programme"]) == (200, "ferry")
    assert fetch(server.address + COUNTS, **token, **{"If-None-Match": headers["etag"]})[0] == 304
    assert fetch(f"{server.address}/readyz")[0] == 200


def test_many_tools_are_answered_at_once(server, token):
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda by: fetch(f"{server.address}{COUNTS}?by={by}", **token)[0], ["all", "side"] * 12)
        )
    assert set(answers) == {200}


def test_other_hosts_and_proxies_are_refused(server, token):
    assert fetch(server.address + COUNTS, Host="evil.example", **token)[0] == 400
    assert fetch(server.address + COUNTS, **{"X-Forwarded-For": "10.0.0.8"}, **token)[0] == 400


def test_websocket_of_the_interface_is_closed(server, token):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    with closing(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)) as connection:
        connection.request("GET", COUNTS, headers=upgrade | token)
        with connection.getresponse() as answer:
            assert answer.status == 403


@pytest.mark.parametrize("path", ["/api/%0av1/reports", "/api/x%0ay", "//api/v1/reports", "/api/../api/v1/reports"])
def test_way_around_the_interface_leads_nowhere(secured, path):
    """Streamlit answers what nobody else does: nothing may reach it without a session."""
    with closing(http.client.HTTPConnection(urlsplit(secured.address).netloc, timeout=30)) as connection:
        connection.request("GET", path)
        with connection.getresponse() as answer:
            assert (answer.status, b"Streamlit" in answer.read()) in {(400, False), (401, False)}


def test_session_is_nothing_at_the_interface(secured):
    """With a sign-in a tool is not sent to it, and no cookie stands for a token."""
    status, headers, body = fetch(secured.address + COUNTS, Cookie="_streamlit_user=x")
    assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="cutover"')
    assert json.loads(body)["detail"].startswith("A token is needed")
    assert fetch(f"{secured.address}/api/readyz")[0] == 200


def test_tool_records_where_people_sign_in(secured):
    pmo = {"side": "shared", "rights": ("pmo",), "now": clock.now() - timedelta(days=1)}
    token = {"Authorization": f"Bearer {make_token(secured.store.path, 'Pipeline', **pmo)}"}
    task_id = json.loads(fetch(f"{secured.address}/api/v1/reports/task_list?show=all", **token)[2])["rows"][0][
        "task_id"
    ]
    said = {"event": "note", "note": "Ran without a fault"}
    status, answer = post(secured, f"/api/v1/tasks/{task_id}/events", said, **token, **{"Idempotency-Key": "run-1"})
    assert (status, answer["after"]["writer"]) == (201, "Pipeline")
    assert post(secured, f"/api/v1/tasks/{task_id}/events", said, **token, **{"Idempotency-Key": "run-1"})[0] == 200
