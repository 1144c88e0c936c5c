"""What `load` and `check` found, in words and as JSON."""

import orjson
import pyarrow as pa

import cutover.cli.output as output
from cutover.pipeline import LoadResult

SHOWN_PROBLEMS = 8


def result_json(result: LoadResult) -> str:
    """Return a result as JSON: load_id, as_of, tables, then is_new, programme_id, messages and every problem."""
    load = result.load
    content = {
        "load_id": load.load_id if load else None,
        "as_of": result.as_of,
        "tables": {
            name: {"read": c.read, "accepted": c.accepted, "rejected": c.rejected, "warnings": c.warnings}
            for name, c in result.tables.items()
        },
        "is_new": result.is_new,
        "programme_id": load.programme_id if load else None,
        "messages": list(result.messages),
        "problems": result.problems.to_pylist(),
    }
    options = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_INDENT_2
    return orjson.dumps(content, option=options).decode()


def result_text(result: LoadResult) -> str:
    """Return a result in words: what became of it, the rows of each table, the first problems."""
    parts = [output.one_line(message) + "\n" for message in result.messages]
    if result.tables:
        rows = [
            {"table": name, "read": c.read, "accepted": c.accepted, "rejected": c.rejected, "warnings": c.warnings}
            for name, c in result.tables.items()
        ]
        parts.append(output.text_table(pa.Table.from_pylist(rows)))
    return "\n".join(part for part in [*parts, _first_problems(result)] if part)


def failure_line(result: LoadResult) -> str:
    """Return why nothing was loaded as one line: the first row or file that was rejected, and how many others."""
    rejected = [problem["message"] for problem in result.problems.to_pylist() if problem["level"] == "rejected"]
    others = f" ({len(rejected) - 1:,} more problems)" if len(rejected) > 1 else ""
    return f"Error: no row was accepted. {rejected[0]}{others}" if rejected else "Error: the files hold no row."


def _first_problems(result: LoadResult) -> str:
    """Return the first problems, worst first, and where to find the others."""
    order = {"rejected": 0, "warning": 1, "note": 2}
    found = sorted(result.problems.to_pylist(), key=lambda problem: order[problem["level"]])
    lines = [problem_line(problem) for problem in found[:SHOWN_PROBLEMS]]
    hidden = len(found) - len(lines)
    if hidden:
        everything = f"python -m cutover problems --load {result.load.load_id}" if result.load else "--format json"
        lines.append(f"{hidden:,} more: {everything}")
    return "\n".join(lines) + "\n" if lines else ""


def problem_line(problem: dict) -> str:
    """Return one problem as a line: load (where it is known), level, file, line and message."""
    load = f"{problem['load_id']}  " if "load_id" in problem else ""
    line = f" line {problem['line']:,}" if problem["line"] is not None else ""
    message = output.one_line(problem["message"])
    place = output.one_line(f"{problem['file'] or problem['table_name'] or ''}{line}")
    said = message if message.startswith(place) else f"{place}: {message}"
    return f"{load}{problem['level']:8}  {said}"
