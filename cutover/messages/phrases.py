"""Words of drafts: instants, roles and people as sentences need them, and the line that says how they were computed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cutover.briefing.inquiry import Inquiry
from cutover.wording import clean, day_and_time, shortened, words

LONGEST_SUBJECT = 150
Row = Mapping[str, object]


def subject_line(text: str) -> str:
    """Return a subject: one line of at most `LONGEST_SUBJECT` characters."""
    return shortened(clean(text), LONGEST_SUBJECT)


def at(instant: datetime | None) -> str:
    """Return a local time within a sentence: 'Sat 14 Mar 08:00'."""
    return "a time not known" if instant is None else f"{instant:%a} {instant.day} {instant:%b %H:%M}"


def who(side: object, role: object, people: Sequence[object] | None = None) -> str:
    """Return who is meant: 'provider interface lead (A. Ruiz, B. Ode)'; 'nobody named' where nobody is."""
    place = " ".join(lowered(name) for name in (side, role) if name)
    named = ", ".join(clean(person) for person in people or () if person)
    if not place:
        return named or "nobody named"
    return f"{place} ({named})" if named else place


def lowered(word: object) -> str:
    """Return a value of a fixed vocabulary within a sentence: 'pmo_lead' gives 'PMO lead', 'customer' 'customer'."""
    said = words(word)
    return said if said[:2].isupper() else said[:1].lower() + said[1:]


def sentence(text: object) -> str:
    """Return words as a sentence: a capital letter first, one full stop at the end; nothing stays nothing."""
    said = clean(text).rstrip(" .")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def named(name: object, identifier: object) -> str:
    """Return a thing as people find it again: 'Open the service (CT-30)'."""
    return f"{clean(name)} ({clean(identifier)})" if name else clean(identifier)


def paragraph(*lines: str | None) -> str:
    """Return lines below one another, without those that say nothing."""
    return "\n".join(line for line in lines if line)


def body(*paragraphs: str) -> str:
    """Return paragraphs as a text, without those that say nothing."""
    return "\n\n".join(text for text in paragraphs if text) + "\n"


def opening(ask: Inquiry) -> str:
    """Return programme and status time."""
    programme = clean(ask.programme["programme_name"])
    return f"{programme}, as of {day_and_time(ask.as_of)} ({ask.zone})"


def basis(ask: Inquiry, counts: Iterable[str]) -> str:
    """Return how a text was computed: status time, zone, and on how many rows."""
    return (
        f"Basis: {', '.join(counts)}. Status time {day_and_time(ask.as_of)}; "
        f"all times are in {ask.zone}. Computed from the data of that time, not entered by hand."
    )


def counted(number: int, singular: str, plural: str) -> str:
    """Return a count with its noun: '1 task', '3 tasks'."""
    return f"{number:,} {singular if number == 1 else plural}"
