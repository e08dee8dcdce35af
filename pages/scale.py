"""How do the answers spread over the scale, and where are there two camps?"""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["scale"], ui.view())
