"""The frame of every page: the navigation on top, the header strip, then the page."""

from pathlib import Path

import streamlit as st

from cutover import ui

PAGES = Path(__file__).resolve().parents[1] / "pages"
# Pages by what a meeting is about: a bar of all their names would not fit a laptop.
SECTIONS = {
    "": {"overview": "Overview"},
    "Decide": {"go_no_go": "Go/no-go", "checkpoints": "Checkpoints", "way_back": "Way back"},
    "Plan": {"burndown": "Burn-down", "schedule": "Schedule", "risk": "Risk"},
    "Run": {
        "daily": "Daily",
        "walk": "Walk",
        "wall": "Wall",
        "my_tasks": "My tasks",
        "people": "People",
        "communication": "Communication",
        "statuses": "Statuses",
    },
    "Close out": {"warranty": "Warranty", "decommission": "Decommission"},
    "Record": {"record": "Record", "data": "Data"},
}
TITLES = {name: title for pages in SECTIONS.values() for name, title in pages.items()}

if __name__ == "__main__":
    page = st.navigation(
        {
            section: [
                st.Page(PAGES / f"{name}.py", title=title, url_path=name, default=name == "overview")
                for name, title in pages.items()
            ]
            for section, pages in SECTIONS.items()
        },
        position="top",
    )
    if page.url_path != "wall":
        ui.show_strip()
    page.run()
