"""Briefings: documents made of reports, written as PDF, PowerPoint, Excel, a web page or Markdown.

`made` makes a document of a moment, `written` makes a file of a document. What
draws and sets is imported when a file is first asked for.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal

from cutover.briefing.model import Document
from cutover.errors import ReportError
from cutover.warehouse import Moment

KINDS = {
    "assessment": "Go/No-Go Assessment Report", "daily": "Daily brief", "weekly": "Weekly status", "minutes": "Minutes",
}  # fmt: skip
"""Names of the documents by kind."""

FORMATS = {"pdf": "PDF", "pptx": "PowerPoint", "xlsx": "Excel", "html": "Web page", "md": "Markdown"}
"""Names of the formats by the ending of a file."""

MEDIA = {
    "pdf": "application/pdf", "html": "text/html", "md": "text/markdown",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip

WRITERS = {"md": "markdown"}
"""Modules that write a format, where they are not called like the ending of the file."""

Paper = Literal["letter", "a4"]


def made(
    kind: str, moment: Moment, previous: Moment | None = None, *, checkpoint_id: str | None = None,
    meeting: Mapping[str, object] | None = None,
) -> Document:  # fmt: skip
    """Return a document of a moment.

    Parameters
    ----------
    kind
        One of `KINDS`.
    moment
        Programme and status time.
    previous
        The same at the snapshot before, which changes are told against.
    checkpoint_id
        The go/no-go that an assessment is about; None: the one in question.
    meeting
        What minutes are of: a row of the mart `meetings` (`cutover.record.meetings.closed_meeting`), whose moment is given.

    Raises
    ------
    ReportError
        If there is no such kind, or no such checkpoint, or minutes are asked of no meeting.
    """
    if kind not in KINDS:
        raise ReportError(f"There is no document {kind!r}; there are {', '.join(KINDS)}.")
    if checkpoint_id is not None and kind != "assessment":
        raise ReportError(f"The document {kind} is about the whole programme: it takes no checkpoint.")
    make = getattr(import_module(f"cutover.briefing.{kind}"), kind)
    if kind == "minutes":
        if meeting is None:
            raise ReportError("Minutes are of a meeting: name one that was closed.")
        return make(moment, meeting=meeting)
    return make(moment, previous) if kind != "assessment" else make(moment, previous, checkpoint_id=checkpoint_id)


def written(document: Document, form: str, *, paper: Paper = "letter") -> bytes:
    """Return a document as a file of one of `FORMATS`; paper is that of PDF and Excel."""
    if form not in FORMATS:
        raise ReportError(
            f"A briefing cannot be written as .{form}; it can as {', '.join(f'.{name}' for name in FORMATS)}."
        )
    write = getattr(import_module(f"cutover.briefing.{WRITERS.get(form, form)}"), f"to_{form}")
    return write(document, paper=paper) if form in ("pdf", "xlsx") else write(document)
