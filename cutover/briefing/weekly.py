"""The weekly status: work, schedule, risk, checkpoints, and the phase that the programme is in."""

import cutover.briefing.charts as charts
import cutover.briefing.tables as tables
from cutover.briefing.cells import count, plain
from cutover.briefing.inquiry import Inquiry
from cutover.briefing.model import Beside, Column, Document, Section, Table
from cutover.warehouse import Moment
from cutover.wording import clean, words


def weekly(moment: Moment, previous: Moment | None = None) -> Document:
    """Return the weekly status; parameters as of `daily`."""
    ask = Inquiry(moment, previous)
    headline, figures = ask.headline("overview_headline"), ask.figures("overview_figures")
    phase = ask.programme["current_phase"]
    sections = [
        Section("Work", (tables.answer(ask, "burndown_headline"), charts.burndown(ask))),
        Section("Schedule and risk", (tables.answer(ask, "schedule_headline"), tables.answer(ask, "risk_headline"),
                                      Beside(charts.slack_course(ask), charts.finish_curve(ask)),
                                      tables.moves(ask, most=4),
                                      tables.targets(ask, title="How likely is each target?", most=6))),
        Section("Checkpoints", (tables.answer(ask, "checkpoints_headline"),
                                tables.checkpoints(ask, title="Checkpoints to come", most=7, is_open_only=True))),
        *([_warranty(ask)] if phase == "post_cutover" else []),
        *([_legacy(ask)] if phase == "post_cutover" else []),
        Section("Issues", (tables.attention(ask, title="What needs attention", most=7),)),
    ]  # fmt: skip
    return Document(
        "Weekly status", clean(ask.programme["programme_name"]), f"{words(phase)} phase" if phase else "", ask.as_of,
        ask.zone, headline, figures, (*sections, ask.method()),
    )  # fmt: skip


def _warranty(ask: Inquiry) -> Section:
    columns = (
        Column("Severity", 1.4),
        *(Column(name, 1, "right") for name in ("Open", "Past due", "Resolved", "All")),
    )
    counted = ("open_count", "open_breached_count", "resolved_count", "incident_count")
    rows = tuple(
        (plain(row["group_value"]), *(count(row[name]) for name in counted))
        for row in ask.rows("incident_counts", by="severity")
    )
    table = Table("Incidents by severity", columns, rows, 5, "No incident is loaded.")
    charted = Beside(charts.incident_flow(ask), table)
    return Section(
        "Warranty",
        (tables.answer(ask, "warranty_headline"), ask.figures("warranty_figures"), charted, charts.exit_streaks(ask)),
    )


def _legacy(ask: Inquiry) -> Section:
    columns = (Column("Component", 2.6), Column("Blocked at", 1.2), Column("Why", 1.6), Column("Days", 0.7, "right"),
               Column("What would end it", 3), Column("Side", 1))  # fmt: skip
    rows = tuple(
        (plain(row["component_name"], 80), plain(words(row["stage"])), plain(words(row["reason"])), count(row["blocked_days"]),
         plain(row["blocked_note"]), plain(words(row["side"])))
        for row in ask.rows("decommission_blocks")
    )  # fmt: skip
    blocks = Table("What blocks the switch-off", columns, rows, 6, "Nothing is blocked.")
    return Section("Decommission", (tables.answer(ask, "decommission_headline"), ask.figures("decommission_figures"),
                                    charts.legacy_cost(ask), blocks))  # fmt: skip
