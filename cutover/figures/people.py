"""Figures of the people page: who is on shift for the work that is due, and staffing of the contact centers."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look, Status
from cutover.figures.text import folded, shortened
from cutover.wording import words

STATES = {
    "nobody": "nobody on shift for work that is due", "missing": "a shift without a person",
    "unconfirmed": "not confirmed", "covered": "covered", "not_needed": "not needed",
}  # fmt: skip
LETTERS, FEW_COLUMNS = 24, 4
"""Letters of a name; up to so many columns names are written out, so that a phone shows more of them."""
LEAST_ROWS, FEW_ROWS = 7, 3
"""Rows for which a figure of the first screen has room at least; up to so many rows make a low figure instead."""
ROW, TOP = 34, 68
"""Pixels of a row, and of the names of the columns."""
CENTER_HEIGHT, LOW_HEIGHT = 240, 210
MINUS = "\u2212"


def customer_shifts(coverage: pd.DataFrame, look: Look) -> go.Figure:
    """Return the customer's roles by block of the roster: people on shift, and tasks due; gaps stand out.

    Parameters
    ----------
    coverage
        Rows of the report `people_coverage`.
    look
        Theme, zone and status time.
    """
    return _shifts(coverage, "customer", look)


def provider_shifts(coverage: pd.DataFrame, look: Look) -> go.Figure:
    """Return the provider's roles by block of the roster: people on shift, and tasks due; gaps stand out.

    Parameters
    ----------
    coverage
        Rows of the report `people_coverage`.
    look
        Theme, zone and status time.
    """
    return _shifts(coverage, "provider", look)


def contact_center_staffing(days: pd.DataFrame, look: Look) -> go.Figure:
    """Return each contact center by day: the most people that were missing in an interval.

    Parameters
    ----------
    days
        Rows of the report `people_contact_centers`.
    look
        Theme, zone and status time.
    """
    if days.empty:
        return look.empty("No contact-center intervals are loaded.", CENTER_HEIGHT)
    columns = sorted(days["day"].unique())
    rows = sorted(days["organization"].unique())
    figure = look.figure(max(CENTER_HEIGHT, TOP + ROW * len(rows)))
    for day in days.itertuples():
        number = "?" if day.health == "unknown" else f"{MINUS}{day.most_missing_count}" if day.short_count else "0"
        hover = (
            f"{look.text(day.organization)}, {day.day:%a %-d %b}: fewer people than asked for in "
            f"{day.short_count} of {day.interval_count} intervals, at most {day.most_missing_count} missing"
        )
        place = (columns.index(day.day), rows.index(day.organization))
        _add_cell(figure, place, (number, hover), look.status[day.health])
    _name_cells(
        figure,
        [(f"{day:%a}", f"{day:%-d}", f"{day:%b}") for day in columns],
        [look.text(shortened(row, LETTERS)) for row in rows],
        look,
        least=1,
    )
    told = "; ".join(
        f"{look.text(name)}: {int(own['short_count'].sum())} of {int(own['interval_count'].sum())} intervals short"
        for name, own in days.groupby("organization")
    )
    return look.describe(figure, f"Contact centers by day, people there against people asked for. {told}.")


def _shifts(coverage: pd.DataFrame, side: str, look: Look) -> go.Figure:
    own = coverage[coverage["side"].isin([side, "shared"])]
    if own.empty:
        return look.empty(f"No shift and no work of the {side} lies in the roster.", MAIN_HEIGHT)
    blocks = coverage.drop_duplicates("block_id").sort_values(["block_start_at", "block_finish_at"])
    columns = blocks["block_id"].tolist()
    rows = list(dict.fromkeys(own.sort_values("position")["role"]))
    is_low = coverage.groupby("side")["role"].nunique().max() <= FEW_ROWS
    figure = look.figure(LOW_HEIGHT if is_low else max(MAIN_HEIGHT, TOP + ROW * len(rows)))
    for cell in own.itertuples():
        place = (columns.index(cell.block_id), rows.index(cell.role))
        number = f"{cell.staffed_count}/{cell.due_count}" if cell.due_count else str(cell.staffed_count)
        _add_cell(figure, place, (number, _hover(cell, look)), look.status[cell.health])
    names = [_block(block, len(columns)) for block in blocks.itertuples()]
    labels = [words(role) if len(columns) <= FEW_COLUMNS else words(role).removesuffix(" lead") for role in rows]
    least = FEW_ROWS if is_low else LEAST_ROWS
    _name_cells(figure, names, [look.text(shortened(label, LETTERS)) for label in labels], look, least=least)
    gaps = own[own["state"].isin(["nobody", "missing", "unconfirmed"])]
    told = "; ".join(f"{words(gap.role)}, {gap.block_name}: {STATES[gap.state]}" for gap in gaps.head(8).itertuples())
    what = f"{len(gaps)} of {len(own)} are not covered: {told}" if len(gaps) else f"all {len(own)} are covered"
    return look.describe(figure, look.text(f"Roles of the {side} by block of the roster; {what}."))


def _add_cell(figure: go.Figure, place: tuple[int, int], told: tuple[str, str], status: Status) -> None:
    """Draw one cell: what needs attention is filled, the rest only framed."""
    (x, y), (number, hover) = place, told
    is_loud = status.shape in "■▲"
    colour = ("#FFFFFF" if status.shape == "■" else "#1B2333") if is_loud else status.ink
    figure.add_shape(
        type="rect", x0=x - 0.46, x1=x + 0.46, y0=y - 0.44, y1=y + 0.44, layer="below",
        fillcolor=status.fill if is_loud else "rgba(0,0,0,0)",
        line={"color": status.edge, "width": 2 if is_loud else 0.5},
    )  # fmt: skip
    figure.add_scatter(
        x=[x], y=[y], mode="text", text=[f"{status.shape} <b>{number}</b>"], textfont={"color": colour, "size": 14},
        hovertemplate=f"{hover}<extra></extra>",
    )  # fmt: skip


def _name_cells(
    figure: go.Figure, columns: Sequence[tuple[str, ...]], rows: Sequence[str], look: Look, *, least: int
) -> None:
    """Name columns and rows; the size is said in each line, because a browser takes its own for several."""
    size = 13 if len(columns) <= FEW_COLUMNS else 11
    names = ["<br>".join(f"<span style='font-size:{size}px'>{line}</span>" for line in name) for name in columns]
    figure.update_xaxes(
        side="top", tickvals=list(range(len(columns))), ticktext=names, showgrid=False, tickangle=0,
        range=[-0.5, len(columns) - 0.5], fixedrange=True, tickfont={"size": size, "color": look.ink},
        ticklabelstandoff=8 if len(columns) <= FEW_COLUMNS else 18,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=list(rows), range=[max(len(rows), least) - 0.5, -0.5], showgrid=False,
        fixedrange=True, tickfont={"size": 14, "color": look.ink},
    )  # fmt: skip
    figure.update_layout(margin_t=TOP)


def _block(block: object, count: int) -> tuple[str, ...]:
    """Return the name of a column: day and start; the block that runs is bold."""
    start = block.block_start_at
    day = (f"{start:%a %-d}",) if count <= FEW_COLUMNS else (f"{start:%a}", f"{start:%-d}")
    lines = (*day, f"{start:%H:%M}")
    return tuple(f"<b>{line}</b>" for line in lines) if block.is_now else lines


def _hover(cell: object, look: Look) -> str:
    """Return what a cell says: who is there, what is due, what is asked for."""
    people = look.text(cell.people) if isinstance(cell.people, str) else "nobody"
    tasks = f"<br>Due: {folded(cell.tasks, 60)}" if isinstance(cell.tasks, str) else ""
    return (
        f"{look.text(words(cell.role))}, {look.text(cell.block_name)}: {STATES[cell.state]}<br>"
        f"{cell.required_count} asked for, {cell.staffed_count} there, {cell.confirmed_count} confirmed: {people}{tasks}"
    )
