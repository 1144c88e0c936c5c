"""The bounded process that reads, maps and checks files, and writes Parquet.

What comes from outside is read in a process of its own with bounded memory,
time and file size (`python -m cutover.gateway`); if it is killed or runs out of
memory, one message says so and this process lives on.
"""

from cutover.gateway.model import Bounds, Outcome, Progress, Request
from cutover.gateway.parent import receive

__all__ = ["Bounds", "Outcome", "Progress", "Request", "receive"]
