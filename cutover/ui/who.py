"""Who the visitor is on the page of one's own tasks: by the sign-in, or as chosen; what was chosen is in the address."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

import cutover.ui.access as access
import cutover.ui.text as text
from cutover.access import LOCAL_ISSUER
from cutover.acts import PMO, Actor
from cutover.tables import SIDES
from cutover.ui.page import Page

SIDE, ROLE, PERSON = "side_of", "role", "person"
"""Keys of the choice, in the address too, where what was chosen stands in words: `role=Cutover lead`."""

Choices = Sequence[dict]


class Who(NamedTuple):
    """Whose tasks: side, role and person_id; None: all."""

    side: str | None
    role: str | None
    person: str | None


def choose_who(page: Page) -> Who:
    """Return whose tasks are shown.

    Who is signed in is known by side, role and e-mail; the PMO may look at
    anybody's, and where nobody signs in, whoever works here chooses.
    """
    choices = page.rows_of("my_tasks_choices", {}).to_pylist()
    actor = access.visitor()
    if actor.issuer != LOCAL_ISSUER and actor.role and PMO not in actor.rights:
        return _signed_in(actor, choices)
    sides = SIDES[:2] if actor.issuer == LOCAL_ISSUER or PMO in actor.rights else (str(actor.side),)
    if ROLE not in st.session_state and ROLE not in st.query_params:
        _propose(choices, actor)
    with st.container(horizontal=True, gap="small", key="who", vertical_alignment="center"):
        return _choose(choices, sides)


def _signed_in(actor: Actor, choices: Choices) -> Who:
    """Return the visitor's own side and role, and the person whose e-mail is theirs."""
    mail = actor.email.casefold()
    own = [row for row in choices if mail and (row["email"] or "").casefold() == mail and row["side"] == actor.side]
    place = ", ".join(text.words(word) for word in (actor.side, actor.role) if word)
    st.caption(text.markdown(f"{actor.name}: {place}"))
    return Who(actor.side, actor.role, own[0]["person_id"] if own else None)


def _propose(choices: Choices, actor: Actor) -> None:
    """Propose the visitor's own place, else the role that has most to do; it stands in the address from now on."""
    default = next((row for row in choices if row["is_default"]), None)
    own = {"side": actor.side, "role": actor.role} if actor.issuer != LOCAL_ISSUER else default
    for key, value in ((SIDE, (own or {}).get("side")), (ROLE, (own or {}).get("role"))):
        if value:
            st.session_state[key] = value
            st.query_params[key] = text.words(value)


def _choose(choices: Choices, sides: Sequence[str]) -> Who:
    bound = {"bind": "query-params", "label_visibility": "collapsed"}
    side = st.segmented_control("Side", sides, key=SIDE, format_func=text.words, **bound)
    roles = sorted({row["role"] for row in choices if side in (None, row["side"])})
    role = st.selectbox(
        "Role", roles, index=None, key=ROLE, placeholder="Every role", format_func=text.words, width=220, **bound
    )
    own = [row for row in choices if row["person_id"] and side in (None, row["side"]) and role in (None, row["role"])]
    names = {row["person_id"]: row["person_name"] for row in own}
    person = st.selectbox(
        "Person", list(names), index=None, key=PERSON, placeholder="Everybody in the role", width=220,
        format_func=lambda chosen: text.cell(names[chosen]), **bound,
    )  # fmt: skip
    return Who(side, role, person)
