"""Streamlit with a page that fails: what its error says must reach nobody."""

import runpy

SECRET = "Kaiku Oy answered 5"


def broken(*_: object) -> str:
    """In place of a headline."""
    raise ValueError(SECRET)


if __name__ == "__main__":
    from survey.charts import heatmap

    heatmap.CHART.__dict__["headline"] = broken
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
