"""Criteria that most programmes need, to start from (`cutover.tables.library`)."""

import streamlit as st

import cutover.ui.text as text
from cutover.tables.library import criteria


def choose_from_library(instance: str) -> dict:
    """Let the person start from a criterion of the library; nothing chosen starts empty."""
    rows = criteria().to_pylist()
    chosen = st.selectbox(
        "From the library", range(len(rows)), index=None, key=f"{instance}_library", placeholder="Start empty",
        format_func=lambda place: text.cell(f"{text.words(rows[place]['category'])}: {rows[place]['criterion_name']}"),
    )  # fmt: skip
    if chosen is None:
        return {"weight": 1.0}
    st.caption(text.markdown(f"Asked for by: {rows[chosen]['source']}. Agree the target before you record it."))
    return rows[chosen] | {"library": str(chosen)}
