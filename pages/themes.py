"""What came up in the interviews, and what do the answers say about it?"""

from survey import findings, ui
from survey.charts import CHARTS

view = ui.view()
published = findings.published(findings.evidence(view.release), view.text)
picture, reading = ui.halves()

with picture:
    ui.show(CHARTS["themes"], view)

with reading:
    ui.section(view.text("findings.published"))
    ui.claims(published, view)
