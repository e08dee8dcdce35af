"""Which items matter most to these respondents?"""

from survey import ui
from survey.charts import CHARTS

ui.show(CHARTS["ranking"], ui.view())
