"""What all visitors share: the store, its warehouse, report rows and drawn figures."""

import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import streamlit as st

from cutover import pipeline, record
from cutover.figures.look import Figure
from cutover.queries import Query, read_queries
from cutover.store import Store
from cutover.warehouse import Moment, Warehouse, find_report

PROJECT = Path(__file__).resolve().parents[2]

Key = tuple[str, str, str, datetime]
"""What tells one moment from every other: store, version of store and journal, programme, status time."""
KEPT_QUESTIONS, KEPT_ROUNDS = 256, 3
_ASKED: OrderedDict[tuple, int] = OrderedDict()
"""Questions of visitors, the last one at the end, and how often they were asked again for them since."""


def store_path() -> Path:
    """Return the folder of the store: `CUTOVER_STORE`, else `var/` of the project."""
    return Path(os.environ.get("CUTOVER_STORE") or PROJECT / "var")


def warehouse() -> Warehouse:
    """Return the warehouse over the store, one for all visitors."""
    return pipeline.warehouse(store_path())


def desk() -> record.Desk:
    """Return where acts are recorded, one for all visitors."""
    return record.desk(store_path())


def moment_key(moment: Moment, version: str) -> Key:
    """Return the key of a moment at a version of store and journal; what is sealed has one of its own."""
    known = f"{version} sealed at {moment.position}" if moment.is_sealed else version
    return (str(store_path()), known, moment.programme_id, moment.as_of)


def rows_of(moment: Moment, key: Key, report: str, parameters: dict[str, object]) -> pa.Table:
    """Return the rows of a report; asked once per moment and parameters."""
    frozen = _frozen(parameters)
    if not moment.is_sealed:
        _remember((moment.programme_id, moment.as_of, report, frozen))
    return _rows(key, report, frozen, moment)


def prepare(moment: Moment, key: Key, report: str, parameters: dict[str, object]) -> None:
    """Ask a report before a visitor does."""
    _rows(key, report, _frozen(parameters), moment)


def last_questions() -> list[tuple[str, datetime, str, dict[str, object]]]:
    """Return what visitors asked last: programme, status time, report and parameters.

    What no visitor asked again while this was called a few times is forgotten.
    """
    for question in list(_ASKED):
        rounds = _ASKED.get(question, 0) + 1
        if rounds > KEPT_ROUNDS:
            _ASKED.pop(question, None)
        else:
            _ASKED[question] = rounds
    return [(*question[:3], _thawed(question[3])) for question in list(_ASKED)]


def figure_of(key: tuple, parameters: dict[str, object], draw: Callable[[], Figure]) -> Figure:
    """Return a figure; drawn once per key and parameters. Nobody may change it afterwards."""
    return _figure(key, _frozen(parameters), draw)


def query_of(report: str) -> Query:
    """Return a report's query, its header read once."""
    return _queries().get(report) or find_report(report)


def reports() -> list[str]:
    """Return the names of all reports."""
    return list(_queries())


def declared(report: str, parameters: dict[str, object]) -> dict[str, object]:
    """Return those of the parameters that a report declares."""
    names = {parameter.name for parameter in query_of(report).parameters}
    return {name: value for name, value in parameters.items() if name in names}


def programme_names(version: str) -> dict[str, str]:
    """Return the name of every programme of the store by its identifier, the one loaded last first."""
    return _programme_names(str(store_path()), version)


@st.cache_resource(show_spinner=False)
def _queries() -> dict[str, Query]:
    return read_queries("reports")


@st.cache_resource(max_entries=512, show_spinner=False)
def _rows(key: Key, report: str, parameters: tuple, _moment: Moment) -> pa.Table:
    return _moment.query(report, **_thawed(parameters))


@st.cache_resource(max_entries=256, show_spinner=False)
def _figure(key: tuple, parameters: tuple, _draw: Callable[[], Figure]) -> Figure:
    return _draw()


@st.cache_resource(max_entries=4, show_spinner=False)
def _programme_names(path: str, version: str) -> dict[str, str]:
    return pipeline.programmes(Store(Path(path)))


def _frozen(parameters: dict[str, object]) -> tuple:
    return tuple(sorted((name, tuple(v) if isinstance(v, list) else v) for name, v in parameters.items()))


def _thawed(parameters: tuple) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in parameters}


def _remember(question: tuple) -> None:
    """Keep a question among the last ones; visitors of other threads ask at the same time, which one dict bears."""
    _ASKED[question] = 0
    with suppress(KeyError):
        _ASKED.move_to_end(question)
        while len(_ASKED) > KEPT_QUESTIONS:
            _ASKED.popitem(last=False)
