"""Streamlit with a chart and a page that fail: what their errors say must reach nobody."""

import runpy

SECRET = "Kaiku Oy answered 5"


def broken(*_: object) -> str:
    """In place of what makes words."""
    raise ValueError(SECRET)


if __name__ == "__main__":
    from survey import ui
    from survey.charts import heatmap, scale

    for chart in (heatmap.CHART, scale.CHART):
        chart.__dict__["headline"] = broken
    ui.__dict__["halves"] = broken  # what pages/findings.py stands on
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
