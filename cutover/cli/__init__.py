"""The command line: `python -m cutover`, the same numbers as the pages.

Exit codes: 0 done (load, check: every row accepted), 1 loaded with rejected
rows, 2 nothing loaded or the command was not understood, 70 a fault in Cutover.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from functools import cache

import typer

import cutover.cli.briefing
import cutover.cli.journal
import cutover.cli.messages
import cutover.cli.networks
import cutover.cli.output as output
import cutover.cli.record
import cutover.cli.sessions
import cutover.cli.tokens  # noqa: F401 adds its commands
from cutover.cli.commands import app
from cutover.errors import CutoverError

NOT_UNDERSTOOD, FAULT, INTERRUPTED, PIPE_CLOSED = 2, 70, 130, 141
COMPLETE = "_CUTOVER_COMPLETE"
PROGRAM = "python -m cutover"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; an error is one line on standard error."""
    logging.getLogger("cutover").addHandler(logging.NullHandler())  # errors are told in one line, not logged
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        code = _call(words)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except CutoverError as error:
        output.say(f"Error: {error}")
    except typer.TyperException as error:
        output.say(usage_message(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (KeyboardInterrupt, typer.Abort):
        output.say("Interrupted.")
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        return FAULT
    return NOT_UNDERSTOOD


def _call(words: list[str]) -> object:
    """Run the command; completion works for a shell function named `cutover`."""
    wants_completion = COMPLETE in os.environ or any(word.endswith("-completion") for word in words[:1])
    name = "cutover" if wants_completion else PROGRAM
    return _group()(args=words, prog_name=name, complete_var=COMPLETE, standalone_mode=False)


@cache
def _group() -> typer.core.TyperGroup:
    return typer.main.get_command(app)


def usage_message(error: typer.TyperException) -> str:
    """Return what was wrong with a command line as one line that says where help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    message = error.format_message().replace("Value error, ", "").strip()
    return f"Error: {message}{'' if message.endswith(('.', '?')) else '.'} Help: {path} --help"


def command_help() -> dict[str, str]:
    """Return the help of every command by name, as `--help` prints it 100 characters wide; of a group each command."""
    group = _group()
    with group.make_context(PROGRAM, [], resilient_parsing=True) as top:
        return dict(_help(group, top))


def _help(group: typer.core.TyperGroup, above: typer.Context) -> Iterator[tuple[str, str]]:
    for name, command in group.commands.items():
        context = command.make_context(name, [], parent=above, resilient_parsing=True, terminal_width=100)
        if isinstance(command, typer.core.TyperGroup):
            yield from ((f"{name} {inner}", text) for inner, text in _help(command, context))
        else:
            yield name, command.get_help(context)
