"""What matters most here, in one look: the ranking, what is certain, and who answered."""

from survey import findings, ui
from survey.charts import CHARTS

view = ui.view()
found = findings.found(view.selection, view.release, view.text)
published = findings.published(findings.evidence(view.release), view.text)
picture, reading = ui.columns()

with picture:
    ui.show(CHARTS["ranking"], view)

with reading:
    ui.beside(view, found[:3], published)
