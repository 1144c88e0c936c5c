"""The commands `record` and `acts`: say something for the record, and list what was said."""

import json
from dataclasses import replace
from typing import Annotated, Literal

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
import cutover.record.builders as builders
from cutover.access import LOCAL
from cutover.acts import KINDS, Act, Actor, Kind
from cutover.cli.commands import app
from cutover.errors import CutoverError, RefusedAct
from cutover.record import desk, record
from cutover.tables import TABLES
from cutover.zones import parse_instant

LISTED = (
    "act_id", "recorded_at", "act_as_of", "label", "subject", "changes", "actor", "side", "role", "state", "reason",
)  # fmt: skip
RECORDED = tuple(name for name in KINDS if name != "load")

KindName = Annotated[
    str, typer.Argument(metavar="KIND", help=f"One of {', '.join(RECORDED)}.", autocompletion=lambda: list(RECORDED))
]
Subject = Annotated[
    list[str] | None, typer.Option("--subject", metavar="column=value", help="Names the row; a key column each.")
]
Cells = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="column=value", help="Cell to set; nothing behind = empties it. Lists: a;b."),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
Corrects = Annotated[str | None, typer.Option("--corrects", metavar="ID", help="Act that it replaces or takes back.")]
Side = Annotated[Literal["customer", "provider", "shared"] | None, typer.Option("--side", help="Side that acts.")]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Role that acts, as program_manager.")]
Key = Annotated[str | None, typer.Option("--key", metavar="TEXT", help="The same key again is the same act.")]


@app.command("record")
def record_act(
    kind: KindName,
    subject: Subject = None,
    cells: Cells = None,
    reason: Reason = None,
    corrects: Corrects = None,
    side: Side = None,
    role: Role = None,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    key: Key = None,
    store: opt.StorePath = None,
) -> None:
    """Record an act of the local user: a vote, a decision, a task update, a note.

    record vote --subject checkpoint_id=CP-04 --subject side=customer --subject role=program_manager --set vote=go

    record task --subject task_id=DC-12 --set status=in_progress --set actual_start_at=2026-10-31T08:00

    record withdrawal --corrects J000012 --reason "It was the wrong task"

    The conditions of a decision are JSON: --set 'conditions=[{"condition": "...", ...}]'. Times without an offset are
    local time of the programme.
    """
    if kind not in RECORDED:
        raise RefusedAct(f"There is no kind of act {kind!r}; there are {', '.join(RECORDED)}.")
    place = opt.open_store(store)
    moment, zone = opt.moment_of(place, programme, as_of)
    named = _pairs(subject or ([f"act_id={corrects}"] if kind == "withdrawal" else []))
    given = {name: _value(KINDS[kind], name, text, zone) for name, text in _pairs(cells or []).items()}
    act: Act = builders.act(moment, kind, named, given, reason=reason, corrects=corrects, key=key)
    event = record(desk(place.path), act, _actor(side, role))
    output.print_text(f"Recorded as {event.act_id}.")


@app.command("acts")
def list_acts(
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    store: opt.StorePath = None,
    form: opt.RowFormat = "text",
) -> None:
    """List what people recorded up to a status time, newest first."""
    moment, zone = opt.moment_of(opt.open_store(store), programme, as_of)
    rows = moment.query("record_acts").select(LISTED)
    if form == "text":
        output.print_rows(rows, zone)
    else:
        output.deliver(output.encode(rows, form, zone=zone), None)


def _actor(side: str | None, role: str | None) -> Actor:
    """Return the local user, by the name under which the machine knows them."""
    return replace(LOCAL, name=opt.user_name() or LOCAL.name, side=side, role=role)


def _pairs(words: list[str]) -> dict[str, str]:
    """Return `column=value` words by column; CutoverError if one is none, or a column comes twice."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise CutoverError(f"{word!r} sets nothing; write it as column=value.")
        if name in found:
            raise CutoverError(f"{name} is given twice.")
        found[name] = value
    return found


def _value(kind: Kind, name: str, text: str, zone: str) -> object:
    """Return a cell from the command line; what is wrong with it is said when it is checked."""
    if name == kind.parts and kind.parts:
        try:
            return json.loads(text)
        except ValueError as error:
            raise CutoverError(f"{name} is no JSON: {error}.") from error
    is_instant = bool(kind.table) and name in kind.columns and TABLES[kind.table][name].type == "instant"
    return parse_instant(text, zone).isoformat() if is_instant and text else text or None
