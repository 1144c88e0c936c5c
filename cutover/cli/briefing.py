"""The command `brief`: a document of a status time as a file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import briefing, pipeline
from cutover.cli.commands import app
from cutover.errors import CutoverError


@app.command()
def brief(
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File to write: .pdf, .pptx, .xlsx or .html.", show_default=False
        ),
    ],
    kind: Annotated[Literal["assessment", "daily", "weekly"], typer.Argument(help="Document.")] = "assessment",
    checkpoint: Annotated[
        str | None, typer.Option(metavar="ID", help="Go/no-go that an assessment is about; else the one in question.")
    ] = None,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    paper: Annotated[Literal["letter", "a4"], typer.Option(help="Paper of PDF and Excel.")] = "letter",
    store: opt.StorePath = None,
) -> None:
    """Write a briefing: the Go/No-Go Assessment Report, the daily brief or the weekly status."""
    form = out.suffix.lower().removeprefix(".")
    if form not in briefing.FORMATS:
        endings = ", ".join(f".{name}" for name in briefing.FORMATS)
        raise CutoverError(f"{out}: a briefing is written as {endings}; the ending says which.")
    opened = opt.open_store(store)
    moment, _ = opt.moment_of(opened, programme, as_of)
    document = briefing.made(kind, moment, pipeline.warehouse(opened.path).before(moment), checkpoint_id=checkpoint)
    output.deliver(briefing.written(document, form, paper=paper), out)
