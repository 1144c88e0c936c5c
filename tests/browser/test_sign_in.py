"""Signing in through a real provider: who gets in, as what, and what ends it."""

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from conftest import add_load
from playwright.sync_api import Browser, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from test_pages import NEWEST, rows_at
from websockets.sync.client import connect

from cutover.cli import main
from cutover.journal import open_journal
from cutover.store import Store

from .identity import COOKIE_SECRET, signed_in
from .serving import fetch, visitor

pytestmark = pytest.mark.browser
USER = "_streamlit_user"


class Stay(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_given) -> None:
        """Stay where the answer came from."""


@pytest.fixture(scope="module")
def secured(secured_app, tmp_path_factory):
    """One secured application for all tests of this file."""
    store = Store(tmp_path_factory.mktemp("rooms") / "store")
    add_load(store, NEWEST, rows_at(NEWEST), "ferry")
    return secured_app(store)


@pytest.fixture(scope="module")
def lead(secured, chromium):
    """The page of somebody of the customer who decides."""
    with signed_in(chromium, secured, "agency-lead", "/data?side=Customer") as watch:
        yield watch


def answer(address: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Return status and headers of an address, no redirect followed."""
    opener = build_opener(Stay)
    try:
        with opener.open(Request(address, headers=headers), timeout=10) as found:
            return found.status, dict(found.headers)
    except OSError as error:
        return error.code, dict(error.headers)


def is_let_in(address: str, cookie: str = "", **headers: str) -> bool:
    """Tell whether a request with this cookie gets the page; else it must lead to the sign-in."""
    status, found = answer(address, Cookie=cookie, **headers)
    assert status == 200 or found["location"].startswith("/auth/login")
    return status == 200


def upgraded(address: str, *lines: str) -> str:
    """Return the status line that a raw request for the websocket gets."""
    host = urlsplit(address)
    asked = (
        "GET /_stcore/stream HTTP/1.1", f"Host: {host.netloc}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", *lines, "", "",
    )  # fmt: skip
    with socket.create_connection((host.hostname, host.port), timeout=10) as line:
        line.sendall("\r\n".join(asked).encode())
        return line.recv(200).decode().splitlines()[0]


def cookie_of(watch) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in watch.page.context.cookies())


def signed_cookie(origin: str, *, age: int = 0, **claims: object) -> str:
    """Return a cookie as the server signs it, for somebody who signed in so many seconds ago."""
    now = int(time.time()) - age
    payload = {
        "iss": "http://127.0.0.1", "sub": "agency-lead", "nonce": "n", "iat": now, "exp": now + 3600, "org": "agency",
        "groups": ["cutover-pmo"], "jobs": ["Program Manager"], "origin": origin, "is_logged_in": True,
        "provider": "default",
    } | claims  # fmt: skip
    return f"{USER}={create_signed_value(COOKIE_SECRET, USER, json.dumps(payload)).decode()}"


@contextmanager
def known(browser: Browser, address: str, **claims: object) -> Iterator[Page]:
    """Open the page about data as somebody who has signed in just now."""
    name, _, value = signed_cookie(address, **claims).partition("=")
    with visitor(browser) as watch:
        watch.page.context.add_cookies([{"name": name, "value": value, "url": address}])
        watch.page.goto(f"{address}/data")
        watch.page.locator(".answer h1").wait_for()
        yield watch.page


def test_sign_in_leads_to_the_page_that_was_opened(secured, lead):
    assert lead.page.url == f"{secured.address}/data?side=Customer"
    assert lead.faults == []


def test_account_says_side_role_and_rights(lead):
    lead.page.get_by_role("button", name="Agency Lead, customer").click()
    account = lead.page.locator(".account")
    assert account.all_inner_texts() == [
        "Agency Lead", "agency-lead@example.org", "Acts for the customer", "Role: Program manager",
        "May act as: contributor, approver", "Sign out",
    ]  # fmt: skip
    lead.page.keyboard.press("Escape")


def test_account_fits_a_telephone(lead):
    lead.page.set_viewport_size({"width": 390, "height": 768})
    box = lead.page.locator(".st-key-account button").bounding_box()
    lead.page.set_viewport_size({"width": 1366, "height": 768})
    assert box["x"] > 60
    assert box["x"] + box["width"] <= 390


def test_stranger_is_told_what_to_ask_for(secured, chromium):
    """ASVS 8.2.1."""
    with signed_in(chromium, secured, "stranger") as watch:
        assert watch.page.locator(".answer h1").inner_text() == "You have no access here"
        assert "none of your groups (canteen) gives you a right here" in watch.page.locator(".answer").inner_text()
        assert watch.page.locator(".stMetric, .st-key-header_strip").count() == 0


def test_viewer_is_offered_no_upload(secured, chromium):
    with signed_in(chromium, secured, "watcher", "/data") as watch:
        watch.page.locator(".st-key-upload_details").click()
        watch.page.get_by_text("Files are loaded by people with the right PMO").wait_for()
        assert watch.page.locator(".st-key-upload_files").count() == 0


def test_anonymous_request_reaches_nothing_inside(secured):
    for path in ("/_stcore/metrics", "/_stcore/host-config", "/_stcore/agent/openapi.json", "/media/a.csv"):
        assert answer(secured.address + path)[0] == 401
    assert not is_let_in(secured.address)
    assert fetch(f"{secured.address}/readyz")[0] == 200


def test_anonymous_websocket_is_refused(secured):
    origin = f"Origin: {secured.address}"
    assert upgraded(secured.address, origin) == "HTTP/1.1 403 Forbidden"
    assert upgraded(secured.address, origin, f"Cookie: {USER}=forged") == "HTTP/1.1 403 Forbidden"


def test_websocket_of_another_origin_is_refused(secured, lead):
    """ASVS 4.4.2."""
    cookie = f"Cookie: {cookie_of(lead)}"
    assert upgraded(secured.address, "Origin: http://evil.example", cookie) == "HTTP/1.1 403 Forbidden"
    assert upgraded(secured.address, f"Origin: {secured.address}", cookie) == "HTTP/1.1 101 Switching Protocols"


@pytest.mark.parametrize("name", ["X-Remote-User", "X-Forwarded-User", "X-Auth-Request-Email", "Remote-User"])
def test_spoofed_proxy_header_signs_nobody_in(secured, name):
    assert not is_let_in(secured.address, **{name: "agency-lead@example.org"})


def test_every_answer_carries_the_headers(secured):
    """ASVS 3.4.3 to 3.4.6; the cookie of the way to the sign-in: 3.3.2, 3.3.4."""
    _, found = answer(secured.address)
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert "HttpOnly" in found["set-cookie"]


def test_tampered_cookie_signs_nobody_in(secured):
    cookie = signed_cookie(secured.address)
    assert is_let_in(secured.address, cookie)
    assert not is_let_in(secured.address, cookie[:-1] + ("A" if cookie[-1] != "A" else "B"))


def test_expired_token_signs_nobody_in(secured):
    assert not is_let_in(secured.address, signed_cookie(secured.address, nonce="old", age=60, exp=time.time() - 1))


def test_old_token_signs_nobody_in(secured):
    """Streamlit itself takes its cookie for 31 days."""
    assert not is_let_in(secured.address, signed_cookie(secured.address, nonce="older", age=3500))


def test_token_of_another_issuer_is_mapped_to_nothing(secured):
    """The page is served, and says that there is no access: see the stranger."""
    assert is_let_in(secured.address, signed_cookie(secured.address, nonce="x", groups=["elsewhere"]))


@pytest.fixture(scope="module")
def order_to_vote(secured, lead) -> BackMsg:
    """The message by which the browser of somebody who may vote has recorded a vote, turned into the contrary."""
    sent: list[bytes] = []
    lead.page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(frame)))
    lead.page.goto(f"{secured.address}/go_no_go")
    lead.page.locator("[class*=st-key-offer_]").get_by_role("button", name="Vote").first.click()
    dialog = lead.page.get_by_role("dialog")
    dialog.get_by_text("Go", exact=True).click()
    dialog.get_by_role("button", name="Record").click()
    lead.page.get_by_text("Recorded as J0").wait_for()
    orders = [BackMsg.FromString(each) for each in sent]
    found = next(order for order in orders if any(w.trigger_value for w in order.rerun_script.widget_states.widgets
                                                  if w.id.endswith("_record")))  # fmt: skip
    for name in ("fragment_id", "cached_message_hashes"):  # a page that has just been opened has neither
        found.rerun_script.ClearField(name)
    for widget in found.rerun_script.widget_states.widgets:
        if widget.id.endswith("__vote"):
            widget.string_array_value.data[:] = ["No-Go"]
        if widget.id.endswith("__comment"):
            widget.string_value = "Not on my watch"
    return found


def said_to(address: str, cookie: str, order: BackMsg) -> bytes:
    """Send a message over a websocket of one's own, and return all that the server says until the page has run."""
    token = generate_xsrf_token_string()
    headers = {"Cookie": f"{cookie}; _streamlit_xsrf={token}", "Origin": address}
    line = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    said = b""
    with connect(line, additional_headers=headers, subprotocols=["streamlit", token], max_size=None) as socket_of_mine:
        socket_of_mine.send(order.SerializeToString())
        while (heard := ForwardMsg.FromString(socket_of_mine.recv(60))).WhichOneof("type") != "script_finished" or (
            heard.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        ):
            said += heard.SerializeToString()
    return said


def votes(server) -> int:
    """Return how many votes the journal of a server holds."""
    journal = open_journal(server.store.path)
    try:
        return sum(event.act.kind == "vote" for event in journal.events())
    finally:
        journal.close()


def test_viewers_forged_message_writes_nothing(secured, order_to_vote):
    """ASVS 8.3.1: the very message that records a vote of others, sent by somebody who may not."""
    before = votes(secured)
    cookie = signed_cookie(secured.address, nonce="viewer", sub="watcher", groups=["cutover-viewers"])
    assert b"Recorded as" not in said_to(secured.address, cookie, order_to_vote)
    assert votes(secured) == before


def test_same_message_of_an_approver_is_taken(secured, order_to_vote):
    """Else the test before would prove nothing."""
    before = votes(secured)
    cookie = signed_cookie(secured.address, nonce="deputy", sub="deputy", groups=["cutover-approvers"])
    assert b"Recorded as J0" in said_to(secured.address, cookie, order_to_vote)
    assert votes(secured) == before + 1


def test_idle_session_ends_on_an_open_page(secured, chromium):
    """ASVS 7.3.1."""
    with known(chromium, secured.address, nonce="idles", name="Idle Hands") as page:
        with closing(sqlite3.connect(secured.store.path / "sessions.sqlite")) as sessions, sessions:
            sessions.execute("update cutover_sessions set idle_at = started_at where person = 'Idle Hands'")
        page.get_by_text("because nothing was done for a while").wait_for()
        assert page.locator(".stMetric").count() == 0


def test_administrator_ends_the_session_of_a_provider(secured, chromium, capsys):
    """ASVS 7.4.5."""
    store = ["--store", str(secured.store.path)]
    with signed_in(chromium, secured, "vendor-lead", "/data") as watch:
        assert watch.page.get_by_role("button", name="Vendor Lead, provider").is_visible()
        assert main(["sessions", *store, "--format", "csv"]) == 0
        line = next(line for line in capsys.readouterr().out.splitlines() if "Vendor Lead" in line)
        assert main(["end-session", line.split(",")[0].strip('"'), *store]) == 0
        watch.page.get_by_text("An administrator has ended your session.").wait_for()


def test_sign_out_ends_copied_cookie_and_second_tab(secured, lead):
    """ASVS 7.4.1, 7.4.4."""
    copied, page = cookie_of(lead), lead.page
    second = page.context.new_page()
    second.goto(f"{secured.address}/data")
    second.locator(".answer h1").wait_for()
    assert is_let_in(secured.address, copied)
    page.locator(".st-key-account button").click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.get_by_role("heading", name="You are signed out.").wait_for()
    assert not is_let_in(secured.address, copied)
    assert upgraded(secured.address, f"Origin: {secured.address}", f"Cookie: {copied}").endswith("403 Forbidden")
    second.get_by_text("You have signed out.").wait_for()
