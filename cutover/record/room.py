"""What the rules of the room look at: an act, who does it, and the moment on which it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cutover.acts import Act, Actor, Event, Kind, void_ids
from cutover.queries import read_queries
from cutover.tables import TABLES
from cutover.warehouse import Moment
from cutover.zones import parse_instant

VOTING_ROLE = "program_manager"
"""Who decides on both sides where the plan names nobody."""

Row = dict[str, object]


@dataclass(frozen=True)
class Room:
    """An act about to be recorded.

    Attributes
    ----------
    act, kind, actor
        What is done, and by whom.
    moment
        The programme at the act's status time, with all that the journal holds.
    now
        The clock, UTC without zone.
    """

    act: Act
    kind: Kind
    actor: Actor
    moment: Moment
    now: datetime

    @cached_property
    def row(self) -> Row | None:
        """The row as it is; None where there is none yet."""
        return self.moment.row(self.kind.table, self.act.subject) if self.kind.table else None

    @cached_property
    def merged(self) -> Row:
        """The row as it would be, by the cells that the act sets; instants are ISO text where the act sets them."""
        return {**(self.row or {}), **self.act.subject, **self.act.after}

    @cached_property
    def parts(self) -> list[Row]:
        """Rows of another table that the act carries."""
        return list(self.act.after.get(self.kind.parts) or []) if self.kind.parts else []

    def rows(self, table: str, **cells: object) -> list[Row]:
        """Return the rows in force of an input table that hold these values."""
        return self.moment.rows(table, **cells)

    def knows(self, table: str, **cells: object) -> bool:
        """Tell whether an input table holds a row with these values."""
        return bool(self.moment.rows(table, most=1, **cells))

    def verdict(self, checkpoint_id: str) -> Row:
        """Return what the rules of go/no-go say of a checkpoint; empty where nothing does."""
        if "verdict" not in read_queries("reports"):
            return {}
        found = self.moment.query("verdict", checkpoint=checkpoint_id).to_pylist()
        return found[0] if found else {}

    def approvers(self, checkpoint_id: str) -> set[tuple[str, str]]:
        """Return side and role of those whose vote a checkpoint requires; the programme managers where it names none."""
        asked = self.rows("approvers", checkpoint_id=checkpoint_id)
        required = {(row["side"], row["role"]) for row in asked if row["is_required"] is not False}
        return required or {(side, VOTING_ROLE) for side in ("customer", "provider")}

    def corrected(self) -> Event | None:
        """Return the act that this one corrects or takes back; None if there is none."""
        return next((event for event in self.moment.events if event.act_id == self.act.corrects), None)

    def is_void(self, act_id: str) -> bool:
        """Tell whether an act was corrected or taken back already."""
        return act_id in void_ids(self.moment.events)

    def instants(self) -> Iterator[tuple[str, datetime]]:
        """Give the instants that the act sets, with their columns; a date begins at the programme's midnight."""
        for name, value in self.act.after.items():
            if not self.kind.table or name == self.kind.parts or not value:
                continue
            if TABLES[self.kind.table][name].type == "instant":
                yield name, datetime.fromisoformat(str(value))
            elif TABLES[self.kind.table][name].type == "date":
                yield name, parse_instant(str(value), self.moment.table("programme")["zone"][0].as_py())

    def is_ahead(self) -> bool:
        """Tell whether the act's status time is later than tomorrow, and than every snapshot."""
        latest = max(self.now + timedelta(days=1), *(load.as_of for load in self.moment.loads))
        return self.act.as_of > latest
