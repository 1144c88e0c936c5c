"""What the journal answers with."""

from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first row names as the hash of the row before."""


@dataclass(frozen=True)
class Head:
    """The newest row: its number (0: the journal is empty), its hash, and when it was recorded (ISO text, UTC)."""

    seq: int = 0
    hash: str = GENESIS
    recorded_at: str = ""


@dataclass(frozen=True)
class Verification:
    """What a check of the whole record found.

    Attributes
    ----------
    is_intact
        Nothing was touched: chain, anchor and every sealed load.
    event_count
        Rows that the check could follow.
    problem
        What is wrong with the chain or the anchor, in words; None: nothing.
    first_seq
        First row that was touched; None: none, or none that can be named.
    load_problems
        What is wrong with the loads, one sentence each: load and file.
    load_count
        Loads that are sealed.
    unsealed
        Loads that no row of the journal seals yet; the next load or start of the server does.
    """

    is_intact: bool
    event_count: int
    problem: str | None = None
    first_seq: int | None = None
    load_problems: tuple[str, ...] = ()
    load_count: int = 0
    unsealed: tuple[str, ...] = ()


class BrokenChainError(Exception):
    """A row that does not fit the chain; `seq` is its number, or that of the row that is missing."""

    def __init__(self, seq: int, message: str) -> None:
        super().__init__(message)
        self.seq = seq
