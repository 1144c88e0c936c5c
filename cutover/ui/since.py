"""What changed: the moment to compare with, chosen beside the headline, and the changes as a list to read aloud."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import pyarrow as pa
import streamlit as st

import cutover.ui.session as session
import cutover.ui.text as text
from cutover import export
from cutover.figures.look import Look, day_and_time
from cutover.queries import Query, Returned
from cutover.since import CHANGES, HOW, KINDS, MEANINGS, changes_since, tally
from cutover.ui.header import moment_in, whole_minute
from cutover.ui.page import Page
from cutover.ui.tables import Saving, show_downloads, show_table, title_of
from cutover.wording import length
from cutover.zones import local_time, parse_instant

ADDRESS, CHOICE, ANY = "since", "since_choice", "since_moment"
"""Keys of the hidden text that stands in the address, of the list of moments, and of any other moment."""
OTHER = "another moment"
REACH = timedelta(days=3653)
"""How far moments can be chosen; the present must lie within, because Streamlit looks at it."""
MOST_ITEMS = 6
LABELS = {
    "re_scoped": "Re-scoped",
    "owner": "Other owner",
    "read": "Read again",
    "reported": "Finished before, told since",
}
SHOWN = ("kind", "item_id", "what", "column", "before", "after", "moved_minutes", "side", "owner_role", "said_by")
Row = Mapping[str, object]


def choose_since(page: Page) -> datetime:
    """Let the visitor choose what to compare with, beside the headline; it stands in the address as `since`.

    Returns
    -------
    datetime
        The earlier moment, UTC without zone; the last meeting, else the last working day, unless chosen otherwise.
    """
    rows = {row["kind"]: row for row in page.rows_of("daily_since", {}).to_pylist()}
    default = next(row for row in rows.values() if row["is_default"])
    with page.beside():
        named = st.text_input("Since", key=ADDRESS, bind="query-params", label_visibility="collapsed")
        at = _named(named, rows, page)
        row = rows.get(named, None if at else default)
        label = f"Since {moment_words(row['since_at'] if row else at, page.look.zone)}"
        with st.popover(text.markdown(label), icon=":material/history:", key="since_details"):
            _choose(rows, row, at, page)
    return row["since_at"] if row else at


def moment_words(at: datetime, zone: str) -> str:
    """Return an instant, UTC, as people of a zone say it: 'Thu 19 Nov 08:00'."""
    local = local_time(at, zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def changed(page: Page, since: datetime, *, title: str) -> None:
    """List what changed since a moment, grouped by kind, with what stood there struck through.

    Parameters
    ----------
    page
        The page; its filters count.
    since
        The earlier moment, UTC without zone.
    title
        Heading of the list.
    """
    found = changes_of(page, since)
    with page.heading(title, "changed"):
        behind = st.container(width="content")
    if page.moment.at(since).is_before_first_snapshot:
        st.caption("That moment lies before the first snapshot: the plan of then is told from actual dates alone.")
    if not found.num_rows:
        st.html('<p class="points">Nothing changed.</p>')
    else:
        st.html(changes_html(found.to_pylist(), page.look))
    with behind, st.popover("Rows, method", key="behind_changed", type="tertiary", on_change="rerun") as details:
        if details.open:
            _show_behind(page, since, found)


def changes_of(page: Page, since: datetime) -> pa.Table:
    """Return what changed between a moment and that of the page, for its filters; compared once for all visitors."""
    filters = tuple((name, tuple(values)) for name, values in sorted(page.filters.items()))
    return _changes(page.key, since, filters, page)


def changes_html(rows: Sequence[Row], look: Look) -> str:
    """Return changes as HTML: one block per kind, its most important items first, old values struck through."""
    counts = tally(pa.Table.from_pylist(list(rows), CHANGES))
    ordered = sorted(rows, key=lambda row: KINDS.index(str(row["kind"])))
    blocks = [(kind, list(found)) for kind, found in groupby(ordered, lambda row: str(row["kind"]))]
    return (
        f'<div class="changes">{"".join(_block_html(kind, found, counts[kind], look) for kind, found in blocks)}</div>'
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _changes(key: session.Key, since: datetime, filters: tuple, _page: Page) -> pa.Table:
    moment = _page.moment
    return changes_since(moment, moment.at(since), {name: list(values) for name, values in filters})


def _block_html(kind: str, rows: Sequence[Row], count: int, look: Look) -> str:
    """Return the changes of one kind as HTML: shape, word and number, then the items."""
    status, items = look.status[str(rows[0]["health"])], _joined(rows)
    return (
        f'<section><h3><b style="color:{text.plotly(status.ink)}">{text.plotly(status.shape)}</b> '
        f"{text.plotly(LABELS.get(kind) or text.words(kind))} <span>{text.plotly(count)}</span></h3>"
        f"<ul>{''.join(_item_html(item) for item in items[:MOST_ITEMS])}</ul>{_more_html(items[MOST_ITEMS:])}</section>"
    )


def _more_html(items: Sequence[Sequence[Row]]) -> str:
    """Return the other items, folded until somebody asks for them; nothing where all are shown."""
    if not items:
        return ""
    return (
        f"<details><summary>and {text.plotly(len(items))} more</summary>"
        f"<ul>{''.join(_item_html(item) for item in items)}</ul></details>"
    )


def _joined(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each item together, in the order in which items come first."""
    found: dict[tuple, list[Row]] = {}
    for row in rows:
        found.setdefault((row["item_kind"], row["item_id"]), []).append(row)
    return list(found.values())


def _item_html(rows: Sequence[Row]) -> str:
    """Return one item as HTML: its name, each value that changed, whose it is and who said so."""
    first = rows[0]
    kind = "" if first["item_kind"] == "task" else text.words(first["item_kind"])
    whose = [first["item_id"], kind, text.words(first["side"]), text.words(first["owner_role"]), first["said_by"]]
    return (
        f"<li><strong>{text.plotly(first['what'])}</strong>"
        f"{''.join(f'<span>{_value_html(row)}</span>' for row in rows)}"
        f"<small>{', '.join(text.plotly(one) for one in whose if one)}</small></li>"
    )


def _value_html(row: Row) -> str:
    """Return one value as HTML: its name, what stood there struck through, what stands there, by how much it moved."""
    name = f"{title_of(str(row['column']))}: " if row["column"] not in (None, "status", "state") else ""
    moved = row["moved_minutes"]
    by = "" if moved is None else f"{'+' if moved > 0 else ''}{length(moved)}"
    return (
        f"{text.plotly(name)}{_marked_html('del', row['before'])}{_marked_html('ins', row['after'])}"
        f"{_marked_html('em', by)}"
    )


def _marked_html(tag: str, value: object) -> str:
    """Return a value within a tag, a space behind it; nothing where there is none."""
    return f"<{text.plotly(tag)}>{text.plotly(value)}</{text.plotly(tag)}> " if value else ""


def _named(address: str, rows: Mapping[str, Row], page: Page) -> datetime | None:
    """Return the moment that the address names by its time; None where it names none that lies before this one."""
    local = None if address in rows else moment_in(address)
    at = parse_instant(local.isoformat(), page.look.zone) if local else None
    return at if at and at < page.moment.as_of else None


def _choose(rows: Mapping[str, Row], row: Row | None, at: datetime | None, page: Page) -> None:
    """Draw the moments to choose from; what is chosen goes into the address."""
    st.caption(text.markdown(f"Times in {page.look.zone}. What happened from then to the status time counts as new."))
    labels = {kind: found["label"] for kind, found in rows.items()} | ({} if row else {OTHER: "Another moment"})
    st.session_state[CHOICE] = row["kind"] if row else OTHER
    st.radio("Compare with", list(labels), key=CHOICE, format_func=lambda kind: text.markdown(labels[kind]),
             on_change=_take_choice)  # fmt: skip
    status_time = whole_minute(local_time(page.moment.as_of, page.look.zone))
    st.session_state[ANY] = whole_minute(local_time(at or row["since_at"], page.look.zone))
    st.datetime_input(
        "Any earlier moment", key=ANY, step=60, format="YYYY-MM-DD", on_change=_take_moment,
        min_value=status_time - REACH, max_value=status_time + REACH,
    )  # fmt: skip
    named = moment_in(st.session_state[ADDRESS])
    if named and not at:
        st.caption(text.markdown(f"{day_and_time(named)} does not lie before the status time, so it cannot be chosen."))


def _take_choice() -> None:
    chosen = st.session_state[CHOICE]
    st.session_state[ADDRESS] = st.session_state[ADDRESS] if chosen == OTHER else chosen


def _take_moment() -> None:
    chosen = st.session_state[ANY]
    st.session_state[ADDRESS] = chosen.isoformat(timespec="minutes") if chosen else ""


def _show_behind(page: Page, since: datetime, found: pa.Table) -> None:
    """Show all rows, downloads, and how the comparison was made."""
    zone = page.look.zone
    query = Query(
        "changes_since", "cutover", "", HOW, HOW.splitlines()[0], (),
        tuple(Returned(name, "", meaning) for name, meaning in MEANINGS.items()), "docs/glossary.md, changed since",
    )  # fmt: skip
    columns = [None if name is None else title_of(name) for name in found["column"].to_pylist()]
    named = found.set_column(CHANGES.names.index("column"), "column", pa.array(columns, pa.string()))
    show_table(query, named, zone, key="changed", shown=SHOWN)
    times = [f"{local_time(at, zone):%Y-%m-%d %H:%M} {zone}" for at in (page.moment.as_of, since)]
    how = export.how_computed(
        "changes_since", header=HOW, parameters={"since": times[1]} | page.filters, as_of=times[0], row_count=len(found)
    )
    with st.container(horizontal=True, gap="small"):
        show_downloads(found, Saving(f"changes_since_{page.moment.as_of:%Y%m%dT%H%M}Z", zone, how), key="changed")
    st.code(f"cutover/since.py\n\n{HOW}", language=None, wrap_lines=True)
    st.caption(text.markdown(f"n = {len(found):,} rows · status time {times[0]} · compared with {times[1]}"))
