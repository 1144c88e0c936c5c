"""What a briefing says is what the reports of the pages say."""

from datetime import datetime, timedelta

import pytest
from briefed import HELD, NEWEST, WEEK_AHEAD, block, blocks, document, made_of, warehouse_of

from cutover import briefing
from cutover.briefing.model import Chart, Document, Facts, KeyFigures, Table
from cutover.errors import ReportError
from cutover.wording import length, part_words, write_number

EASTERN = timedelta(hours=5)
HOSTILE = ":green-badge[GO] #import <script>alert(1)</script> =HYPERLINK(1) \u202egnp\u202c\x07"
CLEANED = ":green-badge[GO] #import <script>alert(1)</script> =HYPERLINK(1) gnp"


@pytest.fixture(scope="module")
def moment(sample_store):
    return warehouse_of(sample_store).moment(as_of=WEEK_AHEAD)


@pytest.fixture(scope="module")
def documents(sample_store) -> dict[str, Document]:
    return {kind: document(sample_store, kind) for kind in briefing.KINDS}


@pytest.mark.parametrize(
    ("kind", "subject"), [("assessment", "go_no_go"), ("daily", "overview"), ("weekly", "overview")]
)
def test_headline_is_that_of_the_page(documents, moment, kind, subject):
    row = moment.query(f"{subject}_headline").to_pylist()[0]
    said = documents[kind].headline
    assert (said.health, said.sentence, said.detail) == (row["health"], row["headline"], row["detail"])


@pytest.mark.parametrize(
    ("kind", "subject"), [("assessment", "go_no_go"), ("daily", "overview"), ("weekly", "overview")]
)
def test_figures_are_those_of_the_page(documents, moment, kind, subject):
    rows = moment.query(f"{subject}_figures").to_pylist()
    expected = [write_number(row["value"], row["decimals"], row["unit"]) or "—" for row in rows]
    assert [item.value for item in documents[kind].figures.items] == expected
    assert [item.label for item in documents[kind].figures.items] == [row["label"] for row in rows]


def test_changes_are_told_since_the_snapshot_before(documents):
    assert [item.change for item in documents["daily"].figures.items] == [
        "\u22126 since 16 Oct", "no change since 16 Oct", "", "no change since 16 Oct", "no change since 16 Oct"
    ]  # fmt: skip
    assert documents["daily"].figures.items[0].is_better is True


def test_verdict_word_is_that_of_the_rules(documents, moment):
    assert moment.query("verdict")["verdict"][0].as_py() == "no_go"
    assert documents["assessment"].headline.verdict == "NO-GO"


def test_decided_gate_shows_its_decision(sample_store):
    newest = warehouse_of(sample_store).moment(as_of=NEWEST)
    made = briefing.made("assessment", newest, checkpoint_id="CP-04")
    assert (made.headline.verdict, made.headline.word) == ("GO", "Decided")
    assert dict(block(made, "The decision taken").items)["Decision"].text == "Go"


def test_categories_are_those_of_the_report(documents, moment):
    rows = moment.query("readiness_categories").to_pylist()
    chart = block(documents["assessment"], "How ready is each category?")
    assert [value for _, value in chart.series[0].points] == [row["readiness_percent"] for row in rows]
    assert list(chart.series[0].healths) == [row["health"] for row in rows]


def test_failed_gating_criteria_stand_first(documents, moment):
    table = block(documents["assessment"], "The gate: each of these must hold")
    rows = moment.query("readiness_criteria", show="gating").to_pylist()
    failed = [row["criterion_name"] for row in rows if row["state"] == "failed"]
    assert len(table.rows) == len(rows)
    assert [row[0].text for row in table.rows[: len(failed)]] == failed


def test_votes_stand_side_by_side(documents, moment):
    table = block(documents["assessment"], "Votes of customer and provider")
    rows = moment.query("votes_by_role").to_pylist()
    words = {"go": "Go", "conditional": "Conditional Go", "no_go": "No-Go"}
    assert [row[1].text for row in table.rows if row[1].text in words.values()] == [
        words[row["customer_vote"]] for row in rows if row["customer_vote"]
    ]
    assert [row[3].text for row in table.rows] == ["Dissent" if row["is_dissent"] else "" for row in rows]


def test_finish_curve_is_the_simulated_distribution(documents, moment):
    course = moment.query("finish_distribution").to_pylist()
    percents = [row["percent"] for row in course if row["version"] == "current" and 1 <= row["percent"] <= 99]
    series = next(s for s in block(documents["assessment"], "When will it finish?").series if s.name == "Trials done")
    assert [y for _, y in series.points] == percents
    assert (
        series.points[0][0]
        == next(r["finish_at"] for r in course if r["version"] == "current" and r["percent"] == 1) - EASTERN
    )


def test_rollback_clock_is_that_of_the_report(documents, moment):
    row = moment.query("rollback_clock").to_pylist()[0]
    told = dict(block(documents["assessment"], "Rollback clock").items)
    assert told["Time left"].text == length(row["minutes_left"])
    assert told["Back, if begun now"].text.startswith(length(row["backout_now_minutes"]))
    assert told["Plan in force"].text == "Forward"


def test_late_tasks_tell_own_and_inherited_delay(documents, moment):
    table = block(documents["daily"], "Late or blocked: 2 tasks")
    delays = {row["task_id"]: row for row in moment.query("task_forecast").to_pylist()}
    for row in table.rows:
        delay = delays[row[0].text]
        assert (row[4].value, row[5].value) == (delay["own_delay_minutes"], delay["inherited_delay_minutes"])


def test_due_tasks_lie_in_the_next_day(documents, moment):
    table = next(t for t in blocks(documents["daily"], Table) if t.title.startswith("Due in the next 24 hours"))
    rows = moment.query("task_list", show="open").to_pylist()
    due = [
        r
        for r in rows
        if r["planned_finish_at"] and 0 <= (r["planned_finish_at"] - WEEK_AHEAD).total_seconds() <= 86400
    ]
    assert {row[0].text for row in table.rows} == {row["task_id"] for row in due}


def test_done_tasks_are_those_since_the_snapshot(documents, moment):
    table = next(t for t in blocks(documents["daily"], Table) if t.title.startswith("Done since Fri 16 Oct, 18:00"))
    rows = moment.query("task_list", show="complete").to_pylist()
    done = {row["task_id"] for row in rows if row["completed_at"] > datetime(2026, 10, 16, 22)}
    assert {row[0].text for row in table.rows} == done


def test_burndown_chart_ends_at_what_is_left(documents, moment):
    left = moment.query("burndown_forecast").to_pylist()[0]["remaining"]
    series = next(
        s for s in block(documents["weekly"], "Is the work done as planned?").series if s.name == "Tasks left"
    )
    assert series.points[-1] == (datetime(2026, 10, 23, 18), left)


def test_weekly_tells_the_warranty_after_go_live(sample_store, documents):
    after = document(sample_store, "weekly", NEWEST)
    assert [section.title for section in documents["weekly"].sections] == [
        "Work", "Schedule and risk", "Checkpoints", "Issues", "Method and provenance"
    ]  # fmt: skip
    assert {"Warranty", "Decommission"} <= {section.title for section in after.sections}


def test_method_names_snapshots_and_every_report(documents, moment):
    method = documents["assessment"].sections[-1]
    facts = dict(method.blocks[0].items)
    assert facts["Newest snapshot in force"].text == moment.query("programme_summary")["snapshot_id"][0].as_py()
    assert facts["Journal position"].value == moment.position
    assert {"verdict", "votes_by_role", "finish_risk", "rollback_clock"} <= {
        row[0].text for row in method.blocks[2].rows
    }


def test_every_chart_has_a_description_with_numbers(documents):
    charts = [chart for made in documents.values() for chart in blocks(made, Chart)]
    assert len(charts) >= 6
    assert [chart.title for chart in charts if not any(letter.isdigit() for letter in chart.alt)] == []


def test_text_of_people_is_cleaned(moment_of):
    rows = {"programme": [{"programme_id": "demo", "programme_name": HOSTILE}], "meetings": [HELD]}
    moment = moment_of({"2026-03-01 08:00": rows})
    assert {made_of(kind, moment).programme for kind in briefing.KINDS} == {CLEANED}


def test_programme_without_criteria_still_has_a_report(moment_of):
    moment = moment_of({"2026-03-01 08:00": {"tasks": [{"task_id": "T1", "task_name": "Move"}]}})
    made = briefing.made("assessment", moment)
    assert made.subject == "No go/no-go is planned"
    assert isinstance(made.figures, KeyFigures)
    assert isinstance(made.sections[0].blocks[0], Facts)


def test_unknown_checkpoint_is_refused_by_name(moment):
    with pytest.raises(ReportError, match="There is no checkpoint CP-99; the programme has CP-"):
        briefing.made("assessment", moment, checkpoint_id="CP-99")


def test_unknown_documents_and_formats_are_refused(documents, moment):
    with pytest.raises(ReportError, match="There is no document 'monthly'; there are assessment, daily, weekly"):
        briefing.made("monthly", moment)
    with pytest.raises(ReportError, match=r"as \.pdf, \.pptx, \.xlsx, \.html"):
        briefing.written(documents["daily"], "docx")
    with pytest.raises(ReportError, match="it takes no checkpoint"):
        briefing.made("daily", moment, checkpoint_id="CP-04")


@pytest.mark.parametrize(("value", "decimals", "said"), [(99.8, 0, "> 99 %"), (99.97, 1, "> 99.9 %"), (100.0, 0, "100 %"),
                                                         (93.2, 0, "93 %")])  # fmt: skip
def test_percentage_is_never_rounded_up_to_all(value, decimals, said):
    assert part_words(value, decimals) == said


def test_newest_snapshot_is_not_after_the_status_time(sample_store):
    told = document(sample_store, "assessment")
    assert dict(block(told, "What was known").items)["Newest snapshot in force"].text == "L000005"
