"""Progress of a load on standard error: one line that moves, and nothing where nobody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from cutover.cli.output import one_line
from cutover.gateway import Progress

STAGES = {"read": "Reading", "check": "Checking", "compare": "Comparing", "write": "Writing"}


@contextmanager
def progress_line() -> Iterator[Progress | None]:
    """Give what `pipeline.load` reports progress to; None if standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with Console(stderr=True).status("Starting") as status:
        yield lambda told: status.update(escape(progress_words(told)))


def progress_words(told: dict) -> str:
    """Return a report of progress in words: 'Reading plan.csv: 12,000 rows'."""
    stage = STAGES.get(told.get("stage", ""), "Loading")
    name = one_line(str(told.get("file") or ""))
    rows = f": {told['rows']:,} rows" if told.get("rows") else ""
    return f"{stage} {name}{rows}".strip()
