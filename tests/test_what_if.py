"""What-if as people see it: what changes do to a small cutover, in words, and the section of the page."""

from datetime import datetime

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest

from cutover import comparison
from cutover.errors import ReportError, ScenarioError
from cutover.scenario import Follows, Lasts, Starts
from cutover.scenario_store import read_scenarios
from cutover.ui.what_if_form import matching, slot
from cutover.ui.what_if_words import Speaker, counted, move, sentence, span

NOW = "2026-03-14T08:00"
HOSTILE = ":red[x] <b>b</b> [click](http://evil.example)"


def task(name: str, minutes: int, **other) -> dict:
    """Return a task of the cutover."""
    return {
        "task_id": name, "task_name": f"Task {name}", "phase": "cutover", "duration_minutes": float(minutes),
        "status": "not_started", "side": "provider", "owner_role": "technical_lead", "owners": ["Duty lead"],
        "planned_start_at": "2026-03-14T08:00",
    } | other  # fmt: skip


def plan(links: tuple = (("A", "B"), ("B", "C"))) -> dict[str, list[dict]]:
    """Return a cutover of three tasks in a row, one aside and one that is done, with a gate after B."""
    return {
        "programme": [{"programme_id": "ferry", "programme_name": "Ferry", "zone": "UTC",
                       "cutover_start_at": "2026-03-14T06:00", "cutover_finish_at": "2026-03-14T20:00"}],
        "tasks": [
            task("A", 60), task("B", 120, side="customer", owner_role="functional_lead"), task("C", 60),
            task("D", 30, task_name=HOSTILE),
            task("Z", 60, status="complete", actual_start_at="2026-03-14T06:00", actual_finish_at="2026-03-14T07:00"),
        ],
        "dependencies": [{"predecessor_id": a, "successor_id": b, "dependency_type": "FS"} for a, b in links],
        "checkpoints": [{"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-14T13:00"}],
        "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": "B"}],
    }  # fmt: skip


@pytest.fixture
def moment(moment_of):
    """The cutover as it is: A 08:00, B 09:00, C 11:00 to 12:00."""
    return moment_of({NOW: plan()})


def compared(moment, *changes):
    """Return what changes do."""
    return comparison.compare(moment, comparison.altered(moment, changes))


def finishes(outcome) -> dict[str, tuple]:
    """Return hours of the finish before and after, by target."""
    return {row["target_id"]: (row["before_at"].hour, row["after_at"].hour) for row in outcome.targets.to_pylist()}


def test_longer_task_moves_the_finish(moment):
    outcome = compared(moment, Lasts("A", 240))
    assert finishes(outcome) == {"cutover": (12, 15), "checkpoint:G": (11, 14), "plan": (12, 15)}
    assert [(r["task_id"], r["moved_minutes"]) for r in outcome.tasks.to_pylist()] == [
        ("A", 180),
        ("B", 180),
        ("C", 180),
    ]


def test_people_affected_are_counted_by_side_and_role(moment):
    rows = compared(moment, Lasts("A", 240)).affected.to_pylist()
    assert [(r["side"], r["owner_role"], r["task_count"], r["owners"]) for r in rows] == [
        ("provider", "technical_lead", 2, ["Duty lead"]),
        ("customer", "functional_lead", 1, ["Duty lead"]),
    ]


def test_checkpoint_turns_when_its_entry_comes_too_late(moment):
    rows = compared(moment, Lasts("A", 240)).checkpoints.to_pylist()
    assert [(row["checkpoint_id"], row["health"]) for row in rows] == [("G", "red")]
    assert rows[0]["ready_at"] == datetime(2026, 3, 14, 14)


def test_link_makes_a_task_wait(moment):
    outcome = compared(moment, Follows("D", "C", "FS", 15))
    assert finishes(outcome)["cutover"] == (12, 12)
    assert outcome.targets["moved_minutes"].to_pylist()[0] == 45
    assert outcome.tasks["task_id"].to_pylist() == ["D"]


def test_start_that_is_moved_moves_what_follows(moment):
    outcome = compared(moment, Starts("B", datetime(2026, 3, 14, 15)))
    assert finishes(outcome)["cutover"] == (12, 18)


def test_plan_itself_is_not_changed(moment):
    before = moment.table("task_forecasts")
    compared(moment, Lasts("A", 600))
    assert moment.table("task_forecasts").equals(before)
    assert finishes(compared(moment, Lasts("A", 60)))["cutover"] == (12, 12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Lasts("Z", 5), "Z is complete"), (Follows("A", "C"), "C → A → B → C"), (Lasts("X", 5), "X is not in the plan"),
    ],
)  # fmt: skip
def test_change_that_cannot_be_is_told(moment, change, message):
    with pytest.raises(ScenarioError, match=message):
        comparison.altered(moment, [change])


def test_plan_that_goes_in_circles_is_told(moment_of):
    moment = moment_of({NOW: plan((("A", "B"), ("B", "A")))})
    with pytest.raises(ReportError, match=r"cannot be scheduled.*A → B → A"):
        comparison.finish_of(moment)


def test_outcome_is_said_in_one_sentence(moment):
    said = sentence(compared(moment, Lasts("A", 240)), "UTC")
    assert said == "Cutover moves 3 h later, to Sat 14 Mar 15:00; 1 checkpoint turns; 3 tasks of 2 roles move."


def test_change_without_effect_is_said_so(moment):
    said = sentence(compared(moment, Lasts("D", 31)), "Asia/Tokyo")
    assert said == "Cutover stays at Sat 14 Mar 21:00; no checkpoint turns; 1 task of 1 role moves."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Lasts("A", 1530), "A Load takes 25 h 30 min of work"),
        (Starts("B", datetime(2026, 7, 1, 12)), "B starts no earlier than Wed 1 Jul 08:00"),
        (Follows("A", "B"), "A Load starts after B finishes"),
        (Follows("B", "A", "FF", 90), "B finishes after A Load finishes, and 1 h 30 min more"),
        (Follows("B", "A", "SS", -5), "B starts after A Load starts, less 5 min"),
    ],
)
def test_change_is_said_in_words(change, said):
    assert Speaker({"A": "Load"}, "America/New_York").change(change) == said


def test_lengths_and_counts_are_written_in_full():
    assert [span(minutes) for minutes in (0, 59, 1440, 3000)] == ["0 min", "59 min", "1 day", "2 days 2 h"]
    assert [move(minutes) for minutes in (None, 0, -90, 60)] == [None, "stays", "1 h 30 min earlier", "1 h later"]
    assert [counted(count, "task") for count in (0, 1, 1200)] == ["no task", "1 task", "1,200 tasks"]


def test_tasks_are_found_by_every_word():
    tasks = [{"task_id": f"T{n}", "task_name": f"Load table {n}", "is_open": n != 2} for n in range(100)]
    assert matching(tasks, "TABLE 2", is_open_only=True)[:2] == ["T12", "T20"]
    assert matching(tasks, "t2 load")[0] == "T2"
    assert (len(matching(tasks, "")), matching(tasks, "no such")) == (50, [])


def test_second_change_of_a_kind_takes_the_place_of_the_first():
    assert slot(Lasts("A", 5)) == slot(Lasts("A", 9))
    assert len({slot(Lasts("A", 5)), slot(Starts("A", datetime(2026, 1, 1))), slot(Follows("A", "B"))}) == 3


def section() -> None:
    """Draw a page with the section only."""
    from cutover import ui

    ui.open_page("Schedule", "When?").what_if(title="What if")


@pytest.fixture
def shown(store, monkeypatch) -> AppTest:
    """The section over the small cutover."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    add_load(store, NOW, plan(), "ferry")
    return AppTest.from_function(section, default_timeout=60).run()


def tried(page: AppTest, task_name: str, minutes: float) -> AppTest:
    """Return the page after a duration was tried."""
    page.selectbox(key="what_if_task").select(task_name).run()
    page.number_input(key=f"what_if_amount_{task_name}_minutes").set_value(minutes)
    return page.button(key="what_if_try").click().run()


def said_on(page: AppTest) -> str:
    """Return everything that the page says, one text."""
    found = [element.proto.body for element in page.get("html")]
    found += [element.value for kind in (page.markdown, page.caption, page.error) for element in kind]
    return "\n".join(found).replace("\\", "")


def test_page_offers_open_tasks_that_drive_first(shown):
    assert shown.selectbox(key="what_if_task").options == ["A Task A", "B Task B", "C Task C", f"D {HOSTILE}"]
    assert "Nothing that is tried here is recorded" in said_on(shown)


def test_page_tells_what_a_change_does(shown):
    tried(shown, "A", 240)
    assert "Cutover moves 3 h later, to Sat 14 Mar 15:00; 1 checkpoint turns" in said_on(shown)
    assert "A Task A takes 4 h of work" in said_on(shown)
    assert [list(shown.exception), list(shown.error)] == [[], []]


def test_change_stays_over_reruns_until_taken_back(shown):
    tried(shown, "A", 240).run().run()
    assert "3 h later" in said_on(shown)
    shown.button(key="what_if_drop_0").click().run()
    assert "No change yet" in said_on(shown)


def test_page_names_the_tasks_of_a_circle(shown):
    shown.selectbox(key="what_if_kind").select("Waits for").run()
    shown.selectbox(key="what_if_other").select("C").run()
    shown.button(key="what_if_try").click().run()
    assert shown.error[0].value.replace("\\", "") == "This link closes a circle: C → A → B → C."
    assert "No change yet" in said_on(shown)


def test_page_moves_a_start_in_local_time(shown):
    shown.selectbox(key="what_if_kind").select("Starts no earlier than").run()
    shown.datetime_input(key="what_if_start_A").set_value(datetime(2026, 3, 14, 11)).run()
    shown.button(key="what_if_try").click().run()
    assert "A Task A starts no earlier than Sat 14 Mar 11:00" in said_on(shown)
    assert "Cutover moves 3 h later" in said_on(shown)


def test_text_of_a_file_stays_text(shown):
    tried(shown, "D", 600)
    said = "\n".join(element.value for element in shown.markdown)
    assert said.startswith("D \\:red\\[x\\] \\<b\\>b\\</b\\> \\[click\\]\\(http")
    assert "http://evil" not in said


def test_scenarios_are_kept_side_by_side(shown, store):
    tried(shown, "A", 240)
    shown.text_input(key="what_if_name").set_value("Slow load")
    shown.button(key="what_if_keep").click().run()
    assert [scenario.changes for scenario in read_scenarios(store.path, "ferry")] == [(Lasts("A", 240),)]
    table = shown.dataframe[-1].value
    assert table["scenario_name"].tolist() == ["The plan as it is", "Slow load"]
    assert table["moved_minutes"].tolist()[1] == "3 h later"


def test_kept_scenario_is_opened_and_deleted(shown, store):
    tried(shown, "A", 240)
    shown.text_input(key="what_if_name").set_value("Slow load")
    shown.button(key="what_if_keep").click().run()
    shown.button(key="what_if_drop_0").click().run()
    shown.button(key="what_if_open").click().run()
    assert "3 h later" in said_on(shown)
    shown.button(key="what_if_delete").click().run()
    assert read_scenarios(store.path, "ferry") == []
    assert [error.value for error in shown.exception] == []


def test_scenario_that_no_longer_fits_says_why(shown, store):
    tried(shown, "A", 240)
    shown.text_input(key="what_if_name").set_value("Slow load")
    shown.button(key="what_if_keep").click().run()
    later = plan()
    later["tasks"][0] |= {"status": "complete", "actual_start_at": NOW, "actual_finish_at": "2026-03-14T09:00"}
    add_load(store, "2026-03-14T09:30", later, "ferry")
    again = AppTest.from_function(section, default_timeout=60).run()
    assert again.dataframe[-1].value["note"].tolist()[1] == "A is complete: what is settled cannot be changed."
