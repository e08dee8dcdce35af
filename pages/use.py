"""Is what matters also in use, and what is missed?"""

from survey import ui
from survey.charts import CHARTS

view = ui.view()
picture, reading = ui.halves()

with picture:
    ui.show(CHARTS["use"], view)

with reading:
    ui.show(CHARTS["adoption"], view, below=True)
