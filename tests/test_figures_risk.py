"""Finish curve, chances, tornado, changes, checks, indices, rehearsals: marks, words, empty states."""

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.risk import _next_targets, _percent

NOON = pd.Timestamp("2026-11-01T12:00")
MINUTE = pd.Timedelta(minutes=1)
LOOKS = [figures.make_look(theme, zone="America/New_York", as_of=NOON.to_pydatetime()) for theme in ("light", "dark")]
LOOK = LOOKS[0]
HOSTILE = "Load <b>x</b> http://evil.example"


def curve(version: str, shift: int) -> pd.DataFrame:
    """Return a finish that moves evenly over 200 minutes, and a last percent far off."""
    minutes = [shift + 2 * percent for percent in range(100)] + [shift + 9000]
    return pd.DataFrame(
        {"version": version, "percent": range(101), "finish_at": [NOON + n * MINUTE for n in minutes]}
    )  # fmt: skip


@pytest.fixture
def course() -> pd.DataFrame:
    """The curve now and that of the snapshot before, an hour earlier."""
    return pd.concat([curve("current", 60), curve("previous", 0)], ignore_index=True)


@pytest.fixture
def finish() -> pd.DataFrame:
    """Percentiles of the curve now; due when 90 % are done."""
    told = {
        "version": "current", "target_name": "Cutover", "due_at": NOON + 240 * MINUTE, "health": "on_track",
        "reason": None, "on_time_ratio": 0.9, "on_time_low_ratio": 0.894, "on_time_high_ratio": 0.906,
    }  # fmt: skip
    for level in (50, 80, 95):
        told |= {f"p{level}_{end}": NOON + (60 + 2 * level) * MINUTE for end in ("at", "low_at", "high_at")}
    return pd.DataFrame([told])


def target(name: str, ratio: float | None, **changes: object) -> dict[str, object]:
    """Return a row of `target_risk` and of `risk_changes`."""
    health = "on_track" if (ratio or 0) >= 0.8 else "at_risk" if (ratio or 0) >= 0.5 else "late"
    return {
        "target_id": name, "target_kind": "checkpoint", "target_name": name, "is_focus": False, "due_at": NOON,
        "health": health, "on_time_ratio": ratio, "on_time_low_ratio": (ratio or 0) - 0.01,
        "on_time_high_ratio": (ratio or 0) + 0.01, "p80_at": NOON, "reached_at": pd.NaT,
        "previous_on_time_ratio": ratio, "on_time_moved_ratio": 0.0, "p80_moved_minutes": 0.0,
        "previous_told_at": NOON - 1440 * MINUTE,
    } | changes  # fmt: skip


@pytest.fixture
def targets() -> pd.DataFrame:
    """Three open targets, one reached, one that was not simulated."""
    return pd.DataFrame(
        [
            target("Reached", 1.0, reached_at=NOON), target(HOSTILE, 0.34), target("Validated", 0.71),
            target("Unknown", None), target("Cutover", 0.969, is_focus=True),
        ]
    )  # fmt: skip


@pytest.fixture
def tornado() -> pd.DataFrame:
    """A task and a risk on both sides of the P50."""
    return pd.DataFrame(
        {
            "position": [1, 2], "item_kind": ["task", "risk"], "item_name": ["Back up", HOSTILE],
            "basis": ["rehearsal", None], "low_finish_at": [NOON + 100 * MINUTE, NOON + 160 * MINUTE],
            "high_finish_at": [NOON + 280 * MINUTE, NOON + 220 * MINUTE], "swing_minutes": [180, 60],
            "criticality_ratio": [0.95, 0.2],
        }
    )  # fmt: skip


@pytest.fixture
def checks() -> pd.DataFrame:
    """A check within its limit, a flag, one of time, one that is not evaluated."""
    return pd.DataFrame(
        {
            "check_number": [1, 4, 12, 10], "check_name": ["Logic", "Relationship types", "Critical path", "Resources"],
            "measure": "incomplete tasks", "count": [4.0, 84.0, 3600.0, None], "denominator": [99.0, 100.0, 3600.0, None],
            "percent": [4.04, 84.0, 100.0, None], "threshold": ["<= 5%", ">= 90%", "slip = added", "= 0"],
            "result": ["pass", "fail", "pass", "not_evaluated"], "reason": [None, None, None, "No resource is loaded"],
        }
    )  # fmt: skip


@pytest.fixture
def indices() -> pd.DataFrame:
    """One index below 1, one above, one that cannot be told, one that is no ratio."""
    return pd.DataFrame(
        {
            "position": [1, 2, 3, 4], "index_id": ["bei", "cpli", "spi_t", "earned_schedule"],
            "index_name": ["BEI", "CPLI", "SPI(t)", "Earned schedule"], "value": [0.91, 1.05, None, 7.0],
            "numerator": [91.0, 288_000.0, None, 7.0], "denominator": [100.0, 274_285.0, None, None], "formula": "a / b",
        }
    )  # fmt: skip


@pytest.fixture
def rehearsals() -> pd.DataFrame:
    """One task that took longer than planned, one that was not measured."""
    return pd.DataFrame(
        {
            "task_name": ["Load awards", HOSTILE], "planned_minutes": [240.0, 60.0],
            "rehearsed_minutes": [330.0, None], "ratio_used": [1.375, None],
        }
    )  # fmt: skip


def notes_of(figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


def alt_of(figure) -> str:
    return figure.layout.meta["alt"]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_curve_says_the_chance_in_words(course, finish, look):
    notes = notes_of(figures.finish_curve(course, finish, look))
    assert "● <b>90 %</b></span><br>chance to be done in time" in notes
    assert "<b>P80</b>  Sun 1 Nov 15:40" in notes
    assert "Due Sun 1 Nov 16:00" in notes


def test_curve_tells_its_numbers_in_words(course, finish):
    alt = alt_of(figures.finish_curve(course, finish, LOOK))
    assert "P50 Sun 1 Nov 2026, 14:40; P80 Sun 1 Nov 2026, 15:40; P95 Sun 1 Nov 2026, 16:10" in alt
    assert "Due Sun 1 Nov 2026, 16:00: 90 % of the trials are in time" in alt


def test_shade_ends_where_it_is_due(course, finish):
    shade = next(trace for trace in figures.finish_curve(course, finish, LOOK).data if trace.fill == "tozeroy")
    assert (pd.Timestamp(shade.x[-1]), shade.y[-1]) == (NOON + 240 * MINUTE, 90)


def test_previous_curve_is_pale_and_named(course, finish):
    figure = figures.finish_curve(course, finish, LOOK)
    assert figure.data[0].line.color == LOOK.muted
    assert "snapshot before" in notes_of(figure)


def test_unchanged_curve_is_not_named_twice(course, finish):
    same = pd.concat([curve("current", 60), curve("previous", 60)], ignore_index=True)
    assert "snapshot before" not in notes_of(figures.finish_curve(same, finish, LOOK))


def test_last_percent_does_not_squeeze_the_curve(course, finish):
    last = figures.finish_curve(course, finish, LOOK).layout.xaxis.range[1]
    assert pd.Timestamp(last) < NOON + 330 * MINUTE


def test_tail_of_the_snapshot_before_does_not_squeeze(course, finish):
    is_tail = (course["version"] == "previous") & (course["percent"] > 96)
    tailed = course.assign(finish_at=course["finish_at"].mask(is_tail, NOON + pd.Timedelta(days=4)))
    last = figures.finish_curve(tailed, finish, LOOK).layout.xaxis.range[1]
    assert pd.Timestamp(last) < NOON + 330 * MINUTE


def test_far_due_time_does_not_squeeze_the_curve(course, finish):
    far = finish.assign(due_at=NOON + 99_999 * MINUTE)
    figure = figures.finish_curve(course, far, LOOK)
    assert pd.Timestamp(figure.layout.xaxis.range[1]) < NOON + 330 * MINUTE
    assert "chance to be done in time,<br>due Sat 9 Jan 22:39" in notes_of(figure)


def test_curve_without_due_time_draws_no_shade(course, finish):
    figure = figures.finish_curve(course, finish.assign(due_at=pd.NaT, on_time_ratio=None), LOOK)
    assert "tozeroy" not in [trace.fill for trace in figure.data]
    assert "chance" not in notes_of(figure)


def test_curve_without_spread_is_drawn(course, finish):
    course["finish_at"] = NOON
    finish[[name for name in finish if name.startswith("p")]] = NOON
    figure = figures.finish_curve(course, finish.assign(due_at=pd.NaT), LOOK)
    assert figure.layout.xaxis.range == (NOON - MINUTE, NOON + 2 * MINUTE)
    assert "<b>P80</b>  Sun 1 Nov 12:00" in notes_of(figure)


def test_nothing_simulated_tells_the_reason(course, finish):
    assert alt_of(figures.finish_curve(course.head(0), finish.assign(reason="A circle: A → B → A."), LOOK)) == (
        "A circle: A → B → A."
    )
    assert "Nothing is simulated" in alt_of(figures.finish_curve(course.head(0), finish.head(0), LOOK))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_chance_is_told_by_shape_and_word(targets, look):
    notes = notes_of(figures.target_chances(targets, look))
    assert "■ <b>Late</b></span>  34 %" in notes
    assert "▲ <b>At risk</b></span>  71 %  <b>Validated</b>" in notes
    assert "<b>x</b>" not in notes


def test_reached_and_unknown_targets_have_no_chance(targets):
    alt = alt_of(figures.target_chances(targets, LOOK))
    assert alt.startswith("Chance to be on time of 3 open targets")
    assert "Reached" not in alt


def test_chance_has_its_interval(targets):
    interval = figures.target_chances(targets, LOOK).data[0]
    assert [round(end) for end in interval.x] == [33, 35]


def test_focus_is_always_among_the_targets():
    many = pd.DataFrame([target(f"T{i}", 0.5, is_focus=i == 9) for i in range(12)])
    assert list(_next_targets(many)["target_id"]) == ["T0", "T1", "T2", "T3", "T4", "T9"]


def test_no_target_says_so(targets):
    assert alt_of(figures.target_chances(targets.head(1), LOOK)) == "No open target was simulated."


@pytest.mark.parametrize(
    ("ratio", "words"), [(1.0, "100 %"), (0.9999, "> 99 %"), (0.001, "< 1 %"), (0.0, "0 %"), (None, "not known")]
)
def test_chance_never_rounds_to_certain(ratio, words):
    assert _percent(ratio) == words


def test_tornado_parts_at_the_p50(tornado, finish):
    good, bad = figures.finish_tornado(tornado, finish, LOOK).data
    assert [length / 60_000 for length in good.x] == [60, 0]
    assert [length / 60_000 for length in bad.x] == [120, 60]


def test_tornado_names_risks_and_swings(tornado, finish):
    figure = figures.finish_tornado(tornado, finish, LOOK)
    assert figure.layout.yaxis.ticktext[1].startswith("Risk: Load &lt;b&gt;")
    assert "<b>3 h</b>" in notes_of(figure)
    assert "happens 20 %" in notes_of(figure)


def test_tornado_of_nothing_says_so(tornado, finish):
    assert "No single task" in alt_of(figures.finish_tornado(tornado.head(0), finish, LOOK))


def test_changes_lead_from_before_to_now(targets):
    changed = targets.assign(previous_on_time_ratio=[1.0, 0.6, 0.7, None, 0.969], p80_moved_minutes=120.0)
    changed["on_time_moved_ratio"] = changed["on_time_ratio"] - changed["previous_on_time_ratio"]
    figure = figures.chance_changes(changed, LOOK)
    assert "60 % → <b>34 %</b>, P80 2 h later" in notes_of(figure).split(" | ")[0]
    assert alt_of(figure).startswith("What changed since Sat 31 Oct 12:00")


def test_nothing_changed_says_so(targets):
    assert "Nothing changed" in alt_of(figures.chance_changes(targets, LOOK))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_check_is_told_by_shape_and_word(checks, look):
    notes = notes_of(figures.plan_checks(checks, look))
    assert all(word in notes for word in ("● <b>Within</b>", "▲ <b>Flag</b>", "○ <b>Not evaluated</b>"))
    assert "No resource is loaded" in notes


def test_check_tells_share_fraction_and_limit(checks):
    notes = notes_of(figures.plan_checks(checks, LOOK))
    assert "<b>4.0 %</b>  4 / 99" in notes
    assert "60 / 60 h" in notes
    assert "≤ 5%" in notes


def test_checks_tell_their_flags_in_words(checks):
    assert alt_of(figures.plan_checks(checks, LOOK)) == (
        "4 checks of the plan: 2 within their limit, 1 flagged, 1 not evaluated. "
        "Flagged: Relationship types 84.0 %, limit >= 90%."
    )


def test_no_plan_to_check_says_so(checks):
    assert "No plan to check" in alt_of(figures.plan_checks(checks.head(0), LOOK))


def test_indices_stand_against_one(indices):
    figure = figures.index_marks(indices, LOOK)
    assert figure.layout.shapes[0].x0 == 1
    assert "<b>0.91</b>  BEI" in notes_of(figure)
    assert alt_of(figure) == "Indices against 1, where the plan is kept: BEI 0.91; CPLI 1.05."


def test_long_fraction_of_an_index_is_left_out(indices):
    notes = notes_of(figures.index_marks(indices, LOOK))
    assert "91 / 100" in notes
    assert "288,000" not in notes


def test_no_index_says_why(indices):
    assert "No index can be told" in alt_of(figures.index_marks(indices.assign(value=None), LOOK))


def test_rehearsed_duration_stands_against_planned(rehearsals):
    bar, tick = figures.rehearsed_durations(rehearsals, LOOK).data
    assert (list(bar.x), list(tick.x)) == ([5.5], [4.0])


def test_rehearsal_tells_the_ratio_used(rehearsals):
    figure = figures.rehearsed_durations(rehearsals, LOOK)
    assert notes_of(figure) == "<b>\u00d7 1.38</b> used"
    assert "Load awards 4 h planned, 5 h 30 min rehearsed" in alt_of(figure)


def test_no_rehearsal_says_so(rehearsals):
    assert "No rehearsal measured" in alt_of(figures.rehearsed_durations(rehearsals.tail(1), LOOK))
