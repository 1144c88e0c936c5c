"""Report rows as a table on the page, with the downloads that open in a spreadsheet."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import streamlit as st

import cutover.ui.text as text
from cutover import export
from cutover.figures.look import HEALTHS, status_label
from cutover.queries import Query
from cutover.zones import to_zone

UNITS = {
    "_usd": "$%,.0f", "_percent": "%.1f%%", "_ratio": "%.2f", "_hours": "%,.1f h", "_minutes": "%,d min",
    "_days": "%,d d", "_seconds": "%,d s", "_count": "%,d", "_bytes": "%,d B",
}  # fmt: skip
"""How numbers are written, by the unit that their name ends in."""

VOCABULARY = {
    "phase", "current_phase", "side", "owner_side", "status", "stage", "level", "owner_role", "owner", "task_class", "kind",
    "incident_class", "decision", "asserted_rag", "blocked_reason", "rule", "group_value", "state", "sla_state", "reason",
}  # fmt: skip
INITIALS = {
    "id": "ID",
    "sla": "SLA",
    "mtta": "MTTA",
    "mttr": "MTTR",
    "usd": "USD",
    "m3": "M3",
    "n": "Rows",
    "ims": "IMS",
}
LARGEST_HEIGHT = 420
FORMATS = (
    ("CSV", export.to_csv, "text/csv"),
    ("XLSX", export.to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("Parquet", export.to_parquet, "application/vnd.apache.parquet"),
)


def show_table(query: Query, rows: pa.Table, zone: str, *, key: str, hidden: Sequence[str] = ()) -> None:
    """Show report rows: units and local times by the names of the columns, text as it is written."""
    frame = readable(rows, zone)
    st.dataframe(
        frame,
        hide_index=True,
        column_order=[name for name in frame.columns if name not in hidden],
        column_config=column_config(query, rows.schema),
        placeholder="",
        height="content" if len(frame) <= 10 else LARGEST_HEIGHT,
        row_height=38,
        key=f"{key}_rows",
        alt=query.summary,
    )


def show_downloads(query: Query, rows: pa.Table, as_of: datetime, *, key: str) -> None:
    """Show the buttons that save the rows; a cell that looks like a formula stays text."""
    name = f"{query.name}_{as_of:%Y%m%dT%H%M}Z"
    for title, write, kind in FORMATS:
        st.download_button(
            title,
            lambda write=write: write(rows),
            file_name=f"{name}.{title.lower()}",
            mime=kind,
            key=f"{key}_{title}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )


def readable(rows: pa.Table, zone: str) -> pd.DataFrame:
    """Return rows as a person reads them: local times, cleaned text, words for codes, shapes for health."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_string(field.type) or is_text_list(field.type):
            rows = rows.set_column(position, field.name, text.cells(rows.column(position)))
    frame = to_zone(rows, zone).to_pandas(date_as_object=False)
    for name in frame.columns:
        if name == "health":
            frame[name] = frame[name].map(lambda v: status_label(v) if v in HEALTHS else v)
        elif name == "page":
            address = urlencode(st.query_params.to_dict(), doseq=True)
            frame[name] = "/" + frame[name] + (f"?{address}" if address else "")
        elif name in VOCABULARY:
            frame[name] = frame[name].map(text.words, na_action="ignore")
    return frame


def column_config(query: Query, schema: pa.Schema) -> dict[str, object]:
    """Return title, help and format of every column, from its name, type and documented meaning."""
    meanings = {column.name: column.description for column in query.returns}
    return {field.name: _column(field, meanings.get(field.name)) for field in schema}


def title_of(name: str) -> str:
    """Return a column's name as a title: 'mtta_minutes' gives 'MTTA', 'planned_start_at' 'Planned start'."""
    for ending in (*UNITS, "_at", "_name", "_date"):
        if ending != "_count" and name.endswith(ending) and name != ending[1:]:
            name = name.removesuffix(ending)
            break
    spelled = name.removeprefix("is_").removeprefix("has_").split("_")
    title = " ".join(INITIALS.get(word, word) for word in spelled)
    return title[:1].upper() + title[1:]


def is_text_list(kind: pa.DataType) -> bool:
    """Tell whether an Arrow type is a list of text."""
    return pa.types.is_list(kind) and pa.types.is_string(kind.value_type)


def _column(field: pa.Field, meaning: str | None) -> object:
    title, note = title_of(field.name), text.markdown(meaning) if meaning else None
    if field.name == "page":
        return st.column_config.LinkColumn(title, help=note, display_text=r"/(\w+)")
    if pa.types.is_timestamp(field.type):
        return st.column_config.DatetimeColumn(title, help=note, format="ddd D MMM YYYY, HH:mm")
    if pa.types.is_date(field.type):
        return st.column_config.DateColumn(title, help=note, format="ddd D MMM YYYY")
    if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
        style = next((style for ending, style in UNITS.items() if field.name.endswith(ending)), None)
        return st.column_config.NumberColumn(title, help=note, format=style)
    return st.column_config.Column(title, help=note)
