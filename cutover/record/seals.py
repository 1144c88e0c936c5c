"""Seals: what a decision, an assessment or the close of a meeting was taken on, and whether it re-opens the same."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import pyarrow as pa

from cutover.acts import Act, Event, Seal
from cutover.errors import JournalError, RefusedAct, ReportError, StoreError
from cutover.journal import Journal
from cutover.queries import read_queries
from cutover.store import MANIFEST, Store
from cutover.warehouse import Moment, Warehouse

SEALED_REPORTS = (
    "go_no_go_headline", "go_no_go_figures", "verdict", "readiness_categories", "readiness_criteria",
    "verdict_turners", "votes_by_role", "decision_conditions", "readiness_trend", "preliminary_assessment",
    "open_critical_items", "rollback_clock", "rollback_authority", "rollback_backups", "checkpoint_health",
    "checkpoint_entry",
)  # fmt: skip
"""What a go/no-go page shows; a report that there is none of is left out."""

SEALED_OF_MEETING = ("walk", "daily_work", "checkpoint_health", "minutes_entries")
"""What the minutes of a meeting tell."""

SIGNIFICANT = 12
"""Digits of a number that count: what a sum in another order changes does not."""


class Records(Protocol):
    """What re-opening needs of a desk (`cutover.record.Desk`)."""

    store: Store
    journal: Journal
    warehouse: Warehouse


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was sealed: what, as sealed, as found."""

    what: str
    sealed: str
    found: str


def sealed(desk: Records, moment: Moment, act: Act, further: Mapping[str, object] | None = None) -> Seal:
    """Return the seal of an act: the moment that it is taken on, and what its page says.

    Parameters
    ----------
    desk
        Store and journal.
    moment
        Knows all that the journal holds at the act's status time.
    act
        Names the checkpoint, or the meeting.
    further
        Values that are kept beside those of the verdict.
    """
    about = about_of(act)
    hashes = {event.seq: event.hash for event in desk.journal.events(upto=moment.position)}
    ids = tuple(load.load_id for load in moment.loads)
    return Seal(
        as_of=moment.as_of,
        position=moment.position,
        journal_hash=hashes.get(moment.position, ""),
        load_ids=ids,
        load_digests=tuple(_digest_of_load(desk.store, load_id) for load_id in ids),
        reports={name: digest(rows) for name, rows in shown(moment, **about)},
        values={**values_of(moment, about.get("checkpoint", "")), **(further or {})},
    )


def about_of(act: Act) -> dict[str, str]:
    """Return what a sealed act is about, as the parameter that its reports take: a checkpoint, or a meeting."""
    if act.kind == "meeting_close":
        return {"meeting": str(act.subject["meeting_id"])}
    checkpoint_id = act.subject.get("checkpoint_id") or act.after.get("checkpoint_id")
    return {"checkpoint": str(checkpoint_id)} if checkpoint_id else {}


def reopen(desk: Records, act_id: str) -> Moment:
    """Return the moment on which an act was taken, as it was known then.

    Raises
    ------
    RefusedAct
        If there is no such act, or it was not sealed.
    StoreError
        If a load of then is gone.
    """
    event = _find(desk, act_id)
    return desk.warehouse.moment(event.act.programme_id, seal=_seal_of(event))


def compare(desk: Records, act_id: str) -> list[Difference]:
    """Return in what the moment on which an act was taken differs from its seal; empty: in nothing.

    Raises
    ------
    RefusedAct
        If there is no such act, or it was not sealed.
    """
    event = _find(desk, act_id)
    return list(_differences(desk, event, _seal_of(event)))


def shown(moment: Moment, **about: str) -> Iterator[tuple[str, pa.Table]]:
    """Give the rows of each report that a go/no-go page or the minutes of a meeting show.

    Parameters
    ----------
    moment
        What is asked.
    about
        The checkpoint, or the meeting: given to the reports that ask for it.
    """
    known = read_queries("reports")
    for name in SEALED_OF_MEETING if "meeting" in about else SEALED_REPORTS:
        if name in known:
            asks = {parameter.name for parameter in known[name].parameters}
            yield name, moment.query(name, **{key: value for key, value in about.items() if key in asks})


def values_of(moment: Moment, checkpoint_id: str) -> dict[str, object]:
    """Return what the page says in single values: the verdict with its counts, the health, and every vote."""
    known = read_queries("reports")
    found: dict[str, object] = {}
    if "verdict" in known and checkpoint_id:
        rows = moment.query("verdict", checkpoint=checkpoint_id).to_pylist()
        found |= {name: _plain(value) for name, value in (rows[0] if rows else {}).items()}
    for row in moment.table("checkpoints").to_pylist():
        if row["checkpoint_id"] == checkpoint_id:
            found |= {"health": row["health"], "health_rule": row["rule"]}
    for row in moment.table("stg_votes").to_pylist():
        if row["checkpoint_id"] == checkpoint_id and row["is_current"]:
            found[f"vote of {row['side']} {row['role']}"] = row["vote"]
    return found


def digest(rows: pa.Table) -> str:
    """Return the SHA-256 of rows as canonical JSON."""
    text = json.dumps(
        [[_plain(value) for value in row.values()] for row in rows.to_pylist()],
        ensure_ascii=False, separators=(",", ":"), sort_keys=True,
    )  # fmt: skip
    return hashlib.sha256(",".join(rows.column_names).encode() + b"\n" + text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Return a value as canonical JSON holds it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else float(f"{value:.{SIGNIFICANT}g}")
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return value if value is None or isinstance(value, (str, bool, int)) else str(value)


def _differences(desk: Records, event: Event, seal: Seal) -> Iterator[Difference]:
    hashes = {known.seq: known.hash for known in desk.journal.events(upto=seal.position)}
    if hashes.get(seal.position, "") != seal.journal_hash:
        yield Difference(f"journal up to J{seal.position:06d}", seal.journal_hash, hashes.get(seal.position, "gone"))
    for load_id, kept in zip(seal.load_ids, seal.load_digests, strict=True):
        found = _digest_of_load(desk.store, load_id)
        if found != kept:
            yield Difference(f"load {load_id}", kept, found)
    about = about_of(event.act)
    try:
        moment = desk.warehouse.moment(event.act.programme_id, seal=seal)
        rows = {name: digest(found) for name, found in shown(moment, **about)}
        values = values_of(moment, about.get("checkpoint", ""))
    except (StoreError, ReportError, JournalError) as error:
        yield Difference("moment", "re-opens", str(error))
        return
    for name, kept in seal.reports.items():
        if rows.get(name) != kept:
            yield Difference(f"report {name}", kept, rows.get(name, "gone"))
    for name, kept in seal.values.items():
        if name != "against_verdict" and values.get(name) != kept:
            yield Difference(name, str(kept), str(values.get(name)))


def _find(desk: Records, act_id: str) -> Event:
    found = next((event for event in desk.journal.events() if event.act_id == act_id), None)
    if found is None:
        raise RefusedAct(f"There is no act {act_id[:60]}.")
    return found


def _seal_of(event: Event) -> Seal:
    try:
        return Seal.from_json(event.act.seal)
    except (TypeError, KeyError, ValueError) as error:
        raise RefusedAct(f"{event.act_id} was not sealed: it cannot be re-opened.") from error


def _digest_of_load(store: Store, load_id: str) -> str:
    try:
        return hashlib.sha256((store.snapshots / load_id / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return "gone"
