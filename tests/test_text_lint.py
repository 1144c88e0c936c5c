"""No text from files reaches a sink of Streamlit but through `ui.text`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SINKS = {
    "title", "header", "subheader", "markdown", "caption", "metric", "button", "write", "error", "warning", "info",
    "success", "toast", "badge", "expander", "popover", "tabs", "table", "link_button", "checkbox", "toggle",
    "form_submit_button", "html", "progress",
}  # fmt: skip
SAFE = {"markdown", "plotly", "cell", "cells", "escape", "words"}
FILES = sorted(
    [*(ROOT / "pages").glob("*.py"), *(ROOT / "cutover" / "ui").rglob("*.py"), ROOT / "cutover" / "navigation.py"]
)


def is_safe(node: ast.AST) -> bool:
    """Tell whether an argument is literal, a number, or passed through `ui.text`.

    A function whose name ends in `_html` makes its markup of safe parts only: what it returns is looked at too.
    """
    if isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper()):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(is_safe(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.Call):
        function = node.func
        if getattr(function, "id", "").endswith("_html"):
            return True
        if getattr(function, "attr", "") == "join":
            return all(is_safe(getattr(part, "elt", part)) for part in node.args)
        is_text = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "text"
        return is_text and function.attr in SAFE
    if isinstance(node, ast.IfExp):
        return is_safe(node.body) and is_safe(node.orelse)
    if isinstance(node, ast.BoolOp):
        return all(map(is_safe, node.values))
    return isinstance(node, ast.BinOp) and is_safe(node.left) and is_safe(node.right)


def raw_sinks(source: str) -> list[str]:
    """Return the calls of a sink with an argument that is neither literal nor passed through `ui.text`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_html"):
            said = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
            found += [f"{node.name} returns {ast.unparse(part)}" for part in said if not is_safe(part)]
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SINKS):
            continue
        if getattr(node.func.value, "id", "") in {"text", "moment"}:
            continue
        texts = node.args[: node.func.attr != "progress"] + [
            k.value for k in node.keywords if k.arg in {"label", "body", "text", "help"}
        ]
        found += [f"{ast.unparse(node.func)}({ast.unparse(part)})" for part in texts if not is_safe(part)]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sink_takes_raw_text(path):
    assert raw_sinks(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(name)",
        "st.caption(f'{name}')",
        "st.metric(row['label'], 1)",
        "col.button(x)",
        "def row_html(x): return f'<p>{x}</p>'",
        "st.html(''.join(x for x in rows))",
    ],
)
def test_lint_finds_raw_text(line):
    assert len(raw_sinks(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "st.title('Data')",
        "st.caption(text.markdown(name))",
        "st.error(f'a {text.markdown(x)}')",
        "st.html(''.join(row_html(x) for x in rows))",
    ],
)
def test_lint_passes_safe_text(line):
    assert raw_sinks(line) == []


FIGURES = sorted((ROOT / "cutover" / "figures").glob("*.py"))
SHOWN = {"text", "hovertemplate", "ticktext", "customdata", "title_text", "name"}
RAW = {
    "change", "checkpoint_name", "component_name", "exit_criterion_name", "group_value", "item_name", "label", "owner",
    "owner_role", "reason", "row_name", "system", "target_name", "task_name", "title", "workstream",
}  # fmt: skip
"""Columns that hold text from files."""
CLEANING = {"text", "escape", "folded", "_folded", "_sentence", "reason_words", "day_and_time"}


def raw_in_figures(source: str) -> list[str]:
    """Return what a trace or annotation shows of a column of text without `look.text`."""
    return [
        ast.unparse(part)
        for call in ast.walk(ast.parse(source)) if isinstance(call, ast.Call)
        for keyword in call.keywords if keyword.arg in SHOWN
        for part in uncleaned(keyword.value)
    ]  # fmt: skip


def uncleaned(node: ast.AST) -> list[ast.AST]:
    """Return the columns of text in an expression that stand outside of a call that cleans them."""
    if isinstance(node, ast.Call):
        function = node.func
        if (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in CLEANING:
            return []
    if isinstance(node, ast.ListComp) and not uncleaned(node.elt):
        return []
    if isinstance(node, ast.Attribute) and node.attr in RAW:
        return [node]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in RAW:
        return [node]
    return [part for child in ast.iter_child_nodes(node) for part in uncleaned(child)]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_no_figure_shows_raw_text(path):
    assert raw_in_figures(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    ["f.add_annotation(text=row.label)", "f.add_scatter(text=frame['workstream'])", "f.add_bar(text=[f'{r.title}'])"],
)
def test_lint_finds_raw_text_in_figures(line):
    assert len(raw_in_figures(line)) == 1


def test_lint_passes_cleaned_text_in_figures():
    assert raw_in_figures("f.add_scatter(text=[look.text(r.label) for r in rows], name='Scope', x=r.label)") == []
