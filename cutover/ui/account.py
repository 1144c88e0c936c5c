"""The visitor's account at the top right of every page: who, for which side, with which rights, and how long still."""

from datetime import datetime, timedelta

import streamlit as st

import cutover.ui.access as access
import cutover.ui.sign_in as sign_in
import cutover.ui.text as text
from cutover import clock
from cutover.acts import Actor
from cutover.sessions import Session
from cutover.wording import shortened

LOOK_SECONDS = 20.0
"""The page asks this often whether its session still stands."""
WARNED = timedelta(minutes=2)
"""A session that is about to end says so this long before: time enough to stay (WCAG 2.2.1)."""
LOCAL_LINE = "Local user, no sign-in"


def show_visitor() -> None:
    """Show who the visitor is and how to sign out; warn before the session ends, and leave the page when it has."""
    with st.container(key="visitor", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if sign_in.settings() is None:
            st.html(f'<p class="visitor">{LOCAL_LINE}</p>')
        else:
            _show_account()


@st.fragment(run_every=LOOK_SECONDS, key="visitor_beat")
def _show_account() -> None:
    try:
        actor, visit = access.visitor(), access.visit()
    except access.SignedOut:
        st.rerun()
    if warning := warning_of(visit, clock.now()):
        with st.container(key="session_warning", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<p role="alert">{text.plotly(warning)}</p>')
            if visit.idle_at < visit.expires_at:
                st.button("Stay signed in", key="stay_signed_in", type="primary")
    with st.popover(text.markdown(label_of(actor)), key="account", type="tertiary", icon=":material/account_circle:"):
        st.html(
            f'<p class="account"><b>{text.plotly(actor.name)}</b></p>'
            + "".join(f'<p class="account">{text.plotly(line)}</p>' for line in lines_of(actor))
            + '<p class="account"><a href="/auth/logout" target="_self">Sign out</a></p>'
        )


def label_of(actor: Actor) -> str:
    """Return name and side of a person, short enough for a button."""
    return f"{shortened(actor.name, 28)}, {actor.side}"


def lines_of(actor: Actor) -> list[str]:
    """Return side, role and rights of a person in words."""
    rights = ", ".join(actor.rights)
    return [
        actor.email or "No e-mail address is known",
        f"Acts for the {actor.side}" if actor.side != "shared" else "Acts for both sides",
        f"Role: {text.words(actor.role) if actor.role else 'none'}",
        f"May act as: {rights}",
    ]


def warning_of(visit: Session, now: datetime) -> str:
    """Return in words that a session is about to end; empty where it is not.

    Parameters
    ----------
    visit
        The session.
    now
        UTC without zone.
    """
    ends_at = min(visit.idle_at, visit.expires_at)
    left = int((ends_at - now).total_seconds())
    if left > WARNED.total_seconds():
        return ""
    span = f"{left // 60} min {left % 60} s" if left >= 60 else f"{max(left, 0)} s"
    return f"You will be signed out in {span}"
