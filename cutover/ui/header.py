"""The strip on top of every page: programme, status time and filters, all in the URL."""

from datetime import datetime

import streamlit as st

from cutover.figures.look import make_look
from cutover.tables import PHASES, SIDES
from cutover.ui import session, text
from cutover.ui.page import Page
from cutover.warehouse import Moment
from cutover.zones import parse_instant, to_zone

WORDS = {"pre_cutover": "Pre-cutover", "post_cutover": "Post-cutover"}


def open_page(title: str, question: str) -> Page:
    """Open a page: draw its header strip and return the moment that the visitor chose.

    Parameters
    ----------
    title
        Name of the page, as in the navigation.
    question
        The question that the page answers.
    """
    st.set_page_config(page_title=f"{title} · Cutover", layout="wide")
    warehouse = session.warehouse()
    loads = warehouse.store.loads()
    if not loads:
        st.title("Nothing is loaded yet")
        st.stop()
    with st.container(horizontal=True, key="header_strip", vertical_alignment="bottom"):
        programmes = sorted({load.programme_id for load in loads})
        newest = max(loads, key=lambda load: load.load_id).programme_id
        programme_id = st.selectbox(
            "Programme", programmes, index=programmes.index(newest), key="programme", bind="query-params",
            format_func=text.markdown,
        )  # fmt: skip
        own = [load for load in loads if load.programme_id == programme_id]
        zone = zone_of(warehouse.moment(programme_id))
        at = st.datetime_input("As of", value=None, key="as_of", bind="query-params")
        as_of = parse_instant(at.isoformat(), zone) if at else own[-1].as_of
        moment = warehouse.moment(programme_id, as_of)
        workstreams = session.rows_of(moment, "filter_choices", {}).column("workstream").to_pylist()
        filters = {
            "workstreams": st.multiselect(
                "Workstream", workstreams, key="workstream", bind="query-params", placeholder="All",
                format_func=text.markdown,
            ),
            "sides": st.multiselect(
                "Side", SIDES, key="side", bind="query-params", placeholder="All", format_func=word
            ),
            "phases": st.multiselect(
                "Phase", PHASES, key="phase", bind="query-params", placeholder="All", format_func=word
            ),
        }  # fmt: skip
    before = [load for load in own if load.as_of < as_of]
    earlier = [load for load in before if load.as_of < before[-1].as_of] if before else []
    at_snapshot = any(load.as_of == as_of for load in own)
    last = before if at_snapshot else earlier
    previous = warehouse.moment(programme_id, last[-1].as_of) if last else None
    look = make_look(st.context.theme.type or "light", zone=zone, as_of=local(as_of, zone))
    return Page(moment, previous, filters, look)


def zone_of(moment: Moment) -> str:
    """Return the zone in which a programme's times are shown."""
    return moment.query("programme_summary").column("zone")[0].as_py()


def local(at: datetime, zone: str) -> datetime:
    """Return a UTC instant as local time of a zone, without offset."""
    import pyarrow as pa

    return to_zone(pa.table({"at": pa.array([at], pa.timestamp("us"))}), zone).column("at")[0].as_py()


def word(value: str) -> str:
    """Return a value of a fixed vocabulary as people read it: 'pre_cutover' gives 'Pre-cutover'."""
    return WORDS.get(value, value.replace("_", " ").capitalize())
