"""Files found in the world, through the command line: every row read, and the figures that their sources state."""

import json
from pathlib import Path

import pytest

from cutover import cli

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
MAPPINGS = ROOT / "docs" / "mappings"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are not here")


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command line on a store of its own and returns exit code and JSON."""
    monkeypatch.setenv("CUTOVER_STORE", str(tmp_path / "store"))

    def call(*words) -> tuple[int, object]:
        code = cli.main([*map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def load(run):
    """Return a function that loads shared files by a mapping or preset and returns the rows read by table."""

    def call(pattern: str, how: str) -> dict[str, int]:
        mapping = MAPPINGS / f"{how}.toml"
        chosen = ("--mapping", mapping) if mapping.exists() else ("--preset", how)
        code, result = run("load", *sorted(SHARED.glob(pattern)), *chosen, "--as-of", "2026-01-01T00:00Z")
        assert code == 0
        assert all(counts["rejected"] == 0 for counts in result["tables"].values())
        return {name: counts["accepted"] for name, counts in result["tables"].items()}

    return call


@pytest.mark.parametrize(
    ("file", "lines", "incidents"),
    [
        ("incidents_uci/incident_event_log.csv", 141_712, 24_918),
        ("incidents_uci/variant_excel_resaved_5999rows.csv", 5_998, 890),
    ],
)
def test_audit_log_ends_with_nothing_open(load, run, file, lines, incidents):
    assert load(file, "servicenow-audit-log") == {"incident_events": lines, "incidents": incidents}
    _, flow = run("report", "incident_flow")
    assert (flow[0]["day"], flow[-1]["open_count"]) == ("2016-02-29", 0)
    assert sum(day["opened_count"] for day in flow) == incidents


@pytest.mark.parametrize(
    ("file", "how", "incidents", "open_count"),
    [
        ("issues_jira/hadoop_bugs.csv", "jira-csv", 2_503, 770),
        ("issues_jira/SeaMonkey_bugs.csv", "bugzilla-csv", 1_076, 567),
        ("issues_jira/SeaMonkey_bugs.csv", "jira-csv", 1_076, 567),
    ],
)
def test_open_issues_are_open_whatever_they_carry(load, run, file, how, incidents, open_count):
    assert load(file, how) == {"incidents": incidents}
    _, [counted] = run("report", "incident_counts")
    assert (counted["incident_count"], counted["open_count"]) == (incidents, open_count)
    assert counted["resolved_count"] == incidents - open_count
    _, times = run("report", "incident_times", "by=all")
    assert times[0]["resolved_count"] == incidents - open_count


def test_gates_of_a_utility_are_checkpoints(load, run):
    assert load("gates_melbourne_water/*.csv", "melbourne-water-gates") == {"checkpoints": 2_845}
    _, rows = run("report", "checkpoint_health")
    assert len(rows) == 2_845
    assert {row["health"] for row in rows if row["planned_at"] < "2025"} == {"overdue"}


def test_government_sites_are_retired_components(load, run):
    assert load("decommission_govuk/*.csv", "govuk-sites") == {"components": 855}
    _, rows = run("report", "decommission_progress")
    assert [row["is_retired"] for row in rows] == [True] * 855


@pytest.mark.parametrize(
    ("as_of", "retired"), [("2026-01-01T00:00Z", 301), ("2026-09-01T00:00Z", 305), ("2030-01-01T00:00Z", 307)]
)
def test_a_future_closure_is_planned_not_done(load, run, as_of, retired):
    assert load("decommission_products/*.json", "product-graveyard") == {"components": 307}
    _, rows = run("report", "decommission_progress", "--as-of", as_of)
    assert sum(row["is_retired"] for row in rows) == retired
    planned = [row for row in rows if not row["is_retired"]]
    assert all(row["actual_retire_date"] is None and row["planned_retire_date"] >= as_of[:10] for row in planned)


def test_retired_power_units_are_components(load, run):
    assert load("decommission_eia860/*.xlsx", "eia860-retired") == {"components": 1_104}
    _, rows = run("report", "decommission_progress")
    assert sum(row["is_retired"] for row in rows) == 922


@pytest.mark.parametrize(
    ("suite", "tested", "not_applicable", "gap"),
    [
        ("client_suite_v201", 35, 4, 80), ("client_suite_v221", 23, 3, 39),
        ("server_suite_v201", 49, 29, 154), ("server_suite_v221", 25, 19, 161),
    ],
)  # fmt: skip
def test_requirements_are_tested_excused_or_a_gap(load, run, suite, tested, not_applicable, gap):
    assert load(f"traceability_davinci/*{suite}*.csv", "davinci-coverage") == {
        "requirements": tested + not_applicable + gap
    }
    _, [row] = run("report", "requirement_coverage")
    assert (row["tested_count"], row["not_applicable_count"], row["gap_count"]) == (tested, not_applicable, gap)


def test_the_mapping_guide_calls_every_mapping():
    guide = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8").partition("How each is called")[2]
    assert all(f"--mapping {path.name}" in guide for path in MAPPINGS.glob("*.toml"))
