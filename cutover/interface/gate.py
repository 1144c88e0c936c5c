"""The gate in front of the interface: nothing but readiness without a token, no more often than allowed, no more at once.

Only the header `Authorization: Bearer ...` counts. Cookies say nothing here, so no page of another site can act by
somebody's browser.
"""

import asyncio
import math
import re
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cutover.errors import AccessError
from cutover.interface.refusals import LOG, MOST_BYTES, fault, refusal
from cutover.interface.service import Service
from cutover.tokens import Token

READY = "/readyz"
BODY_SECONDS = 20
"""Within which a body must be here: who sends slowly holds a connection."""
BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)
CHALLENGE = 'Bearer realm="cutover"'
NO_TOKEN = "A token is needed: send the header 'Authorization: Bearer cutover_...'; an administrator makes one."
BAD_TOKEN = "This token is not valid: it is unknown, has run out or was revoked. Ask an administrator for another."


@dataclass(frozen=True)
class Rates:
    """How often something may happen, as `limits` writes it; counted in this process.

    Attributes
    ----------
    requests
        Requests of one token.
    failures
        Requests of one address with a token that is not valid.
    """

    requests: str = "300/minute"
    failures: str = "20/minute"


class Gate:
    """Stands before every request: who sends it, how often, how much, and what every answer says to caches."""

    def __init__(self, app: ASGIApp, *, service: Service, rates: Rates) -> None:
        self.app = app
        self.service = service
        self._requests, self._failures = parse(rates.requests), parse(rates.failures)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on where it may pass; there are no websockets here."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            answered = _Answered(send)
            try:
                await self._pass(scope, receive, answered)
            except Exception as error:
                if answered.is_begun:
                    raise
                await fault(error)(scope, receive, answered)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if not is_readiness(scope):
            found = await self._bearer(request)
            if isinstance(found, Response):
                await found(scope, receive, send)
                return
            scope.setdefault("state", {})["token"] = found
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            body = refusal(408, f"The body did not come within {BODY_SECONDS} seconds.", connection="close")
        if isinstance(body, Response):
            await body(scope, receive, send)
        else:
            await self.app(scope, _again(body, receive), send)

    async def _bearer(self, request: Request) -> Token | Response:
        """Return the token of a request, or why it may not pass."""
        sent = request.headers.get("authorization", "")
        stated = BEARER.fullmatch(sent.strip())
        try:
            token = await self.service.act(self.service.bearer, stated[1]) if stated else None
        except AccessError as error:
            LOG.exception("The tokens do not answer")
            return refusal(503, str(error), retry_after="5")
        if token is None:
            address = request.client.host if request.client else ""
            if seconds := self._seconds(self._failures, f"address {address}"):
                return refusal(429, "Too many tries without a valid token. Wait, then try again.", retry_after=seconds)
            return refusal(401, BAD_TOKEN if sent else NO_TOKEN, www_authenticate=CHALLENGE)
        if seconds := self._seconds(self._requests, f"token {token.token_id}"):
            return refusal(
                429, f"Too many requests of this token; allowed: {self._requests}. Wait, then go on.",
                retry_after=seconds,
            )  # fmt: skip
        return token

    def _seconds(self, allowed: RateLimitItem, who: str) -> str:
        """Count something; return how long to wait where it happened too often, else nothing."""
        if self._counted.hit(allowed, who):
            return ""
        return str(max(1, math.ceil(self._counted.get_window_stats(allowed, who).reset_time - time.time())))


class _Answered:
    """A sender that notes whether an answer has begun, and forbids caches to keep what has no ETag."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_begun = True
            headers = message.get("headers", [])
            if not any(name == b"cache-control" for name, _ in headers):
                message = message | {"headers": [*headers, (b"cache-control", b"private, no-store")]}
        await self._send(message)


def is_readiness(scope: Scope) -> bool:
    """Tell whether a request asks for readiness, the one thing that needs no token."""
    return scope["path"].removeprefix(scope.get("root_path", "")) == READY


async def _body(request: Request) -> bytes | Response:
    """Return the body of a request, of a size that is read; else the refusal."""
    stated = request.headers.get("content-length", "0")
    parts, size = [], int(stated) if stated.isdecimal() else 0
    if size <= MOST_BYTES:
        size = 0
        async for part in request.stream():
            size += len(part)
            parts.append(part)
            if size > MOST_BYTES:
                break
    if size > MOST_BYTES:
        return refusal(413, f"The body is larger than {MOST_BYTES:,} bytes, the most that is read.", connection="close")
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, then whatever else comes."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return left.pop() if left else await receive()

    return read
