"""The guard before the pages: hosts, this machine only, foreign identities, headers, cookies."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from cutover.access import ClaimMapping
from cutover.sessions import Limits, Sessions
from cutover.ui import guard, sign_in
from cutover.ui.sign_in import SignIn

SECRET = "of the tests only, of the tests only"
COOKIE = (
    "_streamlit_user="
    + create_signed_value(
        SECRET, "_streamlit_user", '{"is_logged_in": true, "sub": "a", "iss": "b", "iat": 4e9, "exp": 5e9}'
    ).decode()
)
HERE = ("127.0.0.1", 8501)
SIGN_IN = SignIn(
    "https://cutover.agency.example/oauth2callback", {"default": "https://id.agency.example"}, ClaimMapping(), Limits()
)


async def end(scope, receive, send) -> None:
    """An application that answers everything, with a cookie and a weak header."""
    headers = [(b"x-frame-options", b"ALLOWALL"), (b"set-cookie", b"a=b; HttpOnly"), (b"x-seen", repr(scope).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def ask(
    path: str = "/", server=HERE, client=HERE, kind: str = "http", method: str = "GET", query: str = "", **headers: str
) -> list[dict]:
    """Return what the guard sends for a request with these headers."""
    sent: list[dict] = []
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": named,
        "server": server, "client": client,
    }  # fmt: skip

    async def receive() -> dict:
        return {"type": f"{kind}.connect"}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(guard.Guard(end)(scope, receive, send))
    return sent


def header(sent: list[dict], name: str) -> list[str]:
    return [value.decode() for key, value in sent[0]["headers"] if key == name.encode()]


@pytest.fixture
def local(monkeypatch):
    """No provider is configured."""
    monkeypatch.setattr(sign_in, "settings", lambda: None)


@pytest.fixture
def secured(monkeypatch, tmp_path):
    """A provider is configured, behind HTTPS."""
    kept = Sessions(tmp_path / "store")
    monkeypatch.setattr(sign_in, "sessions", lambda: kept)
    monkeypatch.setattr(sign_in, "settings", lambda: SIGN_IN)
    monkeypatch.setattr(st, "get_option", lambda name: ["cutover.agency.example"])
    monkeypatch.setattr("streamlit.web.server.starlette.starlette_websocket.get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr("streamlit.auth_util.get_signing_secret", lambda: SECRET)
    yield
    kept.close()


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501"])
def test_local_guard_lets_own_hosts_in(local, host):
    assert ask(host=host)[0]["status"] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "10.0.0.7:8501"])
def test_local_guard_refuses_other_hosts(local, host):
    assert ask(host=host)[0]["status"] == 400


@pytest.mark.parametrize("ends", [{"server": ("10.0.0.7", 8501)}, {"client": ("10.0.0.8", 999)}, {"server": None}])
def test_local_guard_serves_this_machine_only(local, ends):
    """Binding `uvicorn app:app --host 0.0.0.0` is no way round."""
    assert ask(host="localhost", **ends)[0]["status"] == 400
    assert ask(host="localhost", kind="websocket", **ends)[0] == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize("name", ["x_forwarded_for", "forwarded", "x_remote_user", "x_forwarded_user", "x_real_ip"])
def test_local_guard_serves_no_proxy(local, name):
    assert ask(host="localhost", **{name: "10.0.0.8"})[0]["status"] == 400


def test_guard_replaces_weaker_headers(local):
    assert header(ask(host="localhost"), "x-frame-options") == ["DENY"]


def test_local_policy_allows_no_eval_and_no_other_origin():
    """ASVS 3.4.3."""
    policy = guard.security_headers()["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert all(len(value) == 44 for value in guard.inline_script_hashes())


def test_policy_names_provider_and_own_websocket():
    policy = guard.security_headers(SIGN_IN)["content-security-policy"]
    assert policy.endswith("form-action 'self' https://id.agency.example")
    assert "connect-src 'self' wss://cutover.agency.example;" in policy


def test_cookies_are_secure_behind_https(secured):
    """ASVS 3.3.1, 3.4.1."""
    sent = ask("/readyz", host="cutover.agency.example")
    assert header(sent, "set-cookie") == ["a=b; HttpOnly; Secure"]
    assert header(sent, "strict-transport-security") == ["max-age=31536000"]


@pytest.mark.parametrize("name", ["x_remote_user", "x_forwarded_user", "x_forwarded_for", "remote_user"])
def test_foreign_identity_never_reaches_the_app(secured, name):
    """ASVS 4.1.3: an intermediary's header cannot be set by the end user."""
    sent = ask("/readyz", host="cutover.agency.example", **{name: "spoofed@agency.example"})
    assert sent[0]["status"] == 200
    assert "spoofed" not in header(sent, "x-seen")[0]


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/host-config", "/_stcore/agent/interact", "/media/a.csv"]
)
def test_nothing_inside_is_served_without_session(secured, path):
    assert ask(path, host="cutover.agency.example")[0]["status"] == 401


def test_page_without_session_leads_to_sign_in(secured):
    sent = ask("/risk", host="cutover.agency.example")
    assert sent[0]["status"] == 302
    assert header(sent, "location")[0].startswith("/auth/login?provider=")
    assert header(sent, "set-cookie")[0].startswith("cutover_wanted=%2Frisk; HttpOnly; Max-Age=600")


def test_sign_in_that_fails_is_not_repeated(secured):
    """Provider and application would else go round in a circle."""
    assert ask("/risk", host="cutover.agency.example", cookie="cutover_wanted=%2Frisk")[0]["status"] == 401


def test_websocket_without_session_is_closed(secured):
    assert ask("/_stcore/stream", kind="websocket", host="cutover.agency.example")[0]["code"] == 1008


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/a/../b"])
def test_way_back_leads_to_own_pages_only(wanted):
    assert guard._wanted(wanted).headers["location"] == "/"


def passed(*orders: BackMsg, claims: dict | None = None) -> BackMsg:
    """Return the first order of an open page that passes the guard."""
    queue = [{"type": "websocket.receive", "bytes": order.SerializeToString()} for order in orders]

    async def receive() -> dict:
        return queue.pop(0)

    message = asyncio.run(guard.ordered(receive, claims)())
    return BackMsg.FromString(message["bytes"])


OPEN_PATHS = ["/auth/login", "/oauth2callback?code=1", "/static/js/a.js", "/app/static/inter-latin.woff2",
              "/_stcore/health", "/readyz", "/favicon.png"]  # fmt: skip


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_way_to_the_sign_in_is_open(secured, path):
    name, _, query = path.partition("?")
    assert ask(name, query=query, host="cutover.agency.example")[0]["status"] == 200


@pytest.mark.parametrize("path", ["/static/../risk", "/readyz/x", "/auth/other", "/_stcore/healthy", "/app/data.csv"])
def test_what_looks_like_an_open_path_is_not(secured, path):
    assert ask(path, host="cutover.agency.example")[0]["status"] in (302, 401)


def test_form_without_session_is_refused(secured):
    assert ask("/risk", method="POST", host="cutover.agency.example")[0]["status"] == 401


def test_error_of_the_provider_is_told(secured):
    sent = ask(guard.CALLBACK, query="error=access_denied&error_description=<b>", host="cutover.agency.example")
    assert sent[0]["status"] == 403
    assert b"has not signed you in: access denied." in sent[1]["body"]
    assert b"<b>" not in sent[1]["body"]


def test_return_from_a_sign_out_says_so(secured):
    sent = ask(guard.CALLBACK, host="cutover.agency.example")
    assert b"You are signed out." in sent[1]["body"]
    assert b'href="/auth/to/default"' in sent[1]["body"]


@pytest.mark.parametrize(("name", "status"), [("default", 302), ("other", 401)])
def test_link_leads_to_a_known_provider_only(secured, name, status):
    assert ask(f"/auth/to/{name}", host="cutover.agency.example")[0]["status"] == status


def test_several_providers_are_offered(secured, monkeypatch):
    two = replace(SIGN_IN, providers={"agency": "https://a.example", "vendor": "https://b.example"})
    monkeypatch.setattr(sign_in, "settings", lambda: two)
    sent = ask(host="cutover.agency.example")
    assert sent[0]["status"] == 401
    assert sent[1]["body"].count(b'<a href="/auth/to/') == 2


@pytest.mark.parametrize(
    "cookie", ["_streamlit_user=x", "_streamlit_user=", "=;=;", "a b c", "_streamlit_user=chunks-9"]
)
def test_cookie_that_is_none_signs_nobody_in(secured, cookie):
    assert ask(host="cutover.agency.example", cookie=cookie)[0]["status"] == 302


@pytest.mark.parametrize("path", ["/risk", "/auth/logout"])
def test_nobody_is_let_in_where_nobody_knows(secured, tmp_path, path):
    with closing(sqlite3.connect(tmp_path / "store" / "sessions.sqlite")) as damaged:
        damaged.execute("drop table cutover_sessions")
    assert ask(path, host="cutover.agency.example", cookie=COOKIE)[0]["status"] == 503


CLICK = BackMsg(rerun_script=ClientState(query_string="side=Customer"))


def test_nobody_empties_the_shared_caches():
    assert passed(BackMsg(clear_cache=True), CLICK) == CLICK


def test_message_after_the_end_shows_the_page_only(secured):
    """ASVS 7.4.1: no further use of an ended session, on an open page neither."""
    now = guard.clock.now()
    claims = {"sub": "a", "iss": "b", "iat": int((now - timedelta(hours=9)).timestamp()), "exp": 4e9}
    assert passed(CLICK, claims=claims) == BackMsg(rerun_script=ClientState())


def test_interface_needs_no_session_and_sees_no_cookie(secured):
    """It asks for a token itself; what a browser sends by itself must say nothing there."""
    sent = ask("/api/v1/reports", host="cutover.agency.example", cookie=COOKIE, x_remote_user="spoofed")
    assert sent[0]["status"] == 200
    assert "_streamlit_user" not in header(sent, "x-seen")[0]
    assert "spoofed" not in header(sent, "x-seen")[0]


@pytest.mark.parametrize("path", ["/api", "/apix", "/API/v1/reports"])
def test_what_looks_like_the_interface_is_not(secured, path):
    assert ask(path, host="cutover.agency.example")[0]["status"] in (302, 401)


@pytest.mark.parametrize("path", ["/api/\nv1/reports", "/api/x\ny", "/api/\x00", "/a\x7f", "/_stcore/health\n"])
def test_address_with_control_characters_leads_nowhere(secured, path):
    """What is mounted at /api does not match a line break: the request would pass it by, without token or session."""
    for kind in ("http", "websocket"):
        assert ask(path, kind=kind, host="cutover.agency.example")[0].get("status", 400) == 400


def test_interface_is_of_this_machine_without_sign_in(local):
    assert ask("/api/readyz", host="localhost", client=("10.0.0.8", 999))[0]["status"] == 400
    assert ask("/api/readyz", host="evil.example")[0]["status"] == 400
