"""Key figures: a value with its unit, its change since the last snapshot and its course."""

import streamlit as st

import cutover.ui.text as text
from cutover.wording import change_of, earlier_value, write_number

MOST = 5
COLOURS = {"up": "normal", "down": "inverse", "none": "off"}
ROW_HEIGHT = 108


def show_key_figures(rows: list[dict], before: list[dict], since: str | None) -> None:
    """Show at most five figures in one row.

    Parameters
    ----------
    rows, before
        Rows of a `<page>_figures` report at this moment and at the last
        snapshot before it; the latter is empty where there is none.
    since
        Day of that snapshot, in words.
    """
    earlier = {row["position"]: row for row in before}
    shown = sorted(rows, key=lambda row: row["position"])[:MOST]
    with st.grid(max(len(shown), 1), min_column_width=190, row_height=ROW_HEIGHT, gap="medium", key="key_figures"):
        for row in shown:
            _show(row, earlier_value(row, earlier.get(row["position"])), since)


def _show(row: dict, earlier: float | None, since: str | None) -> None:
    change = change_of(row["value"], earlier, row["decimals"], row["unit"])
    written = text.markdown(write_number(abs(change), row["decimals"], row["unit"])) if change else ""
    course = [value for value in row["trend"] or [] if value is not None]
    st.metric(
        text.markdown(row["label"]),
        text.markdown(write_number(row["value"], row["decimals"], row["unit"]) or "—"),
        delta=f"{'-' if change < 0 else '+'}{written}" if change else change,
        delta_color=COLOURS.get(row["better"], "off"),
        delta_description=text.markdown(f"since {since}") if since and change is not None else None,
        chart_data=course if len(course) > 1 else None,
        chart_type="area",
        height="stretch",
    )
