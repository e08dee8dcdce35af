"""Streamlit with a chart and a page that fail: what their errors say must reach nobody."""

import runpy

SECRET = "Kaiku Oy answered 5"


def broken(*_: object) -> str:
    """In place of what makes words."""
    raise ValueError(SECRET)


if __name__ == "__main__":
    import survey.ui  # has what it needs of findings before that is broken
    from survey import findings
    from survey.charts import heatmap, scale

    for chart in (heatmap.CHART, scale.CHART):
        chart.__dict__["headline"] = broken
    assert survey.ui.__all__
    findings.__dict__["standing"] = broken
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
