"""A slide of the walk as HTML: large enough for the third row, nothing of it markup that came from a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import cutover.ui.text as text
from cutover.figures.look import Look
from cutover.ui.sentences import mark_html
from cutover.wording import day_and_time
from cutover.zones import local_time

MOST = {"late": 5, "due": 4, "startable": 3, "done": 4, "changed": 5, "action": 4, "note": 4}
"""Lines of each part of a slide; what is left out is counted and stands in the rows."""
TITLES = {"late": "Late or blocked", "due": "Due in the next 24 hours", "startable": "Could start now"}
EMPTY = {"late": "Nothing is late or blocked.", "due": "Nothing is due.", "startable": "Nothing waits to be started.",
         "done": "No task was finished.", "changed": "Nothing else changed.", "action": "No action is open.",
         "note": "Nothing is noted yet."}  # fmt: skip
RAG_HEALTH = {"green": "on_track", "amber": "at_risk", "red": "late"}
TOLD_BY_WORK = ("finished",)
"""Kinds of change that stand under what was done."""
Row = dict[str, object]


class Line(NamedTuple):
    """One line of a part: the shape of its health, what it is, what is said of it, what stood there, what stands out."""

    health: str
    what: str
    says: str
    before: str = ""
    after: str = ""


def title_of_slide(slide: Row) -> str:
    """Return what a slide is called: a workstream, or a role and its side."""
    if not slide["owner_role"]:
        return str(slide["title"])
    side = f" ({text.words(slide['side']).lower()})" if slide["side"] else ""
    return f"{text.words(slide['owner_role'])}{side}"


def standing_html(slide: Row, look: Look) -> str:
    """Return who leads, and the computed health with its reason, beside what the lead says."""
    return f'<p class="standing">{_lead_html(slide)}{_computed_html(slide, look)}{_said_html(slide, look)}</p>'


def _lead_html(slide: Row) -> str:
    return f"<span>Lead: <strong>{text.plotly(slide['lead'])}</strong></span>" if slide["lead"] else ""


def _computed_html(slide: Row, look: Look) -> str:
    told = f"{slide['reason']}. {slide['sentence']}."
    return f"<span>Computed: {mark_html(slide['health'], look)} <small>{text.plotly(told)}</small></span>"


def _said_html(slide: Row, look: Look) -> str:
    """Return what the lead asserts, by whom and when; nothing where nobody does."""
    if not slide["asserted_rag"]:
        return ""
    at, rag = slide["asserted_at"], str(slide["asserted_rag"])
    when = f", {day_and_time(local_time(at, look.zone))}" if at else ""
    said = f"{slide['asserted_by'] or 'the lead'}{when}" + (f": {slide['message']}" if slide["message"] else "")
    return (
        f"<span>Said: {mark_html(RAG_HEALTH.get(rag), look, word=text.words(rag))}"
        f"{' <em class=differs>≠ differs</em>' if slide['is_mismatch'] else ''} <small>{text.plotly(said)}</small></span>"
    )


def slide_html(work: Sequence[Row], changes: Sequence[Row], since: datetime, look: Look) -> str:
    """Return the parts of a slide in three columns: what is late, what comes, what was done and changed.

    Parameters
    ----------
    work, changes
        Rows of `slide_work`; rows of `changes_since` that belong to the slide.
    since
        From when things are done or changed; UTC.
    """
    at = local_time(since, look.zone)
    then = f"since {at:%a} {at.day} {at:%b, %H:%M}"
    lines = {name: [_work(row) for row in work if row["section"] == name] for name in EMPTY}
    changed = [_change(row) for row in changes if row["kind"] not in TOLD_BY_WORK]
    return (
        f'<div class="slide"><div>{_part_html("late", TITLES["late"], lines["late"], look)}</div>'
        f"<div>{_part_html('due', TITLES['due'], lines['due'], look)}"
        f"{_part_html('startable', TITLES['startable'], lines['startable'], look)}</div>"
        f"<div>{_part_html('done', f'Done {then}', lines['done'], look)}"
        f"{_part_html('changed', f'Changed {then}', changed, look)}</div></div>"
    )


def entries_html(rows: Sequence[Row], look: Look) -> str:
    """Return open actions beside notes; those of the meeting that is open come first and are marked as new."""
    lines = {kind: [_entry(row, look) for row in rows if row["entry_kind"] == kind] for kind in ("action", "note")}
    return (
        f'<div class="slide entries"><div>{_part_html("action", "Open actions", lines["action"], look)}</div>'
        f"<div>{_part_html('note', 'Notes', lines['note'], look)}</div></div>"
    )


def place_html(slides: Sequence[Row], place: int, look: Look, *, is_kept: bool) -> str:
    """Return all slides in their order, the one that is shown marked; a stroke parts off those that need no talk."""
    count = sum(bool(slide["needs_talk"]) for slide in slides)
    kept = ", in the order of when the meeting was opened" if is_kept else ""
    rest = next((at for at, slide in enumerate(slides) if not slide["needs_talk"]), 0)
    told = f"{count} of {len(slides)} need to talk{kept}"
    marks = [(slide, at == place, at and at == rest) for at, slide in enumerate(slides)]
    return (
        f'<p class="order">{text.plotly(told)}</p>'
        f'<ol class="order">{"".join(_mark_html(slide, look, now, first) for slide, now, first in marks)}</ol>'
    )


def _mark_html(slide: Row, look: Look, is_current: bool, is_first_of_rest: object) -> str:
    status = look.status.get(str(slide["health"]), look.status["unknown"])
    return (
        f"<li{' class=current aria-current=step' if is_current else ''}{' data-rest' if is_first_of_rest else ''}>"
        f'<b style="color:{text.plotly(status.ink)}">{text.plotly(status.shape)}</b> '
        f"{text.plotly(title_of_slide(slide))}</li>"
    )


def _part_html(name: str, title: str, lines: Sequence[Line], look: Look) -> str:
    """Return a heading with the count of its lines, and as many of them as the slide holds."""
    shown = lines[: MOST[name]] or [Line("", "", EMPTY[name])]
    more = len(lines) - MOST[name]
    shown = [*shown, *([Line("", "", f"and {more} more in the rows")] if more > 0 else [])]
    return (
        f"<section><h3>{text.plotly(title)} <span>{text.plotly(len(lines) or '')}</span></h3>"
        f"<ul>{''.join(_line_html(line, look) for line in shown)}</ul></section>"
    )


def _line_html(line: Line, look: Look) -> str:
    if not line.what:
        return f"<li><small>{text.plotly(line.says)}</small></li>"
    status = look.status.get(line.health, look.status["unknown"])
    return (
        f'<li><b style="color:{text.plotly(status.ink)}" title="{text.plotly(status.word)}">{text.plotly(status.shape)}'
        f"</b><span><strong>{text.plotly(line.what)}</strong><small>{text.plotly(line.says)} "
        f"<del>{text.plotly(line.before)}</del> <em>{text.plotly(line.after)}</em></small></span></li>"
    )


def _work(row: Row) -> Line:
    """Return one task: its health, name, how late or until when, who does it, who waits for it."""
    health = {"late": "late", "done": "on_track"}.get(str(row["section"]), str(row["health"]))
    return Line(
        health, str(row["task_name"]), _joined(row["says"], row["who"]), after=_waits(str(row["waiting"] or ""))
    )


def _waits(roles: str) -> str:
    """Return who waits: one role waits, several wait."""
    return roles and f"· {roles} wait{'' if ', ' in roles else 's'}"


def _change(row: Row) -> Line:
    says = _joined(text.words(row["kind"]), row["said_by"])
    return Line(str(row["health"]), str(row["what"]), says, str(row["before"] or ""), str(row["after"] or ""))


def _entry(row: Row, look: Look) -> Line:
    is_action = row["entry_kind"] == "action"
    at = row["due_at"] if is_action else row["said_at"]
    when = day_and_time(local_time(at, look.zone)) if at else "no date" if is_action else ""
    said = _joined(f"due {when}" if is_action and at else when, ", ".join(row["owners"] or []))
    return Line(str(row["health"] or "unknown"), str(row["what"]), said, after="new" if row["is_new"] else "")


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
