"""Tables of a moment are built when a report first reads them, and never twice."""

import pyarrow as pa
import pytest

from cutover.errors import ReportError
from cutover.figures.text import length
from cutover.forecasts import COMPUTED
from cutover.forecasts.model import Computed
from cutover.tables import TABLES, Column, Table
from cutover.warehouse import layers

PLAN = {"2026-03-01T12:00": {"tasks": [{"task_id": "A", "task_name": "A"}, {"task_id": "B", "task_name": "B"}]}}


def test_only_what_a_report_reads_is_built(moment_of):
    moment = moment_of(PLAN)
    assert moment.query("task_list").num_rows == 2
    built = moment._layers._built
    assert {"raw_tasks", "stg_tasks", "tasks"} <= built
    assert not built & {"raw_incidents", "incidents", "burndown_lines"}


def test_table_is_built_only_once(moment_of, monkeypatch):
    made = []
    make = layers.Layers._make
    monkeypatch.setattr(layers.Layers, "_make", lambda self, node: (made.append(node.name), make(self, node)))
    moment = moment_of(PLAN)
    for _ in range(2):
        moment.query("task_list")
        moment.table("tasks")
    assert sorted(made) == sorted(set(made))


@pytest.mark.parametrize(
    "schema",
    [
        *(table.schema for table in TABLES.values()),
        *(Computed.schema_of(table) for computed in COMPUTED for table in computed.creates),
    ],
)
def test_empty_table_is_declared_as_its_rows(schema):
    with layers.open_database() as connection:
        layers.store(connection, "empty", schema.empty_table())
        given = connection.from_arrow(schema.empty_table())
        assert connection.sql("from empty").columns == given.columns
        assert connection.sql("from empty").types == given.types


def test_unknown_table_is_refused(moment_of):
    with pytest.raises(ReportError, match="There is no table taks"):
        moment_of(PLAN).table("taks")


@pytest.mark.parametrize("name", sorted(layers.nodes()))
def test_every_table_can_be_put_in_order(name):
    ordered = [node.name for node in layers.in_order((name,))]
    assert ordered[-1] == name
    assert all(read in ordered[: ordered.index(node.name)] for node in layers.in_order((name,)) for read in node.reads)


@pytest.fixture
def counted(monkeypatch):
    """Declare a computed table that counts the tasks, instead of the forecasts."""
    table = Table("computed_count", "one row", (Column("task_count", "integer", "tasks"),), key=("task_count",))

    def count(rows):
        assert rows["tasks"]["task_id"].to_pylist() == ["A", "B"]
        return {"computed_count": pa.table({"task_count": pa.array([rows["tasks"].num_rows], pa.int32())})}

    monkeypatch.setattr(layers, "COMPUTED", (Computed(reads=("tasks",), creates=(table,), compute=count),))
    for cached in (layers.nodes, layers.in_order, layers.tables_of):
        cached.cache_clear()
    yield
    for cached in (layers.nodes, layers.in_order, layers.tables_of):
        cached.cache_clear()


def test_computed_table_gets_rows_ordered_by_key(counted, moment_of):
    rows = moment_of(PLAN).table("computed_count")
    assert rows.to_pylist() == [{"task_count": 2}]
    assert rows.schema.types == [pa.int64()]


@pytest.mark.parametrize(
    "minutes", [0, 1, 59, 60, 101, 180, 2879, 2880, 14399, 14400, 1440 * 1500, -101, -3744],
)  # fmt: skip
def test_queries_and_figures_write_lengths_alike(minutes):
    asked = "select length_words($minutes) as words"
    written = layers.open_database().sql(asked, params={"minutes": minutes}).to_arrow_table()["words"][0].as_py()
    assert written == length(abs(minutes))
