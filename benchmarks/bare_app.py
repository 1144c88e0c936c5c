"""The same pages without preload, watcher and frozen garbage: what `benchmarks.live` compares the server with."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from cutover.ui import guard, server

app = st.App(
    Path(__file__).resolve().parents[1] / "cutover" / "navigation.py",
    routes=[Route("/readyz", server.readyz)],
    middleware=[Middleware(guard.Guard)],
    on_script_error=server.show_error,
)
