"""What a visitor sees while there is nothing to show: the sample on its way, or how to load files."""

from typing import NoReturn

import streamlit as st

import cutover.ui.sample as sample
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.ui.uploads import show_upload

EVERY_SECONDS = 0.7


def is_empty() -> bool:
    """Tell whether there is nothing to show yet: no load, or the sample is still being loaded."""
    return sample.PROGRESS.is_running or session.warehouse().store.version().startswith("0:")


def welcome() -> NoReturn:
    """Show the page of an empty store; it gives way as soon as there is something to show."""
    is_running = sample.PROGRESS.is_running

    @st.fragment(run_every=EVERY_SECONDS)
    def wait() -> None:
        if not is_empty() or sample.PROGRESS.is_running != is_running:
            st.rerun()
        if is_running:
            _show_progress()

    if not is_running:
        _show_how_to_load()
    wait()
    st.stop()


def _show_progress() -> None:
    done, total = sample.PROGRESS.done, sample.PROGRESS.total
    st.html(
        '<div class="answer"><p class="health">First start</p><h1>Loading the sample programme</h1>'
        "<p>A move to a shared service, told snapshot by snapshot. This takes a few seconds and happens once.</p></div>"
    )
    st.progress(done / total if total else 0.0, text=text.markdown(f"{done} of {total} snapshots"))


def _show_how_to_load() -> None:
    st.html(
        '<div class="answer"><p class="health">○ Not yet</p><h1>Nothing is loaded yet</h1>'
        "<p>Load the files that your programme already has: a run sheet, a schedule export, an incident export, "
        "a decommission register. Here, or on the command line:</p></div>"
    )
    st.code("python -m cutover load FOLDER --programme NAME --as-of 2026-03-14T18:00", language=None)
    if sample.PROGRESS.reason:
        st.warning(text.markdown(sample.PROGRESS.reason))
    show_upload(None)
