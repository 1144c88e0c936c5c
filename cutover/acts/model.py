"""What an act is: cells of an input table, said by a person instead of a file.

A vote, a decision, the start of a task, a note: each sets cells of one row of one input table. So whatever is
computed from files is computed from acts too, by the same queries.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

Value = str | float | int | bool | list[str] | list[dict] | None
"""A cell as the journal writes it: instants are ISO text in UTC without zone, dates ISO text.

A list of objects is not a cell but rows of another table that the act carries (`Kind.parts`).
"""

VIEWER, CONTRIBUTOR, APPROVER, PMO, ADMINISTRATOR = "viewer", "contributor", "approver", "pmo", "administrator"
RIGHTS = (VIEWER, CONTRIBUTOR, APPROVER, PMO, ADMINISTRATOR)
"""What a person may do here; each is given on its own, none contains another but that all may see."""


@dataclass(frozen=True)
class Actor:
    """Who acts.

    Attributes
    ----------
    subject, issuer
        Who the identity provider says it is; `local` both where none is configured.
    name, email
        As the provider says.
    side
        customer, provider or shared; None: not known.
    role
        Role of M3 4.18 or another, as `program_manager`; None: none.
    rights
        Some of `RIGHTS`.
    session_id
        Session in which the act was done; empty for the command line.
    """

    subject: str
    issuer: str
    name: str
    email: str = ""
    side: str | None = None
    role: str | None = None
    rights: tuple[str, ...] = ()
    session_id: str = ""


@dataclass(frozen=True)
class Act:
    """What somebody asks to be recorded.

    Attributes
    ----------
    programme_id, kind
        The programme, and a key of `KINDS`.
    subject
        Key of the row: column name to value; the key columns of the table of the kind.
    after
        Cells that the act sets.
    before
        The same cells as the actor saw them.
    as_of
        Status time on which it was done; UTC without zone. It counts at this status time and later.
    reason
        Why, in words.
    corrects
        Act that this one replaces, or takes back if it is a withdrawal.
    seen
        Sequence number of the newest act on this row that the actor saw; 0: none. If a newer one is there when it is recorded, it is refused.
    key
        Idempotency key: the same key again is the same act.
    seal
        What it was taken on, of decisions and assessments (`cutover.record.seals`).
    """

    programme_id: str
    kind: str
    subject: Mapping[str, str]
    after: Mapping[str, Value]
    as_of: datetime
    key: str
    before: Mapping[str, Value] = field(default_factory=dict)
    reason: str | None = None
    corrects: str | None = None
    seen: int = 0
    seal: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Seal:
    """What an act was taken on, so that it re-opens exactly so.

    Attributes
    ----------
    as_of
        Status time; UTC without zone.
    position, journal_hash
        Sequence number and hash of the newest act that was known; 0 and empty: none.
    load_ids, load_digests
        Loads that were known, and the SHA-256 of the manifest of each.
    reports
        SHA-256 of the rows of each report that was on the page.
    values
        What the page said: label to value.
    """

    as_of: datetime
    position: int
    journal_hash: str
    load_ids: tuple[str, ...]
    load_digests: tuple[str, ...] = ()
    reports: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the seal as JSON holds it."""
        kept = asdict(self) | {"as_of": self.as_of.isoformat()}
        return kept | {name: list(kept[name]) for name in ("load_ids", "load_digests")}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "Seal":
        """Return the seal that `to_json` gave."""
        lists = {name: tuple(kept[name]) for name in ("load_ids", "load_digests")}
        return cls(**{**kept, **lists, "as_of": datetime.fromisoformat(kept["as_of"])})


@dataclass(frozen=True)
class Event:
    """One row of the journal: an act, who did it, and its place in the chain.

    Attributes
    ----------
    seq
        1 and up, without a gap.
    recorded_at
        When the journal took it; UTC without zone. `act.as_of` says on which status.
    previous_hash, hash
        Hex digest of the row before and of this one, keyed.
    """

    seq: int
    recorded_at: datetime
    act: Act
    actor: Actor
    previous_hash: str
    hash: str

    @property
    def act_id(self) -> str:
        """How people and corrections name it: J000041."""
        return f"J{self.seq:06d}"
