"""The form of a decision: the verdict by the rules, the outcome, why, and the conditions with owner and date."""

import streamlit as st

import cutover.ui.text as text
from cutover.acts import Actor, Value
from cutover.tables import TABLES
from cutover.ui.acts.drafts import Draft, Room
from cutover.ui.acts.fields import ask

OUTCOMES = ("go", "conditional", "no_go")
LEAST = {"go": 2, "conditional": 1, "no_go": 0, "incomplete": 0}
"""How far a verdict reaches: an outcome that reaches further goes against it."""
WORDS = {"go": "Go", "conditional": "Conditional", "no_go": "No-Go", "incomplete": "Incomplete"}
ASKED = ("condition", "side", "owner_role", "owner", "due_at")
NEEDED = ("condition", "side", "owner_role", "due_at")
MOST_CONDITIONS = 12


def draw_decision(room: Room, actor: Actor) -> Draft:
    """Draw the fields of a decision and return what it would record."""
    verdict = room.moment.query("verdict", checkpoint=room.subject["checkpoint_id"]).to_pylist()[0]
    ruled = verdict["verdict"]
    st.markdown(text.markdown(f"By the rules: {WORDS.get(ruled, 'Incomplete')}. {verdict['reason'] or ''}"))
    outcome = st.segmented_control(
        "Decision", OUTCOMES, format_func=WORDS.__getitem__, key=f"{room.instance}_outcome", width="stretch"
    )
    if outcome and is_against(outcome, ruled):
        asked = "name the No-Go and say why it is overruled" if ruled == "no_go" else "say why"
        st.warning(text.markdown(f"This goes against the rules, which say {WORDS[ruled]}: {asked}. Both are recorded."))
    reason = st.text_area("Reason", height=84, max_chars=2000, key=f"{room.instance}_reason")
    conditions, missing = _draw_conditions(room, actor) if outcome == "conditional" else ([], ())
    if outcome == "no_go":
        st.info("No-Go opens the contingency plan and locks the forward tasks.")
    st.caption(text.markdown(sealed_words(room)))
    after: dict[str, Value] = {"decision": outcome, "conditions": conditions}
    return Draft({"checkpoint_id": room.subject["checkpoint_id"]}, after, missing, reason=reason)


def is_against(outcome: str, verdict: str) -> bool:
    """Tell whether an outcome reaches further than the verdict allows, or stops what the rules would let go."""
    return LEAST[outcome] > LEAST.get(verdict, 0) or (outcome == "no_go" and verdict == "go")


def sealed_words(room: Room) -> str:
    """Return in words what a decision keeps of the moment on which it is taken."""
    return (
        f"Sealed with it: the status time, journal position {room.moment.position}, every load known by now and the "
        "values of this page. It re-opens exactly so from the page Record."
    )


def _draw_conditions(room: Room, actor: Actor) -> tuple[list[dict], tuple[str, ...]]:
    """Draw the conditions, at least one; return their rows and what is missing in them."""
    table, count_key = TABLES["conditions"], f"{room.instance}_count"
    count = st.session_state.setdefault(count_key, 1)
    rows, missing = [], []
    for number in range(1, count + 1):
        row = _draw_condition(room, number, actor)
        rows.append({name: value for name, value in row.items() if value is not None})
        missing += [f"{table[name].name} of condition {number}" for name in NEEDED if row.get(name) is None]
    with st.container(horizontal=True, gap="small"):
        if count < MOST_CONDITIONS:
            st.button("Another condition", key=f"{count_key}_more", icon=":material/add:", type="tertiary",
                      on_click=_count, args=(count_key, 1))  # fmt: skip
        if count > 1:
            st.button("Leave the last one out", key=f"{count_key}_less", type="tertiary", on_click=_count,
                      args=(count_key, -1))  # fmt: skip
    return rows, tuple(missing)


def _draw_condition(room: Room, number: int, actor: Actor) -> dict[str, Value]:
    """Draw one condition: what must be done, by which side and role, by whom, until when."""
    table, place = TABLES["conditions"], f"{room.instance}_{number}"
    known = {"side": actor.side if actor.side != "shared" else None}
    with st.container(border=True, key=f"{place}_box"):
        st.markdown(f"**Condition {text.markdown(number)}**")
        row = {"condition": ask(table["condition"], None, key=f"{place}_condition", zone=room.zone)}
        for pair in (ASKED[1:3], ASKED[3:]):
            for column, name in zip(st.columns(2, gap="small"), pair, strict=True):
                with column:
                    row[name] = ask(table[name], known.get(name), key=f"{place}_{name}", zone=room.zone)
    return row


def _count(key: str, change: int) -> None:
    st.session_state[key] += change
