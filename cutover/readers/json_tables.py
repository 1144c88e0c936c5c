"""JSON and JSON lines to tables."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

import pyarrow as pa

from cutover.readers.encoding import to_utf8
from cutover.readers.limits import Limits, refuse
from cutover.readers.model import Problem, RawTable
from cutover.readers.notes import Record, note, reject
from cutover.readers.objects import Flat, Written, cell_text, encodable, flatten, to_cells

ALLOWED = "a list of objects is read, an object that holds such lists, or one object per line (.jsonl)"
NESTED = 3


def read_json(file: str, content: bytes, limits: Limits) -> Iterator[RawTable]:
    """Yield each list of objects that a JSON text holds, `line` being the position in it.

    Raises
    ------
    RefusedFile
        If the text is no JSON, is nested too deeply or holds no objects.
    """
    text, notes = to_utf8(file, content)
    try:
        value = _load(text.decode())
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[: error.pos].strip().startswith(b"{"):
            yield read_json_lines(file, content, limits)
            return
        refuse(file, f"line {error.lineno}, column {error.colno} is not JSON ({error.msg})", ALLOWED)
    except (ValueError, RecursionError):
        refuse(file, "it is nested too deeply, or holds a number of thousands of digits", ALLOWED)
    lists, beside = _find_lists(value)
    if not lists:
        refuse(file, "it holds no list of objects", ALLOWED)
    if beside:
        notes.append(note(file, "beside", f"values beside the tables left out: {', '.join(map(repr, beside[:12]))}"))
    for path, items in lists.items():
        yield _to_table(file, path, items, notes, limits)


def read_json_lines(file: str, content: bytes, limits: Limits) -> RawTable:
    """Return one object per line as a table; a line that is none is rejected.

    Raises
    ------
    RefusedFile
        If a limit is exceeded.
    """
    text, notes = to_utf8(file, content)
    rows: list[Flat] = []
    lines: list[int] = []
    written: list[str] = []
    rejected = []
    for line, raw in enumerate(text.split(b"\n"), 1):
        if not raw.strip():
            continue
        record = Record(line, raw.decode().rstrip("\r"))
        found = _read_line(file, record, limits)
        if isinstance(found, Problem):
            rejected.append(found)
            continue
        rows.append(found)
        lines.append(line)
        written.append(record.text)
    cells = to_cells(file, rows, limits)
    texts = partial(_pick, written)
    places = pa.array(lines, pa.int64())
    return RawTable(file, PurePosixPath(file).stem, cells, places, tuple(rejected), tuple(notes), texts)


def _read_line(file: str, record: Record, limits: Limits) -> Flat | Problem:
    try:
        value = _load(record.text)
        if isinstance(value, dict):
            return flatten(value, room=limits.depth)
    except (ValueError, RecursionError) as error:
        return reject(
            file, record, "bad_json", f"the line is not JSON that can be read ({error}); write one object per line"
        )
    return reject(file, record, "not_an_object", 'the line is no object; each line is written {"name": value, …}')


def _load(text: str) -> object:
    return json.loads(
        text,
        parse_float=Written,
        parse_constant=Written,
        object_pairs_hook=_keep_repeated,
    )


def _keep_repeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object; a key that is repeated gets ' (2)' instead of replacing the first."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    for key, value in pairs:
        number, free = 1, key
        while free in found:
            number += 1
            free = f"{key} ({number})"
        found[free] = value
    return found


def _find_lists(value: object, path: str = "", level: int = 0) -> tuple[dict[str, list], list[str]]:
    """Return the lists of objects by their path, and the paths of what stands beside them."""
    if isinstance(value, list):
        return ({path: value} if any(isinstance(item, dict) for item in value) or not path else {}), []
    if not isinstance(value, dict):
        return {}, [path]
    lists: dict[str, list] = {}
    beside: list[str] = []
    for key, part in value.items():
        inner = f"{path}.{key}" if path else key
        found, left = _find_lists(part, inner, level + 1) if level < NESTED else ({}, [inner])
        lists |= found
        beside += left if found or left else [inner]
    if not lists and not level and value:
        return {"": [value]}, []
    return lists, beside


def _to_table(file: str, path: str, items: list, notes: list[Problem], limits: Limits) -> RawTable:
    places = [position for position, item in enumerate(items, 1) if isinstance(item, dict)]
    objects = [items[position - 1] for position in places]
    rejected = tuple(
        reject(file, Record(position, cell_text(item) or "null"), "not_an_object", "this item of the list is no object")
        for position, item in enumerate(items, 1)
        if not isinstance(item, dict)
    )
    try:
        cells = to_cells(file, [flatten(item, room=limits.depth) for item in objects], limits)
    except ValueError as error:
        refuse(file, str(error), f"at most {limits.depth} levels are allowed")
    name = path or PurePosixPath(file).stem
    within = f"{file}/{path}" if path else file
    lines = pa.array(places, pa.int64())
    return RawTable(within, name, cells, lines, rejected, tuple(notes), partial(_pick_objects, objects))


def _pick(texts: list[str], positions: list[int]) -> list[str]:
    return [texts[position] for position in positions]


def _pick_objects(objects: list[dict], positions: list[int]) -> list[str]:
    return [encodable(json.dumps(objects[position], ensure_ascii=False)) for position in positions]
