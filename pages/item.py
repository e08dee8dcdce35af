"""Everything about one item: who rates it how, on which level, in use or not."""

from survey import ui
from survey.charts import CHARTS

view = ui.view()
picture, reading = ui.columns()

with picture:
    ui.show(CHARTS["item"], view)
    ui.show(CHARTS["scale"], view, below=True, of="item")

with reading:
    ui.facts(view)
    ui.show(CHARTS["users"], view, below=True, of="item")
