"""The barest Streamlit app that swaps one prepared Plotly chart: what a click costs at the least."""

import streamlit as st

ITEMS = [f"Item {number}" for number in range(14)]


@st.cache_resource
def figures() -> dict[str, dict[str, object]]:
    """Two figures, made once."""
    return {
        name: {
            "data": [
                {"type": "scatter", "mode": "markers", "x": [one / slope for one in range(14)], "y": ITEMS}
            ],
            "layout": {"height": 450},
        }
        for name, slope in (("One", 14), ("Two", 28))
    }


chosen = st.pills("Group", ["One", "Two"], default="One")
st.plotly_chart(figures()[chosen or "One"], key="chart")
