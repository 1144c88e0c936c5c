"""The commands `verify`, `backup` and `restore`: prove the record, and keep it safe."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import journal, pipeline
from cutover.cli.commands import app
from cutover.journal import Head, Verification

INTACT, TOUCHED = 0, 1


@app.command()
def verify(
    store: opt.StorePath = None,
    new_anchor: Annotated[
        bool, typer.Option("--new-anchor", help="First begin an anchor, where there is none, at an intact journal.")
    ] = False,
    form: opt.TextOrJson = "text",
) -> int:
    """Prove that nobody touched the journal or a load; name the first row or file. Exit: 0 intact, 1 touched."""
    path = opt.open_store(store).path
    record = pipeline.journal(path)
    if new_anchor:
        output.say(
            f"The anchor begins at row {record.renew_anchor().seq}. Keep it where the journal's owner cannot write."
        )
    found, head = record.verify(path), record.head()
    if form == "json":
        output.print_text(orjson.dumps(asdict(found) | {"head": asdict(head)}, option=orjson.OPT_INDENT_2).decode())
    else:
        output.print_text("\n".join(map(output.one_line, verification_lines(found, head))))
    return INTACT if found.is_intact else TOUCHED


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE.tar", help="File to write.", show_default=False)],
    store: opt.StorePath = None,
) -> None:
    """Write journal, key, anchor, loads and scenarios into one file and prove it; the app may go on running."""
    path = opt.open_store(store).path
    made = journal.backup(pipeline.journal(path), path, target)
    output.say(
        f"Wrote {target}: {_count(made.event_count, 'row')} of the journal, {_count(made.load_count, 'load')},"
        f" {made.byte_count:,} bytes; read again and proved. Keep it safe: it holds the journal's key."
    )


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE.tar", help="File that backup wrote.", show_default=False)],
    store: opt.StorePath = None,
) -> int:
    """Put a backup into an empty store, after proving it; CUTOVER_JOURNAL says which database gets the journal."""
    path = opt.open_store(store).path
    found = journal.restore(source, path)
    output.say(f"Restored {_count(found.event_count, 'row')} of the journal and the loads.")
    return verify(path)


def verification_lines(found: Verification, head: Head) -> list[str]:
    """Return what a verification found, one sentence a line."""
    if found.problem:
        lines = [f"The journal was touched. {found.problem}"]
    elif head.seq:
        lines = [f"The journal is intact: {_count(found.event_count, 'row')}, the newest with hash {head.hash[:16]}."]
    else:
        lines = ["The journal is intact: it is empty."]
    lines += found.load_problems
    if found.unsealed:
        lines.append(f"Not sealed yet, the next load or start of the server does: {', '.join(found.unsealed)}.")
    if found.load_count and not found.load_problems:
        lines.append(f"{_count(found.load_count, 'load')} checked: every file is as it was loaded.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
