"""The minutes of a meeting: what was said, decided and taken on, and how the programme stood when it was closed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import cutover.briefing.cells as cells
import cutover.briefing.tables as tables
from cutover.briefing.inquiry import Inquiry, short
from cutover.briefing.model import Cell, Column, Document, Facts, Headline, Section, Table, Text
from cutover.since import changes_since
from cutover.warehouse import Moment
from cutover.wording import clean, length, plain, words
from cutover.zones import local_time

LONGEST_HEADLINE = 120
MOST = 200
"""Rows of what people said and took on: minutes leave none of it out."""
MOST_CHANGES = 25
OUTCOMES = {"go": "Go", "conditional": "Conditional Go", "no_go": "No-Go"}
SIDES = ("customer", "provider", "shared")
ACTIONS = {
    "new_action": ("New actions", "No action was taken on."),
    "open_action": ("Actions that were open before", "No other action is open."),
    "closed_action": ("Actions closed since the meeting before", "No action was closed."),
}  # fmt: skip
Row = Mapping[str, object]


def minutes(moment: Moment, *, meeting: Row) -> Document:
    """Return the minutes of a meeting that was closed.

    Parameters
    ----------
    moment
        What was known when it was closed: the same moment gives the same minutes, whatever came later.
    meeting
        Its row of the mart `meetings`: title, attendees and summary as closed; instants are UTC.
    """
    before_at = meeting["previous_closed_at"]
    before = moment.at(before_at) if isinstance(before_at, datetime) else None
    zone = moment.query("programme_summary").column("zone")[0].as_py()
    ask = Inquiry(moment, before, since=short(local_time(before.as_of, zone)) if before else "")
    entries = ask.rows("minutes_entries", meeting=meeting["meeting_id"], since=before_at)
    sections = (
        Section("The meeting", (_facts(ask, meeting), _attendees(ask, meeting))),
        Section("Where the programme stands", (
            tables.answer(ask, "overview_headline"),
            tables.checkpoints(ask, title="Next checkpoints and their slack", most=3, is_open_only=True))),
        Section("Done, late and blocked", (tables.done_since(ask, most=25), tables.late_and_blocked(ask, most=25),
                                           tables.awaited(ask), tables.waits(ask))),
        Section("Decisions", (_decisions(ask),)),
        Section("Notes", (_notes(entries),)),
        Section("Actions", tuple(_actions(entries, kind) for kind in ACTIONS)),
        Section("What changed since the meeting before", (_changes(moment, before),)),
        ask.method(),
    )  # fmt: skip
    figures = ask.figures("overview_figures")
    subject = f"{clean(meeting['title'])}, closed {short(_local(ask, meeting['closed_at']))}"
    return Document(
        "Minutes", clean(ask.programme["programme_name"]), subject, ask.as_of, ask.zone, _headline(ask, meeting), figures,
        sections,
    )  # fmt: skip


def _headline(ask: Inquiry, meeting: Row) -> Headline:
    """Return the summary as the answer: its first sentence large, the rest below; the health is the programme's."""
    stands = ask.headline("overview_headline")
    said = plain(meeting["summary"])
    first, dot, rest = said.partition(". ")
    if not said:
        return stands
    if len(first) > LONGEST_HEADLINE:
        return Headline(stands.health, stands.word, stands.sentence, said)
    return Headline(stands.health, stands.word, f"{first}{dot.strip()}".removesuffix("."), rest)


def _facts(ask: Inquiry, meeting: Row) -> Facts:
    held, planned = meeting["held_minutes"], meeting["duration_minutes"]
    took = Cell("not known" if held is None else length(float(str(held))))
    if held is not None and planned:
        took = Cell(f"{took.text}; planned were {length(float(str(planned)))}")
    sealed = meeting["close_act_id"]
    items = [
        ("Meeting", cells.plain(f"{clean(meeting['title'])} ({meeting['meeting_id']})")),
        ("Kind", cells.word(meeting["meeting_type"])),
        ("Opened", cells.instant(_local(ask, meeting["opened_at"]))),
        ("Closed", cells.instant(_local(ask, meeting["closed_at"]))),
        ("Took", took),
        *([("Place", cells.plain(meeting["place"]))] if meeting["place"] else []),
        ("Chaired by", Cell(clean(meeting["opened_by"]) or "nobody named")),
        ("Closed by", Cell(clean(meeting["closed_by"]) or "nobody named")),
        (
            "Seal",
            Cell(
                f"{sealed}: snapshots and journal as known then"
                if sealed
                else "Not sealed: told by a file; the status is that of the first snapshot with it"
            ),
        ),
    ]
    return Facts("", tuple(items))


def _attendees(ask: Inquiry, meeting: Row) -> Facts:
    """Return who attended, by side; who is no known person stands last."""
    sides = {row["person_name"]: row["side"] for row in ask.moment.table("stg_people").to_pylist() if row["is_current"]}
    names = [clean(name) for name in meeting["attendees"] or []]
    known = {side: [name for name in names if sides.get(name) == side] for side in SIDES}
    others = [name for name in names if sides.get(name) not in SIDES]
    items = [(words(side), Cell(", ".join(found))) for side, found in known.items() if found]
    items += [("Others", Cell(", ".join(others)))] if others else []
    return Facts("Attendees", tuple(items) or (("Attendees", Cell("nobody named")),))


def _decisions(ask: Inquiry) -> Table:
    """Return the decisions in force that were taken since the meeting before."""
    columns = (Column("Checkpoint", 2.4), Column("Decision", 1.2), Column("Decided", 1.4), Column("By", 1.6),
               Column("Reason", 3))  # fmt: skip
    rows = tuple(
        (cells.plain(row["checkpoint_name"], 90), cells.status("decided", OUTCOMES.get(row["decision"], words(row["decision"]))),
         cells.moment(row["decided_at"]), cells.plain(row["decided_by"], 80), cells.plain(row["reason"], 300))
        for row in ask.rows("decisions")
        if row["state"] in (None, "in_force") and row["decided_at"] and (ask.since is None or row["decided_at"] > ask.since)
    )  # fmt: skip
    return Table("", columns, rows, MOST, "No decision was taken.")


def _notes(entries: Iterable[Row]) -> Table:
    columns = (Column("About", 1.6), Column("Note", 5), Column("Noted by", 1.4), Column("When", 1.2))
    rows = tuple(
        (cells.plain(row["place"] or "Programme", 60), Cell(plain(row["what"])), cells.plain(_names(row), 80),
         cells.moment(row["said_at"]))
        for row in entries if row["kind"] == "note"
    )  # fmt: skip
    return Table("", columns, rows, MOST, "Nothing was noted.")


def _actions(entries: Iterable[Row], kind: str) -> Table:
    title, empty = ACTIONS[kind]
    is_closed = kind == "closed_action"
    columns = (Column("Action", 4), Column("About", 1.4), Column("Owner", 1.8), Column("Due", 1.2),
               Column("Closed" if is_closed else "State", 1.2))  # fmt: skip
    rows = tuple(
        (Cell(plain(row["what"])), cells.plain(row["place"], 60), cells.plain(_names(row) or words(row["side"]), 80),
         cells.moment(row["due_at"]),
         cells.moment(row["ended_at"]) if is_closed else cells.status(*(("late", "Overdue") if row["is_overdue"] else ("unknown", "Open"))))
        for row in entries if row["kind"] == kind
    )  # fmt: skip
    return Table(title, columns, rows, MOST, empty)


def _names(row: Row) -> str:
    owners = row["owners"] if isinstance(row["owners"], list) else []
    return ", ".join(clean(name) for name in owners)


def _changes(moment: Moment, before: Moment | None) -> Table | Text:
    """Return what changed in plan and registers; old values stand beside new ones."""
    if before is None:
        return Text("There is no meeting of this kind before it to compare with.", "note")
    columns = (Column("Change", 1.1), Column("What", 3), Column("Was", 1.7), Column("Is", 1.7), Column("By", 0.9, "right"),
               Column("Who", 1.6))  # fmt: skip
    rows = tuple(
        (cells.status(row["health"], words(row["kind"])), cells.plain(row["what"], 90), cells.plain(row["before"], 80),
         cells.plain(row["after"], 80), Cell("") if row["moved_minutes"] is None else cells.minutes(row["moved_minutes"]),
         cells.plain(row["said_by"], 60) if row["said_by"] else cells.people(row))
        for row in changes_since(moment, before).to_pylist()
    )  # fmt: skip
    return Table("", columns, rows, MOST_CHANGES, "Nothing changed.")


def _local(ask: Inquiry, at: object) -> datetime | None:
    return local_time(at, ask.zone) if isinstance(at, datetime) else None
