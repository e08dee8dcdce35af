"""Which groups think alike?"""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["similar"], ui.view())
