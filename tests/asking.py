"""A tool that asks the HTTP interface of a store, with a token of its own; for the tests of the interface."""

import asyncio
import itertools
from datetime import datetime
from pathlib import Path

import httpx
import orjson

from cutover.acts import Actor
from cutover.interface import Rates, make_app
from cutover.tokens import ISSUER, Tokens, new_token

NOW = datetime(2026, 3, 1, 13)
OFTEN = Rates("100000/minute", "100000/minute")
NUMBERS = itertools.count(1)


def make_token(store: Path, name: str = "", *, days: int = 30, now: datetime = NOW, **bearer: object) -> str:
    """Return a new token: of the provider with the right contributor, where nothing else is given."""
    given = {"side": "provider", "rights": ("contributor",)} | bearer
    kept = Tokens(store)
    actor = Actor("", ISSUER, name or f"Tool {next(NUMBERS)}", **given)
    secret = kept.add(new_token(actor, days=days, made_by="ann", now=now))
    kept.close()
    return secret


class Tool:
    """Asks the application itself, without a network."""

    def __init__(self, store: Path, *, token: str | None = None, rates: Rates = OFTEN) -> None:
        self.app = make_app(lambda: store, rates=rates)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Return the answer to a question."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, said: object, **headers: str) -> httpx.Response:
        """Return the answer to something said in JSON."""
        content = said if isinstance(said, bytes) else orjson.dumps(said)
        return self.send("POST", path, content=content, headers={"Content-Type": "application/json"} | headers)

    def send(self, method: str, path: str, *, content: bytes = b"", headers: dict | None = None) -> httpx.Response:
        """Return the answer to a request; names of headers may be written with underscores."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, content=content, headers=self.headers | named)

        return asyncio.run(ask())
