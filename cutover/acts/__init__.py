"""Acts: what people say on the pages, as cells of input tables; pure."""

from cutover.acts.kinds import KINDS, Kind
from cutover.acts.model import ADMINISTRATOR, APPROVER, CONTRIBUTOR, PMO, RIGHTS, VIEWER, Act, Actor, Event, Value

__all__ = [
    "ADMINISTRATOR", "APPROVER", "CONTRIBUTOR", "KINDS", "PMO", "RIGHTS", "VIEWER", "Act", "Actor", "Event", "Kind",
    "Value",
]  # fmt: skip
