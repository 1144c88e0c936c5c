"""The benchmarks compute what they say; how fast they are is not tested."""

import csv

import pytest

from benchmarks import files, journal, live, load, measure, networks, pages, peers, schedule
from cutover.queries import Parameter, Query
from cutover.tables import TABLES


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Return the path that `--write` writes to instead of docs/benchmarks.md."""
    path = tmp_path / "benchmarks.md"
    monkeypatch.setattr(measure.write_section, "__defaults__", (path,))
    return path


@pytest.mark.parametrize("table", ["incidents", "tasks"])
def test_files_hold_columns_of_the_table(table, tmp_path):
    path = files.write_file(table, tmp_path, 10)
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 10
    assert set(rows[0]) <= set(TABLES[table].names)


def test_files_hold_the_faults_that_are_told(tmp_path):
    with files.write_file("incidents", tmp_path, 4000).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert rows[999]["opened_at"] == ""
    assert (rows[1999]["status"], rows[2999]["severity"]) == ("no such status", "9")
    assert rows[3999]["incident_id"] == rows[3998]["incident_id"]


def test_files_are_the_same_each_time(tmp_path):
    first = files.write_file("tasks", tmp_path, 50).read_bytes()
    assert files.write_file("tasks", tmp_path, 50).read_bytes() == first


@pytest.mark.parametrize(
    ("rows", "counts"),
    [(999, (999, 0, 0)), (1000, (999, 1, 0)), (4000, (3998, 2, 2)), (1_000_000, (999_500, 500, 500))],
)
def test_expected_counts_are_known(rows, counts):
    assert files.expected(rows) == dict(zip(("accepted", "rejected", "warnings"), counts, strict=True))


@pytest.mark.parametrize("table", ["incidents", "tasks"])
@pytest.mark.parametrize("loader", [peers.cutover_load, peers.polars_load, peers.pandas_load])
def test_every_loader_finds_the_same(table, loader, tmp_path):
    path = files.write_file(table, tmp_path, 4000)
    assert loader(table, str(path)) == {"accepted": 3998, "rejected": 2, "warnings": 2}


def test_scan_reads_every_row(tmp_path):
    assert peers.scan("tasks", str(files.write_file("tasks", tmp_path, 4000))) == {"read": 4000}


def test_load_prints_ratios_to_the_scan(capsys, report):
    load.main(["--quick", "--write"])
    out = capsys.readouterr().out
    assert all(f"| {name} |" in out for name in load.CONTENDERS)
    assert out.count("| DuckDB bare typed scan |") == 2
    assert "<!-- load: begin -->\n## Load\n" in report.read_text()


def test_load_fails_if_a_loader_is_wrong(monkeypatch):
    wrong = {"path": "tasks.csv"}, {"accepted": 1, "rejected": 0, "warnings": 0}
    results = iter(measure.Measured(1.0, 1.0, 1.0, result) for result in wrong)
    monkeypatch.setattr(load, "measure", lambda *words: next(results))
    monkeypatch.setattr(load, "CONTENDERS", {"Cutover load": "cutover_load"})
    with pytest.raises(RuntimeError, match=r"Cutover load, tasks: found .*'accepted': 1"):
        load.compare("tasks", 1000, 1)


def test_pages_time_every_report(capsys, report):
    pages.main(["--sizes", "60", "--runs", "1", "--write"])
    out = capsys.readouterr().out
    named = [line.split(" | ")[0].strip("|* ") for line in out.splitlines() if line.startswith("| ")][2:]
    assert named[0] == pages.MOMENT
    assert named[1:] == [name for name, query in pages.read_queries("reports").items() if not pages.needed(query)]
    assert "<!-- pages: begin -->\n## Reports\n" in report.read_text()


def test_slow_and_steep_reports_are_marked():
    def entry(seconds: float) -> dict:
        return {"seconds": seconds, "rows": 1, "peak_mib": 1.0}

    found = {
        100: {pages.MOMENT: entry(0.2), "slow": entry(0.09), "steep": entry(0.0005), "good": entry(0.005)},
        1000: {pages.MOMENT: entry(0.5), "slow": entry(0.11), "steep": entry(0.05), "good": entry(0.02)},
    }
    text = pages.section(found, {"programme": 1, "tasks": 1000}, 1)
    assert "growing faster than n^1.2: slow, steep." in text
    assert "largest size holds 1,000 tasks, 1 programme." in text
    assert "| good | 5.0 | 20.0 | 0.6 | 1 | 1 |" in text


@pytest.mark.parametrize(
    ("sizes", "seconds", "exponent"),
    [((10, 100), (0.01, 0.1), 1.0), ((10, 100), (0.05, 5.0), 2.0), ((10, 100, 1000), (0.02, 0.02, 0.2), 1.0),
     ((10, 100), (0.001, 0.009), None), ((10,), (1.0,), None)],
)  # fmt: skip
def test_growth_is_the_steepest_step(sizes, seconds, exponent):
    assert pages.growth(sizes, seconds) == (None if exponent is None else pytest.approx(exponent))


def test_reports_that_need_a_value_are_left_out():
    since = Parameter("since", "date", "", None, ())
    sides = Parameter("sides", "varchar[]", "", None, ())
    as_of = Parameter("as_of", "timestamp", "", None, ())
    assert pages.needed(Query("q", "reports", "", "", "", (as_of, sides, since), (), "")) == ["since"]


def test_section_replaces_the_last_one(tmp_path):
    path = tmp_path / "b.md"
    measure.write_section("load", "first run", path)
    measure.write_section("pages", "other", path)
    measure.write_section("load", "second run", path)
    text = path.read_text()
    assert "first run" not in text
    assert text.index("second run") < text.index("\nother\n")
    assert text.startswith("# Benchmarks\n")


def test_typical_is_the_median_with_the_largest_peak():
    runs = [measure.Measured(s, 2 * s, peak, {"n": 1}) for s, peak in ((3.0, 10.0), (1.0, 30.0), (2.0, 20.0))]
    assert measure.typical(runs) == measure.Measured(2.0, 4.0, 30.0, {"n": 1})


def test_ratios_are_to_the_bare_scan():
    found = {
        "DuckDB bare typed scan": measure.Measured(2.0, 4.0, 500.0, {}),
        "Cutover load": measure.Measured(3.0, 5.0, 1200.0, {}),
    }
    assert load.lines(found)[1] == ("Cutover load", "3.00", "1.5", "5.00", "1.2", "1,200")


def test_failing_process_says_why(tmp_path):
    with pytest.raises(RuntimeError, match=r"benchmarks.peers:scan failed: (.|\n)*No such file"):
        measure.measure("benchmarks.peers:scan", "tasks", tmp_path / "none.csv")


def test_peak_memory_of_a_process_is_its_own():
    block = bytearray(512 * 2**20)
    block[:: 2**12] = b"x" * len(block[:: 2**12])
    assert measure.measure("benchmarks.measure:machine").peak_mib < 400


def test_peak_memory_counts_anew():
    measure.reset_peak()
    block = bytearray(64 * 2**20)
    with_block = measure.reset_peak()
    del block
    measure.reset_peak()
    assert with_block - measure.reset_peak() > 40


@pytest.mark.parametrize(("tasks", "layers"), [(8, 2), (1000, 10), (1000, 100)])
def test_layered_network_has_its_layers(tasks, layers):
    duration, before, after = networks.layered(tasks, layers=layers)
    assert len(duration) == tasks
    assert (after * layers // tasks - before * layers // tasks == 1).all()
    assert len(set(after.tolist())) == tasks - tasks // layers


@pytest.mark.parametrize("name", [name for name, (_, package, _) in schedule.CPM.items() if package != "mpxj"])
def test_every_engine_finds_the_same_dates(name):
    function, _, _ = schedule.CPM[name]
    truth = networks.cpm_networkx("60", "1")["sums"]
    found = getattr(networks, function)("60", "1")["sums"]
    assert found == truth[: len(found)]


def test_simulations_agree_within_a_percent():
    ours = networks.monte_carlo_numpy("40", "4000", "1")["percentiles"]
    peer = networks.monte_carlo_pmcontrols("40", "4000", "1")["percentiles"]
    assert ours == pytest.approx(peer, rel=0.01)


def test_engines_that_disagree_stop_the_run(monkeypatch):
    sums = iter([[1, 2, 3], [1, 2, 4]])
    monkeypatch.setattr(
        schedule, "measure", lambda *words: measure.Measured(1.0, 1.0, 1.0, {"sums": next(sums), "seconds": 1.0})
    )
    with pytest.raises(RuntimeError, match=r"200 tasks: \[1, 2, 4\] where the first has \[1, 2, 3\]"):
        schedule.compare_cpm((200,), 1)


def test_schedule_section_says_what_was_beaten(report):
    cpm = {"Cutover, numpy": {1000: 0.0005}, "Cutover, numba": {1000: 0.0002}, "networkx sort + loop": {1000: 0.01}}
    text = schedule.section(cpm, {"Cutover, numpy": {500: 0.1}}, 0.004, 10_000)
    assert "| CPM, 1,000 tasks | Cutover, numba | 0.1 | 0.2 | missed |" in text
    assert "| one calendar year | Cutover | 5 | 4 | met |" in text
    assert "Divided by Cutover, numba (to beat: 500): networkx sort + loop 50 at 1,000." in text
    assert "| networkx sort + loop | 10 (20) |" in text


def test_journal_is_measured_against_bare_commits(capsys, report):
    journal.main(["--quick", "--write"])
    out = capsys.readouterr().out
    assert "| SQLite, bare insert and commit |" in out
    assert "| SQLite, journal |" in out
    assert "<!-- journal: begin -->\n## Journal\n" in report.read_text()


def test_journal_of_postgres_is_measured(monkeypatch, postgres_url):
    monkeypatch.setenv(journal.POSTGRES, postgres_url)
    assert journal.append_postgres("3")["mean"] > 0
    assert journal.bare_postgres("3").keys() == {"mean", "median", "slow"}


def test_journal_section_says_the_ratio():
    found = {
        "SQLite, bare insert and commit": {"mean": 0.0005, "median": 0.0004, "slow": 0.002},
        "SQLite, journal": {"mean": 0.001, "median": 0.0009, "slow": 0.004},
    }
    text = journal.section(found, {"open": 0.2, "verify": 0.1, "head": 0.00008}, 2000, 5000)
    assert "| SQLite, journal | 1,000 | 2.0 | 0.90 | 4.00 |" in text
    assert "200 ms to open the journal, which proves it, 100 ms to verify it again, 80 µs to read its head" in text


def test_memory_is_told_tenth_by_tenth():
    use = live.Use(at=[float(n) for n in range(21)], mib=[100.0 + n for n in range(21)], cpu_seconds=[0.0] * 21)
    assert live.course(use) == [100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120]
    assert live.slope(use) == pytest.approx(3600)
