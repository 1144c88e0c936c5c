"""A slide of the walk as HTML: large enough for the third row, nothing of it markup that came from a file."""

from collections.abc import Sequence
from datetime import datetime

import cutover.ui.text as text
from cutover.figures.look import Look
from cutover.ui.sentences import mark_html
from cutover.wording import day_and_time
from cutover.zones import local_time

MOST = {"late": 5, "due": 4, "startable": 3, "done": 4, "changed": 5, "action": 4, "note": 4}
"""Lines of each part of a slide; what is left out is counted and stands in the rows."""
TITLES = {"late": "Late or blocked", "due": "Due in the next 24 hours", "startable": "Could start now"}
EMPTY = {"late": "Nothing is late or blocked.", "due": "Nothing is due.", "startable": "Nothing waits to be started.",
         "done": "No task was finished.", "changed": "Nothing else changed."}  # fmt: skip
RAG_HEALTH = {"green": "on_track", "amber": "at_risk", "red": "late"}
TOLD_BY_WORK = ("finished",)
"""Kinds of change that stand under what was done."""
Row = dict[str, object]


def title_of_slide(slide: Row) -> str:
    """Return what a slide is called: a workstream, or a role and its side."""
    if not slide["owner_role"]:
        return str(slide["title"])
    side = f" ({text.words(slide['side']).lower()})" if slide["side"] else ""
    return f"{text.words(slide['owner_role'])}{side}"


def standing(slide: Row, look: Look) -> str:
    """Return the computed health with its reason, beside what the lead says."""
    lead = f"<span>Lead: <strong>{text.plotly(slide['lead'])}</strong></span>" if slide["lead"] else ""
    told = f"<small>{text.plotly(slide['reason'])}. {text.plotly(slide['sentence'])}.</small>"
    computed = f"{lead}<span>Computed: {mark_html(slide['health'], look)} {told}</span>"
    if not slide["asserted_rag"]:
        return f'<p class="standing">{computed}</p>'
    at = slide["asserted_at"]
    when = f", {day_and_time(local_time(at, look.zone))}" if at else ""
    who = f"{slide['asserted_by'] or 'the lead'}{when}"
    said = f": {slide['message']}" if slide["message"] else ""
    differs = ' <em class="differs">≠ differs</em>' if slide["is_mismatch"] else ""
    health = mark_html(RAG_HEALTH.get(str(slide["asserted_rag"])), look, word=text.words(slide["asserted_rag"]))
    return (
        f'<p class="standing">{computed}<span>Said: {health}{differs} <small>{text.plotly(who)}{text.plotly(said)}'
        "</small></span></p>"
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
    told = day_and_time(local_time(since, look.zone)).split(",")
    then = f"{told[0][:-5]},{told[1]}"
    parts = {name: [_work_html(row, look) for row in work if row["section"] == name] for name in EMPTY}
    parts["changed"] = [_change_html(row, look) for row in changes if row["kind"] not in TOLD_BY_WORK]
    titles = TITLES | {"done": f"Done since {then}", "changed": f"Changed since {then}"}
    blocks = {name: _part(titles[name], lines, name) for name, lines in parts.items()}
    return (
        f'<div class="slide"><div>{blocks["late"]}</div><div>{blocks["due"]}{blocks["startable"]}</div>'
        f"<div>{blocks['done']}{blocks['changed']}</div></div>"
    )


def entries_html(rows: Sequence[Row], look: Look) -> str:
    """Return open actions beside notes; those of the meeting that is open come first and are marked as new."""
    actions = [_entry_html(row, look) for row in rows if row["entry_kind"] == "action"]
    notes = [_entry_html(row, look) for row in rows if row["entry_kind"] == "note"]
    return (
        f'<div class="slide entries"><div>{_part("Open actions", actions, "action", "No action is open.")}</div>'
        f"<div>{_part('Notes', notes, 'note', 'Nothing is noted yet.')}</div></div>"
    )


def place_html(slides: Sequence[Row], place: int, look: Look, *, is_kept: bool) -> str:
    """Return all slides in their order, the one that is shown marked; a stroke parts off those that need no talk."""
    marks = []
    for at, slide in enumerate(slides):
        status = look.status.get(str(slide["health"]), look.status["unknown"])
        ends = at and slides[at - 1]["needs_talk"] and not slide["needs_talk"]
        current = ' class="current" aria-current="step"' if at == place else ""
        marks.append(
            f"<li{current}{' data-rest' if ends else ''}><b style='color:{text.plotly(status.ink)}'>"
            f"{text.plotly(status.shape)}</b> {text.plotly(title_of_slide(slide))}</li>"
        )
    count = sum(bool(slide["needs_talk"]) for slide in slides)
    kept = ", in the order of when the meeting was opened" if is_kept else ""
    return f'<p class="order">{count} of {len(slides)} need to talk{kept}</p><ol class="order">{"".join(marks)}</ol>'


def _part(title: str, lines: Sequence[str], name: str, empty: str = "") -> str:
    more = len(lines) - MOST[name]
    rest = f"<li><small>and {more} more in the rows</small></li>" if more > 0 else ""
    shown = "".join(lines[: MOST[name]]) or f"<li><small>{text.plotly(empty or EMPTY[name])}</small></li>"
    count = f" <span>{len(lines)}</span>" if lines else ""
    return f"<section><h3>{text.plotly(title)}{count}</h3><ul>{shown}{rest}</ul></section>"


def _work_html(row: Row, look: Look) -> str:
    """Return one task: shape of its health, name, how late or until when, who does it, who waits for it."""
    health = "late" if row["section"] == "late" else "on_track" if row["section"] == "done" else row["health"]
    waits = f"<em>{text.plotly(row['waiting'])} waits</em>" if row["waiting"] else ""
    return _line(str(health), str(row["task_name"]), str(row["says"]), f"{row['who'] or ''}", look, after=waits)


def _change_html(row: Row, look: Look) -> str:
    before = f"<del>{text.plotly(row['before'])}</del> " if row["before"] else ""
    after = text.plotly(row["after"]) if row["after"] else ""
    kind = text.words(row["kind"])
    return _line(str(row["health"]), str(row["what"]), kind, str(row["said_by"] or ""), look, after=f"{before}{after}")


def _entry_html(row: Row, look: Look) -> str:
    who = ", ".join(row["owners"] or [])
    at = row["due_at"] if row["entry_kind"] == "action" else row["said_at"]
    when = day_and_time(local_time(at, look.zone)) if at else ""
    if row["entry_kind"] == "action":
        when = f"due {when}" if at else "no date"
    new = "<em>new</em>" if row["is_new"] else ""
    return _line(str(row["health"] or "unknown"), str(row["what"]), when, who, look, after=new)


def _line(health: str, what: str, says: str, who: str, look: Look, *, after: str = "") -> str:
    """Return one line of a list; `after` is HTML already, all else is text."""
    status = look.status.get(health, look.status["unknown"])
    small = " · ".join(text.plotly(part) for part in (says, who) if part)
    return (
        f'<li><b style="color:{text.plotly(status.ink)}" aria-label="{text.plotly(status.word)}">'
        f"{text.plotly(status.shape)}</b><span><strong>{text.plotly(what)}</strong>"
        f"<small>{small}{f' · {after}' if after else ''}</small></span></li>"
    )
