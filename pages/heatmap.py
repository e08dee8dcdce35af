"""Who rates what? Every group beside the others."""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["heatmap"], ui.view())
