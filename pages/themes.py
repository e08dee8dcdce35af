"""What came up in the interviews, and what do the answers say about it?"""

from survey import ui
from survey.charts import CHARTS

view = ui.view()
picture, reading = ui.halves()

with picture:
    ui.show(CHARTS["themes"], view)

with reading:
    ui.section(view.text("findings.published"))
    ui.claims(view)
