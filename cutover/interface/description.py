"""The description of the interface in OpenAPI: one address per report, made from the header of its query."""

from functools import cache

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from cutover.interface.reports import FORMATS, LONGEST, MOST_ROWS, MOST_VALUES, own_parameters
from cutover.queries import Parameter, Query, Returned, read_queries

ABOUT = """\
Ask what the pages ask, and say what happened: reports, events of tasks, incidents of ticket tools.

Every request but readiness needs a token (`python -m cutover token add`), sent as `Authorization: Bearer cutover_...`.
A token acts for a side, perhaps in a role, with rights, as a person does; what it records stands in the journal under
its name. Every refusal is `{"detail": "..."}`. Times of answers are UTC; times of bodies carry their offset; `as_of`
without an offset is local time of the programme.
"""
REFUSALS = {
    400: "the body is no JSON, or says two things under one name", 401: "no valid token", 403: "rights or side of the token do not cover it",
    404: "there is no such thing", 408: "the body came too slowly", 409: "it was changed since, or another request had the key",
    413: "the body is too large", 415: "the body must be JSON", 422: "it does not fit: a value, a rule of the room",
    429: "too often; the header Retry-After says how long to wait", 500: "a fault of the server, with its number in the log",
    503: "a database does not answer, or a report takes too long",
}  # fmt: skip
ALWAYS = (401, 429, 500, 503)
TYPES = {
    "varchar": {"type": "string"}, "bigint": {"type": "integer"}, "integer": {"type": "integer"},
    "double": {"type": "number"}, "boolean": {"type": "boolean"}, "timestamp": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
}  # fmt: skip
LOCAL_TIME = r"^(19[0-9]{2}|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])(T([01][0-9]|2[0-3]):[0-5][0-9]Z?)?$"
"""Times that are taken whatever the month; more are, as 2026-10-31T22:00:00-04:00."""
PLAIN_TEXT = r"^[^\x00]*$"
DETAIL = {
    "type": "object", "required": ["detail"], "additionalProperties": False,
    "properties": {"detail": {"type": "string", "description": "where, what, and what is allowed"}},
}  # fmt: skip


def refusals(*statuses: int) -> dict[int, dict]:
    """Return how the refusals of an address are described: these, and those that every address has."""
    return {status: _refusal(status) for status in sorted({*statuses, *ALWAYS})}


@cache
def described(app: FastAPI) -> bytes:
    """Return the description of an application as JSON, made once."""
    found = get_openapi(title=app.title, version=app.version, summary=app.summary, description=app.description,
                        routes=app.routes, servers=[{"url": "/api"}])  # fmt: skip
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "cutover_..."}}
    parts.setdefault("schemas", {})["Refusal"] = DETAIL
    found["security"] = [{"token": []}]
    found["paths"]["/v1/reports"]["get"]["responses"]["200"]["content"] = {"application/json": {"schema": LISTED}}
    found["paths"]["/v1/openapi.json"]["get"]["responses"]["200"]["content"] = {
        "application/json": {"schema": {"type": "object"}}
    }
    found["paths"]["/readyz"]["get"]["security"] = []
    found["paths"] |= {
        f"/v1/reports/{name}": {"get": _report(query)} for name, query in read_queries("reports").items()
    }
    return orjson.dumps(found)


def _refusal(status: int) -> dict:
    schema = {"$ref": "#/components/schemas/Refusal"}
    headers = {"Retry-After": {"schema": {"type": "string"}, "description": "seconds"}} if status in (429, 503) else {}
    return {
        "description": REFUSALS[status],
        "content": {"application/json": {"schema": schema}},
        **({"headers": headers} if headers else {}),
    }


def _report(query: Query) -> dict:
    answers = {
        "200": {
            "description": "its rows",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "the same as long as the answer is"}},
            "content": {"application/json": {"schema": _answer(query)}}
            | {kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
               for form, kind in FORMATS.items() if form != "json"},
        },
        "304": {"description": "the rows of If-None-Match are those of now"},
    }  # fmt: skip
    return {
        "tags": ["reports"],
        "operationId": query.name,
        "summary": query.summary.partition(". ")[0].rstrip("."),
        "description": query.header,
        "parameters": [*_frame(), *(_parameter(parameter) for parameter in own_parameters(query))],
        "responses": answers | {str(status): said for status, said in refusals(404, 422).items()},
    }


def _parameter(parameter: Parameter) -> dict:
    is_list = parameter.type.endswith("[]")
    one = dict(TYPES[parameter.type.removesuffix("[]")])
    if one["type"] == "string":
        one |= {"maxLength": LONGEST, "pattern": PLAIN_TEXT}
    if parameter.type == "timestamp":
        one = {"type": "string", "pattern": LOCAL_TIME}
    if one["type"] == "integer":
        one |= {"minimum": 0, "maximum": MOST_ROWS}
    if parameter.allowed:
        one = {"type": "string", "enum": list(parameter.allowed)}
    if parameter.default not in (None, "null"):
        one["default"] = int(parameter.default) if one["type"] == "integer" else parameter.default
    schema = {"type": "array", "items": one, "maxItems": MOST_VALUES} if is_list else one
    is_needed = parameter.default is None and not is_list
    return {"name": parameter.name, "in": "query", "required": is_needed, "schema": schema,
            "description": parameter.description}  # fmt: skip


def _frame() -> list[dict]:
    """Return the parameters of every report."""
    said = {
        "as_of": ("status time; local time of the programme where it has no offset; the newest where it is left out",
                  {"type": "string", "pattern": LOCAL_TIME, "examples": ["2026-10-31T22:00"]}),
        "programme": ("programme; the one loaded last where it is left out",
                      {"type": "string", "minLength": 1, "maxLength": 200, "pattern": PLAIN_TEXT}),
        "format": ("how the rows are written", {"type": "string", "enum": list(FORMATS), "default": "json"}),
        "limit": ("rows at most; all where it is left out", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}),
        "offset": ("rows to leave out", {"type": "integer", "minimum": 0, "maximum": MOST_ROWS, "default": 0}),
    }  # fmt: skip
    return [{"name": name, "in": "query", "description": words, "schema": schema}
            for name, (words, schema) in said.items()]  # fmt: skip


def _answer(query: Query) -> dict:
    """Return the schema of the rows with what stands around them."""
    rows = {
        "type": "array",
        "items": {
            "type": "object", "additionalProperties": False, "required": [c.name for c in query.returns],
            "properties": {c.name: _column(c) for c in query.returns},
        },
    }  # fmt: skip
    words = {name: {"type": "string"} for name in ("report", "summary", "programme", "computed")}
    at = {"type": "string", "format": "date-time"}
    frame = words | {
        "as_of": at,
        "snapshot": {"type": "object", "properties": {"load_id": {"type": "string"}, "as_of": at}},
        "is_before_first_snapshot": {"type": "boolean"},
        "position": {"type": "integer", "description": "newest act that is known"},
        "parameters": {"type": "object"},
        "n": {"type": "integer", "description": "rows of the report; fewer are given where limit or offset say so"},
        "columns": {"type": "array", "items": {"type": "object"}},
        "rows": rows,
    }
    return {"type": "object", "required": list(frame), "properties": frame}


def _column(column: Returned) -> dict:
    one = TYPES[column.type.removesuffix("[]")]
    nullable = one | {"type": [one["type"], "null"]}
    if column.type.endswith("[]"):
        nullable = {"type": ["array", "null"], "items": nullable}
    return nullable | {"description": column.description}


LISTED = {
    "type": "array",
    "items": {
        "type": "object", "required": ["name", "summary", "parameters", "columns", "address"],
        "properties": {
            "name": {"type": "string"}, "summary": {"type": "string"}, "address": {"type": "string"},
            "parameters": {"type": "array", "items": {"type": "object"}},
            "columns": {"type": "array", "items": {"type": "object"}},
        },
    },
}  # fmt: skip
