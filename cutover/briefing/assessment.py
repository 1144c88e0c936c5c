"""The Go/No-Go Assessment Report: the verdict, what it rests on, and what would turn it."""

from dataclasses import replace

import cutover.briefing.cells as cells
import cutover.briefing.charts as charts
import cutover.briefing.tables as tables
from cutover.briefing.inquiry import Inquiry, short
from cutover.briefing.model import Beside, Cell, Column, Document, Facts, Section, Table, Text
from cutover.briefing.way_back import way_back
from cutover.errors import ReportError
from cutover.warehouse import Moment
from cutover.wording import clean, words

VERDICTS = {"go": "GO", "conditional": "CONDITIONAL", "no_go": "NO-GO", "incomplete": "INCOMPLETE"}
SOURCES = {"live": "Live", "asserted": "Asserted", "none": "—"}
STATES = {"met": "on_track", "workaround": "at_risk", "failed": "late", "expired": "at_risk", "open": "unknown"}
URGENCY = {"failed": 4, "expired": 3, "open": 2, "workaround": 1}
VOTES = {"go": "on_track", "conditional": "at_risk", "no_go": "late"}


def assessment(moment: Moment, previous: Moment | None = None, *, checkpoint_id: str | None = None) -> Document:
    """Return the Go/No-Go Assessment Report.

    Parameters
    ----------
    moment, previous
        As of `daily`.
    checkpoint_id
        The go/no-go in question; None: the one that the page opens with.

    Raises
    ------
    ReportError
        If there is no such checkpoint.
    """
    ask = Inquiry(moment, previous)
    chosen = {"checkpoint": checkpoint_id}
    known = [row["checkpoint_id"] for row in ask.rows("go_no_go_choices")]
    if checkpoint_id is not None and checkpoint_id not in known:
        raise ReportError(f"There is no checkpoint {checkpoint_id}; the programme has {', '.join(known) or 'none'}.")
    verdict = ask.row("verdict", **chosen)
    said = VERDICTS.get(verdict.get("decision") or verdict.get("verdict"), "")
    headline = ask.headline("go_no_go_headline", verdict=said, **chosen)
    if said and headline.health != "decided":
        headline = replace(headline, word="By the rules; no decision is recorded")
    figures = ask.figures("go_no_go_figures", **chosen)
    held = f", {cells.instant(verdict['planned_at']).text}" if verdict.get("planned_at") else ""
    subject = f"{clean(verdict['checkpoint_name'])}{held}" if verdict.get("checkpoint_id") else "No go/no-go is planned"
    sections = (
        Section("The verdict", (_rule(verdict), *_decision(ask, chosen, verdict), _turners(ask, chosen))),
        Section("Readiness", _readiness(ask, chosen, verdict)),
        Section("Votes and conditions", (_votes(ask, chosen), _conditions(ask, chosen))),
        Section("Risk of the finish", (tables.answer(ask, "risk_headline"), charts.finish_curve(ask))),
        way_back(ask),
        Section("Open critical items", (_critical(ask, chosen),)),
        ask.method(),
    )
    return Document(
        "Go/No-Go Assessment Report", clean(ask.programme["programme_name"]), subject, ask.as_of, ask.zone, headline, figures,
        sections,
    )  # fmt: skip


def _rule(verdict: dict) -> Facts:
    """Return the rule that decided and what it counted, gate first and percent second."""
    if not verdict:
        return Facts("", (("Verdict", Cell("There is no go/no-go to assess.")),))
    gate = f"{verdict['gating_met_count']} of {verdict['gating_count']} met, {verdict['gating_failed_count']} failed, {verdict['gating_open_count']} open"
    ready = f"{cells.percent(verdict['readiness_percent']).text} of {cells.percent(verdict['threshold_percent']).text} asked for"
    votes = f"{verdict['cast_required_vote_count']} of {verdict['required_vote_count']} required votes cast, {verdict['no_go_vote_count']} No-Go"
    conditions = f"{verdict['open_condition_count']} of {verdict['condition_count']} open, {verdict['overdue_condition_count']} overdue"
    items = (
        ("Rule", cells.sentence(verdict["rule"])),
        ("Because", cells.sentence(verdict["reason"], 400)),
        ("Gating criteria", Cell(gate)),
        ("Readiness", Cell(ready)),
        ("Criteria assessed", Cell(f"{verdict['assessed_count']} of {verdict['criterion_count']}")),
        ("Votes", Cell(votes)),
        ("Conditions", Cell(conditions)),
    )
    return Facts("How the rules decide", items)


def _decision(ask: Inquiry, chosen: dict, verdict: dict) -> tuple[Facts, ...]:
    """Return the decision with the position that it is sealed to; nothing where none is taken."""
    if not verdict.get("decision"):
        return ()
    found = [row for row in ask.rows("decisions", **chosen) if row["state"] in (None, "in_force")]
    newest = max(found, key=lambda row: row["decided_at"] or ask.as_of, default={})
    sealed = (
        "Sealed to snapshots, journal position and report values"
        if newest.get("is_sealed")
        else "Not sealed: told by a file"
    )
    return (
        Facts(
            "The decision taken",
            (
                ("Decision", cells.status("decided", words(verdict["decision"]))),
                ("Decided", Cell(f"{short(verdict['decided_at'])}, by {_names(verdict['decided_by'])}")),
                *([("Reason", cells.plain(newest["reason"], 400))] if newest.get("reason") else []),
                ("Seal", Cell(sealed)),
                *([("Act", Cell(clean(newest["act_id"])))] if newest.get("act_id") else []),
                *([("Hash", Cell(clean(newest["hash"])))] if newest.get("hash") else []),
            ),
        ),
    )


def _names(value: object) -> str:
    return ", ".join(clean(name) for name in value) if isinstance(value, list) else clean(value) or "nobody named"


def _turners(ask: Inquiry, chosen: dict) -> Table:
    columns = (Column("What", 2.6), Column("What is needed", 3), Column("Who", 1.8), Column("Turns it to", 1.5))
    rows = tuple(
        (cells.plain(row["what"], 90), cells.sentence(row["needed"], 110), cells.people(row),
         Cell(_turned(row)))
        for row in ask.rows("verdict_turners", **chosen)
    )  # fmt: skip
    return Table(
        "What would turn the verdict?", columns, rows, 7, "Nothing: no criterion, vote or condition stands in the way."
    )


def _turned(row: dict) -> str:
    """Return what mending one obstacle alone would turn the verdict to, or all of its kind together."""
    alone, together = (VERDICTS.get(row[name]) for name in ("turns_to", "together_turns_to"))
    return alone or (f"{together}, if all {row['together_count']} are mended" if together else "No other verdict")


def _readiness(ask: Inquiry, chosen: dict, verdict: dict) -> tuple:
    categories, trend = ask.rows("readiness_categories", **chosen), ask.rows("readiness_trend", **chosen)
    drawn = Beside(
        charts.category_bars(categories), charts.readiness_course(ask, trend, verdict.get("threshold_percent"))
    )
    columns = (Column("Category", 1.4), *(Column(name, 0.8, "right") for name in ("Readiness", "Met", "Failed", "Open", "All")), Column("Gating met", 1.1, "right"),
               Column("Status", 1.1))  # fmt: skip
    rows = tuple(
        (cells.word(row["category"]), cells.percent(row["readiness_percent"]), cells.count(row["met_count"]),
         cells.count(row["failed_count"]), cells.count(row["open_count"]), cells.count(row["criterion_count"]),
         Cell(f"{row['gating_met_count']} of {row['gating_count']}"), cells.status(row["health"]))
        for row in categories
    )  # fmt: skip
    preliminary = clean(ask.row("preliminary_assessment", **chosen).get("words"))
    return (
        drawn, Table("", columns, rows, 6, "No criterion is stated."),
        *([Text(f"Preliminary assessment: {preliminary}.", "note")] if preliminary else []), _criteria(ask, chosen),
    )  # fmt: skip


def _criteria(ask: Inquiry, chosen: dict) -> Table:
    """Return the gating criteria, those that fail first."""
    columns = (
        Column("Gating criterion", 3), Column("State", 1.2), Column("Measured", 1.9), Column("Said by", 0.9), Column("Owner", 1.6)
    )  # fmt: skip
    found = ask.rows("readiness_criteria", **(chosen | {"show": "gating"}))
    ranked = sorted(found, key=lambda row: (-URGENCY.get(row["state"], 0), row["position"]))
    rows = tuple(
        (cells.plain(row["criterion_name"], 90), cells.status(STATES.get(row["state"]), words(row["state"])),
         cells.plain(row["measured"], 60), Cell(_source(row)), cells.people(row))
        for row in ranked
    )  # fmt: skip
    return Table("The gate: each of these must hold", columns, rows, 12, "No criterion is gating.")


def _source(row: dict) -> str:
    said = SOURCES.get(row["actual_source"], "—")
    return f"{said}, contradicted" if row["is_contradiction"] else said


def _votes(ask: Inquiry, chosen: dict) -> Table:
    """Return the votes of both sides side by side by role, dissent with its reason."""
    columns = (
        Column("Role", 1.6),
        Column("Customer", 1.1),
        Column("Provider", 1.1),
        Column("Dissent", 0.9),
        Column("Reason given", 3.6),
    )
    rows = tuple(
        (
            cells.word(row["role"]),
            _vote(row, "customer"),
            _vote(row, "provider"),
            Cell("Dissent" if row["is_dissent"] else ""),
            Cell(_reasons(row)),
        )
        for row in ask.rows("votes_by_role", **chosen)
    )
    return Table("Votes of customer and provider", columns, rows, 10, "Nobody is asked to vote.")


def _vote(row: dict, side: str) -> Cell:
    vote = row[f"{side}_vote"]
    if vote:
        return cells.status(VOTES.get(vote), words(vote))
    return cells.status("unknown", "Missing") if row.get(f"{side}_is_required") else Cell("—")


def _reasons(row: dict) -> str:
    said = [(side, clean(row[f"{side}_comment"])) for side in ("customer", "provider") if row[f"{side}_comment"]]
    return cells.plain("; ".join(f"{words(side)}: {comment}" for side, comment in said)).text


def _conditions(ask: Inquiry, chosen: dict) -> Table:
    columns = (Column("Condition", 3.6), Column("Owner", 2), Column("Due", 1.4), Column("Status", 1.1))
    healths = {"met": "on_track", "open": "at_risk", "overdue": "late", "waived": "decided"}
    rows = tuple(
        (cells.plain(row["condition"], 140), Cell(_owner(row)), cells.moment(row["due_at"]),
         cells.status(healths.get(row["health"]), words(row["health"])))
        for row in ask.rows("decision_conditions", **chosen)
    )  # fmt: skip
    return Table("Conditions", columns, rows, 8, "There is no condition.")


def _owner(row: dict) -> str:
    named = cells.plain(row["owner"], 60).text
    return f"{named} ({cells.people(row).text})" if named else cells.people(row).text


def _critical(ask: Inquiry, chosen: dict) -> Table:
    columns = (Column("Kind", 1), Column("What", 2.6), Column("Why", 3), Column("Who", 1.6), Column("Since", 1.3))
    rows = tuple(
        (cells.word(row["kind"]), cells.plain(row["what"], 90), cells.plain(row["why"], 110),
         Cell(", ".join(filter(None, (words(row["side"]), cells.plain(words(row["owner"]), 60).text)))), cells.moment(row["since_at"]))
        for row in ask.rows("open_critical_items", **chosen)
    )  # fmt: skip
    return Table("What is open and critical", columns, rows, 8, "Nothing critical is open.")
