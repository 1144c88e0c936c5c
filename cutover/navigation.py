"""The frame of every page: the navigation on top, the header strip, then the page."""

from pathlib import Path

import streamlit as st

from cutover import ui

PAGES = Path(__file__).resolve().parents[1] / "pages"
TITLES = {
    "overview": "Overview",
    "go_no_go": "Go/no-go",
    "burndown": "Burn-down",
    "schedule": "Schedule",
    "risk": "Risk",
    "checkpoints": "Checkpoints",
    "way_back": "Way back",
    "warranty": "Warranty",
    "decommission": "Decommission",
    "record": "Record",
    "data": "Data",
}

if __name__ == "__main__":
    page = st.navigation(
        [
            st.Page(PAGES / f"{name}.py", title=title, url_path=name, default=name == "overview")
            for name, title in TITLES.items()
        ],
        position="top",
    )
    ui.show_strip()
    page.run()
