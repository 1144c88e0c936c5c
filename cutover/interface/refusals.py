"""Every refusal is one shape: {"detail": "..."}, a sentence that says where, what, and what is allowed."""

import logging
import re
import uuid
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as RoutingError

from cutover.errors import AccessError, ConflictError, CutoverError, JournalError, StoreError
from cutover.wording import clean

LOG = logging.getLogger("cutover")
JSON = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)
MOST_BYTES = 1_000_000
STATUS = {ConflictError: 409, StoreError: 404, JournalError: 503, AccessError: 503}
"""Status of an error that a person would see as a message; of all others 422: what was asked does not fit."""
NO_JSON = "The body is no JSON that can be read."
INSTEAD = {
    "Not Found": "There is nothing at this address; /api/v1/openapi.json describes what there is.",
    "There was an error parsing the body": NO_JSON,
}
"""Words of the framework, and ours."""


def answer_errors(app: FastAPI) -> None:
    """Let an application tell errors in the one shape."""
    app.add_exception_handler(CutoverError, _told)
    app.add_exception_handler(RoutingError, _routed)
    app.add_exception_handler(RequestValidationError, _unfit)


def refusal(status: int, detail: str, **headers: str) -> JSONResponse:
    """Return a refusal as an answer; names of headers are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse({"detail": detail}, status, named)


def fault(error: Exception) -> JSONResponse:
    """Return the answer to a fault of ours: an incident number that stands in the log, nothing of the inside."""
    incident = uuid.uuid4().hex[:8]
    LOG.error("Incident %s", incident, exc_info=error)
    return refusal(500, f"This could not be answered. The log of the server says why under incident {incident}.")


def _told(_request: Request, error: CutoverError) -> JSONResponse:
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)
    return refusal(status, str(error), **({"retry_after": "5"} if status == 503 else {}))


def _routed(_request: Request, error: HTTPException) -> JSONResponse:
    """Tell errors of routing, and those of the endpoints themselves, which bring a sentence."""
    allowed = (error.headers or {}).get("allow") or (error.headers or {}).get("Allow")
    if error.status_code == 405:
        return refusal(405, f"This method is not allowed here; allowed: {allowed}.", allow=allowed or "")
    detail = INSTEAD.get(str(error.detail), str(error.detail))
    return refusal(error.status_code, detail, **dict(error.headers or {}))


def _unfit(request: Request, error: RequestValidationError) -> JSONResponse:
    """Tell what is wrong with a body or a header, everything at once."""
    if request.method == "POST" and not JSON.fullmatch(request.headers.get("content-type", "").strip()):
        return refusal(415, "The body must be JSON: send the header 'Content-Type: application/json'.")
    if broken := next((each for each in error.errors() if each["type"] == "json_invalid"), None):
        return refusal(400, f"{NO_JSON.rstrip('.')}: {clean(broken['ctx']['error'])}.")
    return refusal(422, f"{'; '.join(_fault_words(each['loc'], each['msg']) for each in error.errors()[:12])}.")


def _fault_words(place: Sequence[object], message: str) -> str:
    where = ".".join(clean(part) for part in place[1:]) or "the body"
    said = message.removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return f"{where}: {said[:1].lower()}{said[1:]}"
