"""Acts: what people say on the pages, as cells of input tables; pure."""

from cutover.acts.cells import journal_value
from cutover.acts.check import checked
from cutover.acts.kinds import EDITORS, KINDS, Kind
from cutover.acts.model import ADMINISTRATOR, APPROVER, CONTRIBUTOR, PMO, RIGHTS, VIEWER, Act, Actor, Event, Seal, Value
from cutover.acts.overlay import MADE_BY, Overlay, Snapshot, overlay
from cutover.acts.sayings import newest_seq, rows_said, touched_tables, visible, void_ids

__all__ = [
    "ADMINISTRATOR", "APPROVER", "CONTRIBUTOR", "EDITORS", "KINDS", "MADE_BY", "PMO", "RIGHTS", "VIEWER", "Act",
    "Actor", "Event", "Kind", "Overlay", "Seal", "Snapshot", "Value", "checked", "journal_value", "newest_seq",
    "overlay", "rows_said", "touched_tables", "visible", "void_ids",
]  # fmt: skip
