"""Who may see a page, and who the visitor is."""

from pathlib import Path

import streamlit as st

import cutover.ui.sign_in as sign_in
import cutover.ui.text as text
from cutover import clock
from cutover.access import LOCAL, actor_of
from cutover.acts import Actor
from cutover.errors import AccessError
from cutover.sessions import ENDINGS, Session

STYLE = Path(__file__).with_name("style.css")


class SignedOut(AccessError):
    """The visitor's session is over, or there never was one."""


def admit() -> None:
    """Let the visitor in, or say why not and end the run; every page calls it before it reads anything."""
    try:
        visitor()
    except AccessError as error:
        _show_refusal(error)
        st.stop()


def visitor() -> Actor:
    """Return who looks at the page: the local user where no identity provider is configured.

    Asked again whenever something is to be written, since a session may end
    while its page is open.

    Raises
    ------
    AccessError
        The session is over, or the claims give no right here.
    """
    settings = sign_in.settings()
    if settings is None:
        return LOCAL
    return actor_of(st.user.to_dict(), settings.mapping, session_id=visit().session_id)


def visit() -> Session:
    """Return the visitor's session.

    Raises
    ------
    SignedOut
        It is over; the message says why.
    """
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        raise SignedOut("You are not signed in.")
    found = sign_in.sessions().look(claims, now=clock.now())
    if not found.is_open:
        raise SignedOut(ENDINGS[found.ending])
    return found


def _show_refusal(error: AccessError) -> None:
    """Show in the place of a page why it is not shown, and what may be done."""
    is_over = isinstance(error, SignedOut)
    word = "You are signed out" if is_over else "You have no access here"
    link, address = ("Sign in again", "/") if is_over else ("Sign out", "/auth/logout")
    st.set_page_config(page_title=f"{word} · Cutover", layout="wide")
    st.html(STYLE)
    st.html(
        f'<div class="answer refusal" role="alert"><h1>{text.plotly(word)}</h1><p>{text.plotly(error)}</p>'
        f'<p><a href="{text.plotly(address)}" target="_self">{text.plotly(link)}</a></p></div>'
    )
