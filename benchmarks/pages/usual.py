"""The overview as it is usually written: rows in pandas, counted at every click, drawn by plotly.express.

It reads the answers from the Parquet file in ANSWERS once. For the chosen groups it shows the share that
finds each channel important, how many answered, and everybody by group; no interval, no test, nothing hidden.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st

IMPORTANT = 4
ITEMS = os.environ["ITEMS"].split()


@st.cache_resource
def answers() -> pd.DataFrame:
    """A row per respondent: sector, organisation, and a column per item."""
    return pd.read_parquet(os.environ["ANSWERS"], columns=["sector", "organisation", *ITEMS])


st.set_page_config(layout="wide")
rows = answers()
groups = st.pills("Groups", sorted(rows["sector"].unique()), selection_mode="multi")
chosen = rows[rows["sector"].isin(groups)] if groups else rows
rated = chosen.melt(id_vars="sector", value_vars=ITEMS, var_name="item", value_name="level").dropna()
rated["important"] = rated["level"] >= IMPORTANT
shares = rated.groupby("item")["important"].mean().sort_values().reset_index()
picture, reading = st.columns([0.7, 0.3], gap="large")

with picture:
    top = shares.iloc[-1]
    st.header(f"At the top: {top['item']} – {top['important']:.0%}")
    figure = px.scatter(shares, x="important", y="item", height=450)
    st.plotly_chart(figure, key="ranking")
    with st.popover("Table"):
        st.dataframe(shares)

with reading:
    first, second = st.columns(2)
    first.metric("Respondents", len(chosen))
    second.metric("Organisations", chosen["organisation"].nunique())
    st.table(rows.groupby("sector")["organisation"].agg(["size", "nunique"]))
