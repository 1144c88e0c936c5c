"""The way back, as a section of a briefing: until when, how long, by whom, on what."""

import cutover.briefing.cells as cells
import cutover.briefing.tables as tables
from cutover.briefing.inquiry import Inquiry
from cutover.briefing.model import Cell, Column, Facts, Section, Table
from cutover.wording import words

ZONES = {"inside": "on_track", "warning": "at_risk", "protection": "late", "beyond": "late"}


def way_back(ask: Inquiry) -> Section:
    """Return rollback readiness, and once the plan has turned what is done instead."""
    blocks = (tables.answer(ask, "way_back_headline"), _clock(ask), *_instead(ask), _authority(ask), _backups(ask))
    return Section("The way back", blocks)


def _instead(ask: Inquiry) -> tuple[Table, ...]:
    """Return the tasks that a No-Go or turning back made live; nothing while the plan goes forward."""
    live = ask.rows("task_locks", show="live")
    if not live:
        return ()
    columns = (Column("Task", 0.8), Column("What is done instead", 3), Column("Start", 1.4), Column("Who", 1.8))
    rows = tuple(
        (cells.plain(row["task_id"]), cells.plain(row["task_name"], 90), cells.moment(row["planned_start_at"]),
         cells.people(row))
        for row in live
    )  # fmt: skip
    counted = "1 task is" if len(live) == 1 else f"{len(live)} tasks are"
    return (Table(f"The plan has turned: {counted} live instead", columns, rows, 8),)


def _clock(ask: Inquiry) -> Facts:
    row = ask.row("rollback_clock")
    if not row:
        return Facts("Rollback clock", (("Rollback", Cell("No way back is stated.")),))
    backups = f"{row['backup_verified_count']} of {row['backup_count']} verified, {row['restore_tested_count']} restores tested"
    return Facts(
        "Rollback clock",
        (
            ("Latest rollback decision", cells.instant(row["latest_decision_at"])),
            ("Time left", cells.minutes(row["minutes_left"])),
            ("Back, if begun now", _back(row, "now")),
            ("Back, at the worst moment", _back(row, "worst")),
            ("Window ends", cells.instant(row["window_finish_at"])),
            ("Backups", Cell(backups)),
            ("Plan in force", cells.word(row["mode"])),
        ),
    )


def _back(row: dict, when: str) -> Cell:
    """Return how long backing out takes, when it ends, and in which zone that is."""
    at, zone = row[f"backout_{when}_at"], row[f"zone_{when}"]
    if at is None:
        return Cell("not known")
    said = f"{cells.minutes(row[f'backout_{when}_minutes']).text}, until {cells.instant(at).text}{f': {words(zone).lower()}' if zone else ''}"
    return Cell(said, health=ZONES.get(zone, "unknown"))


def _authority(ask: Inquiry) -> Table:
    columns = (
        Column("Trigger", 2.6), Column("Measured", 1.4), Column("Fires at", 1.2), Column("Who may call it", 1.8),
        Column("By", 1.4), Column("Status", 1),
    )  # fmt: skip
    rows = tuple(
        (cells.plain(row["trigger_name"], 90), cells.plain(row["measured"], 60), cells.plain(row["target"], 40),
         cells.people(row, "caller_side", "caller_role"), cells.moment(row["decide_by_at"]),
         cells.status(row["health"], "Fired" if row["is_fired"] else None))
        for row in ask.rows("rollback_authority")
    )  # fmt: skip
    return Table("Who may call it, by when, on which trigger", columns, rows, 5, "No trigger is stated.")


def _backups(ask: Inquiry) -> Table:
    columns = (
        Column("Component", 3),
        Column("Backup verified", 1.4),
        Column("Restore tested", 1.4),
        Column("Status", 1),
    )
    rows = tuple(
        (cells.plain(row["component_name"], 90), cells.day(row["backup_verified_date"]), cells.day(row["restore_tested_date"]),
         cells.status(row["health"]))
        for row in ask.rows("rollback_backups")
    )  # fmt: skip
    return Table("Backups", columns, rows, 5, "No backup is stated.")
