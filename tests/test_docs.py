"""The documents tell the truth about the repository."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_ci_runs_the_readme_test_command():
    commands = re.findall(r"^    (pip install .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert commands[0] == "pip install -r requirements.txt && streamlit run app.py"
    assert commands[1] in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_folder_in_the_readme_exists():
    tree = (ROOT / "README.md").read_text(encoding="utf-8").rpartition("## Where things are")[2]
    names = re.findall(r"(?:^|\s)([\w./-]+(?:/|\.py|\.md))(?=\s)", tree)
    assert len(names) >= 12
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-fast.txt"])
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.\[\]-]+)==\S+ \\$", text, re.M)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pins) == len(lines) > 30
    assert "://" not in text
