"""What the wall shows, as HTML: few large things, each with shape, word and number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import cutover.ui.text as text
from cutover.figures.look import CHECKPOINT_HEALTH, Look, status_label
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
    columns = (
        _classes(answers["wall_classes"], look)
        + _list("To be decided", answers["wall_checkpoints"], look, item=_checkpoint, nothing="No checkpoint is left"),
        _list("Running now", answers["wall_running"], look, item=_running, nothing="Nothing is running"),
        _list("Critical path", answers["wall_path"], look, item=_step, nothing="No path to the finish is known")
        + _list("Messages due", answers["wall_messages"], look, item=_message, nothing="None due within 24 h"),
    )
    return (
        f'<div class="wall"><header>{_headline(answers["wall_headline"][0], look)}'
        f"{_figures(answers['wall_figures'], look)}</header>"
        + "".join(f'<div class="wall-column">{column}</div>' for column in columns)
        + "</div>"
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


def _mark(health: object, look: Look, *, word: bool = True) -> str:
    label = status_label(str(health))
    ink = look.status[CHECKPOINT_HEALTH.get(str(health), str(health))].ink
    shown = label if word else label.partition(" ")[0]
    hidden = "" if word else f' aria-label="{text.plotly(label.partition(" ")[2])}" role="img"'
    return f'<b style="color:{ink}"{hidden}>{text.plotly(shown)}</b>'


def _headline(row: Row, look: Look) -> str:
    return (
        f'<div class="answer"><p class="health">{_mark(row["health"], look)}</p>'
        f"<h1>{text.plotly(row['headline'])}</h1><p>{text.plotly(row['detail'])}</p></div>"
    )


def _figures(rows: Sequence[Row], look: Look) -> str:
    def box(row: Row) -> str:
        is_bad = row["better"] == "down" and row["value"]
        style = f' style="color:{look.status["late"].ink}"' if is_bad else ""
        value = write_number(row["value"], row["decimals"], row["unit"]) or "\u2013"
        shape = "<i>■</i> " if is_bad else ""
        return f"<div><dt>{text.plotly(row['label'])}</dt><dd{style}>{shape}{text.plotly(value)}</dd></div>"

    return f'<dl class="wall-figures">{"".join(box(row) for row in rows)}</dl>'


def _classes(rows: Sequence[Row], look: Look) -> str:
    return f'<section><h2>Cutover work</h2><div class="wall-bars">{"".join(_bar(row, look) for row in rows)}</div></section>'


def _bar(row: Row, look: Look) -> str:
    """Return one class of work: done as a bar, what should be done by now as a tick across it."""
    name = text.plotly(CLASS_WORDS[str(row["task_class"])])
    if not row["task_count"]:
        return f"<div><p><span>{name}</span><small>no task</small></p></div>"
    said = [f"{row['complete_count']} of {row['task_count']}"]
    said += [f"{row[f'{state}_count']} {word}" for state, word in STATES if row[f"{state}_count"]]
    told = f"{name}: {', '.join(said)}; planned by now {row['planned_count']}"
    ink = look.status[str(row["health"])].ink
    return (
        f"<div><p><span>{_mark(row['health'], look, word=False)} {name}</span><small>{', '.join(said)}</small></p>"
        f'<div class="wall-bar" role="img" aria-label="{told}">'
        f'<i style="width:{row["complete_percent"]:.2f}%;background:{ink}"></i>'
        f'<em style="left:{row["planned_percent"]:.2f}%"></em></div></div>'
    )


STATES = (("running", "running"), ("stuck", "blocked"), ("late", "late"))


def _list(title: str, rows: Sequence[Row], look: Look, *, item: Callable[[Row, Look], str], nothing: str) -> str:
    if not rows:
        return f'<section class="short"><h2>{title}</h2><p class="none">{nothing}</p></section>'
    items = "".join(f"<li>{item(row, look)}</li>" for row in rows[:MOST_ROWS])
    return f'<section><h2>{title} <small class="more"></small></h2><ol data-total="{len(rows)}">{items}</ol></section>'


def _entry(mark: str, name: object, beside: str, below: Sequence[object]) -> str:
    """Return one row of a list: what it is, then who or how with the time that counts at its end, then the rest."""
    first, *rest = [f"<span>{text.plotly(part)}</span>" for part in below if part] or [""]
    more = "".join(f'<p class="below">{part}</p>' for part in rest)
    return f'<p>{mark}<strong>{text.plotly(name)}</strong></p><p class="below">{first}{beside}</p>{more}'


def _running(row: Row, look: Look) -> str:
    started, due = row["actual_start_at"], row["planned_finish_at"]
    told = f'<time data-due="{milliseconds(due)}">{_due(row, look)}</time>' if due else ""
    times = ", ".join(f"{word} {near_time(at, look)}" for word, at in (("since", started), ("due", due)) if at)
    if row["state"] == "running":
        return _entry(_mark(row["health"], look, word=False), row["task_name"], told, (_who(row), times))
    stuck = f"{text.words(row['state'])}: {row['reason'] or 'nobody says why'}"
    return _entry(_mark(row["health"], look, word=False), row["task_name"], told, (_who(row), stuck))


def _due(row: Row, look: Look) -> str:
    if row["late_minutes"]:
        return f"{length(row['late_minutes'])} late"
    return f"due in {length((local_time(row['planned_finish_at'], look.zone) - look.as_of).total_seconds() / 60)}"


def _step(row: Row, look: Look) -> str:
    ends = near_time(row["early_finish_at"], look)
    times = f"{near_time(row['early_start_at'], look)}\u2013{ends}"
    if row["status"] == "in_progress":
        times = f"now, until {ends}"
    stuck = row["status"] in ("blocked", "failed") and text.words(row["status"])
    return _entry(_mark(row["health"], look, word=False), row["task_name"], f"<time>{times}</time>", (_who(row), stuck))


def _checkpoint(row: Row, look: Look) -> str:
    word = status_label(str(row["health"])).partition(" ")[2]
    held = f"<time>{near_time(row['planned_at'], look)}</time>"
    return _entry(_mark(row["health"], look, word=False), row["checkpoint_name"], held, (word,))


def _message(row: Row, look: Look) -> str:
    is_overdue = row["state"] == "overdue"
    mark = f'<b style="color:{look.status["late"].ink}">■</b>' if is_overdue else "<b>○</b>"
    told = ("Overdue" if is_overdue else "Due") + (f", to {row['audience']}" if row["audience"] else "")
    return _entry(mark, row["title"], f"<time>{near_time(row['due_at'], look)}</time>", (told,))


def _who(row: Row, role: str = "owner_role") -> str:
    """Return side and role as people say them: 'Provider interface lead'."""
    side, name = (text.words(row[column]) for column in ("side", role))
    return f"{side} {name if name.startswith('PMO') else name[:1].lower() + name[1:]}".strip()
