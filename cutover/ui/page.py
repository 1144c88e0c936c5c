"""One page: a question, its answer in words, key figures, charts and the rows behind."""

from collections.abc import Callable, Sequence
from inspect import signature
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import cutover.ui.acts as acts
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.figures.frames import to_frame
from cutover.figures.look import MAIN_HEIGHT, Figure
from cutover.ui.briefing import show_briefings
from cutover.ui.checkpoint_choice import choose_checkpoint
from cutover.ui.frame import Frame
from cutover.ui.key_figures import show_key_figures
from cutover.ui.record import chain_row, show_decisions
from cutover.ui.sentences import show_answer, show_line, show_points, show_verdict
from cutover.ui.sessions import may_see_sessions, show_sessions
from cutover.ui.tables import show_downloads, show_table
from cutover.ui.uploads import show_upload
from cutover.ui.what_if import show_what_if
from cutover.warehouse import Moment
from cutover.zones import local_time

CHART = {"displayModeBar": False, "responsive": True}
HOW_TO_LOAD = "Load a file that holds them on the page Data, or by: python -m cutover load FILE"


class Page(Frame):
    """What a page file talks to: a frame with an answer, charts, rows and what is offered on it."""

    def __init__(self, question: str, moment: Moment, previous: Moment | None, **frame: object) -> None:
        super().__init__(question, moment, previous, **frame)
        self._answer: DeltaGenerator | None = None
        self._is_form_open = False

    def ask(self, report: str, **parameters: object) -> pd.DataFrame:
        """Return the rows of a report as a frame, with the standard filters that it declares."""
        return to_frame(self.rows_of(report, parameters), self.look.zone)

    def choose_checkpoint(self, report: str = "go_no_go_choices") -> str | None:
        """Let the visitor choose the checkpoint in question, beside the headline; it stands in the address.

        Parameters
        ----------
        report
            Its rows are the choices: `checkpoint_id`, `checkpoint_name`, `is_default`.

        Returns
        -------
        str or None
            Its identifier; None where the programme has no checkpoint.
        """
        rows = {row["checkpoint_id"]: row for row in self.rows_of(report, {}).to_pylist()}
        if not rows:
            return None
        with self.beside():
            chosen = choose_checkpoint(rows)
        self._chosen["checkpoint"] = chosen
        return chosen

    def offer(self, *names: str, **subject: str | None) -> None:
        """Put the buttons of forms on the line of the next heading, or beside the headline if that comes next.

        Only forms that the visitor may fill in are offered, and none on a sealed
        moment or while the journal is read-only.

        Parameters
        ----------
        names
            Keys of `cutover.ui.acts.catalogue.FORMS`; more than two fold into a menu.
        subject
            Columns of the row that they are about, as `checkpoint_id="CP-04"`.
        """
        known = {name: value for name, value in subject.items() if value is not None}
        self._offered = (names, known)
        if not self._is_form_open:
            self._is_form_open = acts.show_open_form(self.desk, names, known)

    def headline(self, report: str, *, is_verdict: bool = False, **parameters: object) -> None:
        """Show the answer in words, with its health as shape, colour and word; a verdict is its own word."""
        row = self.rows_of(report, self._chosen_for((report,)) | parameters).to_pylist()[0]
        is_empty = row["health"] == "unknown" and not row["n"]
        parts = (self._unfiltered(report), row["detail"], HOW_TO_LOAD if is_empty else None)
        detail = " ".join(str(part) for part in parts if part)
        with self._open_answer():
            (show_verdict if is_verdict else show_answer)(row, self.question, detail, self.look)
        with self._beside:
            self._show_offered("answer")

    def _unfiltered(self, report: str) -> str | None:
        """Return which of the filters that are set a report does not take; None where it takes them all."""
        known = session.declared(report, self.filters)
        unused = [name.removesuffix("s") for name, values in self.filters.items() if values and name not in known]
        return f"Not filtered by {', '.join(unused)}." if unused else None

    def briefing(self, *kinds: str) -> None:
        """Offer documents of this moment as files, beside the headline: assessment, daily, weekly."""
        self._open_answer()
        with self._beside:
            show_briefings(kinds, self.moment, self.previous, about=self._chosen.get("checkpoint"))

    def line(self, report: str, *, to: str, title: str) -> None:
        """Show the answer of another page on one line, with a link to that page."""
        row = self.rows_of(report, {}).to_pylist()[0]
        address = urlencode({k: v for k, v in st.query_params.to_dict().items() if k != "form"}, doseq=True)
        show_line(row, title=title, address=f"/{to}?{address}", look=self.look)

    def points(self, report: str, *, title: str, says: str, notes: Sequence[str] = (), **parameters: object) -> None:
        """Show the rows of a report as points to be read aloud: shape, what in bold, a sentence, notes below.

        Parameters
        ----------
        report
            Its column `what` names a point; `health`, where it has one, gives the shape.
        title
            The finding or the question.
        says
            Column that holds the sentence.
        notes
            Columns that stand below, smaller.
        parameters
            Given to the report, as far as it declares them.
        """
        parameters = session.declared(report, self._chosen) | parameters
        with self.heading(title, f"points_{report}"):
            behind = st.container(width="content")
        found = self.rows_of(report, parameters)
        show_points(found.to_pylist(), says=says, notes=notes, look=self.look)
        with behind:
            self.behind("Rows, method", (report,), [found], parameters)

    def chain(self) -> None:
        """Show as the answer whether the record of this store is whole."""
        row = chain_row(self.look.zone)
        with self._open_answer():
            show_verdict(row, self.question, str(row["detail"] or ""), self.look)
        with self._beside:
            self._show_offered("answer")

    def decisions(self, *, title: str) -> None:
        """List the decisions; what was sealed re-opens as it was known and is computed again."""
        self.heading(title, "decisions")
        show_decisions(self.rows_of("decisions", {}), self.look, self.look.zone)

    def sessions(self, *, title: str) -> None:
        """List who is signed in, for administrators only."""
        if may_see_sessions():
            self.heading(title, "sessions")
            show_sessions(self.look.zone)

    def key_figures(self, report: str, **parameters: object) -> None:
        """Show at most five figures with unit, change since the last snapshot and course."""
        parameters = self._chosen_for((report,)) | parameters
        rows = self.rows_of(report, parameters)
        before, since = [], None
        if self.previous is not None:
            given = session.declared(report, self.filters | parameters)
            key = session.moment_key(self.previous, self.key[1])
            before = session.rows_of(self.previous, key, report, given).to_pylist()
            since = f"{local_time(self.previous.as_of, self.look.zone):%-d %b}"
        show_key_figures(rows.to_pylist(), before, since)
        with self._beside:
            self.behind("How these figures are computed", (report,), [rows], parameters)

    def chart(
        self, figure: Callable[..., Figure], *reports: str, title: str, choose: str | None = None,
        search: str | None = None, **parameters: object,
    ) -> None:  # fmt: skip
        """Ask the reports, draw the figure of their frames, and show both with how they came about.

        The checkpoint that was chosen counts here too, where a report takes it.

        Parameters
        ----------
        figure
            Called with a frame per report, the look, and those of the
            parameters that it takes.
        reports
            Each gets the standard filters and those of the parameters that it
            declares.
        title
            The finding or the question.
        choose
            Parameter of a report whose value the visitor chooses; what is chosen
            counts for all that names it further down the page.
        search
            Parameter of a report that takes what the visitor types.
        parameters
            Must each be taken by the figure or by one of the reports.
        """
        parameters = self._chosen_for(reports) | parameters
        name = "_".join((figure.__name__, *reports))
        with self.heading(title, name):
            if choose:
                parameters[choose] = self._choose(reports, choose)
            if search:
                parameters[search] = self._search(search)
            behind = st.container(width="content")
        taken = {name: value for name, value in parameters.items() if name in signature(figure).parameters}
        self._refuse_unknown(figure.__name__, reports, parameters, set(taken))
        rows = [self.rows_of(report, parameters) for report in reports]
        key = (*self.key, figure.__module__, figure.__qualname__, reports, self.look.theme)
        drawn = session.figure_of(
            key,
            self.filters | parameters,
            lambda: figure(*(to_frame(found, self.look.zone) for found in rows), self.look, **taken),
        )
        alt = (drawn.layout.meta or {}).get("alt") or title
        is_main = drawn.layout.height == MAIN_HEIGHT
        with st.container(key=f"{'main' if is_main else 'own'}_{name}", height="content"):
            st.plotly_chart(
                drawn,
                theme=None,
                config=CHART,
                alt=alt,
                key=f"chart_{name}",
                height="stretch" if is_main else "content",
            )
        with behind:
            self.behind("Rows, method", reports, rows, parameters)

    def rows(
        self, report: str, *, title: str, shown: Sequence[str] = (), choose: str | None = None,
        search: str | None = None, **parameters: object,
    ) -> None:  # fmt: skip
        """Show the rows of a report as a table of the columns to show, with downloads of all and how computed.

        What was chosen further up counts here too, where the report takes it.
        """
        parameters = session.declared(report, self._chosen) | parameters
        with self.heading(title, f"rows_{self._name(report, parameters)}"):
            if choose:
                parameters[choose] = self._choose((report,), choose)
            if search:
                parameters[search] = self._search(search)
            found, key, query = (
                self.rows_of(report, parameters),
                self._name(report, parameters),
                session.query_of(report),
            )
            show_downloads(found, self._saving(report, found, parameters), key=f"table_{key}")
            with self._details("Method", f"how_{key}") as details:
                if details.open:
                    self._explain(report, len(found), parameters)
        show_table(query, found, self.look.zone, key=f"table_{key}", shown=shown)

    def upload(self, *, title: str) -> None:
        """Show the form that loads or checks files into the store."""
        with st.expander(text.markdown(title), icon=":material/upload_file:", key="upload_details"):
            show_upload(self.moment.programme_id)

    def what_if(self, *, title: str) -> None:
        """Let the visitor try changes of the plan and see what they would do; nothing is recorded."""
        self.heading(title, "what_if")
        show_what_if(self.moment, self.key, self.look.zone)

    def side_by_side(self, *widths: int) -> Sequence[DeltaGenerator]:
        """Return columns of these relative widths: `left, right = page.side_by_side(2, 1)`, then `with left:`."""
        return st.columns(widths, gap="large")

    def _chosen_for(self, reports: Sequence[str]) -> dict[str, object]:
        """Return the checkpoint in question, if one of the reports takes it."""
        chosen = {name: value for name, value in self._chosen.items() if name == "checkpoint"}
        return {name: value for name, value in chosen.items() if any(session.declared(r, chosen) for r in reports)}

    def beside(self) -> DeltaGenerator:
        """Return the place beside the headline, for what a part lets the visitor choose."""
        self._open_answer()
        return self._beside

    def _open_answer(self) -> DeltaGenerator:
        """Return where the headline stands; beside it there is room for what is chosen and done."""
        if self._answer is None:
            with st.container(horizontal=True, key="answer", gap="small"):
                self._answer = st.container(width="stretch", gap=None)
                self._beside = st.container(horizontal=True, width="content", gap="small", key="beside")
        return self._answer

    def _refuse_unknown(self, figure: str, reports: Sequence[str], parameters: dict, taken: set[str]) -> None:
        known = taken.union(*(session.declared(report, parameters) for report in reports))
        unknown = sorted(set(parameters) - known)
        if unknown:
            raise TypeError(f"Neither the figure {figure} nor its reports take {', '.join(unknown)}.")
