"""The server: `streamlit run app.py` opens the pages on this machine."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from cutover.interface import make_app
from cutover.ui import guard, server, session, sign_in

app = st.App(
    Path(__file__).resolve().parent / "cutover" / "navigation.py",
    lifespan=server.lifespan,
    routes=[
        Route("/readyz", server.readyz),
        Route("/overview", server.to_root),
        Mount("/api", make_app(session.store_path)),
    ],
    middleware=[Middleware(guard.Guard)],
    on_script_error=server.show_error,
)
sign_in.check_start()
