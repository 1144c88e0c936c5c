"""The options that several commands share, and what becomes of their text."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from cutover import pipeline
from cutover.errors import ReportError
from cutover.gateway.context import stored_zone
from cutover.queries import Query, read_queries
from cutover.store import Store
from cutover.warehouse import Moment
from cutover.zones import find_zone, parse_instant

DEFAULT_STORE = Path(__file__).resolve().parents[2] / "var"
FROM_MOMENT = ("programme_id", "as_of")


def _given(value: str | None) -> str | None:
    """Refuse an empty word: mostly a variable of the shell that was not set."""
    if value is not None and not value.strip():
        raise typer.BadParameter("it is empty; leave the option out, or give it a value")
    return value


def _report_names(incomplete: str) -> list[str]:
    return [name for name in read_queries("reports") if name.startswith(incomplete)]


def _preset_names(incomplete: str) -> list[str]:
    return [name for name in pipeline.presets() if name.startswith(incomplete)]


Sources = Annotated[list[Path], typer.Argument(help="Files, folders or zips.", metavar="SOURCE", show_default=False)]
StorePath = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", envvar="CUTOVER_STORE", help="Folder of the store.", show_default="var/"),
]
Programme = Annotated[
    str | None, typer.Option("--programme", metavar="ID", callback=_given, help="Programme; else the only one.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        callback=_given,
        help="Status time, ISO 8601; local time of the programme where it has no offset.",
    ),
]
LoadId = Annotated[str | None, typer.Option("--load", metavar="ID", callback=_given, help="One load; else all.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="Mapping file; else the one beside each source.")
]
Preset = Annotated[
    str | None,
    typer.Option("--preset", metavar="NAME", help="Mapping of a known export.", autocompletion=_preset_names),
]
ReportName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of a report; see `reports`.", autocompletion=_report_names)
]
Values = Annotated[
    list[str] | None,
    typer.Argument(metavar="name=value", help="Parameters of the report; a list is written a,b, or one by one."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there; else to the screen.")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="How the result is written.")]
RowFormat = Annotated[Literal["text", "csv", "json"], typer.Option("--format", help="How the rows are written.")]
FileFormat = Annotated[
    Literal["text", "csv", "json", "parquet", "xlsx"], typer.Option("--format", help="How the rows are written.")
]


def open_store(path: Path | None) -> Store:
    """Return the store that was named, else `var/` beside the package."""
    return Store(path or DEFAULT_STORE)


def user_name() -> str:
    """Return who runs the command; empty if the machine does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def moment_of(store: Store, programme_id: str | None, as_of: str | None) -> tuple[Moment, str]:
    """Return a programme at a status time, and its zone; a time without an offset is local.

    Raises
    ------
    CutoverError
        If the store holds no such programme, or the time is none.
    """
    loads = pipeline.loads(store)
    chosen = programme_id or max(loads, key=lambda load: load.load_id).programme_id if loads else programme_id
    own = [load for load in loads if load.programme_id == chosen]
    at = parse_instant(as_of, stored_zone(store, own, chosen)) if as_of and own else None
    moment = pipeline.moment(store, chosen, at)
    return moment, moment.query("programme_summary")["zone"][0].as_py()


def parameter_values(query: Query, given: list[str], zone: str) -> dict[str, object]:
    """Return `name=value` words as the parameters of a report.

    A list may be given as a,b or by repeating the name; instants without an
    offset are local time of `zone`.

    Raises
    ------
    ReportError
        If a word has no `=`, or a parameter that is no list is given twice.
    """
    kinds = {parameter.name: parameter.type for parameter in query.parameters}
    found: dict[str, list[str]] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals:
            raise ReportError(f"The report {query.name}: {word!r} is no parameter; write it as name=value.")
        if name in FROM_MOMENT:
            option = "--as-of" if name == "as_of" else "--programme"
            raise ReportError(f"The report {query.name}: {name} comes from the option {option}.")
        found.setdefault(name, []).append(value)
    for name, texts in found.items():
        if len(texts) > 1 and not kinds.get(name, "").endswith("[]"):
            raise ReportError(f"The report {query.name}: {name} is given twice.")
    return {name: _value(texts, kinds.get(name, ""), zone) for name, texts in found.items()}


def _value(texts: list[str], kind: str, zone: str) -> object:
    """Return one value; a list that is given once is split at commas, one given again is not."""
    if kind.endswith("[]"):
        return texts if len(texts) > 1 else [text for text in texts[0].split(",") if text]
    return parse_instant(texts[0], zone) if kind == "timestamp" and texts[0] != "null" else texts[0]


def status_time(as_of: datetime, zone: str) -> str:
    """Return a status time in UTC as local time with its zone: '2026-03-14 18:00 America/New_York'."""
    local = as_of.replace(tzinfo=UTC).astimezone(find_zone(zone))
    return f"{local:%Y-%m-%d %H:%M} {zone}"
