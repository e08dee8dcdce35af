"""Where does a client stand, and what do their peers find important that they do not use?"""

from survey import ui
from survey.charts import CHARTS

view = ui.view()
picture, reading = ui.halves()

with picture:
    ui.show(CHARTS["benchmark"], view)

with reading:
    ui.show(CHARTS["unused"], view, below=True)

ui.own_answers(view)
