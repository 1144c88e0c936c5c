"""Who voted what: customer and provider side by side by role, dissent with its reason."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.go_no_go import VERDICT_HEALTH, VERDICT_WORDS
from cutover.figures.look import MAIN_HEIGHT, Look
from cutover.figures.text import clean, folded, shortened
from cutover.wording import words as spoken

SIDES = ("customer", "provider")
LEFT = {"customer": 0.36, "provider": 0.69}
"""Where the column of a side begins, as a share of the width."""
ROOMY, CLOSE, LINE, TOP = 64, 40, 21, 34
"""Pixels of a role, of one where there are many, of a line of a reason, of the names of the sides."""
MANY = 5
LONGEST_REASON = 2
"""Lines of a reason; the table behind holds all of it."""
LETTERS = 60


def votes_by_side(votes: pd.DataFrame, look: Look) -> go.Figure:
    """Return the votes by role, customer beside provider; a vote other than go says why.

    Parameters
    ----------
    votes
        Rows of the report `votes_by_role`.
    look
        Theme, zone and status time.
    """
    if votes.empty:
        return look.empty("Nobody is asked to vote on this checkpoint.", MAIN_HEIGHT)
    pitch = ROOMY if len(votes) <= MANY else CLOSE
    reasons = [_reasons(row) for row in votes.itertuples()]
    total = TOP + sum(pitch + LINE * len(lines) + 6 * bool(lines) for lines in reasons)
    figure = look.figure(max(MAIN_HEIGHT, total + 36))
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(range=[max(total, MAIN_HEIGHT - 36), 0], visible=False, fixedrange=True)
    for side in SIDES:
        _write(figure, LEFT[side], 12, f"<b>{side.capitalize()}</b>", look.sides[side], size=16)
    top = TOP
    for row, lines in zip(votes.itertuples(), reasons, strict=True):
        _add_role(figure, row, top, look, is_close=pitch == CLOSE)
        for place, (side, line) in enumerate(lines):
            _write(figure, 0, top + pitch - 3 + LINE * place, look.text(line), look.sides[side], size=15)
        top += pitch + LINE * len(lines) + 6 * bool(lines)
    return look.describe(figure, _describe(votes))


def _add_role(figure: go.Figure, row: object, top: float, look: Look, *, is_close: bool) -> None:
    """Draw one role: a thin line above, its name, the vote of each side, and by whom and when."""
    figure.add_shape(type="line", x0=0, x1=1, y0=top - 6, y1=top - 6, line={"color": look.grid, "width": 1})
    name = look.text(shortened(spoken(row.role), 20)) if is_close else folded(spoken(row.role), 18)
    _write(figure, 0, top + (24 if "<br>" in name else 16), name, look.ink, size=16)
    for side in SIDES:
        vote = getattr(row, f"{side}_vote")
        is_asked = bool(getattr(row, f"{side}_is_required", False) or False)
        status = look.status[VERDICT_HEALTH.get(vote, "unknown")]
        words = VERDICT_WORDS.get(vote, "Awaited" if is_asked else "Not asked")
        if vote in VERDICT_WORDS or is_asked:
            words = f"<span style='color:{status.ink}'>{status.shape} <b>{words}</b></span>"
        _write(figure, LEFT[side], top + 16, words, look.muted, size=18)
        who = _who(row, side)
        if who and not is_close:
            _write(figure, LEFT[side], top + 38, look.text(who), look.muted, size=14)


def _write(figure: go.Figure, x: float, y: float, words: str, colour: str, *, size: int) -> None:
    figure.add_annotation(
        x=x, y=y, text=words, showarrow=False, xanchor="left", yanchor="middle", align="left",
        font={"size": size, "color": colour},
    )  # fmt: skip


def _who(row: object, side: str) -> str:
    """Return who voted and when: 'A. Ruiz, 14 Mar'; a name that only repeats side and role is left out."""
    voter, at = clean(getattr(row, f"{side}_voter")), getattr(row, f"{side}_voted_at")
    is_told = bool(voter) and voter.lower() != f"{side} {row.role}".replace("_", " ").lower()
    return ", ".join([shortened(voter, 20)] * is_told + ([f"{at:%-d %b}"] if pd.notna(at) else []))


def _reasons(row: object) -> list[tuple[str, str]]:
    """Return the lines of the reasons of votes that are not go, each with its side."""
    lines: list[tuple[str, str]] = []
    for side in SIDES:
        vote, comment = getattr(row, f"{side}_vote"), getattr(row, f"{side}_comment")
        if vote in {"conditional", "no_go"} and isinstance(comment, str):
            said = wrap(
                f"{side.capitalize()}: “{clean(comment)}”", LETTERS, max_lines=LONGEST_REASON, placeholder=" …”"
            )
            lines += [(side, line) for line in said]
    return lines


def _describe(votes: pd.DataFrame) -> str:
    said = "; ".join(
        f"{spoken(row.role)}: "
        + ", ".join(
            f"{side} {VERDICT_WORDS.get(getattr(row, f'{side}_vote'), 'no vote').lower()}"
            for side in SIDES
        )
        for row in votes.itertuples()
    )  # fmt: skip
    dissent = int(votes["is_dissent"].sum())
    return f"Votes of customer and provider by role, {dissent} where the sides differ or object. {said}."
