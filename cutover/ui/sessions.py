"""Who is signed in, for administrators: a list, and a way to end a session."""

import streamlit as st

import cutover.ui.access as access
import cutover.ui.sign_in as sign_in
import cutover.ui.text as text
from cutover import clock
from cutover.acts import ADMINISTRATOR
from cutover.errors import RefusedAct
from cutover.sessions import BY_ADMINISTRATOR, Session, session_rows
from cutover.zones import to_zone


def may_see_sessions() -> bool:
    """Tell whether there are sessions, and the visitor may end them."""
    return sign_in.settings() is not None and ADMINISTRATOR in access.visitor().rights


def show_sessions(zone: str) -> None:
    """List the open sessions and offer to end one; nothing where the visitor is no administrator.

    Parameters
    ----------
    zone
        Zone of the programme, in which times are shown.
    """
    if not may_see_sessions():
        return
    found = [each for each in sign_in.sessions().listed(now=clock.now()) if each.is_open]
    rows = to_zone(session_rows(found), zone).drop_columns(["ended_at", "ending"])
    st.dataframe(
        rows.set_column(1, "person", text.cells(rows.column("person"))), hide_index=True, key="sessions",
        column_config={name: name.removesuffix("_at").replace("_", " ").capitalize() for name in rows.column_names},
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox("Session", found, format_func=label_of, key="session_choice", width=360)
        st.button("End this session", on_click=_end, args=(chosen.session_id,), key="end_session")


def label_of(session: Session) -> str:
    """Return how a session is called in a list."""
    return text.cell(f"{session.person}, {session.session_id[:8]}") or ""


def _end(session_id: str) -> None:
    if not may_see_sessions():
        raise RefusedAct("A session is ended by people with the right administrator.")
    sign_in.sessions().end(session_id, BY_ADMINISTRATOR, now=clock.now())
