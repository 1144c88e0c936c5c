"""Fixtures that several test modules share: a store made of literal rows."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from briefed import warehouse_of
from hypothesis import settings
from postgres import Cluster, cluster, find_program

from cutover.readers.model import PROBLEMS
from cutover.store import Counts, Load, Store
from cutover.tables import TABLES, Table
from cutover.warehouse import Moment, Warehouse

SHARED = Path(__file__).resolve().parents[2] / "shared"

settings.register_profile("cutover", deadline=None)  # how long an example takes says nothing on a shared machine
settings.load_profile("cutover")


def typed(table: Table, rows: list[dict]) -> pa.Table:
    """Return literal rows as a stored table; instants and dates may be ISO text."""
    casts = {"instant": datetime.fromisoformat, "date": date.fromisoformat}
    columns = []
    for field in table.schema:
        cast = casts.get(table[field.name].type) if field.name in table.names else None
        values = [row.get(field.name) for row in rows]
        columns.append(pa.array([cast(v) if cast and isinstance(v, str) else v for v in values], field.type))
    return pa.table(columns, schema=table.schema)


def add_load(store: Store, as_of: str, rows: dict[str, list[dict]], programme_id: str = "demo") -> Load:
    """Put literal rows into a store as one snapshot with that status time."""
    with store.incoming() as folder:
        counts = {}
        for name, given in rows.items():
            unknown = {key for row in given for key in row} - set(TABLES[name].schema.names)
            assert not unknown, f"{name} has no column {unknown}"
            located = [{"source_file": f"{name}.csv", "source_line": i} | row for i, row in enumerate(given, 2)]
            pq.write_table(typed(TABLES[name], located), folder / f"{name}.parquet")
            counts[name] = Counts(len(given), len(given), 0, 0)
        pq.write_table(PROBLEMS.empty_table(), folder / "problems.parquet")
        at = datetime.fromisoformat(as_of)
        load = Load("", programme_id, at, at, "test", f"{programme_id} {as_of} {rows}", (), counts)
        return store.commit(folder, load)[0]


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once():
    """Keep what Streamlit finds in the installed packages: it parses them all at every run of a page."""
    if "streamlit.testing" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner as scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanner, "scan_component_manifests", cache(scanner.scan_component_manifests))
        yield


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture
def moment_of(store: Store):
    """Return a function: snapshots {status time: {table: rows}} and a status time give a moment."""

    def build(snapshots: dict[str, dict[str, list[dict]]], as_of: str | None = None) -> Moment:
        for at, rows in snapshots.items():
            add_load(store, at, rows)
        return Warehouse(store).moment(as_of=datetime.fromisoformat(as_of) if as_of else None)

    return build


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this session."""
    if not find_program("initdb"):
        pytest.skip("PostgreSQL is not installed")
    with cluster() as found:
        yield found


@pytest.fixture
def postgres_url(postgres: Cluster) -> str:
    """An empty database of its own."""
    return postgres.new_database()


SAMPLE_TIMES = {
    "before the first snapshot": datetime(2026, 9, 18, 15),
    "a week before the cutover": datetime(2026, 10, 23, 22),
    "middle of the cutover weekend": datetime(2026, 11, 1, 12),
    "one week into the warranty": datetime(2026, 11, 10, 3, 30),
    "newest": datetime(2026, 11, 20, 23),
}


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory) -> Store:
    """The whole sample, loaded once in this process."""
    from cutover.ui import sample

    store = Store(tmp_path_factory.mktemp("sample") / "store")
    sample.load_sample(store, sample.SAMPLE, sample.Progress(), then=lambda: None)
    return store


@pytest.fixture(scope="session")
def sample_at(sample_store) -> Callable[[datetime], Moment]:
    """Return a function: a status time gives the sample then, the same moment to all tests of this process."""
    warehouse = warehouse_of(sample_store)

    @lru_cache(maxsize=8)
    def at(as_of: datetime) -> Moment:
        return warehouse.moment(as_of=as_of)

    return at


@pytest.fixture(scope="session", params=SAMPLE_TIMES.values(), ids=SAMPLE_TIMES)
def sample_moment(request, sample_at) -> Moment:
    """The sample at one status time after another."""
    return sample_at(request.param)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run files that are named in this process, and all tests on every core."""
    return 0 if any(".py" in word for word in config.args) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests first: they take the longest."""
    items.sort(key=lambda item: "browser" not in item.path.parts)
