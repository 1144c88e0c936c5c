"""Key figures: a value with its unit, its change since the last snapshot and its course."""

import streamlit as st

import cutover.ui.text as text
from cutover.figures.text import length

MOST = 5
COLOURS = {"up": "normal", "down": "inverse", "none": "off"}
SYMBOLS = {"usd": "${}", "percent": "{}%", "work_hours": "{} h", "usd_per_day": "${}"}
LENGTHS = {"hours": 60, "days": 1440}
"""Minutes of the units of a length of time, which is written as everywhere."""
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


def earlier_value(row: dict, before: dict | None) -> float | None:
    """Return what a figure was at the last snapshot, in its unit: as its own row tells it, else as that one did."""
    if "previous_value" in row or before is None:
        return row.get("previous_value")
    ratio = LENGTHS.get(before["unit"], 1) / LENGTHS.get(row["unit"], 1) if before["unit"] != row["unit"] else 1
    return None if before["value"] is None else before["value"] * ratio


def write_number(value: float | None, decimals: int | None, unit: str | None) -> str | None:
    """Return a number with its unit: 1234.5 work_hours '1,234.5 h', 1.7 hours '1 h 42 min'; null gives None."""
    if value is None or value != value:
        return None
    if unit in LENGTHS:
        return length(value * LENGTHS[unit])
    number = f"{abs(value):,.{decimals or 0}f}"
    sign = "\u2212" if value < 0 and number.strip("0.,") else ""
    return sign + SYMBOLS.get(unit or "", "{}").format(number)


def change_of(
    value: float | None, earlier: float | None, decimals: int | None, unit: str | None = None
) -> float | None:
    """Return value less earlier, rounded as shown; None where one of them is not known."""
    if value is None or earlier is None:
        return None
    if unit in LENGTHS:
        return round((value - earlier) * LENGTHS[unit]) / LENGTHS[unit] or 0
    change = round(value - earlier, decimals or 0)
    return change or 0


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
