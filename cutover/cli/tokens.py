"""The commands `token add`, `token list` and `token revoke`: which tools may speak to the HTTP interface."""

import os
from typing import Annotated, Literal

import typer

import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import clock
from cutover.acts import RIGHTS, Actor
from cutover.cli.commands import app
from cutover.errors import AccessError
from cutover.tokens import ISSUER, Tokens, new_token, token_rows

DEFAULT_DAYS = 90

token = typer.Typer(rich_markup_mode=None, help="Tokens of tools that speak to the HTTP interface (docs/interface.md).")
app.add_typer(token, name="token")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Tool, as the record names it.", show_default=False)]
TokenId = Annotated[str, typer.Argument(metavar="ID", help="As `token list` shows it.", show_default=False)]
Side = Annotated[Literal["customer", "provider", "shared"], typer.Option("--side", help="Side that it acts for.")]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Role that it acts in, as pmo_lead.")]
Rights = Annotated[
    list[str] | None,
    typer.Option("--right", metavar="RIGHT", help=f"One of {', '.join(RIGHTS)}; again for another.",
                 show_default="viewer"),
]  # fmt: skip
Days = Annotated[int, typer.Option("--days", help="How long it is valid, at most 366.")]


@token.command()
def add(
    name: Name,
    side: Side,
    role: Role = None,
    right: Rights = None,
    days: Days = DEFAULT_DAYS,
    store: opt.StorePath = None,
) -> None:
    """Make a token and print it, this once: only its digest is kept.

    token add "ServiceNow of the agency" --side customer --right contributor --days 60
    """
    bearer = Actor("", ISSUER, name, side=side, role=role, rights=tuple(right or ("viewer",)))
    made = new_token(bearer, days=days, made_by=opt.user_name(), now=clock.now())
    secret = _tokens(store).add(made)
    output.say(
        f"{made.token_id} of {made.name} ({made.side}; {', '.join(made.rights)}) is valid until "
        f"{made.expires_at:%Y-%m-%d %H:%M} UTC. It is shown this once; keep it like a password:"
    )
    output.print_text(secret)


@token.command("list")
def list_tokens(store: opt.StorePath = None, form: opt.RowFormat = "text") -> None:
    """List the tokens: what they may do, until when, when they were used last."""
    rows = token_rows(_tokens(store).listed(), now=clock.now())
    if form == "text":
        output.print_rows(rows)
    else:
        output.deliver(output.encode(rows, form), None)


@token.command()
def revoke(token_id: TokenId, store: opt.StorePath = None) -> None:
    """Revoke a token: from the next request on it is worth nothing."""
    if not _tokens(store).revoke(token_id, now=clock.now()):
        raise AccessError(f"There is no token {token_id} that could be revoked; `token list` shows them.")
    output.say(f"The token {token_id} is revoked.")


def _tokens(store: opt.StorePath) -> Tokens:
    return Tokens(opt.open_store(store).path, url=os.environ.get("CUTOVER_JOURNAL"))
