"""The commands `sessions` and `end-session`: who is signed in, and out they go."""

import os
from typing import Annotated

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import clock
from cutover.cli.commands import app
from cutover.errors import AccessError
from cutover.sessions import BY_ADMINISTRATOR, Sessions, session_rows


@app.command()
def sessions(
    is_all: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
    store: opt.StorePath = None,
    form: opt.RowFormat = "text",
) -> None:
    """List who is signed in on the server of a store."""
    rows = session_rows(_sessions(store).listed(now=clock.now()), is_all=is_all)
    if form == "text":
        output.print_rows(rows)
    else:
        output.deliver(output.encode(rows, form), None)


@app.command("end-session")
def end_session(
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Its identifier as `sessions` lists it.", show_default=False)
    ],
    store: opt.StorePath = None,
) -> None:
    """Sign somebody out: every page of the session says so within seconds, and its cookie is worth nothing."""
    now, kept = clock.now(), _sessions(store)
    found = [each for each in kept.listed(now=now) if each.is_open and each.session_id.startswith(session)]
    if len(found) != 1:
        raise AccessError(f"{len(found) or 'No'} open sessions begin with {session}; `sessions` lists them.")
    kept.end(found[0].session_id, BY_ADMINISTRATOR, now=now)
    output.say(f"The session of {found[0].person} is ended.")


def _sessions(store: opt.StorePath) -> Sessions:
    return Sessions(opt.open_store(store).path, url=os.environ.get("CUTOVER_JOURNAL"))
