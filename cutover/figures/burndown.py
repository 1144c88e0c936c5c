"""How much work is left against the plan, and how far each workstream is."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT as HEIGHT
from cutover.figures.look import Look, day_and_time

HEADROOM = 1.14
"""Room over the highest line, for the names of moments."""
MOST_BARS = 10
"""Groups that fit beside the burn-down at its height."""

WORDS = {"count": "tasks", "hours": "hours"}
ENDS = {"rate": "forecast_finish_at", "network": "network_finish_at"}


def burndown(
    lines: pd.DataFrame, forecast: pd.DataFrame, network: pd.DataFrame, band: pd.DataFrame, summary: pd.DataFrame,
    look: Look, *, unit: str = "count",
) -> go.Figure:  # fmt: skip
    """Return scope, work left, plan, ideal line and forecast over time.

    Parameters
    ----------
    lines, forecast, network, band, summary
        Rows of the reports `burndown`, `burndown_forecast`,
        `burndown_network`, `burndown_band` and `programme_summary`.
    look
        Theme, zone and status time.
    unit
        'count' for tasks, 'hours' for hours of work.
    """
    if lines.empty:
        return look.empty("No tasks are loaded: load a plan to see what is left.", HEIGHT)
    figure = look.figure(HEIGHT)
    told = lines.dropna(subset=[f"remaining_{unit}"])
    outlook = forecast.iloc[0]
    _add_plan(figure, lines, look, unit)
    _add_told(figure, told, look, unit)
    _add_rate(figure, told, outlook, band, look)
    _add_network(figure, network, outlook, look)
    top = max(lines[[f"scope_{unit}", f"planned_remaining_{unit}"]].max().max(), 1)
    figure.update_yaxes(title_text=f"{WORDS[unit].capitalize()} left", range=[0, top * HEADROOM], tickformat=",d")
    figure.update_xaxes(range=_time_range(lines, outlook, band))
    _add_moments(figure, summary.iloc[0], outlook, look)
    look.time_axis(figure)
    look.status_line(figure)
    return look.describe(figure, _describe_burndown(told, outlook, band, unit))


def progress_by_group(counts: pd.DataFrame, look: Look) -> go.Figure:
    """Return the share of tasks complete by group, the ten least first, with a tick at the share of hours done.

    Parameters
    ----------
    counts
        Rows of the report `task_counts`.
    look
        Theme, zone and status time.
    """
    shown = (
        counts.dropna(subset=["complete_percent"])
        .sort_values(["complete_percent", "task_count"], ascending=[True, False], kind="stable")
        .head(MOST_BARS)
    )
    if shown.empty:
        return look.empty("No tasks are loaded.", HEIGHT)
    figure = look.figure(HEIGHT)
    names = [look.text(name) for name in shown["group_value"]]
    wanted = shown["task_count"] - shown["skipped_count"]
    said = [
        f"{done:,} of {tasks:,}" + (f", {late:,} late" if late else "")
        for done, tasks, late in zip(shown["complete_count"], wanted, shown["late_count"], strict=True)
    ]
    bar = {"y": names, "orientation": "h", "width": 0.3, "hoverinfo": "skip"}
    figure.add_bar(x=[100.0] * len(names), marker={"color": look.grid}, **bar)
    figure.add_bar(
        x=shown["complete_percent"], marker={"color": look.series[0]},
        customdata=list(zip(said, shown["done_percent"].fillna(0), strict=True)),
        hovertemplate="%{y}: %{customdata[0]} tasks complete (%{x:.0f} %), %{customdata[1]:.0f} % of the hours"
        "<extra></extra>", **(bar | {"hoverinfo": None}),
    )  # fmt: skip
    figure.add_scatter(
        x=shown["done_percent"], y=names, mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 3, "color": look.ink}},
    )  # fmt: skip
    for name, words in zip(names, said, strict=True):
        figure.add_annotation(
            x=0, y=name, text=f"<b>{name}</b>  {words}", showarrow=False, xanchor="left", yshift=15,
            font={"size": 15, "color": look.ink},
        )  # fmt: skip
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(range=[max(len(names), 6) - 0.5, -0.8], showticklabels=False, showgrid=False)
    figure.update_xaxes(range=[0, 101], ticksuffix=" %", dtick=25, title_text="complete; tick: by hours")
    return look.describe(figure, "Tasks complete, least first: " + "; ".join(
        f"{name} {words}" for name, words in zip(shown["group_value"], said, strict=True)
    ) + ".")  # fmt: skip


def _add_plan(figure: go.Figure, lines: pd.DataFrame, look: Look, unit: str) -> None:
    """Draw the baseline: its curve of due tasks, thin, and the ideal line, dotted; name both."""
    thin = {"mode": "lines", "hoverinfo": "skip"}
    planned, ideal = lines[f"planned_remaining_{unit}"], lines[f"ideal_remaining_{unit}"]
    figure.add_scatter(x=lines["step_at"], y=ideal, line={"color": look.muted, "width": 1.5, "dash": "dot"}, **thin)
    figure.add_scatter(x=lines["step_at"], y=planned, line={"color": look.muted, "width": 2}, **thin)
    top = float(planned.iloc[0])
    for values, level, name, side in ((planned, 0.33, "Plan", "right"), (ideal, 0.55, "Ideal", "left")):
        if top and values.notna().any():
            place = (values - level * top).abs().idxmin()
            figure.add_annotation(
                x=lines["step_at"][place], y=values[place], text=name, showarrow=False, xanchor=side,
                xshift=-8 if side == "right" else 8, yshift=-10 if side == "right" else 10,
                font={"color": look.muted, "size": 15},
            )  # fmt: skip


def _add_told(figure: go.Figure, told: pd.DataFrame, look: Look, unit: str) -> None:
    """Draw scope, a step line, and work left, solid, up to the status time."""
    if told.empty:
        return
    scope, left = told[f"scope_{unit}"], told[f"remaining_{unit}"]
    words = WORDS[unit]
    figure.add_scatter(
        x=told["step_at"], y=scope, mode="lines", line={"color": look.series[4], "width": 2.5, "shape": "hv"},
        hovertemplate=f"%{{y:,.0f}} {words} in scope on %{{x|%a %-d %b %Y, %H:%M}}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=told["step_at"], y=left, mode="lines", line={"color": look.series[0], "width": 4},
        customdata=told[[f"scope_{unit}", f"planned_remaining_{unit}"]],
        hovertemplate=f"%{{x|%a %-d %b %Y, %H:%M}}: %{{y:,.0f}} of %{{customdata[0]:,.0f}} {words} left, "
        "plan %{customdata[1]:,.0f}<extra></extra>",
    )  # fmt: skip
    at = told["step_at"].iloc[-1]
    figure.add_scatter(
        x=[at], y=[left.iloc[-1]], mode="markers", hoverinfo="skip", marker={"color": look.series[0], "size": 11}
    )
    look.end_label(figure, at, scope.iloc[-1], f"Scope {scope.iloc[-1]:,.0f}", colour=look.series[4])
    figure.add_annotation(
        x=at, y=left.iloc[-1], text=f"<b>Left {left.iloc[-1]:,.0f}</b>", showarrow=False, xanchor="left", xshift=8,
        yshift=14 if left.iloc[-1] > 0.06 * scope.iloc[-1] else 34, font={"color": look.series[0], "size": 16},
    )  # fmt: skip


def _add_rate(
    figure: go.Figure, told: pd.DataFrame, outlook: pd.Series, band: pd.DataFrame, look: Look
) -> None:  # fmt: skip
    """Draw the forecast by rate, dashed, and its band from the P50 to the P95 finish, pale."""
    if told.empty or pd.isna(outlook["forecast_finish_at"]) or not outlook["remaining"]:
        return
    colour, ends = look.series[0], band["finish_at"].dropna()
    if len(ends) > 1:
        figure.add_scatter(
            x=[outlook["as_of"], ends.iloc[0], ends.iloc[-1]], y=[outlook["remaining"], 0, 0], fill="toself",
            mode="none", fillcolor=_pale(colour), hoverinfo="skip",
        )  # fmt: skip
    figure.add_scatter(
        x=[outlook["as_of"], outlook["forecast_finish_at"]], y=[outlook["remaining"], 0], mode="lines",
        line={"color": colour, "width": 1.5 if outlook["driver"] == "network" else 2.5, "dash": "dash"},
        hoverinfo="skip",
    )  # fmt: skip
    _name_end(figure, outlook, "rate", "By rate", colour)


def _add_network(figure: go.Figure, network: pd.DataFrame, outlook: pd.Series, look: Look) -> None:
    """Draw the burn-down that the network forecasts, dashed, with a diamond where its last task ends."""
    if network.empty:
        return
    colour = look.series[1]
    figure.add_scatter(
        x=network["step_at"], y=network["remaining"], mode="lines",
        line={"color": colour, "width": 2.5 if outlook["driver"] == "network" else 1.5, "dash": "dash"},
        hovertemplate="%{x|%a %-d %b %Y, %H:%M}: %{y:,.0f} left by the network<extra></extra>",
    )  # fmt: skip
    last = network.iloc[-1]
    figure.add_scatter(
        x=[last["step_at"]], y=[last["remaining"]], mode="markers", hoverinfo="skip",
        marker={"symbol": "diamond", "size": 13, "color": colour},
    )  # fmt: skip
    _name_end(figure, outlook, "network", "By network", colour)


def _name_end(figure: go.Figure, outlook: pd.Series, driver: str, name: str, colour: str) -> None:
    """Name the end of a forecast above its line, the one that counts in bold; two names stand at two heights."""
    at = outlook[ENDS[driver]]
    words = f"{name} {_short(at)}"
    figure.add_annotation(
        x=at, y=0, text=f"<b>{words}</b>" if outlook["driver"] == driver else words, showarrow=False,
        yanchor="bottom", xanchor="right" if driver == "network" else "left", xshift=8 if driver == "network" else 6,
        yshift=34 if driver == "network" else 4, font={"color": colour, "size": 15},
    )  # fmt: skip


def _add_moments(figure: go.Figure, summary: pd.Series, outlook: pd.Series, look: Look) -> None:
    """Mark go-live and the end of the baseline inside the plot, and shade the cutover window."""
    start, finish = summary["cutover_start_at"], summary["cutover_finish_at"]
    if pd.notna(start) and pd.notna(finish):
        figure.add_vrect(x0=start, x1=finish, fillcolor=look.muted, opacity=0.14, line_width=0, layer="below")
    for at, name, height in (
        (summary["go_live_at"], "Go-live", 0.99),
        (outlook["baseline_finish_at"], "Baseline ends", 0.91),
    ):
        if pd.notna(at):
            figure.add_shape(
                type="line", x0=at, x1=at, y0=0, y1=height, yref="paper", line={"color": look.muted, "width": 1,
                "dash": "dot"},
            )  # fmt: skip
            figure.add_annotation(
                x=at, y=height, yref="paper", yanchor="top", xanchor="right", xshift=-4, text=f"{name} {_short(at)}",
                showarrow=False, font={"color": look.muted, "size": 14},
            )  # fmt: skip


def _time_range(lines: pd.DataFrame, outlook: pd.Series, band: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the first and last moment shown: a forecast may reach beyond the plan by half of its length."""
    first, last = lines["step_at"].iloc[0], lines["step_at"].iloc[-1]
    forecasts = [outlook[name] for name in ENDS.values()]
    ends = [end for end in (*forecasts, *band["finish_at"]) if pd.notna(end)]
    reach = min(max([last, *ends]), last + (last - first) / 2)
    return [first, reach + (reach - first) * 0.08]


def _describe_burndown(told: pd.DataFrame, outlook: pd.Series, band: pd.DataFrame, unit: str) -> str:
    if told.empty:
        return "Burn-down: the status time lies before the plan."
    last, words = told.iloc[-1], WORDS[unit]
    said = (
        f"Burn-down: {last[f'remaining_{unit}']:,.0f} of {last[f'scope_{unit}']:,.0f} {words} are left on "
        f"{day_and_time(last['step_at'])}, where the plan had {last[f'planned_remaining_{unit}']:,.0f}."
    )
    if pd.notna(outlook["forecast_finish_at"]) and outlook["remaining"]:
        said += f" At {outlook['rate']:,.1f} {words} a {outlook['interval_unit']} it ends "
        said += f"{day_and_time(outlook['forecast_finish_at'])}."
        ends = band.dropna(subset=["finish_at"])
        said += "".join(f" P{row.percent}: {day_and_time(row.finish_at)}." for row in ends.itertuples())
    if pd.notna(outlook["network_finish_at"]) and outlook["remaining"]:
        said += f" By the network of links it ends {day_and_time(outlook['network_finish_at'])}."
        said += f" The {outlook['driver']} counts."
    return said + (f" {outlook['reason']}" if isinstance(outlook["reason"], str) else "")


def _short(at: pd.Timestamp) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
