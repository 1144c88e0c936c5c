"""Board, delays, waits, startable work and ages of issues: marks, words, empty states, text from files."""

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.daily import _marks, _span

NOON = pd.Timestamp("2026-10-31T12:00")
HOUR = pd.Timedelta(hours=1)
LOOKS = [figures.make_look(theme, zone="America/New_York", as_of=NOON.to_pydatetime()) for theme in ("light", "dark")]
LOOK = LOOKS[0]
HOSTILE = "Load <b>x</b> http://evil.example"


def task(name: str, section: str, **changes: object) -> dict[str, object]:
    """Return a row of `daily_work`."""
    return {
        "section": section, "task_id": name, "task_name": name, "health": "on_track", "status": "in_progress",
        "workstream": "Data", "side": "provider", "owner_role": "data_lead", "planned_finish_at": NOON + 3 * HOUR,
        "completed_at": pd.NaT, "late_minutes": None, "own_delay_minutes": 0.0, "inherited_delay_minutes": 0.0,
        "waits_for": None,
    } | changes  # fmt: skip


@pytest.fixture
def work() -> pd.DataFrame:
    """Two tasks done in one hour, a late and blocked one, one that is due, with text that would be a tag."""
    late = {"health": "late", "status": "blocked", "planned_finish_at": NOON - 2 * HOUR, "late_minutes": 120.0,
            "own_delay_minutes": 120.0, "inherited_delay_minutes": 60.0}  # fmt: skip
    return pd.DataFrame(
        [
            task("Back up", "done", completed_at=NOON - 4 * HOUR),
            task("Check", "done", completed_at=NOON - 3.5 * HOUR),
            task(HOSTILE, "late", workstream=HOSTILE, **late),
            task(HOSTILE, "blocked", workstream=HOSTILE, **late),
            task("Convert", "due_today", health="at_risk"),
            task("Convert", "next_24_hours", health="at_risk"),
        ]
    )


def texts(figure) -> str:
    """Return all words of a figure."""
    return str(figure.to_dict())


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark"])
def test_board_draws_each_task_once(work, look):
    figure = figures.daily_board(work, look)
    assert sorted(trace.marker.symbol for trace in figure.data) == ["circle", "square", "triangle-up"]
    assert [trace.text[0] for trace in figure.data if trace.marker.symbol == "circle"] == ["2"]
    assert "2 done, 1 late, 1 blocked, 1 due today" in figure.layout.meta["alt"]


def test_board_reaches_from_first_done_to_a_day_ahead(work):
    marks = _marks(work.assign(completed_at=[NOON - 40 * HOUR, *work["completed_at"][1:]]), LOOK)
    assert _span(marks, NOON) == (NOON - 40 * HOUR, NOON + 24 * HOUR)


def test_board_of_a_long_time_begins_two_weeks_ago(work):
    marks = _marks(work.assign(completed_at=[NOON - 999 * HOUR, *work["completed_at"][1:]]), LOOK)
    assert _span(marks, NOON) == (NOON - 14 * 24 * HOUR, NOON + 24 * HOUR)


def test_task_without_workstream_stands_on_the_board(work):
    figure = figures.daily_board(work.assign(workstream=None), LOOK)
    assert figure.layout.yaxis.ticktext == ("No workstream",)


def test_delays_tell_own_and_inherited_parts(work):
    figure = figures.daily_delays(work[work["section"] == "late"], LOOK)
    assert [list(trace.x) for trace in figure.data] == [[2.0], [1.0]]
    assert figure.layout.annotations[0].text.endswith("<br>2 h own, 1 h inherited, blocked")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"own_delay_minutes": None, "inherited_delay_minutes": None}, "no baseline, 2 h behind the plan, blocked"),
        ({"own_delay_minutes": 0.0, "inherited_delay_minutes": 0.0, "late_minutes": None, "status": "in_progress"},
         "in time against the baseline"),
        ({"own_delay_minutes": 0.0, "inherited_delay_minutes": 4320.0}, "3.0 days inherited, blocked"),
    ],
)  # fmt: skip
def test_delay_without_parts_says_why(work, changes, words):
    rows = work[work["section"] == "late"].assign(**changes).astype({"own_delay_minutes": float})
    assert figures.daily_delays(rows, LOOK).layout.annotations[0].text.endswith(f"<br>{words}")


def wait(**changes: object) -> dict[str, object]:
    return {"from_role": "data_lead", "from_side": "provider", "to_role": "app_lead", "to_side": "customer",
            "task_count": 2, "due_count": 1, "wait_minutes": 60.0} | changes  # fmt: skip


def test_waits_name_both_ends_and_how_long():
    figure = figures.daily_waits(pd.DataFrame([wait(), wait(task_count=1, wait_minutes=None, to_side=None)]), LOOK)
    words = [note.text for note in figure.layout.annotations]
    assert words[0] == "<b>App lead, customer</b><br>waits for <b>Data lead, provider</b>"
    assert (words[1], words[3]) == ("2 tasks, for 1 h", "1 task, not due yet")
    assert figure.data[0].marker.color[0] == LOOK.sides["provider"]


def test_startable_is_told_by_role_and_side():
    row = {"group_value": "pmo_lead", "side": "shared", "task_count": 3, "longest_minutes": 90.0, "awaited_count": 1}
    figure = figures.daily_startable(pd.DataFrame([row, row | {"group_value": "shared"}]), LOOK)
    assert [note.text for note in figure.layout.annotations] == [
        "<b>PMO lead, shared</b><br>3 tasks, longest 1 h 30 min", "<b>Shared</b><br>3 tasks, longest 1 h 30 min"
    ]  # fmt: skip


def test_issues_past_their_date_stand_apart():
    rows = [{"age_band": "1 to 4 weeks", "overdue_days": days} for days in (2.0, None, None)]
    figure = figures.daily_issue_ages(pd.DataFrame(rows), LOOK)
    assert [list(trace.x) for trace in figure.data] == [[0, 0, 0, 1, 0], [0, 0, 0, 2, 0]]
    assert figure.layout.annotations[3].text == "■ 1, ▲ 2"


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (figures.daily_board, "Nothing was done, is late or is due in the next 24 hours."),
        (figures.daily_delays, "No task is late or blocked."),
        (figures.daily_waits, "No role waits for another one."),
        (figures.daily_startable, "Nothing could start that was not started."),
        (figures.daily_issue_ages, "No issue, risk, assumption or dependency is open."),
    ],
)
def test_nothing_to_draw_is_said_in_words(draw, words):
    figure = draw(pd.DataFrame(), LOOK)
    assert figure.layout.meta["alt"] == words
    assert len(figure.data) == 0


@pytest.mark.parametrize("draw", [figures.daily_board, figures.daily_delays])
def test_text_from_files_is_never_a_tag(work, draw):
    found = texts(draw(work, LOOK)).replace(draw(work, LOOK).layout.meta["alt"], "")
    assert "<b>x</b>" not in found
    assert "http://evil" not in found


def test_words_below_an_axis_fit_a_phone(work):
    rows = pd.DataFrame([{"age_band": "1 to 4 weeks", "overdue_days": 1.0}])
    drawn = [figures.daily_delays(work, LOOK), figures.daily_waits(pd.DataFrame([wait()] * 9), LOOK),
             figures.daily_issue_ages(rows, LOOK)]  # fmt: skip
    assert max(len(line) for one in drawn for line in one.layout.xaxis.title.text.split("<br>")) <= 44
