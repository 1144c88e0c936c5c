"""The commands `outbox`, `letter`, `deliver` and `calendar`: what goes out of the room.

What talks to servers and writes calendars is imported by the command that
needs it: it would cost every other command a third of its start.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import clock
from cutover.cli.commands import app
from cutover.errors import MessageError
from cutover.outbox import CHOICES, DROPPED, SENT, Outbox
from cutover.record import desk

LISTED = (
    "letter_id", "state", "recipient", "subject", "communication_id", "attempt_count", "due_at", "queued_at",
    "settled_at", "detail", "sent_by", "settled_by", "record_problem",
)  # fmt: skip
SHORT = 12
"""Characters of an identifier that tell letters apart."""


@app.command("outbox")
def list_outbox(
    programme: opt.Programme = None,
    is_all: Annotated[bool, typer.Option("--all", help="Those sent or given up too.")] = False,
    store: opt.StorePath = None,
    form: opt.RowFormat = "text",
) -> None:
    """List what is to be sent, was refused, or is unclear; `letter` decides on one."""
    rows = _outbox(store).rows(programme).select(LISTED)
    if not is_all:
        rows = rows.filter([state not in (SENT, DROPPED) for state in rows["state"].to_pylist()])
    rows = rows.set_column(0, "letter_id", [[key[:SHORT] for key in rows["letter_id"].to_pylist()]])
    if form == "text":
        output.print_rows(rows)
    else:
        output.deliver(output.encode(rows, form), None)


@app.command("letter")
def decide(
    letter: Annotated[str, typer.Argument(metavar="LETTER", help="Its identifier as `outbox` lists it.")],
    choice: Annotated[
        Literal["resend", "sent", "drop"],
        typer.Argument(metavar="CHOICE", help="resend, sent (it did arrive), or drop (give it up)."),
    ],
    store: opt.StorePath = None,
) -> None:
    """Decide on a letter that was refused, or of which nobody knows whether it arrived."""
    kept = _outbox(store)
    found = [row for row in kept.rows().to_pylist() if row["letter_id"].startswith(letter)]
    if len(found) != 1:
        raise MessageError(f"{len(found) or 'No'} letters begin with {letter}; `outbox --all` lists them.")
    by = opt.user_name() or "Local user"
    if not kept.decide(found[0]["letter_id"], choice, by=by, now=clock.now()):
        allowed = ", ".join(CHOICES[choice][0])
        raise MessageError(f"The letter to {found[0]['recipient']} is {found[0]['state']}; {choice} needs: {allowed}.")
    output.say(f"The letter to {found[0]['recipient']}: {choice}.")


@app.command("deliver")
def deliver(
    secrets: Annotated[
        Path, typer.Option("--secrets", metavar="FILE", help="Holds [smtp] and [webhooks.NAME].")
    ] = Path(".streamlit/secrets.toml"),
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Check the settings and say what is due; send nothing.")
    ] = False,
    store: opt.StorePath = None,
) -> None:
    """Send what is due now and record what was sent, as the server does every second."""
    from cutover.messages.delivery import deliver_due, record_sent
    from cutover.messages.send import Post
    from cutover.messages.settings import read_channels

    post = Post(_outbox(store), read_channels(_read(secrets)))
    if is_dry:
        due = [
            row for row in post.outbox.rows().to_pylist() if row["state"] == "queued" and row["due_at"] <= clock.now()
        ]
        for row in due:
            fault = post.channels.fault_of(row["recipient"])
            output.print_text(f"{row['recipient']}: {output.one_line(row['subject'])}{f' ({fault})' if fault else ''}")
        output.say(f"{len(due)} letters are due; nothing was sent.")
        return
    count = deliver_due(post)
    recorded = record_sent(post, desk(opt.open_store(store).path))
    output.say(f"{count} letters were tried, {recorded} sendings recorded; `outbox` lists what is left.")


@app.command("calendar")
def write_calendar(
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    to: opt.Output = None,
    store: opt.StorePath = None,
) -> None:
    """Write checkpoints, meetings, cutover window, go-live and warranty as a calendar file (ICS)."""
    from cutover.messages.calendar import calendar_file

    moment, _ = opt.moment_of(opt.open_store(store), programme, as_of)
    output.deliver(calendar_file(moment), to)


def _outbox(store: Path | None) -> Outbox:
    return Outbox(opt.open_store(store).path, url=os.environ.get("CUTOVER_JOURNAL"))


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MessageError(f"{path}: cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"{path} is no valid TOML; its content is not shown, since it may hold secrets.") from error
