"""One page: a question, its answer in words, key figures, charts and the rows behind."""

from collections.abc import Callable
from inspect import signature

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cutover.figures.frames import to_frame
from cutover.figures.look import Look, status_shape, status_word
from cutover.ui import session, text
from cutover.warehouse import Moment

CHART_CONFIG = {"displayModeBar": False, "responsive": True}


class Page:
    """What a page file talks to.

    Attributes
    ----------
    moment
        The programme at the chosen status time.
    previous
        The same programme at the snapshot before; None where there is none.
    zone
        Time zone in which everything is shown.
    filters
        Standard filters: workstreams, sides, phases; empty keeps all.
    look
        How figures look.
    """

    def __init__(self, moment: Moment, previous: Moment | None, filters: dict[str, list[str]], look: Look) -> None:
        self.moment = moment
        self.previous = previous
        self.zone = look.zone
        self.filters = filters
        self.look = look

    def ask(self, report: str, **parameters: object) -> pd.DataFrame:
        """Return the rows of a report as a frame, with the standard filters that it declares."""
        return to_frame(self._rows(report, parameters), self.zone)

    def headline(self, report: str) -> None:
        """Show the answer in words, with its health as shape, colour and word."""
        row = self._rows(report, {}).to_pylist()[0]
        ink = self.look.status.get(row["health"], self.look.status["unknown"]).ink
        st.html(
            f'<div class="answer"><p class="health" style="color:{ink}">{status_shape(row["health"])} '
            f"{status_word(row['health'])}</p><h1>{text.plotly(row['headline'])}</h1>"
            f"<p>{text.plotly(row['detail'])}</p></div>"
        )

    def key_figures(self, report: str) -> None:
        """Show at most five figures with unit, change since the last snapshot and course."""
        rows = self._rows(report, {}).to_pylist()[:5]
        before = {}
        if self.previous is not None:
            asked = session.rows_of(self.previous, report, session.declared(report, self.filters))
            before = {row["label"]: row["value"] for row in asked.to_pylist()}
        with st.grid(max(len(rows), 1), min_column_width=180, row_height=200):
            for row in rows:
                st.metric(
                    text.markdown(row["label"]), f"{row['value']:,}" if row["value"] is not None else None,
                    delta=row["value"] - before[row["label"]] if before.get(row["label"]) is not None else None,
                    chart_data=[v for v in row["trend"] or [] if v is not None] or None,
                )  # fmt: skip

    def chart(
        self, figure: Callable[..., go.Figure], *reports: str, title: str | None = None, **parameters: object
    ) -> None:
        """Ask the reports, draw the figure of their frames, and show both with how they came about."""
        keywords = {k: v for k, v in parameters.items() if k in signature(figure).parameters}
        rows = [self._rows(report, parameters) for report in reports]
        key = (session.moment_key(self.moment), figure.__qualname__, reports, self.look.theme)
        drawn = session.figure_of(
            key, self.filters | parameters,
            lambda: figure(*(to_frame(r, self.zone) for r in rows), self.look, **keywords),
        )  # fmt: skip
        with st.container():
            if title:
                st.subheader(text.markdown(title))
            alt = (drawn.layout.meta or {}).get("alt") or title
            st.plotly_chart(
                drawn, theme=None, config=CHART_CONFIG, alt=alt, key=f"chart_{figure.__qualname__}_{reports}"
            )
            for report, asked in zip(reports, rows, strict=True):
                self._behind(report, asked)

    def rows(self, report: str, *, title: str | None = None, **parameters: object) -> None:
        """Show the rows of a report as a table with downloads."""
        if title:
            st.subheader(text.markdown(title))
        self._table(report, self._rows(report, parameters))

    def side_by_side(self, *widths: int) -> list[DeltaGenerator]:
        """Return columns of these relative widths: `left, right = page.side_by_side(2, 1)`, then `with left:`."""
        return st.columns(widths, gap="large")

    def _rows(self, report: str, parameters: dict[str, object]) -> pa.Table:
        given = session.declared(report, self.filters | parameters)
        return session.rows_of(self.moment, report, given)

    def _behind(self, report: str, rows: pa.Table) -> None:
        with st.expander(f"Rows and how this is computed: {report}"):
            self._table(report, rows)

    def _table(self, report: str, rows: pa.Table) -> None:
        st.dataframe(to_frame(rows, self.zone), hide_index=True)
