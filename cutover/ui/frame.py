"""What all parts of a page share: the moment, its rows, headings, and how each figure was computed."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import cutover.ui.acts as acts
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import export
from cutover.figures.look import Look
from cutover.ui.tables import Saving, show_downloads, show_table
from cutover.warehouse import Moment
from cutover.zones import local_time

MOST_SEGMENTS = 5
"""Choices that stand side by side; more are folded into a list."""


class Frame:
    """What all parts of a page share: the moment, its rows, headings, and how each figure was computed.

    Attributes
    ----------
    question
        The question that the page answers.
    moment
        The programme at the chosen status time.
    previous
        The same programme at the snapshot before; None where there is none.
    newest
        The newest status time of the programme.
    filters
        Standard filters: workstreams, sides, phases; empty keeps all.
    look
        How figures look; its `zone` is the one in which everything is shown.
    summary
        The row of `programme_summary`; instants are UTC.
    key
        What tells the moment from every other; for caches.
    desk
        Where forms record.
    """

    def __init__(
        self, question: str, moment: Moment, previous: Moment | None, *,
        newest: datetime, filters: dict[str, list[str]], look: Look, key: session.Key, desk: acts.Desk,
    ) -> None:  # fmt: skip
        self.question = question
        self.moment = moment
        self.previous = previous
        self.newest = newest
        self.filters = filters
        self.look = look
        self.key = key
        self.desk = desk
        self._offered: tuple[tuple[str, ...], dict[str, str]] = ((), {})
        self._chosen: dict[str, str] = {}
        self.summary = self.rows_of("programme_summary", {}).to_pylist()[0]

    def rows_of(self, report: str, parameters: dict[str, object]) -> pa.Table:
        """Return the rows of a report as they are, instants in UTC, with the standard filters that it declares."""
        return session.rows_of(self.moment, self.key, report, session.declared(report, self.filters | parameters))

    def heading(self, title: str, key: str) -> DeltaGenerator:
        """Draw a title and what is offered on its line; return the rest of the line, right of it."""
        line = st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"heading_{key}")
        line.subheader(text.markdown(title), anchor=False, width="stretch")
        with line:
            self._show_offered(key)
        return line

    def _show_offered(self, place: str) -> None:
        """Draw the buttons that were offered for this line."""
        (names, subject), self._offered = self._offered, ((), {})
        if names and self.desk.is_open:
            acts.show_buttons(self.desk, names, subject, place=place)

    def _choose(self, reports: Sequence[str], parameter: str) -> str:
        """Let the visitor choose one of the fixed values of a parameter, once a page; it stands in the address."""
        if parameter in self._chosen:
            return self._chosen[parameter]
        found = next(
            known for report in reports for known in session.query_of(report).parameters if known.name == parameter
        )
        bound = {"format_func": text.words, "key": parameter, "bind": "query-params", "label_visibility": "collapsed"}
        if len(found.allowed) > MOST_SEGMENTS:
            chosen = st.selectbox(
                text.words(parameter), found.allowed, index=found.allowed.index(found.default), width=190, **bound
            )
        else:
            chosen = st.segmented_control(
                text.words(parameter), found.allowed, default=found.default, required=True, width="content", **bound
            )
        self._chosen[parameter] = chosen or found.default
        return self._chosen[parameter]

    @staticmethod
    def _search(parameter: str) -> str | None:
        """Let the visitor type what to look for; it stands in the address. Nothing typed finds all."""
        typed = st.text_input(
            text.words(parameter), key=parameter, bind="query-params", placeholder="Find",
            icon=":material/search:", label_visibility="collapsed", width=190,
        )  # fmt: skip
        return typed.strip() or None

    def behind(self, label: str, reports: Sequence[str], rows: list[pa.Table], parameters: dict) -> None:
        """Show, when opened, each report's rows, downloads and header."""
        key = "_".join(self._name(report, parameters) for report in reports)
        with self._details(label, f"behind_{key}") as details:
            if not details.open:
                return
            for report, found in zip(reports, rows, strict=True):
                query, own = session.query_of(report), f"behind_{key}_{report}"
                show_table(query, found, self.look.zone, key=own)
                with st.container(horizontal=True, gap="small"):
                    show_downloads(found, self._saving(report, found, parameters), key=own)
                self._explain(report, len(found), parameters)

    def _details(self, label: str, key: str) -> DeltaGenerator:
        return st.popover(text.markdown(label), key=key, type="tertiary", on_change="rerun")

    def _saving(self, report: str, rows: pa.Table, parameters: dict[str, object]) -> Saving:
        """Return how rows are saved: under report and status time, with how they were computed."""
        query, as_of = session.query_of(report), self.moment.as_of
        how = export.how_computed(
            report, header=query.header, parameters=session.declared(report, self.filters | parameters),
            as_of=f"{local_time(as_of, self.look.zone):%Y-%m-%d %H:%M} {self.look.zone}", row_count=len(rows),
        )  # fmt: skip
        return Saving(f"{report}_{as_of:%Y%m%dT%H%M}Z", self.look.zone, how)

    def _explain(self, report: str, count: int, parameters: dict[str, object]) -> None:
        """Show the header of the query file as it stands, with the values that it was given."""
        query = session.query_of(report)
        given = session.declared(report, self.filters | parameters)
        values = (
            ", ".join(f"{name} = {value}" for name, value in given.items() if value not in (None, [], ())) or "none"
        )
        unused = [name for name, value in self.filters.items() if value and name not in given]
        st.code(f"{query.layer}/{query.name}.sql\n\n{query.header}", language=None, wrap_lines=True)
        lines = [
            f"n = {count:,} rows · status time {self.moment.as_of:%Y-%m-%d %H:%M:%S} UTC · "
            f"snapshot {self.summary['snapshot_id']} · parameters: {values}",
            *([f"These filters do not apply here: {', '.join(unused)}"] if unused else []),
        ]
        for line in lines:
            st.caption(text.markdown(line))

    @staticmethod
    def _name(report: str, parameters: dict[str, object]) -> str:
        return "_".join([report, *(str(value) for _, value in sorted(parameters.items()))])
