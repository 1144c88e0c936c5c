"""Text of messages, drafted from the reports of a moment for a person to edit and send."""

from collections.abc import Callable

from cutover.briefing.inquiry import Inquiry
from cutover.errors import MessageError
from cutover.messages.delays import delay_notice
from cutover.messages.handovers import handover_notice
from cutover.messages.model import Draft
from cutover.messages.phrases import Row, at, basis, body, counted, lowered, opening, paragraph, sentence, subject_line
from cutover.palette import status_word
from cutover.warehouse import Moment
from cutover.wording import clean, write_number

__all__ = ["KINDS", "Draft", "draft"]

MOST_POINTS = 5
MOST_CHECKPOINTS = 3
NOT_DECIDED = ("decided", "overdue")


def draft(moment: Moment, kind: str, **about: str) -> Draft:
    """Return the text of a message, every number from a report of the moment.

    Parameters
    ----------
    moment
        Programme and status time.
    kind
        A key of `KINDS`.
    about
        What it is about: `item` of a delay (task or checkpoint), `task` or `block` (of the roster) of a hand-off.

    Raises
    ------
    MessageError
        There is no such kind, or nothing to tell.
    """
    if kind not in KINDS:
        raise MessageError(f"There is no draft {clean(kind)!r}; it is one of {', '.join(KINDS)}.")
    return KINDS[kind](Inquiry(moment), **about)


def status_notice(ask: Inquiry) -> Draft:
    """Return the status for executives: the answer, why, figures, what needs somebody, what comes next."""
    overview = ask.row("overview_headline")
    schedule, checkpoints = ask.row("schedule_headline"), ask.row("checkpoints_headline")
    urgent = ask.rows("attention")
    ahead = [row for row in ask.rows("checkpoint_health") if row["health"] not in NOT_DECIDED][:MOST_CHECKPOINTS]
    counts = [
        counted(overview["n"], "task", "tasks"),
        counted(schedule["n"], "open task", "open tasks") + " in the network",
        counted(checkpoints["n"], "checkpoint", "checkpoints"),
        counted(len(urgent), "item", "items") + " that need attention",
    ]
    programme = clean(ask.programme["programme_name"])
    return Draft(
        "status",
        subject_line(f"{programme}: {clean(overview['headline'])}"),
        body(
            opening(ask),
            paragraph(_answer(overview), sentence(overview["detail"])),
            paragraph(f"Schedule: {_answer(schedule)}", sentence(schedule["detail"])),
            paragraph("Figures:", *(_figure(row) for row in ask.rows("overview_figures"))),
            _needs(urgent),
            paragraph("Next checkpoints:", *map(_checkpoint, ahead)) if ahead else "No checkpoint lies ahead.",
            basis(ask, counts),
        ),
    )


def _answer(row: Row) -> str:
    """Return a headline with the word of its health: 'Late. Cutover under way, 3 tasks late.'."""
    return f"{status_word(row['health'])}. {sentence(row['headline'])}"


def _figure(row: Row) -> str:
    value = write_number(row["value"], row["decimals"], row["unit"]) or "not known"
    return f"- {clean(row['label'])}: {value} (on {counted(row['n'] or 0, 'row', 'rows')})"


def _needs(urgent: list[Row]) -> str:
    """Return what needs somebody, the most urgent first, and how much more there is."""
    if not urgent:
        return "Nothing needs attention."
    shown = urgent[:MOST_POINTS]
    heading = f"What needs somebody ({len(shown)} of {len(urgent)}, most urgent first):"
    return paragraph(heading, *(f"- {clean(row['what'])}: {sentence(row['why'])} {_owner(row)}" for row in shown))


def _owner(row: Row) -> str:
    owner = lowered(row["owner"]) if row["owner"] and str(row["owner"]).islower() else clean(row["owner"])
    place = ", ".join(word for word in (owner, lowered(row["side"]) if row["side"] else "") if word)
    return f"Who acts: {place}." if place else "Nobody is named to act."


def _checkpoint(row: Row) -> str:
    return f"- {clean(row['checkpoint_name'])}, {at(row['planned_at'])}: {sentence(row['reason'])}"


KINDS: dict[str, Callable[..., Draft]] = {
    "status": status_notice, "delay": delay_notice, "handover": handover_notice,
}  # fmt: skip
