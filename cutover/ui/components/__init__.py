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

WALL = "cutover.wall"
MANIFEST = ComponentManifest("cutover", "1", [ComponentConfig("wall", asset_dir="wall")])


def show_wall_clock(told: dict[str, object], *, key: str) -> None:
    """Show the clock and the countdowns of the wall, which tick in the browser and watch the connection.

    Parameters
    ----------
    told
        What the script is told at every beat: see the head of `wall/wall.js`.
    key
        Key of the element: it stays the same while the page is open.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(WALL) is None:
        manager.register_from_manifest(MANIFEST, Path(__file__).parent)
    _wall()(data=told, key=key)


@cache
def _wall() -> Callable[..., object]:
    return st.components.v2.component(WALL, js="wall.js", isolate_styles=False)
