"""The calendar of the programme as a file, made when somebody asks for it."""

from functools import partial

import streamlit as st

from cutover.messages.calendar import calendar_file
from cutover.ui.page import Page


def calendar(page: Page) -> None:
    """Offer checkpoints, meetings, window, go-live and warranty as a calendar file, beside the headline."""
    moment = page.moment
    with page.beside():
        st.download_button(
            "Calendar", partial(calendar_file, moment), file_name=f"{moment.programme_id}.ics", mime="text/calendar",
            key="calendar_file", on_click="ignore", type="tertiary", icon=":material/calendar_month:",
            help="Checkpoints with their response windows, meetings, cutover window, go-live and warranty, for Outlook "
            "and other calendars. Load a newer file again: what was moved moves there too.",
        )  # fmt: skip
