"""The walk of a meeting: one slide per workstream or role, stepped by arrow keys, notes and actions typed on it."""

from datetime import datetime
from pathlib import Path

import streamlit as st

import cutover.ui.session as session
import cutover.ui.text as text
from cutover.record.meetings import opening_moment
from cutover.ui.entry import show_entry
from cutover.ui.meeting import meeting
from cutover.ui.page import Page
from cutover.ui.sentences import show_answer
from cutover.ui.since import changes_of
from cutover.ui.slide import entries_html, place_html, slide_html, standing_html, title_of_slide

STYLE = Path(__file__).with_name("walk.css")
BY, SLIDE, GROUP = "by", "slide", "walk_by"
"""Parameters of the reports; keys of the slide that is shown and of what slides are of, in the address too (`by` of
another page means something else)."""
GROUPS = ("workstream", "role")
NOTHING = {"health": "unknown", "headline": "Nothing to walk through", "n": 0}
HOW_TO_LOAD = "Load a plan on the page Data, or by: python -m cutover load FILE"
Row = dict[str, object]


def walk(page: Page) -> None:
    """Show one slide of the walk: how its workstream or role stands, what to talk about, and what is taken down.

    The slide stands in the address, so that everybody sees the same one.
    While a meeting is open the slides keep the order that they had when it
    was opened; a new one comes last.
    """
    st.html(STYLE)
    with st.container(horizontal=True, key="answer", gap="small"):
        answer = st.container(width="stretch", gap=None)
        with st.container(horizontal=True, width="content", gap="small", key="beside", vertical_alignment="center"):
            held = meeting(page)
            by = _choose_group()
    st.text_input("Slide", key=SLIDE, bind="query-params", label_visibility="collapsed")
    slides = _slides(page, by)
    if not slides:
        with answer:
            show_answer(NOTHING, page.question, HOW_TO_LOAD, page.look)
        _show_rows(page, by, None)
        return
    place = _place(slides)
    slide = slides[place]
    with answer:
        title = {"health": slide["health"], "headline": title_of_slide(slide)}
        show_answer(title, f"{place + 1} of {len(slides)}", "", page.look)
    st.html(standing_html(slide, page.look))
    st.html(_body_html(page, by, slide), width="stretch")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="steps"):
        _show_steps(slides, place)
        show_entry(page, by, slide)
    st.html(entries_html(page.rows_of("slide_entries", _chosen(by, slide)).to_pylist(), page.look), width="stretch")
    st.html(place_html(slides, place, page.look, is_kept=held["state"] == "open"), width="stretch")
    _show_rows(page, by, slide)


def _choose_group() -> str:
    chosen = st.segmented_control(
        "Walk by", GROUPS, key=GROUP, default=GROUPS[0], required=True, format_func=text.words, bind="query-params",
        label_visibility="collapsed", width="content",
    )  # fmt: skip
    return chosen or GROUPS[0]


def _chosen(by: str, slide: Row | None) -> dict[str, object]:
    return {BY: by, SLIDE: slide and slide["slide_id"]}


def _slides(page: Page, by: str) -> list[Row]:
    """Return the slides as they stand, in the order of the walk."""
    now = {row["slide_id"]: row for row in page.rows_of("walk", {BY: by}).to_pylist()}
    kept = [slide_id for slide_id in _order(page, by) if slide_id in now]
    return [now[slide_id] for slide_id in dict.fromkeys([*kept, *now])]


def _order(page: Page, by: str) -> list[str]:
    """Return the slides in the order that they had when the open meeting began; as now where none is open."""
    if page.moment.is_sealed:
        return []
    then = opening_moment(session.desk(), page.moment)
    if then is page.moment:
        return []
    key = (page.key[0], f"opening at {then.position}", then.programme_id, then.as_of)
    parameters = session.declared("walk", page.filters | {BY: by})
    return session.rows_of(then, key, "walk", parameters)["slide_id"].to_pylist()


def _place(slides: list[Row]) -> int:
    """Return which slide the address names; the first where it names none of them."""
    named = st.session_state.get(SLIDE)
    return next((place for place, slide in enumerate(slides) if slide["slide_id"] == named), 0)


def _body_html(page: Page, by: str, slide: Row) -> str:
    """Return the work of a slide and what changed on it, as HTML."""
    rows = page.rows_of("slide_work", _chosen(by, slide)).to_pylist()
    since = page.moment.table("meeting_marks")["since_at"][0].as_py()
    changes = [row for row in _changes(page, since) if _is_on(row, by, slide)]
    return slide_html(rows, changes, since, page.look)


def _changes(page: Page, since: datetime) -> list[Row]:
    return changes_of(page, since).to_pylist() if since < page.moment.as_of else []


def _is_on(row: Row, by: str, slide: Row) -> bool:
    """Tell whether a change is of the workstream, or of the side and role, of a slide."""
    if by == "workstream":
        return row["workstream"] == slide["slide_id"]
    return (row["side"], row["owner_role"]) == (slide["side"], slide["owner_role"])


def _show_steps(slides: list[Row], place: int) -> None:
    """Draw what steps to the slide before and the next one; the arrow keys press them."""
    for label, key, other in (("Back", "Left", place - 1), ("Next", "Right", place + 1)):
        is_there = 0 <= other < len(slides)
        st.button(
            text.markdown(label), key=f"step_{key.lower()}", shortcut=key, disabled=not is_there, on_click=_step, width="content",
            args=(slides[other]["slide_id"] if is_there else "",), type="primary" if key == "Right" else "secondary",
        )  # fmt: skip


def _step(slide_id: str) -> None:
    st.session_state[SLIDE] = slide_id


def _show_rows(page: Page, by: str, slide: Row | None) -> None:
    """Offer the rows behind the slide and behind the walk, with how they are computed."""
    reports = ("walk", *(("slide_work", "slide_entries") if slide else ()))
    parameters = _chosen(by, slide)
    page.behind("Rows, method", reports, [page.rows_of(name, parameters) for name in reports], parameters)
