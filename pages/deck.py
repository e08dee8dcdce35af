"""What do you show, and in which order? A presentation to give, to save as slides or to send as a report."""

from survey import ui

view = ui.view()
text = view.text
screens, files = ui.columns()

with screens:
    title = text("deck.some", count=len(view.deck)) if view.deck else text("deck.all")
    ui.head(text("deck.question"), title, text("deck.how"))
    ui.composing(view)

with files:
    ui.section(text("deck.show"), text("deck.keys"))
    ui.saving(view)
