"""Gantt, driving path, delays and hand-offs: bars, marks, words, empty states."""

import json

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.moments import Mark, _levels, draw_marks, shade_window, short_time
from cutover.figures.schedule_network import _layout, _neighbours, link_words
from cutover.figures.text import fitted, folded

NOON = pd.Timestamp("2026-10-31T12:00")
HOUR = pd.Timedelta(hours=1)
LOOKS = [figures.make_look(theme, zone="America/New_York", as_of=NOON.to_pydatetime()) for theme in ("light", "dark")]
LOOK = LOOKS[0]
HOSTILE = "Load <b>x</b> http://evil.example"


def row(name: str, start: float, finish: float, **changes: object) -> dict[str, object]:
    """Return a row of `schedule_rows`; its times are hours from noon, its baseline an hour earlier."""
    return {
        "row_id": name, "row_name": name, "row_kind": "task", "workstream": "Data", "side": "provider",
        "status": "planned", "health": "on_track", "is_milestone": False, "is_critical": False, "is_late": False,
        "task_count": 1, "open_count": 1, "baseline_start_at": NOON + (start - 1) * HOUR,
        "baseline_finish_at": NOON + (finish - 1) * HOUR, "start_at": NOON + start * HOUR,
        "finish_at": NOON + finish * HOUR, "done_until_at": pd.NaT, "total_float_minutes": 30.0, "slip_minutes": 60.0,
        "own_delay_minutes": 20.0, "inherited_delay_minutes": 40.0, "driving_predecessor_id": None, "position": 1,
    } | changes  # fmt: skip


@pytest.fixture
def rows() -> pd.DataFrame:
    """A task done, one half done and critical, one late, a milestone."""
    return pd.DataFrame(
        [
            row("Back up", -4, -1, done_until_at=NOON - HOUR, open_count=0),
            row("Extract", -1, 3, done_until_at=NOON, is_critical=True, total_float_minutes=0.0),
            row(HOSTILE, 3, 6, is_late=True, workstream="Ledger"),
            row("Go-live", 6, 6, is_milestone=True, workstream="Ledger"),
        ]
    )


@pytest.fixture
def programme() -> pd.DataFrame:
    """A window around the rows; go-live at its end."""
    ends = {"cutover_start_at": NOON - 5 * HOUR, "cutover_finish_at": NOON + 7 * HOUR, "go_live_at": NOON + 7 * HOUR}
    return pd.DataFrame([ends])


@pytest.fixture
def checkpoints() -> pd.DataFrame:
    """A gate and the point of no return."""
    return pd.DataFrame({"planned_at": [NOON, NOON + 4 * HOUR], "is_point_of_no_return": [False, True]})


def link(task: str, before: str | None, step: int, **changes: object) -> dict[str, object]:
    """Return a row of `driving_network`: a task of an hour at its step and the link to it."""
    return {
        "task_id": task, "task_name": f"Task {task}", "column": step, "lane": 0, "predecessor_id": before,
        "dependency_type": "FS", "lag_minutes": 0.0, "is_driving": True, "is_driving_link": True, "health": "on_track", "side": "provider",
        "early_start_at": NOON + step * HOUR, "early_finish_at": NOON + (step + 1) * HOUR, "total_float_minutes": 0.0,
    } | changes  # fmt: skip


@pytest.fixture
def links() -> pd.DataFrame:
    """A path of seven tasks with a neighbour into the second."""
    path = [link(str(step), str(step - 1) if step else None, step) for step in range(7)]
    beside = [
        link("1", "N", 1, is_driving_link=False),
        link("N", None, 0, is_driving=False, is_driving_link=False, total_float_minutes=45.0, lane=1),
    ]
    return pd.DataFrame([*path, *beside])


@pytest.fixture
def moves() -> pd.DataFrame:
    """Two tasks that moved the finish by an hour and a half together."""
    return pd.DataFrame(
        {
            "task_id": ["A", "B", "C"], "task_name": ["Extract", HOSTILE, "Same"], "share_minutes": [120.0, -30.0, 0.0],
            "change": ["longer", "shorter", "same"], "side": "provider", "owner_role": "network_sme",
        }
    )  # fmt: skip


@pytest.fixture
def course() -> pd.DataFrame:
    """Two snapshots' forecasts of a finish that is due at seven."""
    return pd.DataFrame(
        {
            "told_at": [NOON - 24 * HOUR, NOON], "forecast_at": [NOON + 5 * HOUR, NOON + 6.5 * HOUR],
            "due_at": NOON + 7 * HOUR, "slack_minutes": [120.0, 30.0],
        }
    )  # fmt: skip


@pytest.fixture
def waits() -> pd.DataFrame:
    """Two receiving roles; one has work waiting."""
    return pd.DataFrame(
        {
            "owner_role": ["network_sme", "data_conversion_lead"], "side": ["customer", "provider"],
            "handoff_count": [3, 5], "waiting_count": [0, 2], "median_wait_minutes": [10.0, 45.0],
            "longest_wait_minutes": [20.0, 400.0], "total_wait_minutes": [40.0, 500.0],
        }
    )  # fmt: skip


def words_of(figure) -> str:
    """Return every text of a figure, one after the other."""
    return json.dumps(figure.to_plotly_json(), default=str, ensure_ascii=False)


def notes_of(figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


def alt_of(figure) -> str:
    return figure.layout.meta["alt"]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_gantt_names_window_and_moments(rows, programme, checkpoints, look):
    notes = notes_of(figures.schedule_gantt(rows, programme, checkpoints, look))
    assert "As of Sat 31 Oct 2026, 12:00" in notes
    assert "Point of no return Sat 31 Oct 16:00" in notes
    assert "Window ends, go-live Sat 31 Oct 19:00" in notes


def test_gantt_names_zone_and_key(rows, programme, checkpoints):
    notes = notes_of(figures.schedule_gantt(rows, programme, checkpoints, LOOK))
    assert "America/New_York" in notes
    assert "baseline" in notes


def test_gantt_tells_its_numbers_in_words(rows, programme, checkpoints):
    alt = alt_of(figures.schedule_gantt(rows, programme, checkpoints, LOOK))
    assert alt.startswith("Gantt chart of 4 tasks, 1 critical, 1 late. They end Sat 31 Oct 18:00.")


def test_late_row_without_baseline_is_counted_only(rows, programme, checkpoints):
    unknown = dict.fromkeys(["slip_minutes", "own_delay_minutes", "inherited_delay_minutes"], float("nan"))
    figure = figures.schedule_gantt(rows.assign(**unknown), programme, checkpoints, LOOK)
    assert "1 late." in alt_of(figure)
    assert "Most late" not in alt_of(figure)


def test_baseline_is_thin_under_the_forecast(rows, programme, checkpoints):
    baseline, forecast = figures.schedule_gantt(rows, programme, checkpoints, LOOK).data[:2]
    assert baseline.width < forecast.width / 3
    assert baseline.y[0] > forecast.y[0]


def test_critical_bar_has_thick_darkest_edge(rows, programme, checkpoints):
    bars = [trace for trace in figures.schedule_gantt(rows, programme, checkpoints, LOOK).data if trace.type == "bar"]
    edges = {(bar.marker.line.color, bar.marker.line.width) for bar in bars if bar.marker.line.width}
    assert edges == {(LOOK.series[0], 1.2), (LOOK.ink, 2.5)}


def test_done_part_ends_at_the_status_time(rows, programme, checkpoints):
    figure = figures.schedule_gantt(rows, programme, checkpoints, LOOK)
    done = next(trace for trace in figure.data if trace.type == "bar" and trace.marker.color == LOOK.ink)
    assert list(done.x) == [3_600_000]


def test_milestone_is_an_open_diamond(rows, programme, checkpoints):
    figure = figures.schedule_gantt(rows, programme, checkpoints, LOOK)
    milestones = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")
    assert list(milestones.marker.symbol) == ["diamond-open"]


def test_late_row_says_how_late(rows, programme, checkpoints):
    figure = figures.schedule_gantt(rows, programme, checkpoints, LOOK)
    assert "■ <b>1 h late</b>" in words_of(figure)
    assert "1 h late, 20 min its own, 40 min inherited; float 30 min" in words_of(figure)


def test_tasks_are_grouped_by_workstream(rows, programme, checkpoints):
    ticks = figures.schedule_gantt(rows, programme, checkpoints, LOOK, show="tasks").layout.yaxis.ticktext
    assert ticks[0] == "<b>Data</b>"
    assert ticks[3] == "<b>Ledger</b>"
    assert len(ticks) == 6


def test_path_is_not_grouped_and_critical_is_bold(rows, programme, checkpoints):
    ticks = figures.schedule_gantt(rows, programme, checkpoints, LOOK).layout.yaxis.ticktext
    assert ticks[:2] == ("Back up", "<b>Extract</b>")


def test_workstream_says_its_open_tasks(rows, programme, checkpoints):
    summed = rows.head(1).assign(row_kind="workstream", task_count=12, open_count=4)
    assert "4 of 12 open" in words_of(
        figures.schedule_gantt(summed, programme, checkpoints, LOOK, show="workstreams")
    )  # fmt: skip


def test_gantt_grows_with_its_rows(rows, programme, checkpoints):
    many = pd.concat([rows] * 60, ignore_index=True)
    figure = figures.schedule_gantt(many, programme, checkpoints, LOOK)
    assert figure.layout.height == 240 * 25 + 116 + 1
    assert figure.layout.xaxis2.side == "top"


def test_short_gantt_is_the_main_chart(rows, programme, checkpoints):
    figure = figures.schedule_gantt(rows, programme, checkpoints, LOOK)
    assert figure.layout.height == 420
    assert "xaxis2" not in figure.layout.to_plotly_json()


def test_gantt_says_how_many_rows_it_leaves(rows, programme, checkpoints):
    figure = figures.schedule_gantt(rows.assign(found_count=10_000), programme, checkpoints, LOOK)
    assert "9,996 more not shown: search, filter or fold" in notes_of(figure)
    assert "9,996 more are not shown" in alt_of(figure)


def test_long_past_does_not_squeeze_the_future(rows, programme, checkpoints):
    old = pd.concat([rows, pd.DataFrame([row("Old", -2000, -1990)])], ignore_index=True)
    first = figures.schedule_gantt(old, programme, checkpoints, LOOK).layout.xaxis.range[0]
    assert pd.Timestamp(first) > NOON - 24 * HOUR


def test_gantt_without_rows_says_why(rows, programme, checkpoints):
    assert "load tasks and dependencies" in alt_of(figures.schedule_gantt(rows.head(0), programme, checkpoints, LOOK))


def test_gantt_keeps_hostile_names_as_text(rows, programme, checkpoints):
    words = words_of(figures.schedule_gantt(rows, programme, checkpoints, LOOK).update_layout(meta=None))
    assert "<b>x</b>" not in words
    assert "http://" not in words


def test_names_of_moments_never_overlap():
    assert _levels([(0, 100), (50, 150), (120, 220), (140, 260)]) == [0, 1, 0, 2]


def test_moment_outside_the_range_is_left_out():
    figure = LOOK.figure()
    figure.update_xaxes(range=[NOON - HOUR, NOON + HOUR])
    draw_marks(figure, [Mark(NOON + 9 * HOUR, "Far"), Mark(pd.NaT, "Never")], LOOK)
    assert notes_of(figure) == "As of Sat 31 Oct 2026, 12:00"


def test_narrow_window_has_one_name(programme):
    figure = LOOK.figure()
    figure.update_xaxes(range=[NOON - 900 * HOUR, NOON + 900 * HOUR])
    named = [mark.label for mark in shade_window(figure, programme.iloc[0], LOOK)]
    assert named == ["Cutover window Sat 31 Oct 07:00 to Sat 31 Oct 19:00", ""]


def test_window_of_unknown_ends_is_not_shaded(programme):
    figure = LOOK.figure()
    [live] = shade_window(figure, programme.assign(cutover_start_at=pd.NaT).iloc[0], LOOK)
    assert live.label == "Go-live Sat 31 Oct 19:00"
    assert not figure.layout.shapes


def test_moment_is_written_without_its_year():
    assert (short_time(NOON), short_time(pd.NaT)) == ("Sat 31 Oct 12:00", "not known")


def test_long_name_keeps_its_telling_end():
    name = "Prepare production configuration of Western region"
    assert fitted(name, 48) == "Prepare production configuration… Western region"
    assert fitted("Short name", 48) == "Short name"
    assert fitted("W" * 60, 48) == "W" * 47 + "…"


def test_name_is_folded_on_two_lines():
    assert folded("Load grant awards <b> and payment history", 20) == "Load grant awards<br>&lt;b&gt; and payment…"


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_driving_path_names_every_task(links, look):
    figure = figures.driving_path_network(links, look)
    assert all(f"Task {name}" in notes_of(figure) for name in "0123456N")
    assert alt_of(figure).startswith("The driving path: 7 tasks from Task 0, Sat 31 Oct 12:00, to Task 6")


def test_path_wraps_after_five_boxes(links):
    places, _ = _layout([str(step) for step in range(7)], {})
    assert [places[name].left for name in "0456"] == [0, 4, 0, 1]
    assert places["5"].top > places["4"].top


def test_neighbour_runs_below_the_step_beside_it(links):
    tasks = links.drop_duplicates("task_id").set_index("task_id", drop=False)
    beside = _neighbours(links, tasks, [str(step) for step in range(7)])
    assert beside == {0: ["N"]}
    places, _ = _layout([str(step) for step in range(7)], beside)
    assert (places["N"].left, places["N"].lane) == (0, 1)


def test_neighbour_is_pale_and_tells_its_float(links):
    figure = figures.driving_path_network(links, LOOK)
    box = next(note for note in figure.layout.annotations if note.text.startswith("Task N"))
    assert box.font.color == LOOK.muted
    assert "float 45 min" in box.text


def test_long_path_shows_its_last_forty_steps():
    long = pd.DataFrame([link(str(step), str(step - 1) if step else None, step) for step in range(60)])
    assert alt_of(figures.driving_path_network(long, LOOK)).startswith("The driving path: 40 tasks from Task 20")


@pytest.mark.parametrize(
    ("kind", "lag", "words"), [("FS", 0, "FS"), ("SS", 240, "SS +4 h"), ("FF", -30, "FF \u221230 min")]
)
def test_link_is_told_by_type_and_lag(kind, lag, words):
    assert link_words(pd.Series({"dependency_type": kind, "lag_minutes": lag})) == words


def test_network_without_links_says_why(links):
    assert "load dependencies" in alt_of(figures.driving_path_network(links.head(0), LOOK))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_waterfall_leads_from_before_to_now(moves, course, look):
    figure = figures.finish_waterfall(moves, course, look)
    assert "from Sat 31 Oct 2026, 17:00 to Sat 31 Oct 2026, 18:30, +1 h 30 min" in alt_of(figure)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [pd.Timestamp(bar.base[0]) for bar in bars] == [NOON + 5 * HOUR, NOON + 6.5 * HOUR]


def test_gantt_ends_a_little_behind_the_horizon(rows, programme, checkpoints):
    horizon = NOON + 10 * HOUR
    figure = figures.schedule_gantt(rows.assign(horizon_at=horizon, found_count=9), programme, checkpoints, LOOK)
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    assert NOON - HOUR < first < NOON
    assert horizon < last < horizon + 2 * HOUR
    assert "5 more not shown: see Tasks" in notes_of(figure)


def test_gantt_of_a_far_path_begins_with_it(rows, programme, checkpoints):
    shift = pd.Timedelta(days=60)
    far = rows.assign(
        start_at=rows["start_at"] + shift, finish_at=rows["finish_at"] + shift, horizon_at=NOON + shift + 8 * HOUR
    )
    figure = figures.schedule_gantt(far, programme, checkpoints, LOOK)
    assert pd.Timestamp(figure.layout.xaxis.range[0]) > NOON + shift - 4 * HOUR


def test_row_that_runs_over_the_edge_is_named(rows, programme, checkpoints):
    long = rows.assign(horizon_at=NOON + 4 * HOUR, finish_at=NOON + 90 * HOUR)
    words = words_of(figures.schedule_gantt(long, programme, checkpoints, LOOK))
    assert f"{short_time(NOON + 90 * HOUR)} →" in words


def test_waterfall_tells_later_from_earlier(moves, course):
    notes = notes_of(figures.finish_waterfall(moves, course, LOOK))
    assert "<b>+2 h</b>" in notes
    assert "<b>\u221230 min</b>" in notes
    assert "<b>x</b>" not in notes


def test_waterfall_sums_up_the_small_moves(moves, course):
    many = pd.concat([moves.head(1).assign(task_name=f"Task {i}", share_minutes=float(i + 1)) for i in range(14)])
    ticks = figures.finish_waterfall(many, course, LOOK).layout.yaxis.ticktext
    assert len(ticks) == 12
    assert ticks[-2] == "5 others"


def test_waterfall_of_first_snapshot_says_so(moves, course):
    assert "no snapshot before" in alt_of(figures.finish_waterfall(moves, course.tail(1), LOOK))


def test_finish_that_did_not_move_says_so(moves, course):
    figure = figures.finish_waterfall(moves.head(0), course, LOOK)
    assert alt_of(figure) == "The finish did not move: Sat 31 Oct 18:30."


def test_delay_is_a_pair_of_bars(rows):
    own, inherited = figures.delay_shares(rows, LOOK).data
    assert list(own.text) == ["20 min its own"] * 3
    assert [round(hours, 2) for hours in inherited.x] == [0.67] * 3


def test_nothing_late_says_so(rows):
    on_time = rows.assign(own_delay_minutes=0.0, inherited_delay_minutes=0.0)
    assert alt_of(figures.delay_shares(on_time, LOOK)) == "No open task is late against its baseline."


def test_most_waiting_role_stands_first(waits):
    figure = figures.handoff_waits(waits, LOOK)
    assert (
        alt_of(figure).split(": ", 1)[1].startswith("Data conversion lead (provider) median 45 min, longest 6 h 40 min")
    )
    assert "<b>2 waiting now</b>" in notes_of(figure)
    assert "Network SME" in notes_of(figure)


def test_side_keeps_its_colour(waits):
    assert list(figures.handoff_waits(waits, LOOK).data[0].marker.color) == [
        LOOK.sides["provider"], LOOK.sides["customer"]
    ]  # fmt: skip


def test_no_handoff_says_so(waits):
    assert "No task was handed" in alt_of(figures.handoff_waits(waits.head(0), LOOK))


def test_trend_tells_distance_to_due(course):
    alt = alt_of(figures.forecast_trend(course, LOOK))
    assert alt.endswith("now Sat 31 Oct 2026, 18:30 30 min before it is due.")


def test_trend_of_no_forecast_says_so(course):
    assert "No snapshot" in alt_of(figures.forecast_trend(course.assign(forecast_at=pd.NaT), LOOK))


def test_finish_that_stays_is_a_line_in_the_middle(course):
    still = course.assign(forecast_at=NOON, due_at=NOON)
    low, high = (pd.Timestamp(end) for end in figures.forecast_trend(still, LOOK).layout.yaxis.range)
    assert (NOON - low, high - NOON) == (pd.Timedelta(hours=5.2), pd.Timedelta(hours=5.2))
