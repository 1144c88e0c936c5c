"""Reports: what may be asked, and the answers, each with how it was computed."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
import pyarrow as pa
from fastapi import Request, Response
from fastapi.exceptions import HTTPException

from cutover import export
from cutover.errors import ReportError
from cutover.interface.service import Service
from cutover.queries import Parameter, Query, read_queries
from cutover.warehouse import Moment, bind, find_report
from cutover.zones import parse_instant

FROM_MOMENT = ("programme_id", "as_of")
FORMATS = {
    "json": "application/json", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
FRAME = ("as_of", "programme", "format", "limit", "offset")
"""Query parameters of every report; the others are its own."""
MOST_ROWS = 1_000_000
LONGEST, MOST_VALUES = 500, 100
"""Characters of a value, and values of one parameter."""
WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")
BOOT = secrets.token_hex(8)
"""Stands in every ETag: another version of the program may answer otherwise."""
REVALIDATED = "private, no-cache"


@dataclass(frozen=True)
class Asked:
    """What a request asks of a report.

    Attributes
    ----------
    programme, as_of
        As given; None: the one loaded last, the newest.
    form
        A key of `FORMATS`.
    offset, limit
        Rows to leave out, and rows to give at most; None: all.
    given
        Values of the report's own parameters, as text.
    """

    programme: str | None = None
    as_of: str | None = None
    form: str = "json"
    offset: int = 0
    limit: int | None = None
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def answer(service: Service, name: str, request: Request) -> Response:
    """Return the rows of a report as a request asks; 304 where the asker has them.

    Raises
    ------
    CutoverError, HTTPException
        Says what does not fit: the name, a parameter, the programme, the time.
    """
    query = _known(name)
    asked = read_request(query, request.query_params.multi_items())
    moment, parameters = await service.read(_bound, service, query, asked)
    etag = _etag(moment, query, asked, parameters)
    headers = {"etag": etag, "cache-control": REVALIDATED, "vary": "Authorization"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if asked.form != "json":
        headers["content-disposition"] = f'attachment; filename="{query.name}.{asked.form}"'
    body = service.kept.get(etag)
    if body is None:
        body = await service.read(_body, query, asked, moment, parameters)
        service.kept.put(etag, body)
    return Response(body, headers=headers, media_type=FORMATS[asked.form])


def listed() -> list[dict[str, object]]:
    """Return every report: its name, what it answers, what it takes and what it returns."""
    return [
        {
            "name": query.name,
            "summary": query.summary,
            "parameters": [
                {"name": p.name, "type": p.type, "default": p.default, "allowed": list(p.allowed),
                 "description": p.description}
                for p in own_parameters(query)
            ],
            "columns": _columns(query),
            "address": f"/api/v1/reports/{query.name}",
        }
        for query in read_queries("reports").values()
    ]  # fmt: skip


def own_parameters(query: Query) -> list[Parameter]:
    """Return the parameters that a request may set: all but those of the moment."""
    return [parameter for parameter in query.parameters if parameter.name not in FROM_MOMENT]


def read_request(query: Query, pairs: Sequence[tuple[str, str]]) -> Asked:
    """Return what the query string of a request asks.

    Raises
    ------
    ReportError
        A parameter is not known, is given twice, or its value is of the wrong kind.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in value or len(value) > LONGEST:
            raise ReportError(f"The report {query.name}: a value has at most {LONGEST} characters, and no NUL.")
        values.setdefault(name, []).append(value)
    lists = {parameter.name for parameter in query.parameters if parameter.type.endswith("[]")}
    for name, several in values.items():
        if len(several) > (MOST_VALUES if name in lists else 1):
            raise ReportError(f"The report {query.name}: {name[:60]} is given {len(several)} times.")
    frame = {name: values.pop(name)[0] for name in FRAME if name in values}
    if frame.get("programme") == "":
        raise ReportError(f"The report {query.name}: programme is empty; leave it out, or name one.")
    form = frame.get("format", "json")
    if form not in FORMATS:
        raise ReportError(f"The report {query.name}: format is {form}; allowed are {', '.join(FORMATS)}.")
    limit = _count(query, frame, "limit", 1)
    return Asked(
        frame.get("programme"), frame.get("as_of"), form, _count(query, frame, "offset", 0) or 0, limit, values
    )


def _known(name: str) -> Query:
    try:
        return find_report(name)
    except ReportError as error:
        raise HTTPException(404, str(error)) from error


def _count(query: Query, frame: Mapping[str, str], name: str, least: int) -> int | None:
    if name not in frame:
        return None
    if not WHOLE_NUMBER.fullmatch(frame[name]) or not least <= int(frame[name]) <= MOST_ROWS:
        raise ReportError(
            f"The report {query.name}: {name} is {frame[name]}; it must be a number from {least} to {MOST_ROWS:,}."
        )
    return int(frame[name])


def _bound(service: Service, query: Query, asked: Asked) -> tuple[Moment, dict[str, object]]:
    """Return the moment, and every parameter of the report with its value, checked."""
    moment = service.moment(asked.programme, asked.as_of)
    zone = moment.table("programme")["zone"][0].as_py()
    declared = {parameter.name: parameter for parameter in query.parameters}
    given = {
        name: _value(query, declared[name], values, zone) if name in declared else values[0]
        for name, values in asked.given.items()
    }
    bound = bind(query, {name: None for name in FROM_MOMENT if name in declared}, given)
    return moment, {name: value for name, value in bound.items() if name not in FROM_MOMENT}


def _value(query: Query, parameter: Parameter, values: Sequence[str], zone: str) -> object:
    """Return one value; a list that is given once is split at commas, one given again is not."""
    name, text = parameter.name, values[0]
    if parameter.type.endswith("[]"):
        return list(values) if len(values) > 1 else [each for each in text.split(",") if each]
    if parameter.allowed and text not in parameter.allowed and (text, parameter.default) != ("null", "null"):
        allowed = ", ".join(parameter.allowed)
        raise ReportError(f"The report {query.name}: {name} is {text}; allowed are {allowed}.")
    if text == "null":
        return text
    if parameter.type == "bigint":
        return _count(query, {name: text}, name, 0)
    return parse_instant(text, zone) if parameter.type == "timestamp" else text


def _etag(moment: Moment, query: Query, asked: Asked, parameters: Mapping[str, object]) -> str:
    """Return what is the same as long as the answer is: the version of the moment, and what was asked."""
    known = (moment.programme_id, moment.as_of, moment.position, [(load.load_id, load.digest) for load in moment.loads])
    facts = (BOOT, known, query.text, sorted(parameters.items()), asked.form, asked.offset, asked.limit)
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _body(query: Query, asked: Asked, moment: Moment, parameters: Mapping[str, object]) -> bytes:
    try:
        rows = moment.query(query.name, **parameters)
    except ReportError as error:  # the parameters were checked: it took too long
        raise HTTPException(503, str(error)) from error
    part = rows.slice(asked.offset, asked.limit)
    if asked.form == "csv":
        return export.to_csv(part, for_excel=False)
    if asked.form == "parquet":
        return export.to_parquet(part)
    return _json(query, moment, parameters, rows, part)


def _json(
    query: Query, moment: Moment, parameters: Mapping[str, object], rows: pa.Table, part: pa.Table
) -> bytes:  # fmt: skip
    """Return rows with what a reader must know of them: where they stand, on how many rows, how they were computed."""
    snapshot = max((load for load in moment.loads if load.as_of <= moment.as_of), key=_as_of, default=moment.loads[0])
    return orjson.dumps(
        {
            "report": query.name,
            "summary": query.summary,
            "programme": moment.programme_id,
            "as_of": _written(moment.as_of),
            "snapshot": {"load_id": snapshot.load_id, "as_of": _written(snapshot.as_of)},
            "is_before_first_snapshot": moment.is_before_first_snapshot,
            "position": moment.position,
            "parameters": {n: _written(v) if isinstance(v, datetime) else v for n, v in parameters.items()},
            "n": len(rows),
            "columns": _columns(query),
            "computed": query.header,
            "rows": orjson.Fragment(export.to_json(part).strip()),
        }
    )


def _columns(query: Query) -> list[dict[str, str]]:
    return [{"name": c.name, "type": c.type, "description": c.description} for c in query.returns]


def _as_of(load: object) -> datetime:
    return load.as_of


def _written(at: datetime) -> str:
    return f"{at.replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"
