"""The wall of the cutover weekend: a page without a header strip that keeps itself up to date."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa
import streamlit as st

import cutover.ui.components as components
import cutover.ui.live as live
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import clock
from cutover.figures.look import Look, day_and_time
from cutover.ui.freshness import notice_of
from cutover.ui.header import renewed
from cutover.ui.page import Page
from cutover.ui.wall_html import clock_of, milliseconds, wall_html

REPORTS = (
    "wall_headline", "wall_clocks", "wall_figures", "wall_classes", "wall_running", "wall_path", "wall_checkpoints",
    "wall_messages",
)  # fmt: skip
PAUSED = "is_paused"
FILTERS = ("workstream", "side", "phase")
UNFILTERED = "Filters do not apply here."
BEAT_SECONDS = 2.0
JITTER = 0.1
STYLE = Path(__file__).with_name("wall.css")


@dataclass(frozen=True)
class Drawn:
    """What all viewers of a moment share beside its HTML: the countdowns for the script, and the rows behind."""

    clocks: list[dict[str, object]]
    rows: list[pa.Table]


def wall(page: Page) -> None:
    """Show the wall, which looks for news every few seconds.

    The whole wall is one fragment: on news its next beat draws the new moment, and the page is not run again. What it
    shows is drawn once for all viewers; clock and countdowns tick in the browser, which also sees when the server no
    longer answers. Viewers' beats differ, so that they do not come together.
    """
    st.html(STYLE)
    is_paused, shown = bool(st.session_state.get(PAUSED)), page
    every = st.session_state.setdefault("wall_beat", BEAT_SECONDS * random.uniform(1 - JITTER, 1 + JITTER))

    @st.fragment(run_every=None if is_paused else every, key="wall_beat_fragment")
    def beat() -> None:
        nonlocal shown
        if bool(st.session_state.get(PAUSED)) != is_paused:
            st.rerun()
        if not (is_paused or shown.moment.is_sealed) and live.WATCHER.has_news(shown.key[1]):
            shown = renewed(page.question)
        drawn = _drawn(shown.key, shown.look, shown)
        _show_line(shown, drawn)
        _show_clocks(shown, drawn, every=None if is_paused else every)
        st.html(_drawn_html(shown.key, shown.look, shown))

    beat()


def _show_line(page: Page, drawn: Drawn) -> None:
    """Show the thin line on top: the way back to the pages, what is shown, how it was computed, the pause."""
    address, look = urlencode(st.query_params.to_dict(), doseq=True), page.look
    notice = notice_of(page.moment, page.newest, look.zone)
    told = "" if notice else f"As of {day_and_time(look.as_of)}, {look.zone}"
    with st.container(key="wall_line", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<p class="wall-line"><a href="/?{text.plotly(address)}" target="_self">← All pages</a> '
            f"<b>{text.plotly(page.summary['programme_name'])}</b> <span>{text.plotly(told)}</span> "
            f"<b>{text.plotly(notice)}</b> <span>{text.plotly(_unfiltered())}</span></p>",
            width="stretch",
        )
        page.behind("Rows, method", REPORTS, drawn.rows, {})
        st.toggle("Pause", key=PAUSED)


def _unfiltered() -> str:
    """Return that filters do not apply where the address holds some: the wall shows all, whatever page one came from."""
    return UNFILTERED if any(name in st.query_params for name in FILTERS) else ""


def _show_clocks(page: Page, drawn: Drawn, *, every: float | None) -> None:
    """Let the browser tick: clock, countdowns, and whether the server still answers."""
    told = {
        "beat": None if every is None else round(every * 1000),
        "zone": page.look.zone,
        "as_of": milliseconds(page.moment.as_of),
        "told": f"{page.look.as_of:%a %-d %b %H:%M}",
        "is_newest": page.moment.as_of == page.newest and not page.moment.is_sealed,
        "stale_at": milliseconds(page.moment.as_of + timedelta(hours=page.summary["data_stale_hours"])),
        "clocks": drawn.clocks,
    }
    components.show_wall_clock(told | {"now": milliseconds(clock.now())}, key="wall_clock")


@st.cache_resource(max_entries=16, show_spinner=False)
def _drawn_html(key: session.Key, look: Look, _page: Page) -> str:
    return wall_html({report: _page.rows_of(report, {}).to_pylist() for report in REPORTS}, look)


@st.cache_resource(max_entries=16, show_spinner=False)
def _drawn(key: session.Key, look: Look, _page: Page) -> Drawn:
    rows = {report: _page.rows_of(report, {}) for report in REPORTS}
    return Drawn([clock_of(row, look) for row in rows["wall_clocks"].to_pylist()], list(rows.values()))
