"""The meeting on a page: which one is held and for how long, what opens and closes it, and minutes of those closed."""

from datetime import datetime, timedelta
from functools import partial

import streamlit as st

import cutover.ui.acts as acts
import cutover.ui.record as sealed
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import briefing, clock
from cutover.figures.look import day_and_time
from cutover.record.meetings import closed_meeting
from cutover.ui.page import Page
from cutover.warehouse import Moment
from cutover.wording import length
from cutover.zones import local_time

BEAT_SECONDS = 20
MINUTES_OF_CLOSED = ("md", "pdf", "html")
"""Formats in which minutes are offered here."""
Row = dict[str, object]


def meeting(page: Page) -> Row:
    """Show which meeting is held, or comes next, with what opens and closes it; return its row of `meeting_now`."""
    row = page.rows_of("meeting_now", {}).to_pylist()[0]
    is_open = row["state"] == "open"
    names = ("meeting_close",) if is_open else ("meeting",)
    subject = {"meeting_id": str(row["meeting_id"])} if row["meeting_id"] else {}
    if page.desk.is_open:
        acts.show_open_form(page.desk, names, subject)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="meeting"):
        _show_course(row, page.moment.as_of, page.look.zone)
        if page.desk.is_open:
            acts.show_buttons(page.desk, names, subject, place="meeting")
        _show_minutes(page)
    return row


def course_words(row: Row, as_of: datetime, now: datetime, zone: str) -> tuple[str, str]:
    """Return the health of a meeting's course and its words: how long it is open, and how long it was to take.

    Parameters
    ----------
    row
        Of the report `meeting_now`; instants are UTC.
    as_of, now
        Status time, and the clock: by it the length of a meeting that was opened here counts.
    zone
        In which a planned time is told.
    """
    if row["state"] == "none":
        return "unknown", "No meeting is planned"
    if row["state"] == "planned":
        at = local_time(row["planned_at"], zone) if row["planned_at"] else None
        return "unknown", f"{row['title']}: " + (f"planned {at:%a} {at.day} {at:%b %H:%M}" if at else "not dated")
    held = now - row["began_at"] if row["began_at"] else as_of - row["opened_at"]
    minutes = max(held // timedelta(minutes=1), 0)
    planned = row["duration_minutes"]
    over = minutes - planned if planned else 0
    course = f"open {length(minutes)}" + (f" of {length(planned)}" if planned else "")
    there = f", {row['attendee_count']} there" if row["attendee_count"] else ""
    late = f", {length(over)} over" if over > 0 else ""
    return ("at_risk" if over > 0 else "on_track"), f"{row['title']}: {course}{late}{there}"


def _show_course(row: Row, as_of: datetime, zone: str) -> None:
    """Show the course of the meeting; while it is open the line goes on by itself."""

    @st.fragment(run_every=BEAT_SECONDS if row["state"] == "open" else None, key="meeting_course")
    def course() -> None:
        health, said = course_words(row, as_of, clock.now(), zone)
        mark = "▲" if health == "at_risk" else "●" if health == "on_track" else "○"
        st.html(f'<p class="meeting" title="{text.plotly(said)}"><b>{text.plotly(mark)}</b> {text.plotly(said)}</p>')

    with st.container(width="content", key="meeting_says"):
        course()


def _show_minutes(page: Page) -> None:
    """Offer the minutes of every closed meeting; none is written before it is asked for."""
    with st.popover(
        "Minutes", icon=":material/description:", type="tertiary", key="minutes", on_change="rerun"
    ) as shown:
        if not shown.open:
            return
        rows = page.rows_of("meeting_list", {}).to_pylist()
        closed = {row["meeting_id"]: row for row in rows if row["state"] == "closed"}
        if not closed:
            st.caption("No meeting was closed by this status time.")
            return
        chosen = st.selectbox(
            "Meeting that was closed", list(closed), key="minutes_of",
            format_func=lambda meeting_id: _label(closed[meeting_id], page.look.zone),
        )  # fmt: skip
        _offer_files(page.moment, closed[chosen])


def _label(row: Row, zone: str) -> str | None:
    return text.cell(f"{day_and_time(local_time(row['closed_at'], zone))}  {row['title']}")


def _offer_files(moment: Moment, row: Row) -> None:
    """Draw the files of one meeting's minutes, and the way back to what was known then."""
    meeting_id = str(row["meeting_id"])
    with st.container(horizontal=True, gap="small"):
        for form in MINUTES_OF_CLOSED:
            st.download_button(
                briefing.FORMATS[form], partial(_file, moment, meeting_id, form),
                file_name=f"{moment.programme_id}_minutes_{meeting_id}.{form}", mime=briefing.MEDIA[form],
                key=f"minutes_{form}", on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip
    if row["close_act_id"]:
        act_id = row["close_act_id"]
        st.caption(text.markdown(f"Sealed by {act_id}: the minutes say what was known when it was closed."))
        st.button("Re-open as it was known", key="minutes_reopen", on_click=sealed.reopen, args=(act_id,))


def _file(moment: Moment, meeting_id: str, form: str) -> bytes:
    held = closed_meeting(session.desk(), moment, meeting_id)
    return briefing.written(briefing.made("minutes", held.moment, meeting=held.row), form)
