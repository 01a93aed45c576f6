"""The entry of the web server: `streamlit run`, or any ASGI server with `streamlit_app:app`."""

from pathlib import Path

import streamlit as st

from dashboard import server, ui
from dashboard.store import store_in_force

ROOT = Path(__file__).resolve().parent

app = st.App(
    ROOT / "dashboard" / "app.py",
    lifespan=server.lifespan(ui.prepare, ui.keep_fresh),
    routes=server.routes(store_in_force, ui.page_names()),
    middleware=server.middleware(),
)
