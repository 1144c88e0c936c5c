"""Errors that a person sees: each says where, what and what is allowed."""


class CutoverError(Exception):
    """Base of every error that is shown to a person.

    `str(error)` is one complete message; it never holds a stack trace, SQL or
    a path of the server.
    """


class RefusedFile(CutoverError):
    """A file that cannot be read: it is not what its name says, or too large."""


class MappingError(CutoverError):
    """A mapping file that does not fit the tables or the source."""


class StoreError(CutoverError):
    """The store cannot be read or written."""


class ReportError(CutoverError):
    """An unknown report, or a parameter that it does not take."""


class ScheduleError(CutoverError):
    """A plan that cannot be scheduled: links in a circle, or arrays that do not fit."""


class HorizonError(ScheduleError):
    """A date of a task beyond the minutes that its calendar covers: build it longer.

    The work of the task alone spans `least_minutes` of the clock, or about so.
    """

    def __init__(self, message: str, *, task: str, least_minutes: float = 0) -> None:
        super().__init__(message)
        self.task = task
        self.least_minutes = least_minutes


class ScenarioError(CutoverError):
    """A change of a plan that cannot be made, or a scenario that cannot be kept."""


class JournalError(CutoverError):
    """The journal cannot be read or written, or its chain is broken."""


class RefusedAct(CutoverError):
    """An act that does not fit: not allowed for this person, a value out of its range, a rule of the room."""


class ConflictError(RefusedAct):
    """Somebody else changed the same thing in between; the message says who, when and what."""


class OvertakenError(ConflictError):
    """Somebody recorded something else of the programme since it was looked at: look again, then record."""


class AccessError(CutoverError):
    """A person who is not let in, or settings that say so wrongly."""


class MessageError(CutoverError):
    """A message that cannot be sent, or settings of mail server and webhooks that do not fit."""
