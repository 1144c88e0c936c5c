"""What the wall shows, as HTML: few large things, each with shape, word and number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import cutover.ui.text as text
from cutover.figures.look import CHECKPOINT_HEALTH, Look, status_label
from cutover.ui.page import HOW_TO_LOAD
from cutover.wording import length, write_number
from cutover.zones import local_time

MOST_ROWS = 12
"""Rows of a list that are sent; how many of them fit is seen in the browser, the rest is counted."""
CLASS_WORDS = {
    "deploy_code": "Deploy",
    "activate_component": "Activate",
    "secure_legacy": "Secure",
    "shutdown_legacy": "Shut down",
}
WEEK = timedelta(days=6)
Row = Mapping[str, object]
Answers = Mapping[str, Sequence[Row]]


def wall_html(answers: Answers, look: Look) -> str:
    """Return the wall below its clocks: the headline with the figures, then three columns of lists.

    Parameters
    ----------
    answers
        Rows by report, instants in UTC.
    look
        Colours, zone and status time.
    """
    return (
        f'<div class="wall"><header>{_headline_html(answers["wall_headline"][0], look)}'
        f"{_figures_html(answers['wall_figures'], look)}</header>"
        f'<div class="wall-column">{_classes_html(answers["wall_classes"], look)}'
        f"{_list_html('wall_checkpoints', answers, look)}</div>"
        f'<div class="wall-column">{_list_html("wall_running", answers, look)}</div>'
        f'<div class="wall-column">{_list_html("wall_path", answers, look)}'
        f"{_list_html('wall_messages', answers, look)}</div></div>"
    )


def milliseconds(at: datetime | None) -> int | None:
    """Return a UTC instant as scripts count: milliseconds since 1970."""
    return None if at is None else round(at.replace(tzinfo=UTC).timestamp() * 1000)


def near_time(at: datetime | None, look: Look) -> str:
    """Return a UTC instant in the zone, as short as its distance from the status time allows: 17:54, Mon 07:19, 4 Mar."""
    if at is None:
        return "no time"
    told = local_time(at, look.zone)
    if look.as_of and told.date() == look.as_of.date():
        return f"{told:%H:%M}"
    return f"{told:%a %H:%M}" if look.as_of and abs(told - look.as_of) < WEEK else f"{told:%-d %b}"


def clock_of(row: Row, look: Look) -> dict[str, object]:
    """Return a countdown as the script takes it; its text is written as text there."""
    health = str(row["state"] or row["health"])
    shape, _, word = status_label(health).partition(" ")
    ink = look.status[CHECKPOINT_HEALTH.get(health, health)].ink
    return {
        "label": row["label"], "at": milliseconds(row["target_at"]), "name": text.cell(row["name"]),
        "shape": shape, "word": word, "ink": ink,
    }  # fmt: skip


def _mark_html(health: object, look: Look) -> str:
    """Return shape and word of a health in its colour."""
    ink = look.status[CHECKPOINT_HEALTH.get(str(health), str(health))].ink
    return f'<b style="color:{text.plotly(ink)}">{text.plotly(status_label(str(health)))}</b>'


def _shape_html(health: object, look: Look) -> str:
    """Return the shape of a health in its colour; its word is for who does not see it."""
    shape, _, word = status_label(str(health)).partition(" ")
    ink = look.status[CHECKPOINT_HEALTH.get(str(health), str(health))].ink
    return f'<b style="color:{text.plotly(ink)}" role="img" aria-label="{text.plotly(word)}">{text.plotly(shape)}</b>'


def _headline_html(row: Row, look: Look) -> str:
    detail = row["detail"] if row["n"] else f"{row['detail'] or ''} {HOW_TO_LOAD}"
    return (
        f'<div class="answer"><p class="health">{_mark_html(row["health"], look)}</p>'
        f"<h1>{text.plotly(row['headline'])}</h1><p>{text.plotly(detail)}</p></div>"
    )


def _figures_html(rows: Sequence[Row], look: Look) -> str:
    return f'<dl class="wall-figures">{"".join(_figure_html(row, look) for row in rows)}</dl>'


def _figure_html(row: Row, look: Look) -> str:
    label = row["label"]
    value = write_number(row["value"], row["decimals"], row["unit"]) or "\u2013"
    if row["better"] == "down" and row["value"]:
        ink = look.status["late"].ink
        return (
            f'<div><dt>{text.plotly(label)}</dt><dd style="color:{text.plotly(ink)}"><i>■</i> '
            f"{text.plotly(value)}</dd></div>"
        )
    return f"<div><dt>{text.plotly(label)}</dt><dd>{text.plotly(value)}</dd></div>"


def _classes_html(rows: Sequence[Row], look: Look) -> str:
    return (
        '<section><h2>Cutover work</h2><div class="wall-bars">'
        + "".join(_bar_html(row, look) for row in rows)
        + "</div></section>"
    )


def _bar_html(row: Row, look: Look) -> str:
    """Return one class of work: done as a bar, what should be done by now as a tick across it."""
    name = CLASS_WORDS[str(row["task_class"])]
    if not row["task_count"]:
        return f"<div><p><span>{text.plotly(name)}</span><small>no task</small></p></div>"
    counts = [f"{row['complete_count']} of {row['task_count']}"]
    counts += [f"{row[f'{state}_count']} {word}" for state, word in STATES if row[f"{state}_count"]]
    said = ", ".join(counts)
    told = f"{name}: {said}; planned by now {row['planned_count']}"
    done, due = (f"{row[f'{part}_percent']:.2f}%" for part in ("complete", "planned"))
    ink = look.status[str(row["health"])].ink
    return (
        f"<div><p><span>{_shape_html(row['health'], look)} {text.plotly(name)}</span>"
        f'<small>{text.plotly(said)}</small></p><div class="wall-bar" role="img" aria-label="{text.plotly(told)}">'
        f'<i style="width:{text.plotly(done)};background:{text.plotly(ink)}"></i>'
        f'<em style="left:{text.plotly(due)}"></em></div></div>'
    )


def _list_html(report: str, answers: Answers, look: Look) -> str:
    title, entry_of, nothing = LISTS[report]
    rows = answers[report]
    if not rows:
        return (
            f'<section class="short"><h2>{text.plotly(title)}</h2><p class="none">{text.plotly(nothing)}</p></section>'
        )
    return (
        f'<section><h2>{text.plotly(title)} <small class="more"></small></h2>'
        f'<ol data-total="{text.plotly(len(rows))}">'
        + "".join(_entry_html(entry_of(row, look), look) for row in rows[:MOST_ROWS])
        + "</ol></section>"
    )


def _entry_html(entry: "Entry", look: Look) -> str:
    """Return one row of a list: what it is, then who or how with the time that counts at its end, then the rest."""
    return (
        f"<li><p>{_shape_html(entry.health, look)}<strong>{text.plotly(entry.name)}</strong></p>"
        f'<p class="below"><span>{text.plotly(entry.first)}</span>{_time_html(entry)}</p>{_rest_html(entry)}</li>'
    )


def _time_html(entry: "Entry") -> str:
    if entry.due is None:
        return f"<time>{text.plotly(entry.time)}</time>"
    return f'<time data-due="{text.plotly(entry.due)}">{text.plotly(entry.time)}</time>'


def _rest_html(entry: "Entry") -> str:
    return f'<p class="below"><span>{text.plotly(entry.rest)}</span></p>' if entry.rest else ""


@dataclass(frozen=True)
class Entry:
    """A row of a list: health, name, who or how, the time that counts, since when it counts, and the rest."""

    health: str
    name: object
    first: str
    time: str
    due: int | None = None
    rest: str = ""


def _running(row: Row, look: Look) -> Entry:
    started, due = row["actual_start_at"], row["planned_finish_at"]
    rest = ", ".join(f"{word} {near_time(at, look)}" for word, at in (("since", started), ("due", due)) if at)
    if row["state"] != "running":
        rest = f"{text.words(row['state'])}: {row['reason'] or 'nobody says why'}"
    told = _due(row, look) if due else ""
    return Entry(str(row["health"]), row["task_name"], _who(row), told, milliseconds(due), rest)


def _due(row: Row, look: Look) -> str:
    if row["late_minutes"]:
        return f"{length(row['late_minutes'])} late"
    return f"due in {length((local_time(row['planned_finish_at'], look.zone) - look.as_of).total_seconds() / 60)}"


def _step(row: Row, look: Look) -> Entry:
    ends = near_time(row["early_finish_at"], look)
    is_running = row["status"] == "in_progress"
    times = f"now, until {ends}" if is_running else f"{near_time(row['early_start_at'], look)}\u2013{ends}"
    rest = text.words(row["status"]) if row["status"] in ("blocked", "failed") else ""
    return Entry(str(row["health"]), row["task_name"], _who(row), times, rest=rest)


def _checkpoint(row: Row, look: Look) -> Entry:
    health = str(row["health"])
    word = status_label(health).partition(" ")[2]
    return Entry(health, row["checkpoint_name"], word, near_time(row["planned_at"], look))


def _message(row: Row, look: Look) -> Entry:
    is_overdue = row["state"] == "overdue"
    told = ("Overdue" if is_overdue else "Due") + (f", to {row['audience']}" if row["audience"] else "")
    return Entry("late" if is_overdue else "unknown", row["title"], told, near_time(row["due_at"], look))


def _who(row: Row, role: str = "owner_role") -> str:
    """Return side and role as people say them: 'Provider interface lead'."""
    side, name = (text.words(row[column]) for column in ("side", role))
    return f"{side} {name if name.startswith('PMO') else name[:1].lower() + name[1:]}".strip()


STATES = (("running", "running"), ("stuck", "blocked or failed"), ("late", "late"))
LISTS: dict[str, tuple[str, Callable[[Row, Look], Entry], str]] = {
    "wall_checkpoints": ("To be decided", _checkpoint, "No checkpoint is to be decided"),
    "wall_running": ("Running now", _running, "Nothing is running"),
    "wall_path": ("Critical path", _step, "No path to the finish is known"),
    "wall_messages": ("Messages due", _message, "None due within 24 h"),
}
