"""The commands: what each takes, and what it writes."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import orjson
import pyarrow as pa
import typer

import cutover.cli.listings as listings
import cutover.cli.options as opt
import cutover.cli.output as output
from cutover import export, pipeline
from cutover.cli.progress import progress_line
from cutover.cli.results import failure_line, problem_line, result_json, result_text
from cutover.errors import CutoverError
from cutover.generate import (
    DEFAULT_INCIDENTS,
    DEFAULT_SEED,
    DEFAULT_SNAPSHOTS,
    DEFAULT_TASKS,
    write_programme,
)
from cutover.pipeline import LoadOptions, LoadResult
from cutover.queries import read_queries
from cutover.series import snapshot_folders
from cutover.warehouse import find_report

ABOUT = """\
Load the files of a cutover and ask what the pages ask.

Completion: put cutover() { python -m cutover "$@"; } into the start file of your shell, then run cutover
--install-completion.
"""
FILES_ONLY = ("parquet", "xlsx")

app = typer.Typer(
    rich_markup_mode=None, pretty_exceptions_enable=False, help=ABOUT,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip


@app.command()
def load(
    sources: opt.Sources,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    mapping: opt.MappingFile = None,
    preset: opt.Preset = None,
    store: opt.StorePath = None,
    form: opt.TextOrJson = "text",
) -> int:
    """Load files as one snapshot. Exit: 0 all rows accepted, 1 some rejected, 2 nothing loaded."""
    chosen = LoadOptions(programme, as_of, mapping, preset, opt.user_name())
    return _run(pipeline.load, sources, store, chosen, form)


@app.command()
def check(
    sources: opt.Sources,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    mapping: opt.MappingFile = None,
    preset: opt.Preset = None,
    store: opt.StorePath = None,
    form: opt.TextOrJson = "text",
) -> int:
    """Say what load would find, and store nothing. Exit codes as there."""
    chosen = LoadOptions(programme, as_of, mapping, preset, opt.user_name())
    return _run(pipeline.check, sources, store, chosen, form)


def _run(
    act: Callable[..., LoadResult], sources: list[Path], store: Path | None, chosen: LoadOptions, form: str
) -> int:
    with progress_line() as progress:
        result = act(sources, store=opt.open_store(store), options=chosen, progress=progress)
    output.print_text(result_json(result) if form == "json" else result_text(result))
    if result.exit_code == pipeline.NOTHING_LOADED:
        output.say(failure_line(result))
    return result.exit_code


@app.command()
def problems(
    load: opt.LoadId = None,
    store: opt.StorePath = None,
    form: opt.RowFormat = "text",
) -> None:
    """List every problem that loading found: rejected rows, doubtful cells, notes about files."""
    rows = pipeline.problems(opt.open_store(store), load)
    if form == "text":
        output.print_text("\n".join(problem_line(row) for row in rows.to_pylist()) or "No problem was found.")
    else:
        _write(rows, form)


@app.command()
def loads(programme: opt.Programme = None, store: opt.StorePath = None, form: opt.RowFormat = "text") -> None:
    """List the loads of the store, oldest status time first."""
    found = pipeline.loads(opt.open_store(store), programme)
    _write(listings.load_rows(found), form)


@app.command()
def reports(form: opt.TextOrJson = "text") -> None:
    """List the reports with their parameters and columns."""
    queries = read_queries("reports").values()
    if form == "json":
        output.print_text(json.dumps([listings.report_object(query) for query in queries], indent=2))
    else:
        output.print_text("\n\n".join(map(listings.report_text, queries)))


@app.command()
def report(
    name: opt.ReportName,
    values: opt.Values = None,
    programme: opt.Programme = None,
    as_of: opt.AsOf = None,
    store: opt.StorePath = None,
    form: opt.FileFormat = "text",
    target: opt.Output = None,
) -> None:
    """Ask a report: the numbers of the pages, at any status time."""
    query = find_report(name)
    if form in FILES_ONLY and target is None and sys.stdout.isatty():
        raise CutoverError(f"--format {form} is no text: name a file (--output FILE), or send it to a program.")
    moment, zone = opt.moment_of(opt.open_store(store), programme, as_of)
    given = opt.parameter_values(query, values or [], zone)
    rows = moment.query(name, **given)
    how = export.how_computed(
        name, header=query.header, parameters=given, as_of=opt.status_time(moment.as_of, zone), row_count=len(rows)
    )
    _write(rows, form, zone=zone, target=target, how=how)


def _write(
    rows: pa.Table, form: str, *, zone: str = "UTC", target: Path | None = None, how: dict[str, object] | None = None
) -> None:
    """Write rows in a format to a file or to standard output."""
    if form == "text" and target is None:
        output.print_rows(rows, zone)
    elif form == "text":
        output.deliver(output.text_table(rows, zone=zone).encode(), target)
    else:
        output.deliver(output.encode(rows, form, zone=zone, how=how), target)


@app.command()
def generate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into.", show_default=False)],
    tasks: Annotated[int, typer.Option(help="Tasks of the plan.")] = DEFAULT_TASKS,
    incidents: Annotated[int, typer.Option(help="Incidents of the warranty.")] = DEFAULT_INCIDENTS,
    snapshots: Annotated[int, typer.Option(help="Snapshots, one folder each.")] = DEFAULT_SNAPSHOTS,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = DEFAULT_SEED,
) -> None:
    """Write a sample programme: one folder of files per snapshot, named by its status time."""
    write_programme(folder, tasks=tasks, incidents=incidents, snapshots=snapshots, seed=seed)
    written = snapshot_folders(folder)
    output.say(f"Wrote {len(written)} snapshots into {folder}.")
    output.say(f"Load them: python -m cutover load {folder}")


@app.command()
def presets(form: opt.TextOrJson = "text") -> None:
    """List the presets: mappings of well-known exports."""
    names = pipeline.presets()
    output.print_text(orjson.dumps(names).decode() if form == "json" else "\n".join(names))


@app.command()
def tables(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="One table: its columns.", show_default="all tables")
    ] = None,
    form: opt.RowFormat = "text",
) -> None:
    """List the input tables, or the columns of one."""
    _write(listings.table_rows() if name is None else listings.column_rows(name), form)
