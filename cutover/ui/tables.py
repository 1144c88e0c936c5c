"""Report rows as a table on the page, with the downloads that open in a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import streamlit as st

import cutover.ui.text as text
from cutover import export
from cutover.figures.look import CHECKPOINT_HEALTH, HEALTHS, status_label
from cutover.queries import Query
from cutover.wording import length
from cutover.zones import to_zone

UNITS = {
    "_usd": "$%,.0f", "_percent": "%.1f%%", "_ratio": "%.2f", "_hours": "%,.1f h", "_minutes": "%,d min",
    "_days": "%,d d", "_seconds": "%,d s", "_count": "%,d", "_bytes": "%,d B", "_index": "%.2f",
}  # fmt: skip
"""How numbers are written, by the unit that their name ends in."""

VOCABULARY = {
    "phase", "current_phase", "side", "owner_side", "status", "stage", "level", "owner_role", "owner", "task_class", "kind",
    "incident_class", "decision", "asserted_rag", "blocked_reason", "rule", "group_value", "state", "sla_state", "reason",
    "item_kind", "window_state", "change_kind", "table_name", "approver_role", "approver_side", "sender_role", "forecast_driver",
    "from_role", "from_side", "basis", "driver", "category", "actual_source", "role", "caller_side", "caller_role",
}  # fmt: skip
MARKED = {
    "met": "● Met", "workaround": "▲ Worked around", "failed": "■ Failed", "expired": "○ Out of date", "open": "○ Open",
    "waived": "◆ Waived", "overdue": "■ Overdue", "due": "◆ Due", "planned": "○ Planned", "sent": "● Sent",
    "sent_late": "● Sent late", "unacknowledged": "▲ Not confirmed", "acknowledged": "● Confirmed",
}  # fmt: skip
"""States of criteria, conditions and messages with the shape that they have everywhere."""

BANDS = {"fresh": "● Fresh", "ageing": "▲ Ageing", "stale": "■ Stale", "never": "○ Never told"}
"""Bands of the age of a status, with their shape."""
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
KNOWN = {*HEALTHS, *CHECKPOINT_HEALTH}
RAG = {"green": "● Green", "amber": "▲ Amber", "red": "■ Red", "grey": "○ Grey"}
"""What was said, and what the rule says of the same, with the shape of its health."""
TITLES = {
    "load_as_of": "Status time", "as_of": "Status time", "told_at": "Status time", "n": "Rows", "sha256": "SHA-256",
    "asserted_rag": "Asserted", "is_mismatch": "Asserted otherwise", "projected_ready_at": "Ready, expected",
    "moved_words": "What it announces has moved", "group_value": "Group", "is_in_force": "In force", "item_kind": "Kind", "loaded_at": "Loaded at", "page": "See",
    "answer_seconds": "Time to answer", "is_gating": "Must hold", "open_breached_count": "Open past due",
    "health_before": "Status before", "made_as_of": "Made at", "turned_count": "Checkpoints turned",
    "computed_health": "By the facts", "mismatch_words": "Difference", "age_words": "Last told, ago", "band": "Freshness",
    "every_words": "To be told every", "moved_count": "Tasks moved", "forecast_driver": "Ready taken from", "network_ready_at": "Ready by the network",
    "stated_ready_at": "Ready as stated", "health": "Status", "task_count": "Tasks", "incident_count": "Incidents", "checkpoint_name": "Checkpoint",
}  # fmt: skip
"""Titles that a column's name does not give by itself."""
WIDE = {"changes", "reason", "why", "message", "note", "original"}
"""Columns of sentences: they get the room that others leave."""
LARGEST_HEIGHT = 420
MOST_WORDED = 300
"""Rows up to which lengths of time stand in words; each row more would make the table slower."""
KINDS = {
    "CSV": "text/csv",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "Parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Saving:
    """How rows are saved: name of the file, zone of a workbook's times, what its sheet 'How computed' says."""

    name: str
    zone: str
    how: dict[str, object]

    def encoded(self, title: str, rows: pa.Table) -> bytes:
        """Return the rows as a file of a format of `KINDS`; a workbook holds local times, the others UTC."""
        if title == "XLSX":
            return export.to_xlsx(to_zone(rows, self.zone), how=self.how)
        return export.to_csv(rows) if title == "CSV" else export.to_parquet(rows)


def show_table(query: Query, rows: pa.Table, zone: str, *, key: str, shown: Sequence[str] = ()) -> None:
    """Show report rows: units and local times by the names of the columns, text as it is written."""
    if not rows.num_rows:
        st.caption("Nothing to list at this status time.")
        return
    frame = readable(rows, zone)
    lengths = [name for name in frame.select_dtypes("number") if name.endswith("_minutes")]
    is_worded = bool(lengths) and len(frame) <= MOST_WORDED
    st.dataframe(
        frame.style.format(length, subset=lengths, na_rep="") if is_worded else frame,
        hide_index=True,
        column_order=shown or list(frame.columns),
        column_config=column_config(query, rows.schema, worded=lengths if is_worded else ()),
        placeholder="",
        height="content" if len(frame) <= 10 else LARGEST_HEIGHT,
        row_height=38,
        key=f"{key}_rows",
        alt=query.summary,
    )


def show_downloads(rows: pa.Table, saving: Saving, *, key: str) -> None:
    """Show the buttons that save the rows; a cell that looks like a formula stays text."""
    for title, kind in KINDS.items():
        st.download_button(
            title,
            lambda title=title: saving.encoded(title, rows),
            file_name=f"{saving.name}.{title.lower()}",
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
        if name in {"asserted_rag", "computed_health"}:
            frame[name] = frame[name].map(lambda v: RAG.get(v, v))
        elif name == "health":
            frame[name] = frame[name].map(lambda v: status_label(v) if v in KNOWN else MARKED.get(v, v))
        elif name == "band":
            frame[name] = frame[name].map(BANDS)
        elif name == "state":
            frame[name] = frame[name].map(lambda v: MARKED.get(v) or text.words(v), na_action="ignore")
        elif name == "page":
            address = urlencode(st.query_params.to_dict(), doseq=True)
            frame[name] = "/" + frame[name] + (f"?{address}" if address else "") + "#" + frame[name].map(page_title)
        elif name in VOCABULARY:
            frame[name] = frame[name].map(text.words, na_action="ignore")
    return frame


def column_config(query: Query, schema: pa.Schema, *, worded: Sequence[str] = ()) -> dict[str, object]:
    """Return title, help and format of every column, from its name, type and meaning; worded ones have their words."""
    meanings = {column.name: column.description for column in query.returns}
    return {field.name: _column(field, meanings.get(field.name), field.name in worded) for field in schema}


def title_of(name: str) -> str:
    """Return a column's name as a title: 'mtta_minutes' gives 'MTTA', 'planned_start_at' 'Planned start'."""
    if name in TITLES:
        return TITLES[name]
    for ending in (*UNITS, "_at", "_name", "_date"):
        if name.endswith(ending) and name != ending[1:]:
            name = name.removesuffix(ending)
            break
    spelled = name.removeprefix("is_").removeprefix("has_").split("_")
    title = " ".join(INITIALS.get(word, word) for word in spelled)
    return title[:1].upper() + title[1:]


def is_text_list(kind: pa.DataType) -> bool:
    """Tell whether an Arrow type is a list of text."""
    return pa.types.is_list(kind) and pa.types.is_string(kind.value_type)


def _column(field: pa.Field, meaning: str | None, is_worded: bool) -> object:
    title, note = title_of(field.name), text.markdown(meaning) if meaning else None
    if field.name == "page":
        return st.column_config.LinkColumn(title, help=note, display_text=r"#(.+)$", width=110)
    if pa.types.is_timestamp(field.type):
        return st.column_config.DatetimeColumn(title, help=note, format="ddd D MMM YYYY, HH:mm", width=180)
    if pa.types.is_date(field.type):
        return st.column_config.DateColumn(title, help=note, format="ddd D MMM YYYY", width=124)
    if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
        style = next((style for ending, style in UNITS.items() if field.name.endswith(ending) and not is_worded), None)
        return st.column_config.NumberColumn(title, help=note, format=style)
    return st.column_config.Column(title, help=note, width="large" if field.name in WIDE else None)


def page_title(name: str) -> str:
    """Return the name of a page as the navigation has it: 'burndown' gives 'Burn-down'."""
    return {"burndown": "Burn-down"}.get(name, name.capitalize())
