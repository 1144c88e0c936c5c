"""Figures of the people page."""

import re
from datetime import datetime

import pandas as pd
import pytest

from cutover.figures import make_look
from cutover.figures.look import MAIN_HEIGHT
from cutover.figures.people import contact_center_staffing, customer_shifts, provider_shifts

LOOK = make_look("light", zone="America/New_York", as_of=datetime(2026, 3, 14, 18))
CELL = {
    "block_id": "B1", "side": "customer", "role": "technical_lead", "position": 1,
    "block_start_at": pd.Timestamp("2026-03-14 18:00"), "block_finish_at": pd.Timestamp("2026-03-15 06:00"),
    "block_name": "Saturday night", "is_now": True, "state": "covered", "health": "on_track", "required_count": 1,
    "staffed_count": 1, "confirmed_count": 1, "due_count": 3, "people": "Ada", "tasks": "Switch",
}  # fmt: skip
LATER = CELL | {
    "block_id": "B2", "block_start_at": pd.Timestamp("2026-03-15 06:00"), "block_name": "Sunday", "is_now": False,
    "block_finish_at": pd.Timestamp("2026-03-15 18:00"), "due_count": 0,
}  # fmt: skip
GAP = LATER | {
    "role": "network_sme", "position": 0, "state": "nobody", "health": "late", "staffed_count": 0, "due_count": 2,
    "people": None,
}  # fmt: skip
DAY = {
    "organization": "Desk", "day": pd.Timestamp("2026-03-13"), "health": "late", "interval_count": 12,
    "short_count": 3, "most_missing_count": 4,
}  # fmt: skip


def cells(*rows: dict) -> pd.DataFrame:
    """Return rows of the report people_coverage."""
    return pd.DataFrame(list(rows))


def columns(figure) -> list[str]:
    """Return the names of the columns without their size."""
    return [re.sub(r"</?span[^>]*>", "", name) for name in figure.layout.xaxis.ticktext]


def texts(figure) -> list[str]:
    """Return what stands in the cells, in the order of the rows."""
    return [trace.text[0] for trace in figure.data]


def test_role_with_a_gap_stands_first():
    figure = customer_shifts(cells(CELL, LATER, GAP), LOOK)
    assert list(figure.layout.yaxis.ticktext) == ["Network SME", "Technical lead"]
    assert (figure.data[2].x, figure.data[2].y) == ((1,), (0,))


def test_few_roles_make_a_low_figure():
    many = [CELL | {"role": f"role_{place}", "position": place} for place in range(4)]
    assert customer_shifts(cells(CELL, LATER), LOOK).layout.height == 210
    assert customer_shifts(cells(*many), LOOK).layout.height == MAIN_HEIGHT


def test_cell_tells_shape_people_and_tasks():
    figure = customer_shifts(cells(CELL, LATER, GAP), LOOK)
    assert texts(figure) == ["● <b>1/3</b>", "● <b>1</b>", "■ <b>0/2</b>"]


def test_only_gaps_are_filled():
    figure = customer_shifts(cells(CELL, GAP), LOOK)
    assert [shape.fillcolor for shape in figure.layout.shapes] == ["rgba(0,0,0,0)", LOOK.status["late"].fill]


def test_running_block_is_bold():
    figure = customer_shifts(cells(CELL, LATER), LOOK)
    assert columns(figure) == ["<b>Sat 14</b><br><b>18:00</b>", "Sun 15<br>06:00"]


def test_many_blocks_shorten_the_names():
    rows = [CELL | {"block_id": f"B{i}", "block_start_at": pd.Timestamp(f"2026-03-{i + 10} 08:00"), "is_now": False}
            for i in range(5)]  # fmt: skip
    figure = customer_shifts(cells(*rows), LOOK)
    assert columns(figure)[0] == "Tue<br>10<br>08:00"
    assert list(figure.layout.yaxis.ticktext) == ["Technical"]


def test_each_side_shows_its_own_and_shared_roles():
    shared = CELL | {"side": "shared", "role": "pmo_lead", "position": 2}
    figure = provider_shifts(cells(CELL, shared, LATER | {"side": "provider"}), LOOK)
    assert list(figure.layout.yaxis.ticktext) == ["Technical lead", "PMO lead"]
    assert "Customer" not in figure.layout.meta["alt"]


def test_alternative_text_names_the_gaps():
    figure = customer_shifts(cells(CELL, GAP), LOOK)
    assert figure.layout.meta["alt"] == (
        "Roles of the customer by block of the roster; 1 of 2 are not covered: Network SME, Sunday: nobody on shift for "
        "work that is due."
    )
    assert customer_shifts(cells(CELL), LOOK).layout.meta["alt"].endswith("all 1 are covered.")


def test_hover_tells_people_and_work():
    hover = customer_shifts(cells(CELL, GAP), LOOK).data
    assert hover[0].hovertemplate.startswith("Technical lead, Saturday night: covered<br>1 asked for, 1 there")
    assert hover[0].hovertemplate.endswith("1 confirmed: Ada<br>Due: Switch<extra></extra>")
    assert "0 confirmed: nobody" in customer_shifts(cells(GAP | {"confirmed_count": 0}), LOOK).data[0].hovertemplate


def test_names_from_files_are_made_harmless():
    hostile = CELL | {"role": "<b>boss", "people": "<a href='x'>Ada</a>", "tasks": "<img src=x>"}
    figure = customer_shifts(cells(hostile), LOOK)
    drawn = figure.data[0].hovertemplate + figure.layout.yaxis.ticktext[0]
    assert "<a" not in drawn
    assert "<img" not in drawn
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize("draw", [customer_shifts, provider_shifts])
def test_empty_roster_says_so(draw):
    empty = cells(CELL).iloc[:0]
    assert draw(empty, LOOK).layout.meta["alt"].startswith("No shift and no work of the ")


def test_contact_center_cell_tells_who_is_missing():
    calm = DAY | {"day": pd.Timestamp("2026-03-16"), "health": "on_track", "short_count": 0, "most_missing_count": 0}
    unknown = calm | {"day": pd.Timestamp("2026-03-17"), "health": "unknown", "interval_count": 0}
    figure = contact_center_staffing(pd.DataFrame([DAY, calm, unknown]), LOOK)
    assert texts(figure) == ["■ <b>\u22124</b>", "● <b>0</b>", "○ <b>?</b>"]
    assert figure.layout.meta["alt"].endswith("Desk: 3 of 24 intervals short.")


def test_contact_center_without_intervals_says_so():
    figure = contact_center_staffing(pd.DataFrame([DAY]).iloc[:0], LOOK)
    assert figure.layout.meta["alt"] == "No contact-center intervals are loaded."
