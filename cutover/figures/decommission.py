"""Figures of the decommission page: stages, retire dates, what legacy costs a day."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, Status
from cutover.figures.text import escape, shortened

STAGE_NAMES = ("Planned", "Secured", "Interfaces<br>off", "Data<br>migrated", "Archived", "Shut<br>down",
               "Sanitized", "Contracts<br>closed", "Attested")  # fmt: skip
STATES = {
    "done": ("on_track", "done"),
    "next": ("decided", "next"),
    "blocked": ("at_risk", "blocked"),
    "refused": ("late", "claimed, refused"),
    "missed": ("late", "passed over"),
    "not_yet": ("unknown", "not yet"),
}
"""States that have a shape: health whose colour and shape they take, and their word."""

MARKS = {"not_applicable": ("\u2013", "does not apply"), "unknown": ("?", "not known")}
HALTED = ("blocked", "refused")
REASONS = {
    "rollback_needed": "way back needed",
    "warranty_open": "warranty open",
    "records_hold": "records hold",
    "restore_untested": "restore untested",
    "interface_consumer": "interface in use",
    "contract_term": "contract term",
    "privacy": "privacy",
    "other": "other reason",
}
MOST_ROWS = 24
MOST_BLOCKS = 14
BLOCK_ROW = 56
ROW = 42
DATE_ROW = 36
HEIGHT = 430


def stage_matrix(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return components by stage, grouped by system, the row that needs attention first.

    Parameters
    ----------
    frame
        Report `decommission_stages`; rows past `MOST_ROWS` components are left
        to the table.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty("No decommission steps are loaded: load a step per component and stage to see them.", HEIGHT)
    shown = frame[frame["component_position"] <= MOST_ROWS]
    places, labels = _places(shown, look)
    figure = look.figure(max(HEIGHT, 92 + ROW * len(labels)))
    _draw_bands(figure, list(places.values()), look)
    for state, (health, word) in STATES.items():
        _draw_cells(figure, shown[shown["state"] == state], places, look.status[health], word)
    _draw_words(figure, shown, places, look)
    figure.update_yaxes(tickvals=list(labels), ticktext=list(labels.values()), showgrid=False,
                        range=[len(labels) - 0.4, -0.6], tickfont={"size": 15, "color": look.ink})  # fmt: skip
    figure.update_xaxes(tickvals=list(range(9)), ticktext=list(STAGE_NAMES), side="top", range=[-0.5, 8.6],
                        showline=False, tickangle=0, tickfont={"size": 13, "color": look.ink}, ticks="")  # fmt: skip
    _draw_key(figure, shown, look)
    look.more(figure, frame["component_id"].nunique() - len(places))
    return look.describe(figure, _tell_stages(frame))


def block_ages(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return the age of each block in days, the oldest on top, with component and reason.

    Parameters
    ----------
    frame
        Report `decommission_blocks`: a row per component, stage and reason.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty("Nothing is blocked.", HEIGHT)
    blocks = frame.groupby(["component_id", "stage"], sort=False, as_index=False).agg(
        {"component_name": "first", "reason": ", ".join, "is_refused": "max", "blocked_days": "max"}
    )
    shown = blocks.head(MOST_BLOCKS)
    figure = look.figure(max(HEIGHT, 48 + BLOCK_ROW * len(shown)))
    rows = list(range(len(shown)))
    statuses = [look.status["late" if refused else "at_risk"] for refused in shown["is_refused"]]
    days = shown["blocked_days"].fillna(0)
    words = [f"{reason_words(row.reason)} before {row.stage.replace('_', ' ')}" for row in shown.itertuples()]
    ages = ["age not known" if age != age else f"{age:.0f} d" for age in shown["blocked_days"]]
    figure.add_bar(
        x=days, y=rows, orientation="h", width=0.3, hoverinfo="skip",
        marker={"color": [s.fill for s in statuses], "line": {"color": [s.edge for s in statuses], "width": 1.5}},
    )  # fmt: skip
    figure.add_scatter(
        x=[0] * len(rows), y=[y - 0.36 for y in rows], mode="text", textposition="middle right", cliponaxis=False,
        text=[f"{s.shape} <b>{age}</b> {look.text(shortened(name, 40))}" for s, age, name in
              zip(statuses, ages, shown["component_name"], strict=True)],
        textfont={"size": 15, "color": look.ink}, customdata=words, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=rows, mode="text", textposition="middle right", hoverinfo="skip", cliponaxis=False,
        text=[f" {word}" for word in words], textfont={"size": 14, "color": look.muted},
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[len(rows) - 0.4, -0.7])
    figure.update_xaxes(range=[0, 3.4 * max(days.max(), 1)], visible=False)
    look.more(figure, len(blocks) - len(shown))
    told = "; ".join(
        f"{name}: {word}, {age}" for name, word, age in zip(shown["component_name"], words, ages, strict=True)
    )
    return look.describe(figure, f"{len(blocks)} blocks, oldest first. {told}.")


def retire_dates(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return planned against actual or expected retire dates, a line per component, with its slip in days."""
    dated = frame[frame["expected_retire_date"].notna()]
    if dated.empty:
        return look.empty("No retire dates are loaded.", HEIGHT)
    shown = dated.head(MOST_ROWS)
    figure = look.figure(max(HEIGHT, 64 + DATE_ROW * len(shown)))
    base = shown["baseline_retire_date"].fillna(shown["planned_retire_date"]).fillna(shown["expected_retire_date"])
    rows = list(range(len(shown)))
    for is_late, health in ((True, "late"), (False, "on_track")):
        kept = [(y, *ends) for y, *ends, slip in zip(rows, base, shown["expected_retire_date"], shown["slip_days"],
                                                     strict=True) if (slip > 0) is is_late]  # fmt: skip
        figure.add_scatter(
            x=[at for _, start, end in kept for at in (start, end, None)], y=[n for y, *_ in kept for n in (y, y, None)],
            mode="lines", hoverinfo="skip", line={"color": look.status[health].edge, "width": 4},
        )  # fmt: skip
    figure.add_scatter(x=base, y=rows, mode="markers", hovertemplate="planned %{x|%-d %b %Y}<extra></extra>",
                       marker={"symbol": "line-ns", "size": 18, "line": {"color": look.muted, "width": 3}})  # fmt: skip
    for retired, symbol, word in ((True, "circle", "retired"), (False, "diamond-open", "expected")):
        kept = shown["is_retired"].eq(retired).to_numpy()
        figure.add_scatter(
            x=shown["expected_retire_date"][kept], y=[y for y, keep in zip(rows, kept, strict=True) if keep],
            mode="markers", hovertemplate=word + " %{x|%-d %b %Y}<extra></extra>",
            marker={"symbol": symbol, "size": 15, "color": look.ink, "line": {"color": look.ink, "width": 2.5}},
        )  # fmt: skip
    later = [max(pair) for pair in zip(base, shown["expected_retire_date"], strict=True)]
    figure.add_scatter(
        x=later, y=rows, mode="text", text=[f"    <b>{slip_words(slip)}</b>" for slip in shown["slip_days"]],
        textposition="middle right", textfont={"size": 15, "color": look.ink}, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    names = [_folded(name, look) for name in shown["component_name"]]
    figure.update_yaxes(tickvals=rows, ticktext=names, range=[len(rows) - 0.4, -0.7], showgrid=False,
                        tickfont={"size": 15, "color": look.ink})  # fmt: skip
    span = [min(base.min(), shown["expected_retire_date"].min()), max(base.max(), shown["expected_retire_date"].max())]
    room = (span[1] - span[0]) * 0.04 + pd.Timedelta(days=4)
    look.time_axis(figure, "| planned  ● retired  ◇ expected")
    figure.update_xaxes(range=[span[0] - room, span[1] + 7 * room], showgrid=True, tickangle=0, nticks=6)
    look.status_line(figure)
    look.more(figure, len(dated) - len(shown))
    slipped = dated[dated["slip_days"] > 0]
    told = "; ".join(f"{row.component_name} {slip_words(row.slip_days)}" for row in shown.itertuples())
    return look.describe(
        figure, f"Retire dates of {len(dated)} components, {len(slipped)} later than planned. {told}."
    )  # fmt: skip


def legacy_cost(frame: pd.DataFrame, programme: pd.DataFrame, look: Look) -> go.Figure:
    """Return what legacy costs a day, as it was, as expected and as planned, in USD.

    Parameters
    ----------
    frame
        Report `legacy_cost`: a row per local day.
    programme
        Report `programme_summary`, for go-live.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty("No component has a cost: load annual_cost_usd to see what legacy costs a day.", HEIGHT)
    figure = look.figure(HEIGHT)
    actual, forecast = frame[~frame["is_forecast"]], frame[frame["is_forecast"]]
    forecast = pd.concat([actual.tail(1), forecast])
    hover = "%{x|%a %-d %b %Y}: $%{y:,.0f} a day<extra></extra>"
    step = {"mode": "lines", "hovertemplate": hover}
    colour, plan = look.series[0], {"color": look.muted, "width": 2, "shape": "hv"}
    figure.add_scatter(x=frame["day"], y=frame["planned_usd"], line=plan, **step)
    figure.add_scatter(x=actual["day"], y=actual["running_usd"], line={"color": colour, "width": 4, "shape": "hv"},
                       **step)  # fmt: skip
    figure.add_scatter(x=forecast["day"], y=forecast["running_usd"], **step,
                       line={"color": colour, "width": 3, "dash": "dash", "shape": "hv"})  # fmt: skip
    now, unknown = actual.tail(1), int(frame["unknown_count"].iloc[0])
    _name_lines(figure, frame, look)
    figure.update_yaxes(rangemode="tozero", tickprefix="$", tickformat=",.0f", title_text="USD a day")
    look.time_axis(figure)
    look.status_line(figure)
    if len(programme):
        look.event_line(figure, programme["go_live_at"].iloc[0], "Go-live")
        figure.update_annotations(selector={"text": "Go-live"}, y=0, xanchor="right", xshift=-4)
    today = f"{now['running_usd'].iloc[0]:,.0f}" if len(now) else "not known"
    total = now["since_go_live_usd"].iloc[0] if len(now) else float("nan")
    since = f", ${total:,.0f} since go-live" if total == total else ""
    beside = f" The cost of {unknown} components is not known." if unknown else ""
    return look.describe(
        figure,
        f"Legacy costs ${today} a day at the status time{since}; expected "
        f"${frame['running_usd'].iloc[-1]:,.0f} a day from {frame['day'].iloc[-1]:%-d %b %Y}.{beside}",
    )


def slip_words(days: float) -> str:
    """Return a slip in days as words: '60 d late', '4 d early', 'on time'; 'not known' for null."""
    if days is None or days != days:
        return "not known"
    return f"{days:.0f} d late" if days > 0 else f"{-days:.0f} d early" if days < 0 else "on time"


def _places(frame: pd.DataFrame, look: Look) -> tuple[dict[str, int], dict[int, str]]:
    """Return the row of each component and the label of every row; a system opens a row of its own."""
    places: dict[str, int] = {}
    labels: dict[int, str] = {}
    system = None
    for row in frame.drop_duplicates("component_id").itertuples():
        if row.system != system:
            labels[len(labels)] = f"<b>{_folded(row.system, look)}</b>"
            system = row.system
        places[row.component_id] = len(labels)
        labels[len(labels)] = _folded(row.component_name, look)
    return places, labels


def _draw_bands(figure: go.Figure, rows: list[int], look: Look) -> None:
    """Draw the cells as pale boxes with gaps between them; the row of a heading has none."""
    figure.add_heatmap(
        x=list(range(9)), y=list(range(max(rows) + 1)), z=[[0 if y in rows else None] * 9 for y in range(max(rows) + 1)],
        xgap=4, ygap=4, showscale=False, hoverinfo="skip", hoverongaps=False, opacity=0.55,
        colorscale=[[0, look.grid], [1, look.grid]],
    )  # fmt: skip


def _draw_cells(figure: go.Figure, frame: pd.DataFrame, places: dict[str, int], status: Status, word: str) -> None:
    """Draw the cells of one state as markers that say their row in a sentence."""
    figure.add_scatter(
        x=frame["position"], y=[places[key] for key in frame["component_id"]], mode="markers",
        marker={"symbol": status.symbol, "size": 16, "color": status.edge if word == "not yet" else status.fill,
                "line": {"color": status.edge, "width": 2}},
        customdata=[_sentence(row, word) for row in frame.itertuples()], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _draw_words(figure: go.Figure, frame: pd.DataFrame, places: dict[str, int], look: Look) -> None:
    """Write marks into cells that have no shape, and the age of blocks beside theirs."""
    marked = frame[frame["state"].isin(MARKS)]
    figure.add_scatter(
        x=marked["position"], y=[places[key] for key in marked["component_id"]], mode="text", hoverinfo="skip",
        text=[MARKS[state][0] for state in marked["state"]], textfont={"size": 16, "color": look.muted},
    )  # fmt: skip
    halted = frame[frame["state"].isin(HALTED) & frame["blocked_days"].notna()]
    figure.add_scatter(
        x=halted["position"] + 0.2, y=[places[key] for key in halted["component_id"]], mode="text", hoverinfo="skip",
        text=[f"<b>{days:.0f} d</b>" for days in halted["blocked_days"]], textposition="middle right",
        textfont={"size": 14, "color": look.ink}, cliponaxis=False,
    )  # fmt: skip


def _sentence(row: object, word: str) -> str:
    stage = row.stage.replace("_", " ")
    at = row.actual_date if row.state == "done" else row.planned_date
    when = (
        f" on {at:%-d %b %Y}" if row.state == "done" and at == at else f", planned {at:%-d %b %Y}" if at == at else ""
    )
    why = f": {reason_words(row.reason)}" if isinstance(row.reason, str) else ""
    return f"{escape(row.component_name)}, {stage} {word}{when}{why}"


def reason_words(reasons: str) -> str:
    """Return codes of reasons as words: 'records_hold, privacy' gives 'records hold, privacy'."""
    return ", ".join(REASONS.get(code, code.replace("_", " ")) for code in reasons.split(", "))


def _draw_key(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Name the shapes that occur, on one line under the matrix."""
    present = set(frame["state"])
    words = [
        f'<span style="color:{look.status[health].ink}">{look.status[health].shape}</span> {word}'
        for state, (health, word) in STATES.items() if state in present
    ] + [f"{mark} {word}" for state, (mark, word) in MARKS.items() if state in present]  # fmt: skip
    figure.add_annotation(x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-4,
                          text="   ".join(words), showarrow=False, font={"size": 15, "color": look.ink})  # fmt: skip
    figure.update_layout(margin_b=34)


def _tell_stages(frame: pd.DataFrame) -> str:
    rows = frame.drop_duplicates("component_id")
    halted = frame[frame["state"].isin(HALTED)].drop_duplicates("component_id")
    told = "; ".join(f"{r.component_name} at {r.stage.replace('_', ' ')}: {reason_words(r.reason)}"
                     for r in halted.itertuples())  # fmt: skip
    done = (frame["state"] == "done").sum()
    applicable = (frame["state"] != "not_applicable").sum()
    beside = f" Blocked: {told}." if told else " None is blocked."
    hidden = f" The first {MOST_ROWS} are drawn." if len(rows) > MOST_ROWS else ""
    return f"{done} of {applicable} stages of {len(rows)} components are done.{beside}{hidden}"


def _name_lines(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Name the lines where they part most, instead of in a legend."""
    gap = (frame["running_usd"] - frame["planned_usd"]).abs()
    gap = gap.where(frame["planned_usd"] > 0.15 * frame["planned_usd"].max(), 0)
    at = int(gap.to_numpy().argmax())
    for column, words, colour in (("running_usd", "actual, then expected", look.series[0]),
                                  ("planned_usd", "baseline plan", look.muted)):  # fmt: skip
        is_upper = frame[column].iloc[at] >= frame[["running_usd", "planned_usd"]].iloc[at].max()
        figure.add_annotation(x=frame["day"].iloc[at], y=frame[column].iloc[at], text=f"<b>{words}</b>",
                              showarrow=False, xanchor="left", yshift=16 if is_upper else -16,
                              font={"color": colour, "size": 15})  # fmt: skip


def _folded(name: str, look: Look) -> str:
    """Return a name on at most two lines."""
    return "<br>".join(look.text(line) for line in wrap(name, 26, max_lines=2, placeholder="…"))
