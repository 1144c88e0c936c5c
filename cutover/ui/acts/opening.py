"""Which form is open: it stands in the address, so that a page that lost its server opens the same form again.

A form instance has a key of its own; what it records carries a digest of that key, of who records and of what, so
that a second click, or the same click after the server was restarted, records nothing twice.
"""

import hashlib
import json
import secrets

import streamlit as st

from cutover.acts import Actor
from cutover.ui.acts.drafts import Draft

ADDRESS = "form"


def open_form(name: str) -> None:
    """Open a new instance of a form at the next run."""
    st.query_params[ADDRESS] = f"{name}.{secrets.token_hex(6)}"


def open_chosen(key: str) -> None:
    """Open the form that was chosen in a menu."""
    if st.session_state.get(key):
        open_form(st.session_state[key])


def close_form() -> None:
    """Close the form that is open; what was typed is gone."""
    st.query_params.pop(ADDRESS, None)


def opened() -> tuple[str, str] | None:
    """Return name and instance of the form that is open; None where none is."""
    name, _, instance = st.query_params.get(ADDRESS, "").partition(".")
    return (name, instance) if name and instance.isalnum() else None


def key_of(instance: str, actor: Actor, draft: Draft) -> str:
    """Return the idempotency key of what a form instance records: the same again is the same act."""
    facts = [instance, actor.issuer, actor.subject, actor.side, actor.role, dict(draft.subject),
             dict(draft.entered or draft.after), draft.reason, draft.corrects]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
