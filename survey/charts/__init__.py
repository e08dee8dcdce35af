"""The charts, in the order of a deck. A chart is its numbers and its picture."""

from survey.charts import heatmap, ranking, respondents, scale
from survey.charts.chart import Chart

CHARTS: dict[str, Chart] = {
    chart.name: chart for chart in (ranking.CHART, heatmap.CHART, scale.CHART, respondents.CHART)
}
