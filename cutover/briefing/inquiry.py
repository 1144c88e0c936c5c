"""How a document asks the reports of a moment, and what it says about how that was done."""

import re
from datetime import datetime

import cutover.briefing.cells as cells
from cutover.briefing.model import Cell, Column, Facts, Headline, KeyFigure, KeyFigures, Section, Table
from cutover.palette import status_word
from cutover.warehouse import Moment, find_report
from cutover.wording import change_of, clean, day_and_time, earlier_value, write_number
from cutover.zones import local_time, to_zone

MOST_FIGURES = 5
MOST_SUMMARY = 96


class Inquiry:
    """The reports of a moment, as a document asks them.

    Parameters
    ----------
    moment
        Programme and status time.
    previous
        The same programme at the snapshot before, or at another moment that changes are told against; None where there
        is none.
    since
        How figures call that moment; its day where nothing is given.

    Attributes
    ----------
    programme
        The row of `programme_summary`; instants are local.
    asked
        Rows by report, in the order in which they were asked.
    """

    def __init__(self, moment: Moment, previous: Moment | None = None, *, since: str = "") -> None:
        self.moment, self.previous = moment, previous
        self.asked: dict[str, int] = {}
        self.zone = moment.query("programme_summary").column("zone")[0].as_py()
        self.programme = self.row("programme_summary")
        self.as_of = local_time(moment.as_of, self.zone)
        self.since = None if previous is None else local_time(previous.as_of, self.zone)
        self._since = since or (f"{self.since.day} {self.since:%b}" if self.since else "")

    def rows(self, report: str, **parameters: object) -> list[dict]:
        """Return the rows of a report, instants in local time; it is given those parameters that it declares."""
        found = self._ask(self.moment, report, parameters)
        self.asked[report] = len(found)
        return found

    def row(self, report: str, **parameters: object) -> dict:
        """Return the first row of a report; empty where it has none."""
        return next(iter(self.rows(report, **parameters)), {})

    def before(self, report: str, **parameters: object) -> list[dict]:
        """Return what the report said at the snapshot before; no rows where there is none."""
        return [] if self.previous is None else self._ask(self.previous, report, parameters)

    def headline(self, report: str, *, verdict: str = "", **parameters: object) -> Headline:
        """Return the answer in words, as the page of that name has it."""
        row = self.row(report, **parameters)
        return Headline(
            row["health"], status_word(row["health"]), clean(row["headline"]), clean(row["detail"]), verdict
        )

    def figures(self, report: str, **parameters: object) -> KeyFigures:
        """Return the key figures of a page with their changes since the snapshot before."""
        earlier = {row["position"]: row for row in self.before(report, **parameters)}
        rows = sorted(self.rows(report, **parameters), key=lambda row: row["position"])[:MOST_FIGURES]
        return KeyFigures(tuple(self._figure(row, earlier.get(row["position"])) for row in rows))

    def method(self) -> Section:
        """Return how this document was made: moment, snapshots, journal, and every report that was asked."""
        return Section("Method and provenance", (*self._provenance(), self._reports()), starts_page=True)

    def _ask(self, moment: Moment, report: str, parameters: dict[str, object]) -> list[dict]:
        names = {parameter.name for parameter in find_report(report).parameters}
        given = {name: value for name, value in parameters.items() if name in names}
        return to_zone(moment.query(report, **given), self.zone).to_pylist()

    def _figure(self, row: dict, before: dict | None) -> KeyFigure:
        unit, decimals = row["unit"], row["decimals"]
        change = change_of(row["value"], earlier_value(row, before), decimals, unit)
        written = ""
        if change is not None:
            sign = "+" if change > 0 else "\u2212" if change < 0 else ""
            written = f"{sign}{write_number(abs(change), decimals, unit)}" if change else "no change"
            written += f" since {self._since}" if self._since else ""
        direction = {"up": 1, "down": -1}.get(row["better"], 0)
        is_better = change * direction > 0 if change and direction else None
        value = write_number(row["value"], decimals, unit) or cells.NONE
        return KeyFigure(clean(row["label"]), value, written, is_better)

    def _provenance(self) -> tuple[Facts, Table]:
        programme = self.programme
        facts = [
            ("Programme", cells.plain(f"{clean(programme['programme_name'])} ({programme['programme_id']})")),
            ("Status time", Cell(f"{day_and_time(self.as_of)}, {self.zone}", self.as_of, "instant")),
            ("Status time, UTC", cells.instant(self.moment.as_of)),
            ("Newest snapshot in force", cells.plain(programme["snapshot_id"])),
            (
                "Changes are told against",
                Cell("no snapshot before") if self.since is None else cells.instant(self.since),
            ),
            *self._plan_before(),
            *self._journal(),
            ("Formulas", Cell("Each report is the file queries/reports/NAME.sql; its terms are in docs/glossary.md")),
        ]
        loads = [row for row in self.rows("loads") if row["is_in_force"]]
        columns = (Column("Snapshot", 1), Column("Status time", 1.6), Column("Loaded", 1.6), Column("Tables", 0.7, "right"),
                   Column("Rows read", 0.8, "right"), Column("Rows accepted", 1, "right"))  # fmt: skip
        rows = tuple(
            (cells.plain(row["load_id"]), cells.moment(row["load_as_of"]), cells.moment(row["loaded_at"]),
             cells.count(row["tables"].count(",") + 1), cells.count(row["read_count"]), cells.count(row["accepted_count"]))
            for row in loads
        )  # fmt: skip
        return Facts("What was known", tuple(facts)), Table("Snapshots in force", columns, rows, most=4, is_dense=True)

    def _journal(self) -> list[tuple[str, Cell]]:
        """Return which acts of the journal this moment knows."""
        acts = self.moment.table("stg_acts").to_pylist() if self.moment.position else []
        newest = max(acts, key=lambda act: act["seq"], default={})
        known = [("Journal position", cells.count(self.moment.position)), ("Acts known", cells.count(len(acts)))]
        return [*known, *([("Hash of the newest act known", Cell(clean(newest["hash"])))] if newest else [])]

    def _plan_before(self) -> list[tuple[str, Cell]]:
        """Return the plan in force at the moment that changes are told against: its figures are those of that plan."""
        plans = [load.load_id for load in self.previous.loads if load.holds("tasks")] if self.previous else []
        return [("Plan in force then", cells.plain(plans[-1]))] if plans else []

    def _reports(self) -> Table:
        columns = (Column("Report", 1.3), Column("Rows", 0.4, "right"), Column("How it is computed", 4.6))
        rows = tuple(
            (Cell(name), cells.count(size), cells.plain(re.split(r"[.:] ", find_report(name).summary)[0], MOST_SUMMARY))
            for name, size in self.asked.items()
        )
        return Table("Every number comes from these reports", columns, rows, most=40, is_dense=True)


def short(at: datetime | None) -> str:
    """Return a local time within a sentence: 'Sat 14 Mar, 08:00'."""
    return "not known" if at is None else f"{at:%a} {at.day} {at:%b, %H:%M}"
