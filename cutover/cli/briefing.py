"""The command `brief`: a document of a status time as a file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import briefing, pipeline
from cutover.cli.commands import app
from cutover.errors import CutoverError
from cutover.record import desk
from cutover.record.meetings import Meeting, closed_meeting
from cutover.warehouse import Moment


@app.command()
def brief(
    kind: Annotated[
        Literal["assessment", "daily", "weekly", "minutes"], typer.Argument(help="Document.")
    ] = "assessment",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="File to write: .pdf, .pptx, .xlsx, .html or .md.",
            show_default="named by programme, document and status time",
        ),
    ] = None,
    form: Annotated[
        Literal["pdf", "pptx", "xlsx", "html", "md"] | None,
        typer.Option("--format", help="Kind of file; else the ending of --out says.", show_default="pdf"),
    ] = None,
    checkpoint: Annotated[
        str | None, typer.Option(metavar="ID", help="Go/no-go that an assessment is about; else the one in question.")
    ] = None,
    meeting: Annotated[
        str | None, typer.Option(metavar="ID", help="Meeting that minutes are of; else the one closed last.")
    ] = None,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    paper: Annotated[Literal["letter", "a4"], typer.Option(help="Paper of PDF and Excel.")] = "letter",
    store: opt.StorePath = None,
) -> None:
    """Write a briefing: the Go/No-Go Assessment Report, the daily brief, the weekly status, or minutes of a meeting."""
    form = _form(out, form)
    opened = opt.open_store(store)
    moment, _ = opt.moment_of(opened, programme, as_of)
    if kind == "minutes":
        held = _held(opened.path, moment, meeting)
        document, about = briefing.made(kind, held.moment, meeting=held.row), str(held.row["meeting_id"])
    else:
        before = pipeline.warehouse(opened.path).before(moment)
        document = briefing.made(kind, moment, before, checkpoint_id=checkpoint)
        about = f"{moment.as_of:%Y%m%dT%H%M}Z"
    file = out or Path(f"{moment.programme_id}_{kind}_{about}.{form}")
    output.deliver(briefing.written(document, form, paper=paper), file)


def _form(out: Path | None, form: str | None) -> str:
    """Return which kind of file is asked for, by the option or the ending."""
    if out is None or form:
        return form or "pdf"
    ending = out.suffix.lower().removeprefix(".")
    if ending not in briefing.FORMATS:
        endings = ", ".join(f".{name}" for name in briefing.FORMATS)
        raise CutoverError(f"{out}: a briefing is written as {endings}; the ending says which.")
    return ending


def _held(path: Path, moment: Moment, meeting_id: str | None) -> Meeting:
    """Return the meeting that was named, else the one closed last."""
    closed = [row["meeting_id"] for row in moment.query("meeting_list").to_pylist() if row["state"] == "closed"]
    if meeting_id is None and not closed:
        raise CutoverError("No meeting was closed by this status time: there are no minutes.")
    return closed_meeting(desk(path), moment, meeting_id or closed[0])
