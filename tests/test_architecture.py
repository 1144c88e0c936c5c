"""The rules of docs/architecture.md that a reader of the imports can check."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = [
    {"errors", "clock"},
    {"tables", "zones", "queries", "series", "wording", "palette", "database"},
    {"schedule", "acts"},
    {"risk", "rollback", "access"},
    {"readers"},
    {"mapping"},
    {"validate", "store", "journal", "sessions", "tokens", "outbox"},
    {"forecasts", "scenario"},
    {"warehouse", "gateway", "export", "generate", "scenario_store"},
    {"pipeline", "comparison", "since"},
    {"record", "briefing"},
    {"messages"},
    {"figures", "interface"},
    {"ui"},
    {"navigation", "cli"},
    {"reference"},
]
HOME = {
    "streamlit": {"ui", "navigation", "app"},
    "duckdb": {"warehouse", "validate"},
    "plotly": {"figures"},
    "sqlalchemy": {"journal", "database", "sessions", "tokens", "outbox"},
    "sqlite3": {"journal"},
    "fastapi": {"interface"},
    "limits": {"interface"},
    "icalendar": {"messages"},
    "smtplib": {"messages"},
    "httpx": {"messages"},
    "typst": {"briefing"},
    "pptx": {"briefing"},
}


PURE = {"validate", "schedule", "risk", "forecasts", "scenario", "acts", "rollback", "access"}
OUTSIDE = {"pathlib", "io", "tempfile", "shutil", "subprocess", "socket", "time", "cutover.clock"}


@cache
def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in sorted((ROOT / "cutover").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = path
    return found


@cache
def imports(path: Path, name: str) -> frozenset[str]:
    """Return the dotted names that a file imports, relative ones resolved."""
    found = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return frozenset(found)


def part(name: str) -> str:
    """Return the layer's word for a module: cutover.ui.text belongs to ui."""
    return name.split(".")[1] if "." in name else name


def own_imports() -> dict[str, set[str]]:
    """Return for every module the modules of the package that it imports."""
    known = modules()
    return {name: {i for i in imports(path, name) if i in known and i != name} for name, path in known.items()}


def height(name: str) -> int | None:
    """Return the layer of a module, counted from the lowest."""
    return next((level for level, layer in enumerate(LAYERS) if part(name) in layer), None)


def test_every_module_has_a_layer():
    homeless = [name for name in modules() if "." in name and height(name) is None and not name.endswith("__main__")]
    assert homeless == []


def test_modules_import_only_lower_layers():
    wrong = [
        f"{name} imports {other}"
        for name, others in own_imports().items()
        for other in others
        if part(name) != part(other) and height(name) is not None and height(other) is not None
        if height(other) >= height(name)
    ]
    assert wrong == []


def test_no_import_cycle_of_any_kind():
    try:
        TopologicalSorter(own_imports()).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("library", HOME)
def test_library_stays_in_its_layer(library):
    strays = [
        name
        for name, path in modules().items()
        if any(i.split(".")[0] == library for i in imports(path, name)) and part(name) not in HOME[library]
    ]
    assert strays == []


@pytest.mark.parametrize("name", sorted(name for name in modules() if part(name) in PURE))
def test_pure_module_opens_no_file_and_asks_no_clock(name):
    path = modules()[name]
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert imports(path, name) & OUTSIDE == set()
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id == "open"] == []


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_page_is_short_and_plain(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    foreign = {i.split(".")[0] for i in imports(path, path.stem)} & {"duckdb", "pandas", "streamlit", "pathlib", "os"}
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda))]
    assert ast.get_docstring(tree)
    assert (foreign, functions) == (set(), [])
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_clock_is_read_in_one_place():
    readers = [
        name
        for name, path in modules().items()
        if part(name) != "clock"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        if ast.unparse(node.value).split(".")[-1] in {"datetime", "date", "pd", "Timestamp"}
    ]
    assert readers == []


def test_files_and_functions_keep_house_sizes():
    long = []
    for path in [*(ROOT / "cutover").rglob("*.py"), ROOT / "app.py"]:
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 400:
            long.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 60:
                long.append(f"{path.name}: {node.name}")
    assert long == []
