"""One checkpoint: what of it is met, failed or open; and every held one as it was then and is now."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import CHECKPOINT_HEALTH, Look, day_and_time
from cutover.figures.text import folded, shortened

ROW, TOP = 46, 40
"""Pixels of a held checkpoint, and of the names of the columns."""
MOST_HELD = 14
COLUMNS = {"When it was held": 0.27, "What was not met": 0.45, "Now": 0.79}
"""Where each column begins, as a share of the width."""
THEN_WORDS = {"green": "Ready", "amber": "Gaps", "red": "Not ready", "grey": "Nothing to judge"}
DECISIONS = {"go": "Go", "conditional": "Conditional Go", "no_go": "No-Go"}
PARTS = ("on_track", "at_risk", "late", "unknown")


def checkpoint_readiness(sheet: pd.DataFrame, look: Look) -> go.Figure:
    """Return what a checkpoint asks for as bars: met, in doubt, failed, open.

    Parameters
    ----------
    sheet
        The row of the report `checkpoint_sheet`.
    look
        Theme, zone and status time.
    """
    rows = _asked(sheet.iloc[0]) if len(sheet) else []
    if not rows:
        return look.empty("Nothing is asked for at this checkpoint.", 300)
    figure, said = look.figure(56 * len(rows) + 96), []
    for name, counts, words in rows:
        start = 0
        for health, count, word in zip(PARTS, counts, words, strict=True):
            if count:
                _add_part(figure, (name, start, count, sum(counts)), (health, word), look)
                start += count
        told = ", ".join(f"{count} {word}" for count, word in zip(counts, words, strict=True) if count)
        said.append(f"{name}: {told}")
    names = [name for name, _, _ in rows]
    figure.update_yaxes(
        range=[len(rows) - 0.4, -0.6], tickvals=list(range(len(rows))), ticktext=names, showgrid=False,
        tickfont={"size": 16, "color": look.ink},
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1.002], visible=False)
    place = {name: number for number, name in enumerate(names)}
    figure.for_each_trace(lambda trace: trace.update(y=[place[name] for name in trace.y]))
    _add_key(figure, look)
    return look.describe(figure, f"{sheet.iloc[0]['checkpoint_name']}. {'; '.join(said)}.")


def held_checkpoints(frozen: pd.DataFrame, look: Look) -> go.Figure:
    """Return the held checkpoints, newest first: how each stood when it was held, what was not met, what is open now.

    Parameters
    ----------
    frozen
        Rows of the report `checkpoint_frozen`.
    look
        Theme, zone and status time.
    """
    if frozen.empty:
        return look.empty("No checkpoint has been held yet.", 300)
    shown = frozen.iloc[::-1].head(MOST_HELD)
    total = TOP + ROW * len(shown)
    figure = look.figure(total + 36)
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(range=[total, 0], visible=False, fixedrange=True)
    for name, left in COLUMNS.items():
        _write(figure, (left, 14), name, look.muted)
    for number, row in enumerate(shown.itertuples()):
        _add_held(figure, row, TOP + ROW * number, look)
    look.more(figure, len(frozen) - len(shown))
    said = "; ".join(
        f"{row.checkpoint_name}, {_decision(row)}: {THEN_WORDS.get(row.health, row.health).lower()} then, {row.reason}; "
        f"now {row.now_words}"
        for row in shown.itertuples()
    )
    return look.describe(figure, f"{len(frozen)} checkpoints were held. {said}.")


def _asked(row: pd.Series) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    """Return name, counts and words of each thing that a checkpoint asks for; what it does not ask for is left out."""
    counts = row.fillna(0)
    tasks, late = int(counts["open_count"]), int(counts["late_count"])
    criteria, met, failed = (int(counts[f"criterion_{one}count"]) for one in ("", "passed_", "failed_"))
    questions, passed, refused = (int(counts[f"question_{one}count"]) for one in ("", "passed_", "failed_"))
    votes = [int(counts[f"vote_{one}_count"]) for one in ("go", "conditional", "no_go")]
    conditions, still, over = (int(counts[f"condition_{one}count"]) for one in ("", "open_", "overdue_"))
    rows = [
        ("Entry tasks", (int(counts["entry_count"]) - tasks, 0, late, tasks - late), ("done", "", "late", "open")),
        ("Criteria", (met, 0, failed, criteria - met - failed), ("met", "", "failed", "not assessed")),
        ("Questions", (passed, 0, refused, questions - passed - refused), ("passed", "", "failed", "not answered")),
        ("Votes", (*votes, int(counts["vote_asked_count"]) - sum(votes)), ("Go", "conditional", "No-Go", "awaited")),
        ("Conditions", (conditions - still, 0, over, still - over), ("met", "", "overdue", "open")),
    ]
    return [(name, found, words) for name, found, words in rows if sum(found)]


def _add_part(figure: go.Figure, part: tuple[str, int, int, int], told: tuple[str, str], look: Look) -> None:
    """Draw the part of a bar: whose, from where, how many, of how many; its health and word."""
    (name, start, count, total), (health, word) = part, told
    status = look.status[health]
    is_open = health == "unknown"
    share = count / total
    words = f"{count} {word}" if share > 0.14 else str(count) if share > 0.035 else ""
    figure.add_bar(
        y=[name], x=[share], base=[start / total], orientation="h", width=0.62, text=[words],
        textposition="inside", insidetextanchor="middle", constraintext="none", textangle=0,
        textfont={"size": 16, "color": look.ink if is_open else look.paper},
        marker={"color": look.grid if is_open else status.ink if look.theme == "light" else status.edge,
                "line": {"width": 2, "color": look.paper}},
        hovertemplate=f"{name}: {count} of {total} {word}<extra></extra>",
    )  # fmt: skip


def _add_key(figure: go.Figure, look: Look) -> None:
    words = {"on_track": "met", "at_risk": "with conditions", "late": "failed or late", "unknown": "open"}
    told = "    ".join(
        f"<span style='color:{look.status[health].ink}'>{look.status[health].shape}</span> {word}"
        for health, word in words.items()
    )
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-6, showarrow=False, text=told,
        font={"size": 14, "color": look.muted},
    )  # fmt: skip
    figure.update_layout(barmode="overlay", margin_b=40)


def _add_held(figure: go.Figure, row: object, top: float, look: Look) -> None:
    """Draw one held checkpoint: its name, decision and day; then; what was not met; now."""
    figure.add_shape(type="line", x0=0, x1=1, y0=top - 4, y1=top - 4, line={"color": look.grid, "width": 1})
    name = look.text(shortened(row.checkpoint_name, 32))
    is_last = " · no way back" if row.is_point_of_no_return else ""
    _write(figure, (0, top + 9), f"<b>{name}</b>", look.ink, size=16)
    _write(figure, (0, top + 29), f"{_decision(row)}, {day_and_time(row.frozen_at)}{is_last}", look.muted, size=14)
    status = look.status[CHECKPOINT_HEALTH.get(row.health, "unknown")]
    word = THEN_WORDS.get(row.health, status.word)
    _write(
        figure, (COLUMNS["When it was held"], top + 18),
        f"<span style='color:{status.ink}'>{status.shape} <b>{word}</b></span>", look.ink, size=17,
    )  # fmt: skip
    _write(figure, (COLUMNS["What was not met"], top + 18), folded(row.reason, 46), look.ink, size=15)
    is_settled = row.now_words == "all settled"
    now = look.status["on_track" if is_settled else "at_risk"]
    _write(
        figure, (COLUMNS["Now"], top + 18),
        f"<span style='color:{now.ink}'>{now.shape}</span> {folded(row.now_words, 28)}", look.ink, size=15,
    )  # fmt: skip


def _decision(row: object) -> str:
    return DECISIONS.get(row.decision, "Not decided")


def _write(figure: go.Figure, place: tuple[float, float], words: str, colour: str, *, size: int = 15) -> None:
    figure.add_annotation(
        x=place[0], y=place[1], text=words, showarrow=False, xanchor="left", yanchor="middle", align="left",
        font={"size": size, "color": colour},
    )  # fmt: skip
