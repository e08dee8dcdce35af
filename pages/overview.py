"""What matters most here, in one look: the ranking, what is certain, and who answered."""

from survey import ui
from survey.charts import CHARTS

view = ui.view()
picture, reading = ui.columns()

with picture:
    ui.show(CHARTS["ranking"], view)

with reading:
    ui.beside(view)
