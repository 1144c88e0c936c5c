"""The guard before the pages: own hosts only, nobody without a session, no foreign identity, safe headers.

Streamlit's own check of its cookie is no sign-in: the cookie outlives a sign-out by weeks. Here it only names a session
of `cutover.sessions`, asked for each request and for each message of an open page.
"""

import asyncio
import base64
import hashlib
import json
import logging
import re
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import quote, unquote

import streamlit as st
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

import cutover.ui.sign_in as sign_in
from cutover import clock
from cutover.errors import AccessError
from cutover.sessions import SIGNED_OUT, UNKEPT
from cutover.ui.sign_in import SignIn
from cutover.ui.sign_in_page import sign_in_page

LOG = logging.getLogger("cutover")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
OPEN = re.compile(
    r"/(auth/(login|logout)|oauth2callback|(app/)?static/(?!.*\.\.).*|_stcore/health|readyz|favicon\.png)"
)
"""Paths that need no session: the sign-in itself, what is the same for all, and what monitors ask."""
INTERFACE = "/api/"
"""Where tools speak to us. It asks for a token itself (`cutover.interface`): a session is nothing there."""
LOGOUT, CALLBACK, TO_PROVIDER = "/auth/logout", sign_in.CALLBACK, "/auth/to/"
FORWARDED = re.compile(rb"forwarded|x-forwarded-.*|x-remote-.*|x-real-ip|remote-user|x-auth-.*|x-ms-client-.*")
"""Headers by which a proxy says who somebody is or where from: anybody can send them, so nobody here reads them."""
WANTED, WANTED_SECONDS = "cutover_wanted", 600
PROVIDER_ERROR = re.compile(r"(?:^|&)error=(\w{1,60})")
PAGE = re.compile(r"/[a-z_]{0,40}(\?[^\s\\]{0,2000})?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No address of ours holds one; a line break would lead around what is mounted."""
NO_ACTIVITY = "/_stcore/"
POLICY_VIOLATION = 1008

Claims = dict[str, object]
Headers = list[tuple[bytes, bytes]]


class Guard:
    """Stands before every request and websocket.

    Every answer carries the security headers; other host names are refused.
    Without a sign-in only this machine itself is served. With one, nothing but
    the sign-in is served without a session in force.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on where it may pass."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        settings = sign_in.settings()
        send = guarded(send, settings)
        if reason := refusal(scope, settings):
            await _refuse(scope, receive, send, JSONResponse({"detail": reason}, 400))
        elif scope["path"].startswith(INTERFACE):
            await self.app(without_identity(scope), receive, send)
        elif settings is None:
            await self.app(scope, ordered(receive, None), send)
        else:
            await self._signed_in(without_foreign_identity(scope), receive, send, settings)

    async def _signed_in(self, scope: Scope, receive: Receive, send: Send, settings: SignIn) -> None:
        """Serve people who have a session, and the sign-in to all others."""
        cookies, path = cookies_of(scope), scope["path"]
        claims = claims_of(cookies)
        if path == LOGOUT and not await asyncio.to_thread(_sign_out, claims):
            await _refuse(scope, receive, send, JSONResponse({"detail": UNKEPT}, 503))
        elif answer := _on_the_way(scope, settings):
            await answer(scope, receive, send)
        elif OPEN.fullmatch(path):
            await self.app(scope, receive, send)
        elif (is_in := await asyncio.to_thread(is_signed_in, claims, is_activity=_is_activity(scope))) is None:
            await _refuse(scope, receive, send, JSONResponse({"detail": UNKEPT}, 503))
        elif not is_in:
            await _refuse(scope, receive, send, _to_sign_in(scope, cookies, settings))
        elif path == "/" and WANTED in cookies:
            await _wanted(cookies[WANTED])(scope, receive, send)
        else:
            await self.app(scope, ordered(receive, claims), private(send))


def refusal(scope: Scope, settings: SignIn | None) -> str | None:
    """Return why a request is refused whoever sends it; None where it is not."""
    if not is_own_host(scope, settings):
        return "unknown host"
    if CONTROL.search(scope["path"]):
        return "unknown path"
    if settings is not None:
        return None
    near, far = (scope.get(end) or ("",) for end in ("server", "client"))
    if not (sign_in.is_loopback(near[0]) and sign_in.is_loopback(far[0])):
        return "without a sign-in, this machine only is served"
    if any(FORWARDED.fullmatch(name) for name, _ in scope["headers"]):
        return "without a sign-in, no proxy is served"
    return None


def is_own_host(scope: Scope, settings: SignIn | None) -> bool:
    """Tell whether a request names a host that is served: this machine, and those of `server.allowedHosts`."""
    allowed = st.get_option("server.allowedHosts")
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if settings is None:
        return sign_in.is_loopback(name)
    return name.strip("[]") in allowed or (not allowed and name == settings.host)


def without_foreign_identity(scope: Scope) -> Scope:
    """Return a request without the headers by which a proxy would say who sends it."""
    return scope | {"headers": [(name, value) for name, value in scope["headers"] if not FORWARDED.fullmatch(name)]}


def without_identity(scope: Scope) -> Scope:
    """Return a request without cookies, too: what a browser sends by itself says nothing at the interface."""
    kept = without_foreign_identity(scope)
    return kept | {"headers": [(name, value) for name, value in kept["headers"] if name != b"cookie"]}


def cookies_of(scope: Scope) -> dict[str, str]:
    """Return the cookies of a request; none where they cannot be read."""
    found = SimpleCookie()
    try:
        for name, value in scope["headers"]:
            if name == b"cookie":
                found.load(value.decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in found.items()}


def claims_of(cookies: dict[str, str]) -> Claims:
    """Return the claims of the identity token in a cookie that this server has signed; else none."""
    signed = _get_signed_cookie_with_chunks(cookies, USER_COOKIE_NAME)
    try:
        found = json.loads(signed or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("is_logged_in") else {}


def is_signed_in(claims: Claims, *, is_activity: bool) -> bool | None:
    """Tell whether the session of these claims is in force, and keep it from idling where something is done.

    None where nobody knows, since the database of the sessions does not answer.
    """
    try:
        now, sessions = clock.now(), sign_in.sessions()
        found = sessions.look(claims, now=now)
        if is_activity and found.is_open:
            sessions.touch(found, now=now)
    except AccessError:
        LOG.exception("The sessions do not answer")
        return None
    return found.is_open


def ordered(receive: Receive, claims: Claims | None) -> Receive:
    """Return the messages of an open page that may pass.

    Nobody empties the caches that all share. Once the session has ended, every
    message means only: show the page again, which then says so.
    """

    async def checked() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or not message.get("bytes"):
                return message
            order = BackMsg()
            try:
                order.ParseFromString(message["bytes"])
            except Exception:
                return message  # Streamlit closes the connection
            if order.WhichOneof("type") == "clear_cache":
                continue
            if claims is not None:
                is_activity = order.HasField("rerun_script") and not order.rerun_script.is_auto_rerun
                if not await asyncio.to_thread(is_signed_in, claims, is_activity=is_activity):
                    again = BackMsg(rerun_script=ClientState())
                    return message | {"bytes": again.SerializeToString()}
            return message

    return checked


def guarded(send: Send, settings: SignIn | None) -> Send:
    """Return a sender that adds the security headers to every answer, and `Secure` to its cookies over HTTPS."""
    own = [(name.encode(), value.encode()) for name, value in security_headers(settings).items()]
    names = {name for name, _ in own}
    secure = b"; Secure" if settings and settings.is_secure else b""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value + secure if name.lower() == b"set-cookie" and b"; secure" not in value.lower() else value)
                for name, value in message.get("headers", [])
                if name.lower() not in names
            ]
            message = message | {"headers": kept + own}
        await send(message)

    return send_guarded


def private(send: Send) -> Send:
    """Return a sender whose answers no cache keeps."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() != b"cache-control"]
            message = message | {"headers": [*kept, (b"cache-control", b"private, no-store")]}
        await send(message)

    return send_private


def security_headers(settings: SignIn | None = None) -> dict[str, str]:
    """Return the headers of every answer.

    The page may load, send and embed nothing but itself; the one inline script
    of Streamlit's index page is allowed by its hash.
    """
    hashes = " ".join(f"'sha256-{value}'" for value in inline_script_hashes())
    origin = settings.redirect_uri.removesuffix(CALLBACK).replace("http", "ws", 1) if settings else ""
    providers = " ".join(sorted(set(settings.providers.values()))) if settings else ""
    policy = (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {origin}; worker-src 'self' blob:; "
        f"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {providers}"
    )
    return {
        "content-security-policy": policy.replace(" ;", ";").rstrip(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cross-origin-opener-policy": "same-origin",
        **({"strict-transport-security": "max-age=31536000"} if settings and settings.is_secure else {}),
    }


@cache
def inline_script_hashes() -> tuple[str, ...]:
    """Return the SHA-256, in base64, of each inline script of Streamlit's index page."""
    index = Path(st.__file__).parent / "static" / "index.html"
    scripts = INLINE_SCRIPT.findall(index.read_text(encoding="utf-8"))
    return tuple(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)


def _sign_out(claims: Claims) -> bool:
    """End the session of these claims; False where that cannot be written."""
    try:
        now, sessions = clock.now(), sign_in.sessions()
        sessions.end(sessions.look(claims, now=now).session_id, SIGNED_OUT, now=now)
    except AccessError:
        LOG.exception("A sign-out could not be written")
        return False
    return True


def _on_the_way(scope: Scope, settings: SignIn) -> Response | None:
    """Return the answer to steps of the sign-in that Streamlit has none for; None for all others."""
    path, query = scope["path"], scope.get("query_string", b"").decode("latin-1")
    if path.startswith(TO_PROVIDER) and path.removeprefix(TO_PROVIDER) in settings.providers:
        return RedirectResponse(generate_login_redirect_url(path.removeprefix(TO_PROVIDER)), 302)
    if path == CALLBACK and (error := PROVIDER_ERROR.search(query)):
        said = f"The identity provider has not signed you in: {error[1].replace('_', ' ')}."
        return sign_in_page(said, settings.providers, status=403)
    if path == CALLBACK and "code=" not in query:
        return sign_in_page("You are signed out.", settings.providers)
    return None


def _to_sign_in(scope: Scope, cookies: dict[str, str], settings: SignIn) -> Response:
    """Return the way to the sign-in for who opens a page, and a plain no to everything else.

    Who was sent to the only provider just now and comes back without a session
    is not sent again, or the two would go round in a circle.
    """
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    if scope.get("method") not in ("GET", "HEAD") or not PAGE.fullmatch(wanted):
        return JSONResponse({"detail": "sign in first"}, 401)
    if len(settings.providers) == 1 and WANTED not in cookies:
        answer = RedirectResponse(generate_login_redirect_url(next(iter(settings.providers))), 302)
    else:
        answer = sign_in_page("You are not signed in.", settings.providers, status=401)
    answer.set_cookie(WANTED, quote(wanted, safe=""), max_age=WANTED_SECONDS, httponly=True, samesite="lax")
    return answer


def _wanted(cookie: str) -> Response:
    """Return the way to the page that somebody opened before the sign-in."""
    wanted = unquote(cookie)
    answer = RedirectResponse(wanted if PAGE.fullmatch(wanted) else "/", 302)
    answer.delete_cookie(WANTED)
    return answer


def _is_activity(scope: Scope) -> bool:
    return scope["type"] == "http" and NO_ACTIVITY not in scope["path"]


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response | HTMLResponse) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await answer(scope, receive, send)
