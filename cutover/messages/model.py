"""What a message says, before a person has edited and sent it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """Text of a message, drafted from reports for a person to edit and send.

    Attributes
    ----------
    kind
        status, handover, delay.
    subject
        One line.
    body
        Plain text; names from files stand in it as they are, on one line each.
    task_id, checkpoint_id
        What it is about; None: the whole programme.
    """

    kind: str
    subject: str
    body: str
    task_id: str | None = None
    checkpoint_id: str | None = None
