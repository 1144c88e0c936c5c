"""The room's record: an act is checked against rights, values and the rules of the room, sealed, and appended."""

from cutover.record.desk import Desk, desk, record
from cutover.record.keys import new_key
from cutover.record.seals import Difference, Seal, compare, reopen

__all__ = ["Desk", "Difference", "Seal", "compare", "desk", "new_key", "record", "reopen"]
