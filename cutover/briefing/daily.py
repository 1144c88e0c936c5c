"""The daily brief: where are we, what is due, who must act."""

import cutover.briefing.charts as charts
import cutover.briefing.tables as tables
from cutover.briefing.inquiry import Inquiry
from cutover.briefing.model import Document, Section
from cutover.warehouse import Moment
from cutover.wording import clean


def daily(moment: Moment, previous: Moment | None = None) -> Document:
    """Return the daily brief.

    Parameters
    ----------
    moment
        Programme and status time.
    previous
        The same at the snapshot before, which changes are told against.
    """
    ask = Inquiry(moment, previous)
    headline, figures = ask.headline("overview_headline"), ask.figures("overview_figures")
    ahead = tables.checkpoints(ask, title="Next checkpoints", most=4, is_open_only=True)
    sections = (
        Section("What comes next", (ahead, tables.due_next(ask))),
        Section("What needs somebody", (tables.attention(ask, title="Actions, most urgent first"),
                                        tables.late_and_blocked(ask), tables.waits(ask))),
        Section("What was done and what changed", (tables.done_since(ask), charts.burndown(ask), tables.turned(ask),
                                                   tables.moves(ask, most=5), tables.scope(ask, most=5))),
    )  # fmt: skip
    return Document(
        "Daily brief", clean(ask.programme["programme_name"]), "Where are we, and what needs attention?", ask.as_of, ask.zone,
        headline, figures, (*sections, ask.method()),
    )  # fmt: skip
