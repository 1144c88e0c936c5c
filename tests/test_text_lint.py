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
    [*(ROOT / "pages").glob("*.py"), *(ROOT / "cutover" / "ui").glob("*.py"), ROOT / "cutover" / "navigation.py"]
)


def is_safe(node: ast.AST) -> bool:
    """Tell whether an argument is literal, a number, or passed through `ui.text`."""
    if isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper()):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(is_safe(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.Call):
        function = node.func
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
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SINKS):
            continue
        if getattr(node.func.value, "id", "") == "text":
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
    "line", ["st.markdown(name)", "st.caption(f'{name}')", "st.metric(row['label'], 1)", "col.button(x)"]
)
def test_lint_finds_raw_text(line):
    assert len(raw_sinks(line)) == 1


@pytest.mark.parametrize(
    "line", ["st.title('Data')", "st.caption(text.markdown(name))", "st.error(f'a {text.markdown(x)}')"]
)
def test_lint_passes_safe_text(line):
    assert raw_sinks(line) == []
