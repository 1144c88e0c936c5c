"""What all visitors share: the store, its warehouse, report rows and figures."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from cutover.queries import read_queries
from cutover.store import Store
from cutover.warehouse import Moment, Warehouse

PROJECT = Path(__file__).resolve().parents[2]


def store_path() -> Path:
    """Return the folder of the store: `CUTOVER_STORE`, else `var/` of the project."""
    return Path(os.environ.get("CUTOVER_STORE") or PROJECT / "var")


@st.cache_resource(show_spinner=False)
def _warehouse(path: str) -> Warehouse:
    return Warehouse(Store(Path(path)))


def warehouse() -> Warehouse:
    """Return the warehouse over the store, one for all visitors."""
    return _warehouse(str(store_path()))


def moment_key(moment: Moment) -> tuple[str, str, datetime, str]:
    """Return what tells one moment from every other: store, programme, status time and version."""
    shared = warehouse()
    return (str(shared.store.path), moment.programme_id, moment.as_of, shared.store.version())


def rows_of(moment: Moment, report: str, parameters: dict[str, object]) -> pa.Table:
    """Return the rows of a report; asked once per moment and parameters."""
    return _rows(moment_key(moment), report, _frozen(parameters), moment)


def figure_of(key: tuple, parameters: dict[str, object], draw: Callable[[], go.Figure]) -> go.Figure:
    """Return a figure; drawn once per key and parameters. Nobody may change it afterwards."""
    return _figure(key, _frozen(parameters), draw)


def declared(report: str, parameters: dict[str, object]) -> dict[str, object]:
    """Return those of the parameters that a report declares."""
    query = read_queries("reports").get(report)
    names = {parameter.name for parameter in query.parameters} if query else set(parameters)
    return {name: value for name, value in parameters.items() if name in names}


@st.cache_resource(max_entries=512, show_spinner=False)
def _rows(key: tuple, report: str, parameters: tuple, _moment: Moment) -> pa.Table:
    return _moment.query(report, **{name: _thawed(value) for name, value in parameters})


@st.cache_resource(max_entries=256, show_spinner=False)
def _figure(key: tuple, parameters: tuple, _draw: Callable[[], go.Figure]) -> go.Figure:
    return _draw()


def _frozen(parameters: dict[str, object]) -> tuple:
    return tuple(sorted((name, tuple(v) if isinstance(v, list) else v) for name, v in parameters.items()))


def _thawed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
