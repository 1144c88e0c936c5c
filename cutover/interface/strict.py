"""JSON as RFC 8259 means it: a name given twice, NaN and Infinity are refused, since one of two values would be lost."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

MOST_NAMES = 5000
"""In one object: no ticket has more fields, and to look at each takes time that everybody waits for."""


class StrictRoute(APIRoute):
    """An address that reads its body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await answer(_Strict(request.scope, request.receive))

        return strictly


class _Strict(Request):
    async def json(self) -> object:
        """Return the body; JSONDecodeError says in words what is wrong with it."""
        return json.loads(await self.body(), object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(pairs) > MOST_NAMES:
        raise json.JSONDecodeError(f"an object holds more than {MOST_NAMES:,} names", "", 0)
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise json.JSONDecodeError(f"{name[:60]} is given twice", "", 0)
        found[name] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise json.JSONDecodeError(f"{word} is no number", "", 0)
