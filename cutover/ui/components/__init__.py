"""What runs in the browser: components whose script is a file of this server, since the guard forbids inline scripts.

Streamlit serves such files only of installed packages that name them in a
manifest; this one is not installed, so the manifest is given to it here.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

MANIFEST = ComponentManifest("cutover", "1", [ComponentConfig(name, asset_dir=name) for name in ("wall", "keyboard")])


def show_wall_clock(told: dict[str, object], *, key: str) -> None:
    """Show the clock and the countdowns of the wall, which tick in the browser and watch the connection.

    Parameters
    ----------
    told
        What the script is told at every beat: see the head of `wall/wall.js`.
    key
        Key of the element: it stays the same while the page is open.
    """
    _served("wall")(data=told, key=key)


def follow_tab() -> None:
    """Let the Tab key go from a button into what it has opened: see the head of `keyboard/keyboard.js`."""
    _served("keyboard")(key="keyboard")


def _served(name: str) -> Callable[..., object]:
    """Return the component of a folder beside this file, known to the server that runs now."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"cutover.{name}") is None:
        manager.register_from_manifest(MANIFEST, Path(__file__).parent)
    return _component(name)


@cache
def _component(name: str) -> Callable[..., object]:
    return st.components.v2.component(f"cutover.{name}", js=f"{name}.js", isolate_styles=False)
