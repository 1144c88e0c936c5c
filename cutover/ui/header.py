"""The strip on top of every page: programme, status time and filters, all in the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

import cutover.ui.acts as acts
import cutover.ui.components as components
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.errors import CutoverError
from cutover.figures.look import day_and_time, make_look
from cutover.record import seals
from cutover.store import Load
from cutover.tables import PHASES, SIDES
from cutover.ui.access import STYLE, admit
from cutover.ui.account import show_visitor
from cutover.ui.freshness import filed_under, show_banner, show_freshness, show_notice
from cutover.ui.page import Page
from cutover.ui.welcome import is_empty, welcome
from cutover.warehouse import Moment
from cutover.zones import local_time, parse_instant

DARK, LIGHT = (f"<style>:root {{ color-scheme: {scheme}; }}</style>" for scheme in ("dark", "light"))
"""What Streamlit does not tell the browser: by it `light-dark()` chooses, and scroll bars are drawn."""
MINUTE = timedelta(minutes=1)
STRIP = "header strip of this run"
ADDRESS, SEALED = "as_of", "decision"
"""Keys of the hidden texts that hold the status time, or the act whose sealed moment is shown, in the address: what
lies in a closed popover would be lost."""


@dataclass(frozen=True)
class Choice:
    """What the visitor chose: programme, its loads to choose from, oldest status time first, its zone and the moment.

    `newest` is the status time that is shown unless the visitor chooses one.
    """

    programme_id: str
    loads: list[Load]
    zone: str
    moment: Moment
    newest: datetime

    @property
    def as_of(self) -> datetime:
        """The status time."""
        return self.moment.as_of


@dataclass(frozen=True)
class Strip:
    """What the header strip of this run chose: the moment, its cache key, the filters."""

    choice: Choice
    key: session.Key
    filters: dict[str, list[str]]


def show_strip() -> None:
    """Draw the header strip for the page that runs next.

    The navigation draws it, not the page: Streamlit keeps values in the address
    over a page switch only where the widgets belong to the script that all
    pages share. A page that runs alone draws its own.
    """
    admit()
    st.session_state[STRIP] = _draw_strip()


def open_page(title: str, question: str) -> Page:
    """Open a page under its header strip and return the moment that the visitor chose.

    Parameters
    ----------
    title
        Name of the page, as in the navigation.
    question
        The question that the page answers.
    """
    admit()
    st.set_page_config(page_title=f"{title} · Cutover", layout="wide")
    strip = st.session_state.pop(STRIP, None) or _draw_strip()
    _show_notices(strip.choice.moment, strip.choice.newest, strip.choice.zone)
    return _page_of(question, strip, session.warehouse().before(strip.choice.moment))


def open_bare_page(title: str, question: str) -> Page:
    """Open a page without the header strip: the address alone says what it shows, and it has no filters.

    What was chosen on the page before goes into the address, so that it stays
    once the strip's widgets are gone.
    """
    admit()
    st.set_page_config(page_title=f"{title} · Cutover", layout="wide")
    _dress()
    for name in (ADDRESS, SEALED):
        if (kept := st.session_state.get(name)) and name not in st.query_params:
            st.query_params[name] = kept
    page = renewed(question)
    _show_notices(page.moment, page.newest, page.look.zone)
    return page


def renewed(question: str) -> Page:
    """Return what a page without the header strip shows now; nothing is drawn."""
    version = session.warehouse().version()
    choice = _addressed(version)
    return _page_of(question, Strip(choice, session.moment_key(choice.moment, version), {}))


def _show_notices(moment: Moment, newest: datetime, zone: str) -> None:
    show_banner(session.desk().journal.is_read_only)
    show_notice(moment, newest, zone)
    acts.show_notice_of_act()


def _page_of(question: str, strip: Strip, previous: Moment | None = None) -> Page:
    choice = strip.choice
    reason = session.desk().journal.is_read_only
    look = make_look(st.context.theme.type or "light", zone=choice.zone, as_of=local_time(choice.as_of, choice.zone))
    is_open = not (reason or choice.moment.is_sealed)
    desk = acts.Desk(choice.moment, choice.zone, filed_under(choice.moment, choice.newest, choice.zone), is_open)
    return Page(
        question,
        choice.moment,
        previous,
        newest=choice.newest,
        filters=strip.filters,
        look=look,
        key=strip.key,
        desk=desk,
    )


def _dress() -> None:
    """Give the page its style and the visitor's account; end it with a welcome where nothing is loaded."""
    st.html(STYLE)
    st.html(DARK if st.context.theme.type == "dark" else LIGHT)
    components.follow_tab()
    show_visitor()
    if is_empty():
        welcome()


def _draw_strip() -> Strip:
    _dress()
    warehouse = session.warehouse()
    version = warehouse.version()
    loads = warehouse.store.loads()
    with st.container(horizontal=True, key="header_strip", vertical_alignment="center", gap="small"):
        choice = _choose(loads, version)
        key = session.moment_key(choice.moment, version)
        filters = _filters(choice.moment, key)
        show_freshness(choice.moment, choice.loads, choice.zone, version)
    return Strip(choice, key, filters)


def moment_in(address: str | None) -> datetime | None:
    """Return the moment that the address names; None where it names none."""
    try:
        return datetime.fromisoformat(address or "").replace(tzinfo=None)
    except ValueError:
        return None


def whole_minute(at: datetime) -> datetime:
    """Return the first whole minute that is not before `at`: what the address can hold."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE


def _addressed(version: str) -> Choice:
    """Return what the address names, by name or identifier; what it does not name as a page does without a choice."""
    warehouse, names = session.warehouse(), session.programme_names(version)
    known = {text.cell(name): programme_id for programme_id, name in names.items()} | {name: name for name in names}
    asked = st.query_params.get("programme") or st.session_state.get("programme")
    programme_id = known.get(asked, next(iter(names)))
    if programme_id != next(iter(names)):
        st.query_params["programme"] = text.cell(names[programme_id])
    present = warehouse.moment(programme_id)
    zone = _zone_of(present, version)
    chosen = moment_in(st.query_params.get(ADDRESS))
    moment = _reopened(st.query_params.get(SEALED, "").strip(), programme_id)
    if moment is None:
        moment = warehouse.moment(programme_id, parse_instant(chosen.isoformat(), zone)) if chosen else present
    return Choice(programme_id, [], zone, moment, present.as_of)


def _zone_of(moment: Moment, version: str) -> str:
    summary = session.rows_of(moment, session.moment_key(moment, version), "programme_summary", {})
    return summary.column("zone")[0].as_py()


def _choose(loads: list[Load], version: str) -> Choice:
    warehouse = session.warehouse()
    names = session.programme_names(version)
    programme_id = st.selectbox(
        "Programme", list(names), key="programme", bind="query-params",
        format_func=lambda name: text.cell(names[name]), label_visibility="collapsed", width=170,
    )  # fmt: skip
    own = [load for load in loads if load.programme_id == programme_id]
    present = warehouse.moment(programme_id)
    zone = _zone_of(present, version)
    chosen = moment_in(st.text_input("Status time", key=ADDRESS, bind="query-params", label_visibility="collapsed"))
    sealed = st.text_input("Sealed act", key=SEALED, bind="query-params", label_visibility="collapsed")
    moment = _reopened(sealed.strip(), programme_id)
    if moment is not None:
        _show_seal(sealed.strip())
        return Choice(programme_id, own, zone, moment, present.as_of)
    label = day_and_time(chosen or local_time(present.as_of, zone))
    with st.popover(text.markdown(f"As of {label}"), icon=":material/schedule:", key="moment_choice"):
        _choose_moment(own, zone, chosen)
    moment = warehouse.moment(programme_id, parse_instant(chosen.isoformat(), zone)) if chosen else present
    return Choice(programme_id, own, zone, moment, present.as_of)


def _reopened(act_id: str, programme_id: str) -> Moment | None:
    """Return the moment on which an act of this programme was taken; None, with the reason shown, if there is none."""
    if not act_id:
        return None
    try:
        moment = seals.reopen(session.desk(), act_id)
        if moment.programme_id == programme_id:
            return moment
        st.warning(text.markdown(f"{act_id} belongs to another programme."))
    except CutoverError as error:
        st.warning(text.markdown(error))
    return None


def _show_seal(act_id: str) -> None:
    """Name the act whose sealed moment is shown; pressed, it gives way to the present."""
    st.button(
        text.markdown(f"As known for {act_id}, back to now"), key="seal_back", icon=":material/undo:",
        on_click=_leave_seal, type="primary",
    )  # fmt: skip


def _leave_seal() -> None:
    st.session_state[SEALED] = ""


def _choose_moment(loads: list[Load], zone: str, chosen: datetime | None) -> None:
    """Draw the choice of a snapshot or any other moment; what is chosen goes into the address."""
    moments = [whole_minute(local_time(at, zone)) for at in sorted({load.as_of for load in loads}, reverse=True)]
    earliest, latest = min(moments) - timedelta(days=3653), max(moments) + timedelta(days=3653)
    st.caption(text.markdown(f"Times in {zone}. The newest snapshot is shown unless you choose another moment."))
    st.session_state["moment"] = chosen if chosen and earliest <= chosen <= latest else None
    st.datetime_input(
        "Any moment", key="moment", step=60, format="YYYY-MM-DD", min_value=earliest, max_value=latest,
        on_change=_take, args=("moment", None),
    )  # fmt: skip
    in_force = next((moment for moment in moments if chosen is None or moment <= chosen), None)
    st.session_state["snapshot_choice"] = in_force
    st.selectbox(
        "Snapshot", moments, key="snapshot_choice", format_func=day_and_time, on_change=_take,
        args=("snapshot_choice", moments[0]), placeholder="Before the first snapshot",
    )  # fmt: skip
    st.button("Show the newest", on_click=_take, args=(None, None), disabled=chosen is None, width="stretch")


def _take(key: str | None, newest: datetime | None) -> None:
    """Put the moment of a widget into the address; nothing for the newest."""
    chosen = st.session_state[key] if key else None
    st.session_state[ADDRESS] = "" if chosen in (None, newest) else chosen.isoformat(timespec="minutes")


def _filters(moment: Moment, key: session.Key) -> dict[str, list[str]]:
    found = session.rows_of(moment, key, "filter_choices", {}).column("workstream").to_pylist()
    bound = {"bind": "query-params", "label_visibility": "collapsed", "wrap": False}
    return {
        "workstreams": st.multiselect(
            "Workstream", found, key="workstream", placeholder="All workstreams", format_func=text.cell, width=172,
            **bound,
        ),
        "sides": st.multiselect(
            "Side", SIDES, key="side", placeholder="Both sides", format_func=text.words, width=168, **bound
        ),
        "phases": st.multiselect(
            "Phase", PHASES, key="phase", placeholder="All phases", format_func=text.words, width=168, **bound
        ),
    }  # fmt: skip
