"""Charts of a briefing, as values: the same reports that the pages draw."""

from datetime import datetime

import cutover.briefing.cells as cells
from cutover.briefing.inquiry import Inquiry, short
from cutover.briefing.model import Axis, Chart, Series
from cutover.wording import clean, length, part_words, words

WEIGHTS = (50, 80, 95)
MOST_STEPS = 160
FIRST_PERCENT, LAST_PERCENT = 1, 99
"""Share of the trials that a curve begins and ends with: single trials far off would squeeze it."""


def burndown(ask: Inquiry) -> Chart:
    """Return work left against the plan and both forecasts."""
    rows, outlook = ask.rows("burndown"), ask.row("burndown_forecast")
    told = [row for row in rows if row["remaining_count"] is not None]
    left, planned = _points(told, "step_at", "remaining_count"), _points(rows, "step_at", "planned_remaining_count")
    remaining, driver = outlook.get("remaining"), outlook.get("driver")
    by_rate = _ray(ask.as_of, remaining, outlook.get("forecast_finish_at"))
    network = _points(ask.rows("burndown_network"), "step_at", "remaining")
    by_network, said = (network, outlook.get("network_finish_at")) if driver == "network" else (by_rate, None)
    ends = said or outlook.get("forecast_finish_at")
    series = (
        Series("Planned", _thinned(planned), "plan", "Planned"),
        Series("Forecast", _thinned(by_network), "forecast", f"Forecast {_day(ends)}" if by_network else ""),
        Series("Tasks left", _thinned(left), "main", f"Left {left[-1][1]:,.0f}" if left else ""),
        *_now(ask, [point[1] for point in (*left, *planned)]),
    )
    alt = "No task is loaded."
    if left:
        alt = f"{left[-1][1]:,.0f} tasks are left on {short(ask.as_of)}; the plan had {_planned(told)} left."
        alt += f" By the {driver}, which counts, the work ends {short(ends)}." if ends and remaining else ""
    return Chart(
        "Is the work done as planned?",
        "lines",
        Axis(ask.zone, "time"),
        Axis("Tasks left", bounds=(0, None)),
        series,
        alt,
    )


def finish_curve(ask: Inquiry) -> Chart:
    """Return what share of the simulated trials is done by when, against the moment when all must be done."""
    course, told = ask.rows("finish_distribution"), ask.rows("finish_risk")
    now = next((row for row in told if row["version"] == "current"), {})
    middle = [row for row in course if FIRST_PERCENT <= row["percent"] <= LAST_PERCENT]
    current = _points([row for row in middle if row["version"] == "current"], "finish_at", "percent")
    before = _points([row for row in middle if row["version"] == "previous"], "finish_at", "percent")
    due = now.get("due_at")
    series = (
        Series("Snapshot before", before if before != current else (), "before"),
        Series("Trials done", current, "main"),
        *([Series("Due", ((due, 0), (due, 100)), "limit", f"Due {short(due)}")] if due and current else []),
    )
    alt = clean(now.get("reason")) or "Nothing is simulated."
    if current:
        ends = "; ".join(f"P{level} {short(now[f'p{level}_at'])}" for level in WEIGHTS)
        alt = f"{clean(now['target_name'])}: {ends}."
        alt += (
            f" {cells.share(now['on_time_ratio']).text} of {now['trial_count']:,} trials end by {short(due)}."
            if due
            else ""
        )
    return Chart(
        "When will it finish?", "lines", Axis(ask.zone, "time"), Axis("Trials done by then, %", bounds=(0, 100)),
        series, alt,
    )  # fmt: skip


def slack_course(ask: Inquiry) -> Chart:
    """Return how long before its due time the target in focus was forecast to end, snapshot by snapshot."""
    rows = [row for row in ask.rows("forecast_course") if row["slack_minutes"] is not None]
    points = tuple((row["told_at"], row["slack_minutes"] / 60) for row in rows)
    named = f"{length(rows[-1]['slack_minutes'])}" if rows else ""
    series = (
        Series("Float", points, "main", named),
        *([Series("Due", ((points[0][0], 0), (points[-1][0], 0)), "limit", "Due")] if len(points) > 1 else []),
    )
    alt = "No forecast is known."
    if rows:
        alt = f"{clean(rows[-1]['target_name'])}: {length(rows[0]['slack_minutes'])} before it is due as the first snapshot "
        alt += f"said, {length(rows[-1]['slack_minutes'])} now, over {len(rows)} snapshots."
    return Chart(
        "How did the forecast go?", "lines", Axis(ask.zone, "time"), Axis("Hours before it is due"), series, alt
    )


def incident_flow(ask: Inquiry) -> Chart:
    """Return incidents opened and resolved up to each day, and the backlog between."""
    rows = ask.rows("incident_flow")
    opened = resolved = 0
    lines: dict[str, list] = {"Opened": [], "Resolved": [], "Open": []}
    for row in rows:
        at = datetime.combine(row["day"], datetime.min.time())
        opened, resolved = opened + row["opened_count"], resolved + row["resolved_count"]
        for name, value in (("Opened", opened), ("Resolved", resolved), ("Open", row["open_count"])):
            lines[name].append((at, value))
    ends = {name: f"{name} {points[-1][1]:,}" if points else "" for name, points in lines.items()}
    series = (
        Series("Opened in all", tuple(lines["Opened"]), "plan", ends["Opened"]),
        Series("Resolved in all", tuple(lines["Resolved"]), "second", ends["Resolved"]),
        Series("Open at the end of the day", tuple(lines["Open"]), "main", ends["Open"]),
    )
    alt = (
        f"{opened:,} incidents opened, {resolved:,} resolved, {rows[-1]['open_count']:,} open."
        if rows
        else "No incident."
    )
    return Chart(
        "Do we resolve more than comes in?",
        "lines",
        Axis(ask.zone, "time"),
        Axis("Incidents", bounds=(0, None)),
        series,
        alt,
    )


def legacy_cost(ask: Inquiry) -> Chart:
    """Return what legacy costs a day, as it was and is expected, against the plan."""
    rows = ask.rows("legacy_cost")
    parts = {
        "main": [row for row in rows if not row["is_forecast"]],
        "forecast": [row for row in rows if row["is_forecast"]],
    }
    known = {role: _daily(part, "running_usd") for role, part in parts.items()}
    planned = _daily(rows, "planned_usd")
    series = (
        Series("Planned", planned, "plan", "Planned"),
        Series("Forecast", (*known["main"][-1:], *known["forecast"]), "forecast", "Forecast"),
        Series("Cost a day", known["main"], "main", f"${known['main'][-1][1]:,.0f} a day" if known["main"] else ""),
    )
    alt = "No cost is known."
    if known["main"]:
        alt = f"Legacy costs ${known['main'][-1][1]:,.0f} a day; planned for today were ${dict(planned).get(known['main'][-1][0], 0):,.0f}."
    return Chart(
        "What does legacy cost a day?",
        "lines",
        Axis(ask.zone, "time"),
        Axis("US dollars a day", bounds=(0, None)),
        series,
        alt,
    )


def exit_streaks(ask: Inquiry) -> Chart:
    """Return on how many working days in a row each exit criterion has held, of those that it needs."""
    rows = [row for row in ask.rows("exit_streaks") if row["needed_days"]]
    points = tuple(
        (clean(row["exit_criterion_name"]), min(100, 100 * row["held_days"] / row["needed_days"])) for row in rows
    )
    told = "; ".join(f"{clean(row['exit_criterion_name'])} {row['held_days']} of {row['needed_days']}" for row in rows)
    series = Series("Days held, share of days needed", points, healths=tuple(row["health"] for row in rows))
    alt = f"Working days held: {told}." if rows else "No exit criterion is loaded."
    return Chart(
        "Which exit criteria hold?",
        "bars",
        Axis("Days held of days needed, %", "percent", (0, 100)),
        Axis("", "names"),
        (series,),
        alt,
    )


def category_bars(rows: list[dict]) -> Chart:
    """Return the readiness of the categories; rows of the report `readiness_categories`."""
    known = [row for row in rows if row["readiness_percent"] is not None]
    points = tuple((words(row["category"]), row["readiness_percent"]) for row in known)
    series = Series("Readiness", points, healths=tuple(row["health"] for row in known))
    told = "; ".join(f"{name} {part_words(value)}" for name, value in points)
    return Chart(
        "How ready is each category?", "bars", Axis("Readiness, %", "percent", (0, 100)), Axis("", "names"),
        (series,), f"Readiness: {told}." if known else "No category is assessed.",
    )  # fmt: skip


def readiness_course(ask: Inquiry, rows: list[dict], threshold: float | None) -> Chart:
    """Return the readiness at each assessment against the threshold; rows of the report `readiness_trend`."""
    points = _points(rows, "assessed_at", "readiness_percent")
    limit = tuple((at, threshold) for at, _ in (points[0], points[-1])) if threshold and len(points) > 1 else ()
    series = (
        Series("Threshold", limit, "limit", f"Go from {threshold:.0f} %" if limit else ""),
        Series("Readiness", points, "main", f"Now {part_words(points[-1][1])}" if points else ""),
    )
    told = "; ".join(f"{short(at)} {part_words(value)}" for at, value in points)
    alt = f"Readiness over {len(points)} assessments: {told}." if points else "Nothing was assessed."
    once = f"No assessment was held before: {told}." if points else alt
    return Chart(
        "How did the readiness go?",
        "lines",
        Axis(ask.zone, "time"),
        Axis("Readiness, %", bounds=(0, 100)),
        series,
        alt,
        once,
    )


def _points(rows: list[dict], x: str, y: str) -> tuple:
    return tuple((row[x], row[y]) for row in rows if row[x] is not None and row[y] is not None)


def _daily(rows: list[dict], name: str) -> tuple:
    return tuple(
        (datetime.combine(row["day"], datetime.min.time()), row[name]) for row in rows if row[name] is not None
    )


def _ray(at: datetime, remaining: float | None, finish: datetime | None) -> tuple:
    return ((at, remaining), (finish, 0)) if finish and remaining else ()


def _planned(told: list[dict]) -> str:
    value = told[-1]["planned_remaining_count"]
    return "nothing" if value is None else f"{value:,.0f}"


def _now(ask: Inquiry, values: list[float]) -> tuple[Series, ...]:
    """Return the status time as a line from bottom to top."""
    return (Series("As of", ((ask.as_of, 0), (ask.as_of, max(values))), "now", "As of"),) if values else ()


def _thinned(points: tuple) -> tuple:
    """Return at most so many points as a chart of a page can show, the last one kept."""
    step = max(1, -(-len(points) // MOST_STEPS))
    return (*points[:-1:step], *points[-1:])


def _day(at: datetime | None) -> str:
    return "not known" if at is None else f"{at:%a} {at.day} {at:%b}"
