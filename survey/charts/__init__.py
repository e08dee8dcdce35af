"""The charts, in the order of a deck. A chart is its numbers and its picture."""

from survey.charts import (
    adoption,
    benchmark,
    compare,
    heatmap,
    item,
    ranking,
    respondents,
    scale,
    similar,
    themes,
    trend,
    unused,
    use,
    users,
)
from survey.charts.chart import Chart

CHARTS: dict[str, Chart] = {
    chart.name: chart
    for chart in (
        ranking.CHART,
        heatmap.CHART,
        compare.CHART,
        item.CHART,
        users.CHART,
        scale.CHART,
        use.CHART,
        adoption.CHART,
        benchmark.CHART,
        unused.CHART,
        trend.CHART,
        similar.CHART,
        themes.CHART,
        respondents.CHART,
    )
}

# What can stand in a frame of another page: all but what needs a client's own answers.
EMBEDDED = tuple(name for name, chart in CHARTS.items() if not chart.of_own)
