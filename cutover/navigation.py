"""The frame of every page: the navigation on top, then the page."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parents[1] / "pages"
TITLES = {
    "overview": "Overview",
    "burndown": "Burn-down",
    "checkpoints": "Checkpoints",
    "warranty": "Warranty",
    "decommission": "Decommission",
    "data": "Data",
}

st.navigation(
    [
        st.Page(PAGES / f"{name}.py", title=title, url_path=name, default=name == "overview")
        for name, title in TITLES.items()
        if (PAGES / f"{name}.py").is_file()
    ],
    position="top",
).run()
