"""Go/no-go figures: gate first and percent second, what fails first, votes side by side, the trend to go-live."""

import pandas as pd
import pytest

from cutover import figures

LOOKS = [figures.make_look(theme, zone="America/New_York") for theme in ("light", "dark")]
LIGHT = LOOKS[0]
VERDICT = pd.DataFrame({"threshold_percent": [90.0]})
NOT_TIME = pd.NaT


def category(name: str, met: int, failed: int = 0, left: int = 0, **cells) -> dict:
    return {
        "category": name, "criterion_count": 8, "assessed_count": 7, "gating_count": met + failed + left,
        "gating_met_count": met, "gating_failed_count": failed, "readiness_percent": 83.4,
    } | cells  # fmt: skip


def criterion(name: str, state: str, ratio: float | None = 1.0, **cells) -> dict:
    return {"criterion_name": name, "state": state, "measured": "2 findings, at most 0 asked",
            "attainment_ratio": ratio} | cells  # fmt: skip


def votes(role: str, customer: str | None, provider: str | None, **cells) -> dict:
    return {
        "role": role, "customer_vote": customer, "customer_comment": None, "customer_voter": None,
        "customer_voted_at": NOT_TIME, "customer_is_required": True, "provider_vote": provider,
        "provider_comment": None, "provider_voter": None, "provider_voted_at": NOT_TIME, "provider_is_required": False,
        "is_dissent": customer != provider,
    } | cells  # fmt: skip


def assessment(days: int, percent: float | None, verdict: str, **cells) -> dict:
    return {
        "assessed_at": pd.Timestamp("2026-03-01"), "stage": "interim", "verdict": verdict, "readiness_percent": percent,
        "gating_met_count": 5.0, "gating_count": 16.0, "days_to_go_live": days, "is_now": False,
    } | cells  # fmt: skip


def preliminary(held: str | None = None) -> pd.DataFrame:
    return pd.DataFrame([{"due_from_date": NOT_TIME, "due_until_date": NOT_TIME, "words": "Due by 1 Mar.",
                          "held_at": pd.Timestamp(held) if held else NOT_TIME}])  # fmt: skip


def words_of(figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


def alt(figure) -> str:
    return figure.layout.meta["alt"]


def test_category_says_what_failed_before_percent():
    rows = pd.DataFrame([category("system", 5, 1, 1)])
    words = words_of(figures.readiness_by_category(rows, VERDICT, LIGHT))
    assert "5 of 7 hold" in words
    assert "1 failed" in words
    assert "<b>83 %</b>,  7 of 8 assessed" in words


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_category_marks_failed_open_met_in_order(look):
    figure = figures.readiness_by_category(pd.DataFrame([category("system", 3, 1, 2)]), VERDICT, look)
    marks = [(trace.marker.symbol, list(trace.x)) for trace in figure.data if trace.type == "scatter"]
    assert marks == [("square", [0]), ("circle-open", [1, 2]), ("circle", [3, 4, 5])]


def test_category_names_the_threshold():
    figure = figures.readiness_by_category(pd.DataFrame([category("system", 3)]), VERDICT, LIGHT)
    assert "Readiness; 90 % asked for" in words_of(figure)
    assert [shape.x0 for shape in figure.layout.shapes] == [90.0]


def test_category_without_gate_or_reading_says_so():
    rows = pd.DataFrame([category("workforce", 0, readiness_percent=None)])
    words = words_of(figures.readiness_by_category(rows, VERDICT, LIGHT))
    assert "None must hold" in words
    assert "<b>Not assessed</b>" in words


def test_many_gating_criteria_have_smaller_marks():
    sizes = [
        figures.readiness_by_category(pd.DataFrame([category("system", count)]), VERDICT, LIGHT).data[2].marker.size
        for count in (5, 30)
    ]
    assert [round(size) for size in sizes] == [22, 9]


def test_checkpoint_without_criteria_says_so():
    rows = pd.DataFrame([category("system", 0, criterion_count=0)])
    for given in (rows, rows.head(0)):
        figure = figures.readiness_by_category(given, VERDICT, LIGHT)
        assert alt(figure) == "No criterion is written down for this checkpoint yet."


def test_categories_are_described_in_numbers():
    figure = figures.readiness_by_category(pd.DataFrame([category("system", 5, 1, 1)]), VERDICT, LIGHT)
    assert alt(figure) == (
        "Readiness by category, 90 % asked for. System: 5 of 7 that must hold do, 1 failed, 1 not assessed, 83 % ready."
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "■ <b>Failed"), ("met", "● <b>Met"), ("workaround", "▲ <b>Worked around"), ("expired", "○ <b>Out of"),
     ("open", "○ <b>Not assessed")],
)  # fmt: skip
def test_criterion_shows_its_state_in_words(state, words):
    assert words in words_of(figures.gating_criteria(pd.DataFrame([criterion("Backup", state)]), LIGHT))


def test_only_unmet_criteria_have_a_bar():
    rows = pd.DataFrame([criterion("A", "failed", 0.4), criterion("B", "met")])
    ends = [shape.x1 for shape in figures.gating_criteria(rows, LIGHT).layout.shapes]
    assert ends == [1.0, 0.4, 1.0]


def test_sixty_gating_criteria_leave_the_rest_to_rows():
    rows = pd.DataFrame([criterion(f"Criterion {i}", "met") for i in range(60)])
    figure = figures.gating_criteria(rows, LIGHT)
    assert "and 50 more in the rows" in words_of(figure)
    assert figure.layout.height == 500


def test_hostile_criterion_stays_text():
    rows = pd.DataFrame([criterion("<b>x</b>", "failed", measured="<a href='http://x'>")])
    figure = figures.gating_criteria(rows, LIGHT)
    assert "&lt;b&gt;x" in words_of(figure)
    assert "<a" not in words_of(figure)


def test_no_gating_criterion_is_said():
    assert alt(figures.gating_criteria(pd.DataFrame(), LIGHT)) == "No criterion of this checkpoint must hold."


def test_votes_stand_by_side_with_shape_and_word():
    words = words_of(figures.votes_by_side(pd.DataFrame([votes("program_manager", "go", "no_go")]), LIGHT))
    assert "Program manager" in words
    assert "● <b>Go</b>" in words
    assert "■ <b>No-Go</b>" in words


def test_dissent_shows_its_reason():
    row = votes("security_lead", "no_go", "go", customer_comment="Authorization is not <signed>.")
    words = words_of(figures.votes_by_side(pd.DataFrame([row]), LIGHT))
    assert "Customer: “Authorization is not &lt;signed&gt;.”" in words


def test_reason_of_a_go_is_left_to_the_rows():
    row = votes("security_lead", "go", "go", customer_comment="All fine.")
    assert "All fine" not in words_of(figures.votes_by_side(pd.DataFrame([row]), LIGHT))


def test_missing_vote_is_awaited_only_where_required():
    words = words_of(figures.votes_by_side(pd.DataFrame([votes("pmo_lead", None, None)]), LIGHT))
    assert "○ <b>Awaited</b>" in words
    assert "Not asked" in words


def test_voter_and_day_stand_below_the_vote():
    row = votes("pmo_lead", "go", None, customer_voter="A. Ruiz", customer_voted_at=pd.Timestamp("2026-03-14"))
    assert "A. Ruiz, 14 Mar" in words_of(figures.votes_by_side(pd.DataFrame([row]), LIGHT))


def test_voter_who_is_named_by_the_role_is_left_out():
    row = votes(
        "pmo_lead", "go", None, customer_voter="Customer PMO lead", customer_voted_at=pd.Timestamp("2026-03-14")
    )
    words = words_of(figures.votes_by_side(pd.DataFrame([row]), LIGHT))
    assert "Customer PMO lead" not in words
    assert "14 Mar" in words


def test_many_roles_stand_closer_and_higher():
    rows = [votes(f"role_{i}", "go", "go", customer_voter="A") for i in range(11)]
    figure = figures.votes_by_side(pd.DataFrame(rows), LIGHT)
    assert figure.layout.height == 510
    assert words_of(figure).count("● <b>Go</b>") == 22


def test_votes_of_nobody_say_so():
    assert alt(figures.votes_by_side(pd.DataFrame(), LIGHT)) == "Nobody is asked to vote on this checkpoint."


def test_trend_marks_verdicts_by_shape():
    rows = pd.DataFrame([assessment(40, 61, "no_go"), assessment(10, 92, "conditional")])
    figure = figures.readiness_over_time(rows, preliminary(), VERDICT, LIGHT)
    marks = [trace.marker.symbol for trace in figure.data if trace.mode == "markers"]
    assert marks == ["square", "triangle-up"]


def test_trend_runs_towards_go_live():
    figure = figures.readiness_over_time(pd.DataFrame([assessment(80, 61, "no_go")]), preliminary(), VERDICT, LIGHT)
    assert list(figure.layout.xaxis.range) == [84, -5]
    assert figure.layout.xaxis.title.text == "Days to go-live"


def test_trend_shades_the_preliminary_days():
    rows = pd.DataFrame([assessment(40, 61, "no_go")])
    figure = figures.readiness_over_time(rows, preliminary(), VERDICT, LIGHT)
    band = next(shape for shape in figure.layout.shapes if shape.type == "rect")
    assert (band.x0, band.x1) == (60, 30)
    assert "Preliminary decision due" in words_of(figure)


def test_held_preliminary_assessment_is_said():
    rows = pd.DataFrame([assessment(40, 61, "no_go")])
    figure = figures.readiness_over_time(rows, preliminary("2026-02-10"), VERDICT, LIGHT)
    assert "Preliminary decision held" in words_of(figure)


def test_trend_speaks_a_verdict_when_it_turns():
    rows = [assessment(40, 61, "no_go"), assessment(30, 70, "no_go"), assessment(2, 96, "go", is_now=True)]
    words = words_of(figures.readiness_over_time(pd.DataFrame(rows), preliminary(), VERDICT, LIGHT))
    assert words.count("No-Go") == 1
    assert "<b>Go now</b>" in words


def test_assessment_without_readiness_is_left_out():
    rows = pd.DataFrame([assessment(40, None, "incomplete")])
    figure = figures.readiness_over_time(rows, preliminary(), VERDICT, LIGHT)
    assert alt(figure) == "No assessment is held yet, and nothing is assessed now."
