"""What-if on the page: changes of the plan, what they would do, and scenarios side by side. Nothing is recorded."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

import cutover.ui.access as access
import cutover.ui.session as session
import cutover.ui.text as text
import cutover.ui.what_if_form as form
import cutover.ui.what_if_words as words
from cutover import comparison
from cutover.access import LOCAL, check_writer
from cutover.comparison import Comparison
from cutover.errors import CutoverError
from cutover.queries import Query, Returned
from cutover.scenario import Change
from cutover.scenario_store import Scenario, delete_scenario, read_scenarios, save_scenario
from cutover.ui.tables import show_table
from cutover.warehouse import Moment
from cutover.wording import shortened

Result = TypeVar("Result")
LONGEST_AUTHOR = 80
CHANGES, NOTICE = "what_if_changes", "what_if_notice"
TABS = ("Checkpoints that turn", "Tasks that move", "Who is affected")
MEANINGS = {
    "target_name": "what must be done", "kind": "kind of target", "due_at": "when it is due", "before_at": "finish of the plan as it is",
    "after_at": "finish with the changes", "moved_minutes": "by the clock",
    "checkpoint_name": "what is decided", "planned_at": "when it is held", "health_before": "as the plan is",
    "health": "with the changes", "ready_at": "last entry task, with the changes", "task_name": "what is done",
    "task_count": "tasks whose finish moves", "owners": "people", "largest_move_minutes": "largest move of a task",
}  # fmt: skip
SCENARIOS = pa.schema(
    [
        ("scenario_name", pa.string()), ("finish_at", pa.timestamp("us")), ("moved_minutes", pa.int64()),
        ("turned_count", pa.int64()), ("moved_count", pa.int64()), ("changes", pa.string()),
        ("made_as_of", pa.timestamp("us")), ("author", pa.string()), ("note", pa.string()),
    ]
)  # fmt: skip


@st.fragment
def show_what_if(moment: Moment, key: session.Key, zone: str) -> None:
    """Draw the section: a change to make, the changes made, what they do, scenarios kept.

    Parameters
    ----------
    moment
        The plan as it is.
    key
        What tells the moment from every other.
    zone
        Zone of the programme, in which instants are read and shown.
    """
    tasks = form.tasks_of(key, moment)
    if not any(task["is_open"] for task in tasks.values()):
        st.caption("Nothing to try: no task of the plan is open at this status time.")
        return
    changes = _changes(moment.programme_id)
    made = form.show_form(tasks, moment.as_of, zone)
    if made is not None:
        _try(moment, changes, made)
    _show_changes(changes, words.Speaker({name: task["task_name"] for name, task in tasks.items()}, zone), moment)
    if changes:
        outcome = _told(_outcome, key, repr(changes), moment, tuple(changes))
        if outcome is not None:
            _show_outcome(outcome, zone)
            _show_keeping(moment, changes)
    _show_scenarios(moment, key, zone)


def _changes(programme_id: str) -> list[Change]:
    """Return the visitor's own list of changes; it stays over reruns and pages."""
    return st.session_state.setdefault(CHANGES, {}).setdefault(programme_id, [])


def _told(act: Callable[..., Result], *given: object) -> Result | None:
    """Return what a function returns; None after showing why it cannot."""
    try:
        with st.spinner("Computing the plan with these changes", show_time=False):
            return act(*given)
    except CutoverError as error:
        st.error(text.markdown(error))
        return None


def _try(moment: Moment, changes: list[Change], made: Change) -> None:
    """Add a change, in place of one of the same kind, if the plan can have it."""
    candidate = [known for known in changes if form.slot(known) != form.slot(made)] + [made]
    if _told(comparison.altered, moment, candidate) is not None:
        changes[:] = candidate


def _show_changes(changes: list[Change], speaker: words.Speaker, moment: Moment) -> None:
    """List the changes, each with a way to take it back."""
    for position, change in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(text.markdown(speaker.change(change)), width="content")
            st.button(
                "Take back", key=f"what_if_drop_{position}", type="tertiary", icon=":material/undo:",
                on_click=changes.remove, args=(change,),
            )  # fmt: skip
    if len(changes) > 1:
        st.button("Take all back", key="what_if_clear", type="tertiary", on_click=changes.clear)
    if not changes:
        st.caption("No change yet: the plan as it is. Nothing that is tried here is recorded.")


@st.cache_resource(max_entries=64, show_spinner=False)
def _outcome(key: session.Key, changes: str, _moment: Moment, _changes: tuple[Change, ...]) -> Comparison:
    return comparison.compare(_moment, comparison.altered(_moment, _changes))


def _show_outcome(outcome: Comparison, zone: str) -> None:
    """Say what the changes do in one sentence, then show the rows behind it."""
    st.html(f'<p class="notice" role="status">{text.plotly(words.sentence(outcome, zone))}</p>')
    targets = outcome.targets
    shown = targets.filter(pc.or_(targets["is_focus"], pc.not_equal(targets["moved_minutes"], 0)))
    columns = ["target_name", "kind", "due_at", "before_at", "after_at", "moved_minutes"]
    _show_rows("Finishes before and after", words.with_moves(shown), zone, columns)
    checkpoints, tasks, people = st.tabs(TABS)
    with checkpoints:
        columns = ["checkpoint_name", "planned_at", "health_before", "health", "ready_at"]
        _show_rows(TABS[0], words.with_health(outcome.checkpoints), zone, columns)
    with tasks:
        columns = ["task_name", "workstream", "side", "owner_role", "before_at", "after_at", "moved_minutes"]
        _show_rows(TABS[1], words.with_moves(outcome.tasks), zone, columns)
    with people:
        columns = ["side", "owner_role", "task_count", "largest_move_minutes", "owners"]
        _show_rows(TABS[2], words.with_moves(outcome.affected, "largest_move_minutes"), zone, columns)


def _show_rows(title: str, rows: pa.Table, zone: str, columns: list[str]) -> None:
    if not rows.num_rows:
        st.caption("None.")
        return
    returns = tuple(Returned(name, "", MEANINGS[name]) for name in columns if name in MEANINGS)
    query = Query(title, "what_if", "", "", title, (), returns, "")
    show_table(query, rows, zone, key=f"what_if_{title.lower().replace(' ', '_')}", shown=columns)


def _show_keeping(moment: Moment, changes: list[Change]) -> None:
    """Let the visitor keep the changes as a scenario."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input("Name of the scenario", key="what_if_name", max_chars=60, width=320)
        author = _author()
        is_wanted = st.button("Keep as a scenario", key="what_if_keep")
    if is_wanted:
        _told(_keep, Scenario(moment.programme_id, name, tuple(changes), moment.as_of, author))


def _author() -> str:
    """Return who tries a scenario: the person who is signed in, else the name that is typed."""
    actor = access.visitor()
    if actor != LOCAL:
        return shortened(actor.name, LONGEST_AUTHOR)
    return st.text_input("Who tries it", key="what_if_author", max_chars=LONGEST_AUTHOR, width=240)


def _keep(scenario: Scenario) -> None:
    check_writer(access.visitor())
    kept = save_scenario(session.store_path(), scenario)
    st.caption(text.markdown(f"Kept as {kept.name}. The plan itself is unchanged."))


def _forget(programme_id: str, name: str) -> None:
    try:
        check_writer(access.visitor())
        delete_scenario(session.store_path(), programme_id, name)
    except CutoverError as error:
        st.session_state[NOTICE] = str(error)


def _open(changes: list[Change], scenario: Scenario) -> None:
    changes[:] = scenario.changes


def _show_scenarios(moment: Moment, key: session.Key, zone: str) -> None:
    """Show the scenarios of the programme side by side, at this status time."""
    if notice := st.session_state.pop(NOTICE, None):
        st.error(text.markdown(notice))
    kept = read_scenarios(session.store_path(), moment.programme_id)
    if not kept:
        return
    st.markdown("**Scenarios side by side**")
    with st.spinner("Computing the scenarios", show_time=False):
        rows = [_plan_row(moment), *(_scenario_row(scenario, moment, key, zone) for scenario in kept)]
    table = words.with_moves(pa.Table.from_pylist(rows, SCENARIOS))
    _show_rows("Scenarios side by side", table, zone, SCENARIOS.names)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "Scenario", kept, format_func=lambda scenario: text.cell(scenario.name), key="what_if_scenario", width=320
        )
        changes = _changes(moment.programme_id)
        st.button("Open scenario", key="what_if_open", on_click=_open, args=(changes, chosen))
        st.button("Delete scenario", key="what_if_delete", on_click=_forget, args=(moment.programme_id, chosen.name))


def _plan_row(moment: Moment) -> dict:
    """Return the row of the plan as it is."""
    try:
        finish, note = comparison.finish_of(moment).get("at"), None
    except CutoverError as error:
        finish, note = None, str(error)
    return {"scenario_name": "The plan as it is", "finish_at": finish, "made_as_of": moment.as_of, "note": note}


def _scenario_row(scenario: Scenario, moment: Moment, key: session.Key, zone: str) -> dict:
    """Return what a scenario does at this status time; why not where it no longer can."""
    speaker = words.Speaker({}, zone)
    row: dict[str, str | int | datetime | None] = {
        "scenario_name": scenario.name, "changes": "; ".join(map(speaker.change, scenario.changes)),
        "made_as_of": scenario.made_as_of, "author": scenario.author,
    }  # fmt: skip
    try:
        outcome = _outcome(key, repr(list(scenario.changes)), moment, scenario.changes)
    except CutoverError as error:
        return row | {"note": str(error)}
    focus = outcome.targets.slice(0, 1).to_pylist()
    return row | {
        "finish_at": focus[0]["after_at"] if focus else None,
        "moved_minutes": focus[0]["moved_minutes"] if focus else None,
        "turned_count": outcome.checkpoints.num_rows,
        "moved_count": outcome.tasks.num_rows,
    }
