"""What matters most here, in one look: the ranking, three findings and who answered."""

from survey import ui
from survey.charts import CHARTS
from survey.findings import three

view = ui.view()
picture, reading = ui.columns()

with picture:
    ui.show(CHARTS["ranking"], view)

with reading:
    ui.key_figures(view)
    ui.findings(three(view.selection, view.release, view.text), view)
    ui.who_answered(view)
