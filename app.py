"""Start here: `streamlit run app.py`. The app around the pages: start-up, health, headers."""

import streamlit as st

from survey.server import MIDDLEWARE, ROUTES, failed, lifespan

app = st.App(
    "pages/_frame.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE, on_script_error=failed
)
