"""Which checkpoint is in question: chosen beside the headline, named in the address by its identifier."""

from collections.abc import Mapping

import streamlit as st

import cutover.ui.text as text

ADDRESS, CHOICE = "checkpoint", "checkpoint_choice"
"""Keys of the hidden text that stands in the address, and of the list to choose from."""


def choose_checkpoint(rows: Mapping[str, Mapping]) -> str:
    """Let the visitor choose one of the rows of `go_no_go_choices`, by identifier; the default one at first."""
    first = next((name for name, row in rows.items() if row["is_default"]), next(iter(rows)))
    named = st.text_input("Checkpoint", key=ADDRESS, bind="query-params", label_visibility="collapsed")
    st.session_state[CHOICE] = chosen = named if named in rows else first
    st.selectbox(
        "Checkpoint", list(rows), key=CHOICE, on_change=_take, label_visibility="collapsed", width=320,
        format_func=lambda name: text.cell(f"{name}  {rows[name]['checkpoint_name']}"),
    )  # fmt: skip
    return chosen


def _take() -> None:
    """Put the checkpoint that was chosen into the address."""
    st.session_state[ADDRESS] = st.session_state[CHOICE]
