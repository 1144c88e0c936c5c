"""How fresh the page is: a line that looks for new loads every few seconds."""

import random
from datetime import datetime, timedelta

import streamlit as st

import cutover.ui.live as live
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import clock
from cutover.figures.look import day_and_time
from cutover.store import Load
from cutover.ui.acts.opening import opened
from cutover.warehouse import Moment
from cutover.zones import local_time

BEAT_SECONDS = 5.0
JITTER = 0.3


def show_freshness(moment: Moment, loads: list[Load], zone: str, version: str) -> None:
    """Show what the page is told from, and rerun it once there is another load or act.

    While a form is open the page stays as it is: what is being typed is not lost.

    Pages that are open at the same time look at different instants, so that
    they do not all rerun together.
    """
    every = st.session_state.setdefault("beat_seconds", BEAT_SECONDS * random.uniform(1 - JITTER, 1 + JITTER))
    summary = session.rows_of(moment, session.moment_key(moment, version), "programme_summary", {})
    limit = timedelta(hours=summary.column("data_stale_hours")[0].as_py())

    is_paused = bool(st.session_state.get("is_paused"))

    @st.fragment(run_every=None if is_paused else every, key="freshness")
    def beat() -> None:
        if not is_paused and opened() is None and live.WATCHER.has_news(version):
            st.rerun()
        now = clock.now()
        loaded, checked = freshness(moment, loads, zone, now)
        st.html(
            f'<p class="freshness"><span>{text.plotly(loaded)}</span> '
            f"<span>{text.plotly('Paused' if is_paused else checked)}</span></p>"
        )
        if now - max(load.loaded_at for load in loads) > limit:
            st.html('<span class="stale-page"></span>')

    with st.container(
        key="freshness", horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"
    ):
        beat()
        st.toggle("Pause", key="is_paused", help="Stop looking for new loads every few seconds.")


def show_notice(moment: Moment, newest: datetime, zone: str) -> None:
    """Say plainly where the page does not show the newest status time."""
    notice = notice_of(moment, newest, zone)
    if notice:
        st.html(f'<p class="notice" role="status">{text.plotly(notice)}</p>')


def show_banner(reason: str | None) -> None:
    """Say on every page that nothing can be recorded, and why."""
    if reason:
        st.html(f'<p class="banner" role="alert"><b>■ The record is read-only</b> {text.plotly(reason)}</p>')


def notice_of(moment: Moment, newest: datetime, zone: str) -> str:
    """Return in words how the moment differs from the newest status time; empty where it does not."""
    if moment.is_sealed:
        at = day_and_time(local_time(moment.as_of, zone))
        return f"As it was known for {at}, up to row {moment.position} of the journal; nothing can be recorded on it"
    if moment.is_before_first_snapshot:
        return "Before the first snapshot: told from actual dates of the oldest one"
    if moment.as_of < newest:
        return f"A past moment; the newest is {day_and_time(local_time(newest, zone))}"
    return f"Later than the newest snapshot, {day_and_time(local_time(newest, zone))}" if moment.as_of > newest else ""


def filed_under(moment: Moment, newest: datetime, zone: str) -> str:
    """Return the status time that what is recorded now is filed under, where that is not the newest; else nothing."""
    at = day_and_time(local_time(moment.as_of, zone))
    return f"This is filed under the status time {at}, which the page shows." if moment.as_of != newest else ""


def freshness(moment: Moment, loads: list[Load], zone: str, now: datetime) -> tuple[str, str]:
    """Return when what the moment shows was loaded, and when the page last looked for more."""
    in_force = max((load for load in loads if load.as_of <= moment.as_of), default=loads[0], key=lambda x: x.as_of)
    return f"Loaded {age(now - in_force.loaded_at)} ago", f"Checked {local_time(now, zone):%H:%M:%S}"


def age(span: timedelta) -> str:
    """Return a span as people say it: '40 seconds', '3 hours', '12 days'."""
    seconds = max(span.total_seconds(), 0)
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "moments"
