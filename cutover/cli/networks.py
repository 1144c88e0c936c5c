"""The command `schedule`: the dates of networks in a file, to check the engine against another tool."""

import json
from pathlib import Path
from typing import Annotated

import typer

import cutover.cli.output as output
from cutover.cli.commands import app
from cutover.errors import CutoverError
from cutover.schedule.formats import LARGEST_BYTES, schedule_file


@app.command()
def schedule(
    network: Annotated[
        Path, typer.Argument(metavar="NETWORK.json", help="See docs/network-formats.md.", show_default=False)
    ],
) -> None:
    """Compute early and late dates and floats of the networks in a file; prints JSON."""
    try:
        content = _read(network)
        answer = schedule_file(content)
    except CutoverError as error:
        raise CutoverError(f"{network}: {error}") from error
    output.print_text(json.dumps(answer))


def _read(path: Path) -> bytes:
    """Return the bytes of a file, one more than allowed at most."""
    try:
        with path.open("rb") as handle:
            return handle.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CutoverError(f"It cannot be read: {(error.strerror or type(error).__name__).lower()}.") from error
