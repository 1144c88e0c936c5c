"""What people said up to a status time: the raw table of acts."""

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa

from cutover.acts import KINDS, Event, Overlay, void_ids
from cutover.tables import TABLES

ACTS = pa.schema(
    [
        ("seq", pa.int64()), ("act_id", pa.string()), ("recorded_at", pa.timestamp("us")),
        ("act_as_of", pa.timestamp("us")), ("kind", pa.string()), ("label", pa.string()), ("table_name", pa.string()),
        ("subject", pa.string()), ("item_id", pa.string()), ("actor", pa.string()), ("actor_email", pa.string()),
        ("side", pa.string()), ("role", pa.string()), ("reason", pa.string()), ("cells_before", pa.string()),
        ("cells_after", pa.string()), ("corrects", pa.string()), ("corrected_by", pa.string()),
        ("state", pa.string()), ("overruled", pa.string()), ("hash", pa.string()), ("is_sealed", pa.bool_()),
        ("seal", pa.string()),
    ]
)  # fmt: skip


def act_rows(events: Sequence[Event], laid: Mapping[str, Overlay]) -> pa.Table:
    """Return one row per act that is known at a status time, in the order of the journal.

    Parameters
    ----------
    events
        Acts of this status time and before.
    laid
        Acts laid over each table that they touch.
    """
    void = void_ids(events)
    correctors = {e.act.corrects: e.act_id for e in sorted(events, key=_seq) if e.act_id not in void}
    rows = []
    for event in sorted(events, key=_seq):
        table = _table_of(event)
        overruled = laid[table].overruled.get(event.seq, {}) if table in laid else {}
        state = "void" if event.act_id in void else _state(event, overruled)
        rows.append(_row(event) | {
            "state": state, "overruled": _json(overruled), "corrected_by": correctors.get(event.act_id),
        })  # fmt: skip
    return pa.Table.from_pylist(rows, ACTS)


def _row(event: Event) -> dict[str, object]:
    act, actor, table = event.act, event.actor, _table_of(event)
    item = "/".join(act.subject[name] for name in (TABLES[table].key if table else act.subject) if name in act.subject)
    return {
        "seq": event.seq, "act_id": event.act_id, "recorded_at": event.recorded_at, "act_as_of": act.as_of,
        "kind": act.kind, "label": KINDS[act.kind].label if act.kind in KINDS else act.kind, "table_name": table,
        "subject": f"{table or act.kind}:{item}", "item_id": item, "actor": actor.name, "actor_email": actor.email,
        "side": actor.side, "role": actor.role, "reason": act.reason, "cells_before": _json(act.before),
        "cells_after": _json(act.after), "corrects": act.corrects, "hash": event.hash,
        "is_sealed": act.seal is not None, "seal": _json(act.seal) if act.seal is not None else None,
    }  # fmt: skip


def _state(event: Event, overruled: Mapping[str, str]) -> str:
    """Return whether an act counts: superseded where a file says otherwise in a cell, or later acts in all of them."""
    kind = KINDS.get(event.act.kind)
    own = {name for name in event.act.after if kind and name != kind.parts}
    by_file = any(not by.startswith("J") for by in overruled.values())
    return "superseded" if overruled and (by_file or own <= set(overruled)) else "in_force"


def _table_of(event: Event) -> str:
    kind = KINDS.get(event.act.kind)
    return kind.table if kind else ""


def _seq(event: Event) -> int:
    return event.seq


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=dict)
