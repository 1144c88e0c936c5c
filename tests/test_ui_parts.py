"""The parts of a page that compute: key figures, tables, freshness, status time, uploads."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cutover.queries import Query, Returned
from cutover.store import snapshot_before
from cutover.ui.freshness import age, freshness, notice_of
from cutover.ui.header import moment_in, whole_minute
from cutover.ui.key_figures import change_of, earlier_value, write_number
from cutover.ui.tables import Saving, column_config, page_title, readable, title_of
from cutover.ui.uploads import describe, safe_names

QUERY = Query("r", "reports", "", "", "Rows", (), (Returned("late_count", "bigint", "late *tasks*"),), "")


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "written"),
    [
        (1234.5, 1, "work_hours", "1,234.5 h"), (1.683, 1, "hours", "1 h 41 min"), (-32.4, 1, "days", "\u221232 days"),
        (-54.0, 1, "hours", "\u22122.2 days"), (0.0, 0, "count", "0"), (4356.16, 0, "usd_per_day", "$4,356"),
        (59.14, 1, "percent", "59.1%"), (None, 0, "count", None), (-0.2, 0, "count", "0"),
    ],
)  # fmt: skip
def test_number_is_written_with_unit(value, decimals, unit, written):
    assert write_number(value, decimals, unit) == written


def test_change_is_rounded_as_shown():
    assert change_of(10.04, 10.01, 1) == 0
    assert change_of(3.0, 5.0, 0) == -2
    assert change_of(3.0, None, 0) is None


def test_change_of_a_length_is_exact_to_the_minute():
    assert change_of(1.683, 3.333, 1, "hours") * 60 == pytest.approx(-99)


def test_earlier_figure_is_told_in_todays_unit():
    now = {"unit": "hours", "value": 40.0}
    assert earlier_value(now, {"unit": "days", "value": 3.0}) == 72.0
    assert earlier_value(now, {"unit": "hours", "value": 3.0}) == 3.0
    assert earlier_value(now, None) is None


def test_report_that_gives_the_value_before_is_believed():
    assert earlier_value({"unit": "percent", "previous_value": 60.0}, {"unit": "percent", "value": 57.0}) == 60.0
    assert earlier_value({"unit": "percent", "previous_value": None}, {"unit": "percent", "value": 57.0}) is None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("planned_start_at", "Planned start"), ("mtta_minutes", "MTTA"), ("is_in_force", "In force"), ("n", "Rows"),
        ("task_name", "Task"), ("late_count", "Late"), ("load_as_of", "Status time"), ("load_id", "Load ID"),
    ],
)  # fmt: skip
def test_column_title_is_read_from_its_name(name, title):
    assert title_of(name) == title


def test_table_shows_words_shapes_and_local_times():
    rows = pa.table({
        "health": ["late", None], "phase": ["pre_cutover", None], "what": ["a\u202eb", None],
        "at": pa.array([datetime(2026, 7, 1, 12), None], pa.timestamp("us")), "owners": [["Ann", "Bob"], None],
    })  # fmt: skip
    shown = readable(rows, "America/New_York")
    assert shown.iloc[0, :3].tolist() == ["■ Late", "Pre-cutover", "ab"]
    assert str(shown["at"][0]) == "2026-07-01 08:00:00"
    assert shown["owners"][0] == "Ann, Bob"


def test_health_of_checkpoints_has_shape_and_word():
    rows = pa.table({"health": ["red", "overdue", "grey"], "asserted_rag": ["green", "amber", None]})
    shown = readable(rows, "UTC")
    assert shown["health"].tolist() == ["■ Not safe", "■ Overdue", "○ Not yet"]
    assert shown["asserted_rag"].tolist()[:2] == ["● Green", "▲ Amber"]


def test_page_is_named_as_in_the_navigation():
    assert (page_title("burndown"), page_title("data")) == ("Burn-down", "Data")
    assert readable(pa.table({"page": ["burndown"]}), "UTC")["page"].tolist() == ["/burndown#Burn-down"]


def test_roles_are_written_in_words():
    rows = pa.table({"owner_role": ["network_sme", "communications_lead"]})
    assert readable(rows, "UTC")["owner_role"].tolist() == ["Network SME", "Communications lead"]


def test_column_help_is_escaped_and_formatted():
    config = column_config(QUERY, pa.schema([("late_count", pa.int64()), ("cost_usd", pa.float64())]))
    assert config["late_count"]["help"] == "late \\*tasks\\*"
    assert config["cost_usd"]["type_config"]["format"] == "$%,.0f"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "moments"), (60, "1 minute"), (7300, "2 hours"), (86400 * 12, "12 days"), (-9, "moments")],
)
def test_age_is_said_in_words(seconds, words):
    assert age(timedelta(seconds=seconds)) == words


def load(day: int) -> SimpleNamespace:
    """Return a load of that day of March, loaded an hour later."""
    return SimpleNamespace(as_of=datetime(2026, 3, day), loaded_at=datetime(2026, 3, day, 1))


def test_newest_moment_needs_no_notice():
    moment = SimpleNamespace(as_of=datetime(2026, 3, 9), is_before_first_snapshot=False, is_sealed=False)
    assert notice_of(moment, datetime(2026, 3, 9), "UTC") == ""
    told = freshness(moment, [load(2), load(9)], "UTC", datetime(2026, 3, 9, 4))
    assert told == ("Loaded 3 hours ago", "Checked 04:00:00")


def test_past_moment_names_the_newest():
    moment = SimpleNamespace(as_of=datetime(2026, 3, 3), is_before_first_snapshot=False, is_sealed=False)
    loaded, _ = freshness(moment, [load(2), load(9)], "UTC", datetime(2026, 3, 9, 1))
    assert notice_of(moment, datetime(2026, 3, 9), "UTC") == "A past moment; the newest is Mon 9 Mar 2026, 00:00"
    assert loaded == "Loaded 7 days ago"


def test_sealed_moment_says_what_was_known():
    moment = SimpleNamespace(as_of=datetime(2026, 3, 3), is_sealed=True, position=41)
    assert notice_of(moment, datetime(2026, 3, 9), "UTC") == (
        "As it was known for Tue 3 Mar 2026, 00:00, up to row 41 of the journal; nothing can be recorded on it"
    )


def test_snapshot_before_skips_the_one_in_force():
    loads = [load(2), load(9), load(9), load(16)]
    assert snapshot_before(loads, datetime(2026, 3, 16)) == datetime(2026, 3, 9)
    assert snapshot_before(loads, datetime(2026, 3, 12)) == datetime(2026, 3, 2)
    assert snapshot_before(loads, datetime(2026, 3, 2)) is None


def test_moment_is_read_from_the_address():
    assert moment_in("2026-03-02T09:00") == datetime(2026, 3, 2, 9)
    assert (moment_in("soon"), moment_in(None)) == (None, None)


def test_whole_minute_never_hides_a_snapshot():
    assert whole_minute(datetime(2026, 3, 9, 8, 0, 1)) == datetime(2026, 3, 9, 8, 1)
    assert whole_minute(datetime(2026, 3, 9, 8)) == datetime(2026, 3, 9, 8)


def test_uploaded_names_lose_folders_and_stay_unique():
    names = safe_names(["../../etc/cron.d/x.csv", "x.csv", "a\u202eb<>.csv", "..", "C:\\plan\\tasks.csv"])
    assert names == ["x.csv", "x_.csv", "ab__.csv", "file", "tasks.csv"]


def test_progress_is_said_in_words():
    assert describe({"stage": "read", "file": "tasks.csv", "rows": 1200}) == "Reading tasks.csv, 1,200 rows"
    assert describe({"stage": "compare"}) == "Comparing with what is there"


def saving() -> Saving:
    how = {"Report": "task_list", "Rows": 1, "Computed": "Open tasks."}
    return Saving("task_list_20260309T2300Z", "America/New_York", how)


def test_saved_workbook_holds_local_times_and_method():
    rows = pa.table({"task_name": ["=1+1"], "due_at": pa.array([datetime(2026, 3, 9, 23)], pa.timestamp("us"))})
    workbook = openpyxl.load_workbook(io.BytesIO(saving().encoded("XLSX", rows)))
    sheet, how = workbook.worksheets
    assert [cell.value for cell in sheet[2]] == ["=1+1", datetime(2026, 3, 9, 19)]
    assert sheet["A2"].data_type == "s"
    assert [how["A1"].value, how["B1"].value] == ["Report", "task_list"]


def test_saved_csv_and_parquet_hold_utc():
    rows = pa.table({"due_at": pa.array([datetime(2026, 3, 9, 23)], pa.timestamp("us"))})
    assert saving().encoded("CSV", rows).decode("utf-8-sig").splitlines() == ['"due_at"', '"2026-03-09T23:00:00Z"']
    [stored] = pq.read_table(io.BytesIO(saving().encoded("Parquet", rows)))["due_at"].to_pylist()
    assert stored == datetime(2026, 3, 9, 23, tzinfo=UTC)
