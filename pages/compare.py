"""How does one group differ from the rest, or from another group?"""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["compare"], ui.view())
