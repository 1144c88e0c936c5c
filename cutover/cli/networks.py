"""The command `schedule`: the dates of networks in a file, to check the engine against another tool."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import cutover.cli.output as output
from cutover.cli.commands import app
from cutover.errors import CutoverError
from cutover.schedule.formats import LARGEST_BYTES, schedule_file

STANDARD_INPUT = Path("-")


@app.command()
def schedule(
    network: Annotated[
        Path,
        typer.Argument(metavar="NETWORK.json", help="JSON as above; - reads it from the input.", show_default=False),
    ],
) -> None:
    """Compute early and late dates and floats of the networks in a file; prints JSON. Exit: 2 nothing computed.

    Numbered tasks in minutes: {"nets": [{"id": "N", "duration_min": [60, 30], "links": [[0, 1, "FS", 15]]}]} prints
    {"nets": [{"id": "N", "computed": [[early start, early finish, late start, late finish, total float], ...]}]}.

    Named tasks in any unit: [{"id": "N", "durations": {"A": 2, "B": 3}, "links": [["A", "B", "FS", 0]]}] prints
    [{"id": "N", "computed": {"A": {"es", "ef", "ls", "lf", "tf"}, ...}}].

    Links are FS, SS, FF or SF with a lag. Calendars, lag rules and dates: docs/network-formats.md.
    """
    try:
        content = _read(network)
        answer = schedule_file(content)
    except CutoverError as error:
        raise CutoverError(f"{network}: {error}") from error
    output.print_text(json.dumps(answer))


def _read(path: Path) -> bytes:
    """Return the bytes of a file, one more than allowed at most."""
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST_BYTES + 1)
    try:
        with path.open("rb") as handle:
            return handle.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CutoverError(f"It cannot be read: {(error.strerror or type(error).__name__).lower()}.") from error
