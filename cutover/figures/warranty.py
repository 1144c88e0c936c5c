"""Figures of the warranty page: flow and backlog, ages, SLA, exit streaks, resolve times."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look, status_word
from cutover.figures.text import length

DAY = pd.Timedelta(days=1)
ROOM = 1.8
"""Bars reach up to one part of so many; the names of the panels stand over them."""
BAR_MS = 0.8 * 86_400_000
MOST_DAYS = 15
"""Working days of exit criteria that are drawn; the rows hold all."""
HEIGHT = 430
STREAK_SYMBOLS = {True: ("on_track", "held"), False: ("late", "missed"), None: ("unknown", "not known")}
QUANTILES = (("median_minutes", "half"), ("p85_minutes", "85 %"), ("p95_minutes", "95 %"))


def incident_flow(frame: pd.DataFrame, programme: pd.DataFrame, look: Look) -> go.Figure:
    """Return arrivals (up) against closures (down) per day, and the backlog on a panel of its own.

    Parameters
    ----------
    frame
        Report `incident_flow`: a row per local day.
    programme
        Report `programme_summary`: one row; go-live and the end of the
        warranty are drawn where they fall inside.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty(
            "No incident has been opened. Load an incident export to see how they come and go.", MAIN_HEIGHT
        )
    opened, resolved, backlog = look.series[1], look.series[2], look.series[0]
    figure = look.figure(MAIN_HEIGHT)
    middle = frame["day"] + DAY / 2
    hover = "%{x|%a %-d %b %Y}: %{customdata} "
    bars = {"width": BAR_MS, "yaxis": "y", "marker_line_width": 0}
    figure.add_bar(x=middle, y=frame["opened_count"], customdata=frame["opened_count"], marker_color=opened,
                   hovertemplate=hover + "opened<extra></extra>", **bars)  # fmt: skip
    figure.add_bar(x=middle, y=-frame["resolved_count"], customdata=frame["resolved_count"], marker_color=resolved,
                   hovertemplate=hover + "resolved<extra></extra>", **bars)  # fmt: skip
    ends = (frame["day"] + DAY).where(frame.index != frame.index[-1], look.as_of or frame["day"].iloc[-1] + DAY)
    figure.add_scatter(x=ends, y=frame["open_count"], yaxis="y2", mode="lines", line={"color": backlog, "width": 3},
                       hovertemplate="%{x|%a %-d %b %Y}: %{y} open<extra></extra>")  # fmt: skip
    _two_panels(figure, frame, look)
    now = int(frame["open_count"].iloc[-1])
    figure.add_annotation(x=ends.iloc[-1], y=now, yref="y2", text=f"<b>{now:,} open</b>", showarrow=False,
                          xanchor="left", xshift=6, font={"color": backlog, "size": 16})  # fmt: skip
    look.time_axis(figure)
    look.status_line(figure)
    _draw_moments(figure, frame, programme, look)
    worst = frame.loc[frame["open_count"].idxmax()]
    return look.describe(
        figure,
        f"Incidents per day from {frame['day'].iloc[0]:%-d %b %Y}: {frame['opened_count'].sum():,} opened, "
        f"{frame['resolved_count'].sum():,} resolved. Backlog {now:,}, at most {worst['open_count']:,} on "
        f"{worst['day']:%-d %b %Y}.",
    )


def open_by_age(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return open incidents as a matrix of current severity by age band, with the count in each cell."""
    if frame.empty:
        return look.empty("No incident is open.", MAIN_HEIGHT)
    counts = frame.pivot_table(index="severity", columns="position", values="open_count", aggfunc="sum").sort_index()
    bands = frame.drop_duplicates("position").sort_values("position")["age_band"].tolist()
    rows = [f"Severity {s}" if s.isdigit() else "Not given" for s in counts.index]
    figure = look.figure(MAIN_HEIGHT)
    figure.add_heatmap(
        z=counts.to_numpy() ** 0.5, x=bands, y=rows, xgap=4, ygap=4, showscale=False, zmin=0,
        colorscale=[[0, look.grid], [0.01, _mixed(look, 0.25)], [1, look.series[0]]], customdata=counts.to_numpy(),
        hovertemplate="%{y}, open for %{x} days: %{customdata:,}<extra></extra>",
    )  # fmt: skip
    top = counts.to_numpy().max() ** 0.5
    cells = [(band, name, count) for name, row in zip(rows, counts.to_numpy(), strict=True)
             for band, count in zip(bands, row, strict=True)]  # fmt: skip
    figure.add_scatter(
        x=[band for band, _, _ in cells], y=[name for _, name, _ in cells], mode="text", hoverinfo="skip",
        text=[f"{count:,.0f}" for _, _, count in cells], textfont={
            "size": 20,
            "color": [look.paper if n**0.5 > 0.55 * top else look.ink if n else look.muted for _, _, n in cells],
        },
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 16, "color": look.ink})
    figure.update_xaxes(title_text="days open", type="category", side="top", tickfont={"size": 16, "color": look.ink})
    told = "; ".join(
        f"{name.lower()}: " + ", ".join(f"{count:,.0f} for {band} days" for band, count in zip(bands, row, strict=True))
        for name, row in zip(rows, counts.to_numpy(), strict=True)
    )
    return look.describe(figure, f"Open incidents by age. {told}.")


def sla_attainment(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return the share resolved within the SLA by first severity, its target, and what is open past it."""
    if frame.empty:
        return look.empty("No incident is loaded.", HEIGHT)
    figure = look.figure(HEIGHT)
    rows = [f"Severity {s}" if s.isdigit() else s.capitalize() for s in frame["group_value"]]
    told = []
    for name, row in zip(rows, frame.itertuples(), strict=True):
        status, ended = look.status[row.health], row.met_count + row.breached_count
        known = row.attained_percent == row.attained_percent
        if known:
            figure.add_bar(
                x=[row.attained_percent], y=[name], orientation="h", width=0.36, marker_color=status.fill,
                marker_line={"color": status.edge, "width": 1.5},
                hovertemplate=f"{name}: {row.met_count:,} of {ended:,} resolved in time<extra></extra>",
            )  # fmt: skip
            figure.add_scatter(
                x=[row.target_percent], y=[name], mode="markers", hoverinfo="skip",
                marker={"symbol": "line-ns", "size": 38, "line": {"color": look.ink, "width": 3}},
            )  # fmt: skip
        share = f"{row.attained_percent:.0f} % of {ended:,}" if known else "not determinable"
        beside = f" · {row.open_breached_count:,} open past due" if row.open_breached_count else ""
        word = f"{status.shape} {status_word(row.health)}" if known else status.shape
        figure.add_annotation(
            x=0, y=name, text=f"<b>{name}</b>  {word} · {share}{beside}", showarrow=False, xanchor="left",
            yshift=30, font={"size": 16, "color": look.ink},
        )  # fmt: skip
        told.append(f"{name} {share}{beside}")
    _mark_target(figure, rows, frame, look)
    figure.update_xaxes(range=[0, 102], ticksuffix=" %", dtick=25)
    figure.update_yaxes(autorange="reversed", visible=False, type="category")
    return look.describe(figure, f"Resolved within the SLA: {'; '.join(told)}.")


def exit_streaks(course: pd.DataFrame, streaks: pd.DataFrame, look: Look) -> go.Figure:
    """Return exit criteria by working day, held or missed, with the days held of those needed."""
    if streaks.empty:
        return look.empty("No exit criteria are loaded: nothing shows when the warranty may end.", HEIGHT)
    height = max(HEIGHT, 76 + 46 * len(streaks))
    figure = look.figure(height)
    days = sorted(course["day"].unique())[-MOST_DAYS:]
    course = course[course["day"].isin(days)]
    place = {day: position for position, day in enumerate(days)}
    row_of = {key: position for position, key in enumerate(streaks["exit_criterion_id"])}
    for met, (health, word) in STREAK_SYMBOLS.items():
        kept = course[course["is_met"].isna() if met is None else course["is_met"].eq(met).fillna(False)]
        status = look.status[health]
        figure.add_scatter(
            x=[place[day] for day in kept["day"]], y=[row_of[key] for key in kept["exit_criterion_id"]],
            mode="markers", hovertemplate="%{customdata}<extra></extra>",
            customdata=[
                f"{look.text(row.exit_criterion_name)}, {row.day:%a %-d %b}: {word}"
                + ("" if row.actual != row.actual else f" ({row.actual:g})")
                for row in kept.itertuples()
            ],
            marker={"symbol": status.symbol, "size": 16, "color": status.edge if met is None else status.fill,
                    "line": {"color": status.edge, "width": 2}},
        )  # fmt: skip
    figure.add_scatter(
        x=[len(days) - 0.4] * len(streaks), y=list(range(len(streaks))), mode="text", textposition="middle right",
        text=[f"<b>{row.held_days} / {row.needed_days}</b>" for row in streaks.itertuples()], hoverinfo="skip",
        textfont={"size": 17, "color": [look.status[health].ink for health in streaks["health"]]}, cliponaxis=False,
    )  # fmt: skip
    names = ["<br>".join(look.text(line) for line in wrap(name, 34)) for name in streaks["exit_criterion_name"]]
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, showgrid=False,
                        range=[len(names) - 0.4, -0.6], tickfont={"size": 15, "color": look.ink})  # fmt: skip
    figure.update_xaxes(tickvals=list(range(len(days))), ticktext=_day_names(days),
                        side="top", range=[-0.6, len(days) + 1.1], tickangle=0, showline=False)  # fmt: skip
    held = int(streaks["is_held"].sum())
    told = "; ".join(f"{r.exit_criterion_name}: {r.held_days} of {r.needed_days} days" for r in streaks.itertuples())
    return look.describe(figure, f"{held} of {len(streaks)} exit criteria held. {told}.")


def resolve_times(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return the times within which half, 85 % and 95 % were resolved by severity, beside the mean times."""
    known = frame[frame["resolved_count"] > 0]
    if known.empty:
        return look.empty("No incident has been resolved with a time.", HEIGHT)
    figure = look.figure(max(HEIGHT, 90 + 96 * len(known)))
    rows = [f"Severity {s}" if s.isdigit() else "Not given" for s in known["severity"]]
    colours = (look.series[0], look.series[2], look.series[1])
    spans = known[[column for column, _ in QUANTILES]] / 60
    for name, (_, span) in zip(rows, spans.iterrows(), strict=True):
        figure.add_scatter(x=[span.iloc[0], span.iloc[2]], y=[name, name], mode="lines", hoverinfo="skip",
                           line={"color": look.muted, "width": 3})  # fmt: skip
    for (column, word), colour in zip(QUANTILES, colours, strict=True):
        figure.add_scatter(
            x=spans[column], y=rows, mode="markers", marker={"size": 18, "color": colour},
            customdata=[duration(minutes) for minutes in known[column]],
            hovertemplate="%{y}: " + word + " resolved within %{customdata}<extra></extra>",
        )  # fmt: skip
        widest = int(spans["p95_minutes"].to_numpy().argmax())
        figure.add_annotation(x=spans[column].iloc[widest], y=rows[widest], text=word, showarrow=False, yshift=-22,
                              font={"color": colour, "size": 16})  # fmt: skip
    told = []
    for name, row in zip(rows, known.itertuples(), strict=True):
        words = (
            f"resolved in {duration(row.mttr_minutes)} (n = {row.resolved_count:,})",
            f"acknowledged in {duration(row.mtta_minutes)}, {row.unacknowledged_count:,} unacknowledged",
        )
        figure.add_annotation(x=0, xref="paper", y=name, text=f"<b>{name}</b>  {'<br>'.join(words)}", showarrow=False,
                              xanchor="left", align="left", yshift=38, font={"size": 16})  # fmt: skip
        told.append(
            f"{name}: {', '.join(words)}, half within {duration(row.median_minutes)}, 95 % {duration(row.p95_minutes)}"
        )
    figure.update_yaxes(autorange="reversed", visible=False, type="category")
    figure.update_xaxes(rangemode="tozero", title_text="hours from opened to resolved", showgrid=True)
    return look.describe(figure, f"Mean times from opened, and percentiles. {'; '.join(told)}.")


def duration(minutes: float) -> str:
    """Return minutes as people say them: '45 min', '6 h 30 min', '2.1 days'; 'not known' for null."""
    return "not known" if minutes is None or minutes != minutes else length(minutes)


def round_step(about: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50… that is not above a number, at least 1."""
    if about < 1:
        return 1
    power = 10 ** (len(str(int(about))) - 1)
    return max(n * power for n in (1, 2, 5) if n * power <= about)


def _two_panels(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Give bars the upper panel and the backlog the lower, and name what they show."""
    most = max(frame["opened_count"].max(), frame["resolved_count"].max(), 1)
    step = round_step(most / 2)
    ticks = [n * step for n in (-2, -1, 0, 1, 2)]
    figure.update_layout(
        barmode="overlay", xaxis={"anchor": "y2", "domain": [0, 0.93]},
        yaxis={"domain": [0.42, 1], "range": [-ROOM * most, ROOM * most],
               "tickvals": ticks, "ticktext": [f"{abs(tick):,}" for tick in ticks],
               "zeroline": True, "zerolinecolor": look.muted},
        yaxis2={"domain": [0, 0.34], "range": [0, max(frame["open_count"].max(), 1) * 1.4], "gridcolor": look.grid, "tickformat": ",d", "nticks": 4,
                "automargin": True, "tickfont": {"color": look.muted, "size": 14}, "zeroline": False},
    )  # fmt: skip
    for words, y, colour in (
        ("▲ Opened per day", 0.985, look.series[1]),
        ("▼ Resolved per day", 0.47, look.series[2]),
        ("Backlog: open at the end of the day", 0.355, look.series[0]),
    ):
        figure.add_annotation(x=0, y=y, xref="paper", yref="paper", xanchor="left", text=f"<b>{words}</b>",
                              showarrow=False, font={"color": colour, "size": 15}, bgcolor=look.paper)  # fmt: skip


def _draw_moments(figure: go.Figure, frame: pd.DataFrame, programme: pd.DataFrame, look: Look) -> None:
    """Draw go-live and the end of the warranty where they fall inside the days shown."""
    first, last = frame["day"].iloc[0], frame["day"].iloc[-1] + DAY
    for column, label in (("go_live_at", "Go-live"), ("warranty_end_date", "Warranty ends")):
        at = programme[column].iloc[0] if len(programme) else None
        if at is not None and at == at and first <= at <= last:
            look.event_line(figure, at, label)
            figure.update_annotations(selector={"text": label}, xanchor="right", xshift=-4)


def _day_names(days: list[pd.Timestamp]) -> list[str]:
    """Return days as weekday over number; the month stands under the first one of each."""
    months = [None, *(day.month for day in days)]
    return [
        f"{day:%a}<br>{day.day}" + (f"<br>{day:%b}" if day.month != before else "")
        for day, before in zip(days, months, strict=False)
    ]


def _mark_target(figure: go.Figure, rows: list[str], frame: pd.DataFrame, look: Look) -> None:
    """Name the target tick on the first row that has one."""
    known = frame["attained_percent"].notna()
    if known.any():
        first = int(known.to_numpy().argmax())
        target = frame["target_percent"].iloc[first]
        figure.add_annotation(
            x=target, y=rows[first], text=f"target {target:.0f} %", showarrow=False, yshift=-34, xanchor="right",
            font={"color": look.muted, "size": 14},
        )  # fmt: skip


def _mixed(look: Look, share: float) -> str:
    """Return the first series colour mixed into the paper."""
    pairs = zip(_channels(look.series[0]), _channels(look.paper), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
