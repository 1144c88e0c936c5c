"""Briefings from the command line and from a page."""

from pathlib import Path

import pytest
from conftest import add_load
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from cutover import briefing, cli
from cutover.navigation import PAGES
from cutover.store import Store

ROWS = {
    "programme": [{"programme_id": "ferry", "programme_name": "Ferry", "zone": "America/New_York"}],
    "tasks": [{"task_id": "A", "task_name": "Convert data", "status": "not_started", "side": "provider"}],
    "checkpoints": [
        {"checkpoint_id": "G1", "checkpoint_name": "Dress rehearsal", "planned_at": "2026-04-01T14:00"},
        {"checkpoint_id": "G2", "checkpoint_name": "Final go/no-go", "planned_at": "2026-04-02T14:00"},
    ],
    "criteria": [
        {"criterion_id": f"{gate}-1", "checkpoint_id": gate, "criterion_name": "Books balance", "is_gating": True,
         "operator": "=", "target": 1.0, "category": "program", "side": "customer", "owner_role": "functional_lead"}
        for gate in ("G1", "G2")
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Store:
    store = Store(tmp_path_factory.mktemp("brief") / "store")
    for at in ("2026-03-02T14:00", "2026-03-09T14:00"):
        add_load(store, at, ROWS, "ferry")
    return store


@pytest.fixture
def run(filled, tmp_path, capsys, monkeypatch):
    """Return a function that runs `brief` in a folder of its own: exit code and standard error."""
    monkeypatch.setenv("CUTOVER_STORE", str(filled.path))
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        return cli.main(["brief", *words]), capsys.readouterr().err

    return call


def test_command_writes_the_assessment_by_default(run):
    assert run("--out", "a.pdf") == (0, "Wrote a.pdf.\n")
    told = PdfReader("a.pdf").pages[0].extract_text()
    assert "Go/No-Go Assessment Report" in told
    assert "INCOMPLETE" in told


@pytest.mark.parametrize("form", briefing.FORMATS)
def test_ending_says_which_format_is_written(run, form):
    starts = {"pdf": b"%PDF-1.7", "pptx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "html": b"<!doctype html>",
              "md": b"# Daily brief: Ferry"}  # fmt: skip
    assert run("daily", "--out", f"d.{form.upper()}")[0] == 0
    assert Path(f"d.{form.upper()}").read_bytes().startswith(starts[form])


def test_command_takes_checkpoint_time_and_paper(run):
    code, _ = run("--checkpoint", "G2", "--as-of", "2026-03-02T12:00", "--paper", "a4", "--out", "a.pdf")
    page = PdfReader("a.pdf").pages[0]
    assert code == 0
    assert "Final go/no-go, Thu 2 Apr 2026, 10:00 · As of Mon 2 Mar 2026, 12:00" in " ".join(
        page.extract_text().split()
    )
    assert round(page.mediabox.width) == 595


@pytest.mark.parametrize("name", ["a.docx", "a", ".pdf"])
def test_other_endings_are_refused_in_one_line(run, name):
    code, said = run("--out", name)
    assert code == 2
    assert said == f"Error: {name}: a briefing is written as .pdf, .pptx, .xlsx, .html, .md; the ending says which.\n"


def test_unknown_checkpoint_is_refused_in_one_line(run):
    assert run("--checkpoint", "G9", "--out", "a.pdf") == (
        2, "Error: There is no checkpoint G9; the programme has G1, G2.\n"
    )  # fmt: skip


def test_empty_store_is_refused_in_one_line(run, tmp_path):
    code, said = run("--store", str(tmp_path / "none"), "--out", "a.pdf")
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("Error: The store is empty: load files first")


@pytest.mark.parametrize("name", ["overview", "go_no_go"])
def test_page_makes_no_file_by_itself(filled, monkeypatch, name):
    def refuse(*arguments: object, **options: object) -> bytes:
        raise AssertionError("a file was made")

    monkeypatch.setenv("CUTOVER_STORE", str(filled.path))
    monkeypatch.setattr(briefing, "written", refuse)
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60).run()
    assert [error.value for error in page.exception] == []
    assert "briefing" in page.session_state


@pytest.mark.parametrize(("name", "kinds"), [("overview", 2), ("go_no_go", 1)])
def test_open_button_offers_every_format(filled, monkeypatch, name, kinds):
    monkeypatch.setenv("CUTOVER_STORE", str(filled.path))
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    page.session_state["briefing"] = True
    page.run()
    offered = [button.label for button in page.get("download_button")]
    assert [label for label in offered if label in briefing.FORMATS.values()] == list(briefing.FORMATS.values()) * kinds
