"""The record on the page: whether it is whole, the decisions that were sealed, and how they re-open."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

import cutover.ui.session as session
import cutover.ui.text as text
from cutover.errors import CutoverError
from cutover.figures.look import Look, day_and_time
from cutover.journal import Head, Verification
from cutover.record import seals
from cutover.zones import local_time, parse_instant

SEALED = "decision"
"""Key of the part of the address that names the sealed act whose moment is shown."""
OUTCOMES = {"go": "Go", "conditional": "Conditional", "no_go": "No-Go"}
HEALTH = {"go": "on_track", "conditional": "at_risk", "no_go": "late"}
HASH_LETTERS = 12
MOST_PROBLEMS = 2
"""Touched loads that the headline names."""


def chain_row(zone: str) -> dict[str, object]:
    """Return in words whether the chain of the journal is whole, as the row of a headline."""
    head = session.desk().journal.head()
    return chain_words(_verified(session.warehouse().version()), head, zone)


def chain_words(found: Verification, head: Head, zone: str) -> dict[str, object]:
    """Return health, headline and detail of what a check of the journal found."""
    if not found.is_intact:
        detail = " ".join([*filter(None, [found.problem]), *_first(found.load_problems)])
        return {"health": "late", "headline": "The record was touched", "detail": detail, "n": found.event_count}
    if not head.seq:
        return {"health": "unknown", "headline": "Nothing is recorded yet", "n": 0,
                "detail": "Votes, decisions and updates that people make here will be listed, chained by hashes."}  # fmt: skip
    at = day_and_time(local_time(parse_instant(head.recorded_at), zone))
    detail = (
        f"Newest J{head.seq:06d}, recorded {at}, hash {head.hash[:HASH_LETTERS]}…; the anchor outside the journal "
        f"agrees{_loads(found.load_count)}."
    )
    rows = f"{head.seq:,} row{'s' * (head.seq != 1)}"
    return {"health": "on_track", "headline": f"The record is whole: {rows}", "detail": detail, "n": head.seq}


def show_decisions(rows: pa.Table, look: Look, zone: str) -> None:
    """List the decisions; each that was sealed re-opens as it was known, and is compared with what is computed now."""
    if not rows.num_rows:
        st.caption("No decision is recorded at this status time.")
    for row in rows.to_pylist():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_decision_html(row, look, zone), width="stretch")
            if row["act_id"] and row["is_sealed"]:
                act_id = row["act_id"]
                st.button("Re-open as it was known", key=f"reopen_{act_id}", on_click=reopen, args=(act_id,))
                if st.button("Compute again", key=f"compare_{act_id}", type="tertiary", icon=":material/refresh:"):
                    st.session_state[f"compared_{act_id}"] = True
        if st.session_state.get(f"compared_{row['act_id']}"):
            _show_comparison(row["act_id"])


def reopen(act_id: str) -> None:
    """Show the whole application as it was known when an act was sealed."""
    st.session_state[SEALED] = act_id


def _decision_html(row: dict, look: Look, zone: str) -> str:
    """Return one decision as HTML: outcome, checkpoint, when and by whom, why."""
    status = look.status[HEALTH.get(row["decision"], "decided")]
    outcome = OUTCOMES.get(row["decision"], row["decision"])
    at = day_and_time(local_time(row["decided_at"], zone)) if row["decided_at"] else "no time stated"
    conditions = f", {row['condition_count']} conditions" if row["condition_count"] else ""
    source = row["act_id"] or "from a file"
    return (
        f'<p class="decision"><b style="color:{text.plotly(status.ink)}">{text.plotly(status.shape)} '
        f"{text.plotly(outcome)}</b> <strong>{text.plotly(row['checkpoint_name'])}</strong>{text.plotly(conditions)}"
        f"<small>{text.plotly(at)}, {text.plotly(row['decided_by'] or 'nobody named')}, {text.plotly(source)}. "
        f"{text.plotly(row['reason'])}</small></p>"
    )


def _show_comparison(act_id: str) -> None:
    """Say whether a sealed moment re-computes to the values that were sealed; list what differs."""
    try:
        with st.spinner("Computing the sealed moment again", show_time=False):
            differences = seals.compare(session.desk(), act_id)
    except CutoverError as error:
        st.error(text.markdown(error))
        return
    if not differences:
        st.success(text.markdown(f"{act_id} computes to the same values as it was sealed with."))
        return
    st.warning(text.markdown(f"{act_id}: {len(differences)} values are not as sealed."))
    st.dataframe([{name: text.cell(value) for name, value in vars(one).items()} for one in differences])


@st.cache_resource(max_entries=4, ttl="1m", show_spinner=False)
def _verified(version: str) -> Verification:
    return session.desk().journal.verify(session.store_path())


def _first(problems: Sequence[str]) -> list[str]:
    """Return the first sentences, and how many follow."""
    further = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], *[f"And {further:,} more: python -m cutover verify names all."] * (further > 0)]


def _loads(count: int) -> str:
    """Say that the loads were proved too; nothing where none is sealed."""
    if not count:
        return ""
    return "; the load is as it was sealed" if count == 1 else f"; {count:,} loads are as they were sealed"
