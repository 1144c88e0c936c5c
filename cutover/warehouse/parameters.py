"""Reports by name, and the values of their parameters."""

from datetime import datetime
from difflib import get_close_matches

from cutover.errors import ReportError
from cutover.queries import QUERIES, Parameter, Query, read_queries, read_query


def find_report(name: str) -> Query:
    """Return a report by name; ReportError with a suggestion if there is none."""
    path = QUERIES / "reports" / f"{name}.sql"
    if name.isidentifier() and path.is_file():
        return read_query(path)
    reports = read_queries("reports")
    close = get_close_matches(name, reports, 1)
    hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(reports)}."
    raise ReportError(f"There is no report {name}. {hint}")


def bind(query: Query, moment: dict, given: dict) -> dict:
    """Return a value for every parameter that the query declares.

    `moment` holds programme_id and as_of; `given` what the caller set. A list
    that is left out is empty, which keeps everything.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in declared or name in moment:
            own = ", ".join(sorted(set(declared) - set(moment))) or "none"
            raise ReportError(f"The report {query.name} has no parameter {name}; it takes: {own}.")
    return {name: _value(query, p, moment, given) for name, p in declared.items()}


def _value(query: Query, parameter: Parameter, moment: dict, given: dict) -> object:
    """Return the value of one parameter, cast to its declared type and checked."""
    if parameter.name in moment:
        return moment[parameter.name]
    value = given.get(parameter.name, parameter.default)
    if parameter.type.endswith("[]"):
        return [] if value is None else value.split(",") if isinstance(value, str) else list(value)
    if value is None or value == "null":
        if parameter.default is None:
            raise ReportError(f"The report {query.name} needs the parameter {parameter.name}.")
        return None
    if parameter.allowed and value not in parameter.allowed:
        raise ReportError(
            f"The report {query.name}: {parameter.name} is {value}; allowed are {', '.join(parameter.allowed)}."
        )
    return _cast(query, parameter, value)


def _cast(query: Query, parameter: Parameter, value: object) -> object:
    casts = {"bigint": int, "integer": int, "double": float, "timestamp": datetime.fromisoformat}
    cast = casts.get(parameter.type)
    if cast is None or not isinstance(value, str):
        return value
    try:
        return cast(value)
    except ValueError as error:
        raise ReportError(
            f"The report {query.name}: {parameter.name} is {value}; it must be a {parameter.type}."
        ) from error
