"""JSON as RFC 8259 means it: a name given twice, NaN and Infinity are refused, since one of two values would be lost."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute


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
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise json.JSONDecodeError(f"{twice[:60]} is given twice", "", 0)
    return found


def _no_number(word: str) -> NoReturn:
    raise json.JSONDecodeError(f"{word} is no number", "", 0)
