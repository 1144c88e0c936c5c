"""The server: `streamlit run app.py` opens the pages on this machine."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from cutover.ui import guard, server, sign_in

app = st.App(
    Path(__file__).resolve().parent / "cutover" / "navigation.py",
    lifespan=server.lifespan,
    routes=[Route("/readyz", server.readyz), Route("/overview", server.to_root)],
    middleware=[Middleware(guard.Guard)],
    on_script_error=server.show_error,
)
sign_in.check_start()
