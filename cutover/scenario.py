"""What-if: changes of a plan that are not recorded (engineer B replaces this file)."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Change:
    """One change."""

    kind: str


def apply(raw: dict[str, pa.Table], changes: Sequence[Change]) -> dict[str, pa.Table]:
    """Return the raw tables with the changes."""
    return raw
