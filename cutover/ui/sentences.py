"""Answers in words, as HTML: the headline, points of a list, the answer of another page on one line."""

from collections.abc import Mapping, Sequence

import streamlit as st

import cutover.ui.text as text
from cutover.figures.go_no_go import VERDICT_HEALTH
from cutover.figures.look import Look

MOST_POINTS = 6
NOTHING = "Nothing at this status time."
Row = Mapping[str, object]


def show_answer(row: Row, question: str, detail: str, look: Look) -> None:
    """Show a headline row: health and question, the answer in words, one sentence why."""
    st.html(
        f'<div class="answer"><p class="health">{mark_html(row["health"], look)} {text.plotly(question)}</p>'
        f"<h1>{text.plotly(row['headline'])}</h1><p>{text.plotly(detail)}</p></div>",
        width="stretch",
    )


def show_verdict(row: Row, question: str, detail: str, look: Look) -> None:
    """Show a headline row whose words are the verdict: largest type, its shape and colour before it."""
    status = look.status.get(str(row["health"]), look.status["unknown"])
    st.html(
        f'<div class="answer verdict"><p class="health">{text.plotly(question)}</p>'
        f'<h1><b style="color:{text.plotly(status.ink)}">{text.plotly(status.shape)}</b> '
        f"{text.plotly(row['headline'])}</h1><p>{text.plotly(detail)}</p></div>",
        width="stretch",
    )


def show_points(rows: Sequence[Row], *, says: str, notes: Sequence[str], look: Look) -> None:
    """Show rows as points to be read aloud: shape, column `what` in bold, a sentence, notes below.

    The shape is that of `health`, or of the verdict that the row `causes`.
    """
    if not rows:
        st.html(f'<p class="points">{text.plotly(NOTHING)}</p>')
        return
    st.html(f'<ul class="points">{"".join(_point_html(row, says, notes, look) for row in rows[:MOST_POINTS])}</ul>')
    if len(rows) > MOST_POINTS:
        st.caption(text.markdown(f"and {len(rows) - MOST_POINTS} more in the rows"))


def show_line(row: Row, *, title: str, address: str, look: Look) -> None:
    """Show the headline of another page on one line, with a link to it."""
    st.html(
        f'<p class="line">{mark_html(row["health"], look)} <strong>{text.plotly(title)}:</strong> '
        f"{text.plotly(row['headline'])}. {text.plotly(row['detail'])} "
        f'<a href="{text.plotly(address)}" target="_self">See how</a></p>'
    )


def mark_html(health: object, look: Look, *, word: str | None = None) -> str:
    """Return shape and word of a health in its colour, as HTML; `word` says it more exactly."""
    status = look.status.get(str(health), look.status["unknown"])
    said = f"{status.shape} {word or status.word}"
    return f'<b style="color:{text.plotly(status.ink)}">{text.plotly(said)}</b>'


def _point_html(row: Row, says: str, notes: Sequence[str], look: Look) -> str:
    health = row.get("health") or VERDICT_HEALTH.get(str(row.get("causes")))
    status = look.status.get(str(health), look.status["unknown"])
    below = [row[name] for name in notes if row[name] is not None]
    return (
        f'<li><b style="color:{text.plotly(status.ink)}">{text.plotly(status.shape)}</b>'
        f"<span><strong>{text.plotly(row['what'])}</strong><span>{text.plotly(_sentence(row[says]))}</span>"
        f"<small>{', '.join(text.plotly(text.words(value)) for value in below)}</small></span></li>"
    )


def _sentence(words: object) -> str:
    """Return words as a sentence begins: with a capital letter."""
    said = str(words or "")
    return said[:1].upper() + said[1:]
