"""What a visitor sees while the store is empty: the sample on its way, or how to load files."""

from typing import NoReturn

import streamlit as st


def welcome() -> NoReturn:
    """Show the page of an empty store; it is replaced as soon as a load is visible."""
    st.html(
        '<div class="answer"><p class="health"><b>○ Not yet</b></p><h1>Nothing is loaded yet</h1>'
        "<p>Load the files that your programme already has: a run sheet, a schedule export, an incident export, "
        "a decommission register.</p></div>"
    )
    st.code("python -m cutover load FOLDER --programme NAME --as-of 2026-03-14T18:00", language=None)
    st.stop()
