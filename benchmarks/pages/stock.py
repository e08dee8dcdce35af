"""The overview as one writes it with Streamlit's own parts: the same choices, charts, words and numbers.

`streamlit run benchmarks/pages/stock.py` in a folder without settings, so that Streamlit is as it comes.
"""

import pandas as pd
import streamlit as st

from benchmarks.pages.same import Said, offered, said

st.set_page_config(layout="wide")
choices = offered()
with st.container(horizontal=True):
    st.selectbox("Study", ["Executives 2015", "Customer participation 2021"])
    by = st.segmented_control("Compare by", list(choices.dimensions), default="sector", required=True)
    groups = st.pills("Groups", choices.groups(by or "sector"), selection_mode="multi", key="groups")
    st.selectbox("Topic", ["Channels", *choices.families])
    measure = st.selectbox("Measure", choices.measures)

seen: Said = said(by or "sector", tuple(groups), measure)
picture, reading = st.columns([0.7, 0.3], gap="large")

with picture:
    st.caption(seen.question)
    st.header(seen.title)
    st.caption(seen.measure)
    st.plotly_chart(seen.figure, key="ranking")
    st.selectbox("Pick one channel", choices.items, index=None)
    st.caption(seen.base)
    st.caption(seen.notes)
    with st.popover("How to read this"):
        st.write(seen.how)
    with st.popover("Table"):
        st.dataframe(pd.DataFrame(seen.rows))
    with st.popover("Share and save"):
        st.download_button("Save the numbers (CSV)", seen.csv, "ranking.csv")

with reading:
    first, second = st.columns(2)
    first.metric("Executives", seen.respondents)
    second.metric("Organisations", seen.organisations)
    for heading, text in seen.findings:
        st.subheader(heading)
        st.write(text)
    st.write(seen.checked)
    st.table(pd.DataFrame(seen.people, columns=["Group", "Respondents", "Organisations"]))
