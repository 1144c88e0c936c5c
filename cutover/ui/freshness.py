"""How fresh the page is: a line that looks for new loads every few seconds."""

import random
from datetime import datetime, timedelta

import streamlit as st

import cutover.ui.session as session
import cutover.ui.text as text
from cutover import clock
from cutover.figures.look import day_and_time
from cutover.store import Load
from cutover.warehouse import Moment
from cutover.zones import local_time

BEAT_SECONDS = 5.0
JITTER = 0.3


def show_freshness(moment: Moment, loads: list[Load], zone: str, version: str) -> None:
    """Show what the page is told from, and rerun it once the store holds another load.

    Pages that are open at the same time look at different instants, so that
    they do not all rerun together.
    """
    every = st.session_state.setdefault("beat_seconds", BEAT_SECONDS * random.uniform(1 - JITTER, 1 + JITTER))
    summary = session.rows_of(moment, session.moment_key(moment, version), "programme_summary", {})
    limit = timedelta(hours=summary.column("data_stale_hours")[0].as_py())

    @st.fragment(run_every=every, key="freshness")
    def beat() -> None:
        if session.warehouse().store.version() != version:
            st.rerun()
        now = clock.now()
        notice, loaded, checked = freshness(moment, loads, zone, now)
        st.html(
            f'<p class="freshness" role="status"><b>{text.plotly(notice)}</b> '
            f"<span>{text.plotly(loaded)}</span> <span>{text.plotly(checked)}</span></p>"
        )
        if now - max(load.loaded_at for load in loads) > limit:
            st.html('<span class="stale-page"></span>')

    with st.container(key="freshness", horizontal_alignment="right"):
        beat()


def freshness(moment: Moment, loads: list[Load], zone: str, now: datetime) -> tuple[str, str, str]:
    """Return a notice, empty at the newest snapshot, then when its data were loaded and last checked."""
    newest = loads[-1].as_of
    in_force = max((load for load in loads if load.as_of <= moment.as_of), default=loads[0], key=lambda x: x.as_of)
    notice = ""
    if moment.is_before_first_snapshot:
        notice = "Before the first snapshot: told from actual dates"
    elif moment.as_of < newest:
        notice = f"A past moment; the newest is {day_and_time(local_time(newest, zone))}"
    return notice, f"Loaded {age(now - in_force.loaded_at)} ago", f"Checked {local_time(now, zone):%H:%M:%S}"


def age(span: timedelta) -> str:
    """Return a span as people say it: '40 seconds', '3 hours', '12 days'."""
    seconds = max(span.total_seconds(), 0)
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "moments"
