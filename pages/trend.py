"""What changed from round to round?"""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["trend"], ui.view())
